/*-------------------------------------------------------------------------
 *
 * gather.c
 *	  Reads what a model looks at, for many leads at once: their columns in one
 *	  statement, their events in one a kind, joined here by lead.
 *
 * Rows are taken from the executor as they come, without a copy.  The joins
 * are written so that the planner cannot but look each row up by its key,
 * whatever it believes the tables' sizes to be.  SPI must be connected.
 * Row-level security holds: what the caller may not read does not count.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "executor/tuptable.h"
#include "miscadmin.h"
#include "tcop/dest.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "common/spi.h"
#include "score/gather.h"

/* In the order of CrmColumn. */
#define LEAD_COLUMNS \
	"l.id, l.status_id, l.insurance_type_id, l.source_id, l.assigned_agent_id," \
	" l.current_carrier, l.current_premium, l.x_date, l.target_premium," \
	" l.quoted_premium, l.umbrella_requested, l.umbrella_limit," \
	" l.ai_follow_up_priority, l.ai_next_action_at, l.received_at, l.assigned_at," \
	" l.first_contact_at, l.last_contact_at, l.next_follow_up_at, l.quoted_at," \
	" l.status_changed_at, l.auto_data, l.home_data, l.renters_data," \
	" l.specialty_data, l.commercial_data, l.life_data, l.campaign_id"

#define CLIENT_COLUMNS \
	", c.client_type, c.lifecycle, c.occupation, c.entity_type, c.naics_code," \
	" c.year_established, c.employee_count, c.annual_revenue, c.email, c.phone," \
	" c.preferred_channel, c.ai_risk_score, c.ai_lifetime_value, c.ai_churn_risk," \
	" c.created_at, c.date_of_birth, c.gender, c.marital_status," \
	" c.preferred_language"

#define CONTACT_COLUMNS \
	", a.state, k.do_not_contact, k.email_opt_in, k.sms_opt_in, k.call_opt_in"

/* The LIMIT keeps each of these a look-up by key. */
#define CLIENT_TABLE \
	" LEFT JOIN LATERAL (SELECT c.* FROM crm.clients c" \
	" WHERE c.id OPERATOR(pg_catalog.=) l.client_id" \
	" AND c.tenant_id OPERATOR(pg_catalog.=) $1 LIMIT 1) c ON true"

#define CONTACT_TABLES \
	" LEFT JOIN LATERAL (SELECT a.state FROM crm.addresses a" \
	" WHERE a.id OPERATOR(pg_catalog.=) c.address_id" \
	" AND a.tenant_id OPERATOR(pg_catalog.=) $1 LIMIT 1) a ON true" \
	" LEFT JOIN LATERAL (SELECT k.* FROM crm.lead_marketing_settings k" \
	" WHERE k.lead_id OPERATOR(pg_catalog.=) l.id" \
	" AND k.tenant_id OPERATOR(pg_catalog.=) $1 LIMIT 1) k ON true"

#define OF_IDS(id) id " OPERATOR(pg_catalog.=) ANY ($2)"
#define OF_RANGE(id) \
	id " OPERATOR(pg_catalog.>=) $2 AND " id " OPERATOR(pg_catalog.<=) $3"

#define LEADS(columns, tables, selection) \
	"SELECT " LEAD_COLUMNS columns " FROM crm.leads l" tables \
	" WHERE l.tenant_id OPERATOR(pg_catalog.=) $1 AND " selection("l.id") \
	" ORDER BY l.id"

#define BOTH(statement) \
	{{statement(OF_IDS), 2, {INT8OID, INT8ARRAYOID}}, \
	 {statement(OF_RANGE), 3, {INT8OID, INT8OID, INT8OID}}}

#define LEADS_ALONE(selection) LEADS("", "", selection)
#define LEADS_CLIENTS(selection) \
	LEADS(CLIENT_COLUMNS, CLIENT_TABLE, selection)
#define LEADS_CONTACT(selection) \
	LEADS(CLIENT_COLUMNS CONTACT_COLUMNS, CLIENT_TABLE CONTACT_TABLES, selection)

