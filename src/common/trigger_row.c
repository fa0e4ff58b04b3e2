/*-------------------------------------------------------------------------
 *
 * trigger_row.c
 *	  The row a trigger was fired for: its columns by name, and changes to it.
 *
 * Columns are found by name at each call: a trigger outlives ALTER TABLE, and
 * the conditions on our triggers keep them from being called without need.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/sysattr.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "nodes/bitmapset.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/guc.h"
#include "utils/rel.h"

#include "common/own_trigger.h"
#include "common/trigger_row.h"

/* Takes a trigger call apart; throws if it is not one that "allowed" names. */
void
crm_trigger_row(FunctionCallInfo fcinfo, const char *function, int allowed,
				CrmTriggerRow *row)
{
	TriggerData *data = (TriggerData *) fcinfo->context;
	int			fired;

	if (!CALLED_AS_TRIGGER(fcinfo))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"crm.%s\" was not called by a trigger",
						function)));

	fired = TRIGGER_FIRED_BEFORE(data->tg_event) ? CRM_TRIGGER_BEFORE :
		CRM_TRIGGER_AFTER;
	if (TRIGGER_FIRED_BY_INSERT(data->tg_event))
		fired |= CRM_TRIGGER_INSERT;
	else if (TRIGGER_FIRED_BY_UPDATE(data->tg_event))
		fired |= CRM_TRIGGER_UPDATE;
	else if (TRIGGER_FIRED_BY_DELETE(data->tg_event))
		fired |= CRM_TRIGGER_DELETE;

	if (!crm_called_by_own_trigger(fcinfo) ||
		!TRIGGER_FIRED_FOR_ROW(data->tg_event) || (fired & ~allowed) != 0 ||
		TRIGGER_FIRED_INSTEAD(data->tg_event))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"crm.%s\" was called by a trigger it is not made for",
						function),
				 errdetail("Trigger \"%s\" on table \"%s\".",
						   data->tg_trigger->tgname,
						   RelationGetRelationName(data->tg_relation))));

	row->data = data;
	row->table = data->tg_relation;
	row->columns = RelationGetDescr(data->tg_relation);
	row->nchanges = 0;
	row->old = NULL;
	row->new = NULL;
	if (fired & CRM_TRIGGER_INSERT)
		row->new = data->tg_trigtuple;
	else
		row->old = data->tg_trigtuple;
	if (fired & CRM_TRIGGER_UPDATE)
		row->new = data->tg_newtuple;
}

/* A column of any row of one of our tables, which have it. */
Datum
crm_table_column(Relation table, HeapTuple row, const char *name, bool *isnull)
{
	int			attno = SPI_fnumber(RelationGetDescr(table), name);

	if (attno <= 0)
		elog(ERROR, "relation \"%s\" has no column \"%s\"",
			 RelationGetRelationName(table), name);
	return heap_getattr(row, attno, RelationGetDescr(table), isnull);
}

/* The column's number, or 0 if the table has no such column. */
int
crm_row_find_column(const CrmTriggerRow *row, const char *name)
{
	int			i;

	for (i = 0; i < row->columns->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(row->columns, i);

		if (!column->attisdropped &&
			strcmp(NameStr(column->attname), name) == 0)
			return i + 1;
	}
	return 0;
}

/* The column's number; throws if the table has no such column. */
int
crm_row_column(const CrmTriggerRow *row, const char *name)
{
	int			attnum = crm_row_find_column(row, name);

	if (attnum == 0)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_COLUMN),
				 errmsg("trigger \"%s\" needs a column \"%s\" that table \"%s\" does not have",
						row->data->tg_trigger->tgname, name,
						RelationGetRelationName(row->table))));
	return attnum;
}

Datum
crm_row_old(const CrmTriggerRow *row, const char *name, bool *isnull)
{
	return heap_getattr(row->old, crm_row_column(row, name), row->columns,
						isnull);
}

