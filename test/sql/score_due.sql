-- Which changes make a lead due for its next score: every input, and nothing else.
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
SET LOCAL timezone = 'UTC';
SET LOCAL client_min_messages = warning;
\set as_of '\'2031-03-03 15:00+00\''

INSERT INTO crm.agents (id, display_name) VALUES (1000, 'Kim');
INSERT INTO crm.addresses (id, line1, state) VALUES (1000, '1 Main St', 'TX'), (1001, '2 Main St', 'TX');
INSERT INTO crm.campaigns (id, code, label, channel) VALUES (1000, 'spring', 'Spring', 'email');
INSERT INTO crm.clients (id, client_type, last_name, address_id)
  VALUES (1000, 'individual', 'Field', 1000), (1001, 'individual', 'Stone', 1001);
-- 1000 and 1001 are of one client; 1002 of another, and in everything different.
INSERT INTO crm.leads (id, client_id, insurance_type_id, status_id, source_id, campaign_id, current_premium, x_date, received_at)
  VALUES (1000, 1000, 'auto', 'new', 'website', 1000, 900, '2031-05-01', '2031-03-01 09:00+00'),
         (1001, 1000, 'auto', 'new', 'website', 1000, 800, '2031-06-01', '2031-03-01 09:00+00'),
         (1002, 1001, 'renters', 'contacted', 'client_referral', NULL, 700, '2031-07-01', '2031-03-01 09:00+00');
INSERT INTO crm.lead_communications (id, lead_id, client_id, communication_type_id, direction, occurred_at)
  VALUES (1000, 1000, 1000, 'call', 'outbound', '2031-03-02 09:00+00'),
         (1002, 1002, 1001, 'sms', 'outbound', '2031-03-02 09:00+00');
INSERT INTO crm.opportunities (id, lead_id, client_id, stage_id, name) VALUES (1000, 1000, 1000, 'discovery', 'Car');

SELECT crm.rescore_leads(:as_of) AS scored;
-- Nothing changed: nothing to write, however it is asked for.
SELECT crm.rescore_leads(:as_of) AS again, crm.rescore_leads(:as_of, only_due => true) AS due;

-- What a statement makes due; then all is scored again.
CREATE FUNCTION pg_temp.due_after(statement text) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
  due bigint[];
BEGIN
  EXECUTE statement;
  SELECT array_agg(s.lead_id ORDER BY s.lead_id) INTO due FROM crm.lead_scores s WHERE s.next_change_at = '-infinity';
  PERFORM crm.rescore_leads('2031-03-03 15:00+00', only_due => true);
  IF EXISTS (SELECT FROM crm.lead_scores s WHERE s.next_change_at = '-infinity') THEN
    RAISE 'still due';
  END IF;
  RETURN due;
