/*-------------------------------------------------------------------------
 *
 * gather.c
 *	  Reads what a model looks at, for many leads at once: their columns in one
 *	  statement, their events in one a kind, joined here by lead.
 *
 * SPI must be connected.  Row-level security holds: what the caller may not
 * read does not count.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "common/spi.h"
#include "score/gather.h"

static CrmPlan active_model = {
	"SELECT m.name, m.version, m.definition, t.timezone"
	" FROM crm.tenants t, crm.score_models m"
	" WHERE t.id OPERATOR(pg_catalog.=) $1"
	" AND m.status OPERATOR(pg_catalog.=) 'active'"
	" AND (m.tenant_id IS NULL OR m.tenant_id OPERATOR(pg_catalog.=) $1)"
	" ORDER BY m.tenant_id NULLS LAST, m.is_builtin LIMIT 1",
	1, {INT8OID}
};

/* In the order of CrmColumn. */
#define LEAD_COLUMNS \
	"l.id, l.status_id, l.insurance_type_id, l.source_id, l.assigned_agent_id," \
	" l.current_carrier, l.current_premium, l.x_date, l.target_premium," \
	" l.quoted_premium, l.umbrella_requested, l.umbrella_limit," \
	" l.ai_follow_up_priority, l.ai_next_action_at, l.received_at, l.assigned_at," \
	" l.first_contact_at, l.last_contact_at, l.next_follow_up_at, l.quoted_at," \
	" l.status_changed_at, l.auto_data, l.home_data, l.renters_data," \
	" l.specialty_data, l.commercial_data, l.life_data," \
	" s.category, y.line, o.kind, o.cost_per_lead, g.code, g.channel"

#define CLIENT_COLUMNS \
	", c.client_type, c.lifecycle, c.occupation, c.entity_type, c.naics_code," \
	" c.year_established, c.employee_count, c.annual_revenue, c.email, c.phone," \
	" c.preferred_channel, c.ai_risk_score, c.ai_lifetime_value, c.ai_churn_risk," \
	" c.created_at, c.date_of_birth, c.gender, c.marital_status," \
	" c.preferred_language, a.state, k.do_not_contact, k.email_opt_in," \
	" k.sms_opt_in, k.call_opt_in"

#define LEAD_TABLES \
	" FROM crm.leads l" \
	" JOIN crm.lead_statuses s ON s.id OPERATOR(pg_catalog.=) l.status_id" \
	" JOIN crm.insurance_types y ON y.id OPERATOR(pg_catalog.=) l.insurance_type_id" \
	" LEFT JOIN crm.lead_sources o ON o.id OPERATOR(pg_catalog.=) l.source_id" \
	" LEFT JOIN crm.campaigns g ON g.id OPERATOR(pg_catalog.=) l.campaign_id" \
	" AND g.tenant_id OPERATOR(pg_catalog.=) $1"

#define CLIENT_TABLES \
	" LEFT JOIN crm.clients c ON c.id OPERATOR(pg_catalog.=) l.client_id" \
	" AND c.tenant_id OPERATOR(pg_catalog.=) $1" \
	" LEFT JOIN crm.addresses a ON a.id OPERATOR(pg_catalog.=) c.address_id" \
	" AND a.tenant_id OPERATOR(pg_catalog.=) $1" \
	" LEFT JOIN crm.lead_marketing_settings k" \
	" ON k.lead_id OPERATOR(pg_catalog.=) l.id" \
	" AND k.tenant_id OPERATOR(pg_catalog.=) $1"

#define OF_IDS \
	" WHERE l.tenant_id OPERATOR(pg_catalog.=) $1" \
	" AND l.id OPERATOR(pg_catalog.=) ANY ($2) ORDER BY l.id"

static CrmPlan leads_alone = {
	"SELECT " LEAD_COLUMNS LEAD_TABLES OF_IDS, 2, {INT8OID, INT8ARRAYOID}
};

static CrmPlan leads_with_clients = {
	"SELECT " LEAD_COLUMNS CLIENT_COLUMNS LEAD_TABLES CLIENT_TABLES OF_IDS,
	2, {INT8OID, INT8ARRAYOID}
};

