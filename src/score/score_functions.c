/*-------------------------------------------------------------------------
 *
 * score_functions.c
 *	  crm.score_lead, crm.explain_score: one lead's score, now or at any time.
 *
 * Both compute from the tables; what crm.rescore_leads stored is not looked at.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"
#include "utils/tuplestore.h"

#include "common/spi.h"
#include "score/reason.h"
#include "score/result.h"

PG_FUNCTION_INFO_V1(crm_score_lead);
PG_FUNCTION_INFO_V1(crm_explain_score);

/* Where a lead's result goes. */
typedef struct OneLead
{
	CrmScoreContext context;
	CrmActiveModel active;
	void		(*found) (struct OneLead *one, const CrmLead *lead, CrmScore *score);
	FunctionCallInfo fcinfo;
	MemoryContext result_context;
	Datum		result;
} OneLead;

static void
score_one(const CrmLead *lead, void *arg)
{
	OneLead    *one = arg;
	CrmScore	score;

	score.factors = palloc(one->active.model->nfactors * sizeof(CrmFactorScore));
	crm_score_compute(&one->context, lead, &score);
	one->found(one, lead, &score);
}

/* The arguments lead, as_of, tenant; computes, and calls back. */
static void
score_argument(FunctionCallInfo fcinfo, OneLead *one)
{
	CrmGather	gather;
	CrmSelection selection = {NULL};
	int64		lead;
	int64		tenant;

	if (PG_ARGISNULL(0))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("lead must not be null"),
				 errhint("Name a lead: crm.score_lead(lead => 42).")));
	lead = PG_GETARG_INT64(0);
	if (PG_ARGISNULL(2))
		ereport(ERROR,
				(errcode(ERRCODE_NO_DATA_FOUND),
				 errmsg("lead " INT64_FORMAT " does not exist", lead),
				 errdetail("There is no current tenant."),
				 errhint("Choose one: SET crm.tenant_id = '1'.")));
	tenant = PG_GETARG_INT64(2);
	one->context.as_of = PG_ARGISNULL(1) ? GetCurrentTransactionStartTimestamp()
		: PG_GETARG_TIMESTAMPTZ(1);
	crm_check_as_of(one->context.as_of);
	one->fcinfo = fcinfo;
	one->result_context = CurrentMemoryContext;

	crm_spi_connect();
	crm_load_model(tenant, &one->active);
	one->context.model = one->active.model;
	one->context.zone = one->active.zone;
	crm_gather_init(&gather, tenant, &one->context, CRM_PART_LEAD, true,
					score_one, one);
	selection.first = selection.last = lead;
	if (crm_gather_leads(&gather, &selection) == 0)
		crm_unknown_lead(lead, tenant);
	crm_spi_finish();
}

static void
return_score(OneLead *one, const CrmLead *lead, CrmScore *score)
{
	TupleDesc	desc;
	Datum		values[6];
	bool		nulls[6] = {false};
	MemoryContext old;

	if (get_call_result_type(one->fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	old = MemoryContextSwitchTo(one->result_context);
	values[0] = crm_points_numeric(score->score);
	values[1] = CStringGetTextDatum(score->grade);
	values[2] = Float8GetDatum(score->probability);
	values[3] = crm_money_numeric(score->expected_value);
	values[4] = Float8GetDatum(crm_score_priority(score->slope, score->key,
												  one->context.as_of));
	values[5] = JsonbPGetDatum(crm_score_factors(&one->active, score));
	one->result = HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(desc), values, nulls));
	MemoryContextSwitchTo(old);
}

/*
 * crm.score_lead(lead bigint, as_of timestamptz, tenant bigint)
 *	  -> (score, grade, probability, expected_value, priority, factors)
 */
Datum
crm_score_lead(PG_FUNCTION_ARGS)
{
	OneLead		one = {{NULL}};

	one.found = return_score;
	score_argument(fcinfo, &one);
	PG_RETURN_DATUM(one.result);
}

/*
 * A span as people say it: "in 24 days", "3 hours ago".  Days are the calendar's,
 * as in the queue's reasons.
 */
static char *
span_text(TimestampTz as_of, TimestampTz at, pg_tz *zone)
{
	int64		span = at > as_of ? at - as_of : as_of - at;
	const char *unit = "day";
	int			n = abs(crm_local_day(at, zone) - crm_local_day(as_of, zone));

	if (span < USECS_PER_DAY)
	{
		unit = "hour";
		n = (span + USECS_PER_HOUR / 2) / USECS_PER_HOUR;
		if (n == 0)
			return pstrdup("now");
	}
	else if (n == 0)
		n = 1;					/* a day of 25 hours, nearly whole */
	return psprintf("%s%d %s%s%s", at > as_of ? "in " : "", n, unit,
					n == 1 ? "" : "s", at > as_of ? "" : " ago");
}

