/*-------------------------------------------------------------------------
 *
 * manifest.c
 *	  What went into a prompt or context and what did not, and why; and the
 *	  context that crm.lead_context returns, cut to its budget.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "prompt/json_build.h"
#include "prompt/render.h"
#include "token/tokens.h"

/* Tokens that a member takes beside its value: the key and its punctuation. */
#define MEMBER_TOKENS 4

/* Only what takes more than this part of its list's room loses its body. */
#define LARGE_PART 4

/*
 * One list: how many there are, which were kept (by id), which of these without
 * their body, which were read and dropped (by id), and how many older ones were
 * only counted.
 */
static void
build_items(CrmJsonBuild *build, const char *key, const CrmItems *items,
			int kept, const char *noun)
{
	char	   *elision = crm_elision(items, kept, noun);
	int			i;

	crm_build_begin_object(build, key);
	crm_build_int(build, "total", items->count + items->older);
	crm_build_int(build, "kept", kept);
	crm_build_int(build, "dropped", items->count - kept + items->older);
	crm_build_begin_array(build, "kept_ids");
	for (i = 0; i < kept; i++)
		crm_build_item(build, items->item[i].id);
	crm_build_end_array(build);
	for (i = 0; i < kept && !items->item[i].without_body; i++)
		;
	if (i < kept)
	{
		crm_build_begin_array(build, "without_body");
		for (; i < kept; i++)
			if (items->item[i].without_body)
				crm_build_item(build, items->item[i].id);
		crm_build_end_array(build);
	}
	if (elision != NULL)
	{
		crm_build_begin_array(build, "dropped_ids");
		for (i = kept; i < items->count; i++)
			crm_build_item(build, items->item[i].id);
		crm_build_end_array(build);
		crm_build_int(build, "dropped_without_id", items->older);
		crm_build_text(build, "reason", "token budget");
		crm_build_text(build, "elision", elision);
	}
	crm_build_end_object(build);
}

static void
build_lists(CrmJsonBuild *build, const CrmFacts *facts, int events, int notes)
{
	build_items(build, "timeline", &facts->timeline, events, "event");
	build_items(build, "notes", &facts->notes, notes, "note");
	if (facts->not_scored)
		crm_build_text(build, "score",
					   "not scored yet, and the history is too long to do it on the way; crm.rescore_leads does");
}

static void
build_section(CrmJsonBuild *build, const char *name, int priority, int tokens,
			  bool kept)
{
	crm_build_begin_object(build, NULL);
	crm_build_text(build, "name", name);
	crm_build_int(build, "priority", priority);
	crm_build_int(build, "tokens", tokens);
	crm_build_bool(build, "kept", kept);
	if (!kept)
		crm_build_text(build, "reason", "token budget");
	crm_build_end_object(build);
}

/* The manifest of a rendered prompt. */
Jsonb *
crm_prompt_manifest(const CrmPrompt *prompt)
{
	CrmJsonBuild build = NULL;
	ListCell   *cell;

	crm_build_begin_object(&build, NULL);
	crm_build_int(&build, "template_id", prompt->template->id);
	crm_build_text(&build, "purpose", prompt->template->purpose);
	crm_build_int(&build, "version", prompt->template->version);
	crm_build_text(&build, "reason", prompt->template->reason);
	crm_build_text(&build, "channel", prompt->template->channel);
	crm_build_text(&build, "as_of", prompt->context->as_of_text);
	crm_build_text(&build, "token_method",
				   crm_encoding_name(prompt->context->options->encoding));
	crm_build_int(&build, "token_budget", prompt->budget);
	crm_build_int(&build, "tokens", prompt->tokens);
	crm_build_begin_array(&build, "sections");
	foreach(cell, prompt->choice.sections)
	{
		CrmTemplateSection *section = lfirst(cell);

		build_section(&build, section->name, section->priority,
					  section->tokens, section->kept);
	}
	crm_build_end_array(&build);
	build_lists(&build, prompt->context->facts, prompt->choice.events,
				prompt->choice.notes);
	return crm_build_finish_object(&build);
}

/* A context under construction: what is in it so far. */
typedef struct ContextChoice
{
	uint32		sections;
	int			events;
	int			notes;
	int			tokens[CRM_SECTIONS];
} ContextChoice;

static int
choice_tokens(const CrmContext *context, const ContextChoice *choice)
{
	return crm_jsonb_tokens(crm_context_build(context, choice->events,
											  choice->notes, choice->sections),
							context->options->encoding);
}

/* What a section takes by itself; 0 if there is nothing in it. */
static int
section_tokens(const CrmContext *context, CrmSection section)
{
	const CrmFacts *facts = context->facts;
	CrmEncoding encoding = context->options->encoding;
	int			tokens = 0;
	int			i;

	if (section == CRM_SECTION_TIMELINE || section == CRM_SECTION_NOTES)
		return 0;
	if (section == CRM_SECTION_DOCUMENTS)
	{
		for (i = 0; i < CRM_DOCUMENTS; i++)
			if (facts->document[i] != NULL)
				tokens += crm_jsonb_tokens(facts->document[i], encoding) +
					MEMBER_TOKENS;
		return tokens;
	}
	if (facts->section[section] == NULL)
		return 0;
	return crm_jsonb_tokens(facts->section[section], encoding) + MEMBER_TOKENS;
}

/*
 * How many of a list fit into what is left, newest first, each whole; but one
 * large text does not keep all older ones away: where it does not fit, only
 * that it is there is kept.
 */
