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
extern const CrmProgram *crm_schema_program_now(Jsonb *schema,
												CrmSchemaLoader loader);
extern Jsonb *crm_resources_argument(FunctionCallInfo fcinfo, int n);
extern Jsonb *crm_json_to_jsonb(const CrmJson *container);
extern char *crm_schema_errors_detail(List *errors);
extern void crm_return_schema_errors(FunctionCallInfo fcinfo,
									 const CrmProgram *program,
									 Jsonb *document);

#endif							/* CRM_JSON_SCHEMA_H */
