/*-------------------------------------------------------------------------
 *
 * upgrade.c
 *	  Documents of one version made documents of the next, by steps as data.
 *
 * A step is an object with "op" and JSON Pointers, in which "*" stands for
 * every item of an array; what a pointer does not find, a step leaves alone:
 *
 *	 {"op": "move", "from": "/a", "path": "/b/c"}	also "copy"
 *	 {"op": "default", "path": "/a", "value": 1}	where there is none yet
 *	 {"op": "delete", "path": "/a"}
 *	 {"op": "map", "path": "/a", "values": {"old": "new"}, "otherwise": "x"}
 *	 {"op": "wrap", "path": "/a"}					into an array of one
 *	 {"op": "wrap", "path": "/a", "key": "k"}		into an object
 *
 * Both pointers of move and copy have the same stars, and stay in the same
 * items.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/numeric.h"

#include "common/error.h"
#include "document/formats.h"
#include "document/json_schema.h"
#include "document/json_tree.h"
#include "document/registry.h"
#include "document/uri.h"

#define MAX_TOKENS 32

typedef struct JsonPointer
{
	int			n;
	struct
	{
		char	   *token;
		int			len;
		bool		star;
	}			tokens[MAX_TOKENS];
} JsonPointer;

typedef enum Operation
{
	OP_MOVE, OP_COPY, OP_DEFAULT, OP_DELETE, OP_MAP, OP_WRAP
} Operation;

typedef struct Step
{
	uint32		number;			/* from 0 */
	Operation	op;
	JsonPointer path;
	JsonPointer from;
	CrmJson		value;			/* default */
	CrmJson		values;			/* map */
	CrmJson		otherwise;		/* map */
	bool		has_otherwise;
	CrmJson		key;			/* wrap */
	bool		has_key;
} Step;

/* What each operation needs and may have beside "op" and "path". */
static const struct
{
	const char *name;
	const char *needs;
	const char *may;
}			operations[] = {
	{"move", "from", NULL},
	{"copy", "from", NULL},
	{"default", "value", NULL},
	{"delete", NULL, NULL},
	{"map", "values", "otherwise"},
	{"wrap", NULL, "key"},
};

static void
refuse_step(uint32 step, const char *hint, const char *detail)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("step %u of the upgrade is not well formed", step + 1),
			 errdetail_internal("%s", detail),
			 errhint("%s", hint ? hint : "A step is an object with \"op\" (move, copy, default, delete, map or wrap) and \"path\", a JSON Pointer in which * stands for every item of an array.")));
}

static bool
read_pointer(const CrmJson *text, JsonPointer *pointer)
{
	const char *rest;
	char	   *token;
	int			len;

	pointer->n = 0;
	if (text->type != CRM_JSON_STRING)
		return false;
	rest = pnstrdup(text->data, text->len);
	while ((token = crm_pointer_token(&rest, &len)) != NULL)
	{
		if (pointer->n == MAX_TOKENS)
			return false;
		pointer->tokens[pointer->n].token = token;
		pointer->tokens[pointer->n].len = len;
		pointer->tokens[pointer->n++].star = strcmp(token, "*") == 0;
	}
	return *rest == '\0' && pointer->n > 0 &&
		crm_format_json_pointer(text->data, (int) text->len);
}

/* The stars of both pointers must stand for the same items. */
static bool
same_items(const JsonPointer *a, const JsonPointer *b)
{
	int			last_a = -1;
	int			last_b = -1;

	for (int i = 0; i < a->n; i++)
		if (a->tokens[i].star)
			last_a = i;
	for (int i = 0; i < b->n; i++)
		if (b->tokens[i].star)
			last_b = i;
	if (last_a != last_b)
		return false;
	for (int i = 0; i <= last_a; i++)
		if (strcmp(a->tokens[i].token, b->tokens[i].token) != 0)
			return false;
	return true;
}

static bool
member(const CrmJson *object, const char *name, CrmJson *value)
{
	return name && crm_json_get(object, name, (uint32) strlen(name), value);
}

/* Every name in a step means something. */
static void
check_names(const CrmJson *object, uint32 number, int op)
{
	CrmJsonWalk walk;
	CrmJson		value;
	const char *key;
	uint32		key_len;

	crm_json_walk(&walk, object);
	while (crm_json_next_pair(&walk, &key, &key_len, &value))
	{
		char	   *name = pnstrdup(key, key_len);

		if (strcmp(name, "op") != 0 && strcmp(name, "path") != 0 &&
			strcmp(name, "note") != 0 &&
			(operations[op].needs == NULL ||
			 strcmp(name, operations[op].needs) != 0) &&
			(operations[op].may == NULL ||
			 strcmp(name, operations[op].may) != 0))
			refuse_step(number, NULL,
						psprintf("\"%s\" has no meaning for \"%s\".", name,
								 operations[op].name));
	}
}

