/*-------------------------------------------------------------------------
 *
 * context_read.c
 *	  Reads what is known about a lead: its own row and what hangs on it, and
 *	  the newest of its events and notes.  The statements are context_sql.c's.
 *
 * What is read does not depend on how long the history is: each source of
 * events gives its newest few by index, and the older ones are only counted,
 * for a prompt up to a number.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"
#include "utils/guc.h"
#include "utils/timestamp.h"

#include "common/error.h"
#include "common/time_range.h"
#include "prompt/context.h"
#include "prompt/context_sql.h"

/* What a row holds, copied out of SPI's memory into the caller's. */
typedef struct Row
{
	HeapTuple	tuple;
	TupleDesc	desc;
	MemoryContext out;
} Row;

static void
first_row(Row *row, MemoryContext out)
{
	row->tuple = SPI_tuptable->vals[0];
	row->desc = SPI_tuptable->tupdesc;
	row->out = out;
}

static char *
row_text(const Row *row, int column)
{
	bool		isnull;
	Datum		value = SPI_getbinval(row->tuple, row->desc, column, &isnull);
	MemoryContext old;
	char	   *copy;

	if (isnull)
		return NULL;
	old = MemoryContextSwitchTo(row->out);
	copy = TextDatumGetCString(value);
	MemoryContextSwitchTo(old);
	return copy;
}

static Jsonb *
row_jsonb(const Row *row, int column)
{
	bool		isnull;
	Datum		value = SPI_getbinval(row->tuple, row->desc, column, &isnull);
	MemoryContext old;
	Jsonb	   *copy;

	if (isnull)
		return NULL;
	old = MemoryContextSwitchTo(row->out);
	copy = DatumGetJsonbPCopy(value);
	MemoryContextSwitchTo(old);
	return copy;
}

static bool
row_bool(const Row *row, int column)
{
	bool		isnull;
	Datum		value = SPI_getbinval(row->tuple, row->desc, column, &isnull);

	return !isnull && DatumGetBool(value);
}

static int64
row_int64(const Row *row, int column)
{
	bool		isnull;
	Datum		value = SPI_getbinval(row->tuple, row->desc, column, &isnull);

	return isnull ? 0 : DatumGetInt64(value);
}

/* 2026-01-31, whatever DateStyle says. */
static char *
date_text(DateADT date)
{
	int			year;
	int			month;
	int			day;

	j2date(date + POSTGRES_EPOCH_JDATE, &year, &month, &day);
	return psprintf("%04d-%02d-%02d", year, month, day);
}

/* 2026-01-31T09:30:00-05:00, in the zone that is set. */
static char *
time_text(TimestampTz time)
{
	char		buf[MAXDATELEN + 1];
	struct pg_tm tm;
	fsec_t		fsec;
	int			tz;
	const char *zone;

	if (timestamp2tm(time, &tz, &tm, &fsec, &zone, NULL) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("as_of is out of range")));
	EncodeDateTime(&tm, 0, true, tz, NULL, USE_XSD_DATES, buf);
	return pstrdup(buf);
}

/*
 * The time zone of a context: the option's, else the agency's, else UTC (an
 * agency that the session may not see has no leads for it either).
 */
static char *
read_time_zone(int64 tenant, const CrmPromptOptions *options,
			   char **agency)
{
	MemoryContext out = CurrentMemoryContext;
	Datum		values[1] = {Int64GetDatum(tenant)};
	char	   *time_zone = NULL;
	Row			row;

	*agency = NULL;
	crm_spi_connect();
	if (crm_plan_execute(&crm_context_plan_tenant, values, NULL, true, 1) > 0)
	{
		first_row(&row, out);
		time_zone = row_text(&row, 1);
		*agency = row_text(&row, 2);
	}
	crm_spi_finish();
	if (options->time_zone)
		return pstrdup(options->time_zone);
	return time_zone ? time_zone : pstrdup("UTC");
}

/* For a lead that does not exist, or is another tenant's: the same to all. */
void
crm_prompt_unknown_lead(int64 lead)
{
	ereport(ERROR,
			(errcode(ERRCODE_NO_DATA_FOUND),
			 errmsg("lead " INT64_FORMAT " does not exist", lead),
			 errdetail("The current tenant has no lead of this id."),
			 errhint("Look it up in crm.leads; crm.current_tenant() tells whose leads this session sees."),
			 err_generic_string(PG_DIAG_SCHEMA_NAME, "crm"),
			 err_generic_string(PG_DIAG_TABLE_NAME, "leads")));
}

