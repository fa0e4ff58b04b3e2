/*-------------------------------------------------------------------------
 *
 * expression.c
 *	  Parses expressions, filters and conditions.
 *
 * After an error the lexer only returns the end of the markup, so that a
 * function here may simply go on: what it returns is never rendered.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "common/error.h"
#include "liquid/filter.h"
#include "liquid/parser.h"

static const LiquidLiteral nil_literal = {
	{LIQUID_LITERAL, {"nil", 3}}, {LIQUID_NIL, true, 0, {0}}
};

/* Takes the token if it is of this kind. */
bool
crm_liquid_accept(LiquidParser *p, LiquidToken kind)
{
	if (p->lex.kind != kind)
		return false;
	crm_liquid_advance(p);
	return true;
}

/* Takes the token if it is this name. */
bool
crm_liquid_accept_word(LiquidParser *p, const char *word)
{
	if (p->lex.kind != LIQUID_T_NAME || !liquid_span_is(p->lex.token, word))
		return false;
	crm_liquid_advance(p);
	return true;
}

/* Takes a token that must be there; "what" names it in the error. */
bool
crm_liquid_expect(LiquidParser *p, LiquidToken kind, const char *what)
{
	if (crm_liquid_accept(p, kind))
		return true;
	crm_liquid_unexpected(p, what);
	return false;
}

/*
 * Takes a name that is to be bound.  The standard language also takes a number
 * for a name, which can then never be read.
 */
bool
crm_liquid_expect_name(LiquidParser *p, LiquidName *name, const char *what)
{
	LiquidLexer *lex = &p->lex;

	if (lex->kind == LIQUID_T_NAME ||
		(lex->kind == LIQUID_T_NUMBER && lex->token.text[0] != '-' &&
		 p->dialect == CRM_LIQUID_STANDARD))
	{
		*name = crm_liquid_name(lex->token.text, lex->token.len);
		crm_liquid_advance(p);
		return true;
	}
	crm_liquid_unexpected(p, what);
	*name = crm_liquid_name("", 0);
	return false;
}

void
crm_liquid_expect_end(LiquidParser *p)
{
	if (p->lex.kind != LIQUID_T_END)
		crm_liquid_unexpected(p, NULL);
}

/* Is this the next character behind the token? */
bool
crm_liquid_next_is(const LiquidParser *p, char c)
{
	const char *at = p->lex.at;

	while (at < p->lex.end && liquid_is_space(*at))
		at++;
	return at < p->lex.end && *at == c;
}

static const LiquidExpr *
new_literal(LiquidSpan source, LiquidValue value)
{
	LiquidLiteral *literal = palloc(sizeof(LiquidLiteral));

	literal->expr.kind = LIQUID_LITERAL;
	literal->expr.source = source;
	literal->value = value;
	literal->value.stable = true;
	return &literal->expr;
}

static const LiquidExpr *
number_literal(LiquidParser *p)
{
	LiquidLexer *lex = &p->lex;
	LiquidSpan	token = lex->token;
	LiquidValue value;

	if (!crm_liquid_parse_number(token.text, token.len, &value))
		elog(ERROR, "bad number \"%.*s\"", token.len, token.text);
	crm_liquid_advance(p);
	return new_literal(token, value);
}

/* One of the words that stand for a value, unless something follows it. */
static const LiquidExpr *
word_literal(LiquidParser *p, bool operand)
{
	LiquidSpan	token = p->lex.token;
	LiquidValue value;

	if (token.len < 3 || token.len > 5)
		return NULL;
	if (liquid_span_is(token, "nil") || liquid_span_is(token, "null"))
		value = liquid_nil();
	else if (liquid_span_is(token, "true"))
		value = liquid_bool(true);
	else if (liquid_span_is(token, "false"))
		value = liquid_bool(false);
	else if (liquid_span_is(token, "empty") || liquid_span_is(token, "blank"))
	{
		/* Only a condition asks whether something is empty or blank. */
		value = liquid_text("", 0, true);
		if (operand)
			value.type = token.text[0] == 'e' ? LIQUID_EMPTY : LIQUID_BLANK;
	}
	else
		return NULL;
	if (crm_liquid_next_is(p, '.') || crm_liquid_next_is(p, '['))
		return NULL;
	crm_liquid_advance(p);
	return new_literal(token, value);
}

