/*-------------------------------------------------------------------------
 *
 * context_sql.c
 *	  The statements that read what is known about a lead.
 *
 * Columns become JSON members here and nowhere else; what is not named (social
 * security numbers, gender, marital status ...) never reaches a prompt.  Facts
 * later than as_of are left out.  Times come out in the session's time zone,
 * which context_read.c sets.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "nodes/parsenodes.h"

#include "prompt/context_sql.h"

/*
 * One plan for all leads: every statement starts from one lead's or client's
 * rows by index, and planning them anew would cost more than running them.
 */
#define PLANNED_ONCE (CURSOR_OPT_GENERIC_PLAN | CURSOR_OPT_FAST_PLAN)

/* A time that has come by as_of, to the second; null before. */
#define PAST(column) \
	"CASE WHEN " column " OPERATOR(pg_catalog.<=) $3 " \
	"THEN pg_catalog.date_trunc('second', " column ") END"
#define SECONDS(column) "pg_catalog.date_trunc('second', " column ")"
#define EQ " OPERATOR(pg_catalog.=) "
#define LE " OPERATOR(pg_catalog.<=) "
#define MINUS " OPERATOR(pg_catalog.-) "

CrmPlan		crm_context_plan_tenant = {
	"SELECT t.timezone, t.name FROM crm.tenants t WHERE t.id" EQ "$1",
	1, {INT8OID},
	.options = PLANNED_ONCE
};

/*
 * The lead, its client and what both point at.  $1 lead, $2 tenant, $3 as_of,
 * $4 today, $5 the channel the answer goes out on, or null.
 */
