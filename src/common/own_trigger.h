/*-------------------------------------------------------------------------
 *
 * own_trigger.h
 *	  Whether a trigger function serves a table of the extension's own.
 *
 * Anybody may put a trigger on a table of theirs and name one of our
 * functions, which read columns by name as the types they have in our tables:
 * a number that is taken for a text's address brings the server down.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_OWN_TRIGGER_H
#define CRM_OWN_TRIGGER_H

#include "commands/trigger.h"
#include "fmgr.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

/* A trigger called it, on a table in the function's own schema. */
static inline bool
crm_called_by_own_trigger(FunctionCallInfo fcinfo)
{
	return CALLED_AS_TRIGGER(fcinfo) &&
		RelationGetNamespace(((TriggerData *) fcinfo->context)->tg_relation) ==
		get_func_namespace(fcinfo->flinfo->fn_oid);
}

#endif							/* CRM_OWN_TRIGGER_H */
