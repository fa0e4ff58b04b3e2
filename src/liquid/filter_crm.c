/*-------------------------------------------------------------------------
 *
 * filter_crm.c
 *	  The filter default, and filters of the crm dialect for what goes to a
 *	  model: json, mask, pluralize, tokens, truncate_tokens.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"

#include "common/error.h"
#include "liquid/filter.h"
#include "liquid/parser.h"
#include "token/tokens.h"

/* In place of nil, false and what is empty. */
void
crm_liquid_filter_default(LiquidRender *r, LiquidValue *value,
						  const LiquidArgs *args)
{
	bool		absent;

	if (liquid_truthy(&args->named[0]))
		absent = value->type == LIQUID_NIL;
	else
		absent = !liquid_truthy(value);
	if (absent || crm_liquid_is_empty(value))
		*value = args->n > 0 ? args->v[0] : liquid_text("", 0, true);
}

/* An argument that must be a whole number in a range. */
static int
small_number(LiquidRender *r, const LiquidValue *value, int low, int high)
{
	int64		number;

	if (!crm_liquid_to_integer(value, &number) || number < low ||
		number > high)
	{
		LiquidValue text = crm_liquid_to_text(value);

		crm_liquid_fail(r, *r->where, ERRCODE_INVALID_PARAMETER_VALUE,
						psprintf("\"%s\" is not a whole number from %d to %d",
								 crm_shorten(text.u.text, text.len, 40), low,
								 high), NULL);
	}
	return (int) number;
}

/* json[: spaces to indent by] */
void
crm_liquid_filter_json(LiquidRender *r, LiquidValue *value,
					   const LiquidArgs *args)
{
	int			indent = 0;
	StringInfoData out;

	if (args->n > 0)
		indent = small_number(r, &args->v[0], 0, 8);
	initStringInfo(&out);
	crm_liquid_append_json(&out, value, indent);
	*value = liquid_text(out.data, out.len, false);
}

/*
 * mask[: characters to keep at the end, what to put for the others]
 *
 * Letters and digits count, what separates them stays: 123-45-6789 becomes
 * ***-**-6789.  Of a value too short to keep so many, none are kept.
 */
void
crm_liquid_filter_mask(LiquidRender *r, LiquidValue *value,
					   const LiquidArgs *args)
{
	LiquidValue text = crm_liquid_to_text(value);
	LiquidValue cover = liquid_text("*", 1, true);
	const char *end = text.u.text + text.len;
	const char *at;
	StringInfoData out;
	int			keep = 4;
	int			letters = 0;

	if (value->type == LIQUID_NIL)
		return;
	if (args->n > 0)
		keep = small_number(r, &args->v[0], 0, 100);
	if (args->n > 1)
		cover = crm_liquid_to_text(&args->v[1]);
	for (at = text.u.text; at < end; at += pg_mblen(at))
		if (IS_HIGHBIT_SET(*at) || isalnum((unsigned char) *at))
			letters++;
	if (letters <= keep)
		keep = 0;
	initStringInfo(&out);
	for (at = text.u.text; at < end; at += pg_mblen(at))
	{
		bool		counts = IS_HIGHBIT_SET(*at) ||
			isalnum((unsigned char) *at);

		if (counts && letters-- > keep)
		{
			crm_liquid_check_output(r, (Size) out.len + cover.len);
			appendBinaryStringInfo(&out, cover.u.text, cover.len);
		}
		else
			appendBinaryStringInfo(&out, at, pg_mblen(at));
	}
	*value = liquid_text(out.data, out.len, false);
}

/* The English plural, by rule. */
static LiquidValue
plural_of(LiquidRender *r, const LiquidValue *word)
{
	static const char *const hissing[] = {"s", "x", "z", "ch", "sh"};
	const char *text = word->u.text;
	int			len = word->len;
	int			i;

	if (len == 0)
		return *word;
	if (len > 1 && pg_ascii_tolower(text[len - 1]) == 'y' &&
		strchr("aeiou", pg_ascii_tolower(text[len - 2])) == NULL)
	{
		char	   *plural = psprintf("%.*sies", len - 1, text);

		return liquid_text(plural, (int) strlen(plural), false);
	}
	for (i = 0; i < lengthof(hissing); i++)
	{
		int			n = (int) strlen(hissing[i]);

		if (len > n && pg_strncasecmp(text + len - n, hissing[i], n) == 0)
		{
			char	   *plural = psprintf("%.*ses", len, text);

			return liquid_text(plural, (int) strlen(plural), false);
		}
	}
	return liquid_text(psprintf("%.*ss", len, text), len + 1, false);
}

/* number | pluralize: one[, many]: the word alone */
void
crm_liquid_filter_pluralize(LiquidRender *r, LiquidValue *value,
							const LiquidArgs *args)
{
	LiquidValue number;
	LiquidValue one = liquid_int(1);
	LiquidValue singular = crm_liquid_to_text(&args->v[0]);

	if (liquid_is_list(value))
		crm_liquid_filter_size(r, value, args);
	number = crm_liquid_to_number(value);
	if (crm_liquid_compare_numbers(&number, &one) == 0)
		*value = singular;
	else if (args->n > 1)
		*value = crm_liquid_to_text(&args->v[1]);
	else
		*value = plural_of(r, &singular);
}

void
crm_liquid_filter_tokens(LiquidRender *r, LiquidValue *value,
						 const LiquidArgs *args)
{
	LiquidValue text = crm_liquid_to_text(value);

	*value = liquid_int(crm_count_tokens(text.u.text, text.len));
}

/* truncate_tokens: tokens[, end]; the end counts, words stay whole. */
void
crm_liquid_filter_truncate_tokens(LiquidRender *r, LiquidValue *value,
								  const LiquidArgs *args)
{
	int			tokens = small_number(r, &args->v[0], 0, PG_INT32_MAX);
	LiquidValue end = liquid_text("...", 3, true);
	LiquidValue text;
	LiquidArgs	next = {1};
	int			cut;
	int			back;

	if (value->type == LIQUID_NIL)
		return;
	if (args->n > 1)
		end = crm_liquid_to_text(&args->v[1]);
	text = crm_liquid_to_text(value);
	*value = text;
	if (crm_count_tokens(text.u.text, text.len) <= tokens)
		return;
	tokens -= crm_count_tokens(end.u.text, end.len);
	cut = tokens > 0 ? crm_truncate_tokens(text.u.text, text.len, tokens) : 0;
	/* Not in the middle of a word, unless there is no end of one near. */
	for (back = cut; back > 0 && cut - back < 30 && cut < text.len; back--)
		if (liquid_is_space(text.u.text[back]))
		{
			cut = back;
			break;
		}
	while (cut > 0 && liquid_is_space(text.u.text[cut - 1]))
		cut--;
	value->len = cut;
	next.v[0] = end;
	crm_liquid_filter_append(r, value, &next);
}
