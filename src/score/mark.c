/*-------------------------------------------------------------------------
 *
 * mark.c
 *	  Marks a lead's score due when one of its inputs changes.
 *
 * A mark is a next_change_at of -infinity and one more change: crm.rescore_leads
 * writes only where the count of changes is still what it was before it read
 * the inputs.  A row that this transaction has marked needs no second mark.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "utils/rel.h"

#include "common/own_trigger.h"
#include "common/spi.h"
#include "common/trigger_row.h"

PG_FUNCTION_INFO_V1(crm_mark_lead_due);

#define SET_MARK \
	"UPDATE crm.lead_scores s SET next_change_at = '-infinity'," \
	" changes = s.changes OPERATOR(pg_catalog.+) 1"

#define NOT_MARKED_BY_US \
	" AND NOT (s.next_change_at OPERATOR(pg_catalog.=) '-infinity' AND s.xmin OPERATOR(pg_catalog.=)" \
	" pg_catalog.xid(pg_catalog.pg_current_xact_id()))"

static CrmPlan mark_lead = {
	SET_MARK
	" WHERE s.lead_id OPERATOR(pg_catalog.=) $1"
	" AND s.tenant_id OPERATOR(pg_catalog.=) $2" NOT_MARKED_BY_US,
	2, {INT8OID, INT8OID}
};

/* For a row that may come from a dump: only if it is newer than the score. */
static CrmPlan mark_if_newer = {
	SET_MARK
	" WHERE s.lead_id OPERATOR(pg_catalog.=) $1"
	" AND s.tenant_id OPERATOR(pg_catalog.=) $2"
	" AND s.scored_at OPERATOR(pg_catalog.<) $3"
	" AND s.next_change_at OPERATOR(pg_catalog.>) '-infinity'",
	3, {INT8OID, INT8OID, TIMESTAMPTZOID}
};

static CrmPlan mark_client = {
	SET_MARK
	" FROM crm.leads l WHERE l.client_id OPERATOR(pg_catalog.=) $1"
	" AND l.tenant_id OPERATOR(pg_catalog.=) $2"
	" AND s.lead_id OPERATOR(pg_catalog.=) l.id"
	" AND s.tenant_id OPERATOR(pg_catalog.=) $2" NOT_MARKED_BY_US,
	2, {INT8OID, INT8OID}
};

static CrmPlan mark_address = {
	SET_MARK
	" FROM crm.leads l, crm.clients c"
	" WHERE c.address_id OPERATOR(pg_catalog.=) $1"
	" AND c.tenant_id OPERATOR(pg_catalog.=) $2"
	" AND l.client_id OPERATOR(pg_catalog.=) c.id"
	" AND l.tenant_id OPERATOR(pg_catalog.=) $2"
	" AND s.lead_id OPERATOR(pg_catalog.=) l.id"
	" AND s.tenant_id OPERATOR(pg_catalog.=) $2" NOT_MARKED_BY_US,
	2, {INT8OID, INT8OID}
};

/* A value of a lookup changed that many leads share, of any tenant. */
#define MARK_SHARING(column) \
	SET_MARK \
	" FROM crm.leads l WHERE l." column " OPERATOR(pg_catalog.=) $1" \
	" AND s.lead_id OPERATOR(pg_catalog.=) l.id" \
	" AND s.tenant_id OPERATOR(pg_catalog.=) l.tenant_id" NOT_MARKED_BY_US

#define MARK_WITH_EVENTS(table, column) \
	SET_MARK \
	" WHERE EXISTS (SELECT FROM crm." table " e WHERE e." column " OPERATOR(pg_catalog.=) $1" \
	" AND e.lead_id OPERATOR(pg_catalog.=) s.lead_id" \
	" AND e.tenant_id OPERATOR(pg_catalog.=) s.tenant_id)" NOT_MARKED_BY_US

