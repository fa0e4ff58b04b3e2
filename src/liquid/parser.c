/*-------------------------------------------------------------------------
 *
 * parser.c
 *	  Parses a template: puts blocks together and collects what is wrong.
 *
 * An error does not stop the parser: the tag it is in is skipped or taken with
 * what could be read of it, and the block goes on, so that one run tells all
 * there is to repair.  Only nesting beyond the limit, or too many errors, end
 * the run early.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"

#include "common/error.h"
#include "liquid/parser.h"

/* Line and column of a byte offset, both from 1, columns in characters. */
void
crm_liquid_locate(const char *source, int position, int *line, int *column)
{
	const char *at = source;
	const char *target = source + position;
	const char *newline;

	*line = 1;
	while ((newline = memchr(at, '\n', target - at)) != NULL)
	{
		(*line)++;
		at = newline + 1;
	}
	*column = pg_mbstrlen_with_len(at, target - at) + 1;
}

/*
 * Notes an error at a piece of the source.  "message" and "hint" are kept.
 */
void
crm_liquid_error(LiquidParser *p, LiquidSpan at, char *message, char *hint)
{
	CrmLiquidError *error;

	if (p->stopped)
		return;
	error = palloc(sizeof(CrmLiquidError));
	error->position = (int) (at.text - p->source);
	crm_liquid_locate(p->source, error->position, &error->line,
					  &error->column);
	error->message = message;
	error->token = crm_shorten(at.text, at.len, 60);
	error->hint = hint;
	p->errors = lappend(p->errors, error);
	if (list_length(p->errors) >= LIQUID_MAX_ERRORS)
		p->stopped = true;
}

/* A remedy for what people write who know another language. */
static char *
advice(const LiquidLexer *lex, const char *expected)
{
	static const char *const known[][2] = {
		{"&", "Write \"and\"."},
		{"=", "Write \"==\" to compare."},
		{"!", "Liquid has no \"not\": use unless, or compare with false."},
		{"+", "Liquid has no arithmetic: use the filter plus."},
		{"-", "Liquid has no arithmetic: use the filter minus."},
		{"*", "Liquid has no arithmetic: use the filter times."},
		{"/", "Liquid has no arithmetic: use the filter divided_by."},
		{"%", "Liquid has no arithmetic: use the filter modulo."},
	};
	int			i;

	if (lex->kind == LIQUID_T_OTHER)
	{
		if (lex->token.text[0] == '"' || lex->token.text[0] == '\'')
			return "The string has no closing quote.";
		for (i = 0; i < lengthof(known) && expected == NULL; i++)
			if (lex->token.text[0] == known[i][0][0])
				return unconstify(char *, known[i][1]);
	}
	if (lex->kind == LIQUID_T_NAME && liquid_span_is(lex->token, "in"))
		return "Only for loops have \"in\"; use contains to look into something.";
	return NULL;
}

/* Notes that the current token cannot stand here, once for each markup. */
void
crm_liquid_unexpected(LiquidParser *p, const char *expected)
{
	LiquidLexer *lex = &p->lex;
	LiquidSpan	at = liquid_span(lex->start, lex->at);
	char	   *message;

	if (lex->failed)
		return;
	if (lex->kind == LIQUID_T_END)
		message = psprintf("%s is missing", expected ? expected : "something");
	else if (expected)
		message = psprintf("unexpected \"%s\" where %s should be",
						   crm_shorten(at.text, at.len, 40), expected);
	else
		message = psprintf("unexpected \"%s\"",
						   crm_shorten(at.text, at.len, 40));
	crm_liquid_error(p, at, message, advice(lex, expected));
	lex->failed = true;
	lex->kind = LIQUID_T_END;
}

void *
crm_liquid_new_node(Size size, LiquidNodeKind kind, const LiquidElement *tag)
{
	LiquidNode *node = palloc0(size);

	node->kind = kind;
	node->source = tag->source;
	return node;
}

void
crm_liquid_add(LiquidBlock *block, void *new_node)
{
	LiquidNode *node = new_node;

	if (block->last)
		block->last->next = node;
	else
		block->first = node;
	block->last = node;
	block->blank = block->blank && node->blank;
}

