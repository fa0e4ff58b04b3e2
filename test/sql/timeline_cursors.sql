-- Timelines are read as far as they are asked for, within one snapshot, and survive what cursors survive.
\set ON_ERROR_ROLLBACK off
\set SHOW_CONTEXT never
BEGIN;
SET TIME ZONE 'UTC';

INSERT INTO crm.clients (id, client_type, last_name) VALUES (1001, 'individual', 'Cole');
INSERT INTO crm.leads (id, client_id, insurance_type_id, received_at) VALUES (1001, 1001, 'auto', '2024-01-01');
INSERT INTO crm.lead_notes (id, lead_id, body, created_at)
  SELECT 1000 + i, 1001, 'n' || i, timestamptz '2024-01-01' + i * interval '1 minute' FROM generate_series(1, 300) i;
INSERT INTO crm.lead_communications (id, lead_id, communication_type_id, direction, occurred_at)
  SELECT 1000 + i, 1001, 'call', 'inbound', timestamptz '2024-01-01' + i * interval '90 seconds' FROM generate_series(1, 200) i;

-- In a select list, the rows a consumer does not ask for are not read.  (Of tables this small the planner may sort all.)
SET LOCAL enable_sort = off;
CREATE FUNCTION pg_temp.rows_read() RETURNS bigint LANGUAGE sql AS $$
  SELECT pg_stat_get_xact_tuples_fetched('crm.lead_notes_lead_timeline_idx'::regclass)
    + pg_stat_get_xact_tuples_fetched('crm.lead_communications_lead_timeline_idx'::regclass)
$$;
SELECT pg_temp.rows_read() AS before \gset
SELECT (crm.lead_timeline(1001, page_size => 500)).kind LIMIT 3;
SELECT pg_temp.rows_read() - :before BETWEEN 3 AND 12 AS read_little;
SELECT pg_temp.rows_read() AS before \gset
SELECT count(*) FROM crm.lead_timeline(1001, page_size => 500);
SELECT pg_temp.rows_read() - :before >= 497 AS read_all;
-- A page from the middle reads no more than itself, in either direction.
SELECT token FROM crm.lead_timeline(1001, page_size => 250) OFFSET 249 \gset
SELECT pg_temp.rows_read() AS before \gset
SELECT count(*) FROM crm.lead_timeline(1001, before => :'token', page_size => 10);
SELECT pg_temp.rows_read() - :before BETWEEN 10 AND 15 AS read_little;
SELECT pg_temp.rows_read() AS before \gset
SELECT count(*) FROM crm.lead_timeline(1001, after => :'token', page_size => 10);
SELECT pg_temp.rows_read() - :before BETWEEN 10 AND 15 AS read_little;
-- A source that is not asked for is not read.
SELECT pg_stat_get_xact_tuples_fetched('crm.lead_notes_lead_timeline_idx'::regclass) AS notes_before \gset
SELECT count(*) FROM crm.lead_timeline(1001, kinds => '{communication}', page_size => 1000);
SELECT pg_stat_get_xact_tuples_fetched('crm.lead_notes_lead_timeline_idx'::regclass) - :notes_before AS notes_read;
-- Nothing stays open.
SELECT count(*) AS open_cursors FROM pg_cursors;

-- A cursor reads on behind a rolled back savepoint, and sees what was there when it was opened.
DECLARE c NO SCROLL CURSOR FOR SELECT (t).kind, (t).source_id FROM (SELECT crm.lead_timeline(1001, page_size => 1000) AS t OFFSET 0) s;
FETCH 2 FROM c;
INSERT INTO crm.lead_notes (id, lead_id, body, created_at)
  SELECT 5000 + i, 1001, 'late', timestamptz '2024-01-01' + i * interval '1 minute' FROM generate_series(1, 300) i;
SAVEPOINT s;
FETCH 3 FROM c;
MOVE 100 IN c;
ROLLBACK TO s;
CREATE TEMP TABLE fetched (n int GENERATED ALWAYS AS IDENTITY, kind text, source_id text);
CREATE FUNCTION pg_temp.fetch_all(c refcursor) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  r record;
BEGIN
  LOOP
    FETCH c INTO r;
    EXIT WHEN NOT FOUND;
    INSERT INTO fetched (kind, source_id) VALUES (r.kind, r.source_id);
  END LOOP;
END $$;
SELECT pg_temp.fetch_all('c');
CLOSE c;
DELETE FROM crm.lead_notes WHERE id > 5000;
SELECT count(*) AS rest, count(*) FILTER (WHERE t.kind = f.kind AND t.source_id = f.source_id) AS in_place
FROM fetched f JOIN (SELECT row_number() OVER () AS n, * FROM crm.lead_timeline(1001, page_size => 1000)) t ON t.n = f.n + 105;

-- Streams opened in a subtransaction that is rolled back are opened again.
SAVEPOINT s;
SAVEPOINT t;
TRUNCATE fetched RESTART IDENTITY;
DECLARE d NO SCROLL CURSOR FOR SELECT (t).kind, (t).source_id FROM (SELECT crm.lead_timeline(1001, page_size => 1000) AS t OFFSET 0) s;
SAVEPOINT u;
FETCH 2 FROM d;
ROLLBACK TO u;
SELECT pg_temp.fetch_all('d');
SELECT count(*) AS rest, count(*) FILTER (WHERE t.kind = f.kind AND t.source_id = f.source_id) AS in_place
FROM fetched f JOIN (SELECT row_number() OVER () AS n, * FROM crm.lead_timeline(1001, page_size => 1000)) t ON t.n = f.n + 2;

-- Closed before its end, a cursor leaves nothing open.
DECLARE e NO SCROLL CURSOR FOR SELECT crm.lead_timeline(1001, page_size => 1000);
MOVE 5 IN e;
CLOSE e;
CLOSE d;
SELECT count(*) AS open_cursors FROM pg_cursors;

-- Inside a loop that handles errors.
DO $$
DECLARE
  r record;
  n int := 0;
BEGIN
  FOR r IN SELECT (t).kind FROM (SELECT crm.lead_timeline(1001, page_size => 1000) AS t OFFSET 0) s LOOP
    n := n + 1;
    BEGIN
      PERFORM 1 / (n % 2);
    EXCEPTION WHEN division_by_zero THEN
      NULL;
    END;
  END LOOP;
  RAISE NOTICE 'rows: %', n;
END $$;
ROLLBACK;

-- A cursor WITH HOLD is read to its end at commit.
BEGIN;
INSERT INTO crm.clients (id, client_type, last_name) VALUES (1001, 'individual', 'Cole');
INSERT INTO crm.leads (id, client_id, insurance_type_id, received_at) VALUES (1001, 1001, 'auto', '2024-01-01');
INSERT INTO crm.lead_notes (id, lead_id, body, created_at)
  SELECT 1000 + i, 1001, 'n' || i, timestamptz '2024-01-01' + i * interval '1 minute' FROM generate_series(1, 300) i;
DECLARE h CURSOR WITH HOLD FOR SELECT (t).source_id FROM (SELECT crm.lead_timeline(1001, page_size => 1000) AS t OFFSET 0) s;
FETCH 1 FROM h;
COMMIT;
FETCH 1 FROM h;
MOVE 1000 IN h;
CLOSE h;
BEGIN;
DELETE FROM crm.leads WHERE id = 1001;
DELETE FROM crm.clients WHERE id = 1001;
COMMIT;
