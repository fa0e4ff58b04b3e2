/*-------------------------------------------------------------------------
 *
 * publish.c
 *	  What makes a schema fit to be published, and keeps it as it was then.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datum.h"

#include "common/error.h"
#include "common/spi.h"
#include "document/json_schema.h"
#include "document/registry.h"
#include "document/uri.h"
#include "trigger/builtin_rows.h"
#include "common/trigger_row.h"

/* The metaschema that a schema names by $schema; NULL: none is known. */
static Jsonb *
metaschema_of(Jsonb *schema, Jsonb *resources, CrmSchemaLoader loader)
{
	CrmJson		root;
	CrmJson		name;
	const char *fragment;
	char	   *uri = pstrdup(crm_metaschema_uri(CRM_DRAFT_2020));
	const char *metaschema;
	CrmDraft	draft;

	crm_json_root(schema, &root);
	if (crm_json_get(&root, "$schema", 7, &name) &&
		name.type == CRM_JSON_STRING)
		uri = crm_uri_split_fragment(pnstrdup(name.data, name.len), &fragment);
	if (crm_metaschema_draft(uri, &draft))
	{
		metaschema = crm_metaschema_text(crm_metaschema_uri(draft));
		return DatumGetJsonbP(DirectFunctionCall1(jsonb_in,
												  CStringGetDatum(metaschema)));
	}
	if (resources)
	{
		CrmJson		all;
		CrmJson		found;

		crm_json_root(resources, &all);
		if (crm_json_get(&all, uri, (uint32) strlen(uri), &found) &&
			(found.type == CRM_JSON_OBJECT))
			return crm_json_to_jsonb(&found);
	}
	return loader ? loader(uri) : NULL;
}

/* Whether a problem was already told of this place or one around it. */
static bool
is_told(List *problems, const char *location)
{
	ListCell   *cell;

	foreach(cell, problems)
	{
		CrmProblem *problem = lfirst(cell);
		size_t		n = strlen(problem->location);

		if (problem->warning)
			continue;
		if ((strncmp(problem->location, location, n) == 0 &&
			 (location[n] == '\0' || location[n] == '/')) ||
			strncmp(problem->location, location, strlen(location)) == 0)
			return true;
	}
	return false;
}

/*
 * Adds all that is wrong with a schema: what the compiler says, and what its
 * metaschema says of other places.
 */
void
crm_check_schema(Jsonb *schema, Jsonb *resources, CrmSchemaLoader loader,
				 List **problems)
{
	CrmCompileOptions options = {schema, resources, true, loader, problems};
	Jsonb	   *metaschema;
	const CrmProgram *program;
	List	   *told;
	CrmJson		root;
	ListCell   *cell;

	crm_schema_compile(&options);
	metaschema = metaschema_of(schema, resources, loader);
	if (metaschema == NULL)
		return;
	program = crm_schema_program(metaschema, resources, true, loader);
	crm_json_root(schema, &root);
	if (crm_schema_is_valid(program, &root))
		return;
	told = list_copy(*problems);
	foreach(cell, crm_schema_errors(program, &root, 0))
	{
		CrmSchemaError *error = lfirst(cell);
		CrmProblem *problem;

		if (is_told(told, error->instance_location))
			continue;
		problem = palloc0(sizeof(CrmProblem));
		problem->location = error->instance_location;
		problem->keyword = error->keyword;
		problem->message = error->message;
		*problems = lappend(*problems, problem);
	}
}

/* Raises the errors among the problems, and warns of the rest. */
static void
report_problems(List *problems)
{
	List	   *errors = NIL;
	ListCell   *cell;

	foreach(cell, problems)
	{
		CrmProblem *problem = lfirst(cell);

		if (!problem->warning)
			errors = lappend(errors, problem);
	}
	if (errors)
		crm_problems_raise(errors, "not a JSON schema");
	foreach(cell, problems)
	{
		CrmProblem *problem = lfirst(cell);

		ereport(WARNING,
				(errcode(ERRCODE_WARNING),
				 errmsg("%s %s", problem->location, problem->message),
				 problem->hint ? errhint("%s", problem->hint) : 0));
	}
}

/*
 * json_schema_errors(schema, resources) → set of problems
 */
