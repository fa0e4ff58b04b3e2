/*-------------------------------------------------------------------------
 *
 * json_schema.h
 *	  Compiled schemas from the cache, and how errors are returned to SQL.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_JSON_SCHEMA_H
#define CRM_JSON_SCHEMA_H

#include "fmgr.h"

#include "document/schema.h"

extern const CrmProgram *crm_schema_program(Jsonb *schema, Jsonb *resources,
											bool assert_format,
											CrmSchemaLoader loader);
extern void crm_return_schema_errors(FunctionCallInfo fcinfo,
									 const CrmProgram *program,
									 Jsonb *document);

#endif							/* CRM_JSON_SCHEMA_H */
