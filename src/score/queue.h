/*-------------------------------------------------------------------------
 *
 * queue.h
 *	  The leads to work, best first, one at a time.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_SCORE_QUEUE_H
#define CRM_SCORE_QUEUE_H

#include "score/gather.h"

/* An agent who asks for leads; lists of length 0 do not restrict. */
typedef struct CrmAgent
{
	int64		id;
	bool		is_active;
	int			nstates;
	const char **states;
	int			nlines;
	const char **lines;
} CrmAgent;

typedef struct CrmQueueItem
{
	int64		lead;
	double		priority;
	CrmPoints	score;
	TimestampTz due_at;			/* DT_NOEND: none */
} CrmQueueItem;

typedef struct CrmQueue CrmQueue;

extern CrmAgent *crm_find_agent(int64 tenant, int64 agent);
extern CrmQueue *crm_queue_open(int64 tenant, const CrmAgent *agent,
								TimestampTz as_of, bool own_claims_too);
extern bool crm_queue_next(CrmQueue *queue, CrmQueueItem *item);
extern void crm_queue_close(CrmQueue *queue);

#endif							/* CRM_SCORE_QUEUE_H */
