-- Imports a file of leads with their calls and outcomes, as an agency would import last year's call list:
-- into a staging table with \copy, checked, then set-based into clients, leads, communications and histories.
--
--   psql -v file=/path/to/bank_marketing.csv.gz -f demo/import_leads.sql      plain or gzipped, on this machine
--
-- It is written for the UCI Bank Marketing file (Moro, Cortez, Rita 2014): 41,188 people whom a bank called
-- about a savings product, in the order of the calls from May 2008 to November 2010, with the outcome.  Adapt
-- it to your own file in the two places marked HERE.  How it is mapped:
--
--   row_no                        leads.external_id (external_source 'bank_marketing'), the name "Prospect 123"
--   job, marital                  clients.occupation, clients.marital_status
--   age, education, loans, ...    clients.metadata, leads.metadata: facts without a column
--   the offer                     insurance type annuity, source call_list
--   month, day_of_week, order     the day of the last call; the year turns where the months begin again
--   campaign                      how many calls it took: all but the last were not answered
--   contact                       cellular or telephone, in the call's metadata
--   y                             1: bound.  0: lost, "said no on the call"
--
-- duration, the length of the last call in seconds, is stored as that call's duration.  It is known only when
-- the call is over and nearly tells the outcome (nobody buys in five seconds): look at it, but never let a
-- score or a model that decides whom to call use it.
--
-- All in one transaction: an error anywhere leaves nothing behind.  Rows imported before are skipped, so that
-- a file that grew can be imported again.

\set ON_ERROR_STOP on
\set QUIET on
\if :{?file}
\else
  DO $$ BEGIN
    RAISE 'no file is named' USING HINT = 'psql -v file=/path/to/bank_marketing.csv.gz -f demo/import_leads.sql';
  END $$;
\endif

BEGIN;
SET LOCAL jit = off;

-- HERE: one column a column of the file, all text: nothing is refused before it can be named.
CREATE TEMP TABLE staging (
  row_no text, age text, job text, marital text, education text, credit_default text, housing text, loan text,
  contact text, month text, day_of_week text, duration text, campaign text, pdays text, previous text,
  poutcome text,
  emp_var_rate text, cons_price_idx text, cons_conf_idx text, euribor3m text, nr_employed text, y text
) ON COMMIT DROP;

-- \copy runs here, not on the server; gzip -f passes on what is not compressed.
\setenv CRM_IMPORT_FILE :file
\copy staging FROM PROGRAM 'gzip -cdf -- "$CRM_IMPORT_FILE"' WITH (FORMAT csv, HEADER)

-- What cannot be read is named with its row, and the import stops.
DO $$
DECLARE
  bad record;
BEGIN
  SELECT count(*) AS rows, min(s.row_no) AS first, min(s.wrong) AS wrong INTO bad
  FROM (SELECT row_no, CASE
          WHEN row_no IS NULL OR row_no !~ '^[0-9]{1,9}$' THEN 'row_no ' || coalesce(row_no, 'is empty')
          WHEN duration !~ '^[0-9]{1,6}$' THEN 'duration ' || duration
          WHEN campaign !~ '^[0-9]{1,3}$' OR campaign = '0' THEN 'campaign ' || campaign
          WHEN month <> ALL ('{jan,feb,mar,apr,may,jun,jul,aug,sep,oct,nov,dec}') THEN 'month ' || month
          WHEN day_of_week <> ALL ('{mon,tue,wed,thu,fri,sat,sun}') THEN 'day_of_week ' || day_of_week
          WHEN y IS NULL OR y <> ALL ('{0,1,no,yes}') THEN 'y ' || coalesce(y, 'is empty')
          WHEN num_nulls(duration, campaign, month, day_of_week) > 0 THEN 'a column is empty'
        END AS wrong
        FROM staging) AS s
  WHERE s.wrong IS NOT NULL;
  IF bad.rows > 0 THEN
    RAISE '% rows of the file cannot be imported', bad.rows
      USING ERRCODE = 'data_exception', DETAIL = format('The first is row %s: %s.', bad.first, bad.wrong),
        HINT = 'Correct the file and import it again; nothing was written.';
  END IF;
  SELECT count(*) AS rows, min(row_no) AS first INTO bad
  FROM (SELECT row_no FROM staging GROUP BY row_no HAVING count(*) > 1) AS s;
  IF bad.rows > 0 THEN
    RAISE '% numbers stand in the file more than once', bad.rows
      USING ERRCODE = 'unique_violation', DETAIL = format('The first is row_no %s.', bad.first),
        HINT = 'Each lead needs its own row_no: it is how the next import knows it.';
  END IF;
END $$;

-- How many calendar days lie between a weekday (1 is Monday) and the one that many working days before it.
CREATE FUNCTION pg_temp.workdays(days int, weekday int) RETURNS int LANGUAGE sql IMMUTABLE
  RETURN days + 2 * ((days + 5 - least(weekday, 5)) / 5);

