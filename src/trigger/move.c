/*-------------------------------------------------------------------------
 *
 * move.c
 *	  What moves of leads between statuses and of opportunities between
 *	  stages have in common: when, why, the stamps, the history, the refusals.
 *
 * Which moves are allowed is not decided here: lead_status.c,
 * opportunity_stage.c.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/rel.h"

#include "common/error.h"
#include "trigger/move.h"

/*
 * Applications that know a time to the millisecond write back less than they
 * read, when they write a row as a whole: that is a time left in place.
 */
#define CLIENTS_GRAIN 1000		/* microseconds */

/* Was the time left as it was, as far as such a client can tell? */
static bool
is_left(TimestampTz was, TimestampTz is)
{
	return is <= was && was - is < CLIENTS_GRAIN;
}

/* Does the update itself set the column, to something else than it was? */
static bool
is_set(const CrmTriggerRow *row, const char *column)
{
	int			attnum = crm_row_column(row, column);
	bool		old_null;
	bool		new_null;
	Datum		old;
	Datum		new;

	if (!crm_row_differs(row, attnum))
		return false;
	if (TupleDescAttr(row->columns, attnum - 1)->atttypid != TIMESTAMPTZOID)
		return true;
	old = crm_row_old(row, column, &old_null);
	new = heap_getattr(row->new, attnum, row->columns, &new_null);
	return old_null || new_null ||
		!is_left(DatumGetTimestampTz(old), DatumGetTimestampTz(new));
}

/* For messages: which row it is. */
int64
crm_move_id(const CrmTriggerRow *row)
{
	bool		isnull;

	return DatumGetInt64(crm_row_new(row, "id", &isnull));
}

/* "a, b, c" from a query's one text column, or NULL if it has no rows. */
char *
crm_move_list(CrmPlan *plan, Datum *values)
{
	StringInfoData list;
	uint64		n = crm_plan_execute(plan, values, NULL, true, 0);
	uint64		i;

	if (n == 0)
		return NULL;
	initStringInfo(&list);
	for (i = 0; i < n; i++)
	{
		if (i > 0)
			appendStringInfoString(&list, ", ");
		appendStringInfoString(&list, SPI_getvalue(SPI_tuptable->vals[i],
												   SPI_tuptable->tupdesc, 1));
	}
	return list.data;
}

/* The place to move to does not exist; "known" lists those that do. */
void
crm_move_refuse_unknown(const CrmMoveKind *kind, const CrmTriggerRow *row,
						CrmPlan *known)
{
	char	   *place = crm_row_new_text(row, kind->place_column);
	char	   *list = crm_move_list(known, NULL);

	ereport(ERROR,
			(errcode(ERRCODE_FOREIGN_KEY_VIOLATION),
			 errmsg("%s \"%s\" does not exist", kind->place,
					crm_shorten(place, strlen(place), 64)),
			 errdetail("%s " INT64_FORMAT " stays as it was.",
					   strcmp(kind->thing, "lead") == 0 ? "Lead" : "Opportunity",
					   crm_move_id(row)),
			 list ? errhint("Known are: %s.", list) : 0,
			 errtablecol(row->table, crm_row_column(row, kind->place_column))));
}

void
crm_move_refuse_archived(const CrmMoveKind *kind, const CrmTriggerRow *row)
{
	ereport(ERROR,
			(errcode(ERRCODE_CHECK_VIOLATION),
			 errmsg("%s " INT64_FORMAT " cannot move to %s \"%s\"",
					kind->thing, crm_move_id(row), kind->place,
					crm_row_new_text(row, kind->place_column)),
			 errdetail("The %s is archived: its is_active is false.",
					   kind->place),
			 errhint("Choose an active %s, or activate this one.", kind->place),
			 errtablecol(row->table, crm_row_column(row, kind->place_column))));
}

/* The move needs a reason and none was given. */
void
crm_move_refuse_silent(const CrmMoveKind *kind, const CrmTriggerRow *row)
{
	ereport(ERROR,
			(errcode(ERRCODE_CHECK_VIOLATION),
			 errmsg("%s " INT64_FORMAT " cannot move from \"%s\" to \"%s\" without a reason",
					kind->thing, crm_move_id(row),
					crm_row_old_text(row, kind->place_column),
					crm_row_new_text(row, kind->place_column)),
			 errdetail("Column \"%s\" was not set by the same update, or is blank.",
					   kind->reason_column),
			 errhint("Say why: UPDATE ... SET %s = '%s', %s = '...'.",
					 kind->place_column,
					 crm_row_new_text(row, kind->place_column),
					 kind->reason_column),
			 errtablecol(row->table, crm_row_column(row, kind->reason_column))));
}

