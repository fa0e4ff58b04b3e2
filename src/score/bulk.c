/*-------------------------------------------------------------------------
 *
 * bulk.c
 *	  Reads what a model looks at, for all leads of a tenant.
 *
 * Each table is read once, from end to end, as the planner thinks best for a
 * whole tenant: first the clients, then what belongs to leads (events, and
 * whether they may be contacted), which is kept sorted by lead, then the leads.
 * What is kept for long is narrow; see client_store.c and event_store.c.  Where
 * the clients have no place in memory all the same, leads are taken in ranges
 * of ids and all is looked up, as for a few leads.
 * Statements select whole rows, so that the executor has nothing to put
 * together; what is needed of them is taken by tuple_reader.c.
 *
 * Only statements of the caller's own rights are run: row-level security holds.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "tcop/pquery.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/portal.h"
#include "utils/timestamp.h"

#include "score/bulk.h"
#include "score/client_store.h"
#include "score/tuple_reader.h"

#define RANGE_LEADS 10000		/* at a time, if they are taken in ranges */

#define ALL_LEADS \
	"SELECT * FROM crm.leads l WHERE l.tenant_id OPERATOR(pg_catalog.=) $1"

static CrmPlan all_leads = {
	ALL_LEADS, 1, {INT8OID}, NULL, CURSOR_OPT_CUSTOM_PLAN
};

static CrmPlan range_leads = {
	ALL_LEADS
	" AND l.id OPERATOR(pg_catalog.>=) $2 AND l.id OPERATOR(pg_catalog.<=) $3",
	3, {INT8OID, INT8OID, INT8OID}, NULL, CURSOR_OPT_CUSTOM_PLAN
};

static CrmPlan all_settings = {
	"SELECT * FROM crm.lead_marketing_settings k"
	" WHERE k.tenant_id OPERATOR(pg_catalog.=) $1",
	1, {INT8OID}, NULL, CURSOR_OPT_CUSTOM_PLAN
};

static CrmPlan lead_ids = {
	"SELECT pg_catalog.min(l.id), pg_catalog.max(l.id) FROM crm.leads l"
	" WHERE l.tenant_id OPERATOR(pg_catalog.=) $1",
	1, {INT8OID}
};

/* The lead's own columns, in the order of CrmColumn. */
static const char *const column_names[] = {
	"id", "status_id", "insurance_type_id", "source_id", "assigned_agent_id",
	"current_carrier", "current_premium", "x_date", "target_premium",
	"quoted_premium", "umbrella_requested", "umbrella_limit",
	"ai_follow_up_priority", "ai_next_action_at", "received_at", "assigned_at",
	"first_contact_at", "last_contact_at", "next_follow_up_at", "quoted_at",
	"status_changed_at", "auto_data", "home_data", "renters_data",
	"specialty_data", "commercial_data", "life_data", "campaign_id"
};

StaticAssertDecl(lengthof(column_names) == CRM_LEAD_COLUMNS,
				 "a name for each of a lead's columns");

/*
 * A lead's marketing settings are kept with its events, before the first of
 * them: this is their kind, and the bits of their type.
 */
#define SETTINGS_KIND CRM_EVENT_KINDS
#define SETTINGS_AT PG_INT64_MIN

static const char *const settings_names[] =
{"do_not_contact", "email_opt_in", "sms_opt_in", "call_opt_in"};
static const int settings_columns[] =
{CRM_COL_DO_NOT_CONTACT, CRM_COL_EMAIL_OPT_IN, CRM_COL_SMS_OPT_IN, CRM_COL_CALL_OPT_IN};

#define ROW_CLIENT CRM_COLUMNS	/* ... the lead's client */
#define ROW_COLUMNS (CRM_COLUMNS + 1)

struct CrmBulk
{
	DestReceiver dest;			/* takes the leads */
	CrmGather  *gather;
	MemoryContext context;
	MemoryContext per_lead;
	bool		in_ranges;		/* by gather.c */
	CrmSelection range;
	CrmClientStore *clients;	/* NULL: not needed */
	bool		has_events;
	CrmEventStore events;
	Portal		portal;			/* over leads, or those of a part */
	int			part;			/* of the events, if they are not all in
								 * memory */
	bool		done;
	CrmLead		lead;
	CrmTupleReader reader;
	Datum		values[ROW_COLUMNS];	/* in the order of CrmColumn, and ... */
	bool		nulls[ROW_COLUMNS];
};

/* Takes settings into the store. */
typedef struct SettingsReceiver
{
	DestReceiver dest;
	CrmEventStore *store;
	CrmTupleReader reader;		/* the settings, and the lead behind them */
	Datum		values[lengthof(settings_names) + 1];
	bool		nulls[lengthof(settings_names) + 1];
} SettingsReceiver;