CrmPlan		crm_context_plan_lead = {
	"SELECT l.insurance_type_id, l.status_id, c.preferred_language,"
	" c.preferred_channel, c.preferred_tone,"
	/* 6: lead */
	" pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object("
	"  'id', l.id, 'received_at', " SECONDS("l.received_at") ","
	"  'age_days', $4" MINUS "l.received_at::pg_catalog.date,"
	"  'status_changed_at', " PAST("l.status_changed_at") ","
	"  'current_carrier', l.current_carrier, 'current_premium', l.current_premium,"
	"  'x_date', l.x_date, 'days_to_x_date', l.x_date" MINUS "$4,"
	"  'target_premium', l.target_premium, 'quoted_premium', l.quoted_premium,"
	"  'umbrella_requested', l.umbrella_requested, 'umbrella_limit', l.umbrella_limit,"
	"  'lost_reason', r.label, 'lost_note', l.lost_note,"
	"  'assigned_at', " PAST("l.assigned_at") ","
	"  'first_contact_at', " PAST("l.first_contact_at") ","
	"  'last_contact_at', " SECONDS("y.contact_at") ","
	"  'days_since_contact', $4" MINUS "y.contact_at::pg_catalog.date,"
	"  'next_follow_up_at', " SECONDS("l.next_follow_up_at") ","
	"  'quoted_at', " PAST("l.quoted_at") ", 'bound_at', " PAST("l.bound_at") ","
	"  'lost_at', " PAST("l.lost_at") ","
	"  'ai_summary', CASE WHEN l.ai_updated_at" LE "$3 THEN l.ai_summary END,"
	"  'ai_next_action', CASE WHEN l.ai_updated_at" LE "$3 THEN l.ai_next_action END,"
	"  'tags', CASE WHEN pg_catalog.cardinality(l.tags) OPERATOR(pg_catalog.>) 0 THEN l.tags END)),"
	/* 7: client */
	" pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object("
	"  'id', c.id, 'client_type', c.client_type, 'display_name', c.display_name,"
	"  'first_name', c.first_name, 'last_name', c.last_name, 'occupation', c.occupation,"
	"  'age', CASE WHEN c.date_of_birth IS NOT NULL THEN"
	"     pg_catalog.date_part('year', pg_catalog.age($4, c.date_of_birth))::pg_catalog.int4 END,"
	"  'date_of_birth', c.date_of_birth,"
	"  'business_name', c.business_name, 'dba', c.dba, 'entity_type', c.entity_type,"
	"  'naics_code', c.naics_code, 'year_established', c.year_established,"
	"  'employee_count', c.employee_count, 'annual_revenue', c.annual_revenue,"
	"  'email', c.email, 'phone', c.phone, 'lifecycle', c.lifecycle,"
	"  'preferred_language', c.preferred_language, 'preferred_channel', c.preferred_channel,"
	"  'preferred_tone', c.preferred_tone,"
	"  'ai_summary', CASE WHEN c.ai_updated_at" LE "$3 THEN c.ai_summary END)),"
	/* 8: status */
	" pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object("
	"  'id', s.id, 'label', s.label, 'description', s.description, 'category', s.category,"
	"  'days', CASE WHEN l.status_changed_at" LE "$3"
	"     THEN $4" MINUS "l.status_changed_at::pg_catalog.date END)),"
	/* 9: insurance type */
	" pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object("
	"  'id', i.id, 'label', i.label, 'description', i.description, 'line', i.line,"
	"  'is_renewable', i.is_renewable)),"
	/* 10: marketing */
	" CASE WHEN m.id IS NOT NULL OR d.asked THEN"
	"  pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object("
	"   'email_opt_in', m.email_opt_in, 'sms_opt_in', m.sms_opt_in, 'call_opt_in', m.call_opt_in,"
	"   'mail_opt_in', m.mail_opt_in, 'do_not_contact', d.asked,"
	"   'frequency_cap', m.frequency_cap, 'landing_page', m.landing_page, 'referrer', m.referrer,"
	"   'last_touch_at', " PAST("m.last_touch_at") ","
	"   'next_touch_at', " SECONDS("m.next_touch_at") ")) END,"
	/* 11: address */
	" CASE WHEN a.id IS NOT NULL THEN"
	"  pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object("
	"   'line1', a.line1, 'line2', a.line2, 'city', a.city, 'state', a.state,"
	"   'postal_code', a.postal_code, 'county', a.county, 'country', a.country)) END,"
	/* 12: agent */
	" CASE WHEN g.id IS NOT NULL THEN"
	"  pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object("
	"   'id', g.id, 'display_name', g.display_name, 'email', g.email, 'phone', g.phone)) END,"
	/* 13: source */
	" CASE WHEN o.id IS NOT NULL THEN"
	"  pg_catalog.jsonb_build_object('id', o.id, 'label', o.label, 'kind', o.kind) END,"
	/* 14: campaign */
	" CASE WHEN p.id IS NOT NULL THEN"
	"  pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object("
	"   'id', p.id, 'code', p.code, 'label', p.label, 'description', p.description,"
	"   'channel', p.channel)) END,"
	/* 15: guides; the source's until somebody has spoken with them */
	" s.ai_prompt_template, i.ai_prompt_template, p.ai_prompt_template,"
	" CASE WHEN y.contact_at IS NULL THEN o.ai_prompt_template END, r.ai_prompt_template,"
	" (SELECT w.ai_prompt_template FROM crm.communication_types w"
	"   WHERE w.channel" EQ "$5 AND w.is_active ORDER BY w.sort_order, w.id LIMIT 1),"
	/* 21: documents */
	" l.auto_data, l.home_data, l.renters_data, l.specialty_data, l.commercial_data, l.life_data,"
	/* 27: consent */
	" d.asked, m.email_opt_in, m.sms_opt_in, m.call_opt_in, m.mail_opt_in,"
	/* 32 */
	" l.client_id"
	" FROM crm.leads l"
	" JOIN crm.clients c ON c.id" EQ "l.client_id AND c.tenant_id" EQ "$2"
	" JOIN crm.lead_statuses s ON s.id" EQ "l.status_id"
	" JOIN crm.insurance_types i ON i.id" EQ "l.insurance_type_id"
	" LEFT JOIN crm.addresses a ON a.id" EQ "c.address_id AND a.tenant_id" EQ "$2"
	" LEFT JOIN crm.agents g ON g.id" EQ "l.assigned_agent_id AND g.tenant_id" EQ "$2"
	" LEFT JOIN crm.lead_sources o ON o.id" EQ "l.source_id"
	" LEFT JOIN crm.campaigns p ON p.id" EQ "l.campaign_id AND p.tenant_id" EQ "$2"
	" LEFT JOIN crm.lost_reasons r ON r.id" EQ "l.lost_reason_id"
	" LEFT JOIN crm.lead_marketing_settings m ON m.lead_id" EQ "l.id AND m.tenant_id" EQ "$2"
	/* who asked to be left alone asked for all their leads */
	" CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM crm.lead_marketing_settings v"
	"   WHERE v.client_id" EQ "l.client_id AND v.tenant_id" EQ "$2 AND v.do_not_contact) AS asked) d"
	/* the column moves on; at an earlier moment the events say when it was */
	" CROSS JOIN LATERAL (SELECT CASE WHEN l.last_contact_at" LE "$3 THEN l.last_contact_at"
	"   WHEN l.last_contact_at IS NOT NULL THEN"
	"    (SELECT pg_catalog.max(z.occurred_at) FROM"
	"      (SELECT e.occurred_at, e.communication_type_id FROM crm.lead_communications e"
	"        WHERE e.lead_id" EQ "l.id AND e.tenant_id" EQ "$2 AND e.occurred_at" LE "$3"
	"        ORDER BY e.occurred_at DESC, e.id DESC LIMIT 20) z"
	"      JOIN crm.communication_types t ON t.id" EQ "z.communication_type_id"
	"      WHERE t.counts_as_contact) END AS contact_at) y"
	" WHERE l.id" EQ "$1 AND l.tenant_id" EQ "$2",
	5, {INT8OID, INT8OID, TIMESTAMPTZOID, DATEOID, TEXTOID},
	.options = PLANNED_ONCE
};

