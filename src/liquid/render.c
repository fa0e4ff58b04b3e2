/*-------------------------------------------------------------------------
 *
 * render.c
 *	  Renders a parsed template: statement by statement, into a StringInfo.
 *
 * Loops are in render_loop.c, partials in render_partial.c, values of
 * expressions in evaluate.c.  No table is read here.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "nodes/memnodes.h"
#include "utils/memutils.h"

#include "common/error.h"
#include "liquid/render.h"

/* What is remembered grows in blocks of this size at most. */
#define MEMORY_BLOCK (256 * 1024)

/*
 * Reports what is wrong with a value or its use.  "at" is a piece of the
 * current template's source.
 */
void
crm_liquid_fail(LiquidRender *r, LiquidSpan at, int code,
				const char *message, const char *hint)
{
	int			line;
	int			column;

	r->failing = true;
	crm_liquid_locate(r->liquid->source, (int) (at.text - r->liquid->source),
					  &line, &column);
	ereport(ERROR,
			(errcode(code),
			 errmsg("%s", message),
			 r->name
			 ? errdetail("Template \"%s\", line %d, column %d, at \"%s\".",
						 r->name, line, column,
						 crm_shorten(at.text, at.len, 60))
			 : errdetail("Line %d, column %d, at \"%s\".", line, column,
						 crm_shorten(at.text, at.len, 60)),
			 hint ? errhint("%s", hint) : 0));
}

/* Says where in which template an error came from that did not say so. */
static void
add_context(void *arg)
{
	LiquidRender *r = arg;
	int			line;
	int			column;

	if (r->failing || r->where == NULL)
		return;
	crm_liquid_locate(r->liquid->source,
					  (int) (r->where->text - r->liquid->source),
					  &line, &column);
	if (r->name)
		errcontext("template \"%s\", line %d, column %d", r->name, line,
				   column);
	else
		errcontext("template, line %d, column %d", line, column);
}

void
crm_liquid_too_many_steps(LiquidRender *r)
{
	crm_liquid_fail(r, *r->where, ERRCODE_PROGRAM_LIMIT_EXCEEDED,
					psprintf("template takes more than %d steps",
							 crm_liquid_max_steps),
					"Loop over less, or raise crm.liquid_max_steps.");
}

void
crm_liquid_too_much_output(LiquidRender *r)
{
	crm_liquid_fail(r, *r->where, ERRCODE_PROGRAM_LIMIT_EXCEEDED,
					psprintf("template produces more than %d bytes",
							 crm_liquid_max_output),
					"Raise crm.liquid_max_output if that is meant.");
}

/* After something was remembered. */
void
crm_liquid_check_memory(LiquidRender *r)
{
	if (unlikely(r->memory->mem_allocated >
				 4 * (Size) crm_liquid_max_output + 2 * MEMORY_BLOCK))
		crm_liquid_fail(r, *r->where, ERRCODE_PROGRAM_LIMIT_EXCEEDED,
						"template remembers too much",
						"What is assigned and captured may take four times crm.liquid_max_output.");
}

/* memcpy, without a call for the short pieces that templates are made of. */
static inline void
copy(char *to, const char *from, int len)
{
	if (len > 16)
		memcpy(to, from, len);
	else if (len >= 8)
	{
		uint64		head;
		uint64		tail;

		memcpy(&head, from, 8);
		memcpy(&tail, from + len - 8, 8);
		memcpy(to, &head, 8);
		memcpy(to + len - 8, &tail, 8);
	}
	else if (len >= 4)
	{
		uint32		head;
		uint32		tail;

		memcpy(&head, from, 4);
		memcpy(&tail, from + len - 4, 4);
		memcpy(to, &head, 4);
		memcpy(to + len - 4, &tail, 4);
	}
	else
		while (len-- > 0)
			to[len] = from[len];
}

/* appendBinaryStringInfo, without a call where there is room. */
static inline void
put(LiquidRender *r, const char *text, int len)
{
	StringInfo	out = r->out;

	crm_liquid_check_output(r, (Size) out->len - r->start + len);
	if (likely(out->len + len < out->maxlen))
	{
		copy(out->data + out->len, text, len);
		out->len += len;
		out->data[out->len] = '\0';
	}
	else
		appendBinaryStringInfo(out, text, len);
}