/* By part, and then by ids or by range. */
static CrmPlan leads[][2] = {
	BOTH(LEADS_ALONE), BOTH(LEADS_CLIENTS), BOTH(LEADS_CONTACT)
};

/* The columns of an event's row; the newest of a lead comes first, as the index has it. */
enum
{
	EVENT_LEAD,
	EVENT_AT,
	EVENT_DIRECTION,
	EVENT_OPEN,
	EVENT_WON,
	EVENT_SENTIMENT,
	EVENT_TYPE,
	EVENT_OUTCOME,
	EVENT_COLUMNS
};

#define COMMUNICATIONS(selection) \
	"SELECT e.lead_id, e.occurred_at, e.direction, false, false, e.ai_sentiment," \
	" e.communication_type_id, e.outcome FROM crm.lead_communications e" \
	" WHERE e.tenant_id OPERATOR(pg_catalog.=) $1 AND " selection("e.lead_id") \
	" AND e.occurred_at IS NOT NULL ORDER BY e.lead_id, e.occurred_at DESC, e.id DESC"

#define NOTES(selection) \
	"SELECT e.lead_id, e.created_at, NULL::pg_catalog.text, false, false, e.ai_sentiment," \
	" NULL::pg_catalog.text, NULL::pg_catalog.text FROM crm.lead_notes e" \
	" WHERE e.tenant_id OPERATOR(pg_catalog.=) $1 AND " selection("e.lead_id") \
	" ORDER BY e.lead_id, e.created_at DESC, e.id DESC"

#define OPPORTUNITIES(selection) \
	"SELECT e.lead_id, e.created_at, NULL::pg_catalog.text," \
	" g.category OPERATOR(pg_catalog.=) 'open', g.category OPERATOR(pg_catalog.=) 'won'," \
	" NULL::pg_catalog.numeric, NULL::pg_catalog.text, NULL::pg_catalog.text" \
	" FROM crm.opportunities e JOIN crm.opportunity_stages g" \
	" ON g.id OPERATOR(pg_catalog.=) e.stage_id" \
	" WHERE e.tenant_id OPERATOR(pg_catalog.=) $1 AND " selection("e.lead_id") \
	" ORDER BY e.lead_id, e.created_at DESC, e.id DESC"

static CrmPlan events[CRM_EVENT_KINDS][2] = {
	BOTH(COMMUNICATIONS), BOTH(NOTES), BOTH(OPPORTUNITIES)
};

static CrmPlan range_end = {
	"SELECT pg_catalog.max(l.id), pg_catalog.min(l.id) FROM (SELECT id FROM crm.leads"
	" WHERE tenant_id OPERATOR(pg_catalog.=) $1 AND id OPERATOR(pg_catalog.>) $2"
	" ORDER BY id LIMIT $3) l",
	3, {INT8OID, INT8OID, INT8OID}
};

/* The events of one kind for a selection, in the order of leads. */
typedef struct EventList
{
	int64	   *leads;
	CrmEvent   *events;
	int			n;
	int			allocated;
	int			next;			/* the first not taken */
} EventList;

/* Takes rows from the executor. */
typedef struct Receiver
{
	DestReceiver dest;
	const CrmGather *gather;
	MemoryContext context;		/* what a list keeps */
	MemoryContext per_lead;
	CrmEventKind kind;			/* of the list that is filled */
	EventList	lists[CRM_EVENT_KINDS];
	CrmLead		lead;
	Datum		values[CRM_COLUMNS];
	bool		nulls[CRM_COLUMNS];
	uint64		nleads;
} Receiver;

/* A bigint[] of ids. */
ArrayType *
crm_id_array(const int64 *ids, int n)
{
	Datum	   *elements = palloc(Max(n, 1) * sizeof(Datum));
	int			i;

	for (i = 0; i < n; i++)
		elements[i] = Int64GetDatum(ids[i]);
	return construct_array(elements, n, INT8OID, sizeof(int64),
						   FLOAT8PASSBYVAL, TYPALIGN_DOUBLE);
}

