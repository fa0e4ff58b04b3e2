/*-------------------------------------------------------------------------
 *
 * rescore.c
 *	  crm.rescore_leads, crm.rescore_next: score many leads, write what moved.
 *
 * Inputs and stored scores are read in one snapshot, the call's.  A change of an
 * input after it makes a new version of the lead's row, with one more change,
 * so what was computed before is not written over it, and the lead stays due.
 * Rows that another session has locked are passed over, never waited for: no
 * deadlock, and whoever holds the lock either marks the lead due or finds it so.
 *
 * Results wait in a batch until they are compared with what is stored.  Only
 * those that moved become SQL values.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "access/htup_details.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"

#include "common/spi.h"
#include "score/bulk.h"
#include "score/result.h"
#include "tenant/tenant.h"

PG_FUNCTION_INFO_V1(crm_rescore_leads);
PG_FUNCTION_INFO_V1(crm_rescore_next);

#define BATCH_LEADS 2000
#define MAX_BATCH 1000000
#define PROGRESS_SECONDS 10

#define SCORED(which) \
	"SELECT s.lead_id FROM crm.lead_scores s" \
	" WHERE s.tenant_id OPERATOR(pg_catalog.=) $1 AND " which " UNION ALL "

/*
 * Each part of what is due is a range of an index, so that few due leads are
 * found at little cost; a lead may come from several.  Only the leads that have
 * no row of scores at all are looked for among all, in the keys' indexes.
 */
static CrmPlan due_leads = {
	SCORED("s.next_change_at OPERATOR(pg_catalog.<=) $2")
	SCORED("s.scored_at OPERATOR(pg_catalog.>) $2")
	SCORED("s.model OPERATOR(pg_catalog.<) $3")
	SCORED("s.model OPERATOR(pg_catalog.>) $3")
	SCORED("s.model OPERATOR(pg_catalog.=) $3 AND s.model_version OPERATOR(pg_catalog.<) $4")
	SCORED("s.model OPERATOR(pg_catalog.=) $3 AND s.model_version OPERATOR(pg_catalog.>) $4")
	" SELECT l.id FROM crm.leads l WHERE l.tenant_id OPERATOR(pg_catalog.=) $1"
	" AND NOT EXISTS (SELECT FROM crm.lead_scores s"
	" WHERE s.lead_id OPERATOR(pg_catalog.=) l.id"
	" AND s.tenant_id OPERATOR(pg_catalog.=) $1)"
	" ORDER BY 1",
	4, {INT8OID, TIMESTAMPTZOID, TEXTOID, INT4OID}
};

static CrmPlan stored_scores = {
	"SELECT s.lead_id, s.score, s.grade, s.probability, s.expected_value,"
	" s.priority_slope, s.priority_key, s.next_change_at, s.due_at, s.agent_id,"
	" s.state, s.line, s.factors, s.changes, s.model, s.model_version, s.scored_at"
	" FROM crm.lead_scores s WHERE s.tenant_id OPERATOR(pg_catalog.=) $1"
	" AND s.lead_id OPERATOR(pg_catalog.=) ANY ($2) ORDER BY s.lead_id",
	2, {INT8OID, INT8ARRAYOID}
};

/* The columns of a result, in this order in all statements and arrays. */
enum
{
	RESULT_LEAD,
	RESULT_SCORE,
	RESULT_GRADE,
	RESULT_PROBABILITY,
	RESULT_EXPECTED_VALUE,
	RESULT_SLOPE,
	RESULT_KEY,
	RESULT_NEXT_CHANGE_AT,
	RESULT_DUE_AT,
	RESULT_AGENT,
	RESULT_STATE,
	RESULT_LINE,
	RESULT_FACTORS,
	RESULT_CHANGES,
	RESULT_COLUMNS,

	STORED_MODEL = RESULT_COLUMNS,
	STORED_MODEL_VERSION,
	STORED_SCORED_AT,
	STORED_COLUMNS
};

