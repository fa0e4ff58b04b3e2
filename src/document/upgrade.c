#include "postgres.h"

#include "fmgr.h"

#include "common/error.h"
#include "document/registry.h"

void
crm_upgrade_check(const Jsonb *steps)
{
	crm_not_supported("upgrade steps");
}

#define NOT_YET(f) \
	PG_FUNCTION_INFO_V1(f); \
	Datum f(PG_FUNCTION_ARGS) { crm_not_supported(#f); PG_RETURN_NULL(); }

NOT_YET(crm_upgrade_document)
NOT_YET(crm_json_schema_changes)
