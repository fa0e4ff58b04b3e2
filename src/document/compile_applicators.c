/*-------------------------------------------------------------------------
 *
 * compile_applicators.c
 *	  The keywords that apply schemas: to items, properties, or in place.
 *
 * All that walks an array becomes one instruction, and all that walks an
 * object another, so that each is walked once.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "document/compile.h"
#include "document/uri.h"

/* The value of a keyword that must be of one type; false where it is not. */
static bool
typed_keyword(CrmBuild *build, const char *name, CrmDraft first, CrmDraft last,
			  int vocabulary, CrmJsonType type, CrmJson *value)
{
	if (!crm_build_keyword(build, name, first, last, vocabulary, value))
		return false;
	if (value->type == type)
		return true;
	crm_build_problem(build, name, NULL, "is %s, not %s",
					  crm_json_describe(value, 40),
					  type == CRM_JSON_ARRAY ? "an array" :
					  type == CRM_JSON_OBJECT ? "an object" : "a boolean");
	return false;
}

/* The nodes of an array of schemas. */
static uint32 *
child_list(CrmBuild *build, const char *keyword, const CrmJson *value)
{
	uint32	   *nodes = palloc(sizeof(uint32) * Max(value->len, 1));
	CrmJsonWalk walk;
	CrmJson		item;
	uint32		n = 0;

	crm_json_walk(&walk, value);
	while (crm_json_next_item(&walk, &item))
	{
		char		key[12];
		int			len = snprintf(key, sizeof(key), "%u", n);

		nodes[n++] = crm_build_child(build, &item, keyword, key, len);
	}
	return nodes;
}

static uint32
child_keyword(CrmBuild *build, const char *keyword, CrmDraft first,
			  CrmDraft last)
{
	CrmJson		value;

	if (!crm_build_keyword(build, keyword, first, last, CRM_VOCAB_APPLICATOR,
						   &value))
		return CRM_NO_NODE;
	return crm_build_child(build, &value, keyword, NULL, 0);
}

static void
compile_items(CrmBuild *build, CrmArrayPlan *plan)
{
	CrmJson		value;

	if (typed_keyword(build, "prefixItems", CRM_DRAFT_2020, CRM_DRAFT_2020,
					  CRM_VOCAB_APPLICATOR, CRM_JSON_ARRAY, &value))
	{
		plan->prefix_keyword = "prefixItems";
		plan->prefix = child_list(build, "prefixItems", &value);
		plan->nprefix = value.len;
	}
	plan->items_keyword = "items";
	if (!crm_build_keyword(build, "items", CRM_DRAFT_4, CRM_DRAFT_2020,
						   CRM_VOCAB_APPLICATOR, &value))
		return;
	if (value.type == CRM_JSON_ARRAY && build->resource->draft < CRM_DRAFT_2020)
	{
		plan->prefix_keyword = "items";
		plan->prefix = child_list(build, "items", &value);
		plan->nprefix = value.len;
		plan->items_keyword = "additionalItems";
		plan->items = child_keyword(build, "additionalItems", CRM_DRAFT_4,
									CRM_DRAFT_2019);
	}
	else if (value.type == CRM_JSON_ARRAY)
		crm_build_problem(build, "items",
						  "Since 2020-12 a list of schemas for the first items is called prefixItems.",
						  "is an array");
	else
		plan->items = crm_build_child(build, &value, "items", NULL, 0);
}