/* The lead's row and what it points at; gives the client, 0 if no lead. */
static int64
read_lead(CrmFacts *facts, DateADT today, const char *channel,
		  MemoryContext out)
{
	static const char *const guides[] = {
		"status", "insurance_type", "campaign", "source", "lost_reason",
		"communication_type"
	};

	static const CrmSection columns[] = {
		CRM_SECTION_LEAD, CRM_SECTION_CLIENT, CRM_SECTION_STATUS,
		CRM_SECTION_INSURANCE_TYPE, CRM_SECTION_MARKETING,
		CRM_SECTION_ADDRESS, CRM_SECTION_AGENT, CRM_SECTION_SOURCE,
		CRM_SECTION_CAMPAIGN
	};
	Datum		values[5];
	char		nulls[5] = {' ', ' ', ' ', ' ', channel ? ' ' : 'n'};
	Row			row;
	int			i;

	values[0] = Int64GetDatum(facts->lead);
	values[1] = Int64GetDatum(facts->tenant);
	values[2] = TimestampTzGetDatum(facts->as_of);
	values[3] = DateADTGetDatum(today);
	values[4] = channel ? CStringGetTextDatum(channel) : (Datum) 0;
	if (crm_plan_execute(&crm_context_plan_lead, values, nulls, true, 1) == 0)
		return 0;
	first_row(&row, out);
	facts->insurance_type_id = row_text(&row, 1);
	facts->status_id = row_text(&row, 2);
	facts->preferred_language = row_text(&row, 3);
	facts->preferred_channel = row_text(&row, 4);
	facts->preferred_tone = row_text(&row, 5);
	for (i = 0; i < lengthof(columns); i++)
		facts->section[columns[i]] = row_jsonb(&row, 6 + i);
	for (i = 0; i < lengthof(guides); i++)
	{
		facts->guides[i].source = guides[i];
		facts->guides[i].text = row_text(&row, 15 + i);
	}
	for (i = 0; i < CRM_DOCUMENTS; i++)
		facts->document[i] = row_jsonb(&row, 21 + i);
	facts->consent.recorded = facts->section[CRM_SECTION_MARKETING] != NULL;
	facts->consent.do_not_contact = row_bool(&row, 27);
	facts->consent.email = row_bool(&row, 28);
	facts->consent.sms = row_bool(&row, 29);
	facts->consent.call = row_bool(&row, 30);
	facts->consent.mail = row_bool(&row, 31);
	return row_int64(&row, 32);
}

static void
read_lists(CrmFacts *facts, int64 client, MemoryContext out)
{
	static const CrmSection columns[] = {
		CRM_SECTION_CONTACTS, CRM_SECTION_OPPORTUNITIES, CRM_SECTION_AGENDA,
		CRM_SECTION_OTHER_LEADS
	};
	Datum		values[4];
	Row			row;
	int			i;

	values[0] = Int64GetDatum(facts->lead);
	values[1] = Int64GetDatum(facts->tenant);
	values[2] = TimestampTzGetDatum(facts->as_of);
	values[3] = Int64GetDatum(client);
	if (crm_plan_execute(&crm_context_plan_lists, values, NULL, true, 1) > 0)
	{
		first_row(&row, out);
		for (i = 0; i < lengthof(columns); i++)
			facts->section[columns[i]] = row_jsonb(&row, 1 + i);
	}
	if (crm_plan_execute(&crm_context_plan_stage, values, NULL, true, 1) > 0)
	{
		first_row(&row, out);
		facts->stage_id = row_text(&row, 1);
		facts->guides[CRM_GUIDES - 1].source = "stage";
		facts->guides[CRM_GUIDES - 1].text = row_text(&row, 2);
		facts->section[CRM_SECTION_STAGE] = row_jsonb(&row, 3);
	}
}

/* More communications than that are not read for the sake of a score. */
#define SCORED_ON_THE_WAY 500

static bool
has_long_history(const CrmFacts *facts)
{
	Datum		values[3];

	values[0] = Int64GetDatum(facts->lead);
	values[1] = Int64GetDatum(facts->tenant);
	values[2] = Int64GetDatum(SCORED_ON_THE_WAY);
	return crm_plan_execute(&crm_context_plan_long_history, values, NULL, true,
							1) > 0;
}

