-- Speed to lead, sources, campaigns, agents and forecast, on cases worked out by hand.
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
SET TIME ZONE 'UTC';

UPDATE crm.tenants SET timezone = 'America/New_York' WHERE id = 1;
-- Nothing there yet: the right columns, zeros for what is active, and no division by zero.
SELECT * FROM crm.agent_leaderboard;
SELECT * FROM crm.speed_to_lead;
SELECT * FROM crm.forecast;
SELECT * FROM crm.campaign_roi;
SELECT bool_and(leads = 0 AND spend = 0 AND bind_rate IS NULL AND cost_per_bind IS NULL AND roi IS NULL) FROM crm.source_roi;

INSERT INTO crm.agents (id, display_name, timezone) VALUES (1001, 'Ana', 'America/Los_Angeles'), (1002, 'Ben', NULL), (1003, 'Cy', NULL);
INSERT INTO crm.agents (id, display_name, is_active) VALUES (1004, 'Left, never sold', false);
INSERT INTO crm.clients (id, client_type, last_name) VALUES (1001, 'individual', 'Ames'), (1002, 'individual', 'Bond');
INSERT INTO crm.lead_sources (id, label, kind, cost_per_lead) VALUES ('t_paid', 'Paid', 'web', 50), ('t_free', 'Free', 'referral', 0),
  ('t_idle', 'Idle', 'web', 10);
INSERT INTO crm.campaigns (id, code, label, cost, starts_on) VALUES (1001, 'spring', 'Spring', 900, '2025-03-01'), (1002, 'none', 'Idle', 0, NULL);
INSERT INTO crm.leads (id, client_id, insurance_type_id, status_id, source_id, campaign_id, assigned_agent_id, received_at, quoted_premium)
VALUES
  (1001, 1001, 'auto', 'bound',  't_paid', 1001, 1001, '2025-03-03 15:00+00', 1000),
  (1002, 1001, 'auto', 'lost',   't_free', 1001, 1001, '2025-03-04 15:00+00', 2000),  -- quoted, then lost
  (1003, 1002, 'auto', 'bound',  't_free', NULL, 1002, '2025-03-05 15:00+00', 3000),
  (1004, 1002, 'auto', 'new',    't_paid', NULL, 1001, '2025-03-06 15:00+00', NULL),
  (1005, 1002, 'auto', 'new',    NULL,     NULL, NULL, '2025-03-07 15:00+00', NULL),
  (1006, 1001, 'auto', 'new',    't_paid', NULL, 1002, '2025-05-01 03:59+00', NULL);  -- 30 April in New York
INSERT INTO crm.lead_status_changes (lead_id, from_status_id, to_status_id, changed_at) VALUES
  (1001, 'new', 'quoted', '2025-03-04 15:00+00'), (1001, 'quoted', 'bound', '2025-03-05 15:00+00'),
  (1002, 'new', 'quoted', '2025-03-05 15:00+00'), (1002, 'quoted', 'lost', '2025-03-06 15:00+00'),
  (1003, 'new', 'bound', '2025-03-06 15:00+00');

-- 1001 after 4 minutes; a machine's message, an inbound call and one before the lead do not count.
-- 1002 after 6 minutes, 1003 after 5 to the second, 1004 after 3 hours, 1005 and 1006 never.
INSERT INTO crm.communication_types (id, label, channel) VALUES ('t_call', 'Test call', 'call');
INSERT INTO crm.lead_communications (id, lead_id, client_id, agent_id, communication_type_id, direction, occurred_at) VALUES
  (1001, 1001, 1001, NULL, 't_call', 'outbound', '2025-03-03 15:00:01+00'),
  (1002, 1001, 1001, 1001, 't_call', 'inbound', '2025-03-03 15:00:02+00'),
  (1003, 1001, 1001, 1001, 't_call', 'outbound', '2025-03-03 14:59+00'),
  (1004, 1001, 1001, 1001, 't_call', 'outbound', '2025-03-03 15:04+00'),
  (1005, 1001, 1001, 1001, 't_call', 'outbound', '2025-03-03 16:00+00'),
  (1006, 1002, 1001, 1001, 't_call', 'outbound', '2025-03-04 15:06+00'),
  (1007, 1003, 1002, 1002, 't_call', 'outbound', '2025-03-05 15:05+00'),
  (1008, 1004, 1002, 1003, 't_call', 'outbound', '2025-03-06 18:00+00');
