/*-------------------------------------------------------------------------
 *
 * queue.c
 *	  The leads to work, best first, one at a time, exact at any moment.
 *
 * Stored priorities are lines over time, and leads whose lines have the same
 * slope never overtake each other: an index holds each slope's leads in order,
 * and the best of all is the best of the slopes' heads.  Leads whose line has
 * ended (a step in time, a change of an input, no score yet) are computed here
 * from their data and merged in; so are claims that have run out.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/float.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "common/spi.h"
#include "score/due_cache.h"
#include "score/queue.h"
#include "score/result.h"

#define HEAD_LEADS 3			/* rows taken of each slope at first */
#define MAX_FETCH 32			/* and at most at a time, if more are wanted */
#define DUE_BATCH 1000
#define DUE_WARNING 1000		/* this many to be scored on the way is slow */

static CrmPlan find_agent = {
	"SELECT is_active, licensed_states, lines FROM crm.agents"
	" WHERE id OPERATOR(pg_catalog.=) $1 AND tenant_id OPERATOR(pg_catalog.=) $2",
	2, {INT8OID, INT8OID}, .options = CURSOR_OPT_GENERIC_PLAN
};

/* Rows that hold at $2 and are free. */
#define FREE_AND_VALID \
	" s.tenant_id OPERATOR(pg_catalog.=) $1" \
	" AND s.claimed_by IS NULL AND s.priority_key IS NOT NULL"

#define STILL_HOLDS \
	" AND s.next_change_at OPERATOR(pg_catalog.>) $2" \
	" AND s.scored_at OPERATOR(pg_catalog.<=) $2"

/*
 * Which of an agent's two queues, or everybody's.  The planner does not know
 * that a null agent_id is one value: the order names it, to match the index.
 */
#define ANYBODYS ""
#define THE_AGENTS " AND s.agent_id OPERATOR(pg_catalog.=) $3"
#define NOBODYS " AND s.agent_id IS NULL"
#define ANY_ORDER ""
#define NULL_FIRST "s.agent_id, "

/*
 * The best of each slope that is stored: one step into the index finds the next
 * slope, another its head.
 */
#define FIRST_SLOPE(whose, first, after) \
	"SELECT s.priority_slope FROM crm.lead_scores s WHERE" FREE_AND_VALID whose after \
	" ORDER BY " first "s.priority_slope LIMIT 1"

#define HEADS(whose, first) \
	{"WITH RECURSIVE slopes(slope) AS ((" FIRST_SLOPE(whose, first, "") ")" \
	 " UNION ALL SELECT (" \
	 FIRST_SLOPE(whose, first, " AND s.priority_slope OPERATOR(pg_catalog.>) p.slope") \
	 ") FROM slopes p WHERE p.slope IS NOT NULL)" \
	 " SELECT h.lead_id, h.priority_key, h.score, h.due_at, h.state, h.line, p.slope" \
	 " FROM slopes p, LATERAL (SELECT s.* FROM crm.lead_scores s WHERE" \
	 FREE_AND_VALID whose " AND s.priority_slope OPERATOR(pg_catalog.=) p.slope" \
	 STILL_HOLDS " ORDER BY " first "s.priority_key DESC, s.lead_id LIMIT " \
	 CppAsString2(HEAD_LEADS) ") h", \
	 3, {INT8OID, TIMESTAMPTZOID, INT8OID}, .options = CURSOR_OPT_GENERIC_PLAN}

static CrmPlan heads[] = {
	HEADS(ANYBODYS, ANY_ORDER), HEADS(THE_AGENTS, ANY_ORDER),
	HEADS(NOBODYS, NULL_FIRST)
};

/* All of one slope, for who wants more of it. */
#define SLOPE_LEADS(whose, first) \
	"SELECT s.lead_id, s.priority_key, s.score, s.due_at, s.state, s.line" \
	" FROM crm.lead_scores s WHERE" FREE_AND_VALID whose \
	" AND s.priority_slope OPERATOR(pg_catalog.=) $4" STILL_HOLDS \
	" ORDER BY " first "s.priority_key DESC, s.lead_id"