static CrmPlan mark_status = {MARK_SHARING("status_id"), 1, {TEXTOID}};
static CrmPlan mark_type = {MARK_SHARING("insurance_type_id"), 1, {TEXTOID}};
static CrmPlan mark_source = {MARK_SHARING("source_id"), 1, {TEXTOID}};
static CrmPlan mark_communication_type = {
	MARK_WITH_EVENTS("lead_communications", "communication_type_id"), 1, {TEXTOID}
};
static CrmPlan mark_stage = {
	MARK_WITH_EVENTS("opportunities", "stage_id"), 1, {TEXTOID}
};

static CrmPlan mark_campaign = {
	SET_MARK
	" FROM crm.leads l WHERE l.campaign_id OPERATOR(pg_catalog.=) $1"
	" AND l.tenant_id OPERATOR(pg_catalog.=) $2"
	" AND s.lead_id OPERATOR(pg_catalog.=) l.id"
	" AND s.tenant_id OPERATOR(pg_catalog.=) $2" NOT_MARKED_BY_US,
	2, {INT8OID, INT8OID}
};

/* The tenant's time zone says when a date begins. */
static CrmPlan mark_tenant = {
	SET_MARK " WHERE s.tenant_id OPERATOR(pg_catalog.=) $1" NOT_MARKED_BY_US,
	1, {INT8OID}
};

/* Rows that many leads share: the trigger's argument, and what it marks. */
static const struct
{
	const char *key;
	CrmPlan    *plan;
}			shared[] =

{
	{"client_id", &mark_client},
	{"address_id", &mark_address},
	{"status_id", &mark_status},
	{"insurance_type_id", &mark_type},
	{"source_id", &mark_source},
	{"communication_type_id", &mark_communication_type},
	{"stage_id", &mark_stage},
	{"campaign_id", &mark_campaign},
	{"tenant_id", &mark_tenant}
};

static CrmPlan new_lead = {
	"INSERT INTO crm.lead_scores (lead_id, tenant_id) VALUES ($1, $2)"
	" ON CONFLICT DO NOTHING",
	2, {INT8OID, INT8OID}
};

/* Also for the leads that the same statement brought and that come next. */
static CrmPlan new_leads = {
	"INSERT INTO crm.lead_scores (lead_id, tenant_id)"
	" SELECT l.id, l.tenant_id FROM crm.leads l"
	" WHERE l.id OPERATOR(pg_catalog.>=) $1"
	" AND l.id OPERATOR(pg_catalog.<) ($1 OPERATOR(pg_catalog.+) $3)"
	" AND l.tenant_id OPERATOR(pg_catalog.=) $2"
	" AND l.created_at OPERATOR(pg_catalog.=) pg_catalog.now()"
	" ON CONFLICT DO NOTHING",
	3, {INT8OID, INT8OID, INT8OID}
};

#define MOST_AHEAD 1024

/*
 * The leads of a statement that have their rows.  All of a COPY are there before
 * the first trigger is called: many are taken with one statement of ours.
 */
static struct
{
	TransactionId xmin;			/* of the statement's rows, as is ... */
	CommandId	cmin;
	int64		tenant;
	int64		first;
	int64		last;
	int64		width;			/* how far to look next time; 0: no further */
}			ahead;

/* Marks what the row's column points to, with the given statement. */
static void
mark(CrmPlan *plan, HeapTuple row, Relation table, const char *column)
{
	Datum		args[3];
	bool		isnull;

	args[0] = crm_table_column(table, row, column, &isnull);
	if (isnull)
		return;
	if (plan->nargs > 1)
		args[1] = crm_table_column(table, row, "tenant_id", &isnull);
	if (plan == &mark_if_newer)
		args[2] = crm_table_column(table, row, "updated_at", &isnull);
	crm_plan_execute(plan, args, NULL, false, 0);
}

