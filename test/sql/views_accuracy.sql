-- What was forecast when a month began, against what came: rebuilt from stage histories, worked out by hand.
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
SET TIME ZONE 'UTC';

UPDATE crm.tenants SET timezone = 'America/New_York' WHERE id = 1;
SELECT * FROM crm.forecast_accuracy;

INSERT INTO crm.clients (id, client_type, last_name) VALUES (1001, 'individual', 'Ames');
INSERT INTO crm.opportunity_stages (id, label, pipeline, probability, category, sort_order) VALUES
  ('t_early', 'Early', 'new_business', 0.4, 'open', 9001), ('t_late', 'Late', 'new_business', 0.8, 'open', 9002),
  ('t_won', 'Won', 'new_business', 1, 'won', 9003), ('t_lost', 'Lost', 'new_business', 0, 'lost', 9004);

-- 1001 won as forecast           1002 forecast for February, still open: overdue in March
-- 1003 came and was won between two forecasts                1004 lost, reopened, won at last
-- 1005 won in the last minute of February, New York time; it was expected in April
-- 1006 nobody knows when        1007 nobody knows how much   1008 two moves at one instant
-- 1009 comes with the stroke of February: the forecast was made before
INSERT INTO crm.opportunities (id, client_id, stage_id, name, premium, expected_close_on, created_at, won_at) VALUES
  (1001, 1001, 't_won',   'a', 1000, '2025-02-20', '2025-01-10 15:00+00', '2025-02-18 15:00+00'),
  (1002, 1001, 't_late',  'b',  500, '2025-02-25', '2025-01-12 15:00+00', NULL),
  (1003, 1001, 't_won',   'c',  300, '2025-02-10', '2025-02-03 15:00+00', '2025-02-10 15:00+00'),
  (1004, 1001, 't_won',   'd',  200, '2025-02-10', '2025-01-05 15:00+00', '2025-03-20 15:00+00'),
  (1005, 1001, 't_won',   'e',   50, '2025-04-10', '2025-01-01 05:00+00', '2025-03-01 04:59+00'),
  (1006, 1001, 't_early', 'f', 7000, NULL,         '2025-01-10 15:00+00', NULL),
  (1007, 1001, 't_early', 'g', NULL, '2025-03-15', '2025-02-10 15:00+00', NULL),
  (1008, 1001, 't_won',   'h',   10, '2025-02-05', '2025-01-20 15:00+00', '2025-02-05 15:00+00'),
  (1009, 1001, 't_early', 'i',   60, '2025-03-31', '2025-02-01 05:00+00', NULL);
INSERT INTO crm.opportunity_stage_changes (opportunity_id, client_id, from_stage_id, to_stage_id, changed_at) VALUES
  (1001, 1001, 't_early', 't_won',   '2025-02-18 15:00+00'),
  (1002, 1001, 't_early', 't_late',  '2025-01-25 15:00+00'),
  (1003, 1001, 't_early', 't_won',   '2025-02-10 15:00+00'),
  (1004, 1001, 't_early', 't_lost',  '2025-02-12 15:00+00'), (1004, 1001, 't_lost', 't_early', '2025-03-05 15:00+00'),
  (1004, 1001, 't_early', 't_won',   '2025-03-20 15:00+00'),
  (1005, 1001, 't_early', 't_won',   '2025-03-01 04:59+00'),
  (1008, 1001, 't_late',  't_won',   '2025-02-05 15:00+00'), (1008, 1001, 't_early', 't_late', '2025-02-05 15:00+00');

-- February: 1001, 1002, 1004, 1008: 400 + 400 + 80 + 4.  March: 1002 again, 1007, 1009: 400 + 0 + 24.
\x
SELECT * FROM crm.forecast_accuracy(as_of => '2025-04-10');
\x
-- March is over at midnight in New York, which is summer time by then.
SELECT month, won FROM crm.forecast_accuracy(as_of => '2025-04-01 03:59:59+00');
SELECT month, won FROM crm.forecast_accuracy(as_of => '2025-04-01 04:00+00');
-- Months that begin within a span; before there was a deal there is nothing.
SELECT month, deals FROM crm.forecast_accuracy('2025-01-15', '2025-03-01', as_of => '2025-04-10');
SELECT month, deals FROM crm.forecast_accuracy('2024-01-01', '2025-02-01', as_of => '2025-04-10');
SELECT month, commit_case FROM crm.forecast_accuracy(commit_from => 0.4, as_of => '2025-04-10');
SELECT * FROM crm.forecast_accuracy('2025-03-01', '2025-02-01');
SELECT * FROM crm.forecast_accuracy(commit_from => 1.5);

-- An imported history that says how long the deal had stood there, but not when the deal was made.
INSERT INTO crm.opportunities (id, client_id, stage_id, name, premium, expected_close_on, created_at, won_at) VALUES
  (1010, 1001, 't_won', 'j', 70, '2024-12-31', '2026-01-01', '2024-12-15 15:00+00');
INSERT INTO crm.opportunity_stage_changes (opportunity_id, client_id, from_stage_id, to_stage_id, changed_at, time_in_stage)
VALUES (1010, 1001, 't_late', 't_won', '2024-12-15 15:00+00', '20 days');
SELECT month, deals, weighted, won, won_to_weighted FROM crm.forecast_accuracy(as_of => '2025-01-01 05:00+00');

ROLLBACK;