static void
add_text(LiquidBlock *block, const LiquidElement *element)
{
	LiquidNode *node;
	int			i;

	node = crm_liquid_new_node(sizeof(LiquidNode), LIQUID_TEXT, element);
	node->blank = true;
	for (i = 0; i < node->source.len && node->blank; i++)
		node->blank = liquid_is_space(node->source.text[i]);
	crm_liquid_add(block, node);
}

static void
add_output(LiquidParser *p, LiquidBlock *block, const LiquidElement *element)
{
	LiquidOutputNode *node;

	if (element->markup.len == 0)
	{
		if (p->dialect == CRM_LIQUID_CRM)
			crm_liquid_error(p, element->source,
							 "there is nothing to print", NULL);
		block->blank = false;
		return;
	}
	node = crm_liquid_new_node(sizeof(LiquidOutputNode), LIQUID_OUTPUT,
							   element);
	crm_liquid_lex(p, element->markup);
	crm_liquid_parse_filtered(p, &node->value);
	crm_liquid_expect_end(p);
	crm_liquid_add(block, node);
}

static bool
name_in(LiquidSpan name, const char *const *list)
{
	int			i;

	for (i = 0; list && list[i]; i++)
		if (liquid_span_is(name, list[i]))
			return true;
	return false;
}

/* Which of the open blocks, from the innermost, does this tag belong to? */
static LiquidOpen *
belongs_to(LiquidParser *p, LiquidSpan name)
{
	LiquidOpen *open;

	for (open = p->open; open; open = open->parent)
		if (name_in(name, open->ends))
			return open;
	return NULL;
}

static void
unknown_tag(LiquidParser *p, const LiquidElement *tag)
{
	static const char *const inner[] = {"elsif", "else", "when", NULL};
	const char *near;

	if (name_in(tag->name, inner) ||
		(tag->name.len > 3 && memcmp(tag->name.text, "end", 3) == 0))
		crm_liquid_error(p, tag->source,
						 psprintf("unexpected tag \"%.*s\"", tag->name.len,
								  tag->name.text),
						 p->open
						 ? psprintf("The innermost open tag is \"%.*s\".",
									p->open->opening->name.len,
									p->open->opening->name.text)
						 : "There is no open tag it could belong to.");
	else if (tag->name.len == 0)
		crm_liquid_error(p, tag->source, "a tag must begin with its name",
						 NULL);
	else
	{
		near = crm_liquid_nearest_tag(tag->name, p->dialect);
		crm_liquid_error(p, tag->source,
						 psprintf("unknown tag \"%s\"",
								  crm_shorten(tag->name.text, tag->name.len,
											  40)),
						 near ? psprintf("Did you mean \"%s\"?", near) : NULL);
	}
}

static void
never_closed(LiquidParser *p, const LiquidOpen *open)
{
	int			n = 0;

	if (p->truncated)
		return;
	while (open->ends[n + 1])
		n++;
	crm_liquid_error(p, open->opening->source,
					 psprintf("tag \"%.*s\" is never closed",
							  open->opening->name.len,
							  open->opening->name.text),
					 psprintf("Close it with \"{%% %s %%}\"%s.",
							  open->ends[n],
							  p->scan.lines ? " within the liquid tag" : ""));
}

/*
 * Parses up to one of the tags in "ends" (the closing tag is the last of them)
 * and returns it; false if it never comes, which is noted.  Without "ends",
 * parses all there is.
 */
