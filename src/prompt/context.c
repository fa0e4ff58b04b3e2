/*-------------------------------------------------------------------------
 *
 * context.c
 *	  The facts about a lead as one JSON object: which sections there are,
 *	  what is cleaned how, and the object itself for a choice of sections and
 *	  so many events and notes.
 *
 * Reads no table; what to leave out under a budget is for render.c and
 * manifest.c to say.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "common/error.h"
#include "liquid/liquid.h"
#include "prompt/context.h"
#include "prompt/json_build.h"
#include "token/tokens.h"

static const struct
{
	const char *name;
	int			priority;		/* under a budget the lowest go first */
	bool		untrusted;		/* somebody outside the agency may have
								 * written its texts */
}			section_info[CRM_SECTIONS] =

{
	{"lead", 100, true},
	{"client", 98, true},
	{"status", 94, false},
	{"insurance_type", 92, false},
	{"marketing", 90, true},
	{"guidance", 86, false},
	{"notes", 80, true},
	{"agenda", 76, true},
	{"score", 74, true},
	{"stage", 72, false},
	{"opportunities", 70, true},
	{"timeline", 66, true},
	{"documents", 60, true},
	{"address", 56, true},
	{"contacts", 54, true},
	{"agent", 50, false},
	{"other_leads", 46, false},
	{"source", 40, false},
	{"campaign", 36, false}
};

static const char *const document_names[CRM_DOCUMENTS] = {
	"auto_data", "home_data", "renters_data", "specialty_data",
	"commercial_data", "life_data"
};

const char *
crm_section_name(CrmSection section)
{
	return section_info[section].name;
}

int
crm_section_priority(CrmSection section)
{
	return section_info[section].priority;
}

bool
crm_section_untrusted(CrmSection section)
{
	return section_info[section].untrusted;
}

bool
crm_section_find(const char *name, int len, CrmSection *section)
{
	int			i;

	for (i = 0; i < CRM_SECTIONS; i++)
		if (strlen(section_info[i].name) == len &&
			memcmp(section_info[i].name, name, len) == 0)
		{
			*section = i;
			return true;
		}
	return false;
}

/* Option "sections": a list of names; lead and client are always there. */
uint32
crm_context_read_sections(const CrmJson *json)
{
	uint32		sections = CRM_SECTION_BIT(CRM_SECTION_LEAD) |
		CRM_SECTION_BIT(CRM_SECTION_CLIENT);
	CrmJsonWalk walk;
	CrmJson		item;

	if (json->type != CRM_JSON_ARRAY)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("invalid value for prompt option \"sections\""),
				 errhint("Give a list of names, for example [\"timeline\", \"notes\"].")));
	crm_json_walk(&walk, json);
	while (crm_json_next_item(&walk, &item))
	{
		CrmSection	section;

		if (item.type != CRM_JSON_STRING ||
			!crm_section_find(item.data, item.len, &section))
		{
			StringInfoData known;
			int			i;

			initStringInfo(&known);
			for (i = 0; i < CRM_SECTIONS; i++)
				appendStringInfo(&known, "%s%s", i ? ", " : "",
								 section_info[i].name);
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("unknown context section"),
					 item.type == CRM_JSON_STRING
					 ? errdetail("The section is \"%s\".",
								 crm_shorten(item.data, item.len, 60)) : 0,
					 errhint("Known are %s.", known.data)));
		}
		sections |= CRM_SECTION_BIT(section);
	}
	return sections;
}

/* The lead's members, and its coverage documents among them. */
static void
push_lead(CrmJsonBuild *state, Jsonb *lead, Jsonb *const *documents)
{
	JsonbIterator *it = JsonbIteratorInit(&lead->root);
	JsonbIteratorToken token;
	JsonbValue	value;
	int			i;

	while ((token = JsonbIteratorNext(&it, &value, true)) != WJB_DONE)
	{
		if (token == WJB_END_OBJECT && documents != NULL)
			for (i = 0; i < CRM_DOCUMENTS; i++)
				if (documents[i] != NULL)
					crm_build_jsonb(state, document_names[i], documents[i]);
		pushJsonbValue(state, token, token < WJB_BEGIN_ARRAY ? &value : NULL);
	}
}

