/*-------------------------------------------------------------------------
 *
 * opportunity_stage.c
 *	  Moves of opportunities between stages: which are allowed, what they
 *	  stamp, and their history.
 *
 * A deal moves freely within its pipeline, also backwards; it does not change
 * pipelines, and leaves won or lost only with a reason.  Only an UPDATE is a
 * move; a deal may be inserted at any stage.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/rel.h"

#include "trigger/move.h"

PG_FUNCTION_INFO_V1(crm_check_opportunity_stage);
PG_FUNCTION_INFO_V1(crm_record_opportunity_stage);

static const CrmMoveKind opportunity_move = {
	"opportunity", "stage", "stage_id", "stage_changed_at", "stage_reason"
};

static CrmPlan find_stages = {
	"SELECT f.pipeline, f.category, t.pipeline, t.category, t.is_active,"
	" t.probability"
	" FROM crm.opportunity_stages t"
	" LEFT JOIN crm.opportunity_stages f ON f.id OPERATOR(pg_catalog.=) $1"
	" WHERE t.id OPERATOR(pg_catalog.=) $2",
	2, {TEXTOID, TEXTOID}
};

static CrmPlan list_pipeline = {
	"SELECT id FROM crm.opportunity_stages"
	" WHERE pipeline OPERATOR(pg_catalog.=) $1 AND is_active"
	" ORDER BY sort_order USING OPERATOR(pg_catalog.<),"
	" id USING OPERATOR(pg_catalog.<)",
	1, {TEXTOID}
};

static CrmPlan list_stages = {
	"SELECT id FROM crm.opportunity_stages WHERE is_active"
	" ORDER BY sort_order USING OPERATOR(pg_catalog.<),"
	" id USING OPERATOR(pg_catalog.<)",
	0, {0}
};

static CrmPlan stage_exists = {
	"SELECT 1 FROM crm.opportunity_stages WHERE id OPERATOR(pg_catalog.=) $1",
	1, {TEXTOID}
};

static CrmPlan last_move = {
	"SELECT changed_at FROM crm.opportunity_stage_changes"
	" WHERE opportunity_id OPERATOR(pg_catalog.=) $1"
	" AND tenant_id OPERATOR(pg_catalog.=) $2"
	" ORDER BY changed_at DESC LIMIT 1",
	2, {INT8OID, INT8OID}
};

static CrmPlan append_history = {
	"INSERT INTO crm.opportunity_stage_changes (tenant_id, opportunity_id,"
	" client_id, from_stage_id, to_stage_id, changed_at, reason, time_in_stage,"
	" lost_reason_id, lead_id)"
	" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
	10, {INT8OID, INT8OID, INT8OID, TEXTOID, TEXTOID, TIMESTAMPTZOID, TEXTOID,
	INTERVALOID, TEXTOID, INT8OID}
};

static void
refuse_other_pipeline(const CrmTriggerRow *row, const char *from_pipeline,
					  const char *to_pipeline)
{
	Datum		values[1];
	char	   *stages;

	values[0] = CStringGetTextDatum(from_pipeline);
	stages = crm_move_list(&list_pipeline, values);
	ereport(ERROR,
			(errcode(ERRCODE_CHECK_VIOLATION),
			 errmsg("opportunity " INT64_FORMAT " cannot move from \"%s\" to \"%s\"",
					crm_move_id(row), crm_row_old_text(row, "stage_id"),
					crm_row_new_text(row, "stage_id")),
			 errdetail("It is in pipeline \"%s\", the stage is of pipeline \"%s\".",
					   from_pipeline, to_pipeline),
			 stages ? errhint("Stages of its pipeline: %s.", stages) : 0,
			 errtablecol(row->table, crm_row_column(row, "stage_id"))));
}

/* Won and lost have their time while they last. */
static void
stamp_outcome(CrmTriggerRow *row, const char *from, const char *to,
			  TimestampTz at)
{
	if (strcmp(from, to) != 0)
	{
		if (strcmp(from, "won") == 0)
			crm_move_clear(row, "won_at");
		if (strcmp(from, "lost") == 0)
		{
			crm_move_clear(row, "lost_at");
			crm_move_clear(row, "lost_reason_id");
		}
	}
	if (strcmp(to, "won") == 0)
		crm_move_stamp(row, "won_at", at, strcmp(from, to) != 0);
	if (strcmp(to, "lost") == 0)
		crm_move_stamp(row, "lost_at", at, strcmp(from, to) != 0);
}