static const char *const slope_leads[] = {
	SLOPE_LEADS(ANYBODYS, ANY_ORDER), SLOPE_LEADS(THE_AGENTS, ANY_ORDER),
	SLOPE_LEADS(NOBODYS, NULL_FIRST)
};
static SPIPlanPtr slope_plans[lengthof(slope_leads)];

/* Claims that have run out, and an agent's own: each by an index of its own. */
#define CLAIMED_LEADS(which) \
	{"SELECT s.lead_id, s.priority_key, s.score, s.due_at, s.state, s.line," \
	 " s.priority_slope, s.agent_id FROM crm.lead_scores s" \
	 " WHERE s.tenant_id OPERATOR(pg_catalog.=) $1 AND s.claimed_by IS NOT NULL" \
	 " AND s.priority_key IS NOT NULL AND " which \
	 " AND s.next_change_at OPERATOR(pg_catalog.>) $2" \
	 " AND s.scored_at OPERATOR(pg_catalog.<=) $2", \
	 3, {INT8OID, TIMESTAMPTZOID, INT8OID}}

static CrmPlan expired_claims =
CLAIMED_LEADS("s.claimed_until OPERATOR(pg_catalog.<=) $2");

static CrmPlan own_claims =
CLAIMED_LEADS("s.claimed_by OPERATOR(pg_catalog.=) $3"
			  " AND s.claimed_until OPERATOR(pg_catalog.>) $2");

/* What must be computed: its line has ended, or begins after $2. */
static CrmPlan due_leads = {
	"SELECT s.lead_id, s.changes, s.xmin FROM crm.lead_scores s"
	" WHERE s.tenant_id OPERATOR(pg_catalog.=) $1"
	" AND s.next_change_at OPERATOR(pg_catalog.<=) $2"
	" AND (s.claimed_by IS NULL OR s.claimed_until OPERATOR(pg_catalog.<=) $2"
	" OR ($4 AND s.claimed_by OPERATOR(pg_catalog.=) $3))"
	" UNION ALL SELECT s.lead_id, s.changes, s.xmin FROM crm.lead_scores s"
	" WHERE s.tenant_id OPERATOR(pg_catalog.=) $1"
	" AND s.next_change_at OPERATOR(pg_catalog.>) $2"
	" AND s.scored_at OPERATOR(pg_catalog.>) $2"
	" AND (s.claimed_by IS NULL OR s.claimed_until OPERATOR(pg_catalog.<=) $2"
	" OR ($4 AND s.claimed_by OPERATOR(pg_catalog.=) $3))",
	4, {INT8OID, TIMESTAMPTZOID, INT8OID, BOOLOID}
};

/* One slope's leads: the rows at hand, and a cursor for those after them. */
typedef struct SlopeStream
{
	int			whose;
	double		slope;
	Portal		portal;			/* NULL: not needed yet */
	SPITupleTable *table;
	bool		table_is_shared;	/* with the other slopes: their heads */
	uint64		n;
	uint64		next;
	int			nheads;			/* rows that came before the cursor */
	long		fetch;			/* how many to fetch next */
	bool		has_head;
	CrmQueueItem head;
} SlopeStream;

/* A lead to compute, and which state of its inputs that will be of. */
typedef struct DueLead
{
	int64		lead;
	CrmInputs	inputs;
} DueLead;

struct CrmQueue
{
	int64		tenant;
	const CrmAgent *agent;		/* NULL: everybody's queue */
	bool		own_claims;		/* the agent's own claims belong to it */
	CrmActiveModel active;
	CrmScoreContext context;
	CrmFactorScore *factors;
	DueLead    *due;			/* in the order of leads */
	int			next_due;
	CrmQueueItem *extra;		/* computed and claimed ones, best first */
	int			nextra;
	int			allocated;
	int			next_extra;
	SlopeStream streams[3 * CRM_MAX_SLOPES * 2];
	int			nstreams;
};

