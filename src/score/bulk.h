/*-------------------------------------------------------------------------
 *
 * bulk.h
 *	  Reads what a model looks at, for all leads of a tenant.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_SCORE_BULK_H
#define CRM_SCORE_BULK_H

#include "score/gather.h"

typedef struct CrmBulk CrmBulk;

extern CrmBulk *crm_bulk_open(CrmGather *gather);
extern uint64 crm_bulk_next(CrmBulk *bulk, uint64 n);
extern void crm_bulk_close(CrmBulk *bulk);

#endif							/* CRM_SCORE_BULK_H */