/* The same for a text of the template, behind which there is padding. */
static inline void
put_text(LiquidRender *r, LiquidSpan text)
{
	StringInfo	out = r->out;

	if (likely(text.len <= LIQUID_SOURCE_PADDING &&
			   out->len + LIQUID_SOURCE_PADDING < out->maxlen))
	{
		crm_liquid_check_output(r, (Size) out->len - r->start + text.len);
		memcpy(out->data + out->len, text.text, LIQUID_SOURCE_PADDING);
		out->len += text.len;
		out->data[out->len] = '\0';
	}
	else
		put(r, text.text, text.len);
}

static void
print(LiquidRender *r, const LiquidValue *value)
{
	if (value->type == LIQUID_STRING)
		put(r, value->u.text, value->len);
	else
	{
		crm_liquid_append(r->out, value);
		crm_liquid_check_output(r, r->out->len - r->start);
	}
}

/* Remembers a value under a name for the rest of the template. */
static void
assign(LiquidRender *r, const LiquidName *name, const LiquidValue *value)
{
	LiquidValue *variable;

	variable = crm_liquid_table_put(&r->env->variables, name, r->memory);
	*variable = crm_liquid_keep(value, r->memory);
	crm_liquid_check_memory(r);
}

static void
render_output(LiquidRender *r, const LiquidOutputNode *node)
{
	LiquidValue value = crm_liquid_eval_filtered(r, &node->value);

	print(r, &value);
}

static void
render_assign(LiquidRender *r, const LiquidAssignNode *node)
{
	LiquidValue value = crm_liquid_eval_filtered(r, &node->value);

	assign(r, &node->name, &value);
}

/* Renders a block into a string of its own, which lives as long as scratch. */
static LiquidValue
capture(LiquidRender *r, const LiquidBlock *block)
{
	StringInfo	outer = r->out;
	int			start = r->start;
	MemoryContext old = MemoryContextSwitchTo(r->memory);
	StringInfoData text;
	LiquidValue value;

	/* Scratch is reset by the statements inside. */
	initStringInfo(&text);
	MemoryContextSwitchTo(old);
	r->out = &text;
	r->start = 0;
	r->capturing++;
	crm_liquid_render_block(r, block);
	r->capturing--;
	r->out = outer;
	r->start = start;
	value = liquid_text(memcpy(palloc(text.len + 1), text.data, text.len),
						text.len, false);
	pfree(text.data);
	return value;
}

static void
render_choice(LiquidRender *r, const LiquidChoiceNode *node)
{
	const LiquidBranch *branch;

	for (branch = node->branches; branch; branch = branch->next)
		if (branch->condition == NULL ||
			crm_liquid_eval_condition(r, branch->condition) !=
			branch->negated)
		{
			crm_liquid_render_block(r, &branch->body);
			return;
		}
}

/*
 * Every matching value of every when renders its block, as the language has
 * it; an else does if nothing before it matched.
 */
static void
render_case(LiquidRender *r, const LiquidChoiceNode *node)
{
	const LiquidBranch *branch;
	const LiquidArgument *arg;
	LiquidValue subject;
	LiquidNeed	need = LIQUID_MUST_BE;
	bool		matched = false;

	subject = crm_liquid_eval(r, node->subject, need);
	subject = crm_liquid_keep(&subject, r->memory);
	for (branch = node->branches; branch; branch = branch->next)
	{
		if (branch->values == NULL && !matched)
			crm_liquid_render_block(r, &branch->body);
		for (arg = branch->values; arg; arg = arg->next)
		{
			LiquidValue value = crm_liquid_eval(r, arg->expr, need);

			if (crm_liquid_equal(&subject, &value))
			{
				matched = true;
				crm_liquid_render_block(r, &branch->body);
			}
			if (r->signal != LIQUID_GO_ON)
				return;
		}
		if (r->signal != LIQUID_GO_ON)
			return;
	}
}