/* The agent of this tenant; throws if there is none.  SPI must be connected. */
CrmAgent *
crm_find_agent(int64 tenant, int64 agent)
{
	Datum		args[2] = {Int64GetDatum(agent), Int64GetDatum(tenant)};
	CrmAgent   *found = palloc0(sizeof(CrmAgent));
	HeapTuple	row;
	TupleDesc	desc;
	bool		isnull;
	int			i;

	if (crm_plan_execute(&find_agent, args, NULL, true, 1) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_NO_DATA_FOUND),
				 errmsg("agent " INT64_FORMAT " does not exist", agent),
				 errdetail("Tenant " INT64_FORMAT " has no such agent.", tenant),
				 errhint("Look it up in crm.agents; crm.current_tenant() tells whose rows are read.")));
	row = SPI_tuptable->vals[0];
	desc = SPI_tuptable->tupdesc;
	found->id = agent;
	found->is_active = DatumGetBool(SPI_getbinval(row, desc, 1, &isnull));
	for (i = 0; i < 2; i++)
	{
		Datum	   *elements;
		bool	   *nulls;
		const char **texts;
		int			n;
		int			j;

		deconstruct_array(DatumGetArrayTypeP(SPI_getbinval(row, desc, 2 + i, &isnull)),
						  TEXTOID, -1, false, TYPALIGN_INT, &elements, &nulls, &n);
		texts = palloc(Max(n, 1) * sizeof(char *));
		for (j = 0; j < n; j++)
			texts[j] = nulls[j] ? "" : TextDatumGetCString(elements[j]);
		if (i == 0)
			found->nstates = n, found->states = texts;
		else
			found->nlines = n, found->lines = texts;
	}
	return found;
}

static bool
is_listed(const char *value, int len, const char *const *list, int n)
{
	int			i;

	/* what is not known cannot be forbidden: somebody has to ask */
	if (n == 0 || len == 0)
		return true;
	for (i = 0; i < n; i++)
	{
		if (strlen(list[i]) == len && memcmp(list[i], value, len) == 0)
			return true;
	}
	return false;
}

/* May the queue's agent be given a lead in this state and line? */
static bool
is_licensed(const CrmQueue *queue, Datum state, bool state_null,
			Datum line, bool line_null)
{
	const CrmAgent *agent = queue->agent;
	text	   *t;

	if (agent == NULL)
		return true;
	if (agent->nstates > 0 && !state_null)
	{
		t = DatumGetTextPP(state);
		if (!is_listed(VARDATA_ANY(t), VARSIZE_ANY_EXHDR(t), agent->states, agent->nstates))
			return false;
	}
	if (agent->nlines > 0 && !line_null)
	{
		t = DatumGetTextPP(line);
		if (!is_listed(VARDATA_ANY(t), VARSIZE_ANY_EXHDR(t), agent->lines, agent->nlines))
			return false;
	}
	return true;
}

/* Is the lead this agent's to work, or nobody's? */
static bool
is_in_reach(const CrmQueue *queue, int64 agent, bool isnull)
{
	return queue->agent == NULL || isnull || agent == queue->agent->id;
}

static void
add_extra(CrmQueue *queue, const CrmQueueItem *item)
{
	if (queue->nextra >= queue->allocated)
	{
		queue->allocated = Max(64, queue->allocated * 2);
		queue->extra = queue->extra == NULL
			? MemoryContextAllocHuge(GetMemoryChunkContext(queue),
									 queue->allocated * sizeof(CrmQueueItem))
			: repalloc_huge(queue->extra, queue->allocated * sizeof(CrmQueueItem));
	}
	queue->extra[queue->nextra++] = *item;
}

/* Adds a computed place to the page's candidates, if the agent may have it. */
static void
add_place(CrmQueue *queue, const CrmPlace *place)
{
	const CrmAgent *agent = queue->agent;
	CrmQueueItem item;

	if (!place->in_queue || !is_in_reach(queue, place->agent, !place->has_agent))
		return;
	if (agent &&
		(!is_listed(place->state, strlen(place->state), agent->states, agent->nstates) ||
		 !is_listed(place->line, strlen(place->line), agent->lines, agent->nlines)))
		return;
	item.lead = place->key.lead;
	item.priority = crm_score_priority(place->slope, place->priority_key,
									   queue->context.as_of);
	item.score = place->score;
	item.due_at = place->due_at;
	add_extra(queue, &item);
}

static void
place_text(char *target, const CrmLead *lead, int column)
{
	target[0] = '\0';
	if (!lead->nulls[column])
		text_to_cstring_buffer(DatumGetTextPP(lead->values[column]), target, CRM_SHORT_TEXT);
}