/* A number as people write it: whole, or with up to three decimals. */
static char *
number_text(double number)
{
	char	   *text = psprintf("%.3f", number);
	int			len = strlen(text);

	while (text[len - 1] == '0')
		len--;
	if (text[len - 1] == '.')
		len--;
	text[len] = '\0';
	return text;
}

/* The factor's value, or NULL where it is not known. */
static char *
value_text(const CrmScoreContext *context, const CrmLead *lead,
		   const CrmFactor *factor)
{
	TimestampTz next_change = DT_NOEND;
	CrmPoints	faded;
	CrmValue	value;

	if (factor->kind == CRM_FACTOR_COUNTS)
		return psprintf("%d", crm_score_count(context, lead, factor, &faded,
											  &next_change));
	crm_score_value(context, lead, factor, &value, &next_change);
	/* a flag asks whether something is there, not what: no telephone numbers */
	if (factor->kind == CRM_FACTOR_FLAG && value.kind != CRM_VALUE_MISSING &&
		value.kind != CRM_VALUE_FLAG)
		return pstrdup("yes");
	switch (value.kind)
	{
		case CRM_VALUE_NUMBER:
			return number_text(value.number);
		case CRM_VALUE_TEXT:
			return pnstrdup(value.text, value.len);
		case CRM_VALUE_FLAG:
			return pstrdup(value.flag ? "yes" : "no");
		case CRM_VALUE_TIME:
			return span_text(context->as_of, value.time, context->zone);
		default:
			return NULL;
	}
}

static void
put_factor(ReturnSetInfo *rsinfo, const char *name, const char *value,
		   CrmPoints points, bool capped, const char *reason)
{
	Datum		values[5];
	bool		nulls[5] = {false};

	values[0] = CStringGetTextDatum(name);
	nulls[1] = value == NULL;
	values[1] = value ? CStringGetTextDatum(value) : (Datum) 0;
	values[2] = crm_points_numeric(points);
	values[3] = BoolGetDatum(capped);
	values[4] = CStringGetTextDatum(reason);
	tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
}

/* Orders factors by what they gave, the most in either direction first. */
static int
compare_factors(const void *a, const void *b, void *arg)
{
	const CrmFactorScore *factors = arg;
	int			x = *(const int *) a;
	int			y = *(const int *) b;
	CrmPoints	difference = llabs(factors[y].points) - llabs(factors[x].points);

	return difference != 0 ? (difference > 0 ? 1 : -1) : x - y;
}

static void
return_factors(OneLead *one, const CrmLead *lead, CrmScore *score)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) one->fcinfo->resultinfo;
	const CrmModel *model = one->active.model;
	int		   *order = palloc(model->nfactors * sizeof(int));
	int			i;

	if (model->base != 0)
		put_factor(rsinfo, "base", NULL, model->base, false,
				   "what every lead starts with");
	for (i = 0; i < model->nfactors; i++)
		order[i] = i;
	qsort_arg(order, model->nfactors, sizeof(int), compare_factors, score->factors);
	for (i = 0; i < model->nfactors; i++)
	{
		const CrmFactor *factor = &model->factors[order[i]];
		const CrmFactorScore *given = &score->factors[order[i]];
		bool		capped = given->points != given->raw;
		char	   *value = value_text(&one->context, lead, factor);
		char	   *reason;

		reason = psprintf("%s: %s", factor->label, value ? value : "not known");
		if (capped)
			reason = psprintf("%s; %s is at its limit, %s of %s points count", reason,
							  model->groups[factor->group].name,
							  DatumGetCString(DirectFunctionCall1(numeric_out, crm_points_numeric(given->points))),
							  DatumGetCString(DirectFunctionCall1(numeric_out, crm_points_numeric(given->raw))));
		put_factor(rsinfo, factor->name, value, given->points, capped, reason);
	}
}

/*
 * crm.explain_score(lead bigint, as_of timestamptz, tenant bigint)
 *	  -> table(factor, value, points, capped, reason)
 */
Datum
crm_explain_score(PG_FUNCTION_ARGS)
{
	OneLead		one = {{NULL}};

	InitMaterializedSRF(fcinfo, 0);
	one.found = return_factors;
	score_argument(fcinfo, &one);
	return (Datum) 0;
}
