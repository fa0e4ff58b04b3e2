/*-------------------------------------------------------------------------
 *
 * errors.c
 *	  Why a document is not valid: the second walk, over the same program.
 *
 * It looks at everything, keeps the way to where it is, in the document and
 * in the schema, and writes each error down.  Only documents that the fast
 * walk refused come here, so it may take its time.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "common/error.h"
#include "document/formats.h"
#include "document/schema.h"
#include "document/uri.h"

/* A step of a way: a name or, where name is NULL, an index. */
typedef struct Step
{
	struct Step *before;
	const char *name;
	uint32		len;
	uint32		index;			/* position in the document, too */
} Step;

typedef struct Walk
{
	const CrmProgram *program;
	List	   *errors;
	int			limit;			/* 0: none */
	int			depth;
} Walk;

/* Where the walk is: in the document, in the schema, and dynamically. */
typedef struct Place
{
	const CrmJson *value;
	Step	   *instance;
	Step	   *keyword;
	CrmScope   *scope;
	CrmSeen    *seen;
} Place;

static bool explain(Walk *walk, uint32 index, Place *at);

static void
append_way(StringInfo out, const Step *step)
{
	if (step == NULL)
		return;
	check_stack_depth();
	append_way(out, step->before);
	if (step->name)
		crm_pointer_append(out, step->name, (int) step->len);
	else
		appendStringInfo(out, "/%u", step->index);
}

static char *
way(const Step *step)
{
	StringInfoData out;

	initStringInfo(&out);
	append_way(&out, step);
	return out.data;
}

/* Writes an error down; "keyword" is that of the schema, "" for false. */
static void
add_error(Walk *walk, const CrmNode *node, Place *place, const char *keyword,
		  const char *message)
{
	CrmSchemaError *error;
	Step		step = {place->keyword, keyword, (uint32) strlen(keyword), 0};
	const Step *at;
	int			n = 0;

	if (walk->limit > 0 && list_length(walk->errors) >= walk->limit)
		return;
	error = palloc0(sizeof(CrmSchemaError));
	error->instance_location = way(place->instance);
	error->keyword_location = way(*keyword ? &step : place->keyword);
	error->absolute_location = psprintf("%s#%s%s%s",
										walk->program->resources[node->resource],
										node->pointer, *keyword ? "/" : "",
										keyword);
	error->keyword = *keyword ? keyword : "false";
	error->message = pstrdup(message);
	error->depth = walk->depth;
	for (at = place->instance; at; at = at->before)
		n++;
	error->path = palloc(sizeof(uint32) * Max(n, 1));
	error->path_len = n;
	for (at = place->instance; at; at = at->before)
		error->path[--n] = at->index;
	walk->errors = lappend(walk->errors, error);
}

static char *
list_values(const CrmValues *values)
{
	StringInfoData out;
	uint32		i;

	initStringInfo(&out);
	for (i = 0; i < values->n && i < 12; i++)
		appendStringInfo(&out, "%s%s", i > 0 ? ", " : "",
						 crm_json_describe(&values->values[i], 40));
	if (i < values->n)
		appendStringInfo(&out, ", and %u more", values->n - i);
	return out.data;
}

static char *
list_types(uint8 types)
{
	static const struct
	{
		uint8		type;
		const char *name;
	}			names[] = {
		{CRM_TYPE_OBJECT, "an object"}, {CRM_TYPE_ARRAY, "an array"},
		{CRM_TYPE_STRING, "a string"}, {CRM_TYPE_NUMBER, "a number"},
		{CRM_TYPE_INTEGER, "an integer"}, {CRM_TYPE_BOOL, "true or false"},
		{CRM_TYPE_NULL, "null"},
	};
	StringInfoData out;

	initStringInfo(&out);
	for (int i = 0; i < lengthof(names); i++)
		if (types & names[i].type)
			appendStringInfo(&out, "%s%s", out.len > 0 ? " or " : "",
							 names[i].name);
	return out.data;
}