/* Computes a due lead's place, and keeps it for the session's next question. */
static void
add_computed(const CrmLead *lead, void *arg)
{
	CrmQueue   *queue = arg;
	CrmPlace	place;
	CrmScore	score;

	score.factors = queue->factors;
	crm_score_compute(&queue->context, lead, &score);
	memset(&place, 0, sizeof(place));
	place.key.lead = lead->id;
	place.key.tenant = queue->tenant;
	place.key.role = GetUserId();
	place.key.version = queue->active.version;
	/* both are in the order of leads */
	while (queue->due[queue->next_due].lead != lead->id)
		queue->next_due++;
	place.inputs = queue->due[queue->next_due].inputs;
	place.model = queue->active.model->serial;
	place.zone = queue->active.zone;
	place.from = queue->context.as_of;
	place.until = score.next_change_at;
	place.in_queue = score.in_queue;
	place.has_agent = !lead->nulls[CRM_COL_AGENT];
	place.agent = place.has_agent ? DatumGetInt64(lead->values[CRM_COL_AGENT]) : 0;
	place_text(place.state, lead, CRM_COL_STATE);
	place_text(place.line, lead, CRM_COL_LINE);
	place.slope = score.slope;
	place.priority_key = score.key;
	place.score = score.score;
	place.due_at = score.due_at;
	crm_due_store(&place);
	add_place(queue, &place);
}

/* A numeric score as points. */
static CrmPoints
score_points(Datum score)
{
	Datum		scaled = DirectFunctionCall2(numeric_mul, score,
											 NumericGetDatum(int64_to_numeric(CRM_POINT)));

	return DatumGetInt64(DirectFunctionCall1(numeric_int8, scaled));
}

/* The columns that slope_leads and the claims have in common. */
static void
read_item(const CrmQueue *queue, const Datum *values, const bool *nulls,
		  double slope, CrmQueueItem *item)
{
	item->lead = DatumGetInt64(values[0]);
	item->priority = crm_score_priority(slope, DatumGetFloat8(values[1]),
										queue->context.as_of);
	item->score = nulls[2] ? 0 : score_points(values[2]);
	item->due_at = nulls[3] ? DT_NOEND : DatumGetTimestampTz(values[3]);
}

static Datum *
queue_args(const CrmQueue *queue, Datum *args, char *nulls)
{
	args[0] = Int64GetDatum(queue->tenant);
	args[1] = TimestampTzGetDatum(queue->context.as_of);
	args[2] = Int64GetDatum(queue->agent ? queue->agent->id : 0);
	args[3] = BoolGetDatum(queue->own_claims && queue->agent != NULL);
	return args;
}

static void
add_claimed(CrmQueue *queue, CrmPlan *claims)
{
	Datum		args[4];
	SPITupleTable *table;
	uint64		n;
	uint64		i;

	n = crm_plan_execute(claims, queue_args(queue, args, NULL), NULL, true, 0);
	table = SPI_tuptable;
	for (i = 0; i < n; i++)
	{
		Datum		values[8];
		bool		nulls[8];
		CrmQueueItem item;

		heap_deform_tuple(table->vals[i], table->tupdesc, values, nulls);
		if (!is_in_reach(queue, DatumGetInt64(values[7]), nulls[7]) ||
			!is_licensed(queue, values[4], nulls[4], values[5], nulls[5]))
			continue;
		read_item(queue, values, nulls, DatumGetFloat8(values[6]), &item);
		add_extra(queue, &item);
	}
	SPI_freetuptable(table);
}

static int
compare_due(const void *a, const void *b)
{
	int64		x = ((const DueLead *) a)->lead;
	int64		y = ((const DueLead *) b)->lead;

	return x < y ? -1 : x > y;
}

/* Computes the leads in queue->due, batch by batch. */
static void
compute_due(CrmQueue *queue, int n)
{
	CrmSelection selection = {NULL};
	CrmGather	gather;
	int64		ids[DUE_BATCH];
	int			i;
	int			size = 0;

	if (n > DUE_WARNING)
		ereport(WARNING,
				(errmsg("%d leads had to be scored for this answer", n),
				 errhint("Run crm.rescore_leads(only_due => true) every few minutes to keep the queue fast.")));
	qsort(queue->due, n, sizeof(DueLead), compare_due);
	queue->next_due = 0;
	queue->context.model = queue->active.model;
	queue->context.zone = queue->active.zone;
	queue->factors = palloc(queue->active.model->nfactors * sizeof(CrmFactorScore));
	crm_gather_init(&gather, queue->tenant, &queue->context, CRM_PART_CONTACT,
					true, add_computed, queue);
	for (i = 0; i < n; i++)
	{
		ids[size++] = queue->due[i].lead;
		if (size < DUE_BATCH && i < n - 1)
			continue;
		selection.ids = crm_id_array(ids, size);
		crm_gather_leads(&gather, &selection);
		pfree(selection.ids);
		size = 0;
	}
}