/* Reads and checks one step. */
static void
read_step(const CrmJson *object, uint32 number, Step *step)
{
	CrmJson		value;
	const char *names[lengthof(operations)];
	int			op = -1;

	memset(step, 0, sizeof(*step));
	step->number = number;
	if (object->type != CRM_JSON_OBJECT)
		refuse_step(number, NULL, psprintf("It is %s, not an object.",
										   crm_json_describe(object, 60)));
	if (!member(object, "op", &value) || value.type != CRM_JSON_STRING)
		refuse_step(number, NULL, "It has no \"op\".");
	for (int i = 0; i < lengthof(operations); i++)
	{
		names[i] = operations[i].name;
		if (value.len == strlen(names[i]) &&
			memcmp(value.data, names[i], value.len) == 0)
			op = i;
	}
	if (op < 0)
	{
		const char *nearest = crm_nearest_name(value.data, (int) value.len,
											   names, lengthof(names));

		refuse_step(number, nearest ? psprintf("Did you mean \"%s\"?", nearest)
					: NULL,
					psprintf("There is no operation %s.",
							 crm_json_describe(&value, 60)));
	}
	step->op = op;
	if (!member(object, "path", &value) || !read_pointer(&value, &step->path))
		refuse_step(number, NULL,
					"\"path\" must be a JSON Pointer to something in the document.");
	if (operations[op].needs && !member(object, operations[op].needs, &value))
		refuse_step(number, NULL, psprintf("\"%s\" needs \"%s\".",
										   operations[op].name,
										   operations[op].needs));
	check_names(object, number, op);
	if (op == OP_MOVE || op == OP_COPY)
	{
		if (!read_pointer(&value, &step->from))
			refuse_step(number, NULL,
						"\"from\" must be a JSON Pointer to something in the document.");
		if (!same_items(&step->from, &step->path))
			refuse_step(number,
						"Begin both pointers alike up to the last *: a value stays in its item.",
						"\"from\" and \"path\" do not have the same items.");
	}
	else if (op == OP_DEFAULT)
		step->value = value;
	else if (op == OP_MAP)
	{
		if (value.type != CRM_JSON_OBJECT)
			refuse_step(number, NULL,
						"\"values\" must be an object, old value to new one.");
		step->values = value;
		step->has_otherwise = member(object, "otherwise", &step->otherwise);
	}
	else if (op == OP_WRAP)
	{
		step->has_key = member(object, "key", &step->key);
		if (step->has_key && step->key.type != CRM_JSON_STRING)
			refuse_step(number, NULL, "\"key\" must be a string.");
	}
}

/* Raises what is wrong with the steps of a version. */
void
crm_upgrade_check(const Jsonb *steps)
{
	CrmJson		list;
	CrmJson		item;
	CrmJsonWalk walk;
	Step		step;

	crm_json_root(steps, &list);
	if (list.type != CRM_JSON_ARRAY)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the upgrade is not a list of steps"),
				 errdetail("It is %s.", crm_json_describe(&list, 60)),
				 errhint("Give a JSON array, [] if no document needs a change.")));
	crm_json_walk(&walk, &list);
	while (crm_json_next_item(&walk, &item))
		read_step(&item, walk.index - 1, &step);
}

/* The child a token names, as its place; -1 if there is none. */
static int
child_at(const CrmJsonTree *tree, const char *token, int len)
{
	int			index;

	if (tree->type == CRM_JSON_OBJECT)
		return crm_tree_find(tree, token, len);
	if (tree->type != CRM_JSON_ARRAY || len == 0 || len > 9 ||
		strspn(token, "0123456789") != (size_t) len)
		return -1;
	index = atoi(token);
	return index < (int) tree->n ? index : -1;
}

/*
 * Puts a value at the rest of a pointer, making objects on the way.  False if
 * what is there already cannot hold it: a text, a number, too short an array.
 */
