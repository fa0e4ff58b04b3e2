/*-------------------------------------------------------------------------
 *
 * filter_text.c
 *	  Filters on strings.  What is no string is taken as it would be printed.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_collation.h"
#include "utils/formatting.h"

#include "common/error.h"
#include "liquid/characters.h"
#include "liquid/filter.h"
#include "liquid/parser.h"

static LiquidValue
text_of_buffer(StringInfo buffer)
{
	return liquid_text(buffer->data, buffer->len, false);
}

/* A part of a string, as stable as the whole. */
static LiquidValue
part_of(const LiquidValue *text, const char *start, int len)
{
	return liquid_text(start, len, text->stable);
}

static LiquidValue
joined(LiquidRender *r, const LiquidValue *a, const LiquidValue *b)
{
	LiquidValue left = a->type == LIQUID_STRING ? *a : crm_liquid_to_text(a);
	LiquidValue right = b->type == LIQUID_STRING ? *b : crm_liquid_to_text(b);
	Size		len = (Size) left.len + right.len;
	char	   *text;

	crm_liquid_check_output(r, len);
	text = palloc(len + 1);
	memcpy(text, left.u.text, left.len);
	memcpy(text + left.len, right.u.text, right.len);
	return liquid_text(text, (int) len, false);
}

void
crm_liquid_filter_append(LiquidRender *r, LiquidValue *value,
						 const LiquidArgs *args)
{
	*value = joined(r, value, &args->v[0]);
}

void
crm_liquid_filter_prepend(LiquidRender *r, LiquidValue *value,
						  const LiquidArgs *args)
{
	*value = joined(r, &args->v[0], value);
}

/* Letters beyond ASCII as the database's own locale has them. */
static LiquidValue
in_case(const LiquidValue *value, bool upper)
{
	LiquidValue text = crm_liquid_to_text(value);
	char	   *copy;
	bool		ascii = true;
	uint32		i;

	copy = palloc(text.len + 1);
	for (i = 0; i < text.len; i++)
	{
		char		c = text.u.text[i];

		if (IS_HIGHBIT_SET(c))
			ascii = false;
		copy[i] = upper ? pg_ascii_toupper(c) : pg_ascii_tolower(c);
	}
	if (!ascii)
	{
		copy = upper
			? str_toupper(text.u.text, text.len, DEFAULT_COLLATION_OID)
			: str_tolower(text.u.text, text.len, DEFAULT_COLLATION_OID);
		i = (uint32) strlen(copy);
	}
	return liquid_text(copy, i, false);
}

void
crm_liquid_filter_upcase(LiquidRender *r, LiquidValue *value,
						 const LiquidArgs *args)
{
	*value = in_case(value, true);
}

void
crm_liquid_filter_downcase(LiquidRender *r, LiquidValue *value,
						   const LiquidArgs *args)
{
	*value = in_case(value, false);
}

void
crm_liquid_filter_capitalize(LiquidRender *r, LiquidValue *value,
							 const LiquidArgs *args)
{
	LiquidValue text = crm_liquid_to_text(value);
	LiquidValue first;
	LiquidValue rest;
	int			len;

	*value = text;
	if (text.len == 0)
		return;
	len = pg_mblen(text.u.text);
	first = part_of(&text, text.u.text, len);
	first = in_case(&first, true);
	rest = part_of(&text, text.u.text + len, text.len - len);
	rest = in_case(&rest, false);
	*value = joined(r, &first, &rest);
}

static LiquidValue
stripped(const LiquidValue *value, bool left, bool right)
{
	LiquidValue text = crm_liquid_to_text(value);
	const char *start = text.u.text;
	const char *end = start + text.len;

	while (left && start < end && liquid_is_space(*start))
		start++;
	while (right && start < end && liquid_is_space(end[-1]))
		end--;
	return part_of(&text, start, (int) (end - start));
}

void
crm_liquid_filter_strip(LiquidRender *r, LiquidValue *value,
						const LiquidArgs *args)
{
	*value = stripped(value, true, true);
}

