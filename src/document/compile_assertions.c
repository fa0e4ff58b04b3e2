/*-------------------------------------------------------------------------
 *
 * compile_assertions.c
 *	  The keywords that look at one value: type, enum, const, numbers, strings.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/error.h"
#include "document/compile.h"
#include "document/formats.h"
#include "document/uri.h"

static const struct
{
	const char *name;
	uint8		types;
}			type_names[] = {
	{"null", CRM_TYPE_NULL},
	{"boolean", CRM_TYPE_BOOL},
	{"number", CRM_TYPE_NUMBER},
	{"integer", CRM_TYPE_INTEGER},
	{"string", CRM_TYPE_STRING},
	{"array", CRM_TYPE_ARRAY},
	{"object", CRM_TYPE_OBJECT},
};

/* The bit of a type's name; 0, and a problem, for a name that is none. */
static uint8
type_by_name(CrmBuild *build, const CrmJson *name)
{
	const char *known[lengthof(type_names)];
	const char *nearest = NULL;
	int			i;

	for (i = 0; i < lengthof(type_names); i++)
	{
		known[i] = type_names[i].name;
		if (name->type == CRM_JSON_STRING && name->len == strlen(known[i]) &&
			memcmp(name->data, known[i], name->len) == 0)
			return type_names[i].types;
	}
	if (name->type == CRM_JSON_STRING)
		nearest = crm_nearest_name(name->data, (int) name->len, known,
								   lengthof(known));
	crm_build_problem(build, "type",
					  nearest ? psprintf("Did you mean \"%s\"?", nearest)
					  : "Types are null, boolean, number, integer, string, array and object.",
					  "has %s, which is no type", crm_json_describe(name, 40));
	return 0;
}

static void
compile_type(CrmBuild *build)
{
	CrmJson		value;
	CrmJson		item;
	CrmJsonWalk walk;
	CrmInstr   *instr;
	uint8		types = 0;

	if (!crm_build_keyword(build, "type", CRM_DRAFT_4, CRM_DRAFT_2020,
						   CRM_VOCAB_VALIDATION, &value))
		return;
	if (value.type == CRM_JSON_ARRAY)
	{
		crm_json_walk(&walk, &value);
		while (crm_json_next_item(&walk, &item))
			types |= type_by_name(build, &item);
		if (value.len == 0)
			crm_build_problem(build, "type", NULL, "lists no type");
	}
	else
		types = type_by_name(build, &value);
	if (types & CRM_TYPE_NUMBER)
		types &= ~CRM_TYPE_INTEGER;
	build->types &= types;
	if (types & CRM_TYPE_INTEGER)
		build->types |= CRM_TYPE_INTEGER;
	instr = crm_build_add(build, CRM_OP_TYPE, CRM_TYPE_ANY, "type");
	instr->u.types = types;
	instr->strict_integers = build->resource->draft == CRM_DRAFT_4;
}

static int
compare_strings(const void *a, const void *b)
{
	const CrmJson *x = a;
	const CrmJson *y = b;

	return crm_json_compare_keys(x->data, x->len, y->data, y->len);
}

/* Strings first and sorted, so that they are found by halving. */
static CrmValues *
make_values(const CrmJson *list)
{
	CrmValues  *values = palloc0(sizeof(CrmValues));
	CrmJsonWalk walk;
	CrmJson		item;
	uint32		others;

	values->values = palloc(sizeof(CrmJson) * Max(list->len, 1));
	values->n = list->len;
	crm_json_walk(&walk, list);
	while (crm_json_next_item(&walk, &item))
	{
		values->types |= 1 << item.type;
		values->nstrings += item.type == CRM_JSON_STRING;
	}
	others = values->nstrings;
	values->nstrings = 0;
	crm_json_walk(&walk, list);
	while (crm_json_next_item(&walk, &item))
		values->values[item.type == CRM_JSON_STRING ? values->nstrings++
					   : others++] = item;
	qsort(values->values, values->nstrings, sizeof(CrmJson), compare_strings);
	return values;
}

