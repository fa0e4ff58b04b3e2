/*-------------------------------------------------------------------------
 *
 * mentions.c
 *	  What a parsed template mentions: variables it does not set itself, and
 *	  partials.  For checks when a template is published.
 *
 * A name counts as set if the template sets it anywhere, before or after: what
 * is found missing here is missing for certain.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "miscadmin.h"

#include "liquid/node.h"
#include "liquid/render.h"

typedef struct Mentions
{
	const CrmLiquid *liquid;
	MemoryContext context;
	LiquidTable set;			/* names that the template sets */
	bool		collecting;		/* the second walk */
	const char *located;		/* the last place that was asked for */
	int			line;			/* and its line and column */
	int			column;
	List	   *variables;
	List	   *partials;
} Mentions;

static void walk_block(Mentions *m, const LiquidBlock *block);
static void walk_expr(Mentions *m, const LiquidExpr *expr);

static void
set_name(Mentions *m, const LiquidName *name)
{
	if (name->text)
		(void) crm_liquid_table_put(&m->set, name, m->context);
}

/*
 * Line and column of a place.  Places come in their order, nearly: each is
 * counted from the one before, so that all together cost one pass.
 */
static void
locate(Mentions *m, const char *at, int *line, int *column)
{
	const char *newline;

	if (m->located == NULL || at < m->located)
	{
		m->located = m->liquid->source;
		m->line = 1;
		m->column = 1;
	}
	while ((newline = memchr(m->located, '\n', at - m->located)) != NULL)
	{
		m->line++;
		m->column = 1;
		m->located = newline + 1;
	}
	m->column += pg_mbstrlen_with_len(m->located, at - m->located);
	m->located = at;
	*line = m->line;
	*column = m->column;
}

/* The path as far as it is written out; items of arrays are left out. */
static char *
literal_path(const LiquidPath *path)
{
	StringInfoData text;
	const LiquidStep *step;

	initStringInfo(&text);
	appendBinaryStringInfo(&text, path->name.text, path->name.len);
	for (step = path->steps; step; step = step->next)
	{
		if (step->kind == LIQUID_KEY && step->special == LIQUID_ORDINARY)
		{
			appendStringInfoChar(&text, '.');
			appendBinaryStringInfo(&text, step->key.text, step->key.len);
		}
		else if (step->kind == LIQUID_DYNAMIC)
			break;
	}
	return text.data;
}

static void
mention_variable(Mentions *m, const LiquidPath *path)
{
	CrmLiquidReference *reference;

	if (!m->collecting || path->root || path->kind != LIQUID_ROOT_NAME ||
		crm_liquid_table_find(&m->set, &path->name))
		return;
	reference = palloc(sizeof(CrmLiquidReference));
	reference->name = pnstrdup(path->name.text, path->name.len);
	reference->path = literal_path(path);
	locate(m, path->expr.source.text, &reference->line, &reference->column);
	m->variables = lappend(m->variables, reference);
}

static void
walk_expr(Mentions *m, const LiquidExpr *expr)
{
	const LiquidStep *step;

	check_stack_depth();
	if (expr == NULL)
		return;
	if (expr->kind == LIQUID_RANGE_OF)
	{
		walk_expr(m, ((const LiquidRangeOf *) expr)->first);
		walk_expr(m, ((const LiquidRangeOf *) expr)->last);
	}
	else if (expr->kind == LIQUID_PATH)
	{
		const LiquidPath *path = (const LiquidPath *) expr;

		mention_variable(m, path);
		walk_expr(m, path->root);
		for (step = path->steps; step; step = step->next)
			if (step->kind == LIQUID_DYNAMIC)
				walk_expr(m, step->expr);
	}
}

static void
walk_args(Mentions *m, const LiquidArgument *arg)
{
	for (; arg; arg = arg->next)
		walk_expr(m, arg->expr);
}

static void
walk_filtered(Mentions *m, const LiquidFiltered *value)
{
	const LiquidFilterCall *call;

	walk_expr(m, value->expr);
	for (call = value->filters; call; call = call->next)
		walk_args(m, call->args);
}