PG_FUNCTION_INFO_V1(crm_json_schema_errors);
Datum
crm_json_schema_errors(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	List	   *problems = NIL;
	ListCell   *cell;

	InitMaterializedSRF(fcinfo, 0);
	crm_check_schema(PG_GETARG_JSONB_P(0), crm_resources_argument(fcinfo, 1),
					 NULL, &problems);
	foreach(cell, problems)
	{
		CrmProblem *problem = lfirst(cell);
		Datum		values[4] = {0};
		bool		nulls[4] = {false};

		values[0] = CStringGetTextDatum(problem->location);
		values[1] = CStringGetTextDatum(problem->warning ? "warning"
										: "error");
		values[2] = CStringGetTextDatum(problem->message);
		if (problem->hint)
			values[3] = CStringGetTextDatum(problem->hint);
		else
			nulls[3] = true;
		tuplestore_putvalues(result->setResult, result->setDesc, values,
							 nulls);
	}
	return (Datum) 0;
}

static CrmPlan lock_plan = {
	"LOCK TABLE crm.json_schemas IN SHARE ROW EXCLUSIVE MODE", 0, {0}
};

static CrmPlan same_id_plan = {
	"SELECT pg_catalog.concat('version ', j.version, ' of \"', j.kind, '\"') FROM crm.json_schemas AS j"
	" WHERE (j.schema OPERATOR(pg_catalog.->>) '$id') OPERATOR(pg_catalog.=)"
	" ($1 OPERATOR(pg_catalog.->>) '$id') AND j.status OPERATOR(pg_catalog.<>) 'draft'",
	1, {JSONBOID}
};

static CrmPlan insert_plan = {
	"INSERT INTO crm.json_schemas AS t (kind, version, status, schema, upgrade, note, published_at)"
	" SELECT $1, COALESCE(pg_catalog.max(j.version), 0) OPERATOR(pg_catalog.+) 1, 'active', $2, $3, $4,"
	" pg_catalog.now() FROM crm.json_schemas AS j WHERE j.kind OPERATOR(pg_catalog.=) $1"
	" RETURNING t.version",
	4, {TEXTOID, JSONBOID, JSONBOID, TEXTOID}
};

/* One published schema an $id: a reference must mean the same for ever. */
static void
check_id(Datum schema)
{
	if (crm_plan_execute(&same_id_plan, &schema, NULL, false, 1) > 0)
		ereport(ERROR,
				(errcode(ERRCODE_DUPLICATE_OBJECT),
				 errmsg("JSON schema has the $id of another one"),
				 errdetail("It is that of %s.",
						   SPI_getvalue(SPI_tuptable->vals[0],
										SPI_tuptable->tupdesc, 1)),
				 errhint("Give each version an $id of its own, for example with its number at the end.")));
}

/* As the table's CHECK, but before any work is done, and with a hint. */
static void
check_kind(const text *kind)
{
	const char *name = VARDATA_ANY(kind);
	int			len = VARSIZE_ANY_EXHDR(kind);

	/* a part of the registry's key: not longer than a name of the catalog */
	if (len >= NAMEDATALEN)
		len = 0;
	for (int i = 0; i < len; i++)
		if (!((name[i] >= 'a' && name[i] <= 'z') ||
			  (i > 0 && ((name[i] >= '0' && name[i] <= '9') ||
						 name[i] == '_'))))
			len = 0;
	if (len == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("\"%s\" cannot be the kind of a JSON schema",
						crm_shorten(name, VARSIZE_ANY_EXHDR(kind), NAMEDATALEN)),
				 errhint("A kind begins with a small letter, goes on with small letters, digits and underscores, 63 at most in all.")));
}

/*
 * publish_json_schema(kind, schema, upgrade, note) → int
 */
PG_FUNCTION_INFO_V1(crm_publish_json_schema);
Datum
crm_publish_json_schema(PG_FUNCTION_ARGS)
{
	List	   *problems = NIL;
	Datum		values[4];
	char		nulls[5] = "    ";
	bool		isnull;
	int			version;

	for (int i = 0; i < 2; i++)
		if (PG_ARGISNULL(i))
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("%s must not be null",
							i == 0 ? "kind" : "schema")));
	check_kind(PG_GETARG_TEXT_PP(0));
	crm_check_schema(PG_GETARG_JSONB_P(1), NULL, crm_registry_load, &problems);
	report_problems(problems);
	if (!PG_ARGISNULL(2))
		crm_upgrade_check(PG_GETARG_JSONB_P(2));

	for (int i = 0; i < 4; i++)
	{
		nulls[i] = PG_ARGISNULL(i) ? 'n' : ' ';
		values[i] = PG_ARGISNULL(i) ? (Datum) 0 : PG_GETARG_DATUM(i);
	}
	crm_spi_connect();
	crm_plan_execute(&lock_plan, NULL, NULL, false, 0);
	check_id(values[1]);
	crm_plan_execute(&insert_plan, values, nulls, false, 0);
	version = DatumGetInt32(SPI_getbinval(SPI_tuptable->vals[0],
										  SPI_tuptable->tupdesc, 1, &isnull));
	crm_spi_finish();
	PG_RETURN_INT32(version);
}