static CrmValues *
make_single_value(const CrmJson *value)
{
	CrmValues  *values = palloc0(sizeof(CrmValues));

	values->values = palloc(sizeof(CrmJson));
	values->values[0] = *value;
	values->n = 1;
	values->nstrings = value->type == CRM_JSON_STRING;
	values->types = 1 << value->type;
	return values;
}

static void
compile_values(CrmBuild *build)
{
	CrmJson		value;

	if (crm_build_keyword(build, "enum", CRM_DRAFT_4, CRM_DRAFT_2020,
						  CRM_VOCAB_VALIDATION, &value))
	{
		if (value.type != CRM_JSON_ARRAY)
			crm_build_problem(build, "enum", "List the permitted values.",
							  "is %s, not an array",
							  crm_json_describe(&value, 40));
		else
			crm_build_add(build, CRM_OP_ENUM, CRM_TYPE_ANY, "enum")->u.values =
				make_values(&value);
	}
	if (crm_build_keyword(build, "const", CRM_DRAFT_6, CRM_DRAFT_2020,
						  CRM_VOCAB_VALIDATION, &value))
		crm_build_add(build, CRM_OP_CONST, CRM_TYPE_ANY, "const")->u.values =
			make_single_value(&value);
}

static CrmNumber *
number_keyword(CrmBuild *build, const char *keyword, const CrmJson *value)
{
	CrmNumber  *number;

	if (value->type != CRM_JSON_NUMBER)
	{
		crm_build_problem(build, keyword, NULL, "is %s, not a number",
						  crm_json_describe(value, 40));
		return NULL;
	}
	number = palloc(sizeof(CrmNumber));
	crm_number_read(number, crm_json_numeric(value));
	return number;
}

static void
compile_bound(CrmBuild *build, const char *keyword, const char *exclusive,
			  CrmOp op, CrmOp exclusive_op)
{
	CrmJson		value;
	CrmNumber  *number;

	if (crm_build_keyword(build, keyword, CRM_DRAFT_4, CRM_DRAFT_2020,
						  CRM_VOCAB_VALIDATION, &value) &&
		(number = number_keyword(build, keyword, &value)) != NULL)
	{
		/* Draft-04 has a boolean beside the bound. */
		if (crm_build_keyword(build, exclusive, CRM_DRAFT_4, CRM_DRAFT_4, 0,
							  &value) &&
			value.type == CRM_JSON_BOOL && value.boolean)
			op = exclusive_op;
		crm_build_add(build, op, CRM_TYPE_NUMBER, keyword)->u.bound = number;
	}
	if (crm_build_keyword(build, exclusive, CRM_DRAFT_4, CRM_DRAFT_4, 0,
						  &value) && value.type != CRM_JSON_BOOL)
		crm_build_problem(build, exclusive,
						  "In draft-04 it says whether the bound itself is excluded; as a number it exists since draft-06.",
						  "is %s, not a boolean",
						  crm_json_describe(&value, 40));
	if (crm_build_keyword(build, exclusive, CRM_DRAFT_6, CRM_DRAFT_2020,
						  CRM_VOCAB_VALIDATION, &value) &&
		(number = number_keyword(build, exclusive, &value)) != NULL)
		crm_build_add(build, exclusive_op, CRM_TYPE_NUMBER,
					  exclusive)->u.bound = number;
}

