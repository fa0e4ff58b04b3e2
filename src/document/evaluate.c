/*-------------------------------------------------------------------------
 *
 * evaluate.c
 *	  Whether a document is valid: the fast walk, which stops at the first no.
 *
 * Objects are stored with their names sorted by length, then bytes, and plans
 * keep theirs the same way, so properties are found by merging the two.  What
 * an unevaluated* keyword must know, the children that others looked at, is
 * kept as bits, and only below a schema that has such a keyword.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "document/formats.h"
#include "document/schema.h"

static bool eval(const CrmProgram *program, const CrmNode *node,
				 const CrmJson *value, CrmScope *scope, CrmSeen *seen);

void
crm_seen_start(CrmSeen *seen, uint32 n)
{
	seen->n = n;
	if (n <= 256)
	{
		seen->bits = seen->inline_bits;
		memset(seen->inline_bits, 0, sizeof(seen->inline_bits));
	}
	else
		seen->bits = palloc0(((Size) n / 64 + 1) * sizeof(uint64));
}

void
crm_seen_add(CrmSeen *into, const CrmSeen *from)
{
	uint32		words = from->n / 64 + (from->n % 64 != 0);

	for (uint32 i = 0; i < words; i++)
		into->bits[i] |= from->bits[i];
}

static void
seen_end(CrmSeen *seen)
{
	if (seen->bits != seen->inline_bits)
		pfree(seen->bits);
}

static inline bool
type_admitted(uint8 types, bool strict, const CrmJson *value)
{
	if (types & (1 << value->type))
		return true;
	return (types & CRM_TYPE_INTEGER) && value->type == CRM_JSON_NUMBER &&
		crm_numeric_is_integer(crm_json_numeric(value), strict);
}

/* What most children ask for: a type, and perhaps nothing more. */
static inline bool
eval_child(const CrmProgram *program, uint32 index, const CrmJson *value,
		   CrmScope *scope)
{
	const CrmNode *node = &program->nodes[program->nodes[index].same_as];

	return type_admitted(node->types, node->strict_integers, value) &&
		(node->checks == node->end ||
		 eval(program, node, value, scope, NULL));
}

/* Whether one keyword that looks at nothing but the value holds. */
static inline bool
check(const CrmInstr *instr, const CrmJson *value)
{
	CrmNumber	number;
	int			order;

	switch ((CrmOp) instr->op)
	{
		case CRM_OP_TYPE:
			return type_admitted(instr->u.types, instr->strict_integers,
								 value);
		case CRM_OP_ENUM:
		case CRM_OP_CONST:
			return crm_values_contain(instr->u.values, value);
		case CRM_OP_MINIMUM:
		case CRM_OP_EXCLUSIVE_MINIMUM:
		case CRM_OP_MAXIMUM:
		case CRM_OP_EXCLUSIVE_MAXIMUM:
			crm_number_read(&number, crm_json_numeric(value));
			order = crm_number_compare(&number, instr->u.bound);
			if (instr->op == CRM_OP_MINIMUM)
				return order >= 0;
			if (instr->op == CRM_OP_EXCLUSIVE_MINIMUM)
				return order > 0;
			if (instr->op == CRM_OP_MAXIMUM)
				return order <= 0;
			return order < 0;
		case CRM_OP_MULTIPLE_OF:
			crm_number_read(&number, crm_json_numeric(value));
			return crm_number_is_multiple(&number, instr->u.bound);
		case CRM_OP_MIN_LENGTH:
			return crm_string_length_between(value, instr->u.count, -1);
		case CRM_OP_MAX_LENGTH:
			return crm_string_length_between(value, 0, instr->u.count);
		case CRM_OP_PATTERN:
			return crm_pattern_matches(instr->u.pattern, value->data,
									   (int) value->len);
		case CRM_OP_FORMAT:
			return crm_format_holds(instr->u.format, value->data,
									(int) value->len);
		case CRM_OP_FALSE:
			return false;
		default:
			elog(ERROR, "unexpected schema instruction %d", instr->op);
	}
	return false;
}