static bool
put_value(CrmJsonTree *tree, const JsonPointer *pointer, int at,
		  CrmJsonTree *value)
{
	for (; at < pointer->n - 1; at++)
	{
		const char *token = pointer->tokens[at].token;
		int			len = pointer->tokens[at].len;
		int			child = child_at(tree, token, len);

		if (child < 0)
		{
			if (tree->type != CRM_JSON_OBJECT)
				return false;
			crm_tree_set(tree, token, len, crm_tree_make(CRM_JSON_OBJECT));
			child = crm_tree_find(tree, token, len);
		}
		tree = tree->children[child];
	}
	if (tree->type == CRM_JSON_OBJECT)
		crm_tree_set(tree, pointer->tokens[at].token, pointer->tokens[at].len,
					 value);
	else
	{
		int			child = child_at(tree, pointer->tokens[at].token,
									 pointer->tokens[at].len);

		if (child < 0)
			return false;
		tree->children[child] = value;
	}
	return true;
}

/* What a move took away and cannot put down must not be lost. */
static void
refuse_move(const Step *step)
{
	const JsonPointer *pointers[] = {&step->from, &step->path};
	StringInfoData texts[lengthof(pointers)];

	for (int i = 0; i < lengthof(pointers); i++)
	{
		initStringInfo(&texts[i]);
		for (int j = 0; j < pointers[i]->n; j++)
			crm_pointer_append(&texts[i], pointers[i]->tokens[j].token,
							   pointers[i]->tokens[j].len);
	}
	ereport(ERROR,
			(errcode(ERRCODE_CHECK_VIOLATION),
			 errmsg("step %u of the upgrade cannot move a value",
					step->number + 1),
			 errdetail("There is one at \"%s\", and what the document holds leaves no place for it at \"%s\".",
					   texts[0].data, texts[1].data),
			 errhint("Correct the document, or the upgrade step.")));
}

/* What a mapped value is looked up by: a string's text, else its JSON. */
static CrmJsonTree *
map_value(const Step *step, CrmJsonTree *tree)
{
	CrmJson		mapped;
	const char *key;
	uint32		len;

	if (tree->type >= CRM_JSON_ARRAY)
		return tree;
	if (tree->type == CRM_JSON_STRING)
	{
		key = tree->scalar.data;
		len = tree->scalar.len;
	}
	else
	{
		key = crm_json_describe(&tree->scalar, PG_INT32_MAX);
		len = (uint32) strlen(key);
	}
	if (crm_json_get(&step->values, key, len, &mapped))
		return crm_tree_read(&mapped);
	return step->has_otherwise ? crm_tree_read(&step->otherwise) : tree;
}

static CrmJsonTree *
wrap_value(const Step *step, CrmJsonTree *tree)
{
	CrmJsonTree *outer;

	if (step->has_key)
	{
		outer = crm_tree_make(CRM_JSON_OBJECT);
		crm_tree_set(outer, step->key.data, (int) step->key.len, tree);
		return outer;
	}
	if (tree->type == CRM_JSON_ARRAY)
		return tree;
	outer = crm_tree_make(CRM_JSON_ARRAY);
	crm_tree_append(outer, tree);
	return outer;
}

static void apply(const Step *step, CrmJsonTree *tree, int at);

/* The pointer whose items and values the step looks for. */
static const JsonPointer *
source_of(const Step *step)
{
	return step->op == OP_MOVE || step->op == OP_COPY ? &step->from
		: &step->path;
}

/* Follows the tokens from "at" up to "end"; NULL where one finds nothing. */
static CrmJsonTree *
descend(CrmJsonTree *tree, const JsonPointer *pointer, int at, int end)
{
	for (; at < end; at++)
	{
		int			child = child_at(tree, pointer->tokens[at].token,
									 pointer->tokens[at].len);

		if (child < 0)
			return NULL;
		tree = tree->children[child];
	}
	return tree;
}

/* The star is token "star": the step is done in, or to, each item. */
static void
apply_to_items(const Step *step, CrmJsonTree *array, int star)
{
	bool		last = star == source_of(step)->n - 1;

	if (array->type != CRM_JSON_ARRAY)
		return;
	for (uint32 i = 0; i < array->n; i++)
	{
		if (!last)
			apply(step, array->children[i], star + 1);
		else if (step->op == OP_MAP)
			array->children[i] = map_value(step, array->children[i]);
		else if (step->op == OP_WRAP)
			array->children[i] = wrap_value(step, array->children[i]);
	}
	if (last && step->op == OP_DELETE)
		array->n = 0;
}

