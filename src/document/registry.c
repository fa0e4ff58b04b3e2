/*-------------------------------------------------------------------------
 *
 * registry.c
 *	  Published schemas: their rows, compiled and kept by kind and version.
 *
 * A published version never changes and is never deleted, so what was compiled
 * from it stays right for as long as the backend lives, whatever other
 * sessions do.  Two things could undo that: a rollback of the transaction that
 * published it, so what this transaction wrote is compiled anew; and DDL on the
 * table (or dropping the extension), so an invalidation of the relation empties
 * the shelf.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/transam.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/inval.h"
#include "utils/memutils.h"

#include "common/compat.h"
#include "common/content_cache.h"
#include "common/spi.h"
#include "document/json_schema.h"
#include "document/registry.h"

#define SHELF_SIZE 128

/* A compiled version, in a context of its own. */
typedef struct Shelved
{
	int			version;
	int			kind_len;
	char	   *kind;
	const CrmProgram *program;
} Shelved;

static Shelved shelf[SHELF_SIZE];
static int	shelved = 0;
static MemoryContext shelf_context = NULL;
static Oid	registry_oid = InvalidOid;
static bool shelf_is_stale = false;

/* May come at any time, even while a schema of the shelf is in use. */
static void
invalidate_shelf(Datum arg, Oid relation)
{
	if (relation == InvalidOid || relation == registry_oid)
		shelf_is_stale = true;
}

static void
prepare_shelf(void)
{
	if (shelf_context == NULL)
	{
		shelf_context = AllocSetContextCreate(CacheMemoryContext,
											  "crm published schemas",
											  ALLOCSET_DEFAULT_SIZES);
		CacheRegisterRelcacheCallback(invalidate_shelf, (Datum) 0);
	}
	if (shelf_is_stale || shelved == SHELF_SIZE)
	{
		MemoryContextReset(shelf_context);
		shelved = 0;
		shelf_is_stale = false;
	}
}

/* Copies a jsonb column of the first row into "context"; NULL if null. */
static Jsonb *
copy_column(int column, MemoryContext context)
{
	bool		isnull;
	Datum		value = SPI_getbinval(SPI_tuptable->vals[0],
									  SPI_tuptable->tupdesc, column, &isnull);
	MemoryContext old;
	Jsonb	   *copy;

	if (isnull)
		return NULL;
	old = MemoryContextSwitchTo(context);
	copy = DatumGetJsonbPCopy(value);
	MemoryContextSwitchTo(old);
	return copy;
}

static bool
bool_column(int column)
{
	bool		isnull;

	return DatumGetBool(SPI_getbinval(SPI_tuptable->vals[0],
									  SPI_tuptable->tupdesc, column, &isnull));
}

static CrmPlan row_plan = {
	"SELECT j.version, j.status OPERATOR(pg_catalog.=) 'draft', j.xmin, j.tableoid, j.schema, j.upgrade"
	" FROM crm.json_schemas AS j"
	" WHERE j.kind OPERATOR(pg_catalog.=) $1 AND j.version OPERATOR(pg_catalog.=) $2",
	2, {TEXTOID, INT4OID}
};

/* Reads a version's row; false: there is none. */
bool
crm_registry_row(const char *kind, int kind_len, int version,
				 CrmSchemaRow *row)
{
	MemoryContext context = CurrentMemoryContext;
	Datum		values[2];
	bool		isnull;
	bool		found;

	crm_spi_connect();
	values[0] = PointerGetDatum(cstring_to_text_with_len(kind, kind_len));
	values[1] = Int32GetDatum(version);
	found = crm_plan_execute(&row_plan, values, NULL, true, 1) > 0;
	if (found)
	{
		TransactionId xmin;

		row->version = version;
		row->is_draft = bool_column(2);
		xmin = DatumGetTransactionId(SPI_getbinval(SPI_tuptable->vals[0],
												   SPI_tuptable->tupdesc, 3,
												   &isnull));
		row->is_ours = TransactionIdIsNormal(xmin) &&
			TransactionIdIsCurrentTransactionId(xmin);
		registry_oid = DatumGetObjectId(SPI_getbinval(SPI_tuptable->vals[0],
													  SPI_tuptable->tupdesc, 4,
													  &isnull));
		row->schema = copy_column(5, context);
		row->upgrade = copy_column(6, context);
	}
	crm_spi_finish();
	return found;
}

static CrmPlan known_plan = {
	"SELECT pg_catalog.string_agg(j.version::pg_catalog.text, ', ' ORDER BY j.version)"
	" FROM crm.json_schemas AS j WHERE j.kind OPERATOR(pg_catalog.=) $1",
	1, {TEXTOID}
};

static CrmPlan kinds_plan = {
	"SELECT pg_catalog.string_agg(DISTINCT j.kind, ', ' ORDER BY j.kind)"
	" FROM crm.json_schemas AS j WHERE $1 OPERATOR(pg_catalog.<>) ''",
	1, {TEXTOID}
};

static char *
list_for_hint(CrmPlan *plan, const char *kind, int kind_len)
{
	MemoryContext context = CurrentMemoryContext;
	Datum		value;
	char	   *text;

	crm_spi_connect();
	value = PointerGetDatum(cstring_to_text_with_len(kind, kind_len));
	crm_plan_execute(plan, &value, NULL, true, 1);
	text = SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1);
	if (text)
		text = MemoryContextStrdup(context, text);
	crm_spi_finish();
	return text;
}

