-- Views of what is so now: pipeline, stale leads, overdue follow-ups, X-dates, schema versions.
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
SET TIME ZONE 'UTC';

INSERT INTO crm.agents (id, display_name) VALUES (1001, 'Ana');
INSERT INTO crm.clients (id, client_type, last_name, first_name) VALUES (1001, 'individual', 'Ames', 'Lee');
INSERT INTO crm.lead_statuses (id, label, category, rotten_after, sort_order) VALUES
  ('t_open', 'Open', 'open', '5 days', 9001), ('t_slow', 'Slow', 'nurture', NULL, 9002), ('t_won', 'Won', 'won', NULL, 9003),
  ('t_lost', 'Lost', 'lost', NULL, 9004), ('t_old', 'No longer used', 'open', NULL, 9005);
UPDATE crm.lead_statuses SET is_active = false WHERE id = 't_old';
INSERT INTO crm.lost_reasons (id, label, reapproach_before_x_date) VALUES ('t_price', 'Price', '45 days');

-- 1001 is stale by a day.  1002 stands as long, but there was a call.  1003 never goes stale.
INSERT INTO crm.leads (id, client_id, insurance_type_id, status_id, assigned_agent_id, status_changed_at, last_contact_at,
                       quoted_premium, target_premium, current_premium, next_follow_up_at, x_date, lost_reason_id)
VALUES
  (1001, 1001, 'auto', 't_open', 1001, now() - interval '6 days', NULL, 800, 700, 900, now() - interval '2 hours', NULL, NULL),
  (1002, 1001, 'auto', 't_open', NULL, now() - interval '6 days', now() - interval '4 days', NULL, 700, 900,
   now() + interval '1 hour', NULL, NULL),
  (1003, 1001, 'auto', 't_slow', 1001, now() - interval '99 days', NULL, NULL, NULL, NULL, NULL, NULL, NULL),
  (1004, 1001, 'auto', 't_won', 1001, now() - interval '99 days', NULL, 5000, NULL, NULL, now() - interval '9 days', NULL, NULL),
  (1005, 1001, 'auto', 't_lost', 1001, now() - interval '99 days', NULL, NULL, NULL, NULL, now() - interval '9 days', NULL,
   't_price');

SELECT board, stage, deals, premium, weighted_premium, average_days, stale FROM crm.pipeline WHERE stage LIKE 't\_%';
SELECT lead_id, client, status, agent, rotten_after, overdue_by, premium FROM crm.stale_leads;

-- Stages: the deal's own probability goes before the stage's.
INSERT INTO crm.opportunity_stages (id, label, pipeline, probability, category, rotten_after, sort_order)
VALUES ('t_stage', 'Test', 'renewal', 0.5, 'open', '3 days', 9001), ('t_stage_won', 'Test won', 'renewal', 1, 'won', NULL, 9002);
INSERT INTO crm.opportunities (id, client_id, stage_id, name, premium, probability, stage_changed_at) VALUES
  (1001, 1001, 't_stage', 'a', 1000, NULL, now() - interval '4 days'), (1002, 1001, 't_stage', 'b', 1000, 0.1, now() - interval '2 days'),
  (1003, 1001, 't_stage', 'c', NULL, NULL, now()), (1004, 1001, 't_stage_won', 'd', 9999, NULL, now());
SELECT board, stage, probability, deals, premium, weighted_premium, average_days, stale FROM crm.pipeline WHERE stage LIKE 't\_%';

-- Overdue: the follow-up of 1001; of the planned calls the one that is late, open, and without an outcome.
INSERT INTO crm.communication_types (id, label, channel) VALUES ('t_call', 'Test call', 'call');
INSERT INTO crm.lead_communications (id, lead_id, client_id, agent_id, communication_type_id, direction, subject, scheduled_at,
                                     occurred_at, outcome) VALUES
  (1001, 1002, 1001, 1001, 't_call', 'outbound', 'call back', now() - interval '1 day', NULL, NULL),
  (1002, 1002, 1001, 1001, 't_call', 'outbound', 'was cancelled', now() - interval '1 day', NULL, 'cancelled'),
  (1003, 1002, 1001, 1001, 't_call', 'outbound', 'took place', now() - interval '1 day', now() - interval '1 day', NULL),
  (1004, 1002, 1001, 1001, 't_call', 'outbound', 'not yet', now() + interval '1 day', NULL, NULL),
  (1005, 1004, 1001, 1001, 't_call', 'outbound', 'lead is won', now() - interval '1 day', NULL, NULL),
  (1006, NULL, 1001, NULL, 't_call', 'outbound', 'no lead', now() - interval '3 days', NULL, NULL);