void
crm_liquid_filter_lstrip(LiquidRender *r, LiquidValue *value,
						 const LiquidArgs *args)
{
	*value = stripped(value, true, false);
}

void
crm_liquid_filter_rstrip(LiquidRender *r, LiquidValue *value,
						 const LiquidArgs *args)
{
	*value = stripped(value, false, true);
}

/* Line ends, \n and \r\n, become "with". */
static LiquidValue
line_ends(const LiquidValue *value, const char *with)
{
	LiquidValue text = crm_liquid_to_text(value);
	const char *at = text.u.text;
	const char *end = at + text.len;
	const char *newline;
	StringInfoData out;

	initStringInfo(&out);
	while ((newline = memchr(at, '\n', end - at)) != NULL)
	{
		const char *stop = newline;

		if (stop > at && stop[-1] == '\r')
			stop--;
		appendBinaryStringInfo(&out, at, stop - at);
		appendStringInfoString(&out, with);
		at = newline + 1;
	}
	appendBinaryStringInfo(&out, at, end - at);
	return text_of_buffer(&out);
}

void
crm_liquid_filter_strip_newlines(LiquidRender *r, LiquidValue *value,
								 const LiquidArgs *args)
{
	*value = line_ends(value, "");
}

void
crm_liquid_filter_newline_to_br(LiquidRender *r, LiquidValue *value,
								const LiquidArgs *args)
{
	*value = line_ends(value, "<br />\n");
}

/* Replaces all: an empty "what" is found before each character. */
static LiquidValue
replaced(LiquidRender *r, const LiquidValue *value, const LiquidValue *what,
		 const LiquidValue *with)
{
	LiquidValue text = crm_liquid_to_text(value);
	LiquidValue pattern = crm_liquid_to_text(what);
	LiquidValue insert = crm_liquid_to_text(with);
	const char *at = text.u.text;
	const char *end = at + text.len;
	const char *found;
	StringInfoData out;

	initStringInfo(&out);
	while ((found = crm_liquid_search(at, end - at, pattern.u.text,
									  pattern.len)) != NULL)
	{
		crm_liquid_check_output(r, (Size) out.len + (found - at) + insert.len);
		appendBinaryStringInfo(&out, at, found - at);
		appendBinaryStringInfo(&out, insert.u.text, insert.len);
		at = found + pattern.len;
		if (pattern.len == 0)
		{
			int			len;

			if (at >= end)
				break;
			len = pg_mblen(at);
			appendBinaryStringInfo(&out, at, len);
			at += len;
		}
	}
	appendBinaryStringInfo(&out, at, end - at);
	return text_of_buffer(&out);
}

static char *
backwards(const LiquidValue *text)
{
	char	   *copy = palloc(text->len + 1);
	uint32		i;

	for (i = 0; i < text->len; i++)
		copy[i] = text->u.text[text->len - 1 - i];
	return copy;
}

/* The last place, which is the first one when both are read backwards. */
static const char *
search_last(const LiquidValue *text, const LiquidValue *what)
{
	char	   *reversed;
	const char *found;

	if (what->len == 0)
		return text->u.text + text->len;
	if (what->len > text->len)
		return NULL;
	reversed = backwards(text);
	found = crm_liquid_search(reversed, text->len, backwards(what),
							  what->len);
	return found ? text->u.text + text->len - what->len - (found - reversed)
		: NULL;
}

/* Replaces the first or last. */
static LiquidValue
replaced_once(LiquidRender *r, const LiquidValue *value,
			  const LiquidValue *what, const LiquidValue *with, bool last)
{
	LiquidValue text = crm_liquid_to_text(value);
	LiquidValue pattern = crm_liquid_to_text(what);
	LiquidValue insert = crm_liquid_to_text(with);
	const char *found;
	StringInfoData out;
	int			before;

	if (last)
		found = search_last(&text, &pattern);
	else
		found = crm_liquid_search(text.u.text, text.len, pattern.u.text,
								  pattern.len);
	if (found == NULL)
		return text;
	before = (int) (found - text.u.text);
	crm_liquid_check_output(r, (Size) text.len + insert.len);
	initStringInfo(&out);
	appendBinaryStringInfo(&out, text.u.text, before);
	appendBinaryStringInfo(&out, insert.u.text, insert.len);
	appendBinaryStringInfo(&out, found + pattern.len,
						   text.len - before - pattern.len);
	return text_of_buffer(&out);
}