/* The last part of a list's sentence: what was left out, and from when. */
char *
crm_elision(const CrmItems *items, int kept, const char *noun)
{
	int64		dropped = items->count - kept + items->older;
	const char *from = items->oldest_date;
	const char *to = NULL;
	char		count[48];
	int			i;

	if (dropped == 0)
		return NULL;
	if (items->older > CRM_OLDER_NAMED)
		snprintf(count, sizeof(count), "more than %d", CRM_OLDER_NAMED);
	else
		snprintf(count, sizeof(count), INT64_FORMAT, dropped);
	for (i = kept; i < items->count; i++)
	{
		if (to == NULL || strcmp(items->item[i].date, to) > 0)
			to = items->item[i].date;
		if (from == NULL || strcmp(items->item[i].date, from) < 0)
			from = items->item[i].date;
	}
	if (to == NULL && items->count > 0)
		to = items->item[items->count - 1].date;
	if (from != NULL && to != NULL && strcmp(from, to) != 0)
		return psprintf("%s older %s%s, %s to %s, left out", count, noun,
						dropped == 1 ? "" : "s", from, to);
	if (from == NULL)
		from = to;
	return psprintf("%s older %s%s%s%s, left out", count, noun,
					dropped == 1 ? "" : "s", from ? " of " : "",
					from ? from : "");
}

static void
push_items(CrmJsonBuild *state, const char *key, const CrmItems *items,
		   int kept, const char *noun)
{
	int			i;

	crm_build_begin_array(state, key);
	for (i = 0; i < kept; i++)
		crm_build_jsonb(state, NULL, items->item[i].json);
	crm_build_end_array(state);
	crm_build_text(state, psprintf("%s_elided", key),
				   crm_elision(items, kept, noun));
}

static void
push_fences(CrmJsonBuild *state, const CrmContext *context)
{
	if (context->fence_open == NULL)
		return;
	crm_build_begin_object(state, "fence");
	crm_build_text(state, "open", context->fence_open);
	crm_build_text(state, "close", context->fence_close);
	crm_build_end_object(state);
}

/*
 * The context object with these sections, the newest "events" and the first
 * "notes".
 */
Jsonb *
crm_context_build(const CrmContext *context, int events, int notes,
				  uint32 sections)
{
	const CrmFacts *facts = context->facts;
	CrmJsonBuild state = NULL;
	CrmSection	section;

	crm_build_begin_object(&state, NULL);
	crm_build_text(&state, "as_of", context->as_of_text);
	crm_build_text(&state, "today", facts->today);
	crm_build_text(&state, "time_zone", facts->time_zone);
	crm_build_text(&state, "agency", context->agency);
	crm_build_text(&state, "language", context->language);
	crm_build_text(&state, "channel", context->channel);
	crm_build_text(&state, "tone", context->tone);
	crm_build_text(&state, "instructions", context->instructions);
	push_fences(&state, context);
	for (section = 0; section < CRM_SECTIONS; section++)
	{
		if (!(sections & CRM_SECTION_BIT(section)))
			continue;
		if (section == CRM_SECTION_LEAD)
		{
			crm_build_key(&state, "lead");
			push_lead(&state, facts->section[section],
					  sections & CRM_SECTION_BIT(CRM_SECTION_DOCUMENTS)
					  ? facts->document : NULL);
		}
		else if (section == CRM_SECTION_TIMELINE)
			push_items(&state, "timeline", &facts->timeline, events, "event");
		else if (section == CRM_SECTION_NOTES)
			push_items(&state, "notes", &facts->notes, notes, "note");
		else if (facts->section[section] != NULL)
			crm_build_jsonb(&state, section_info[section].name,
							facts->section[section]);
	}
	return crm_build_finish_object(&state);
}

/* An event as JSON, cleaned. */
static Jsonb *
clean_event(CrmCleaner *cleaner, const CrmItem *item)
{
	CrmJsonBuild build = NULL;
	int			i;

	crm_build_begin_object(&build, NULL);
	for (i = 0; i < CRM_EVENT_FIELDS; i++)
	{
		const CrmField *field = &item->field[i];
		char	   *text = field->text;
		int			len;

		if (text == NULL)
			continue;
		len = strlen(text);
		if (field->free)
			text = crm_clean_string(cleaner, text, &len, true);

		crm_build_bytes(&build, field->key, text, len);
	}
	if (item->minutes > 0)
		crm_build_int(&build, "minutes", item->minutes);
	return crm_build_finish_object(&build);
}

/* Cleans sections and documents in place; lists only if asked. */
static void
clean_facts(CrmFacts *facts, CrmCleaner *cleaner, bool lists)
{
	CrmSection	section;
	int			i;

	for (section = 0; section < CRM_SECTIONS; section++)
		if (facts->section[section] != NULL)
			facts->section[section] =
				crm_clean_jsonb(cleaner, facts->section[section],
								section_info[section].untrusted);
	for (i = 0; i < CRM_DOCUMENTS; i++)
		if (facts->document[i] != NULL)
			facts->document[i] = crm_clean_jsonb(cleaner, facts->document[i],
												 true);
	if (!lists)
		return;
	for (i = 0; i < facts->notes.count; i++)
		facts->notes.item[i].json =
			crm_clean_jsonb(cleaner, facts->notes.item[i].json, true);
	for (i = 0; i < facts->timeline.count; i++)
		facts->timeline.item[i].json =
			clean_event(cleaner, &facts->timeline.item[i]);
}

