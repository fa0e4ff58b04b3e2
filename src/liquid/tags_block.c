/*-------------------------------------------------------------------------
 *
 * tags_block.c
 *	  Parses the tags that hold blocks: conditions, loops, captures, sections.
 *
 * A condition or loop that can print nothing but white space prints nothing at
 * all; for that its text is taken out once it is parsed.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "liquid/parser.h"

static void
drop_text(LiquidBlock *block)
{
	LiquidNode **link = &block->first;
	LiquidNode *node;

	block->last = NULL;
	while ((node = *link) != NULL)
	{
		if (node->kind == LIQUID_TEXT)
			*link = node->next;
		else
		{
			block->last = node;
			link = &node->next;
		}
	}
}

static void
finish_choice(LiquidChoiceNode *node, LiquidBlock *block)
{
	LiquidBranch *branch;

	node->node.blank = true;
	for (branch = node->branches; branch; branch = branch->next)
		node->node.blank = node->node.blank && branch->body.blank;
	if (node->node.blank)
		for (branch = node->branches; branch; branch = branch->next)
			drop_text(&branch->body);
	crm_liquid_add(block, node);
}

static const LiquidCondition *
condition_of(LiquidParser *p, const LiquidElement *tag)
{
	const LiquidCondition *condition;

	crm_liquid_lex(p, tag->markup);
	condition = crm_liquid_parse_condition(p);
	crm_liquid_expect_end(p);
	return condition;
}

static void
refuse_after_else(LiquidParser *p, const LiquidElement *tag)
{
	if (p->dialect == CRM_LIQUID_CRM)
		crm_liquid_error(p, tag->source,
						 psprintf("\"%.*s\" after \"else\" is never rendered",
								  tag->name.len, tag->name.text), NULL);
}

static void
parse_if(LiquidParser *p, const LiquidElement *tag, LiquidBlock *block,
		 bool negated)
{
	static const char *const if_ends[] = {"elsif", "else", "endif", NULL};
	static const char *const unless_ends[] = {"elsif", "else", "endunless",
	NULL};
	const char *const *ends = negated ? unless_ends : if_ends;
	LiquidElement part = *tag;
	LiquidChoiceNode *node;
	LiquidBranch **tail;
	bool		has_else = false;

	node = crm_liquid_new_node(sizeof(LiquidChoiceNode), LIQUID_IF, tag);
	tail = &node->branches;
	for (;;)
	{
		LiquidBranch *branch = palloc0(sizeof(LiquidBranch));

		if (has_else)
			refuse_after_else(p, &part);
		if (liquid_span_is(part.name, "else"))
		{
			has_else = true;
			crm_liquid_no_markup(p, &part);
		}
		else
			branch->condition = condition_of(p, &part);
		branch->negated = negated && node->branches == NULL;
		*tail = branch;
		tail = &branch->next;
		if (!crm_liquid_parse_block(p, &branch->body, tag, ends, &part))
			break;
		if (liquid_span_is(part.name, ends[2]))
		{
			crm_liquid_no_markup(p, &part);
			break;
		}
	}
	finish_choice(node, block);
}

void
crm_liquid_tag_if(LiquidParser *p, const LiquidElement *tag,
				  LiquidBlock *block)
{
	parse_if(p, tag, block, false);
}

void
crm_liquid_tag_unless(LiquidParser *p, const LiquidElement *tag,
					  LiquidBlock *block)
{
	parse_if(p, tag, block, true);
}

/* What a when lists: values with commas or "or" between them. */
static const LiquidArgument *
when_values(LiquidParser *p, const LiquidElement *tag)
{
	const LiquidArgument *first = NULL;
	const LiquidArgument **tail = &first;

	crm_liquid_lex(p, tag->markup);
	do
	{
		LiquidArgument *arg = palloc0(sizeof(LiquidArgument));

		arg->expr = crm_liquid_parse_operand(p);
		*tail = arg;
		tail = &arg->next;
	} while (crm_liquid_accept(p, LIQUID_T_COMMA) ||
			 crm_liquid_accept_word(p, "or"));
	crm_liquid_expect_end(p);
	return first;
}

