-- What validation costs, against printing the same documents, in one run on one table.
--
--   createdb bench && psql -d bench -c 'CREATE EXTENSION crm' && psql -d bench -f bench/documents.sql
--
--   documents  how many (default 100000), of about 2.3 KB: auto, 2 drivers and 3 vehicles
--
-- Prints milliseconds of processor time and the ratio to doc::text for plain and for compressed storage, the best of
-- three runs each.  Needs a superuser: the time is the backend's own, from /proc, so that a busy machine counts less.

\set ON_ERROR_STOP on
\set QUIET on
\if :{?documents} \else \set documents 100000 \endif
SET jit = off;
SET temp_buffers = '700MB';
SET max_parallel_workers_per_gather = 0;
SET client_min_messages = warning;

\ir timing.sql

CREATE TEMP TABLE plain (doc jsonb);
ALTER TABLE plain ALTER doc SET STORAGE PLAIN;
CREATE TEMP TABLE compressed (doc jsonb);
-- Compressed in the row, as documents of this size are by default.
ALTER TABLE compressed ALTER doc SET STORAGE MAIN;

INSERT INTO plain
SELECT jsonb_build_object(
  'state', (ARRAY['TX', 'CA', 'FL', 'OH'])[1 + g % 4],
  'effective_date', to_char(date '2025-01-01' + g % 365, 'YYYY-MM-DD'),
  'term_months', 6 + 6 * (g % 2),
  'residence', 'own_home',
  'household_members', 2 + g % 4,
  'drivers', (
    SELECT jsonb_agg(jsonb_build_object(
      'id', 'driver_' || d, 'first_name', 'Annabelle' || g % 97, 'last_name', 'Montgomery' || g % 89,
      'date_of_birth', to_char(date '1960-01-01' + (g * 37 + d * 1000) % 14000, 'YYYY-MM-DD'),
      'gender', (ARRAY['F', 'M'])[1 + (g + d) % 2], 'marital_status', 'married',
      'relation', (ARRAY['insured', 'spouse'])[d], 'license_state', 'TX', 'license_number_last4', lpad((g % 10000)::text, 4, '0'),
      'license_status', 'valid', 'age_licensed', 16 + g % 10, 'rated', 'rated', 'occupation', 'Civil engineer', 'education', 'bachelor',
      'good_student', false, 'driver_training', true, 'sr22', false,
      'violations', jsonb_build_array(jsonb_build_object(
        'date', to_char(date '2022-01-01' + g % 900, 'YYYY-MM-DD'), 'code', 'speeding', 'points', g % 5)))
      ORDER BY d)
    FROM generate_series(1, 2) AS d),
  'vehicles', (
    SELECT jsonb_agg(jsonb_build_object(
      'id', 'vehicle_' || v, 'vin', translate(upper(substr(md5((g * 3 + v)::text), 1, 17)), 'IOQ', '123'),
      'year', 2005 + (g + v) % 20, 'make', 'Toyota', 'model', 'Highlander Hybrid', 'trim', 'Limited', 'body', 'suv', 'ownership', 'financed',
      'usage', 'commute_work', 'one_way_miles', g % 40, 'days_per_week', 5, 'annual_mileage', 8000 + 100 * (g % 80),
      'purchase_date', to_char(date '2015-01-01' + g % 3000, 'YYYY-MM-DD'), 'purchased_new', v = 1, 'cost_new', 20000 + (g % 30000) + 0.99,
      'anti_theft', 'alarm', 'principal_driver_id', 'driver_' || (1 + v % 2),
      'garaging', jsonb_build_object('line1', g || ' Long Meadow Drive', 'city', 'San Antonio', 'state', 'TX',
                                     'postal_code', lpad((70000 + g % 9999)::text, 5, '0')))
      ORDER BY v)
    FROM generate_series(1, 3) AS v))
FROM generate_series(1, :documents) AS g;

INSERT INTO compressed SELECT doc FROM plain;
SELECT count(*) AS documents, avg(length(doc::text))::int AS characters, avg(pg_column_size(doc))::int AS plain_bytes,
       (SELECT avg(pg_column_size(doc))::int FROM compressed) AS compressed_bytes
FROM plain;

-- The shipped schema; and one whose VINs and ZIP codes need the regular expression engine, for their word boundaries.
CREATE TEMP TABLE schemas AS
SELECT schema AS shipped,
       jsonb_set(jsonb_set(schema, '{$defs,vin,pattern}', '"^\\b[A-HJ-NPR-Z0-9]{17}\\b$"'),
                 '{$defs,address,properties,postal_code,pattern}', '"^\\b[0-9]{5}(-[0-9]{4})?$"') AS with_regex
FROM crm.json_schemas WHERE kind = 'auto' AND version = 1;
SELECT shipped, with_regex FROM schemas \gset

CREATE TEMP TABLE times (storage text, what text, ms numeric);
CREATE FUNCTION pg_temp.measure(storage text, what text, expression text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  start numeric;
  best numeric;
  took numeric;
  n bigint;
BEGIN
  FOR i IN 1 .. 3 LOOP
    start := pg_temp.cpu_ms();
    EXECUTE format('SELECT count(*) FILTER (WHERE %s) FROM %I', expression, storage) INTO n;
    took := pg_temp.cpu_ms() - start;
    best := least(best, took);
    PERFORM set_config('bench.count', n::text, false);
  END LOOP;
  INSERT INTO times VALUES (storage, what, best);
END $$;
CREATE FUNCTION pg_temp.measure_all(storage text, shipped jsonb, with_regex jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_temp.measure(storage, 'read', 'doc IS NOT NULL');
  PERFORM pg_temp.measure(storage, 'doc::text', 'doc::text IS NOT NULL');
  PERFORM pg_temp.measure(storage, 'json_is_valid', format('crm.json_is_valid(%L, doc)', shipped));
  IF current_setting('bench.count') <> (SELECT count(*)::text FROM plain) THEN
    RAISE 'only % documents are valid', current_setting('bench.count');
  END IF;
  PERFORM pg_temp.measure(storage, 'json_is_valid, with the engine', format('crm.json_is_valid(%L, doc)', with_regex));
END $$;
SELECT pg_temp.measure_all('plain', :'shipped', :'with_regex') \g /dev/null
SELECT pg_temp.measure_all('compressed', :'shipped', :'with_regex') \g /dev/null

SELECT storage, what, round(ms) AS ms, round(ms * 1000 / (SELECT count(*) FROM plain), 2) AS microseconds_each,
       round(ms / (SELECT t.ms FROM times AS t WHERE t.storage = times.storage AND t.what = 'doc::text'), 2) AS ratio_to_text
FROM times;

\pset format unaligned
\pset tuples_only on
SELECT concat_ws(' | ', 'bench', CASE t.what WHEN 'json_is_valid' THEN 'json_is_valid, ' ELSE 'json_is_valid with the regex engine, ' END || t.storage,
                 round(t.ms) || ' ms', 'doc::text ' || round(b.ms) || ' ms', round(t.ms / b.ms, 2),
                 CASE WHEN t.what <> 'json_is_valid' THEN '<= 1.5' WHEN t.storage = 'plain' THEN '<= 0.5' ELSE '<= 0.6' END, 3)
FROM times AS t JOIN times AS b ON b.storage = t.storage AND b.what = 'doc::text'
WHERE t.what IN ('json_is_valid', 'json_is_valid, with the engine') ORDER BY t.what, t.storage DESC;