/*
 * The tone to write in: the caller's word, or what stands in the client's row,
 * which is cleaned, masked and fenced like everything there.
 */
static const char *
tone_of(const CrmFacts *facts, const CrmPromptOptions *options,
		CrmCleaner *cleaner)
{
	const char *text = options->tone ? options->tone : facts->preferred_tone;
	int			len;

	if (text == NULL)
		return NULL;
	len = strlen(text);
	return crm_clean_string(cleaner, text, &len, options->tone == NULL);
}

/* Tells whose template an error is about. */
static void
guide_error(void *arg)
{
	errcontext("template of the lead's %s (ai_prompt_template)",
			   (const char *) arg);
}

/*
 * The lookups' own templates, rendered: what to know about leads in this
 * status, of this type, ...  Each value in them carries its own fence.
 */
static Jsonb *
render_guidance(CrmContext *context, const CrmCleaner *cleaner)
{
	CrmFacts	facts = *context->facts;
	CrmContext	guided = *context;
	CrmCleaner	fencing = *cleaner;
	CrmLiquidOptions options = {0};
	CrmJsonBuild state = NULL;
	Jsonb	   *jsonb;
	int			n = 0;
	int			i;

	for (i = 0; i < CRM_GUIDES; i++)
		if (facts.guides[i].text != NULL)
			break;
	if (i == CRM_GUIDES)
		return NULL;

	fencing.fence_open = context->fence_open;
	fencing.fence_close = context->fence_close;
	clean_facts(&facts, &fencing, false);
	guided.facts = &facts;
	guided.tone = tone_of(&facts, context->options, &fencing);
	jsonb = crm_context_build(&guided, 0, 0,
							  ~(CRM_SECTION_BIT(CRM_SECTION_TIMELINE) |
								CRM_SECTION_BIT(CRM_SECTION_NOTES) |
								CRM_SECTION_BIT(CRM_SECTION_GUIDANCE)));
	options.lenient = true;
	options.as_of = facts.as_of;
	options.timezone = facts.time_zone;
	options.locale = context->options->locale;
	options.currency = context->options->currency;

	crm_build_begin_array(&state, NULL);
	for (i = 0; i < CRM_GUIDES; i++)
	{
		const CrmGuide *guide = &facts.guides[i];
		ErrorContextCallback callback;
		StringInfoData text;

		if (guide->text == NULL)
			continue;
		callback.callback = guide_error;
		callback.arg = unconstify(char *, guide->source);
		callback.previous = error_context_stack;
		error_context_stack = &callback;
		initStringInfo(&text);
		crm_liquid_render(crm_liquid_get(guide->text, strlen(guide->text),
										 guide->source, CRM_LIQUID_CRM),
						  guide->source, jsonb, &options, &text, NULL);
		error_context_stack = callback.previous;
		if (text.len == 0)
			continue;
		crm_build_begin_object(&state, NULL);
		crm_build_text(&state, "source", guide->source);
		crm_build_text(&state, "text", text.data);
		crm_build_end_object(&state);
		n++;
	}
	jsonb = JsonbValueToJsonb(pushJsonbValue(&state, WJB_END_ARRAY, NULL));
	return n > 0 ? jsonb : NULL;
}

/* What it takes as JSON text. */
int
crm_jsonb_tokens(Jsonb *jsonb, CrmEncoding encoding)
{
	char	   *text = JsonbToCString(NULL, &jsonb->root, VARSIZE(jsonb));
	int			tokens = crm_encoding_count(encoding, text, strlen(text));

	pfree(text);
	return tokens;
}

void
crm_count_items(CrmItems *items, CrmEncoding encoding)
{
	int			i;

	for (i = 0; i < items->count; i++)
		items->item[i].tokens = crm_jsonb_tokens(items->item[i].json, encoding);
}

/*
 * Puts a sentence in the place of the body, if there is one: an event is never
 * cut in half, but it happened, however long its text is.
 */
