/*-------------------------------------------------------------------------
 *
 * feature.c
 *	  The features a model may name, and those that are refused and why.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/error.h"
#include "score/feature.h"

#define CREDIT "what is decided about a person must not rest on it (state unfair discrimination laws; the Equal Credit Opportunity Act where premiums are financed)"

static const CrmFeatureInfo features[] =
{
	{"lead.status", CRM_FEATURE_TEXT, CRM_COL_STATUS},
	{"lead.insurance_type", CRM_FEATURE_TEXT, CRM_COL_TYPE},
	{"lead.line", CRM_FEATURE_TEXT, CRM_COL_LINE},
	{"lead.source", CRM_FEATURE_TEXT, CRM_COL_SOURCE},
	{"lead.source_kind", CRM_FEATURE_TEXT, CRM_COL_SOURCE_KIND},
	{"lead.source_cost", CRM_FEATURE_NUMBER, CRM_COL_SOURCE_COST},
	{"lead.campaign", CRM_FEATURE_TEXT, CRM_COL_CAMPAIGN},
	{"lead.campaign_channel", CRM_FEATURE_TEXT, CRM_COL_CAMPAIGN_CHANNEL},
	{"lead.current_carrier", CRM_FEATURE_TEXT, CRM_COL_CARRIER},
	{"lead.current_premium", CRM_FEATURE_NUMBER, CRM_COL_CURRENT_PREMIUM},
	{"lead.target_premium", CRM_FEATURE_NUMBER, CRM_COL_TARGET_PREMIUM},
	{"lead.quoted_premium", CRM_FEATURE_NUMBER, CRM_COL_QUOTED_PREMIUM},
	{"lead.umbrella_requested", CRM_FEATURE_FLAG, CRM_COL_UMBRELLA_REQUESTED},
	{"lead.umbrella_limit", CRM_FEATURE_NUMBER, CRM_COL_UMBRELLA_LIMIT},
	{"lead.follow_up_priority", CRM_FEATURE_INTEGER, CRM_COL_FOLLOW_UP_PRIORITY},
	{"lead.x_date", CRM_FEATURE_DATE, CRM_COL_X_DATE, true},
	{"lead.next_action_at", CRM_FEATURE_TIME, CRM_COL_NEXT_ACTION_AT, true},
	{"lead.received_at", CRM_FEATURE_TIME, CRM_COL_RECEIVED_AT, true},
	{"lead.assigned_at", CRM_FEATURE_TIME, CRM_COL_ASSIGNED_AT, true},
	{"lead.first_contact_at", CRM_FEATURE_TIME, CRM_COL_FIRST_CONTACT_AT, true},
	{"lead.last_contact_at", CRM_FEATURE_TIME, CRM_COL_LAST_CONTACT_AT, true},
	{"lead.next_follow_up_at", CRM_FEATURE_TIME, CRM_COL_NEXT_FOLLOW_UP_AT, true},
	{"lead.quoted_at", CRM_FEATURE_TIME, CRM_COL_QUOTED_AT, true},
	{"lead.status_changed_at", CRM_FEATURE_TIME, CRM_COL_STATUS_CHANGED_AT, true},
	{"client.client_type", CRM_FEATURE_TEXT, CRM_COL_CLIENT_TYPE},
	{"client.lifecycle", CRM_FEATURE_TEXT, CRM_COL_LIFECYCLE},
	{"client.occupation", CRM_FEATURE_TEXT, CRM_COL_OCCUPATION},
	{"client.entity_type", CRM_FEATURE_TEXT, CRM_COL_ENTITY_TYPE},
	{"client.naics_code", CRM_FEATURE_TEXT, CRM_COL_NAICS_CODE},
	{"client.year_established", CRM_FEATURE_INTEGER, CRM_COL_YEAR_ESTABLISHED},
	{"client.employee_count", CRM_FEATURE_INTEGER, CRM_COL_EMPLOYEE_COUNT},
	{"client.annual_revenue", CRM_FEATURE_NUMBER, CRM_COL_ANNUAL_REVENUE},
	{"client.email", CRM_FEATURE_TEXT, CRM_COL_EMAIL},
	{"client.phone", CRM_FEATURE_TEXT, CRM_COL_PHONE},
	{"client.preferred_channel", CRM_FEATURE_TEXT, CRM_COL_PREFERRED_CHANNEL},
	{"client.state", CRM_FEATURE_TEXT, CRM_COL_STATE},
	{"client.risk_score", CRM_FEATURE_NUMBER, CRM_COL_RISK_SCORE},
	{"client.lifetime_value", CRM_FEATURE_NUMBER, CRM_COL_LIFETIME_VALUE},
	{"client.churn_risk", CRM_FEATURE_NUMBER, CRM_COL_CHURN_RISK},
	{"client.created_at", CRM_FEATURE_TIME, CRM_COL_CLIENT_CREATED_AT, true},
	{"client.date_of_birth", CRM_FEATURE_DATE, CRM_COL_DATE_OF_BIRTH, true, 0,
	"age is protected: " CREDIT},
	{"client.gender", CRM_FEATURE_TEXT, CRM_COL_GENDER, false, 0,
	"sex is protected: " CREDIT},
	{"client.marital_status", CRM_FEATURE_TEXT, CRM_COL_MARITAL_STATUS, false, 0,
	"marital status is protected: " CREDIT},
	{"client.preferred_language", CRM_FEATURE_TEXT, CRM_COL_LANGUAGE, false, 0,
	"language stands for national origin, which is protected: " CREDIT},
	{"marketing.email_opt_in", CRM_FEATURE_FLAG, CRM_COL_EMAIL_OPT_IN},
	{"marketing.sms_opt_in", CRM_FEATURE_FLAG, CRM_COL_SMS_OPT_IN},
	{"marketing.call_opt_in", CRM_FEATURE_FLAG, CRM_COL_CALL_OPT_IN},
	{"history.last_inbound_at", CRM_FEATURE_HISTORY, CRM_HISTORY_LAST_INBOUND, true, CRM_EVENT_COMMUNICATION},
	{"history.last_outbound_at", CRM_FEATURE_HISTORY, CRM_HISTORY_LAST_OUTBOUND, true, CRM_EVENT_COMMUNICATION},
	{"history.last_note_at", CRM_FEATURE_HISTORY, CRM_HISTORY_LAST_NOTE, true, CRM_EVENT_NOTE},
	{"history.last_sentiment", CRM_FEATURE_HISTORY, CRM_HISTORY_LAST_SENTIMENT, false, CRM_EVENT_COMMUNICATION},
	{"history.unanswered", CRM_FEATURE_HISTORY, CRM_HISTORY_UNANSWERED, false, CRM_EVENT_COMMUNICATION},
	{"history.reply_hours", CRM_FEATURE_HISTORY, CRM_HISTORY_REPLY_HOURS, false, CRM_EVENT_COMMUNICATION},
	{"history.open_opportunities", CRM_FEATURE_HISTORY, CRM_HISTORY_OPEN_OPPORTUNITIES, false, CRM_EVENT_OPPORTUNITY},
	{"history.won_opportunities", CRM_FEATURE_HISTORY, CRM_HISTORY_WON_OPPORTUNITIES, false, CRM_EVENT_OPPORTUNITY},
};

/* Keys of coverage documents that are refused wherever they stand. */
static const struct
{
	const char *key;
	const char *refusal;
}			protected_keys[] =