/* Gives a new lead the row that waits for its first score. */
static void
add_new_lead(HeapTuple row, Relation table)
{
	TransactionId xmin = HeapTupleHeaderGetRawXmin(row->t_data);
	CommandId	cmin = HeapTupleHeaderGetRawCommandId(row->t_data);
	Datum		args[3];
	bool		isnull;
	int64		lead;
	int64		tenant;

	args[0] = crm_table_column(table, row, "id", &isnull);
	args[1] = crm_table_column(table, row, "tenant_id", &isnull);
	lead = DatumGetInt64(args[0]);
	tenant = DatumGetInt64(args[1]);
	if (ahead.xmin != xmin || ahead.cmin != cmin || ahead.tenant != tenant)
	{
		/* a statement's first: most often it is the only one */
		ahead.xmin = xmin;
		ahead.cmin = cmin;
		ahead.tenant = tenant;
		ahead.first = ahead.last = lead;
		ahead.width = 4;

		crm_plan_execute(&new_lead, args, NULL, false, 0);
		return;
	}
	if (lead >= ahead.first && lead <= ahead.last)
		return;
	if (ahead.width == 0 || lead > PG_INT64_MAX - MOST_AHEAD)
	{
		crm_plan_execute(&new_lead, args, NULL, false, 0);
		return;
	}
	args[2] = Int64GetDatum(ahead.width);
	/* ids that do not come one after the other are not worth looking for */
	if (crm_plan_execute(&new_leads, args, NULL, false, 0) < ahead.width / 2)
		ahead.width = 0;

	else
	{
		ahead.first = lead;
		ahead.last = lead + ahead.width - 1;
		ahead.width = Min(MOST_AHEAD, ahead.width * 4);
	}
}

/* The statement of a row that many leads share; NULL for other rows. */
static CrmPlan *
shared_plan(const char *key)
{
	int			i;

	for (i = 0; i < lengthof(shared); i++)
	{
		if (strcmp(shared[i].key, key) == 0)
			return shared[i].plan;
	}
	return NULL;
}

/*
 * crm.mark_lead_due('id' | 'lead_id' | a key of shared[] [, 'if newer'])
 *
 * AFTER INSERT, UPDATE or DELETE for each row.  A new lead gets a row that waits
 * for its first score.
 */
Datum
crm_mark_lead_due(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;
	Relation	table;
	const char *key;
	const char *column;
	CrmPlan    *plan;

	if (!crm_called_by_own_trigger(fcinfo) ||
		!TRIGGER_FIRED_FOR_ROW(trigger->tg_event) ||
		!TRIGGER_FIRED_AFTER(trigger->tg_event) ||
		trigger->tg_trigger->tgnargs < 1 || trigger->tg_trigger->tgnargs > 2)
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("crm.mark_lead_due must be called by its own trigger"),
				 errhint("It is an AFTER row trigger with one or two arguments.")));
	table = trigger->tg_relation;
	key = trigger->tg_trigger->tgargs[0];
	column = "id";
	plan = shared_plan(key);
	if (plan == NULL)
	{
		column = key;
		plan = trigger->tg_trigger->tgnargs == 2 ? &mark_if_newer : &mark_lead;
		if (strcmp(key, "id") == 0 && TRIGGER_FIRED_BY_INSERT(trigger->tg_event))
			plan = &new_lead;
	}

	crm_spi_connect();
	if (plan == &new_lead)
		add_new_lead(trigger->tg_trigtuple, table);
	else
		mark(plan, trigger->tg_trigtuple, table, column);
	if (TRIGGER_FIRED_BY_UPDATE(trigger->tg_event) && plan == &mark_lead &&
		strcmp(key, "lead_id") == 0)
	{
		bool		isnull[2];
		Datum		ids[2];

		ids[0] = crm_table_column(table, trigger->tg_trigtuple, key,
								  &isnull[0]);
		ids[1] = crm_table_column(table, trigger->tg_newtuple, key,
								  &isnull[1]);
		if (isnull[0] != isnull[1] || (!isnull[0] && ids[0] != ids[1]))
			mark(plan, trigger->tg_newtuple, table, column);
	}
	crm_spi_finish();
	return PointerGetDatum(NULL);
}
