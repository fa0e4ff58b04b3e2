/*-------------------------------------------------------------------------
 *
 * changes.c
 *	  What differs between two versions of a schema, and what of it breaks.
 *
 * A change breaks if a document that was valid before can be invalid after.
 * Where that cannot be told from the keyword alone (an anyOf that reads
 * differently), it is said to break: a false alarm costs a look, a missed one
 * an outage.  Titles, descriptions and the like are no changes.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "document/json_schema.h"
#include "document/places.h"
#include "document/registry.h"
#include "document/uri.h"

typedef enum Kind
{
	KIND_QUIET,					/* says nothing about documents */
	KIND_DIALECT,				/* $schema: what all else means */
	KIND_TYPE,
	KIND_ENUM,
	KIND_REQUIRED,
	KIND_LOWER,					/* a lower bound: raising it breaks */
	KIND_UPPER,
	KIND_FLAG,					/* uniqueItems: true is narrower */
	KIND_SCHEMA,
	KIND_LIST,					/* of schemas that all or any must match */
	KIND_INVERSE,				/* schemas whose widening may break, too */
	KIND_PROPERTIES,			/* schemas by name */
	KIND_PATTERNS,				/* by pattern of names */
	KIND_DEPENDENTS,			/* by a name that is there */
	KIND_OPEN,					/* additionalProperties and the like */
	KIND_REFERENCE,				/* to where only evaluation leads */
	KIND_OTHER					/* any change may break, removal does not */
} Kind;

static const struct
{
	const char *name;
	Kind		kind;
}			kinds[] = {
	{"$anchor", KIND_QUIET}, {"$comment", KIND_QUIET}, {"$defs", KIND_QUIET},
	{"$id", KIND_QUIET}, {"$ref", KIND_QUIET},
	{"definitions", KIND_QUIET}, {"deprecated", KIND_QUIET},
	{"description", KIND_QUIET}, {"examples", KIND_QUIET},
	{"readOnly", KIND_QUIET}, {"title", KIND_QUIET}, {"writeOnly", KIND_QUIET},
	{"default", KIND_QUIET}, {"$dynamicAnchor", KIND_QUIET},
	{"$schema", KIND_DIALECT}, {"$dynamicRef", KIND_REFERENCE},
	{"$recursiveRef", KIND_REFERENCE},
	{"type", KIND_TYPE}, {"enum", KIND_ENUM}, {"required", KIND_REQUIRED},
	{"minimum", KIND_LOWER}, {"exclusiveMinimum", KIND_LOWER},
	{"minLength", KIND_LOWER}, {"minItems", KIND_LOWER},
	{"minProperties", KIND_LOWER}, {"minContains", KIND_LOWER},
	{"maximum", KIND_UPPER}, {"exclusiveMaximum", KIND_UPPER},
	{"maxLength", KIND_UPPER}, {"maxItems", KIND_UPPER},
	{"maxProperties", KIND_UPPER}, {"maxContains", KIND_UPPER},
	{"uniqueItems", KIND_FLAG},
	{"items", KIND_SCHEMA}, {"propertyNames", KIND_SCHEMA},
	{"allOf", KIND_LIST}, {"anyOf", KIND_LIST}, {"prefixItems", KIND_LIST},
	{"oneOf", KIND_INVERSE}, {"not", KIND_INVERSE}, {"if", KIND_INVERSE},
	{"then", KIND_SCHEMA}, {"else", KIND_SCHEMA}, {"contains", KIND_INVERSE},
	{"properties", KIND_PROPERTIES}, {"patternProperties", KIND_PATTERNS},
	{"dependentSchemas", KIND_DEPENDENTS},
	{"additionalProperties", KIND_OPEN}, {"unevaluatedProperties", KIND_OPEN},
	{"additionalItems", KIND_OPEN}, {"unevaluatedItems", KIND_OPEN},
};

/* Two references being compared: met again, they are not followed. */
typedef struct Pair
{
	const char *old;
	const char *new;
	struct Pair *outer;
} Pair;