static const Oid result_types[RESULT_COLUMNS] = {
	INT8OID, NUMERICOID, TEXTOID, FLOAT8OID, NUMERICOID, FLOAT8OID, FLOAT8OID,
	TIMESTAMPTZOID, TIMESTAMPTZOID, INT8OID, TEXTOID, TEXTOID, JSONBOID, INT8OID
};

#define RESULT_ARGUMENTS \
	INT8OID, TEXTOID, INT4OID, TIMESTAMPTZOID, \
	INT8ARRAYOID, NUMERICARRAYOID, TEXTARRAYOID, FLOAT8ARRAYOID, NUMERICARRAYOID, \
	FLOAT8ARRAYOID, FLOAT8ARRAYOID, TIMESTAMPTZARRAYOID, TIMESTAMPTZARRAYOID, \
	INT8ARRAYOID, TEXTARRAYOID, TEXTARRAYOID, JSONBARRAYOID, INT8ARRAYOID

#define RESULT_ROWS \
	"ROWS FROM (pg_catalog.unnest($5), pg_catalog.unnest($6), pg_catalog.unnest($7)," \
	" pg_catalog.unnest($8), pg_catalog.unnest($9), pg_catalog.unnest($10)," \
	" pg_catalog.unnest($11), pg_catalog.unnest($12), pg_catalog.unnest($13)," \
	" pg_catalog.unnest($14), pg_catalog.unnest($15), pg_catalog.unnest($16)," \
	" pg_catalog.unnest($17), pg_catalog.unnest($18))" \
	" r(lead_id, score, grade, probability, expected_value, slope, key," \
	" next_change_at, due_at, agent_id, state, line, factors, changes)"

/* Takes the rows that nobody else has; the others are passed over. */
static CrmPlan lock_scores = {
	"SELECT lead_id FROM crm.lead_scores"
	" WHERE tenant_id OPERATOR(pg_catalog.=) $1"
	" AND lead_id OPERATOR(pg_catalog.=) ANY ($2)"
	" ORDER BY lead_id FOR NO KEY UPDATE SKIP LOCKED",
	2, {INT8OID, INT8ARRAYOID}
};

/*
 * Claims that have run out are given up: the leads are free as they are, but
 * the queue would look at each of these claims again and again.
 */
static CrmPlan end_claims = {
	"UPDATE crm.lead_scores SET claimed_by = NULL, claimed_until = NULL"
	" WHERE tenant_id OPERATOR(pg_catalog.=) $1"
	" AND lead_id OPERATOR(pg_catalog.=) ANY (ARRAY(SELECT lead_id FROM crm.lead_scores"
	" WHERE tenant_id OPERATOR(pg_catalog.=) $1 AND claimed_by IS NOT NULL"
	" AND claimed_until OPERATOR(pg_catalog.<=) $2 FOR NO KEY UPDATE SKIP LOCKED))",
	2, {INT8OID, TIMESTAMPTZOID}
};

static CrmPlan update_scores = {
	"UPDATE crm.lead_scores s SET model = $2, model_version = $3, scored_at = $4,"
	" score = r.score, grade = r.grade, probability = r.probability,"
	" expected_value = r.expected_value, priority_slope = r.slope,"
	" priority_key = r.key, next_change_at = r.next_change_at, due_at = r.due_at,"
	" agent_id = r.agent_id, state = r.state, line = r.line, factors = r.factors"
	" FROM " RESULT_ROWS
	" WHERE s.tenant_id OPERATOR(pg_catalog.=) $1"
	" AND s.lead_id OPERATOR(pg_catalog.=) r.lead_id"
	" AND s.changes OPERATOR(pg_catalog.=) r.changes",
	18, {RESULT_ARGUMENTS}
};