static void
refuse_change(const CrmTriggerRow *row, const char *column)
{
	bool		isnull;

	ereport(ERROR,
			(errcode(ERRCODE_INTEGRITY_CONSTRAINT_VIOLATION),
			 errmsg("cannot change \"%s\" of a published JSON schema", column),
			 errdetail("Version %d of \"%s\" is published, and documents may rely on it.",
					   DatumGetInt32(crm_row_old(row, "version", &isnull)),
					   crm_row_old_text(row, "kind")),
			 errhint("Publish a new version: SELECT crm.publish_json_schema(...)."),
			 errtablecol(row->table, crm_row_column(row, column))));
}

/* A draft that is published must be what publish_json_schema would take. */
static void
publish_draft(const CrmTriggerRow *row)
{
	List	   *problems = NIL;
	bool		isnull;
	Datum		upgrade;

	crm_check_schema(DatumGetJsonbP(crm_row_new(row, "schema", &isnull)), NULL,
					 crm_registry_load, &problems);
	report_problems(problems);
	upgrade = crm_row_new(row, "upgrade", &isnull);
	if (!isnull)
		crm_upgrade_check(DatumGetJsonbP(upgrade));
	/* No trigger stamps it: on a distributed database each node would. */
	crm_row_new(row, "published_at", &isnull);
	if (isnull)
		ereport(ERROR,
				(errcode(ERRCODE_CHECK_VIOLATION),
				 errmsg("a published JSON schema needs the time of its publication"),
				 errhint("Set both: SET status = 'active', published_at = now()."),
				 errtablecol(row->table, crm_row_column(row, "published_at"))));
}

/*
 * keep_published_schema() → trigger, BEFORE UPDATE OR DELETE on json_schemas
 *
 * Does not fire in a parallel restore (replica role), and lets the merge of a
 * builtin row in an ordinary one, by a superuser, do what it must.
 */
PG_FUNCTION_INFO_V1(crm_keep_published_schema);
Datum
crm_keep_published_schema(PG_FUNCTION_ARGS)
{
	static const char *const kept[] = {"kind", "version", "schema", "upgrade",
	"published_at"};
	CrmTriggerRow row;
	char	   *before;
	char	   *after;
	bool		isnull;

	crm_trigger_row(fcinfo, "keep_published_schema",
					CRM_TRIGGER_BEFORE | CRM_TRIGGER_UPDATE |
					CRM_TRIGGER_DELETE, &row);
	before = crm_row_old_text(&row, "status");
	if (row.new == NULL)
	{
		if (strcmp(before, "draft") != 0)
			ereport(ERROR,
					(errcode(ERRCODE_INTEGRITY_CONSTRAINT_VIOLATION),
					 errmsg("cannot delete a published JSON schema"),
					 errdetail("Version %d of \"%s\" is published, and its number must never mean another schema.",
							   DatumGetInt32(crm_row_old(&row, "version",
														 &isnull)),
							   crm_row_old_text(&row, "kind")),
					 errhint("Set its status to deprecated instead."),
					 errtable(row.table)));
		return PointerGetDatum(row.old);
	}
	if (crm_merging_builtin_row && crm_dump_is_restored() && superuser())
		return PointerGetDatum(row.new);
	after = crm_row_new_text(&row, "status");
	if (strcmp(before, "draft") == 0)
	{
		if (strcmp(after, "draft") != 0)
			publish_draft(&row);
	}
	else
	{
		for (int i = 0; i < lengthof(kept); i++)
			if (crm_row_changed(&row, kept[i]))
				refuse_change(&row, kept[i]);
		if (strcmp(after, "draft") == 0)
			refuse_change(&row, "status");
	}
	return PointerGetDatum(row.new);
}