static void
compile_numbers(CrmBuild *build)
{
	CrmJson		value;
	CrmNumber  *number;

	compile_bound(build, "minimum", "exclusiveMinimum", CRM_OP_MINIMUM,
				  CRM_OP_EXCLUSIVE_MINIMUM);
	compile_bound(build, "maximum", "exclusiveMaximum", CRM_OP_MAXIMUM,
				  CRM_OP_EXCLUSIVE_MAXIMUM);
	if (crm_build_keyword(build, "multipleOf", CRM_DRAFT_4, CRM_DRAFT_2020,
						  CRM_VOCAB_VALIDATION, &value) &&
		(number = number_keyword(build, "multipleOf", &value)) != NULL)
	{
		if (crm_numeric_sign(number->numeric) <= 0)
			crm_build_problem(build, "multipleOf", NULL,
							  "is %s, and must be above 0",
							  crm_json_describe(&value, 40));
		else
			crm_build_add(build, CRM_OP_MULTIPLE_OF, CRM_TYPE_NUMBER,
						  "multipleOf")->u.bound = number;
	}
}

static void
compile_pattern(CrmBuild *build)
{
	CrmJson		value;
	CrmPattern *pattern;
	CrmPatternError error;

	if (!crm_build_keyword(build, "pattern", CRM_DRAFT_4, CRM_DRAFT_2020,
						   CRM_VOCAB_VALIDATION, &value))
		return;
	if (value.type != CRM_JSON_STRING)
	{
		crm_build_problem(build, "pattern", NULL, "is %s, not a string",
						  crm_json_describe(&value, 40));
		return;
	}
	pattern = crm_pattern_compile(value.data, (int) value.len, &error);
	if (pattern == NULL)
		crm_build_problem(build, "pattern", NULL,
						  "is \"%s\", which cannot be used: %s, at character %d",
						  crm_shorten(value.data, (int) value.len, 100),
						  error.message,
						  error.offset + 1);
	else
		crm_build_add(build, CRM_OP_PATTERN, CRM_TYPE_STRING,
					  "pattern")->u.pattern = pattern;
}

/* A count, written 3 or 3.0: not negative.  -1 where it is none. */
int64
crm_build_count(CrmBuild *build, const char *keyword, CrmDraft first)
{
	CrmJson		value;
	int64		count;

	if (!crm_build_keyword(build, keyword, first, CRM_DRAFT_2020,
						   CRM_VOCAB_VALIDATION, &value))
		return -1;
	if (value.type != CRM_JSON_NUMBER ||
		!crm_numeric_to_int64(crm_json_numeric(&value), &count) || count < 0)
	{
		crm_build_problem(build, keyword, NULL,
						  "is %s, and must be a whole number from 0 on",
						  crm_json_describe(&value, 40));
		return -1;
	}
	return count;
}

static void
compile_strings(CrmBuild *build)
{
	CrmJson		value;
	int64		count;

	if ((count = crm_build_count(build, "minLength", CRM_DRAFT_4)) > 0)
		crm_build_add(build, CRM_OP_MIN_LENGTH, CRM_TYPE_STRING,
					  "minLength")->u.count = count;
	if ((count = crm_build_count(build, "maxLength", CRM_DRAFT_4)) >= 0)
		crm_build_add(build, CRM_OP_MAX_LENGTH, CRM_TYPE_STRING,
					  "maxLength")->u.count = count;
	compile_pattern(build);
	if (crm_build_keyword(build, "format", CRM_DRAFT_4, CRM_DRAFT_2020, 0,
						  &value))
	{
		int			format = -1;

		if (value.type != CRM_JSON_STRING)
			crm_build_problem(build, "format", NULL, "is %s, not a string",
							  crm_json_describe(&value, 40));
		else if (build->compiler->options->assert_format ||
				 (build->resource->vocab & CRM_VOCAB_FORMAT))
			format = crm_format_by_name(value.data, (int) value.len,
										build->resource->draft < CRM_DRAFT_7);
		if (format >= 0)
			crm_build_add(build, CRM_OP_FORMAT, CRM_TYPE_STRING,
						  "format")->u.format = format;
	}
}

void
crm_compile_assertions(CrmBuild *build)
{
	compile_type(build);
	compile_values(build);
	compile_numbers(build);
	compile_strings(build);
}
