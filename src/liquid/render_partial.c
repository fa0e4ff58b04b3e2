/*-------------------------------------------------------------------------
 *
 * render_partial.c
 *	  Renders partials: render, which sees its arguments and the context, and
 *	  include, which shares everything with the template it is in.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/error.h"
#include "liquid/render.h"

/* The parsed partial, looked up once a render and name. */
static const LiquidLoadedPartial *
load(LiquidRender *r, const LiquidPartialNode *node, const LiquidValue *value)
{
	const CrmLiquidOptions *options = r->options;
	LiquidName	name;
	LiquidLoadedPartial *partial;
	MemoryContext old;
	const char *text;
	int			len = 0;

	if (value->type != LIQUID_STRING)
		crm_liquid_fail(r, node->name->source, ERRCODE_INVALID_PARAMETER_VALUE,
						psprintf("name of a partial must be a string, not %s",
								 crm_liquid_type_name(value)), NULL);
	name = crm_liquid_name(value->u.text, value->len);
	for (partial = r->partials; partial; partial = partial->next)
		if (partial->name.hash == name.hash && partial->name.len == name.len &&
			memcmp(partial->name.text, name.text, name.len) == 0)
			return partial;

	old = MemoryContextSwitchTo(r->memory);
	text = options->partial ? options->partial(options->partial_arg, name.text,
											   name.len, &len) : NULL;
	if (text == NULL)
		crm_liquid_fail(r, node->name->source, ERRCODE_UNDEFINED_OBJECT,
						psprintf("unknown partial \"%s\"",
								 crm_shorten(name.text, name.len, 60)), NULL);
	partial = palloc(sizeof(LiquidLoadedPartial));
	partial->name.text = pnstrdup(name.text, name.len);
	partial->name.len = name.len;
	partial->name.hash = name.hash;
	r->failing = true;			/* the parser says where it is wrong */
	partial->liquid = crm_liquid_get(text, len, partial->name.text,
									 r->liquid->dialect);
	r->failing = false;
	partial->next = r->partials;
	r->partials = partial;
	MemoryContextSwitchTo(old);
	return partial;
}

static void
render_body(LiquidRender *r, const LiquidLoadedPartial *partial)
{
	const CrmLiquid *liquid = r->liquid;
	const char *name = r->name;
	const LiquidSpan *where = r->where;

	if (r->partial_depth >= crm_liquid_max_partial_depth)
		crm_liquid_fail(r, *r->where, ERRCODE_PROGRAM_LIMIT_EXCEEDED,
						psprintf("partials are nested more than %d deep",
								 crm_liquid_max_partial_depth),
						"A partial must not render itself; else raise crm.liquid_max_partial_depth.");
	r->partial_depth++;
	r->liquid = partial->liquid;
	r->name = partial->name.text;
	crm_liquid_render_block(r, &partial->liquid->body);
	r->liquid = liquid;
	r->name = name;
	r->where = where;
	r->partial_depth--;
}

/* The name under which a partial sees what it is rendered with. */
static LiquidName
subject_name(const LiquidPartialNode *node, const LiquidLoadedPartial *partial)
{
	const char *text = partial->name.text;
	const char *slash;

	if (node->alias.text)
		return node->alias;
	slash = strrchr(text, '/');
	if (slash)
		text = slash + 1;
	return crm_liquid_name(text, (int) strlen(text));
}

static LiquidValue
argument(LiquidRender *r, const LiquidExpr *expr)
{
	LiquidValue value = crm_liquid_eval(r, expr, LIQUID_MUST_BE);

	return crm_liquid_keep(&value, r->memory);
}

