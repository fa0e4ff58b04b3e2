/*-------------------------------------------------------------------------
 *
 * source.c
 *	  Where events come from: one declaration a source, and its queries.
 *
 * A new kind of event is an entry in one of the two tables below, two indexes,
 * and a branch of the view crm.event_streams (a test compares).  How sources
 * are read and merged is in stream.c and merge.c.
 *
 * Each query is an ordered scan of the index (lead or client, tenant, time, id)
 * from a bound on: nothing in it may ask for more than the row and a constant
 * number of buffers a query.  So labels come from a small lookup table read
 * whole, once a query, and the names of people by reference (actor.c).
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "port/pg_bswap.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"
#include "utils/uuid.h"

#include "timeline/source.h"

/* The label of a lookup row: an uncorrelated subquery, run once a query. */
#define LABEL(table, id) \
	"((SELECT pg_catalog.jsonb_object_agg(l.id, l.label) FROM " table " l)" \
	" OPERATOR(pg_catalog.->>) " id ")"
#define IS(column, value) column " OPERATOR(pg_catalog.=) '" value "'"
#define CAT " OPERATOR(pg_catalog.||) "
#define DETAILS(pairs) \
	"pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object(" pairs "))"

/* Days and months are those of the tenant's time zone, $2 being the tenant. */
#define TIME_ZONE \
	"COALESCE((SELECT t.timezone FROM crm.tenants t" \
	" WHERE t.id OPERATOR(pg_catalog.=) $2)," \
	" pg_catalog.current_setting('TimeZone'))"
#define DAY(date) \
	"pg_catalog.timezone(" TIME_ZONE ", " date "::pg_catalog.timestamp)"