/* The leads whose stored line does not hold: known to this backend, or computed. */
static void
add_due(CrmQueue *queue)
{
	Datum		args[4];
	SPITupleTable *table;
	uint64		n;
	uint64		i;
	int			unknown = 0;

	n = crm_plan_execute(&due_leads, queue_args(queue, args, NULL), NULL, true, 0);
	table = SPI_tuptable;
	if (n > 0)
	{
		crm_load_model(queue->tenant, &queue->active);
		queue->due = MemoryContextAllocHuge(CurrentMemoryContext, n * sizeof(DueLead));
	}
	for (i = 0; i < n; i++)
	{
		CrmPlaceKey key = {0};
		CrmPlace   *place;
		CrmInputs	inputs = {0};
		bool		isnull;

		key.lead = DatumGetInt64(SPI_getbinval(table->vals[i], table->tupdesc, 1, &isnull));
		key.tenant = queue->tenant;
		key.role = GetUserId();
		key.version = queue->active.version;
		inputs.changes = DatumGetInt64(SPI_getbinval(table->vals[i], table->tupdesc, 2, &isnull));
		inputs.xmin = DatumGetTransactionId(SPI_getbinval(table->vals[i], table->tupdesc, 3, &isnull));
		place = crm_due_find(&key, &inputs, &queue->active, queue->context.as_of);
		if (place)
		{
			add_place(queue, place);
			continue;
		}
		queue->due[unknown].lead = key.lead;
		queue->due[unknown++].inputs = inputs;
	}
	SPI_freetuptable(table);
	if (unknown > 0)
		compute_due(queue, unknown);
}

/* Best first; of two with the same priority the older lead. */
static int
compare_items(const void *a, const void *b)
{
	const CrmQueueItem *x = a;
	const CrmQueueItem *y = b;

	if (x->priority != y->priority)
		return x->priority > y->priority ? -1 : 1;
	return x->lead < y->lead ? -1 : x->lead > y->lead;
}

/* Opens the cursor of a slope, behind the heads that were already had. */
static void
open_cursor(CrmQueue *queue, SlopeStream *stream)
{
	static Oid	types[4] = {INT8OID, TIMESTAMPTZOID, INT8OID, FLOAT8OID};
	SPIPlanPtr	plan = slope_plans[stream->whose];
	Datum		args[4];

	/* The best plan is always the index: never look at the values for it. */
	if (plan == NULL)
	{
		plan = SPI_prepare_cursor(slope_leads[stream->whose], 4, types,
								  CURSOR_OPT_GENERIC_PLAN | CURSOR_OPT_FAST_PLAN);
		if (plan == NULL || SPI_keepplan(plan) != 0)
			elog(ERROR, "could not prepare the queue: %s",
				 SPI_result_code_string(SPI_result));
		slope_plans[stream->whose] = plan;
	}
	queue_args(queue, args, NULL);
	args[3] = Float8GetDatum(stream->slope);
	stream->portal = SPI_cursor_open(NULL, plan, args, NULL, true);
	SPI_cursor_move(stream->portal, true, stream->nheads);
	stream->fetch = HEAD_LEADS * 2;
}

/* Gets more rows of a slope; false if there are none. */
static bool
fetch_more(CrmQueue *queue, SlopeStream *stream)
{
	/* fewer heads than asked for are all there is */
	if (stream->portal == NULL && stream->nheads < HEAD_LEADS)
		return false;
	if (stream->portal == NULL)
		open_cursor(queue, stream);
	if (stream->table && !stream->table_is_shared)
		SPI_freetuptable(stream->table);
	SPI_cursor_fetch(stream->portal, true, stream->fetch);
	stream->fetch = Min(stream->fetch * 2, MAX_FETCH);
	stream->table = SPI_tuptable;
	stream->table_is_shared = false;
	stream->n = SPI_processed;
	stream->next = 0;
	CHECK_FOR_INTERRUPTS();
	return stream->n > 0;
}