static void
compile_array(CrmBuild *build)
{
	CrmArrayPlan plan = {0};
	CrmJson		value;
	int64		count;

	plan.items = plan.contains = CRM_NO_NODE;
	plan.max = plan.max_contains = -1;
	plan.min_contains = 1;
	compile_items(build, &plan);
	plan.contains = child_keyword(build, "contains", CRM_DRAFT_6,
								  CRM_DRAFT_2020);
	plan.contains_evaluates = build->resource->draft == CRM_DRAFT_2020;
	if ((count = crm_build_count(build, "minContains", CRM_DRAFT_2019)) >= 0)
	{
		plan.min_contains = count;
		plan.min_contains_given = true;
	}
	plan.max_contains = crm_build_count(build, "maxContains", CRM_DRAFT_2019);
	plan.min = Max(crm_build_count(build, "minItems", CRM_DRAFT_4), 0);
	plan.max = crm_build_count(build, "maxItems", CRM_DRAFT_4);
	if (typed_keyword(build, "uniqueItems", CRM_DRAFT_4, CRM_DRAFT_2020,
					  CRM_VOCAB_VALIDATION, CRM_JSON_BOOL, &value))
		plan.unique = value.boolean;

	if (plan.nprefix == 0 && plan.items == CRM_NO_NODE &&
		plan.contains == CRM_NO_NODE && !plan.unique && plan.min == 0 &&
		plan.max < 0)
		return;
	crm_build_add(build, CRM_OP_ARRAY, CRM_TYPE_ARRAY, "")->u.array =
		memcpy(palloc(sizeof(plan)), &plan, sizeof(plan));
}

static int
compare_properties(const void *a, const void *b)
{
	const CrmProperty *x = a;
	const CrmProperty *y = b;

	return crm_json_compare_keys(x->name, x->len, y->name, y->len);
}

/* The items of a list of names; NULL, and a problem, where one is none. */
static CrmJson *
name_list(CrmBuild *build, const char *keyword, const CrmJson *list)
{
	CrmJson    *names = palloc(sizeof(CrmJson) * Max(list->len, 1));
	CrmJsonWalk walk;
	uint32		n;

	crm_json_walk(&walk, list);
	for (n = 0; n < list->len && crm_json_next_item(&walk, &names[n]); n++)
		if (names[n].type != CRM_JSON_STRING)
		{
			crm_build_problem(build, keyword,
							  "List names of properties, as strings.",
							  "contains %s",
							  crm_json_describe(&names[n], 40));
			return NULL;
		}
	return names;
}

/* properties and required, merged into one sorted table. */
static void
compile_properties(CrmBuild *build, CrmObjectPlan *plan)
{
	CrmJson		properties = {0};
	CrmJson		required = {0};
	CrmJson    *names = NULL;
	CrmJsonWalk walk;
	CrmProperty *table;
	CrmJson		value;
	const char *key;
	uint32		key_len;
	uint32		n = 0;
	uint32		i;

	if (!typed_keyword(build, "properties", CRM_DRAFT_4, CRM_DRAFT_2020,
					   CRM_VOCAB_APPLICATOR, CRM_JSON_OBJECT, &properties))
		properties.type = CRM_JSON_NULL;
	if (typed_keyword(build, "required", CRM_DRAFT_4, CRM_DRAFT_2020,
					  CRM_VOCAB_VALIDATION, CRM_JSON_ARRAY, &required))
		names = name_list(build, "required", &required);
	if (names == NULL)
		required.len = 0;
	if (properties.type == CRM_JSON_NULL)
		properties.len = 0;
	if (properties.len + required.len == 0)
		return;

	table = palloc0(sizeof(CrmProperty) * ((Size) properties.len +
										   required.len));
	crm_json_walk(&walk, &properties);
	while (crm_json_next_pair(&walk, &key, &key_len, &value))
	{
		table[n].name = key;
		table[n].len = key_len;
		table[n++].node = crm_build_child(build, &value, "properties", key,
										  (int) key_len);
	}
	for (i = 0; i < required.len; i++)
	{
		CrmProperty wanted = {names[i].data, names[i].len, CRM_NO_NODE, true};
		CrmProperty *known = bsearch(&wanted, table, properties.len,
									 sizeof(CrmProperty), compare_properties);

		if (known)
			known->required = true;
		else
			table[n++] = wanted;
	}
	qsort(table, n, sizeof(CrmProperty), compare_properties);

	/* A name required twice is one entry. */
	for (i = 0; i < n; i++)
		if (plan->nproperties == 0 ||
			compare_properties(&table[plan->nproperties - 1], &table[i]) != 0)
			table[plan->nproperties++] = table[i];
	plan->properties = table;
	for (i = 0; i < plan->nproperties; i++)
		plan->nrequired += table[i].required;
}

