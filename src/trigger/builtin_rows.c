/*-------------------------------------------------------------------------
 *
 * builtin_rows.c
 *	  Rows that came with the extension: restoring one updates it, and none
 *	  is deleted or taken for something else.
 *
 * CREATE EXTENSION writes these rows and a dump contains them too, perhaps as
 * edited by their users.  Restoring must end with the dumped version, whatever
 * the install script put there.  What is inserted by hand is not taken for
 * that: it collides as rows do, and leaves ON CONFLICT its say.  Deleting a
 * builtin row would bring it back at the next restore: it is archived instead.
 *
 * The triggers are told the table's key columns by their arguments.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "commands/extension.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "common/spi.h"
#include "trigger/builtin_rows.h"
#include "common/trigger_row.h"

PG_FUNCTION_INFO_V1(crm_merge_builtin_row);
PG_FUNCTION_INFO_V1(crm_keep_builtin_row);

bool		crm_merging_builtin_row = false;

/* " WHERE t.key = $n AND ...", each parameter numbered as its column. */
static void
append_key_condition(StringInfo sql, const CrmTriggerRow *row)
{
	Trigger    *trigger = row->data->tg_trigger;
	int			i;

	if (trigger->tgnargs == 0)
		elog(ERROR, "trigger \"%s\" names no key columns", trigger->tgname);
	for (i = 0; i < trigger->tgnargs; i++)
		appendStringInfo(sql, "%s t.%s OPERATOR(pg_catalog.=) $%d",
						 i == 0 ? " WHERE" : " AND",
						 quote_identifier(trigger->tgargs[i]),
						 crm_row_column(row, trigger->tgargs[i]));
	if (crm_row_find_column(row, "is_builtin") != 0)
		appendStringInfoString(sql, " AND t.is_builtin");
}

/* Is it a column whose value an UPDATE could write? */
static bool
is_written(const CrmTriggerRow *row, int i)
{
	Form_pg_attribute column = TupleDescAttr(row->columns, i);

	return !column->attisdropped && column->attgenerated == '\0' &&
		strcmp(NameStr(column->attname), "is_builtin") != 0;
}

/*
 * Does the builtin row, the one in the result, look like that already?  The
 * result lacks dropped columns: hence the look-up by name.
 */
static bool
is_same(const CrmTriggerRow *row, const SPITupleTable *builtin)
{
	int			i;

	for (i = 0; i < row->columns->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(row->columns, i);
		bool		a_null;
		bool		b_null;
		Datum		a;
		Datum		b;

		if (!is_written(row, i))
			continue;
		a = SPI_getbinval(builtin->vals[0], builtin->tupdesc,
						  SPI_fnumber(builtin->tupdesc,
									  NameStr(column->attname)), &a_null);
		b = heap_getattr(row->new, i + 1, row->columns, &b_null);
		if (a_null != b_null ||
			(!a_null && !datum_image_eq(a, b, column->attbyval,
										column->attlen)))
			return false;
	}
	return true;
}

/* Writes the inserted row over the builtin one. */
static void
update_builtin(const CrmTriggerRow *row, const char *table, Oid *types,
			   Datum *values, char *nulls)
{
	StringInfoData sql;
	int			i;
	const char *comma = "";

	initStringInfo(&sql);
	appendStringInfo(&sql, "UPDATE %s AS t SET ", table);
	for (i = 0; i < row->columns->natts; i++)
	{
		if (!is_written(row, i))
			continue;
		appendStringInfo(&sql, "%s%s = $%d", comma,
						 quote_identifier(NameStr(TupleDescAttr(row->columns, i)->attname)),
						 i + 1);
		comma = ", ";
	}
	append_key_condition(&sql, row);

	crm_merging_builtin_row = true;
	PG_TRY();
	{
		SPI_execute_with_args(sql.data, row->columns->natts, types, values,
							  nulls, false, 0);
	}
	PG_FINALLY();
	{
		crm_merging_builtin_row = false;
	}
	PG_END_TRY();
}

/*
 * Is there a builtin row of the same key?  Then it is made to look like the
 * inserted one, unless it does already.
 */
static bool
merge(const CrmTriggerRow *row)
{
	int			natts = row->columns->natts;
	Oid		   *types = palloc(natts * sizeof(Oid));
	Datum	   *values = palloc(natts * sizeof(Datum));
	char	   *nulls = palloc(natts);
	const char *table;
	StringInfoData sql;
	bool		found;
	int			i;

	table = quote_qualified_identifier(get_namespace_name(RelationGetNamespace(row->table)),
									   RelationGetRelationName(row->table));
	for (i = 0; i < natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(row->columns, i);
		bool		isnull;

		/* A dropped column has no type, and no parameter refers to it. */
		types[i] = column->attisdropped ? TEXTOID : column->atttypid;
		values[i] = heap_getattr(row->new, i + 1, row->columns, &isnull);
		nulls[i] = isnull || column->attisdropped ? 'n' : ' ';
	}

	initStringInfo(&sql);
	appendStringInfo(&sql, "SELECT t.* FROM %s AS t", table);
	append_key_condition(&sql, row);
	appendStringInfoString(&sql, " FOR UPDATE");

	crm_spi_connect();
	SPI_execute_with_args(sql.data, natts, types, values, nulls, false, 1);
	found = SPI_processed > 0;
	if (found && !is_same(row, SPI_tuptable))
	{
		update_builtin(row, table, types, values, nulls);
		ereport(NOTICE,
				(errmsg("updated a builtin row of table \"%s\" instead of inserting it",
						RelationGetRelationName(row->table))));
	}
	crm_spi_finish();
	return found;
}