static char *
number_text(const CrmNumber *number)
{
	CrmJson		value = {CRM_JSON_NUMBER, false, 0, (char *) number->numeric};

	return crm_json_describe(&value, 40);
}

/* "1 item", "2 items" */
static char *
count_of(int64 n, const char *one, const char *many)
{
	return psprintf(INT64_FORMAT " %s", n, n == 1 ? one : many);
}

/* What to say of a keyword that looks at nothing but the value. */
static char *
assertion_message(const CrmInstr *instr, const CrmJson *value)
{
	char	   *is = crm_json_describe(value, 60);

	switch ((CrmOp) instr->op)
	{
		case CRM_OP_FALSE:
			return psprintf("%s is not allowed here", is);
		case CRM_OP_TYPE:
			return psprintf("%s is not %s", is, list_types(instr->u.types));
		case CRM_OP_ENUM:
			return psprintf("%s is not one of %s", is,
							list_values(instr->u.values));
		case CRM_OP_CONST:
			return psprintf("%s is not %s", is,
							list_values(instr->u.values));
		case CRM_OP_MINIMUM:
			return psprintf("%s is less than %s", is,
							number_text(instr->u.bound));
		case CRM_OP_EXCLUSIVE_MINIMUM:
			return psprintf("%s is not more than %s", is,
							number_text(instr->u.bound));
		case CRM_OP_MAXIMUM:
			return psprintf("%s is more than %s", is,
							number_text(instr->u.bound));
		case CRM_OP_EXCLUSIVE_MAXIMUM:
			return psprintf("%s is not less than %s", is,
							number_text(instr->u.bound));
		case CRM_OP_MULTIPLE_OF:
			return psprintf("%s is not a multiple of %s", is,
							number_text(instr->u.bound));
		case CRM_OP_MIN_LENGTH:
			return psprintf("%s has %s, needs at least " INT64_FORMAT, is,
							count_of(crm_string_length(value), "character",
									 "characters"), instr->u.count);
		case CRM_OP_MAX_LENGTH:
			return psprintf("%s has %s, and may have at most " INT64_FORMAT,
							is, count_of(crm_string_length(value), "character",
										 "characters"), instr->u.count);
		case CRM_OP_PATTERN:
			return psprintf("%s does not match %s", is,
							crm_pattern_source(instr->u.pattern));
		case CRM_OP_FORMAT:
			return psprintf("%s is not a valid %s, such as %s", is,
							crm_format_name(instr->u.format),
							crm_format_example(instr->u.format));
		default:
			elog(ERROR, "unexpected schema instruction %d", instr->op);
	}
	return NULL;
}

/* A child of the value under a keyword, and perhaps a key, of the schema. */
static bool
explain_child(Walk *walk, uint32 index, const Place *place,
			  const CrmJson *value, Step instance, const char *keyword,
			  const char *key, uint32 key_len, uint32 key_index)
{
	Step		step = {place->keyword, keyword, (uint32) strlen(keyword), 0};
	Step		inner = {&step, key, key_len, key_index};
	bool		keyed = key != NULL || key_index != CRM_NO_NODE;
	Place		child = {value, &instance, keyed ? &inner : &step,
	place->scope, NULL};

	return explain(walk, index, &child);
}

/* Another schema for the same value. */
static bool
explain_in_place(Walk *walk, uint32 index, const Place *place,
				 const char *keyword, const char *key, uint32 key_len,
				 uint32 key_index, CrmSeen *seen)
{
	Step		step = {place->keyword, keyword, (uint32) strlen(keyword), 0};
	Step		inner = {&step, key, key_len, key_index};
	bool		keyed = key != NULL || key_index != CRM_NO_NODE;
	Place		same = {place->value, place->instance,
	keyed ? &inner : &step, place->scope, seen};

	return explain(walk, index, &same);
}

