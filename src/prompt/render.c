/*-------------------------------------------------------------------------
 *
 * render.c
 *	  A prompt: a template rendered for a lead, cut to its budget.
 *
 * The budget holds for the text that comes out, not for a guess at it: the
 * template is rendered with everything, and if that is too long again with
 * less, until it fits.  What can go is put in one line of steps: sections of
 * the template by ascending priority; where a section named timeline or notes
 * has its turn, its items go first, oldest first and one at a time, each
 * whole.  The least number of steps is found by bisection, so the same lead,
 * as_of and budget give the same bytes.  What stands before the cache break
 * never goes.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "common/error.h"
#include "liquid/liquid.h"
#include "prompt/json_build.h"
#include "prompt/render.h"
#include "token/tokens.h"

/* Default priorities of lists that no section of the template names. */
#define TIMELINE_PRIORITY 66
#define NOTES_PRIORITY 80

typedef enum StepKind
{
	STEP_SECTION,
	STEP_EVENT,
	STEP_NOTE
} StepKind;

/* One thing that can be left out. */
typedef struct Step
{
	StepKind	kind;
	int			priority;
	int			order;			/* among equals: smaller goes first */
	int			section;		/* STEP_SECTION: index into the sections */
	int			tokens;			/* about what it saves */
} Step;

typedef struct Fitting
{
	const CrmPromptRequest *request;
	CrmPrompt  *prompt;
	CrmLiquid  *liquid;
	CrmLiquidOptions options;
	uint32		needed;			/* sections of the context */
	Step	   *step;
	int			nsteps;
	MemoryContext scratch;
} Fitting;

/* The sections of the context that the template reads. */
static uint32
needed_sections(CrmLiquid *liquid, CrmFencing *fencing)
{
	uint32		needed = CRM_SECTION_BIT(CRM_SECTION_LEAD) |
		CRM_SECTION_BIT(CRM_SECTION_CLIENT) |
		CRM_SECTION_BIT(CRM_SECTION_MARKETING);
	ListCell   *cell;

	*fencing = CRM_FENCE_VALUES;
	foreach(cell, crm_liquid_variables(liquid))
	{
		CrmLiquidReference *reference = lfirst(cell);
		const char *name = reference->name;
		int			len = strlen(name);
		CrmSection	section;

		if (strcmp(name, "fence") == 0)
			*fencing = CRM_FENCE_TEMPLATE;
		if (len > 7 && strcmp(name + len - 7, "_elided") == 0)
			len -= 7;
		if (crm_section_find(name, len, &section))
			needed |= CRM_SECTION_BIT(section);
		/* documents are members of the lead */
		if (strcmp(name, "lead") == 0)
			needed |= CRM_SECTION_BIT(CRM_SECTION_DOCUMENTS);
	}
	return needed;
}

/* May the agency use this channel for this lead? */
static void
check_consent(const CrmFacts *facts, const char *channel)
{
	const CrmConsent *consent = &facts->consent;
	bool		allowed = true;

	if (channel == NULL)
		return;
	if (consent->do_not_contact)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("the client of lead " INT64_FORMAT " asked not to be contacted",
						facts->lead),
				 errdetail("The prompt's answer would go out by %s.", channel),
				 errhint("Only the client can take this back; then clear do_not_contact in crm.lead_marketing_settings, for all their leads.")));
	if (!consent->recorded)
		return;
	if (strcmp(channel, "email") == 0)
		allowed = consent->email;
	else if (strcmp(channel, "sms") == 0)
		allowed = consent->sms;
	else if (strcmp(channel, "call") == 0)
		allowed = consent->call;
	else if (strcmp(channel, "mail") == 0)
		allowed = consent->mail;
	if (!allowed)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("lead " INT64_FORMAT " has not opted in to channel \"%s\"",
						facts->lead, channel),
				 errdetail("crm.lead_marketing_settings.%s_opt_in is false.",
						   channel),
				 errhint("Choose a purpose for another channel, or record the client's consent first.")));
}