static CrmPlan insert_scores = {
	"INSERT INTO crm.lead_scores (tenant_id, model, model_version, scored_at,"
	" lead_id, score, grade, probability, expected_value, priority_slope,"
	" priority_key, next_change_at, due_at, agent_id, state, line, factors)"
	" SELECT $1, $2, $3, $4, r.lead_id, r.score, r.grade, r.probability,"
	" r.expected_value, r.slope, r.key, r.next_change_at, r.due_at, r.agent_id,"
	" r.state, r.line, r.factors FROM " RESULT_ROWS
	" WHERE r.changes IS NULL ON CONFLICT DO NOTHING",
	18, {RESULT_ARGUMENTS}
};

/* A result that waits to be compared; its texts are the batch's. */
typedef struct Outcome
{
	int64		lead;
	CrmScore	score;			/* with factors of its own */
	bool		has_agent;
	int64		agent;
	text	   *state;			/* NULL: not known */
	text	   *line;
} Outcome;

/* Rows that wait to be written. */
typedef struct Pending
{
	int			n;
	Datum		values[RESULT_COLUMNS][BATCH_LEADS];
	bool		nulls[RESULT_COLUMNS][BATCH_LEADS];
} Pending;

typedef struct Rescore
{
	CrmGather	gather;
	CrmActiveModel active;
	CrmScoreContext context;
	CrmFactorOrder order;		/* of the points in stored factors */
	int			nresults;
	Outcome		results[BATCH_LEADS];
	Pending		updates;
	Pending		inserts;
	MemoryContext batch_context;
	uint64		scored;
	uint64		written;
	TimestampTz reported;
} Rescore;

/* The ids of the leads that are due, in order; SPI's memory holds them. */
static int64 *
find_due(Rescore *rescore, uint64 *n)
{
	Datum		args[4];
	SPITupleTable *table;
	int64	   *ids;
	uint64		found;
	uint64		i;
	bool		isnull;

	args[0] = Int64GetDatum(rescore->gather.tenant);
	args[1] = TimestampTzGetDatum(rescore->context.as_of);
	args[2] = CStringGetTextDatum(rescore->active.name);
	args[3] = Int32GetDatum(rescore->active.version);
	found = crm_plan_execute(&due_leads, args, NULL, true, 0);
	table = SPI_tuptable;
	ids = MemoryContextAllocHuge(CurrentMemoryContext, Max(found, 1) * sizeof(int64));
	*n = 0;
	for (i = 0; i < found; i++)
	{
		int64		id = DatumGetInt64(SPI_getbinval(table->vals[i], table->tupdesc, 1,
													 &isnull));

		if (*n == 0 || ids[*n - 1] != id)
			ids[(*n)++] = id;
	}
	SPI_freetuptable(table);
	return ids;
}

static text *
copy_text(const CrmLead *lead, int column)
{
	return lead->nulls[column] ? NULL
		: (text *) PG_DETOAST_DATUM_COPY(lead->values[column]);
}

/* Scores a lead, and keeps the result in the batch. */
static void
rescore_lead(const CrmLead *lead, void *arg)
{
	Rescore    *rescore = arg;
	MemoryContext old = MemoryContextSwitchTo(rescore->batch_context);
	Outcome    *result = &rescore->results[rescore->nresults++];

	Assert(rescore->nresults <= BATCH_LEADS);
	result->score.factors = palloc(rescore->context.model->nfactors * sizeof(CrmFactorScore));
	crm_score_compute(&rescore->context, lead, &result->score);
	result->lead = lead->id;
	result->has_agent = !lead->nulls[CRM_COL_AGENT];
	result->agent = result->has_agent ? DatumGetInt64(lead->values[CRM_COL_AGENT]) : 0;
	result->state = copy_text(lead, CRM_COL_STATE);
	result->line = copy_text(lead, CRM_COL_LINE);
	MemoryContextSwitchTo(old);
}

