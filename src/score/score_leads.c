/*-------------------------------------------------------------------------
 *
 * score_leads.c
 *	  crm.score_leads, crm.count_scores: all leads under any model, computed
 *	  and not stored.
 *
 * What the distribution of a model's scores and the comparison of two models
 * are made of, before a model is put in force.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"
#include "utils/tuplestore.h"

#include "common/spi.h"
#include "score/bulk.h"
#include "score/result.h"

PG_FUNCTION_INFO_V1(crm_score_leads);
PG_FUNCTION_INFO_V1(crm_count_scores);

#define MAX_BUCKETS 100

/* What is known of the leads of one range of scores. */
typedef struct Bucket
{
	int64		leads;
	CrmPoints	score;			/* sums */
	double		probability;
	double		expected_value;
} Bucket;

typedef struct ScoreLeads
{
	CrmScoreContext context;
	CrmActiveModel active;
	CrmFactorScore *factors;
	ReturnSetInfo *rsinfo;
	bool		only_open;
	int			nbuckets;
	Bucket	   *buckets;
} ScoreLeads;

static void
return_lead(const CrmLead *lead, void *arg)
{
	ScoreLeads *leads = arg;
	CrmScore	score;
	Datum		values[6];
	bool		nulls[6] = {false};

	if (leads->only_open && !lead->is_open)
		return;
	score.factors = leads->factors;
	crm_score_compute(&leads->context, lead, &score);
	values[0] = Int64GetDatum(lead->id);
	values[1] = crm_points_numeric(score.score);
	values[2] = CStringGetTextDatum(score.grade);
	values[3] = Float8GetDatum(score.probability);
	values[4] = Float8GetDatum(score.expected_value);
	nulls[5] = !score.in_queue;
	values[5] = Float8GetDatum(crm_score_priority(score.slope, score.key,
												  leads->context.as_of));
	tuplestore_putvalues(leads->rsinfo->setResult, leads->rsinfo->setDesc,
						 values, nulls);
}

/* What all functions here begin with: the leads' model at a time. */
static void
prepare(ScoreLeads *leads, FunctionCallInfo fcinfo, int model_arg, int open_arg,
		int64 tenant)
{
	CrmActiveModel *active = &leads->active;

	if (PG_ARGISNULL(model_arg))
		crm_load_model(tenant, active);
	else
		crm_load_named_model(tenant, text_to_cstring(PG_GETARG_TEXT_PP(model_arg)), active);
	leads->only_open = PG_ARGISNULL(open_arg) || PG_GETARG_BOOL(open_arg);
	leads->context.model = active->model;
	leads->context.zone = active->zone;
	leads->factors = palloc(active->model->nfactors * sizeof(CrmFactorScore));
}

/* Computes all leads, one after the other, into the sink. */
static void
compute_all(ScoreLeads *leads, int64 tenant, CrmParts parts, CrmLeadSink sink)
{
	CrmGather	gather;
	CrmBulk    *bulk;

	crm_gather_init(&gather, tenant, &leads->context, parts, true, sink, leads);
	bulk = crm_bulk_open(&gather);
	while (crm_bulk_next(bulk, PG_INT64_MAX) > 0)
		;
	crm_bulk_close(bulk);
}

static TimestampTz
as_of_argument(FunctionCallInfo fcinfo, int n)
{
	TimestampTz as_of = PG_ARGISNULL(n) ? GetCurrentTransactionStartTimestamp()
		: PG_GETARG_TIMESTAMPTZ(n);

	crm_check_as_of(as_of);
	return as_of;
}

/*
 * crm.score_leads(model text, only_open boolean, as_of timestamptz, tenant bigint)
 *	  -> table(lead_id, score, grade, probability, expected_value, priority)
 */
Datum
crm_score_leads(PG_FUNCTION_ARGS)
{
	ScoreLeads	leads = {{NULL}};

	InitMaterializedSRF(fcinfo, 0);
	leads.rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	leads.context.as_of = as_of_argument(fcinfo, 2);
	if (PG_ARGISNULL(3))
		return (Datum) 0;
	crm_spi_connect();
	prepare(&leads, fcinfo, 0, 1, PG_GETARG_INT64(3));
	compute_all(&leads, PG_GETARG_INT64(3), CRM_PART_CONTACT, return_lead);
	crm_spi_finish();
	return (Datum) 0;
}

/* Counts a lead in its bucket. */
static void
count_lead(const CrmLead *lead, void *arg)
{
	ScoreLeads *leads = arg;
	CrmScore	score;
	Bucket	   *bucket;
	int			number;

	if (leads->only_open && !lead->is_open)
		return;
	score.factors = leads->factors;
	crm_score_compute(&leads->context, lead, &score);
	number = (int) (score.score * leads->nbuckets / (100 * CRM_POINT));
	bucket = &leads->buckets[Min(number, leads->nbuckets - 1)];
	bucket->leads++;
	bucket->score += score.score;
	bucket->probability += score.probability;
	bucket->expected_value += score.expected_value;
}

/*
 * crm.count_scores(model text, buckets int, only_open boolean, as_of timestamptz,
 *	  tenant bigint) -> table(bucket, leads, mean_score, mean_probability, expected_value)
 */
Datum
crm_count_scores(PG_FUNCTION_ARGS)
{
	ScoreLeads	leads = {{NULL}};
	int			i;

	InitMaterializedSRF(fcinfo, 0);
	leads.rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	leads.context.as_of = as_of_argument(fcinfo, 3);
	leads.nbuckets = PG_ARGISNULL(1) ? 0 : PG_GETARG_INT32(1);
	if (leads.nbuckets < 1 || leads.nbuckets > MAX_BUCKETS)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("buckets is out of range"),
				 PG_ARGISNULL(1) ? errdetail("It is null; it may be 1 to %d.", MAX_BUCKETS)
				 : errdetail("It is %d; it may be 1 to %d.", leads.nbuckets, MAX_BUCKETS),
				 errhint("10 buckets of 10 points each are the default.")));
	if (PG_ARGISNULL(4))
		return (Datum) 0;
	leads.buckets = palloc0(leads.nbuckets * sizeof(Bucket));
	crm_spi_connect();
	prepare(&leads, fcinfo, 0, 2, PG_GETARG_INT64(4));
	compute_all(&leads, PG_GETARG_INT64(4), CRM_PART_LEAD, count_lead);
	crm_spi_finish();

	for (i = 0; i < leads.nbuckets; i++)
	{
		const Bucket *bucket = &leads.buckets[i];
		Datum		values[5];
		bool		nulls[5] = {false};

		values[0] = Int32GetDatum(i + 1);
		values[1] = Int64GetDatum(bucket->leads);
		nulls[2] = nulls[3] = bucket->leads == 0;
		values[2] = Float8GetDatum((double) bucket->score / CRM_POINT / Max(bucket->leads, 1));
		values[3] = Float8GetDatum(bucket->probability / Max(bucket->leads, 1));
		values[4] = Float8GetDatum(bucket->expected_value);
		tuplestore_putvalues(leads.rsinfo->setResult, leads.rsinfo->setDesc, values, nulls);
	}
	return (Datum) 0;
}
