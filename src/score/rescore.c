/*-------------------------------------------------------------------------
 *
 * rescore.c
 *	  crm.rescore_leads, crm.rescore_next: score many leads, write what moved.
 *
 * Leads are taken in batches.  Of each batch the stored scores are read first,
 * then the inputs, so that a change of an input that comes in between is seen
 * as one more change and its lead stays due.  Rows that another session has
 * locked are passed over, never waited for: no deadlock, and whoever holds the
 * lock either marks the lead due or finds it so.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_collation.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "common/spi.h"
#include "score/result.h"
#include "tenant/tenant.h"

PG_FUNCTION_INFO_V1(crm_rescore_leads);
PG_FUNCTION_INFO_V1(crm_rescore_next);

#define BATCH_LEADS 2000
#define MAX_BATCH 1000000
#define PROGRESS_SECONDS 10

static CrmPlan due_leads = {
	"SELECT s.lead_id FROM crm.lead_scores s"
	" WHERE s.tenant_id OPERATOR(pg_catalog.=) $1"
	" AND (s.next_change_at OPERATOR(pg_catalog.<=) $2"
	" OR s.scored_at OPERATOR(pg_catalog.>) $2"
	" OR s.model OPERATOR(pg_catalog.<>) $3"
	" OR s.model_version OPERATOR(pg_catalog.<>) $4)"
	" UNION ALL"
	" SELECT l.id FROM crm.leads l WHERE l.tenant_id OPERATOR(pg_catalog.=) $1"
	" AND NOT EXISTS (SELECT FROM crm.lead_scores s"
	" WHERE s.lead_id OPERATOR(pg_catalog.=) l.id"
	" AND s.tenant_id OPERATOR(pg_catalog.=) $1)"
	" ORDER BY 1",
	4, {INT8OID, TIMESTAMPTZOID, TEXTOID, INT4OID}
};

#define STORED_SCORES(selection) \
	"SELECT s.lead_id, s.score, s.grade, s.probability, s.expected_value," \
	" s.priority_slope, s.priority_key, s.next_change_at, s.due_at, s.agent_id," \
	" s.state, s.line, s.factors, s.changes, s.model, s.model_version, s.scored_at" \
	" FROM crm.lead_scores s WHERE s.tenant_id OPERATOR(pg_catalog.=) $1" \
	" AND " selection " ORDER BY s.lead_id"

/* By ids, and by range. */
static CrmPlan stored_scores[] = {
	{STORED_SCORES("s.lead_id OPERATOR(pg_catalog.=) ANY ($2)"),
	2, {INT8OID, INT8ARRAYOID}},
	{STORED_SCORES("s.lead_id OPERATOR(pg_catalog.>=) $2"
				   " AND s.lead_id OPERATOR(pg_catalog.<=) $3"),
	3, {INT8OID, INT8OID, INT8OID}}
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

/* Results that wait to be written. */
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
	CrmFactorScore *factors;
	SPITupleTable *stored;		/* of the batch, by lead */
	uint64		nstored;
	uint64		next_stored;
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
	uint64		i;
	bool		isnull;

	args[0] = Int64GetDatum(rescore->gather.tenant);
	args[1] = TimestampTzGetDatum(rescore->context.as_of);
	args[2] = CStringGetTextDatum(rescore->active.name);
	args[3] = Int32GetDatum(rescore->active.version);
	*n = crm_plan_execute(&due_leads, args, NULL, false, 0);
	table = SPI_tuptable;
	ids = MemoryContextAllocHuge(CurrentMemoryContext, Max(*n, 1) * sizeof(int64));
	for (i = 0; i < *n; i++)
		ids[i] = DatumGetInt64(SPI_getbinval(table->vals[i], table->tupdesc, 1, &isnull));
	SPI_freetuptable(table);
	return ids;
}

static void
set_text(Datum *value, bool *isnull, const CrmLead *lead, int column)
{
	*isnull = lead->nulls[column];
	*value = *isnull ? (Datum) 0
		: PointerGetDatum(PG_DETOAST_DATUM_COPY(lead->values[column]));
}

/* The row that lead_scores should hold. */
static void
make_result(Rescore *rescore, const CrmLead *lead, const CrmScore *score,
			Datum *values, bool *nulls)
{
	memset(nulls, 0, RESULT_COLUMNS * sizeof(bool));
	values[RESULT_LEAD] = Int64GetDatum(lead->id);
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
	nulls[RESULT_AGENT] = lead->nulls[CRM_COL_AGENT];
	values[RESULT_AGENT] = nulls[RESULT_AGENT] ? (Datum) 0
		: Int64GetDatum(DatumGetInt64(lead->values[CRM_COL_AGENT]));
	set_text(&values[RESULT_STATE], &nulls[RESULT_STATE], lead, CRM_COL_STATE);
	set_text(&values[RESULT_LINE], &nulls[RESULT_LINE], lead, CRM_COL_LINE);
	values[RESULT_FACTORS] = JsonbPGetDatum(crm_score_factors(&rescore->active, score));
	nulls[RESULT_CHANGES] = true;
	values[RESULT_CHANGES] = (Datum) 0;
}

static bool
column_moved(int column, Datum was, bool was_null, Datum is, bool is_null)
{
	if (was_null || is_null)
		return was_null != is_null;
	switch (result_types[column])
	{
		case NUMERICOID:
			return !DatumGetBool(DirectFunctionCall2(numeric_eq, was, is));
		case TEXTOID:
			return !DatumGetBool(DirectFunctionCall2Coll(texteq, DEFAULT_COLLATION_OID, was, is));
		case JSONBOID:
			return compareJsonbContainers(&DatumGetJsonbP(was)->root,
										  &DatumGetJsonbP(is)->root) != 0;
		case FLOAT8OID:
			return DatumGetFloat8(was) != DatumGetFloat8(is);
		default:
			return DatumGetInt64(was) != DatumGetInt64(is);
	}
}

