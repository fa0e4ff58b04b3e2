-- The queue: exact while time passes, and after every change of an input.
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
SET LOCAL timezone = 'UTC';
\set as_of '\'2031-03-03 15:00+00\''

INSERT INTO crm.agents (id, display_name, licensed_states, lines)
  VALUES (1000, 'Kim', '{}', '{}'), (1001, 'Lee', '{TX}', '{personal}'), (1002, 'Max', '{}', '{}');
UPDATE crm.agents SET is_active = false WHERE id = 1002;
INSERT INTO crm.addresses (id, line1, state) SELECT 1000 + i, i || ' Main St', (ARRAY['TX', 'FL'])[1 + i % 2]
  FROM generate_series(0, 59) i;
INSERT INTO crm.clients (id, client_type, first_name, last_name, phone, address_id)
  SELECT 1000 + i, 'individual', 'Client', 'No' || i, CASE WHEN i % 3 > 0 THEN '+1555000' || lpad(i::text, 4, '0') END,
         1000 + i FROM generate_series(0, 59) i;
INSERT INTO crm.leads (id, client_id, insurance_type_id, status_id, source_id, assigned_agent_id, current_carrier,
                       current_premium, x_date, received_at, next_follow_up_at, ai_follow_up_priority, first_contact_at)
  SELECT 1000 + i, 1000 + i % 60, (ARRAY['auto', 'home', 'bop'])[1 + i % 3],
         (ARRAY['new', 'contacted', 'quoted', 'lost', 'nurture'])[1 + i % 5],
         (ARRAY['website', 'client_referral', NULL])[1 + i % 3],
         CASE i % 4 WHEN 1 THEN 1000 WHEN 2 THEN 1001 END, 'Acme', CASE WHEN i % 7 > 0 THEN 400 + i * 13 % 3000 END,
         CASE WHEN i % 6 > 0 THEN date '2031-02-01' + i * 37 % 200 END,
         timestamptz '2031-03-03 14:00+00' - i * 53 % 400 * interval '5 hours 7 minutes',
         CASE WHEN i % 5 = 2 THEN timestamptz '2031-03-03 15:00+00' + (i * 31 % 96 - 40) * interval '1 hour' END,
         CASE WHEN i % 8 = 0 THEN 1 + i % 5 END,
         CASE WHEN i % 2 = 0 THEN timestamptz '2031-03-03 14:30+00' - i * 53 % 400 * interval '4 hours' END
  FROM generate_series(0, 119) i;
INSERT INTO crm.lead_communications (id, lead_id, client_id, communication_type_id, direction, occurred_at, outcome,
                                     ai_sentiment)
  SELECT 1000 + i, 1000 + i % 120, 1000 + i % 60, (ARRAY['call', 'web_form', 'sms'])[1 + i % 3],
         (ARRAY['inbound', 'outbound'])[1 + i % 2],
         timestamptz '2031-03-03 13:00+00' - i * 41 % 60 * interval '23 hours', CASE WHEN i % 11 = 0 THEN 'answered' END,
         CASE WHEN i % 4 = 0 THEN (i % 21 - 10) / 10.0 END
  FROM generate_series(0, 479) i;
INSERT INTO crm.lead_marketing_settings (id, lead_id, client_id, do_not_contact)
  SELECT 1000 + i, 1000 + i, 1000 + i % 60, i % 9 = 0 FROM generate_series(0, 119, 3) i;

-- Every lead scored by itself, and sorted: what the queue must be.
CREATE FUNCTION pg_temp.by_hand(t timestamptz, agent bigint) RETURNS TABLE (lead_id bigint, priority float8)
  LANGUAGE sql STABLE AS $$
  SELECT l.id, s.priority FROM crm.leads l
    JOIN crm.lead_statuses st ON st.id = l.status_id AND st.category = 'open'
    JOIN crm.insurance_types y ON y.id = l.insurance_type_id
    JOIN crm.clients c ON c.id = l.client_id
    LEFT JOIN crm.addresses a ON a.id = c.address_id
    LEFT JOIN crm.lead_marketing_settings k ON k.lead_id = l.id
    LEFT JOIN crm.agents g ON g.id = by_hand.agent
    LEFT JOIN crm.lead_scores q ON q.lead_id = l.id AND q.claimed_until > t
    CROSS JOIN LATERAL crm.score_lead(l.id, t) s
    WHERE k.do_not_contact IS DISTINCT FROM true
      AND (by_hand.agent IS NULL OR l.assigned_agent_id IS NULL OR l.assigned_agent_id = by_hand.agent)
      AND (by_hand.agent IS NULL OR g.licensed_states = '{}' OR a.state = ANY (g.licensed_states))
      AND (by_hand.agent IS NULL OR g.lines = '{}' OR y.line = ANY (g.lines))
      AND (q.claimed_by IS NULL OR q.claimed_by = by_hand.agent)
    ORDER BY s.priority DESC, l.id $$;