/* The same, for who explains. */
bool
crm_instr_is_valid(const CrmInstr *instr, const CrmJson *value)
{
	return check(instr, value);
}

static bool
eval_array(const CrmProgram *program, const CrmArrayPlan *plan,
		   const CrmJson *array, CrmScope *scope, CrmSeen *seen)
{
	CrmJsonWalk walk;
	CrmJson		item;
	int64		matched = 0;
	uint32		i = 0;
	uint32		first;
	uint32		second;

	if (array->len < plan->min || (plan->max >= 0 && array->len > plan->max))
		return false;
	crm_json_walk(&walk, array);
	for (; crm_json_next_item(&walk, &item); i++)
	{
		uint32		node = i < plan->nprefix ? plan->prefix[i] : plan->items;

		if (node != CRM_NO_NODE)
		{
			if (!eval_child(program, node, &item, scope))
				return false;
			if (seen)
				crm_seen_mark(seen, i);
		}
		if (plan->contains != CRM_NO_NODE &&
			eval_child(program, plan->contains, &item, scope))
		{
			matched++;
			if (seen && plan->contains_evaluates)
				crm_seen_mark(seen, i);
		}
	}
	if (plan->contains != CRM_NO_NODE &&
		(matched < plan->min_contains ||
		 (plan->max_contains >= 0 && matched > plan->max_contains)))
		return false;
	return !plan->unique || crm_json_items_are_unique(array, &first, &second);
}

/* The parts of an object plan that need more than the table of names. */
static bool
eval_pair_rest(const CrmProgram *program, const CrmObjectPlan *plan,
			   const char *key, uint32 key_len, const CrmJson *value,
			   CrmScope *scope, bool *described)
{
	for (uint32 i = 0; i < plan->npatterns; i++)
		if (crm_pattern_matches(plan->patterns[i].pattern, key, (int) key_len))
		{
			*described = true;
			if (!eval_child(program, plan->patterns[i].node, value, scope))
				return false;
		}
	if (plan->names != CRM_NO_NODE)
	{
		CrmJson		name = {CRM_JSON_STRING, false, key_len, key};

		if (!eval_child(program, plan->names, &name, scope))
			return false;
	}
	if (!*described && plan->additional != CRM_NO_NODE)
	{
		*described = true;
		return eval_child(program, plan->additional, value, scope);
	}
	return true;
}

static bool
eval_dependents(const CrmProgram *program, const CrmObjectPlan *plan,
				const CrmJson *object, CrmScope *scope, CrmSeen *seen)
{
	CrmJson		ignored;

	for (uint32 i = 0; i < plan->ndependents; i++)
	{
		const CrmDependent *dependent = &plan->dependents[i];

		if (!crm_json_get(object, dependent->name.data, dependent->name.len,
						  &ignored))
			continue;
		for (uint32 j = 0; j < dependent->nrequired; j++)
			if (!crm_json_get(object, dependent->required[j].data,
							  dependent->required[j].len, &ignored))
				return false;
		if (dependent->node != CRM_NO_NODE &&
			!crm_node_is_valid(program, dependent->node, object, scope, seen))
			return false;
	}
	return true;
}

/* As crm_json_compare_keys, for names of which most are equal. */
static inline int
compare_names(const CrmProperty *property, const char *key, uint32 key_len)
{
	if (property->len != key_len)
		return property->len < key_len ? -1 : 1;
	if (key_len == 0 || crm_same_bytes(property->name, key, key_len))
		return 0;
	return memcmp(property->name, key, key_len);
}

