/*-------------------------------------------------------------------------
 *
 * gather.h
 *	  Reads what a model looks at, for many leads at once.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_SCORE_GATHER_H
#define CRM_SCORE_GATHER_H

#include "utils/array.h"

#include "score/lookup.h"
#include "score/score.h"

/* A model for a tenant: the one in force, or one by its name. */
typedef struct CrmActiveModel
{
	const char *name;
	int			version;
	const CrmModel *model;		/* pinned until the context it was loaded in ends */
	pg_tz	   *zone;			/* the tenant's */
} CrmActiveModel;

/* Which leads: those in "ids", or, if that is NULL, from first to last id. */
typedef struct CrmSelection
{
	ArrayType  *ids;
	int64		first;
	int64		last;
} CrmSelection;

/* Takes one lead; what it borrows is valid until it returns. */
typedef void (*CrmLeadSink) (const CrmLead *lead, void *arg);

/* What is to be gathered; set up once, used for selection after selection. */
typedef struct CrmGather
{
	int64		tenant;
	CrmParts	parts;			/* which parts of a lead */
	bool		events[CRM_EVENT_KINDS];
	bool		sentiment;		/* of events */
	bool		types;
	bool		outcomes;
	bool		read_only;		/* see the snapshot of the caller's statement */
	const CrmLookups *lookups;
	CrmLeadSink sink;
	void	   *arg;
} CrmGather;

extern void crm_load_model(int64 tenant, CrmActiveModel *active);
extern void crm_load_named_model(int64 tenant, const char *name,
								 CrmActiveModel *active);
extern void crm_gather_init(CrmGather *gather, int64 tenant,
							const CrmModel *model, CrmParts more,
							bool read_only, CrmLeadSink sink, void *arg);
extern void crm_gather_add(CrmGather *gather, const CrmModel *model);
extern uint64 crm_gather_leads(const CrmGather *gather,
							   const CrmSelection *selection);
extern bool crm_next_selection(const CrmGather *gather, int size,
							   CrmSelection *selection);
extern ArrayType *crm_id_array(const int64 *ids, int n);

#endif							/* CRM_SCORE_GATHER_H */
