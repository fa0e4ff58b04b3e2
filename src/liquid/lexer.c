/*-------------------------------------------------------------------------
 *
 * lexer.c
 *	  Cuts a template into text, outputs and tags, and their markup into
 *	  tokens.  Knows nothing of what they mean.
 *
 * An output ends at the first }}, a tag at the first %}, even inside a string:
 * that is the language.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"

#include "liquid/parser.h"

/* The next place of "c" and then "second", or NULL. */
static const char *
find_pair(const char *at, const char *end, char c, char second)
{
	while (end - at >= 2)
	{
		at = memchr(at, c, end - at - 1);
		if (at == NULL)
			return NULL;
		if (at[1] == second)
			return at;
		at++;
	}
	return NULL;
}

/* The next {{ or {%, or NULL. */
static const char *
find_opening(const char *at, const char *end)
{
	while (end - at >= 2)
	{
		at = memchr(at, '{', end - at - 1);
		if (at == NULL)
			return NULL;
		if (at[1] == '{' || at[1] == '%')
			return at;
		at++;
	}
	return NULL;
}

static LiquidSpan
trim(LiquidSpan span, bool left, bool right)
{
	while (left && span.len > 0 && liquid_is_space(span.text[0]))
	{
		span.text++;
		span.len--;
	}
	while (right && span.len > 0 && liquid_is_space(span.text[span.len - 1]))
		span.len--;
	return span;
}

/* Splits what stands in a tag (or on a line) into name and markup. */
static void
split_tag(LiquidElement *element, const char *at, const char *end)
{
	const char *name;

	while (at < end && liquid_is_space(*at))
		at++;
	name = at;
	if (at < end && *at == '#')
		at++;
	else
		while (at < end && liquid_is_word(*at))
			at++;
	element->name = liquid_span(name, at);
	element->markup = trim(liquid_span(at, end), true, true);
}

/*
 * Takes the output or tag that starts at "opening".  False, with an error
 * noted and everything skipped, if it has no end.
 */
static bool
take_element(LiquidParser *p, const char *opening, LiquidElement *element)
{
	LiquidScanner *scan = &p->scan;
	bool		is_tag = opening[1] == '%';
	const char *start = opening + 2;
	const char *end = find_pair(start, scan->end, is_tag ? '%' : '}', '}');
	const char *stop = end;

	if (end == NULL)
	{
		const char *line_end = memchr(opening, '\n', scan->end - opening);

		crm_liquid_error(p, liquid_span(opening,
										line_end ? line_end : scan->end),
						 psprintf("\"%s\" is never closed",
								  is_tag ? "{%" : "{{"),
						 psprintf("Close it with \"%s\".",
								  is_tag ? "%}" : "}}"));
		scan->at = scan->end;
		p->truncated = true;
		return false;
	}
	element->source = liquid_span(opening, end + 2);
	element->kind = is_tag ? LIQUID_ELEMENT_TAG : LIQUID_ELEMENT_OUTPUT;
	if (start < stop && *start == '-')
		start++;
	scan->trim = stop > start && stop[-1] == '-';
	if (scan->trim)
		stop--;
	/* {{-}} and {%-%}: the one dash trims on both sides */
	if (end == opening + 3 && opening[2] == '-')
		scan->trim = true;
	if (is_tag)
		split_tag(element, start, stop);
	else
	{
		element->name = liquid_span(start, start);
		element->markup = trim(liquid_span(start, stop), true, true);
	}
	scan->at = end + 2;
	return true;
}

/* The next tag of a liquid tag: lines, blank ones skipped. */
static bool
scan_line(LiquidScanner *scan, LiquidElement *element)
{
	while (scan->at < scan->end)
	{
		const char *line = scan->at;
		const char *end = memchr(line, '\n', scan->end - line);
		LiquidSpan	text;

		scan->at = end ? end + 1 : scan->end;
		text = trim(liquid_span(line, end ? end : scan->end), true, true);
		if (text.len == 0)
			continue;
		element->kind = LIQUID_ELEMENT_TAG;
		element->source = text;
		split_tag(element, text.text, text.text + text.len);
		return true;
	}
	return false;
}

/*
 * The next element, white space control applied.  False at the end.
 */
bool
crm_liquid_scan(LiquidParser *p, LiquidElement *element)
{
	LiquidScanner *scan = &p->scan;
	const char *opening;
	LiquidSpan	text;

	if (p->stopped)
		return false;
	if (scan->lines)
		return scan_line(scan, element);
	if (scan->at >= scan->end)
		return false;
	opening = find_opening(scan->at, scan->end);
	text = liquid_span(scan->at, opening ? opening : scan->end);
	text = trim(text, scan->trim,
				opening && opening + 2 < scan->end && opening[2] == '-');
	scan->trim = false;
	if (text.len > 0)
	{
		element->kind = LIQUID_ELEMENT_TEXT;
		element->source = text;
		scan->at = opening ? opening : scan->end;
		return true;
	}
	return opening != NULL && take_element(p, opening, element);
}

/*
 * The next tag, whatever stands before it: for the inside of a comment.
 */
bool
crm_liquid_scan_tag(LiquidParser *p, LiquidElement *element)
{
	LiquidScanner *scan = &p->scan;
	const char *opening;

	if (scan->lines)
		return scan_line(scan, element);
	opening = find_pair(scan->at, scan->end, '{', '%');
	if (opening == NULL ||
		find_pair(opening + 2, scan->end, '%', '}') == NULL)
	{
		scan->at = scan->end;
		return false;
	}
	return take_element(p, opening, element);
}

