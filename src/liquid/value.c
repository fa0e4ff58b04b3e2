/*-------------------------------------------------------------------------
 *
 * value.c
 *	  Making, copying, walking and comparing values.
 *
 * Numbers are in number.c, what values look like when printed in print.c.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "common/compat.h"
#include "liquid/value.h"

/* An array of n items, not yet set, in CurrentMemoryContext. */
LiquidArray *
crm_liquid_new_array(int64 n)
{
	LiquidArray *array;

	if (n > (int64) ((MaxAllocSize - sizeof(LiquidArray)) / sizeof(LiquidValue)))
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("array of " INT64_FORMAT " items is too large for a template",
						n)));
	array = palloc(offsetof(LiquidArray, items) + n * sizeof(LiquidValue));
	array->n = (int) n;
	return array;
}

static LiquidLoop *
keep_loop(const LiquidLoop *loop, MemoryContext memory)
{
	LiquidLoop *copy = MemoryContextAlloc(memory, sizeof(LiquidLoop));

	*copy = *loop;
	if (loop->parent)
		copy->parent = keep_loop(loop->parent, memory);
	return copy;
}

/*
 * The value, copied to "memory" as far as it would not live as long as the
 * render.
 */
LiquidValue
crm_liquid_keep(const LiquidValue *v, MemoryContext memory)
{
	LiquidValue kept = *v;

	if (v->stable)
		return kept;
	check_stack_depth();
	kept.stable = true;
	switch ((LiquidType) v->type)
	{
		case LIQUID_STRING:
			{
				char	   *text = MemoryContextAllocHuge(memory, v->len + 1);

				memcpy(text, v->u.text, v->len);
				kept.u.text = text;
				break;
			}
		case LIQUID_NUMERIC:
			kept.u.numeric = MemoryContextAlloc(memory, VARSIZE(v->u.numeric));
			memcpy(kept.u.numeric, v->u.numeric, VARSIZE(v->u.numeric));
			break;
		case LIQUID_ARRAY:
			{
				const LiquidArray *array = v->u.array;
				MemoryContext old = MemoryContextSwitchTo(memory);
				int			i;

				kept.u.array = crm_liquid_new_array(array->n);
				for (i = 0; i < array->n; i++)
					kept.u.array->items[i] = crm_liquid_keep(&array->items[i],
															 memory);
				MemoryContextSwitchTo(old);
				break;
			}
		case LIQUID_RANGE:
			kept.u.range = MemoryContextAlloc(memory, sizeof(LiquidRange));
			*kept.u.range = *v->u.range;
			break;
		case LIQUID_LOOP:
			kept.u.loop = keep_loop(v->u.loop, memory);
			break;
		default:
			break;
	}
	return kept;
}

/*
 * Starts a walk over what a loop or a filter sees as a list: arrays, ranges,
 * the pairs of an object, and a string as its only item.
 */
void
crm_liquid_walk(LiquidWalk *walk, const LiquidValue *source)
{
	walk->source = *source;
	walk->index = 0;
	walk->count = 0;
	switch ((LiquidType) source->type)
	{
		case LIQUID_JSON_ARRAY:
		case LIQUID_JSON_OBJECT:
			{
				CrmJson		json;

				liquid_to_json(source, &json);
				crm_json_walk(&walk->json, &json);
				walk->count = source->len;
				break;
			}
		case LIQUID_ARRAY:
			walk->count = source->u.array->n;
			break;
		case LIQUID_RANGE:
			{
				LiquidRange *range = source->u.range;

				if (range->last >= range->first)
					walk->count = range->last - range->first + 1;
				break;
			}
		case LIQUID_STRING:
			walk->count = source->len > 0 ? 1 : 0;
			break;
		default:
			break;
	}
}

static LiquidValue
pair_value(LiquidArray *pair, const char *key, uint32 key_len,
		   const CrmJson *json)
{
	pair->n = 2;
	pair->items[0] = liquid_text(key, key_len, true);
	pair->items[1] = liquid_from_json(json);
	return liquid_array(pair);
}