/* Appends "text" with at most one blank line in a row and none at its ends. */
static void
append_trimmed(StringInfo out, const char *text, int len)
{
	int			start = out->len;
	int			breaks = 0;
	int			i;

	for (i = 0; i < len; i++)
	{
		if (text[i] == '\n')
		{
			while (out->len > start && out->data[out->len - 1] == ' ')
				out->len--;
			if (out->len > start)
				breaks++;
			continue;
		}
		if (breaks > 0)
		{
			if (text[i] == ' ' && i + 1 < len && text[i + 1] == '\n')
				continue;
			appendBinaryStringInfo(out, "\n\n", Min(breaks, 2));
			breaks = 0;
		}
		appendStringInfoChar(out, text[i]);
	}
	while (out->len > start && out->data[out->len - 1] == ' ')
		out->len--;
	out->data[out->len] = '\0';
}

/* Adds the turn that rendered[from, to) is, if anything is in it. */
static List *
add_message(List *messages, const char *role, StringInfo rendered, int from,
			int to, int cache_break)
{
	CrmMessage *message = palloc(sizeof(CrmMessage));
	StringInfoData text;

	initStringInfo(&text);
	message->role = role;
	message->cache_break = -1;
	if (cache_break >= 0)
	{
		/* what precedes it, trimmed, is how the trimmed whole begins */
		append_trimmed(&text, rendered->data + from, cache_break - from);
		message->cache_break = text.len;

		resetStringInfo(&text);
	}
	append_trimmed(&text, rendered->data + from, to - from);
	message->text = text.data;
	message->len = text.len;
	return text.len > 0 ? lappend(messages, message) : messages;
}

/*
 * Cuts a rendered template into turns at its role marks; without any it is one
 * turn of the user's.  A cache break counts for the turn it stands in, at its
 * end if that is where the next one begins.
 */
List *
crm_split_messages(StringInfo rendered, List *marks)
{
	List	   *messages = NIL;
	const char *role = "user";
	int			from = 0;
	int			cache_break = -1;
	ListCell   *cell;

	foreach(cell, marks)
	{
		CrmLiquidMark *mark = lfirst(cell);

		if (mark->kind == CRM_MARK_CACHE_BREAK)
			cache_break = mark->offset;
		if (mark->kind != CRM_MARK_ROLE)
			continue;
		messages = add_message(messages, role, rendered, from, mark->offset,
							   cache_break);
		role = mark->name;
		from = mark->offset;
		cache_break = -1;
	}
	return add_message(messages, role, rendered, from, rendered->len,
					   cache_break);
}

/* The turns as one text, a blank line between them. */
char *
crm_join_messages(List *messages, int *len)
{
	StringInfoData text;
	ListCell   *cell;

	initStringInfo(&text);
	foreach(cell, messages)
	{
		CrmMessage *message = lfirst(cell);

		if (text.len > 0)
			appendBinaryStringInfo(&text, "\n\n", 2);
		appendBinaryStringInfo(&text, message->text, message->len);
	}
	*len = text.len;
	return text.data;
}

static CrmTemplateSection *
find_section(List *sections, const char *name)
{
	ListCell   *cell;

	foreach(cell, sections)
	{
		CrmTemplateSection *section = lfirst(cell);

		if (strcmp(section->name, name) == 0)
			return section;
	}
	return NULL;
}

/*
 * Takes the sections that are not kept out of a rendered text, and moves the
 * marks along.
 */
static void
remove_sections(StringInfo rendered, List *marks, List *sections)
{
	int			removed = 0;
	int			depth = 0;		/* inside a section that goes */
	int			gap_start = 0;
	int			copied = 0;		/* of the source so far */
	StringInfoData out;
	ListCell   *cell;

	initStringInfo(&out);
	foreach(cell, marks)
	{
		CrmLiquidMark *mark = lfirst(cell);
		int			offset = mark->offset;

		if (mark->kind == CRM_MARK_SECTION)
		{
			CrmTemplateSection *section = find_section(sections, mark->name);

			if (depth > 0)
				depth++;
			else if (section != NULL && !section->kept)
			{
				appendBinaryStringInfo(&out, rendered->data + copied,
									   offset - copied);
				gap_start = offset;
				depth = 1;
			}
		}
		mark->offset = (depth > 0 ? gap_start : offset) - removed;
		if (mark->kind == CRM_MARK_SECTION_END && depth > 0 && --depth == 0)
		{
			removed += offset - gap_start;
			copied = offset;
		}
	}
	appendBinaryStringInfo(&out, rendered->data + copied,
						   rendered->len - copied);
	*rendered = out;
}

