/*-------------------------------------------------------------------------
 *
 * queue_functions.c
 *	  crm.lead_queue, crm.claim_leads, crm.release_lead.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"
#include "utils/tuplestore.h"

#include "common/spi.h"
#include "score/queue.h"
#include "score/reason.h"
#include "score/result.h"
#include "tenant/tenant.h"

PG_FUNCTION_INFO_V1(crm_lead_queue);
PG_FUNCTION_INFO_V1(crm_lead_ranking);
PG_FUNCTION_INFO_V1(crm_claim_leads);
PG_FUNCTION_INFO_V1(crm_release_lead);

#define MAX_LEADS 1000
#define MAX_LEASE (30 * USECS_PER_DAY)

static CrmPlan release_lead = {
	"UPDATE crm.lead_scores SET claimed_by = NULL, claimed_until = NULL"
	" WHERE lead_id OPERATOR(pg_catalog.=) $1"
	" AND tenant_id OPERATOR(pg_catalog.=) $2"
	" AND claimed_by OPERATOR(pg_catalog.=) $3"
	" AND claimed_until OPERATOR(pg_catalog.>) $4",
	4, {INT8OID, INT8OID, INT8OID, TIMESTAMPTZOID}
};

static CrmPlan find_lead = {
	"SELECT FROM crm.leads WHERE id OPERATOR(pg_catalog.=) $1"
	" AND tenant_id OPERATOR(pg_catalog.=) $2",
	2, {INT8OID, INT8OID}
};

static void
check_count(const char *name, int value)
{
	if (value < 1 || value > MAX_LEADS)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s is out of range", name),
				 errdetail("%s is %d; it may be 1 to %d.", name, value, MAX_LEADS),
				 errhint("Nobody calls more than %d leads at a time; read the list of all in crm.lead_scores.",
						 MAX_LEADS)));
}

static void
null_argument(const char *name)
{
	ereport(ERROR,
			(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
			 errmsg("%s must not be null", name),
			 errhint("Leave it out for its default, or name a value.")));
}

/* Returns the items with what a person wants to see of them. */
static void
return_items(FunctionCallInfo fcinfo, const CrmQueueItem *items,
			 const CrmQueueRow *rows, int n)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	int			rank = 0;
	int			i;

	for (i = 0; i < n; i++)
	{
		Datum		values[8];
		bool		nulls[8] = {false};

		if (rows[i].client_name == NULL)
			continue;			/* not to be read by this role */
		values[0] = Int32GetDatum(++rank);
		values[1] = Int64GetDatum(items[i].lead);
		values[2] = CStringGetTextDatum(rows[i].client_name);
		values[3] = CStringGetTextDatum(rows[i].status_id);
		values[4] = crm_points_numeric(items[i].score);
		values[5] = Float8GetDatum(items[i].priority);
		values[6] = CStringGetTextDatum(rows[i].reason);
		nulls[7] = items[i].due_at == DT_NOEND;
		values[7] = TimestampTzGetDatum(items[i].due_at);
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	}
}

/* The arguments page_size, agent, as_of, tenant; the page's items, or NULL. */
static CrmQueueItem *
page_argument(FunctionCallInfo fcinfo, int64 *tenant, TimestampTz *as_of, int *n)
{
	CrmAgent   *agent = NULL;
	CrmQueue   *queue;
	CrmQueueItem *items;
	int			page_size;

	if (PG_ARGISNULL(0))
		null_argument("page_size");
	page_size = PG_GETARG_INT32(0);
	check_count("page_size", page_size);
	*as_of = PG_ARGISNULL(2) ? GetCurrentTransactionStartTimestamp()
		: PG_GETARG_TIMESTAMPTZ(2);
	crm_check_as_of(*as_of);
	if (PG_ARGISNULL(3))
		return NULL;
	*tenant = PG_GETARG_INT64(3);

	if (!PG_ARGISNULL(1))
		agent = crm_find_agent(*tenant, PG_GETARG_INT64(1));
	items = palloc(page_size * sizeof(CrmQueueItem));
	queue = crm_queue_open(*tenant, agent, *as_of, CRM_QUEUE_LOOK, page_size);
	for (*n = 0; *n < page_size && crm_queue_next(queue, &items[*n]);)
		(*n)++;
	crm_queue_close(queue);
	return items;
}

/*
 * crm.lead_queue(page_size int, agent bigint, as_of timestamptz, tenant bigint)
 */
Datum
crm_lead_queue(PG_FUNCTION_ARGS)
{
	TimestampTz as_of;
	CrmQueueItem *items;
	int64		tenant;
	int			n;

	InitMaterializedSRF(fcinfo, 0);
	crm_spi_connect();
	items = page_argument(fcinfo, &tenant, &as_of, &n);
	if (items)
		return_items(fcinfo, items, crm_queue_rows(tenant, as_of, items, n), n);
	crm_spi_finish();
	return (Datum) 0;
}

/*
 * crm.lead_ranking(page_size int, agent bigint, as_of timestamptz, tenant bigint)
 */