{
	{"date_of_birth", "age is protected: " CREDIT},
	{"age", "age is protected: " CREDIT},
	{"gender", "sex is protected: " CREDIT},
	{"sex", "sex is protected: " CREDIT},
	{"sex_at_birth", "sex is protected: " CREDIT},
	{"marital_status", "marital status is protected: " CREDIT},
	{"language", "language stands for national origin, which is protected: " CREDIT},
	{"preferred_language", "language stands for national origin, which is protected: " CREDIT},
	{"first_name", "a name stands for national origin, which is protected: " CREDIT},
	{"last_name", "a name stands for national origin, which is protected: " CREDIT},
	{"health", "health answers are for the underwriter, not for the sales floor"},
	{"conditions", "health answers are for the underwriter, not for the sales floor"},
	{"medications", "health answers are for the underwriter, not for the sales floor"},
	{"hospitalized_5y", "health answers are for the underwriter, not for the sales floor"},
	{"family_history", "health answers are for the underwriter, not for the sales floor"},
	{"tobacco", "health answers are for the underwriter, not for the sales floor"},
	{"height_in", "health answers are for the underwriter, not for the sales floor"},
	{"weight_lb", "health answers are for the underwriter, not for the sales floor"},
};

/* The feature of that name, or NULL. */
const CrmFeatureInfo *
crm_feature_find(const char *name, int len)
{
	int			i;

	for (i = 0; i < lengthof(features); i++)
	{
		if (strlen(features[i].name) == len &&
			memcmp(features[i].name, name, len) == 0)
			return &features[i];
	}
	return NULL;
}

/* The features one after the other; NULL after the last. */
const CrmFeatureInfo *
crm_feature_at(int index)
{
	return index < lengthof(features) ? &features[index] : NULL;
}

/* What a misspelt name most likely meant, or NULL. */
const char *
crm_feature_nearest(const char *name, int len)
{
	const char *names[lengthof(features)];
	int			i;

	for (i = 0; i < lengthof(features); i++)
		names[i] = features[i].name;
	return crm_nearest_name(name, len, names, lengthof(features));
}

/* Why a key of a document may not be looked at; NULL if it may. */
const char *
crm_document_key_refusal(const char *key, int len)
{
	int			i;

	for (i = 0; i < lengthof(protected_keys); i++)
	{
		if (strlen(protected_keys[i].key) == len &&
			pg_strncasecmp(protected_keys[i].key, key, len) == 0)
			return protected_keys[i].refusal;
	}
	return NULL;
}

/* The column of a kind of document, or -1. */
int
crm_document_column(const char *kind, int len)
{
	static const char *const kinds[] =
	{"auto", "home", "renters", "specialty", "commercial", "life"};
	int			i;

	for (i = 0; i < lengthof(kinds); i++)
	{
		if (strlen(kinds[i]) == len && memcmp(kinds[i], kind, len) == 0)
			return CRM_COL_AUTO_DATA + i;
	}
	return -1;
}