/* Renders with what the choice names; the marks go to *marks. */
static void
render_choice(Fitting *fitting, StringInfo rendered, List **marks)
{
	CrmPrompt  *prompt = fitting->prompt;
	const CrmChoice *choice = &prompt->choice;
	Jsonb	   *context;

	context = crm_context_build(prompt->context, choice->events,
								choice->notes, fitting->needed);
	*marks = NIL;
	initStringInfo(rendered);
	crm_liquid_render(fitting->liquid, prompt->template->purpose, context,
					  &fitting->options, rendered, marks);
}

/* Makes turns and text of what was rendered. */
static void
set_text(CrmPrompt *prompt, StringInfo rendered, List *marks)
{
	prompt->messages = crm_split_messages(rendered, marks);
	prompt->text = crm_join_messages(prompt->messages, &prompt->len);
	prompt->tokens = crm_encoding_count(prompt->context->options->encoding,
										prompt->text, prompt->len);
}

/* Renders with the first nsteps steps left out; does it fit? */
static bool
render_without(Fitting *fitting, int nsteps)
{
	CrmPrompt  *prompt = fitting->prompt;
	const CrmFacts *facts = prompt->context->facts;
	CrmChoice  *choice = &prompt->choice;
	StringInfoData rendered;
	List	   *marks;
	ListCell   *cell;
	int			i;

	choice->events = facts->timeline.most;
	choice->notes = facts->notes.most;
	foreach(cell, choice->sections)
		((CrmTemplateSection *) lfirst(cell))->kept = true;
	for (i = 0; i < nsteps; i++)
	{
		const Step *step = &fitting->step[i];

		if (step->kind == STEP_EVENT)
			choice->events--;
		else if (step->kind == STEP_NOTE)
			choice->notes--;
		else
			((CrmTemplateSection *) list_nth(choice->sections,
											 step->section))->kept = false;
	}
	render_choice(fitting, &rendered, &marks);
	remove_sections(&rendered, marks, choice->sections);
	set_text(prompt, &rendered, marks);
	return prompt->tokens <= prompt->budget;
}

/* The sections that the whole text has, after the cache break. */
static List *
list_sections(StringInfo rendered, List *marks, CrmEncoding encoding)
{
	List	   *sections = NIL;
	ListCell   *cell;
	int			cache_break = -1;

	foreach(cell, marks)
	{
		CrmLiquidMark *mark = lfirst(cell);

		if (mark->kind == CRM_MARK_CACHE_BREAK)
			cache_break = mark->offset;
	}
	foreach(cell, marks)
	{
		CrmLiquidMark *mark = lfirst(cell);
		CrmTemplateSection *section;
		ListCell   *rest;
		int			depth = 0;
		int			end = rendered->len;

		if (mark->kind != CRM_MARK_SECTION || mark->offset < cache_break)
			continue;
		for_each_cell(rest, marks, cell)
		{
			CrmLiquidMark *other = lfirst(rest);

			if (other->kind == CRM_MARK_SECTION)
				depth++;
			else if (other->kind == CRM_MARK_SECTION_END && --depth == 0)
			{
				end = other->offset;
				break;
			}
		}
		/* one with nothing in it is no section */
		while (end > mark->offset &&
			   (rendered->data[end - 1] == '\n' ||
				rendered->data[end - 1] == ' '))
			end--;
		if (end == mark->offset)
			continue;
		section = find_section(sections, mark->name);
		if (section == NULL)
		{
			section = palloc0(sizeof(CrmTemplateSection));
			section->name = pstrdup(mark->name);
			section->priority = mark->priority;
			section->kept = true;
			sections = lappend(sections, section);
		}
		section->tokens += crm_encoding_count(encoding,
											  rendered->data + mark->offset,
											  end - mark->offset);
	}
	return sections;
}