static bool
eval_object(const CrmProgram *program, const CrmObjectPlan *plan,
			const CrmJson *object, CrmScope *scope, CrmSeen *seen)
{
	const CrmProperty *property = plan->properties;
	const CrmProperty *end = property + plan->nproperties;
	bool		table_only;
	CrmJsonWalk walk;
	CrmJson		value;
	const char *key;
	uint32		key_len;

	if (object->len < plan->min || object->len < plan->nrequired ||
		(plan->max >= 0 && object->len > plan->max))
		return false;
	table_only = plan->npatterns == 0 && plan->names == CRM_NO_NODE;
	crm_json_walk(&walk, object);
	while (crm_json_next_pair(&walk, &key, &key_len, &value))
	{
		bool		described = false;
		int			order = 1;

		/* A name passed over is one the object lacks. */
		while (property < end &&
			   (order = compare_names(property, key, key_len)) < 0)
		{
			if (property->required)
				return false;
			property++;
		}
		if (property < end && order == 0)
		{
			if (property->node != CRM_NO_NODE)
			{
				described = true;
				if (!eval_child(program, property->node, &value, scope))
					return false;
			}
			property++;
		}
		if ((!table_only ||
			 (!described && plan->additional != CRM_NO_NODE)) &&
			!eval_pair_rest(program, plan, key, key_len, &value, scope,
							&described))
			return false;
		if (seen && described)
			crm_seen_mark(seen, walk.index - 1);
	}
	for (; property < end; property++)
		if (property->required)
			return false;
	return plan->ndependents == 0 ||
		eval_dependents(program, plan, object, scope, seen);
}

/*
 * One alternative: what it saw counts only if it holds.  All of them are tried
 * where that matters.
 */
static bool
eval_branch(const CrmProgram *program, uint32 node, const CrmJson *value,
			CrmScope *scope, CrmSeen *seen)
{
	CrmSeen		own;
	bool		valid;

	if (seen == NULL)
		return crm_node_is_valid(program, node, value, scope, NULL);
	crm_seen_start(&own, seen->n);
	valid = crm_node_is_valid(program, node, value, scope, &own);
	if (valid)
		crm_seen_add(seen, &own);
	seen_end(&own);
	return valid;
}

static bool
eval_list(const CrmProgram *program, const CrmInstr *instr,
		  const CrmJson *value, CrmScope *scope, CrmSeen *seen)
{
	const CrmNodeList *list = instr->u.list;
	uint32		matched = 0;
	uint32		i;

	switch ((CrmOp) instr->op)
	{
		case CRM_OP_ALL_OF:
			for (i = 0; i < list->n; i++)
				if (!crm_node_is_valid(program, list->nodes[i], value, scope,
									   seen))
					return false;
			return true;
		case CRM_OP_ANY_OF:
			for (i = 0; i < list->n; i++)
				if (eval_branch(program, list->nodes[i], value, scope, seen))
				{
					matched++;
					if (seen == NULL)
						break;
				}
			return matched > 0;
		case CRM_OP_ONE_OF:
			for (i = 0; i < list->n && matched <= 1; i++)
				matched += eval_branch(program, list->nodes[i], value, scope,
									   seen);
			return matched == 1;
		default:				/* IF */
			i = eval_branch(program, list->nodes[0], value, scope, seen) ? 1
				: 2;
			return list->nodes[i] == CRM_NO_NODE ||
				crm_node_is_valid(program, list->nodes[i], value, scope, seen);
	}
}

static bool
eval_unevaluated(const CrmProgram *program, const CrmInstr *instr,
				 const CrmJson *value, CrmScope *scope, CrmSeen *seen)
{
	CrmJsonWalk walk;
	CrmJson		child;
	const char *key;
	uint32		key_len;
	uint32		i = 0;

	/* Whoever has this instruction keeps book. */
	Assert(seen != NULL);
	crm_json_walk(&walk, value);
	while (value->type == CRM_JSON_ARRAY ?
		   crm_json_next_item(&walk, &child) :
		   crm_json_next_pair(&walk, &key, &key_len, &child))
	{
		if (!crm_seen_has(seen, i))
		{
			if (!eval_child(program, instr->u.node, &child, scope))
				return false;
			crm_seen_mark(seen, i);
		}
		i++;
	}
	return true;
}