/* Brings the next licensed lead of the slope to its head. */
static void
advance(CrmQueue *queue, SlopeStream *stream)
{
	stream->has_head = false;
	for (;;)
	{
		Datum		values[7];
		bool		nulls[7];

		if (stream->next >= stream->n && !fetch_more(queue, stream))
			return;
		heap_deform_tuple(stream->table->vals[stream->next++],
						  stream->table->tupdesc, values, nulls);
		if (!is_licensed(queue, values[4], nulls[4], values[5], nulls[5]))
			continue;
		read_item(queue, values, nulls, stream->slope, &stream->head);
		stream->has_head = true;
		return;
	}
}

/* One stream a slope that is stored, each with its heads. */
static void
open_streams(CrmQueue *queue, int whose)
{
	SlopeStream *stream = NULL;
	SPITupleTable *table;
	Datum		args[4];
	uint64		n;
	uint64		i;
	bool		isnull;
	int			first = queue->nstreams;

	queue_args(queue, args, NULL);
	n = crm_plan_execute(&heads[whose], args, NULL, true, 0);
	table = SPI_tuptable;
	for (i = 0; i < n; i++)
	{
		double		slope = DatumGetFloat8(SPI_getbinval(table->vals[i], table->tupdesc,
														 7, &isnull));

		if (stream == NULL || stream->slope != slope)
		{
			if (queue->nstreams == lengthof(queue->streams))
				ereport(ERROR,
						(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						 errmsg("the stored priorities change at more than %d different rates",
								(int) lengthof(queue->streams)),
						 errhint("Run crm.rescore_leads() so that all leads are scored by one model.")));
			stream = &queue->streams[queue->nstreams++];
			memset(stream, 0, sizeof(*stream));
			stream->whose = whose;
			stream->slope = slope;
			stream->table = table;
			stream->table_is_shared = true;
			stream->next = i;
		}
		stream->n = i + 1;
		stream->nheads++;
	}
	for (; first < queue->nstreams; first++)
		advance(queue, &queue->streams[first]);
}

/*
 * Opens the queue of an agent, or everybody's.  SPI must be connected, and stay
 * so until crm_queue_close.
 */
CrmQueue *
crm_queue_open(int64 tenant, const CrmAgent *agent, TimestampTz as_of,
			   bool own_claims_too)
{
	CrmQueue   *queue = palloc0(sizeof(CrmQueue));

	queue->tenant = tenant;
	queue->agent = agent;
	queue->own_claims = own_claims_too;
	queue->context.as_of = as_of;
	add_due(queue);
	add_claimed(queue, &expired_claims);
	if (own_claims_too && agent != NULL)
		add_claimed(queue, &own_claims);
	if (queue->nextra > 1)
		qsort(queue->extra, queue->nextra, sizeof(CrmQueueItem), compare_items);
	if (agent == NULL)
		open_streams(queue, 0);
	else
	{
		open_streams(queue, 1);
		open_streams(queue, 2);
	}
	return queue;
}

/* The best lead that is left; false when there is none. */
bool
crm_queue_next(CrmQueue *queue, CrmQueueItem *item)
{
	SlopeStream *best = NULL;
	int			i;

	for (i = 0; i < queue->nstreams; i++)
	{
		SlopeStream *stream = &queue->streams[i];

		if (stream->has_head &&
			(best == NULL || compare_items(&stream->head, &best->head) < 0))
			best = stream;
	}
	if (queue->next_extra < queue->nextra &&
		(best == NULL ||
		 compare_items(&queue->extra[queue->next_extra], &best->head) < 0))
	{
		*item = queue->extra[queue->next_extra++];
		return true;
	}
	if (best == NULL)
		return false;
	*item = best->head;
	advance(queue, best);
	return true;
}

void
crm_queue_close(CrmQueue *queue)
{
	int			i;

	for (i = 0; i < queue->nstreams; i++)
	{
		if (queue->streams[i].portal)
			SPI_cursor_close(queue->streams[i].portal);
	}
}
