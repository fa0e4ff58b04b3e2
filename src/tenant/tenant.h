/*-------------------------------------------------------------------------
 *
 * tenant.h
 *	  The tenant a session acts for.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_TENANT_H
#define CRM_TENANT_H

extern void crm_tenant_define_settings(void);
extern bool crm_tenant_current(int64 *tenant);
extern int64 crm_tenant_require(void);

#endif							/* CRM_TENANT_H */
