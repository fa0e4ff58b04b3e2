/*-------------------------------------------------------------------------
 *
 * gather.c
 *	  Reads what a model looks at, for some leads: their columns in one
 *	  statement, their events in one a kind, joined here by lead.
 *
 * Rows are taken from the executor as they come, without a copy.  The joins
 * are written so that the planner cannot but look each row up by its key,
 * whatever it believes the tables' sizes to be; all leads of a tenant are read
 * in another way, see bulk.c.  SPI must be connected.  Row-level security
 * holds: what the caller may not read does not count.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

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

static CrmPlan range_end = {
	"SELECT pg_catalog.max(l.id), pg_catalog.min(l.id) FROM (SELECT id FROM crm.leads"
	" WHERE tenant_id OPERATOR(pg_catalog.=) $1 AND id OPERATOR(pg_catalog.>) $2"
	" ORDER BY id LIMIT $3) l",
	3, {INT8OID, INT8OID, INT8OID}
};

/* Hands the leads of a selection on, each with its events. */
typedef struct LeadReceiver
{
	DestReceiver dest;
	const CrmGather *gather;
	CrmEventStore store;
	MemoryContext per_lead;
	CrmLead		lead;
	Datum		values[CRM_COLUMNS];
	bool		nulls[CRM_COLUMNS];
	uint64		nleads;
} LeadReceiver;

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

static const CrmLookup *
lookup_column(const CrmGather *gather, const CrmLead *lead, CrmLookupKind kind,
			  int column)
{
	const char *id;
	int			len;

	if (lead->nulls[column])
		return NULL;
	if (kind == CRM_LOOKUP_CAMPAIGN)
	{
		int64		id = DatumGetInt64(lead->values[column]);

		return crm_lookup(gather->lookups, kind, (char *) &id, sizeof(id));
	}
	id = crm_text_bytes(lead->values[column], &len);
	return crm_lookup(gather->lookups, kind, id, len);
}

static void
take_lookup(const CrmLookup *found, CrmLead *lead, bool *nulls, int first,
			int second)
{
	nulls[first] = found == NULL || found->text_null;
	lead->values[first] = found ? found->text : (Datum) 0;
	if (second == 0)
		return;
	nulls[second] = found == NULL || found->second_null;
	lead->values[second] = found ? found->second : (Datum) 0;
}

/* Fills in the columns that come from the lookup tables; "nulls" is the lead's. */
void
crm_gather_lookups(const CrmGather *gather, CrmLead *lead, bool *nulls)
{
	const CrmModel *model = gather->context->model;
	const CrmLookup *found;

	found = lookup_column(gather, lead, CRM_LOOKUP_STATUS, CRM_COL_STATUS);
	take_lookup(found, lead, nulls, CRM_COL_STATUS_CATEGORY, 0);
	lead->words[CRM_WORD_STATUS] = found ? found->number : 0;
	lead->is_open = found && found->is_open;
	found = lookup_column(gather, lead, CRM_LOOKUP_TYPE, CRM_COL_TYPE);
	take_lookup(found, lead, nulls, CRM_COL_LINE, 0);
	lead->words[CRM_WORD_INSURANCE] = found ? found->number : 0;
	if (model->needs_column[CRM_COL_SOURCE] || model->needs_column[CRM_COL_SOURCE_KIND] ||
		model->needs_column[CRM_COL_SOURCE_COST])
	{
		found = lookup_column(gather, lead, CRM_LOOKUP_SOURCE, CRM_COL_SOURCE);
		take_lookup(found, lead, nulls, CRM_COL_SOURCE_KIND, CRM_COL_SOURCE_COST);
		lead->words[CRM_WORD_SOURCE] = found ? found->number : 0;
	}
	if (model->needs_campaigns)
		take_lookup(lookup_column(gather, lead, CRM_LOOKUP_CAMPAIGN, CRM_COL_CAMPAIGN_ID),
					lead, nulls, CRM_COL_CAMPAIGN, CRM_COL_CAMPAIGN_CHANNEL);
}

/* One row of leads[]: hands the lead to the sink. */
static bool
receive_lead(TupleTableSlot *slot, DestReceiver *self)
{
	LeadReceiver *receiver = (LeadReceiver *) self;
	CrmLead    *lead = &receiver->lead;
	int			ncolumns = slot->tts_tupleDescriptor->natts;
	const CrmEvent *events;
	int			n;
	MemoryContext old = MemoryContextSwitchTo(receiver->per_lead);

	slot_getallattrs(slot);
	memcpy(receiver->values, slot->tts_values, ncolumns * sizeof(Datum));
	memcpy(receiver->nulls, slot->tts_isnull, ncolumns * sizeof(bool));
	crm_gather_lookups(receiver->gather, lead, receiver->nulls);
	lead->id = DatumGetInt64(receiver->values[CRM_COL_ID]);
	events = crm_event_store_find(&receiver->store, lead->id, &n);
	crm_score_take_events(receiver->gather->context, lead, events, n);
	receiver->gather->sink(lead, receiver->gather->arg);
	receiver->nleads++;
	MemoryContextSwitchTo(old);
	MemoryContextReset(receiver->per_lead);
	return true;
}

static void
nothing_at_startup(DestReceiver *self, int operation, TupleDesc desc)
{
}

static void
nothing_to_do(DestReceiver *self)
{
}