INSERT INTO crm.lead_communications (id, lead_id, client_id, agent_id, communication_type_id, direction, scheduled_at)
VALUES (1009, 1005, 1002, 1002, 't_call', 'outbound', '2025-03-07 15:01+00');  -- planned, not done
SELECT * FROM crm.speed_to_lead;
SELECT * FROM crm.speed_to_lead(by => 'all');
SELECT group_key, leads, called FROM crm.speed_to_lead('2025-03-01', '2025-04-01', 'hour');
SELECT group_key, leads, p50_minutes FROM crm.speed_to_lead(by => 'agent');
SELECT * FROM crm.speed_to_lead(by => '');

-- t_paid: 3 leads, 150 spent, 1 quoted and bound, commission of its won deal 120: (120 - 150) / 150.
-- A bound lead without a deal brings its quoted premium, and no commission is known.
INSERT INTO crm.opportunity_stages (id, label, pipeline, probability, category, sort_order)
VALUES ('t_open', 'Open', 'new_business', 0.4, 'open', 9001), ('t_won', 'Won', 'new_business', 1, 'won', 9002),
       ('t_lost', 'Lost', 'new_business', 0, 'lost', 9003);
INSERT INTO crm.opportunities (id, client_id, lead_id, stage_id, name, premium, commission_rate, won_at) VALUES
  (1001, 1001, 1001, 't_won', 'a', 1200, 0.10, '2025-03-05 15:00+00'), (1002, 1001, 1001, 't_open', 'b', 400, 0.10, NULL),
  (1003, 1001, 1002, 't_lost', 'c', 2000, 0.10, NULL);
SELECT source, leads, spend, quoted, bound, quote_rate, bind_rate, cost_per_quote, cost_per_bind, premium, commission, roi
FROM crm.source_roi WHERE source LIKE 't\_%' OR source = '(none)';
-- First touch: client 1001 came by t_paid, client 1002 by t_free; what a lead cost goes where it is credited.
SELECT source, leads, spend, bound, premium, commission FROM crm.source_roi(touch => 'first') WHERE leads > 0;
SELECT source, leads FROM crm.source_roi('2025-04-01', '2025-05-01') WHERE leads > 0;
SELECT source FROM crm.source_roi(touch => 'middle');
SELECT * FROM crm.campaign_roi;
-- First touch: client 1001 came by spring, so its lead 1006 is spring's too; client 1002 came by none.
SELECT campaign, leads, quoted, bound, cost_per_lead, cost_per_quote FROM crm.campaign_roi(touch => 'first');
SELECT campaign, cost, leads, cost_per_lead, roi FROM crm.campaign_roi('2025-04-01', '2025-05-01');
SELECT campaign FROM crm.campaign_roi(touch => NULL);
SELECT campaign FROM crm.campaign_roi('2025-05-01', '2025-04-01');

SELECT * FROM crm.agent_leaderboard;
SELECT agent, leads, attempts FROM crm.agent_leaderboard('2025-04-01', '2025-05-01');

SELECT * FROM crm.agent_leaderboard('2025-05-01', '2025-04-01');
-- Wilson: 1 of 3; none of 10; all of 10; no trials.
SELECT * FROM (VALUES (1, 3), (0, 10), (10, 10), (0, 0), (500, 1000)) AS t (s, n), crm.wilson_interval(s, n);
SELECT crm.wilson_interval(4, 3);
SELECT crm.wilson_interval(-1, 3);
SELECT crm.wilson_interval(1, 3, 'NaN');
SELECT crm.wilson_interval(1, 3, 0);
SELECT crm.wilson_interval(9223372036854775807, 9223372036854775807), crm.wilson_interval(NULL, 3);
SELECT crm.ratio(1, 3), crm.ratio(0, 0), crm.ratio(1, NULL), crm.ratio(2, 3, 1);

-- Forecast as of 10 March 2025, 02:00 in London, still the 9th in New York.
INSERT INTO crm.opportunities (id, client_id, lead_id, stage_id, name, premium, probability, expected_close_on, won_at) VALUES
  (1011, 1001, 1001, 't_open', 'due today', 100, NULL, '2025-03-09', NULL),
  (1012, 1001, 1001, 't_open', 'overdue', 1000, 0.75, '2025-01-15', NULL),
  (1013, 1001, NULL, 't_open', 'no lead', 10, 0.8, '2025-04-30', NULL),
  (1014, 1001, NULL, 't_open', 'no premium', NULL, 0.8, '2025-04-01', NULL),
  (1015, 1001, 1001, 't_won', 'won last month', 7777, NULL, '2025-02-15', '2025-03-01 04:59+00'),
  (1016, 1001, 1001, 't_won', 'won this month', 5, NULL, '2025-02-15', '2025-03-01 05:00+00');
SELECT * FROM crm.forecast('2025-03-10 02:00+00');
SELECT month, line, commit_case FROM crm.forecast('2025-03-10 02:00+00', commit_from => 0.8);
SELECT * FROM crm.forecast(commit_from => 75);

ROLLBACK;