static LiquidStep *
dot_step(LiquidParser *p)
{
	LiquidStep *step = palloc0(sizeof(LiquidStep));
	LiquidSpan	token;

	crm_liquid_advance(p);
	token = p->lex.token;
	if (!crm_liquid_expect(p, LIQUID_T_NAME, "a name"))
		return step;
	step->kind = LIQUID_KEY;
	step->key = token;
	if (liquid_span_is(token, "size"))
		step->special = LIQUID_SIZE;
	else if (liquid_span_is(token, "first"))
		step->special = LIQUID_FIRST;
	else if (liquid_span_is(token, "last"))
		step->special = LIQUID_LAST;
	return step;
}

static LiquidStep *
bracket_step(LiquidParser *p)
{
	LiquidStep *step = palloc0(sizeof(LiquidStep));
	const LiquidExpr *expr;

	crm_liquid_advance(p);
	expr = crm_liquid_parse_expr(p);
	crm_liquid_expect(p, LIQUID_T_RBRACKET, "\"]\"");
	step->kind = LIQUID_DYNAMIC;
	step->expr = expr;
	if (expr->kind == LIQUID_LITERAL)
	{
		const LiquidValue *value = &((const LiquidLiteral *) expr)->value;

		if (value->type == LIQUID_STRING)
		{
			step->kind = LIQUID_KEY;
			step->key.text = value->u.text;
			step->key.len = value->len;
		}
		else if (value->type == LIQUID_INT)
		{
			step->kind = LIQUID_INDEX;
			step->index = value->u.integer;
		}
	}
	return step;
}

static const LiquidExpr *
parse_path(LiquidParser *p)
{
	LiquidLexer *lex = &p->lex;
	LiquidPath *path = palloc0(sizeof(LiquidPath));
	const LiquidStep **tail = &path->steps;
	const char *start = lex->start;

	path->expr.kind = LIQUID_PATH;
	if (lex->kind == LIQUID_T_LBRACKET)
	{
		LiquidStep *first = bracket_step(p);

		if (first->kind == LIQUID_KEY)
			path->name = crm_liquid_name(first->key.text, first->key.len);
		else
			path->root = first->expr;
	}
	else
	{
		path->name = crm_liquid_name(lex->token.text, lex->token.len);
		if (liquid_span_is(lex->token, "forloop"))
			path->kind = LIQUID_ROOT_FORLOOP;
		else if (liquid_span_is(lex->token, "tablerowloop"))
			path->kind = LIQUID_ROOT_TABLEROWLOOP;
		crm_liquid_advance(p);
	}
	while (lex->kind == LIQUID_T_DOT || lex->kind == LIQUID_T_LBRACKET)
	{
		LiquidStep *step = lex->kind == LIQUID_T_DOT ? dot_step(p)
			: bracket_step(p);

		*tail = step;
		tail = &step->next;
	}
	path->expr.source = liquid_span(start, lex->last);
	return &path->expr;
}

static const LiquidExpr *
parse_range(LiquidParser *p)
{
	LiquidRangeOf *range = palloc0(sizeof(LiquidRangeOf));
	const char *start = p->lex.start;

	crm_liquid_advance(p);
	range->expr.kind = LIQUID_RANGE_OF;
	range->first = crm_liquid_parse_expr(p);
	if (crm_liquid_expect(p, LIQUID_T_DOTS, "\"..\""))
	{
		range->last = crm_liquid_parse_expr(p);
		crm_liquid_expect(p, LIQUID_T_RPAREN, "\")\"");
	}
	range->expr.source = liquid_span(start, p->lex.last);
	return &range->expr;
}