typedef struct Comparison
{
	CrmJson		old_root;
	CrmJson		new_root;
	List	   *found;			/* of CrmSchemaChange */
	Pair	   *pairs;
	bool		differs;		/* anything at all */
	bool		embeds;			/* a schema with an identifier of its own */
	bool		looks_back;		/* the new one asks what was not evaluated */
	bool		counting;		/* only whether there are changes */
	int			changes;
} Comparison;

static void compare(Comparison *c, CrmJson old, CrmJson new,
					const char *location);

static void
report(Comparison *c, const char *location, const char *change, bool breaking,
	   const char *detail)
{
	CrmSchemaChange *found;

	c->changes++;
	if (c->counting)
		return;
	found = palloc(sizeof(CrmSchemaChange));
	found->location = location;
	found->change = change;
	found->breaking = breaking;
	found->detail = detail;
	c->found = lappend(c->found, found);
}

static Kind
kind_of(const char *name)
{
	for (int i = 0; i < lengthof(kinds); i++)
		if (strcmp(kinds[i].name, name) == 0)
			return kinds[i].kind;
	return KIND_OTHER;
}

static bool
list_has(const CrmJson *list, const CrmJson *value)
{
	CrmJsonWalk walk;
	CrmJson		item;

	if (list->type != CRM_JSON_ARRAY)
		return crm_json_equal(list, value);
	crm_json_walk(&walk, list);
	while (crm_json_next_item(&walk, &item))
		if (crm_json_equal(&item, value))
			return true;
	return false;
}

/* The values of one list that the other lacks, for people; NULL: none. */
static char *
missing_from(const CrmJson *list, const CrmJson *other)
{
	CrmJsonWalk walk;
	CrmJson		item;
	StringInfoData out;

	initStringInfo(&out);
	if (list->type != CRM_JSON_ARRAY)
		return list_has(other, list) ? NULL : crm_json_describe(list, 60);
	crm_json_walk(&walk, list);
	while (crm_json_next_item(&walk, &item))
		if (!list_has(other, &item))
			appendStringInfo(&out, "%s%s", out.len > 0 ? ", " : "",
							 crm_json_describe(&item, 60));
	return out.len > 0 ? out.data : NULL;
}

/* A number includes every integer. */
static bool
type_covers(const CrmJson *types, const CrmJson *type)
{
	CrmJson		number = {CRM_JSON_STRING, false, 6, "number"};

	if (list_has(types, type))
		return true;
	return type->type == CRM_JSON_STRING && type->len == 7 &&
		memcmp(type->data, "integer", 7) == 0 && list_has(types, &number);
}

static bool
types_cover(const CrmJson *types, const CrmJson *others)
{
	CrmJsonWalk walk;
	CrmJson		item;

	if (others->type != CRM_JSON_ARRAY)
		return type_covers(types, others);
	crm_json_walk(&walk, others);
	while (crm_json_next_item(&walk, &item))
		if (!type_covers(types, &item))
			return false;
	return true;
}

static char *
describe_list(const CrmJson *list)
{
	CrmJsonWalk walk;
	CrmJson		item;
	StringInfoData out;

	if (list->type != CRM_JSON_ARRAY)
		return crm_json_describe(list, 60);
	initStringInfo(&out);
	crm_json_walk(&walk, list);
	while (crm_json_next_item(&walk, &item))
		appendStringInfo(&out, "%s%s", out.len > 0 ? ", " : "",
						 crm_json_describe(&item, 60));
	return out.data;
}

static void
compare_types(Comparison *c, const CrmJson *old, const CrmJson *new,
			  const char *location)
{
	bool		breaking = !types_cover(new, old);

	if (!breaking && types_cover(old, new))
		return;
	report(c, location, breaking ? "type narrowed" : "type widened", breaking,
		   psprintf("was %s, is %s", describe_list(old), describe_list(new)));
}

static void
compare_lists(Comparison *c, const CrmJson *old, const CrmJson *new,
			  const char *location, bool required)
{
	char	   *gone = missing_from(old, new);
	char	   *come = missing_from(new, old);

	if (gone)
		report(c, location, required ? "no longer required" : "values removed",
			   !required, gone);
	if (come)
		report(c, location, required ? "newly required" : "values added",
			   required, come);
}