/* Did this very update give a reason? */
bool
crm_move_has_reason(const CrmMoveKind *kind, const CrmTriggerRow *row)
{
	return crm_row_was_named(row, kind->reason_column) &&
		!crm_row_is_blank(row, kind->reason_column);
}

/* The reason column tells of the last move: one without a reason clears it. */
void
crm_move_set_reason(const CrmMoveKind *kind, CrmTriggerRow *row)
{
	if (!crm_move_has_reason(kind, row))
		crm_row_set(row, kind->reason_column, (Datum) 0, true);
}

/*
 * When the move took place: now, or when the update says, which must lie
 * between the move before and now.
 *
 * By the clock, not by the transaction's start: the row is locked, so moves of
 * one row follow each other in time as they do in fact, also within one
 * transaction.
 */
TimestampTz
crm_move_set_time(const CrmMoveKind *kind, CrmTriggerRow *row)
{
	TimestampTz now = GetCurrentTimestamp();
	TimestampTz before;
	TimestampTz at;
	bool		isnull;

	before = DatumGetTimestampTz(crm_row_old(row, kind->changed_column, &isnull));
	at = DatumGetTimestampTz(crm_row_new(row, kind->changed_column, &isnull));
	if (isnull || is_left(before, at))
		at = Max(now, before + 1);
	else if (at < before || at > now)
		ereport(ERROR,
				(errcode(ERRCODE_CHECK_VIOLATION),
				 errmsg("%s " INT64_FORMAT " cannot have moved at %s",
						kind->thing, crm_move_id(row),
						timestamptz_to_str(at)),
				 errdetail("A move is dated between the one before and now."),
				 errhint("Leave \"%s\" out of the update: it is set to the current time.",
						 kind->changed_column),
				 errtablecol(row->table,
							 crm_row_column(row, kind->changed_column))));
	crm_row_set(row, kind->changed_column, TimestampTzGetDatum(at), false);
	return at;
}

/*
 * Without a move: the column says since when the row is where it is, and so
 * does the history.  It may be set to what that says, which "last_move" finds
 * ($1 the row, $2 its tenant), or, where there was no move yet, to any time that
 * is past; else the next move would leave a gap behind it, or an overlap.
 */
void
crm_move_check_since(const CrmMoveKind *kind, CrmTriggerRow *row,
					 CrmPlan *last_move)
{
	Datum		values[2];
	TimestampTz at;
	TimestampTz moved = 0;
	bool		has_moved;
	bool		isnull;

	at = DatumGetTimestampTz(crm_row_new(row, kind->changed_column, &isnull));
	/* A null is for the column's own constraint to refuse. */
	if (isnull || !crm_row_changed(row, kind->changed_column))
		return;
	values[0] = crm_row_new(row, "id", &isnull);
	values[1] = crm_row_new(row, "tenant_id", &isnull);
	/* Not read-only: while we waited for the row it may have been moved. */
	has_moved = crm_plan_execute(last_move, values, NULL, false, 1) > 0;
	if (has_moved)
		moved = DatumGetTimestampTz(SPI_getbinval(SPI_tuptable->vals[0],
												  SPI_tuptable->tupdesc, 1,
												  &isnull));
	if (has_moved && is_left(moved, at))
	{
		crm_row_set(row, kind->changed_column, TimestampTzGetDatum(moved),
					false);
		return;
	}
	if (!has_moved && at <= GetCurrentTimestamp())
		return;
	ereport(ERROR,
			(errcode(ERRCODE_CHECK_VIOLATION),
			 errmsg("%s " INT64_FORMAT " cannot be in its %s since %s",
					kind->thing, crm_move_id(row), kind->place,
					timestamptz_to_str(at)),
			 has_moved ? errdetail("Its history says that it moved there at %s.",
								   timestamptz_to_str(moved)) :
			 errdetail("That is still to come."),
			 errhint("Leave \"%s\" out of the update: a move sets it, and may date itself by it.",
					 kind->changed_column),
			 errtablecol(row->table,
						 crm_row_column(row, kind->changed_column))));
}

/*
 * Sets a timestamp of the row to the move's time, unless the update sets it
 * itself, or it has a value and is not to be stamped again.
 */
void
crm_move_stamp(CrmTriggerRow *row, const char *column, TimestampTz at,
			   bool again)
{
	bool		isnull;

	(void) crm_row_new(row, column, &isnull);
	if (!isnull && (!again || is_set(row, column)))
		return;
	crm_row_set(row, column, TimestampTzGetDatum(at), false);
}