void
crm_liquid_tag_case(LiquidParser *p, const LiquidElement *tag,
					LiquidBlock *block)
{
	static const char *const ends[] = {"when", "else", "endcase", NULL};
	LiquidElement part;
	LiquidChoiceNode *node;
	LiquidBranch **tail;
	LiquidBlock before = {NULL, NULL, true};
	bool		more;

	node = crm_liquid_new_node(sizeof(LiquidChoiceNode), LIQUID_CASE, tag);
	tail = &node->branches;
	crm_liquid_lex(p, tag->markup);
	node->subject = crm_liquid_parse_operand(p);
	crm_liquid_expect_end(p);

	/* What stands before the first when is never rendered. */
	more = crm_liquid_parse_block(p, &before, tag, ends, &part);
	if (before.first != NULL && !before.blank && p->dialect == CRM_LIQUID_CRM)
		crm_liquid_error(p, before.first->source,
						 "what stands before the first \"when\" is never rendered",
						 NULL);
	while (more && !liquid_span_is(part.name, "endcase"))
	{
		LiquidBranch *branch = palloc0(sizeof(LiquidBranch));

		if (liquid_span_is(part.name, "else"))
			crm_liquid_no_markup(p, &part);
		else
			branch->values = when_values(p, &part);
		*tail = branch;
		tail = &branch->next;
		more = crm_liquid_parse_block(p, &branch->body, tag, ends, &part);
	}
	if (more)
		crm_liquid_no_markup(p, &part);
	finish_choice(node, block);
}

/* limit: expression, and the other attributes of a loop. */
static void
loop_attribute(LiquidParser *p, LiquidLoopNode *node)
{
	bool		is_for = node->node.kind == LIQUID_FOR;
	const LiquidExpr **target = NULL;

	if (is_for && !crm_liquid_next_is(p, ':') &&
		crm_liquid_accept_word(p, "reversed"))
	{
		node->reversed = true;
		return;
	}
	if (crm_liquid_accept_word(p, "limit"))
		target = &node->limit;
	else if (crm_liquid_accept_word(p, "offset"))
		target = &node->offset;
	else if (!is_for && crm_liquid_accept_word(p, "cols"))
		target = &node->columns;
	else
	{
		crm_liquid_unexpected(p, is_for ? "reversed, limit or offset"
							  : "cols, limit or offset");
		return;
	}
	crm_liquid_expect(p, LIQUID_T_COLON, "\":\"");
	if (is_for && target == &node->offset &&
		crm_liquid_accept_word(p, "continue"))
		node->resume = true;
	else
		*target = crm_liquid_parse_expr(p);
}

static LiquidLoopNode *
parse_loop(LiquidParser *p, const LiquidElement *tag, LiquidNodeKind kind)
{
	LiquidLoopNode *node;
	char	   *label;

	node = crm_liquid_new_node(sizeof(LiquidLoopNode), kind, tag);
	crm_liquid_lex(p, tag->markup);
	crm_liquid_expect_name(p, &node->name, "the name of the loop's variable");
	if (!crm_liquid_accept_word(p, "in"))
		crm_liquid_unexpected(p, "\"in\"");
	node->collection = crm_liquid_parse_expr(p);
	label = psprintf("%.*s-%.*s", node->name.len, node->name.text,
					 node->collection->source.len,
					 node->collection->source.text);
	node->label = crm_liquid_name(label, (int) strlen(label));
	for (;;)
	{
		crm_liquid_accept(p, LIQUID_T_COMMA);
		if (p->lex.kind == LIQUID_T_END)
			break;
		loop_attribute(p, node);
	}
	return node;
}

void
crm_liquid_tag_for(LiquidParser *p, const LiquidElement *tag,
				   LiquidBlock *block)
{
	static const char *const ends[] = {"else", "endfor", NULL};
	LiquidElement part;
	LiquidLoopNode *node = parse_loop(p, tag, LIQUID_FOR);
	bool		more;

	more = crm_liquid_parse_block(p, &node->body, tag, ends, &part);
	node->otherwise.blank = true;
	while (more && liquid_span_is(part.name, "else"))
	{
		if (node->otherwise.first)
			refuse_after_else(p, &part);
		crm_liquid_no_markup(p, &part);
		more = crm_liquid_parse_block(p, &node->otherwise, tag, ends, &part);
	}
	if (more)
		crm_liquid_no_markup(p, &part);
	node->node.blank = node->body.blank && node->otherwise.blank;
	if (node->node.blank)
	{
		drop_text(&node->body);
		drop_text(&node->otherwise);
	}
	crm_liquid_add(block, node);
}