static void
compare_bounds(Comparison *c, const CrmJson *old, const CrmJson *new,
			   const char *location, Kind kind)
{
	CrmNumber	a;
	CrmNumber	b;
	int			order;
	bool		narrower;

	if (old->type != CRM_JSON_NUMBER || new->type != CRM_JSON_NUMBER)
	{
		report(c, location, "limit changed", true,
			   psprintf("was %s, is %s", crm_json_describe(old, 60),
						crm_json_describe(new, 60)));
		return;
	}
	crm_number_read(&a, crm_json_numeric(old));
	crm_number_read(&b, crm_json_numeric(new));
	order = crm_number_compare(&b, &a);
	narrower = kind == KIND_LOWER ? order > 0 : order < 0;
	report(c, location, narrower ? "limit tightened" : "limit relaxed",
		   narrower, psprintf("was %s, is %s", crm_json_describe(old, 60),
							  crm_json_describe(new, 60)));
}

/* Whether an object schema refuses every name it does not list. */
static bool
is_closed(const CrmJson *schema)
{
	CrmJson		value;

	return crm_json_get(schema, "additionalProperties", 20, &value) &&
		value.type == CRM_JSON_BOOL && !value.boolean &&
		!crm_json_get(schema, "patternProperties", 17, &value);
}

/* Whether it takes any name, with anything under it. */
static bool
is_open(const CrmJson *schema)
{
	CrmJson		value;

	return (!crm_json_get(schema, "additionalProperties", 20, &value) ||
			(value.type == CRM_JSON_BOOL && value.boolean)) &&
		!crm_json_get(schema, "unevaluatedProperties", 21, &value);
}

/*
 * Schemas by name, pattern or name depended on; a version without the keyword
 * has NULL.  A name is checked by what stands under properties, by each pattern
 * that fits, and by what other names ask of it: only a new property can be one
 * that no document had, and only what names a property lets it into a closed
 * object.
 */
static void
compare_maps(Comparison *c, const CrmJson *old, const CrmJson *new,
			 const CrmJson *old_schema, const CrmJson *new_schema,
			 const char *location, Kind kind)
{
	bool		properties = kind == KIND_PROPERTIES;
	CrmJsonWalk walk;
	CrmJson		a;
	CrmJson		b;
	const char *key;
	uint32		key_len;

	if (old)
		crm_json_walk(&walk, old);
	while (old && crm_json_next_pair(&walk, &key, &key_len, &a))
	{
		char	   *at = crm_pointer_child(location, key, (int) key_len);
		bool		breaking = c->looks_back ||
			(kind != KIND_DEPENDENTS && !is_open(new_schema));

		if (new && crm_json_get(new, key, key_len, &b))
			compare(c, a, b, at);
		else
			report(c, at, properties ? "property removed" : "schema removed",
				   breaking, breaking ? "documents that have it may be refused"
				   : "it is no longer checked");
	}
	if (new)
		crm_json_walk(&walk, new);
	while (new && crm_json_next_pair(&walk, &key, &key_len, &b))
	{
		char	   *at = crm_pointer_child(location, key, (int) key_len);
		bool		unknown = properties && is_closed(old_schema);
		bool		anything = (b.type == CRM_JSON_BOOL && b.boolean) ||
			(b.type == CRM_JSON_OBJECT && b.len == 0);

		if (old && crm_json_get(old, key, key_len, &a))
			continue;
		report(c, at, properties ? "property added" : "schema added",
			   !unknown && !anything,
			   unknown ? "no document had it before"
			   : anything ? "it takes anything"
			   : "documents may hold something else there");
	}
}

/* additionalProperties and the like: absent is true. */
static void
compare_open(Comparison *c, const CrmJson *old, const CrmJson *new,
			 const char *location)
{
	bool		was_open = old->type == CRM_JSON_BOOL && old->boolean;
	bool		was_closed = old->type == CRM_JSON_BOOL && !old->boolean;
	bool		is_open = new->type == CRM_JSON_BOOL && new->boolean;

	if (crm_json_equal(old, new))
		return;
	if (was_closed || is_open)
		report(c, location, "opened", false, "what was refused is allowed");
	else if (new->type == CRM_JSON_BOOL)
		report(c, location, "closed", true, "what was allowed is refused");
	else if (was_open)
		report(c, location, "restricted", true,
			   "what was allowed must match a schema");
	else
		compare(c, *old, *new, location);
}

