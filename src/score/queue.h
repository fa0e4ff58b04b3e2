/*-------------------------------------------------------------------------
 *
 * queue.h
 *	  The leads to work, best first, one at a time.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_SCORE_QUEUE_H
#define CRM_SCORE_QUEUE_H

#include "score/agent.h"
#include "score/gather.h"

typedef struct CrmQueueItem
{
	int64		lead;
	double		priority;
	CrmPoints	score;
	TimestampTz due_at;			/* DT_NOEND: none */
} CrmQueueItem;

/* What a queue is read for. */
typedef enum CrmQueueUse
{
	CRM_QUEUE_LOOK,				/* an agent's own claims belong to it */
	CRM_QUEUE_CLAIM				/* only what may be claimed */
} CrmQueueUse;

typedef struct CrmQueue CrmQueue;

extern CrmQueue *crm_queue_open(int64 tenant, const CrmAgent *agent,
								TimestampTz as_of, CrmQueueUse use,
								int wanted);
extern bool crm_queue_next(CrmQueue *queue, CrmQueueItem *item);
extern void crm_queue_close(CrmQueue *queue);

#endif							/* CRM_SCORE_QUEUE_H */