static const LiquidExpr *
parse_value(LiquidParser *p, bool operand)
{
	LiquidLexer *lex = &p->lex;
	const LiquidExpr *expr = NULL;
	LiquidSpan	token = lex->token;

	check_stack_depth();
	if (p->nesting >= crm_liquid_max_nesting)
	{
		crm_liquid_error(p, liquid_span(lex->start, lex->at),
						 psprintf("expressions are nested more than %d deep",
								  crm_liquid_max_nesting), NULL);
		p->stopped = true;
		lex->failed = true;
		lex->kind = LIQUID_T_END;
		return &nil_literal.expr;
	}
	p->nesting++;
	switch (lex->kind)
	{
		case LIQUID_T_STRING:
			crm_liquid_advance(p);
			expr = new_literal(token, liquid_text(token.text, token.len,
												  true));
			break;
		case LIQUID_T_NUMBER:
			expr = number_literal(p);
			break;
		case LIQUID_T_NAME:
			expr = word_literal(p, operand);
			if (expr == NULL)
				expr = parse_path(p);
			break;
		case LIQUID_T_LBRACKET:
			expr = parse_path(p);
			break;
		case LIQUID_T_LPAREN:
			expr = parse_range(p);
			break;
		default:
			crm_liquid_unexpected(p, "a value");
			expr = &nil_literal.expr;
			break;
	}
	p->nesting--;
	return expr;
}

/* A literal, a path or a range. */
const LiquidExpr *
crm_liquid_parse_expr(LiquidParser *p)
{
	return parse_value(p, false);
}

/* The same in a condition, where empty and blank are questions. */
const LiquidExpr *
crm_liquid_parse_operand(LiquidParser *p)
{
	return parse_value(p, true);
}

/*
 * Named arguments of a tag, to the end: name: value, with or without commas.
 */
const LiquidArgument *
crm_liquid_parse_named(LiquidParser *p)
{
	const LiquidArgument *first = NULL;
	const LiquidArgument **tail = &first;

	for (;;)
	{
		LiquidArgument *arg;

		crm_liquid_accept(p, LIQUID_T_COMMA);
		if (p->lex.kind == LIQUID_T_END)
			break;
		arg = palloc0(sizeof(LiquidArgument));
		crm_liquid_expect_name(p, &arg->name, "the name of an argument");
		crm_liquid_expect(p, LIQUID_T_COLON, "\":\"");
		arg->expr = crm_liquid_parse_expr(p);
		*tail = arg;
		tail = &arg->next;
	}
	return first;
}

static int
named_slot(const LiquidFilter *filter, LiquidName name,
		   CrmLiquidDialect dialect)
{
	int			i;

	if (filter->named_ours && dialect == CRM_LIQUID_STANDARD)
		return -1;
	for (i = 0; i < LIQUID_MAX_NAMED && filter->named[i]; i++)
		if (strlen(filter->named[i]) == name.len &&
			memcmp(filter->named[i], name.text, name.len) == 0)
			return i;
	return -1;
}

static void
unknown_argument(LiquidParser *p, const LiquidFilter *filter,
				 LiquidName name)
{
	StringInfoData hint;
	int			i;

	initStringInfo(&hint);
	for (i = 0; i < LIQUID_MAX_NAMED && filter->named[i]; i++)
		appendStringInfo(&hint, "%s%s", i ? ", " : "It takes: ",
						 filter->named[i]);
	crm_liquid_error(p, liquid_span(name.text, name.text + name.len),
					 psprintf("filter \"%s\" has no argument named \"%s\"",
							  filter->name,
							  crm_shorten(name.text, name.len, 40)),
					 hint.len ? psprintf("%s.", hint.data) : NULL);
}

static void
check_count(LiquidParser *p, const LiquidFilterCall *call)
{
	const LiquidFilter *filter = call->filter;
	int			max = filter->max_args;
	char	   *wanted;

	if (p->dialect == CRM_LIQUID_CRM && filter->max_args_ours > max)
		max = filter->max_args_ours;
	if (call->nargs >= filter->min_args && call->nargs <= max)
		return;
	if (max == 0)
		wanted = "no argument";
	else if (filter->min_args == max)
		wanted = psprintf("%d argument%s", max, max == 1 ? "" : "s");
	else
		wanted = psprintf("%d to %d arguments", filter->min_args, max);
	crm_liquid_error(p, call->source,
					 psprintf("filter \"%s\" takes %s, not %d", filter->name,
							  wanted, call->nargs), NULL);
}

