-- Moves of leads between statuses: declared ones, what they ask for, what they stamp, their history.
\set ON_ERROR_ROLLBACK on
BEGIN;
SET LOCAL timezone = 'UTC';
SET LOCAL datestyle = 'ISO';
INSERT INTO crm.lead_statuses (id, label, category, stamps, sort_order) VALUES
  ('t_new', 'New', 'open', NULL, 1), ('t_talk', 'Talking', 'open', 'first_contact_at', 2),
  ('t_quoted', 'Quoted', 'open', 'quoted_at', 3), ('t_won', 'Won', 'won', 'bound_at', 4),
  ('t_lost', 'Lost', 'lost', 'lost_at', 5), ('t_gone', 'Gone', 'lost', 'lost_at', 6), ('t_alone', 'Alone', 'nurture', NULL, 7);
INSERT INTO crm.lead_status_transitions (from_status_id, to_status_id, required_fields, reason_required) VALUES
  ('t_new', 't_talk', '{}', false), ('t_talk', 't_new', '{}', false),
  ('t_talk', 't_quoted', '{quoted_premium,current_carrier}', false), ('t_quoted', 't_won', '{}', false),
  ('t_quoted', 't_lost', '{lost_reason_id}', true), ('t_lost', 't_talk', '{}', true), ('t_won', 't_talk', '{}', true),
  ('t_lost', 't_gone', '{}', false), ('t_new', 't_alone', '{}', false);
INSERT INTO crm.lost_reasons (id, label, note_required) VALUES ('t_price', 'Price', false), ('t_odd', 'Odd', true);
INSERT INTO crm.clients (id, client_type, last_name) VALUES (1000, 'individual', 'Stone');
INSERT INTO crm.leads (id, client_id, insurance_type_id, status_id, status_changed_at)
VALUES (1000, 1000, 'auto', 't_new', now() - interval '3 days');
-- What a test may print of a lead: what is stamped, not when.
CREATE TEMPORARY VIEW lead AS
SELECT status_id, first_contact_at IS NOT NULL AS contacted, quoted_at IS NOT NULL AS quoted, bound_at IS NOT NULL AS bound,
       lost_at IS NOT NULL AS lost, lost_reason_id, lost_note, status_reason
FROM crm.leads WHERE id = 1000;
CREATE TEMPORARY VIEW history AS
SELECT from_status_id, to_status_id, reason, lost_reason_id, client_id, changed_by = current_user AS by_me,
       time_in_status >= interval '0' AS has_time
FROM crm.lead_status_changes WHERE lead_id = 1000 ORDER BY changed_at;

-- A declared move stamps what its status stamps, and is written down.
UPDATE crm.leads SET status_id = 't_talk' WHERE id = 1000;
SELECT * FROM lead;
SELECT first_contact_at = status_changed_at AS stamped_at_the_move FROM crm.leads WHERE id = 1000;
SELECT from_status_id, to_status_id, date_trunc('day', time_in_status) AS time_in_status,
       changed_at = (SELECT status_changed_at FROM crm.leads WHERE id = 1000) AS at_the_move
FROM crm.lead_status_changes WHERE lead_id = 1000;

-- Back and forth: a milestone keeps its first time.
UPDATE crm.leads SET status_id = 't_new' WHERE id = 1000;
UPDATE crm.leads SET status_id = 't_talk', status_reason = 'called again' WHERE id = 1000;
SELECT first_contact_at < status_changed_at AS first_time_kept FROM crm.leads WHERE id = 1000;

-- An undeclared move is refused, with what is allowed.
UPDATE crm.leads SET status_id = 't_won' WHERE id = 1000;
DO $$
DECLARE
  of_schema text; of_table text; of_column text;
BEGIN
  UPDATE crm.leads SET status_id = 't_won' WHERE id = 1000;
EXCEPTION WHEN check_violation THEN
  GET STACKED DIAGNOSTICS of_schema = SCHEMA_NAME, of_table = TABLE_NAME, of_column = COLUMN_NAME;
  RAISE INFO 'check_violation about %.%.%', of_schema, of_table, of_column;
END $$;
-- So is one to or from a status that has no moves at all, and one to nowhere.
UPDATE crm.leads SET status_id = 't_alone' WHERE id = 1000;
UPDATE crm.lead_status_transitions SET is_active = false WHERE (from_status_id, to_status_id) = ('t_talk', 't_new');
UPDATE crm.leads SET status_id = 't_new' WHERE id = 1000;
INSERT INTO crm.leads (id, client_id, insurance_type_id, status_id) VALUES (1001, 1000, 'auto', 't_alone');
UPDATE crm.leads SET status_id = 't_new' WHERE id = 1001;
\set VERBOSITY terse
UPDATE crm.leads SET status_id = NULL WHERE id = 1001;
\set VERBOSITY default
UPDATE crm.lead_statuses SET is_active = false WHERE NOT id LIKE 't\_%';
UPDATE crm.leads SET status_id = 't_talkin' WHERE id = 1001;
-- An archived status takes no more leads, but lets them go.
UPDATE crm.lead_statuses SET is_active = false WHERE id IN ('t_quoted', 't_talk');
UPDATE crm.leads SET status_id = 't_quoted', quoted_premium = 900, current_carrier = 'Acme' WHERE id = 1000;
UPDATE crm.lead_statuses SET is_active = true WHERE id = 't_quoted';

