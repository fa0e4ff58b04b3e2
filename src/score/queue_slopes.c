/*-------------------------------------------------------------------------
 *
 * queue_slopes.c
 *	  The free leads of the queue whose stored line holds: a stream for each
 *	  slope, best first.
 *
 * Which slopes are stored is a session's guess, checked each time: whatever lies
 * between the slopes it knows is looked for in the same statement.  A claim also
 * guesses how far down it has to look (the floor): as long as anything is found
 * above, nothing below can be better.  Both guesses only spare reading: an index
 * scan reads a page of entries at a time, of which a claim needs one.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/float.h"
#include "utils/timestamp.h"

#include "common/spi.h"
#include "score/queue_parts.h"

#define MIN_HEADS 3				/* rows taken of each slope at first */
#define MAX_HEADS 48
#define FETCH_LEADS 5			/* and of one at a time, if more are wanted */
#define MAX_FETCH 1000			/* while none is for the agent to sell */

/* Rows of tenant $1 that are free. */
#define FREE \
	" FROM crm.lead_scores s WHERE s.tenant_id OPERATOR(pg_catalog.=) $1" \
	" AND s.claimed_by IS NULL AND s.priority_key IS NOT NULL"

/* Rows that hold at $2. */
#define HOLD \
	" AND s.next_change_at OPERATOR(pg_catalog.>) $2" \
	" AND s.scored_at OPERATOR(pg_catalog.<=) $2"

/*
 * By whom: in an agent's queue whose is the agent or 0, nobody.  As the index
 * says it: a COALESCE could not be asked of it under row-level security.
 */
#define ANYBODYS(whose) ""
#define AGENTS(whose) \
	" AND (CASE WHEN s.agent_id IS NULL THEN 0 ELSE s.agent_id END)" \
	" OPERATOR(pg_catalog.=) " whose

#define COLUMNS "s.lead_id, s.priority_key, s.score, s.due_at, s.state, s.line"

#define IN_ORDER " ORDER BY s.priority_key DESC, s.lead_id"

/*
 * To look: of each whose ($3) the best $4 rows of each slope, which are those
 * above one slope and up to the next ($5, $6): so no slope is left out.
 */
#define LOOK(whose) \
	{"SELECT w.whose, h.* FROM pg_catalog.unnest($3) w(whose) CROSS JOIN" \
	 " ROWS FROM (pg_catalog.unnest($5), pg_catalog.unnest($6)) p(above, upto)" \
	 " CROSS JOIN LATERAL (SELECT s.priority_slope, " COLUMNS FREE whose("w.whose") \
	 " AND s.priority_slope OPERATOR(pg_catalog.>) p.above" \
	 " AND s.priority_slope OPERATOR(pg_catalog.<=) p.upto" HOLD \
	 " ORDER BY s.priority_slope, s.priority_key DESC, s.lead_id LIMIT $4) h", \
	 6, {INT8OID, TIMESTAMPTZOID, INT8ARRAYOID, INT8OID, FLOAT8ARRAYOID, FLOAT8ARRAYOID}, \
	 .options = CURSOR_OPT_GENERIC_PLAN}

/*
 * To claim: the same of each slope ($7) with keys from $8 on and below $9, and
 * the first slope, if any, in each gap between them.
 */
#define CLAIM(whose) \
	{"SELECT w.whose, p.slope, h.*" \
	 " FROM pg_catalog.unnest($3) w(whose) CROSS JOIN ROWS FROM (pg_catalog.unnest($7)," \
	 " pg_catalog.unnest($8), pg_catalog.unnest($9)) p(slope, least, below)" \
	 " CROSS JOIN LATERAL (SELECT " COLUMNS FREE whose("w.whose") \
	 " AND s.priority_slope OPERATOR(pg_catalog.=) p.slope" \
	 " AND s.priority_key OPERATOR(pg_catalog.>=) p.least" \
	 " AND s.priority_key OPERATOR(pg_catalog.<) p.below" HOLD IN_ORDER " LIMIT $4) h" \
	 " UNION ALL SELECT 0, x.priority_slope, NULL, NULL, NULL, NULL, NULL, NULL" \
	 " FROM ROWS FROM (pg_catalog.unnest($5), pg_catalog.unnest($6)) g(above, upto)" \
	 " CROSS JOIN LATERAL (SELECT s.priority_slope" FREE \
	 " AND s.priority_slope OPERATOR(pg_catalog.>) g.above" \
	 " AND s.priority_slope OPERATOR(pg_catalog.<) g.upto" HOLD \
	 " ORDER BY s.priority_slope LIMIT 1) x", \
	 9, {INT8OID, TIMESTAMPTZOID, INT8ARRAYOID, INT8OID, FLOAT8ARRAYOID, FLOAT8ARRAYOID, \
	 FLOAT8ARRAYOID, FLOAT8ARRAYOID, FLOAT8ARRAYOID}, .options = CURSOR_OPT_GENERIC_PLAN}