/* A receiver of rows that come straight from the executor, without a copy. */
void
crm_receiver_init(DestReceiver *dest,
				  bool (*receive) (TupleTableSlot *, DestReceiver *),
				  void (*startup) (DestReceiver *, int, TupleDesc),
				  void (*shutdown) (DestReceiver *))
{
	dest->receiveSlot = receive;
	dest->rStartup = startup ? startup : nothing_at_startup;
	dest->rShutdown = shutdown ? shutdown : nothing_to_do;
	dest->rDestroy = nothing_to_do;
	dest->mydest = DestNone;
}

/*
 * Runs a statement of the tenant ($1) and, if it has more parameters, the ids
 * ($2) or the range ($2, $3) of a selection.
 */
void
crm_gather_run(const CrmGather *gather, CrmPlan *plan,
			   const CrmSelection *selection, DestReceiver *dest)
{
	SPIExecuteOptions options = {0};
	ParamListInfo params = makeParamList(plan->nargs);
	int			rc;
	int			i;

	params->params[0].value = Int64GetDatum(gather->tenant);
	if (plan->nargs > 1)
		params->params[1].value = selection->ids ? PointerGetDatum(selection->ids)
			: Int64GetDatum(selection->first);
	if (plan->nargs > 2)
		params->params[2].value = Int64GetDatum(selection->last);
	for (i = 0; i < plan->nargs; i++)
	{
		params->params[i].isnull = false;
		params->params[i].pflags = PARAM_FLAG_CONST;
		params->params[i].ptype = plan->argtypes[i];
	}
	options.params = params;
	options.read_only = gather->read_only;
	options.dest = dest;
	rc = SPI_execute_plan_extended(crm_plan(plan), &options);
	if (rc < 0)
		elog(ERROR, "SPI_execute_plan_extended failed: %s: %s",
			 SPI_result_code_string(rc), plan->sql);
	pfree(params);
}

/* The outcomes that the model's factors name. */
static void
collect_outcomes(CrmGather *gather)
{
	const CrmModel *model = gather->context->model;
	CrmWords   *words = &gather->words;
	int			most = 1;
	int			i;
	int			j;
	int			k;

	for (i = 0; i < model->nfactors; i++)
		most += model->factors[i].events.noutcomes;
	words->outcomes = palloc0(most * sizeof(char *));
	gather->outcome_lens = palloc0(most * sizeof(int));
	words->noutcomes = 1;
	for (i = 0; i < model->nfactors; i++)
	{
		for (j = 0; j < model->factors[i].events.noutcomes; j++)
		{
			const char *outcome = model->factors[i].events.outcomes[j];

			for (k = 1; k < words->noutcomes; k++)
			{
				if (strcmp(words->outcomes[k], outcome) == 0)
					break;
			}
			if (k < words->noutcomes)
				continue;
			words->outcomes[k] = outcome;
			gather->outcome_lens[k] = strlen(outcome);
			words->noutcomes++;
		}
	}
	if (words->noutcomes > PG_UINT16_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("the score model names more than %d outcomes", PG_UINT16_MAX)));
}

/*
 * Prepares for gathering what the context's model looks at, and "more" parts
 * beside; the context is made ready, too.  Lookups are read here, into
 * CurrentMemoryContext.
 */
void
crm_gather_init(CrmGather *gather, int64 tenant, CrmScoreContext *context,
				CrmParts more, bool read_only, CrmLeadSink sink, void *arg)
{
	memset(gather, 0, sizeof(*gather));
	gather->tenant = tenant;
	gather->context = context;
	gather->parts = Max(more, context->model->parts);
	gather->read_only = read_only;
	gather->sink = sink;
	gather->arg = arg;
	gather->lookups = crm_lookups_load(tenant, context->model->needs_campaigns,
									   read_only);
	crm_lookups_words(gather->lookups, &gather->words);
	collect_outcomes(gather);
	crm_score_prepare(context, &gather->words);
}

/* The least and the greatest of the ids. */
static void
ids_range(ArrayType *ids, int64 *first, int64 *last)
{
	const int64 *values = (const int64 *) ARR_DATA_PTR(ids);
	int			n = ArrayGetNItems(ARR_NDIM(ids), ARR_DIMS(ids));
	int			i;

	*first = n > 0 ? values[0] : 0;
	*last = *first;
	for (i = 1; i < n; i++)
	{
		*first = Min(*first, values[i]);
		*last = Max(*last, values[i]);
	}
}

/*
 * Hands each selected lead of the tenant to the sink, in the order of ids.
 * Returns how many there were.
 */
uint64
crm_gather_leads(const CrmGather *gather, const CrmSelection *selection)
{
	CrmSelectionKind how = selection->ids ? CRM_BY_IDS : CRM_BY_RANGE;
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "crm gather",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	LeadReceiver receiver = {{NULL}};
	int64		first = selection->first;
	int64		last = selection->last;

	if (selection->ids)
		ids_range(selection->ids, &first, &last);
	crm_event_store_init(&receiver.store, first, last, 0);
	crm_gather_events(gather, how, selection, &receiver.store);

	crm_receiver_init(&receiver.dest, receive_lead, NULL, NULL);
	receiver.gather = gather;
	receiver.per_lead = AllocSetContextCreate(context, "crm lead", ALLOCSET_DEFAULT_SIZES);
	receiver.lead.parts = gather->parts;
	receiver.lead.values = receiver.values;
	receiver.lead.nulls = receiver.nulls;
	memset(receiver.nulls, true, sizeof(receiver.nulls));
	crm_gather_run(gather, &leads[gather->parts][how], selection, &receiver.dest);
	MemoryContextSwitchTo(old);
	MemoryContextDelete(context);
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
