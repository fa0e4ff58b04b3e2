/*-------------------------------------------------------------------------
 *
 * value.c
 *	  A factor's value for one lead: from its columns, documents and events.
 *
 * What depends on the clock says when it will next be different.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"
#include "utils/numeric.h"
#include "utils/timestamp.h"

#include "document/value.h"
#include "score/document_value.h"
#include "score/score.h"

/* An event that fades counts half, a quarter ... and, after this many, nothing. */
#define HALVINGS 6

/*
 * The same for what most are, as it lies in a row: below 10^8, at most four
 * decimals, behind a length of one byte.
 */
static bool
small_amount(const varattrib_1b *stored, double *amount)
{
	uint16		header;
	int16		digits[3] = {0};	/* 10^4, 1, 10^-4 */
	int			ndigits;
	int			weight;
	int64		whole;

	if (!VARATT_IS_1B(stored) || VARATT_IS_1B_E(stored))
		return false;
	ndigits = (VARSIZE_1B(stored) - VARHDRSZ_SHORT - sizeof(header)) / sizeof(int16);
	memcpy(&header, VARDATA_1B(stored), sizeof(header));
	if (!CRM_NUMERIC_IS_SHORT(header))
		return false;			/* the long form, or no number */
	weight = CRM_NUMERIC_SHORT_WEIGHT(header);
	if (weight < -1 || weight > 1 || ndigits > weight + 2)
		return false;
	memcpy(digits + 1 - weight, VARDATA_1B(stored) + sizeof(header), ndigits * sizeof(int16));
	whole = digits[0] * INT64CONST(10000) + digits[1];
	*amount = digits[2] == 0 ? (double) whole
		: (double) (whole * 10000 + digits[2]) / 1e4;
	if (CRM_NUMERIC_SHORT_NEGATIVE(header))
		*amount = -*amount;
	return true;
}

/*
 * A numeric as the nearest double.  Amounts are small enough to be one whole
 * number of 10^-8 that a double holds exactly, so that one division rounds
 * right; the server's own conversion goes by way of a string.
 */
double
crm_numeric_double(Datum number)
{
	Numeric		numeric;
	CrmNumber	parts;
	double		amount;

	if (small_amount((const varattrib_1b *) DatumGetPointer(number), &amount))
		return amount;
	numeric = DatumGetNumeric(number);

	if (!numeric_is_nan(numeric) && !numeric_is_inf(numeric))
	{
		crm_number_read(&parts, numeric);
		if (parts.small && parts.whole < 90000000 && parts.whole > -90000000)
			return (double) (parts.whole * 100000000 + parts.fraction) / 1e8;
	}
	return DatumGetFloat8(DirectFunctionCall1(numeric_float8_no_overflow, number));
}

/* The instant a date begins in the tenant's zone. */
TimestampTz
crm_score_midnight(const CrmScoreContext *context, DateADT date)
{
	CrmMidnight *known = NULL;
	struct pg_tm tm = {0};
	TimestampTz at;

	if (context->midnights)
	{
		known = &context->midnights[(uint32) date % CRM_MIDNIGHTS];
		if (known->date == date)
			return known->at;
	}
	j2date(date + POSTGRES_EPOCH_JDATE, &tm.tm_year, &tm.tm_mon, &tm.tm_mday);
	at = (TimestampTz) date * USECS_PER_DAY +
		(int64) DetermineTimeZoneOffset(&tm, context->zone) * USECS_PER_SEC;
	if (known)
	{
		known->date = date;
		known->at = at;
	}
	return at;
}

static void
set_time(CrmValue *value, TimestampTz time)
{
	if (TIMESTAMP_NOT_FINITE(time))
		return;
	value->kind = CRM_VALUE_TIME;
	value->time = time;
}

static void
set_date(const CrmScoreContext *context, CrmValue *value, DateADT date)
{
	/* dates outside of a timestamp's range are as good as none */
	if (DATE_NOT_FINITE(date) || date < -100000 || date > 1000000)
		return;
	value->kind = CRM_VALUE_TIME;
	value->time = crm_score_midnight(context, date);
}

