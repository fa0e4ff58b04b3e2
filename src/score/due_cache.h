/*-------------------------------------------------------------------------
 *
 * due_cache.h
 *	  Places in the queue that this backend computed for leads that are due.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_SCORE_DUE_CACHE_H
#define CRM_SCORE_DUE_CACHE_H

#include "score/gather.h"

#define CRM_SHORT_TEXT 16

/* Whose place it is: what a role may read decides what it computes. */
typedef struct CrmPlaceKey
{
	int64		lead;
	int64		tenant;
	Oid			role;
	int32		version;		/* of the model in force */
} CrmPlaceKey;

/* Which state of a lead's inputs: the row of lead_scores that marks them. */
typedef struct CrmInputs
{
	int64		changes;
	TransactionId xmin;			/* of that row */
} CrmInputs;

/* A lead's place, good for one state of its inputs and a span of time. */
typedef struct CrmPlace
{
	CrmPlaceKey key;
	CrmInputs	inputs;
	uint64		model;			/* its serial number */
	pg_tz	   *zone;
	TimestampTz from;
	TimestampTz until;			/* not included */
	bool		in_queue;
	bool		has_agent;
	int64		agent;
	char		state[CRM_SHORT_TEXT];	/* empty: not known */
	char		line[CRM_SHORT_TEXT];
	double		slope;
	double		priority_key;
	CrmPoints	score;
	TimestampTz due_at;
} CrmPlace;

extern CrmPlace *crm_due_find(const CrmPlaceKey *key, const CrmInputs *inputs,
							  const CrmActiveModel *active, TimestampTz as_of);
extern void crm_due_store(const CrmPlace *place);

#endif							/* CRM_SCORE_DUE_CACHE_H */