/* include: the arguments are a frame, all else is shared. */
static void
include(LiquidRender *r, const LiquidPartialNode *node,
		const LiquidLoadedPartial *partial)
{
	const LiquidArgument *arg;
	LiquidName	name = subject_name(node, partial);
	LiquidFrame frame;
	LiquidValue subject = liquid_nil();
	LiquidWalk	walk;
	MemoryContext old;
	int			n = 1;

	if (node->subject)
		subject = argument(r, node->subject);
	else if (crm_liquid_find(r, &name, &subject))
		subject = crm_liquid_keep(&subject, r->memory);
	for (arg = node->args; arg; arg = arg->next)
		n++;
	old = MemoryContextSwitchTo(r->memory);
	frame.bindings = palloc(n * sizeof(LiquidBinding));
	MemoryContextSwitchTo(old);
	frame.n = 0;
	for (arg = node->args; arg; arg = arg->next)
	{
		frame.bindings[frame.n].name = arg->name;
		frame.bindings[frame.n++].value = argument(r, arg->expr);
	}
	frame.bindings[frame.n].name = name;
	frame.bindings[frame.n++].value = subject;
	frame.loop = NULL;
	frame.parent = r->env->frames;
	r->env->frames = &frame;
	if (node->subject && liquid_is_list(&subject))
	{
		crm_liquid_walk(&walk, &subject);
		while (r->signal == LIQUID_GO_ON &&
			   crm_liquid_next(&walk, &frame.bindings[n - 1].value))
		{
			crm_liquid_charge(r, 1);
			render_body(r, partial);
		}
	}
	else
		render_body(r, partial);
	r->env->frames = frame.parent;
}

/* One isolated rendering: its variables begin with the arguments. */
static void
render_isolated(LiquidRender *r, const LiquidPartialNode *node,
				const LiquidLoadedPartial *partial, const LiquidName *name,
				const LiquidValue *subject, const LiquidLoop *loop)
{
	LiquidEnvironment *outer = r->env;
	LiquidEnvironment env;
	LiquidFrame frame;
	const LiquidArgument *arg;

	memset(&env, 0, sizeof(env));
	env.changed = liquid_nil();
	for (arg = node->args; arg; arg = arg->next)
	{
		LiquidValue value = argument(r, arg->expr);

		*crm_liquid_table_put(&env.variables, &arg->name, r->memory) = value;
	}
	if (subject)
		*crm_liquid_table_put(&env.variables, name, r->memory) =
			crm_liquid_keep(subject, r->memory);
	memset(&frame, 0, sizeof(frame));
	frame.loop = loop;
	if (loop)
		env.frames = &frame;
	r->env = &env;
	render_body(r, partial);
	r->env = outer;
	r->signal = LIQUID_GO_ON;	/* break and continue stay inside */
}

static void
render(LiquidRender *r, const LiquidPartialNode *node,
	   const LiquidLoadedPartial *partial)
{
	LiquidName	name = subject_name(node, partial);
	LiquidValue subject;
	LiquidValue item;
	LiquidWalk	walk;
	LiquidLoop	loop;

	if (node->subject == NULL)
	{
		render_isolated(r, node, partial, &name, NULL, NULL);
		return;
	}
	subject = argument(r, node->subject);
	if (!node->each ||
		!(liquid_is_list(&subject) || subject.type == LIQUID_RANGE ||
		  subject.type == LIQUID_JSON_OBJECT))
	{
		render_isolated(r, node, partial, &name, &subject, NULL);
		return;
	}
	memset(&loop, 0, sizeof(loop));
	loop.is_partial = true;
	crm_liquid_walk(&walk, &subject);
	loop.length = walk.count;
	loop.name = partial->name.text;
	loop.name_len = partial->name.len;
	while (crm_liquid_next(&walk, &item))
	{
		crm_liquid_charge(r, 1);
		render_isolated(r, node, partial, &name, &item, &loop);
		crm_liquid_check_memory(r);
		loop.index++;
	}
}

void
crm_liquid_render_partial(LiquidRender *r, const LiquidPartialNode *node)
{
	LiquidValue name = crm_liquid_eval(r, node->name, LIQUID_MUST_BE);
	const LiquidLoadedPartial *partial = load(r, node, &name);

	if (node->isolated)
		render(r, node, partial);
	else
		include(r, node, partial);
}