static void
explain_contains(Walk *walk, const CrmNode *node, const CrmArrayPlan *plan,
				 Place *place)
{
	CrmJsonWalk items;
	CrmJson		item;
	int64		matched = 0;
	uint32		i = 0;

	crm_json_walk(&items, place->value);
	for (; crm_json_next_item(&items, &item); i++)
		if (crm_node_is_valid(walk->program, plan->contains, &item,
							  place->scope, NULL))
		{
			matched++;
			if (place->seen && plan->contains_evaluates)
				crm_seen_mark(place->seen, i);
		}
	if (matched < plan->min_contains)
		add_error(walk, node, place,
				  plan->min_contains_given && matched > 0 ? "minContains"
				  : "contains",
				  psprintf("has %s that match, needs at least " INT64_FORMAT,
						   count_of(matched, "item", "items"),
						   plan->min_contains));
	if (plan->max_contains >= 0 && matched > plan->max_contains)
		add_error(walk, node, place, "maxContains",
				  psprintf("has %s that match, and may have at most " INT64_FORMAT,
						   count_of(matched, "item", "items"),
						   plan->max_contains));
}

static void
explain_array(Walk *walk, const CrmNode *node, const CrmArrayPlan *plan,
			  Place *place)
{
	const CrmJson *array = place->value;
	CrmJsonWalk items;
	CrmJson		item;
	uint32		i = 0;
	uint32		first;
	uint32		second;

	if (array->len < plan->min)
		add_error(walk, node, place, "minItems",
				  psprintf("has %s, needs at least " INT64_FORMAT,
						   count_of(array->len, "item", "items"), plan->min));
	if (plan->max >= 0 && array->len > plan->max)
		add_error(walk, node, place, "maxItems",
				  psprintf("has %s, and may have at most " INT64_FORMAT,
						   count_of(array->len, "item", "items"), plan->max));
	if (plan->unique && !crm_json_items_are_unique(array, &first, &second))
		add_error(walk, node, place, "uniqueItems",
				  psprintf("items %u and %u are equal", first, second));
	if (plan->contains != CRM_NO_NODE)
		explain_contains(walk, node, plan, place);

	crm_json_walk(&items, array);
	for (; crm_json_next_item(&items, &item); i++)
	{
		Step		step = {place->instance, NULL, 0, i};

		if (i < plan->nprefix)
			explain_child(walk, plan->prefix[i], place, &item, step,
						  plan->prefix_keyword, NULL, 0, i);
		else if (plan->items != CRM_NO_NODE)
			explain_child(walk, plan->items, place, &item, step,
						  plan->items_keyword, NULL, 0, CRM_NO_NODE);
		else
			continue;
		if (place->seen)
			crm_seen_mark(place->seen, i);
	}
}

static void
explain_missing(Walk *walk, const CrmNode *node, Place *place,
				const char *keyword, const char *name, uint32 len)
{
	add_error(walk, node, place, keyword,
			  psprintf("\"%.*s\" is missing", (int) Min(len, 200), name));
}

static void
explain_dependents(Walk *walk, const CrmNode *node, const CrmObjectPlan *plan,
				   Place *place)
{
	CrmJson		ignored;

	for (uint32 i = 0; i < plan->ndependents; i++)
	{
		const CrmDependent *dependent = &plan->dependents[i];

		if (!crm_json_get(place->value, dependent->name.data,
						  dependent->name.len, &ignored))
			continue;
		for (uint32 j = 0; j < dependent->nrequired; j++)
			if (!crm_json_get(place->value, dependent->required[j].data,
							  dependent->required[j].len, &ignored))
				add_error(walk, node, place, dependent->keyword,
						  psprintf("%s is missing, which %s asks for",
								   crm_json_describe(&dependent->required[j], 100),
								   crm_json_describe(&dependent->name, 100)));
		if (dependent->node != CRM_NO_NODE)
			explain_in_place(walk, dependent->node, place, dependent->keyword,
							 dependent->name.data, dependent->name.len,
							 CRM_NO_NODE, place->seen);
	}
}