/* What has happened. */
static const CrmEventSource timeline_sources[] = {
	{
		.kind = "lead_created",
		.table = "crm.leads",
		.one_per_lead = true,
		.occurred_at = "s.received_at",
		.id_type = INT8OID,
		.lead = "s.id",
		.client = "s.client_id",
		.title = LABEL("crm.insurance_types", "s.insurance_type_id")
		CAT "' lead received'",
		.title_of_one = "(SELECT l.label FROM crm.insurance_types l"
		" WHERE l.id OPERATOR(pg_catalog.=) s.insurance_type_id)"
		CAT "' lead received'",
		.role = "s.created_by",
		.details = DETAILS("'insurance_type_id', s.insurance_type_id,"
						   " 'source_id', s.source_id,"
						   " 'campaign_id', s.campaign_id,"
						   " 'external_source', s.external_source,"
						   " 'external_id', s.external_id")
	},
	{
		.kind = "opportunity_created",
		.table = "crm.opportunities",
		.occurred_at = "s.created_at",
		.id_type = INT8OID,
		.lead = "s.lead_id",
		.client = "s.client_id",
		.title = "'Opportunity: '" CAT "s.name",
		.role = "s.created_by",
		.actor_ref = "ARRAY[1, s.agent_id]",
		.details = DETAILS("'opportunity_id', s.id, 'kind', s.kind,"
						   " 'stage_id', s.stage_id, 'premium', s.premium,"
						   " 'expected_close_on', s.expected_close_on")
	},
	{
		.kind = "status_change",
		.table = "crm.lead_status_changes",
		.occurred_at = "s.changed_at",
		.id_type = UUIDOID,
		.lead = "s.lead_id",
		.client = "s.client_id",
		.title = "'Status: '" CAT LABEL("crm.lead_statuses", "s.from_status_id")
		CAT "' to '" CAT LABEL("crm.lead_statuses", "s.to_status_id"),
		.body = "s.reason",
		.role = "s.changed_by",
		.details = DETAILS("'from_status_id', s.from_status_id,"
						   " 'to_status_id', s.to_status_id,"
						   " 'seconds_in_status',"
						   " pg_catalog.date_part('epoch', s.time_in_status)")
	},
	{
		.kind = "stage_change",
		.table = "crm.opportunity_stage_changes",
		.occurred_at = "s.changed_at",
		.id_type = UUIDOID,
		.lead = "s.lead_id",
		.client = "s.client_id",
		.title = "'Stage: '" CAT LABEL("crm.opportunity_stages", "s.from_stage_id")
		CAT "' to '" CAT LABEL("crm.opportunity_stages", "s.to_stage_id"),
		.body = "s.reason",
		.role = "s.changed_by",
		.details = DETAILS("'opportunity_id', s.opportunity_id,"
						   " 'from_stage_id', s.from_stage_id,"
						   " 'to_stage_id', s.to_stage_id,"
						   " 'seconds_in_stage',"
						   " pg_catalog.date_part('epoch', s.time_in_stage)")
	},
	{
		.kind = "document_change",
		.table = "crm.lead_document_changes",
		.occurred_at = "s.changed_at",
		.id_type = UUIDOID,
		.lead = "s.lead_id",
		.client = "s.client_id",
		.title = "pg_catalog.initcap(s.document_kind)" CAT "' document '" CAT
		"CASE WHEN s.from_version IS NULL THEN 'added'"
		" WHEN s.to_version IS NULL THEN 'removed' ELSE 'changed' END",
		.body = "CASE WHEN s.places OPERATOR(pg_catalog.<>) '{\"\"}'"
		" AND s.places OPERATOR(pg_catalog.<>) '{}'"
		" THEN pg_catalog.array_to_string(s.places, ', ') END",
		.role = "s.changed_by",
		.details = DETAILS("'document_kind', s.document_kind,"
						   " 'from_version', s.from_version,"
						   " 'to_version', s.to_version,"
						   " 'place_count', s.place_count")
	},
	{
		.kind = "marketing_touch",
		.table = "crm.lead_marketing_settings",
		.one_per_lead = true,
		.occurred_at = "s.last_touch_at",
		.id_type = INT8OID,
		.lead = "s.lead_id",
		.client = "s.client_id",
		.title = "'Marketing touch'",
		.role = "s.updated_by",
		.details = DETAILS("'utm', CASE WHEN s.utm OPERATOR(pg_catalog.<>) '{}'"
						   " THEN s.utm END, 'landing_page', s.landing_page,"
						   " 'referrer', s.referrer")
	},
	{
		.kind = "communication",
		.table = "crm.lead_communications",
		.occurred_at = "s.occurred_at",
		.id_type = INT8OID,
		.lead = "s.lead_id",
		.client = "s.client_id",
		.title = LABEL("crm.communication_types", "s.communication_type_id")
		CAT "COALESCE(': '" CAT "s.subject, '')",
		.body = "s.body",
		.role = "CASE WHEN " IS("s.direction", "outbound") " THEN s.created_by END",
		.actor_ref = "CASE WHEN " IS("s.direction", "outbound")
		" THEN ARRAY[1, s.agent_id] ELSE ARRAY[2, s.contact_id, 3, s.client_id] END",
		.direction = "s.direction",
		.details = DETAILS("'communication_type_id', s.communication_type_id,"
						   " 'outcome', s.outcome, 'duration_seconds',"
						   " pg_catalog.date_part('epoch', s.duration),"
						   " 'agent_id', s.agent_id, 'contact_id', s.contact_id,"
						   " 'thread_id', s.thread_id, 'ai_summary', s.ai_summary,"
						   " 'ai_sentiment', s.ai_sentiment")
	},
	{
		.kind = "note",
		.table = "crm.lead_notes",
		.occurred_at = "s.created_at",
		.id_type = INT8OID,
		.lead = "s.lead_id",
		.client = "s.client_id",
		.title = "CASE WHEN " IS("s.source", "ai") " THEN 'AI note'"
		" WHEN " IS("s.source", "import") " THEN 'Imported note' ELSE 'Note' END",
		.body = "s.body",
		.actor = "s.author",
		.details = DETAILS("'source', s.source, 'is_pinned', s.is_pinned,"
						   " 'ai_summary', s.ai_summary,"
						   " 'ai_sentiment', s.ai_sentiment")
	},
};

