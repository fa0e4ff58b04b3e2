/*-------------------------------------------------------------------------
 *
 * changes.c
 *	  Fuzz target: what is said to differ between two versions of a schema.
 *
 * An input is a schema, another one, and documents, JSON texts with zero bytes
 * between them.  Where no change is said to break, a document that is valid
 * under the first is valid under the second; nothing differs from itself.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "document/json_schema.h"
#include "document/registry.h"

#include "../fuzz.h"

const int	fuzz_max_len = 800;

FUZZ_JSON_MUTATOR;

void
fuzz_start(void)
{
}

/* Raises unless it is a schema that could be published. */
static const CrmProgram *
published(Jsonb *schema)
{
	List	   *problems = NIL;
	ListCell   *cell;

	crm_check_schema(schema, NULL, NULL, &problems);
	foreach(cell, problems)
		if (!((CrmProblem *) lfirst(cell))->warning)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("not a schema")));
	return crm_schema_program(schema, NULL, true, NULL);
}

static bool
is_valid(Jsonb *schema, Jsonb *document)
{
	CrmJson		root;

	crm_json_root(document, &root);
	return crm_schema_is_valid(published(schema), &root);
}

void
fuzz_input(const char *data, int size)
{
	FuzzParts	parts = {data, data + size};
	const char *text;
	int			len;
	Jsonb	   *old;
	Jsonb	   *new;
	ListCell   *cell;
	bool		breaking = false;

	if (!fuzz_part(&parts, &text, &len) || !fuzz_is_text(text, len))
		return;
	old = fuzz_jsonb(text, len);
	if (!fuzz_part(&parts, &text, &len) || !fuzz_is_text(text, len))
		return;
	new = fuzz_jsonb(text, len);
	published(old);
	published(new);
	foreach(cell, crm_schema_compare(old, new))
	{
		CrmSchemaChange *change = lfirst(cell);

		if (change->location == NULL || change->change == NULL ||
			change->detail == NULL)
			fuzz_fail("a change that says nothing");
		breaking = breaking || change->breaking;
	}
	if (crm_schema_compare(old, old) != NIL)
		fuzz_fail("a schema differs from itself");
	while (!breaking && fuzz_part(&parts, &text, &len))
	{
		Jsonb	   *document;

		if (!fuzz_is_text(text, len))
			continue;
		document = fuzz_jsonb(text, len);
		if (is_valid(old, document) && !is_valid(new, document))
			fuzz_fail("no change is said to break, but this is no longer valid: %.*s",
					  len, text);
	}
}