/* Empties a column that no longer holds, unless the update sets it itself. */
void
crm_move_clear(CrmTriggerRow *row, const char *column)
{
	if (!is_set(row, column))
		crm_row_set(row, column, (Datum) 0, true);
}

/* Some lost reasons must be explained; "note_column" is where. */
void
crm_move_check_lost_note(const CrmTriggerRow *row, const char *note_column)
{
	static CrmPlan note_required = {
		"SELECT note_required FROM crm.lost_reasons"
		" WHERE id OPERATOR(pg_catalog.=) $1",
		1, {TEXTOID}
	};
	char	   *reason = crm_row_new_text(row, "lost_reason_id");
	Datum		values[1];
	bool		isnull;

	if (reason == NULL || !crm_row_is_blank(row, note_column))
		return;
	values[0] = CStringGetTextDatum(reason);
	if (crm_plan_execute(&note_required, values, NULL, true, 1) == 0 ||
		!DatumGetBool(SPI_getbinval(SPI_tuptable->vals[0],
									SPI_tuptable->tupdesc, 1, &isnull)))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_CHECK_VIOLATION),
			 errmsg("lost reason \"%s\" needs a note", reason),
			 errdetail("Column \"%s\" is blank.", note_column),
			 errhint("Set \"%s\" in the same update.", note_column),
			 errtablecol(row->table, crm_row_column(row, note_column))));
}

/*
 * After the update: did the row pass the check before it, which dates each
 * move?  False for a rename, which is no move: the old place is gone.  Throws
 * if the place was changed behind the check's back.
 */
bool
crm_move_was_checked(const CrmMoveKind *kind, const CrmTriggerRow *row,
					 CrmPlan *exists)
{
	Datum		values[1];
	bool		isnull;

	if (crm_row_changed(row, kind->changed_column))
		return true;
	values[0] = crm_row_old(row, kind->place_column, &isnull);
	/* Not read-only: the rename's own snapshot still shows the old name. */
	if (crm_plan_execute(exists, values, NULL, false, 1) == 0)
		return false;
	ereport(ERROR,
			(errcode(ERRCODE_TRIGGERED_DATA_CHANGE_VIOLATION),
			 errmsg("\"%s\" of %s " INT64_FORMAT " was changed after the move was checked",
					kind->place_column, kind->thing, crm_move_id(row)),
			 errdetail("A trigger that fires later has changed it to \"%s\".",
					   crm_row_new_text(row, kind->place_column)),
			 errhint("BEFORE triggers fire in the order of their names: give that one a name before \"check_%s\".",
					 kind->place),
			 errtablecol(row->table, crm_row_column(row, kind->place_column))));
}

/*
 * Appends the move to its history.
 *
 * $1 tenant, $2 row, $3 client, $4 from, $5 to, $6 at, $7 reason, $8 time in
 * the place before, $9 lost reason, $10 lead, of an opportunity
 */
void
crm_move_record(const CrmMoveKind *kind, const CrmTriggerRow *row,
				CrmPlan *insert, const char *reason)
{
	Datum		values[10];
	char		nulls[] = "          ";
	TimestampTz before;
	TimestampTz at;
	bool		isnull;

	before = DatumGetTimestampTz(crm_row_old(row, kind->changed_column, &isnull));
	at = DatumGetTimestampTz(crm_row_new(row, kind->changed_column, &isnull));
	values[0] = crm_row_new(row, "tenant_id", &isnull);
	values[1] = crm_row_new(row, "id", &isnull);
	values[2] = crm_row_new(row, "client_id", &isnull);
	values[3] = crm_row_old(row, kind->place_column, &isnull);
	values[4] = crm_row_new(row, kind->place_column, &isnull);
	values[5] = TimestampTzGetDatum(at);
	if (reason)
		values[6] = CStringGetTextDatum(reason);
	else
		nulls[6] = 'n';
	values[7] = DirectFunctionCall2(timestamp_mi, TimestampTzGetDatum(at),
									TimestampTzGetDatum(before));
	values[8] = crm_row_new(row, "lost_reason_id", &isnull);
	if (isnull)
		nulls[8] = 'n';
	if (insert->nargs > 9)
	{
		values[9] = crm_row_new(row, "lead_id", &isnull);
		if (isnull)
			nulls[9] = 'n';
	}
	crm_plan_execute(insert, values, nulls, false, 0);
}
