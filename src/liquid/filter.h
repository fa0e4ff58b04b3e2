/*-------------------------------------------------------------------------
 *
 * filter.h
 *	  What a filter is, and the filters there are.
 *
 * A filter changes a value in place.  What it allocates is in
 * CurrentMemoryContext, which may be reset after the statement.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_LIQUID_FILTER_H
#define CRM_LIQUID_FILTER_H

#include "liquid/render.h"

#define LIQUID_MAX_ARGS 4		/* positional */
#define LIQUID_MAX_NAMED 4

/* The arguments of one call, evaluated. */
typedef struct LiquidArgs
{
	int			n;
	LiquidValue v[LIQUID_MAX_ARGS];
	bool		given[LIQUID_MAX_NAMED];
	LiquidValue named[LIQUID_MAX_NAMED];	/* nil where not given */
} LiquidArgs;

typedef void (*LiquidFilterApply) (LiquidRender *r, LiquidValue *value,
								   const LiquidArgs *args);

typedef struct LiquidFilter
{
	const char *name;
	LiquidFilterApply apply;
	int8		min_args;
	int16		max_args;
	int16		max_args_ours;	/* in the crm dialect, where more than that */
	bool		ours;			/* not in the standard dialect */
	const char *named[LIQUID_MAX_NAMED];
	bool		named_ours;		/* the named ones are not standard */
} LiquidFilter;

extern const LiquidFilter *crm_liquid_find_filter(LiquidSpan name,
												  CrmLiquidDialect dialect);
extern const char *crm_liquid_nearest_filter(LiquidSpan name,
											 CrmLiquidDialect dialect);

/* filter_list.c */
extern LiquidArray *crm_liquid_list(const LiquidValue *value);
extern bool crm_liquid_read(LiquidRender *r, const LiquidValue *item,
							const LiquidValue *property, LiquidValue *result);

#define LIQUID_FILTER(name) \
	extern void crm_liquid_filter_##name(LiquidRender *r, \
										 LiquidValue *value, \
										 const LiquidArgs *args)

/* filter_text.c */
LIQUID_FILTER(append);
LIQUID_FILTER(prepend);
LIQUID_FILTER(upcase);
LIQUID_FILTER(downcase);
LIQUID_FILTER(capitalize);
LIQUID_FILTER(strip);
LIQUID_FILTER(lstrip);
LIQUID_FILTER(rstrip);
LIQUID_FILTER(strip_newlines);
LIQUID_FILTER(newline_to_br);
LIQUID_FILTER(replace);
LIQUID_FILTER(replace_first);
LIQUID_FILTER(replace_last);
LIQUID_FILTER(remove);
LIQUID_FILTER(remove_first);
LIQUID_FILTER(remove_last);
LIQUID_FILTER(slice);
LIQUID_FILTER(split);
LIQUID_FILTER(truncate);
LIQUID_FILTER(truncatewords);

/* filter_markup.c */
LIQUID_FILTER(escape);
LIQUID_FILTER(escape_once);
LIQUID_FILTER(strip_html);
LIQUID_FILTER(url_encode);
LIQUID_FILTER(url_decode);
LIQUID_FILTER(base64_encode);
LIQUID_FILTER(base64_decode);
LIQUID_FILTER(base64_url_safe_encode);
LIQUID_FILTER(base64_url_safe_decode);
LIQUID_FILTER(xml);

/* filter_number.c */
LIQUID_FILTER(abs);
LIQUID_FILTER(at_least);
LIQUID_FILTER(at_most);
LIQUID_FILTER(ceil);
LIQUID_FILTER(floor);
LIQUID_FILTER(round);
LIQUID_FILTER(plus);
LIQUID_FILTER(minus);
LIQUID_FILTER(times);
LIQUID_FILTER(divided_by);
LIQUID_FILTER(modulo);

/* filter_list.c, filter_search.c */
LIQUID_FILTER(compact);
LIQUID_FILTER(concat);
LIQUID_FILTER(first);
LIQUID_FILTER(last);
LIQUID_FILTER(join);
LIQUID_FILTER(map);
LIQUID_FILTER(reverse);
LIQUID_FILTER(size);
LIQUID_FILTER(sort);
LIQUID_FILTER(sort_natural);
LIQUID_FILTER(sum);
LIQUID_FILTER(uniq);
LIQUID_FILTER(find);
LIQUID_FILTER(find_index);
LIQUID_FILTER(has);
LIQUID_FILTER(reject);
LIQUID_FILTER(where);

/* filter_time.c */
LIQUID_FILTER(date);
LIQUID_FILTER(ago);

/* filter_money.c */
LIQUID_FILTER(money);

/* filter_crm.c */
LIQUID_FILTER(default);
LIQUID_FILTER(json);
LIQUID_FILTER(mask);
LIQUID_FILTER(pluralize);
LIQUID_FILTER(tokens);
LIQUID_FILTER(truncate_tokens);

#undef LIQUID_FILTER

#endif							/* CRM_LIQUID_FILTER_H */
