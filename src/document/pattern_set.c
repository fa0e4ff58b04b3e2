/*-------------------------------------------------------------------------
 *
 * pattern_set.c
 *	  Sets of code points, and the ones ECMA-262 names by an escape.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "document/pattern_tree.h"

CrmCharSet *
crm_set_make(void)
{
	CrmCharSet *set = palloc(sizeof(CrmCharSet));

	set->max = 8;
	set->n = 0;
	set->ranges = palloc(sizeof(CrmRange) * set->max);
	return set;
}

void
crm_set_add(CrmCharSet *set, uint32 low, uint32 high)
{
	if (set->n == set->max)
	{
		set->max *= 2;
		set->ranges = repalloc(set->ranges, sizeof(CrmRange) * set->max);
	}
	set->ranges[set->n].low = low;
	set->ranges[set->n++].high = high;
}

void
crm_set_add_set(CrmCharSet *set, const CrmCharSet *other)
{
	for (int i = 0; i < other->n; i++)
		crm_set_add(set, other->ranges[i].low, other->ranges[i].high);
}

static int
compare_ranges(const void *a, const void *b)
{
	const CrmRange *x = a;
	const CrmRange *y = b;

	return x->low < y->low ? -1 : x->low > y->low;
}

void
crm_set_normalize(CrmCharSet *set)
{
	int			n = 0;

	qsort(set->ranges, set->n, sizeof(CrmRange), compare_ranges);
	for (int i = 0; i < set->n; i++)
	{
		if (n > 0 && set->ranges[i].low <= set->ranges[n - 1].high + 1)
			set->ranges[n - 1].high = Max(set->ranges[n - 1].high,
										  set->ranges[i].high);
		else
			set->ranges[n++] = set->ranges[i];
	}
	set->n = n;
}

void
crm_set_invert(CrmCharSet *set)
{
	CrmCharSet *inverse = crm_set_make();
	uint32		from = 0;

	crm_set_normalize(set);
	for (int i = 0; i < set->n; i++)
	{
		if (set->ranges[i].low > from)
			crm_set_add(inverse, from, set->ranges[i].low - 1);
		from = set->ranges[i].high + 1;
	}
	if (from <= CRM_LAST_CODE_POINT)
		crm_set_add(inverse, from, CRM_LAST_CODE_POINT);
	*set = *inverse;
}

void
crm_set_add_digits(CrmCharSet *set)
{
	crm_set_add(set, '0', '9');
}

void
crm_set_add_word(CrmCharSet *set)
{
	crm_set_add(set, '0', '9');
	crm_set_add(set, 'A', 'Z');
	crm_set_add(set, '_', '_');
	crm_set_add(set, 'a', 'z');
}

/* WhiteSpace and LineTerminator of ECMA-262. */
void
crm_set_add_space(CrmCharSet *set)
{
	crm_set_add(set, 0x09, 0x0D);
	crm_set_add(set, 0x20, 0x20);
	crm_set_add(set, 0xA0, 0xA0);
	crm_set_add(set, 0x1680, 0x1680);
	crm_set_add(set, 0x2000, 0x200A);
	crm_set_add(set, 0x2028, 0x2029);
	crm_set_add(set, 0x202F, 0x202F);
	crm_set_add(set, 0x205F, 0x205F);
	crm_set_add(set, 0x3000, 0x3000);
	crm_set_add(set, 0xFEFF, 0xFEFF);
}

/* "." is everything but the line terminators. */
void
crm_set_add_dot(CrmCharSet *set)
{
	crm_set_add(set, 0, '\n' - 1);
	crm_set_add(set, '\n' + 1, '\r' - 1);
	crm_set_add(set, '\r' + 1, 0x2027);
	crm_set_add(set, 0x202A, CRM_LAST_CODE_POINT);
}