/* The type's id and channel, as the lookups hold them. */
static void
set_type(const CrmGather *gather, CrmEvent *event, Datum type)
{
	text	   *t = DatumGetTextPP(type);
	const CrmLookup *found;

	found = crm_lookup(gather->lookups, CRM_LOOKUP_CHANNEL, VARDATA_ANY(t),
					   VARSIZE_ANY_EXHDR(t));
	if (found)
	{
		event->type = found->id;
		event->channel = found->cstring;
	}
}

/* One row of events[]: keeps what the models look at. */
static bool
receive_event(TupleTableSlot *slot, DestReceiver *self)
{
	Receiver   *receiver = (Receiver *) self;
	const CrmGather *gather = receiver->gather;
	EventList  *list = &receiver->lists[receiver->kind];
	MemoryContext old = MemoryContextSwitchTo(receiver->context);
	CrmEvent   *event;

	slot_getallattrs(slot);
	if (list->n == list->allocated)
	{
		list->allocated = Max(1024, list->allocated * 2);
		list->leads = list->leads == NULL ? palloc(list->allocated * sizeof(int64))
			: repalloc_huge(list->leads, list->allocated * sizeof(int64));
		list->events = list->events == NULL ? palloc(list->allocated * sizeof(CrmEvent))
			: repalloc_huge(list->events, list->allocated * sizeof(CrmEvent));
	}
	list->leads[list->n] = DatumGetInt64(slot->tts_values[EVENT_LEAD]);
	event = &list->events[list->n++];
	memset(event, 0, sizeof(*event));
	event->at = DatumGetTimestampTz(slot->tts_values[EVENT_AT]);
	event->kind = receiver->kind;
	if (!slot->tts_isnull[EVENT_DIRECTION])
		event->inbound = *VARDATA_ANY(DatumGetTextPP(slot->tts_values[EVENT_DIRECTION])) == 'i';
	event->is_open = DatumGetBool(slot->tts_values[EVENT_OPEN]);
	event->is_won = DatumGetBool(slot->tts_values[EVENT_WON]);
	if (gather->sentiment && !slot->tts_isnull[EVENT_SENTIMENT])
	{
		event->has_sentiment = true;
		event->sentiment = crm_numeric_double(slot->tts_values[EVENT_SENTIMENT]);
	}
	if (gather->types && !slot->tts_isnull[EVENT_TYPE])
		set_type(gather, event, slot->tts_values[EVENT_TYPE]);
	if (gather->outcomes && !slot->tts_isnull[EVENT_OUTCOME])
		event->outcome = TextDatumGetCString(slot->tts_values[EVENT_OUTCOME]);
	MemoryContextSwitchTo(old);
	return true;
}

static int
compare_events(const void *a, const void *b)
{
	const CrmEvent *x = a;
	const CrmEvent *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return (int) x->kind - (int) y->kind;
}

/* The lead's run of a list, turned round in place: oldest first. */
static CrmEvent *
take_run(EventList *list, int64 lead, int *n)
{
	CrmEvent   *first;
	int			i;

	while (list->next < list->n && list->leads[list->next] < lead)
		list->next++;
	first = &list->events[list->next];
	for (*n = 0; list->next < list->n && list->leads[list->next] == lead; (*n)++)
		list->next++;
	for (i = 0; i < *n / 2; i++)
	{
		CrmEvent	swap = first[i];

		first[i] = first[*n - 1 - i];
		first[*n - 1 - i] = swap;
	}
	return first;
}

/* The lead's events of all kinds, oldest first. */
static const CrmEvent *
take_events(Receiver *receiver, int64 lead, int *n)
{
	CrmEvent   *runs[CRM_EVENT_KINDS];
	int			lengths[CRM_EVENT_KINDS];
	CrmEvent   *all = NULL;
	int			kinds = 0;
	int			kind;

	*n = 0;
	for (kind = 0; kind < CRM_EVENT_KINDS; kind++)
	{
		runs[kind] = take_run(&receiver->lists[kind], lead, &lengths[kind]);
		if (lengths[kind] == 0)
			continue;
		*n += lengths[kind];
		all = runs[kind];
		kinds++;
	}
	if (kinds <= 1)
		return all;
	all = palloc_extended(*n * sizeof(CrmEvent), MCXT_ALLOC_HUGE);
	*n = 0;
	for (kind = 0; kind < CRM_EVENT_KINDS; kind++)
	{
		memcpy(all + *n, runs[kind], lengths[kind] * sizeof(CrmEvent));
		*n += lengths[kind];
	}
	qsort(all, *n, sizeof(CrmEvent), compare_events);
	return all;
}

