/*-------------------------------------------------------------------------
 *
 * queue.c
 *	  The leads to work, best first, one at a time, exact at any moment.
 *
 * Stored priorities are lines over time, and leads whose lines have the same
 * slope never overtake each other: an index holds each slope's leads in order
 * (queue_slopes.c), and the best of all is the best of the slopes' heads.
 * Merged with them are the leads that no slope has (queue_due.c): those whose
 * line has ended, computed from their data, and claims that have run out.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/numeric.h"

#include "score/queue_parts.h"

/* Takes in a lead that is in no stream. */
void
crm_queue_add(CrmQueue *queue, const CrmQueueItem *item)
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

/* Best first; of two with the same priority the older lead. */
int
crm_queue_compare(const void *a, const void *b)
{
	const CrmQueueItem *x = a;
	const CrmQueueItem *y = b;

	if (x->priority != y->priority)
		return x->priority > y->priority ? -1 : 1;
	return x->lead < y->lead ? -1 : x->lead > y->lead;
}

/* A numeric score as points. */
CrmPoints
crm_queue_points(Datum score)
{
	Datum		scaled = DirectFunctionCall2(numeric_mul, score,
											 NumericGetDatum(int64_to_numeric(CRM_POINT)));

	return DatumGetInt64(DirectFunctionCall1(numeric_int8, scaled));
}

/*
 * Opens the queue of an agent, or everybody's.  SPI must be connected, and stay
 * so until crm_queue_close.  "wanted": how many leads will be asked for, about.
 */
CrmQueue *
crm_queue_open(int64 tenant, const CrmAgent *agent, TimestampTz as_of,
			   CrmQueueUse use, int wanted)
{
	CrmQueue   *queue = palloc0(sizeof(CrmQueue));

	queue->tenant = tenant;
	queue->agent = agent;
	queue->as_of = as_of;
	queue->use = use;
	queue->wanted = wanted;
	crm_queue_add_due(queue);
	if (queue->nextra > 1)
		qsort(queue->extra, queue->nextra, sizeof(CrmQueueItem), crm_queue_compare);
	crm_queue_open_slopes(queue);
	return queue;
}

/* The stream with the best head, or NULL. */
static CrmSlopeStream *
best_stream(CrmQueue *queue)
{
	CrmSlopeStream *best = NULL;
	int			i;

	for (i = 0; i < queue->nstreams; i++)
	{
		CrmSlopeStream *stream = &queue->streams[i];

		if (stream->has_head &&
			(best == NULL || crm_queue_compare(&stream->head, &best->head) < 0))
			best = stream;
	}
	return best;
}

/* The best lead that is left; false when there is none. */
bool
crm_queue_next(CrmQueue *queue, CrmQueueItem *item)
{
	const CrmQueueItem *extra = NULL;
	CrmSlopeStream *best = best_stream(queue);

	if (queue->next_extra < queue->nextra)
		extra = &queue->extra[queue->next_extra];
	/* what the streams do not reach down to may be better than an extra one */
	if (best == NULL && !isinf(queue->floor) &&
		(extra == NULL || extra->priority < queue->floor))
	{
		crm_queue_lower_floor(queue);
		best = best_stream(queue);
	}
	if (extra && (best == NULL || crm_queue_compare(extra, &best->head) < 0))
	{
		*item = *extra;
		queue->next_extra++;
		return true;
	}
	if (best == NULL)
		return false;
	*item = best->head;
	crm_queue_advance(queue, best);
	return true;
}

void
crm_queue_close(CrmQueue *queue)
{
	crm_queue_close_slopes(queue);
}
