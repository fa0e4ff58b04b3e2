/*-------------------------------------------------------------------------
 *
 * places.h
 *	  Finds places in a schema as it is written, without compiling it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_PLACES_H
#define CRM_PLACES_H

#include "common/json_cursor.h"

extern bool crm_schema_mentions(const CrmJson *schema, const char *name,
								bool below);
extern bool crm_schema_follow(const CrmJson *root, CrmJson *schema);

#endif							/* CRM_PLACES_H */
