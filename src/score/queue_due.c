/*-------------------------------------------------------------------------
 *
 * queue_due.c
 *	  The leads of the queue that no slope has: those whose stored line does not
 *	  hold, computed here from their data, and claims that have run out.
 *
 * A line has ended when its next_change_at has come (a step in time, a change of
 * an input, no score yet), and has not begun before its scored_at.
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
#include "score/due_cache.h"
#include "score/queue_parts.h"

#define DUE_BATCH 1000
#define DUE_WARNING 1000		/* this many to be scored on the way is slow */

#define COLUMNS(holds) \
	"SELECT " holds ", s.lead_id, s.changes, s.xmin, s.priority_key, s.priority_slope," \
	" s.score, s.due_at, s.state, s.line, s.agent_id FROM crm.lead_scores s" \
	" WHERE s.tenant_id OPERATOR(pg_catalog.=) $1"

#define MAY_BE_TAKEN \
	" AND (s.claimed_by IS NULL OR s.claimed_until OPERATOR(pg_catalog.<=) $2" \
	" OR ($4 AND s.claimed_by OPERATOR(pg_catalog.=) $3))"

#define HOLDS \
	" AND s.priority_key IS NOT NULL" \
	" AND s.next_change_at OPERATOR(pg_catalog.>) $2" \
	" AND s.scored_at OPERATOR(pg_catalog.<=) $2"

/*
 * What must be computed, and the claims that stand on their stored line: those
 * that have run out, and an agent's own ($3) where they belong to the queue
 * ($4).  A lead that is out of the queue comes in by a change of an input only,
 * which sets next_change_at to -infinity.  Each part has an index of its own;
 * ranges with both ends are what the planner believes to be short.
 */
static CrmPlan due_and_claimed = {
	COLUMNS("false")
	" AND s.next_change_at OPERATOR(pg_catalog.<=) $2"
	" AND s.next_change_at OPERATOR(pg_catalog.>=) '-infinity'"
	" AND (s.priority_key IS NOT NULL OR s.next_change_at OPERATOR(pg_catalog.=) '-infinity')"
	MAY_BE_TAKEN
	" UNION ALL " COLUMNS("false")
	" AND s.priority_key IS NOT NULL"
	" AND s.next_change_at OPERATOR(pg_catalog.>) $2"
	" AND s.scored_at OPERATOR(pg_catalog.>) $2"
	" AND s.scored_at OPERATOR(pg_catalog.<=) 'infinity'" MAY_BE_TAKEN
	" UNION ALL " COLUMNS("true")
	" AND s.claimed_by IS NOT NULL"
	" AND s.claimed_until OPERATOR(pg_catalog.<=) $2"
	" AND s.claimed_until OPERATOR(pg_catalog.>=) '-infinity'" HOLDS
	" UNION ALL " COLUMNS("true")
	" AND $4 AND s.claimed_by OPERATOR(pg_catalog.=) $3"
	" AND s.claimed_until OPERATOR(pg_catalog.>) $2" HOLDS,
	4, {INT8OID, TIMESTAMPTZOID, INT8OID, BOOLOID},
	.options = CURSOR_OPT_GENERIC_PLAN
};

enum
{
	DUE_HOLDS,
	DUE_LEAD,
	DUE_CHANGES,
	DUE_XMIN,
	DUE_KEY,
	DUE_SLOPE,
	DUE_SCORE,
	DUE_DUE_AT,
	DUE_STATE,
	DUE_LINE,
	DUE_AGENT,
	DUE_COLUMNS
};

/* A lead to compute, and which state of its inputs that will be of. */
typedef struct DueLead
{
	int64		lead;
	CrmInputs	inputs;
} DueLead;

typedef struct Due
{
	CrmQueue   *queue;
	CrmActiveModel active;
	CrmScoreContext context;
	CrmFactorScore *factors;
	DueLead    *leads;			/* by lead, once all are there */
	int			n;
	int			next;
} Due;

/* Is the lead this agent's to work, or nobody's? */
static bool
is_in_reach(const CrmQueue *queue, int64 agent, bool isnull)
{
	return queue->agent == NULL || isnull || agent == queue->agent->id;
}

/* Adds a computed place to the queue, if the agent may have it. */
static void
add_place(CrmQueue *queue, const CrmPlace *place)
{
	CrmQueueItem item;

	if (!place->in_queue ||
		!is_in_reach(queue, place->agent, !place->has_agent) ||
		!crm_agent_may_sell(queue->agent, place->state, strlen(place->state),
							place->line, strlen(place->line)))
		return;
	item.lead = place->key.lead;
	item.priority = crm_score_priority(place->slope, place->priority_key,
									   queue->as_of);
	item.score = place->score;
	item.due_at = place->due_at;
	crm_queue_add(queue, &item);
}

static void
place_text(char *target, const CrmLead *lead, int column)
{
	target[0] = '\0';
	if (!lead->nulls[column])
		text_to_cstring_buffer(DatumGetTextPP(lead->values[column]), target, CRM_SHORT_TEXT);
}

static void
set_key(const Due *due, CrmPlaceKey *key, int64 lead)
{
	memset(key, 0, sizeof(*key));
	key->lead = lead;
	key->tenant = due->queue->tenant;
	key->role = GetUserId();
	key->version = due->active.version;
}