static int
compare_steps(const void *a, const void *b)
{
	const Step *x = a;
	const Step *y = b;

	if (x->priority != y->priority)
		return x->priority < y->priority ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

static void
add_list_steps(Fitting *fitting, StepKind kind, const CrmItems *items,
			   const char *name, int priority)
{
	CrmTemplateSection *section = find_section(fitting->prompt->choice.sections,
											   name);
	int			i;

	if (section != NULL)
		priority = section->priority;
	for (i = items->most - 1; i >= 0; i--)
	{
		Step	   *step = &fitting->step[fitting->nsteps];

		step->kind = kind;
		step->priority = priority;
		step->order = fitting->nsteps++;
		/* a guess to start from: their section's share */
		step->tokens = section ? Max(section->tokens / items->most, 1)
			: VARSIZE(items->item[i].json) / 8;
	}
}

/* All that can be left out, in the order in which it goes. */
static void
list_steps(Fitting *fitting)
{
	const CrmFacts *facts = fitting->prompt->context->facts;
	List	   *sections = fitting->prompt->choice.sections;
	int			most = facts->timeline.most + facts->notes.most +
		list_length(sections);
	int			i;

	fitting->step = palloc(Max(most, 1) * sizeof(Step));
	fitting->nsteps = 0;
	add_list_steps(fitting, STEP_EVENT, &facts->timeline, "timeline",
				   TIMELINE_PRIORITY);
	add_list_steps(fitting, STEP_NOTE, &facts->notes, "notes",
				   NOTES_PRIORITY);
	for (i = 0; i < list_length(sections); i++)
	{
		CrmTemplateSection *section = list_nth(sections, i);
		Step	   *step = &fitting->step[fitting->nsteps];

		step->kind = STEP_SECTION;
		step->priority = section->priority;
		step->section = i;
		step->tokens = section->tokens;
		/* after its own items; the later in the text goes first */
		step->order = most + list_length(sections) - i;
		fitting->nsteps++;
	}
	qsort(fitting->step, fitting->nsteps, sizeof(Step), compare_steps);
}

static bool
try_without(Fitting *fitting, int nsteps)
{
	MemoryContext old = MemoryContextSwitchTo(fitting->scratch);
	bool		fits;

	CHECK_FOR_INTERRUPTS();
	fits = render_without(fitting, nsteps);
	MemoryContextSwitchTo(old);
	MemoryContextReset(fitting->scratch);
	return fits;
}

/*
 * What alone would take more than there is room for keeps all but its body;
 * else it would take everything older along when it goes.
 */
static bool
leave_out_large(CrmItems *items, int room, CrmEncoding encoding)
{
	bool		any = false;
	int			i;

	for (i = 0; i < items->most; i++)
	{
		CrmItem    *item = &items->item[i];

		/* no token is less than a byte */
		if (VARSIZE(item->json) <= room)
			continue;
		if (item->tokens == 0)
			item->tokens = crm_jsonb_tokens(item->json, encoding);
		if (item->tokens <= room)
			continue;
		crm_leave_out_body(item);
		any = true;
	}
	return any;
}

/* The fewest steps after which the text fits; it does not fit whole. */
static int
fewest_steps(Fitting *fitting)
{
	CrmContext *context = fitting->prompt->context;
	CrmEncoding encoding = context->options->encoding;
	int			excess = fitting->prompt->tokens - fitting->prompt->budget;
	int			room;
	int			low = 0;		/* does not fit */
	int			high = fitting->nsteps; /* fits */
	int			guess = 0;
	int			stride;
	int			saved = 0;

	if (!try_without(fitting, high))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("token budget is too small for this template"),
				 errdetail("The part that cannot be left out takes %d tokens; the budget is %d.",
						   fitting->prompt->tokens, fitting->prompt->budget),
				 errhint("Give a token_budget of at least %d.",
						 fitting->prompt->tokens)));

	room = fitting->prompt->budget - fitting->prompt->tokens;
	if (leave_out_large(&context->facts->timeline, room, encoding) |
		leave_out_large(&context->facts->notes, room, encoding))
	{
		if (try_without(fitting, 0))
			return 0;
		excess = fitting->prompt->tokens - fitting->prompt->budget;
	}

	/* start where the estimates say, then close in from both sides */
	while (guess < fitting->nsteps && saved < excess)
		saved += fitting->step[guess++].tokens;
	stride = Max(2, guess / 32);
	while (high - low > 1)
	{
		if (guess <= low || guess >= high)
			guess = low + (high - low) / 2;
		if (try_without(fitting, guess))
		{
			high = guess;
			guess -= stride;
		}
		else
		{
			low = guess;
			guess += stride;
		}
		stride *= 2;
	}
	return high;
}