/* Lists of a few: $1 lead, $2 tenant, $3 as_of, $4 client. */
CrmPlan		crm_context_plan_lists = {
	"SELECT"
	/* 1: contacts */
	" (SELECT pg_catalog.jsonb_agg(x.o ORDER BY x.is_primary_contact DESC, x.id) FROM ("
	"   SELECT k.id, k.is_primary_contact, pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object("
	"    'name', k.name, 'title', k.title, 'email', k.email, 'phone', k.phone,"
	"    'preferred_channel', k.preferred_channel, 'is_primary_contact', k.is_primary_contact,"
	"    'roles', (SELECT pg_catalog.jsonb_agg(cr.label ORDER BY cr.sort_order, cr.id)"
	"      FROM crm.contact_role_assignments ra JOIN crm.contact_roles cr ON cr.id" EQ "ra.role_id"
	"      WHERE ra.contact_id" EQ "k.id AND ra.tenant_id" EQ "$2))) AS o"
	"   FROM crm.contacts k WHERE k.client_id" EQ "$4 AND k.tenant_id" EQ "$2"
	"   ORDER BY k.is_primary_contact DESC, k.id LIMIT 8) x),"
	/* 2: opportunities of the client, newest first */
	" (SELECT pg_catalog.jsonb_agg(x.o ORDER BY x.created_at DESC, x.id DESC) FROM ("
	"   SELECT q.id, q.created_at, pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object("
	"    'id', q.id, 'name', q.name, 'kind', q.kind, 'stage', s.label, 'category', s.category,"
	"    'premium', q.premium, 'probability', coalesce(q.probability, s.probability),"
	"    'expected_close_on', q.expected_close_on, 'next_step', q.next_step,"
	"    'won_at', " PAST("q.won_at") ", 'lost_at', " PAST("q.lost_at") ")) AS o"
	"   FROM crm.opportunities q JOIN crm.opportunity_stages s ON s.id" EQ "q.stage_id"
	"   WHERE q.client_id" EQ "$4 AND q.tenant_id" EQ "$2 AND q.created_at" LE "$3"
	"   ORDER BY q.created_at DESC, q.id DESC LIMIT 6) x),"
	/* 3: what is planned, soonest first */
	" (SELECT pg_catalog.jsonb_agg(x.o ORDER BY x.scheduled_at, x.id) FROM ("
	"   SELECT e.id, e.scheduled_at, pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object("
	"    'at', " SECONDS("e.scheduled_at") ", 'title', t.label, 'channel', t.channel,"
	"    'subject', e.subject, 'is_overdue', e.scheduled_at OPERATOR(pg_catalog.<) $3)) AS o"
	"   FROM crm.lead_communications e"
	"   JOIN crm.communication_types t ON t.id" EQ "e.communication_type_id"
	"   WHERE e.lead_id" EQ "$1 AND e.tenant_id" EQ "$2 AND e.occurred_at IS NULL"
	"   ORDER BY e.scheduled_at, e.id LIMIT 5) x),"
	/* 4: the client's other leads, newest first */
	" (SELECT pg_catalog.jsonb_agg(x.o ORDER BY x.received_at DESC, x.id DESC) FROM ("
	"   SELECT n.id, n.received_at, pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object("
	"    'id', n.id, 'insurance_type', i.label, 'status', s.label, 'category', s.category,"
	"    'x_date', n.x_date, 'received_on', n.received_at::pg_catalog.date)) AS o"
	"   FROM crm.leads n"
	"   JOIN crm.lead_statuses s ON s.id" EQ "n.status_id"
	"   JOIN crm.insurance_types i ON i.id" EQ "n.insurance_type_id"
	"   WHERE n.client_id" EQ "$4 AND n.tenant_id" EQ "$2 AND n.received_at" LE "$3"
	"     AND n.id OPERATOR(pg_catalog.<>) $1"
	"   ORDER BY n.received_at DESC, n.id DESC LIMIT 6) x)",
	4, {INT8OID, INT8OID, TIMESTAMPTZOID, INT8OID},
	.options = PLANNED_ONCE
};

