/*-------------------------------------------------------------------------
 *
 * json_schema.c
 *	  The pure functions of SQL: is a document valid, and why not.
 *
 * Compiled schemas are cached by their bytes, those of the resources, and
 * whether formats are asserted: nothing else can change what they mean.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "common/compat.h"
#include "common/content_cache.h"
#include "document/json_schema.h"

#define CACHE_ENTRIES 512
#define CACHE_BYTES ((Size) 64 * 1024 * 1024)

/* Of the errors that one message tells. */
#define ERRORS_SHOWN 5

/* Raises the first problems of a schema, five at most. */
void
crm_problems_raise(List *problems, const char *message)
{
	StringInfoData detail;
	const char *hint = NULL;
	int			n = 0;
	ListCell   *cell;

	initStringInfo(&detail);
	foreach(cell, problems)
	{
		CrmProblem *problem = lfirst(cell);

		if (n++ >= ERRORS_SHOWN)
			break;
		appendStringInfo(&detail, "%s%s %s.", n > 1 ? "\n" : "",
						 *problem->location ? problem->location : "The schema",
						 problem->message);
		if (hint == NULL)
			hint = problem->hint;
	}
	if (list_length(problems) > ERRORS_SHOWN)
		appendStringInfo(&detail, "\nAnd %d more.",
						 list_length(problems) - ERRORS_SHOWN);
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("%s", message),
			 errdetail_internal("%s", detail.data),
			 hint ? errhint("%s", hint) : 0));
}

/*
 * The first of a document's errors, of CrmSchemaError, a line each, for the
 * detail of an error.
 */
char *
crm_schema_errors_detail(List *errors)
{
	StringInfoData detail;
	ListCell   *cell;

	initStringInfo(&detail);
	foreach(cell, errors)
	{
		CrmSchemaError *error = lfirst(cell);
		int			n = foreach_current_index(cell);

		if (n >= ERRORS_SHOWN)
			break;
		appendStringInfo(&detail, "%s%s: %s", n > 0 ? "\n" : "",
						 *error->instance_location ? error->instance_location
						 : "(the document)", error->message);
	}
	if (list_length(errors) > ERRORS_SHOWN)
		appendStringInfo(&detail, "\nand %d more",
						 list_length(errors) - ERRORS_SHOWN);
	return detail.data;
}

static CrmCache *
schema_cache(void)
{
	static CrmCache *cache = NULL;

	if (cache == NULL)
		cache = crm_cache_create("JSON schemas", CACHE_ENTRIES, CACHE_BYTES,
								 NULL);
	return cache;
}

static Jsonb *
copy_jsonb(const Jsonb *jsonb)
{
	return memcpy(MemoryContextAllocHuge(CurrentMemoryContext, VARSIZE(jsonb)),
				  jsonb, VARSIZE(jsonb));
}

/* The program keeps pointers into the schema, so it gets its own copy. */
static void *
build_program(MemoryContext context, void *arg)
{
	CrmCompileOptions options = *(CrmCompileOptions *) arg;

	options.schema = copy_jsonb(options.schema);
	if (options.resources)
		options.resources = copy_jsonb(options.resources);
	return crm_schema_compile(&options);
}

/*
 * As crm_schema_program, for a schema of the registry that this transaction
 * wrote: what it and those it refers to are may still be rolled back.
 */
const CrmProgram *
crm_schema_program_now(Jsonb *schema, CrmSchemaLoader loader)
{
	CrmCompileOptions options = {schema, NULL, true, loader, NULL};
	struct
	{
		uint32		transaction;
		uint32		subtransaction;
	}			when;
	CrmCachePart parts[2];

	when.transaction = CRM_MY_LXID;
	when.subtransaction = GetCurrentSubTransactionId();
	parts[0].data = schema;
	parts[0].len = VARSIZE(schema);
	parts[1].data = &when;
	parts[1].len = sizeof(when);
	return crm_cache_get(schema_cache(), parts, 2, build_program, &options);
}

