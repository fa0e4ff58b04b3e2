-- Dashboards: what is kept, for whom, how fresh it says it is, and what is refused.
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
SET TIME ZONE 'UTC';
UPDATE crm.tenants SET timezone = 'UTC' WHERE id = 1;

-- Never refreshed: no rows, and the freshness says so.
SELECT * FROM crm.dashboard_funnel;
SELECT count(*), count(refreshed_at), count(age) FROM crm.dashboard_freshness;

INSERT INTO crm.tenants (id, name, timezone) VALUES (1001, 'Another', 'Asia/Tokyo');
SELECT * FROM crm.refresh_dashboards();
SET crm.tenant_id = '1';
INSERT INTO crm.clients (id, tenant_id, client_type, last_name) VALUES (1001, 1, 'individual', 'Ames'), (1002, 1001, 'individual', 'Abe');
INSERT INTO crm.leads (id, tenant_id, client_id, insurance_type_id, status_id, source_id, received_at, quoted_premium) VALUES
  (1001, 1, 1001, 'auto', 'bound', 'website', '2025-01-31 20:00+00', 100.50),
  (1002, 1, 1001, 'auto', 'new', 'website', '2025-03-01 20:00+00', NULL),
  (1003, 1001, 1002, 'auto', 'new', 'walk_in', '2025-01-31 20:00+00', NULL);

SELECT dashboard FROM crm.refresh_dashboards();
-- The funnel's chart is drawn from the funnel kept, and is as old.
(TABLE crm.funnel_chart EXCEPT SELECT step, leads, share, chart FROM crm.dashboard_funnel_chart) UNION ALL
(SELECT step, leads, share, chart FROM crm.dashboard_funnel_chart EXCEPT TABLE crm.funnel_chart);
SELECT count(*) AS steps, bool_and(c.refreshed_at = f.refreshed_at) AS as_old FROM crm.dashboard_funnel_chart c,
  (SELECT refreshed_at FROM crm.dashboard_freshness WHERE dashboard = 'funnel') AS f;
SELECT * FROM crm.dashboard_freshness WHERE refreshed_at IS NULL OR age < interval '0' OR age > interval '10 minutes' OR seconds < 0;

-- Each dashboard has the columns of its report, of the same types, and the moment it was read; and the same rows in the
-- same order.
SELECT 'crm.dashboard_' || n AS what, a.attname, a.atttypid::regtype
FROM unnest(crm._dashboard_names()) AS n,
LATERAL (SELECT attname, atttypid FROM pg_attribute WHERE attrelid = ('crm.dashboard_' || n)::regclass AND attnum > 0
         EXCEPT SELECT attname, atttypid FROM pg_attribute WHERE attrelid = ('crm.' || n)::regclass AND attnum > 0) AS a
WHERE (a.attname, a.atttypid) <> ('refreshed_at', 'timestamptz'::regtype);
CREATE FUNCTION pg_temp.differing() RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
  n text;
  same boolean;
BEGIN
  FOREACH n IN ARRAY crm._dashboard_names() LOOP
    EXECUTE format('SELECT (SELECT jsonb_agg(v) FROM crm.%I v) IS NOT DISTINCT FROM (SELECT jsonb_agg(to_jsonb(d) - ''refreshed_at'') FROM crm.%I d)',
                   n, 'dashboard_' || n) INTO same;
    IF NOT same THEN
      RETURN NEXT n;
    END IF;
  END LOOP;
END $$;
SELECT * FROM pg_temp.differing();

-- What happens later is not there until they are refreshed again; or one of them.
UPDATE crm.leads SET source_id = 'walk_in' WHERE id = 1002;
INSERT INTO crm.leads (id, client_id, insurance_type_id, status_id, received_at) VALUES (1004, 1001, 'auto', 'new', '2025-03-02');
SELECT month, received FROM crm.dashboard_funnel;
SELECT dashboard, row_count FROM crm.refresh_dashboards('{funnel}');
SELECT month, received FROM crm.dashboard_funnel;
SELECT source, leads FROM crm.dashboard_source_roi WHERE leads > 0;
SELECT count(DISTINCT refreshed_at) > 1 AS differ FROM crm.dashboard_freshness;

-- One that is fresher stays.
UPDATE crm.dashboards SET refreshed_at = 'infinity' WHERE dashboard = 'retention';
SELECT dashboard FROM crm.refresh_dashboards('{retention}');
SELECT refreshed_at FROM crm.dashboard_freshness WHERE dashboard = 'retention';
DELETE FROM crm.dashboards WHERE dashboard = 'retention';

-- Another tenant's, by name; the session stays where it is.
SELECT crm.current_tenant() AS tenant, count(*) FROM crm.refresh_dashboards(tenant => 1001);
SELECT crm.current_tenant() AS tenant, month, received FROM crm.dashboard_funnel;
SET crm.tenant_id = '1001';
SELECT month, received FROM crm.dashboard_funnel;
SELECT * FROM pg_temp.differing();
SET crm.tenant_id = '1';

-- Refused, and nothing is kept.
SELECT * FROM crm.refresh_dashboards('{funnel,profit}');
SELECT * FROM crm.refresh_dashboards(ARRAY['funnel', NULL]);
SELECT * FROM crm.refresh_dashboards(tenant => 999);
SELECT * FROM crm.refresh_dashboards(tenant => NULL);
SELECT * FROM crm.refresh_dashboards('{}');
\set VERBOSITY terse
INSERT INTO crm.dashboards (dashboard, content, row_count, refreshed_at, seconds) VALUES ('pipeline', '{}', 0, now(), 0);
\set VERBOSITY default

-- An analyst reads the own tenant's, and keeps none; an agent may refresh them, for the own tenant only.
CREATE ROLE regress_crm_analyst;
CREATE ROLE regress_crm_agent;
CREATE ROLE regress_crm_nobody;
SELECT crm.grant_access('regress_crm_analyst', 'analyst', 1);
SELECT crm.grant_access('regress_crm_agent', 'agent', 1);
GRANT SELECT ON ALL TABLES IN SCHEMA crm TO regress_crm_nobody;
SET ROLE regress_crm_analyst;
SELECT month, received FROM crm.dashboard_funnel;
SELECT DISTINCT tenant_id FROM crm.dashboards;
SELECT * FROM crm.refresh_dashboards('{funnel}');
SET ROLE regress_crm_agent;
SELECT dashboard, row_count FROM crm.refresh_dashboards('{funnel}');
SELECT * FROM crm.refresh_dashboards('{funnel}', 1001);
RESET ROLE;

ROLLBACK;
