/*-------------------------------------------------------------------------
 *
 * event_store.h
 *	  The events of many leads, taken in any order and given out by lead.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_SCORE_EVENT_STORE_H
#define CRM_SCORE_EVENT_STORE_H

#include "storage/buffile.h"

#include "score/score.h"

/* The events of a range of leads. */
typedef struct CrmEventPart
{
	CrmEvent   *events;
	uint64		n;
	uint64		allocated;
	BufFile    *file;			/* what had no place in memory, or NULL */
	uint64		nfile;
	bool		sorted;
	uint64		next;			/* where the last search ended */
} CrmEventPart;

typedef struct CrmEventStore
{
	MemoryContext context;
	int64		first;			/* the least lead that is asked for */
	int64		last;
	uint64		width;			/* leads' ids a part */
	int			nparts;
	CrmEventPart *parts;
	uint64		allowed;		/* events in memory */
	uint64		allocated;
	bool		spilled;		/* some are in files */
	CrmEvent   *spare;			/* room to sort into */
	uint64		spare_allocated;
} CrmEventStore;

extern void crm_event_store_init(CrmEventStore *store, int64 first, int64 last,
								 double expected);
extern CrmEvent *crm_event_store_add(CrmEventStore *store, int64 lead);
extern void crm_event_store_load(CrmEventStore *store, int part);
extern void crm_event_store_unload(CrmEventStore *store, int part);
extern const CrmEvent *crm_event_store_find(CrmEventStore *store, int64 lead,
											int *n);
extern void crm_event_part_range(const CrmEventStore *store, int part,
								 int64 *first, int64 *last);

#endif							/* CRM_SCORE_EVENT_STORE_H */
