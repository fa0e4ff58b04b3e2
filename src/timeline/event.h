/*-------------------------------------------------------------------------
 *
 * event.h
 *	  The order of events, shared by sources, merge and page tokens.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_EVENT_H
#define CRM_EVENT_H

#include "datatype/timestamp.h"

#define CRM_EVENT_ID_LEN 16

/*
 * Where an event stands.  Events of one instant are ordered by the rank of
 * their source (what comes about first ranks lowest) and then by the id, whose
 * bytes compare as the source's index orders them: a bigint with its sign bit
 * flipped, most significant byte first, then zeros; a uuid as it is.
 */
typedef struct CrmEventKey
{
	TimestampTz at;
	int			rank;
	uint8		id[CRM_EVENT_ID_LEN];
} CrmEventKey;

static inline int
crm_event_key_compare(const CrmEventKey *a, const CrmEventKey *b)
{
	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	return memcmp(a->id, b->id, CRM_EVENT_ID_LEN);
}

#endif							/* CRM_EVENT_H */
