/*-------------------------------------------------------------------------
 *
 * tags.c
 *	  The table of tags, and the parsing of those that hold no blocks.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/error.h"
#include "liquid/parser.h"

/* For else and end tags: what stands behind the name means nothing. */
void
crm_liquid_no_markup(LiquidParser *p, const LiquidElement *tag)
{
	if (tag->markup.len > 0 && p->dialect == CRM_LIQUID_CRM)
		crm_liquid_error(p, tag->markup,
						 psprintf("unexpected \"%s\" in tag \"%.*s\"",
								  crm_shorten(tag->markup.text,
											  tag->markup.len, 40),
								  tag->name.len, tag->name.text), NULL);
}

/* For tags that mark a place in the output. */
void
crm_liquid_not_captured(LiquidParser *p, const LiquidElement *tag)
{
	if (p->capturing > 0)
		crm_liquid_error(p, tag->source,
						 psprintf("tag \"%.*s\" cannot be used where output is captured",
								  tag->name.len, tag->name.text),
						 "Move it out of capture or ifchanged.");
}

static void
tag_assign(LiquidParser *p, const LiquidElement *tag, LiquidBlock *block)
{
	LiquidAssignNode *node;

	node = crm_liquid_new_node(sizeof(LiquidAssignNode), LIQUID_ASSIGN, tag);
	node->node.blank = true;
	crm_liquid_lex(p, tag->markup);
	if (p->lex.kind == LIQUID_T_NAME &&
		p->lex.token.text[p->lex.token.len - 1] == '?')
		crm_liquid_unexpected(p, "a name without \"?\"");
	crm_liquid_expect_name(p, &node->name, "the name of a variable");
	if (p->lex.kind == LIQUID_T_OTHER && p->lex.token.text[0] == '=')
		crm_liquid_advance(p);
	else
		crm_liquid_unexpected(p, "\"=\"");
	crm_liquid_parse_filtered(p, &node->value);
	crm_liquid_expect_end(p);
	crm_liquid_add(block, node);
}

static void
tag_echo(LiquidParser *p, const LiquidElement *tag, LiquidBlock *block)
{
	LiquidOutputNode *node;

	if (tag->markup.len == 0)
	{
		if (p->dialect == CRM_LIQUID_CRM)
			crm_liquid_error(p, tag->source, "there is nothing to print", NULL);
		block->blank = false;
		return;
	}
	node = crm_liquid_new_node(sizeof(LiquidOutputNode), LIQUID_OUTPUT, tag);
	crm_liquid_lex(p, tag->markup);
	crm_liquid_parse_filtered(p, &node->value);
	crm_liquid_expect_end(p);
	crm_liquid_add(block, node);
}

/* Comments nest, and what is raw in them is raw. */
static void
tag_comment(LiquidParser *p, const LiquidElement *tag, LiquidBlock *block)
{
	LiquidElement inner;
	LiquidSpan	raw;
	int			depth = 1;

	while (crm_liquid_scan_tag(p, &inner))
	{
		if (liquid_span_is(inner.name, "comment"))
			depth++;
		else if (liquid_span_is(inner.name, "endcomment") && --depth == 0)
			return;
		else if (liquid_span_is(inner.name, "raw") && !p->scan.lines &&
				 !crm_liquid_scan_until(p, "endraw", &raw))
			break;
	}
	crm_liquid_error(p, tag->source, "tag \"comment\" is never closed",
					 "Close it with \"{% endcomment %}\".");
	p->truncated = true;
}

static void
tag_inline_comment(LiquidParser *p, const LiquidElement *tag,
				   LiquidBlock *block)
{
	const char *at = tag->markup.text;
	const char *end = at + tag->markup.len;

	while ((at = memchr(at, '\n', end - at)) != NULL)
	{
		while (at < end && liquid_is_space(*at))
			at++;
		if (at < end && *at != '#')
		{
			crm_liquid_error(p, liquid_span(at, end),
							 "each line of a comment tag must begin with \"#\"",
							 NULL);
			return;
		}
	}
}

static void
add_raw(LiquidBlock *block, const LiquidElement *tag, LiquidSpan body)
{
	LiquidNode *node;

	node = crm_liquid_new_node(sizeof(LiquidNode), LIQUID_TEXT, tag);
	node->source = body;
	crm_liquid_add(block, node);
}