static void
settings_startup(DestReceiver *self, int operation, TupleDesc desc)
{
	SettingsReceiver *receiver = (SettingsReceiver *) self;
	int			i;

	crm_tuple_init(&receiver->reader, desc, true, receiver->values, receiver->nulls);
	for (i = 0; i < lengthof(settings_names); i++)
		crm_tuple_want(&receiver->reader, settings_names[i], i);
	crm_tuple_want(&receiver->reader, "lead_id", i);
}

static void
settings_shutdown(DestReceiver *self)
{
	crm_tuple_finish(&((SettingsReceiver *) self)->reader);
}

static bool
receive_settings(TupleTableSlot *slot, DestReceiver *self)
{
	SettingsReceiver *receiver = (SettingsReceiver *) self;
	CrmEvent   *event;
	int			i;

	crm_tuple_read(&receiver->reader, slot);
	event = crm_event_store_add(receiver->store,
								DatumGetInt64(receiver->values[lengthof(settings_names)]));
	if (event == NULL)
		return true;
	event->at = SETTINGS_AT;
	event->id = 0;
	event->kind = SETTINGS_KIND;
	event->flags = 0;
	event->sentiment = 0;
	event->type = 0;
	event->outcome = 0;
	for (i = 0; i < lengthof(settings_names); i++)
	{
		if (!receiver->nulls[i] && DatumGetBool(receiver->values[i]))
			event->type |= 1 << i;
	}
	return true;
}

/* The settings among a lead's events, as columns. */
static void
take_settings(CrmBulk *bulk)
{
	const CrmLead *lead = &bulk->lead;
	bool		found = false;
	int			i;
	int			j;

	for (i = 0; i < lead->nevents && lead->events[i].at == SETTINGS_AT && !found; i++)
	{
		found = lead->events[i].kind == SETTINGS_KIND;
		for (j = 0; j < lengthof(settings_columns) && found; j++)
			bulk->values[settings_columns[j]] =
				BoolGetDatum((lead->events[i].type & (1 << j)) != 0);
	}
	for (j = 0; j < lengthof(settings_columns); j++)
		bulk->nulls[settings_columns[j]] = !found;
}

/* Does anybody look at this column of a lead? */
static bool
is_needed(const CrmModel *model, int column)
{
	switch (column)
	{
		case CRM_COL_ID:
		case CRM_COL_STATUS:
		case CRM_COL_TYPE:
		case CRM_COL_AGENT:
		case CRM_COL_X_DATE:
		case CRM_COL_FOLLOW_UP_PRIORITY:
		case CRM_COL_RECEIVED_AT:
		case CRM_COL_FIRST_CONTACT_AT:
		case CRM_COL_NEXT_FOLLOW_UP_AT:
			return true;
		case CRM_COL_SOURCE:
			return model->needs_column[column] ||
				model->needs_column[CRM_COL_SOURCE_KIND] ||
				model->needs_column[CRM_COL_SOURCE_COST];
		case CRM_COL_CAMPAIGN_ID:
			return model->needs_campaigns;
		default:
			return model->needs_column[column];
	}
}

static void
lead_startup(DestReceiver *self, int operation, TupleDesc desc)
{
	CrmBulk    *bulk = (CrmBulk *) self;
	int			column;

	crm_tuple_init(&bulk->reader, desc, true, bulk->values, bulk->nulls);
	for (column = 0; column < CRM_LEAD_COLUMNS; column++)
	{
		if (is_needed(bulk->gather->context->model, column))
			crm_tuple_want(&bulk->reader, column_names[column], column);
	}
	if (bulk->clients)
		crm_tuple_want(&bulk->reader, "client_id", ROW_CLIENT);
}

static void
lead_shutdown(DestReceiver *self)
{
	crm_tuple_finish(&((CrmBulk *) self)->reader);
}

/* One lead's row: hands it to the sink with all that belongs to it. */
static bool
receive_lead(TupleTableSlot *slot, DestReceiver *self)
{
	CrmBulk    *bulk = (CrmBulk *) self;
	CrmLead    *lead = &bulk->lead;
	MemoryContext old = MemoryContextSwitchTo(bulk->per_lead);

	crm_tuple_read(&bulk->reader, slot);
	lead->id = DatumGetInt64(bulk->values[CRM_COL_ID]);
	crm_gather_lookups(bulk->gather, lead, bulk->nulls);
	if (bulk->clients)
		crm_client_store_find(bulk->clients,
							  DatumGetInt64(bulk->values[ROW_CLIENT]),
							  lead, bulk->nulls);
	if (bulk->has_events)
	{
		int			n;
		const CrmEvent *events = crm_event_store_find(&bulk->events, lead->id, &n);

		crm_score_take_events(bulk->gather->context, lead, events, n);
		if (bulk->gather->parts == CRM_PART_CONTACT)
			take_settings(bulk);
	}
	bulk->gather->sink(lead, bulk->gather->arg);
	MemoryContextSwitchTo(old);
	MemoryContextReset(bulk->per_lead);
	return true;
}

