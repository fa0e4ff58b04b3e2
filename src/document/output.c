/*-------------------------------------------------------------------------
 *
 * output.c
 *	  The output formats of the JSON Schema specification: flag, basic and
 *	  detailed (2020-12 core, section 12.4).
 *
 * "detailed" follows the schema: errors that share a part of their way through
 * it stand together under that part, and a part with only one error below it
 * is left out, as the specification asks.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "document/json_schema.h"

static void
push_text(JsonbParseState **state, const char *key, const char *text)
{
	JsonbValue	value;

	value.type = jbvString;
	value.val.string.val = unconstify(char *, key);
	value.val.string.len = (int) strlen(key);
	pushJsonbValue(state, WJB_KEY, &value);
	value.val.string.val = unconstify(char *, text);
	value.val.string.len = (int) strlen(text);
	pushJsonbValue(state, WJB_VALUE, &value);
}

static void
push_key(JsonbParseState **state, const char *key)
{
	JsonbValue	value;

	value.type = jbvString;
	value.val.string.val = unconstify(char *, key);
	value.val.string.len = (int) strlen(key);
	pushJsonbValue(state, WJB_KEY, &value);
}

static void
push_valid(JsonbParseState **state, bool valid)
{
	JsonbValue	value;

	push_key(state, "valid");
	value.type = jbvBool;
	value.val.boolean = valid;
	pushJsonbValue(state, WJB_VALUE, &value);
}

static void
push_error(JsonbParseState **state, const CrmSchemaError *error)
{
	pushJsonbValue(state, WJB_BEGIN_OBJECT, NULL);
	push_valid(state, false);
	push_text(state, "keywordLocation", error->keyword_location);
	push_text(state, "absoluteKeywordLocation", error->absolute_location);
	push_text(state, "instanceLocation", error->instance_location);
	push_text(state, "error", error->message);
	pushJsonbValue(state, WJB_END_OBJECT, NULL);
}

/* How many bytes two pointers share, in whole tokens. */
static int
common_prefix(const char *a, const char *b, int limit)
{
	int			common = 0;
	int			i;

	for (i = 0; i < limit && a[i] && a[i] == b[i]; i++)
		if (a[i] == '/')
			common = i;
	if (i == limit || ((a[i] == '\0' || a[i] == '/') &&
					   (b[i] == '\0' || b[i] == '/')))
		common = i;
	return common;
}

static int
compare_locations(const void *a, const void *b)
{
	const CrmSchemaError *x = *(CrmSchemaError *const *) a;
	const CrmSchemaError *y = *(CrmSchemaError *const *) b;
	int			order = strcmp(x->keyword_location, y->keyword_location);

	return order != 0 ? order : x->order - y->order;
}

/*
 * The errors from "errors" on, which share "depth" bytes of their way: one by
 * one, or together under the next part that some of them share.
 */
static void
push_group(JsonbParseState **state, CrmSchemaError **errors, int n, int depth)
{
	int			i = 0;

	check_stack_depth();
	while (i < n)
	{
		const char *first = errors[i]->keyword_location;
		int			token = depth + 1 + (int) strcspn(first + depth +
													  (first[depth] == '/'),
													  "/");
		int			shared = (int) strlen(first);
		int			at = (int) strlen(errors[i]->instance_location);
		int			end = i + 1;

		if (first[depth] == '\0')
			token = depth;
		for (; end < n && token > depth &&
			 common_prefix(first, errors[end]->keyword_location,
						   token) == token; end++)
		{
			shared = common_prefix(first, errors[end]->keyword_location,
								   shared);
			at = common_prefix(errors[i]->instance_location,
							   errors[end]->instance_location, at);
		}
		if (end == i + 1)
			push_error(state, errors[i]);
		else
		{
			pushJsonbValue(state, WJB_BEGIN_OBJECT, NULL);
			push_valid(state, false);
			push_text(state, "keywordLocation", pnstrdup(first, shared));
			push_text(state, "instanceLocation",
					  pnstrdup(errors[i]->instance_location, at));
			push_key(state, "errors");
			pushJsonbValue(state, WJB_BEGIN_ARRAY, NULL);
			if (first[shared] == '\0')
				/* All on one keyword: one for each place in the document. */
				for (int e = i; e < end; e++)
					push_error(state, errors[e]);
			else
				push_group(state, errors + i, end - i, shared);
			pushJsonbValue(state, WJB_END_ARRAY, NULL);
			pushJsonbValue(state, WJB_END_OBJECT, NULL);
		}
		i = end;
	}
}

static void
push_errors(JsonbParseState **state, List *errors, bool detailed)
{
	int			n = list_length(errors);
	CrmSchemaError **all = palloc(sizeof(CrmSchemaError *) * n);
	ListCell   *cell;

	foreach(cell, errors)
		all[foreach_current_index(cell)] = lfirst(cell);
	if (detailed)
	{
		qsort(all, n, sizeof(CrmSchemaError *), compare_locations);
		push_text(state, "keywordLocation", "");
		push_text(state, "instanceLocation", "");
	}
	push_key(state, "errors");
	pushJsonbValue(state, WJB_BEGIN_ARRAY, NULL);
	if (detailed)
		push_group(state, all, n, 0);
	else
		for (int i = 0; i < n; i++)
			push_error(state, all[i]);
	pushJsonbValue(state, WJB_END_ARRAY, NULL);
}

/*
 * json_output(schema, document, format, resources, assert_format) → jsonb
 */
PG_FUNCTION_INFO_V1(crm_json_output);
Datum
crm_json_output(PG_FUNCTION_ARGS)
{
	char	   *format = text_to_cstring(PG_GETARG_TEXT_PP(2));
	Jsonb	   *resources = crm_resources_argument(fcinfo, 3);
	JsonbParseState *state = NULL;
	const CrmProgram *program;
	CrmJson		root;
	bool		valid;

	if (strcmp(format, "flag") != 0 && strcmp(format, "basic") != 0 &&
		strcmp(format, "detailed") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("there is no output format \"%s\"", format),
				 errhint("Formats are flag, basic and detailed.")));
	program = crm_schema_program(PG_GETARG_JSONB_P(0), resources,
								 PG_GETARG_BOOL(4), NULL);
	crm_json_root(PG_GETARG_JSONB_P(1), &root);
	valid = crm_schema_is_valid(program, &root);
	pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
	push_valid(&state, valid);
	if (!valid && strcmp(format, "flag") != 0)
		push_errors(&state, crm_schema_errors(program, &root, 0),
					strcmp(format, "detailed") == 0);
	PG_RETURN_JSONB_P(JsonbValueToJsonb(pushJsonbValue(&state, WJB_END_OBJECT,
													   NULL)));
}
