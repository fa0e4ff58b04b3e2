/*-------------------------------------------------------------------------
 *
 * filter_list.c
 *	  Filters on lists: order, joining, picking.
 *
 * A list here is what most of these filters make of their input: an array with
 * the arrays in it flattened, a range's numbers, one object as an array of
 * itself, nil as the empty array, and anything else as its only item.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/fmgrprotos.h"

#include "common/error.h"
#include "liquid/characters.h"
#include "common/hashfn.h"
#include "liquid/filter.h"

static int64
count_flat(const LiquidValue *list)
{
	LiquidWalk	walk;
	LiquidValue item;
	int64		n = 0;

	check_stack_depth();
	crm_liquid_walk(&walk, list);
	while (crm_liquid_next(&walk, &item))
		n += liquid_is_list(&item) ? count_flat(&item) : 1;
	return n;
}

static void
fill_flat(LiquidArray *array, const LiquidValue *list)
{
	LiquidWalk	walk;
	LiquidValue item;

	crm_liquid_walk(&walk, list);
	while (crm_liquid_next(&walk, &item))
	{
		if (liquid_is_list(&item))
			fill_flat(array, &item);
		else
			array->items[array->n++] = item;
	}
}

/* The input as a list; see above. */
LiquidArray *
crm_liquid_list(const LiquidValue *value)
{
	LiquidArray *array;

	if (value->type == LIQUID_RANGE)
		return crm_liquid_to_array(value);
	if (liquid_is_list(value))
	{
		array = crm_liquid_new_array(count_flat(value));
		array->n = 0;
		fill_flat(array, value);
		return array;
	}
	array = crm_liquid_new_array(1);
	array->items[0] = *value;
	if (value->type == LIQUID_NIL)
		array->n = 0;
	return array;
}

/* A property could not be read from a value. */
static void
no_property(LiquidRender *r, const LiquidValue *property,
			const LiquidValue *item)
{
	LiquidValue name = crm_liquid_to_text(property);

	crm_liquid_fail(r, *r->where, ERRCODE_DATATYPE_MISMATCH,
					psprintf("cannot read property \"%s\" of %s",
							 crm_shorten(name.u.text, name.len, 40),
							 crm_liquid_type_name(item)), NULL);
}

/*
 * What a filter reads from an item: the property of an object; of a string
 * the substring itself, if it is in it.  False if the item has no properties
 * at all: nil and booleans.  Numbers are an error, unless asked with a number.
 */
bool
crm_liquid_read(LiquidRender *r, const LiquidValue *item,
				const LiquidValue *property, LiquidValue *result)
{
	*result = liquid_nil();
	switch ((LiquidType) item->type)
	{
		case LIQUID_NIL:
		case LIQUID_BOOL:
		case LIQUID_RANGE:
			return false;
		case LIQUID_JSON_OBJECT:
			{
				LiquidSpan	key;

				if (property->type != LIQUID_STRING)
					return true;
				key.text = property->u.text;
				key.len = property->len;
				if (!crm_liquid_property(item, key, LIQUID_ORDINARY, result))
					*result = liquid_nil();
				return true;
			}
		case LIQUID_STRING:
			if (property->type == LIQUID_NIL)
				return false;
			if (property->type == LIQUID_STRING &&
				crm_liquid_search(item->u.text, item->len, property->u.text,
								  property->len))
				*result = *property;
			return true;
		case LIQUID_LOOP:
			{
				LiquidSpan	key;

				key.text = property->u.text;
				key.len = property->type == LIQUID_STRING ? property->len : 0;
				crm_liquid_property(item, key, LIQUID_ORDINARY, result);
				return true;
			}
		default:
			if (liquid_is_number(property))
			{
				/* A bit of the number, which is always something. */
				*result = liquid_int(0);
				return true;
			}
			no_property(r, property, item);
			return false;
	}
}

void
crm_liquid_filter_first(LiquidRender *r, LiquidValue *value,
						const LiquidArgs *args)
{
	LiquidSpan	key = {"", 0};

	if (value->type == LIQUID_STRING ||
		!crm_liquid_property(value, key, LIQUID_FIRST, value))
		*value = liquid_nil();
}

void
crm_liquid_filter_last(LiquidRender *r, LiquidValue *value,
					   const LiquidArgs *args)
{
	LiquidSpan	key = {"", 0};

	if (value->type == LIQUID_STRING ||
		!crm_liquid_property(value, key, LIQUID_LAST, value))
		*value = liquid_nil();
}

