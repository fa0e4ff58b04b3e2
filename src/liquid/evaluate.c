/*-------------------------------------------------------------------------
 *
 * evaluate.c
 *	  Values of expressions and conditions, and the application of filters.
 *
 * In strict mode a name that is not in the context, and a key that is not in
 * its object, are undefined, and using their value is an error.  To ask for it
 * is none: if, unless, the filter default, a comparison with nil, blank or
 * empty.  A property of null is null, an item beyond an array's end is nil:
 * those are about data, not about spelling.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"


#include "common/error.h"
#include "common/int.h"
#include "liquid/characters.h"
#include "liquid/filter.h"
#include "liquid/parser.h"

static LiquidValue
loop_column(const LiquidLoop *loop, LiquidSpan key, bool *known)
{
	int64		column = loop->index % loop->columns;

	*known = true;
	if (liquid_span_is(key, "col"))
		return liquid_int(column + 1);
	if (liquid_span_is(key, "col0"))
		return liquid_int(column);
	if (liquid_span_is(key, "col_first"))
		return liquid_bool(column == 0);
	if (liquid_span_is(key, "col_last"))
		return liquid_bool(column == loop->columns - 1);
	if (liquid_span_is(key, "row"))
		return liquid_int(loop->index / loop->columns + 1);
	*known = false;
	return liquid_nil();
}

/* What forloop and tablerowloop know. */
static bool
loop_property(const LiquidLoop *loop, LiquidSpan key, LiquidValue *result)
{
	bool		known = true;

	if (liquid_span_is(key, "index"))
		*result = liquid_int(loop->index + 1);
	else if (liquid_span_is(key, "index0"))
		*result = liquid_int(loop->index);
	else if (liquid_span_is(key, "rindex"))
		*result = liquid_int(loop->length - loop->index);
	else if (liquid_span_is(key, "rindex0"))
		*result = liquid_int(loop->length - loop->index - 1);
	else if (liquid_span_is(key, "first"))
		*result = liquid_bool(loop->index == 0);
	else if (liquid_span_is(key, "last"))
		*result = liquid_bool(loop->index == loop->length - 1);
	else if (liquid_span_is(key, "length"))
		*result = liquid_int(loop->length);
	else if (loop->is_table)
		*result = loop_column(loop, key, &known);
	else if (liquid_span_is(key, "name"))
		*result = liquid_text(loop->name, loop->name_len, true);
	else if (liquid_span_is(key, "parentloop"))
	{
		*result = liquid_nil();
		if (loop->parent)
		{
			result->type = LIQUID_LOOP;
			result->stable = false;
			result->u.loop = loop->parent;
		}
	}
	else
		known = false;
	return known;
}

static LiquidValue
item_at(const LiquidValue *list, int64 index)
{
	LiquidWalk	walk;

	crm_liquid_walk(&walk, list);
	if (index < 0)
		index += walk.count;
	if (index < 0 || index >= walk.count)
		return liquid_nil();
	return crm_liquid_item(&walk, index);
}

/* size, first and last of what has no such key. */
static bool
special_property(const LiquidValue *value, LiquidSpecial special,
				 LiquidValue *result)
{
	LiquidWalk	walk;

	if (special == LIQUID_ORDINARY)
		return false;
	if (value->type == LIQUID_STRING)
	{
		/* A string is no list: it has a size, but no items. */
		*result = special == LIQUID_SIZE
			? liquid_int(liquid_count_characters(value->u.text, value->len))
			: liquid_nil();
		return true;
	}
	if (!liquid_is_list(value) && value->type != LIQUID_RANGE &&
		value->type != LIQUID_JSON_OBJECT)
		return false;
	crm_liquid_walk(&walk, value);
	if (special == LIQUID_SIZE)
		*result = liquid_int(walk.count);
	else if (walk.count == 0 ||
			 (value->type == LIQUID_JSON_OBJECT && special == LIQUID_LAST))
		*result = liquid_nil();
	else if (value->type == LIQUID_JSON_OBJECT)
	{
		LiquidArray *pair = crm_liquid_new_array(2);

		crm_liquid_next(&walk, result);
		memcpy(pair->items, result->u.array->items, 2 * sizeof(LiquidValue));
		*result = liquid_array(pair);
	}
	else
		*result = crm_liquid_item(&walk, special == LIQUID_FIRST ? 0
								  : walk.count - 1);
	return true;
}

