/*-------------------------------------------------------------------------
 *
 * filter_search.c
 *	  Filters that look for items: where, reject, find, find_index, has.
 *
 * An item matches if its property is the given value, or, without a value, if
 * it is true.  If the list holds something without properties (nil, a
 * boolean) the result is nil, as the reference implementation has it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "liquid/filter.h"

typedef enum SearchResult
{
	SEARCH_NO,
	SEARCH_YES,
	SEARCH_IMPOSSIBLE
} SearchResult;

static SearchResult
matches(LiquidRender *r, const LiquidValue *item, const LiquidArgs *args)
{
	LiquidValue property;
	bool		found;

	if (!crm_liquid_read(r, item, &args->v[0], &property))
		return SEARCH_IMPOSSIBLE;
	if (args->n > 1 && args->v[1].type != LIQUID_NIL)
		found = crm_liquid_equal(&property, &args->v[1]);
	else
		found = liquid_truthy(&property);
	return found ? SEARCH_YES : SEARCH_NO;
}

/* Keeps the items that match, or those that do not. */
static void
select_items(LiquidRender *r, LiquidValue *value, const LiquidArgs *args,
			 SearchResult wanted)
{
	LiquidArray *list = crm_liquid_list(value);
	int			n = 0;
	int			i;

	for (i = 0; i < list->n; i++)
	{
		SearchResult result = matches(r, &list->items[i], args);

		if (result == SEARCH_IMPOSSIBLE)
		{
			*value = liquid_nil();
			return;
		}
		if (result == wanted)
			list->items[n++] = list->items[i];
	}
	list->n = n;
	*value = liquid_array(list);
}

void
crm_liquid_filter_where(LiquidRender *r, LiquidValue *value,
						const LiquidArgs *args)
{
	select_items(r, value, args, SEARCH_YES);
}

void
crm_liquid_filter_reject(LiquidRender *r, LiquidValue *value,
						 const LiquidArgs *args)
{
	select_items(r, value, args, SEARCH_NO);
}

/* The place of the first match; -1: none, -2: impossible. */
static int
first_match(LiquidRender *r, const LiquidArray *list, const LiquidArgs *args)
{
	int			i;

	for (i = 0; i < list->n; i++)
	{
		SearchResult result = matches(r, &list->items[i], args);

		if (result == SEARCH_IMPOSSIBLE)
			return -2;
		if (result == SEARCH_YES)
			return i;
	}
	return -1;
}

void
crm_liquid_filter_find(LiquidRender *r, LiquidValue *value,
					   const LiquidArgs *args)
{
	LiquidArray *list = crm_liquid_list(value);
	int			place = first_match(r, list, args);

	*value = place >= 0 ? list->items[place] : liquid_nil();
}

void
crm_liquid_filter_find_index(LiquidRender *r, LiquidValue *value,
							 const LiquidArgs *args)
{
	LiquidArray *list = crm_liquid_list(value);
	int			place = first_match(r, list, args);

	*value = place >= 0 ? liquid_int(place) : liquid_nil();
}

void
crm_liquid_filter_has(LiquidRender *r, LiquidValue *value,
					  const LiquidArgs *args)
{
	LiquidArray *list = crm_liquid_list(value);
	int			place = first_match(r, list, args);

	*value = place == -2 ? liquid_nil() : liquid_bool(place >= 0);
}