/* Lead, time, kind, inbound, open, won, sentiment, channel, outcome. */
static CrmPlan events[CRM_EVENT_KINDS] = {
	{"SELECT e.lead_id, e.occurred_at,"
		" e.direction OPERATOR(pg_catalog.=) 'inbound', false, false,"
		" e.ai_sentiment::pg_catalog.float8, t.channel, e.outcome"
		" FROM crm.lead_communications e JOIN crm.communication_types t"
		" ON t.id OPERATOR(pg_catalog.=) e.communication_type_id"
		" WHERE e.tenant_id OPERATOR(pg_catalog.=) $1"
		" AND e.lead_id OPERATOR(pg_catalog.=) ANY ($2)"
		" AND e.occurred_at IS NOT NULL ORDER BY e.lead_id, e.occurred_at, e.id",
	2, {INT8OID, INT8ARRAYOID}},
	{"SELECT e.lead_id, e.created_at, false, false, false,"
		" e.ai_sentiment::pg_catalog.float8, NULL::pg_catalog.text, NULL::pg_catalog.text"
		" FROM crm.lead_notes e"
		" WHERE e.tenant_id OPERATOR(pg_catalog.=) $1"
		" AND e.lead_id OPERATOR(pg_catalog.=) ANY ($2)"
		" ORDER BY e.lead_id, e.created_at, e.id",
	2, {INT8OID, INT8ARRAYOID}},
	{"SELECT e.lead_id, e.created_at, false,"
		" g.category OPERATOR(pg_catalog.=) 'open',"
		" g.category OPERATOR(pg_catalog.=) 'won',"
		" NULL::pg_catalog.float8, NULL::pg_catalog.text, NULL::pg_catalog.text"
		" FROM crm.opportunities e JOIN crm.opportunity_stages g"
		" ON g.id OPERATOR(pg_catalog.=) e.stage_id"
		" WHERE e.tenant_id OPERATOR(pg_catalog.=) $1"
		" AND e.lead_id OPERATOR(pg_catalog.=) ANY ($2)"
		" ORDER BY e.lead_id, e.created_at, e.id",
	2, {INT8OID, INT8ARRAYOID}},
};

/* The events of one kind, in the order of leads; "next" is the first not taken. */
typedef struct EventStream
{
	SPITupleTable *table;
	uint64		n;
	uint64		next;
} EventStream;

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

/*
 * The tenant's own active model, or else everybody's.  Lives in
 * CurrentMemoryContext.
 */
void
crm_load_model(int64 tenant, CrmActiveModel *active)
{
	Datum		args[1] = {Int64GetDatum(tenant)};
	HeapTuple	row;
	TupleDesc	desc;
	bool		isnull;
	char	   *zone;

	if (crm_plan_execute(&active_model, args, NULL, true, 1) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("no score model is active"),
				 errdetail("Neither tenant " INT64_FORMAT " nor everybody has an active model, or this role may not read it.",
						   tenant),
				 errhint("Publish one with crm.publish_score_model, or activate one: UPDATE crm.score_models SET status = 'active' ...")));
	row = SPI_tuptable->vals[0];
	desc = SPI_tuptable->tupdesc;
	active->name = SPI_getvalue(row, desc, 1);
	active->version = DatumGetInt32(SPI_getbinval(row, desc, 2, &isnull));
	active->model = crm_model_cached(DatumGetJsonbP(SPI_getbinval(row, desc, 3, &isnull)));
	zone = SPI_getvalue(row, desc, 4);
	active->zone = pg_tzset(zone);
	if (active->zone == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the time zone of tenant " INT64_FORMAT " is not known", tenant),
				 errdetail("It is \"%s\".", zone),
				 errhint("Set crm.tenants.timezone to a name in pg_timezone_names.")));
}

