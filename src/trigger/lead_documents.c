/*-------------------------------------------------------------------------
 *
 * lead_documents.c
 *	  Documents of leads are valid under the version they say, always.
 *
 * Fires on INSERT, too, and so while a dump is restored: it changes nothing,
 * and the foreign keys to crm.json_schemas load those first.  A restore takes
 * all of a table or nothing: there a bad document, which somebody has stored
 * with triggers off, is a warning and costs no lead.  That a document has a
 * version, and a version a document, is a CHECK of the table.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/datum.h"
#include "utils/jsonb.h"
#include "utils/rel.h"

#include "common/error.h"
#include "common/trigger_row.h"
#include "document/json_schema.h"
#include "document/registry.h"

PG_FUNCTION_INFO_V1(crm_check_lead_documents);

/* Each kind and where crm.leads keeps it; the numbers are found at first use. */
static struct
{
	const char *kind;
	const char *document_column;
	const char *version_column;
	AttrNumber	document;
	AttrNumber	version;
}			kinds[] = {
	{"auto", "auto_data", "auto_schema_version"},
	{"home", "home_data", "home_schema_version"},
	{"renters", "renters_data", "renters_schema_version"},
	{"specialty", "specialty_data", "specialty_schema_version"},
	{"commercial", "commercial_data", "commercial_schema_version"},
	{"life", "life_data", "life_schema_version"},
};

/* Is the row restored by somebody who may do without its checks? */
static bool
restores(const CrmTriggerRow *row)
{
	return row->old == NULL && crm_dump_is_restored() && superuser();
}

static void
refuse(const CrmTriggerRow *row, int kind, int version,
	   const CrmProgram *program, const CrmJson *document)
{
	char	   *detail =
		crm_schema_errors_detail(crm_schema_errors(program, document, 0));
	bool		keep = restores(row);
	bool		isnull;

	ereport(keep ? WARNING : ERROR,
			(errcode(ERRCODE_CHECK_VIOLATION),
			 keep ? errmsg("lead " INT64_FORMAT " is restored although \"%s\" is not valid under version %d of schema \"%s\"",
						   DatumGetInt64(crm_row_new(row, "id", &isnull)),
						   kinds[kind].document_column, version, kinds[kind].kind)
			 : errmsg("\"%s\" is not valid under version %d of schema \"%s\"",
					  kinds[kind].document_column, version, kinds[kind].kind),
			 errdetail_internal("%s", detail),
			 keep ? errhint("It was dumped so. It can be changed to a valid one; the lead's other columns can be changed as they are.")
			 : errhint("To list all errors: SELECT * FROM crm.document_errors('%s', %d, ...).",
					   kinds[kind].kind, version),
			 errtablecol(row->table, kinds[kind].document),
			 err_generic_string(PG_DIAG_CONSTRAINT_NAME,
								psprintf("%s_is_valid",
										 kinds[kind].document_column))));
}

/* Whether the bytes of an attribute are the same in both rows. */
static bool
is_unchanged(const CrmTriggerRow *row, AttrNumber attnum, Datum new)
{
	Form_pg_attribute column = TupleDescAttr(row->columns, attnum - 1);
	bool		isnull;
	Datum		old = heap_getattr(row->old, attnum, row->columns, &isnull);

	return !isnull && datumIsEqual(old, new, column->attbyval,
								   column->attlen);
}

static void
check_document(const CrmTriggerRow *row, int kind)
{
	bool		isnull;
	Datum		document;
	Datum		version;
	Jsonb	   *jsonb;
	CrmJson		root;
	const CrmProgram *program;

	document = heap_getattr(row->new, kinds[kind].document, row->columns,
							&isnull);
	if (isnull)
		return;
	version = heap_getattr(row->new, kinds[kind].version, row->columns,
						   &isnull);
	if (isnull)
		return;					/* refused by the table's CHECK */
	if (row->old &&
		is_unchanged(row, kinds[kind].version, version) &&
		is_unchanged(row, kinds[kind].document, document))
		return;

	program = crm_registry_program(kinds[kind].kind,
								   (int) strlen(kinds[kind].kind),
								   DatumGetInt32(version));
	jsonb = DatumGetJsonbP(document);
	crm_json_root(jsonb, &root);
	if (!crm_schema_is_valid(program, &root))
		refuse(row, kind, DatumGetInt32(version), program, &root);
	if ((Pointer) jsonb != DatumGetPointer(document))
		pfree(jsonb);
}

/* Columns are dropped and added by upgrades: look them up by name. */
static void
find_columns(const CrmTriggerRow *row)
{
	static Oid	relation = InvalidOid;
	static int	natts = 0;

	if (relation == RelationGetRelid(row->table) &&
		natts == row->columns->natts)
		return;
	for (int i = 0; i < lengthof(kinds); i++)
	{
		kinds[i].document = crm_row_column(row, kinds[i].document_column);
		kinds[i].version = crm_row_column(row, kinds[i].version_column);
	}
	relation = RelationGetRelid(row->table);
	natts = row->columns->natts;
}

/*
 * check_lead_documents() → trigger, BEFORE INSERT OR UPDATE on crm.leads
 */
Datum
crm_check_lead_documents(PG_FUNCTION_ARGS)
{
	CrmTriggerRow row;

	crm_trigger_row(fcinfo, "check_lead_documents",
					CRM_TRIGGER_BEFORE | CRM_TRIGGER_INSERT |
					CRM_TRIGGER_UPDATE, &row);
	find_columns(&row);
	for (int i = 0; i < lengthof(kinds); i++)
		check_document(&row, i);
	return PointerGetDatum(row.new);
}