static void
check_move(CrmTriggerRow *row)
{
	Datum		values[2];
	HeapTuple	tuple;
	TupleDesc	columns;
	char	   *from_pipeline;
	char	   *from;
	char	   *to_pipeline;
	char	   *to;
	bool		isnull;

	values[0] = crm_row_old(row, "stage_id", &isnull);
	values[1] = crm_row_new(row, "stage_id", &isnull);
	/* A null is for the column's own constraint to refuse. */
	if (isnull)
		return;
	if (crm_plan_execute(&find_stages, values, NULL, true, 1) == 0)
		crm_move_refuse_unknown(&opportunity_move, row, &list_stages);
	tuple = SPI_tuptable->vals[0];
	columns = SPI_tuptable->tupdesc;
	from_pipeline = SPI_getvalue(tuple, columns, 1);
	from = SPI_getvalue(tuple, columns, 2);
	to_pipeline = SPI_getvalue(tuple, columns, 3);
	to = SPI_getvalue(tuple, columns, 4);

	/* The stage was renamed, and its foreign key takes the deals along. */
	if (from == NULL)
		return;
	if (strcmp(from_pipeline, to_pipeline) != 0)
		refuse_other_pipeline(row, from_pipeline, to_pipeline);
	if (!DatumGetBool(SPI_getbinval(tuple, columns, 5, &isnull)))
		crm_move_refuse_archived(&opportunity_move, row);
	if (strcmp(from, "open") != 0 && strcmp(from, to) != 0 &&
		!crm_move_has_reason(&opportunity_move, row))
		crm_move_refuse_silent(&opportunity_move, row);

	/* By reference, and from SPI's memory: copied into the row below. */
	if (!crm_row_was_named(row, "probability"))
		crm_row_set(row, "probability",
					SPI_getbinval(tuple, columns, 6, &isnull), false);
	crm_move_set_reason(&opportunity_move, row);
	stamp_outcome(row, from, to, crm_move_set_time(&opportunity_move, row));
	crm_move_check_lost_note(row, "stage_reason");
}

/*
 * crm.check_opportunity_stage() -> trigger, BEFORE UPDATE on crm.opportunities
 *
 * Refuses a move out of the pipeline, or out of won or lost without a reason;
 * stamps one that is allowed, and lets the probability follow the stage.
 */
Datum
crm_check_opportunity_stage(PG_FUNCTION_ARGS)
{
	CrmTriggerRow row;
	HeapTuple	result;

	crm_trigger_row(fcinfo, "check_opportunity_stage",
					CRM_TRIGGER_BEFORE | CRM_TRIGGER_UPDATE, &row);

	crm_spi_connect();
	if (crm_row_changed(&row, "stage_id"))
		check_move(&row);
	else
	{
		crm_move_check_lost_note(&row, "stage_reason");
		crm_move_check_since(&opportunity_move, &row, &last_move);
	}
	result = SPI_copytuple(crm_row_finish(&row));
	crm_spi_finish();
	return PointerGetDatum(result);
}

/*
 * crm.record_opportunity_stage() -> trigger, AFTER UPDATE on crm.opportunities
 *
 * Appends a move to crm.opportunity_stage_changes.
 */
Datum
crm_record_opportunity_stage(PG_FUNCTION_ARGS)
{
	CrmTriggerRow row;

	crm_trigger_row(fcinfo, "record_opportunity_stage",
					CRM_TRIGGER_AFTER | CRM_TRIGGER_UPDATE, &row);

	crm_spi_connect();
	if (crm_move_was_checked(&opportunity_move, &row, &stage_exists))
		crm_move_record(&opportunity_move, &row, &append_history,
						crm_row_new_text(&row, "stage_reason"));
	crm_spi_finish();
	return PointerGetDatum(NULL);
}