bool
crm_liquid_parse_block(LiquidParser *p, LiquidBlock *block,
					   const LiquidElement *opening, const char *const *ends,
					   LiquidElement *end)
{
	LiquidOpen	open = {opening, ends, p->open};
	LiquidElement element;
	LiquidScanner before = p->scan;
	bool		found = false;

	check_stack_depth();
	block->blank = true;
	/* The template itself is a block too. */
	if (++p->depth > crm_liquid_max_nesting + 1)
	{
		crm_liquid_error(p, opening->source,
						 psprintf("tags are nested more than %d deep",
								  crm_liquid_max_nesting),
						 "Move inner parts into partials, or raise crm.liquid_max_nesting.");
		p->stopped = true;
	}
	if (ends)
		p->open = &open;
	while (crm_liquid_scan(p, &element))
	{
		const LiquidTag *tag;

		CHECK_FOR_INTERRUPTS();
		if (element.kind == LIQUID_ELEMENT_TEXT)
			add_text(block, &element);
		else if (element.kind == LIQUID_ELEMENT_OUTPUT)
			add_output(p, block, &element);
		else if (name_in(element.name, ends))
		{
			Assert(end != NULL);
			*end = element;
			found = true;
			break;
		}
		else if ((tag = crm_liquid_find_tag(element.name, p->dialect)) != NULL)
			tag->parse(p, &element, block);
		else if (belongs_to(p, element.name) == NULL)
			unknown_tag(p, &element);
		else
		{
			/* An outer block goes on: this one was not closed. */
			p->scan = before;
			break;
		}
		before = p->scan;
	}
	if (ends && !found)
		never_closed(p, &open);
	p->open = open.parent;
	p->depth--;
	return found;
}

/* The body of a liquid tag: its blocks begin and end in it. */
void
crm_liquid_parse_lines(LiquidParser *p, LiquidSpan lines, LiquidBlock *block)
{
	LiquidScanner outer = p->scan;
	LiquidOpen *open = p->open;
	LiquidBlock inner = {NULL, NULL, true};
	LiquidElement element;

	memset(&element, 0, sizeof(element));
	element.source = lines;
	p->open = NULL;
	p->scan.at = lines.text;
	p->scan.end = lines.text + lines.len;
	p->scan.lines = true;
	crm_liquid_parse_block(p, &inner, &element, NULL, NULL);
	p->scan = outer;
	p->open = open;
	if (inner.first)
	{
		if (block->last)
			block->last->next = inner.first;
		else
			block->first = inner.first;
		block->last = inner.last;
	}
	block->blank = block->blank && inner.blank;
}

static int
by_position(const ListCell *a, const ListCell *b)
{
	const CrmLiquidError *left = lfirst(a);
	const CrmLiquidError *right = lfirst(b);

	return (left->position > right->position) -
		(left->position < right->position);
}

/*
 * Parses a template in CurrentMemoryContext.  NULL, and *errors, if anything is
 * wrong with it but the names of filters.
 */
CrmLiquid *
crm_liquid_parse_to_check(const char *text, int len,
						  CrmLiquidDialect dialect, List **errors)
{
	CrmLiquid  *liquid = palloc0(sizeof(CrmLiquid));
	LiquidParser p;
	LiquidElement nothing;
	char	   *copy;

	copy = MemoryContextAllocHuge(CurrentMemoryContext,
								  (Size) len + LIQUID_SOURCE_PADDING);
	memcpy(copy, text, len);
	memset(copy + len, 0, LIQUID_SOURCE_PADDING);
	liquid->source = copy;
	liquid->len = len;
	liquid->dialect = dialect;

	memset(&p, 0, sizeof(p));
	memset(&nothing, 0, sizeof(nothing));
	p.source = copy;
	p.len = len;
	p.dialect = dialect;
	p.scan.at = copy;
	p.scan.end = copy + len;
	nothing.source = liquid_span(copy, copy);
	crm_liquid_parse_block(&p, &liquid->body, &nothing, NULL, NULL);

	list_sort(p.errors, by_position);
	*errors = p.errors;
	return list_length(p.errors) == p.misnamed ? liquid : NULL;
}

/* The same, but NULL if anything at all is wrong. */
CrmLiquid *
crm_liquid_parse(const char *text, int len, CrmLiquidDialect dialect,
				 List **errors)
{
	CrmLiquid  *liquid = crm_liquid_parse_to_check(text, len, dialect, errors);

	return *errors == NIL ? liquid : NULL;
}

/* A name with its hash, for the scopes. */
LiquidName
crm_liquid_name(const char *text, int len)
{
	LiquidName	name;

	name.text = text;
	name.len = len;
	name.hash = hash_bytes((const unsigned char *) text, len);
	return name;
}
