-- Changes of documents: what is recorded of them, and that nothing else is.
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
SET TIME ZONE 'UTC';

INSERT INTO crm.clients (id, client_type, last_name) VALUES (1001, 'individual', 'Cole');
INSERT INTO crm.leads (id, client_id, insurance_type_id, received_at) VALUES (1001, 1001, 'auto', '2024-01-01');
CREATE TEMP VIEW changes AS
  SELECT document_kind AS kind, from_version AS from_v, to_version AS to_v, places, place_count AS n, lead_id, client_id,
         changed_by = current_user AS by_me, changed_at = now() AS now
  FROM crm.lead_document_changes WHERE lead_id = 1001 ORDER BY ctid;

-- Added, changed in places, removed.
UPDATE crm.leads SET auto_schema_version = 1, auto_data =
  '{"state": "OH", "term_months": 6, "vehicles": [{"id": "v1", "year": 2021, "make": "Honda", "model": "Civic"}], "drivers": [{"id": "d1"}]}' WHERE id = 1001;
UPDATE crm.leads SET auto_data = jsonb_set(auto_data, '{vehicles,0,year}', '2022') || '{"term_months": 12}' WHERE id = 1001;
UPDATE crm.leads SET auto_data = jsonb_insert(auto_data, '{vehicles,1}',
  '{"id": "v2", "year": 2019, "make": "Ford", "model": "F-150"}') WHERE id = 1001;
UPDATE crm.leads SET auto_data = NULL, auto_schema_version = NULL WHERE id = 1001;
TABLE changes;
SELECT kind, title, body, actor = current_user AS by_me, details FROM crm.lead_timeline(1001, kinds => '{document_change}')
ORDER BY details->>'place_count', body, title;

-- The same document written again, in another spelling, or beside other columns, is no change.
UPDATE crm.leads SET auto_schema_version = 1, auto_data =
  '{"state": "OH", "term_months": 6, "vehicles": [{"id": "v1"}], "drivers": [{"id": "d1"}]}' WHERE id = 1001;
DELETE FROM crm.lead_document_changes;
UPDATE crm.leads SET auto_data = auto_data, auto_schema_version = 1 WHERE id = 1001;
UPDATE crm.leads SET auto_data =
  '{ "drivers": [{"id":"d1"}], "vehicles": [{"id":"v1"}], "term_months": 6.0, "state": "OH" }' WHERE id = 1001;
UPDATE crm.leads SET current_carrier = 'Acme', quoted_premium = 900 WHERE id = 1001;
TABLE changes;

-- A refused document leaves none.
UPDATE crm.leads SET auto_data = auto_data || '{"term_months": "six"}' WHERE id = 1001;
TABLE changes;

-- Keys are escaped as JSON Pointers ask; types, nulls and nested containers; two kinds in one statement.  Past the checks of
-- documents, whose schemas would not have all of this.
ALTER TABLE crm.leads DISABLE TRIGGER check_documents;
UPDATE crm.leads SET auto_data = '{"a/b": 1, "c~d": [1, [2, 3], {"e": null}], "f": "x", "g": {}, "h": true, "é": 1}' WHERE id = 1001;
DELETE FROM crm.lead_document_changes;
UPDATE crm.leads SET auto_data = '{"a/b": 2, "c~d": [1, [2, 4], {"e": false}, 5], "f": ["x"], "g": [], "h": false, "é": 2}',
  home_data = '{}', home_schema_version = 1 WHERE id = 1001;
TABLE changes;

-- Many places are counted, and the first 50 kept.
UPDATE crm.leads SET auto_data = (SELECT jsonb_agg(i) FROM generate_series(1, 1000) i) WHERE id = 1001;
DELETE FROM crm.lead_document_changes;
UPDATE crm.leads SET auto_data = (SELECT jsonb_agg(-i) FROM generate_series(1, 1000) i) WHERE id = 1001;
SELECT kind, cardinality(places) AS kept, places[50] AS last_kept, n FROM changes;

-- They go along with their lead.
INSERT INTO crm.clients (id, client_type, last_name) VALUES (1002, 'individual', 'Dale');
UPDATE crm.leads SET client_id = 1002 WHERE id = 1001;
SELECT kind, client_id FROM changes;
-- Also when a trigger of one's own moves it.
INSERT INTO crm.clients (id, client_type, last_name) VALUES (1003, 'individual', 'Hill');
CREATE FUNCTION pg_temp.moves() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.client_id := 1003; RETURN NEW; END';
CREATE TRIGGER aa_moves BEFORE UPDATE OF target_premium ON crm.leads FOR EACH ROW EXECUTE FUNCTION pg_temp.moves();
UPDATE crm.leads SET target_premium = 500 WHERE id = 1001;
SELECT kind, client_id FROM changes;

ROLLBACK;
