/*-------------------------------------------------------------------------
 *
 * membership.h
 *	  Which tenants there are, and which roles may act for them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_MEMBERSHIP_H
#define CRM_MEMBERSHIP_H

/* Changes whenever an answer of this module may have changed; never 0. */
extern uint64 crm_membership_generation;

extern void crm_membership_watch(void);
extern bool crm_tenant_one_is_alone(void);
extern bool crm_membership_is_listed(Oid role);
extern bool crm_membership_allows_all(Oid role);
extern bool crm_membership_allows(Oid role, int64 tenant);

#endif							/* CRM_MEMBERSHIP_H */
