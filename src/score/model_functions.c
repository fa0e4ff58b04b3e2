/*-------------------------------------------------------------------------
 *
 * model_functions.c
 *	  The SQL face of models: checked when saved, and shown by factor.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/rel.h"
#include "utils/tuplestore.h"

#include "common/own_trigger.h"
#include "score/result.h"

PG_FUNCTION_INFO_V1(crm_check_score_model);
PG_FUNCTION_INFO_V1(crm_score_model_factors);
PG_FUNCTION_INFO_V1(crm_score_features);

static Datum
column_value(HeapTuple row, Relation table, const char *column, bool *isnull)
{
	return heap_getattr(row, SPI_fnumber(RelationGetDescr(table), column),
						RelationGetDescr(table), isnull);
}

/* A published version is what leads were scored with: it stays as it is. */
static void
refuse_change(TriggerData *trigger)
{
	static const char *const fixed[] = {"name", "version"};
	Relation	table = trigger->tg_relation;
	bool		isnull;
	bool		changed;
	int			i;
	Jsonb	   *before;
	Jsonb	   *after;
	char	   *status;

	status = TextDatumGetCString(column_value(trigger->tg_trigtuple, table, "status", &isnull));
	if (strcmp(status, "draft") == 0)
		return;
	before = DatumGetJsonbP(column_value(trigger->tg_trigtuple, table, "definition", &isnull));
	after = DatumGetJsonbP(column_value(trigger->tg_newtuple, table, "definition", &isnull));
	changed = compareJsonbContainers(&before->root, &after->root) != 0;
	for (i = 0; i < lengthof(fixed) && !changed; i++)
	{
		int			attno = SPI_fnumber(RelationGetDescr(table), fixed[i]);
		char	   *was = SPI_getvalue(trigger->tg_trigtuple, RelationGetDescr(table), attno);
		char	   *is = SPI_getvalue(trigger->tg_newtuple, RelationGetDescr(table), attno);

		changed = strcmp(was, is) != 0;
	}
	if (changed)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("a published score model cannot be changed"),
				 errdetail("Model \"%s\", version %s, is %s.",
						   SPI_getvalue(trigger->tg_trigtuple, RelationGetDescr(table),
										SPI_fnumber(RelationGetDescr(table), "name")),
						   SPI_getvalue(trigger->tg_trigtuple, RelationGetDescr(table),
										SPI_fnumber(RelationGetDescr(table), "version")),
						   status),
				 errhint("Publish a new version with crm.publish_score_model."),
				 errtable(table)));
}

/* crm.check_score_model(): BEFORE INSERT OR UPDATE on crm.score_models. */
Datum
crm_check_score_model(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;
	HeapTuple	row;
	bool		isnull;
	Datum		definition;

	if (!crm_called_by_own_trigger(fcinfo) ||
		!TRIGGER_FIRED_FOR_ROW(trigger->tg_event) ||
		!TRIGGER_FIRED_BEFORE(trigger->tg_event))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("crm.check_score_model must be called by its own trigger"),
				 errhint("It is a BEFORE row trigger of crm.score_models.")));
	row = trigger->tg_trigtuple;
	if (TRIGGER_FIRED_BY_UPDATE(trigger->tg_event))
	{
		refuse_change(trigger);
		row = trigger->tg_newtuple;
	}
	definition = column_value(row, trigger->tg_relation, "definition", &isnull);
	if (!isnull)
		crm_model_compile(DatumGetJsonbP(definition));
	return PointerGetDatum(row);
}

/* crm.score_model_factors(definition jsonb) */
Datum
crm_score_model_factors(PG_FUNCTION_ARGS)
{
	static const char *const kinds[] = {"bins", "categories", "flag", "counts"};
	static const char *const events[] =
	{"communications", "notes", "opportunities"};
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	CrmModel   *model;
	int			i;

	InitMaterializedSRF(fcinfo, 0);
	model = crm_model_compile(PG_GETARG_JSONB_P(0));
	for (i = 0; i < model->nfactors; i++)
	{
		CrmFactor  *factor = &model->factors[i];
		Datum		values[7];
		bool		nulls[7] = {false};

		values[0] = CStringGetTextDatum(factor->name);
		values[1] = CStringGetTextDatum(model->groups[factor->group].name);
		values[2] = CStringGetTextDatum(kinds[factor->kind]);
		values[3] = CStringGetTextDatum(factor->kind == CRM_FACTOR_COUNTS
										? events[factor->events.kind]
										: factor->feature.name);
		values[4] = crm_points_numeric(factor->least);
		values[5] = crm_points_numeric(factor->most);
		values[6] = CStringGetTextDatum(factor->label);
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	}
	return (Datum) 0;
}

/* crm.score_features() */
Datum
crm_score_features(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	const CrmFeatureInfo *info;
	int			i;

	InitMaterializedSRF(fcinfo, 0);
	for (i = 0; (info = crm_feature_at(i)) != NULL; i++)
	{
		Datum		values[3];
		bool		nulls[3] = {false};
		const char *type = "number";

		if (info->is_time)
			type = "time";
		else if (info->type == CRM_FEATURE_TEXT)
			type = "text";
		else if (info->type == CRM_FEATURE_FLAG)
			type = "flag";
		values[0] = CStringGetTextDatum(info->name);
		values[1] = CStringGetTextDatum(type);
		nulls[2] = info->refusal == NULL;
		values[2] = info->refusal ? CStringGetTextDatum(info->refusal) : (Datum) 0;
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	}
	return (Datum) 0;
}