Datum
crm_lead_ranking(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	TimestampTz as_of;
	CrmQueueItem *items;
	int64		tenant;
	int			n;
	int			i;

	InitMaterializedSRF(fcinfo, 0);
	crm_spi_connect();
	items = page_argument(fcinfo, &tenant, &as_of, &n);
	for (i = 0; items && i < n; i++)
	{
		Datum		values[5];
		bool		nulls[5] = {false};

		values[0] = Int32GetDatum(i + 1);
		values[1] = Int64GetDatum(items[i].lead);
		values[2] = crm_points_numeric(items[i].score);
		values[3] = Float8GetDatum(items[i].priority);
		nulls[4] = items[i].due_at == DT_NOEND;
		values[4] = TimestampTzGetDatum(items[i].due_at);
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	}
	crm_spi_finish();
	return (Datum) 0;
}

/* Is the number so far from zero at most?  Of the least there is no abs(). */
static bool
is_within(int64 number, int64 most)
{
	return number >= -most && number <= most;
}

/* The lease in microseconds: positive, and not for ever. */
static TimestampTz
end_of_lease(const Interval *lease, TimestampTz now)
{
	TimestampTz end = now;

	/* what is far out of range would overflow in the sum */
	if (is_within(lease->month, MONTHS_PER_YEAR) &&
		is_within(lease->day, MAX_LEASE / USECS_PER_DAY) &&
		is_within(lease->time, MAX_LEASE))
		end = DatumGetTimestampTz(DirectFunctionCall2(timestamptz_pl_interval,
													  TimestampTzGetDatum(now),
													  IntervalPGetDatum(lease)));
	if (end <= now || end > now + MAX_LEASE)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("lease is out of range"),
				 errdetail("lease is %s; it may be above zero and at most 30 days.",
						   DatumGetCString(DirectFunctionCall1(interval_out,
															   IntervalPGetDatum(lease)))),
				 errhint("A lease is how long the agent may work the lead before it goes back to the queue, '15 min' say.")));
	return end;
}

/*
 * crm.claim_leads(agent bigint, n int, lease interval, tenant bigint)
 */
Datum
crm_claim_leads(PG_FUNCTION_ARGS)
{
	TimestampTz now = GetCurrentTimestamp();
	TimestampTz end;
	CrmAgent   *agent;
	CrmQueue   *queue;
	CrmQueueItem *items;
	CrmQueueRow *rows;
	int64		tenant;
	int			wanted;
	int			n = 0;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0))
		null_argument("agent");
	if (PG_ARGISNULL(1))
		null_argument("n");
	if (PG_ARGISNULL(2))
		null_argument("lease");
	wanted = PG_GETARG_INT32(1);
	check_count("n", wanted);
	end = end_of_lease(PG_GETARG_INTERVAL_P(2), now);
	tenant = PG_ARGISNULL(3) ? crm_tenant_require() : PG_GETARG_INT64(3);

	crm_spi_connect();
	agent = crm_find_agent(tenant, PG_GETARG_INT64(0));
	if (!agent->is_active)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("agent " INT64_FORMAT " is not active", agent->id),
				 errdetail("An agent who has left or is on leave gets no leads."),
				 errhint("Set crm.agents.is_active to true, or claim for another agent.")));
	items = palloc(wanted * sizeof(CrmQueueItem));
	rows = palloc(wanted * sizeof(CrmQueueRow));
	queue = crm_queue_open(tenant, agent, now, CRM_QUEUE_CLAIM, wanted);
	while (n < wanted)
	{
		CrmQueueRow *claimed;
		int			tried = n;
		int			i;

		while (tried < wanted && crm_queue_next(queue, &items[tried]))
			tried++;
		if (tried == n)
			break;
		claimed = crm_claim_rows(tenant, now, items + n, tried - n, agent->id, end);
		/* another session may be about to take some: then the next ones */
		for (i = n, tried -= n; tried > 0; tried--, i++, claimed++)
		{
			if (claimed->client_name == NULL)
				continue;
			items[n] = items[i];
			rows[n++] = *claimed;
		}
	}
	crm_queue_close(queue);
	return_items(fcinfo, items, rows, n);
	crm_spi_finish();
	return (Datum) 0;
}

/* crm.release_lead(lead bigint, agent bigint, tenant bigint) -> boolean */
Datum
crm_release_lead(PG_FUNCTION_ARGS)
{
	Datum		args[4];
	int64		tenant;
	bool		released;

	if (PG_ARGISNULL(0))
		null_argument("lead");
	if (PG_ARGISNULL(1))
		null_argument("agent");
	tenant = PG_ARGISNULL(2) ? crm_tenant_require() : PG_GETARG_INT64(2);

	crm_spi_connect();
	crm_find_agent(tenant, PG_GETARG_INT64(1));
	args[0] = PG_GETARG_DATUM(0);
	args[1] = Int64GetDatum(tenant);
	args[2] = PG_GETARG_DATUM(1);
	args[3] = TimestampTzGetDatum(GetCurrentTimestamp());
	released = crm_plan_execute(&release_lead, args, NULL, false, 0) > 0;
	if (!released && crm_plan_execute(&find_lead, args, NULL, true, 1) == 0)
		crm_unknown_lead(PG_GETARG_INT64(0), tenant);
	crm_spi_finish();
	PG_RETURN_BOOL(released);
}
