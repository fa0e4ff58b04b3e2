-- What a prompt costs when the history is long: psql -X -d bench -f bench/prompts/speed.sql, on a database that
-- bench/load.sql filled and crm.rescore_leads() scored.
--
-- The baseline runs in the same session, in turn with it: a lead of about 100 events against the one with the longest
-- history.
\set ON_ERROR_STOP on
\set QUIET on
\if :{?as_of}
\else
  SELECT now() AS as_of \gset
\endif
\pset footer off

\ir ../timing.sql

SELECT lead_id AS long, count(*) AS long_events FROM crm.lead_communications WHERE occurred_at <= :'as_of'
 GROUP BY 1 ORDER BY 2 DESC LIMIT 1 \gset
SELECT lead_id AS short, count(*) AS short_events FROM crm.lead_communications WHERE occurred_at <= :'as_of'
 GROUP BY 1 HAVING count(*) <= 105 ORDER BY 2 DESC LIMIT 1 \gset


CREATE TEMP TABLE measured AS
SELECT min(l) AS long_ms, min(s) AS short_ms
  FROM generate_series(1, 10) AS turn,
       LATERAL (SELECT turn, pg_temp.best_ms(format('SELECT crm.render_prompt(%s, %L, 4000, %L)', :long, 'summary', :'as_of'), 40)) AS x (t, l),
       LATERAL (SELECT turn, pg_temp.best_ms(format('SELECT crm.render_prompt(%s, %L, 4000, %L)', :short, 'summary', :'as_of'), 40)) AS y (t, s);
SELECT :long_events AS events_of_long, :short_events AS events_of_short, round(long_ms::numeric, 2) AS long_ms,
       round(short_ms::numeric, 2) AS short_ms, round((long_ms / short_ms)::numeric, 2) AS ratio, 'at most 1.5' AS must_be
  FROM measured;
\pset format unaligned
\pset tuples_only on
SELECT format('bench | crm.render_prompt of the longest history, against a short one, budget 4000 | %s ms, %s events | %s ms, %s events | %s | <= 1.5 | 5',
              round(long_ms::numeric, 2), :long_events, round(short_ms::numeric, 2), :short_events, round((long_ms / short_ms)::numeric, 2))
  FROM measured;
