/*-------------------------------------------------------------------------
 *
 * json_tree.h
 *	  A JSON document that can be changed in place, for upgrades.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_JSON_TREE_H
#define CRM_JSON_TREE_H

#include "common/json_cursor.h"

/* Borrows the bytes of the JSONB it was read from. */
typedef struct CrmJsonTree
{
	CrmJson		scalar;			/* where type is no container */
	CrmJsonType type;
	uint32		n;
	uint32		max;
	struct CrmJsonTree **children;	/* items or values */
	CrmJson    *names;			/* of an object's values */
} CrmJsonTree;

extern CrmJsonTree *crm_tree_read(const CrmJson *value);
extern CrmJsonTree *crm_tree_copy(const CrmJsonTree *tree);
extern CrmJsonTree *crm_tree_make(CrmJsonType type);
extern Jsonb *crm_tree_write(const CrmJsonTree *tree);
extern int	crm_tree_find(const CrmJsonTree *object, const char *name, int len);
extern void crm_tree_set(CrmJsonTree *object, const char *name, int len,
						 CrmJsonTree *value);
extern void crm_tree_append(CrmJsonTree *array, CrmJsonTree *value);
extern void crm_tree_remove(CrmJsonTree *container, uint32 index);

#endif							/* CRM_JSON_TREE_H */