static void
column_value(const CrmScoreContext *context, const CrmLead *lead,
			 const CrmFeature *feature, CrmValue *value)
{
	Datum		datum;

	if (crm_column_part(feature->column) > lead->parts)
		elog(ERROR, "feature \"%s\" was not gathered", feature->name);
	if (lead->nulls[feature->column])
		return;
	datum = lead->values[feature->column];
	switch (feature->type)
	{
		case CRM_FEATURE_NUMBER:
			value->number = crm_numeric_double(datum);
			if (isfinite(value->number))
				value->kind = CRM_VALUE_NUMBER;
			break;
		case CRM_FEATURE_INTEGER:
			value->kind = CRM_VALUE_NUMBER;
			value->number = DatumGetInt32(datum);
			break;
		case CRM_FEATURE_TEXT:
			{
				text	   *t = DatumGetTextPP(datum);

				value->text = VARDATA_ANY(t);
				value->len = VARSIZE_ANY_EXHDR(t);
				if (value->len > 0)
					value->kind = CRM_VALUE_TEXT;
				break;
			}
		case CRM_FEATURE_FLAG:
			value->kind = CRM_VALUE_FLAG;
			value->flag = DatumGetBool(datum);
			break;
		case CRM_FEATURE_TIME:
			set_time(value, DatumGetTimestampTz(datum));
			break;
		case CRM_FEATURE_DATE:
			set_date(context, value, DatumGetDateADT(datum));
			break;
		case CRM_FEATURE_DOCUMENT:
			/* other factors look into the same document */
			lead->values[feature->column] = JsonbPGetDatum(DatumGetJsonbP(datum));
			crm_document_value(feature, DatumGetJsonbP(lead->values[feature->column]),
							   value);
			break;
		case CRM_FEATURE_HISTORY:
			break;
	}
}

/* Do these outcomes of our own attempts say that the person was reached? */
bool
crm_outcome_is_reached(const char *outcome, int len)
{
	switch (len)
	{
		case 3:
			return memcmp(outcome, "met", 3) == 0;
		case 7:
			return memcmp(outcome, "replied", 7) == 0;
		case 8:
			return memcmp(outcome, "answered", 8) == 0;
		case 9:
			return memcmp(outcome, "connected", 9) == 0;
		default:
			return false;
	}
}

/*
 * The order of a lead's events: by time, and those of one instant (an import
 * may know days only) as they were entered.
 */
int
crm_event_compare(const void *a, const void *b)
{
	const CrmEvent *x = a;
	const CrmEvent *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if (x->kind != y->kind)
		return (int) x->kind - (int) y->kind;
	return x->id < y->id ? -1 : x->id > y->id;
}

/* Gives a lead its events, which are in order. */
void
crm_score_take_events(const CrmScoreContext *context, CrmLead *lead,
					  const CrmEvent *events, int n)
{
	CrmEventsSeen *seen = &lead->seen;
	int			i;

	lead->events = events;
	lead->nevents = n;
	lead->npast = 0;
	memset(seen, 0, sizeof(*seen));
	for (i = 0; i < n; i++)
	{
		const CrmEvent *event = &events[i];

		lead->npast += event->at <= context->as_of;
		seen->kinds |= 1 << event->kind;
		seen->directions |= 1 << ((event->flags & CRM_EVENT_INBOUND) != 0);
		seen->types |= UINT64CONST(1) << (event->type % 64);
		seen->outcomes |= UINT64CONST(1) << (event->outcome % 64);
	}
}

/* The first outbound communication since the lead came, in hours. */
static void
reply_hours(const CrmLead *lead, const CrmEvent *events, int n,
			CrmValue *value)
{
	TimestampTz received;
	int			i;

	if (lead->nulls[CRM_COL_RECEIVED_AT])
		return;
	received = DatumGetTimestampTz(lead->values[CRM_COL_RECEIVED_AT]);
	for (i = 0; i < n; i++)
	{
		if (events[i].kind == CRM_EVENT_COMMUNICATION &&
			!(events[i].flags & CRM_EVENT_INBOUND) &&
			events[i].at >= received)
		{
			value->kind = CRM_VALUE_NUMBER;
			value->number = (double) (events[i].at - received) / USECS_PER_HOUR;
			return;
		}
	}
}