/* The stage of the lead's latest opportunity, and what its row says. */
CrmPlan		crm_context_plan_stage = {
	"SELECT s.id, s.ai_prompt_template,"
	" pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object("
	"  'id', s.id, 'label', s.label, 'description', s.description,"
	"  'pipeline', s.pipeline, 'probability', s.probability, 'category', s.category))"
	" FROM crm.opportunities q JOIN crm.opportunity_stages s ON s.id" EQ "q.stage_id"
	" WHERE q.lead_id" EQ "$1 AND q.tenant_id" EQ "$2 AND q.created_at" LE "$3"
	" ORDER BY q.created_at DESC, q.id DESC LIMIT 1",
	3, {INT8OID, INT8OID, TIMESTAMPTZOID},
	.options = PLANNED_ONCE
};

CrmPlan		crm_context_plan_notes = {
	"SELECT pg_catalog.concat('note:', n.id), pg_catalog.to_char(n.created_at, 'YYYY-MM-DD'),"
	" pg_catalog.jsonb_build_object('at', " SECONDS("n.created_at") ","
	"  'date', n.created_at::pg_catalog.date, 'author', n.author, 'source', n.source,"
	"  'is_pinned', n.is_pinned, 'body', n.body)"
	" FROM crm.lead_notes n"
	" WHERE n.lead_id" EQ "$1 AND n.tenant_id" EQ "$2 AND n.created_at" LE "$3"
	" ORDER BY n.created_at DESC, n.id DESC LIMIT $4",
	4, {INT8OID, INT8OID, TIMESTAMPTZOID, INT8OID},
	.options = PLANNED_ONCE
};

/* How many notes there are, $4 at most (null: no matter how many). */
CrmPlan		crm_context_plan_note_count = {
	"SELECT (SELECT pg_catalog.count(*) FROM (SELECT FROM crm.lead_notes n"
	"  WHERE n.lead_id" EQ "$1 AND n.tenant_id" EQ "$2 AND n.created_at" LE "$3 LIMIT $4) c),"
	" pg_catalog.to_char((SELECT pg_catalog.min(n.created_at) FROM crm.lead_notes n"
	"  WHERE n.lead_id" EQ "$1 AND n.tenant_id" EQ "$2 AND n.created_at" LE "$3), 'YYYY-MM-DD')",
	4, {INT8OID, INT8OID, TIMESTAMPTZOID, INT8OID},
	.options = PLANNED_ONCE
};