/* What is planned, or due. */
static const CrmEventSource agenda_sources[] = {
	{
		.kind = "communication",
		.table = "crm.lead_communications",
		.condition = "s.occurred_at IS NULL",
		.occurred_at = "s.scheduled_at",
		.id_type = INT8OID,
		.lead = "s.lead_id",
		.client = "s.client_id",
		.title = LABEL("crm.communication_types", "s.communication_type_id")
		CAT "COALESCE(': '" CAT "s.subject, '')",
		.body = "s.body",
		.role = "s.created_by",
		.actor_ref = "ARRAY[1, s.agent_id]",
		.direction = "s.direction",
		.details = DETAILS("'communication_type_id', s.communication_type_id,"
						   " 'agent_id', s.agent_id, 'contact_id', s.contact_id,"
						   " 'thread_id', s.thread_id")
	},
	{
		.kind = "follow_up",
		.table = "crm.leads",
		.one_per_lead = true,
		.occurred_at = "s.next_follow_up_at",
		.id_type = INT8OID,
		.lead = "s.id",
		.client = "s.client_id",
		.title = "'Follow up'",
		.actor_ref = "ARRAY[1, s.assigned_agent_id]",
		.details = DETAILS("'status_id', s.status_id")
	},
	{
		.kind = "next_action",
		.table = "crm.leads",
		.one_per_lead = true,
		.occurred_at = "s.ai_next_action_at",
		.id_type = INT8OID,
		.lead = "s.id",
		.client = "s.client_id",
		.title = "'Suggested next action'",
		.body = "s.ai_next_action",
		.actor = "s.ai_model",
		.actor_ref = "ARRAY[1, s.assigned_agent_id]",
		.details = DETAILS("'ai_model', s.ai_model,"
						   " 'ai_confidence', s.ai_confidence,"
						   " 'ai_follow_up_priority', s.ai_follow_up_priority")
	},
	{
		.kind = "marketing_touch",
		.table = "crm.lead_marketing_settings",
		.one_per_lead = true,
		.occurred_at = "s.next_touch_at",
		.id_type = INT8OID,
		.lead = "s.lead_id",
		.client = "s.client_id",
		.title = "'Marketing touch'",
		.details = DETAILS("'do_not_contact', s.do_not_contact,"
						   " 'frequency_cap', s.frequency_cap")
	},
	{
		.kind = "expected_close",
		.table = "crm.opportunities",
		.condition = "s.won_at IS NULL AND s.lost_at IS NULL",
		.occurred_at = DAY("s.expected_close_on"),
		.id_type = INT8OID,
		.lead = "s.lead_id",
		.client = "s.client_id",
		.title = "'Expected decision: '" CAT "s.name",
		.body = "s.next_step",
		.actor_ref = "ARRAY[1, s.agent_id]",
		.details = DETAILS("'opportunity_id', s.id, 'kind', s.kind,"
						   " 'stage_id', s.stage_id, 'premium', s.premium")
	},
	{
		/* Of a lead that is neither won nor lost: then it no longer matters. */
		.kind = "x_date",
		.table = "crm.leads",
		.one_per_lead = true,
		.condition = "s.status_id OPERATOR(pg_catalog.=) ANY (ARRAY("
		"SELECT l.id FROM crm.lead_statuses l"
		" WHERE l.category OPERATOR(pg_catalog.=) ANY ('{open,nurture}'::pg_catalog.text[])))",
		.occurred_at = DAY("s.x_date"),
		.id_type = INT8OID,
		.lead = "s.id",
		.client = "s.client_id",
		.title = "'Policy expires'" CAT "COALESCE(': '" CAT "s.current_carrier, '')",
		.actor_ref = "ARRAY[1, s.assigned_agent_id]",
		.details = DETAILS("'x_date', s.x_date,"
						   " 'insurance_type_id', s.insurance_type_id,"
						   " 'current_carrier', s.current_carrier,"
						   " 'current_premium', s.current_premium")
	},
};

const CrmEventFamily crm_timeline_family = {
	timeline_sources, lengthof(timeline_sources), 0, true
};
const CrmEventFamily crm_agenda_family = {
	agenda_sources, lengthof(agenda_sources), 1, false
};

StaticAssertDecl(lengthof(timeline_sources) <= CRM_MAX_SOURCES,
				 "too many sources in a timeline");
StaticAssertDecl(lengthof(agenda_sources) <= CRM_MAX_SOURCES,
				 "too many sources in an agenda");

