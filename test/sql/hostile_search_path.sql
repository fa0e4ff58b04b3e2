-- Under a hostile search_path: a schema put first holds functions and operators named like the catalog's, and temporary
-- objects are named like its types and tables.  Each of them raises an error of its own; nothing of ours may meet one.
-- Every public function, view and trigger runs twice, on a plain path and on the hostile one, with the same outcome.
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
\getenv inputdir PG_ABS_SRCDIR
\set calls :inputdir '/support/calls.sql'
\set hostile :inputdir '/support/hostile_schema.sql'
BEGIN;
-- What never ends fails.
SET LOCAL statement_timeout = '5min';
SET LOCAL client_min_messages = warning;
CREATE ROLE regress_crm_clerk;
INSERT INTO crm.agents (id, display_name) VALUES (1000, 'Ann');
INSERT INTO crm.clients (id, client_type, last_name, email) VALUES
  (1000, 'individual', 'Stone', 'stone@example.com'), (1001, 'individual', 'Wood', NULL);
INSERT INTO crm.contacts (id, client_id, name) VALUES (1000, 1000, 'Bo');
INSERT INTO crm.leads (id, client_id, insurance_type_id, received_at, assigned_agent_id, auto_data, auto_schema_version)
VALUES (1000, 1000, 'auto', '2025-06-01', 1000, NULL, NULL), (1001, 1000, 'home', '2025-07-01', NULL, NULL, NULL);
INSERT INTO crm.lead_communications (id, lead_id, client_id, contact_id, agent_id, communication_type_id, direction, body, occurred_at)
VALUES (1000, 1000, 1000, 1000, 1000, 'call', 'outbound', 'called, 555-0100', '2025-06-02'),
       (1001, 1000, 1000, NULL, NULL, 'email', 'inbound', 'please quote', '2025-06-03');
INSERT INTO crm.lead_communications (id, lead_id, client_id, communication_type_id, direction, scheduled_at)
VALUES (1002, 1000, 1000, 'call', 'outbound', '2026-06-02');
INSERT INTO crm.lead_notes (id, lead_id, client_id, body) VALUES (1000, 1000, 1000, 'likes to be called at noon');
INSERT INTO crm.opportunities (id, client_id, lead_id, stage_id, name)
SELECT 1000, 1000, 1000, min(id), 'Car' FROM crm.opportunity_stages WHERE pipeline = 'new_business' AND category = 'open';
UPDATE crm.leads SET status_id = 'contacted' WHERE id = 1000;
INSERT INTO crm.tenants (id, name) VALUES (1002, 'Second');
INSERT INTO crm.ai_templates (id, purpose, version, body) VALUES (101000, 'own', 1, 'Lead {{ lead.id }}');
SET LOCAL crm.tenant_id = 1;

\set ECHO none
\i :calls
\set ECHO all
SELECT * FROM unnamed_arguments;
CREATE TEMPORARY TABLE statements (n int, call text, outcome text, hostile_outcome text);
-- Functions and views, as they stand in the catalog, with all their arguments and with as few as will do.
INSERT INTO statements (n, call)
SELECT 1, replace(call, 'SELECT * FROM', 'SELECT count(*) FROM') FROM pg_temp.calls(1000, 1) ORDER BY label COLLATE "C";
-- Triggers: happy, and refusing.
INSERT INTO statements (n, call) VALUES
  (3, $$UPDATE crm.leads SET status_id = 'quoted', quoted_premium = 900 WHERE id OPERATOR(pg_catalog.=) 1000$$),
  (3, $$UPDATE crm.leads SET status_id = 'lost', lost_reason_id = 'price', lost_note = 'too dear' WHERE id OPERATOR(pg_catalog.=) 1000$$),
  (3, $$UPDATE crm.leads SET status_id = 'lost' WHERE id OPERATOR(pg_catalog.=) 1000$$),
  (3, $$UPDATE crm.leads SET status_id = 'nowhere' WHERE id OPERATOR(pg_catalog.=) 1000$$),
  (3, $$UPDATE crm.leads SET status_id = 'underwriting' WHERE id OPERATOR(pg_catalog.=) 1000$$),
  (3, $$UPDATE crm.leads SET status_id = 'duplicate' WHERE id OPERATOR(pg_catalog.=) 1000$$),
  (3, $$UPDATE crm.leads SET client_id = 1001 WHERE id OPERATOR(pg_catalog.=) 1000$$),
  (3, $$UPDATE crm.leads SET tenant_id = 1002 WHERE id OPERATOR(pg_catalog.=) 1000$$),
  (3, $$UPDATE crm.leads SET auto_data = '{"vehicles": "many"}', auto_schema_version = 1 WHERE id OPERATOR(pg_catalog.=) 1000$$),
  (3, $$UPDATE crm.leads SET auto_data = '{}', auto_schema_version = 77 WHERE id OPERATOR(pg_catalog.=) 1000$$),
  (3, $$INSERT INTO crm.leads (id, client_id, insurance_type_id) VALUES (1003, 1000, 'auto')$$),
  (3, $$INSERT INTO crm.leads (id, client_id, insurance_type_id, tenant_id) VALUES (1003, 1000, 'auto', 1002)$$),
  (3, $$INSERT INTO crm.clients (id, client_type, first_name) VALUES (1003, 'individual', 'Nobody')$$),
  (3, $$UPDATE crm.opportunities SET stage_id = 'nowhere' WHERE id OPERATOR(pg_catalog.=) 1000$$),
  (3, $$UPDATE crm.opportunities SET client_id = 1001, lead_id = NULL WHERE id OPERATOR(pg_catalog.=) 1000$$),
  (3, $$INSERT INTO crm.lead_communications (id, lead_id, client_id, contact_id, communication_type_id, direction, occurred_at)
        VALUES (1010, 1000, 1000, 1000, 'call', 'outbound', '2026-01-01')$$),
  (3, $$INSERT INTO crm.lead_communications (id, lead_id, client_id, contact_id, communication_type_id, direction, scheduled_at)
        VALUES (1010, 1000, 1000, 1000, 'call', 'outbound', '2027-01-01')$$),
  (3, $$UPDATE crm.lead_communications SET scheduled_at = '2027-01-01' WHERE id OPERATOR(pg_catalog.=) 1002$$),
  (3, $$UPDATE crm.lead_communications SET occurred_at = '2026-06-03' WHERE id OPERATOR(pg_catalog.=) 1002$$),
  (3, $$DELETE FROM crm.lead_communications WHERE id OPERATOR(pg_catalog.=) 1002$$),
  (3, $$DELETE FROM crm.leads WHERE id OPERATOR(pg_catalog.=) 1001$$),
  (3, $$INSERT INTO crm.lead_statuses (id, label, category) VALUES ('new', 'Fresh', 'open')$$),
  (3, $$INSERT INTO crm.lead_statuses (id, label, category, color) VALUES ('own', 'Own', 'open', 'red')$$),
  (3, $$INSERT INTO crm.lead_status_transitions (from_status_id, to_status_id, required_fields) VALUES ('lost', 'bound', '{qouted_at}')$$),
  (3, $$DELETE FROM crm.lead_statuses WHERE id OPERATOR(pg_catalog.=) 'new'$$),
  (3, $$UPDATE crm.json_schemas SET schema = '{}' WHERE kind OPERATOR(pg_catalog.=) 'auto'$$),
  (3, $$UPDATE crm.ai_templates SET body = 'x' WHERE is_builtin$$),
  (3, $$UPDATE crm.score_models SET definition = '{}' WHERE is_builtin$$),
  (3, $$INSERT INTO crm.tenants (id, name) VALUES (1, 'Acme')$$);
