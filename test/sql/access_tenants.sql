-- Row-level security: as analyst, agent and admin of one tenant and of the other, over every table.
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
SET LOCAL client_min_messages = warning;
INSERT INTO crm.tenants (id, name) VALUES (1002, 'Second');
CREATE ROLE regress_crm_analyst_1;
CREATE ROLE regress_crm_agent_1;
CREATE ROLE regress_crm_admin_1;
CREATE ROLE regress_crm_analyst_2;
CREATE ROLE regress_crm_agent_2;
CREATE ROLE regress_crm_admin_2;
CREATE ROLE regress_crm_agent_all;
SELECT crm.grant_access(rolname, split_part(rolname, '_', 3), CASE right(rolname, 1) WHEN '1' THEN 1 WHEN '2' THEN 1002 END)
FROM pg_roles WHERE rolname LIKE 'regress\_crm\_a%' ORDER BY rolname;

-- The same rows for both tenants, a row or two in every table; ids end in the tenant's number.
CREATE FUNCTION pg_temp.fill(t bigint, n int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('crm.tenant_id', t::text, true);
  INSERT INTO crm.agents (id, display_name) VALUES (1000 + n, 'Ann');
  INSERT INTO crm.addresses (id, line1) VALUES (1000 + n, '1 Main St');
  INSERT INTO crm.clients (id, client_type, business_name) VALUES (1000 + n, 'business', 'Stone Ltd');
  INSERT INTO crm.contacts (id, client_id, name) VALUES (1000 + n, 1000 + n, 'Bo');
  INSERT INTO crm.contact_role_assignments (contact_id, role_id) SELECT 1000 + n, min(id) FROM crm.contact_roles;
  INSERT INTO crm.campaigns (id, code, label) VALUES (1000 + n, 'spring', 'Spring');
  INSERT INTO crm.leads (id, client_id, insurance_type_id) VALUES (1000 + n, 1000 + n, 'auto');
  UPDATE crm.leads SET status_id = 'contacted' WHERE id = 1000 + n;
  INSERT INTO crm.lead_communications (id, lead_id, client_id, communication_type_id, direction, occurred_at)
  VALUES (1000 + n, 1000 + n, 1000 + n, 'call', 'outbound', now());
  INSERT INTO crm.lead_notes (id, lead_id, client_id, body) VALUES (1000 + n, 1000 + n, 1000 + n, 'note');
  INSERT INTO crm.lead_marketing_settings (id, lead_id) VALUES (1000 + n, 1000 + n);
  INSERT INTO crm.opportunities (id, client_id, lead_id, stage_id, name)
  SELECT 1000 + n, 1000 + n, 1000 + n, min(id), 'Deal' FROM crm.opportunity_stages
  WHERE pipeline = 'new_business' AND category = 'open';
  UPDATE crm.opportunities SET stage_id = (SELECT max(id) FROM crm.opportunity_stages
                                           WHERE pipeline = 'new_business' AND category = 'open') WHERE id = 1000 + n;
END $$;
SELECT pg_temp.fill(1, 1), pg_temp.fill(1002, 2);

-- Which tenants' rows a role sees, over all tables at once; views too have only those.
CREATE FUNCTION pg_temp.seen(OUT tenants bigint[], OUT empty_tables text) LANGUAGE plpgsql AS $$
DECLARE
  t text;
  here bigint[];
BEGIN
  tenants := '{}';
  FOR t IN SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND a.attnotnull
           WHERE c.relnamespace = 'crm'::regnamespace AND c.relkind = 'r' AND c.relname <> 'tenant_members' ORDER BY 1 LOOP
    EXECUTE format('SELECT array_agg(DISTINCT tenant_id) FROM crm.%I', t) INTO here;
    tenants := ARRAY(SELECT DISTINCT unnest(tenants || here) ORDER BY 1);
    IF here IS NULL THEN
      empty_tables := concat_ws(', ', empty_tables, t);
    END IF;
  END LOOP;
END $$;
SET LOCAL crm.tenant_id = 1;
SET LOCAL ROLE regress_crm_analyst_1;
SELECT tenants FROM pg_temp.seen();
SELECT id FROM crm.tenants;
SET LOCAL ROLE regress_crm_agent_1;
SELECT tenants FROM pg_temp.seen();
SET LOCAL ROLE regress_crm_admin_1;
SELECT tenants FROM pg_temp.seen();
SELECT id FROM crm.tenants;
SELECT role_name FROM crm.tenant_members ORDER BY 1;
SET LOCAL ROLE regress_crm_agent_2;
SELECT tenants FROM pg_temp.seen();
SET LOCAL crm.tenant_id = 1002;
SELECT tenants FROM pg_temp.seen();
SELECT lead_id FROM crm.lead_timeline(1002) GROUP BY 1;
SELECT lead_id FROM crm.lead_timeline(1001) GROUP BY 1;
SET LOCAL ROLE regress_crm_analyst_2;
SELECT tenants FROM pg_temp.seen();
SET LOCAL ROLE regress_crm_agent_all;
SELECT tenants FROM pg_temp.seen();
SELECT id FROM crm.tenants ORDER BY 1;
-- No tenant chosen: no rows.
SET LOCAL crm.tenant_id = '';
SELECT tenants FROM pg_temp.seen();
RESET ROLE;

-- Across the border: rows of the other tenant are not there, and none can be made.
SET LOCAL crm.tenant_id = 1;
SET LOCAL ROLE regress_crm_agent_1;
UPDATE crm.clients SET dba = 'ours now' WHERE id = 1002;
DELETE FROM crm.lead_notes WHERE id = 1002;
INSERT INTO crm.clients (id, tenant_id, client_type, last_name) VALUES (1010, 1002, 'individual', 'Smuggled');
UPDATE crm.clients SET tenant_id = 1002 WHERE id = 1001;
INSERT INTO crm.leads (id, client_id, insurance_type_id) VALUES (1010, 1002, 'auto');
UPDATE crm.leads SET assigned_agent_id = 1002 WHERE id = 1001;
UPDATE crm.leads SET client_id = 1002 WHERE id = 1001;
UPDATE crm.tenants SET name = 'Ours' WHERE id = 1002;
-- Its own it may write, an analyst may not.
UPDATE crm.clients SET dba = 'Stone' WHERE id = 1001;
UPDATE crm.leads SET status_id = 'quoting' WHERE id = 1001;
SELECT count(*) FROM crm.lead_status_changes;
-- What a trigger writes for it, it may write: a lead that goes to another client takes its histories along.
INSERT INTO crm.clients (id, client_type, last_name) VALUES (1011, 'individual', 'Wood');
UPDATE crm.leads SET client_id = 1011 WHERE id = 1001;
SELECT DISTINCT client_id FROM crm.lead_status_changes UNION SELECT client_id FROM crm.opportunity_stage_changes;
UPDATE crm.leads SET client_id = 1001 WHERE id = 1001;
SET LOCAL ROLE regress_crm_analyst_1;
UPDATE crm.clients SET dba = 'Stone' WHERE id = 1001;
INSERT INTO crm.lead_notes (lead_id, client_id, body) VALUES (1001, 1001, 'note');

-- Histories: appended by moving a lead, in one's own name; not edited.
SET LOCAL ROLE regress_crm_agent_1;
INSERT INTO crm.lead_status_changes (lead_id, client_id, from_status_id, to_status_id, changed_by)
VALUES (1001, 1001, 'new', 'bound', 'regress_crm_admin_1');
UPDATE crm.lead_status_changes SET reason = 'never happened';
DELETE FROM crm.lead_status_changes;

-- Lookups, schemas, templates and models are an admin's; what all tenants share in templates is for admins of none.
UPDATE crm.lead_statuses SET label = 'Fresh' WHERE id = 'new';
INSERT INTO crm.ai_templates (id, purpose, version, body, tenant_id) VALUES (2001, 'mine', 1, 'Hello', 1);
RESET ROLE;
INSERT INTO crm.ai_templates (id, purpose, version, body) VALUES (2000, 'everybodys', 1, 'Hello');
SET LOCAL ROLE regress_crm_admin_1;
UPDATE crm.lead_statuses SET label = 'Fresh' WHERE id = 'new';
INSERT INTO crm.ai_templates (id, purpose, version, body, tenant_id) VALUES (2001, 'mine', 1, 'Hello', 1);
INSERT INTO crm.ai_templates (id, purpose, version, body, tenant_id) VALUES (2002, 'theirs', 1, 'Hello', 1002);
INSERT INTO crm.ai_templates (id, purpose, version, body) VALUES (2003, 'everybodys', 2, 'Hello');
UPDATE crm.ai_templates SET note = 'seen' WHERE tenant_id IS NULL;
SELECT count(*) FILTER (WHERE tenant_id IS NULL) > 0 AS reads_shared, count(*) FILTER (WHERE tenant_id = 1) AS own
FROM crm.ai_templates;
INSERT INTO crm.tenants (id, name) VALUES (1004, 'Fourth');
UPDATE crm.tenants SET name = 'First' WHERE id = 1;
SET LOCAL ROLE regress_crm_admin_2;
SET LOCAL crm.tenant_id = 1002;
SELECT count(*) FILTER (WHERE tenant_id = 1) AS of_first FROM crm.ai_templates;
ROLLBACK;