/* As the statement and earlier triggers left it, with our own changes. */
Datum
crm_row_new(const CrmTriggerRow *row, const char *name, bool *isnull)
{
	int			attnum = crm_row_column(row, name);
	int			i;

	for (i = row->nchanges - 1; i >= 0; i--)
	{
		if (row->attnums[i] == attnum)
		{
			*isnull = row->nulls[i];
			return row->values[i];
		}
	}
	return heap_getattr(row->new, attnum, row->columns, isnull);
}

/* Text columns: a palloc'd C string, or NULL for null. */
char *
crm_row_old_text(const CrmTriggerRow *row, const char *name)
{
	bool		isnull;
	Datum		value = crm_row_old(row, name, &isnull);

	return isnull ? NULL : TextDatumGetCString(value);
}

char *
crm_row_new_text(const CrmTriggerRow *row, const char *name)
{
	bool		isnull;
	Datum		value = crm_row_new(row, name, &isnull);

	return isnull ? NULL : TextDatumGetCString(value);
}

/* Do the row's two versions, as the trigger was given them, differ there? */
bool
crm_row_differs(const CrmTriggerRow *row, int attnum)
{
	Form_pg_attribute column = TupleDescAttr(row->columns, attnum - 1);
	bool		old_null;
	bool		new_null;
	Datum		old = heap_getattr(row->old, attnum, row->columns, &old_null);
	Datum		new = heap_getattr(row->new, attnum, row->columns, &new_null);

	if (old_null || new_null)
		return old_null != new_null;
	return !datum_image_eq(old, new, column->attbyval, column->attlen);
}

bool
crm_row_changed(const CrmTriggerRow *row, const char *name)
{
	return crm_row_differs(row, crm_row_column(row, name));
}

/*
 * Did the UPDATE name the column in its SET list?  This tells a value that was
 * given from one that was merely left in place, even if they are equal.
 */
bool
crm_row_was_named(const CrmTriggerRow *row, const char *name)
{
	return bms_is_member(crm_row_column(row, name) -
						 FirstLowInvalidHeapAttributeNumber,
						 row->data->tg_updatedcols);
}

/* Null, or a text of nothing but white space? */
bool
crm_row_is_blank(const CrmTriggerRow *row, const char *name)
{
	bool		isnull;
	int			attnum = crm_row_column(row, name);
	Datum		value = crm_row_new(row, name, &isnull);
	const char *p;

	if (isnull)
		return true;
	if (TupleDescAttr(row->columns, attnum - 1)->atttypid != TEXTOID)
		return false;
	for (p = TextDatumGetCString(value); *p; p++)
		if (!isspace((unsigned char) *p))
			return false;
	return true;
}

/*
 * Changes the new version; a "value" passed by reference must live until
 * crm_row_finish().
 */
void
crm_row_set(CrmTriggerRow *row, const char *name, Datum value, bool isnull)
{
	int			attnum = crm_row_column(row, name);
	int			i;

	for (i = 0; i < row->nchanges; i++)
		if (row->attnums[i] == attnum)
			break;
	if (i == row->nchanges)
	{
		if (row->nchanges == CRM_ROW_MAX_CHANGES)
			elog(ERROR, "too many changes to one row");
		row->nchanges++;
	}
	row->attnums[i] = attnum;
	row->values[i] = value;
	row->nulls[i] = isnull;
}

/* The new version with all changes: what a BEFORE trigger returns. */
HeapTuple
crm_row_finish(CrmTriggerRow *row)
{
	if (row->nchanges > 0)
		row->new = heap_modify_tuple_by_cols(row->new, row->columns,
											 row->nchanges, row->attnums,
											 row->values, row->nulls);
	row->nchanges = 0;
	return row->new;
}

/*
 * Is a dump being restored?  pg_dump's scripts and pg_restore say so in no other
 * way than by what they set.  Anybody can set it: where that matters, ask for a
 * superuser, too, who could switch the triggers off.
 */
bool
crm_dump_is_restored(void)
{
	return !check_function_bodies;
}
