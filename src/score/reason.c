/*-------------------------------------------------------------------------
 *
 * reason.c
 *	  Why a lead is in the queue, as a sentence: what is due, when the present
 *	  policy expires, what they did last, whether it was put forward or back,
 *	  and what it is worth.
 *
 * Reads the page's leads only, in one statement.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"
#include "utils/timestamp.h"

#include "common/spi.h"
#include "score/reason.h"

/* An inbound message older than this is no reason to call. */
#define RECENT "'60 days'"

/* X-dates farther away than this are no reason yet, or no longer. */
#define X_DATE_DAYS_AHEAD 120
#define X_DATE_DAYS_PAST 60

#define FACTS \
	"l.id, c.display_name, l.status_id, l.ai_follow_up_priority, l.x_date, l.current_carrier," \
	" l.current_premium, l.target_premium, l.quoted_premium, l.received_at," \
	" l.first_contact_at, l.next_follow_up_at, i.occurred_at, y.channel," \
	" i.communication_type_id, p.label, (SELECT t.timezone FROM crm.tenants t" \
	" WHERE t.id OPERATOR(pg_catalog.=) $1)"

/* The LIMITs keep these look-ups by key.  $1 the tenant, $2 the time. */
#define CLIENT_AND_INBOUND \
	" JOIN LATERAL (SELECT c.display_name FROM crm.clients c" \
	" WHERE c.id OPERATOR(pg_catalog.=) l.client_id" \
	" AND c.tenant_id OPERATOR(pg_catalog.=) $1 LIMIT 1) c ON true" \
	" LEFT JOIN LATERAL (SELECT e.occurred_at, e.communication_type_id" \
	" FROM crm.lead_communications e" \
	" WHERE e.lead_id OPERATOR(pg_catalog.=) l.id" \
	" AND e.tenant_id OPERATOR(pg_catalog.=) $1" \
	" AND e.direction OPERATOR(pg_catalog.=) 'inbound'" \
	" AND e.occurred_at OPERATOR(pg_catalog.<=) $2" \
	" AND e.occurred_at OPERATOR(pg_catalog.>) ($2 OPERATOR(pg_catalog.-)" \
	" " RECENT "::pg_catalog.interval)" \
	" ORDER BY e.occurred_at DESC, e.id DESC LIMIT 1) i ON true"

/* A page's leads ($3).  Types are few: read once, not looked up for each lead. */
static CrmPlan page_leads = {
	"WITH y AS MATERIALIZED (SELECT id, channel FROM crm.communication_types)"
	" SELECT " FACTS " FROM crm.leads l"
	" JOIN crm.insurance_types p ON p.id OPERATOR(pg_catalog.=) l.insurance_type_id"
	CLIENT_AND_INBOUND
	" LEFT JOIN y ON y.id OPERATOR(pg_catalog.=) i.communication_type_id"
	" WHERE l.tenant_id OPERATOR(pg_catalog.=) $1"
	" AND l.id OPERATOR(pg_catalog.=) ANY ($3)",
	3, {INT8OID, TIMESTAMPTZOID, INT8ARRAYOID},
	.options = CURSOR_OPT_GENERIC_PLAN
};

/*
 * Takes those of the leads ($3) for an agent ($4, until $5) that are open, that
 * nobody has, or has any more, and that no other session is about to take.  The
 * lead itself is locked with its score, as by whoever writes: else one who works
 * it in the claim's transaction and one whose e-mail comes in meanwhile, and
 * marks the score, would wait for each other.
 */
