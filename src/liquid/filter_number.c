/*-------------------------------------------------------------------------
 *
 * filter_number.c
 *	  Arithmetic.  What is no number counts as 0, a string as the number it
 *	  begins with.
 *
 * Two integers give an integer, also when divided; with a decimal the result
 * is a decimal, exact, without needless zeros but with one digit at least
 * behind the point.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/int.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "liquid/filter.h"

/* Significant digits of a quotient that does not come out even. */
#define QUOTIENT_DIGITS 16

static Numeric
call1(PGFunction function, Numeric a)
{
	return DatumGetNumeric(DirectFunctionCall1(function, NumericGetDatum(a)));
}

static Numeric
call2(PGFunction function, Numeric a, Numeric b)
{
	return DatumGetNumeric(DirectFunctionCall2(function, NumericGetDatum(a),
											   NumericGetDatum(b)));
}

static Numeric
call_scale(PGFunction function, Numeric a, int scale)
{
	return DatumGetNumeric(DirectFunctionCall2(function, NumericGetDatum(a),
											   Int32GetDatum(scale)));
}

static int
scale_of(Numeric a)
{
	return DatumGetInt32(DirectFunctionCall1(numeric_scale,
											 NumericGetDatum(a)));
}

/* A decimal without needless zeros. */
static LiquidValue
decimal(Numeric a)
{
	a = call1(numeric_trim_scale, a);
	if (scale_of(a) == 0)
		a = call_scale(numeric_round, a, 1);
	return liquid_numeric(a, false);
}

/* The result of integers; an INT where it fits. */
static LiquidValue
integral(Numeric a)
{
	LiquidValue v = liquid_numeric(a, false);

	return crm_liquid_truncated(&v);
}

void
crm_liquid_filter_abs(LiquidRender *r, LiquidValue *value,
					  const LiquidArgs *args)
{
	LiquidValue n = crm_liquid_to_number(value);

	if (n.type == LIQUID_INT && n.u.integer > PG_INT64_MIN)
		*value = liquid_int(n.u.integer < 0 ? -n.u.integer : n.u.integer);
	else
		*value = liquid_numeric(call1(numeric_abs, crm_liquid_as_numeric(&n)),
								false);
}

void
crm_liquid_filter_at_least(LiquidRender *r, LiquidValue *value,
						   const LiquidArgs *args)
{
	LiquidValue a = crm_liquid_to_number(value);
	LiquidValue b = crm_liquid_to_number(&args->v[0]);

	*value = crm_liquid_compare_numbers(&a, &b) < 0 ? b : a;
}

void
crm_liquid_filter_at_most(LiquidRender *r, LiquidValue *value,
						  const LiquidArgs *args)
{
	LiquidValue a = crm_liquid_to_number(value);
	LiquidValue b = crm_liquid_to_number(&args->v[0]);

	*value = crm_liquid_compare_numbers(&a, &b) > 0 ? b : a;
}

void
crm_liquid_filter_ceil(LiquidRender *r, LiquidValue *value,
					   const LiquidArgs *args)
{
	LiquidValue n = crm_liquid_to_number(value);

	*value = n.type == LIQUID_INT ? n
		: integral(call1(numeric_ceil, n.u.numeric));
}

void
crm_liquid_filter_floor(LiquidRender *r, LiquidValue *value,
						const LiquidArgs *args)
{
	LiquidValue n = crm_liquid_to_number(value);

	*value = n.type == LIQUID_INT ? n
		: integral(call1(numeric_floor, n.u.numeric));
}

/* Half away from zero, to a whole number or to so many digits. */
void
crm_liquid_filter_round(LiquidRender *r, LiquidValue *value,
						const LiquidArgs *args)
{
	LiquidValue n = crm_liquid_to_number(value);
	LiquidValue digits = liquid_int(0);
	int64		scale = 0;
	Numeric		rounded;

	if (args->n > 0)
		digits = crm_liquid_to_number(&args->v[0]);
	digits = crm_liquid_truncated(&digits);
	if (digits.type == LIQUID_INT)
		scale = Max(-1000, Min(1000, digits.u.integer));
	if (crm_liquid_is_integral(&n) && scale >= 0)
	{
		*value = n;
		return;
	}
	rounded = call_scale(numeric_round, crm_liquid_as_numeric(&n),
						 (int) scale);
	*value = scale > 0 ? decimal(rounded) : integral(rounded);
}

typedef enum Operation
{
	PLUS,
	MINUS,
	TIMES
} Operation;

