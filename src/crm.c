/*-------------------------------------------------------------------------
 *
 * crm.c
 *	  The module: its magic block and its settings, nothing else.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/guc.h"

#include "liquid/liquid.h"
#include "token/tokens.h"
#include "tenant/tenant.h"

PG_MODULE_MAGIC;

void		_PG_init(void);

void
_PG_init(void)
{
	crm_tenant_define_settings();
	crm_liquid_define_settings();
	crm_tokens_define_settings();

	MarkGUCPrefixReserved("crm");
}