/* The row that lead_scores should hold, as the next of those that wait. */
static void
add_pending(Rescore *rescore, Pending *pending, const Outcome *result,
			Datum changes)
{
	const CrmScore *score = &result->score;
	Datum		values[RESULT_COLUMNS];
	bool		nulls[RESULT_COLUMNS] = {false};
	int			i;

	values[RESULT_LEAD] = Int64GetDatum(result->lead);
	values[RESULT_SCORE] = crm_points_numeric(score->score);
	values[RESULT_GRADE] = CStringGetTextDatum(score->grade);
	values[RESULT_PROBABILITY] = Float8GetDatum(score->probability);
	values[RESULT_EXPECTED_VALUE] = crm_money_numeric(score->expected_value);
	nulls[RESULT_SLOPE] = nulls[RESULT_KEY] = !score->in_queue;
	values[RESULT_SLOPE] = Float8GetDatum(score->slope);
	values[RESULT_KEY] = Float8GetDatum(score->key);
	values[RESULT_NEXT_CHANGE_AT] = TimestampTzGetDatum(score->next_change_at);
	nulls[RESULT_DUE_AT] = score->due_at == DT_NOEND;
	values[RESULT_DUE_AT] = TimestampTzGetDatum(score->due_at);
	nulls[RESULT_AGENT] = !result->has_agent;
	values[RESULT_AGENT] = Int64GetDatum(result->agent);
	nulls[RESULT_STATE] = result->state == NULL;
	values[RESULT_STATE] = PointerGetDatum(result->state);
	nulls[RESULT_LINE] = result->line == NULL;
	values[RESULT_LINE] = PointerGetDatum(result->line);
	values[RESULT_FACTORS] = JsonbPGetDatum(crm_score_factors(&rescore->active, score));
	nulls[RESULT_CHANGES] = pending == &rescore->inserts;
	values[RESULT_CHANGES] = changes;
	for (i = 0; i < RESULT_COLUMNS; i++)
	{
		pending->values[i][pending->n] = values[i];
		pending->nulls[i][pending->n] = nulls[i];
	}
	pending->n++;
}

static bool
same_float(Datum was, bool was_null, double is, bool is_null)
{
	return was_null == is_null && (is_null || DatumGetFloat8(was) == is);
}

static bool
same_int64(Datum was, bool was_null, int64 is, bool is_null)
{
	return was_null == is_null && (is_null || DatumGetInt64(was) == is);
}

static bool
same_text(Datum was, bool was_null, const char *is, int len)
{
	text	   *t;

	if (was_null || is == NULL)
		return was_null && is == NULL;
	t = DatumGetTextPP(was);
	return VARSIZE_ANY_EXHDR(t) == len && memcmp(VARDATA_ANY(t), is, len) == 0;
}

static bool
same_texts(Datum was, bool was_null, const text *is)
{
	return same_text(was, was_null, is ? VARDATA_ANY(is) : NULL,
					 is ? VARSIZE_ANY_EXHDR(is) : 0);
}