static void
read_event(SPITupleTable *table, uint64 i, CrmEventKind kind, CrmEvent *event)
{
	Datum		values[8];
	bool		nulls[8];

	heap_deform_tuple(table->vals[i], table->tupdesc, values, nulls);
	event->at = DatumGetTimestampTz(values[1]);
	event->kind = kind;
	event->inbound = DatumGetBool(values[2]);
	event->is_open = DatumGetBool(values[3]);
	event->is_won = DatumGetBool(values[4]);
	event->has_sentiment = !nulls[5];
	event->sentiment = nulls[5] ? 0 : DatumGetFloat8(values[5]);
	event->channel = nulls[6] ? NULL : TextDatumGetCString(values[6]);
	event->outcome = nulls[7] ? NULL : TextDatumGetCString(values[7]);
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

/* The lead's events of all kinds, oldest first. */
static CrmEvent *
take_events(EventStream *streams, int64 lead, int *n)
{
	CrmEvent   *taken = NULL;
	int			allocated = 0;
	int			kinds = 0;
	int			kind;

	*n = 0;
	for (kind = 0; kind < CRM_EVENT_KINDS; kind++)
	{
		EventStream *stream = &streams[kind];
		int			before = *n;

		for (; stream->next < stream->n; stream->next++)
		{
			bool		isnull;
			int64		id;

			id = DatumGetInt64(heap_getattr(stream->table->vals[stream->next], 1,
											stream->table->tupdesc, &isnull));
			if (id > lead)
				break;
			if (id < lead)
				continue;
			if (*n >= allocated)
			{
				allocated = Max(16, allocated * 2);
				taken = taken ? repalloc_huge(taken, allocated * sizeof(CrmEvent))
					: palloc(allocated * sizeof(CrmEvent));
			}
			read_event(stream->table, stream->next, kind, &taken[(*n)++]);
		}
		kinds += *n > before;
	}
	if (kinds > 1)
		qsort(taken, *n, sizeof(CrmEvent), compare_events);
	return taken;
}

/*
 * Hands each lead of the tenant in "ids" to the sink, in the order of ids.
 * Returns how many there were.
 */
uint64
crm_gather_leads(int64 tenant, const CrmModel *model, bool with_client,
				 ArrayType *ids, bool read_only, CrmLeadSink sink, void *arg)
{
	Datum		args[2] = {Int64GetDatum(tenant), PointerGetDatum(ids)};
	EventStream streams[CRM_EVENT_KINDS] = {{NULL}};
	Datum		values[CRM_COLUMNS];
	bool		nulls[CRM_COLUMNS];
	SPITupleTable *leads;
	MemoryContext per_lead;
	MemoryContext old;
	CrmLead		lead;
	uint64		n;
	uint64		i;
	int			kind;

	n = crm_plan_execute(with_client ? &leads_with_clients : &leads_alone,
						 args, NULL, read_only, 0);
	leads = SPI_tuptable;
	for (kind = 0; kind < CRM_EVENT_KINDS; kind++)
	{
		if (!model->needs_events[kind])
			continue;
		streams[kind].n = crm_plan_execute(&events[kind], args, NULL, read_only, 0);
		streams[kind].table = SPI_tuptable;
	}

	per_lead = AllocSetContextCreate(CurrentMemoryContext, "crm lead",
									 ALLOCSET_DEFAULT_SIZES);
	lead.ncolumns = with_client ? CRM_COLUMNS : CRM_LEAD_COLUMNS;
	lead.values = values;
	lead.nulls = nulls;
	for (i = 0; i < n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		old = MemoryContextSwitchTo(per_lead);
		heap_deform_tuple(leads->vals[i], leads->tupdesc, values, nulls);
		lead.id = DatumGetInt64(values[CRM_COL_ID]);
		lead.events = take_events(streams, lead.id, &lead.nevents);
		sink(&lead, arg);
		MemoryContextSwitchTo(old);
		MemoryContextReset(per_lead);
	}
	MemoryContextDelete(per_lead);
	SPI_freetuptable(leads);
	for (kind = 0; kind < CRM_EVENT_KINDS; kind++)
	{
		if (streams[kind].table)
			SPI_freetuptable(streams[kind].table);
	}
	return n;
}
