-- Funnel, velocity, cohorts and lost reasons, on nine leads whose answers are worked out by hand.
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
SET TIME ZONE 'UTC';

UPDATE crm.tenants SET timezone = 'America/New_York' WHERE id = 1;
INSERT INTO crm.agents (id, display_name, timezone) VALUES (1001, 'Ana', 'America/Los_Angeles'), (1002, 'Ben', NULL);
INSERT INTO crm.clients (id, client_type, last_name) VALUES (1001, 'individual', 'Ames');
INSERT INTO crm.campaigns (id, code, label) VALUES (1001, 'spring', 'Spring');

-- 1001 straight through       1002 reopened twice, bound at the third try     1003 skips every step but the last
-- 1004 late on 31 January in New York, 1 February in London; never moved      1005 put in as quoted, never moved
-- 1006 lost at once           1007 quoted, lost, back to nurture               1008 new in April
-- 1009 two moves in one transaction, in the night the clocks go forward
INSERT INTO crm.leads (id, client_id, insurance_type_id, status_id, source_id, campaign_id, assigned_agent_id, received_at,
                       quoted_at, quoted_premium, lost_reason_id)
SELECT l.id, 1001, l.type, l.status, l.source, l.campaign, l.agent, l.received_at, l.quoted_at, l.premium, l.reason
FROM (VALUES
  (1001, 'auto', 'bound',    'website',    1001, 1001, timestamptz '2025-01-10 15:00+00', NULL::timestamptz, 1000, NULL),
  (1002, 'auto', 'bound',    'website',    NULL, 1002, '2025-01-15 15:00+00', NULL, 2000, 'price'),
  (1003, 'auto', 'bound',    'walk_in',    NULL, 1001, '2025-01-20 15:00+00', NULL, 3000, NULL),
  (1004, 'auto', 'new',      NULL,         NULL, NULL, '2025-02-01 03:00+00', NULL, NULL, NULL),
  (1005, 'auto', 'quoted',   'website',    1001, 1002, '2025-03-03 15:00+00', '2025-03-04 15:00+00', 500, NULL),
  (1006, 'auto', 'lost',     'website',    1001, 1002, '2025-03-05 15:00+00', NULL, NULL, 'price'),
  (1007, 'auto', 'nurture',  'walk_in',    NULL, NULL, '2025-03-06 15:00+00', NULL, 700, 'stayed_with_carrier'),
  (1008, 'auto', 'new',      'website',    NULL, 1001, '2025-04-01 04:00+00', NULL, NULL, NULL),
  (1009, 'auto', 'contacted', 'website',   NULL, 1001, '2025-03-09 06:30+00', NULL, NULL, NULL)
) AS l (id, type, status, source, campaign, agent, received_at, quoted_at, premium, reason);
INSERT INTO crm.lead_status_changes (lead_id, from_status_id, to_status_id, changed_at, time_in_status) VALUES
  (1001, 'new', 'contacted', '2025-01-10 16:00+00', '1 hour'), (1001, 'contacted', 'quoted', '2025-01-11 16:00+00', '1 day'),
  (1001, 'quoted', 'bound', '2025-01-14 15:00+00', '2 days 23 hours'),
  -- without time_in_status, as an import might leave it
  (1002, 'new', 'quoted', '2025-01-16 15:00+00', NULL), (1002, 'quoted', 'lost', '2025-01-18 15:00+00', NULL),
  (1002, 'lost', 'contacted', '2025-02-10 15:00+00', NULL), (1002, 'contacted', 'lost', '2025-02-12 15:00+00', NULL),
  (1002, 'lost', 'quoted', '2025-03-01 15:00+00', NULL), (1002, 'quoted', 'bound', '2025-03-05 15:00+00', NULL),
  (1003, 'new', 'bound', '2025-01-20 15:30+00', '30 minutes'),
  (1006, 'new', 'lost', '2025-03-05 17:00+00', '2 hours'),
  (1007, 'new', 'quoted', '2025-03-08 15:00+00', '2 days'), (1007, 'quoted', 'lost', '2025-03-10 15:00+00', '2 days'),
  (1007, 'lost', 'nurture', '2025-03-11 15:00+00', '1 day'),
  (1009, 'new', 'assigned', '2025-03-09 07:30+00', '1 hour'), (1009, 'assigned', 'contacted', '2025-03-09 07:30+00', '0');

-- The facts: a passage counts when it first happened.
SELECT lead_id, received_on, reached, contacted_at, quoted_at, bound_at, lost_at, times_lost FROM crm.lead_facts ORDER BY lead_id;