/*
 * The last score by as_of, or, where there is none that holds, one computed
 * for it.  A model may count events without end, so that computing reads the
 * whole history: of a long one the stored score is taken, however old, or none.
 */
static void
read_score(CrmFacts *facts, MemoryContext out)
{
	Datum		values[4];
	uint64		n;
	Row			row;

	values[0] = Int64GetDatum(facts->lead);
	values[1] = TimestampTzGetDatum(facts->as_of);
	values[2] = Int64GetDatum(facts->tenant);
	values[3] = BoolGetDatum(false);
	n = crm_plan_execute(&crm_context_plan_last_score, values, NULL, true, 1);
	if (n == 0 && has_long_history(facts))
	{
		values[3] = BoolGetDatum(true);
		n = crm_plan_execute(&crm_context_plan_last_score, values, NULL, true,
							 1);
		facts->not_scored = n == 0;
	}
	else if (n == 0)
		n = crm_plan_execute(&crm_context_plan_score, values, NULL, true, 1);
	if (n == 0)
		return;
	first_row(&row, out);
	facts->section[CRM_SECTION_SCORE] = row_jsonb(&row, 1);
}

/* The columns of crm_context_plan_events, from 1. */
enum event_column
{
	EVENT_ID = 1,
	EVENT_AT,
	EVENT_KIND,
	EVENT_TITLE,
	EVENT_CHANNEL,
	EVENT_DIRECTION,
	EVENT_WHO,
	EVENT_SUBJECT,
	EVENT_BODY,
	EVENT_OUTCOME,
	EVENT_MINUTES
};

static void
set_field(CrmField *field, const char *key, char *text, bool free)
{
	field->key = key;
	field->text = text;
	field->free = free;
}

/* One event: its texts, and its time in the three forms templates use. */
static void
read_event(CrmItem *item, const Row *row)
{
	static const struct
	{
		const char *key;
		int			column;
		bool		free;
	}			columns[] =
	{
		{"kind", EVENT_KIND, false}, {"title", EVENT_TITLE, true},
		{"channel", EVENT_CHANNEL, false}, {"direction", EVENT_DIRECTION, false},
		{"who", EVENT_WHO, true}, {"subject", EVENT_SUBJECT, true},
		{"body", EVENT_BODY, true}, {"outcome", EVENT_OUTCOME, true}
	};
	MemoryContext old = MemoryContextSwitchTo(row->out);
	CrmField   *field = palloc(CRM_EVENT_FIELDS * sizeof(CrmField));
	bool		isnull;
	Datum		value;
	char	   *at;
	int			i;

	item->id = row_text(row, EVENT_ID);
	value = SPI_getbinval(row->tuple, row->desc, EVENT_AT, &isnull);
	at = time_text(DatumGetTimestampTz(value));
	item->date = pnstrdup(at, 10);
	item->field = field;
	set_field(field++, "at", at, false);
	set_field(field++, "date", item->date, false);
	set_field(field++, "time", pnstrdup(at + 11, 5), false);
	for (i = 0; i < lengthof(columns); i++)
		set_field(field++, columns[i].key, row_text(row, columns[i].column),
				  columns[i].free);
	value = SPI_getbinval(row->tuple, row->desc, EVENT_MINUTES, &isnull);
	item->minutes = isnull ? 0 : DatumGetInt32(value);
	MemoryContextSwitchTo(old);
}

static void
read_note(CrmItem *item, const Row *row)
{
	item->id = row_text(row, 1);
	item->date = row_text(row, 2);
	item->json = row_jsonb(row, 3);
}

/*
 * The newest "window" of a list, and a count of the rest, which stops when the
 * sentence about them would no more name it; "count" is asked only when there
 * may be a rest.
 */