/* Plans, made when first asked for and kept for the backend's life. */
static SPIPlanPtr plans[2][CRM_MAX_SOURCES][2][2];
static SPIPlanPtr count_plans[2][CRM_MAX_SOURCES];

static void
append_column(StringInfo sql, const char *expression, const char *type)
{
	appendStringInfo(sql, ", (%s)::pg_catalog.%s",
					 expression ? expression : "NULL", type);
}

/*
 * The query: $1 the lead or client, $2 its tenant, and the rows past ($3, $4),
 * a time and an id, in the direction asked for.  Rows without a time are past
 * nothing, and no events.
 *
 * The subject is an array of one, and sorted by: where most rows of a table are
 * one client's, or where it was empty when the plan was made, a plain equality
 * and a sort by time alone let the planner prefer an index on (tenant, time), to
 * read other clients' rows and skip them.
 */
static char *
source_query(const CrmEventFamily *family, int rank, bool by_client,
			 bool descending)
{
	const CrmEventSource *source = &family->sources[rank];
	StringInfoData sql;
	const char *subject = by_client ? source->client : source->lead;
	const char *direction = descending ? "DESC" : "ASC";
	bool		one = source->one_per_lead && !by_client;

	initStringInfo(&sql);
	appendStringInfo(&sql, "SELECT %s, s.id, %s", source->occurred_at,
					 source->lead);
	append_column(&sql, one && source->title_of_one ? source->title_of_one :
				  source->title, "text");
	append_column(&sql, source->body, "text");
	append_column(&sql, source->role ? source->role : source->actor, "text");
	append_column(&sql, source->actor_ref, "int8[]");
	append_column(&sql, source->direction, "text");
	append_column(&sql, source->details, "jsonb");
	appendStringInfo(&sql, " FROM %s s"
					 " WHERE %s OPERATOR(pg_catalog.=) ANY ($1)"
					 " AND s.tenant_id OPERATOR(pg_catalog.=) $2"
					 " AND ROW(%s, s.id) OPERATOR(pg_catalog.%s) ROW($3, $4)",
					 source->table, subject, source->occurred_at,
					 descending ? "<" : ">");
	if (source->condition)
		appendStringInfo(&sql, " AND %s", source->condition);
	/* An index read backward is backward in each of its columns. */
	appendStringInfo(&sql, " ORDER BY %s %s", subject,
					 descending == family->newest_first ? "ASC" : "DESC");
	if (!one)
		appendStringInfo(&sql, ", %s %s, s.id %s", source->occurred_at,
						 direction, direction);
	return sql.data;
}

/* Keeps a plan for the backend's life. */
static SPIPlanPtr
prepare(const char *sql, int nargs, Oid *argtypes, int options)
{
	SPIPlanPtr	plan = SPI_prepare_cursor(sql, nargs, argtypes, options);

	if (plan == NULL)
		elog(ERROR, "SPI_prepare_cursor failed: %s: %s",
			 SPI_result_code_string(SPI_result), sql);
	if (SPI_keepplan(plan) != 0)
		elog(ERROR, "SPI_keepplan failed");
	return plan;
}

/*
 * The prepared query of a source.  SPI must be connected.
 *
 * One generic plan, as the bound's value must not decide how a history is
 * read; and a plan for the first rows, as few are fetched of many.
 */
SPIPlanPtr
crm_source_plan(const CrmEventFamily *family, int rank, bool by_client,
				bool descending)
{
	SPIPlanPtr *plan = &plans[family->number][rank][by_client][descending];

	if (*plan == NULL)
	{
		Oid			argtypes[4] = {INT8ARRAYOID, INT8OID, TIMESTAMPTZOID};

		argtypes[3] = family->sources[rank].id_type;
		*plan = prepare(source_query(family, rank, by_client, descending), 4,
						argtypes, CURSOR_OPT_NO_SCROLL | CRM_PLAN_FOR_FEW);
	}
	return *plan;
}

/*
 * The prepared count of a lead's events by month, the first day of which comes
 * first: $1 the lead, $2 its tenant.  SPI must be connected.
 */
