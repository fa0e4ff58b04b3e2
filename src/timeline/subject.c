/*-------------------------------------------------------------------------
 *
 * subject.c
 *	  Triggers that keep the lead and the client on the rows of a timeline.
 *
 * Every source of events carries its client (and the stage changes their lead),
 * so that a client's timeline is one ordered index scan a source instead of
 * one a lead.  A row that comes without is completed here, and rows follow
 * when a lead or an opportunity is moved to another client.  The timeline
 * itself is read in stream.c.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "common/own_trigger.h"
#include "common/spi.h"

PG_FUNCTION_INFO_V1(crm_fill_client);
PG_FUNCTION_INFO_V1(crm_move_history);

/*
 * Locked as an update would: a lead that moves to another client meanwhile
 * either waits, and takes the row along, or is waited for.  Most rows' contact
 * times update the lead anyway, so this waits for nobody they would not.
 */
static CrmPlan client_of_lead = {
	"SELECT client_id, id FROM crm.leads"
	" WHERE id OPERATOR(pg_catalog.=) $1 AND tenant_id OPERATOR(pg_catalog.=) $2"
	" FOR NO KEY UPDATE",
	2, {INT8OID, INT8OID}
};

static CrmPlan client_of_opportunity = {
	"SELECT client_id, lead_id FROM crm.opportunities"
	" WHERE id OPERATOR(pg_catalog.=) $1 AND tenant_id OPERATOR(pg_catalog.=) $2",
	2, {INT8OID, INT8OID}
};

/*
 * What follows a lead: $1 the lead, $2 its tenant, $3 its old client, $4 its new
 * one.  What was recorded for another client than the lead's stays there.
 */
#define FOLLOW_LEAD(table) \
	{"UPDATE " table " SET client_id = $4" \
	 " WHERE lead_id OPERATOR(pg_catalog.=) $1" \
	 " AND tenant_id OPERATOR(pg_catalog.=) $2" \
	 " AND client_id OPERATOR(pg_catalog.=) $3", \
	 4, {INT8OID, INT8OID, INT8OID, INT8OID}}

static CrmPlan follow_lead[] = {
	FOLLOW_LEAD("crm.lead_status_changes"),
	FOLLOW_LEAD("crm.lead_document_changes"),
	FOLLOW_LEAD("crm.lead_marketing_settings"),
	FOLLOW_LEAD("crm.lead_communications"),
	FOLLOW_LEAD("crm.lead_notes"),
	FOLLOW_LEAD("crm.opportunities"),
};

static CrmPlan follow_opportunity = {
	"UPDATE crm.opportunity_stage_changes SET lead_id = $3, client_id = $4"
	" WHERE opportunity_id OPERATOR(pg_catalog.=) $1"
	" AND tenant_id OPERATOR(pg_catalog.=) $2",
	4, {INT8OID, INT8OID, INT8OID, INT8OID}
};

/* The column's number in the trigger's table, which is ours and has it. */
static int
column_number(Relation table, const char *column)
{
	int			attno = SPI_fnumber(RelationGetDescr(table), column);

	if (attno <= 0)
		elog(ERROR, "relation \"%s\" has no column \"%s\"",
			 RelationGetRelationName(table), column);
	return attno;
}

static Datum
column_value(HeapTuple row, Relation table, const char *column, bool *isnull)
{
	return heap_getattr(row, column_number(table, column),
						RelationGetDescr(table), isnull);
}

/* Refuses a call that is not by a trigger on rows of the kind meant. */
static TriggerData *
trigger_data(FunctionCallInfo fcinfo, const char *function, bool before)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;

	if (!crm_called_by_own_trigger(fcinfo) ||
		!TRIGGER_FIRED_FOR_ROW(trigger->tg_event) ||
		before != (TRIGGER_FIRED_BEFORE(trigger->tg_event) &&
				   TRIGGER_FIRED_BY_INSERT(trigger->tg_event)) ||
		(!before && !TRIGGER_FIRED_BY_UPDATE(trigger->tg_event)))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("%s must be called by its own trigger", function),
				 errhint("It is a row trigger, %s.",
						 before ? "BEFORE INSERT" : "AFTER UPDATE")));
	return trigger;
}

/*
 * crm.fill_client('lead_id' | 'opportunity_id')
 *
 * BEFORE INSERT of a row without client_id: takes it from the row the argument's
 * column points to.  Does nothing on restore, where the column is given.
 */
Datum
crm_fill_client(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = trigger_data(fcinfo, "crm.fill_client", true);
	Relation	table = trigger->tg_relation;
	HeapTuple	row = trigger->tg_trigtuple;
	char	   *key;
	bool		by_opportunity;
	Datum		args[2];
	Datum		values[2];
	bool		nulls[2];
	int			columns[2];
	bool		isnull;

	if (trigger->tg_trigger->tgnargs != 1)
		elog(ERROR, "crm.fill_client takes one argument");
	key = trigger->tg_trigger->tgargs[0];
	by_opportunity = strcmp(key, "opportunity_id") == 0;

	(void) column_value(row, table, "client_id", &isnull);
	if (!isnull)
		return PointerGetDatum(row);
	args[0] = column_value(row, table, key, &isnull);
	if (isnull)
		return PointerGetDatum(row);
	args[1] = column_value(row, table, "tenant_id", &isnull);
	if (isnull)
		return PointerGetDatum(row);

	crm_spi_connect();
	if (crm_plan_execute(by_opportunity ? &client_of_opportunity : &client_of_lead,
						 args, NULL, false, 1) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_FOREIGN_KEY_VIOLATION),
				 errmsg("%s " INT64_FORMAT " does not exist",
						by_opportunity ? "opportunity" : "lead",
						DatumGetInt64(args[0])),
				 errdetail("A row of crm.%s needs its client, and none can be found by its %s.",
						   RelationGetRelationName(table), key),
				 errhint("Give an existing %s of tenant " INT64_FORMAT ".", key,
						 DatumGetInt64(args[1])),
				 errtable(table)));
	values[0] = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1,
							  &nulls[0]);
	values[1] = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 2,
							  &nulls[1]);
	crm_spi_finish();

	columns[0] = column_number(table, "client_id");
	columns[1] = column_number(table, "lead_id");
	return PointerGetDatum(heap_modify_tuple_by_cols(row, RelationGetDescr(table),
													 2, columns, values, nulls));
}

/*
 * crm.move_history()
 *
 * AFTER UPDATE of the client of crm.leads, or of the lead or client of
 * crm.opportunities: what stands in their timelines goes along.
 */
Datum
crm_move_history(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = trigger_data(fcinfo, "crm.move_history", false);
	Relation	table = trigger->tg_relation;
	HeapTuple	old = trigger->tg_trigtuple;
	HeapTuple	new = trigger->tg_newtuple;
	bool		isnull;
	Datum		args[4];
	int			i;

	args[0] = column_value(new, table, "id", &isnull);
	args[1] = column_value(new, table, "tenant_id", &isnull);
	args[3] = column_value(new, table, "client_id", &isnull);

	crm_spi_connect();
	if (strcmp(RelationGetRelationName(table), "leads") == 0)
	{
		args[2] = column_value(old, table, "client_id", &isnull);
		for (i = 0; i < lengthof(follow_lead); i++)
			crm_plan_execute(&follow_lead[i], args, NULL, false, 0);
	}
	else
	{
		args[2] = column_value(new, table, "lead_id", &isnull);
		crm_plan_execute(&follow_opportunity, args, isnull ? "  n " : NULL,
						 false, 0);
	}
	crm_spi_finish();
	return PointerGetDatum(NULL);
}