void
crm_liquid_filter_size(LiquidRender *r, LiquidValue *value,
					   const LiquidArgs *args)
{
	LiquidWalk	walk;

	if (value->type == LIQUID_STRING)
		*value = liquid_int(liquid_count_characters(value->u.text,
													value->len));
	else
	{
		crm_liquid_walk(&walk, value);
		*value = liquid_int(walk.count);
	}
}

void
crm_liquid_filter_join(LiquidRender *r, LiquidValue *value,
					   const LiquidArgs *args)
{
	LiquidValue glue = liquid_text(" ", 1, true);
	LiquidArray *list = crm_liquid_list(value);
	StringInfoData out;
	int			i;

	if (args->n > 0)
		glue = crm_liquid_to_text(&args->v[0]);
	initStringInfo(&out);
	for (i = 0; i < list->n; i++)
	{
		crm_liquid_check_output(r, (Size) out.len + glue.len);
		if (i > 0)
			appendBinaryStringInfo(&out, glue.u.text, glue.len);
		crm_liquid_append(&out, &list->items[i]);
	}
	*value = liquid_text(out.data, out.len, false);
}

void
crm_liquid_filter_reverse(LiquidRender *r, LiquidValue *value,
						  const LiquidArgs *args)
{
	LiquidArray *list = crm_liquid_list(value);
	int			i;

	for (i = 0; i < list->n / 2; i++)
	{
		LiquidValue item = list->items[i];

		list->items[i] = list->items[list->n - 1 - i];
		list->items[list->n - 1 - i] = item;
	}
	*value = liquid_array(list);
}

void
crm_liquid_filter_concat(LiquidRender *r, LiquidValue *value,
						 const LiquidArgs *args)
{
	const LiquidValue *other = &args->v[0];
	LiquidArray *left = crm_liquid_list(value);
	LiquidArray *right;
	LiquidArray *both;

	if (!liquid_is_list(other) && other->type != LIQUID_RANGE)
		crm_liquid_fail(r, *r->where, ERRCODE_DATATYPE_MISMATCH,
						psprintf("concat needs an array, not %s",
								 crm_liquid_type_name(other)), NULL);
	right = crm_liquid_to_array(other);
	both = crm_liquid_new_array((int64) left->n + right->n);
	memcpy(both->items, left->items, left->n * sizeof(LiquidValue));
	memcpy(both->items + left->n, right->items,
		   right->n * sizeof(LiquidValue));
	*value = liquid_array(both);
}

void
crm_liquid_filter_map(LiquidRender *r, LiquidValue *value,
					  const LiquidArgs *args)
{
	LiquidArray *list = crm_liquid_list(value);
	int			i;

	for (i = 0; i < list->n; i++)
	{
		LiquidValue item = list->items[i];

		crm_liquid_read(r, &item, &args->v[0], &list->items[i]);
	}
	*value = liquid_array(list);
}

void
crm_liquid_filter_compact(LiquidRender *r, LiquidValue *value,
						  const LiquidArgs *args)
{
	LiquidArray *list = crm_liquid_list(value);
	int			n = 0;
	int			i;

	for (i = 0; i < list->n; i++)
	{
		LiquidValue item = list->items[i];

		if (args->n > 0 && args->v[0].type != LIQUID_NIL)
			crm_liquid_read(r, &list->items[i], &args->v[0], &item);
		if (item.type != LIQUID_NIL)
			list->items[n++] = list->items[i];
	}
	list->n = n;
	*value = liquid_array(list);
}

void
crm_liquid_filter_sum(LiquidRender *r, LiquidValue *value,
					  const LiquidArgs *args)
{
	LiquidArray *list = crm_liquid_list(value);
	LiquidArgs	next = {1};
	LiquidValue sum = liquid_int(0);
	int			i;

	for (i = 0; i < list->n; i++)
	{
		next.v[0] = list->items[i];
		if (args->n > 0 && args->v[0].type != LIQUID_NIL)
			crm_liquid_read(r, &list->items[i], &args->v[0], &next.v[0]);
		crm_liquid_filter_plus(r, &sum, &next);
	}
	*value = sum;
}

static uint32
hash_value(const LiquidValue *v)
{
	LiquidValue text;
	Datum		number;

	/* Equal numbers may print differently: 1 and 1.0. */
	if (liquid_is_number(v))
	{
		number = NumericGetDatum(crm_liquid_as_numeric(v));
		return DatumGetUInt32(DirectFunctionCall1(hash_numeric, number));
	}
	text = crm_liquid_to_text(v);
	return hash_bytes((const unsigned char *) text.u.text, text.len);
}