/* The body of raw or doc: nothing in it is parsed. */
static bool
take_body(LiquidParser *p, const LiquidElement *tag, const char *end,
		  LiquidSpan *body)
{
	if (tag->markup.len > 0)
		crm_liquid_error(p, tag->markup,
						 psprintf("tag \"%.*s\" takes no arguments",
								  tag->name.len, tag->name.text), NULL);
	if (p->scan.lines)
	{
		crm_liquid_error(p, tag->source,
						 psprintf("tag \"%.*s\" cannot be used in a liquid tag",
								  tag->name.len, tag->name.text), NULL);
		return false;
	}
	if (crm_liquid_scan_until(p, end, body))
		return true;
	crm_liquid_error(p, tag->source,
					 psprintf("tag \"%.*s\" is never closed", tag->name.len,
							  tag->name.text),
					 psprintf("Close it with \"{%% %s %%}\".", end));
	p->truncated = true;
	return false;
}

static void
tag_raw(LiquidParser *p, const LiquidElement *tag, LiquidBlock *block)
{
	LiquidSpan	body;

	if (take_body(p, tag, "endraw", &body) && body.len > 0)
		add_raw(block, tag, body);
}

static void
tag_doc(LiquidParser *p, const LiquidElement *tag, LiquidBlock *block)
{
	LiquidSpan	body;

	take_body(p, tag, "enddoc", &body);
}

static void
tag_liquid(LiquidParser *p, const LiquidElement *tag, LiquidBlock *block)
{
	crm_liquid_parse_lines(p, tag->markup, block);
}

static void
tag_cycle(LiquidParser *p, const LiquidElement *tag, LiquidBlock *block)
{
	LiquidCycleNode *node;
	const LiquidArgument **tail;
	const LiquidExpr *expr;
	const char *start;

	node = crm_liquid_new_node(sizeof(LiquidCycleNode), LIQUID_CYCLE, tag);
	tail = &node->values;
	crm_liquid_lex(p, tag->markup);
	start = p->lex.start;
	expr = crm_liquid_parse_expr(p);
	if (crm_liquid_accept(p, LIQUID_T_COLON))
	{
		node->group = expr;
		start = p->lex.start;
		expr = crm_liquid_parse_expr(p);
	}
	for (;;)
	{
		LiquidArgument *arg = palloc0(sizeof(LiquidArgument));

		arg->expr = expr;
		*tail = arg;
		tail = &arg->next;
		node->nvalues++;
		if (!crm_liquid_accept(p, LIQUID_T_COMMA) ||
			p->lex.kind == LIQUID_T_END)
			break;
		expr = crm_liquid_parse_expr(p);
	}
	node->label = liquid_span(start, p->lex.last);
	crm_liquid_expect_end(p);
	crm_liquid_add(block, node);
}

static void
add_counter(LiquidParser *p, const LiquidElement *tag, LiquidBlock *block,
			bool decrement)
{
	LiquidCounterNode *node;

	node = crm_liquid_new_node(sizeof(LiquidCounterNode), LIQUID_COUNTER, tag);
	node->decrement = decrement;
	crm_liquid_lex(p, tag->markup);
	crm_liquid_expect_name(p, &node->name, "the name of a counter");
	crm_liquid_expect_end(p);
	crm_liquid_add(block, node);
}

static void
tag_increment(LiquidParser *p, const LiquidElement *tag, LiquidBlock *block)
{
	add_counter(p, tag, block, false);
}

static void
tag_decrement(LiquidParser *p, const LiquidElement *tag, LiquidBlock *block)
{
	add_counter(p, tag, block, true);
}

static void
add_interrupt(LiquidParser *p, const LiquidElement *tag, LiquidBlock *block,
			  bool is_break)
{
	LiquidInterruptNode *node;

	crm_liquid_no_markup(p, tag);
	node = crm_liquid_new_node(sizeof(LiquidInterruptNode), LIQUID_INTERRUPT,
							   tag);
	node->is_break = is_break;
	crm_liquid_add(block, node);
}

static void
tag_break(LiquidParser *p, const LiquidElement *tag, LiquidBlock *block)
{
	add_interrupt(p, tag, block, true);
}

static void
tag_continue(LiquidParser *p, const LiquidElement *tag, LiquidBlock *block)
{
	add_interrupt(p, tag, block, false);
}

/* 'name' [with|for expression [as name]] [, argument: value ...] */
static void
add_partial(LiquidParser *p, const LiquidElement *tag, LiquidBlock *block,
			bool isolated)
{
	LiquidPartialNode *node;

	node = crm_liquid_new_node(sizeof(LiquidPartialNode), LIQUID_PARTIAL, tag);
	node->isolated = isolated;
	crm_liquid_lex(p, tag->markup);
	if (isolated && p->lex.kind != LIQUID_T_STRING)
		crm_liquid_unexpected(p, "the quoted name of a partial");
	node->name = crm_liquid_parse_expr(p);
	if (p->lex.kind == LIQUID_T_NAME && !crm_liquid_next_is(p, ':'))
	{
		node->each = crm_liquid_accept_word(p, "for");
		if (node->each || crm_liquid_accept_word(p, "with"))
			node->subject = crm_liquid_parse_expr(p);
		if (p->lex.kind == LIQUID_T_NAME && !crm_liquid_next_is(p, ':') &&
			crm_liquid_accept_word(p, "as"))
			crm_liquid_expect_name(p, &node->alias, "a name");
	}
	node->args = crm_liquid_parse_named(p);
	crm_liquid_add(block, node);
}