static const CrmLookup *
lookup_column(const Receiver *receiver, CrmLookupKind kind, int column)
{
	text	   *t;

	if (receiver->nulls[column])
		return NULL;
	if (kind == CRM_LOOKUP_CAMPAIGN)
	{
		int64		id = DatumGetInt64(receiver->values[column]);

		return crm_lookup(receiver->gather->lookups, kind, (char *) &id, sizeof(id));
	}
	t = DatumGetTextPP(receiver->values[column]);
	return crm_lookup(receiver->gather->lookups, kind, VARDATA_ANY(t),
					  VARSIZE_ANY_EXHDR(t));
}

/* Fills in the columns that come from the lookup tables. */
static void
add_lookups(Receiver *receiver)
{
	static const struct
	{
		CrmLookupKind kind;
		int			column;
		int			text;
		int			second;		/* 0: none */
	}			wanted[] =
	{
		{CRM_LOOKUP_STATUS, CRM_COL_STATUS, CRM_COL_STATUS_CATEGORY, 0},
		{CRM_LOOKUP_TYPE, CRM_COL_TYPE, CRM_COL_LINE, 0},
		{CRM_LOOKUP_SOURCE, CRM_COL_SOURCE, CRM_COL_SOURCE_KIND, CRM_COL_SOURCE_COST},
		{CRM_LOOKUP_CAMPAIGN, CRM_COL_CAMPAIGN_ID, CRM_COL_CAMPAIGN, CRM_COL_CAMPAIGN_CHANNEL},
	};
	int			i;

	for (i = 0; i < lengthof(wanted); i++)
	{
		const CrmLookup *found = lookup_column(receiver, wanted[i].kind, wanted[i].column);

		receiver->nulls[wanted[i].text] = found == NULL || found->text_null;
		receiver->values[wanted[i].text] = found ? found->text : (Datum) 0;
		if (wanted[i].second == 0)
			continue;
		receiver->nulls[wanted[i].second] = found == NULL || found->second_null;
		receiver->values[wanted[i].second] = found ? found->second : (Datum) 0;
	}
}

/* One row of leads[]: hands the lead to the sink. */
static bool
receive_lead(TupleTableSlot *slot, DestReceiver *self)
{
	Receiver   *receiver = (Receiver *) self;
	int			ncolumns = slot->tts_tupleDescriptor->natts;
	MemoryContext old = MemoryContextSwitchTo(receiver->per_lead);

	slot_getallattrs(slot);
	memcpy(receiver->values, slot->tts_values, ncolumns * sizeof(Datum));
	memcpy(receiver->nulls, slot->tts_isnull, ncolumns * sizeof(bool));
	add_lookups(receiver);
	receiver->lead.id = DatumGetInt64(receiver->values[CRM_COL_ID]);
	receiver->lead.events = take_events(receiver, receiver->lead.id,
										&receiver->lead.nevents);
	receiver->gather->sink(&receiver->lead, receiver->gather->arg);
	receiver->nleads++;
	MemoryContextSwitchTo(old);
	MemoryContextReset(receiver->per_lead);
	return true;
}

static void
receiver_startup(DestReceiver *self, int operation, TupleDesc desc)
{
}

static void
receiver_nothing(DestReceiver *self)
{
}

/* Runs a statement over the selection, its rows going to the receiver. */
static void
run(Receiver *receiver, CrmPlan *plans, const CrmSelection *selection)
{
	CrmPlan    *plan = &plans[selection->ids ? 0 : 1];
	SPIExecuteOptions options = {0};
	ParamListInfo params = makeParamList(plan->nargs);
	int			rc;
	int			i;

	params->params[0].value = Int64GetDatum(receiver->gather->tenant);
	params->params[1].value = selection->ids ? PointerGetDatum(selection->ids)
		: Int64GetDatum(selection->first);
	if (!selection->ids)
		params->params[2].value = Int64GetDatum(selection->last);
	for (i = 0; i < plan->nargs; i++)
	{
		params->params[i].isnull = false;
		params->params[i].pflags = PARAM_FLAG_CONST;
		params->params[i].ptype = plan->argtypes[i];
	}
	options.params = params;
	options.read_only = receiver->gather->read_only;
	options.dest = &receiver->dest;
	rc = SPI_execute_plan_extended(crm_plan(plan), &options);
	if (rc < 0)
		elog(ERROR, "SPI_execute_plan_extended failed: %s: %s",
			 SPI_result_code_string(rc), plan->sql);
	pfree(params);
}