/* A name that a closed object does not have, perhaps misspelt. */
static void
explain_unknown(Walk *walk, const CrmNode *node, const CrmObjectPlan *plan,
				Place *place, Step *instance, const char *keyword)
{
	Place		child = {place->value, instance, place->keyword, NULL, NULL};
	const char **known = palloc(sizeof(char *) * Max(plan->nproperties, 1));
	const char *nearest;
	char	   *name = crm_shorten(instance->name, (int) instance->len, 100);

	for (uint32 i = 0; i < plan->nproperties; i++)
		known[i] = pnstrdup(plan->properties[i].name, plan->properties[i].len);
	nearest = crm_nearest_name(instance->name, (int) instance->len, known,
							   (int) plan->nproperties);
	add_error(walk, node, &child, keyword,
			  nearest ? psprintf("\"%s\" is not a property here; did you mean \"%s\"?",
								 name, nearest)
			  : psprintf("\"%s\" is not a property here", name));
}

/* What the plan says of one pair; true if it describes it at all. */
static bool
explain_pair(Walk *walk, const CrmNode *node, const CrmObjectPlan *plan,
			 Place *place, const char *key, uint32 key_len, const CrmJson *value,
			 uint32 index)
{
	Step		step = {place->instance, key, key_len, index};
	CrmJson		name = {CRM_JSON_STRING, false, key_len, key};
	bool		described = false;
	uint32		i;

	if (plan->names != CRM_NO_NODE)
		explain_child(walk, plan->names, place, &name, step, "propertyNames",
					  NULL, 0, CRM_NO_NODE);
	for (i = 0; i < plan->nproperties; i++)
		if (plan->properties[i].node != CRM_NO_NODE &&
			crm_json_compare_keys(plan->properties[i].name,
								  plan->properties[i].len, key, key_len) == 0)
		{
			described = true;
			explain_child(walk, plan->properties[i].node, place, value, step,
						  "properties", key, key_len, CRM_NO_NODE);
		}
	for (i = 0; i < plan->npatterns; i++)
		if (crm_pattern_matches(plan->patterns[i].pattern, key, (int) key_len))
		{
			described = true;
			explain_child(walk, plan->patterns[i].node, place, value, step,
						  "patternProperties", plan->patterns[i].source,
						  (uint32) strlen(plan->patterns[i].source),
						  CRM_NO_NODE);
		}
	if (!described && plan->additional == CRM_NODE_FALSE)
		explain_unknown(walk, node, plan, place, &step,
						"additionalProperties");
	else if (!described && plan->additional != CRM_NO_NODE)
	{
		described = true;
		explain_child(walk, plan->additional, place, value, step,
					  "additionalProperties", NULL, 0, CRM_NO_NODE);
	}
	return described;
}

static void
explain_object(Walk *walk, const CrmNode *node, const CrmObjectPlan *plan,
			   Place *place)
{
	const CrmJson *object = place->value;
	CrmJsonWalk pairs;
	CrmJson		value;
	const char *key;
	uint32		key_len;
	uint32		i;

	if (object->len < plan->min)
		add_error(walk, node, place, "minProperties",
				  psprintf("has %s, needs at least " INT64_FORMAT,
						   count_of(object->len, "property", "properties"), plan->min));
	if (plan->max >= 0 && object->len > plan->max)
		add_error(walk, node, place, "maxProperties",
				  psprintf("has %s, and may have at most " INT64_FORMAT,
						   count_of(object->len, "property", "properties"), plan->max));
	for (i = 0; i < plan->nproperties; i++)
		if (plan->properties[i].required &&
			!crm_json_get(object, plan->properties[i].name,
						  plan->properties[i].len, &value))
			explain_missing(walk, node, place, "required",
							plan->properties[i].name, plan->properties[i].len);
	explain_dependents(walk, node, plan, place);

	crm_json_walk(&pairs, object);
	for (i = 0; crm_json_next_pair(&pairs, &key, &key_len, &value); i++)
		if (explain_pair(walk, node, plan, place, key, key_len, &value, i) &&
			place->seen)
			crm_seen_mark(place->seen, i);
}

