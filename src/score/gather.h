/*-------------------------------------------------------------------------
 *
 * gather.h
 *	  Reads what a model looks at: for some leads, or for all of a tenant.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_SCORE_GATHER_H
#define CRM_SCORE_GATHER_H

#include "executor/tuptable.h"
#include "tcop/dest.h"
#include "utils/array.h"

#include "common/spi.h"
#include "score/event_store.h"
#include "score/lookup.h"
#include "score/score.h"

/* A model for a tenant: the one in force, or one by its name. */
typedef struct CrmActiveModel
{
	const char *name;
	int			version;
	const CrmModel *model;		/* pinned until the context it was loaded in
								 * ends */
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
	CrmScoreContext *context;
	CrmParts	parts;			/* which parts of a lead */
	bool		read_only;		/* see the snapshot of the caller's statement */
	const CrmLookups *lookups;
	CrmWords	words;
	int		   *outcome_lens;
	CrmLeadSink sink;
	void	   *arg;
} CrmGather;

/* Statements for a selection by ids, by range, and for all of a tenant. */
typedef enum CrmSelectionKind
{
	CRM_BY_IDS,
	CRM_BY_RANGE,
	CRM_ALL,
	CRM_SELECTION_KINDS
} CrmSelectionKind;

extern void crm_load_model(int64 tenant, CrmActiveModel *active);
extern void crm_load_named_model(int64 tenant, const char *name,
								 CrmActiveModel *active);
extern void crm_gather_init(CrmGather *gather, int64 tenant,
							CrmScoreContext *context, CrmParts more,
							bool read_only, CrmLeadSink sink, void *arg);
extern uint64 crm_gather_leads(const CrmGather *gather,
							   const CrmSelection *selection);
extern bool crm_next_selection(const CrmGather *gather, int size,
							   CrmSelection *selection);
extern ArrayType *crm_id_array(const int64 *ids, int n);

/* event_rows.c */
extern void crm_gather_events(const CrmGather *gather, CrmSelectionKind how,
							  const CrmSelection *selection, CrmEventStore *store);
extern double crm_expected_events(const CrmGather *gather);

/* gather.c, for event_rows.c, client_store.c and bulk.c */
extern void crm_receiver_init(DestReceiver *dest,
							  bool (*receive) (TupleTableSlot *, DestReceiver *),
							  void (*startup) (DestReceiver *, int, TupleDesc),
							  void (*shutdown) (DestReceiver *));
extern void crm_gather_run(const CrmGather *gather, CrmPlan *plan,
						   const CrmSelection *selection, DestReceiver *dest);
extern void crm_gather_lookups(const CrmGather *gather, CrmLead *lead,
							   bool *nulls);

#endif							/* CRM_SCORE_GATHER_H */