/* Opens the statement over the leads, or over those of the part. */
static void
open_portal(CrmBulk *bulk)
{
	Datum		args[3];
	CrmPlan    *plan = &all_leads;
	int64		first;
	int64		last;

	args[0] = Int64GetDatum(bulk->gather->tenant);
	if (bulk->has_events && bulk->events.spilled)
	{
		plan = &range_leads;
		crm_event_part_range(&bulk->events, bulk->part, &first, &last);
		args[1] = Int64GetDatum(first);
		args[2] = Int64GetDatum(last);
	}
	bulk->portal = SPI_cursor_open(NULL, crm_plan(plan), args, NULL,
								   bulk->gather->read_only);
}

/* Reads what belongs to leads and must be sorted. */
static void
read_events(CrmBulk *bulk)
{
	CrmGather  *gather = bulk->gather;
	Datum		args[1] = {Int64GetDatum(gather->tenant)};
	bool		isnull;
	int64		first;
	int64		last;

	crm_plan_execute(&lead_ids, args, NULL, gather->read_only, 1);
	first = DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc,
										1, &isnull));
	last = DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc,
									   2, &isnull));
	SPI_freetuptable(SPI_tuptable);
	if (isnull)
	{
		bulk->done = true;
		return;
	}
	crm_event_store_init(&bulk->events, first, last, crm_expected_events(gather));
	crm_gather_events(gather, CRM_ALL, NULL, &bulk->events);
	if (gather->parts == CRM_PART_CONTACT)
	{
		SettingsReceiver receiver = {{NULL}};

		crm_receiver_init(&receiver.dest, receive_settings, settings_startup,
						  settings_shutdown);
		receiver.store = &bulk->events;
		crm_gather_run(gather, &all_settings, NULL, &receiver.dest);
	}
}

/*
 * Prepares for all leads of the gathering's tenant: reads what belongs to them.
 * SPI must be connected, and stay so until crm_bulk_close.
 */
CrmBulk *
crm_bulk_open(CrmGather *gather)
{
	const CrmModel *model = gather->context->model;
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "crm all leads",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	CrmBulk    *bulk = palloc0(sizeof(CrmBulk));
	int			kind;

	bulk->gather = gather;
	bulk->context = context;
	bulk->per_lead = AllocSetContextCreate(context, "crm lead", ALLOCSET_DEFAULT_SIZES);
	bulk->lead.parts = gather->parts;
	bulk->lead.values = bulk->values;
	bulk->lead.nulls = bulk->nulls;
	memset(bulk->nulls, true, sizeof(bulk->nulls));
	crm_receiver_init(&bulk->dest, receive_lead, lead_startup, lead_shutdown);
	crm_score_keep_results(gather->context);
	if (gather->parts >= CRM_PART_CLIENT)
	{
		bulk->clients = crm_client_store_load(gather);
		bulk->in_ranges = bulk->clients == NULL;
		bulk->range.last = PG_INT64_MIN;
	}
	bulk->has_events = gather->parts == CRM_PART_CONTACT;
	for (kind = 0; kind < CRM_EVENT_KINDS; kind++)
		bulk->has_events |= model->needs_events[kind];
	if (bulk->has_events && !bulk->in_ranges)
		read_events(bulk);
	MemoryContextSwitchTo(old);
	return bulk;
}

/* Goes on to the next part's leads; false after the last. */
static bool
next_part(CrmBulk *bulk)
{
	SPI_cursor_close(bulk->portal);
	bulk->portal = NULL;
	if (!bulk->has_events || !bulk->events.spilled)
		return false;
	crm_event_store_unload(&bulk->events, bulk->part);
	return ++bulk->part < bulk->events.nparts;
}

static uint64
next_range(CrmBulk *bulk, uint64 n)
{
	if (!crm_next_selection(bulk->gather, (int) Min(n, RANGE_LEADS), &bulk->range))
		return 0;
	return crm_gather_leads(bulk->gather, &bulk->range);
}

/*
 * Hands up to n more leads to the sink, in no order; returns how many it were,
 * 0 after the last.
 */
uint64
crm_bulk_next(CrmBulk *bulk, uint64 n)
{
	MemoryContext old = MemoryContextSwitchTo(bulk->context);
	uint64		done = 0;

	while (!bulk->done)
	{
		if (bulk->in_ranges)
		{
			done = next_range(bulk, n);
			break;
		}
		if (bulk->portal == NULL)
			open_portal(bulk);
		done = PortalRunFetch(bulk->portal, FETCH_FORWARD, (long) Min(n, FETCH_ALL),
							  &bulk->dest);
		if (done > 0)
			break;
		bulk->done = !next_part(bulk);
	}
	MemoryContextSwitchTo(old);
	return done;
}

void
crm_bulk_close(CrmBulk *bulk)
{
	if (bulk->portal)
		SPI_cursor_close(bulk->portal);
	crm_score_forget_results(bulk->gather->context);
	MemoryContextDelete(bulk->context);
}