/* Without a star left: "base" is where the rest of both pointers begins. */
static void
apply_to_value(const Step *step, CrmJsonTree *base, int at)
{
	const JsonPointer *pointer = source_of(step);
	const char *token = pointer->tokens[pointer->n - 1].token;
	int			len = pointer->tokens[pointer->n - 1].len;
	CrmJsonTree *parent = descend(base, pointer, at, pointer->n - 1);
	CrmJsonTree *value;
	int			child;

	if (parent == NULL)
		return;
	child = child_at(parent, token, len);
	if (step->op == OP_DEFAULT)
	{
		if (child < 0 && parent->type == CRM_JSON_OBJECT)
			crm_tree_set(parent, token, len, crm_tree_read(&step->value));
		return;
	}
	if (child < 0)
		return;
	value = parent->children[child];
	switch (step->op)
	{
		case OP_MAP:
			parent->children[child] = map_value(step, value);
			break;
		case OP_WRAP:
			parent->children[child] = wrap_value(step, value);
			break;
		case OP_COPY:
			put_value(base, &step->path, at, crm_tree_copy(value));
			break;
		case OP_MOVE:
			crm_tree_remove(parent, (uint32) child);
			if (!put_value(base, &step->path, at, value))
				refuse_move(step);
			break;
		default:
			crm_tree_remove(parent, (uint32) child);
			break;
	}
}

/* Does the step from here: "at" is the token to follow next. */
static void
apply(const Step *step, CrmJsonTree *tree, int at)
{
	const JsonPointer *pointer = source_of(step);
	int			star;

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	for (star = at; star < pointer->n && !pointer->tokens[star].star; star++)
		 /* find it */ ;
	if (star == pointer->n)
		apply_to_value(step, tree, at);
	else if ((tree = descend(tree, pointer, at, star)) != NULL)
		apply_to_items(step, tree, star);
}

/* Raises what crm_upgrade_check would; else changes the document in place. */
void
crm_upgrade_apply(const Jsonb *steps, CrmJsonTree *tree)
{
	CrmJson		list;
	CrmJson		item;
	CrmJsonWalk walk;
	Step		step;

	crm_json_root(steps, &list);
	crm_json_walk(&walk, &list);
	while (crm_json_next_item(&walk, &item))
	{
		read_step(&item, walk.index - 1, &step);
		apply(&step, tree, 0);
	}
}

static void
refuse_result(const char *kind, int kind_len, int from, int to, List *errors)
{
	ereport(ERROR,
			(errcode(ERRCODE_CHECK_VIOLATION),
			 errmsg("document of schema \"%.*s\" is not valid after its upgrade from version %d to %d",
					kind_len, kind, from, to),
			 errdetail_internal("%s", crm_schema_errors_detail(errors)),
			 errhint("Correct the document, or the upgrade steps of the versions between.")));
}

/*
 * upgrade_document(kind, document, from_version, to_version) → jsonb
 */
PG_FUNCTION_INFO_V1(crm_upgrade_document);
Datum
crm_upgrade_document(PG_FUNCTION_ARGS)
{
	text	   *kind_text;
	const char *kind;
	int			kind_len;
	int			from;
	int			to;
	CrmJson		root;
	CrmJsonTree *tree;
	Jsonb	   *result;
	const CrmProgram *program;

	if (PG_ARGISNULL(1))
		PG_RETURN_NULL();
	if (PG_ARGISNULL(0) || PG_ARGISNULL(2))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("%s must not be null", PG_ARGISNULL(0) ? "kind"
						: "from_version")));
	kind_text = PG_GETARG_TEXT_PP(0);
	kind = VARDATA_ANY(kind_text);
	kind_len = VARSIZE_ANY_EXHDR(kind_text);
	from = PG_GETARG_INT32(2);
	to = PG_ARGISNULL(3) ? crm_registry_newest(kind, kind_len)
		: PG_GETARG_INT32(3);
	crm_registry_require(kind, kind_len, from);
	if (to < from)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a document of version %d cannot be upgraded to version %d",
						from, to),
				 errhint("Upgrades lead from older versions to newer ones.")));

	crm_json_root(PG_GETARG_JSONB_P(1), &root);
	tree = crm_tree_read(&root);
	for (int version = from + 1; version <= to; version++)
	{
		CrmSchemaRow *row = crm_registry_require(kind, kind_len, version);

		if (row->upgrade)
			crm_upgrade_apply(row->upgrade, tree);
	}
	result = crm_tree_write(tree);
	program = crm_registry_program(kind, kind_len, to);
	crm_json_root(result, &root);
	if (!crm_schema_is_valid(program, &root))
		refuse_result(kind, kind_len, from, to,
					  crm_schema_errors(program, &root, 0));
	PG_RETURN_JSONB_P(result);
}
