/*-------------------------------------------------------------------------
 *
 * reason.h
 *	  What a person wants to see of a lead in the queue, and why it is there.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_SCORE_REASON_H
#define CRM_SCORE_REASON_H

#include "score/queue.h"

typedef struct CrmQueueRow
{
	const char *client_name;	/* NULL: the lead cannot be read, or had */
	const char *status_id;
	const char *reason;
} CrmQueueRow;

extern int	crm_local_day(TimestampTz at, pg_tz *zone);
extern CrmQueueRow *crm_queue_rows(int64 tenant, TimestampTz as_of,
								   const CrmQueueItem *items, int n);
extern CrmQueueRow *crm_claim_rows(int64 tenant, TimestampTz now,
								   const CrmQueueItem *items, int n,
								   int64 agent, TimestampTz until);

#endif							/* CRM_SCORE_REASON_H */
