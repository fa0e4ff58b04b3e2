/*-------------------------------------------------------------------------
 *
 * result.c
 *	  A score as SQL values, and the errors all scoring functions share.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/numeric.h"
#include "utils/timestamp.h"

#include "common/time_range.h"
#include "score/result.h"

/* Points as numeric, exactly, without zeros at the end. */
Datum
crm_points_numeric(CrmPoints points)
{
	return DirectFunctionCall1(numeric_trim_scale,
							   NumericGetDatum(int64_div_fast_to_numeric(points, 4)));
}

/* An amount within what is stored. */
double
crm_money(double amount)
{
	return Min(amount, 1e15);
}

/* Dollars and cents. */
Datum
crm_money_numeric(double amount)
{
	return NumericGetDatum(int64_div_fast_to_numeric((int64) rint(crm_money(amount) * 100), 2));
}

static void
push_key(JsonbParseState **state, const char *key)
{
	JsonbValue	value;

	value.type = jbvString;
	value.val.string.val = unconstify(char *, key);
	value.val.string.len = strlen(key);
	pushJsonbValue(state, WJB_KEY, &value);
}

static void
push_points(JsonbParseState **state, const char *key, CrmPoints points)
{
	JsonbValue	value;

	if (points == 0)
		return;
	push_key(state, key);
	value.type = jbvNumeric;
	value.val.numeric = DatumGetNumeric(crm_points_numeric(points));
	pushJsonbValue(state, WJB_VALUE, &value);
}

/*
 * {"model": name, "version": n, "points": {factor: points, ...}}: the factors
 * that gave any, and the base; together they are the score before the clamp.
 */
Jsonb *
crm_score_factors(const CrmActiveModel *active, const CrmScore *score)
{
	JsonbParseState *state = NULL;
	JsonbValue	value;
	int			i;

	pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
	push_key(&state, "model");
	value.type = jbvString;
	value.val.string.val = unconstify(char *, active->name);
	value.val.string.len = strlen(active->name);
	pushJsonbValue(&state, WJB_VALUE, &value);
	push_key(&state, "version");
	value.type = jbvNumeric;
	value.val.numeric = int64_to_numeric(active->version);
	pushJsonbValue(&state, WJB_VALUE, &value);
	push_key(&state, "points");
	pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
	push_points(&state, "base", active->model->base);
	for (i = 0; i < active->model->nfactors; i++)
		push_points(&state, active->model->factors[i].name,
					score->factors[i].points);
	pushJsonbValue(&state, WJB_END_OBJECT, NULL);
	return JsonbValueToJsonb(pushJsonbValue(&state, WJB_END_OBJECT, NULL));
}

static const char *
factor_name(const CrmModel *model, int factor)
{
	return factor < 0 ? "base" : model->factors[factor].name;
}

static int
compare_names(const void *a, const void *b, void *arg)
{
	const char *x = factor_name(arg, *(const int *) a);
	const char *y = factor_name(arg, *(const int *) b);

	return crm_json_compare_keys(x, strlen(x), y, strlen(y));
}

/* Makes crm_score_has_factors possible, in CurrentMemoryContext. */
void
crm_score_order_factors(const CrmModel *model, CrmFactorOrder *order)
{
	int			i;

	order->n = model->nfactors + 1;
	order->factors = palloc(order->n * sizeof(int));
	for (i = 0; i < order->n; i++)
		order->factors[i] = i - 1;
	qsort_arg(order->factors, order->n, sizeof(int), compare_names, (void *) model);
}

/* Is it what crm_score_factors would make of the score? */
bool
crm_score_has_factors(const CrmActiveModel *active, const CrmFactorOrder *order,
					  const CrmScore *score, const Jsonb *factors)
{
	CrmJson		root;
	CrmJson		given;
	CrmJson		value;
	CrmJsonWalk walk;
	const char *key;
	uint32		len;
	int			i;

	crm_json_root(factors, &root);
	if (root.type != CRM_JSON_OBJECT || root.len != 3 ||
		!crm_json_get(&root, "model", 5, &value) || value.type != CRM_JSON_STRING ||
		value.len != strlen(active->name) || memcmp(value.data, active->name, value.len) != 0 ||
		!crm_json_get(&root, "version", 7, &value) || value.type != CRM_JSON_NUMBER ||
		crm_numeric_double(NumericGetDatum(crm_json_numeric(&value))) != active->version ||
		!crm_json_get(&root, "points", 6, &given) || given.type != CRM_JSON_OBJECT)
		return false;
	crm_json_walk(&walk, &given);
	for (i = 0; i < order->n; i++)
	{
		int			factor = order->factors[i];
		const char *name = factor_name(active->model, factor);
		CrmPoints	points = factor < 0 ? active->model->base : score->factors[factor].points;

		if (points == 0)
			continue;
		if (!crm_json_next_pair(&walk, &key, &len, &value) ||
			value.type != CRM_JSON_NUMBER || strlen(name) != len || memcmp(key, name, len) != 0 ||
			rint(crm_numeric_double(NumericGetDatum(crm_json_numeric(&value))) * CRM_POINT) != points)
			return false;
	}
	return !crm_json_next_pair(&walk, &key, &len, &value);
}

void
crm_check_as_of(TimestampTz as_of)
{
	if (TIMESTAMP_NOT_FINITE(as_of))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("as_of must be finite"),
				 errdetail("It is %s.", TIMESTAMP_IS_NOBEGIN(as_of) ? "-infinity" : "infinity"),
				 errhint("Leave as_of out for now.")));
	if (!CRM_TIME_IN_RANGE(as_of))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("as_of is out of range"),
				 errdetail("It is %s; the years 1 to 9999 are scored.",
						   timestamptz_to_str(as_of)),
				 errhint("Leave as_of out for now.")));
}

/* Another tenant's lead is as unknown as one that does not exist. */
void
crm_unknown_lead(int64 lead, int64 tenant)
{
	ereport(ERROR,
			(errcode(ERRCODE_NO_DATA_FOUND),
			 errmsg("lead " INT64_FORMAT " does not exist", lead),
			 errdetail("Tenant " INT64_FORMAT " has no such lead.", tenant),
			 errhint("Look it up in crm.leads; crm.current_tenant() tells whose rows are read.")));
}