/*
 * The newest events of each source, then the newest of all.  The columns are
 * those of enum event_column in context_read.c, which makes the JSON of them:
 * there are many, and most of what they cost would be making it here.
 */
CrmPlan		crm_context_plan_events = {
	"SELECT x.id, x.at, x.kind, x.title, x.channel, x.direction, x.who, x.subject, x.body, x.outcome, x.minutes FROM ("
	"(SELECT pg_catalog.concat('communication:', e.id) AS id, e.occurred_at AS at, 4 AS rank, e.id AS seq,"
	"  'communication' AS kind, t.label AS title, t.channel, e.direction,"
	"  coalesce(CASE WHEN e.direction" EQ "'inbound' THEN k.name END, g.display_name, k.name) AS who,"
	"  e.subject, e.body, e.outcome,"
	"  pg_catalog.ceil(pg_catalog.date_part('epoch', e.duration) OPERATOR(pg_catalog./) 60::pg_catalog.float8)::pg_catalog.int4 AS minutes"
	" FROM crm.lead_communications e"
	" JOIN crm.communication_types t ON t.id" EQ "e.communication_type_id"
	" LEFT JOIN crm.agents g ON g.id" EQ "e.agent_id AND g.tenant_id" EQ "$2"
	" LEFT JOIN crm.contacts k ON k.id" EQ "e.contact_id AND k.tenant_id" EQ "$2"
	" WHERE e.lead_id" EQ "$1 AND e.tenant_id" EQ "$2 AND e.occurred_at" LE "$3"
	" ORDER BY e.occurred_at DESC, e.id DESC LIMIT $4)"
	" UNION ALL "
	"(SELECT pg_catalog.concat('status_change:', h.id), h.changed_at, 3, NULL, 'status_change',"
	"  pg_catalog.concat('Status ', f.label, ' → ', t.label), NULL, NULL, h.changed_by, NULL, h.reason, NULL, NULL"
	" FROM crm.lead_status_changes h"
	" JOIN crm.lead_statuses f ON f.id" EQ "h.from_status_id"
	" JOIN crm.lead_statuses t ON t.id" EQ "h.to_status_id"
	" WHERE h.lead_id" EQ "$1 AND h.tenant_id" EQ "$2 AND h.changed_at" LE "$3"
	" ORDER BY h.changed_at DESC, h.id DESC LIMIT $4)"
	" UNION ALL "
	"(SELECT pg_catalog.concat('stage_change:', h.id), h.changed_at, 2, NULL, 'stage_change',"
	"  pg_catalog.concat('Opportunity ', f.label, ' → ', t.label), NULL, NULL, h.changed_by, NULL, h.reason, NULL, NULL"
	" FROM crm.opportunity_stage_changes h"
	" JOIN crm.opportunity_stages f ON f.id" EQ "h.from_stage_id"
	" JOIN crm.opportunity_stages t ON t.id" EQ "h.to_stage_id"
	" WHERE h.lead_id" EQ "$1 AND h.tenant_id" EQ "$2 AND h.changed_at" LE "$3"
	" ORDER BY h.changed_at DESC, h.id DESC LIMIT $4)"
	" UNION ALL "
	"(SELECT pg_catalog.concat('opportunity_created:', q.id), q.created_at, 1, q.id, 'opportunity_created',"
	"  'Opportunity opened', NULL, NULL, NULL, q.name, NULL, NULL, NULL"
	" FROM crm.opportunities q"
	" WHERE q.lead_id" EQ "$1 AND q.tenant_id" EQ "$2 AND q.created_at" LE "$3"
	" ORDER BY q.created_at DESC, q.id DESC LIMIT $4)"
	" UNION ALL "
	"(SELECT 'lead_created', l.received_at, 0, l.id, 'lead_created', 'Lead received', NULL, NULL, NULL, NULL, NULL, NULL, NULL"
	" FROM crm.leads l"
	" WHERE l.id" EQ "$1 AND l.tenant_id" EQ "$2 AND l.received_at" LE "$3)"
	") x ORDER BY x.at DESC, x.rank DESC, x.seq DESC, x.id DESC LIMIT $4",
	4, {INT8OID, INT8OID, TIMESTAMPTZOID, INT8OID},
	.options = PLANNED_ONCE
};