/*
 * Does the row come from another database?  It says that it is builtin, as no
 * row that somebody makes up does; or a dump is being restored; or it is
 * replicated.  That of a table without is_builtin is told by the
 * condition on its trigger.
 */
static bool
is_brought(const CrmTriggerRow *row)
{
	bool		isnull;

	return SessionReplicationRole == SESSION_REPLICATION_ROLE_REPLICA ||
		crm_dump_is_restored() ||
		crm_row_find_column(row, "is_builtin") == 0 ||
		DatumGetBool(crm_row_new(row, "is_builtin", &isnull));
}

/*
 * crm.merge_builtin_row(key column, ...) -> trigger, BEFORE INSERT
 *
 * A row brought from elsewhere over a builtin one becomes an update of it.  Any
 * other row is inserted, as builtin only by a script of the extension.
 */
Datum
crm_merge_builtin_row(PG_FUNCTION_ARGS)
{
	CrmTriggerRow row;

	crm_trigger_row(fcinfo, "merge_builtin_row",
					CRM_TRIGGER_BEFORE | CRM_TRIGGER_INSERT, &row);
	if (creating_extension)
		return PointerGetDatum(row.new);
	if (is_brought(&row) && merge(&row))
		return PointerGetDatum(NULL);
	if (crm_row_find_column(&row, "is_builtin") != 0)
		crm_row_set(&row, "is_builtin", BoolGetDatum(false), false);
	return PointerGetDatum(crm_row_finish(&row));
}

/* What to do instead of deleting the row: what the table has for that. */
static const char *
archiving_hint(const CrmTriggerRow *row)
{
	if (crm_row_find_column(row, "is_active") != 0)
		return "Archive it instead: set is_active to false.";
	if (crm_row_find_column(row, "status") != 0)
		return "Archive it instead, by its status.";
	return "Give it a new name instead.";
}

static void
refuse(const CrmTriggerRow *row, const char *what, const char *hint)
{
	ereport(ERROR,
			(errcode(ERRCODE_INTEGRITY_CONSTRAINT_VIOLATION),
			 errmsg("cannot %s a builtin row of table \"%s\"", what,
					RelationGetRelationName(row->table)),
			 errdetail("The row came with the extension, and would come back as it was with the next restore."),
			 errhint("%s", hint),
			 errtable(row->table)));
}

/* Only scripts of the extension say which rows are builtin. */
static void
refuse_flag(const CrmTriggerRow *row)
{
	int			attnum = crm_row_find_column(row, "is_builtin");

	if (attnum == 0 || !crm_row_differs(row, attnum))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_INTEGRITY_CONSTRAINT_VIOLATION),
			 errmsg("cannot change \"is_builtin\" of a row of table \"%s\"",
					RelationGetRelationName(row->table)),
			 errdetail("It tells the rows that came with the extension from your own."),
			 errhint("Leave it as it is; whatever else a row says may be changed."),
			 errtablecol(row->table, attnum)));
}

/*
 * crm.keep_builtin_row(key column, ...) -> trigger, BEFORE UPDATE OR DELETE
 *
 * Refuses to delete a builtin row, to change its key, and to make a row builtin
 * or no longer so; the extension's own scripts may.
 */
Datum
crm_keep_builtin_row(PG_FUNCTION_ARGS)
{
	CrmTriggerRow row;
	bool		is_builtin = true;
	bool		isnull;
	int			i;

	crm_trigger_row(fcinfo, "keep_builtin_row",
					CRM_TRIGGER_BEFORE | CRM_TRIGGER_UPDATE |
					CRM_TRIGGER_DELETE, &row);
	if (crm_row_find_column(&row, "is_builtin") != 0)
		is_builtin = DatumGetBool(crm_row_old(&row, "is_builtin", &isnull));

	if (!creating_extension)
	{
		if (row.new == NULL)
		{
			if (is_builtin)
				refuse(&row, "delete", archiving_hint(&row));
		}
		else
		{
			refuse_flag(&row);
			for (i = 0; is_builtin && i < row.data->tg_trigger->tgnargs; i++)
				if (crm_row_changed(&row, row.data->tg_trigger->tgargs[i]))
					refuse(&row, "rename",
						   "Change its label instead, or archive it and add a row of your own.");
		}
	}
	return PointerGetDatum(row.new ? row.new : row.old);
}