static void
compile_pattern_properties(CrmBuild *build, CrmObjectPlan *plan)
{
	CrmJson		value;
	CrmJson		child;
	CrmJsonWalk walk;
	const char *key;
	uint32		key_len;

	if (!typed_keyword(build, "patternProperties", CRM_DRAFT_4,
					   CRM_DRAFT_2020, CRM_VOCAB_APPLICATOR, CRM_JSON_OBJECT,
					   &value) || value.len == 0)
		return;
	plan->patterns = palloc0(sizeof(CrmPatternProperty) * value.len);
	crm_json_walk(&walk, &value);
	while (crm_json_next_pair(&walk, &key, &key_len, &child))
	{
		CrmPatternProperty *entry = &plan->patterns[plan->npatterns];
		CrmPatternError error;

		entry->source = pnstrdup(key, key_len);
		entry->pattern = crm_pattern_compile(key, (int) key_len, &error);
		entry->node = crm_build_child(build, &child, "patternProperties", key,
									  (int) key_len);
		if (entry->pattern == NULL)
			crm_build_problem(build, "patternProperties", NULL,
							  "has the expression \"%s\", which cannot be used: %s, at character %d",
							  entry->source, error.message, error.offset + 1);
		else
			plan->npatterns++;
	}
}

/* dependentRequired, dependentSchemas, and dependencies with either. */
static void
compile_dependents(CrmBuild *build, CrmObjectPlan *plan, const char *keyword,
				   CrmDraft first, int vocabulary)
{
	CrmJson		value;
	CrmJson		child;
	CrmJsonWalk walk;
	const char *key;
	uint32		key_len;

	if (!typed_keyword(build, keyword, first, CRM_DRAFT_2020, vocabulary,
					   CRM_JSON_OBJECT, &value) || value.len == 0)
		return;
	if (plan->dependents == NULL)
		plan->dependents = palloc0(sizeof(CrmDependent) * value.len);
	else
		plan->dependents = repalloc(plan->dependents, sizeof(CrmDependent) *
									((Size) plan->ndependents + value.len));
	crm_json_walk(&walk, &value);
	while (crm_json_next_pair(&walk, &key, &key_len, &child))
	{
		CrmDependent *entry = &plan->dependents[plan->ndependents];

		memset(entry, 0, sizeof(CrmDependent));
		entry->keyword = keyword;
		entry->name.type = CRM_JSON_STRING;
		entry->name.data = key;
		entry->name.len = key_len;
		entry->node = CRM_NO_NODE;
		if (child.type == CRM_JSON_ARRAY &&
			strcmp(keyword, "dependentSchemas") != 0)
		{
			entry->required = name_list(build, keyword, &child);
			entry->nrequired = entry->required ? child.len : 0;
		}
		else if (strcmp(keyword, "dependentRequired") == 0)
			crm_build_problem(build, keyword,
							  "List names of properties, as strings.",
							  "has %s under \"%s\"",
							  crm_json_describe(&child, 40),
							  pnstrdup(key, key_len));
		else
			entry->node = crm_build_child(build, &child, keyword, key,
										  (int) key_len);
		plan->ndependents++;
	}
}