UPDATE crm.leads SET next_follow_up_at = now() - interval '2 hours' WHERE id = 1001;
UPDATE crm.leads SET ai_next_action = 'send the quote', ai_next_action_at = now() - interval '30 minutes' WHERE id = 1001;
SELECT kind, overdue_by, lead_id, client, agent, what FROM crm.overdue_follow_ups;
-- A follow-up that only repeats a planned call is listed once.
UPDATE crm.leads SET next_follow_up_at = now() - interval '1 day' WHERE id = 1002;
SELECT kind, overdue_by, lead_id, what FROM crm.overdue_follow_ups WHERE lead_id = 1002;
-- A client, a contact, a marketing touch; not the touch of one who asked for silence, nor what a planned call repeats.
INSERT INTO crm.contacts (id, client_id, name, next_contact_at) VALUES
  (1001, 1001, 'Jo', now() - interval '3 hours'), (1002, 1001, 'Mo', now() + interval '3 hours');
UPDATE crm.clients SET next_contact_at = now() - interval '4 hours' WHERE id = 1001;
INSERT INTO crm.lead_marketing_settings (id, lead_id, next_touch_at, do_not_contact) VALUES
  (1001, 1001, now() - interval '5 hours', false), (1002, 1002, now() - interval '5 hours', true);
SELECT kind, overdue_by, lead_id, client_id, what FROM crm.overdue_follow_ups WHERE kind IN ('client', 'contact', 'marketing_touch');
UPDATE crm.clients SET next_contact_at = now() - interval '1 day' WHERE id = 1001;
SELECT count(*) FROM crm.overdue_follow_ups WHERE kind = 'client';
DELETE FROM crm.lead_marketing_settings;

-- X-dates: today is the tenant's today, on both sides of the date line.
UPDATE crm.tenants SET timezone = 'Pacific/Kiritimati' WHERE id = 1;
SELECT (now() AT TIME ZONE 'Pacific/Kiritimati')::date AS today \gset
UPDATE crm.leads SET x_date = date :'today' + 120 WHERE id = 1001;
UPDATE crm.leads SET x_date = date :'today' WHERE id = 1002;
UPDATE crm.leads SET x_date = date :'today' + 31 WHERE id = 1003;
UPDATE crm.leads SET x_date = date :'today' + 10 WHERE id = 1004;
UPDATE crm.leads SET x_date = date :'today' + 60 WHERE id = 1005;
SELECT days_left, bucket, lead_id, status, category, x_date - reapproach_on AS reapproach FROM crm.x_date_calendar;
UPDATE crm.tenants SET timezone = 'Etc/GMT+12' WHERE id = 1;
SELECT (now() AT TIME ZONE 'Etc/GMT+12')::date AS today \gset
UPDATE crm.leads SET x_date = date :'today' - 1 WHERE id = 1001;
UPDATE crm.leads SET x_date = date :'today' + 120 WHERE id = 1002;
UPDATE crm.leads SET x_date = date :'today' + 121 WHERE id = 1003;
SELECT days_left, bucket, lead_id FROM crm.x_date_calendar WHERE lead_id IN (1001, 1002, 1003);

-- Versions: also those that nobody uses.
INSERT INTO crm.json_schemas (kind, version, status, schema, published_at) VALUES ('home', 1001, 'active', 'true', now());
UPDATE crm.leads SET home_data = '{}', home_schema_version = 1001 WHERE id IN (1001, 1002, 1004);
SELECT kind, version, status, leads, open_leads, share FROM crm.schema_versions_in_use WHERE kind = 'home';

-- Nothing of another tenant's.
INSERT INTO crm.tenants (id, name) VALUES (1001, 'Another');
SET crm.tenant_id = '1001';
SELECT sum(deals) AS deals, sum(premium) AS premium FROM crm.pipeline;
SELECT count(*) FROM crm.stale_leads;
SELECT count(*) FROM crm.overdue_follow_ups;
SELECT count(*) FROM crm.x_date_calendar;
SELECT sum(leads) FROM crm.schema_versions_in_use;

ROLLBACK;
