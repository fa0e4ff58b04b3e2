-- What prompts cost: psql -X -d bench -f bench/prompts/speed.sql, on a database that bench/load.sql filled and
-- crm.rescore_leads() scored.  Prints milliseconds a call and the ratios that must hold.
--
-- Baselines run in the same session: a lead of about 100 events against the one with the longest history, and
-- masking against three calls of regexp_replace over the same texts.
\set ON_ERROR_STOP on
\set QUIET on
\if :{?as_of} \else \set as_of '2026-06-01 09:00-04' \endif
\pset footer off

CREATE FUNCTION pg_temp.milliseconds(statement text, times int) RETURNS float8 LANGUAGE plpgsql AS $$
DECLARE best float8 := 'infinity'; started timestamptz;
BEGIN
  FOR i IN 1..times LOOP
    started := clock_timestamp();
    EXECUTE statement;
    best := least(best, extract(epoch FROM clock_timestamp() - started) * 1000);
  END LOOP;
  RETURN best;
END $$;

SELECT lead_id AS long, count(*) AS long_events FROM crm.lead_communications WHERE occurred_at <= :'as_of'
 GROUP BY 1 ORDER BY 2 DESC LIMIT 1 \gset
SELECT lead_id AS short, count(*) AS short_events FROM crm.lead_communications WHERE occurred_at <= :'as_of'
 GROUP BY 1 HAVING count(*) <= 105 ORDER BY 2 DESC LIMIT 1 \gset

SELECT :long_events AS events_of_long, :short_events AS events_of_short, round(l::numeric, 2) AS long_ms, round(s::numeric, 2) AS short_ms,
       round((l / s)::numeric, 2) AS ratio, 'at most 1.5' AS must_be
  FROM pg_temp.milliseconds(format('SELECT crm.render_prompt(%s, %L, 4000, %L)', :long, 'summary', :'as_of'), 300) AS l,
       pg_temp.milliseconds(format('SELECT crm.render_prompt(%s, %L, 4000, %L)', :short, 'summary', :'as_of'), 300) AS s;

-- Two texts: notes as an agency has them, where sentences without a number stand between those with one (here the
-- texts of bench/redaction among the lookups' own), and those texts alone, in which every sixth word is a number.
CREATE TEMP TABLE labelled (n int GENERATED ALWAYS AS IDENTITY, source text);
\copy labelled (source) FROM 'bench/redaction/texts.txt' WITH (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02')
CREATE TEMP TABLE notes (kind text, body text);
ALTER TABLE notes ALTER body SET STORAGE EXTERNAL;
INSERT INTO notes
  SELECT 'numbers only', string_agg(regexp_replace(source, '\[\[[a-z]+\|([^]]*)\]\]', '\1', 'g'), ' ')
    FROM labelled, generate_series(1, 30) AS k GROUP BY k;
INSERT INTO notes
  SELECT 'notes', string_agg(regexp_replace(l.source, '\[\[[a-z]+\|([^]]*)\]\]', '\1', 'g') || ' ' || t.description || ' '
                             || coalesce(t.ai_prompt_template, ''), ' ')
    FROM (SELECT *, row_number() OVER (ORDER BY id) AS n, count(*) OVER () AS types FROM crm.insurance_types) AS t,
         labelled AS l, generate_series(1, 10) AS k
   WHERE l.n % t.types = t.n - 1 GROUP BY k;
SELECT m.kind, round((m.mb)::numeric, 1) AS megabytes, round(ours::numeric, 1) AS redact_ms, round(theirs::numeric, 1) AS three_regexps_ms,
       round((m.mb * 1000 / ours)::numeric) AS redact_mb_a_second, round((theirs / ours)::numeric, 1) AS ratio, 'at least 10' AS must_be
  FROM (SELECT kind, sum(octet_length(body)) / 1e6 AS mb FROM notes GROUP BY 1) AS m,
       pg_temp.milliseconds(format('SELECT sum(octet_length(crm.redact(body))) FROM notes WHERE kind = %L', m.kind), 7) AS ours,
       pg_temp.milliseconds(format($$SELECT sum(octet_length(regexp_replace(regexp_replace(regexp_replace(body,
         '\m\d{3}-\d{2}-\d{4}\M', '[SSN]', 'g'), '\m(?:\d[ -]?){13,16}\M', '[CARD]', 'g'),
         '\m\d{1,2}/\d{1,2}/\d{4}\M', '[DOB]', 'g'))) FROM notes WHERE kind = %L$$, m.kind), 3) AS theirs ORDER BY 1;

SELECT round((m.mb * 1000 / ms)::numeric) AS count_tokens_mb_a_second
  FROM (SELECT sum(octet_length(body)) / 1e6 AS mb FROM notes) AS m,
       pg_temp.milliseconds('SELECT sum(crm.count_tokens(body)) FROM notes', 5) AS ms;
