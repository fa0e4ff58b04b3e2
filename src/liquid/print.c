/*-------------------------------------------------------------------------
 *
 * print.c
 *	  What values look like: as text, and as JSON.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "liquid/value.h"

static void
append_numeric(StringInfo out, Numeric numeric)
{
	char	   *text;

	text = DatumGetCString(DirectFunctionCall1(numeric_out,
											   NumericGetDatum(numeric)));
	appendStringInfoString(out, text);
	pfree(text);
}

static void
append_int(StringInfo out, int64 integer)
{
	char		text[MAXINT8LEN + 1];
	int			len = pg_lltoa(integer, text);

	appendBinaryStringInfo(out, text, len);
}

/*
 * A value as it is printed: nil as nothing, an array as its items in a row, an
 * object as JSON.
 */
void
crm_liquid_append(StringInfo out, const LiquidValue *v)
{
	LiquidWalk	walk;
	LiquidValue item;

	switch ((LiquidType) v->type)
	{
		case LIQUID_NIL:
		case LIQUID_EMPTY:
		case LIQUID_BLANK:
		case LIQUID_LOOP:
			break;
		case LIQUID_BOOL:
			appendStringInfoString(out, v->u.boolean ? "true" : "false");
			break;
		case LIQUID_INT:
			append_int(out, v->u.integer);
			break;
		case LIQUID_NUMERIC:
			append_numeric(out, v->u.numeric);
			break;
		case LIQUID_STRING:
			appendBinaryStringInfo(out, v->u.text, v->len);
			break;
		case LIQUID_JSON_ARRAY:
		case LIQUID_ARRAY:
			check_stack_depth();
			crm_liquid_walk(&walk, v);
			while (crm_liquid_next(&walk, &item))
				crm_liquid_append(out, &item);
			break;
		case LIQUID_JSON_OBJECT:
			crm_liquid_append_json(out, v, 0);
			break;
		case LIQUID_RANGE:
			append_int(out, v->u.range->first);
			appendStringInfoString(out, "..");
			append_int(out, v->u.range->last);
			break;
	}
}

/* The value as a string; what has to be made is in CurrentMemoryContext. */
LiquidValue
crm_liquid_to_text(const LiquidValue *v)
{
	StringInfoData text;

	if (v->type == LIQUID_STRING)
		return *v;
	if (v->type == LIQUID_NIL)
		return liquid_text("", 0, true);
	initStringInfo(&text);
	crm_liquid_append(&text, v);
	return liquid_text(text.data, text.len, false);
}

static void
append_json_string(StringInfo out, const char *text, uint32 len)
{
	const char *end = text + len;
	const char *plain = text;

	appendStringInfoChar(out, '"');
	for (; text < end; text++)
	{
		unsigned char c = *text;

		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		appendBinaryStringInfo(out, plain, text - plain);
		plain = text + 1;
		switch (c)
		{
			case '"':
			case '\\':
				appendStringInfoChar(out, '\\');
				appendStringInfoChar(out, c);
				break;
			case '\n':
				appendStringInfoString(out, "\\n");
				break;
			case '\r':
				appendStringInfoString(out, "\\r");
				break;
			case '\t':
				appendStringInfoString(out, "\\t");
				break;
			default:
				appendStringInfo(out, "\\u%04x", c);
				break;
		}
	}
	appendBinaryStringInfo(out, plain, text - plain);
	appendStringInfoChar(out, '"');
}

static void
new_line(StringInfo out, int indent, int level)
{
	if (indent > 0)
	{
		appendStringInfoChar(out, '\n');
		appendStringInfoSpaces(out, indent * level);
	}
}

static void
append_json(StringInfo out, const LiquidValue *v, int indent, int level)
{
	LiquidWalk	walk;
	LiquidValue item;
	bool		is_object = v->type == LIQUID_JSON_OBJECT;

	check_stack_depth();
	switch ((LiquidType) v->type)
	{
		case LIQUID_NIL:
		case LIQUID_LOOP:
			appendStringInfoString(out, "null");
			break;
		case LIQUID_STRING:
		case LIQUID_EMPTY:
		case LIQUID_BLANK:
			append_json_string(out, v->u.text,
							   v->type == LIQUID_STRING ? v->len : 0);
			break;
		case LIQUID_JSON_ARRAY:
		case LIQUID_ARRAY:
		case LIQUID_RANGE:
		case LIQUID_JSON_OBJECT:
			crm_liquid_walk(&walk, v);
			appendStringInfoChar(out, is_object ? '{' : '[');
			while (crm_liquid_next(&walk, &item))
			{
				CHECK_FOR_INTERRUPTS();
				if (walk.index > 1)
					appendStringInfoChar(out, ',');
				new_line(out, indent, level + 1);
				if (is_object)
				{
					const LiquidValue *pair = item.u.array->items;

					append_json_string(out, pair[0].u.text, pair[0].len);
					appendStringInfoString(out, indent > 0 ? ": " : ":");
					append_json(out, &pair[1], indent, level + 1);
				}
				else
					append_json(out, &item, indent, level + 1);
			}
			if (walk.count > 0)
				new_line(out, indent, level);
			appendStringInfoChar(out, is_object ? '}' : ']');
			break;
		default:
			crm_liquid_append(out, v);
			break;
	}
}

/* A value as JSON: compact, or with "indent" spaces a level. */
void
crm_liquid_append_json(StringInfo out, const LiquidValue *v, int indent)
{
	append_json(out, v, indent, 0);
}