/* The property of a value; false if it has none of that name. */
bool
crm_liquid_property(const LiquidValue *value, LiquidSpan key,
					LiquidSpecial special, LiquidValue *result)
{
	CrmJson		json;
	CrmJson		found;

	if (value->type == LIQUID_JSON_OBJECT)
	{
		liquid_to_json(value, &json);
		if (crm_json_get(&json, key.text, key.len, &found))
		{
			*result = liquid_from_json(&found);
			return true;
		}
	}
	else if (value->type == LIQUID_LOOP)
		return loop_property(value->u.loop, key, result);
	return special_property(value, special, result);
}

/* What is written before a key, without the dot or bracket between them. */
static LiquidSpan
owner_of(const LiquidPath *path, LiquidSpan key)
{
	LiquidSpan	source = path->expr.source;
	LiquidSpan	owner = {source.text, 0};

	if (key.text <= source.text || key.text > source.text + source.len)
		return owner;
	owner.len = (int) (key.text - source.text);
	while (owner.len > 0 &&
		   (liquid_is_space(owner.text[owner.len - 1]) ||
			strchr(".['\"", owner.text[owner.len - 1]) != NULL))
		owner.len--;
	return owner;
}

/* Reports a property that is not there. */
static void
undefined_property(LiquidRender *r, const LiquidPath *path,
				   const LiquidValue *object, LiquidSpan key)
{
	LiquidSpan	owner = owner_of(path, key);
	const char *names[200];
	const char *near = NULL;
	const char *hint;
	CrmJsonWalk walk;
	CrmJson		json;
	const char *name;
	uint32		len;
	int			n = 0;

	if (object->type == LIQUID_JSON_OBJECT)
	{
		liquid_to_json(object, &json);
		crm_json_walk(&walk, &json);
		while (n < lengthof(names) &&
			   crm_json_next_pair(&walk, &name, &len, &json))
			if (len < 64)
				names[n++] = pnstrdup(name, len);
		near = crm_nearest_name(key.text, key.len, names, n);
	}
	hint = near ? psprintf("Did you mean \"%s\"?", near)
		: "If it may be missing, ask for it with if, or give it a default: {{ ... | default: \"none\" }}.";
	crm_liquid_fail(r, path->expr.source, ERRCODE_UNDEFINED_COLUMN,
					psprintf("undefined property \"%s\" of %s",
							 crm_shorten(key.text, key.len, 60),
							 owner.len > 0
							 ? psprintf("\"%s\"", crm_shorten(owner.text,
															  owner.len, 60))
							 : crm_liquid_type_name(object)), hint);
}

static bool
take_step(LiquidRender *r, const LiquidStep *step, LiquidValue *value,
		  LiquidSpan *key)
{
	LiquidStepKind kind = step->kind;
	int64		index = step->index;
	LiquidValue dynamic;

	*key = step->key;
	if (kind == LIQUID_DYNAMIC)
	{
		dynamic = crm_liquid_eval(r, step->expr, LIQUID_MUST_BE);
		if (liquid_is_number(&dynamic) &&
			crm_liquid_to_integer(&dynamic, &index))
			kind = LIQUID_INDEX;
		else if (dynamic.type == LIQUID_STRING)
		{
			kind = LIQUID_KEY;
			key->text = dynamic.u.text;
			key->len = dynamic.len;
		}
		else
		{
			*value = liquid_nil();
			return true;
		}
	}
	if (likely(kind == LIQUID_KEY))
		return crm_liquid_property(value, *key, step->special, value);
	if (liquid_is_list(value))
	{
		*value = item_at(value, index);
		return true;
	}
	*key = step->expr ? step->expr->source : step->key;
	return false;
}

static LiquidValue
eval_path(LiquidRender *r, const LiquidPath *path, LiquidNeed need)
{
	bool		strict = !r->options->lenient;
	LiquidName	name = path->name;
	const LiquidStep *step;
	LiquidValue value;
	const LiquidLoop *loop;

	if (path->root)
	{
		LiquidValue root = crm_liquid_eval(r, path->root, need);

		root = crm_liquid_to_text(&root);
		name = crm_liquid_name(root.u.text, root.len);
	}
	if (path->kind != LIQUID_ROOT_NAME &&
		(loop = crm_liquid_enclosing(r, path->kind ==
									 LIQUID_ROOT_TABLEROWLOOP)) != NULL)
	{
		value.type = LIQUID_LOOP;
		value.stable = false;
		value.len = 0;
		value.u.loop = loop;
	}
	else if (!crm_liquid_find(r, &name, &value))
	{
		if (strict && need != LIQUID_MAY_BE)
			crm_liquid_undefined_root(r, path->expr.source, &name);
		return liquid_nil();
	}
	for (step = path->steps; step; step = step->next)
	{
		LiquidSpan	key;

		if (value.type == LIQUID_NIL)
			return value;
		if (!take_step(r, step, &value, &key))
		{
			if (strict && need == LIQUID_MUST_BE)
				undefined_property(r, path, &value, key);
			return liquid_nil();
		}
	}
	return value;
}

