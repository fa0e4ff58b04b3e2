-- Patterns as long as somebody likes: refused or taken in a time that grows with their length, not with its square.
-- The timeout leaves room for a run under valgrind; with the square of the length they would take hours.
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
SET LOCAL statement_timeout = '300s';
CREATE FUNCTION pg_temp.outcome(pattern text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  RETURN crm.json_is_valid(jsonb_build_object('pattern', pattern), '"x"');
EXCEPTION WHEN statement_too_complex THEN
  RETURN 'too deep';
WHEN invalid_parameter_value OR syntax_error OR feature_not_supported THEN
  RETURN 'too complex';
END $$;
SELECT n, pg_temp.outcome(repeat('(a|b)', n)) FROM unnest(ARRAY[10, 250000]) AS n;
SELECT pg_temp.outcome((SELECT string_agg('(?<a' || i || '>b)', '') FROM generate_series(1, 100000) AS i)) AS names;
SELECT pg_temp.outcome('(?<a>b)' || repeat('\k<a>', 100000)) AS refers;
SELECT pg_temp.outcome(repeat('a', 250000)) IN ('false', 'too deep', 'too complex') AS letters;
ROLLBACK;