static void
history_value(const CrmScoreContext *context, const CrmLead *lead,
			  CrmHistory history, CrmValue *value, TimestampTz *next_change)
{
	const CrmEvent *events = lead->events;
	int			n = lead->npast;
	int			count = 0;
	int			i;

	if (history == CRM_HISTORY_OPEN_OPPORTUNITIES ||
		history == CRM_HISTORY_WON_OPPORTUNITIES)
	{
		for (i = 0; i < lead->nevents; i++)
			count += events[i].kind == CRM_EVENT_OPPORTUNITY &&
				(events[i].flags & (history == CRM_HISTORY_OPEN_OPPORTUNITIES
									? CRM_EVENT_OPEN : CRM_EVENT_WON)) != 0;
		value->kind = CRM_VALUE_NUMBER;
		value->number = count;
		return;
	}

	/* what has not happened yet changes the value when it has */
	if (n < lead->nevents)
		*next_change = Min(*next_change, events[n].at);

	switch (history)
	{
		case CRM_HISTORY_LAST_INBOUND:
		case CRM_HISTORY_LAST_OUTBOUND:
		case CRM_HISTORY_LAST_NOTE:
			for (i = n - 1; i >= 0; i--)
			{
				if (history == CRM_HISTORY_LAST_NOTE
					? events[i].kind == CRM_EVENT_NOTE
					: events[i].kind == CRM_EVENT_COMMUNICATION &&
					((events[i].flags & CRM_EVENT_INBOUND) != 0) ==
					(history == CRM_HISTORY_LAST_INBOUND))
				{
					set_time(value, events[i].at);
					break;
				}
			}
			break;
		case CRM_HISTORY_LAST_SENTIMENT:
			for (i = n - 1; i >= 0; i--)
			{
				if (events[i].flags & CRM_EVENT_SENTIMENT)
				{
					value->kind = CRM_VALUE_NUMBER;
					value->number = events[i].sentiment / 1000.0;
					break;
				}
			}
			break;
		case CRM_HISTORY_UNANSWERED:
			for (i = n - 1; i >= 0; i--)
			{
				if (events[i].kind != CRM_EVENT_COMMUNICATION)
					continue;
				if (events[i].flags & (CRM_EVENT_INBOUND | CRM_EVENT_REACHED))
					break;
				count++;
			}
			value->kind = CRM_VALUE_NUMBER;
			value->number = count;
			break;
		case CRM_HISTORY_REPLY_HOURS:
			reply_hours(lead, events, n, value);
			break;
		default:
			break;
	}
}

/*
 * The value of a factor's feature.  *next_change is brought forward to when a
 * fact that lies in the future comes true; when a measure in days crosses a
 * bin's edge is for the caller to say.
 */
void
crm_score_value(const CrmScoreContext *context, const CrmLead *lead,
				const CrmFactor *factor, CrmValue *value,
				TimestampTz *next_change)
{
	const CrmFeature *feature = &factor->feature;
	DateADT		date;

	memset(value, 0, sizeof(*value));
	if (feature->type == CRM_FEATURE_HISTORY)
		history_value(context, lead, feature->column, value, next_change);
	else
		column_value(context, lead, feature, value);

	if (factor->measure == CRM_MEASURE_VALUE || value->kind == CRM_VALUE_TIME)
		return;
	/* days are asked for: a document's date must be one */
	if (value->kind == CRM_VALUE_TEXT &&
		crm_parse_date(value->text, value->len, &date))
	{
		value->kind = CRM_VALUE_MISSING;
		set_date(context, value, date);
	}
	else
		value->kind = CRM_VALUE_MISSING;
}


/*
 * How many events a factor counts, and the points for them where they fade: an
 * event of age a counts 2^-floor(a / half-life), and nothing after HALVINGS of
 * them; so that the sum changes only at instants that are known beforehand.
 */
int
crm_score_count(const CrmScoreContext *context, const CrmLead *lead,
				const CrmFactor *factor, CrmPoints *faded,
				TimestampTz *next_change)
{
	const CrmEventFilter *filter = &factor->events;
	const CrmEventMatch *match = &context->matches[factor - context->model->factors];
	int			count = 0;
	int			i;

	*faded = 0;
	if (!(lead->seen.kinds & match->needed.kinds) ||
		!(lead->seen.directions & match->needed.directions) ||
		!(lead->seen.types & match->needed.types) ||
		!(lead->seen.outcomes & match->needed.outcomes))
		return 0;
	for (i = 0; i < lead->nevents; i++)
	{
		const CrmEvent *event = &lead->events[i];
		int64		age;

		if (event->kind != filter->kind ||
			(filter->direction >= 0 &&
			 (event->flags & CRM_EVENT_INBOUND) != filter->direction) ||
			(match->types && !match->types[event->type]) ||
			(match->outcomes && !match->outcomes[event->outcome]))
			continue;
		if (event->at > context->as_of)
		{
			*next_change = Min(*next_change, event->at);
			continue;
		}
		age = context->as_of - event->at;
		if (filter->within_us > 0)
		{
			if (age >= filter->within_us)
				continue;
			*next_change = Min(*next_change, event->at + filter->within_us);
		}
		if (filter->half_life_us > 0)
		{
			int64		halvings = age / filter->half_life_us;

			if (halvings >= HALVINGS)
				continue;
			*next_change = Min(*next_change,
							   event->at + (halvings + 1) * filter->half_life_us);
			*faded += factor->each / (INT64CONST(1) << halvings);
		}
		else
			*faded += factor->each;
		count++;
	}
	return count;
}