/* Raises that a kind, or a version of it, does not exist. */
static void
raise_unknown(const char *kind, int kind_len, int version)
{
	char	   *versions = list_for_hint(&known_plan, kind, kind_len);
	char	   *kinds;

	if (versions)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("JSON schema \"%.*s\" has no version %d", kind_len,
						kind, version),
				 errhint("Versions are %s.", versions)));
	kinds = list_for_hint(&kinds_plan, "all", 3);
	ereport(ERROR,
			(errcode(ERRCODE_UNDEFINED_OBJECT),
			 errmsg("no JSON schema is of kind \"%.*s\"", kind_len, kind),
			 kinds ? errhint("Kinds are %s; crm.publish_json_schema adds one.",
							 kinds)
			 : errhint("crm.publish_json_schema adds one.")));
}

/* The row of a version that must exist. */
CrmSchemaRow *
crm_registry_require(const char *kind, int kind_len, int version)
{
	CrmSchemaRow *row = palloc0(sizeof(CrmSchemaRow));

	if (!crm_registry_row(kind, kind_len, version, row))
		raise_unknown(kind, kind_len, version);
	return row;
}

static CrmPlan newest_plan = {
	"SELECT pg_catalog.max(j.version) FROM crm.json_schemas AS j"
	" WHERE j.kind OPERATOR(pg_catalog.=) $1 AND j.status OPERATOR(pg_catalog.=) 'active'",
	1, {TEXTOID}
};

/* The newest active version of a kind. */
int
crm_registry_newest(const char *kind, int kind_len)
{
	Datum		value;
	bool		isnull;
	int			version;

	crm_spi_connect();
	value = PointerGetDatum(cstring_to_text_with_len(kind, kind_len));
	crm_plan_execute(&newest_plan, &value, NULL, true, 1);
	version = DatumGetInt32(SPI_getbinval(SPI_tuptable->vals[0],
										  SPI_tuptable->tupdesc, 1, &isnull));
	crm_spi_finish();
	if (isnull)
	{
		char	   *versions = list_for_hint(&known_plan, kind, kind_len);

		if (versions == NULL)
			raise_unknown(kind, kind_len, 0);
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("JSON schema \"%.*s\" has no active version", kind_len,
						kind),
				 errhint("Versions are %s: say which one you want.",
						 versions)));
	}
	return version;
}

static CrmPlan id_plan = {
	"SELECT j.schema FROM crm.json_schemas AS j"
	" WHERE (j.schema OPERATOR(pg_catalog.->>) '$id') OPERATOR(pg_catalog.=) $1"
	" AND j.status OPERATOR(pg_catalog.<>) 'draft'",
	1, {TEXTOID}
};

/* The published schema with this $id, in the current context; or NULL. */
Jsonb *
crm_registry_load(const char *uri)
{
	MemoryContext context = CurrentMemoryContext;
	Datum		value;
	Jsonb	   *schema = NULL;

	crm_spi_connect();
	value = CStringGetTextDatum(uri);
	if (crm_plan_execute(&id_plan, &value, NULL, true, 1) > 0)
		schema = copy_column(1, context);
	crm_spi_finish();
	return schema;
}

/* Compiles a version into the shelf's memory. */
static const CrmProgram *
shelve(const char *kind, int kind_len, const CrmSchemaRow *row)
{
	MemoryContext context;
	MemoryContext old;
	CrmCompileOptions options = {0};
	Shelved    *slot;

	/* Under the caller's context until it is whole: an error frees it. */
	context = AllocSetContextCreate(CurrentMemoryContext,
									"crm published schema",
									ALLOCSET_SMALL_SIZES);
	old = MemoryContextSwitchTo(context);
	options.schema = memcpy(palloc(VARSIZE(row->schema)), row->schema,
							VARSIZE(row->schema));
	options.assert_format = true;
	options.loader = crm_registry_load;
	slot = &shelf[shelved];
	slot->program = crm_schema_compile(&options);
	slot->kind = pnstrdup(kind, kind_len);
	MemoryContextSwitchTo(old);
	MemoryContextSetParent(context, shelf_context);
	slot->kind_len = kind_len;
	slot->version = row->version;
	shelved++;
	return slot->program;
}

/*
 * The compiled schema of a published version.  Borrowed: valid until the next
 * call.  Raises undefined_object for a version that does not exist, and
 * object_not_in_prerequisite_state for a draft.
 */
const CrmProgram *
crm_registry_program(const char *kind, int kind_len, int version)
{
	CrmSchemaRow *row;

	prepare_shelf();
	for (int i = 0; i < shelved; i++)
		if (shelf[i].version == version && shelf[i].kind_len == kind_len &&
			memcmp(shelf[i].kind, kind, kind_len) == 0)
			return shelf[i].program;

	row = crm_registry_require(kind, kind_len, version);
	if (row->is_draft)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("version %d of JSON schema \"%.*s\" is a draft",
						version, kind_len, kind),
				 errdetail("A draft may still change, so no document can be held to it."),
				 errhint("Publish it: UPDATE crm.json_schemas SET status = 'active', published_at = now() WHERE kind = '%.*s' AND version = %d.",
						 kind_len, kind, version)));
	if (row->is_ours)
		return crm_schema_program_now(row->schema, crm_registry_load);

	/* Reading the row may have brought an invalidation. */
	prepare_shelf();
	return shelve(kind, kind_len, row);
}

/*
 * document_errors(kind, version, document) → set of errors
 */
PG_FUNCTION_INFO_V1(crm_document_errors);
Datum
crm_document_errors(PG_FUNCTION_ARGS)
{
	text	   *kind = PG_GETARG_TEXT_PP(0);

	InitMaterializedSRF(fcinfo, 0);
	crm_return_schema_errors(fcinfo,
							 crm_registry_program(VARDATA_ANY(kind),
												  VARSIZE_ANY_EXHDR(kind),
												  PG_GETARG_INT32(1)),
							 PG_GETARG_JSONB_P(2));
	return (Datum) 0;
}
