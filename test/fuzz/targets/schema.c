/*-------------------------------------------------------------------------
 *
 * schema.c
 *	  Fuzz target: the schema compiler and evaluator.
 *
 * An input is a schema, a document and perhaps a resource, JSON texts with zero
 * bytes between them.  The ways to ask must agree: is it valid, why not, in
 * which output format, and what is wrong with the schema itself.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"

#include "document/json_schema.h"
#include "document/registry.h"

#include "../fuzz.h"

const int	fuzz_max_len = 1200;

FUZZ_JSON_MUTATOR;

extern Datum crm_json_output(PG_FUNCTION_ARGS);

void
fuzz_start(void)
{
}

/* Under the URI that the dictionary knows. */
static Jsonb *
resources_of(const char *text, int len)
{
	char	   *json = psprintf("{\"http://x/y\": %.*s}", len, text);

	return fuzz_jsonb(json, (int) strlen(json));
}

/* The compiler's two modes: raise the first problem, or tell them all. */
static const CrmProgram *
compile(Jsonb *schema, Jsonb *resources, bool assert_format)
{
	List	   *problems = NIL;
	CrmCompileOptions options = {schema, resources, assert_format, NULL,
	&problems};
	bool		fine = true;
	ListCell   *cell;
	volatile bool raised = false;
	const CrmProgram *volatile program = NULL;
	MemoryContext context = CurrentMemoryContext;

	crm_schema_compile(&options);
	foreach(cell, problems)
	{
		CrmProblem *problem = lfirst(cell);

		if (problem->message == NULL || problem->location == NULL)
			fuzz_fail("a problem that says nothing");
		fine = fine && problem->warning;
	}
	PG_TRY();
	{
		program = crm_schema_program(schema, resources, assert_format, NULL);
	}
	PG_CATCH();
	{
		int			code = geterrcode();

		if (code != ERRCODE_INVALID_PARAMETER_VALUE)
			PG_RE_THROW();
		MemoryContextSwitchTo(context);
		FlushErrorState();
		raised = true;
	}
	PG_END_TRY();
	/* All subschemas are looked at when problems are collected. */
	if (raised && fine)
		fuzz_fail("a schema is refused in which nothing is wrong");
	return raised ? NULL : program;
}

/* "basic" and "detailed" must be output, and say what "flag" says. */
static void
check_output(Jsonb *schema, Jsonb *document, Jsonb *resources,
			 bool assert_format, bool valid)
{
	static const char *const formats[] = {"flag", "basic", "detailed"};

	for (int i = 0; i < lengthof(formats); i++)
	{
		Jsonb	   *output;
		CrmJson		root;
		CrmJson		says;

		output = DatumGetJsonbP(DirectFunctionCall5(crm_json_output,
													JsonbPGetDatum(schema),
													JsonbPGetDatum(document),
													CStringGetTextDatum(formats[i]),
													JsonbPGetDatum(resources),
													BoolGetDatum(assert_format)));
		crm_json_root(output, &root);
		if (!crm_json_get(&root, "valid", 5, &says) || says.boolean != valid)
			fuzz_fail("output format %s says otherwise", formats[i]);
	}
}

void
fuzz_input(const char *data, int size)
{
	FuzzParts	parts = {data, data + size};
	const char *text;
	int			len;
	bool		assert_format = size % 4 != 0;
	Jsonb	   *schema;
	Jsonb	   *document;
	Jsonb	   *resources;
	const CrmProgram *program;
	CrmJson		root;
	List	   *errors;
	List	   *problems = NIL;
	bool		valid;

	if (!fuzz_part(&parts, &text, &len) || !fuzz_is_text(text, len))
		return;
	schema = fuzz_jsonb(text, len);
	if (!fuzz_part(&parts, &text, &len) || !fuzz_is_text(text, len))
		return;
	document = fuzz_jsonb(text, len);
	if (!fuzz_part(&parts, &text, &len) || !fuzz_is_text(text, len))
		text = "true", len = 4;
	resources = resources_of(text, len);

	crm_check_schema(schema, resources, NULL, &problems);
	program = compile(schema, resources, assert_format);
	if (program == NULL)
		return;
	crm_json_root(document, &root);
	valid = crm_schema_is_valid(program, &root);
	errors = crm_schema_errors(program, &root, 0);
	if (valid != (errors == NIL))
		fuzz_fail(valid ? "valid, with errors" : "not valid, without errors");
	if (!valid && list_length(crm_schema_errors(program, &root, 1)) != 1)
		fuzz_fail("not valid, but no first error");
	check_output(schema, document, resources, assert_format, valid);
}
