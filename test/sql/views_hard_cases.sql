-- The hard cases, asked of every report they matter to: a lead reopened twice, a status skipped, no campaign, an empty month,
-- two time zones, the nights the clocks change, nothing to divide by.  Each answer is worked out by hand.
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
SET TIME ZONE 'UTC';

UPDATE crm.tenants SET timezone = 'America/New_York' WHERE id = 1;
INSERT INTO crm.agents (id, display_name, timezone) VALUES (1001, 'Ana', 'America/Los_Angeles'), (1002, 'Ben', NULL), (1003, 'Cy', NULL);
INSERT INTO crm.clients (id, client_type, last_name) VALUES (1001, 'individual', 'Ames'), (1002, 'individual', 'Bond');
INSERT INTO crm.lead_sources (id, label, kind, cost_per_lead) VALUES ('t_paid', 'Paid', 'web', 50), ('t_free', 'Free', 'referral', 0);
INSERT INTO crm.campaigns (id, code, label, cost, starts_on) VALUES (1001, 'spring', 'Spring', 900, '2025-03-01'), (1002, 'idle', 'Idle', 100, '2025-02-01');

-- 1001 lost twice, reopened twice, bound in May    1002 bound at once, every status between skipped
-- 1003 neither source nor campaign, reopened twice and lost a third time
-- 1004 in the last second before the clocks go forward, New York, 9 March
-- 1005 and 1006 at half past one, 2 November, which comes twice there
INSERT INTO crm.leads (id, client_id, insurance_type_id, status_id, source_id, campaign_id, assigned_agent_id, received_at, quoted_premium,
                       lost_reason_id, status_changed_at)
VALUES
  (1001, 1001, 'auto', 'bound', 't_paid', 1001, 1001, '2025-03-03 15:00+00', 1000, 'price', '2025-05-01 15:00+00'),
  (1002, 1001, 'home', 'bound', 't_paid', 1001, 1002, '2025-03-04 15:00+00', 2000, NULL, '2025-03-04 15:30+00'),
  (1003, 1002, 'auto', 'lost',  NULL,     NULL, 1001, '2025-03-05 15:00+00', 400, 'price', '2025-06-01 15:00+00'),
  (1004, 1002, 'auto', 'new',   't_free', NULL, 1002, '2025-03-09 06:59:59+00', NULL, NULL, '2025-03-09 06:59:59+00'),
  (1005, 1002, 'auto', 'new',   't_free', NULL, 1002, '2025-11-02 05:30+00', NULL, NULL, '2025-11-02 05:30+00'),
  (1006, 1002, 'auto', 'new',   't_free', NULL, 1001, '2025-11-02 06:30+00', NULL, NULL, '2025-11-02 06:30+00');
INSERT INTO crm.lead_status_changes (lead_id, from_status_id, to_status_id, changed_at, lost_reason_id) VALUES
  (1001, 'new', 'quoted', '2025-03-04 15:00+00', NULL), (1001, 'quoted', 'lost', '2025-03-10 15:00+00', 'price'),
  (1001, 'lost', 'quoted', '2025-04-01 15:00+00', NULL), (1001, 'quoted', 'lost', '2025-04-10 15:00+00', 'bad_timing'),
  (1001, 'lost', 'quoted', '2025-04-20 15:00+00', NULL), (1001, 'quoted', 'bound', '2025-05-01 15:00+00', NULL),
  (1002, 'new', 'bound', '2025-03-04 15:30+00', NULL),
  (1003, 'new', 'lost', '2025-03-06 15:00+00', 'price'), (1003, 'lost', 'contacted', '2025-04-06 15:00+00', NULL),
  (1003, 'contacted', 'lost', '2025-04-07 15:00+00', 'price'), (1003, 'lost', 'quoted', '2025-05-07 15:00+00', NULL),
  (1003, 'quoted', 'lost', '2025-06-01 15:00+00', 'price');

