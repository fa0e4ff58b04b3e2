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
 * A numeric as the nearest double.  Amounts are small enough to be one whole
 * number of 10^-8 that a double holds exactly, so that one division rounds
 * right; the server's own conversion goes by way of a string.
 */
double
crm_numeric_double(Datum number)
{
	Numeric		numeric = DatumGetNumeric(number);
	CrmNumber	parts;

	if (!numeric_is_nan(numeric) && !numeric_is_inf(numeric))
	{
		crm_number_read(&parts, numeric);
		if (parts.small && parts.whole < 90000000 && parts.whole > -90000000)
			return (double) (parts.whole * 100000000 + parts.fraction) / 1e8;
	}
	return DatumGetFloat8(DirectFunctionCall1(numeric_float8_no_overflow, number));
}

/* The instant a date begins in a zone. */
TimestampTz
crm_score_midnight(pg_tz *zone, DateADT date)
{
	struct pg_tm tm = {0};
	int			offset;

	j2date(date + POSTGRES_EPOCH_JDATE, &tm.tm_year, &tm.tm_mon, &tm.tm_mday);
	offset = DetermineTimeZoneOffset(&tm, zone);
	return (TimestampTz) date * USECS_PER_DAY + (int64) offset * USECS_PER_SEC;
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
	value->time = crm_score_midnight(context->zone, date);
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
			crm_document_value(feature, DatumGetJsonbP(datum), value);
			break;
		case CRM_FEATURE_HISTORY:
			break;
	}
}

/* Is the word in the list?  An empty list has every word. */
static bool
is_one_of(const char *word, const char *const *words, int n)
{
	int			i;

	for (i = 0; i < n; i++)
	{
		if (word && strcmp(word, words[i]) == 0)
			return true;
	}
	return n == 0;
}

/* Outcomes of our own attempts that say the person was reached. */
static const char *const reached[] = {"answered", "met", "connected", "replied"};

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
		if (events[i].kind == CRM_EVENT_COMMUNICATION && !events[i].inbound &&
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
	int			n = 0;
	int			count = 0;
	int			i;

	if (history == CRM_HISTORY_OPEN_OPPORTUNITIES ||
		history == CRM_HISTORY_WON_OPPORTUNITIES)
	{
		for (i = 0; i < lead->nevents; i++)
			count += events[i].kind == CRM_EVENT_OPPORTUNITY &&
				(history == CRM_HISTORY_OPEN_OPPORTUNITIES ? events[i].is_open
				 : events[i].is_won);
		value->kind = CRM_VALUE_NUMBER;
		value->number = count;
		return;
	}

	/* what has not happened yet changes the value when it has */
	while (n < lead->nevents && events[n].at <= context->as_of)
		n++;
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
					events[i].inbound == (history == CRM_HISTORY_LAST_INBOUND))
				{
					set_time(value, events[i].at);
					break;
				}
			}
			break;
		case CRM_HISTORY_LAST_SENTIMENT:
			for (i = n - 1; i >= 0; i--)
			{
				if (events[i].has_sentiment)
				{
					value->kind = CRM_VALUE_NUMBER;
					value->number = events[i].sentiment;
					break;
				}
			}
			break;
		case CRM_HISTORY_UNANSWERED:
			for (i = n - 1; i >= 0; i--)
			{
				if (events[i].kind != CRM_EVENT_COMMUNICATION)
					continue;
				if (events[i].inbound ||
					is_one_of(events[i].outcome, reached, lengthof(reached)))
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
	int			count = 0;
	int			i;

	*faded = 0;
	for (i = 0; i < lead->nevents; i++)
	{
		const CrmEvent *event = &lead->events[i];
		int64		age;

		if (event->kind != filter->kind ||
			(filter->direction >= 0 && event->inbound != (filter->direction == 1)) ||
			!is_one_of(event->channel, filter->channels, filter->nchannels) ||
			!is_one_of(event->type, filter->types, filter->ntypes) ||
			!is_one_of(event->outcome, filter->outcomes, filter->noutcomes))
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