static LiquidValue
second_or_nil(const LiquidArgs *args)
{
	return args->n > 1 ? args->v[1] : liquid_nil();
}

void
crm_liquid_filter_replace(LiquidRender *r, LiquidValue *value,
						  const LiquidArgs *args)
{
	LiquidValue with = second_or_nil(args);

	*value = replaced(r, value, &args->v[0], &with);
}

void
crm_liquid_filter_replace_first(LiquidRender *r, LiquidValue *value,
								const LiquidArgs *args)
{
	LiquidValue with = second_or_nil(args);

	*value = replaced_once(r, value, &args->v[0], &with, false);
}

void
crm_liquid_filter_replace_last(LiquidRender *r, LiquidValue *value,
							   const LiquidArgs *args)
{
	*value = replaced_once(r, value, &args->v[0], &args->v[1], true);
}

void
crm_liquid_filter_remove(LiquidRender *r, LiquidValue *value,
						 const LiquidArgs *args)
{
	LiquidValue nothing = liquid_nil();

	*value = replaced(r, value, &args->v[0], &nothing);
}

void
crm_liquid_filter_remove_first(LiquidRender *r, LiquidValue *value,
							   const LiquidArgs *args)
{
	LiquidValue nothing = liquid_nil();

	*value = replaced_once(r, value, &args->v[0], &nothing, false);
}

void
crm_liquid_filter_remove_last(LiquidRender *r, LiquidValue *value,
							  const LiquidArgs *args)
{
	LiquidValue nothing = liquid_nil();

	*value = replaced_once(r, value, &args->v[0], &nothing, true);
}

static int
offset_of(const LiquidValue *text, int64 characters)
{
	return liquid_character_offset(text->u.text, text->len, characters);
}

/* A whole number that must be one. */
static int64
whole_number(LiquidRender *r, const LiquidValue *value)
{
	int64		number;

	if (value->type == LIQUID_INT)
		return value->u.integer;
	if (!crm_liquid_to_integer(value, &number))
	{
		LiquidValue text = crm_liquid_to_text(value);

		crm_liquid_fail(r, *r->where, ERRCODE_INVALID_PARAMETER_VALUE,
						psprintf("\"%s\" is not a whole number",
								 crm_shorten(text.u.text, text.len, 40)),
						NULL);
	}
	return number;
}

static LiquidValue
slice_list(const LiquidValue *list, int64 start, int64 len)
{
	LiquidWalk	walk;
	LiquidArray *array;
	int64		i;

	crm_liquid_walk(&walk, list);
	if (start < 0)
		start += walk.count;
	if (start < 0 || start > walk.count || len < 0)
		len = 0;
	else
		len = Min(len, walk.count - start);
	array = crm_liquid_new_array(len);
	for (i = 0; i < len; i++)
		array->items[i] = crm_liquid_item(&walk, start + i);
	return liquid_array(array);
}

void
crm_liquid_filter_slice(LiquidRender *r, LiquidValue *value,
						const LiquidArgs *args)
{
	int64		start = whole_number(r, &args->v[0]);
	int64		len = 1;
	int64		count;
	LiquidValue text;
	int			from;
	LiquidValue rest;

	if (args->n > 1 && liquid_truthy(&args->v[1]))
		len = whole_number(r, &args->v[1]);
	if (liquid_is_list(value))
	{
		*value = slice_list(value, start, len);
		return;
	}
	text = crm_liquid_to_text(value);
	count = liquid_count_characters(text.u.text, text.len);
	if (start < 0)
		start += count;
	if (start < 0 || start > count || len < 0)
	{
		*value = liquid_text("", 0, true);
		return;
	}
	from = offset_of(&text, start);
	rest = part_of(&text, text.u.text + from, text.len - from);
	*value = part_of(&text, rest.u.text, offset_of(&rest, len));
}