static CrmPlan claim_leads = {
	"UPDATE crm.lead_scores s SET claimed_by = $4, claimed_until = $5"
	" FROM crm.leads l"
	" JOIN LATERAL (SELECT FROM crm.lead_statuses t"
	" WHERE t.id OPERATOR(pg_catalog.=) l.status_id"
	" AND t.category OPERATOR(pg_catalog.=) 'open' LIMIT 1) t ON true"
	" JOIN LATERAL (SELECT p.label FROM crm.insurance_types p"
	" WHERE p.id OPERATOR(pg_catalog.=) l.insurance_type_id LIMIT 1) p ON true"
	CLIENT_AND_INBOUND
	" LEFT JOIN LATERAL (SELECT y.channel FROM crm.communication_types y"
	" WHERE y.id OPERATOR(pg_catalog.=) i.communication_type_id LIMIT 1) y ON true"
	" WHERE s.lead_id OPERATOR(pg_catalog.=) ANY (ARRAY("
	"SELECT x.lead_id FROM crm.lead_scores x"
	" JOIN crm.leads y ON y.id OPERATOR(pg_catalog.=) x.lead_id"
	" AND y.id OPERATOR(pg_catalog.=) ANY ($3)"
	" AND y.tenant_id OPERATOR(pg_catalog.=) $1"
	" WHERE x.lead_id OPERATOR(pg_catalog.=) ANY ($3)"
	" AND x.tenant_id OPERATOR(pg_catalog.=) $1"
	" AND (x.claimed_by IS NULL OR x.claimed_until OPERATOR(pg_catalog.<=) $2)"
	" FOR NO KEY UPDATE SKIP LOCKED))"
	" AND s.tenant_id OPERATOR(pg_catalog.=) $1"
	" AND l.id OPERATOR(pg_catalog.=) s.lead_id"
	" AND l.tenant_id OPERATOR(pg_catalog.=) $1 RETURNING " FACTS,
	5, {INT8OID, TIMESTAMPTZOID, INT8ARRAYOID, INT8OID, TIMESTAMPTZOID},
	.options = CURSOR_OPT_GENERIC_PLAN
};

enum
{
	ROW_ID,
	ROW_CLIENT,
	ROW_STATUS,
	ROW_FOLLOW_UP_PRIORITY,
	ROW_X_DATE,
	ROW_CARRIER,
	ROW_CURRENT_PREMIUM,
	ROW_TARGET_PREMIUM,
	ROW_QUOTED_PREMIUM,
	ROW_RECEIVED_AT,
	ROW_FIRST_CONTACT_AT,
	ROW_NEXT_FOLLOW_UP_AT,
	ROW_INBOUND_AT,
	ROW_CHANNEL,
	ROW_COMMUNICATION_TYPE,
	ROW_INSURANCE_TYPE,
	ROW_TIMEZONE,
	ROW_COLUMNS
};

typedef struct Facts
{
	Datum		values[ROW_COLUMNS];
	bool		nulls[ROW_COLUMNS];
	TimestampTz as_of;
	pg_tz	   *zone;
	int			today;			/* a Julian day */
} Facts;

/* The calendar day of an instant in a zone. */
int
crm_local_day(TimestampTz at, pg_tz *zone)
{
	struct pg_tm tm;
	fsec_t		fsec;
	int			tz;

	if (timestamp2tm(at, &tz, &tm, &fsec, NULL, zone) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("timestamp out of range")));
	return date2j(tm.tm_year, tm.tm_mon, tm.tm_mday);
}

/* "today", "tomorrow", "in 24 days", "yesterday", "3 days ago". */
static const char *
relative_day(int days)
{
	switch (days)
	{
		case 0:
			return "today";
		case 1:
			return "tomorrow";
		case -1:
			return "yesterday";
		default:
			return days > 0 ? psprintf("in %d days", days)
				: psprintf("%d days ago", -days);
	}
}

/* Begins the next part of the sentence. */
static StringInfo
part(StringInfo sentence)
{
	if (sentence->len > 0)
		appendStringInfoString(sentence, "; ");
	return sentence;
}

static bool
finite_time(const Facts *facts, int column, TimestampTz *at)
{
	if (facts->nulls[column])
		return false;
	*at = DatumGetTimestampTz(facts->values[column]);
	return !TIMESTAMP_NOT_FINITE(*at);
}

static void
say_follow_up(const Facts *facts, StringInfo sentence)
{
	TimestampTz at;
	int			days;

	if (!finite_time(facts, ROW_NEXT_FOLLOW_UP_AT, &at))
		return;
	days = crm_local_day(at, facts->zone) - facts->today;
	if (at > facts->as_of)
		appendStringInfo(part(sentence), "next follow-up %s",
						 days == 0 ? "later today" : relative_day(days));
	else
		appendStringInfo(part(sentence), "follow-up %s %s",
						 days == 0 ? "due" : "was due", relative_day(days));
}

/* A step in the queue that a person or a model asked for. */
static void
say_priority(const Facts *facts, StringInfo sentence)
{
	static const char *const priorities[] =
	{"top follow-up priority", "high follow-up priority", NULL,
	"low follow-up priority", "lowest follow-up priority"};
	int			priority;

	if (facts->nulls[ROW_FOLLOW_UP_PRIORITY])
		return;
	priority = DatumGetInt32(facts->values[ROW_FOLLOW_UP_PRIORITY]);
	if (priority >= 1 && priority <= lengthof(priorities) && priorities[priority - 1])
		appendStringInfoString(part(sentence), priorities[priority - 1]);
}

