/*-------------------------------------------------------------------------
 *
 * registry.h
 *	  Published schemas: their rows, compiled and kept by kind and version.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_REGISTRY_H
#define CRM_REGISTRY_H

#include "document/json_tree.h"
#include "document/schema.h"

/* One row of crm.json_schemas, in the current context. */
typedef struct CrmSchemaRow
{
	int			version;
	bool		is_draft;
	bool		is_ours;		/* written by this very transaction */
	Jsonb	   *schema;
	Jsonb	   *upgrade;		/* or NULL */
} CrmSchemaRow;

extern bool crm_registry_row(const char *kind, int kind_len, int version,
							 CrmSchemaRow *row);
extern CrmSchemaRow *crm_registry_require(const char *kind, int kind_len,
										  int version);
extern int	crm_registry_newest(const char *kind, int kind_len);
extern const CrmProgram *crm_registry_program(const char *kind, int kind_len,
											  int version);
extern Jsonb *crm_registry_load(const char *uri);

/* publish.c */
extern void crm_check_schema(Jsonb *schema, Jsonb *resources,
							 CrmSchemaLoader loader, List **problems);

/* changes.c */
typedef struct CrmSchemaChange
{
	const char *location;		/* JSON Pointer into the schema */
	const char *change;
	bool		breaking;		/* what was valid may no longer be */
	const char *detail;
} CrmSchemaChange;

extern List *crm_schema_compare(const Jsonb *old, const Jsonb *new);

/* upgrade.c */
extern void crm_upgrade_check(const Jsonb *steps);
extern void crm_upgrade_apply(const Jsonb *steps, CrmJsonTree *tree);

#endif							/* CRM_REGISTRY_H */
