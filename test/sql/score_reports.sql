-- Distribution of a model's scores, and two models compared.
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
SET LOCAL timezone = 'UTC';
\set as_of '\'2031-03-03 15:00+00\''

-- Nothing to count is no error.
SELECT * FROM crm.score_distribution(buckets => 2, as_of => :as_of);
SELECT * FROM crm.compare_score_models('default', 'default', :as_of);

INSERT INTO crm.clients (id, client_type, last_name, phone) SELECT 1000 + i, 'individual', 'No' || i,
    CASE WHEN i > 3 THEN '+15550000' || 100 + i END FROM generate_series(0, 9) i;
INSERT INTO crm.leads (id, client_id, insurance_type_id, status_id, source_id, current_premium, x_date, received_at)
  SELECT 1000 + i, 1000 + i, 'auto', CASE WHEN i = 9 THEN 'lost' ELSE 'new' END,
         CASE WHEN i > 5 THEN 'client_referral' END, 500 + 500 * i, date '2031-03-03' + 25 * i,
         '2031-03-01 09:00+00' FROM generate_series(0, 9) i;

SELECT lead_id, score, grade, round(probability::numeric, 4) AS probability, round(expected_value::numeric, 2) AS value,
       round(priority::numeric, 4) AS priority FROM crm.score_leads(as_of => :as_of) ORDER BY lead_id;
-- The same as one by one, closed ones too.
SELECT count(*) AS leads, bool_and(s.score = o.score AND s.grade = o.grade AND s.probability = o.probability) AS same
  FROM crm.score_leads(only_open => false, as_of => :as_of) s CROSS JOIN LATERAL crm.score_lead(s.lead_id, :as_of) o;

SELECT * FROM crm.score_distribution(buckets => 5, as_of => :as_of);
SELECT crm.publish_score_model('default', jsonb_set(definition, '{base_points}', '27'), activate => false) AS version
  FROM crm.score_models WHERE name = 'default';
SELECT * FROM crm.score_distribution('default:2', 5, :as_of);
SELECT grade, leads_before, leads_after, came, went, mean_score_before, mean_score_after, first_100_before, first_100_after
  FROM crm.compare_score_models('default:1', 'default:2', :as_of);
-- A draft scores nobody.
SELECT factors ->> 'version' AS version FROM crm.score_lead(1000, :as_of);

-- Bad input.
SELECT * FROM crm.score_distribution(buckets => 0);
SELECT * FROM crm.score_distribution('nope');
SELECT * FROM crm.score_leads('default:7');
SELECT * FROM crm.score_leads('default:x');
SELECT * FROM crm.score_leads(as_of => 'infinity');
ROLLBACK;