/* anyOf and oneOf: first what is wrong, then why each alternative is. */
static void
explain_alternatives(Walk *walk, const CrmNode *node, const CrmInstr *instr,
					 Place *place)
{
	const CrmNodeList *list = instr->u.list;
	StringInfoData matching;
	uint32		matched = 0;
	uint32		i;

	initStringInfo(&matching);
	for (i = 0; i < list->n; i++)
	{
		CrmSeen		seen;

		if (place->seen)
			crm_seen_start(&seen, place->seen->n);
		if (crm_node_is_valid(walk->program, list->nodes[i], place->value,
							  place->scope, place->seen ? &seen : NULL))
		{
			if (place->seen)
				crm_seen_add(place->seen, &seen);
			appendStringInfo(&matching, "%s%u", matched++ > 0 ? ", " : "", i);
		}
	}
	if (matched == 1 || (matched > 1 && instr->op == CRM_OP_ANY_OF))
		return;
	if (matched > 1)
	{
		add_error(walk, node, place, instr->keyword,
				  psprintf("%s matches %u of the alternatives (%s), and must match only one",
						   crm_json_describe(place->value, 60), matched,
						   matching.data));
		return;
	}
	add_error(walk, node, place, instr->keyword,
			  psprintf("%s matches none of the %u alternatives",
					   crm_json_describe(place->value, 60), list->n));
	for (i = 0; i < list->n; i++)
		explain_in_place(walk, list->nodes[i], place, instr->keyword, NULL, 0,
						 i, NULL);
}

static void
explain_condition(Walk *walk, const CrmInstr *instr, Place *place)
{
	const uint32 *nodes = instr->u.list->nodes;
	CrmSeen		seen;
	bool		holds;

	if (place->seen)
		crm_seen_start(&seen, place->seen->n);
	holds = crm_node_is_valid(walk->program, nodes[0], place->value,
							  place->scope, place->seen ? &seen : NULL);
	if (holds && place->seen)
		crm_seen_add(place->seen, &seen);
	if (nodes[holds ? 1 : 2] != CRM_NO_NODE)
		explain_in_place(walk, nodes[holds ? 1 : 2], place,
						 holds ? "then" : "else", NULL, 0, CRM_NO_NODE,
						 place->seen);
}

static void
explain_unevaluated(Walk *walk, const CrmNode *node, const CrmInstr *instr,
					Place *place)
{
	const CrmObjectPlan nothing = {0};
	CrmJsonWalk children;
	CrmJson		child;
	const char *key = NULL;
	uint32		key_len = 0;
	uint32		i;

	crm_json_walk(&children, place->value);
	for (i = 0; place->value->type == CRM_JSON_ARRAY ?
		 crm_json_next_item(&children, &child) :
		 crm_json_next_pair(&children, &key, &key_len, &child); i++)
	{
		Step		step = {place->instance, key, key_len, i};

		if (crm_seen_has(place->seen, i))
			continue;
		if (instr->u.node == CRM_NODE_FALSE && key)
			explain_unknown(walk, node, &nothing, place, &step,
							instr->keyword);
		else
			explain_child(walk, instr->u.node, place, &child, step,
						  instr->keyword, NULL, 0, CRM_NO_NODE);
		crm_seen_mark(place->seen, i);
	}
}

