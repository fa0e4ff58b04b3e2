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

/* Words of a lead that are ids of lookup tables, so among few. */
typedef enum CrmLeadWord
{
	CRM_WORD_STATUS,			/* with its category */
	CRM_WORD_INSURANCE,			/* its type, with the line */
	CRM_WORD_SOURCE,			/* with its kind */
	CRM_LEAD_WORDS
} CrmLeadWord;

/* One of them: what the numbers below n stand for. */
typedef struct CrmWordList
{
	int			n;
	const char **ids;
	const char **texts;			/* what the lookup says of it, or NULL */
} CrmWordList;

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
	CrmWordList lead[CRM_LEAD_WORDS];
} CrmWords;

/* What there is among a lead's events, as bits: most factors can do without. */
typedef struct CrmEventsSeen
{
	uint32		kinds;
	uint32		directions;		/* of communications: 1 outbound, 2 inbound */
	uint64		types;			/* numbers modulo 64 */
	uint64		outcomes;
} CrmEventsSeen;

/* A lead as it was gathered: borrowed values in the order of CrmColumn. */
typedef struct CrmLead
{
	int64		id;
	CrmParts	parts;			/* columns of other parts are null */
	Datum	   *values;			/* a document is detoasted in its place */
	const bool *nulls;
	int			words[CRM_LEAD_WORDS];	/* numbers of CrmWords */
	bool		is_open;		/* its status is one that is worked */
	const CrmEvent *events;		/* oldest first */
	int			nevents;
	int			npast;			/* those up to as_of */
	CrmEventsSeen seen;
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
	CrmEventsSeen needed;		/* some of each must be there */
} CrmEventMatch;

/* The points of a factor that looks at a word of the lead, by its number. */
typedef struct CrmWordPoints
{
	CrmLeadWord word;
	CrmPoints  *points;			/* NULL: the factor looks at something else */
} CrmWordPoints;

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

typedef struct CrmChance
{
	CrmPoints	score;
	double		probability;
} CrmChance;

/* Scores that come again: their probabilities, each at score modulo this. */
#define CRM_CHANCES 512

/* What the core needs beside the lead; the caller sets what is above the line. */
typedef struct CrmScoreContext
{
	const CrmModel *model;
	TimestampTz as_of;
	pg_tz	   *zone;			/* of the tenant: where a date's midnight is */

	/* by crm_score_prepare */
	CrmEventMatch *matches;		/* of each factor */
	CrmWordPoints *word_points; /* of each factor */
	CrmWorth   *worths;			/* of each type of insurance */
	CrmMidnight *midnights;		/* NULL: not worth it for few leads */
	CrmChance  *chances;		/* the same */
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
extern void crm_score_keep_results(CrmScoreContext *context);
extern void crm_score_forget_results(CrmScoreContext *context);
extern void crm_score_client(const CrmScoreContext *context,
							 const CrmLead *client, int32 *points,
							 TimestampTz *next_change);
extern void crm_score_take_events(const CrmScoreContext *context, CrmLead *lead,
								  const CrmEvent *events, int n);
extern bool crm_outcome_is_reached(const char *outcome, int len);
extern int	crm_event_compare(const void *a, const void *b);
extern void crm_score_compute(const CrmScoreContext *context,
							  const CrmLead *lead, CrmScore *score);
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
