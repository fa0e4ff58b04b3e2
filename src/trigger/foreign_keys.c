/*-------------------------------------------------------------------------
 *
 * foreign_keys.c
 *	  AFTER INSERT OR UPDATE: says of a foreign key that fails what the key
 *	  itself does not, which values there are and what to do.
 *
 * The foreign keys decide; these triggers fire just before theirs (by name),
 * ask the same question with the same rights, and only in the first rows of a
 * statement: somebody at a keyboard gets the hint, an import does not pay.
 *
 * Asked are only the keys between the extension's own tables.  Of others, which
 * somebody has added, there is nothing to say, and asking could be wrong: their
 * tables are renamed, and their types have an equality of their own.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/transam.h"
#include "catalog/pg_class.h"
#include "catalog/pg_constraint.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/relcache.h"
#include "utils/syscache.h"

#include "common/compat.h"
#include "common/error.h"
#include "common/spi.h"
#include "common/trigger_row.h"

PG_FUNCTION_INFO_V1(crm_explain_foreign_keys);

/* Rows of a statement that are looked at, and lookup keys a hint lists. */
#define MAX_ROWS 100
#define MAX_LISTED 20
#define MAX_READ 1000

/* What a statement's calls share. */
typedef struct Statement
{
	int			rows;
	List	   *keys;			/* ForeignKeyCacheInfo, our own copy */
} Statement;

/* The prepared question for one constraint, kept as its own plan is. */
typedef struct KeyPlan
{
	Oid			constraint;		/* the key */
	SPIPlanPtr	plan;
} KeyPlan;

static HTAB *key_plans = NULL;

/* "SELECT 1 FROM referenced WHERE key = $1 AND ..." */
static SPIPlanPtr
prepare_question(const ForeignKeyCacheInfo *key, const CrmTriggerRow *row)
{
	StringInfoData sql;
	Oid			types[INDEX_MAX_KEYS];
	SPIPlanPtr	plan;
	int			i;

	initStringInfo(&sql);
	appendStringInfo(&sql, "SELECT 1 FROM %s",
					 quote_qualified_identifier(get_namespace_name(get_rel_namespace(key->confrelid)),
												get_rel_name(key->confrelid)));
	for (i = 0; i < key->nkeys; i++)
	{
		types[i] = TupleDescAttr(row->columns, key->conkey[i] - 1)->atttypid;
		appendStringInfo(&sql, "%s %s OPERATOR(pg_catalog.=) $%d",
						 i == 0 ? " WHERE" : " AND",
						 quote_identifier(get_attname(key->confrelid,
													  key->confkey[i], false)),
						 i + 1);
	}
	plan = SPI_prepare(sql.data, key->nkeys, types);
	if (plan == NULL || SPI_keepplan(plan) != 0)
		elog(ERROR, "could not prepare: %s", sql.data);
	return plan;
}

static SPIPlanPtr
find_question(const ForeignKeyCacheInfo *key, const CrmTriggerRow *row)
{
	KeyPlan    *entry;
	SPIPlanPtr	plan;

	if (key_plans == NULL)
	{
		HASHCTL		control;

		control.keysize = sizeof(Oid);
		control.entrysize = sizeof(KeyPlan);
		control.hcxt = TopMemoryContext;
		key_plans = hash_create("crm foreign keys", 64, &control,
								HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	}
	entry = hash_search(key_plans, &key->conoid, HASH_FIND, NULL);
	if (entry != NULL)
		return entry->plan;
	plan = prepare_question(key, row);
	entry = hash_search(key_plans, &key->conoid, HASH_ENTER, NULL);
	entry->plan = plan;
	return plan;
}

/* What a lookup has instead of the value: the nearest, and the first ones. */
static char *
list_lookup(const char *table, const char *value)
{
	StringInfoData sql;
	StringInfoData hint;
	const char **ids;
	const char *meant;
	int			n;
	int			i;

	initStringInfo(&sql);
	appendStringInfo(&sql, "SELECT id FROM crm.%s WHERE is_active ORDER BY sort_order, id",
					 quote_identifier(table));
	SPI_execute(sql.data, true, MAX_READ);
	n = (int) SPI_processed;
	if (n == 0)
		return NULL;
	ids = palloc(n * sizeof(char *));
	for (i = 0; i < n; i++)
		ids[i] = SPI_getvalue(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 1);

	initStringInfo(&hint);
	meant = crm_nearest_name(value, strlen(value), ids, n);
	if (meant != NULL)
		appendStringInfo(&hint, "Perhaps you meant \"%s\". ", meant);
	appendStringInfoString(&hint, "Known are: ");
	for (i = 0; i < Min(n, MAX_LISTED); i++)
		appendStringInfo(&hint, "%s%s", i == 0 ? "" : ", ", ids[i]);
	appendStringInfoString(&hint, n > MAX_LISTED ? ", ..." : ".");
	return hint.data;
}

/* What to do about a value that is not there; NULL: nothing to say. */
static char *
find_hint(const ForeignKeyCacheInfo *key, const CrmTriggerRow *row)
{
	char	   *table = get_rel_name(key->confrelid);
	bool		isnull;

	if (key->nkeys > 1)
		return psprintf("A row refers to rows of its own tenant only; its tenant is " INT64_FORMAT ".",
						DatumGetInt64(crm_row_new(row, "tenant_id", &isnull)));
	if (strcmp(table, "tenants") == 0)
		return "Choose a tenant there is, SET crm.tenant_id = '1', or insert this one into crm.tenants.";
	if (get_attnum(key->confrelid, "is_active") == InvalidAttrNumber)
		return NULL;
	return list_lookup(table, SPI_getvalue(row->new, row->columns,
										   key->conkey[0]));
}

/* As the foreign key would, in the server's own words, with a hint. */
static void
refuse(const ForeignKeyCacheInfo *key, const CrmTriggerRow *row)
{
	char	   *hint = find_hint(key, row);
	HeapTuple	constraint;
	char	   *name;
	StringInfoData columns;
	StringInfoData values;
	int			i;

	constraint = SearchSysCache1(CONSTROID, ObjectIdGetDatum(key->conoid));
	if (!HeapTupleIsValid(constraint))
		elog(ERROR, "cache lookup failed for constraint %u", key->conoid);
	name = pstrdup(NameStr(((Form_pg_constraint) GETSTRUCT(constraint))->conname));
	ReleaseSysCache(constraint);

	initStringInfo(&columns);
	initStringInfo(&values);
	for (i = 0; i < key->nkeys; i++)
	{
		appendStringInfo(&columns, "%s%s", i == 0 ? "" : ", ",
						 NameStr(TupleDescAttr(row->columns, key->conkey[i] - 1)->attname));
		appendStringInfo(&values, "%s%s", i == 0 ? "" : ", ",
						 SPI_getvalue(row->new, row->columns, key->conkey[i]));
	}
	ereport(ERROR,
			(errcode(ERRCODE_FOREIGN_KEY_VIOLATION),
			 errmsg("insert or update on table \"%s\" violates foreign key constraint \"%s\"",
					RelationGetRelationName(row->table), name),
			 errdetail("Key (%s)=(%s) is not present in table \"%s\".",
					   columns.data, values.data, get_rel_name(key->confrelid)),
			 hint ? errhint("%s", hint) : 0,
			 errtableconstraint(row->table, name)));
}

static Oid
find_owner(Oid table)
{
	HeapTuple	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(table));
	Oid			owner;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for relation %u", table);
	owner = ((Form_pg_class) GETSTRUCT(tuple))->relowner;
	ReleaseSysCache(tuple);
	return owner;
}

