-- One lead's score, its factors, and how they add up.
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
SET LOCAL timezone = 'UTC';
\set as_of '\'2031-03-03 15:00+00\''

INSERT INTO crm.addresses (id, line1, state) VALUES (1000, '1 Main St', 'TX');
INSERT INTO crm.clients (id, client_type, first_name, last_name, phone, email, lifecycle, address_id)
  VALUES (1000, 'individual', 'Ann', 'Field', '+15551234567', 'ann@example.com', 'insured', 1000),
         (1001, 'individual', 'Bob', 'Stone', NULL, NULL, 'prospect', NULL);
INSERT INTO crm.leads (id, client_id, insurance_type_id, status_id, source_id, current_carrier, current_premium, x_date,
                       received_at)
  VALUES (1000, 1000, 'auto', 'new', 'client_referral', 'Acme', 2140, '2031-03-27', '2031-03-01 09:00+00'),
         (1001, 1001, 'renters', 'new', NULL, NULL, NULL, NULL, '2031-03-01 09:00+00'),
         (1002, 1001, 'auto', 'new', NULL, NULL, NULL, '2020-01-01', '2031-03-01 09:00+00');
UPDATE crm.leads SET auto_schema_version = 1, auto_data = '{"state": "TX", "vehicles": [{"id": "v1"}, {"id": "v2"}],
  "drivers": [{"id": "d1", "accidents": [{"kind": "at_fault_injury"}, {"kind": "glass"}]}, {"id": "d2"}],
  "prior": {"lapse_reason": "non_payment"}}' WHERE id = 1000;
INSERT INTO crm.lead_communications (id, lead_id, client_id, communication_type_id, direction, occurred_at, outcome,
                                     ai_sentiment)
  VALUES (1000, 1000, 1000, 'call', 'outbound', '2031-03-01 09:10+00', NULL, NULL),
         (1001, 1000, 1000, 'web_form', 'inbound', '2031-03-02 10:00+00', NULL, 0.6),
         (1002, 1000, 1000, 'call', 'inbound', '2031-02-10 10:00+00', NULL, -0.9);

SELECT score, grade, round(probability::numeric, 6) AS probability, expected_value,
       round(priority::numeric, 6) AS priority, factors FROM crm.score_lead(1000, :as_of);
SELECT * FROM crm.explain_score(1000, :as_of);

-- Days are the calendar's of the agency, at any hour, as in the queue's reasons.
SELECT t AS at, e.value AS explained, (SELECT reason FROM crm.lead_queue(as_of => t) WHERE lead_id = 1000) AS queue
FROM unnest('{2031-03-03 06:30+00,2031-03-03 12:00+00,2031-03-04 04:30+00}'::timestamptz[]) AS t, crm.explain_score(1000, t) AS e
WHERE e.factor = 'x_date';

-- The same sum everywhere, before the clamp.
SELECT l.id, s.score, e.total, f.total = e.total AS factors_add_up, s.score = least(100, greatest(0, e.total)) AS clamped
  FROM crm.leads l
  CROSS JOIN LATERAL crm.score_lead(l.id, :as_of) s
  CROSS JOIN LATERAL (SELECT sum(points) AS total FROM crm.explain_score(l.id, :as_of)) e
  CROSS JOIN LATERAL (SELECT sum(value::numeric) AS total FROM jsonb_each_text(s.factors -> 'points')) f
  WHERE l.id BETWEEN 1000 AND 1002 ORDER BY l.id;

-- What is not known or not a number is missing; a default premium takes its place.
SELECT score, grade, expected_value FROM crm.score_lead(1001, :as_of);
SELECT factor, value, points FROM crm.explain_score(1002, :as_of) WHERE factor IN ('premium', 'x_date') ORDER BY 1;
SELECT expected_value > 0 AS has_value FROM crm.score_lead(1002, :as_of);

-- Premiums of null and zero are not known: the first above zero counts, or else the model's for the line.
INSERT INTO crm.leads (id, client_id, insurance_type_id, status_id, current_premium, quoted_premium, received_at)
  VALUES (1010, 1001, 'auto', 'new', NULL, NULL, '2031-03-01 09:00+00'), (1011, 1001, 'auto', 'new', 0, 0, '2031-03-01 09:00+00'),
         (1012, 1001, 'auto', 'new', 1800, 0, '2031-03-01 09:00+00'), (1013, 1001, 'auto', 'new', 0, 1800, '2031-03-01 09:00+00'),
         (1014, 1001, 'auto', 'new', 9999999999.99, NULL, '2031-03-01 09:00+00'),
         (1015, 1001, 'auto', 'new', 0.01, NULL, '2031-03-01 09:00+00');
SELECT l.id, l.current_premium, l.quoted_premium, s.score, s.expected_value, round(s.priority::numeric, 4) AS priority
  FROM crm.leads l CROSS JOIN LATERAL crm.score_lead(l.id, :as_of) s WHERE l.id BETWEEN 1010 AND 1015 ORDER BY l.id;
-- Numbers and dates that are none never reach a score.
\set VERBOSITY terse
UPDATE crm.leads SET current_premium = 'NaN' WHERE id = 1010;
UPDATE crm.leads SET current_premium = 'Infinity' WHERE id = 1010;
UPDATE crm.leads SET x_date = '-infinity' WHERE id = 1010;
\set VERBOSITY default

-- A cap takes from the last givers of its group, and says so.
SELECT crm.publish_score_model('capped', jsonb_set(definition, '{groups,fit,max}', '10')) FROM crm.score_models
  WHERE name = 'default' AND version = 1;
SELECT factor, points, capped, reason FROM crm.explain_score(1000, :as_of) WHERE capped OR factor = 'source';
SELECT factors ->> 'model' AS model, factors ->> 'version' AS version FROM crm.score_lead(1000, :as_of);

-- A step in time happens at one instant: the edge of a bin.
SELECT t, (SELECT points FROM crm.explain_score(1000, t) WHERE factor = 'x_date')
  FROM unnest(ARRAY['2031-03-13 03:59:59.999999+00', '2031-03-13 04:00+00', '2031-03-13 04:00:00.000001+00']::timestamptz[]) t;

-- The last sentiment is the client's own, of communications: a note's does not count, whatever else the model looks at.
INSERT INTO crm.lead_notes (id, lead_id, client_id, body, ai_sentiment, created_at) VALUES (1000, 1000, 1000, 'grim', -1, '2031-03-02 11:00+00');
SELECT factor, value, points FROM crm.explain_score(1000, :as_of) WHERE factor = 'sentiment';
SELECT crm.publish_score_model('with_notes', jsonb_insert(definition, '{factors,0}',
         '{"name": "notes", "group": "fit", "kind": "counts", "events": "notes", "points_each": 1, "max_points": 2}')) FROM crm.score_models
  WHERE name = 'default' AND version = 1;
SELECT factor, value, points FROM crm.explain_score(1000, :as_of) WHERE factor IN ('sentiment', 'notes') ORDER BY 1;

-- Unknown leads, another tenant's, and times that are none.
SELECT crm.score_lead(999);
SELECT crm.score_lead(NULL);
INSERT INTO crm.tenants (id, name) VALUES (1000, 'Other');
SELECT crm.score_lead(1000, tenant => 1000);
SELECT * FROM crm.explain_score(1000, tenant => 1000);
SELECT crm.score_lead(1000);
SELECT crm.score_lead(1000, 'infinity', 1);
SELECT crm.score_lead(1000, '290000-01-01 00:00+00', 1);
SELECT crm.score_lead(1000, '4713-01-01 00:00+00 BC', 1);
ROLLBACK;