-- However often they were lost and reopened, 1001 and 1003 are one lead each, quoted once; 1002 passed what it skipped.
SELECT source, leads, spend, quoted, bound, bind_rate, cost_per_bind, premium FROM crm.source_roi('2025-03-01', '2025-04-01')
WHERE source LIKE 't\_%' OR source = '(none)';
-- Ames came by t_paid first.  Bond by none: so do the leads that followed.
SELECT source, leads, quoted, bound FROM crm.source_roi(touch => 'first') WHERE leads > 0;
SELECT campaign, leads, quoted, bound, cost_per_lead, roi FROM crm.campaign_roi('2025-03-01', '2025-04-01');
SELECT agent, leads, contacted, quoted, bound, quote_rate, bind_rate, premium FROM crm.agent_leaderboard('2025-03-01', '2025-04-01');
SELECT month, leads, bound, within_1_week, within_8_weeks, within_13_weeks FROM crm.cohort_conversion('2025-01-01', '2026-01-01', '2026-06-01');
-- Each loss counts under its reason; only 1003's last one still holds, and 1001 was won back.
SELECT reason, losses, leads, still_lost, reopened, won_back, premium_lost FROM crm.lost_reason_summary;
-- Each stay counts: quoted by 1001 6, 9 and 11 days, by 1003 25; lost 22, 10, 31 and 30 days.
SELECT stage, moves_out, median_hours, p90_hours FROM crm.stage_velocity WHERE board = 'leads' AND moves_out > 0;

-- Seconds that passed, whatever the clock on the wall said: 31 of them from 01:59:59 to 03:00:30, an hour and a minute between
-- the first half past one and 01:31 of the second.
INSERT INTO crm.communication_types (id, label, channel) VALUES ('t_call', 'Test call', 'call');
INSERT INTO crm.lead_communications (id, lead_id, client_id, agent_id, communication_type_id, direction, occurred_at) VALUES
  (1004, 1004, 1002, 1002, 't_call', 'outbound', '2025-03-09 07:00:30+00'),
  (1005, 1005, 1002, 1002, 't_call', 'outbound', '2025-11-02 06:31+00');
SELECT * FROM crm.speed_to_lead('2025-03-09', '2025-03-10', 'all');
SELECT * FROM crm.speed_to_lead('2025-11-02', '2025-11-03', 'all');
-- By the agent's clock: Ben's is New York's, where both half past ones are hour 01; in Los Angeles it is still Saturday, 23:30.
SELECT group_key, leads, called FROM crm.speed_to_lead('2025-11-02', '2025-11-03', 'hour');
SELECT group_key, leads, called FROM crm.speed_to_lead('2025-11-02', '2025-11-03', 'weekday');
SELECT group_key, received FROM crm.funnel('2025-11-02', '2025-11-03', 'week');
-- The day the clocks change has 23 or 25 hours, all of them counted: to midnight in New York, and not past it.
SELECT until - since AS days, to_at - from_at AS length FROM (VALUES (date '2025-03-09', date '2025-03-10'),
  ('2025-11-02', '2025-11-03')) AS d (first_day, next_day), crm.report_span(d.first_day, d.next_day);
SELECT agent, leads, attempts FROM crm.agent_leaderboard('2025-03-09', '2025-03-10');

-- Months without anything: those between others have a row, without a division by zero.
SELECT group_key, received, contact_rate, conversion, median_days_to_bind FROM crm.funnel('2025-03-01', '2025-12-01');
INSERT INTO crm.opportunity_stages (id, label, pipeline, probability, category, sort_order)
VALUES ('t_open', 'Open', 'renewal', 0.5, 'open', 9001), ('t_won', 'Won', 'renewal', 1, 'won', 9002), ('t_lost', 'Lost', 'renewal', 0, 'lost', 9003);
-- A renewal lost, reopened twice, and kept at last: 1 January to 31 March, nothing due in February.
INSERT INTO crm.opportunities (id, client_id, stage_id, name, kind, premium, expected_close_on, created_at, won_at) VALUES
  (1001, 1001, 't_won', 'a', 'renewal', 1000, '2025-01-20', '2024-12-01', '2025-03-10 15:00+00'),
  (1002, 1001, 't_open', 'b', 'renewal', 500, '2025-03-31', '2024-12-01', NULL);