/*
 * Everything up to the tag "name", which is skipped: for raw and doc.  False,
 * and the rest skipped, if there is no such tag.
 */
bool
crm_liquid_scan_until(LiquidParser *p, const char *name, LiquidSpan *body)
{
	LiquidScanner *scan = &p->scan;
	const char *start = scan->at;
	const char *at = start;
	int			name_len = (int) strlen(name);

	while ((at = find_pair(at, scan->end, '{', '%')) != NULL)
	{
		const char *opening = at;
		bool		left = false;
		bool		right = false;

		at += 2;
		if (at < scan->end && *at == '-')
		{
			left = true;
			at++;
		}
		while (at < scan->end && liquid_is_space(*at))
			at++;
		if (scan->end - at < name_len || memcmp(at, name, name_len) != 0)
		{
			at = opening + 2;
			continue;
		}
		at += name_len;
		while (at < scan->end && liquid_is_space(*at))
			at++;
		if (at < scan->end && *at == '-')
		{
			right = true;
			at++;
		}
		if (scan->end - at >= 2 && at[0] == '%' && at[1] == '}')
		{
			*body = trim(liquid_span(start, opening), scan->trim, left);
			scan->trim = right;
			scan->at = at + 2;
			return true;
		}
		at = opening + 2;
	}
	scan->at = scan->end;
	return false;
}

/* Starts on the tokens of a piece of markup; the first one is read. */
void
crm_liquid_lex(LiquidParser *p, LiquidSpan markup)
{
	LiquidLexer *lex = &p->lex;

	lex->at = markup.text;
	lex->end = markup.text + markup.len;
	lex->start = lex->at;
	lex->failed = false;
	crm_liquid_advance(p);
}

static const char *
number_end(const char *at, const char *end)
{
	if (*at == '-')
		at++;
	while (at < end && liquid_is_digit(*at))
		at++;
	if (end - at >= 2 && at[0] == '.' && liquid_is_digit(at[1]))
	{
		at++;
		while (at < end && liquid_is_digit(*at))
			at++;
	}
	return at;
}

/* A string; without its closing quote it is nothing of the language. */
static LiquidToken
take_string(LiquidLexer *lex, const char *at)
{
	const char *close = memchr(at + 1, *at, lex->end - at - 1);

	if (close == NULL)
	{
		lex->token = liquid_span(at, lex->end);
		lex->at = lex->end;
		return LIQUID_T_OTHER;
	}
	lex->token = liquid_span(at + 1, close);
	lex->at = close + 1;
	return LIQUID_T_STRING;
}

static LiquidToken
take_sign(LiquidLexer *lex, const char *at)
{
	bool		two = at + 1 < lex->end;
	int			len = 1;
	LiquidToken kind;

	switch (*at)
	{
		case '.':
			if (two && at[1] == '.')
			{
				len = 2;
				kind = LIQUID_T_DOTS;
			}
			else
				kind = LIQUID_T_DOT;
			break;
		case '=':
		case '!':
			len = two && at[1] == '=' ? 2 : 1;
			kind = len == 2 ? LIQUID_T_COMPARE : LIQUID_T_OTHER;
			break;
		case '<':
			len = two && (at[1] == '=' || at[1] == '>') ? 2 : 1;
			kind = LIQUID_T_COMPARE;
			break;
		case '>':
			len = two && at[1] == '=' ? 2 : 1;
			kind = LIQUID_T_COMPARE;
			break;
		case ':':
			kind = LIQUID_T_COLON;
			break;
		case ',':
			kind = LIQUID_T_COMMA;
			break;
		case '|':
			kind = LIQUID_T_PIPE;
			break;
		case '[':
			kind = LIQUID_T_LBRACKET;
			break;
		case ']':
			kind = LIQUID_T_RBRACKET;
			break;
		case '(':
			kind = LIQUID_T_LPAREN;
			break;
		case ')':
			kind = LIQUID_T_RPAREN;
			break;
		default:
			len = Min(pg_mblen(at), (int) (lex->end - at));
			kind = LIQUID_T_OTHER;
			break;
	}
	lex->token = liquid_span(at, at + len);
	lex->at = at + len;
	return kind;
}

/* Reads the next token. */
void
crm_liquid_advance(LiquidParser *p)
{
	LiquidLexer *lex = &p->lex;
	const char *at = lex->at;

	lex->last = at;
	if (lex->failed)
	{
		lex->kind = LIQUID_T_END;
		return;
	}
	while (at < lex->end && liquid_is_space(*at))
		at++;
	lex->start = at;
	if (at >= lex->end)
	{
		lex->at = at;
		lex->token = liquid_span(at, at);
		lex->kind = LIQUID_T_END;
	}
	else if (liquid_is_digit(*at) ||
			 (*at == '-' && at + 1 < lex->end && liquid_is_digit(at[1])))
	{
		lex->at = number_end(at, lex->end);
		lex->token = liquid_span(at, lex->at);
		lex->kind = LIQUID_T_NUMBER;
	}
	else if (liquid_is_word(*at))
	{
		while (at < lex->end && (liquid_is_word(*at) || *at == '-'))
			at++;
		if (at < lex->end && *at == '?')
			at++;
		lex->at = at;
		lex->token = liquid_span(lex->start, at);
		lex->kind = LIQUID_T_NAME;
	}
	else if (*at == '\'' || *at == '"')
		lex->kind = take_string(lex, at);
	else
		lex->kind = take_sign(lex, at);
}