/* Lists of schemas, one by one where there are as many. */
static void
compare_schema_lists(Comparison *c, const CrmJson *old, const CrmJson *new,
					 const char *location)
{
	CrmJson		a;
	CrmJson		b;

	if (old->type != CRM_JSON_ARRAY || new->type != CRM_JSON_ARRAY ||
		old->len != new->len)
	{
		report(c, location, "changed", true,
			   psprintf("was %s, is %s", crm_json_describe(old, 60),
						crm_json_describe(new, 60)));
		return;
	}
	for (uint32 i = 0; crm_json_item(old, i, &a) && crm_json_item(new, i, &b);
		 i++)
		compare(c, a, b, psprintf("%s/%u", location, i));
}

/* Here a wider schema may refuse more: any change is said to break. */
static void
compare_inverse(Comparison *c, const CrmJson *old, const CrmJson *new,
				const char *location)
{
	bool		counting = c->counting;
	int			before = c->changes;

	c->counting = true;
	if (old->type == CRM_JSON_ARRAY || new->type == CRM_JSON_ARRAY)
		compare_schema_lists(c, old, new, location);
	else
		compare(c, *old, *new, location);
	c->counting = counting;
	if (c->changes > before)
		report(c, location, "changed", true,
			   "it reads differently: look at both");
}

static bool
is_dialect(const CrmJson *uri, CrmDraft draft)
{
	const char *known = crm_metaschema_uri(draft);

	return uri->len == strlen(known) &&
		memcmp(uri->data, known, uri->len) == 0;
}

/* A keyword that only one of the versions has. */
static void
report_one_sided(Comparison *c, const char *name, const CrmJson *value,
				 bool added, const CrmJson *old_schema,
				 const CrmJson *new_schema, const char *location)
{
	CrmJson		all = {CRM_JSON_BOOL, true, 0, NULL};
	CrmJson		items;
	Kind		kind = kind_of(name);

	if (kind == KIND_DIALECT)
		report(c, location, added ? "added" : "removed",
			   value->type != CRM_JSON_STRING ||
			   !is_dialect(value, CRM_DRAFT_2020),
			   psprintf("%s %s; it says what keywords mean",
						added ? "is" : "was", crm_json_describe(value, 60)));
	else if (!added && strcmp(name, "prefixItems") == 0 &&
			 crm_json_get(new_schema, "items", 5, &items) &&
			 !(items.type == CRM_JSON_BOOL && items.boolean))
		report(c, location, "removed", true,
			   "\"items\" holds for the first ones, too");
	else if (!added && c->looks_back && kind >= KIND_SCHEMA &&
			 kind < KIND_OTHER)
		report(c, location, "removed", true,
			   "what it looked at may be refused as unevaluated");
	else if (strcmp(name, "minContains") == 0)
	{
		int64		count = 1;

		/* Without it, one item must match. */
		if (value->type == CRM_JSON_NUMBER)
			crm_numeric_to_int64(crm_json_numeric(value), &count);
		report(c, location, added ? "added" : "removed",
			   added ? count > 1 : count < 1, crm_json_describe(value, 60));
	}
	else if (kind == KIND_REQUIRED)
	{
		if (value->len > 0)
			report(c, location, added ? "newly required" : "no longer required",
				   added, describe_list(value));
	}
	else if (kind == KIND_PROPERTIES || kind == KIND_PATTERNS ||
			 kind == KIND_DEPENDENTS)
		compare_maps(c, added ? NULL : value, added ? value : NULL, old_schema,
					 new_schema, location, kind);
	else if (kind == KIND_OPEN)
	{
		if (added)
			compare_open(c, &all, value, location);
		else
			compare_open(c, value, &all, location);
	}
	else
		report(c, location, added ? "added" : "removed",
			   added && !(kind == KIND_FLAG && !value->boolean),
			   psprintf("\"%s\" %s: %s", name, added ? "is new" : "was",
						crm_json_describe(value, 60)));
}