/* A jsonb of its own, of a value inside another. */
Jsonb *
crm_json_to_jsonb(const CrmJson *container)
{
	uint32		size = crm_json_container_size(container);
	Jsonb	   *jsonb = palloc(VARHDRSZ + size);

	SET_VARSIZE(jsonb, VARHDRSZ + size);
	memcpy(&jsonb->root, container->data, size);
	return jsonb;
}

/*
 * The compiled schema, from the cache if it is there.  Borrowed: valid until
 * the next call.  "resources" and "loader" may be NULL; what a loader gives
 * for a URI must never change.
 */
const CrmProgram *
crm_schema_program(Jsonb *schema, Jsonb *resources, bool assert_format,
				   CrmSchemaLoader loader)
{
	CrmCompileOptions options = {schema, resources, assert_format, loader,
	NULL};
	char		flags[2] = {assert_format, loader != NULL};
	CrmCachePart parts[3];

	parts[0].data = schema;
	parts[0].len = VARSIZE(schema);
	parts[1].data = flags;
	parts[1].len = sizeof(flags);
	parts[2].data = resources;
	parts[2].len = resources ? VARSIZE(resources) : 0;
	return crm_cache_get(schema_cache(), parts, 3, build_program, &options);
}

Jsonb *
crm_resources_argument(FunctionCallInfo fcinfo, int n)
{
	Jsonb	   *resources = PG_GETARG_JSONB_P(n);

	if (!JB_ROOT_IS_OBJECT(resources))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("resources must be a JSON object"),
				 errhint("Give each schema under its absolute URI: {\"https://example.com/address\": {...}}.")));
	return JB_ROOT_COUNT(resources) > 0 ? resources : NULL;
}

/*
 * json_is_valid(schema, document, resources, assert_format) → boolean
 */
PG_FUNCTION_INFO_V1(crm_json_is_valid);
Datum
crm_json_is_valid(PG_FUNCTION_ARGS)
{
	Jsonb	   *schema = PG_GETARG_JSONB_P(0);
	Jsonb	   *document = PG_GETARG_JSONB_P(1);
	Jsonb	   *resources = crm_resources_argument(fcinfo, 2);
	const CrmProgram *program;
	CrmJson		root;
	bool		valid;

	program = crm_schema_program(schema, resources, PG_GETARG_BOOL(3), NULL);
	crm_json_root(document, &root);
	valid = crm_schema_is_valid(program, &root);
	PG_FREE_IF_COPY(schema, 0);
	PG_FREE_IF_COPY(document, 1);
	PG_RETURN_BOOL(valid);
}

/* Adds the errors of a document to a set-returning function's result. */
void
crm_return_schema_errors(FunctionCallInfo fcinfo, const CrmProgram *program,
						 Jsonb *document)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	CrmJson		root;
	ListCell   *cell;

	crm_json_root(document, &root);
	if (crm_schema_is_valid(program, &root))
		return;
	foreach(cell, crm_schema_errors(program, &root, 0))
	{
		CrmSchemaError *error = lfirst(cell);
		Datum		values[4];
		bool		nulls[4] = {false};

		values[0] = CStringGetTextDatum(error->instance_location);
		values[1] = CStringGetTextDatum(error->keyword_location);
		values[2] = CStringGetTextDatum(error->keyword);
		values[3] = CStringGetTextDatum(error->message);
		tuplestore_putvalues(result->setResult, result->setDesc, values,
							 nulls);
	}
}

/*
 * json_errors(schema, document, resources, assert_format) → set of errors
 */
PG_FUNCTION_INFO_V1(crm_json_errors);
Datum
crm_json_errors(PG_FUNCTION_ARGS)
{
	const CrmProgram *program;

	InitMaterializedSRF(fcinfo, 0);
	program = crm_schema_program(PG_GETARG_JSONB_P(0),
								 crm_resources_argument(fcinfo, 2),
								 PG_GETARG_BOOL(3), NULL);
	crm_return_schema_errors(fcinfo, program, PG_GETARG_JSONB_P(1));
	return (Datum) 0;
}
