/*-------------------------------------------------------------------------
 *
 * stamp_update.c
 *	  BEFORE UPDATE on every client-scoped table: who changed the row and
 *	  when, and that a row keeps its id and its tenant.
 *
 * Never on INSERT: a restored row keeps the stamps it was dumped with.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "trigger/builtin_rows.h"
#include "common/trigger_row.h"

PG_FUNCTION_INFO_V1(crm_stamp_update);

static void
refuse_change(const CrmTriggerRow *row, const char *name, const char *hint)
{
	int			attnum = crm_row_find_column(row, name);

	if (attnum == 0 || !crm_row_differs(row, attnum))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_INTEGRITY_CONSTRAINT_VIOLATION),
			 errmsg("column \"%s\" of table \"%s\" cannot be changed", name,
					RelationGetRelationName(row->table)),
			 errdetail("A row keeps its %s for life: other rows, histories and backups name it by it.",
					   name),
			 errhint("%s", hint),
			 errtablecol(row->table, attnum)));
}

/*
 * crm.stamp_update() -> trigger
 *
 * Sets updated_at to the transaction's time and updated_by to the current user
 * where the table has them; throws if id or tenant_id would change.
 */
Datum
crm_stamp_update(PG_FUNCTION_ARGS)
{
	CrmTriggerRow row;
	NameData	user;

	crm_trigger_row(fcinfo, "stamp_update",
					CRM_TRIGGER_BEFORE | CRM_TRIGGER_UPDATE, &row);

	refuse_change(&row, "tenant_id",
				  "Insert the row for the other tenant and delete this one.");
	refuse_change(&row, "id", "Insert a new row and delete this one.");

	/* A restored row that merges into a builtin one brings its own stamps. */
	if (!crm_merging_builtin_row &&
		crm_row_find_column(&row, "updated_at") != 0)
	{
		namestrcpy(&user, GetUserNameFromId(GetUserId(), false));
		crm_row_set(&row, "updated_at",
					TimestampTzGetDatum(GetCurrentTransactionStartTimestamp()),
					false);
		crm_row_set(&row, "updated_by", NameGetDatum(&user), false);
	}
	return PointerGetDatum(crm_row_finish(&row));
}