/* The first of each; a table of places in the list, open addressing. */
void
crm_liquid_filter_uniq(LiquidRender *r, LiquidValue *value,
					   const LiquidArgs *args)
{
	LiquidArray *list = crm_liquid_list(value);
	LiquidArray *keys = crm_liquid_new_array(list->n);
	bool		by_property = args->n > 0 && args->v[0].type != LIQUID_NIL;
	uint32		size = 16;
	int		   *table;
	int			n = 0;
	int			i;

	while (size < (uint64) list->n * 2)
		size *= 2;
	table = MemoryContextAllocHuge(CurrentMemoryContext, size * sizeof(int));
	memset(table, -1, size * sizeof(int));
	for (i = 0; i < list->n; i++)
	{
		LiquidValue key = list->items[i];
		uint32		slot;

		if (by_property)
			crm_liquid_read(r, &list->items[i], &args->v[0], &key);
		slot = hash_value(&key) & (size - 1);
		while (table[slot] >= 0 &&
			   !crm_liquid_equal(&keys->items[table[slot]], &key))
			slot = (slot + 1) & (size - 1);
		if (table[slot] >= 0)
			continue;
		table[slot] = n;
		keys->items[n] = key;
		list->items[n++] = list->items[i];
	}
	list->n = n;
	*value = liquid_array(list);
}

/* An item and what it is sorted by. */
typedef struct SortItem
{
	LiquidValue key;
	LiquidValue item;
	int			place;
} SortItem;

typedef struct SortState
{
	LiquidRender *r;
	bool		natural;
} SortState;

static int
compare_bytes(const LiquidValue *a, const LiquidValue *b, bool natural)
{
	uint32		n = Min(a->len, b->len);
	uint32		i;

	for (i = 0; i < n; i++)
	{
		unsigned char x = a->u.text[i];
		unsigned char y = b->u.text[i];

		if (natural)
		{
			x = pg_ascii_tolower(x);
			y = pg_ascii_tolower(y);
		}
		if (x != y)
			return x < y ? -1 : 1;
	}
	return (a->len > b->len) - (a->len < b->len);
}

/* nil comes last; what cannot be compared is an error. */
static int
compare_items(const void *left, const void *right, void *arg)
{
	const SortItem *a = left;
	const SortItem *b = right;
	SortState  *state = arg;
	int			order;

	if (a->key.type == LIQUID_NIL || b->key.type == LIQUID_NIL)
		order = (a->key.type == LIQUID_NIL) - (b->key.type == LIQUID_NIL);
	else if (a->key.type == LIQUID_STRING && b->key.type == LIQUID_STRING)
		order = compare_bytes(&a->key, &b->key, state->natural);
	else if (liquid_is_number(&a->key) && liquid_is_number(&b->key))
		order = crm_liquid_compare_numbers(&a->key, &b->key);
	else if (crm_liquid_equal(&a->key, &b->key))
		order = 0;
	else
		crm_liquid_fail(state->r, *state->r->where, ERRCODE_DATATYPE_MISMATCH,
						psprintf("cannot sort %s with %s",
								 crm_liquid_type_name(&a->key),
								 crm_liquid_type_name(&b->key)), NULL);
	return order != 0 ? order : (a->place > b->place) - (a->place < b->place);
}

static void
sort(LiquidRender *r, LiquidValue *value, const LiquidArgs *args,
	 bool natural)
{
	LiquidArray *list = crm_liquid_list(value);
	SortItem   *items;
	SortState	state = {r, natural};
	int			i;

	items = MemoryContextAllocHuge(CurrentMemoryContext,
								   (Size) list->n * sizeof(SortItem) + 1);
	for (i = 0; i < list->n; i++)
	{
		items[i].item = items[i].key = list->items[i];
		items[i].place = i;
		if (args->n > 0 && args->v[0].type != LIQUID_NIL)
			crm_liquid_read(r, &list->items[i], &args->v[0], &items[i].key);
		if (natural && items[i].key.type != LIQUID_NIL)
			items[i].key = crm_liquid_to_text(&items[i].key);
	}
	CHECK_FOR_INTERRUPTS();
	qsort_arg(items, list->n, sizeof(SortItem), compare_items, &state);
	for (i = 0; i < list->n; i++)
		list->items[i] = items[i].item;
	*value = liquid_array(list);
}

void
crm_liquid_filter_sort(LiquidRender *r, LiquidValue *value,
					   const LiquidArgs *args)
{
	sort(r, value, args, false);
}

void
crm_liquid_filter_sort_natural(LiquidRender *r, LiquidValue *value,
							   const LiquidArgs *args)
{
	sort(r, value, args, true);
}
