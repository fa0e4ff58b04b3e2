-- Moves of opportunities between stages: within the pipeline, won and lost, probability, history.
\set ON_ERROR_ROLLBACK on
BEGIN;
INSERT INTO crm.opportunity_stages (id, label, pipeline, probability, category, sort_order) VALUES
  ('t_first', 'First', 'new_business', 0.1, 'open', 1), ('t_second', 'Second', 'new_business', 0.5, 'open', 2),
  ('t_won', 'Won', 'new_business', 1, 'won', 3), ('t_lost', 'Lost', 'new_business', 0, 'lost', 4),
  ('t_renewal', 'Renewal', 'renewal', 0.8, 'open', 5);
UPDATE crm.opportunity_stages SET is_active = false WHERE NOT id LIKE 't\_%';
INSERT INTO crm.lost_reasons (id, label, note_required) VALUES ('t_price', 'Price', false), ('t_odd', 'Odd', true);
INSERT INTO crm.clients (id, client_type, last_name) VALUES (1000, 'individual', 'Stone');
INSERT INTO crm.leads (id, client_id, insurance_type_id) VALUES (1000, 1000, 'auto');
INSERT INTO crm.opportunities (id, client_id, lead_id, stage_id, name, stage_changed_at)
VALUES (1000, 1000, 1000, 't_first', 'Car', now() - interval '2 days');
CREATE TEMPORARY VIEW deal AS
SELECT stage_id, probability, won_at IS NOT NULL AS won, lost_at IS NOT NULL AS lost, lost_reason_id, stage_reason
FROM crm.opportunities WHERE id = 1000;
SELECT * FROM deal;

-- Moves within the pipeline; the probability follows, unless the update has its own.
UPDATE crm.opportunities SET stage_id = 't_second' WHERE id = 1000;
SELECT * FROM deal;
UPDATE crm.opportunities SET stage_id = 't_first', probability = 0.5 WHERE id = 1000;
SELECT * FROM deal;
UPDATE crm.opportunities SET probability = 0.3 WHERE id = 1000;
UPDATE crm.opportunities SET stage_id = 't_second', stage_reason = 'quote accepted' WHERE id = 1000;
SELECT * FROM deal;

-- Not to another pipeline's, an unknown or an archived stage.
UPDATE crm.opportunities SET stage_id = 't_renewal' WHERE id = 1000;
UPDATE crm.opportunities SET stage_id = 't_secnd' WHERE id = 1000;
\set VERBOSITY terse
UPDATE crm.opportunities SET stage_id = NULL WHERE id = 1000;
\set VERBOSITY default
UPDATE crm.opportunity_stages SET is_active = false WHERE id = 't_won';
UPDATE crm.opportunities SET stage_id = 't_won' WHERE id = 1000;
UPDATE crm.opportunity_stages SET is_active = true WHERE id = 't_won';

-- Won and lost have their time while they last; leaving them takes a reason.
UPDATE crm.opportunities SET stage_id = 't_won' WHERE id = 1000;
SELECT * FROM deal;
UPDATE crm.opportunities SET stage_id = 't_second' WHERE id = 1000;
UPDATE crm.opportunities SET stage_id = 't_lost', lost_reason_id = 't_odd' WHERE id = 1000;
UPDATE crm.opportunities SET stage_id = 't_lost', lost_reason_id = 't_odd', stage_reason = 'payment bounced' WHERE id = 1000;
SELECT * FROM deal;
UPDATE crm.opportunities SET stage_id = 't_second', stage_reason = 'paid after all' WHERE id = 1000;
SELECT * FROM deal;
-- A reason for the loss that needs a note needs it from an open deal too.
UPDATE crm.opportunities SET stage_id = 't_lost', lost_reason_id = 't_odd' WHERE id = 1000;
UPDATE crm.opportunities SET stage_id = 't_lost', lost_reason_id = 't_price' WHERE id = 1000;
SELECT from_stage_id, to_stage_id, reason, lost_reason_id, lead_id, client_id, changed_by = current_user AS by_me,
       time_in_stage >= interval '0' AS has_time
FROM crm.opportunity_stage_changes WHERE opportunity_id = 1000 ORDER BY changed_at;

-- Since when it is in its stage is the history's to say.
INSERT INTO crm.opportunities (id, client_id, lead_id, stage_id, name) VALUES (1001, 1000, 1000, 't_first', 'Boat');
UPDATE crm.opportunities SET stage_changed_at = '2024-01-01' WHERE id = 1001;
UPDATE crm.opportunities SET stage_id = 't_second', stage_changed_at = '2024-01-03' WHERE id = 1001;
UPDATE crm.opportunities SET stage_changed_at = '2024-01-02' WHERE id = 1001;
UPDATE crm.opportunities SET stage_changed_at = '2024-01-03', probability = 0.4 WHERE id = 1001;
SELECT time_in_stage, probability FROM crm.opportunity_stage_changes s JOIN crm.opportunities o ON o.id = opportunity_id
WHERE o.id = 1001;

-- A stage of one's own can be renamed.
UPDATE crm.opportunity_stages SET id = 't_gone' WHERE id = 't_lost';
SELECT * FROM deal;
SELECT count(*) AS moves, count(*) FILTER (WHERE to_stage_id = 't_gone') AS renamed
FROM crm.opportunity_stage_changes WHERE opportunity_id = 1000;
ROLLBACK;