/* Does the stored row hold what was computed, and hold at as_of? */
static bool
is_unmoved(const Rescore *rescore, const Datum *was, const bool *was_null,
		   const Outcome *result)
{
	const CrmActiveModel *active = &rescore->active;
	const CrmScore *score = &result->score;

	return !was_null[STORED_MODEL] && !was_null[STORED_SCORED_AT] &&
		DatumGetInt32(was[STORED_MODEL_VERSION]) == active->version &&
		same_text(was[STORED_MODEL], false, active->name, strlen(active->name)) &&
		DatumGetTimestampTz(was[STORED_SCORED_AT]) <= rescore->context.as_of &&
		same_int64(was[RESULT_NEXT_CHANGE_AT], was_null[RESULT_NEXT_CHANGE_AT],
				   score->next_change_at, false) &&
		!was_null[RESULT_SCORE] &&
		rint(crm_numeric_double(was[RESULT_SCORE]) * CRM_POINT) == score->score &&
		same_text(was[RESULT_GRADE], was_null[RESULT_GRADE], score->grade, strlen(score->grade)) &&
		same_float(was[RESULT_PROBABILITY], was_null[RESULT_PROBABILITY],
				   score->probability, false) &&
		!was_null[RESULT_EXPECTED_VALUE] &&
		rint(crm_numeric_double(was[RESULT_EXPECTED_VALUE]) * 100) ==
		rint(crm_money(score->expected_value) * 100) &&
		same_float(was[RESULT_SLOPE], was_null[RESULT_SLOPE], score->slope, !score->in_queue) &&
		same_float(was[RESULT_KEY], was_null[RESULT_KEY], score->key, !score->in_queue) &&
		same_int64(was[RESULT_DUE_AT], was_null[RESULT_DUE_AT], score->due_at,
				   score->due_at == DT_NOEND) &&
		same_int64(was[RESULT_AGENT], was_null[RESULT_AGENT], result->agent,
				   !result->has_agent) &&
		same_texts(was[RESULT_STATE], was_null[RESULT_STATE], result->state) &&
		same_texts(was[RESULT_LINE], was_null[RESULT_LINE], result->line) &&
		!was_null[RESULT_FACTORS] &&
		crm_score_has_factors(active, &rescore->order, score,
							  DatumGetJsonbP(was[RESULT_FACTORS]));
}

static int
compare_results(const void *a, const void *b)
{
	int64		x = ((const Outcome *) a)->lead;
	int64		y = ((const Outcome *) b)->lead;

	return x < y ? -1 : x > y;
}

