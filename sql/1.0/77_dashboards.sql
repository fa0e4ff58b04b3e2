-- Dashboards: the reports over all time, kept as they were when last refreshed, so that a screen full of them costs
-- nothing.
--
-- Each is a materialized view of its report, a row of crm.dashboards a tenant.  PostgreSQL's own are no place for it: they
-- have no row-level security, so that whoever may read one reads every agency's numbers; they come back empty from a dump;
-- and only their owner can refresh them, all tenants at once.  A row of an ordinary table has the tenant's policy, is dumped
-- with the moment it was made, and is replaced in one step: who reads meanwhile sees the old one and does not wait.

CREATE TABLE crm.dashboards (
  tenant_id bigint NOT NULL DEFAULT crm.current_tenant(true) REFERENCES crm.tenants (id),
  dashboard text NOT NULL,
  content jsonb NOT NULL CONSTRAINT content_is_array CHECK (jsonb_typeof(content) = 'array'),
  row_count int NOT NULL,
  refreshed_at timestamptz NOT NULL,
  seconds numeric(10,3) NOT NULL,
  PRIMARY KEY (dashboard, tenant_id)
);
CREATE TRIGGER stamp_update BEFORE UPDATE ON crm.dashboards FOR EACH ROW EXECUTE FUNCTION crm.stamp_update();
COMMENT ON TABLE crm.dashboards IS
  'What the reports said when they were last refreshed, a row a report and tenant. Read them through the views dashboard_..., '
  'and how old they are in crm.dashboard_freshness; written by crm.refresh_dashboards.';
COMMENT ON COLUMN crm.dashboards.dashboard IS 'the name of the view it keeps';
COMMENT ON COLUMN crm.dashboards.content IS 'the view''s rows in their order, each an object by column name';
COMMENT ON COLUMN crm.dashboards.row_count IS 'how many rows that is';
COMMENT ON COLUMN crm.dashboards.refreshed_at IS 'the moment as of which they were read';
COMMENT ON COLUMN crm.dashboards.seconds IS 'how long that took';

-- The one list of what is kept.
CREATE FUNCTION crm._dashboard_names() RETURNS text[]
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN ARRAY['pipeline', 'funnel', 'stage_velocity', 'speed_to_lead', 'source_roi', 'source_trend', 'campaign_roi', 'agent_leaderboard',
               'cohort_conversion', 'forecast', 'forecast_accuracy', 'lost_reason_summary', 'retention',
               'contact_time_heatmap', 'data_quality', 'schema_versions_in_use'];
COMMENT ON FUNCTION crm._dashboard_names() IS 'the views that are kept as dashboards, in the order in which they are refreshed';

CREATE FUNCTION crm.refresh_dashboards(names text[] DEFAULT NULL, tenant bigint DEFAULT crm.current_tenant())
  RETURNS TABLE (dashboard text, row_count int, refreshed_at timestamptz, seconds numeric)
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE ROWS 20 SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  before CONSTANT text := coalesce(current_setting('crm.tenant_id', true), '');
  unknown CONSTANT text := (SELECT n FROM unnest(names) AS n WHERE n IS NULL OR n <> ALL (crm._dashboard_names()) LIMIT 1);
  rows jsonb;
BEGIN
  IF tenant IS NULL THEN
    PERFORM crm.current_tenant(true);  -- says why there is none
  END IF;
  IF tenant IS NULL OR NOT EXISTS (SELECT FROM crm.tenants t WHERE t.id = tenant)
    OR tenant IS DISTINCT FROM crm.current_tenant() AND row_security_active('crm.dashboards') THEN
    RAISE EXCEPTION 'there is no tenant % to refresh dashboards of', coalesce(tenant::text, '(null)') USING
      ERRCODE = 'undefined_object',
      DETAIL = 'It does not exist, or it is not the one you act for.',
      HINT = 'SELECT id, name FROM crm.tenants lists those you may act for; SET crm.tenant_id chooses one.';
  END IF;
  IF unknown IS NOT NULL OR array_position(names, NULL) IS NOT NULL THEN
    RAISE EXCEPTION 'there is no dashboard %', coalesce(quote_literal(left(unknown, 63)), 'null') USING
      ERRCODE = 'invalid_parameter_value',
      HINT = format('There are %s.', array_to_string(crm._dashboard_names(), ', '));
  END IF;

  -- The views show the current tenant: for as long as this takes, that is this one.
  PERFORM set_config('crm.tenant_id', tenant::text, true);
  FOREACH dashboard IN ARRAY crm._dashboard_names() LOOP
    CONTINUE WHEN dashboard <> ALL (names);
    refreshed_at := clock_timestamp();
    EXECUTE format('SELECT coalesce(jsonb_agg(v), ''[]'') FROM crm.%I AS v', dashboard) INTO rows;
    row_count := jsonb_array_length(rows);
    seconds := round(extract(epoch FROM clock_timestamp() - refreshed_at), 3);
    -- Of two refreshes at once the later has the last word.
    INSERT INTO crm.dashboards AS d (tenant_id, dashboard, content, row_count, refreshed_at, seconds)
    VALUES (tenant, refresh_dashboards.dashboard, rows, refresh_dashboards.row_count, refresh_dashboards.refreshed_at,
            refresh_dashboards.seconds)
    ON CONFLICT ON CONSTRAINT dashboards_pkey DO UPDATE
      SET content = excluded.content, row_count = excluded.row_count, refreshed_at = excluded.refreshed_at,
          seconds = excluded.seconds
      WHERE d.refreshed_at <= excluded.refreshed_at;
    RETURN NEXT;
  END LOOP;
  PERFORM set_config('crm.tenant_id', before, true);
