-- What pages of timelines cost on the histories of timeline_load.sql: buffers, order against one sorted query, memory, and
-- time against hand-written SQL in the same run.  Each line says what is measured, ours, what it is held against, the
-- ratio, and what must be reached.
-- Use: psql -f bench/timeline_load.sql, once, then psql -f bench/timeline_measure.sql
\set ON_ERROR_STOP on
\set QUIET on
\pset format unaligned
\pset tuples_only on
SET client_min_messages = error;

-- The buffers a statement touches once its plans are made.
CREATE FUNCTION pg_temp.buffers(statement text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  plan json;
BEGIN
  FOR i IN 1..3 LOOP
    EXECUTE 'EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT json) ' || statement INTO plan;
  END LOOP;
  RETURN (plan -> 0 -> 'Plan' ->> 'Shared Hit Blocks')::bigint + (plan -> 0 -> 'Plan' ->> 'Shared Read Blocks')::bigint;
END $$;

-- The token in the middle of a history, and what walking there took of memory.
CREATE FUNCTION pg_temp.middle(function text, subject bigint, pages int) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  token text;
BEGIN
  FOR i IN 1..pages LOOP
    EXECUTE format('SELECT token FROM crm.%I($1, $2, 1000) OFFSET 999', function) INTO token USING subject, token;
  END LOOP;
  RETURN token;
END $$;
SELECT pg_temp.middle('lead_timeline', 1000000001, 500) AS lead_middle \gset
SELECT pg_temp.middle('client_timeline', 1000000001, 500) AS client_middle \gset
SELECT pg_temp.middle('client_timeline', 1000000003, 50) AS many_middle \gset

SELECT concat_ws(' | ', 'bench', 'timeline, ' || w.what, b.n || ' buffers', 'allowed ' || w.page + 8 * 8 + 10,
                 round(b.n::numeric / (w.page + 8 * 8 + 10), 2), '<= 1', 7)
FROM (VALUES
  (1, 'lead of 10 events', 50, 'SELECT * FROM crm.lead_timeline(1000000002)'),
  (2, 'lead of 1,000,000 events, first page', 50, 'SELECT * FROM crm.lead_timeline(1000000001)'),
  (3, 'lead of 1,000,000 events, a page from the middle', 50,
   format('SELECT * FROM crm.lead_timeline(1000000001, %L)', :'lead_middle')),
  (4, 'lead of 1,000,000 events, the page before it', 50,
   format('SELECT * FROM crm.lead_timeline(1000000001, after => %L)', :'lead_middle')),
  (5, 'lead of 1,000,000 events, first 10', 10, 'SELECT * FROM crm.lead_timeline(1000000001, page_size => 10)'),
  (6, 'lead of 1,000,000 events, first 1,000', 1000, 'SELECT * FROM crm.lead_timeline(1000000001, page_size => 1000)'),
  (7, 'client of 1,000,000 events in one lead, first page', 50, 'SELECT * FROM crm.client_timeline(1000000001)'),
  (8, 'client of 1,000,000 events, a page from the middle', 50,
   format('SELECT * FROM crm.client_timeline(1000000001, %L)', :'client_middle')),
  (9, 'client of 100,000 events in 1,000 leads, first page', 50, 'SELECT * FROM crm.client_timeline(1000000003)'),
  (10, 'client of 1,000 leads, a page from the middle', 50,
   format('SELECT * FROM crm.client_timeline(1000000003, %L)', :'many_middle'))
) AS w (i, what, page, statement)
CROSS JOIN LATERAL (SELECT pg_temp.buffers(w.statement) AS n) b
ORDER BY w.i;

-- 100 pages of 50, from the newest and from the middle, against one sorted query.
CREATE FUNCTION pg_temp.walk(client bigint, place text) RETURNS TABLE (n int, kind text, source_id text) LANGUAGE plpgsql AS $$
DECLARE
  r record;
BEGIN
  n := 0;
  FOR page IN 1..100 LOOP
    FOR r IN SELECT * FROM crm.client_timeline(walk.client, place) LOOP
      n := n + 1;
      kind := r.kind;
      source_id := r.source_id;
      place := r.token;
      RETURN NEXT;
    END LOOP;
  END LOOP;
END $$;
CREATE TEMP TABLE pages AS
  SELECT 1 AS walk, * FROM pg_temp.walk(1000000001, NULL)
  UNION ALL SELECT 2, * FROM pg_temp.walk(1000000001, :'client_middle');
CREATE TEMP TABLE sorted AS
  SELECT row_number() OVER (ORDER BY occurred_at DESC, order_key DESC) AS n, kind, source_id
  FROM crm.event_streams WHERE client_id = 1000000001;
SELECT concat_ws(' | ', 'bench', CASE walk WHEN 1 THEN 'timeline, rows of 100 pages from the newest' ELSE 'timeline, rows of 100 pages from the middle' END,
                 count(*) FILTER (WHERE s.n IS NOT NULL) || ' in place', 'one sorted query 5000',
                 round(count(*) FILTER (WHERE s.n IS NOT NULL) / 5000.0, 4), '= 1', 7)
FROM pages p
LEFT JOIN sorted s ON s.n = p.n + CASE walk WHEN 1 THEN 0 ELSE 500000 END AND s.kind = p.kind AND s.source_id = p.source_id
GROUP BY walk ORDER BY walk;

-- Memory while a page of 1,000 is open, 900 rows in.
BEGIN;
CREATE FUNCTION pg_temp.memory() RETURNS bigint LANGUAGE sql AS 'SELECT sum(total_bytes)::bigint FROM pg_backend_memory_contexts';
SELECT pg_temp.memory() AS before \gset
DECLARE page NO SCROLL CURSOR FOR SELECT crm.lead_timeline(1000000003, page_size => 1000);
MOVE 90 IN page;
SELECT pg_temp.memory() - :before AS short \gset
CLOSE page;
SELECT pg_temp.memory() AS before \gset
DECLARE page NO SCROLL CURSOR FOR SELECT crm.lead_timeline(1000000001, page_size => 1000);
MOVE 900 IN page;
SELECT pg_temp.memory() - :before AS long \gset
CLOSE page;
SELECT pg_temp.memory() AS before \gset
DECLARE page NO SCROLL CURSOR FOR SELECT crm.lead_timeline(1000000001, before => :'lead_middle', page_size => 1000);
MOVE 900 IN page;
SELECT pg_temp.memory() - :before AS middle \gset
CLOSE page;
ROLLBACK;
SELECT concat_ws(' | ', 'bench', m.what, m.bytes / 1024 || ' kB', 'a page of a lead of 100 events ' || :short / 1024 || ' kB; allowed 1024',
                 round(m.bytes / 1048576.0, 2), '<= 1', 7)
FROM (VALUES (1, 'timeline, memory of a page of 1,000, lead of 1,000,000 events', :long), (2, 'timeline, the same from the middle', :middle)) AS m (i, what, bytes)
ORDER BY m.i;

-- Time, by turns in short rounds: what else the machine does only ever adds, so the best round of each counts.  One plan for
-- all values, as preparing is for: planned anew, a page by hand costs many times its rows.
SET jit = off;
SET plan_cache_mode = force_generic_plan;
\ir timeline_baseline.sql
PREPARE by_function (bigint) AS SELECT * FROM crm.lead_timeline($1);
PREPARE by_function_before (bigint, text) AS SELECT * FROM crm.lead_timeline($1, $2);
CREATE FUNCTION pg_temp.round(statement text) RETURNS double precision LANGUAGE plpgsql AS $$
DECLARE
  r record;
  began timestamptz := clock_timestamp();
BEGIN
  FOR i IN 1..50 LOOP
    FOR r IN EXECUTE statement LOOP
      NULL;
    END LOOP;
  END LOOP;
  RETURN extract(epoch FROM clock_timestamp() - began) * 1000 / 50;
END $$;
CREATE FUNCTION pg_temp.compare(what text, by_function text, by_hand text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  ours double precision := 'Infinity';
  theirs double precision := 'Infinity';
BEGIN
  FOR i IN 1..20 LOOP
    ours := least(ours, pg_temp.round(by_function));
    theirs := least(theirs, pg_temp.round(by_hand));
  END LOOP;
  RETURN concat_ws(' | ', 'bench', 'timeline, ' || what, ours::numeric(9, 3) || ' ms', 'by hand ' || theirs::numeric(9, 3) || ' ms',
                   (ours / theirs)::numeric(9, 2), '<= 1.2', 7);
END $$;
SELECT t.occurred_at AS middle_at FROM crm.lead_timeline(1000000001, after => :'lead_middle', page_size => 1) t \gset
SELECT pg_temp.compare('time of a page, lead of 10 events', 'EXECUTE by_function(1000000002)',
                       $$EXECUTE by_hand(1000000002, 'infinity')$$);
SELECT pg_temp.compare('time of the first page, lead of 1,000,000 events', 'EXECUTE by_function(1000000001)',
                       $$EXECUTE by_hand(1000000001, 'infinity')$$);
SELECT pg_temp.compare('time of a page from the middle', format('EXECUTE by_function_before(1000000001, %L)', :'lead_middle'),
                       format('EXECUTE by_hand(1000000001, %L)', :'middle_at'));
