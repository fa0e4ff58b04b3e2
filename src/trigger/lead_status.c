/*-------------------------------------------------------------------------
 *
 * lead_status.c
 *	  Moves of leads between statuses: which are allowed, what they must
 *	  bring, what they stamp, and their history.
 *
 * The rules are rows of crm.lead_status_transitions and crm.lead_statuses.
 * Only an UPDATE is a move; a lead may be inserted in any status.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/rel.h"

#include "trigger/move.h"

PG_FUNCTION_INFO_V1(crm_check_lead_status);
PG_FUNCTION_INFO_V1(crm_record_lead_status);

static const CrmMoveKind lead_move = {
	"lead", "status", "status_id", "status_changed_at", "status_reason"
};

static CrmPlan find_rule = {
	"SELECT f.category, t.category, t.stamps, t.is_active,"
	" m.reason_required, m.required_fields"
	" FROM crm.lead_statuses t"
	" LEFT JOIN crm.lead_statuses f ON f.id OPERATOR(pg_catalog.=) $1"
	" LEFT JOIN crm.lead_status_transitions m"
	" ON m.from_status_id OPERATOR(pg_catalog.=) $1"
	" AND m.to_status_id OPERATOR(pg_catalog.=) $2 AND m.is_active"
	" WHERE t.id OPERATOR(pg_catalog.=) $2",
	2, {TEXTOID, TEXTOID}
};

static CrmPlan list_allowed = {
	"SELECT t.id FROM crm.lead_status_transitions m"
	" JOIN crm.lead_statuses t ON t.id OPERATOR(pg_catalog.=) m.to_status_id"
	" WHERE m.from_status_id OPERATOR(pg_catalog.=) $1"
	" AND m.is_active AND t.is_active"
	" ORDER BY t.sort_order USING OPERATOR(pg_catalog.<),"
	" t.id USING OPERATOR(pg_catalog.<)",
	1, {TEXTOID}
};

static CrmPlan list_statuses = {
	"SELECT id FROM crm.lead_statuses WHERE is_active"
	" ORDER BY sort_order USING OPERATOR(pg_catalog.<),"
	" id USING OPERATOR(pg_catalog.<)",
	0, {0}
};

static CrmPlan status_exists = {
	"SELECT 1 FROM crm.lead_statuses WHERE id OPERATOR(pg_catalog.=) $1",
	1, {TEXTOID}
};

static CrmPlan last_move = {
	"SELECT changed_at FROM crm.lead_status_changes"
	" WHERE lead_id OPERATOR(pg_catalog.=) $1"
	" AND tenant_id OPERATOR(pg_catalog.=) $2"
	" ORDER BY changed_at DESC LIMIT 1",
	2, {INT8OID, INT8OID}
};

static CrmPlan append_history = {
	"INSERT INTO crm.lead_status_changes (tenant_id, lead_id, client_id,"
	" from_status_id, to_status_id, changed_at, reason, time_in_status,"
	" lost_reason_id)"
	" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
	9, {INT8OID, INT8OID, INT8OID, TEXTOID, TEXTOID, TIMESTAMPTZOID, TEXTOID,
	INTERVALOID, TEXTOID}
};

/* What the lookup tables say about a move. */
typedef struct Rule
{
	char	   *from_category;	/* NULL: the old status is gone */
	char	   *to_category;
	char	   *stamps;			/* NULL: nothing */
	bool		to_is_active;
	bool		is_declared;
	bool		reason_required;
	ArrayType  *required_fields;
} Rule;

/* Throws if the new status does not exist. */
static void
read_rule(const CrmTriggerRow *row, Rule *rule)
{
	Datum		values[2];
	bool		isnull;
	HeapTuple	tuple;
	TupleDesc	columns;

	memset(rule, 0, sizeof(Rule));
	values[0] = crm_row_old(row, "status_id", &isnull);
	values[1] = crm_row_new(row, "status_id", &isnull);
	if (crm_plan_execute(&find_rule, values, NULL, true, 1) == 0)
		crm_move_refuse_unknown(&lead_move, row, &list_statuses);
	tuple = SPI_tuptable->vals[0];
	columns = SPI_tuptable->tupdesc;
	rule->from_category = SPI_getvalue(tuple, columns, 1);
	rule->to_category = SPI_getvalue(tuple, columns, 2);
	rule->stamps = SPI_getvalue(tuple, columns, 3);
	rule->to_is_active = DatumGetBool(SPI_getbinval(tuple, columns, 4, &isnull));
	rule->reason_required =
		DatumGetBool(SPI_getbinval(tuple, columns, 5, &isnull));
	rule->is_declared = !isnull;
	if (rule->is_declared)
		rule->required_fields =
			DatumGetArrayTypeP(SPI_getbinval(tuple, columns, 6, &isnull));
}

static void
refuse_undeclared(const CrmTriggerRow *row)
{
	char	   *from = crm_row_old_text(row, "status_id");
	char	   *to = crm_row_new_text(row, "status_id");
	Datum		values[1];
	char	   *allowed;

	values[0] = CStringGetTextDatum(from);
	allowed = crm_move_list(&list_allowed, values);
	ereport(ERROR,
			(errcode(ERRCODE_CHECK_VIOLATION),
			 errmsg("lead " INT64_FORMAT " cannot move from \"%s\" to \"%s\"",
					crm_move_id(row), from, to),
			 errdetail("crm.lead_status_transitions has no active row for that move."),
			 allowed ? errhint("From \"%s\" it can move to: %s.", from, allowed) :
			 errhint("No moves from \"%s\" are declared: add them to crm.lead_status_transitions.",
					 from),
			 errtablecol(row->table, crm_row_column(row, "status_id"))));
}

