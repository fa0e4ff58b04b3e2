/*-------------------------------------------------------------------------
 *
 * score_leads.c
 *	  crm.score_leads: all leads under any model, computed and not stored.
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
#include "score/result.h"

PG_FUNCTION_INFO_V1(crm_score_leads);

#define RANGE_LEADS 10000

typedef struct ScoreLeads
{
	CrmScoreContext context;
	CrmFactorScore *factors;
	ReturnSetInfo *rsinfo;
	bool		only_open;
} ScoreLeads;

static void
return_lead(const CrmLead *lead, void *arg)
{
	ScoreLeads *leads = arg;
	CrmScore	score;
	Datum		values[6];
	bool		nulls[6] = {false};

	if (leads->only_open && !crm_score_is_open(lead))
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

/*
 * crm.score_leads(model text, only_open boolean, as_of timestamptz, tenant bigint)
 *	  -> table(lead_id, score, grade, probability, expected_value, priority)
 */
Datum
crm_score_leads(PG_FUNCTION_ARGS)
{
	CrmSelection selection = {NULL, 0, PG_INT64_MIN};
	CrmActiveModel active;
	ScoreLeads	leads;
	CrmGather	gather;
	int64		tenant;

	InitMaterializedSRF(fcinfo, 0);
	leads.rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	leads.only_open = PG_ARGISNULL(1) || PG_GETARG_BOOL(1);
	leads.context.as_of = PG_ARGISNULL(2) ? GetCurrentTransactionStartTimestamp()
		: PG_GETARG_TIMESTAMPTZ(2);
	crm_check_as_of(leads.context.as_of);
	if (PG_ARGISNULL(3))
		return (Datum) 0;
	tenant = PG_GETARG_INT64(3);

	crm_spi_connect();
	if (PG_ARGISNULL(0))
		crm_load_model(tenant, &active);
	else
		crm_load_named_model(tenant, text_to_cstring(PG_GETARG_TEXT_PP(0)), &active);
	leads.context.model = active.model;
	leads.context.zone = active.zone;
	leads.factors = palloc(active.model->nfactors * sizeof(CrmFactorScore));
	crm_gather_init(&gather, tenant, active.model, CRM_PART_LEAD, true,
					return_lead, &leads);
	while (crm_next_selection(&gather, RANGE_LEADS, &selection))
		crm_gather_leads(&gather, &selection);
	crm_spi_finish();
	return (Datum) 0;
}