static void
explain_instr(Walk *walk, const CrmNode *node, const CrmInstr *instr,
			  Place *place)
{
	uint32		target;

	switch ((CrmOp) instr->op)
	{
		case CRM_OP_ARRAY:
			explain_array(walk, node, instr->u.array, place);
			break;
		case CRM_OP_OBJECT:
			explain_object(walk, node, instr->u.object, place);
			break;
		case CRM_OP_REF:
		case CRM_OP_DYNAMIC_REF:
			target = instr->op == CRM_OP_REF ? instr->u.node
				: crm_dynamic_target(walk->program,
									 &walk->program->dynamics[instr->u.dynamic],
									 place->scope);
			explain_in_place(walk, target, place, instr->keyword, NULL, 0,
							 CRM_NO_NODE, place->seen);
			break;
		case CRM_OP_ALL_OF:
			for (uint32 i = 0; i < instr->u.list->n; i++)
				explain_in_place(walk, instr->u.list->nodes[i], place,
								 instr->keyword, NULL, 0, i, place->seen);
			break;
		case CRM_OP_ANY_OF:
		case CRM_OP_ONE_OF:
			explain_alternatives(walk, node, instr, place);
			break;
		case CRM_OP_NOT:
			if (crm_node_is_valid(walk->program, instr->u.node, place->value,
								  place->scope, NULL))
				add_error(walk, node, place, instr->keyword,
						  psprintf("%s is what must not be here",
								   crm_json_describe(place->value, 60)));
			break;
		case CRM_OP_IF:
			explain_condition(walk, instr, place);
			break;
		case CRM_OP_UNEVALUATED_ITEMS:
		case CRM_OP_UNEVALUATED_PROPERTIES:
			explain_unevaluated(walk, node, instr, place);
			break;
		default:
			if (!crm_instr_is_valid(instr, place->value))
				add_error(walk, node, place, instr->keyword,
						  assertion_message(instr, place->value));
			break;
	}
}

/* All that one node says of one value; true if it had no complaint. */
static bool
explain(Walk *walk, uint32 index, Place *at)
{
	Place		here = *at;
	Place	   *place = &here;
	const CrmProgram *program = walk->program;
	const CrmNode *node = &program->nodes[index];
	int			before = list_length(walk->errors);
	CrmScope	scope;
	CrmSeen		own;
	CrmSeen    *outer = place->seen;

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	if (place->scope && place->scope->resource != node->resource)
	{
		scope.resource = node->resource;
		scope.outer = place->scope;
		place->scope = &scope;
	}
	if (node->tracks && place->value->type >= CRM_JSON_ARRAY)
	{
		crm_seen_start(&own, place->value->len);
		place->seen = &own;
	}
	walk->depth++;
	for (uint32 i = node->first; i < node->end; i++)
		if (program->code[i].applies & (1 << place->value->type))
			explain_instr(walk, node, &program->code[i], place);
	walk->depth--;
	if (outer && outer != place->seen)
		crm_seen_add(outer, place->seen);
	return list_length(walk->errors) == before;
}

/* By position in the document; what comes first in the schema stays first. */
static int
compare_errors(const ListCell *a, const ListCell *b)
{
	const CrmSchemaError *x = lfirst(a);
	const CrmSchemaError *y = lfirst(b);
	int			n = Min(x->path_len, y->path_len);

	for (int i = 0; i < n; i++)
		if (x->path[i] != y->path[i])
			return x->path[i] < y->path[i] ? -1 : 1;
	if (x->path_len != y->path_len)
		return x->path_len < y->path_len ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

/*
 * The errors of a document, of CrmSchemaError, in document order; limit 0: all
 * of them.  Empty for a valid document.
 */
List *
crm_schema_errors(const CrmProgram *program, const CrmJson *document,
				  int limit)
{
	Walk		walk = {program, NIL, limit, 0};
	CrmScope	scope = {program->nodes[program->root].resource, NULL};
	Place		place = {document, NULL, NULL,
	program->ndynamics > 0 ? &scope : NULL, NULL};
	ListCell   *cell;

	explain(&walk, program->root, &place);
	foreach(cell, walk.errors)
		((CrmSchemaError *) lfirst(cell))->order = foreach_current_index(cell);
	list_sort(walk.errors, compare_errors);
	return walk.errors;
}