/* Every field the move requires must have a value now. */
static void
check_required_fields(const CrmTriggerRow *row, const Rule *rule)
{
	StringInfoData missing;
	const char *first = NULL;
	Datum	   *fields;
	int			nfields;
	int			i;

	initStringInfo(&missing);
	deconstruct_array(rule->required_fields, TEXTOID, -1, false, TYPALIGN_INT,
					  &fields, NULL, &nfields);
	for (i = 0; i < nfields; i++)
	{
		char	   *field = TextDatumGetCString(fields[i]);

		if (!crm_row_is_blank(row, field))
			continue;
		if (first == NULL)
			first = field;
		else
			appendStringInfoString(&missing, ", ");
		appendStringInfoString(&missing, field);
	}
	if (first == NULL)
		return;
	ereport(ERROR,
			(errcode(ERRCODE_CHECK_VIOLATION),
			 errmsg("lead " INT64_FORMAT " cannot move from \"%s\" to \"%s\" without %s",
					crm_move_id(row), crm_row_old_text(row, "status_id"),
					crm_row_new_text(row, "status_id"), missing.data),
			 errdetail("crm.lead_status_transitions requires a value there."),
			 errhint("Set %s in the same update.", missing.data),
			 errtablecol(row->table, crm_row_column(row, first))));
}

static bool
is_closed(const char *category)
{
	return strcmp(category, "won") == 0 || strcmp(category, "lost") == 0;
}

/* Leaving won or lost: what described that outcome no longer holds. */
static void
clear_outcome(CrmTriggerRow *row, const Rule *rule)
{
	if (strcmp(rule->from_category, rule->to_category) == 0)
		return;
	if (strcmp(rule->from_category, "won") == 0)
		crm_move_clear(row, "bound_at");
	if (strcmp(rule->from_category, "lost") == 0)
	{
		crm_move_clear(row, "lost_at");
		crm_move_clear(row, "lost_reason_id");
		crm_move_clear(row, "lost_note");
	}
}

static void
check_move(CrmTriggerRow *row)
{
	Rule		rule;
	TimestampTz at;

	/* A null is for the column's own constraint to refuse. */
	if (crm_row_is_blank(row, "status_id"))
		return;
	read_rule(row, &rule);
	/* The status was renamed, and its foreign key takes the leads along. */
	if (rule.from_category == NULL)
		return;
	if (!rule.is_declared)
		refuse_undeclared(row);
	if (!rule.to_is_active)
		crm_move_refuse_archived(&lead_move, row);

	clear_outcome(row, &rule);
	check_required_fields(row, &rule);
	if (rule.reason_required && !crm_move_has_reason(&lead_move, row) &&
		(strcmp(rule.to_category, "lost") != 0 ||
		 crm_row_is_blank(row, "lost_note")))
		crm_move_refuse_silent(&lead_move, row);
	crm_move_check_lost_note(row, "lost_note");

	crm_move_set_reason(&lead_move, row);
	at = crm_move_set_time(&lead_move, row);
	/* Milestones tell of the first time, outcomes of the one that holds. */
	if (rule.stamps != NULL)
		crm_move_stamp(row, rule.stamps, at,
					   is_closed(rule.to_category) &&
					   strcmp(rule.from_category, rule.to_category) != 0);
}

/*
 * crm.check_lead_status() -> trigger, BEFORE UPDATE on crm.leads
 *
 * Refuses a move that is not declared or lacks what it needs; stamps one that
 * is allowed.
 */
Datum
crm_check_lead_status(PG_FUNCTION_ARGS)
{
	CrmTriggerRow row;

	crm_trigger_row(fcinfo, "check_lead_status",
					CRM_TRIGGER_BEFORE | CRM_TRIGGER_UPDATE, &row);

	crm_spi_connect();
	if (crm_row_changed(&row, "status_id"))
		check_move(&row);
	else
	{
		crm_move_check_lost_note(&row, "lost_note");
		crm_move_check_since(&lead_move, &row, &last_move);
	}
	crm_spi_finish();
	return PointerGetDatum(crm_row_finish(&row));
}

/* What the history says why: the reason given, else the note on the loss. */
static char *
history_reason(const CrmTriggerRow *row)
{
	char	   *reason = crm_row_new_text(row, "status_reason");
	char	   *note = crm_row_new_text(row, "lost_note");
	bool		no_reason;
	bool		not_lost;

	(void) crm_row_new(row, "lost_reason_id", &no_reason);
	(void) crm_row_new(row, "lost_at", &not_lost);
	if (note == NULL || (no_reason && not_lost) ||
		(reason && strcmp(reason, note) == 0))
		return reason;
	return reason ? psprintf("%s; %s", reason, note) : note;
}

/*
 * crm.record_lead_status() -> trigger, AFTER UPDATE on crm.leads
 *
 * Appends a move to crm.lead_status_changes.
 */
Datum
crm_record_lead_status(PG_FUNCTION_ARGS)
{
	CrmTriggerRow row;

	crm_trigger_row(fcinfo, "record_lead_status",
					CRM_TRIGGER_AFTER | CRM_TRIGGER_UPDATE, &row);

	crm_spi_connect();
	if (crm_move_was_checked(&lead_move, &row, &status_exists))
		crm_move_record(&lead_move, &row, &append_history,
						history_reason(&row));
	crm_spi_finish();
	return PointerGetDatum(NULL);
}