/* Does the stored row differ from the new result, or does it not hold at as_of? */
static bool
moved(const Rescore *rescore, const Datum *was, const bool *was_null,
	  const Datum *is, const bool *is_null)
{
	int			i;

	if (was_null[STORED_MODEL] || was_null[STORED_SCORED_AT] ||
		DatumGetInt32(was[STORED_MODEL_VERSION]) != rescore->active.version ||
		strcmp(TextDatumGetCString(was[STORED_MODEL]), rescore->active.name) != 0 ||
		DatumGetTimestampTz(was[STORED_SCORED_AT]) > rescore->context.as_of)
		return true;
	for (i = RESULT_SCORE; i < RESULT_CHANGES; i++)
	{
		if (column_moved(i, was[i], was_null[i], is[i], is_null[i]))
			return true;
	}
	return false;
}

/* Scores a lead, and keeps the result for writing if it moved. */
static void
rescore_lead(const CrmLead *lead, void *arg)
{
	Rescore    *rescore = arg;
	Pending    *pending = &rescore->inserts;
	SPITupleTable *stored = rescore->stored;
	Datum		is[RESULT_COLUMNS];
	bool		is_null[RESULT_COLUMNS];
	CrmScore	score;
	MemoryContext old;
	int			i;

	score.factors = rescore->factors;
	crm_score_compute(&rescore->context, lead, &score);
	old = MemoryContextSwitchTo(rescore->batch_context);
	make_result(rescore, lead, &score, is, is_null);

	for (; rescore->next_stored < rescore->nstored; rescore->next_stored++)
	{
		Datum		was[STORED_COLUMNS];
		bool		was_null[STORED_COLUMNS];

		heap_deform_tuple(stored->vals[rescore->next_stored], stored->tupdesc,
						  was, was_null);
		if (DatumGetInt64(was[RESULT_LEAD]) > lead->id)
			break;
		if (DatumGetInt64(was[RESULT_LEAD]) < lead->id)
			continue;
		rescore->next_stored++;
		if (!moved(rescore, was, was_null, is, is_null))
		{
			MemoryContextSwitchTo(old);
			return;
		}
		pending = &rescore->updates;
		is[RESULT_CHANGES] = was[RESULT_CHANGES];
		is_null[RESULT_CHANGES] = false;
		break;
	}
	for (i = 0; i < RESULT_COLUMNS; i++)
	{
		pending->values[i][pending->n] = is[i];
		pending->nulls[i][pending->n] = is_null[i];
	}
	pending->n++;
	MemoryContextSwitchTo(old);
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

/* Scores the selected leads, at most BATCH_LEADS, and writes what moved. */
static void
rescore_selection(Rescore *rescore, const CrmSelection *selection)
{
	Datum		args[3];
	MemoryContext old = MemoryContextSwitchTo(rescore->batch_context);

	args[0] = Int64GetDatum(rescore->gather.tenant);
	args[1] = selection->ids ? PointerGetDatum(selection->ids)
		: Int64GetDatum(selection->first);
	args[2] = Int64GetDatum(selection->last);
	rescore->nstored = crm_plan_execute(&stored_scores[selection->ids ? 0 : 1],
										args, NULL, false, 0);
	rescore->stored = SPI_tuptable;
	rescore->next_stored = 0;
	rescore->scored += crm_gather_leads(&rescore->gather, selection);
	SPI_freetuptable(rescore->stored);
	lock_updates(rescore);
	rescore->written += write_results(rescore, &update_scores, &rescore->updates);
	rescore->written += write_results(rescore, &insert_scores, &rescore->inserts);
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
	CrmSelection selection = {NULL, 0, PG_INT64_MIN};

	while (crm_next_selection(&rescore->gather, BATCH_LEADS, &selection))
		rescore_selection(rescore, &selection);
}

/* Prepares a run for a tenant at a time; the model in force is loaded. */
static Rescore *
begin_rescore(int64 tenant, TimestampTz as_of)
{
	Rescore    *rescore = palloc0(sizeof(Rescore));

	crm_check_as_of(as_of);
	rescore->reported = GetCurrentTimestamp();
	rescore->context.as_of = as_of;
	crm_load_model(tenant, &rescore->active);
	rescore->context.model = rescore->active.model;
	rescore->context.zone = rescore->active.zone;
	rescore->factors = palloc(rescore->active.model->nfactors * sizeof(CrmFactorScore));
	rescore->batch_context = AllocSetContextCreate(CurrentMemoryContext, "crm rescore batch",
												   ALLOCSET_DEFAULT_SIZES);
	crm_gather_init(&rescore->gather, tenant, &rescore->context,
					CRM_PART_CONTACT, false, rescore_lead, rescore);
	return rescore;
}

/*
 * crm.rescore_leads(as_of timestamptz, only_due boolean, tenant bigint) -> bigint
 */
Datum
crm_rescore_leads(PG_FUNCTION_ARGS)
{
	Rescore    *rescore;
	int64		tenant;
	uint64		written;

	tenant = PG_ARGISNULL(2) ? crm_tenant_require() : PG_GETARG_INT64(2);
	crm_spi_connect();
	rescore = begin_rescore(tenant, PG_ARGISNULL(0)
							? GetCurrentTransactionStartTimestamp()
							: PG_GETARG_TIMESTAMPTZ(0));
	if (!PG_ARGISNULL(1) && PG_GETARG_BOOL(1))
		rescore_due(rescore);
	else
		rescore_all(rescore);
	written = rescore->written;
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
	crm_spi_finish();
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(desc, values, nulls)));
}