static void
compile_object(CrmBuild *build)
{
	CrmObjectPlan plan = {0};

	compile_properties(build, &plan);
	compile_pattern_properties(build, &plan);
	plan.additional = child_keyword(build, "additionalProperties", CRM_DRAFT_4,
									CRM_DRAFT_2020);
	plan.names = child_keyword(build, "propertyNames", CRM_DRAFT_6,
							   CRM_DRAFT_2020);
	plan.min = Max(crm_build_count(build, "minProperties", CRM_DRAFT_4), 0);
	plan.max = crm_build_count(build, "maxProperties", CRM_DRAFT_4);
	compile_dependents(build, &plan, "dependentRequired", CRM_DRAFT_2019,
					   CRM_VOCAB_VALIDATION);
	compile_dependents(build, &plan, "dependentSchemas", CRM_DRAFT_2019,
					   CRM_VOCAB_APPLICATOR);
	compile_dependents(build, &plan, "dependencies", CRM_DRAFT_4,
					   CRM_VOCAB_APPLICATOR);

	if (plan.nproperties == 0 && plan.npatterns == 0 &&
		plan.ndependents == 0 && plan.additional == CRM_NO_NODE &&
		plan.names == CRM_NO_NODE && plan.min == 0 && plan.max < 0)
		return;
	crm_build_add(build, CRM_OP_OBJECT, CRM_TYPE_OBJECT, "")->u.object =
		memcpy(palloc(sizeof(plan)), &plan, sizeof(plan));
}

static void
compile_list(CrmBuild *build, const char *keyword, CrmOp op)
{
	CrmJson		value;
	CrmNodeList *list;

	if (!typed_keyword(build, keyword, CRM_DRAFT_4, CRM_DRAFT_2020,
					   CRM_VOCAB_APPLICATOR, CRM_JSON_ARRAY, &value))
		return;
	if (value.len == 0)
	{
		crm_build_problem(build, keyword, NULL, "lists no schema");
		return;
	}
	list = palloc(sizeof(CrmNodeList));
	list->nodes = child_list(build, keyword, &value);
	list->n = value.len;
	crm_build_add(build, op, CRM_TYPE_ANY, keyword)->u.list = list;
}

/* if, then and else: three nodes, of which the last two may be missing. */
static void
compile_condition(CrmBuild *build)
{
	uint32	   *nodes = palloc(sizeof(uint32) * 3);
	CrmNodeList *list = palloc(sizeof(CrmNodeList));

	nodes[0] = child_keyword(build, "if", CRM_DRAFT_7, CRM_DRAFT_2020);
	nodes[1] = child_keyword(build, "then", CRM_DRAFT_7, CRM_DRAFT_2020);
	nodes[2] = child_keyword(build, "else", CRM_DRAFT_7, CRM_DRAFT_2020);
	list->nodes = nodes;
	list->n = 3;
	if (nodes[0] != CRM_NO_NODE)
		crm_build_add(build, CRM_OP_IF, CRM_TYPE_ANY, "if")->u.list = list;
}

/* These come last: they look at what all others left. */
static void
compile_unevaluated(CrmBuild *build, const char *keyword, CrmOp op,
					uint8 applies)
{
	CrmJson		value;

	if (!crm_build_keyword(build, keyword, CRM_DRAFT_2019, CRM_DRAFT_2020,
						   CRM_VOCAB_UNEVALUATED, &value))
		return;
	crm_build_add(build, op, applies, keyword)->u.node =
		crm_build_child(build, &value, keyword, NULL, 0);
	build->tracks = true;
}

void
crm_compile_applicators(CrmBuild *build)
{
	uint32		node;

	compile_array(build);
	compile_object(build);
	compile_list(build, "allOf", CRM_OP_ALL_OF);
	compile_list(build, "anyOf", CRM_OP_ANY_OF);
	compile_list(build, "oneOf", CRM_OP_ONE_OF);
	if ((node = child_keyword(build, "not", CRM_DRAFT_4,
							  CRM_DRAFT_2020)) != CRM_NO_NODE)
		crm_build_add(build, CRM_OP_NOT, CRM_TYPE_ANY, "not")->u.node = node;
	compile_condition(build);
	compile_unevaluated(build, "unevaluatedItems", CRM_OP_UNEVALUATED_ITEMS,
						CRM_TYPE_ARRAY);
	compile_unevaluated(build, "unevaluatedProperties",
						CRM_OP_UNEVALUATED_PROPERTIES, CRM_TYPE_OBJECT);
}