END
$$;
COMMENT ON FUNCTION crm.refresh_dashboards(text[], bigint) IS
  'reads a tenant''s reports anew and keeps them for the views dashboard_...; all of them, or those of the names given. '
  'Returns each with its rows, the moment as of which they were read, and the seconds that took. Nobody who reads '
  'meanwhile waits: they see what was kept before until the transaction is over. With the caller''s rights: needs the level '
  'agent, or the tables'' owner. Raises undefined_object for a tenant that is not there or not the caller''s, '
  'invalid_parameter_value for an unknown name';

CREATE VIEW crm.dashboard_freshness WITH (security_invoker = true) AS
SELECT n.dashboard, d.refreshed_at, date_trunc('second', greatest(now(), d.refreshed_at) - d.refreshed_at) AS age, d.row_count, d.seconds
FROM unnest(crm._dashboard_names()) WITH ORDINALITY AS n (dashboard, place)
LEFT JOIN crm.dashboards d ON d.dashboard = n.dashboard AND d.tenant_id = (SELECT crm.current_tenant())
ORDER BY n.place;
COMMENT ON VIEW crm.dashboard_freshness IS
  'How old each dashboard is, and how long it took to make; nulls where it has never been refreshed, and so shows nothing.';
COMMENT ON COLUMN crm.dashboard_freshness.age IS 'how long ago it was refreshed';

-- The dashboards: the columns of their report, and the moment as of which they were read.
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY crm._dashboard_names() LOOP
    EXECUTE pg_catalog.format(
      'CREATE VIEW crm.%I WITH (security_invoker = true) AS
       SELECT %s, d.refreshed_at
       FROM crm.dashboards d
       CROSS JOIN LATERAL ROWS FROM (pg_catalog.jsonb_populate_recordset(NULL::crm.%I, d.content)) WITH ORDINALITY AS r
       WHERE d.tenant_id = (SELECT crm.current_tenant()) AND d.dashboard = %L
       ORDER BY r.ordinality',
      'dashboard_' || name,
      (SELECT pg_catalog.string_agg('r.' || pg_catalog.quote_ident(a.attname), ', ' ORDER BY a.attnum)
       FROM pg_catalog.pg_attribute a
       WHERE a.attrelid = pg_catalog.format('crm.%I', name)::pg_catalog.regclass AND a.attnum > 0),
      name, name);
    EXECUTE pg_catalog.format('COMMENT ON VIEW crm.%I IS %L', 'dashboard_' || name, pg_catalog.format(
      'crm.%s as it was at refreshed_at, when crm.refresh_dashboards last read it; no rows before it first has.', name));
  END LOOP;
END $$;

CREATE VIEW crm.dashboard_funnel_chart WITH (security_invoker = true) AS
SELECT s.step, s.leads, s.share, s.chart, f.refreshed_at
FROM (SELECT sum(d.received) AS received, sum(d.contacted) AS contacted, sum(d.quoted) AS quoted, sum(d.bound) AS bound,
             max(d.refreshed_at) AS refreshed_at
      FROM crm.dashboard_funnel AS d) AS f,
     crm._funnel_bars(f.received, f.contacted, f.quoted, f.bound) AS s;
COMMENT ON VIEW crm.dashboard_funnel_chart IS
  'crm.funnel_chart of the funnel that crm.dashboard_funnel keeps; no rows before it first does.';
