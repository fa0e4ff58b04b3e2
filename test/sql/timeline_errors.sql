-- Timelines: what is refused, and how it says so.
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
SET TIME ZONE 'UTC';

INSERT INTO crm.clients (id, client_type, last_name) VALUES (1001, 'individual', 'Cole');
INSERT INTO crm.leads (id, client_id, insurance_type_id, received_at)
  SELECT 1000 + i, 1001, 'auto', '2024-01-01' FROM generate_series(1, 2) i;
INSERT INTO crm.lead_notes (id, lead_id, body, created_at) VALUES (1001, 1001, 'a', '2024-02-01'), (1002, 1001, 'b', '2024-02-02');

-- ------------------------------------------------------------------ page size

SELECT count(*) FROM crm.lead_timeline(1001, page_size => 0);
SELECT count(*) FROM crm.lead_timeline(1001, page_size => 1000000);
SELECT count(*) FROM crm.lead_timeline(1001, page_size => -1);
SELECT count(*) FROM crm.lead_timeline(1001, page_size => NULL);
SELECT count(*) FROM crm.lead_timelines('{1001}', 1001);

-- ------------------------------------------------------------------ kinds

SELECT count(*) FROM crm.lead_timeline(1001, kinds => '{note,call}');
SELECT count(*) FROM crm.lead_timeline(1001, kinds => '{notes}');
SELECT count(*) FROM crm.lead_timeline(1001, kinds => '{}');
SELECT count(*) FROM crm.lead_timeline(1001, kinds => '{note,NULL}');
SELECT count(*) FROM crm.lead_agenda(1001, kinds => '{note}');
SELECT count(*) FROM crm.timeline_counts(1001, kinds => '{x_date}');

-- ------------------------------------------------------------------ the lead or client

SELECT count(*) FROM crm.lead_timeline(999999);
SELECT count(*) FROM crm.client_timeline(999999);
SELECT count(*) FROM crm.lead_agenda(999999);
SELECT count(*) FROM crm.client_agenda(-1);
SELECT count(*) FROM crm.lead_timelines('{1001,999999}');
SELECT count(*) FROM crm.lead_timelines('{1001,NULL}');
SELECT count(*) FROM crm.lead_timelines(NULL);
SELECT count(*) FROM crm.timeline_counts(999999);
SELECT count(*) FROM crm.timeline_sparkline(999999);
SELECT count(*) FROM crm.lead_timeline(NULL);

-- Another tenant's is as if it did not exist; without a tenant there is none.
SELECT count(*) FROM crm.lead_timeline(1001, tenant => 2);
SELECT count(*) FROM crm.lead_timeline(1001, tenant => NULL);

-- ------------------------------------------------------------------ tokens

SELECT token FROM crm.lead_timeline(1001) LIMIT 1 \gset
SELECT token AS notes_token FROM crm.lead_timeline(1001, kinds => '{note}') LIMIT 1 \gset
SELECT token AS client_token FROM crm.client_timeline(1001) LIMIT 1 \gset
SELECT count(*) FROM crm.lead_timeline(1001, before => 'garbage');
SELECT count(*) FROM crm.lead_timeline(1001, before => '');
SELECT count(*) FROM crm.lead_timeline(1001, after => repeat('A', 68));
SELECT count(*) FROM crm.lead_timeline(1001, before => repeat('é', 34));
SELECT count(*) FROM crm.lead_timeline(1001, before => repeat('=', 68));
-- One character changed, wherever it stands, is seen.
SELECT i, overlay(:'token' PLACING CASE substr(:'token', i, 1) WHEN 'A' THEN 'B' ELSE 'A' END FROM i) AS changed
INTO TEMP changed FROM generate_series(1, 68) i;
CREATE FUNCTION pg_temp.accepts(token text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  PERFORM count(*) FROM crm.lead_timeline(1001, before => token);
  RETURN true;
EXCEPTION WHEN invalid_parameter_value THEN
  RETURN false;
END $$;
SELECT count(*) FILTER (WHERE pg_temp.accepts(changed)) AS accepted FROM changed;
SELECT pg_temp.accepts(:'token') AS the_token_itself;
-- Of another lead, of another function, of another page order, of other kinds.
SELECT count(*) FROM crm.lead_timeline(1002, before => :'token');
SELECT count(*) FROM crm.lead_timeline(1001, before => :'client_token');
SELECT count(*) FROM crm.lead_agenda(1001, after => :'token');
SELECT count(*) FROM crm.lead_timeline(1001, before => :'token', kinds => '{note}');
SELECT count(*) FROM crm.lead_timeline(1001, before => :'notes_token');

-- ------------------------------------------------------------------ times at infinity

\set VERBOSITY terse
INSERT INTO crm.lead_notes (lead_id, body, created_at) VALUES (1001, 'never', 'infinity');
UPDATE crm.leads SET received_at = '-infinity' WHERE id = 1001;
INSERT INTO crm.lead_communications (lead_id, communication_type_id, direction, occurred_at)
  VALUES (1001, 'call', 'inbound', 'infinity');
UPDATE crm.leads SET received_at = '290000-01-01' WHERE id = 1001;
UPDATE crm.leads SET x_date = '20261-01-05' WHERE id = 1001;
UPDATE crm.leads SET quoted_at = '4713-01-01 BC' WHERE id = 1001;
\set VERBOSITY default
SELECT count(*) FROM crm.timeline_sparkline(1001, as_of => 'infinity');

-- ------------------------------------------------------------------ the rest

SELECT count(*) FROM crm.timeline_sparkline(1001, months => 0);
INSERT INTO crm.lead_notes (lead_id, body) VALUES (999999, 'of no lead');
SELECT crm.fill_client();

ROLLBACK;