/* Locks the rows to update, and drops those that another session has locked. */
static void
lock_updates(Rescore *rescore)
{
	Pending    *pending = &rescore->updates;
	Datum		args[2];
	SPITupleTable *table;
	uint64		n;
	uint64		next = 0;
	int			kept = 0;
	int			from;
	int			i;

	if (pending->n == 0)
		return;
	args[0] = Int64GetDatum(rescore->gather.tenant);
	args[1] = PointerGetDatum(construct_array(pending->values[RESULT_LEAD], pending->n, INT8OID,
											  sizeof(int64), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
	n = crm_plan_execute(&lock_scores, args, NULL, false, 0);
	table = SPI_tuptable;
	/* both are in the order of leads */
	for (from = 0; from < pending->n && next < n; from++)
	{
		bool		isnull;
		Datum		lead = SPI_getbinval(table->vals[next], table->tupdesc, 1, &isnull);

		if (DatumGetInt64(pending->values[RESULT_LEAD][from]) != DatumGetInt64(lead))
			continue;
		for (i = 0; i < RESULT_COLUMNS; i++)
		{
			pending->values[i][kept] = pending->values[i][from];
			pending->nulls[i][kept] = pending->nulls[i][from];
		}
		kept++;
		next++;
	}
	pending->n = kept;
	SPI_freetuptable(table);
}

/* Writes what waits; returns how many rows it was. */
static uint64
write_results(Rescore *rescore, CrmPlan *plan, Pending *pending)
{
	Datum		args[4 + RESULT_COLUMNS];
	int			i;

	if (pending->n == 0)
		return 0;
	args[0] = Int64GetDatum(rescore->gather.tenant);
	args[1] = CStringGetTextDatum(rescore->active.name);
	args[2] = Int32GetDatum(rescore->active.version);
	args[3] = TimestampTzGetDatum(rescore->context.as_of);
	for (i = 0; i < RESULT_COLUMNS; i++)
	{
		int			dims[1] = {pending->n};
		int			lower[1] = {1};
		int16		len;
		bool		byval;
		char		align;

		get_typlenbyvalalign(result_types[i], &len, &byval, &align);
		args[4 + i] = PointerGetDatum(construct_md_array(pending->values[i],
														 pending->nulls[i], 1, dims, lower,
														 result_types[i], len, byval, align));
	}
	pending->n = 0;
	return crm_plan_execute(plan, args, NULL, false, 0);
}

/* Sets apart which of the batch's results are to be written. */
static void
compare_stored(Rescore *rescore)
{
	int64	   *ids = palloc(rescore->nresults * sizeof(int64));
	Datum		args[2];
	SPITupleTable *table;
	uint64		n;
	uint64		next = 0;
	int			i;

	qsort(rescore->results, rescore->nresults, sizeof(Outcome), compare_results);
	for (i = 0; i < rescore->nresults; i++)
		ids[i] = rescore->results[i].lead;
	args[0] = Int64GetDatum(rescore->gather.tenant);
	args[1] = PointerGetDatum(crm_id_array(ids, rescore->nresults));
	n = crm_plan_execute(&stored_scores, args, NULL, true, 0);
	table = SPI_tuptable;
	/* both are in the order of leads */
	for (i = 0; i < rescore->nresults; i++)
	{
		const Outcome *result = &rescore->results[i];
		Datum		was[STORED_COLUMNS];
		bool		was_null[STORED_COLUMNS];

		if (next < n)
			heap_deform_tuple(table->vals[next], table->tupdesc, was, was_null);
		if (next == n || DatumGetInt64(was[RESULT_LEAD]) != result->lead)
		{
			add_pending(rescore, &rescore->inserts, result, (Datum) 0);
			continue;
		}
		next++;
		if (!is_unmoved(rescore, was, was_null, result))
			add_pending(rescore, &rescore->updates, result, was[RESULT_CHANGES]);
	}
	Assert(next == n);
	SPI_freetuptable(table);
}

/* Writes what moved of the batch, and says how far it is. */
static void
finish_batch(Rescore *rescore)
{
	MemoryContext old = MemoryContextSwitchTo(rescore->batch_context);

	if (rescore->nresults > 0)
	{
		rescore->scored += rescore->nresults;
		compare_stored(rescore);
		lock_updates(rescore);
		rescore->written += write_results(rescore, &update_scores, &rescore->updates);
		rescore->written += write_results(rescore, &insert_scores, &rescore->inserts);
		rescore->nresults = 0;
	}
	MemoryContextSwitchTo(old);
	MemoryContextReset(rescore->batch_context);

	if (TimestampDifferenceExceeds(rescore->reported, GetCurrentTimestamp(),
								   PROGRESS_SECONDS * 1000))
	{
		rescore->reported = GetCurrentTimestamp();
		ereport(NOTICE,
				(errmsg(UINT64_FORMAT " leads scored, " UINT64_FORMAT " rows written",
						rescore->scored, rescore->written)));
	}
}

/* Scores the selected leads, at most BATCH_LEADS, and writes what moved. */
static void
rescore_selection(Rescore *rescore, const CrmSelection *selection)
{
	crm_gather_leads(&rescore->gather, selection);
	finish_batch(rescore);
}

static void
rescore_due(Rescore *rescore)
{
	CrmSelection selection = {NULL};
	int64	   *ids;
	uint64		n;
	uint64		done;

	ids = find_due(rescore, &n);
	for (done = 0; done < n; done += BATCH_LEADS)
	{
		selection.ids = crm_id_array(ids + done, (int) Min(n - done, BATCH_LEADS));
		rescore_selection(rescore, &selection);
		pfree(selection.ids);
	}
}

static void
rescore_all(Rescore *rescore)
{
	CrmBulk    *bulk = crm_bulk_open(&rescore->gather);

	while (crm_bulk_next(bulk, BATCH_LEADS) > 0)
		finish_batch(rescore);
	crm_bulk_close(bulk);
}

/* Prepares a run for a tenant at a time; the model in force is loaded. */
static Rescore *
begin_rescore(int64 tenant, TimestampTz as_of)
{
	Rescore    *rescore = palloc0(sizeof(Rescore));

	crm_check_as_of(as_of);
	/* what this transaction has done so far counts, too */
	CommandCounterIncrement();
	PushActiveSnapshot(GetTransactionSnapshot());
	rescore->reported = GetCurrentTimestamp();
	rescore->context.as_of = as_of;
	crm_load_model(tenant, &rescore->active);
	rescore->context.model = rescore->active.model;
	rescore->context.zone = rescore->active.zone;
	crm_score_order_factors(rescore->active.model, &rescore->order);
	rescore->batch_context = AllocSetContextCreate(CurrentMemoryContext, "crm rescore batch",
												   ALLOCSET_DEFAULT_SIZES);
	crm_gather_init(&rescore->gather, tenant, &rescore->context,
					CRM_PART_CONTACT, true, rescore_lead, rescore);
	return rescore;
}

/*
 * crm.rescore_leads(as_of timestamptz, only_due boolean, tenant bigint) -> bigint
 */
Datum
crm_rescore_leads(PG_FUNCTION_ARGS)
{
	Rescore    *rescore;
	Datum		args[2];
	int64		tenant;
	uint64		written;

	tenant = PG_ARGISNULL(2) ? crm_tenant_require() : PG_GETARG_INT64(2);
	crm_spi_connect();
	rescore = begin_rescore(tenant, PG_ARGISNULL(0)
							? GetCurrentTransactionStartTimestamp()
							: PG_GETARG_TIMESTAMPTZ(0));
	args[0] = Int64GetDatum(tenant);
	args[1] = TimestampTzGetDatum(GetCurrentTimestamp());
	crm_plan_execute(&end_claims, args, NULL, false, 0);
	if (!PG_ARGISNULL(1) && PG_GETARG_BOOL(1))
		rescore_due(rescore);
	else
		rescore_all(rescore);
	written = rescore->written;
	PopActiveSnapshot();
	crm_spi_finish();
	PG_RETURN_INT64((int64) written);
}

/*
 * crm.rescore_next(after_lead bigint, batch_size int, as_of timestamptz, tenant bigint)
 *	  -> (last_lead bigint, scored bigint, written bigint)
 */
Datum
crm_rescore_next(PG_FUNCTION_ARGS)
{
	CrmSelection selection = {NULL, 0, PG_INT64_MIN};
	Rescore    *rescore;
	TupleDesc	desc;
	Datum		values[3];
	bool		nulls[3] = {false};
	int64		tenant;
	int			left;

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	desc = BlessTupleDesc(desc);
	if (!PG_ARGISNULL(0))
		selection.last = PG_GETARG_INT64(0);
	left = PG_ARGISNULL(1) ? 0 : PG_GETARG_INT32(1);
	if (left < 1 || left > MAX_BATCH)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("batch_size is out of range"),
				 errdetail("batch_size is %d; it may be 1 to %d.", left, MAX_BATCH),
				 errhint("Each batch is a transaction of its own; 10000 is a good size.")));
	tenant = PG_ARGISNULL(3) ? crm_tenant_require() : PG_GETARG_INT64(3);

	crm_spi_connect();
	rescore = begin_rescore(tenant, PG_ARGISNULL(2)
							? GetCurrentTransactionStartTimestamp()
							: PG_GETARG_TIMESTAMPTZ(2));
	nulls[0] = true;
	for (; left > 0; left -= BATCH_LEADS)
	{
		if (!crm_next_selection(&rescore->gather, Min(left, BATCH_LEADS), &selection))
			break;
		nulls[0] = false;
		rescore_selection(rescore, &selection);
	}
	values[0] = Int64GetDatum(selection.last);
	values[1] = Int64GetDatum((int64) rescore->scored);
	values[2] = Int64GetDatum((int64) rescore->written);
	PopActiveSnapshot();
	crm_spi_finish();
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(desc, values, nulls)));
}
