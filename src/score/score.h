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

/* Something that happened with a lead, oldest first. */
typedef struct CrmEvent
{
	TimestampTz at;
	CrmEventKind kind;
	bool		inbound;		/* communications */
	bool		is_open;		/* opportunities */
	bool		is_won;
	bool		has_sentiment;
	double		sentiment;
	const char *type;			/* NULL: not asked for, or none */
	const char *channel;
	const char *outcome;
} CrmEvent;

/* A lead as it was gathered: borrowed values in the order of CrmColumn. */
typedef struct CrmLead
{
	int64		id;
	CrmParts	parts;			/* columns of other parts are null */
	const Datum *values;
	const bool *nulls;
	const CrmEvent *events;
	int			nevents;
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

/* What the core needs beside the lead. */
typedef struct CrmScoreContext
{
	const CrmModel *model;
	TimestampTz as_of;
	pg_tz	   *zone;			/* of the tenant: where a date's midnight is */
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
extern TimestampTz crm_score_midnight(pg_tz *zone, DateADT date);

#endif							/* CRM_SCORE_SCORE_H */