void
crm_liquid_tag_tablerow(LiquidParser *p, const LiquidElement *tag,
						LiquidBlock *block)
{
	static const char *const ends[] = {"endtablerow", NULL};
	LiquidElement part;
	LiquidLoopNode *node = parse_loop(p, tag, LIQUID_TABLEROW);

	if (crm_liquid_parse_block(p, &node->body, tag, ends, &part))
		crm_liquid_no_markup(p, &part);
	crm_liquid_add(block, node);
}

void
crm_liquid_tag_capture(LiquidParser *p, const LiquidElement *tag,
					   LiquidBlock *block)
{
	static const char *const ends[] = {"endcapture", NULL};
	LiquidElement part;
	LiquidBodyNode *node;
	LiquidSpan	token;

	node = crm_liquid_new_node(sizeof(LiquidBodyNode), LIQUID_CAPTURE, tag);
	node->node.blank = true;
	crm_liquid_lex(p, tag->markup);
	token = p->lex.token;
	if (crm_liquid_accept(p, LIQUID_T_STRING))
		node->name = crm_liquid_name(token.text, token.len);
	else
		crm_liquid_expect_name(p, &node->name, "the name of a variable");
	crm_liquid_expect_end(p);
	p->capturing++;
	if (crm_liquid_parse_block(p, &node->body, tag, ends, &part))
		crm_liquid_no_markup(p, &part);
	p->capturing--;
	crm_liquid_add(block, node);
}

void
crm_liquid_tag_ifchanged(LiquidParser *p, const LiquidElement *tag,
						 LiquidBlock *block)
{
	static const char *const ends[] = {"endifchanged", NULL};
	LiquidElement part;
	LiquidBodyNode *node;

	node = crm_liquid_new_node(sizeof(LiquidBodyNode), LIQUID_IFCHANGED, tag);
	crm_liquid_no_markup(p, tag);
	p->capturing++;
	if (crm_liquid_parse_block(p, &node->body, tag, ends, &part))
		crm_liquid_no_markup(p, &part);
	p->capturing--;
	node->node.blank = node->body.blank;
	crm_liquid_add(block, node);
}

/* section name [priority: 0..100]: both are words of the template. */
void
crm_liquid_tag_section(LiquidParser *p, const LiquidElement *tag,
					   LiquidBlock *block)
{
	static const char *const ends[] = {"endsection", NULL};
	LiquidElement part;
	LiquidBodyNode *node;
	LiquidSpan	token;

	node = crm_liquid_new_node(sizeof(LiquidBodyNode), LIQUID_SECTION, tag);
	node->priority = -1;
	crm_liquid_not_captured(p, tag);
	crm_liquid_lex(p, tag->markup);
	token = p->lex.token;
	if (crm_liquid_accept(p, LIQUID_T_STRING) ||
		crm_liquid_accept(p, LIQUID_T_NAME))
		node->name = crm_liquid_name(token.text, token.len);
	else
		crm_liquid_unexpected(p, "the name of a section");
	crm_liquid_accept(p, LIQUID_T_COMMA);
	if (crm_liquid_accept_word(p, "priority"))
	{
		crm_liquid_expect(p, LIQUID_T_COLON, "\":\"");
		token = p->lex.token;
		if (crm_liquid_expect(p, LIQUID_T_NUMBER, "a number"))
		{
			if (token.len > 3 || strspn(token.text, "0123456789") < token.len ||
				(node->priority = atoi(token.text)) > 100)
				crm_liquid_error(p, token,
								 psprintf("priority %.*s is not a whole number from 0 to 100",
										  token.len, token.text), NULL);
		}
	}
	crm_liquid_expect_end(p);
	if (crm_liquid_parse_block(p, &node->body, tag, ends, &part))
		crm_liquid_no_markup(p, &part);
	crm_liquid_add(block, node);
}