static void
walk_choice(Mentions *m, const LiquidChoiceNode *node)
{
	const LiquidBranch *branch;
	const LiquidCondition *test;

	walk_expr(m, node->subject);
	for (branch = node->branches; branch; branch = branch->next)
	{
		for (test = branch->condition; test; test = test->next)
		{
			walk_expr(m, test->left);
			walk_expr(m, test->right);
		}
		walk_args(m, branch->values);
		walk_block(m, &branch->body);
	}
}

static void
walk_loop(Mentions *m, const LiquidLoopNode *node)
{
	set_name(m, &node->name);
	walk_expr(m, node->collection);
	walk_expr(m, node->limit);
	walk_expr(m, node->offset);
	walk_expr(m, node->columns);
	walk_block(m, &node->body);
	walk_block(m, &node->otherwise);
}

static void
walk_partial(Mentions *m, const LiquidPartialNode *node)
{
	CrmLiquidPartialReference *reference;

	walk_expr(m, node->name);
	walk_expr(m, node->subject);
	walk_args(m, node->args);
	if (!m->collecting)
		return;
	reference = palloc0(sizeof(CrmLiquidPartialReference));
	if (node->name->kind == LIQUID_LITERAL)
	{
		const LiquidValue *value;

		value = &((const LiquidLiteral *) node->name)->value;
		if (value->type == LIQUID_STRING)
			reference->name = pnstrdup(value->u.text, value->len);
	}
	locate(m, node->node.source.text, &reference->line, &reference->column);
	m->partials = lappend(m->partials, reference);
}

static void
walk_node(Mentions *m, const LiquidNode *node)
{
	switch (node->kind)
	{
		case LIQUID_TEXT:
		case LIQUID_INTERRUPT:
		case LIQUID_ROLE:
		case LIQUID_CACHE_BREAK:
			break;
		case LIQUID_OUTPUT:
			walk_filtered(m, &((const LiquidOutputNode *) node)->value);
			break;
		case LIQUID_ASSIGN:
			walk_filtered(m, &((const LiquidAssignNode *) node)->value);
			set_name(m, &((const LiquidAssignNode *) node)->name);
			break;
		case LIQUID_CAPTURE:
			set_name(m, &((const LiquidBodyNode *) node)->name);
			walk_block(m, &((const LiquidBodyNode *) node)->body);
			break;
		case LIQUID_IFCHANGED:
		case LIQUID_SECTION:
			walk_block(m, &((const LiquidBodyNode *) node)->body);
			break;
		case LIQUID_IF:
		case LIQUID_CASE:
			walk_choice(m, (const LiquidChoiceNode *) node);
			break;
		case LIQUID_FOR:
		case LIQUID_TABLEROW:
			walk_loop(m, (const LiquidLoopNode *) node);
			break;
		case LIQUID_CYCLE:
			walk_expr(m, ((const LiquidCycleNode *) node)->group);
			walk_args(m, ((const LiquidCycleNode *) node)->values);
			break;
		case LIQUID_COUNTER:
			set_name(m, &((const LiquidCounterNode *) node)->name);
			break;
		case LIQUID_PARTIAL:
			walk_partial(m, (const LiquidPartialNode *) node);
			break;
	}
}

static void
walk_block(Mentions *m, const LiquidBlock *block)
{
	const LiquidNode *node;

	check_stack_depth();
	for (node = block->first; node; node = node->next)
		walk_node(m, node);
}

static void
collect(Mentions *m, const CrmLiquid *liquid)
{
	memset(m, 0, sizeof(*m));
	m->liquid = liquid;
	m->context = CurrentMemoryContext;
	walk_block(m, &liquid->body);
	m->collecting = true;
	walk_block(m, &liquid->body);
}

List *
crm_liquid_variables(const CrmLiquid *liquid)
{
	Mentions	m;

	collect(&m, liquid);
	return m.variables;
}

List *
crm_liquid_partials(const CrmLiquid *liquid)
{
	Mentions	m;

	collect(&m, liquid);
	return m.partials;
}