static void
render_cycle(LiquidRender *r, const LiquidCycleNode *node)
{
	const LiquidArgument *arg = node->values;
	StringInfoData key;
	LiquidName	name;
	LiquidValue *position;
	LiquidValue value;
	int64		i;

	initStringInfo(&key);
	appendStringInfoChar(&key, node->group ? 'g' : 'l');
	if (node->group)
	{
		value = crm_liquid_eval(r, node->group, LIQUID_MUST_BE);
		crm_liquid_append(&key, &value);
	}
	else
		appendBinaryStringInfo(&key, node->label.text, node->label.len);
	name = crm_liquid_name(key.data, key.len);
	position = crm_liquid_table_find(&r->env->cycles, &name);
	if (position == NULL)
	{
		name.text = MemoryContextAlloc(r->memory, key.len + 1);
		memcpy(unconstify(char *, name.text), key.data, key.len);
		position = crm_liquid_table_put(&r->env->cycles, &name, r->memory);
		*position = liquid_int(0);
		crm_liquid_check_memory(r);
	}
	for (i = 0; i < position->u.integer && arg; i++)
		arg = arg->next;
	*position = liquid_int(position->u.integer + 1 >= node->nvalues ? 0
						   : position->u.integer + 1);
	if (arg)
	{
		value = crm_liquid_eval(r, arg->expr, LIQUID_MUST_BE);
		print(r, &value);
	}
}

static void
render_counter(LiquidRender *r, const LiquidCounterNode *node)
{
	LiquidValue *counter;
	int64		value;

	counter = crm_liquid_table_put(&r->env->counters, &node->name, r->memory);
	value = counter->type == LIQUID_INT ? counter->u.integer : 0;
	*counter = liquid_int(node->decrement ? value - 1 : value + 1);
	if (node->decrement)
		print(r, counter);
	else
	{
		LiquidValue before = liquid_int(value);

		print(r, &before);
	}
}

static void
render_ifchanged(LiquidRender *r, const LiquidBodyNode *node)
{
	LiquidValue text = capture(r, &node->body);

	if (crm_liquid_equal(&text, &r->env->changed))
		return;
	r->env->changed = crm_liquid_keep(&text, r->memory);
	crm_liquid_check_memory(r);
	print(r, &text);
}

static void
add_mark(LiquidRender *r, CrmLiquidMarkKind kind, const char *name, int len,
		 int priority)
{
	MemoryContext old;
	CrmLiquidMark *mark;

	/* The parser has seen to it in one template, but not across partials. */
	if (r->capturing > 0)
		crm_liquid_fail(r, *r->where, ERRCODE_SYNTAX_ERROR,
						"tags role, section and cache_break cannot be used where output is captured",
						"Render the partial outside of capture and ifchanged.");
	if (r->marks == NULL)
		return;
	old = MemoryContextSwitchTo(GetMemoryChunkContext(r->out->data));
	mark = palloc0(sizeof(CrmLiquidMark));
	mark->kind = kind;
	mark->offset = r->out->len;
	if (name)
		mark->name = pnstrdup(name, len);
	mark->has_priority = priority >= 0;
	mark->priority = priority >= 0 ? priority : 50;
	*r->marks = lappend(*r->marks, mark);
	MemoryContextSwitchTo(old);
}

static void
render_section(LiquidRender *r, const LiquidBodyNode *node)
{
	add_mark(r, CRM_MARK_SECTION, node->name.text, node->name.len,
			 node->priority);
	crm_liquid_render_block(r, &node->body);
	add_mark(r, CRM_MARK_SECTION_END, node->name.text, node->name.len, -1);
}

/* The rarer statements. */
static void
render_other(LiquidRender *r, const LiquidNode *node)
{
	LiquidValue value;

	switch (node->kind)
	{
		case LIQUID_CAPTURE:
			{
				const LiquidBodyNode *body = (const LiquidBodyNode *) node;

				value = capture(r, &body->body);
				assign(r, &body->name, &value);
				break;
			}
		case LIQUID_CYCLE:
			render_cycle(r, (const LiquidCycleNode *) node);
			break;
		case LIQUID_COUNTER:
			render_counter(r, (const LiquidCounterNode *) node);
			break;
		case LIQUID_INTERRUPT:
			r->signal = ((const LiquidInterruptNode *) node)->is_break
				? LIQUID_BREAK : LIQUID_CONTINUE;
			break;
		case LIQUID_IFCHANGED:
			render_ifchanged(r, (const LiquidBodyNode *) node);
			break;
		case LIQUID_ROLE:
			{
				const char *role = ((const LiquidRoleNode *) node)->role;

				add_mark(r, CRM_MARK_ROLE, role, (int) strlen(role), -1);
				break;
			}
		case LIQUID_SECTION:
			render_section(r, (const LiquidBodyNode *) node);
			break;
		case LIQUID_CACHE_BREAK:
			add_mark(r, CRM_MARK_CACHE_BREAK, NULL, 0, -1);
			break;
		default:
			elog(ERROR, "unexpected kind of statement: %d", (int) node->kind);
	}
}

