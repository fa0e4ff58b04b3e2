/*-------------------------------------------------------------------------
 *
 * upgrade.c
 *	  Fuzz target: the steps that upgrade a document.
 *
 * An input is a list of steps and a document, JSON texts with a zero byte
 * between them.  Steps that are well formed can be applied to any document,
 * but for a move that finds no place; no steps leave it as it was; a copy of
 * what the tree says is what it says.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "document/registry.h"

#include "../fuzz.h"

const int	fuzz_max_len = 600;

FUZZ_JSON_MUTATOR;

static Jsonb *no_steps;

void
fuzz_start(void)
{
	no_steps = fuzz_jsonb("[]", 2);
}

static Jsonb *
upgraded(Jsonb *steps, Jsonb *document)
{
	CrmJson		root;
	CrmJsonTree *tree;
	CrmJsonTree *copy;
	Jsonb	   *result;

	crm_json_root(document, &root);
	tree = crm_tree_read(&root);
	crm_upgrade_apply(steps, tree);
	copy = crm_tree_copy(tree);
	result = crm_tree_write(tree);
	if (!fuzz_same_jsonb(result, crm_tree_write(copy)))
		fuzz_fail("a copy is another document");
	return result;
}

/* What is written is JSONB as PostgreSQL itself would have it. */
static void
check_written(Jsonb *written)
{
	char	   *text = JsonbToCString(NULL, &written->root, VARSIZE(written));
	Jsonb	   *again = fuzz_jsonb(text, (int) strlen(text));

	if (VARSIZE(again) != VARSIZE(written) ||
		memcmp(again, written, VARSIZE(again)) != 0)
		fuzz_fail("what is written reads differently: %s", text);
}

void
fuzz_input(const char *data, int size)
{
	FuzzParts	parts = {data, data + size};
	const char *text;
	int			len;
	Jsonb	   *steps;
	Jsonb	   *document;
	volatile bool checked = false;

	if (!fuzz_part(&parts, &text, &len) || !fuzz_is_text(text, len))
		return;
	steps = fuzz_jsonb(text, len);
	if (!fuzz_part(&parts, &text, &len) || !fuzz_is_text(text, len))
		return;
	document = fuzz_jsonb(text, len);

	if (!fuzz_same_jsonb(upgraded(no_steps, document), document))
		fuzz_fail("no steps change the document");
	crm_upgrade_check(steps);
	PG_TRY();
	{
		check_written(upgraded(steps, document));
		checked = true;
	}
	PG_FINALLY();
	{
		/* A value that a move cannot put down is refused, not lost. */
		if (!checked && geterrcode() != ERRCODE_CHECK_VIOLATION &&
			geterrcode() != ERRCODE_STATEMENT_TOO_COMPLEX &&
			geterrcode() != ERRCODE_PROGRAM_LIMIT_EXCEEDED &&
			geterrcode() != ERRCODE_QUERY_CANCELED)
			fuzz_fail("steps that are well formed cannot be applied");
	}
	PG_END_TRY();
}