static CrmPlan look[] = {LOOK(ANYBODYS), LOOK(AGENTS)};
static CrmPlan claim = CLAIM(AGENTS);

enum
{
	HEAD_WHOSE,
	HEAD_SLOPE,
	HEAD_COLUMNS				/* and then what a slope's rows have */
};

/* The rest of a slope, for who wants more of it. */
#define REST(whose) \
	{"SELECT " COLUMNS FREE whose("$3") \
	 " AND s.priority_slope OPERATOR(pg_catalog.=) $4" \
	 " AND s.priority_key OPERATOR(pg_catalog.<=) $5" \
	 " AND s.priority_key OPERATOR(pg_catalog.>=) $6" HOLD IN_ORDER, \
	 6, {INT8OID, TIMESTAMPTZOID, INT8OID, FLOAT8OID, FLOAT8OID, FLOAT8OID}, \
	 .options = CURSOR_OPT_GENERIC_PLAN | CURSOR_OPT_FAST_PLAN}

static CrmPlan rest[] = {REST(ANYBODYS), REST(AGENTS)};

enum
{
	ROW_LEAD,
	ROW_KEY,
	ROW_SCORE,
	ROW_DUE_AT,
	ROW_STATE,
	ROW_LINE,
	ROW_COLUMNS
};

/* The slopes a tenant's rows had when this session last looked, ascending. */
static struct
{
	int64		tenant;
	int			n;
	double		slopes[CRM_MAX_STREAMS / 2];
}			known;

/* Where this session's last claim for an agent found some leads above. */
static struct
{
	int64		tenant;
	int64		agent;
	bool		is_set;
	double		slope;
	double		key;
}			last_floor;

static Datum
float_array(const double *values, int n)
{
	Datum		elements[lengthof(known.slopes) + 2];
	int			i;

	for (i = 0; i < n; i++)
		elements[i] = Float8GetDatum(values[i]);
	return PointerGetDatum(construct_array(elements, n, FLOAT8OID, sizeof(float8),
										   FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}

/* The key that has this priority on a line of the slope, exactly. */
static double
key_of_priority(double priority, double slope, TimestampTz at)
{
	return isinf(priority) ? priority
		: priority - crm_score_priority(slope, 0, at);
}

static bool
is_known(double slope)
{
	int			i;

	for (i = 0; i < known.n; i++)
	{
		if (known.slopes[i] == slope)
			return true;
	}
	return false;
}

static void
learn_slope(double slope)
{
	int			i;

	if (known.n == lengthof(known.slopes))
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("the stored priorities change at more than %d different rates",
						known.n),
				 errhint("Run crm.rescore_leads() so that all leads are scored by one model.")));
	for (i = known.n++; i > 0 && known.slopes[i - 1] > slope; i--)
		known.slopes[i] = known.slopes[i - 1];
	known.slopes[i] = slope;
}

/* Executes look[] or claim, for priorities from the floor on, and below "ceiling". */
static uint64
execute_heads(const CrmQueue *queue, double ceiling)
{
	double		least[lengthof(known.slopes)];
	double		below[lengthof(known.slopes)];
	double		above[lengthof(known.slopes) + 2];
	int64		whose[2] = {0, 0};
	Datum		args[9];
	CrmPlan    *plan;
	int			n = known.n;
	int			i;

	plan = queue->agent == NULL ? &look[0]
		: queue->use == CRM_QUEUE_CLAIM ? &claim : &look[1];
	if (queue->agent)
		whose[0] = queue->agent->id;
	/* (above[i], above[i + 1]) are the gaps */
	above[0] = -get_float8_infinity();
	for (i = 0; i < n; i++)
		above[i + 1] = known.slopes[i];
	above[n + 1] = get_float8_infinity();
	args[0] = Int64GetDatum(queue->tenant);
	args[1] = TimestampTzGetDatum(queue->as_of);
	args[2] = PointerGetDatum(crm_id_array(whose, queue->agent && queue->agent->id != 0 ? 2 : 1));
	args[3] = Int64GetDatum(queue->heads);
	args[4] = float_array(above, n + 1);
	args[5] = float_array(above + 1, n + 1);
	if (plan == &claim)
	{
		for (i = 0; i < n; i++)
		{
			least[i] = key_of_priority(queue->floor, known.slopes[i], queue->as_of);
			below[i] = key_of_priority(ceiling, known.slopes[i], queue->as_of);
		}
		args[6] = float_array(known.slopes, n);
		args[7] = float_array(least, n);
		args[8] = float_array(below, n);
	}
	return crm_plan_execute(plan, args, NULL, true, 0);
}

