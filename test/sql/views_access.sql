-- The analysts' views and reports as roles that row-level security holds: an analyst of one tenant, and of another.
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
SET TIME ZONE 'UTC';

INSERT INTO crm.tenants (id, name, timezone) VALUES (1001, 'Another', 'Asia/Tokyo');
CREATE ROLE regress_crm_analyst;
CREATE ROLE regress_crm_other;
CREATE ROLE regress_crm_nobody;
SELECT crm.grant_access('regress_crm_analyst', 'analyst', 1);
SELECT crm.grant_access('regress_crm_other', 'analyst', 1001);

-- The same rows for both tenants, one more for the other.
CREATE FUNCTION pg_temp.fill(tenant bigint, n int) RETURNS void LANGUAGE sql AS $$
  INSERT INTO crm.agents (id, tenant_id, display_name) VALUES (1001, tenant, 'Ana of ' || tenant);
  INSERT INTO crm.clients (id, tenant_id, client_type, last_name, email, phone)
    SELECT 1000 + k, tenant, 'individual', 'Ames' || k, 'a' || k || '@example.com', '719555010' || k FROM generate_series(1, n) AS k;
  INSERT INTO crm.leads (id, tenant_id, client_id, insurance_type_id, status_id, source_id, assigned_agent_id, received_at, quoted_premium,
                         x_date, lost_reason_id, status_changed_at)
    SELECT 1000 + k, tenant, 1000 + k, 'auto', CASE k WHEN 1 THEN 'bound' WHEN 2 THEN 'lost' ELSE 'quoted' END, 'website', 1001,
           '2025-01-31 20:00+00', 100, current_date + 30, CASE k WHEN 2 THEN 'price' END, '2025-01-31 20:00+00'
    FROM generate_series(1, n) AS k;
  INSERT INTO crm.lead_status_changes (tenant_id, lead_id, client_id, from_status_id, to_status_id, changed_at)
    SELECT tenant, 1000 + k, 1000 + k, 'new', 'quoted', timestamptz '2025-02-01 20:00+00' FROM generate_series(1, n) AS k
    UNION ALL SELECT tenant, 1001, 1001, 'quoted', 'bound', '2025-02-03 20:00+00'
    UNION ALL SELECT tenant, 1002, 1002, 'quoted', 'lost', '2025-02-03 20:00+00';
  INSERT INTO crm.lead_communications (id, tenant_id, lead_id, client_id, agent_id, communication_type_id, direction, occurred_at)
    SELECT 1000 + k, tenant, 1000 + k, 1000 + k, 1001, 'call', 'outbound', '2025-01-31 20:04+00' FROM generate_series(1, n) AS k;
  INSERT INTO crm.opportunities (id, tenant_id, client_id, lead_id, stage_id, name, kind, premium, expected_close_on)
    SELECT 1000 + k, tenant, 1000 + k, 1000 + k, 'renewal_offered', 'r', 'renewal', 100, '2025-06-01' FROM generate_series(1, n) AS k;
$$;
SELECT pg_temp.fill(1, 3), pg_temp.fill(1001, 4);

-- Every view of the extension can be read.
CREATE FUNCTION pg_temp.views_that_fail() RETURNS TABLE (view_name text, problem text) LANGUAGE plpgsql AS $$
DECLARE
  n bigint;
BEGIN
  FOR view_name IN SELECT c.relname FROM pg_catalog.pg_class c
                   WHERE c.relnamespace = 'crm'::regnamespace AND c.relkind = 'v' ORDER BY 1 LOOP
    BEGIN
      EXECUTE format('SELECT count(*) FROM (SELECT v::text FROM crm.%I v) q', view_name) INTO n;
    EXCEPTION WHEN OTHERS THEN
      problem := SQLERRM;
      RETURN NEXT;
    END;
  END LOOP;
END $$;

SET ROLE regress_crm_analyst;
SET crm.tenant_id = '1';
SELECT * FROM pg_temp.views_that_fail();
SELECT month, received, quoted, bound FROM crm.funnel;
SELECT source, leads, called, p50_minutes FROM crm.speed_to_lead;
SELECT agent, leads, attempts, bound FROM crm.agent_leaderboard;
SELECT source, leads, bound FROM crm.source_roi WHERE leads > 0;
SELECT reason, losses FROM crm.lost_reason_summary;
SELECT month, due FROM crm.retention;
SELECT sum(attempts) FROM crm.contact_time_heatmap;
SELECT total FROM crm.data_quality WHERE of_what = 'leads';
SELECT count(*) FROM crm.x_date_calendar;
SELECT client_id, client, matched FROM crm.find_clients('ames');
SELECT count(*) FROM crm.find_clients('ames', tenant => 1001);
SELECT crm.bar(1, 2, 4), crm.heat(1, 1), crm.ratio(1, 4);

-- Tenant 1001 is in Tokyo: there, 31 January 20:00 in London is February.
RESET ROLE;
SET ROLE regress_crm_other;
SET crm.tenant_id = '1001';
SELECT * FROM pg_temp.views_that_fail();
SELECT month, received, quoted, bound FROM crm.funnel;
SELECT agent, leads FROM crm.agent_leaderboard;
SELECT sum(deals) FROM crm.pipeline WHERE board = 'renewal';
SET crm.tenant_id = '1';
SELECT * FROM crm.funnel;
RESET crm.tenant_id;

-- Without a level there is nothing.
RESET ROLE;
SET ROLE regress_crm_nobody;
SELECT * FROM crm.funnel;
SELECT * FROM crm.lead_facts;
RESET ROLE;

-- Under a search_path with impostors, the answers are the same.
CREATE SCHEMA regress_crm_evil;
CREATE FUNCTION regress_crm_evil.round(numeric, int) RETURNS numeric LANGUAGE sql RETURN 666;
CREATE FUNCTION regress_crm_evil.lower(text) RETURNS text LANGUAGE sql RETURN 'evil';
CREATE FUNCTION regress_crm_evil.to_char(date, text) RETURNS text LANGUAGE sql RETURN 'evil';
CREATE FUNCTION regress_crm_evil.text_is(text, text) RETURNS boolean LANGUAGE sql RETURN true;
CREATE OPERATOR regress_crm_evil.= (FUNCTION = regress_crm_evil.text_is, LEFTARG = text, RIGHTARG = text);
SET search_path = regress_crm_evil, pg_catalog;
SET crm.tenant_id = '1';
SELECT month, received, quoted, bound, conversion FROM crm.funnel;
SELECT source, leads, bound FROM crm.source_roi WHERE leads > 0;
SELECT client_id, matched FROM crm.find_clients('A1@example.com');
INSERT INTO crm.clients (id, client_type, last_name) VALUES (1009, 'individual', 'Zed') RETURNING name_key;

ROLLBACK;