-- January: 1001, 1002, 1003, 1004.  February: nobody.  1008 came on 1 April, New York time.
SELECT * FROM crm.funnel;
SELECT * FROM crm.funnel(by => 'source');
SELECT * FROM crm.funnel(by => 'campaign');
SELECT group_key, received, bound, conversion FROM crm.funnel('2025-03-01', '2025-04-01', 'agent');
SELECT group_key, received FROM crm.funnel(by => 'hour');
SELECT group_key, received FROM crm.funnel(by => 'weekday');
SELECT group_key, received FROM crm.funnel(by => 'week');
SELECT group_key, received, conversion FROM crm.funnel(by => 'all');
SELECT group_key, received FROM crm.funnel(by => 'line');

-- A span with months of nothing has its months all the same; an empty one has nothing.
SELECT group_key, received, conversion FROM crm.funnel('2024-12-01', '2025-03-01');
SELECT * FROM crm.funnel('2025-03-01', '2025-03-01');
SELECT * FROM crm.funnel('2025-03-02', '2025-03-01');
SELECT * FROM crm.funnel(by => 'moon');
SELECT * FROM crm.funnel(by => NULL);

-- Stays that ended.  In new: 1 h, 24 h, 0.5 h, 2 h, 48 h, 1 h.  In lost: 23 days, 17 days, 1 day.
SELECT board, stage, moves_out, median_hours, p90_hours, still_in FROM crm.stage_velocity
WHERE moves_out > 0 OR still_in > 0;
SELECT stage, moves_out, median_hours FROM crm.stage_velocity('2025-03-01', '2025-04-01') WHERE moves_out > 0;
SELECT * FROM crm.stage_velocity('2025-04-01', '2025-03-01');

-- Bound after 4 days, 49 days, half an hour; of March's leads none yet.
SELECT * FROM crm.cohort_conversion(as_of => '2025-06-01');
-- On 20 February, 1002 is not yet bound, and January's last lead has had less than 4 weeks.
SELECT * FROM crm.cohort_conversion(as_of => '2025-02-20');
SELECT * FROM crm.cohort_conversion(as_of => '2020-01-01');
SELECT month, leads, bound FROM crm.cohort_conversion('2025-02-01', '2025-04-01', '2025-06-01');
SELECT * FROM crm.cohort_conversion('2025-04-01', '2025-02-01');

-- 1002 was lost twice, first for its price, and won back; 1007 went to nurture; only 1006 is still lost.
UPDATE crm.lead_status_changes SET lost_reason_id = 'price' WHERE lead_id = 1002 AND changed_at = '2025-01-18 15:00+00';
UPDATE crm.lead_status_changes SET lost_reason_id = 'bad_timing' WHERE lead_id = 1002 AND changed_at = '2025-02-12 15:00+00';
SELECT * FROM crm.lost_reason_summary;
SELECT reason, losses, still_lost FROM crm.lost_reason_summary('2025-03-01', '2025-04-01');
SELECT * FROM crm.lost_reason_summary('2020-01-01', '2020-02-01');
SELECT * FROM crm.lost_reason_summary('2020-02-01', '2020-01-01');

-- An agency's own statuses count by their stamps and categories.
INSERT INTO crm.lead_statuses (id, label, category, stamps) VALUES
  ('own_quote', 'Priced', 'open', 'quoted_at'), ('own_won', 'Ours', 'won', NULL);
INSERT INTO crm.leads (id, client_id, insurance_type_id, status_id, received_at)
VALUES (1010, 1001, 'auto', 'own_won', '2024-06-01 12:00+00');
INSERT INTO crm.lead_status_changes (lead_id, from_status_id, to_status_id, changed_at) VALUES
  (1010, 'new', 'own_quote', '2024-06-02 12:00+00'), (1010, 'own_quote', 'own_won', '2024-06-03 12:00+00');
SELECT * FROM crm.funnel('2024-06-01', '2024-07-01');

-- Another tenant's leads are not counted, and without a tenant there is nothing.
INSERT INTO crm.tenants (id, name) VALUES (1001, 'Another');
SELECT count(*) FROM crm.lead_facts;
SELECT * FROM crm.funnel;
SET crm.tenant_id = '1001';
SELECT count(*) FROM crm.lead_facts;
SELECT * FROM crm.cohort_conversion;
SELECT * FROM crm.lost_reason_summary;
SELECT sum(moves_out) FROM crm.stage_velocity;
RESET crm.tenant_id;

ROLLBACK;
