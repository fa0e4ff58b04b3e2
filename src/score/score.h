/*-------------------------------------------------------------------------
 *
 * score.h
 *	  The pure core: a model and a lead's features in, a score out.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_SCORE_SCORE_H
#define CRM_SCORE_SCORE_H

#include "pgtime.h"
#include "utils/date.h"

#include "score/model.h"

/* What is known of an event, in one byte. */
#define CRM_EVENT_INBOUND 0x01	/* communications */
#define CRM_EVENT_REACHED 0x02	/* the person was reached */
#define CRM_EVENT_OPEN 0x04		/* opportunities */
#define CRM_EVENT_WON 0x08
#define CRM_EVENT_SENTIMENT 0x10	/* there is one */

/* Something that happened with a lead; narrow, for there are many. */
typedef struct CrmEvent
{
	int64		lead;
	TimestampTz at;
	int64		id;
	uint8		kind;			/* CrmEventKind */
	uint8		flags;
	int16		sentiment;		/* thousandths */
	uint16		type;			/* numbers of CrmWords */
	uint16		outcome;
} CrmEvent;

/*
 * What small numbers in leads and their events stand for.  0 is none, or a
 * word that no model mentions.
 */
typedef struct CrmWords
{
	int			ntypes;			/* of communications, with their channels */
	const char **types;
	const char **channels;
	int			noutcomes;
	const char **outcomes;
	int			ninsurances;	/* types of insurance, with their lines */
	const char **insurances;
	const char **lines;
} CrmWords;

/* A lead as it was gathered: borrowed values in the order of CrmColumn. */
typedef struct CrmLead
{
	int64		id;
	CrmParts	parts;			/* columns of other parts are null */
	Datum	   *values;			/* a document is detoasted in its place */
	const bool *nulls;
	int			insurance;		/* its type, a number of CrmWords */
	const CrmEvent *events;		/* oldest first */
	int			nevents;
	const int32 *client_points; /* by client_slot; NULL: from the columns */
	TimestampTz client_change;	/* when those will change; DT_NOEND: never */
} CrmLead;

/* What one factor gave. */
typedef struct CrmFactorScore
{
	CrmPoints	raw;			/* before the group's cap */
	CrmPoints	points;			/* what counts */
} CrmFactorScore;

typedef struct CrmScore
{
	CrmPoints	total;			/* before the clamp: base and all points */
	CrmPoints	score;			/* 0 to 100 points */
	const char *grade;
	double		probability;
	double		premium;
	double		expected_value;
	double		slope;			/* of the priority, per day */
	double		key;			/* priority = key + slope * days since 2000 */
	TimestampTz next_change_at; /* until then all of the above holds */
	TimestampTz due_at;			/* when somebody should act; DT_NOEND: none */
	bool		in_queue;
	CrmFactorScore *factors;	/* as many as the model has; the caller's */
} CrmScore;

/* Which numbers of CrmWords a factor counts; NULL: all. */
typedef struct CrmEventMatch
{
	bool	   *types;
	bool	   *outcomes;
} CrmEventMatch;

/* What a lead of one type of insurance is worth. */
typedef struct CrmWorth
{
	double		premium;		/* if none is known */
	double		commission;
} CrmWorth;

typedef struct CrmMidnight
{
	DateADT		date;
	TimestampTz at;
} CrmMidnight;

/* Dates that come again: their midnights, each at date modulo this. */
#define CRM_MIDNIGHTS 4096

/* What the core needs beside the lead; the caller sets what is above the line. */
typedef struct CrmScoreContext
{
	const CrmModel *model;
	TimestampTz as_of;
	pg_tz	   *zone;			/* of the tenant: where a date's midnight is */

	/* by crm_score_prepare */
	CrmEventMatch *matches;		/* of each factor */
	CrmWorth   *worths;			/* of each type of insurance */
	CrmMidnight *midnights;		/* NULL: not worth it for few leads */
} CrmScoreContext;

/* A feature's value, of one of these kinds. */
typedef enum CrmValueKind
{
	CRM_VALUE_MISSING,
	CRM_VALUE_NUMBER,
	CRM_VALUE_TEXT,
	CRM_VALUE_FLAG,
	CRM_VALUE_TIME
} CrmValueKind;

typedef struct CrmValue
{
	CrmValueKind kind;
	double		number;
	bool		flag;
	TimestampTz time;
	const char *text;			/* not terminated */
	int			len;
} CrmValue;

extern void crm_score_prepare(CrmScoreContext *context,
							  const CrmWords *words);
extern void crm_score_keep_midnights(CrmScoreContext *context);
extern void crm_score_client(const CrmScoreContext *context,
							 const CrmLead *client, int32 *points,
							 TimestampTz *next_change);
extern bool crm_outcome_is_reached(const char *outcome, int len);
extern int	crm_event_compare(const void *a, const void *b);
extern void crm_score_compute(const CrmScoreContext *context,
							  const CrmLead *lead, CrmScore *score);
extern bool crm_score_is_open(const CrmLead *lead);
extern double crm_score_priority(double slope, double key, TimestampTz at);
extern void crm_score_value(const CrmScoreContext *context,
							const CrmLead *lead, const CrmFactor *factor,
							CrmValue *value, TimestampTz *next_change);
extern int	crm_score_count(const CrmScoreContext *context,
							const CrmLead *lead, const CrmFactor *factor,
							CrmPoints *faded, TimestampTz *next_change);
extern double crm_numeric_double(Datum number);
extern TimestampTz crm_score_midnight(const CrmScoreContext *context,
									  DateADT date);

#endif							/* CRM_SCORE_SCORE_H */