INSERT INTO crm.opportunity_stage_changes (opportunity_id, client_id, from_stage_id, to_stage_id, changed_at) VALUES
  (1001, 1001, 't_open', 't_lost', '2025-01-10 15:00+00'), (1001, 1001, 't_lost', 't_open', '2025-01-15 15:00+00'),
  (1001, 1001, 't_open', 't_lost', '2025-02-10 15:00+00'), (1001, 1001, 't_lost', 't_open', '2025-02-15 15:00+00'),
  (1001, 1001, 't_open', 't_won', '2025-03-10 15:00+00');
SELECT * FROM crm.retention;
SELECT month, deals, weighted, won_of_these, lost_of_these, slipped, won, won_to_weighted FROM crm.forecast_accuracy(as_of => '2025-06-01');

-- Lost leads to come back to, on the tenant's day: where it is already tomorrow, and where it is still yesterday.
INSERT INTO crm.lost_reasons (id, label, reapproach_before_x_date) VALUES ('t_price', 'Price', '45 days');
UPDATE crm.tenants SET timezone = 'Pacific/Kiritimati' WHERE id = 1;
UPDATE crm.leads SET insurance_type_id = 'boat', lost_reason_id = 't_price', x_date = (now() AT TIME ZONE 'Pacific/Kiritimati')::date + 45 WHERE id = 1003;
SELECT lead_id, days_left FROM crm.win_back;
UPDATE crm.leads SET x_date = x_date + 1 WHERE id = 1003;
SELECT count(*) FROM crm.win_back;
UPDATE crm.tenants SET timezone = 'Etc/GMT+12' WHERE id = 1;
UPDATE crm.leads SET x_date = (now() AT TIME ZONE 'Etc/GMT+12')::date WHERE id = 1003;
SELECT lead_id, days_left FROM crm.win_back;

-- Put in as lost, found to be unqualified, reopened: two losses, the first when it was received, for a reason nobody knows
-- any more.
INSERT INTO crm.leads (id, client_id, insurance_type_id, status_id, received_at, status_changed_at) VALUES
  (1011, 1002, 'boat', 'contacted', '2024-05-01 12:00+00', '2024-05-21 12:00+00');
INSERT INTO crm.lead_status_changes (lead_id, from_status_id, to_status_id, changed_at, lost_reason_id) VALUES
  (1011, 'lost', 'unqualified', '2024-05-11 12:00+00', 'not_a_lead'), (1011, 'unqualified', 'contacted', '2024-05-21 12:00+00', NULL);
SELECT lost_at, times_lost FROM crm.lead_facts WHERE lead_id = 1011;
SELECT reason, losses, leads, still_lost, reopened, median_days_to_loss FROM crm.lost_reason_summary('2024-05-01', '2024-06-01');

-- A week is 168 hours, and a stay in a stage as long as it was, wherever the reader sits and whatever her clocks do meanwhile.
SET TIME ZONE 'America/New_York';
UPDATE crm.tenants SET timezone = 'UTC' WHERE id = 1;
INSERT INTO crm.leads (id, client_id, insurance_type_id, received_at) VALUES (1012, 1002, 'boat', '2024-02-15 12:00+00');
SELECT as_of, within_1_week, within_2_weeks
FROM unnest('{2024-03-14 23:59:59+00,2024-03-15 00:00+00}'::timestamptz[]) AS as_of, crm.cohort_conversion('2024-02-01', '2024-03-01', as_of);
SET TIME ZONE 'Europe/London';
-- Came a quarter of an hour before March, and went on the 31st: London's clocks had gone forward the day before.
INSERT INTO crm.opportunities (id, client_id, stage_id, name, premium, expected_close_on, created_at, stage_changed_at, won_at) VALUES
  (1003, 1001, 't_won', 'c', 100, '2025-03-20', '2025-06-01', '2025-03-31 00:30+00', '2025-03-31 00:30+00');
INSERT INTO crm.opportunity_stage_changes (opportunity_id, client_id, from_stage_id, to_stage_id, changed_at, time_in_stage) VALUES
  (1003, 1001, 't_open', 't_won', '2025-03-31 00:30+00', '30 days 00:45');
SELECT month, won_of_these, won_unforeseen FROM crm.forecast_accuracy('2025-03-01', '2025-04-01');

ROLLBACK;