static void
compare_keyword(Comparison *c, const char *name, const CrmJson *old,
				const CrmJson *new, const CrmJson *old_schema,
				const CrmJson *new_schema, const char *location)
{
	Kind		kind = kind_of(name);

	if (kind == KIND_QUIET)
		return;
	/* What a reference means may differ though it reads the same. */
	if (crm_json_equal(old, new) &&
		(kind < KIND_SCHEMA || kind == KIND_OTHER ||
		 (kind == KIND_REFERENCE && !c->differs)))
		return;
	switch (kind)
	{
		case KIND_TYPE:
			compare_types(c, old, new, location);
			break;
		case KIND_ENUM:
		case KIND_REQUIRED:
			compare_lists(c, old, new, location, kind == KIND_REQUIRED);
			break;
		case KIND_LOWER:
		case KIND_UPPER:
			compare_bounds(c, old, new, location, kind);
			break;
		case KIND_FLAG:
			report(c, location, "changed", new->type == CRM_JSON_BOOL &&
				   new->boolean, psprintf("was %s, is %s",
										  crm_json_describe(old, 10),
										  crm_json_describe(new, 10)));
			break;
		case KIND_SCHEMA:
			compare(c, *old, *new, location);
			break;
		case KIND_LIST:
			compare_schema_lists(c, old, new, location);
			break;
		case KIND_INVERSE:
			compare_inverse(c, old, new, location);
			break;
		case KIND_PROPERTIES:
		case KIND_PATTERNS:
		case KIND_DEPENDENTS:
			compare_maps(c, old, new, old_schema, new_schema, location, kind);
			break;
		case KIND_OPEN:
			compare_open(c, old, new, location);
			break;
		case KIND_REFERENCE:
			report(c, location, "reference changed", true,
				   "what it leads to may have changed");
			break;
		default:
			report(c, location, "changed", true,
				   psprintf("was %s, is %s", crm_json_describe(old, 60),
							crm_json_describe(new, 60)));
			break;
	}
}

static void
compare_keywords(Comparison *c, const CrmJson *old, const CrmJson *new,
				 const char *location)
{
	CrmJsonWalk walk;
	CrmJson		a;
	CrmJson		b;
	const char *key;
	uint32		key_len;

	crm_json_walk(&walk, old);
	while (crm_json_next_pair(&walk, &key, &key_len, &a))
	{
		char	   *name = pnstrdup(key, key_len);
		char	   *at = crm_pointer_child(location, key, (int) key_len);

		if (crm_json_get(new, key, key_len, &b))
			compare_keyword(c, name, &a, &b, old, new, at);
		else if (kind_of(name) != KIND_QUIET)
			report_one_sided(c, name, &a, false, old, new, at);
	}
	crm_json_walk(&walk, new);
	while (crm_json_next_pair(&walk, &key, &key_len, &b))
	{
		char	   *name = pnstrdup(key, key_len);

		if (!crm_json_get(old, key, key_len, &a) &&
			kind_of(name) != KIND_QUIET)
			report_one_sided(c, name, &b, true, old, new,
							 crm_pointer_child(location, key, (int) key_len));
	}
}

/* Whether it has keywords that check anything, beside a reference. */
static bool
has_siblings(const CrmJson *schema)
{
	CrmJsonWalk walk;
	CrmJson		value;
	const char *key;
	uint32		key_len;

	crm_json_walk(&walk, schema);
	while (crm_json_next_pair(&walk, &key, &key_len, &value))
		if (kind_of(pnstrdup(key, key_len)) != KIND_QUIET)
			return true;
	return false;
}

/*
 * Follows the references of both: true if there were any.  What stands beside
 * a reference is compared with what stands beside the other.
 */