/* What the reference means here: the outermost resource with its anchor. */
uint32
crm_dynamic_target(const CrmProgram *program, const CrmDynamicRef *ref,
				   const CrmScope *scope)
{
	uint32		node = ref->node;

	for (; scope; scope = scope->outer)
		if (ref->by_resource[scope->resource] != CRM_NO_NODE)
			node = ref->by_resource[scope->resource];
	return node;
}

static bool
eval_code(const CrmProgram *program, const CrmNode *node,
		  const CrmJson *value, CrmScope *scope, CrmSeen *seen)
{
	const CrmInstr *instr = &program->code[node->checks];
	const CrmInstr *end = &program->code[node->end];
	uint8		type = 1 << value->type;
	bool		valid = true;

	for (; instr < end && valid; instr++)
	{
		if (!(instr->applies & type))
			continue;
		switch ((CrmOp) instr->op)
		{
			case CRM_OP_TYPE:
				break;			/* the node's types said it */
			case CRM_OP_ARRAY:
				valid = eval_array(program, instr->u.array, value, scope,
								   seen);
				break;
			case CRM_OP_OBJECT:
				valid = eval_object(program, instr->u.object, value, scope,
									seen);
				break;
			case CRM_OP_REF:
				valid = crm_node_is_valid(program, instr->u.node, value,
										  scope, seen);
				break;
			case CRM_OP_DYNAMIC_REF:
				valid = crm_node_is_valid(program,
										  crm_dynamic_target(program,
															 &program->dynamics[instr->u.dynamic],
															 scope),
										  value, scope, seen);
				break;
			case CRM_OP_NOT:
				valid = !crm_node_is_valid(program, instr->u.node, value,
										   scope, NULL);
				break;
			case CRM_OP_ALL_OF:
			case CRM_OP_ANY_OF:
			case CRM_OP_ONE_OF:
			case CRM_OP_IF:
				valid = eval_list(program, instr, value, scope, seen);
				break;
			case CRM_OP_UNEVALUATED_ITEMS:
			case CRM_OP_UNEVALUATED_PROPERTIES:
				valid = eval_unevaluated(program, instr, value, scope, seen);
				break;
			default:
				valid = check(instr, value);
				break;
		}
	}
	return valid;
}

/*
 * A schema with an unevaluated* keyword sees what its own keywords looked at,
 * not what stands beside it; what it looked at counts for those around it.
 */
static bool
eval_tracked(const CrmProgram *program, const CrmNode *node,
			 const CrmJson *value, CrmScope *scope, CrmSeen *seen)
{
	CrmSeen		own;
	bool		valid;

	crm_seen_start(&own, value->len);
	valid = eval_code(program, node, value, scope, &own);
	if (valid && seen)
		crm_seen_add(seen, &own);
	seen_end(&own);
	return valid;
}

static bool
eval(const CrmProgram *program, const CrmNode *node, const CrmJson *value,
	 CrmScope *scope, CrmSeen *seen)
{
	CrmScope	own;

	if (scope && scope->resource != node->resource)
	{
		own.resource = node->resource;
		own.outer = scope;
		scope = &own;
	}
	if (value->type >= CRM_JSON_ARRAY)
	{
		check_stack_depth();
		CHECK_FOR_INTERRUPTS();
		if (node->tracks)
			return eval_tracked(program, node, value, scope, seen);
	}
	return eval_code(program, node, value, scope, seen);
}

/* One node over one value; scope NULL where no reference depends on it. */
bool
crm_node_is_valid(const CrmProgram *program, uint32 index,
				  const CrmJson *value, CrmScope *scope, CrmSeen *seen)
{
	const CrmNode *node = &program->nodes[program->nodes[index].same_as];

	/* Deep in the schema, though not in the document. */
	check_stack_depth();
	return type_admitted(node->types, node->strict_integers, value) &&
		(node->checks == node->end ||
		 eval(program, node, value, scope, seen));
}

bool
crm_schema_is_valid(const CrmProgram *program, const CrmJson *document)
{
	CrmScope	scope = {program->nodes[program->root].resource, NULL};

	return crm_node_is_valid(program, program->root, document,
							 program->ndynamics > 0 ? &scope : NULL, NULL);
}
