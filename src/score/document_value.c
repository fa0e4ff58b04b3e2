/*-------------------------------------------------------------------------
 *
 * document_value.c
 *	  A feature's value in a coverage document: the first value at a pointer,
 *	  or how many, the sum, the least or the greatest of all that match.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/numeric.h"

#include "score/document_value.h"

typedef struct Walk
{
	const CrmFeature *feature;
	CrmValue   *value;
	int64		matches;
} Walk;

/* A scalar as a feature's value; arrays and objects are none. */
static void
scalar_value(const CrmJson *json, CrmValue *value)
{
	switch (json->type)
	{
		case CRM_JSON_NUMBER:
			value->number = crm_numeric_double(NumericGetDatum(crm_json_numeric(json)));
			value->kind = isfinite(value->number) ? CRM_VALUE_NUMBER : CRM_VALUE_MISSING;
			break;
		case CRM_JSON_STRING:
			value->kind = json->len > 0 ? CRM_VALUE_TEXT : CRM_VALUE_MISSING;
			value->text = json->data;
			value->len = json->len;
			break;
		case CRM_JSON_BOOL:
			value->kind = CRM_VALUE_FLAG;
			value->flag = json->boolean;
			break;
		default:
			value->kind = CRM_VALUE_MISSING;
			break;
	}
}

/* Negative, zero, positive; texts by bytes, which orders ISO dates. */
static int
compare_values(const CrmValue *a, const CrmValue *b)
{
	if (a->kind == CRM_VALUE_NUMBER)
		return a->number < b->number ? -1 : a->number > b->number;
	else
	{
		int			order = memcmp(a->text, b->text, Min(a->len, b->len));

		return order != 0 ? order : a->len - b->len;
	}
}

static bool
scalars_equal(const CrmJson *a, const CrmJson *b)
{
	if (a->type != b->type)
		return false;
	switch (a->type)
	{
		case CRM_JSON_BOOL:
			return a->boolean == b->boolean;
		case CRM_JSON_STRING:
			return a->len == b->len && memcmp(a->data, b->data, a->len) == 0;
		case CRM_JSON_NUMBER:
			return DatumGetBool(DirectFunctionCall2(numeric_eq,
													NumericGetDatum(crm_json_numeric(a)),
													NumericGetDatum(crm_json_numeric(b))));
		default:
			return a->type == CRM_JSON_NULL;
	}
}

/* Has the item the value, or one of the values, that "where" asks for? */
static bool
item_qualifies(const CrmFeature *feature, const CrmJson *item)
{
	const CrmJson *wanted = &feature->where_value;
	CrmJson		found;
	CrmJson		one;
	CrmJsonWalk walk;

	if (feature->where_key == NULL)
		return true;
	if (!crm_json_get(item, feature->where_key, strlen(feature->where_key), &found))
		return false;
	if (wanted->type != CRM_JSON_ARRAY)
		return scalars_equal(&found, wanted);
	crm_json_walk(&walk, wanted);
	while (crm_json_next_item(&walk, &one))
	{
		if (scalars_equal(&found, &one))
			return true;
	}
	return false;
}

/* Takes one match in. */
static void
add_match(Walk *walk, const CrmJson *match)
{
	CrmValue   *value = walk->value;
	CrmValue	one = {CRM_VALUE_MISSING};

	if (!item_qualifies(walk->feature, match))
		return;
	if (walk->feature->aggregate == CRM_AGGREGATE_COUNT)
	{
		walk->matches++;
		return;
	}
	scalar_value(match, &one);
	if (one.kind == CRM_VALUE_MISSING)
		return;
	if (walk->matches++ == 0)
	{
		if (walk->feature->aggregate != CRM_AGGREGATE_SUM ||
			one.kind == CRM_VALUE_NUMBER)
			*value = one;
		else
			walk->matches = 0;
		return;
	}
	if (one.kind != value->kind)
		return;
	switch (walk->feature->aggregate)
	{
		case CRM_AGGREGATE_SUM:
			value->number += one.number;
			break;
		case CRM_AGGREGATE_MIN:
			if (one.kind != CRM_VALUE_FLAG && compare_values(&one, value) < 0)
				*value = one;
			break;
		case CRM_AGGREGATE_MAX:
			if (one.kind != CRM_VALUE_FLAG && compare_values(&one, value) > 0)
				*value = one;
			break;
		default:
			break;
	}
}

/* At most 16 levels deep: a model has no longer pointers. */
static void
walk_steps(Walk *walk, const CrmJson *at, int step)
{
	const CrmFeature *feature = walk->feature;
	const CrmPointerStep *s = &feature->steps[step];
	CrmJson		next;

	if (step == feature->nsteps)
	{
		/* the count of an array is that of its items */
		if (at->type == CRM_JSON_ARRAY &&
			feature->aggregate == CRM_AGGREGATE_COUNT)
		{
			CrmJsonWalk items;

			crm_json_walk(&items, at);
			while (crm_json_next_item(&items, &next))
				add_match(walk, &next);
		}
		else
			add_match(walk, at);
		return;
	}
	if (s->key == NULL)
	{
		CrmJsonWalk items;

		if (at->type != CRM_JSON_ARRAY)
			return;
		crm_json_walk(&items, at);
		while (crm_json_next_item(&items, &next))
			walk_steps(walk, &next, step + 1);
	}
	else if (at->type == CRM_JSON_ARRAY)
	{
		if (s->index >= 0 && crm_json_item(at, s->index, &next))
			walk_steps(walk, &next, step + 1);
	}
	else if (crm_json_get(at, s->key, s->len, &next))
		walk_steps(walk, &next, step + 1);
}

/* The feature's value; the document is borrowed, and so is a text in it. */
void
crm_document_value(const CrmFeature *feature, const Jsonb *document,
				   CrmValue *value)
{
	Walk		walk = {feature, value, 0};
	CrmJson		root;

	value->kind = CRM_VALUE_MISSING;
	crm_json_root(document, &root);
	walk_steps(&walk, &root, 0);
	if (feature->aggregate == CRM_AGGREGATE_COUNT)
	{
		value->kind = CRM_VALUE_NUMBER;
		value->number = (double) walk.matches;
	}
}

/* Reads YYYY-MM-DD, as JSON Schema's format "date" has it. */
bool
crm_parse_date(const char *text, int len, DateADT *date)
{
	int			part[3] = {0, 0, 0};
	int			i;

	if (len < 10 || text[4] != '-' || text[7] != '-')
		return false;
	for (i = 0; i < 10; i++)
	{
		if (i == 4 || i == 7)
			continue;
		if (text[i] < '0' || text[i] > '9')
			return false;
		part[i < 4 ? 0 : i < 7 ? 1 : 2] =
			part[i < 4 ? 0 : i < 7 ? 1 : 2] * 10 + text[i] - '0';
	}
	if (part[0] < 1 || part[1] < 1 || part[1] > 12 || part[2] < 1 ||
		part[2] > day_tab[isleap(part[0])][part[1] - 1])
		return false;
	*date = date2j(part[0], part[1], part[2]) - POSTGRES_EPOCH_JDATE;
	return true;
}
