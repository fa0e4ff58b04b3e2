#include "postgres.h"

#include "fmgr.h"

#include "common/error.h"

#define NOT_YET(f) \
	PG_FUNCTION_INFO_V1(f); \
	Datum f(PG_FUNCTION_ARGS) { crm_not_supported(#f); PG_RETURN_NULL(); }

NOT_YET(crm_publish_json_schema)
NOT_YET(crm_document_errors)
NOT_YET(crm_upgrade_document)
NOT_YET(crm_json_schema_changes)
NOT_YET(crm_keep_published_schema)
