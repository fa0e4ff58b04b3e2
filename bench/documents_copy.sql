-- What the validating trigger adds to a COPY of leads with documents.
--
--   createdb bench && psql -d bench -c 'CREATE EXTENSION crm' && psql -d bench -f bench/documents_copy.sql
--
--   documents  how many leads (default 100000), each with auto data of about 2.3 KB
--   file       where they are written to be read again (default /tmp/crm_documents_copy.tsv)
--
-- Every COPY is rolled back.  Prints processor time of the backend, with the trigger and without it, the best of three
-- each.  Needs a superuser, for the time and for the file.

\set ON_ERROR_STOP on
\set QUIET on
\if :{?documents} \else \set documents 100000 \endif
\if :{?file} \else \set file /tmp/crm_documents_copy.tsv \endif
SET jit = off;
SET client_min_messages = warning;

\ir timing.sql
CREATE TEMP TABLE times (what text, ms numeric);

BEGIN;
INSERT INTO crm.clients (client_type, last_name) VALUES ('individual', 'Bench') RETURNING id AS client \gset
COMMIT;

COPY (
  SELECT :client, 'auto', 1, jsonb_build_object(
    'state', 'TX', 'effective_date', to_char(date '2025-01-01' + g % 365, 'YYYY-MM-DD'), 'term_months', 6 + 6 * (g % 2),
    'residence', 'own_home', 'household_members', 2 + g % 4,
    'drivers', (SELECT jsonb_agg(jsonb_build_object(
        'id', 'driver_' || d, 'first_name', 'Annabelle' || g % 97, 'last_name', 'Montgomery' || g % 89,
        'date_of_birth', to_char(date '1960-01-01' + (g * 37 + d * 1000) % 14000, 'YYYY-MM-DD'), 'gender', 'F',
        'marital_status', 'married', 'relation', 'insured', 'license_state', 'TX', 'license_status', 'valid',
        'age_licensed', 16 + g % 10, 'rated', 'rated', 'occupation', 'Civil engineer', 'education', 'bachelor',
        'good_student', false, 'driver_training', true, 'sr22', false, 'violations', jsonb_build_array(jsonb_build_object(
          'date', to_char(date '2022-01-01' + g % 900, 'YYYY-MM-DD'), 'code', 'speeding', 'points', g % 5)))) FROM generate_series(1, 2) AS d),
    'vehicles', (SELECT jsonb_agg(jsonb_build_object(
        'id', 'vehicle_' || v, 'vin', translate(upper(substr(md5((g * 3 + v)::text), 1, 17)), 'IOQ', '123'), 'year', 2005 + (g + v) % 20,
        'make', 'Toyota', 'model', 'Highlander Hybrid', 'body', 'suv', 'ownership', 'financed', 'usage', 'commute_work',
        'one_way_miles', g % 40, 'days_per_week', 5, 'annual_mileage', 8000 + 100 * (g % 80), 'purchased_new', v = 1, 'cost_new', 20000.99,
        'garaging', jsonb_build_object('line1', g || ' Long Meadow Drive', 'city', 'San Antonio', 'state', 'TX', 'postal_code', '78701')))
      FROM generate_series(1, 3) AS v))
  FROM generate_series(1, :documents) AS g
) TO :'file';

CREATE PROCEDURE pg_temp.copy_once(file text, what text) LANGUAGE plpgsql AS $$
DECLARE
  start numeric := pg_temp.cpu_ms();
BEGIN
  EXECUTE format('COPY crm.leads (client_id, insurance_type_id, auto_schema_version, auto_data) FROM %L', file);
  INSERT INTO times VALUES (what, pg_temp.cpu_ms() - start);
END $$;
-- Rolled back, but for the time it took.
CREATE PROCEDURE pg_temp.measure(file text, validating boolean) LANGUAGE plpgsql AS $$
DECLARE
  took numeric;
BEGIN
  BEGIN
    IF NOT validating THEN
      ALTER TABLE crm.leads DISABLE TRIGGER check_documents;
    END IF;
    CALL pg_temp.copy_once(file, 'x');
    SELECT ms INTO took FROM times WHERE what = 'x';
    RAISE EXCEPTION USING ERRCODE = 'XX999';
  EXCEPTION WHEN SQLSTATE 'XX999' THEN
    NULL;
  END;
  INSERT INTO times VALUES (CASE WHEN validating THEN 'COPY, validating' ELSE 'COPY, trigger disabled' END, took);
END $$;
CALL pg_temp.measure(:'file', true);
TRUNCATE times;
CALL pg_temp.measure(:'file', false);
CALL pg_temp.measure(:'file', true);
CALL pg_temp.measure(:'file', false);
CALL pg_temp.measure(:'file', true);
CALL pg_temp.measure(:'file', false);
CALL pg_temp.measure(:'file', true);

SELECT what, min(ms)::int AS ms, round(min(ms) / (SELECT min(ms) FROM times WHERE what LIKE '%disabled'), 2) AS ratio
FROM times GROUP BY what ORDER BY ms;
DELETE FROM crm.clients WHERE id = :client;

\pset format unaligned
\pset tuples_only on
SELECT concat_ws(' | ', 'bench', 'COPY of leads through the validating trigger', round(v) || ' ms', 'trigger disabled ' || round(d) || ' ms',
                 round(v / d, 2), '<= 1.25', 3)
FROM (SELECT min(ms) FILTER (WHERE what LIKE '%validating') AS v, min(ms) FILTER (WHERE what LIKE '%disabled') AS d FROM times) AS t;