CREATE FUNCTION pg_temp.is_exact(t timestamptz, agent bigint DEFAULT NULL) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT (SELECT array_agg((q.lead_id, q.priority)::text ORDER BY q.rank) FROM crm.lead_queue(1000, agent, t) q)
    IS NOT DISTINCT FROM (SELECT array_agg((h.lead_id, h.priority)::text) FROM pg_temp.by_hand(t, agent) h) $$;

-- New leads are in the queue before they are scored.
SELECT count(*) AS waiting FROM crm.lead_scores WHERE model IS NULL;
SELECT pg_temp.is_exact(:as_of);
SELECT crm.rescore_leads(:as_of);
SELECT crm.rescore_leads(:as_of) AS nothing_moved;
SELECT crm.rescore_leads(:as_of, only_due => true) AS nothing_due;
SELECT count(DISTINCT priority_slope) AS slopes FROM crm.lead_scores;

SELECT rank, lead_id, client_name, status_id, score, round(priority::numeric, 4) AS priority, reason, due_at
  FROM crm.lead_queue(8, as_of => :as_of);
SELECT rank, lead_id, reason FROM crm.lead_queue(4, agent => 1001, as_of => :as_of);

-- At 20 times over 3 days, without rescoring, and at one before the last scoring.
SELECT count(*) AS times, bool_and(pg_temp.is_exact(t)) AS exact,
       bool_and(pg_temp.is_exact(t, 1001)) AS exact_for_lee
  FROM generate_series(timestamptz :as_of, timestamptz :as_of + interval '3 days', interval '3 hours 47 minutes') t;
SELECT pg_temp.is_exact(timestamptz :as_of - interval '1 day 5 minutes');

-- What is stored is what is computed, at the time of the scoring and until next_change_at.
SELECT count(*) AS scored, bool_and(s.score = q.score AND s.grade = q.grade AND s.factors = q.factors) AS same
  FROM crm.lead_scores q CROSS JOIN LATERAL crm.score_lead(q.lead_id, :as_of) s;
SELECT bool_and(s.score = q.score AND s.factors = q.factors AND (q.priority_key IS NULL OR abs(s.priority
         - q.priority_key - q.priority_slope * extract(epoch FROM t - timestamptz '2000-01-01 00:00+00')::float8 / 86400) < 1e-5)) AS holds
  FROM crm.lead_scores q, LATERAL (SELECT least(q.next_change_at, timestamptz :as_of + interval '300 days')
         - interval '1 microsecond' AS t) x, LATERAL crm.score_lead(q.lead_id, t) s;

-- Each kind of change makes its lead due, no other, and the queue shows it at once.
CREATE FUNCTION pg_temp.due() RETURNS TABLE (due text, exact boolean, rescored bigint) LANGUAGE sql AS $$
  SELECT (SELECT string_agg(lead_id::text, ' ' ORDER BY lead_id) FROM crm.lead_scores WHERE next_change_at = '-infinity'),
         pg_temp.is_exact('2031-03-03 15:00+00'), crm.rescore_leads('2031-03-03 15:00+00', true) $$;
UPDATE crm.leads SET x_date = '2031-03-30' WHERE id = 1010;
SELECT * FROM pg_temp.due();
UPDATE crm.leads SET auto_data = '{"vehicles": [{"id": "a"}, {"id": "b"}], "drivers": []}', auto_schema_version = 1 WHERE id = 1012;
SELECT * FROM pg_temp.due();
UPDATE crm.clients SET phone = NULL WHERE id = 1001;
SELECT * FROM pg_temp.due();
UPDATE crm.addresses SET state = 'NY' WHERE id = 1002;
SELECT * FROM pg_temp.due();
INSERT INTO crm.lead_communications (id, lead_id, client_id, communication_type_id, direction, occurred_at)
  VALUES (3000, 1011, 1011, 'call', 'inbound', '2031-03-03 14:59+00');
SELECT due ~ '\m1011\M' AS due, exact FROM pg_temp.due();
UPDATE crm.lead_communications SET lead_id = 1015, client_id = 1015 WHERE id = 3000;
SELECT due ~ '\m1011\M' AND due ~ '\m1015\M' AS due, exact FROM pg_temp.due();
DELETE FROM crm.lead_communications WHERE id = 3000;
SELECT due ~ '\m1015\M' AS due, exact FROM pg_temp.due();
INSERT INTO crm.lead_notes (id, lead_id, client_id, body) VALUES (1000, 1017, 1017, 'likes boats');
SELECT due, exact FROM pg_temp.due();
INSERT INTO crm.opportunities (id, client_id, lead_id, stage_id, name)
  SELECT 1000, 1021, 1021, id, 'Auto' FROM crm.opportunity_stages WHERE category = 'open' ORDER BY id LIMIT 1;
