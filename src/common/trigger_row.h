/*-------------------------------------------------------------------------
 *
 * trigger_row.h
 *	  The row a trigger was fired for: its columns by name, and changes to it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_TRIGGER_ROW_H
#define CRM_TRIGGER_ROW_H

#include "commands/trigger.h"
#include "fmgr.h"

#define CRM_ROW_MAX_CHANGES 12

typedef struct CrmTriggerRow
{
	TriggerData *data;
	Relation	table;
	TupleDesc	columns;
	HeapTuple	old;			/* NULL on INSERT */
	HeapTuple	new;			/* NULL on DELETE */

	/* Changes not yet in "new": see crm_row_finish(). */
	int			nchanges;
	int			attnums[CRM_ROW_MAX_CHANGES];
	Datum		values[CRM_ROW_MAX_CHANGES];
	bool		nulls[CRM_ROW_MAX_CHANGES];
} CrmTriggerRow;

#define CRM_TRIGGER_BEFORE	1
#define CRM_TRIGGER_AFTER	2
#define CRM_TRIGGER_INSERT	4
#define CRM_TRIGGER_UPDATE	8
#define CRM_TRIGGER_DELETE	16

extern void crm_trigger_row(FunctionCallInfo fcinfo, const char *function,
							int allowed, CrmTriggerRow *row);

extern Datum crm_table_column(Relation table, HeapTuple row, const char *name,
							  bool *isnull);
extern int	crm_row_column(const CrmTriggerRow *row, const char *name);
extern int	crm_row_find_column(const CrmTriggerRow *row, const char *name);
extern Datum crm_row_old(const CrmTriggerRow *row, const char *name,
						 bool *isnull);
extern Datum crm_row_new(const CrmTriggerRow *row, const char *name,
						 bool *isnull);
extern char *crm_row_old_text(const CrmTriggerRow *row, const char *name);
extern char *crm_row_new_text(const CrmTriggerRow *row, const char *name);
extern bool crm_row_differs(const CrmTriggerRow *row, int attnum);
extern bool crm_row_changed(const CrmTriggerRow *row, const char *name);
extern bool crm_row_was_named(const CrmTriggerRow *row, const char *name);
extern bool crm_row_is_blank(const CrmTriggerRow *row, const char *name);
extern void crm_row_set(CrmTriggerRow *row, const char *name, Datum value,
						bool isnull);
extern HeapTuple crm_row_finish(CrmTriggerRow *row);
extern bool crm_dump_is_restored(void);

#endif							/* CRM_TRIGGER_ROW_H */