static void
say_x_date(const Facts *facts, StringInfo sentence)
{
	DateADT		date;
	int			days;

	if (facts->nulls[ROW_X_DATE])
		return;
	date = DatumGetDateADT(facts->values[ROW_X_DATE]);
	if (DATE_NOT_FINITE(date))
		return;
	days = date + POSTGRES_EPOCH_JDATE - facts->today;
	if (days > X_DATE_DAYS_AHEAD || days < -X_DATE_DAYS_PAST)
		return;
	appendStringInfoString(part(sentence), "policy ");
	if (!facts->nulls[ROW_CARRIER])
		appendStringInfo(sentence, "with %s ",
						 TextDatumGetCString(facts->values[ROW_CARRIER]));
	appendStringInfo(sentence, "%s %s", days < 0 ? "expired" : "expires",
					 relative_day(days));
}

static const char *
inbound_verb(const Facts *facts)
{
	static const struct
	{
		const char *channel;
		const char *verb;
	}			verbs[] =
	{
		{"call", "called"}, {"sms", "texted"}, {"email", "e-mailed"},
		{"meeting", "met us"}, {"video", "met us by video"},
		{"mail", "wrote"}, {"chat", "chatted"},
	};
	char	   *channel;
	int			i;

	if (!facts->nulls[ROW_COMMUNICATION_TYPE])
	{
		char	   *type = TextDatumGetCString(facts->values[ROW_COMMUNICATION_TYPE]);

		if (strcmp(type, "web_form") == 0)
			return "asked for a quote";
		if (strcmp(type, "voicemail") == 0)
			return "left a voicemail";
	}
	if (facts->nulls[ROW_CHANNEL])
		return "was in touch";
	channel = TextDatumGetCString(facts->values[ROW_CHANNEL]);
	for (i = 0; i < lengthof(verbs); i++)
	{
		if (strcmp(verbs[i].channel, channel) == 0)
			return verbs[i].verb;
	}
	return "was in touch";
}

/* What they did last; and, for a lead nobody has reached, since when it waits. */
static void
say_contact(const Facts *facts, StringInfo sentence)
{
	TimestampTz at;
	int			inbound_day = PG_INT32_MIN;
	int			received_day;

	if (finite_time(facts, ROW_INBOUND_AT, &at))
	{
		inbound_day = crm_local_day(at, facts->zone);
		appendStringInfo(part(sentence), "%s %s", inbound_verb(facts),
						 relative_day(inbound_day - facts->today));
	}
	if (!facts->nulls[ROW_FIRST_CONTACT_AT] ||
		!finite_time(facts, ROW_RECEIVED_AT, &at))
		return;
	received_day = crm_local_day(at, facts->zone);
	if (received_day == inbound_day)
		appendStringInfoString(sentence, " and was not reached yet");
	else
		appendStringInfo(part(sentence), "came in %s, not reached yet",
						 relative_day(received_day - facts->today));
}

/* 2140.50 as "$2,140". */
static char *
dollars(Datum amount)
{
	char	   *digits = DatumGetCString(DirectFunctionCall1(numeric_out,
															 DirectFunctionCall2(numeric_round, amount, Int32GetDatum(0))));
	int			len = strlen(digits);
	StringInfoData text;
	int			i;

	initStringInfo(&text);
	appendStringInfoChar(&text, '$');
	for (i = 0; i < len; i++)
	{
		appendStringInfoChar(&text, digits[i]);
		if (i < len - 1 && (len - 1 - i) % 3 == 0)
			appendStringInfoChar(&text, ',');
	}
	return text.data;
}

static bool
is_above_zero(Datum amount)
{
	return !numeric_is_nan(DatumGetNumeric(amount)) &&
		DatumGetBool(DirectFunctionCall2(numeric_gt, amount,
										 NumericGetDatum(int64_to_numeric(0))));
}