SELECT due ~ '\m1021\M' AS due, exact FROM pg_temp.due();
UPDATE crm.lead_marketing_settings SET do_not_contact = true WHERE lead_id = 1003;
SELECT * FROM pg_temp.due();
SELECT count(*) AS in_queue FROM crm.lead_scores WHERE lead_id = 1003 AND priority_key IS NOT NULL;

-- Asked twice in one transaction, with a change between, and after one that was undone.
UPDATE crm.leads SET current_premium = 5000 WHERE id = 1010;
SELECT pg_temp.is_exact(:as_of);
UPDATE crm.leads SET current_premium = 100 WHERE id = 1010;
SELECT pg_temp.is_exact(:as_of);
SAVEPOINT s;
UPDATE crm.leads SET current_premium = 9000 WHERE id = 1010;
SELECT pg_temp.is_exact(:as_of);
ROLLBACK TO s;
SELECT pg_temp.is_exact(:as_of);
SELECT crm.rescore_leads(:as_of, true);

-- A snooze is a time step: the lead steps back, and comes again by itself.
UPDATE crm.leads SET next_follow_up_at = timestamptz :as_of + interval '2 hours' WHERE id = 1020;
SELECT crm.rescore_leads(:as_of, true);
SELECT t, round((p2 - p1)::numeric, 1) AS jump FROM
  (SELECT timestamptz :as_of + interval '2 hours' AS t) x,
  LATERAL (SELECT priority AS p1 FROM crm.score_lead(1020, t - interval '1 microsecond')) a,
  LATERAL (SELECT priority AS p2 FROM crm.score_lead(1020, t)) b;
SELECT pg_temp.is_exact(timestamptz :as_of + interval '1 hour'), pg_temp.is_exact(timestamptz :as_of + interval '2 hours');

-- Time makes due what has a step between; another model all.
SELECT crm.rescore_leads(timestamptz :as_of + interval '1 day', true) BETWEEN 1 AND 119 AS some;
SELECT crm.publish_score_model('other', jsonb_set(definition, '{base_points}', '14')) FROM crm.score_models
  WHERE name = 'default';
SELECT crm.rescore_leads(timestamptz :as_of + interval '1 day', true) AS all_of_them;
SELECT pg_temp.is_exact(timestamptz :as_of + interval '2 days');

-- Other slopes than the session has seen: more of them, then fewer.
SELECT crm.publish_score_model('other', jsonb_set(definition, '{urgency,lead_age}', '[[0, 2], [2, 1.5], [5, 1], [20, 0.2], [60, 0]]'))
  FROM crm.score_models WHERE name = 'default';
SELECT crm.rescore_leads(timestamptz :as_of + interval '1 day', true) AS all_of_them;
SELECT count(DISTINCT priority_slope) AS slopes, pg_temp.is_exact(timestamptz :as_of + interval '1 day') AS exact,
       pg_temp.is_exact(timestamptz :as_of + interval '1 day', 1000) AS exact_for_kim FROM crm.lead_scores;
UPDATE crm.score_models SET status = 'retired' WHERE name = 'other' AND status = 'active';
UPDATE crm.score_models SET status = 'active' WHERE name = 'other' AND version = 1;
SELECT crm.rescore_leads(timestamptz :as_of + interval '1 day', true) AS all_of_them;
SELECT count(DISTINCT priority_slope) AS slopes, pg_temp.is_exact(timestamptz :as_of + interval '1 day') AS exact FROM crm.lead_scores;

-- Batch after batch, as crm.rescore_in_batches does with a commit between.
SELECT crm.rescore_next(NULL, 50, timestamptz :as_of + interval '2 days');
SELECT (crm.rescore_next(1049, 100, timestamptz :as_of + interval '2 days')).last_lead;
SELECT crm.rescore_next(1119, 100, timestamptz :as_of + interval '2 days');
SELECT crm.rescore_leads(timestamptz :as_of + interval '2 days') AS nothing_left;

-- Bad input.
SELECT crm.rescore_next(NULL, 0);
CALL crm.rescore_in_batches(2000000);
SELECT * FROM crm.lead_queue(0);
SELECT * FROM crm.lead_queue(1000000);
SELECT * FROM crm.lead_queue(NULL);
SELECT * FROM crm.lead_queue(5, agent => 77);
SELECT * FROM crm.lead_queue(5, as_of => '-infinity');
SELECT crm.rescore_leads('infinity');
ROLLBACK;
