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

#include "score/score.h"

/* The model in force for a tenant. */
typedef struct CrmActiveModel
{
	const char *name;
	int			version;
	const CrmModel *model;		/* pinned until the context it was loaded in ends */
	pg_tz	   *zone;			/* the tenant's */
} CrmActiveModel;

/* Takes one lead; what it borrows is valid until it returns. */
typedef void (*CrmLeadSink) (const CrmLead *lead, void *arg);

extern void crm_load_model(int64 tenant, CrmActiveModel *active);
extern uint64 crm_gather_leads(int64 tenant, const CrmModel *model,
							   bool with_client, ArrayType *ids,
							   bool read_only, CrmLeadSink sink, void *arg);
extern ArrayType *crm_id_array(const int64 *ids, int n);

#endif							/* CRM_SCORE_GATHER_H */