/*
 * Prepares for gathering what a model looks at, and "more" parts beside.
 * Lookups are read here, into CurrentMemoryContext.
 */
void
crm_gather_init(CrmGather *gather, int64 tenant, const CrmModel *model,
				CrmParts more, bool read_only, CrmLeadSink sink, void *arg)
{
	memset(gather, 0, sizeof(*gather));
	gather->tenant = tenant;
	gather->parts = more;
	gather->read_only = read_only;
	gather->sink = sink;
	gather->arg = arg;
	crm_gather_add(gather, model);
}

/* Has what another model looks at gathered too. */
void
crm_gather_add(CrmGather *gather, const CrmModel *model)
{
	int			kind;

	gather->parts = Max(gather->parts, model->parts);
	for (kind = 0; kind < CRM_EVENT_KINDS; kind++)
		gather->events[kind] |= model->needs_events[kind];
	gather->sentiment |= model->needs_sentiment;
	gather->types |= model->needs_types;
	gather->outcomes |= model->needs_outcomes;
	if (gather->lookups == NULL || model->needs_campaigns)
		gather->lookups = crm_lookups_load(gather->tenant, model->needs_campaigns,
										   gather->read_only);
}

/*
 * Hands each selected lead of the tenant to the sink, in the order of ids.
 * Returns how many there were.
 */
uint64
crm_gather_leads(const CrmGather *gather, const CrmSelection *selection)
{
	Receiver	receiver = {{receive_event}};
	int			kind;

	receiver.dest.rStartup = receiver_startup;
	receiver.dest.rShutdown = receiver_nothing;
	receiver.dest.rDestroy = receiver_nothing;
	receiver.dest.mydest = DestNone;
	receiver.gather = gather;
	receiver.context = AllocSetContextCreate(CurrentMemoryContext, "crm events",
											 ALLOCSET_DEFAULT_SIZES);
	receiver.per_lead = AllocSetContextCreate(CurrentMemoryContext, "crm lead",
											  ALLOCSET_DEFAULT_SIZES);
	for (kind = 0; kind < CRM_EVENT_KINDS; kind++)
	{
		receiver.kind = kind;
		if (gather->events[kind])
			run(&receiver, events[kind], selection);
	}

	receiver.dest.receiveSlot = receive_lead;
	receiver.lead.parts = gather->parts;
	receiver.lead.values = receiver.values;
	receiver.lead.nulls = receiver.nulls;
	memset(receiver.nulls, true, sizeof(receiver.nulls));
	run(&receiver, leads[gather->parts], selection);
	MemoryContextDelete(receiver.per_lead);
	MemoryContextDelete(receiver.context);
	return receiver.nleads;
}

/*
 * Moves a range selection on to the next so many leads of the tenant, beginning
 * after its last; false when there are none.  Begin with last = PG_INT64_MIN.
 */
bool
crm_next_selection(const CrmGather *gather, int size, CrmSelection *selection)
{
	Datum		args[3];
	bool		isnull;
	Datum		last;

	args[0] = Int64GetDatum(gather->tenant);
	args[1] = Int64GetDatum(selection->last);
	args[2] = Int64GetDatum(size);
	crm_plan_execute(&range_end, args, NULL, gather->read_only, 1);
	last = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull);
	if (!isnull)
	{
		selection->ids = NULL;
		selection->last = DatumGetInt64(last);
		selection->first = DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0],
													   SPI_tuptable->tupdesc, 2, &isnull));
	}
	SPI_freetuptable(SPI_tuptable);
	return !isnull;
}