-- HERE: the file's words become ours.  Keys are drawn now, so that every table below can name them.
CREATE TEMP TABLE import ON COMMIT DROP AS
WITH typed AS (
  SELECT row_no::bigint AS n, s.*, campaign::int AS calls,
         strpos('janfebmaraprmayjunjulaugsepoctnovdec', month) / 3 + 1 AS month_no,
         strpos('montuewedthufrisatsun', day_of_week) / 3 + 1 AS weekday
  FROM staging AS s
), dated AS (
  SELECT t.*, make_date(2008 + (sum(coalesce((month_no < before)::int, 0)) OVER (ORDER BY n))::int, month_no,
         1) AS month_start
  FROM (SELECT typed.*, lag(month_no) OVER (ORDER BY n) AS before FROM typed) AS t
), placed AS (
  -- The rows of a month and weekday are spread over that weekday's dates, in their order.
  SELECT d.*, month_start + (weekday - extract(isodow FROM month_start)::int + 7) % 7
           + 7 * (ntile(4) OVER (PARTITION BY month_start, weekday ORDER BY n) - 1) AS day
  FROM dated AS d
), timed AS (
  SELECT p.*, (day + time '09:00' + interval '8 hours' * percent_rank() OVER (PARTITION BY day
         ORDER BY n))::timestamptz AS called_at
  FROM placed AS p
), fresh AS (
  SELECT t.* FROM timed AS t
  WHERE NOT EXISTS (SELECT FROM crm.leads AS l
                    WHERE l.tenant_id = (SELECT crm.current_tenant()) AND l.external_source = 'bank_marketing'
                      AND l.external_id = t.row_no)
  ORDER BY t.n
)
SELECT nextval('crm.clients_id_seq') AS client_id, nextval('crm.leads_id_seq') AS lead_id, n, row_no,
       called_at, calls,
       called_at - make_interval(days => pg_temp.workdays(calls - 1,
             weekday)) - interval '2 hours' AS received_at,
       called_at + make_interval(secs => duration::int) AS ended_at, weekday, contact,
       make_interval(secs => duration::int) AS duration, y IN ('1', 'yes') AS bought,
       nullif(translate(regexp_replace(job, '\.$', ''), '-.', '  '), 'unknown') AS occupation,
       nullif(marital, 'unknown') AS marital_status,
       jsonb_build_object('age', age, 'education', education) AS client_facts,
       jsonb_build_object('credit_default', credit_default, 'housing_loan', housing, 'personal_loan', loan,
         'calls', calls,
         'days_since_last_campaign', nullif(pdays, '999'), 'calls_in_earlier_campaigns', previous,
         'earlier_outcome', poutcome, 'employment_variation', emp_var_rate, 'consumer_prices', cons_price_idx,
         'consumer_confidence', cons_conf_idx, 'euribor_3m', euribor3m, 'employed_thousands',
         nr_employed) AS lead_facts
FROM fresh;
CREATE INDEX ON import (lead_id);
ANALYZE import;

INSERT INTO crm.clients (id, client_type, last_name, occupation, marital_status, lifecycle, metadata, tags,
       created_at)
SELECT client_id, 'individual', 'Prospect ' || row_no, occupation, marital_status,
       CASE WHEN bought THEN 'insured' ELSE 'prospect' END, client_facts, '{bank_marketing}', received_at
FROM import ORDER BY client_id;

INSERT INTO crm.leads (id, client_id, insurance_type_id, status_id, source_id, lost_reason_id, lost_note,
                       received_at,
                       first_contact_at, last_contact_at, bound_at, lost_at, status_changed_at,
                       external_source,
                       external_id, metadata, tags, created_at)
SELECT lead_id, client_id, 'annuity', CASE WHEN bought THEN 'bound' ELSE 'lost' END, 'call_list',
       CASE WHEN NOT bought THEN 'other' END, CASE WHEN NOT bought THEN 'said no on the call' END,
       received_at, called_at,
       called_at, CASE WHEN bought THEN ended_at END, CASE WHEN NOT bought THEN ended_at END, ended_at,
       'bank_marketing', row_no, lead_facts, '{bank_marketing}', received_at
FROM import ORDER BY lead_id;

-- One row a call: the last was answered, those on the working days before were not.  counted_at says that
-- contact times are already in the lead.
INSERT INTO crm.lead_communications (lead_id, client_id, communication_type_id, direction, occurred_at,
                                     outcome, duration,
                                     counted_at, metadata, tags, created_at)
SELECT i.lead_id, i.client_id, 'call', 'outbound',
       i.called_at - make_interval(days => pg_temp.workdays(i.calls - k, i.weekday)),
       CASE WHEN k < i.calls THEN 'no_answer' WHEN i.bought THEN 'sold' ELSE 'refused' END,
       CASE WHEN k = i.calls THEN i.duration END, i.called_at, jsonb_build_object('line', i.contact),
       '{bank_marketing}',
       i.called_at - make_interval(days => pg_temp.workdays(i.calls - k, i.weekday))
FROM import AS i, generate_series(1, i.calls) AS k
ORDER BY 5, 1;

INSERT INTO crm.lead_status_changes (lead_id, client_id, from_status_id, to_status_id, changed_at, reason,
                                     lost_reason_id,
                                     time_in_status)
SELECT i.lead_id, i.client_id, m.from_status, m.to_status, m.at, m.reason,
       CASE WHEN m.to_status = 'lost' THEN 'other' END, m.stayed
FROM import AS i,
     LATERAL (VALUES
       ('new', 'attempting', i.received_at + interval '2 hours', NULL, interval '2 hours'),
       ('attempting', 'contacted', i.called_at, NULL, i.called_at - i.received_at - interval '2 hours'),
       ('contacted', CASE WHEN i.bought THEN 'bound' ELSE 'lost' END, i.ended_at, 'from the imported file',
           i.duration)
     ) AS m (from_status, to_status, at, reason, stayed)
ORDER BY m.at, i.lead_id;

\qecho 'Imported:'
SELECT (SELECT count(*) FROM staging) AS rows_in_file, count(*) AS new_leads,
       (SELECT count(*) FROM staging) - count(*) AS imported_before, sum(calls) AS calls,
       count(*) FILTER (WHERE bought) AS bound, count(*) FILTER (WHERE NOT bought) AS lost,
       min(called_at)::date AS from_day, max(called_at)::date AS to_day
FROM import;

COMMIT;
ANALYZE crm.clients, crm.leads, crm.lead_communications, crm.lead_status_changes;
