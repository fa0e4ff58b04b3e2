-- Patterns as long as somebody likes: refused or taken in a time that grows with their length, not with its square.
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
-- A server under valgrind is given shorter ones, and time: see script/test.
\set long 1000000
\set patience 20s
\getenv slow CRM_SLOW_SERVER
\if :{?slow}
\set long 20000
\set patience 300s
\endif
BEGIN;
SET LOCAL statement_timeout = :'patience';
CREATE FUNCTION pg_temp.outcome(pattern text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  RETURN crm.json_is_valid(jsonb_build_object('pattern', pattern), '"x"');
EXCEPTION WHEN statement_too_complex THEN
  RETURN 'too deep';
WHEN invalid_parameter_value OR syntax_error OR feature_not_supported THEN
  RETURN 'too complex';
END $$;
SELECT n > 10 AS long, pg_temp.outcome(repeat('(a|b)', n)) <> 'false' AS refused FROM unnest(ARRAY[10, :long]) AS n;
SELECT pg_temp.outcome((SELECT string_agg('(?<a' || i || '>b)', '') FROM generate_series(1, :long / 10) AS i)) AS names;
SELECT pg_temp.outcome('(?<a>b)' || repeat('\k<a>', :long / 10)) IN ('false', 'too deep', 'too complex') AS refers;
SELECT pg_temp.outcome(repeat('a', :long)) IN ('false', 'too deep', 'too complex') AS letters;
ROLLBACK;
