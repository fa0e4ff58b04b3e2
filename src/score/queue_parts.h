/*-------------------------------------------------------------------------
 *
 * queue_parts.h
 *	  What the files of the queue share: its state, and the leads it takes in.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_SCORE_QUEUE_PARTS_H
#define CRM_SCORE_QUEUE_PARTS_H

#include "executor/spi.h"

#include "score/queue.h"

/* An agent has two queues, the agent's own and nobody's, of 16 slopes each. */
#define CRM_MAX_STREAMS 96

/* The leads of one slope, best first: the rows at hand, and a cursor behind. */
typedef struct CrmSlopeStream
{
	int64		whose;			/* an agent's id; 0: nobody's, or everybody's */
	double		slope;
	double		least;			/* keys from here on ... */
	SPITupleTable *table;
	bool		table_is_shared;	/* with the other slopes: their heads */
	uint64		next;			/* row of the table */
	uint64		end;
	bool		is_full;		/* as many heads as were asked for: there may
								 * be more */
	Portal		portal;			/* NULL: not needed yet */
	double		last_key;		/* of the last row taken: where the cursor
								 * begins */
	int64		last_lead;
	bool		in_vain;		/* none of the rows at hand may be sold */
	bool		has_head;
	CrmQueueItem head;
} CrmSlopeStream;

struct CrmQueue
{
	int64		tenant;
	const CrmAgent *agent;		/* NULL: everybody's queue */
	CrmQueueUse use;
	int			wanted;			/* so many leads will be asked for, about */
	TimestampTz as_of;

	CrmQueueItem *extra;		/* computed and claimed ones, best first */
	int			nextra;
	int			allocated;
	int			next_extra;

	CrmSlopeStream streams[CRM_MAX_STREAMS];
	int			nstreams;
	int			heads;			/* so many rows are taken of each at first */
	double		floor;			/* the streams hold priorities from here on */
};

/* queue.c */
extern void crm_queue_add(CrmQueue *queue, const CrmQueueItem *item);
extern int	crm_queue_compare(const void *a, const void *b);
extern CrmPoints crm_queue_points(Datum score);

/* queue_due.c */
extern void crm_queue_add_due(CrmQueue *queue);

/* queue_slopes.c */
extern void crm_queue_open_slopes(CrmQueue *queue);
extern void crm_queue_lower_floor(CrmQueue *queue);
extern void crm_queue_advance(CrmQueue *queue, CrmSlopeStream *stream);
extern void crm_queue_close_slopes(CrmQueue *queue);

#endif							/* CRM_SCORE_QUEUE_PARTS_H */