static bool
compare_references(Comparison *c, CrmJson old, CrmJson new,
				   const char *location)
{
	CrmJson		old_target = old;
	CrmJson		new_target = new;
	CrmJson		old_ref;
	CrmJson		new_ref;
	bool		old_has = crm_json_get(&old, "$ref", 4, &old_ref);
	bool		new_has = crm_json_get(&new, "$ref", 4, &new_ref);
	bool		old_followed = old_has &&
		crm_schema_follow(&c->old_root, &old_target);
	bool		new_followed = new_has &&
		crm_schema_follow(&c->new_root, &new_target);

	if (!old_has && !new_has)
		return false;
	if (old_followed != old_has || new_followed != new_has)
	{
		/* To another document, unless it is inside: there, nothing changes. */
		if (!old_has || !new_has || !crm_json_equal(&old_ref, &new_ref))
			report(c, location, "reference changed", true,
				   "it refers to another schema");
		else if (c->differs && c->embeds &&
				 !(new_ref.len == 1 && *new_ref.data == '#'))
			report(c, location, "reference changed", true,
				   "what it leads to may have changed");
		compare_keywords(c, &old, &new, location);
	}
	else if (old_has && new_has)
	{
		compare(c, old_target, new_target, location);
		compare_keywords(c, &old, &new, location);
	}
	else if (has_siblings(old_has ? &old : &new))
		report(c, location, "changed", true,
			   "a reference stands for what was written out, or the other way");
	else
		compare(c, old_target, new_target, location);
	return true;
}

static void
compare(Comparison *c, CrmJson old, CrmJson new, const char *location)
{
	Pair		pair = {old.data, new.data, c->pairs};

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	if (old.type == CRM_JSON_BOOL || new.type == CRM_JSON_BOOL)
	{
		bool		breaking = !(new.type == CRM_JSON_BOOL && new.boolean) &&
			!(old.type == CRM_JSON_BOOL && !old.boolean);

		if (!crm_json_equal(&old, &new))
			report(c, location, breaking ? "restricted" : "opened", breaking,
				   psprintf("was %s, is %s", crm_json_describe(&old, 60),
							crm_json_describe(&new, 60)));
		return;
	}
	if (old.type != CRM_JSON_OBJECT || new.type != CRM_JSON_OBJECT)
	{
		if (!crm_json_equal(&old, &new))
			report(c, location, "changed", true, "it reads differently");
		return;
	}
	for (Pair *p = c->pairs; p; p = p->outer)
		if (p->old == old.data && p->new == new.data)
			return;
	c->pairs = &pair;
	if (!compare_references(c, old, new, location))
		compare_keywords(c, &old, &new, location);
	c->pairs = pair.outer;
}

/* What differs between two schemas, of CrmSchemaChange, in the old one's order. */
List *
crm_schema_compare(const Jsonb *old, const Jsonb *new)
{
	Comparison	comparison = {0};

	crm_json_root(old, &comparison.old_root);
	crm_json_root(new, &comparison.new_root);
	comparison.differs = !crm_json_equal(&comparison.old_root,
										 &comparison.new_root);
	comparison.embeds =
		crm_schema_mentions(&comparison.new_root, "$id", true) ||
		crm_schema_mentions(&comparison.new_root, "id", true);
	comparison.looks_back =
		crm_schema_mentions(&comparison.new_root, "unevaluatedProperties", false) ||
		crm_schema_mentions(&comparison.new_root, "unevaluatedItems", false);
	compare(&comparison, comparison.old_root, comparison.new_root, "");
	return comparison.found;
}

/*
 * json_schema_changes(kind, from_version, to_version) → set of changes
 */
PG_FUNCTION_INFO_V1(crm_json_schema_changes);
Datum
crm_json_schema_changes(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	text	   *kind = PG_GETARG_TEXT_PP(0);
	CrmSchemaRow *old;
	CrmSchemaRow *new;
	ListCell   *cell;

	InitMaterializedSRF(fcinfo, 0);
	old = crm_registry_require(VARDATA_ANY(kind), VARSIZE_ANY_EXHDR(kind),
							   PG_GETARG_INT32(1));
	new = crm_registry_require(VARDATA_ANY(kind), VARSIZE_ANY_EXHDR(kind),
							   PG_GETARG_INT32(2));
	foreach(cell, crm_schema_compare(old->schema, new->schema))
	{
		CrmSchemaChange *change = lfirst(cell);
		Datum		values[4];
		bool		nulls[4] = {false};

		values[0] = CStringGetTextDatum(change->location);
		values[1] = CStringGetTextDatum(change->change);
		values[2] = BoolGetDatum(change->breaking);
		values[3] = CStringGetTextDatum(change->detail);
		tuplestore_putvalues(result->setResult, result->setDesc, values,
							 nulls);
	}
	return (Datum) 0;
}