END $$;
SELECT what, pg_temp.due_after(statement) AS due FROM (VALUES
  (1, 'lead', $$UPDATE crm.leads SET current_premium = 950 WHERE id = 1000$$),
  (2, 'document', $$UPDATE crm.leads SET auto_data = '{"state": "TX", "vehicles": [{"id": "v1"}, {"id": "v2"}],
                      "drivers": [{"id": "d1"}]}', auto_schema_version = 1 WHERE id = 1001$$),
  (3, 'move', $$UPDATE crm.leads SET status_id = 'attempting' WHERE id = 1001$$),
  (4, 'client', $$UPDATE crm.clients SET phone = '+15551234567' WHERE id = 1000$$),
  (5, 'client, what no model sees', $$UPDATE crm.clients SET first_name = 'Ann' WHERE id = 1000$$),
  (6, 'state', $$UPDATE crm.addresses SET state = 'OK' WHERE id = 1000$$),
  (7, 'street', $$UPDATE crm.addresses SET line1 = '9 Main St' WHERE id = 1000$$),
  (8, 'communication', $$INSERT INTO crm.lead_communications (id, lead_id, client_id, communication_type_id, direction,
                           occurred_at) VALUES (1001, 1001, 1000, 'web_form', 'inbound', '2031-03-03 09:00+00')$$),
  (9, 'its sentiment', $$UPDATE crm.lead_communications SET ai_sentiment = 0.8 WHERE id = 1001$$),
  (10, 'moved to another lead', $$UPDATE crm.lead_communications SET lead_id = 1000 WHERE id = 1001$$),
  (11, 'taken back', $$DELETE FROM crm.lead_communications WHERE id = 1001$$),
  (12, 'note', $$INSERT INTO crm.lead_notes (id, lead_id, client_id, author, body) VALUES (1000, 1002, 1001, 'Kim', 'Hm.')$$),
  (13, 'opportunity', $$INSERT INTO crm.opportunities (id, lead_id, client_id, stage_id, name)
                          VALUES (1002, 1002, 1001, 'discovery', 'Flat')$$),
  (14, 'its stage', $$UPDATE crm.opportunities SET stage_id = 'lost' WHERE id = 1002$$),
  (15, 'settings', $$INSERT INTO crm.lead_marketing_settings (id, lead_id, client_id, do_not_contact)
                       VALUES (1000, 1001, 1000, true)$$),
  (16, 'settings again', $$UPDATE crm.lead_marketing_settings SET do_not_contact = false WHERE id = 1000$$),
  (17, 'status category', $$UPDATE crm.lead_statuses SET category = 'nurture' WHERE id = 'contacted'$$),
  (18, 'status label', $$UPDATE crm.lead_statuses SET label = 'Reached' WHERE id = 'contacted'$$),
  (19, 'type''s line', $$UPDATE crm.insurance_types SET line = 'commercial' WHERE id = 'auto'$$),
  (20, 'source kind', $$UPDATE crm.lead_sources SET kind = 'event' WHERE id = 'website'$$),
  (21, 'source cost', $$UPDATE crm.lead_sources SET cost_per_lead = 7 WHERE id = 'client_referral'$$),
  (22, 'channel', $$UPDATE crm.communication_types SET channel = 'chat' WHERE id = 'sms'$$),
  (23, 'stage category', $$UPDATE crm.opportunity_stages SET category = 'won' WHERE id = 'discovery'$$),
  (24, 'campaign', $$UPDATE crm.campaigns SET channel = 'sms' WHERE id = 1000$$),
  (25, 'time zone', $$UPDATE crm.tenants SET timezone = 'America/Los_Angeles' WHERE id = 1$$),
  (26, 'agent', $$UPDATE crm.leads SET assigned_agent_id = 1000 WHERE id = 1002$$)
) AS t (n, what, statement) ORDER BY n;

-- A new lead; a new model; time.
INSERT INTO crm.leads (id, client_id, insurance_type_id) VALUES (1003, 1001, 'auto');
SELECT crm.rescore_leads(:as_of, only_due => true) AS new_lead;
SELECT crm.publish_score_model('default', jsonb_set(definition, '{base_points}', '11')) AS version FROM crm.score_models
  WHERE name = 'default' AND version = 1;
SELECT crm.rescore_leads(:as_of, only_due => true) AS all_of_them;
SELECT crm.rescore_leads(:as_of, only_due => true) AS nothing;
SELECT min(next_change_at) AS next FROM crm.lead_scores \gset
SELECT crm.rescore_leads(:'next'::timestamptz - interval '1 microsecond', only_due => true) AS before,
       crm.rescore_leads(:'next', only_due => true) > 0 AS at_the_step;
-- A later look at the clock writes the leads whose score, or whose next step, has moved since, and no other.
CREATE TEMP TABLE was AS SELECT * FROM crm.lead_scores;
SELECT crm.rescore_leads('2031-03-20 15:00+00') AS written \gset
SELECT :written > 0 AS some, :written = count(*) AS only_what_moved FROM was w JOIN crm.lead_scores s USING (lead_id)
  WHERE (w.score, w.next_change_at, w.priority_key, w.priority_slope, w.factors)
    IS DISTINCT FROM (s.score, s.next_change_at, s.priority_key, s.priority_slope, s.factors);
SELECT crm.rescore_leads('2031-03-20 15:00+00') AS again;

-- What is stored is what is computed, in every column.
SELECT count(*) AS leads, bool_and(s.score = c.score AND s.grade = c.grade AND s.probability = c.probability
    AND s.expected_value = c.expected_value AND s.factors = c.factors) AS same
  FROM crm.lead_scores s CROSS JOIN LATERAL crm.score_lead(s.lead_id, '2031-03-20 15:00+00') c;