/* Computes a due lead's place, and keeps it for the session's next question. */
static void
add_computed(const CrmLead *lead, void *arg)
{
	Due		   *due = arg;
	CrmPlace	place;
	CrmScore	score;

	score.factors = due->factors;
	crm_score_compute(&due->context, lead, &score);
	memset(&place, 0, sizeof(place));
	set_key(due, &place.key, lead->id);
	/* both are in the order of leads */
	while (due->leads[due->next].lead != lead->id)
		due->next++;
	place.inputs = due->leads[due->next].inputs;
	place.model = due->active.model->serial;
	place.zone = due->active.zone;
	place.from = due->context.as_of;
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
	add_place(due->queue, &place);
}

static int
compare_due(const void *a, const void *b)
{
	int64		x = ((const DueLead *) a)->lead;
	int64		y = ((const DueLead *) b)->lead;

	return x < y ? -1 : x > y;
}

/* Computes the leads that no answer is known for, batch by batch. */
static void
compute(Due *due)
{
	CrmSelection selection = {NULL};
	CrmGather	gather;
	int64		ids[DUE_BATCH];
	int			i;
	int			size = 0;

	if (due->n > DUE_WARNING)
		ereport(WARNING,
				(errmsg("%d leads had to be scored for this answer", due->n),
				 errhint("Run crm.rescore_leads(only_due => true) every few minutes to keep the queue fast.")));
	qsort(due->leads, due->n, sizeof(DueLead), compare_due);
	due->context.model = due->active.model;
	due->context.as_of = due->queue->as_of;
	due->context.zone = due->active.zone;
	due->factors = palloc(due->active.model->nfactors * sizeof(CrmFactorScore));
	crm_gather_init(&gather, due->queue->tenant, &due->context, CRM_PART_CONTACT,
					true, add_computed, due);
	for (i = 0; i < due->n; i++)
	{
		ids[size++] = due->leads[i].lead;
		if (size < DUE_BATCH && i < due->n - 1)
			continue;
		selection.ids = crm_id_array(ids, size);
		crm_gather_leads(&gather, &selection);
		pfree(selection.ids);
		size = 0;
	}
}

/* A lead whose stored line does not hold: known to this backend, or to compute. */
static void
take_due(Due *due, const Datum *values)
{
	CrmPlaceKey key;
	CrmInputs	inputs = {0};
	CrmPlace   *place;

	set_key(due, &key, DatumGetInt64(values[DUE_LEAD]));
	inputs.changes = DatumGetInt64(values[DUE_CHANGES]);
	inputs.xmin = DatumGetTransactionId(values[DUE_XMIN]);
	place = crm_due_find(&key, &inputs, &due->active, due->queue->as_of);
	if (place)
	{
		add_place(due->queue, place);
		return;
	}
	due->leads[due->n].lead = key.lead;
	due->leads[due->n++].inputs = inputs;
}

/* A claimed lead whose stored line holds. */
static void
take_claimed(CrmQueue *queue, const Datum *values, const bool *nulls)
{
	text	   *state = nulls[DUE_STATE] ? NULL : DatumGetTextPP(values[DUE_STATE]);
	text	   *line = nulls[DUE_LINE] ? NULL : DatumGetTextPP(values[DUE_LINE]);
	CrmQueueItem item;

	if (!is_in_reach(queue, DatumGetInt64(values[DUE_AGENT]), nulls[DUE_AGENT]) ||
		!crm_agent_may_sell(queue->agent,
							state ? VARDATA_ANY(state) : "", state ? VARSIZE_ANY_EXHDR(state) : 0,
							line ? VARDATA_ANY(line) : "", line ? VARSIZE_ANY_EXHDR(line) : 0))
		return;
	item.lead = DatumGetInt64(values[DUE_LEAD]);
	item.priority = crm_score_priority(DatumGetFloat8(values[DUE_SLOPE]),
									   DatumGetFloat8(values[DUE_KEY]), queue->as_of);
	item.score = nulls[DUE_SCORE] ? 0 : crm_queue_points(values[DUE_SCORE]);
	item.due_at = nulls[DUE_DUE_AT] ? DT_NOEND : DatumGetTimestampTz(values[DUE_DUE_AT]);
	crm_queue_add(queue, &item);
}

/* Adds the leads that no slope has. */
void
crm_queue_add_due(CrmQueue *queue)
{
	Due			due = {queue};
	Datum		args[4];
	SPITupleTable *table;
	uint64		n;
	uint64		i;

	args[0] = Int64GetDatum(queue->tenant);
	args[1] = TimestampTzGetDatum(queue->as_of);
	args[2] = Int64GetDatum(queue->agent ? queue->agent->id : 0);
	args[3] = BoolGetDatum(queue->agent != NULL && queue->use == CRM_QUEUE_LOOK);
	n = crm_plan_execute(&due_and_claimed, args, NULL, true, 0);
	table = SPI_tuptable;
	for (i = 0; i < n; i++)
	{
		Datum		values[DUE_COLUMNS];
		bool		nulls[DUE_COLUMNS];

		heap_deform_tuple(table->vals[i], table->tupdesc, values, nulls);
		if (DatumGetBool(values[DUE_HOLDS]))
		{
			take_claimed(queue, values, nulls);
			continue;
		}
		if (due.leads == NULL)
		{
			crm_load_model(queue->tenant, &due.active);
			due.leads = MemoryContextAllocHuge(CurrentMemoryContext, n * sizeof(DueLead));
		}
		take_due(&due, values);
	}
	SPI_freetuptable(table);
	if (due.n > 0)
		compute(&due);
}