-- Required fields, all that are missing at once; blank is missing.
UPDATE crm.leads SET status_id = 't_quoted' WHERE id = 1000;
UPDATE crm.leads SET status_id = 't_quoted', quoted_premium = 900, current_carrier = '  ' WHERE id = 1000;
UPDATE crm.leads SET status_id = 't_quoted', quoted_premium = 900, current_carrier = 'Acme' WHERE id = 1000;
SELECT * FROM lead;

-- A reason, where the move asks for one: in status_reason, or on a loss in lost_note.
UPDATE crm.leads SET status_id = 't_lost', lost_reason_id = 't_price' WHERE id = 1000;
UPDATE crm.leads SET status_id = 't_lost', lost_reason_id = 't_price', status_reason = ' ' WHERE id = 1000;
UPDATE crm.leads SET status_id = 't_lost', lost_reason_id = 't_odd', status_reason = 'strange' WHERE id = 1000;
UPDATE crm.leads SET status_id = 't_lost', lost_reason_id = 't_odd', lost_note = 'their cousin sells too' WHERE id = 1000;
SELECT * FROM lead;
-- The note stays required while the lead is lost.
UPDATE crm.leads SET lost_note = '' WHERE id = 1000;
-- From one way of being lost to another: the loss is still the first one.
UPDATE crm.leads SET status_id = 't_gone', status_reason = 'no answer since' WHERE id = 1000;
SELECT lost_at < status_changed_at AS first_loss FROM crm.leads WHERE id = 1000;
INSERT INTO crm.lead_status_transitions (from_status_id, to_status_id, reason_required) VALUES ('t_gone', 't_quoted', true);
-- Reopening: a reason again, and not the one left over; what was said of the loss goes, the history keeps it.
UPDATE crm.leads SET status_id = 't_quoted' WHERE id = 1000;
UPDATE crm.leads SET status_id = 't_quoted', status_reason = 'wants another quote' WHERE id = 1000;
SELECT * FROM lead;
UPDATE crm.leads SET status_id = 't_won' WHERE id = 1000;
SELECT * FROM lead;
UPDATE crm.lead_statuses SET is_active = true WHERE id = 't_talk';
-- Also where the row is written back as a whole, with its times to the millisecond.
UPDATE crm.leads SET status_id = 't_talk', status_reason = 'rescinded', bound_at = date_trunc('milliseconds', bound_at),
  status_changed_at = date_trunc('milliseconds', status_changed_at) WHERE id = 1000;
SELECT * FROM lead;
SELECT * FROM history;

-- Nothing but a move is written down, and refused moves leave nothing.
UPDATE crm.leads SET target_premium = 800, status_id = status_id WHERE id = 1000;
SELECT count(*) FROM history;

-- A move can be dated: between the one before and now.
UPDATE crm.leads SET status_id = 't_quoted', status_changed_at = '2000-01-01' WHERE id = 1000;
UPDATE crm.leads SET status_id = 't_quoted', status_changed_at = '3000-01-01' WHERE id = 1000;
INSERT INTO crm.leads (id, client_id, insurance_type_id, status_id, status_changed_at)
VALUES (1002, 1000, 'auto', 't_new', '2024-01-01');
UPDATE crm.leads SET status_id = 't_talk', status_changed_at = '2024-01-05 12:00+00' WHERE id = 1002;
SELECT changed_at = '2024-01-05 12:00+00' AS dated, first_contact_at = changed_at AS stamped_so
FROM crm.lead_status_changes s JOIN crm.leads l ON l.id = lead_id WHERE lead_id = 1002;
-- Without a move the date stays what the history says; before the first move it may be any that is past.
UPDATE crm.leads SET status_changed_at = '2020-01-01' WHERE id = 1002;
UPDATE crm.leads SET status_changed_at = '2024-01-05 12:00+00', target_premium = 700 WHERE id = 1002;
\set VERBOSITY terse
UPDATE crm.leads SET status_changed_at = NULL WHERE id = 1002;
\set VERBOSITY default
INSERT INTO crm.leads (id, client_id, insurance_type_id, status_id, status_changed_at)
VALUES (1005, 1000, 'auto', 't_new', '2024-01-01');
UPDATE crm.leads SET status_changed_at = '2023-12-24 18:00+00' WHERE id = 1005;
UPDATE crm.leads SET status_changed_at = '3000-01-01' WHERE id = 1005;
UPDATE crm.leads SET status_id = 't_talk', status_changed_at = '2023-12-26 18:00+00' WHERE id = 1005;
SELECT time_in_status FROM crm.lead_status_changes WHERE lead_id = 1005;
-- Who knows milliseconds only, and writes the row back as a whole, has left the date in place, with a move and without.
INSERT INTO crm.leads (id, client_id, insurance_type_id, status_id, status_changed_at)
VALUES (1008, 1000, 'auto', 't_new', '2024-01-01');
UPDATE crm.leads SET status_id = 't_talk', status_changed_at = '2024-01-05 12:00:00.123456+00' WHERE id = 1008;
UPDATE crm.leads SET target_premium = 700, status_changed_at = date_trunc('milliseconds', status_changed_at) WHERE id = 1008;
SELECT status_changed_at FROM crm.leads WHERE id = 1008;
UPDATE crm.leads SET status_id = 't_quoted', quoted_premium = 1, current_carrier = 'Acme',
  status_changed_at = date_trunc('milliseconds', status_changed_at) WHERE id = 1008;