static int
fit_items(const CrmContext *context, const CrmItems *items, int *left)
{
	int			kept;
	int			used = 2 * MEMBER_TOKENS;
	int			large;

	/* room for the sentence that says what was left out */
	if (items->count + items->older > 0)
		used += 28;
	large = (*left - used) / LARGE_PART;
	for (kept = 0; kept < items->count; kept++)
	{
		CrmItem    *item = &items->item[kept];

		if (used + item->tokens > *left && item->tokens > large)
		{
			crm_leave_out_body(item);
			item->tokens = crm_jsonb_tokens(item->json,
											context->options->encoding);
		}
		if (used + item->tokens > *left)
			break;
		used += item->tokens;
	}
	*left -= used;
	return kept;
}

/*
 * Takes the least important thing out; false if only what must stay is left.
 */
static bool
drop_one(ContextChoice *choice)
{
	CrmSection	section;

	for (section = CRM_SECTIONS - 1; section > CRM_SECTION_CLIENT; section--)
	{
		if (!(choice->sections & CRM_SECTION_BIT(section)))
			continue;
		if (section == CRM_SECTION_TIMELINE && choice->events > 0)
		{
			choice->events--;
			return true;
		}
		if (section == CRM_SECTION_NOTES && choice->notes > 0)
		{
			choice->notes--;
			return true;
		}
		choice->sections &= ~CRM_SECTION_BIT(section);
		return true;
	}
	return false;
}

/* Sections come in the order of their priority: each is in if it fits. */
static void
choose(const CrmContext *context, ContextChoice *choice, int budget,
	   uint32 wanted)
{
	const CrmFacts *facts = context->facts;
	CrmSection	section;
	int			left;

	choice->sections = CRM_SECTION_BIT(CRM_SECTION_LEAD) |
		CRM_SECTION_BIT(CRM_SECTION_CLIENT);
	left = budget - choice_tokens(context, choice);
	if (left < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("token budget is too small for the context of a lead"),
				 errdetail("Lead and client alone take %d tokens; the budget is %d.",
						   budget - left, budget),
				 errhint("Give a token_budget of at least %d.",
						 budget - left)));
	for (section = 0; section < CRM_SECTIONS; section++)
	{
		int			tokens = section_tokens(context, section);

		choice->tokens[section] = tokens;
		if (!(wanted & CRM_SECTION_BIT(section)) ||
			(choice->sections & CRM_SECTION_BIT(section)))
			continue;
		if (section == CRM_SECTION_TIMELINE || section == CRM_SECTION_NOTES)
		{
			bool		events = section == CRM_SECTION_TIMELINE;
			const CrmItems *items = events ? &facts->timeline : &facts->notes;
			int			before = left;
			int			kept = fit_items(context, items, &left);

			*(events ? &choice->events : &choice->notes) = kept;
			choice->tokens[section] = before - left;
			if (left < 0)
				left = before;
			else
				choice->sections |= CRM_SECTION_BIT(section);
		}
		else if (tokens <= left)
		{
			choice->sections |= CRM_SECTION_BIT(section);
			left -= tokens;
		}
	}
}

/*
 * The context of a lead with the most important sections and the newest
 * events that fit, and its manifest.  The manifest is not part of the budget.
 */
Jsonb *
crm_lead_context_fit(CrmContext *context, int budget, uint32 sections)
{
	ContextChoice choice = {0};
	CrmJsonBuild build = NULL;
	CrmSection	section;
	Jsonb	   *jsonb;
	int			tokens;
	JsonbIterator *it;
	JsonbIteratorToken token;
	JsonbValue	value;

	crm_count_items(&context->facts->notes, context->options->encoding);
	crm_count_items(&context->facts->timeline, context->options->encoding);
	choose(context, &choice, budget, sections);
	while ((tokens = choice_tokens(context, &choice)) > budget)
	{
		CHECK_FOR_INTERRUPTS();
		if (!drop_one(&choice))
			break;
	}
	jsonb = crm_context_build(context, choice.events, choice.notes,
							  choice.sections);

	it = JsonbIteratorInit(&jsonb->root);
	while ((token = JsonbIteratorNext(&it, &value, true)) != WJB_END_OBJECT)
		pushJsonbValue(&build, token,
					   token < WJB_BEGIN_ARRAY ? &value : NULL);
	crm_build_begin_object(&build, "manifest");
	crm_build_text(&build, "token_method",
				   crm_encoding_name(context->options->encoding));
	crm_build_int(&build, "token_budget", budget);
	crm_build_int(&build, "tokens", tokens);
	crm_build_begin_array(&build, "sections");
	for (section = 0; section < CRM_SECTIONS; section++)
		if ((sections & CRM_SECTION_BIT(section)) &&
			choice.tokens[section] > 0)
			build_section(&build, crm_section_name(section),
						  crm_section_priority(section),
						  choice.tokens[section],
						  (choice.sections & CRM_SECTION_BIT(section)) != 0);
	crm_build_end_array(&build);
	crm_build_begin_array(&build, "untrusted");
	for (section = 0; section < CRM_SECTIONS; section++)
		if (crm_section_untrusted(section) && choice.tokens[section] > 0 &&
			(choice.sections & CRM_SECTION_BIT(section)))
			crm_build_item(&build, crm_section_name(section));
	crm_build_end_array(&build);
	build_lists(&build, context->facts, choice.events, choice.notes);
	crm_build_end_object(&build);
	return crm_build_finish_object(&build);
}
