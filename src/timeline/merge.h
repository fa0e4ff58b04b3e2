/*-------------------------------------------------------------------------
 *
 * merge.h
 *	  Several streams as one, in the order of events.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_MERGE_H
#define CRM_MERGE_H

#include "timeline/stream.h"

typedef struct CrmMerge
{
	CrmHistory	history;
	MemoryContext context;		/* of the streams */
	int64		ntaken;			/* events returned so far */
	int			nstreams;
	CrmStream	streams[CRM_MAX_SOURCES];
} CrmMerge;

extern void crm_merge_open(CrmMerge *merge, const CrmHistory *history,
						   uint32 kinds, MemoryContext context);
extern HeapTuple crm_merge_next(CrmMerge *merge, int wanted,
								CrmStream **stream, CrmEventKey *key);
extern void crm_merge_close(CrmMerge *merge);

#endif							/* CRM_MERGE_H */
