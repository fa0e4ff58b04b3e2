-- The queue of work at size: what a page costs, and whether it is what scoring every lead by itself would give, at 20
-- times over 3 days, without a rescoring between.
-- psql -d bench -f bench/score_queue.sql on a database that bench/load.sql loaded and crm.rescore_in_batches scored.
--   times   how many (default 20)
\set ON_ERROR_STOP on
\set QUIET on
\pset footer off
\if :{?times} \else \set times 20 \endif
SET client_min_messages = error;
SET TIME ZONE 'UTC';
SELECT set_config('bench.times', :'times', false) \g /dev/null
SELECT crm.rescore_leads(only_due => true) \g /dev/null
VACUUM (ANALYZE) crm.lead_scores;

-- The best of some runs, warm: milliseconds and buffers.
CREATE FUNCTION pg_temp.measure(query text, OUT ms numeric, OUT buffers bigint) LANGUAGE plpgsql AS $$
DECLARE
  plan json;
  warm bigint;
BEGIN
  FOR i IN 1..12 LOOP
    EXECUTE 'EXPLAIN (ANALYZE, BUFFERS, TIMING off, FORMAT json) ' || query INTO plan;
    warm := (plan #>> '{0,Plan,Shared Hit Blocks}')::bigint + (plan #>> '{0,Plan,Shared Read Blocks}')::bigint;
    ms := least(ms, round((plan #>> '{0,Execution Time}')::numeric, 2));
    buffers := least(buffers, warm);
  END LOOP;
END $$;

\qecho 'What a page costs'
SELECT name, m.* FROM (VALUES (1, 'ranking', 'SELECT * FROM crm.lead_ranking(50)'),
    (2, 'queue', 'SELECT * FROM crm.lead_queue(50)'),
    (3, 'of an agent', 'SELECT * FROM crm.lead_queue(50, agent => 1)')) q (n, name, query),
  LATERAL pg_temp.measure(query) m ORDER BY n;
SELECT format('bench | %s | %s %s | %s %s | %s | <= 1 | 6', what, ours, unit, target, unit, round(ours / target, 2))
  FROM (SELECT (pg_temp.measure('SELECT * FROM crm.lead_ranking(50)')).*) r,
       (SELECT (pg_temp.measure('SELECT * FROM crm.lead_queue(50)')).*) q,
       LATERAL (VALUES (1, 'lead_ranking(50), against what it may touch', r.buffers::numeric, 'buffers', 150),
                       (2, 'lead_ranking(50), against what it may take', r.ms, 'ms', 1),
                       (3, 'lead_queue(50) with names and reasons, against what it may touch', q.buffers, 'buffers', 750),
                       (4, 'lead_queue(50) with names and reasons, against what it may take', q.ms, 'ms', 2))
         l (n, what, ours, unit, target) ORDER BY n
\g (format=unaligned tuples_only=on)

-- By brute force: every open lead scored from its data at that time, and sorted.
\qecho
\qecho 'The first 1000 beside brute force'
CREATE TEMP TABLE compared (at timestamptz, stepped bigint, mismatches bigint, took_ms numeric);
DO $$
DECLARE
  started timestamptz := date_trunc('minute', clock_timestamp());
  times int := current_setting('bench.times')::int;
  at timestamptz;
  began timestamptz;
  ours text[];
  by_hand text[];
  took numeric;
BEGIN
  FOR i IN 0 .. times - 1 LOOP
    at := started + interval '1 minute' + i * interval '3 days' / greatest(times - 1, 1);
    began := clock_timestamp();
    ours := ARRAY(SELECT lead_id || ' ' || priority FROM crm.lead_ranking(1000, as_of => at) ORDER BY rank);
    took := extract(epoch FROM clock_timestamp() - began) * 1000;
    by_hand := ARRAY(
      SELECT s.lead_id || ' ' || s.priority FROM crm.score_leads(only_open => true, as_of => at) s
       WHERE NOT EXISTS (SELECT FROM crm.lead_marketing_settings m WHERE m.lead_id = s.lead_id AND m.do_not_contact)
         AND NOT EXISTS (SELECT FROM crm.lead_scores c WHERE c.lead_id = s.lead_id AND c.claimed_until > at)
       ORDER BY s.priority DESC, s.lead_id LIMIT 1000);
    INSERT INTO compared SELECT at,
      (SELECT count(*) FROM crm.lead_scores s WHERE s.priority_key IS NOT NULL AND s.next_change_at <= at),
      (SELECT count(*) FROM unnest(ours, by_hand) u (a, b) WHERE a IS DISTINCT FROM b), round(took, 1);
  END LOOP;
END $$;
SELECT to_char(at, 'Dy HH24:MI') AS at, stepped AS leads_with_a_step_since, mismatches, took_ms FROM compared ORDER BY compared.at;
SELECT format('bench | leads out of place in the queue''s first 1000, at %s times over 3 days | %s | brute force; %s leads had a step: X-dates, follow-ups, ages | | 0 | 6',
              count(*), sum(mismatches), max(stepped)) FROM compared
\g (format=unaligned tuples_only=on)