static void
add_part(LiquidArray **array, int *size, const LiquidValue *part)
{
	if ((*array)->n >= *size)
	{
		LiquidArray *bigger;

		*size *= 2;
		bigger = crm_liquid_new_array(*size);
		memcpy(bigger->items, (*array)->items,
			   (*array)->n * sizeof(LiquidValue));
		bigger->n = (*array)->n;
		pfree(*array);
		*array = bigger;
	}
	(*array)->items[(*array)->n++] = *part;
}

/* Between runs of white space, the ones at the ends left out. */
static const char *
next_word(const char **at, const char *end)
{
	const char *word;

	while (*at < end && liquid_is_space(**at))
		(*at)++;
	word = *at;
	while (*at < end && !liquid_is_space(**at))
		(*at)++;
	return word;
}

/*
 * By a separator; by white space if that is one blank; into characters if it
 * is empty.  Empty parts at the end are dropped.
 */
void
crm_liquid_filter_split(LiquidRender *r, LiquidValue *value,
						const LiquidArgs *args)
{
	LiquidValue text = crm_liquid_to_text(value);
	LiquidValue by = crm_liquid_to_text(&args->v[0]);
	bool		words = by.len == 1 && by.u.text[0] == ' ';
	const char *at = text.u.text;
	const char *end = at + text.len;
	int			size = 16;
	LiquidArray *array = crm_liquid_new_array(size);
	LiquidValue part;

	array->n = 0;
	while (at < end)
	{
		const char *start = at;
		const char *stop;

		if (words)
		{
			start = next_word(&at, end);
			stop = at;
		}
		else if (by.len == 0)
		{
			at += pg_mblen(at);
			stop = at;
		}
		else
		{
			stop = crm_liquid_search(at, end - at, by.u.text, by.len);
			at = stop ? stop + by.len : end;
			stop = stop ? stop : end;
		}
		part = part_of(&text, start, (int) (stop - start));
		add_part(&array, &size, &part);
	}
	while (array->n > 0 && array->items[array->n - 1].len == 0)
		array->n--;
	*value = liquid_array(array);
}

void
crm_liquid_filter_truncate(LiquidRender *r, LiquidValue *value,
						   const LiquidArgs *args)
{
	LiquidValue end = liquid_text("...", 3, true);
	LiquidValue text;
	int64		len = args->n > 0 ? whole_number(r, &args->v[0]) : 50;

	if (value->type == LIQUID_NIL)
		return;
	if (args->n > 1)
		end = crm_liquid_to_text(&args->v[1]);
	text = crm_liquid_to_text(value);
	*value = text;
	if (offset_of(&text, len) == text.len)
		return;
	len = Max(0, len - liquid_count_characters(end.u.text, end.len));
	text.len = offset_of(&text, len);
	*value = joined(r, &text, &end);
}

void
crm_liquid_filter_truncatewords(LiquidRender *r, LiquidValue *value,
								const LiquidArgs *args)
{
	LiquidValue end = liquid_text("...", 3, true);
	LiquidValue text;
	int64		words = args->n > 0 ? whole_number(r, &args->v[0]) : 15;
	const char *at;
	const char *stop;
	StringInfoData out;

	if (value->type == LIQUID_NIL)
		return;
	if (args->n > 1)
		end = crm_liquid_to_text(&args->v[1]);
	words = Max(1, words);
	text = crm_liquid_to_text(value);
	*value = text;
	at = text.u.text;
	stop = at + text.len;
	initStringInfo(&out);
	while (at < stop)
	{
		const char *word = next_word(&at, stop);

		if (at == word)
			break;
		if (words-- == 0)
		{
			appendBinaryStringInfo(&out, end.u.text, end.len);
			*value = text_of_buffer(&out);
			break;
		}
		if (out.len > 0)
			appendStringInfoChar(&out, ' ');
		appendBinaryStringInfo(&out, word, at - word);
	}
}