/* Learns the slopes of these rows that were not known; were there any? */
static bool
learn_slopes(SPITupleTable *table, uint64 n)
{
	double		last = get_float8_nan();
	bool		learnt = false;
	uint64		i;

	for (i = 0; i < n; i++)
	{
		bool		isnull;
		double		slope = DatumGetFloat8(SPI_getbinval(table->vals[i], table->tupdesc,
														 HEAD_SLOPE + 1, &isnull));

		if (slope == last || is_known(slope))
			continue;
		last = slope;
		learn_slope(slope);
		learnt = true;
	}
	return learnt;
}

/*
 * The heads of all slopes that are stored: asks again as long as there are some
 * that were not known.  Returns the number of rows in SPI_tuptable.
 */
static uint64
find_heads(const CrmQueue *queue, double ceiling)
{
	/* slopes of models that nobody uses any more are forgotten now and then */
	if (known.tenant != queue->tenant || known.n > CRM_MAX_SLOPES * 2)
	{
		known.tenant = queue->tenant;
		known.n = 0;
	}
	for (;;)
	{
		uint64		n = execute_heads(queue, ceiling);
		SPITupleTable *table = SPI_tuptable;

		if (!learn_slopes(table, n))
			return n;
		SPI_freetuptable(table);
		CHECK_FOR_INTERRUPTS();
	}
}

/* Opens the cursor of a slope at the last row that was taken of it. */
static void
open_cursor(const CrmQueue *queue, CrmSlopeStream *stream)
{
	Datum		args[6];

	args[0] = Int64GetDatum(queue->tenant);
	args[1] = TimestampTzGetDatum(queue->as_of);
	args[2] = Int64GetDatum(stream->whose);
	args[3] = Float8GetDatum(stream->slope);
	args[4] = Float8GetDatum(stream->last_key);
	args[5] = Float8GetDatum(stream->least);
	stream->portal = SPI_cursor_open(NULL, crm_plan(&rest[queue->agent ? 1 : 0]),
									 args, NULL, true);
}

/* Gets more rows of a slope; false if there are none. */
static bool
fetch_more(const CrmQueue *queue, CrmSlopeStream *stream)
{
	long		fetch = FETCH_LEADS;

	if (!stream->is_full)
		return false;
	if (stream->portal == NULL)
		open_cursor(queue, stream);
	else
		fetch = stream->in_vain ? Min(2 * (long) stream->end, MAX_FETCH)
			: Min((long) stream->end + FETCH_LEADS, MAX_HEADS);
	if (stream->table && !stream->table_is_shared)
		SPI_freetuptable(stream->table);
	SPI_cursor_fetch(stream->portal, true, fetch);
	stream->table = SPI_tuptable;
	stream->table_is_shared = false;
	stream->in_vain = true;
	stream->next = 0;
	stream->end = SPI_processed;
	stream->is_full = SPI_processed == fetch;
	CHECK_FOR_INTERRUPTS();
	return stream->end > 0;
}

static bool
may_sell(const CrmQueue *queue, const Datum *values, const bool *nulls)
{
	text	   *state;
	text	   *line;

	if (queue->agent == NULL ||
		(queue->agent->nstates == 0 && queue->agent->nlines == 0))
		return true;
	state = nulls[ROW_STATE] ? NULL : DatumGetTextPP(values[ROW_STATE]);
	line = nulls[ROW_LINE] ? NULL : DatumGetTextPP(values[ROW_LINE]);
	return crm_agent_may_sell(queue->agent,
							  state ? VARDATA_ANY(state) : "", state ? VARSIZE_ANY_EXHDR(state) : 0,
							  line ? VARDATA_ANY(line) : "", line ? VARSIZE_ANY_EXHDR(line) : 0);
}

/* Brings the next lead of the slope that the agent may sell to its head. */
void
crm_queue_advance(CrmQueue *queue, CrmSlopeStream *stream)
{
	stream->has_head = false;
	for (;;)
	{
		Datum		row[HEAD_COLUMNS + ROW_COLUMNS];
		bool		row_nulls[HEAD_COLUMNS + ROW_COLUMNS];
		const Datum *values = row;
		const bool *nulls = row_nulls;
		int64		lead;
		double		key;

		if (stream->next >= stream->end && !fetch_more(queue, stream))
			return;
		heap_deform_tuple(stream->table->vals[stream->next++],
						  stream->table->tupdesc, row, row_nulls);
		if (stream->table_is_shared)
		{
			values += HEAD_COLUMNS;
			nulls += HEAD_COLUMNS;
		}
		lead = DatumGetInt64(values[ROW_LEAD]);
		key = DatumGetFloat8(values[ROW_KEY]);
		/* the cursor begins with the rows of the last key */
		if (stream->portal && key == stream->last_key && lead <= stream->last_lead)
			continue;
		stream->last_key = key;
		stream->last_lead = lead;
		if (!may_sell(queue, values, nulls))
			continue;
		stream->head.lead = lead;
		stream->head.priority = crm_score_priority(stream->slope, key, queue->as_of);
		stream->head.score = nulls[ROW_SCORE] ? 0 : crm_queue_points(values[ROW_SCORE]);
		stream->head.due_at = nulls[ROW_DUE_AT] ? DT_NOEND
			: DatumGetTimestampTz(values[ROW_DUE_AT]);
		stream->has_head = true;
		stream->in_vain = false;
		return;
	}
}