/*
 * The common case of an output: a string somewhere in the context or in what
 * is looped over, without filters.  False if it is anything else.
 */
static inline bool
render_member(LiquidRender *r, const LiquidOutputNode *node)
{
	CrmJson		json;

	if (node->value.filters != NULL ||
		!crm_liquid_eval_member(r, node->value.expr, &json) ||
		json.type != CRM_JSON_STRING)
		return false;
	put(r, json.data, json.len);
	return true;
}

/* Renders statements in their order, until one of them breaks off a loop. */
void
crm_liquid_render_block(LiquidRender *r, const LiquidBlock *block)
{
	const LiquidNode *node;

	check_stack_depth();
	for (node = block->first; node; node = node->next)
	{
		r->where = &node->source;
		if (node->kind == LIQUID_TEXT)
		{
			put_text(r, node->source);
			continue;
		}
		CHECK_FOR_INTERRUPTS();
		crm_liquid_charge(r, 1);
		switch (node->kind)
		{
			case LIQUID_OUTPUT:
				if (render_member(r, (const LiquidOutputNode *) node))
					continue;
				render_output(r, (const LiquidOutputNode *) node);
				break;
			case LIQUID_ASSIGN:
				render_assign(r, (const LiquidAssignNode *) node);
				break;
			case LIQUID_IF:
				render_choice(r, (const LiquidChoiceNode *) node);
				break;
			case LIQUID_CASE:
				render_case(r, (const LiquidChoiceNode *) node);
				break;
			case LIQUID_FOR:
				crm_liquid_render_for(r, (const LiquidLoopNode *) node);
				break;
			case LIQUID_TABLEROW:
				crm_liquid_render_tablerow(r, (const LiquidLoopNode *) node);
				break;
			case LIQUID_PARTIAL:
				crm_liquid_render_partial(r, (const LiquidPartialNode *) node);
				break;
			default:
				render_other(r, node);
				break;
		}
		if (r->scratch->mem_allocated > r->scratch_size)
			MemoryContextReset(r->scratch);
		if (r->signal != LIQUID_GO_ON)
			return;
	}
}

/*
 * Renders a template.  See liquid.h.
 */
void
crm_liquid_render(const CrmLiquid *liquid, const char *name, Jsonb *context,
				  const CrmLiquidOptions *options, StringInfo out,
				  List **marks)
{
	MemoryContext old = CurrentMemoryContext;
	LiquidRender r;
	LiquidEnvironment env;
	ErrorContextCallback callback;

	memset(&r, 0, sizeof(r));
	memset(&env, 0, sizeof(env));
	crm_json_root(context, &r.context);
	if (r.context.type != CRM_JSON_OBJECT)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("context of a template must be a JSON object")));
	r.options = options;
	r.liquid = liquid;
	r.name = name;
	r.out = out;
	r.start = out->len;
	r.marks = marks;
	r.env = &env;
	env.changed = liquid_nil();
	if (marks)
		*marks = NIL;
	r.memory = AllocSetContextCreate(old, "crm liquid render",
									 ALLOCSET_DEFAULT_MINSIZE,
									 ALLOCSET_DEFAULT_INITSIZE,
									 MEMORY_BLOCK);
	r.scratch = AllocSetContextCreate(r.memory, "crm liquid scratch",
									  ALLOCSET_DEFAULT_SIZES);
	r.scratch_size = r.scratch->mem_allocated;

	callback.callback = add_context;
	callback.arg = &r;
	callback.previous = error_context_stack;
	error_context_stack = &callback;
	MemoryContextSwitchTo(r.scratch);
	crm_liquid_render_block(&r, &liquid->body);
	MemoryContextSwitchTo(old);
	error_context_stack = callback.previous;
	MemoryContextDelete(r.memory);
}