void
crm_leave_out_body(CrmItem *item)
{
	JsonbIterator *it = JsonbIteratorInit(&item->json->root);
	JsonbIteratorToken token;
	JsonbValue	value;
	CrmJsonBuild build = NULL;
	bool		is_body = false;

	while ((token = JsonbIteratorNext(&it, &value, true)) != WJB_END_OBJECT)
	{
		if (token == WJB_VALUE && is_body)
		{
			value.type = jbvString;
			value.val.string.val = psprintf("(about %d tokens, left out)",
											item->tokens);
			value.val.string.len = strlen(value.val.string.val);
			item->without_body = true;
		}
		is_body = token == WJB_KEY && value.val.string.len == 4 &&
			memcmp(value.val.string.val, "body", 4) == 0;
		pushJsonbValue(&build, token, token < WJB_BEGIN_ARRAY ? &value : NULL);
	}
	item->json = crm_build_finish_object(&build);
}

/*
 * How many of a list are read at all: more than the budget can hold, since
 * events take thirty tokens and more on average, and something else is there.
 */
int
crm_event_window(const CrmPromptOptions *options, int budget)
{
	int			window = Min(Max(budget / 36, 20), 5000);

	if (options->max_events >= 0)
		window = Min(window, options->max_events);
	return window;
}

/* Spaces and controls out of a short text that the caller gave. */
static char *
cleaned(const char *text)
{
	StringInfoData out;

	if (text == NULL)
		return NULL;
	initStringInfo(&out);
	crm_clean_text(&out, text, strlen(text));
	return out.data;
}

/* A text of the agency's own, as it is but for identifiers. */
static const char *
masked(const CrmCleaner *cleaner, const char *text)
{
	StringInfoData out;

	if (text == NULL || cleaner->redactor == NULL)
		return text;
	initStringInfo(&out);
	crm_redact_append(cleaner->redactor, &out, text, strlen(text));
	return out.data;
}

/*
 * A language as instructions name it: English for en and en-US, the tag itself
 * for what is not in the table.  It stands outside the fences, so what a form
 * let somebody type is taken only if it is one short word.
 */
static const char *
language_name(const char *text)
{
	static const char *const names[][2] = {
		{"en", "English"}, {"es", "Spanish"}, {"zh", "Chinese"},
		{"vi", "Vietnamese"}, {"ko", "Korean"}, {"tl", "Tagalog"},
		{"fr", "French"}, {"ht", "Haitian Creole"}, {"ar", "Arabic"},
		{"ru", "Russian"}, {"pt", "Portuguese"}, {"de", "German"},
		{"pl", "Polish"}, {"ja", "Japanese"}, {"it", "Italian"},
		{"hi", "Hindi"}, {"fa", "Persian"}, {"uk", "Ukrainian"}
	};
	int			len = text ? strspn(text, "abcdefghijklmnopqrstuvwxyz"
									"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
									"0123456789-") : 0;
	int			i;

	if (len < 2 || len > 20 || text[len] != '\0')
		return "English";
	for (i = 0; i < lengthof(names); i++)
		if (strcspn(text, "-") == 2 &&
			pg_strncasecmp(text, names[i][0], 2) == 0)
			return names[i][1];
	return text;
}

/*
 * Makes the facts fit for a prompt: cleaned, masked, fenced as asked, with
 * the lookups' guidance.  Takes the facts over.
 */
CrmContext *
crm_context_create(CrmFacts *facts, const CrmPromptOptions *options,
				   const char *channel, CrmFencing fencing, uint32 sections)
{
	CrmContext *context = palloc0(sizeof(CrmContext));
	CrmCleaner	cleaner = {0};
	Jsonb	   *guidance = NULL;
	CrmSection	section;

	context->facts = facts;
	context->options = options;
	context->agency = cleaned(facts->agency);
	context->language = language_name(options->language ? options->language
									  : facts->preferred_language);
	context->channel = channel;
	context->as_of_text = facts->as_of_text;
	if (fencing != CRM_FENCE_NONE)
	{
		char	   *nonce = crm_fence_nonce(facts->tenant, facts->lead,
											facts->as_of);

		context->fence_open = psprintf("<data-%s>", nonce);
		context->fence_close = psprintf("</data-%s>", nonce);
	}

	if (options->redacts)
		cleaner.redactor = crm_redactor_create(&options->redact);
	context->instructions = masked(&cleaner, options->instructions);
	/* guidance may speak of anything, whatever sections are asked for */
	if (sections & CRM_SECTION_BIT(CRM_SECTION_GUIDANCE))
		guidance = render_guidance(context, &cleaner);
	for (section = 0; section < CRM_SECTIONS; section++)
		if (!(sections & CRM_SECTION_BIT(section)))
			facts->section[section] = NULL;
	if (fencing == CRM_FENCE_VALUES)
	{
		cleaner.fence_open = context->fence_open;
		cleaner.fence_close = context->fence_close;
	}
	context->tone = tone_of(facts, options, &cleaner);
	clean_facts(facts, &cleaner, true);
	facts->section[CRM_SECTION_GUIDANCE] = guidance;
	return context;
}