/* One stream for each run of heads. */
static void
make_streams(CrmQueue *queue, double ceiling)
{
	CrmSlopeStream *stream = NULL;
	uint64		n = find_heads(queue, ceiling);
	SPITupleTable *table = SPI_tuptable;
	uint64		i;
	bool		isnull;

	queue->nstreams = 0;
	for (i = 0; i < n; i++)
	{
		HeapTuple	row = table->vals[i];
		int64		whose = DatumGetInt64(SPI_getbinval(row, table->tupdesc,
														HEAD_WHOSE + 1, &isnull));
		double		slope = DatumGetFloat8(SPI_getbinval(row, table->tupdesc,
														 HEAD_SLOPE + 1, &isnull));

		if (stream == NULL || stream->slope != slope || stream->whose != whose)
		{
			Assert(queue->nstreams < CRM_MAX_STREAMS);
			stream = &queue->streams[queue->nstreams++];
			memset(stream, 0, sizeof(*stream));
			stream->whose = whose;
			stream->slope = slope;
			stream->least = key_of_priority(queue->floor, slope, queue->as_of);
			stream->table = table;
			stream->table_is_shared = true;
			stream->next = i;
		}
		stream->end = i + 1;
		stream->is_full = stream->end - stream->next == queue->heads;
	}
}

/*
 * A floor for the session's next claim: the last head of a stream that has more.
 * Of those the best, so that few leads are above, yet some.
 */
static void
remember_floor(const CrmQueue *queue)
{
	double		best = -get_float8_infinity();
	int			i;
	bool		isnull;

	last_floor.tenant = queue->tenant;
	last_floor.agent = queue->agent->id;
	last_floor.is_set = false;
	for (i = 0; i < queue->nstreams; i++)
	{
		const CrmSlopeStream *stream = &queue->streams[i];
		double		key;
		double		priority;

		if (!stream->is_full)
			continue;
		key = DatumGetFloat8(SPI_getbinval(stream->table->vals[stream->end - 1],
										   stream->table->tupdesc,
										   HEAD_COLUMNS + ROW_KEY + 1, &isnull));
		priority = crm_score_priority(stream->slope, key, queue->as_of);
		if (priority <= best)
			continue;
		best = priority;
		last_floor.slope = stream->slope;
		last_floor.key = key;
		last_floor.is_set = true;
	}
}

static void
advance_all(CrmQueue *queue)
{
	int			i;

	for (i = 0; i < queue->nstreams; i++)
		crm_queue_advance(queue, &queue->streams[i]);
}

/* Opens a stream for each slope that is stored. */
void
crm_queue_open_slopes(CrmQueue *queue)
{
	bool		claims = queue->agent != NULL && queue->use == CRM_QUEUE_CLAIM;

	queue->floor = -get_float8_infinity();
	/* about what each of some slopes has among the best so many */
	queue->heads = Max(MIN_HEADS, Min(MAX_HEADS, queue->wanted / 6));
	if (claims && last_floor.is_set && last_floor.tenant == queue->tenant &&
		last_floor.agent == queue->agent->id)
		queue->floor = crm_score_priority(last_floor.slope, last_floor.key,
										  queue->as_of);
	make_streams(queue, get_float8_infinity());
	if (claims && isinf(queue->floor))
		remember_floor(queue);
	advance_all(queue);
}

/* What is above the floor is used up: opens the streams of all below it. */
void
crm_queue_lower_floor(CrmQueue *queue)
{
	double		ceiling = queue->floor;

	crm_queue_close_slopes(queue);
	queue->floor = -get_float8_infinity();
	make_streams(queue, ceiling);
	remember_floor(queue);
	advance_all(queue);
}

void
crm_queue_close_slopes(CrmQueue *queue)
{
	int			i;

	for (i = 0; i < queue->nstreams; i++)
	{
		if (queue->streams[i].portal)
			SPI_cursor_close(queue->streams[i].portal);
		queue->streams[i].portal = NULL;
	}
}
