/*-------------------------------------------------------------------------
 *
 * move.h
 *	  What moves of leads between statuses and of opportunities between
 *	  stages have in common.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_MOVE_H
#define CRM_MOVE_H

#include "common/compat.h"
#include "common/spi.h"
#include "common/trigger_row.h"
#include "utils/timestamp.h"

/* One kind of move: which columns of the row it is about. */
typedef struct CrmMoveKind
{
	const char *thing;			/* "lead" */
	const char *place;			/* "status" */
	const char *place_column;	/* "status_id" */
	const char *changed_column; /* "status_changed_at" */
	const char *reason_column;	/* "status_reason" */
} CrmMoveKind;

extern int64 crm_move_id(const CrmTriggerRow *row);
pg_noreturn extern void crm_move_refuse_unknown(const CrmMoveKind *kind,
												const CrmTriggerRow *row,
												CrmPlan *known);
pg_noreturn extern void crm_move_refuse_archived(const CrmMoveKind *kind,
												 const CrmTriggerRow *row);
pg_noreturn extern void crm_move_refuse_silent(const CrmMoveKind *kind,
											   const CrmTriggerRow *row);
extern char *crm_move_list(CrmPlan *plan, Datum *values);
extern bool crm_move_has_reason(const CrmMoveKind *kind,
								const CrmTriggerRow *row);
extern void crm_move_set_reason(const CrmMoveKind *kind, CrmTriggerRow *row);
extern TimestampTz crm_move_set_time(const CrmMoveKind *kind,
									 CrmTriggerRow *row);
extern void crm_move_check_since(const CrmMoveKind *kind, CrmTriggerRow *row,
								 CrmPlan *last_move);
extern void crm_move_stamp(CrmTriggerRow *row, const char *column,
						   TimestampTz at, bool again);
extern void crm_move_clear(CrmTriggerRow *row, const char *column);
extern void crm_move_check_lost_note(const CrmTriggerRow *row,
									 const char *note_column);
extern bool crm_move_was_checked(const CrmMoveKind *kind,
								 const CrmTriggerRow *row, CrmPlan *exists);
extern void crm_move_record(const CrmMoveKind *kind, const CrmTriggerRow *row,
							CrmPlan *insert, const char *reason);

#endif							/* CRM_MOVE_H */
