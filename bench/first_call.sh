#!/usr/bin/env bash
# The first validation in a fresh backend, which compiles the schema, beside the second one; and the memory of a backend
# over many validations and many different schemas.
#
#   PGDATABASE=bench bench/first_call.sh [validations [schemas]]
#
#   validations  how many of one document (default 1000000)
#   schemas      how many different schemas, each compiled and used once (default 10000)
#
# Needs the extension and a superuser: memory is what the system says of the backend, so that what the regular expression
# engine allocates by itself counts too.
set -euo pipefail
validations=${1:-1000000} schemas=${2:-10000}

q() { psql -X -q -At -v ON_ERROR_STOP=1 "$@"; }

# 20 connections for each kind that ships.
for kind in $(q -c "SELECT DISTINCT kind FROM crm.json_schemas WHERE version = 1 ORDER BY 1"); do
	for _ in {1..20}; do
		q <<-S
			CREATE FUNCTION pg_temp.calls(kind text, OUT first interval, OUT again interval) LANGUAGE plpgsql AS \$\$
			DECLARE
			  schema jsonb := (SELECT s.schema || '{}' FROM crm.json_schemas s WHERE s.kind = calls.kind AND s.version = 1);
			  began timestamptz := clock_timestamp();
			  valid boolean := crm.json_is_valid(schema, '{}');
			BEGIN
			  first := clock_timestamp() - began;
			  began := clock_timestamp();
			  valid := crm.json_is_valid(schema, '{}');
			  again := clock_timestamp() - began;
			END \$\$;
			SELECT extract(epoch FROM first) * 1000, extract(epoch FROM again) * 1000 FROM pg_temp.calls('$kind');
		S
	done
done | q -F ' | ' -c "CREATE TEMP TABLE call (first numeric, again numeric)" -c "\copy call FROM pstdin (DELIMITER '|')" \
	-c "SELECT 'bench', 'first validation in a fresh backend (median)', round(f, 2) || ' ms',
	           'allowed 5 ms; the second ' || round(a, 2) || ' ms', round(f / 5, 2), '<= 1', 3
	    FROM (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY first)::numeric AS f,
	                 percentile_cont(0.5) WITHIN GROUP (ORDER BY again)::numeric AS a FROM call) AS m"

q -F ' | ' <<S
CREATE FUNCTION pg_temp.resident() RETURNS numeric LANGUAGE sql VOLATILE AS \$\$
  SELECT (regexp_match(pg_read_file('/proc/self/status', 0, 100000), 'RssAnon:\s*([0-9]+)'))[1]::numeric / 1024
\$\$;
CREATE FUNCTION pg_temp.validate(n int) RETURNS void LANGUAGE plpgsql AS \$\$
BEGIN
  FOR i IN 1..n LOOP
    PERFORM crm.json_is_valid('{"required": ["a"], "properties": {"a": {"pattern": "\\\\bx\\\\b"}}}', jsonb_build_object('a', 'x', 'n', i));
  END LOOP;
END \$\$;
CREATE FUNCTION pg_temp.compile(first int, n int) RETURNS void LANGUAGE plpgsql AS \$\$
BEGIN
  FOR i IN first .. first + n - 1 LOOP
    PERFORM crm.json_is_valid(format('{"required": ["a%s"], "properties": {"a": {"pattern": "\\\\bx%s\\\\b"}}}', i, i)::jsonb, '{"a": "x"}');
  END LOOP;
END \$\$;
SELECT pg_temp.validate($validations / 10) \g /dev/null
SELECT pg_temp.resident() AS before \gset
SELECT pg_temp.validate($validations) \g /dev/null
SELECT 'bench', 'memory after $validations validations', round(pg_temp.resident(), 1) || ' MB', 'after a tenth ' || round(:before, 1) || ' MB',
       round(pg_temp.resident() / :before, 2), '<= 1.1', 3;
SELECT pg_temp.compile(1, $schemas / 5) \g /dev/null
SELECT pg_temp.resident() AS before \gset
SELECT pg_temp.compile(1000000, $schemas) \g /dev/null
SELECT 'bench', 'memory after $schemas different schemas', round(pg_temp.resident(), 1) || ' MB', 'after a fifth ' || round(:before, 1) || ' MB',
       round(pg_temp.resident() / :before, 2), '<= 1.1', 3;
S
