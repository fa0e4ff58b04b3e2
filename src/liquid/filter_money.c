/*-------------------------------------------------------------------------
 *
 * filter_money.c
 *	  The filter money: an amount as a locale writes it.
 *
 * Exact: the amount stays numeric.  The server's lc_monetary plays no part;
 * locales and currencies are the tables below (after CLDR).
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "common/error.h"
#include "liquid/filter.h"
#include "liquid/parser.h"

#define NBSP "\302\240"			/* no-break space, UTF-8 */
#define NNBSP "\342\200\257"	/* narrow no-break space */

typedef struct MoneyLocale
{
	const char *name;
	const char *group;
	const char *point;
	bool		symbol_first;
	const char *between;		/* symbol and amount */
	bool		by_twos;		/* groups after the first: 12,34,567 */
	const char *own;			/* its dollar is written $ */
} MoneyLocale;

static const MoneyLocale locales[] = {
	{"de-AT", NBSP, ",", true, NBSP, false, NULL},
	{"de-CH", "\342\200\231", ".", true, NBSP, false, NULL},
	{"de-DE", ".", ",", false, NBSP, false, NULL},
	{"en-AU", ",", ".", true, "", false, "AUD"},
	{"en-CA", ",", ".", true, "", false, "CAD"},
	{"en-GB", ",", ".", true, "", false, NULL},
	{"en-IE", ",", ".", true, "", false, NULL},
	{"en-IN", ",", ".", true, "", true, NULL},
	{"en-NZ", ",", ".", true, "", false, "NZD"},
	{"en-US", ",", ".", true, "", false, "USD"},
	{"es-ES", ".", ",", false, NBSP, false, NULL},
	{"es-MX", ",", ".", true, "", false, "MXN"},
	{"es-US", ",", ".", true, "", false, "USD"},
	{"fr-CA", NBSP, ",", false, NBSP, false, "CAD"},
	{"fr-FR", NNBSP, ",", false, NBSP, false, NULL},
	{"it-IT", ".", ",", false, NBSP, false, NULL},
	{"ja-JP", ",", ".", true, "", false, NULL},
	{"nl-NL", ".", ",", true, NBSP, false, NULL},
	{"pl-PL", NBSP, ",", false, NBSP, false, NULL},
	{"pt-BR", ".", ",", true, NBSP, false, NULL},
	{"pt-PT", NBSP, ",", false, NBSP, false, NULL},
	{"sv-SE", NBSP, ",", false, NBSP, false, NULL},
	{"zh-CN", ",", ".", true, "", false, NULL},
};

typedef struct Currency
{
	const char *code;
	int			digits;
	const char *symbol;
} Currency;

static const Currency currencies[] = {
	{"AUD", 2, "A$"},
	{"BHD", 3, NULL},
	{"BRL", 2, "R$"},
	{"CAD", 2, "CA$"},
	{"CHF", 2, NULL},
	{"CLP", 0, NULL},
	{"CNY", 2, "CN\302\245"},
	{"EUR", 2, "\342\202\254"},
	{"GBP", 2, "\302\243"},
	{"INR", 2, "\342\202\271"},
	{"ISK", 0, NULL},
	{"JOD", 3, NULL},
	{"JPY", 0, "\302\245"},
	{"KRW", 0, "\342\202\251"},
	{"KWD", 3, NULL},
	{"MXN", 2, "MX$"},
	{"NZD", 2, "NZ$"},
	{"OMR", 3, NULL},
	{"PLN", 2, "z\305\202"},
	{"SEK", 2, "kr"},
	{"TND", 3, NULL},
	{"USD", 2, "US$"},
	{"VND", 0, "\342\202\253"},
};

static const MoneyLocale *
find_locale(LiquidRender *r, const LiquidValue *name)
{
	const char *names[lengthof(locales)];
	const char *near;
	int			i;

	for (i = 0; i < lengthof(locales); i++)
	{
		names[i] = locales[i].name;
		if (name->len == strlen(names[i]) &&
			pg_strncasecmp(name->u.text, names[i], name->len) == 0)
			return &locales[i];
	}
	near = crm_nearest_name(name->u.text, name->len, names, lengthof(names));
	crm_liquid_fail(r, *r->where, ERRCODE_INVALID_PARAMETER_VALUE,
					psprintf("unknown locale \"%s\"",
							 crm_shorten(name->u.text, name->len, 40)),
					psprintf("Did you mean \"%s\"?", near ? near : "en-US"));
	return NULL;
}

