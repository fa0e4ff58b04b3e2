-- The reports' tenant argument: another tenant's answers, in its own time zone; the current tenant's where none is named;
-- under row-level security nothing of a tenant that is not the current one.
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
SET TIME ZONE 'UTC';

UPDATE crm.tenants SET timezone = 'UTC' WHERE id = 1;
INSERT INTO crm.tenants (id, name, timezone) VALUES (1001, 'Another', 'Asia/Tokyo');
INSERT INTO crm.agents (id, tenant_id, display_name) VALUES (1001, 1001, 'Yui');
INSERT INTO crm.clients (id, tenant_id, client_type, last_name) VALUES (1001, 1001, 'individual', 'Abe');
INSERT INTO crm.campaigns (id, tenant_id, code, label, cost) VALUES (1001, 1001, 'spring', 'Spring', 10);
-- 31 January in London, February in Tokyo.
INSERT INTO crm.leads (id, tenant_id, client_id, insurance_type_id, status_id, source_id, campaign_id, assigned_agent_id, received_at,
                       lost_at, lost_reason_id, status_changed_at)
VALUES (1001, 1001, 1001, 'auto', 'lost', 'website', 1001, 1001, '2025-01-31 20:00+00', '2025-01-31 21:00+00', 'price',
        '2025-01-31 21:00+00');
INSERT INTO crm.lead_status_changes (tenant_id, lead_id, client_id, from_status_id, to_status_id, changed_at, time_in_status) VALUES
  (1001, 1001, 1001, 'new', 'lost', '2025-01-31 21:00+00', '1 hour');
INSERT INTO crm.lead_communications (id, tenant_id, lead_id, client_id, agent_id, communication_type_id, direction, occurred_at)
VALUES (1001, 1001, 1001, 1001, 1001, 'call', 'outbound', '2025-01-31 20:04+00');
INSERT INTO crm.opportunities (id, tenant_id, client_id, stage_id, name, kind, premium, expected_close_on, created_at) VALUES
  (1001, 1001, 1001, 'renewal_offered', 'r', 'renewal', 100, '2025-02-15', '2025-01-15');

CREATE FUNCTION pg_temp.answers(tenant bigint) RETURNS TABLE (report text, answer text) LANGUAGE sql AS $$
  SELECT 'funnel', string_agg(f.group_key || ' ' || f.received, ', ') FROM crm.funnel(tenant => tenant) f
  UNION ALL SELECT 'funnel of February', sum(f.received)::text FROM crm.funnel('2025-02-01', '2025-03-01', tenant => tenant) f
  UNION ALL SELECT 'stage_velocity', sum(v.moves_out)::text FROM crm.stage_velocity(tenant => tenant) v
  UNION ALL SELECT 'speed_to_lead', string_agg(s.group_key || ' ' || s.p50_minutes, ', ') FROM crm.speed_to_lead(tenant => tenant) s
  UNION ALL SELECT 'source_roi', sum(s.leads)::text FROM crm.source_roi(tenant => tenant) s
  UNION ALL SELECT 'campaign_roi', string_agg(c.campaign || ' ' || c.leads, ', ') FROM crm.campaign_roi(tenant => tenant) c
  UNION ALL SELECT 'agent_leaderboard', string_agg(a.agent || ' ' || a.attempts, ', ') FROM crm.agent_leaderboard(tenant => tenant) a
  UNION ALL SELECT 'cohort_conversion', string_agg(c.month || ' ' || c.leads, ', ') FROM crm.cohort_conversion(tenant => tenant) c
  UNION ALL SELECT 'forecast', string_agg(f.month || ' ' || f.deals, ', ') FROM crm.forecast('2025-02-01', tenant => tenant) f
  UNION ALL SELECT 'forecast_accuracy', string_agg(f.month || ' ' || f.deals, ', ') FROM crm.forecast_accuracy(as_of => '2025-03-01', tenant => tenant) f
  UNION ALL SELECT 'lost_reason_summary', string_agg(l.reason || ' ' || l.losses, ', ') FROM crm.lost_reason_summary(tenant => tenant) l
  UNION ALL SELECT 'retention', string_agg(r.month || ' ' || r.due, ', ') FROM crm.retention(tenant => tenant) r
  UNION ALL SELECT 'contact_time_heatmap', string_agg(h.day || ' ' || h.hour, ', ') FROM crm.contact_time_heatmap(tenant => tenant) h WHERE h.attempts > 0
$$;
-- Every report that takes a span takes a tenant, as its last argument.
SELECT p.oid::regprocedure FROM pg_proc p
WHERE p.pronamespace = 'crm'::regnamespace AND p.proargnames[1:2] = '{since,until}'
  AND NOT (p.proargnames[p.pronargs] = 'tenant' AND p.proargtypes[p.pronargs - 1] = 'bigint'::regtype);

SELECT * FROM pg_temp.answers(1001);
SELECT report FROM pg_temp.answers(1) WHERE answer <> '0';
SELECT report FROM pg_temp.answers(999) WHERE answer <> '0';
SELECT report FROM pg_temp.answers(NULL) WHERE answer <> '0';

CREATE ROLE regress_crm_analyst;
SELECT crm.grant_access('regress_crm_analyst', 'analyst', 1);
SET ROLE regress_crm_analyst;
SELECT report, answer FROM pg_temp.answers(1001) WHERE answer <> '0';
SELECT count(*) FROM crm.tenant_lead_facts;
RESET ROLE;

ROLLBACK;