/* The arguments behind a filter's colon. */
static void
parse_arguments(LiquidParser *p, LiquidFilterCall *call)
{
	LiquidLexer *lex = &p->lex;
	const LiquidArgument **tail = &call->args;

	do
	{
		LiquidArgument *arg = palloc0(sizeof(LiquidArgument));

		arg->slot = -1;
		if (lex->kind == LIQUID_T_NAME && crm_liquid_next_is(p, ':'))
		{
			arg->name = crm_liquid_name(lex->token.text, lex->token.len);
			crm_liquid_advance(p);
			crm_liquid_advance(p);
			if (call->filter)
			{
				arg->slot = named_slot(call->filter, arg->name, p->dialect);
				if (arg->slot < 0)
					unknown_argument(p, call->filter, arg->name);
			}
		}
		else
			call->nargs++;
		arg->expr = crm_liquid_parse_expr(p);
		*tail = arg;
		tail = &arg->next;
	} while (crm_liquid_accept(p, LIQUID_T_COMMA));
}

static void
unknown_filter(LiquidParser *p, LiquidSpan name)
{
	const char *near = crm_liquid_nearest_filter(name, p->dialect);

	p->misnamed += !p->stopped;
	crm_liquid_error(p, name,
					 psprintf("unknown filter \"%s\"",
							  crm_shorten(name.text, name.len, 40)),
					 near ? psprintf("Did you mean \"%s\"?", near) : NULL);
}

/* An expression with its filters. */
void
crm_liquid_parse_filtered(LiquidParser *p, LiquidFiltered *value)
{
	const LiquidFilterCall **tail = &value->filters;

	value->expr = crm_liquid_parse_expr(p);
	while (crm_liquid_accept(p, LIQUID_T_PIPE))
	{
		LiquidFilterCall *call = palloc0(sizeof(LiquidFilterCall));

		call->source = p->lex.token;
		if (!crm_liquid_expect(p, LIQUID_T_NAME, "a filter"))
			break;
		call->filter = crm_liquid_find_filter(call->source, p->dialect);
		if (call->filter == NULL)
			unknown_filter(p, call->source);
		if (crm_liquid_accept(p, LIQUID_T_COLON))
			parse_arguments(p, call);
		if (call->filter && !p->lex.failed)
			check_count(p, call);
		*tail = call;
		tail = &call->next;
	}
	value->has_default = value->filters && value->filters->filter &&
		strcmp(value->filters->filter->name, "default") == 0;
}

static LiquidOperator
parse_operator(LiquidParser *p)
{
	LiquidSpan	token = p->lex.token;
	bool		equal = token.len == 2 && token.text[1] == '=';
	LiquidOperator op;

	if (crm_liquid_accept_word(p, "contains"))
		return LIQUID_CONTAINS;
	if (p->lex.kind != LIQUID_T_COMPARE)
		return LIQUID_TEST;
	if (token.text[0] == '=')
		op = LIQUID_EQ;
	else if (token.text[0] == '!' || liquid_span_is(token, "<>"))
		op = LIQUID_NE;
	else if (token.text[0] == '<')
		op = equal ? LIQUID_LE : LIQUID_LT;
	else
		op = equal ? LIQUID_GE : LIQUID_GT;
	crm_liquid_advance(p);
	return op;
}

/* Comparisons joined by and, or: a list in their order. */
const LiquidCondition *
crm_liquid_parse_condition(LiquidParser *p)
{
	const LiquidCondition *first = NULL;
	const LiquidCondition **tail = &first;

	for (;;)
	{
		LiquidCondition *test = palloc0(sizeof(LiquidCondition));

		test->left = crm_liquid_parse_operand(p);
		test->op = parse_operator(p);
		if (test->op != LIQUID_TEST)
			test->right = crm_liquid_parse_operand(p);
		*tail = test;
		tail = &test->next;
		if (crm_liquid_accept_word(p, "or"))
			test->is_or = true;
		else if (!crm_liquid_accept_word(p, "and"))
			break;
	}
	return first;
}