/* Any three capitals are a currency; one we do not know shows its code. */
static Currency
find_currency(LiquidRender *r, const LiquidValue *code)
{
	Currency	currency = {NULL, 2, NULL};
	int			i;

	for (i = 0; i < lengthof(currencies); i++)
		if (code->len == 3 &&
			memcmp(code->u.text, currencies[i].code, 3) == 0)
			return currencies[i];
	if (code->len != 3 || strspn(code->u.text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") < 3)
		crm_liquid_fail(r, *r->where, ERRCODE_INVALID_PARAMETER_VALUE,
						psprintf("unknown currency \"%s\"",
								 crm_shorten(code->u.text, code->len, 40)),
						"A currency is its ISO 4217 code, such as USD.");
	currency.code = pnstrdup(code->u.text, 3);
	return currency;
}

/* The symbol, with what stands between it and the amount. */
static const char *
symbol_of(const Currency *currency, const MoneyLocale *locale,
		  const char **between)
{
	const char *symbol = currency->symbol;

	*between = locale->between;
	if (symbol == NULL)
	{
		if (locale->symbol_first && locale->between[0] == '\0')
			*between = NBSP;
		return currency->code;
	}
	if (locale->own && strcmp(locale->own, currency->code) == 0)
		return "$";
	/* Where no other dollar is meant, the American one needs no country. */
	if (strcmp(currency->code, "USD") == 0 && locale->own == NULL)
		return "$";
	return symbol;
}

/* 1234567.5 in groups: digits before the point, then the rest. */
static void
append_amount(StringInfo out, const char *digits, const MoneyLocale *locale)
{
	int			whole = (int) strcspn(digits, ".");
	int			i;

	for (i = 0; i < whole; i++)
	{
		int			left = whole - i;

		if (i > 0 && (left == 3 || (left > 3 && (locale->by_twos
												 ? left % 2 == 1
												 : left % 3 == 0))))
			appendStringInfoString(out, locale->group);
		appendStringInfoChar(out, digits[i]);
	}
	if (digits[whole] == '.')
		appendStringInfo(out, "%s%s", locale->point, digits + whole + 1);
}

/* An amount must be a number, or a string that is one. */
static Numeric
to_amount(LiquidRender *r, const LiquidValue *value)
{
	LiquidValue number = *value;

	if (value->type == LIQUID_STRING)
	{
		LiquidValue text = *value;
		LiquidArgs	none = {0};

		crm_liquid_filter_strip(r, &text, &none);
		if (!crm_liquid_parse_number(text.u.text, text.len, &number))
			crm_liquid_fail(r, *r->where, ERRCODE_INVALID_PARAMETER_VALUE,
							psprintf("\"%s\" is not an amount",
									 crm_shorten(text.u.text, text.len, 40)),
							NULL);
	}
	else if (!liquid_is_number(value))
		crm_liquid_fail(r, *r->where, ERRCODE_DATATYPE_MISMATCH,
						psprintf("%s is not an amount",
								 crm_liquid_type_name(value)), NULL);
	return crm_liquid_as_numeric(&number);
}

/* The argument, by name or place, else the render's, else the last resort. */
static LiquidValue
choice(const LiquidArgs *args, int place, const char *option,
	   const char *otherwise)
{
	if (args->given[place] && args->named[place].type == LIQUID_STRING)
		return args->named[place];
	if (args->n > place && args->v[place].type == LIQUID_STRING)
		return args->v[place];
	if (option == NULL)
		option = otherwise;
	return liquid_text(option, (int) strlen(option), true);
}

/* money[: currency, locale][, digits: n]; nil stays nil */
void
crm_liquid_filter_money(LiquidRender *r, LiquidValue *value,
						const LiquidArgs *args)
{
	LiquidValue code = choice(args, 0, r->options->currency, "USD");
	LiquidValue locale_name = choice(args, 1, r->options->locale, "en-US");
	Currency	currency = find_currency(r, &code);
	const MoneyLocale *locale = find_locale(r, &locale_name);
	int64		scale = currency.digits;
	const char *between;
	const char *symbol;
	const char *digits;
	StringInfoData out;
	Datum		amount;

	if (value->type == LIQUID_NIL)
		return;
	if (args->given[2] &&
		(!crm_liquid_to_integer(&args->named[2], &scale) || scale < 0 ||
		 scale > 20))
		crm_liquid_fail(r, *r->where, ERRCODE_INVALID_PARAMETER_VALUE,
						"digits must be a whole number from 0 to 20", NULL);
	amount = DirectFunctionCall2(numeric_round,
								 NumericGetDatum(to_amount(r, value)),
								 Int32GetDatum((int) scale));
	digits = DatumGetCString(DirectFunctionCall1(numeric_out, amount));
	symbol = symbol_of(&currency, locale, &between);

	initStringInfo(&out);
	if (*digits == '-')
	{
		appendStringInfoChar(&out, '-');
		digits++;
	}
	if (locale->symbol_first)
		appendStringInfo(&out, "%s%s", symbol, between);
	append_amount(&out, digits, locale);
	if (!locale->symbol_first)
		appendStringInfo(&out, "%s%s", between, symbol);
	digits = pg_any_to_server(out.data, out.len, PG_UTF8);
	*value = liquid_text(digits, (int) strlen(digits), false);
}