/* How many there are of one source, and when the first of them was. */
#define COUNTED(table, column) \
	"SELECT (SELECT pg_catalog.count(*) FROM (SELECT FROM " table " e" \
	"   WHERE e.lead_id" EQ "$1 AND e.tenant_id" EQ "$2 AND e." column LE "$3 LIMIT $4) c) AS n," \
	"  (SELECT e." column " FROM " table " e" \
	"   WHERE e.lead_id" EQ "$1 AND e.tenant_id" EQ "$2 AND e." column LE "$3" \
	"   ORDER BY e." column ", e.id LIMIT 1) AS at"

/*
 * How many events there are, of no source more than $4 (null: no matter how
 * many), and the first one's date: from indexes alone.
 */
CrmPlan		crm_context_plan_event_count = {
	"SELECT pg_catalog.sum(x.n)::pg_catalog.int8, pg_catalog.to_char(pg_catalog.min(x.at), 'YYYY-MM-DD') FROM ("
	COUNTED("crm.lead_communications", "occurred_at")
	" UNION ALL "
	COUNTED("crm.lead_status_changes", "changed_at")
	" UNION ALL "
	COUNTED("crm.opportunity_stage_changes", "changed_at")
	" UNION ALL "
	COUNTED("crm.opportunities", "created_at")
	" UNION ALL "
	"SELECT pg_catalog.count(*), pg_catalog.min(l.received_at) FROM crm.leads l"
	" WHERE l.id" EQ "$1 AND l.tenant_id" EQ "$2 AND l.received_at" LE "$3) x",
	4, {INT8OID, INT8OID, TIMESTAMPTZOID, INT8OID},
	.options = PLANNED_ONCE
};

/*
 * The score that the queue shows, if it still held then or is of that day; or,
 * if $4, however old it is ...
 */
CrmPlan		crm_context_plan_last_score = {
	"SELECT pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object("
	" 'score', pg_catalog.trim_scale(pg_catalog.round(s.score, 1)), 'grade', s.grade,"
	" 'probability', pg_catalog.round(s.probability::pg_catalog.numeric, 3),"
	" 'expected_value', s.expected_value, 'factors', s.factors))"
	" FROM crm.lead_scores s"
	" WHERE s.lead_id" EQ "$1 AND s.tenant_id" EQ "$3 AND s.scored_at" LE "$2"
	"  AND ($4 OR s.next_change_at OPERATOR(pg_catalog.>) $2"
	"   OR s.scored_at OPERATOR(pg_catalog.+) '1 day'::pg_catalog.interval OPERATOR(pg_catalog.>) $2)",
	4, {INT8OID, TIMESTAMPTZOID, INT8OID, BOOLOID},
	.options = PLANNED_ONCE
};

/* Whether there are more communications than are read for a score on the way. */
CrmPlan		crm_context_plan_long_history = {
	"SELECT FROM crm.lead_communications e"
	" WHERE e.lead_id" EQ "$1 AND e.tenant_id" EQ "$2 OFFSET $3 LIMIT 1",
	3, {INT8OID, INT8OID, INT8OID},
	.options = PLANNED_ONCE
};

/* ... and where it never was, computed now. */
CrmPlan		crm_context_plan_score = {
	"SELECT pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object("
	" 'score', pg_catalog.trim_scale(pg_catalog.round(s.score, 1)), 'grade', s.grade,"
	" 'probability', pg_catalog.round(s.probability::pg_catalog.numeric, 3),"
	" 'expected_value', s.expected_value, 'factors', s.factors))"
	" FROM crm.score_lead($1, $2, $3) s",
	3, {INT8OID, TIMESTAMPTZOID, INT8OID},
	.options = PLANNED_ONCE
};
