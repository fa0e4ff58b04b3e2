/*-------------------------------------------------------------------------
 *
 * feature.h
 *	  What a model may look at: the features by name, the columns they are
 *	  gathered in, and the attributes that are refused.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CRM_SCORE_FEATURE_H
#define CRM_SCORE_FEATURE_H

#include "common/json_cursor.h"

typedef enum CrmFeatureType
{
	CRM_FEATURE_NUMBER,			/* numeric column */
	CRM_FEATURE_INTEGER,		/* int4 column */
	CRM_FEATURE_TEXT,
	CRM_FEATURE_FLAG,
	CRM_FEATURE_TIME,			/* timestamptz column */
	CRM_FEATURE_DATE,			/* date column: midnight in the tenant's zone */
	CRM_FEATURE_HISTORY,		/* computed from the lead's events */
	CRM_FEATURE_DOCUMENT		/* a value, count or aggregate in a document */
} CrmFeatureType;

/* The columns a lead is gathered in, in the order of the statements in gather.c. */
typedef enum CrmColumn
{
	CRM_COL_ID,
	CRM_COL_STATUS,
	CRM_COL_TYPE,
	CRM_COL_SOURCE,
	CRM_COL_AGENT,
	CRM_COL_CARRIER,
	CRM_COL_CURRENT_PREMIUM,
	CRM_COL_X_DATE,
	CRM_COL_TARGET_PREMIUM,
	CRM_COL_QUOTED_PREMIUM,
	CRM_COL_UMBRELLA_REQUESTED,
	CRM_COL_UMBRELLA_LIMIT,
	CRM_COL_FOLLOW_UP_PRIORITY,
	CRM_COL_NEXT_ACTION_AT,
	CRM_COL_RECEIVED_AT,
	CRM_COL_ASSIGNED_AT,
	CRM_COL_FIRST_CONTACT_AT,
	CRM_COL_LAST_CONTACT_AT,
	CRM_COL_NEXT_FOLLOW_UP_AT,
	CRM_COL_QUOTED_AT,
	CRM_COL_STATUS_CHANGED_AT,
	CRM_COL_AUTO_DATA,
	CRM_COL_HOME_DATA,
	CRM_COL_RENTERS_DATA,
	CRM_COL_SPECIALTY_DATA,
	CRM_COL_COMMERCIAL_DATA,
	CRM_COL_LIFE_DATA,
	CRM_COL_CAMPAIGN_ID,
	CRM_LEAD_COLUMNS,

	CRM_COL_CLIENT_TYPE = CRM_LEAD_COLUMNS,
	CRM_COL_LIFECYCLE,
	CRM_COL_OCCUPATION,
	CRM_COL_ENTITY_TYPE,
	CRM_COL_NAICS_CODE,
	CRM_COL_YEAR_ESTABLISHED,
	CRM_COL_EMPLOYEE_COUNT,
	CRM_COL_ANNUAL_REVENUE,
	CRM_COL_EMAIL,
	CRM_COL_PHONE,
	CRM_COL_PREFERRED_CHANNEL,
	CRM_COL_RISK_SCORE,
	CRM_COL_LIFETIME_VALUE,
	CRM_COL_CHURN_RISK,
	CRM_COL_CLIENT_CREATED_AT,
	CRM_COL_DATE_OF_BIRTH,
	CRM_COL_GENDER,
	CRM_COL_MARITAL_STATUS,
	CRM_COL_LANGUAGE,
	CRM_CLIENT_COLUMNS,

	CRM_COL_STATE = CRM_CLIENT_COLUMNS,
	CRM_COL_DO_NOT_CONTACT,
	CRM_COL_EMAIL_OPT_IN,
	CRM_COL_SMS_OPT_IN,
	CRM_COL_CALL_OPT_IN,
	CRM_CONTACT_COLUMNS,

	/* these come from the lookup tables, by the ids above */
	CRM_COL_STATUS_CATEGORY = CRM_CONTACT_COLUMNS,
	CRM_COL_LINE,
	CRM_COL_SOURCE_KIND,
	CRM_COL_SOURCE_COST,
	CRM_COL_CAMPAIGN,
	CRM_COL_CAMPAIGN_CHANNEL,
	CRM_COLUMNS
} CrmColumn;

/* The parts a lead is gathered in, each with all before it. */
typedef enum CrmParts
{
	CRM_PART_LEAD,				/* the lead's own columns and lookups */
	CRM_PART_CLIENT,
	CRM_PART_CONTACT			/* state, and what contact is permitted */
} CrmParts;

/* What is computed from the events of a lead. */
typedef enum CrmHistory
{
	CRM_HISTORY_LAST_INBOUND,	/* time */
	CRM_HISTORY_LAST_OUTBOUND,	/* time */
	CRM_HISTORY_LAST_NOTE,		/* time */
	CRM_HISTORY_LAST_SENTIMENT, /* number, -1 to 1 */
	CRM_HISTORY_UNANSWERED,		/* number: outbound since the last inbound */
	CRM_HISTORY_REPLY_HOURS,	/* number: from receipt to first outbound */
	CRM_HISTORY_OPEN_OPPORTUNITIES, /* number */
	CRM_HISTORY_WON_OPPORTUNITIES	/* number */
} CrmHistory;

typedef enum CrmEventKind
{
	CRM_EVENT_COMMUNICATION,
	CRM_EVENT_NOTE,
	CRM_EVENT_OPPORTUNITY,
	CRM_EVENT_KINDS
} CrmEventKind;

typedef enum CrmAggregate
{
	CRM_AGGREGATE_FIRST,
	CRM_AGGREGATE_COUNT,
	CRM_AGGREGATE_SUM,
	CRM_AGGREGATE_MIN,
	CRM_AGGREGATE_MAX
} CrmAggregate;

/* A step of a pointer into a document; NULL stands for each item of an array. */
typedef struct CrmPointerStep
{
	const char *key;
	int			len;
	int			index;			/* as a position in an array; -1: it is none */
} CrmPointerStep;

typedef struct CrmFeature
{
	const char *name;			/* as the model writes it */
	CrmFeatureType type;
	int			column;			/* CrmColumn, or CrmHistory */
	bool		is_time;
	CrmAggregate aggregate;
	int			nsteps;
	CrmPointerStep *steps;
	const char *where_key;		/* count only items with this value, or NULL */
	CrmJson		where_value;
} CrmFeature;

typedef struct CrmFeatureInfo
{
	const char *name;
	CrmFeatureType type;
	int			column;
	bool		is_time;
	CrmEventKind event;			/* HISTORY: from which events */
	const char *refusal;		/* not NULL: protected, and why */
} CrmFeatureInfo;

/* The part a column is gathered with. */
static inline CrmParts
crm_column_part(int column)
{
	if (column < CRM_LEAD_COLUMNS || column >= CRM_CONTACT_COLUMNS)
		return CRM_PART_LEAD;
	return column < CRM_CLIENT_COLUMNS ? CRM_PART_CLIENT : CRM_PART_CONTACT;
}

/* Is it the same for all leads of a client? */
static inline bool
crm_is_client_column(int column)
{
	return column >= CRM_LEAD_COLUMNS && column <= CRM_COL_STATE;
}

extern const CrmFeatureInfo *crm_feature_find(const char *name, int len);
extern const char *crm_feature_nearest(const char *name, int len);
extern const CrmFeatureInfo *crm_feature_at(int index);
extern const char *crm_document_key_refusal(const char *key, int len);
extern int	crm_document_column(const char *kind, int len);

#endif							/* CRM_SCORE_FEATURE_H */
