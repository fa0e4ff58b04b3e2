/*-------------------------------------------------------------------------
 *
 * options.c
 *	  The options argument of the prompt functions: read and checked whole
 *	  before anything else happens.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "pgtime.h"
#include "utils/builtins.h"
#include "utils/numeric.h"

#include "common/error.h"
#include "prompt/context.h"
#include "prompt/options.h"

typedef enum OptionKey
{
	OPTION_CHANNEL,
	OPTION_CURRENCY,
	OPTION_ENCODING,
	OPTION_INSTRUCTIONS,
	OPTION_LANGUAGE,
	OPTION_LOCALE,
	OPTION_MAX_EVENTS,
	OPTION_REDACT,
	OPTION_SECTIONS,
	OPTION_TEMPLATE_ID,
	OPTION_TIME_ZONE,
	OPTION_TONE
} OptionKey;

static const char *const option_names[] = {
	"channel", "currency", "encoding", "instructions", "language", "locale",
	"max_events", "redact", "sections", "template_id", "time_zone", "tone"
};

static const char *const channels[] = {
	"call", "sms", "email", "meeting", "video", "mail", "chat"
};

bool
crm_is_channel(const char *name, int len)
{
	int			i;

	for (i = 0; i < lengthof(channels); i++)
		if (strlen(channels[i]) == len && memcmp(channels[i], name, len) == 0)
			return true;
	return false;
}

static void
unknown_option(const char *key, int len)
{
	const char *nearest = crm_nearest_name(key, len, option_names,
										   lengthof(option_names));

	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown prompt option"),
			 errdetail("The option is \"%s\".", crm_shorten(key, len, 60)),
			 nearest ? errhint("Did you mean \"%s\"?", nearest)
			 : errhint("Known are channel, currency, encoding, instructions, language, locale, max_events, redact, sections, template_id, time_zone and tone.")));
}

static void
bad_option(const char *name, const char *value, const char *hint)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("invalid value for prompt option \"%s\"", name),
			 value ? errdetail("The value is \"%s\".",
							   crm_shorten(value, strlen(value), 60)) : 0,
			 errhint("%s", hint)));
}

static char *
string_option(OptionKey key, const CrmJson *value, int max_bytes)
{
	if (value->type != CRM_JSON_STRING || value->len == 0 ||
		value->len > max_bytes)
		bad_option(option_names[key], NULL,
				   psprintf("Give a text of 1 to %d bytes.", max_bytes));
	return pnstrdup(value->data, value->len);
}

static int64
integer_option(OptionKey key, const CrmJson *value, int64 least, int64 most)
{
	char	   *hint = psprintf("Give a whole number from " INT64_FORMAT " to "
								INT64_FORMAT ".", least, most);
	Numeric		n;
	char	   *text;
	char	   *end;
	int64		result;

	if (value->type != CRM_JSON_NUMBER)
		bad_option(option_names[key], NULL, hint);
	n = crm_json_numeric(value);
	text = DatumGetCString(DirectFunctionCall1(numeric_out,
											   NumericGetDatum(n)));

	errno = 0;
	result = strtoi64(text, &end, 10);
	if (errno != 0 || *end != '\0' || result < least || result > most)
		bad_option(option_names[key], text, hint);
	return result;
}

/* A name that the server's time zone data knows. */
static const char *
time_zone_option(const CrmJson *value)
{
	char	   *name = string_option(OPTION_TIME_ZONE, value, 60);
	pg_tz	   *tz = pg_tzset(name);

	if (tz == NULL || !pg_tz_acceptable(tz))
		bad_option("time_zone", name,
				   "Use a name of view pg_timezone_names, such as America/Chicago.");
	return name;
}

static CrmEncoding
encoding_option(const CrmJson *value)
{
	char	   *name = string_option(OPTION_ENCODING, value, 60);
	CrmEncoding encoding;

	if (!crm_encoding_find(name, strlen(name), &encoding))
		bad_option("encoding", name,
				   "Known are estimate, cl100k_base and o200k_base.");
	return encoding;
}

static const char *
language_option(const CrmJson *value)
{
	char	   *name = string_option(OPTION_LANGUAGE, value, 35);
	char	   *p;

	for (p = name; *p; p++)
		if (!((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
			  (p > name && ((*p >= '0' && *p <= '9') || *p == '-'))))
			bad_option("language", name,
					   "Use a language tag such as en, es or pt-BR.");
	return name;
}

static void
read_option(CrmPromptOptions *options, OptionKey key, const CrmJson *value)
{
	switch (key)
	{
		case OPTION_CHANNEL:
			options->channel = string_option(key, value, 20);
			if (!crm_is_channel(options->channel, strlen(options->channel)))
				bad_option("channel", options->channel,
						   "Known are call, sms, email, meeting, video, mail and chat.");
			break;
		case OPTION_CURRENCY:
			options->currency = string_option(key, value, 3);
			break;
		case OPTION_ENCODING:
			options->encoding = encoding_option(value);
			break;
		case OPTION_INSTRUCTIONS:
			options->instructions = string_option(key, value, 8000);
			break;
		case OPTION_LANGUAGE:
			options->language = language_option(value);
			break;
		case OPTION_LOCALE:
			options->locale = string_option(key, value, 20);
			break;
		case OPTION_MAX_EVENTS:
			options->max_events = (int) integer_option(key, value, 0, 100000);
			break;
		case OPTION_REDACT:
			if (value->type == CRM_JSON_BOOL)
				options->redacts = value->boolean;
			else
				crm_redact_read_options(&options->redact, value);
			break;
		case OPTION_SECTIONS:
			options->sections = crm_context_read_sections(value);
			break;
		case OPTION_TEMPLATE_ID:
			options->template_id = integer_option(key, value, 1, PG_INT64_MAX);
			break;
		case OPTION_TIME_ZONE:
			options->time_zone = time_zone_option(value);
			break;
		case OPTION_TONE:
			options->tone = string_option(key, value, 60);
			break;
	}
}

/*
 * Reads an options object; throws for an unknown key or a value that cannot
 * be, naming it.
 */
void
crm_prompt_read_options(CrmPromptOptions *options, Jsonb *jsonb)
{
	CrmJson		json;
	CrmJsonWalk walk;
	const char *key;
	uint32		len;
	CrmJson		value;

	memset(options, 0, sizeof(*options));
	options->max_events = -1;
	options->sections = PG_UINT32_MAX;
	options->redacts = true;
	crm_redact_defaults(&options->redact);

	crm_json_root(jsonb, &json);
	if (json.type != CRM_JSON_OBJECT)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("prompt options must be an object"),
				 errhint("Write, for example, {\"channel\": \"email\"}.")));
	crm_json_walk(&walk, &json);
	while (crm_json_next_pair(&walk, &key, &len, &value))
	{
		int			i;

		for (i = 0; i < lengthof(option_names); i++)
			if (strlen(option_names[i]) == len &&
				memcmp(option_names[i], key, len) == 0)
				break;
		if (i == lengthof(option_names))
			unknown_option(key, len);
		if (value.type != CRM_JSON_NULL)
			read_option(options, i, &value);
	}
	if (!options->redacts)
		memset(&options->redact, 0, sizeof(options->redact));
}