/* No token has more bytes than this. */
#define TOKEN_BYTES 128

/* Texts that together are no longer are never too long to be tried. */
#define ALWAYS_TRIED (1024 * 1024)

/* The item with its texts cut to so many bytes. */
static Jsonb *
shorten_item(const Jsonb *item, Size most)
{
	JsonbIterator *it = JsonbIteratorInit(unconstify(JsonbContainer *,
													 &item->root));
	JsonbIteratorToken token;
	JsonbValue	value;
	CrmJsonBuild build = NULL;

	while ((token = JsonbIteratorNext(&it, &value, true)) != WJB_END_OBJECT)
	{
		if (token == WJB_VALUE && value.type == jbvString)
			value.val.string.len = pg_mbcliplen(value.val.string.val,
												value.val.string.len, most);
		pushJsonbValue(&build, token, token < WJB_BEGIN_ARRAY ? &value : NULL);
	}
	return crm_build_finish_object(&build);
}

/*
 * A text of megabytes could not even be rendered, though a template may want
 * no more than how it begins.  So each is cut to what cannot fit as a whole
 * anyway, and no more of them are tried than there is "room" for in what a
 * template may print.
 */
static void
limit_items(CrmItems *items, const CrmPrompt *prompt, Size *room)
{
	CrmEncoding encoding = prompt->context->options->encoding;
	Size		longest = Min((Size) prompt->budget * TOKEN_BYTES, *room / 2);
	int			i;

	for (i = 0; i < items->count; i++)
	{
		CrmItem    *item = &items->item[i];

		if (VARSIZE(item->json) > longest)
		{
			item->tokens = crm_jsonb_tokens(item->json, encoding);
			item->json = shorten_item(item->json, longest);
		}
		if (VARSIZE(item->json) > *room)
			break;
		*room -= VARSIZE(item->json);
	}
	items->most = i;
}

/* Renders the prompt that a request asks for. */
CrmPrompt *
crm_prompt_render(const CrmPromptRequest *request)
{
	CrmPrompt  *prompt = palloc0(sizeof(CrmPrompt));
	Fitting		fitting = {0};
	CrmFencing	fencing;
	CrmFacts   *facts;
	StringInfoData rendered;
	List	   *marks;
	Size		room;
	int			window;

	prompt->budget = request->budget;
	prompt->template = crm_template_resolve(request->lead, request->tenant,
											request->have_tenant,
											request->purpose, request->as_of,
											&request->options);
	fitting.request = request;
	fitting.prompt = prompt;
	fitting.liquid = crm_liquid_get(prompt->template->body,
									strlen(prompt->template->body),
									prompt->template->purpose,
									CRM_LIQUID_CRM);
	fitting.needed = needed_sections(fitting.liquid, &fencing) &
		request->options.sections;
	window = crm_event_window(&request->options, prompt->budget);
	facts = crm_facts_read(request->lead, request->tenant,
						   request->have_tenant, request->as_of,
						   &request->options, prompt->template->channel,
						   fitting.needed, window, request->manifest);
	check_consent(facts, prompt->template->channel);
	prompt->context = crm_context_create(facts, &request->options,
										 prompt->template->channel, fencing,
										 fitting.needed);

	fitting.options.lenient = true;
	fitting.options.as_of = request->as_of;
	fitting.options.timezone = facts->time_zone;
	fitting.options.locale = request->options.locale;
	fitting.options.currency = request->options.currency;

	room = Max(crm_liquid_max_output / 4 * 3, (int) ALWAYS_TRIED);
	limit_items(&facts->notes, prompt, &room);
	limit_items(&facts->timeline, prompt, &room);
	prompt->choice.events = facts->timeline.most;
	prompt->choice.notes = facts->notes.most;
	render_choice(&fitting, &rendered, &marks);
	prompt->choice.sections = list_sections(&rendered, marks,
											request->options.encoding);
	set_text(prompt, &rendered, marks);
	if (prompt->tokens <= prompt->budget)
		return prompt;
	list_steps(&fitting);
	fitting.scratch = AllocSetContextCreate(CurrentMemoryContext,
											"crm prompt fitting",
											ALLOCSET_DEFAULT_SIZES);
	(void) render_without(&fitting, fewest_steps(&fitting));
	return prompt;
}
