/*-------------------------------------------------------------------------
 *
 * json_tree.c
 *	  A JSON document that can be changed in place, for upgrades.
 *
 * Not for the hot path: validation reads JSONB as it is stored.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "document/json_tree.h"

static void
reserve(CrmJsonTree *tree, uint32 n)
{
	if (n <= tree->max)
		return;
	tree->max = Max(n, tree->max * 2);
	if (tree->children == NULL)
	{
		tree->children = palloc(sizeof(CrmJsonTree *) * tree->max);
		tree->names = palloc(sizeof(CrmJson) * tree->max);
	}
	else
	{
		tree->children = repalloc(tree->children,
								  sizeof(CrmJsonTree *) * tree->max);
		tree->names = repalloc(tree->names, sizeof(CrmJson) * tree->max);
	}
}

/* An empty array or object. */
CrmJsonTree *
crm_tree_make(CrmJsonType type)
{
	CrmJsonTree *tree = palloc0(sizeof(CrmJsonTree));

	tree->type = type;
	return tree;
}

static void
add(CrmJsonTree *tree, const char *name, uint32 len, CrmJsonTree *child)
{
	reserve(tree, tree->n + 1);
	tree->names[tree->n].type = CRM_JSON_STRING;
	tree->names[tree->n].data = name;
	tree->names[tree->n].len = len;
	tree->children[tree->n++] = child;
}

CrmJsonTree *
crm_tree_read(const CrmJson *value)
{
	CrmJsonTree *tree = crm_tree_make(value->type);
	CrmJsonWalk walk;
	CrmJson		child;
	const char *key;
	uint32		key_len;

	check_stack_depth();
	tree->scalar = *value;
	crm_json_walk(&walk, value);
	if (value->type == CRM_JSON_ARRAY)
	{
		while (crm_json_next_item(&walk, &child))
			add(tree, NULL, 0, crm_tree_read(&child));
	}
	else if (value->type == CRM_JSON_OBJECT)
	{
		while (crm_json_next_pair(&walk, &key, &key_len, &child))
			add(tree, key, key_len, crm_tree_read(&child));
	}
	return tree;
}

CrmJsonTree *
crm_tree_copy(const CrmJsonTree *tree)
{
	CrmJsonTree *copy = crm_tree_make(tree->type);

	check_stack_depth();
	copy->scalar = tree->scalar;
	for (uint32 i = 0; i < tree->n; i++)
		add(copy, tree->names[i].data, tree->names[i].len,
			crm_tree_copy(tree->children[i]));
	return copy;
}

/* The place of a name in an object, or -1. */
int
crm_tree_find(const CrmJsonTree *object, const char *name, int len)
{
	if (object->type != CRM_JSON_OBJECT)
		return -1;
	for (uint32 i = 0; i < object->n; i++)
		if (object->names[i].len == (uint32) len &&
			memcmp(object->names[i].data, name, len) == 0)
			return (int) i;
	return -1;
}

/* Sets or adds a property; the name is copied. */
void
crm_tree_set(CrmJsonTree *object, const char *name, int len,
			 CrmJsonTree *value)
{
	int			at = crm_tree_find(object, name, len);

	if (at >= 0)
		object->children[at] = value;
	else
		add(object, pnstrdup(name, len), (uint32) len, value);
}

void
crm_tree_append(CrmJsonTree *array, CrmJsonTree *value)
{
	add(array, NULL, 0, value);
}

void
crm_tree_remove(CrmJsonTree *container, uint32 index)
{
	uint32		after = container->n - index - 1;

	memmove(&container->children[index], &container->children[index + 1],
			sizeof(CrmJsonTree *) * after);
	memmove(&container->names[index], &container->names[index + 1],
			sizeof(CrmJson) * after);
	container->n--;
}

static void
scalar_value(const CrmJson *scalar, JsonbValue *value)
{
	switch (scalar->type)
	{
		case CRM_JSON_BOOL:
			value->type = jbvBool;
			value->val.boolean = scalar->boolean;
			break;
		case CRM_JSON_NUMBER:
			value->type = jbvNumeric;
			value->val.numeric = crm_json_numeric(scalar);
			break;
		case CRM_JSON_STRING:
			value->type = jbvString;
			value->val.string.val = unconstify(char *, scalar->data);
			value->val.string.len = (int) scalar->len;
			break;
		default:
			value->type = jbvNull;
			break;
	}
}

static JsonbValue *
push_tree(JsonbParseState **state, const CrmJsonTree *tree,
		  JsonbIteratorToken token)
{
	bool		object = tree->type == CRM_JSON_OBJECT;
	JsonbValue	value;

	check_stack_depth();
	if (tree->type < CRM_JSON_ARRAY)
	{
		scalar_value(&tree->scalar, &value);
		return pushJsonbValue(state, token, &value);
	}
	pushJsonbValue(state, object ? WJB_BEGIN_OBJECT : WJB_BEGIN_ARRAY, NULL);
	for (uint32 i = 0; i < tree->n; i++)
	{
		if (object)
		{
			scalar_value(&tree->names[i], &value);
			pushJsonbValue(state, WJB_KEY, &value);
		}
		push_tree(state, tree->children[i], object ? WJB_VALUE : WJB_ELEM);
	}
	return pushJsonbValue(state, object ? WJB_END_OBJECT : WJB_END_ARRAY,
						  NULL);
}

Jsonb *
crm_tree_write(const CrmJsonTree *tree)
{
	JsonbParseState *state = NULL;
	JsonbValue	scalar;

	if (tree->type < CRM_JSON_ARRAY)
	{
		scalar_value(&tree->scalar, &scalar);
		return JsonbValueToJsonb(&scalar);
	}
	return JsonbValueToJsonb(push_tree(&state, tree, WJB_ELEM));
}