INSERT INTO statements (n, call)
SELECT 2, format('SELECT crm.chart_svg(%L, title => %L)', k, 'all & sundry') FROM unnest(ARRAY['funnel', 'forecast', 'cohort', 'heatmap']) AS k;
INSERT INTO statements (n, call)
SELECT 3, format($$UPDATE crm.opportunities SET stage_id = %L WHERE id OPERATOR(pg_catalog.=) 1000$$, id)
FROM crm.opportunity_stages WHERE is_builtin ORDER BY sort_order LIMIT 12;

-- Runs a statement and takes it back.
CREATE FUNCTION pg_temp.attempt(call text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE call;
  RAISE EXCEPTION 'fine';
EXCEPTION WHEN OTHERS THEN
  RETURN SQLERRM;
END $$;
UPDATE statements SET outcome = pg_temp.attempt(call);

-- The hostile schema.
\set ECHO none
\i :hostile
\set ECHO all
SELECT count(*) > 1000 AS functions FROM pg_proc WHERE pronamespace = 'regress_crm_hostile'::regnamespace;
SELECT count(*) > 300 AS operators FROM pg_operator WHERE oprnamespace = 'regress_crm_hostile'::regnamespace;
-- Temporary objects: our tables, the catalog's, and types that no cast of ours may mean.
CREATE TEMPORARY TABLE leads (nothing int);
CREATE TEMPORARY TABLE clients (nothing int);
CREATE TEMPORARY TABLE lead_statuses (nothing int);
CREATE TEMPORARY TABLE tenants (nothing int);
CREATE TEMPORARY TABLE tenant_members (nothing int);
CREATE TEMPORARY TABLE pg_proc (nothing int);
CREATE TEMPORARY TABLE pg_class (nothing int);
CREATE TEMPORARY TABLE pg_attribute (nothing int);
CREATE TEMPORARY TABLE pg_roles (nothing int);
CREATE DOMAIN pg_temp.text AS pg_catalog.int4;
CREATE DOMAIN pg_temp.jsonb AS pg_catalog.int4;
CREATE DOMAIN pg_temp.timestamptz AS pg_catalog.int4;
CREATE DOMAIN pg_temp.date AS pg_catalog.int4;
CREATE DOMAIN pg_temp.uuid AS pg_catalog.int4;
CREATE DOMAIN pg_temp.name AS pg_catalog.int4;
CREATE DOMAIN pg_temp.regclass AS pg_catalog.int4;

SET LOCAL search_path = regress_crm_hostile, pg_catalog;
-- It bites.
SELECT lower('A');
SELECT 1 WHERE 1::pg_catalog.int8 = 1;
SELECT 'a'::text;
UPDATE pg_temp.statements SET hostile_outcome = pg_temp.attempt(call);
RESET search_path;

SELECT count(*) > 90 AS ran, count(*) FILTER (WHERE outcome OPERATOR(pg_catalog.=) 'fine') > 60 AS fine FROM statements;
SELECT call, outcome, hostile_outcome FROM statements WHERE hostile_outcome IS DISTINCT FROM outcome;
ROLLBACK;