static void
say_premium(const Facts *facts, StringInfo sentence)
{
	if (!facts->nulls[ROW_QUOTED_PREMIUM] &&
		is_above_zero(facts->values[ROW_QUOTED_PREMIUM]))
		appendStringInfo(part(sentence), "quoted %s",
						 dollars(facts->values[ROW_QUOTED_PREMIUM]));
	else if (!facts->nulls[ROW_CURRENT_PREMIUM] &&
			 is_above_zero(facts->values[ROW_CURRENT_PREMIUM]))
		appendStringInfo(part(sentence), "%s premium",
						 dollars(facts->values[ROW_CURRENT_PREMIUM]));
	else if (!facts->nulls[ROW_TARGET_PREMIUM] &&
			 is_above_zero(facts->values[ROW_TARGET_PREMIUM]))
		appendStringInfo(part(sentence), "hopes for %s",
						 dollars(facts->values[ROW_TARGET_PREMIUM]));
}

static char *
say_why(const Facts *facts)
{
	StringInfoData sentence;
	TimestampTz at;

	initStringInfo(&sentence);
	say_follow_up(facts, &sentence);
	say_x_date(facts, &sentence);
	say_contact(facts, &sentence);
	if (sentence.len == 0 && finite_time(facts, ROW_RECEIVED_AT, &at))
		appendStringInfo(&sentence, "came in %s",
						 relative_day(crm_local_day(at, facts->zone) - facts->today));
	say_priority(facts, &sentence);
	say_premium(facts, &sentence);
	return psprintf("%s: %s", TextDatumGetCString(facts->values[ROW_INSURANCE_TYPE]),
					sentence.data);
}

static int
find_item(const CrmQueueItem *items, int n, int64 lead)
{
	int			i;

	for (i = 0; i < n; i++)
	{
		if (items[i].lead == lead)
			return i;
	}
	elog(ERROR, "lead " INT64_FORMAT " was not asked for", lead);
}

/* Puts what a statement returned beside the items, in their order. */
static CrmQueueRow *
read_rows(TimestampTz as_of, const CrmQueueItem *items, int n,
		  SPITupleTable *table, uint64 found)
{
	CrmQueueRow *rows = palloc0(Max(n, 1) * sizeof(CrmQueueRow));
	Facts		facts;
	uint64		i;

	facts.as_of = as_of;
	facts.zone = NULL;
	for (i = 0; i < found; i++)
	{
		CrmQueueRow *row;

		heap_deform_tuple(table->vals[i], table->tupdesc, facts.values, facts.nulls);
		if (facts.zone == NULL)
		{
			if (!facts.nulls[ROW_TIMEZONE])
				facts.zone = pg_tzset(TextDatumGetCString(facts.values[ROW_TIMEZONE]));
			if (facts.zone == NULL)
				facts.zone = log_timezone;
			facts.today = crm_local_day(as_of, facts.zone);
		}
		row = &rows[find_item(items, n, DatumGetInt64(facts.values[ROW_ID]))];
		row->client_name = TextDatumGetCString(facts.values[ROW_CLIENT]);
		row->status_id = TextDatumGetCString(facts.values[ROW_STATUS]);
		row->reason = say_why(&facts);
	}
	return rows;
}

static Datum
item_ids(const CrmQueueItem *items, int n)
{
	int64	   *ids = palloc(Max(n, 1) * sizeof(int64));
	int			i;

	for (i = 0; i < n; i++)
		ids[i] = items[i].lead;
	return PointerGetDatum(crm_id_array(ids, n));
}

/* A row for each item, in their order.  SPI must be connected. */
CrmQueueRow *
crm_queue_rows(int64 tenant, TimestampTz as_of, const CrmQueueItem *items,
			   int n)
{
	Datum		args[3];
	uint64		found;

	args[0] = Int64GetDatum(tenant);
	args[1] = TimestampTzGetDatum(as_of);
	args[2] = item_ids(items, n);
	found = n == 0 ? 0 : crm_plan_execute(&page_leads, args, NULL, true, 0);
	return read_rows(as_of, items, n, SPI_tuptable, found);
}

/* Claims what it can of the items; the others have no client's name then. */
CrmQueueRow *
crm_claim_rows(int64 tenant, TimestampTz now, const CrmQueueItem *items, int n,
			   int64 agent, TimestampTz until)
{
	Datum		args[5];
	uint64		found;

	args[0] = Int64GetDatum(tenant);
	args[1] = TimestampTzGetDatum(now);
	args[2] = item_ids(items, n);
	args[3] = Int64GetDatum(agent);
	args[4] = TimestampTzGetDatum(until);
	found = crm_plan_execute(&claim_leads, args, NULL, false, 0);
	return read_rows(now, items, n, SPI_tuptable, found);
}