/*
 * Follows a path of plain keys through the context, or from an object that a
 * loop or an assign has named, without making values.  False where anything is
 * out of the ordinary: crm_liquid_eval() has the whole language.
 */
bool
crm_liquid_eval_member(LiquidRender *r, const LiquidExpr *expr, CrmJson *json)
{
	const LiquidPath *path = (const LiquidPath *) expr;
	const LiquidValue *root;
	const LiquidStep *step;

	if (expr->kind != LIQUID_PATH || path->kind != LIQUID_ROOT_NAME ||
		path->root != NULL)
		return false;
	root = crm_liquid_bound(r->env, &path->name);
	if (root != NULL)
	{
		if (root->type != LIQUID_JSON_OBJECT)
			return false;
		liquid_to_json(root, json);
	}
	else if (!crm_json_get(&r->context, path->name.text, path->name.len,
						   json))
		return false;
	for (step = path->steps; step; step = step->next)
		if (step->kind != LIQUID_KEY ||
			!crm_json_get(json, step->key.text, step->key.len, json))
			return false;
	return true;
}

static int64
range_end(LiquidRender *r, const LiquidExpr *expr)
{
	LiquidValue value = crm_liquid_eval(r, expr, LIQUID_MUST_BE);
	int64		result;

	value = crm_liquid_to_number(&value);
	value = crm_liquid_truncated(&value);
	if (!crm_liquid_to_integer(&value, &result))
		crm_liquid_fail(r, expr->source, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE,
						"end of a range is out of range", NULL);
	return result;
}

static LiquidValue
eval_range(LiquidRender *r, const LiquidRangeOf *expr)
{
	LiquidRange *range = palloc(sizeof(LiquidRange));
	LiquidValue value = {LIQUID_RANGE, false, 0, {0}};

	int64		count;

	range->first = range_end(r, expr->first);
	range->last = range_end(r, expr->last);
	if (pg_sub_s64_overflow(range->last, range->first, &count) ||
		pg_add_s64_overflow(count, 1, &count))
		crm_liquid_fail(r, expr->expr.source,
						ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE,
						"range is too wide", NULL);
	value.u.range = range;
	return value;
}

/* The value of an expression. */
LiquidValue
crm_liquid_eval(LiquidRender *r, const LiquidExpr *expr, LiquidNeed need)
{
	if (expr->kind == LIQUID_PATH)
		return eval_path(r, (const LiquidPath *) expr, need);
	if (expr->kind == LIQUID_LITERAL)
		return ((const LiquidLiteral *) expr)->value;
	return eval_range(r, (const LiquidRangeOf *) expr);
}

/* How much work a filter may have with a value. */
static int64
work_of(const LiquidValue *value)
{
	LiquidWalk	walk;

	switch ((LiquidType) value->type)
	{
		case LIQUID_STRING:
			return value->len / 64;
		case LIQUID_JSON_ARRAY:
		case LIQUID_JSON_OBJECT:
			return value->len / 4;
		case LIQUID_ARRAY:
			return value->u.array->n / 4;
		case LIQUID_RANGE:
			crm_liquid_walk(&walk, value);
			return walk.count;
		default:
			return 0;
	}
}

static void
apply_filter(LiquidRender *r, const LiquidFilterCall *call,
			 LiquidValue *value)
{
	const LiquidArgument *arg;
	LiquidArgs	args;
	int			i;

	args.n = 0;
	for (i = 0; i < LIQUID_MAX_NAMED && call->filter->named[i]; i++)
	{
		args.given[i] = false;
		args.named[i] = liquid_nil();
	}
	for (arg = call->args; arg; arg = arg->next)
	{
		LiquidValue v = arg->expr->kind == LIQUID_LITERAL
			? ((const LiquidLiteral *) arg->expr)->value
			: crm_liquid_eval(r, arg->expr, LIQUID_MUST_BE);

		if (v.type == LIQUID_RANGE)
			crm_liquid_charge(r, work_of(&v));
		if (arg->slot >= 0)
		{
			args.given[arg->slot] = true;
			args.named[arg->slot] = v;
		}
		else
			args.v[args.n++] = v;
	}
	r->where = &call->source;
	call->filter->apply(r, value, &args);
	if (value->type == LIQUID_STRING)
		crm_liquid_check_output(r, value->len);
}