SPIPlanPtr
crm_source_count_plan(const CrmEventFamily *family, int rank)
{
	SPIPlanPtr *plan = &count_plans[family->number][rank];

	if (*plan == NULL)
	{
		const CrmEventSource *source = &family->sources[rank];
		Oid			argtypes[2] = {INT8OID, INT8OID};
		StringInfoData sql;

		initStringInfo(&sql);
		appendStringInfo(&sql, "SELECT pg_catalog.date_trunc('month',"
						 " pg_catalog.timezone(" TIME_ZONE ", %s))::pg_catalog.date,"
						 " pg_catalog.count(*) FROM %s s"
						 " WHERE %s OPERATOR(pg_catalog.=) $1"
						 " AND s.tenant_id OPERATOR(pg_catalog.=) $2"
						 " AND %s IS NOT NULL",
						 source->occurred_at, source->table, source->lead,
						 source->occurred_at);
		if (source->condition)
			appendStringInfo(&sql, " AND %s", source->condition);
		appendStringInfoString(&sql, " GROUP BY 1 ORDER BY 1");
		*plan = prepare(sql.data, 2, argtypes, CURSOR_OPT_PARALLEL_OK);
	}
	return *plan;
}

/* How these queries take an id: see source_query(). */
Datum
crm_array_of_one(int64 id)
{
	Datum		element = Int64GetDatum(id);

	return PointerGetDatum(construct_array(&element, 1, INT8OID, sizeof(int64),
										   FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}

/* The least or the greatest id of a type. */
static Datum
extreme_id(Oid id_type, bool greatest)
{
	pg_uuid_t  *uuid;

	if (id_type == INT8OID)
		return Int64GetDatum(greatest ? PG_INT64_MAX : PG_INT64_MIN);
	uuid = palloc(sizeof(pg_uuid_t));
	memset(uuid->data, greatest ? 0xff : 0, UUID_LEN);
	return UUIDPGetDatum(uuid);
}

static Datum
id_of_key(Oid id_type, const CrmEventKey *key)
{
	pg_uuid_t  *uuid;

	if (id_type == INT8OID)
	{
		uint64		bytes;

		memcpy(&bytes, key->id, sizeof(bytes));
		return Int64GetDatum((int64) (pg_ntoh64(bytes) ^ (UINT64CONST(1) << 63)));
	}
	uuid = palloc(sizeof(pg_uuid_t));
	memcpy(uuid->data, key->id, UUID_LEN);
	return UUIDPGetDatum(uuid);
}

/*
 * The bound ($3, $4) past which this source's rows follow the key "from" of any
 * source; NULL: the beginning.
 *
 * A source that ranks after the key's, in the direction read, still has its
 * rows of that very instant to come: its bound is the instant one step before.
 */
void
crm_source_bound(const CrmEventFamily *family, int rank, bool descending,
				 const CrmEventKey *from, Datum *at, Datum *id)
{
	Oid			id_type = family->sources[rank].id_type;
	int			step = descending ? 1 : -1;

	if (from != NULL && from->rank == rank)
	{
		*at = TimestampTzGetDatum(from->at);
		*id = id_of_key(id_type, from);
		return;
	}
	if (from == NULL)
		*at = TimestampTzGetDatum(descending ? DT_NOEND : DT_NOBEGIN);
	else if (descending == (rank < from->rank))
		*at = TimestampTzGetDatum(from->at + step);
	else
		*at = TimestampTzGetDatum(from->at);
	*id = extreme_id(id_type, !descending);
}

/* The key of a row of this source. */
void
crm_source_key(const CrmEventFamily *family, int rank, TimestampTz at,
			   Datum id, CrmEventKey *key)
{
	key->at = at;
	key->rank = rank;
	memset(key->id, 0, CRM_EVENT_ID_LEN);
	if (family->sources[rank].id_type == INT8OID)
	{
		uint64		bytes = (uint64) DatumGetInt64(id) ^ (UINT64CONST(1) << 63);

		bytes = pg_hton64(bytes);
		memcpy(key->id, &bytes, sizeof(bytes));
	}
	else
		memcpy(key->id, DatumGetUUIDP(id)->data, UUID_LEN);
}
