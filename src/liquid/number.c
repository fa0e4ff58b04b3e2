/*-------------------------------------------------------------------------
 *
 * number.c
 *	  Liquid's numbers: 64-bit integers, and numeric for all others.
 *
 * There are no floats: 0.1 plus 0.2 is 0.3.  A number is an integer if it has
 * no digits behind the point, so 5.0 is a decimal and prints as 5.0.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/int.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "liquid/parser.h"
#include "liquid/value.h"

/* An integer, if the text is one and it fits. */
static bool
parse_integer(const char *text, int len, int64 *result)
{
	bool		negative = len > 0 && *text == '-';
	int64		value = 0;
	int			i;

	for (i = negative ? 1 : 0; i < len; i++)
	{
		if (pg_mul_s64_overflow(value, 10, &value) ||
			pg_sub_s64_overflow(value, text[i] - '0', &value))
			return false;
	}
	if (!negative && value == PG_INT64_MIN)
		return false;
	*result = negative ? value : -value;
	return true;
}

static LiquidValue
numeric_of(const char *text, int len)
{
	char	   *copy = pnstrdup(text, len);
	Datum		numeric;

	numeric = DirectFunctionCall3(numeric_in, CStringGetDatum(copy),
								  ObjectIdGetDatum(InvalidOid),
								  Int32GetDatum(-1));
	pfree(copy);
	return liquid_numeric(DatumGetNumeric(numeric), false);
}

/*
 * Reads -?digits(.digits)?, all of the text.  False if it is nothing of that.
 */
bool
crm_liquid_parse_number(const char *text, int len, LiquidValue *number)
{
	const char *at = text;
	const char *end = text + len;
	const char *digits;
	int64		integer;
	bool		decimal = false;

	if (at < end && *at == '-')
		at++;
	digits = at;
	while (at < end && liquid_is_digit(*at))
		at++;
	if (at == digits)
		return false;
	if (end - at >= 2 && *at == '.')
	{
		decimal = true;
		digits = ++at;
		while (at < end && liquid_is_digit(*at))
			at++;
	}
	if (at == digits || at < end)
		return false;
	if (!decimal && parse_integer(text, len, &integer))
		*number = liquid_int(integer);
	else
		*number = numeric_of(text, len);
	return true;
}

/* How far a string's leading integer goes; what follows is ignored. */
static int
integer_prefix(const char *text, int len)
{
	int			i = 0;

	if (i < len && *text == '-')
		i++;
	while (i < len && liquid_is_digit(text[i]))
		i++;
	return i;
}

/* What arithmetic takes a value for: anything but a number is 0. */
LiquidValue
crm_liquid_to_number(const LiquidValue *v)
{
	const char *text = v->u.text;
	int			len = v->len;
	LiquidValue number;
	int			digits;

	if (liquid_is_number(v))
		return *v;
	if (v->type != LIQUID_STRING)
		return liquid_int(0);
	while (len > 0 && liquid_is_space(*text))
	{
		text++;
		len--;
	}
	while (len > 0 && liquid_is_space(text[len - 1]))
		len--;
	if (crm_liquid_parse_number(text, len, &number))
		return number;
	if (len > 1 && *text == '+' && liquid_is_digit(text[1]))
	{
		text++;
		len--;
	}
	digits = integer_prefix(text, len);
	if (crm_liquid_parse_number(text, digits, &number))
		return number;
	return liquid_int(0);
}

bool
crm_liquid_is_integral(const LiquidValue *number)
{
	Datum		numeric;

	if (number->type == LIQUID_INT)
		return true;
	if (number->type != LIQUID_NUMERIC)
		return false;
	numeric = NumericGetDatum(number->u.numeric);
	return DatumGetInt32(DirectFunctionCall1(numeric_scale, numeric)) == 0;
}

Numeric
crm_liquid_as_numeric(const LiquidValue *number)
{
	if (number->type == LIQUID_INT)
		return int64_to_numeric(number->u.integer);
	return number->u.numeric;
}

int
crm_liquid_compare_numbers(const LiquidValue *a, const LiquidValue *b)
{
	Datum		x;
	Datum		y;

	if (a->type == LIQUID_INT && b->type == LIQUID_INT)
		return (a->u.integer > b->u.integer) - (a->u.integer < b->u.integer);
	x = NumericGetDatum(crm_liquid_as_numeric(a));
	y = NumericGetDatum(crm_liquid_as_numeric(b));
	return DatumGetInt32(DirectFunctionCall2(numeric_cmp, x, y));
}

/* A numeric without decimals as an INT, if it fits. */
static bool
numeric_to_int64(Numeric numeric, int64 *result)
{
	LiquidValue v = liquid_numeric(numeric, false);
	LiquidValue low = liquid_int(PG_INT64_MIN);
	LiquidValue high = liquid_int(PG_INT64_MAX);

	if (crm_liquid_compare_numbers(&v, &low) < 0 ||
		crm_liquid_compare_numbers(&v, &high) > 0)
		return false;
	*result = DatumGetInt64(DirectFunctionCall1(numeric_int8,
												NumericGetDatum(numeric)));
	return true;
}

/* Without what is behind the point. */
LiquidValue
crm_liquid_truncated(const LiquidValue *number)
{
	Datum		whole;
	int64		integer;

	if (number->type == LIQUID_INT)
		return *number;
	whole = DirectFunctionCall2(numeric_trunc,
								NumericGetDatum(number->u.numeric),
								Int32GetDatum(0));
	if (numeric_to_int64(DatumGetNumeric(whole), &integer))
		return liquid_int(integer);
	return liquid_numeric(DatumGetNumeric(whole), false);
}

/* An integer, or a string that is one; false for all others. */
bool
crm_liquid_to_integer(const LiquidValue *v, int64 *result)
{
	LiquidValue number = *v;

	if (v->type == LIQUID_STRING)
	{
		const char *text = v->u.text;
		int			len = v->len;

		while (len > 0 && liquid_is_space(*text))
		{
			text++;
			len--;
		}
		while (len > 0 && liquid_is_space(text[len - 1]))
			len--;
		if (!crm_liquid_parse_number(text, len, &number))
			return false;
	}
	if (number.type == LIQUID_INT)
	{
		*result = number.u.integer;
		return true;
	}
	return crm_liquid_is_integral(&number) &&
		numeric_to_int64(number.u.numeric, result);
}
