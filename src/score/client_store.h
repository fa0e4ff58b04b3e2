/*-------------------------------------------------------------------------
 *
 * client_store.h
 *	  What a model gives all of a tenant's clients, to be found by id.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_SCORE_CLIENT_STORE_H
#define CRM_SCORE_CLIENT_STORE_H

#include "score/gather.h"

typedef struct CrmClientStore CrmClientStore;

extern CrmClientStore *crm_client_store_load(const CrmGather *gather);
extern void crm_client_store_find(const CrmClientStore *store,
								  int64 client, CrmLead *lead,
								  bool *nulls);

#endif							/* CRM_SCORE_CLIENT_STORE_H */
