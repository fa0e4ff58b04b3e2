/*-------------------------------------------------------------------------
 *
 * functions.c
 *	  The SQL face of the engine: crm.render_template, crm.template_errors.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "common/compat.h"
#include "common/error.h"
#include "liquid/parser.h"
#include "liquid/render.h"
#include "liquid/time.h"

/* What most results fit into, so that they need not be moved. */
#define RESULT_SIZE 4000

typedef enum OptionKind
{
	OPTION_DIALECT,
	OPTION_UNDEFINED,
	OPTION_AS_OF,
	OPTION_TIMEZONE,
	OPTION_LOCALE,
	OPTION_CURRENCY,
	OPTION_COUNT
} OptionKind;

static const char *const option_names[OPTION_COUNT] = {
	"dialect", "undefined", "as_of", "timezone", "locale", "currency"
};

static void
bad_option(const char *name, const char *value, const char *hint)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("invalid value for option \"%s\"", name),
			 errdetail("The value is \"%s\".", crm_shorten(value,
														   (int) strlen(value),
														   60)),
			 errhint("%s", hint)));
}

static int
find_option(const char *key, uint32 len)
{
	const char *near;
	int			i;

	for (i = 0; i < OPTION_COUNT; i++)
		if (len == strlen(option_names[i]) &&
			memcmp(key, option_names[i], len) == 0)
			return i;
	near = crm_nearest_name(key, len, option_names, OPTION_COUNT);
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown option \"%s\"", crm_shorten(key, len, 60)),
			 near ? errhint("Did you mean \"%s\"?", near)
			 : errhint("Options are dialect, undefined, as_of, timezone, locale and currency.")));
	return -1;
}

static TimestampTz
parse_as_of(const char *value, const char *timezone)
{
	LiquidTimeText text;
	LiquidTime	time;
	pg_tz	   *zone;

	if (timezone == NULL)
		timezone = "UTC";
	zone = pg_tzset(timezone);
	if (zone == NULL)
		bad_option("timezone", timezone,
				   "Name it as in pg_timezone_names: America/Chicago.");
	if (!crm_liquid_parse_time(value, (int) strlen(value), &text) ||
		!crm_liquid_place_time(&text, zone, &time))
		bad_option("as_of", value, "Write it as 2026-01-31T12:00:00Z.");
	return time.instant;
}

/* The options of crm.render_template. */
static void
read_options(Jsonb *jsonb, CrmLiquidDialect *dialect,
			 CrmLiquidOptions *options)
{
	const char *values[OPTION_COUNT] = {NULL};
	CrmJson		root;
	CrmJson		value;
	CrmJsonWalk walk;
	const char *key;
	uint32		len;

	crm_json_root(jsonb, &root);
	if (root.type != CRM_JSON_OBJECT)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("options must be a JSON object")));
	crm_json_walk(&walk, &root);
	while (crm_json_next_pair(&walk, &key, &len, &value))
	{
		int			option = find_option(key, len);

		if (value.type == CRM_JSON_NULL)
			continue;
		if (value.type != CRM_JSON_STRING)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("option \"%s\" must be a string",
							option_names[option])));
		values[option] = pnstrdup(value.data, value.len);
	}

	*dialect = CRM_LIQUID_CRM;
	if (values[OPTION_DIALECT] && strcmp(values[OPTION_DIALECT], "liquid") == 0)
		*dialect = CRM_LIQUID_STANDARD;
	else if (values[OPTION_DIALECT] &&
			 strcmp(values[OPTION_DIALECT], "crm") != 0)
		bad_option("dialect", values[OPTION_DIALECT],
				   "It is \"crm\" or \"liquid\".");
	options->lenient = *dialect == CRM_LIQUID_STANDARD;
	if (values[OPTION_UNDEFINED])
	{
		options->lenient = strcmp(values[OPTION_UNDEFINED], "lenient") == 0;
		if (!options->lenient &&
			strcmp(values[OPTION_UNDEFINED], "strict") != 0)
			bad_option("undefined", values[OPTION_UNDEFINED],
					   "It is \"strict\" or \"lenient\".");
	}
	options->timezone = values[OPTION_TIMEZONE];
	options->locale = values[OPTION_LOCALE];
	options->currency = values[OPTION_CURRENCY];
	options->as_of = values[OPTION_AS_OF]
		? parse_as_of(values[OPTION_AS_OF], values[OPTION_TIMEZONE])
		: GetCurrentTransactionStartTimestamp();
}

/* Partials from the argument: name to template. */
static const char *
partial_of_object(void *arg, const char *name, int name_len, int *len)
{
	CrmJson    *partials = arg;
	CrmJson		text;

	if (!crm_json_get(partials, name, name_len, &text))
		return NULL;
	if (text.type != CRM_JSON_STRING)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("partial \"%s\" must be a string",
						crm_shorten(name, name_len, 60))));
	*len = text.len;
	return text.data;
}

/*
 * crm.render_template(template text, context jsonb, partials jsonb,
 * options jsonb) returns text
 */
PG_FUNCTION_INFO_V1(crm_render_template);
Datum
crm_render_template(PG_FUNCTION_ARGS)
{
	text	   *template = PG_GETARG_TEXT_PP(0);
	Jsonb	   *context = PG_GETARG_JSONB_P(1);
	Jsonb	   *partials = PG_GETARG_JSONB_P(2);
	Jsonb	   *options = PG_GETARG_JSONB_P(3);
	CrmLiquidOptions settings = {0};
	CrmLiquidDialect dialect;
	CrmLiquid  *liquid;
	CrmJson		partials_root;
	StringInfoData out;

	read_options(options, &dialect, &settings);
	crm_json_root(partials, &partials_root);
	if (partials_root.type != CRM_JSON_OBJECT)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("partials must be a JSON object")));
	settings.partial = partial_of_object;
	settings.partial_arg = &partials_root;
	liquid = crm_liquid_get(VARDATA_ANY(template),
							VARSIZE_ANY_EXHDR(template), NULL, dialect);
	/* The result is built where it is returned from. */
	initStringInfo(&out);
	enlargeStringInfo(&out, RESULT_SIZE);
	appendStringInfoSpaces(&out, VARHDRSZ);
	crm_liquid_render(liquid, NULL, context, &settings, &out, NULL);
	SET_VARSIZE(out.data, out.len);
	PG_RETURN_TEXT_P((text *) out.data);
}

/*
 * crm.template_errors(template text) returns table(line int,
 * column_number int, message text, hint text)
 */
PG_FUNCTION_INFO_V1(crm_template_errors);
Datum
crm_template_errors(PG_FUNCTION_ARGS)
{
	text	   *template = PG_GETARG_TEXT_PP(0);
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	List	   *errors;
	ListCell   *cell;

	InitMaterializedSRF(fcinfo, 0);
	crm_liquid_parse(VARDATA_ANY(template), VARSIZE_ANY_EXHDR(template),
					 CRM_LIQUID_CRM, &errors);
	foreach(cell, errors)
	{
		CrmLiquidError *error = lfirst(cell);
		Datum		values[4];
		bool		nulls[4] = {false, false, false, error->hint == NULL};

		values[0] = Int32GetDatum(error->line);
		values[1] = Int32GetDatum(error->column);
		values[2] = CStringGetTextDatum(error->message);
		values[3] = error->hint ? CStringGetTextDatum(error->hint) : 0;
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values,
							 nulls);
	}
	return (Datum) 0;
}