static void
tag_render(LiquidParser *p, const LiquidElement *tag, LiquidBlock *block)
{
	add_partial(p, tag, block, true);
}

static void
tag_include(LiquidParser *p, const LiquidElement *tag, LiquidBlock *block)
{
	add_partial(p, tag, block, false);
}

/*
 * The role is a word of the template, never a value: nothing that a customer
 * wrote can open a turn.
 */
static void
tag_role(LiquidParser *p, const LiquidElement *tag, LiquidBlock *block)
{
	static const char *const roles[] = {"system", "user", "assistant"};
	LiquidRoleNode *node;
	LiquidLexer *lex = &p->lex;
	int			i;

	node = crm_liquid_new_node(sizeof(LiquidRoleNode), LIQUID_ROLE, tag);
	crm_liquid_not_captured(p, tag);
	crm_liquid_lex(p, tag->markup);
	for (i = 0; i < lengthof(roles) && !node->role; i++)
		if (crm_liquid_accept_word(p, roles[i]))
			node->role = roles[i];
	if (node->role == NULL && lex->kind == LIQUID_T_NAME)
	{
		crm_liquid_error(p, lex->token,
						 psprintf("unknown role \"%s\"",
								  crm_shorten(lex->token.text,
											  lex->token.len, 40)),
						 "A role is one of the words system, user and assistant.");
		return;
	}
	if (node->role == NULL)
		crm_liquid_unexpected(p, "system, user or assistant");
	crm_liquid_expect_end(p);
	crm_liquid_add(block, node);
}

static void
tag_cache_break(LiquidParser *p, const LiquidElement *tag, LiquidBlock *block)
{
	LiquidNode *node;

	crm_liquid_not_captured(p, tag);
	crm_liquid_no_markup(p, tag);
	node = crm_liquid_new_node(sizeof(LiquidNode), LIQUID_CACHE_BREAK, tag);
	crm_liquid_add(block, node);
}

/* By name. */
static const LiquidTag tags[] = {
	{"#", tag_inline_comment, false},
	{"assign", tag_assign, false},
	{"break", tag_break, false},
	{"cache_break", tag_cache_break, true},
	{"capture", crm_liquid_tag_capture, false},
	{"case", crm_liquid_tag_case, false},
	{"comment", tag_comment, false},
	{"continue", tag_continue, false},
	{"cycle", tag_cycle, false},
	{"decrement", tag_decrement, false},
	{"doc", tag_doc, false},
	{"echo", tag_echo, false},
	{"for", crm_liquid_tag_for, false},
	{"if", crm_liquid_tag_if, false},
	{"ifchanged", crm_liquid_tag_ifchanged, false},
	{"include", tag_include, false},
	{"increment", tag_increment, false},
	{"liquid", tag_liquid, false},
	{"raw", tag_raw, false},
	{"render", tag_render, false},
	{"role", tag_role, true},
	{"section", crm_liquid_tag_section, true},
	{"tablerow", crm_liquid_tag_tablerow, false},
	{"unless", crm_liquid_tag_unless, false},
};

static int
compare_tag(const void *key, const void *element)
{
	const LiquidSpan *name = key;
	const LiquidTag *tag = element;
	int			order = strncmp(name->text, tag->name, name->len);

	return order != 0 ? order : -(int) (tag->name[name->len] != '\0');
}

/* The tag of this name in this dialect, or NULL. */
const LiquidTag *
crm_liquid_find_tag(LiquidSpan name, CrmLiquidDialect dialect)
{
	const LiquidTag *tag;

	tag = bsearch(&name, tags, lengthof(tags), sizeof(LiquidTag),
				  compare_tag);
	return tag && tag->ours && dialect != CRM_LIQUID_CRM ? NULL : tag;
}

/* What a misspelt tag most likely meant, or NULL. */
const char *
crm_liquid_nearest_tag(LiquidSpan name, CrmLiquidDialect dialect)
{
	const char *names[lengthof(tags)];
	int			n = 0;
	int			i;

	for (i = 0; i < lengthof(tags); i++)
		if (!tags[i].ours || dialect == CRM_LIQUID_CRM)
			names[n++] = tags[i].name;
	return crm_nearest_name(name.text, name.len, names, n);
}