/* The value of an expression after its filters. */
LiquidValue
crm_liquid_eval_filtered(LiquidRender *r, const LiquidFiltered *filtered)
{
	const LiquidFilterCall *call;
	LiquidValue value;
	CrmJson		json;

	if (crm_liquid_eval_member(r, filtered->expr, &json))
		value = liquid_from_json(&json);
	else
		value = crm_liquid_eval(r, filtered->expr, filtered->has_default
								? LIQUID_MAY_BE : LIQUID_MUST_BE);
	for (call = filtered->filters; call; call = call->next)
	{
		crm_liquid_charge(r, 1 + work_of(&value));
		apply_filter(r, call, &value);
	}
	return value;
}

/* Is this what one compares with to learn whether something is there? */
static bool
asks_for_presence(const LiquidExpr *expr)
{
	const LiquidValue *value = &((const LiquidLiteral *) expr)->value;

	return expr->kind == LIQUID_LITERAL &&
		(value->type == LIQUID_NIL || value->type == LIQUID_EMPTY ||
		 value->type == LIQUID_BLANK);
}

static int
compare_text(const LiquidValue *a, const LiquidValue *b)
{
	int			order = memcmp(a->u.text, b->u.text, Min(a->len, b->len));

	return order != 0 ? order : (a->len > b->len) - (a->len < b->len);
}

/* Numbers with numbers, strings with strings; nil is never more or less. */
static bool
eval_order(LiquidRender *r, const LiquidCondition *test,
		   const LiquidValue *left, const LiquidValue *right)
{
	int			order;

	if (liquid_is_number(left) && liquid_is_number(right))
		order = crm_liquid_compare_numbers(left, right);
	else if (left->type == LIQUID_STRING && right->type == LIQUID_STRING)
		order = compare_text(left, right);
	else if ((liquid_is_number(left) || left->type == LIQUID_STRING) &&
			 (liquid_is_number(right) || right->type == LIQUID_STRING))
		crm_liquid_fail(r, test->left->source, ERRCODE_DATATYPE_MISMATCH,
						psprintf("cannot compare %s with %s",
								 crm_liquid_type_name(left),
								 crm_liquid_type_name(right)),
						"Make a string a number with the filter plus: 0.");
	else
		return false;
	switch (test->op)
	{
		case LIQUID_LT:
			return order < 0;
		case LIQUID_LE:
			return order <= 0;
		case LIQUID_GT:
			return order > 0;
		default:
			return order >= 0;
	}
}

static bool
eval_test(LiquidRender *r, const LiquidCondition *test)
{
	LiquidNeed	need = LIQUID_MUST_BE;
	LiquidValue left;
	LiquidValue right;

	if (test->op == LIQUID_TEST)
	{
		left = crm_liquid_eval(r, test->left, LIQUID_MAY_BE);
		return liquid_truthy(&left);
	}
	if (asks_for_presence(test->left) || asks_for_presence(test->right))
		need = LIQUID_MAY_BE;
	left = crm_liquid_eval(r, test->left, need);
	right = crm_liquid_eval(r, test->right, need);
	switch (test->op)
	{
		case LIQUID_EQ:
			return crm_liquid_equal(&left, &right);
		case LIQUID_NE:
			return !crm_liquid_equal(&left, &right);
		case LIQUID_CONTAINS:
			return crm_liquid_contains(&left, &right);
		default:
			return eval_order(r, test, &left, &right);
	}
}

/*
 * A chain of tests.  "a and b or c" is "a and (b or c)": a test decides, or
 * leaves it to all that follows.
 */
bool
crm_liquid_eval_condition(LiquidRender *r, const LiquidCondition *condition)
{
	for (;;)
	{
		bool		result = eval_test(r, condition);

		if (condition->next == NULL || result == condition->is_or)
			return result;
		crm_liquid_charge(r, 1);
		condition = condition->next;
	}
}
