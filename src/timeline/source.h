/*-------------------------------------------------------------------------
 *
 * source.h
 *	  Where events come from: one declaration a source.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_SOURCE_H
#define CRM_SOURCE_H

#include "executor/spi.h"
#include "nodes/parsenodes.h"

#include "timeline/event.h"

/*
 * A source: SQL expressions over one table, named s.  Each is constant and
 * fully qualified.  NULL stands for the SQL null.
 */
typedef struct CrmEventSource
{
	const char *kind;
	const char *table;
	bool		one_per_lead;	/* a lead has one row, so no order to keep */
	const char *condition;		/* which rows are events; NULL: those with a
								 * time */
	const char *occurred_at;	/* timestamptz; a column with an index, see
								 * below */
	Oid			id_type;		/* of s.id: int8 or uuid */
	const char *lead;			/* the columns of the event's subject */
	const char *client;
	const char *title;			/* text */
	const char *title_of_one;	/* cheaper for one row; only if one_per_lead */
	const char *body;			/* text */
	const char *actor_ref;		/* bigint[]: who did it; see timeline/actor.h */
	const char *role;			/* name: else the role that did it, or ... */
	const char *actor;			/* ... text: the one who did it */
	const char *direction;		/* text */
	const char *details;		/* jsonb */
} CrmEventSource;

/*
 * A family of sources that one function merges.  A source's rank is its place
 * here, from 0: page tokens hold it, so a new source goes to the end.
 */
typedef struct CrmEventFamily
{
	const CrmEventSource *sources;
	int			nsources;
	int			number;			/* of the family, for the cached plans */
	bool		newest_first;	/* its order, which its indexes have */
} CrmEventFamily;

#define CRM_MAX_SOURCES 16

/*
 * Options of a plan for the first rows of an ordered index, whatever the values
 * asked for.
 */
#define CRM_PLAN_FOR_FEW (CURSOR_OPT_GENERIC_PLAN | CURSOR_OPT_FAST_PLAN)

/* The columns of a source's rows, as its query returns them, from 1. */
enum
{
	CRM_EVENT_OCCURRED_AT = 1,
	CRM_EVENT_ID,
	CRM_EVENT_LEAD_ID,
	CRM_EVENT_TITLE,
	CRM_EVENT_BODY,
	CRM_EVENT_ACTOR,
	CRM_EVENT_ACTOR_REF,
	CRM_EVENT_DIRECTION,
	CRM_EVENT_DETAILS,
	CRM_EVENT_NCOLUMNS = CRM_EVENT_DETAILS
};

extern const CrmEventFamily crm_timeline_family;
extern const CrmEventFamily crm_agenda_family;

extern SPIPlanPtr crm_source_plan(const CrmEventFamily *family, int rank,
								  bool by_client, bool descending);
extern SPIPlanPtr crm_source_count_plan(const CrmEventFamily *family, int rank);
extern void crm_source_bound(const CrmEventFamily *family, int rank,
							 bool descending, const CrmEventKey *from,
							 Datum *at, Datum *id);
extern Datum crm_array_of_one(int64 id);
extern void crm_source_key(const CrmEventFamily *family, int rank,
						   TimestampTz at, Datum id, CrmEventKey *key);

#endif							/* CRM_SOURCE_H */