/* The next item; a pair of an object is overwritten by the next call. */
bool
crm_liquid_next(LiquidWalk *walk, LiquidValue *item)
{
	CrmJson		json;

	if (walk->index >= walk->count)
		return false;
	switch ((LiquidType) walk->source.type)
	{
		case LIQUID_JSON_ARRAY:
			crm_json_next_item(&walk->json, &json);
			*item = liquid_from_json(&json);
			break;
		case LIQUID_JSON_OBJECT:
			{
				const char *key;
				uint32		key_len;

				crm_json_next_pair(&walk->json, &key, &key_len, &json);
				*item = pair_value(&walk->pair.array, key, key_len, &json);
				break;
			}
		default:
			*item = crm_liquid_item(walk, walk->index);
			break;
	}
	walk->index++;
	return true;
}

/* The item at a place; not for objects, whose pairs only come in order. */
LiquidValue
crm_liquid_item(const LiquidWalk *walk, int64 index)
{
	const LiquidValue *source = &walk->source;
	CrmJson		json;
	CrmJson		item;

	Assert(index >= 0 && index < walk->count);
	switch ((LiquidType) source->type)
	{
		case LIQUID_JSON_ARRAY:
			liquid_to_json(source, &json);
			crm_json_item(&json, (uint32) index, &item);
			return liquid_from_json(&item);
		case LIQUID_ARRAY:
			return source->u.array->items[index];
		case LIQUID_RANGE:
			return liquid_int(source->u.range->first + index);
		default:
			return *source;
	}
}

/* All items as an array of our own, in CurrentMemoryContext. */
LiquidArray *
crm_liquid_to_array(const LiquidValue *v)
{
	LiquidWalk	walk;
	LiquidArray *array;
	int			i;

	crm_liquid_walk(&walk, v);
	array = crm_liquid_new_array(walk.count);
	for (i = 0; i < array->n; i++)
	{
		LiquidValue item;
		bool		there PG_USED_FOR_ASSERTS_ONLY;

		there = crm_liquid_next(&walk, &item);
		Assert(there);
		if (v->type == LIQUID_JSON_OBJECT)
		{
			LiquidArray *pair = crm_liquid_new_array(2);

			Assert(item.type == LIQUID_ARRAY && item.u.array->n == 2);
			memcpy(pair->items, item.u.array->items, 2 * sizeof(LiquidValue));
			item.u.array = pair;
		}
		array->items[i] = item;
	}
	return array;
}

static bool
equal_lists(const LiquidValue *a, const LiquidValue *b)
{
	LiquidWalk	left;
	LiquidWalk	right;
	LiquidValue x;
	LiquidValue y;

	check_stack_depth();
	crm_liquid_walk(&left, a);
	crm_liquid_walk(&right, b);
	if (left.count != right.count)
		return false;
	while (crm_liquid_next(&left, &x) && crm_liquid_next(&right, &y))
		if (!crm_liquid_equal(&x, &y))
			return false;
	return true;
}

static bool
equal_to_word(const LiquidValue *word, const LiquidValue *v)
{
	if (v->type == LIQUID_EMPTY || v->type == LIQUID_BLANK)
		return false;
	return word->type == LIQUID_EMPTY ? crm_liquid_is_empty(v)
		: crm_liquid_is_blank(v);
}