static void
read_items(CrmFacts *facts, CrmItems *items, CrmPlan *newest, CrmPlan *count,
		   void (*read_item) (CrmItem *, const Row *), int window,
		   bool count_all, MemoryContext out)
{
	Datum		values[4];
	char		nulls[4] = {' ', ' ', ' ', count_all ? 'n' : ' '};
	uint64		n;
	uint64		i;
	Row			row;

	values[0] = Int64GetDatum(facts->lead);
	values[1] = Int64GetDatum(facts->tenant);
	values[2] = TimestampTzGetDatum(facts->as_of);
	values[3] = Int64GetDatum(window);
	n = crm_plan_execute(newest, values, NULL, true, 0);
	items->item = MemoryContextAllocZero(out, Max(n, 1) * sizeof(CrmItem));
	items->count = (int) n;
	row.desc = SPI_tuptable->tupdesc;
	row.out = out;
	for (i = 0; i < n; i++)
	{
		row.tuple = SPI_tuptable->vals[i];
		read_item(&items->item[i], &row);
	}
	SPI_freetuptable(SPI_tuptable);
	if (n < (uint64) window)
		return;
	values[3] = Int64GetDatum((int64) window + CRM_OLDER_NAMED + 1);
	(void) crm_plan_execute(count, values, nulls, true, 1);
	first_row(&row, out);
	items->older = row_int64(&row, 1) - (int64) n;
	if (items->older > 0)
		items->oldest_date = row_text(&row, 2);
}

/* Pinned notes first, each group newest first. */
static void
pinned_first(CrmItems *notes)
{
	CrmItem    *sorted = palloc(Max(notes->count, 1) * sizeof(CrmItem));
	int			n = 0;
	int			pass;
	int			i;

	for (pass = 1; pass >= 0; pass--)
		for (i = 0; i < notes->count; i++)
		{
			CrmJson		root;
			CrmJson		pinned;

			crm_json_root(notes->item[i].json, &root);
			if (crm_json_get(&root, "is_pinned", 9, &pinned) &&
				pinned.boolean == (pass == 1))
				sorted[n++] = notes->item[i];
		}
	Assert(n == notes->count);
	notes->item = sorted;
}

/*
 * Reads everything, with at most "window" events and notes; "count_all" asks
 * for the exact number of the others, for a manifest; "channel" is the one the
 * answer goes out on, or NULL.  Throws no_data_found for a lead that the tenant
 * does not have.
 */
CrmFacts *
crm_facts_read(int64 lead, int64 tenant, bool have_tenant, TimestampTz as_of,
			   const CrmPromptOptions *options, const char *channel,
			   uint32 sections, int window, bool count_all)
{
	MemoryContext out = CurrentMemoryContext;
	CrmFacts   *facts = palloc0(sizeof(CrmFacts));
	DateADT		today;
	int64		client;
	int			nest;

	if (!have_tenant)
		crm_prompt_unknown_lead(lead);
	if (TIMESTAMP_NOT_FINITE(as_of))
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("as_of must be a finite time"),
				 errhint("Leave it out for now().")));
	if (!CRM_TIME_IN_RANGE(as_of))
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("as_of is out of range"),
				 errdetail("It is %s; it lies in the years 1 to 9999.",
						   timestamptz_to_str(as_of)),
				 errhint("Leave it out for now().")));
	facts->lead = lead;
	facts->tenant = tenant;
	facts->as_of = as_of;
	facts->time_zone = read_time_zone(tenant, options, &facts->agency);

	/* times become text in the context's zone, not in the session's */
	nest = NewGUCNestLevel();
	(void) set_config_option("TimeZone", facts->time_zone, PGC_USERSET,
							 PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
	today = DatumGetDateADT(DirectFunctionCall1(timestamptz_date,
												TimestampTzGetDatum(as_of)));
	facts->today = date_text(today);
	facts->as_of_text = time_text(as_of);

	crm_spi_connect();
	client = read_lead(facts, today, channel, out);
	if (client == 0)
		crm_prompt_unknown_lead(lead);
	read_lists(facts, client, out);
	if (sections & CRM_SECTION_BIT(CRM_SECTION_NOTES))
		read_items(facts, &facts->notes, &crm_context_plan_notes,
				   &crm_context_plan_note_count, read_note, window, count_all,
				   out);
	if (sections & CRM_SECTION_BIT(CRM_SECTION_TIMELINE))
		read_items(facts, &facts->timeline, &crm_context_plan_events,
				   &crm_context_plan_event_count, read_event, window, count_all,
				   out);
	if (sections & CRM_SECTION_BIT(CRM_SECTION_SCORE))
		read_score(facts, out);
	crm_spi_finish();
	AtEOXact_GUC(true, nest);
	pinned_first(&facts->notes);
	return facts;
}
