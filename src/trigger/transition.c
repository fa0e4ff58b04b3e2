/*-------------------------------------------------------------------------
 *
 * transition.c
 *	  BEFORE INSERT OR UPDATE on crm.lead_status_transitions: the fields a
 *	  move requires are columns of crm.leads.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/table.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "common/error.h"
#include "common/trigger_row.h"

PG_FUNCTION_INFO_V1(crm_check_transition);

/* Throws, with the column that was probably meant. */
static void
refuse_field(const CrmTriggerRow *row, Oid leads, const char *field)
{
	Relation	table = table_open(leads, AccessShareLock);
	TupleDesc	columns = RelationGetDescr(table);
	const char **names = palloc(columns->natts * sizeof(char *));
	const char *meant;
	int			n = 0;
	int			i;

	for (i = 0; i < columns->natts; i++)
		if (!TupleDescAttr(columns, i)->attisdropped)
			names[n++] = NameStr(TupleDescAttr(columns, i)->attname);
	meant = crm_nearest_name(field, strlen(field), names, n);

	ereport(ERROR,
			(errcode(ERRCODE_UNDEFINED_COLUMN),
			 errmsg("required field \"%s\" is not a column of crm.leads",
					crm_shorten(field, strlen(field), NAMEDATALEN)),
			 errdetail("A move can only require what a lead has."),
			 meant ? errhint("Perhaps you meant \"%s\".", meant) :
			 errhint("\\d crm.leads lists its columns."),
			 errtablecol(row->table, crm_row_column(row, "required_fields"))));
}

/*
 * crm.check_transition() -> trigger
 */
Datum
crm_check_transition(PG_FUNCTION_ARGS)
{
	CrmTriggerRow row;
	Oid			leads;
	Datum	   *fields;
	bool	   *nulls;
	int			nfields;
	bool		isnull;
	int			i;

	crm_trigger_row(fcinfo, "check_transition",
					CRM_TRIGGER_BEFORE | CRM_TRIGGER_INSERT |
					CRM_TRIGGER_UPDATE, &row);

	leads = get_relname_relid("leads", get_namespace_oid("crm", false));
	deconstruct_array(DatumGetArrayTypeP(crm_row_new(&row, "required_fields",
													 &isnull)),
					  TEXTOID, -1, false, TYPALIGN_INT,
					  &fields, &nulls, &nfields);
	for (i = 0; i < nfields; i++)
	{
		char	   *field = nulls[i] ? pstrdup("") :
			TextDatumGetCString(fields[i]);

		if (get_attnum(leads, field) <= 0)
			refuse_field(&row, leads, field);
	}
	return PointerGetDatum(crm_row_finish(&row));
}
