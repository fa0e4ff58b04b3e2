-- What the default of tenant_id costs in a COPY of a million rows.
--
--   createdb bench && psql -d bench -c 'CREATE EXTENSION crm' && psql -d bench -f bench/tenant_default.sql
--
-- The same file goes into the same plain table, with crm.current_tenant(true) as the column's default and with a
-- constant: a table without keys, indexes and triggers is the hardest case.  To be under 5 %.  Prints processor time and
-- the ratio, the best of seven runs by turns.  Needs a superuser: the time is the backend's own, from /proc, so that a
-- busy machine counts less.

\set ON_ERROR_STOP on
SET client_min_messages = warning;
\ir timing.sql
BEGIN;
CREATE SCHEMA crm_bench;
CREATE TABLE crm_bench.by_function (id bigint, tenant_id bigint NOT NULL DEFAULT crm.current_tenant(true), body text, at timestamptz);
CREATE TABLE crm_bench.by_constant (id bigint, tenant_id bigint NOT NULL DEFAULT 1, body text, at timestamptz);
DO $$
DECLARE
  file text := current_setting('data_directory') || '/crm_bench_rows';
  started numeric;
  by_function numeric;
  by_constant numeric;
BEGIN
  EXECUTE format('COPY (SELECT i, repeat(''note '', 20), now() FROM generate_series(1, 1000000) i) TO %L', file);
  FOR run IN 1 .. 7 LOOP
    TRUNCATE crm_bench.by_constant, crm_bench.by_function;
    started := pg_temp.cpu_ms();
    EXECUTE format('COPY crm_bench.by_constant (id, body, at) FROM %L', file);
    by_constant := least(by_constant, pg_temp.cpu_ms() - started);
    started := pg_temp.cpu_ms();
    EXECUTE format('COPY crm_bench.by_function (id, body, at) FROM %L', file);
    by_function := least(by_function, pg_temp.cpu_ms() - started);
  END LOOP;
  PERFORM set_config('bench.line', concat_ws(' | ', 'bench', 'COPY of 1,000,000 rows with the tenant default', round(by_function) || ' ms',
    'constant default ' || round(by_constant) || ' ms', round(by_function / by_constant, 3), '<= 1.05', 2), false);
  RAISE INFO 'constant % ms, crm.current_tenant(true) % ms, ratio %', by_constant, by_function,
    round(by_function / by_constant, 3);
  EXECUTE format('COPY (SELECT WHERE false) TO %L', file);
END $$;
\pset format unaligned
\pset tuples_only on
SELECT current_setting('bench.line');
ROLLBACK;