-- Leads that come by one statement wait for their score, in whatever order they come; imported ones have no row yet, and
-- those of a statement that is undone leave none.
INSERT INTO crm.leads (id, client_id, insurance_type_id, created_at)
  SELECT 3000 + i, 1001, 'auto', CASE WHEN i % 5 = 0 THEN '2020-01-01' ELSE now() END FROM generate_series(1, 500) i;
INSERT INTO crm.leads (id, client_id, insurance_type_id) SELECT 4000 + i, 1001, 'auto' FROM generate_series(1, 500) i
  ORDER BY hashint4(i);
SAVEPOINT here;
INSERT INTO crm.leads (id, client_id, insurance_type_id) SELECT 5000 + i, 1001, 'auto' FROM generate_series(1, 50) i;
ROLLBACK TO here;
INSERT INTO crm.leads (id, client_id, insurance_type_id) SELECT 5000 + i, 1001, 'auto' FROM generate_series(1, 60) i;
SELECT lead_id / 1000 AS thousand, count(*), bool_and(next_change_at = '-infinity') AS due FROM crm.lead_scores
  WHERE lead_id BETWEEN 3000 AND 5999 GROUP BY 1 ORDER BY 1;
SELECT crm.rescore_leads('2031-03-20 15:00+00', only_due => true) AS all_of_them;

-- Events that do not fit into memory go to files; the scores are the same.
SET LOCAL session_replication_role = replica;
INSERT INTO crm.lead_communications (id, lead_id, client_id, communication_type_id, direction, occurred_at, ai_sentiment)
  SELECT 6000 + i, 1000 + i % 4, CASE WHEN i % 4 < 2 THEN 1000 ELSE 1001 END, 'email',
         CASE WHEN i % 3 = 0 THEN 'inbound' ELSE 'outbound' END, timestamptz '2031-03-01 09:00+00' + (i % 5000) * interval '1 min',
         CASE WHEN i % 7 = 0 THEN (i % 19) / 10.0 - 0.9 END
    FROM generate_series(1, 40000) i;
RESET session_replication_role;
SET LOCAL maintenance_work_mem = '1MB';
SET LOCAL work_mem = '64kB';
CREATE TEMP TABLE in_files AS SELECT * FROM crm.score_leads(as_of => '2031-03-20 15:00+00', only_open => false);
RESET maintenance_work_mem;
SELECT count(*) AS leads, bool_and((f.score, f.probability, f.expected_value) = (m.score, m.probability, m.expected_value)) AS same
  FROM in_files f JOIN crm.score_leads(as_of => '2031-03-20 15:00+00', only_open => false) m USING (lead_id);
SELECT bool_and(f.score = c.score) AS same FROM in_files f CROSS JOIN LATERAL crm.score_lead(f.lead_id, '2031-03-20 15:00+00') c;

-- What a trigger of one's own changes of a client counts as what a statement changes; what stays as it was does not.
SELECT crm.rescore_leads('2031-03-20 15:00+00', only_due => true) >= 0 AS all_scored;
UPDATE crm.clients SET email = email, last_contact_at = '2031-03-01' WHERE id = 1001;
SELECT count(*) FILTER (WHERE next_change_at = '-infinity') AS due FROM crm.lead_scores JOIN crm.leads l ON l.id = lead_id
  WHERE l.client_id = 1001;
CREATE FUNCTION pg_temp.changes_email() RETURNS trigger LANGUAGE plpgsql
  AS 'BEGIN NEW.email := lower(NEW.last_name) || ''@example.com''; RETURN NEW; END';
CREATE TRIGGER changes_email BEFORE UPDATE ON crm.clients FOR EACH ROW EXECUTE FUNCTION pg_temp.changes_email();
UPDATE crm.clients SET last_name = 'Newman' WHERE id = 1001;
SELECT bool_and(next_change_at = '-infinity') AS due FROM crm.lead_scores JOIN crm.leads l ON l.id = lead_id
  WHERE l.client_id = 1001;
ROLLBACK;
