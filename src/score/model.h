/*-------------------------------------------------------------------------
 *
 * model.h
 *	  A scoring model, compiled: what to add up, and how the sum becomes a
 *	  grade, a probability, an expected value and a place in the queue.
 *
 * Points are whole numbers of 1/10000 point, so that factors add up exactly
 * and in any order.  Times are microseconds, so that a step in time has one
 * exact instant.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_SCORE_MODEL_H
#define CRM_SCORE_MODEL_H

#include "datatype/timestamp.h"
#include "utils/jsonb.h"

#include "score/feature.h"

typedef int64 CrmPoints;

#define CRM_POINT INT64CONST(10000)
#define CRM_POINTS_MAX (1000 * CRM_POINT)

/* Keys and slopes of the queue are multiples of this: sums of them are exact. */
#define CRM_QUEUE_GRAIN 1048576.0

#define CRM_MAX_GROUPS 20

/* Distinct slopes a model may have: each is one more place to look. */
#define CRM_MAX_SLOPES 16

typedef enum CrmFactorKind
{
	CRM_FACTOR_BINS,
	CRM_FACTOR_CATEGORIES,
	CRM_FACTOR_FLAG,
	CRM_FACTOR_COUNTS
} CrmFactorKind;

typedef enum CrmMeasure
{
	CRM_MEASURE_VALUE,			/* the feature itself */
	CRM_MEASURE_DAYS_SINCE,		/* whole and part days from it to now */
	CRM_MEASURE_DAYS_UNTIL
} CrmMeasure;

/* Points for values below "below"; the last bin has no upper edge. */
typedef struct CrmBin
{
	double		below;
	int64		below_us;		/* the same in microseconds, for days */
	CrmPoints	points;
} CrmBin;

typedef struct CrmCategory
{
	const char *value;
	int			len;
	CrmPoints	points;
} CrmCategory;

/* Which events a factor counts; unset parts do not restrict. */
typedef struct CrmEventFilter
{
	CrmEventKind kind;
	int			direction;		/* -1 any, 0 outbound, 1 inbound */
	int			nchannels;
	const char **channels;
	int			ntypes;
	const char **types;
	int			noutcomes;
	const char **outcomes;
	int64		within_us;		/* 0: ever */
	int64		half_life_us;	/* 0: events do not fade */
} CrmEventFilter;

typedef struct CrmFactor
{
	const char *name;
	const char *label;
	int			group;
	CrmFactorKind kind;
	CrmFeature	feature;
	int			client_slot;	/* among those of the client; -1: none */
	CrmMeasure	measure;
	CrmPoints	missing;
	CrmPoints	other;			/* categories not listed, flags not set */
	CrmPoints	each;			/* flags set; counts: per event */
	CrmPoints	least;			/* bounds of what the factor can give */
	CrmPoints	most;
	int			nbins;
	CrmBin	   *bins;
	int			ncategories;
	CrmCategory *categories;
	CrmEventFilter events;
} CrmFactor;

typedef struct CrmGroup
{
	const char *name;
	CrmPoints	least;
	CrmPoints	most;
} CrmGroup;

typedef struct CrmGrade
{
	const char *name;
	CrmPoints	from;
} CrmGrade;

/* A value by insurance type, by line, or for all the rest. */
typedef struct CrmRate
{
	const char *name;			/* NULL: for all the rest */
	double		value;
} CrmRate;

/*
 * One piece of a line of urgency over days: from "start" on it is
 * level + slope * (days - start).  Slopes are per day, multiples of the grain.
 */
typedef struct CrmPiece
{
	int64		start_us;
	double		level;
	double		slope;
} CrmPiece;

typedef struct CrmPolyline
{
	int			npieces;		/* 0: absent; the first starts at PG_INT64_MIN */
	CrmPiece   *pieces;
} CrmPolyline;

typedef struct CrmModel
{
	uint64		serial;			/* no other model of this backend has it */
	CrmPoints	base;
	int			ngroups;
	CrmGroup   *groups;
	int			nfactors;
	CrmFactor  *factors;
	int			ngrades;
	CrmGrade   *grades;			/* highest first */
	double		odds_at;		/* the score at which the odds are "odds" */
	double		odds;
	double		points_to_double;
	int			npremiums;
	int			premiums[3];	/* columns, the first above zero counts */
	int			ndefault_premiums;
	CrmRate    *default_premiums;
	int			ncommissions;
	CrmRate    *commissions;
	CrmPolyline lead_age;		/* over days since the lead was received */
	CrmPolyline x_date;			/* over days until the X-date */
	double		follow_up_due;
	double		follow_up_waiting;
	double		priority_step;
	int64		sla_us;			/* 0: no service level */
	double		sla_waiting;
	double		sla_breached;
	int			nslopes;
	double		slopes[CRM_MAX_SLOPES];
	CrmParts	parts;			/* what it looks at */
	bool		needs_column[CRM_COLUMNS];
	int			nclient_factors;	/* those that look at the client alone */
	bool		needs_events[CRM_EVENT_KINDS];
	bool		needs_campaigns;
	bool		needs_sentiment;
	bool		needs_types;
	bool		needs_outcomes;
} CrmModel;

extern CrmModel *crm_model_compile(const Jsonb *definition);
extern CrmModel *crm_model_cached(const Jsonb *definition);
extern double crm_model_rate(const CrmRate *rates, int n, const char *type,
							 const char *line);

#endif							/* CRM_SCORE_MODEL_H */
