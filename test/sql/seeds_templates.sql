-- The templates of the lookup rows: good Liquid, and they render for a full lead and for a bare one.
\set ON_ERROR_ROLLBACK on
BEGIN;
SET LOCAL timezone = 'UTC';

CREATE TEMPORARY VIEW templates AS
SELECT l.lookup, l.id, t.which, t.body
FROM (
  SELECT 'insurance_types' AS lookup, id, ai_prompt_template AS p, ai_summary_template AS s, ai_action_template AS a
  FROM crm.insurance_types
  UNION ALL SELECT 'lead_statuses', id, ai_prompt_template, ai_summary_template, ai_action_template FROM crm.lead_statuses
  UNION ALL SELECT 'communication_types', id, ai_prompt_template, ai_summary_template, ai_action_template FROM crm.communication_types
  UNION ALL SELECT 'opportunity_stages', id, ai_prompt_template, ai_summary_template, ai_action_template FROM crm.opportunity_stages
  UNION ALL SELECT 'lost_reasons', id, ai_prompt_template, ai_summary_template, ai_action_template FROM crm.lost_reasons
  UNION ALL SELECT 'contact_roles', id, ai_prompt_template, ai_summary_template, ai_action_template FROM crm.contact_roles
  UNION ALL SELECT 'lead_sources', id, ai_prompt_template, ai_summary_template, ai_action_template FROM crm.lead_sources
) AS l, LATERAL (VALUES ('prompt', l.p), ('summary', l.s), ('action', l.a)) AS t (which, body)
WHERE t.body IS NOT NULL;

SELECT count(*) AS templates, count(*) FILTER (WHERE body LIKE '%{%') AS with_liquid FROM templates;
SELECT t.lookup, t.id, t.which, e.line, e.column_number, e.message, e.hint
FROM templates AS t, crm.template_errors(t.body) AS e;

-- Rendered strictly with a full lead: no error, nothing empty.
CREATE FUNCTION pg_temp.rendered(template text, context jsonb) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  RETURN crm.render_template(template, context, '{}', '{"as_of": "2026-06-01T13:00:00Z"}');
EXCEPTION WHEN OTHERS THEN
  RETURN 'ERROR ' || SQLERRM;
END $$;
CREATE TEMPORARY VIEW contexts AS
SELECT 'full' AS lead, '{
  "lead": {"received_at": "2026-05-20T12:00:00Z", "current_carrier": "Acme", "current_premium": 1880, "x_date": "2026-06-20",
    "quoted_premium": 1640, "quoted_at": "2026-05-25T12:00:00Z", "next_follow_up_at": "2026-06-03T13:00:00Z",
    "bound_at": "2026-05-30T12:00:00Z", "lost_at": "2026-05-30T12:00:00Z", "lost_note": "too far away",
    "umbrella_requested": true, "umbrella_limit": 1000000,
    "auto_data": {"drivers": [{"id": "d1"}], "vehicles": []}, "home_data": {"dwellings": [{"id": "h1"}], "closing_date": "2026-06-30"},
    "renters_data": {"move_in_date": "2026-06-15"}, "specialty_data": {"items": [{"id": "i1", "kind": "boat"}]},
    "commercial_data": {"lines_requested": ["bop"], "locations": [{"id": "l1"}], "auto": {"vehicles": [{"id": "v1"}]},
      "cyber": {"limit": 1000000, "mfa": false}, "surety": {"amount": 25000, "needed_by": "2026-06-10"}},
    "life_data": {"product": "term", "face_amount": 500000, "term_years": 20, "budget_monthly": 60}},
  "client": {"display_name": "Dana Stone", "annual_revenue": 1200000, "employee_count": 9, "naics_code": "238160"},
  "address": {"city": "Concord", "state": "NC"}, "insurance_type": {"label": "Personal auto"}}'::jsonb AS context
UNION ALL
SELECT 'bare', '{"lead": {"received_at": "2026-05-20T12:00:00Z"}, "client": {"display_name": "Dana Stone"}, "address": {},
  "insurance_type": {"label": "Personal auto"}}';
SELECT t.lookup, t.id, t.which, c.lead, r.text
FROM templates AS t, contexts AS c, LATERAL (SELECT pg_temp.rendered(t.body, c.context)) AS r (text)
WHERE r.text LIKE 'ERROR%' OR btrim(r.text) = '';

-- What some of them read like.
\pset format unaligned
SELECT t.which, c.lead, pg_temp.rendered(t.body, c.context) AS text
FROM templates AS t, contexts AS c
WHERE (t.lookup, t.id) IN (('insurance_types', 'auto'), ('lead_statuses', 'quoted')) ORDER BY t.lookup, t.which, c.lead DESC;

ROLLBACK;