static LiquidValue
calculate(const LiquidValue *left, const LiquidValue *right,
		  Operation operation)
{
	static const PGFunction functions[] = {numeric_add, numeric_sub,
	numeric_mul};
	LiquidValue a = crm_liquid_to_number(left);
	LiquidValue b = crm_liquid_to_number(right);
	int64		result;
	bool		overflow;
	Numeric		exact;

	if (a.type == LIQUID_INT && b.type == LIQUID_INT)
	{
		if (operation == PLUS)
			overflow = pg_add_s64_overflow(a.u.integer, b.u.integer, &result);
		else if (operation == MINUS)
			overflow = pg_sub_s64_overflow(a.u.integer, b.u.integer, &result);
		else
			overflow = pg_mul_s64_overflow(a.u.integer, b.u.integer, &result);
		if (!overflow)
			return liquid_int(result);
	}
	exact = call2(functions[operation], crm_liquid_as_numeric(&a),
				  crm_liquid_as_numeric(&b));
	if (crm_liquid_is_integral(&a) && crm_liquid_is_integral(&b))
		return integral(exact);
	return decimal(exact);
}

void
crm_liquid_filter_plus(LiquidRender *r, LiquidValue *value,
					   const LiquidArgs *args)
{
	*value = calculate(value, &args->v[0], PLUS);
}

void
crm_liquid_filter_minus(LiquidRender *r, LiquidValue *value,
						const LiquidArgs *args)
{
	*value = calculate(value, &args->v[0], MINUS);
}

void
crm_liquid_filter_times(LiquidRender *r, LiquidValue *value,
						const LiquidArgs *args)
{
	*value = calculate(value, &args->v[0], TIMES);
}

/* The divisor; zero is an error. */
static LiquidValue
divisor(LiquidRender *r, const LiquidValue *value)
{
	LiquidValue n = crm_liquid_to_number(value);
	LiquidValue zero = liquid_int(0);

	if (crm_liquid_compare_numbers(&n, &zero) == 0)
		crm_liquid_fail(r, *r->where, ERRCODE_DIVISION_BY_ZERO,
						"division by zero",
						"Test the divisor before, with if.");
	return n;
}

/* Digits before the point, 0 for what is below 1. */
static int
whole_digits(Numeric a)
{
	char	   *text = DatumGetCString(DirectFunctionCall1(numeric_out,
														   NumericGetDatum(a)));
	const char *at = text + (*text == '-');
	int			digits = *at == '0' ? 0 : (int) strspn(at, "0123456789");

	pfree(text);
	return digits;
}

/* Integers are divided towards minus infinity, as modulo expects. */
void
crm_liquid_filter_divided_by(LiquidRender *r, LiquidValue *value,
							 const LiquidArgs *args)
{
	LiquidValue a = crm_liquid_to_number(value);
	LiquidValue b = divisor(r, &args->v[0]);
	Numeric		x = crm_liquid_as_numeric(&a);
	Numeric		y = crm_liquid_as_numeric(&b);
	Numeric		quotient;
	int			scale;

	if (crm_liquid_is_integral(&a) && crm_liquid_is_integral(&b))
	{
		if (a.type == LIQUID_INT && b.type == LIQUID_INT && a.u.integer >= 0 &&
			b.u.integer > 0)
			*value = liquid_int(a.u.integer / b.u.integer);
		else
		{
			Numeric		rest = call2(numeric_mod, x, y);
			LiquidValue remainder = liquid_numeric(rest, false);
			LiquidValue zero = liquid_int(0);
			LiquidValue one = liquid_int(1);
			int			sign = crm_liquid_compare_numbers(&remainder, &zero);
			bool		below = sign != 0 &&
				(sign < 0) != (crm_liquid_compare_numbers(&b, &zero) < 0);

			quotient = call2(numeric_div_trunc, x, y);
			*value = integral(quotient);
			if (below)
				*value = calculate(value, &one, MINUS);
		}
		return;
	}
	quotient = call2(numeric_div, x, y);
	scale = QUOTIENT_DIGITS - whole_digits(quotient);
	scale = Max(scale, Max(scale_of(x), scale_of(y)));
	scale = Min(scale, scale_of(quotient));
	*value = decimal(call_scale(numeric_round, quotient, scale));
}

/* The remainder has the sign of the divisor. */
void
crm_liquid_filter_modulo(LiquidRender *r, LiquidValue *value,
						 const LiquidArgs *args)
{
	LiquidValue a = crm_liquid_to_number(value);
	LiquidValue b = divisor(r, &args->v[0]);
	LiquidValue zero = liquid_int(0);
	LiquidValue rest;
	int			sign;

	rest = liquid_numeric(call2(numeric_mod, crm_liquid_as_numeric(&a),
								crm_liquid_as_numeric(&b)), false);
	sign = crm_liquid_compare_numbers(&rest, &zero);
	if (sign != 0 && (sign < 0) != (crm_liquid_compare_numbers(&b, &zero) < 0))
		rest = liquid_numeric(call2(numeric_add, rest.u.numeric,
									crm_liquid_as_numeric(&b)), false);
	if (crm_liquid_is_integral(&a) && crm_liquid_is_integral(&b))
		*value = integral(rest.u.numeric);
	else
		*value = decimal(rest.u.numeric);
}