SELECT time_in_status > '100 days' AS moved_now FROM crm.lead_status_changes WHERE lead_id = 1008 AND to_status_id = 't_quoted';
-- What a move stamps can be dated, too.
UPDATE crm.leads SET status_id = 't_quoted', quoted_premium = 1, current_carrier = 'Acme', quoted_at = '2024-02-02' WHERE id = 1002;
SELECT quoted_at = '2024-02-02' AS own_time FROM crm.leads WHERE id = 1002;

-- MERGE and ON CONFLICT move like an UPDATE; where one action of a MERGE gives a reason, each that moves says its own.
INSERT INTO crm.leads (id, client_id, insurance_type_id, status_id) VALUES (1006, 1000, 'auto', 't_new'), (1007, 1000, 'auto', 't_new');
MERGE INTO crm.leads l USING (VALUES (1006, 'they called'), (1007, NULL)) v (id, reason) ON l.id = v.id AND l.tenant_id = 1
WHEN MATCHED AND v.reason IS NULL THEN UPDATE SET status_id = 't_talk', status_reason = NULL
WHEN MATCHED THEN UPDATE SET status_id = 't_talk', status_reason = v.reason;
INSERT INTO crm.leads (id, client_id, insurance_type_id) VALUES (1006, 1000, 'auto'), (1007, 1000, 'auto')
ON CONFLICT (id, tenant_id) DO UPDATE SET status_id = 't_quoted', quoted_premium = 900, current_carrier = 'Acme';
SELECT lead_id, from_status_id, to_status_id, reason FROM crm.lead_status_changes WHERE lead_id IN (1006, 1007)
ORDER BY lead_id, changed_at;

-- A status of one's own can be renamed: its leads go along, and that is no move.
UPDATE crm.lead_statuses SET id = 't_conversation' WHERE id = 't_talk';
SELECT status_id FROM crm.leads WHERE id = 1000;
SELECT count(*) AS moves, count(*) FILTER (WHERE 't_conversation' IN (from_status_id, to_status_id)) AS renamed FROM history;

-- A trigger of one's own that moves leads must fire before the check, or is found out.
CREATE FUNCTION pg_temp.to_lost() RETURNS trigger LANGUAGE plpgsql AS
  'BEGIN NEW.status_id := ''t_lost''; NEW.lost_reason_id := ''t_price''; NEW.lost_note := ''gone''; RETURN NEW; END';
CREATE TRIGGER zz_late BEFORE UPDATE OF target_premium ON crm.leads FOR EACH ROW EXECUTE FUNCTION pg_temp.to_lost();
UPDATE crm.leads SET target_premium = 1 WHERE id = 1002;
ALTER TRIGGER zz_late ON crm.leads RENAME TO aa_early;
UPDATE crm.leads SET target_premium = 1 WHERE id = 1002;
SELECT from_status_id, to_status_id, reason FROM crm.lead_status_changes WHERE lead_id = 1002 ORDER BY changed_at DESC LIMIT 1;

-- A lead can be inserted in any status, without history; the foreign keys see to the rest.
INSERT INTO crm.leads (id, client_id, insurance_type_id, status_id) VALUES (1003, 1000, 'auto', 't_won');
SELECT count(*) FROM crm.lead_status_changes WHERE lead_id = 1003;
INSERT INTO crm.leads (id, client_id, insurance_type_id, status_id) VALUES (1004, 1000, 'auto', 't_nowhere');

-- A transition that asks for what is no column of a lead is refused when it is written.
INSERT INTO crm.lead_status_transitions (from_status_id, to_status_id, required_fields)
VALUES ('t_new', 't_won', '{quoted_premium,qouted_at}');
ROLLBACK;