/* Throws if the row refers to something that is not there. */
static void
check_key(const ForeignKeyCacheInfo *key, const CrmTriggerRow *row)
{
	Datum		values[INDEX_MAX_KEYS];
	bool		changed = row->old == NULL;
	bool		isnull;
	Oid			user;
	int			context;
	int			i;

	for (i = 0; i < key->nkeys; i++)
	{
		values[i] = heap_getattr(row->new, key->conkey[i], row->columns,
								 &isnull);
		if (isnull)
			return;
		changed = changed || crm_row_differs(row, key->conkey[i]);
	}
	if (!changed)
		return;

	/* As the referenced table's owner, as the key itself asks. */
	GetUserIdAndSecContext(&user, &context);
	SetUserIdAndSecContext(find_owner(key->confrelid),
						   context | SECURITY_LOCAL_USERID_CHANGE |
						   SECURITY_NOFORCE_RLS);
	if (SPI_execute_plan(find_question(key, row), values, NULL, false, 1) < 0)
		elog(ERROR, "SPI_execute_plan failed");
	if (SPI_processed == 0)
		refuse(key, row);
	SetUserIdAndSecContext(user, context);
}

/*
 * Does the key ask now, and by nothing but the server's own equality, for a row
 * of the extension?
 */
static bool
is_asked(const ForeignKeyCacheInfo *key, Relation table)
{
	HeapTuple	tuple;
	Form_pg_constraint constraint;
	bool		at_once;
	int			i;

	if (get_rel_namespace(key->confrelid) != RelationGetNamespace(table))
		return false;
	for (i = 0; i < key->nkeys; i++)
		if (key->conpfeqop[i] >= FirstNormalObjectId)
			return false;

	tuple = SearchSysCache1(CONSTROID, ObjectIdGetDatum(key->conoid));
	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for constraint %u", key->conoid);
	constraint = (Form_pg_constraint) GETSTRUCT(tuple);
	at_once = !constraint->condeferrable &&
		CRM_CONSTRAINT_IS_ENFORCED(constraint);
	ReleaseSysCache(tuple);
	return at_once;
}

/*
 * The keys of the table that are asked, in CurrentMemoryContext.  Copied before
 * anything is looked up: the relcache may then make its list anew.
 */
static List *
find_keys(Relation table)
{
	List	   *keys = copyObject(RelationGetFKeyList(table));
	ListCell   *cell;

	foreach(cell, keys)
	{
		if (!is_asked(lfirst(cell), table))
			keys = foreach_delete_current(keys, cell);
	}
	return keys;
}

/*
 * crm.explain_foreign_keys() -> trigger
 */
Datum
crm_explain_foreign_keys(PG_FUNCTION_ARGS)
{
	CrmTriggerRow row;
	Statement  *statement = fcinfo->flinfo->fn_extra;
	ListCell   *cell;

	crm_trigger_row(fcinfo, "explain_foreign_keys",
					CRM_TRIGGER_AFTER | CRM_TRIGGER_INSERT |
					CRM_TRIGGER_UPDATE, &row);
	if (statement == NULL)
	{
		MemoryContext caller = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);

		statement = palloc0(sizeof(Statement));
		statement->keys = find_keys(row.table);
		MemoryContextSwitchTo(caller);
		fcinfo->flinfo->fn_extra = statement;
	}
	if (++statement->rows > MAX_ROWS)
		return PointerGetDatum(NULL);

	crm_spi_connect();
	foreach(cell, statement->keys)
		check_key(lfirst(cell), &row);
	crm_spi_finish();
	return PointerGetDatum(NULL);
}