/* As == compares: no conversion between types, but 1 equals 1.0. */
bool
crm_liquid_equal(const LiquidValue *a, const LiquidValue *b)
{
	if (a->type == LIQUID_EMPTY || a->type == LIQUID_BLANK)
		return equal_to_word(a, b);
	if (b->type == LIQUID_EMPTY || b->type == LIQUID_BLANK)
		return equal_to_word(b, a);
	if (liquid_is_number(a) && liquid_is_number(b))
		return crm_liquid_compare_numbers(a, b) == 0;
	if (liquid_is_list(a) && liquid_is_list(b))
		return equal_lists(a, b);
	if (a->type != b->type)
		return false;
	switch ((LiquidType) a->type)
	{
		case LIQUID_NIL:
			return true;
		case LIQUID_BOOL:
			return a->u.boolean == b->u.boolean;
		case LIQUID_STRING:
			return a->len == b->len &&
				memcmp(a->u.text, b->u.text, a->len) == 0;
		case LIQUID_JSON_OBJECT:
			return equal_lists(a, b);	/* keys come in one order */
		case LIQUID_RANGE:
			return a->u.range->first == b->u.range->first &&
				a->u.range->last == b->u.range->last;
		case LIQUID_LOOP:
			return a->u.loop == b->u.loop;
		default:
			return false;
	}
}

bool
crm_liquid_is_empty(const LiquidValue *v)
{
	switch ((LiquidType) v->type)
	{
		case LIQUID_STRING:
		case LIQUID_JSON_ARRAY:
		case LIQUID_JSON_OBJECT:
			return v->len == 0;
		case LIQUID_ARRAY:
			return v->u.array->n == 0;
		default:
			return false;
	}
}

/* Empty, or nothing to see: nil, false, white space. */
bool
crm_liquid_is_blank(const LiquidValue *v)
{
	uint32		i;

	if (v->type == LIQUID_STRING)
	{
		for (i = 0; i < v->len; i++)
			if (v->u.text[i] != ' ' &&
				(v->u.text[i] < '\t' || v->u.text[i] > '\r'))
				return false;
		return true;
	}
	return !liquid_truthy(v) || crm_liquid_is_empty(v);
}

/* The first place of "what" in "text", or NULL. */
const char *
crm_liquid_search(const char *text, Size len, const char *what, Size what_len)
{
	if (what_len == 0)
		return text;
	if (what_len > len)
		return NULL;
	return memmem(text, len, what, what_len);
}

/* A string in a string, an item in a list, a key in an object. */
bool
crm_liquid_contains(const LiquidValue *v, const LiquidValue *item)
{
	if (!liquid_truthy(item))
		return false;
	switch ((LiquidType) v->type)
	{
		case LIQUID_STRING:
			{
				LiquidValue text = crm_liquid_to_text(item);

				return crm_liquid_search(v->u.text, v->len, text.u.text,
										 text.len) != NULL;
			}
		case LIQUID_JSON_OBJECT:
			{
				CrmJson		json;
				CrmJson		found;

				liquid_to_json(v, &json);
				return item->type == LIQUID_STRING &&
					crm_json_get(&json, item->u.text, item->len, &found);
			}
		case LIQUID_RANGE:
			return item->type == LIQUID_INT &&
				item->u.integer >= v->u.range->first &&
				item->u.integer <= v->u.range->last;
		case LIQUID_JSON_ARRAY:
		case LIQUID_ARRAY:
			{
				LiquidWalk	walk;
				LiquidValue each;

				crm_liquid_walk(&walk, v);
				while (crm_liquid_next(&walk, &each))
					if (crm_liquid_equal(&each, item))
						return true;
				return false;
			}
		default:
			return false;
	}
}

/* What a value is, for error messages. */
const char *
crm_liquid_type_name(const LiquidValue *v)
{
	switch ((LiquidType) v->type)
	{
		case LIQUID_NIL:
			return "nil";
		case LIQUID_BOOL:
			return "a boolean";
		case LIQUID_INT:
		case LIQUID_NUMERIC:
			return "a number";
		case LIQUID_STRING:
		case LIQUID_EMPTY:
		case LIQUID_BLANK:
			return "a string";
		case LIQUID_JSON_ARRAY:
		case LIQUID_ARRAY:
			return "an array";
		case LIQUID_JSON_OBJECT:
			return "an object";
		case LIQUID_RANGE:
			return "a range";
		case LIQUID_LOOP:
			return "a loop";
	}
	return "a value";
}
