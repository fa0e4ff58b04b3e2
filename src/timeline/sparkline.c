/*-------------------------------------------------------------------------
 *
 * sparkline.c
 *	  A row of numbers as a row of little bars.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "utils/array.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(crm_sparkline);

#define LEVELS 8

/* U+2581 to U+2588; other encodings than UTF-8 need not have them. */
static const char *const bars[LEVELS] = {
	"\342\226\201", "\342\226\202", "\342\226\203", "\342\226\204",
	"\342\226\205", "\342\226\206", "\342\226\207", "\342\226\210"
};
static const char *const plain_bars[LEVELS] = {
	".", ":", "-", "=", "+", "*", "%", "#"
};

/*
 * crm.sparkline(numbers float8[]) -> text
 *
 * A bar a number, from 0 to the greatest: nothing, which is a blank, only for
 * null, NaN, zero and less.
 */
Datum
crm_sparkline(PG_FUNCTION_ARGS)
{
	const char *const *ramp = GetDatabaseEncoding() == PG_UTF8 ? bars : plain_bars;
	Datum	   *numbers;
	bool	   *nulls;
	int			n;
	int			i;
	double		greatest = 0;
	StringInfoData line;

	deconstruct_array(PG_GETARG_ARRAYTYPE_P(0), FLOAT8OID, sizeof(float8),
					  FLOAT8PASSBYVAL, TYPALIGN_DOUBLE, &numbers, &nulls, &n);
	for (i = 0; i < n; i++)
		if (!nulls[i] && DatumGetFloat8(numbers[i]) > greatest)
			greatest = DatumGetFloat8(numbers[i]);

	initStringInfo(&line);
	for (i = 0; i < n; i++)
	{
		double		number = nulls[i] ? 0 : DatumGetFloat8(numbers[i]);
		double		share;

		if (!(number > 0))
		{
			appendStringInfoChar(&line, ' ');
			continue;
		}
		share = isinf(greatest) ? (isinf(number) ? 1 : 0) : number / greatest;
		appendStringInfoString(&line, ramp[Max((int) ceil(share * LEVELS), 1) - 1]);
	}
	PG_RETURN_TEXT_P(cstring_to_text_with_len(line.data, line.len));
}
