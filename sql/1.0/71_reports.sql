-- Reports: functions over a span of days, and a view of each with its defaults.
--
-- since is the first day, until the day after the last, both in the tenant's time zone; null: no limit.  All of them
-- answer for one tenant, the current one where none is named, with the caller's rights.  Each is planned for the span at hand
-- (force_custom_plan, or EXECUTE): after five questions about a month a session would else answer one about all time by the
-- plan for a month.

CREATE FUNCTION crm.wilson_interval(successes bigint, trials bigint, z double precision DEFAULT 1.959964,
                                    OUT low numeric, OUT high numeric)
  LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  share CONSTANT double precision := successes / nullif(trials, 0)::double precision;
  shift CONSTANT double precision := z * z / nullif(trials, 0);
  spread double precision;
BEGIN
  IF successes < 0 OR successes > trials THEN
    RAISE invalid_parameter_value USING
      MESSAGE = 'there cannot be more successes than trials, nor fewer than none',
      DETAIL = format('There are %s successes of %s trials.', successes, trials),
      HINT = 'The first argument counts what succeeded, the second all that was tried.';
  END IF;
  IF NOT (z > 0 AND z <= 100) THEN  -- refuses NaN too: it is the greatest
    RAISE invalid_parameter_value USING
      MESSAGE = 'z is out of range',
      DETAIL = format('z is %s; it may be above 0, up to 100.', z),
      HINT = '1.645 is for 90 % confidence, 1.96 for 95 %, 2.576 for 99 %.';
  END IF;
  spread := sqrt((share * (1 - share) + shift / 4) * shift);
  low := round(((share + shift / 2 - spread) / (1 + shift))::numeric, 3);
  high := round(((share + shift / 2 + spread) / (1 + shift))::numeric, 3);
END
$$;
COMMENT ON FUNCTION crm.wilson_interval(bigint, bigint, double precision) IS
  'between which shares the true rate lies, given successes of trials: the Wilson score interval, 95 % by '
  'default (z 1.96), rounded to three digits; nulls where there were no trials. Raises invalid_parameter_value for more '
  'successes than trials, fewer than none, or a z that is not above 0';

-- The expression of crm.lead_facts that a report groups by; the one list of groupings.
CREATE FUNCTION crm.lead_grouping(by text) RETURNS text
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  expression text;
BEGIN
  expression := CASE by
    WHEN 'month' THEN 'to_char(f.received_on, ''YYYY-MM'')'
    WHEN 'week' THEN 'to_char(date_trunc(''week'', f.received_on), ''YYYY-MM-DD'')'
    WHEN 'weekday' THEN 'to_char(f.received_at AT TIME ZONE f.agent_timezone, ''ID Dy'')'
    WHEN 'hour' THEN 'to_char(f.received_at AT TIME ZONE f.agent_timezone, ''HH24'')'
    WHEN 'source' THEN 'coalesce(f.source, ''(none)'')'
    WHEN 'campaign' THEN 'coalesce(f.campaign, ''(none)'')'
    WHEN 'agent' THEN 'coalesce(f.agent, ''(nobody)'')'
    WHEN 'insurance_type' THEN 'f.insurance_type'
    WHEN 'line' THEN 'f.line'
    WHEN 'all' THEN '''all''::text'
  END;
  IF expression IS NULL THEN
    RAISE invalid_parameter_value USING
      MESSAGE = format('unknown grouping %s', coalesce(quote_literal(left(by, 63)), 'null')),
      HINT = 'Group by month, week, weekday, hour, source, campaign, agent, insurance_type, line or all.';
  END IF;
  RETURN expression;
END
$$;
COMMENT ON FUNCTION crm.lead_grouping(text) IS
  'the SQL expression over crm.lead_facts (alias f) for a grouping: month, week (its Monday), weekday and '
  'hour (in the agent''s time zone), source, campaign, agent, insurance_type, line or all. Raises '
  'invalid_parameter_value for another. For the reports that group, and for reports of your own';

CREATE FUNCTION crm.report_span(INOUT since date, INOUT until date, tenant bigint DEFAULT crm.current_tenant(),
                                OUT from_at timestamptz, OUT to_at timestamptz)
  LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  zone text := (SELECT t.timezone FROM crm.tenants t WHERE t.id = report_span.tenant);
BEGIN
  IF LEAST(since, until) < '0001-01-01' OR GREATEST(since, until) > '9999-12-31' THEN
    RAISE invalid_parameter_value USING
      MESSAGE = 'the span is out of range',
      DETAIL = format('since is %s, until is %s.', coalesce(since::text, 'null'), coalesce(until::text, 'null')),
      HINT = 'Days of the years 1 to 9999 are reported; leave one out for an open end.';
  END IF;
  IF until < since THEN
    RAISE invalid_parameter_value USING
      MESSAGE = 'the span ends before it begins',
      DETAIL = format('since is %s, until is %s.', since, until),
      HINT = 'since is the first day, until the day after the last.';
  END IF;
  from_at := coalesce(since::timestamp AT TIME ZONE zone, '-infinity');
  to_at := coalesce(until::timestamp AT TIME ZONE zone, 'infinity');
END
$$;
COMMENT ON FUNCTION crm.report_span(date, date, bigint) IS
  'the instants at which the day since begins and the day until begins in the tenant''s time zone; '
  'infinite where null. Raises invalid_parameter_value if the span ends before it begins. For the '
  'reports over a span, and for reports of your own';

-- ------------------------------------------------------------------ funnel

CREATE FUNCTION crm.funnel(since date DEFAULT NULL, until date DEFAULT NULL, by text DEFAULT 'month',
                           tenant bigint DEFAULT crm.current_tenant())
  RETURNS TABLE (group_key text, received bigint, contacted bigint, quoted bigint, bound bigint,
                 contact_rate numeric, quote_rate numeric, bind_rate numeric, conversion numeric,
                 median_days_to_bind numeric)
  LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 50 SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  span record := crm.report_span(since, until, tenant);
  grouping_expression text := crm.lead_grouping(by);
BEGIN
  RETURN QUERY EXECUTE format($sql$
    WITH counted AS (
      SELECT %s AS group_key, count(*) AS received,
             count(*) FILTER (WHERE f.reached >= 1) AS contacted,
             count(*) FILTER (WHERE f.reached >= 2) AS quoted,
             count(*) FILTER (WHERE f.reached >= 3) AS bound,
             min(f.received_on) AS first_day, max(f.received_on) AS last_day,
             percentile_cont(0.5) WITHIN GROUP (ORDER BY date_part('epoch', f.bound_at - f.received_at)) AS to_bind
      FROM crm.tenant_lead_facts f
      WHERE f.tenant_id = $6 AND f.received_at >= $1 AND f.received_at < $2
      GROUP BY 1
    ), empty_months AS (
      SELECT to_char(m, 'YYYY-MM') AS group_key
      FROM (SELECT coalesce($3, min(first_day)) AS first_day, coalesce($4 - 1, max(last_day)) AS last_day FROM counted) AS s,
           generate_series(date_trunc('month', s.first_day::timestamp), s.last_day::timestamp, interval '1 month') AS m
      WHERE $5 = 'month'
      EXCEPT SELECT group_key FROM counted
    )
    SELECT group_key, received, contacted, quoted, bound,
           crm.ratio(contacted, received), crm.ratio(quoted, contacted), crm.ratio(bound, quoted),
           crm.ratio(bound, received), round((to_bind / 86400)::numeric, 1)
    FROM counted
    UNION ALL
    SELECT group_key, 0, 0, 0, 0, NULL, NULL, NULL, NULL, NULL FROM empty_months
    ORDER BY 1$sql$, grouping_expression)
  USING span.from_at, span.to_at, span.since, span.until, by, tenant;
END
$$;
COMMENT ON FUNCTION crm.funnel(date, date, text, bigint) IS
  'how far the leads received in a span got, counted by the status they began in and their histories: '
  'whoever reached a step passed those before it, skipped or not; a lead reopened counts once. '
  'contact_rate = contacted / received, quote_rate = quoted / contacted, bind_rate = bound / quoted, '
  'conversion = bound / received: null where the whole is 0. Groups as crm.lead_grouping; by month, months '
  'without leads have a row. Raises invalid_parameter_value for an unknown grouping or a span that ends '
  'before it begins';

CREATE VIEW crm.funnel WITH (security_invoker = true) AS
SELECT group_key AS month, received, contacted, quoted, bound, contact_rate, quote_rate, bind_rate,
       conversion,
       median_days_to_bind
FROM crm.funnel();
COMMENT ON VIEW crm.funnel IS
  'How far the leads of each month got: crm.funnel() with its defaults, which see for the definitions.';

-- ------------------------------------------------------------------ time in each status and stage

CREATE FUNCTION crm.stage_velocity(since date DEFAULT NULL, until date DEFAULT NULL,
                                   tenant bigint DEFAULT crm.current_tenant())
  RETURNS TABLE (board text, sort_order int, stage text, label text, moves_out bigint, median_hours numeric,
                 p90_hours numeric, still_in bigint)
  LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 40 SET search_path = pg_catalog, pg_temp
  SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
  span record := crm.report_span(since, until, tenant);
BEGIN
  RETURN QUERY
  SELECT 'leads', s.sort_order, s.id, s.label, coalesce(v.moves, 0), v.p50, v.p90, coalesce(n.still_in, 0)
  FROM crm.lead_statuses s
  LEFT JOIN (
    SELECT c.from_status_id, count(*) AS moves,
           round((percentile_cont(0.5) WITHIN GROUP (ORDER BY c.seconds) / 3600)::numeric, 1) AS p50,
           round((percentile_cont(0.9) WITHIN GROUP (ORDER BY c.seconds) / 3600)::numeric, 1) AS p90
    FROM (
      -- A history that was imported without it: since the move before, or since the lead was received.
      SELECT h.from_status_id,
             greatest(date_part('epoch', coalesce(h.time_in_status,
               h.changed_at - (SELECT max(p.changed_at) FROM crm.lead_status_changes p
                               WHERE p.lead_id = h.lead_id AND p.tenant_id = h.tenant_id AND p.changed_at < h.changed_at),
               h.changed_at - (SELECT l.received_at FROM crm.leads l
                               WHERE l.id = h.lead_id AND l.tenant_id = h.tenant_id))), 0) AS seconds
      FROM crm.lead_status_changes h
      WHERE h.tenant_id = tenant AND h.changed_at >= span.from_at
        AND h.changed_at < span.to_at
    ) AS c
    GROUP BY c.from_status_id) AS v ON v.from_status_id = s.id
  LEFT JOIN (SELECT l.status_id, count(*) AS still_in FROM crm.leads l
             WHERE l.tenant_id = tenant GROUP BY l.status_id) AS n ON n.status_id = s.id
  WHERE s.is_active OR v.moves > 0 OR n.still_in > 0
  UNION ALL
  SELECT s.pipeline, s.sort_order, s.id, s.label, coalesce(v.moves, 0), v.p50, v.p90, coalesce(n.still_in, 0)
  FROM crm.opportunity_stages s
  LEFT JOIN (
    SELECT c.from_stage_id, count(*) AS moves,
           round((percentile_cont(0.5) WITHIN GROUP (ORDER BY c.seconds) / 3600)::numeric, 1) AS p50,
           round((percentile_cont(0.9) WITHIN GROUP (ORDER BY c.seconds) / 3600)::numeric, 1) AS p90
    FROM (
      SELECT h.from_stage_id,
             greatest(date_part('epoch', coalesce(h.time_in_stage,
               h.changed_at - (SELECT max(p.changed_at) FROM crm.opportunity_stage_changes p
                               WHERE p.opportunity_id = h.opportunity_id AND p.tenant_id = h.tenant_id
                                 AND p.changed_at < h.changed_at),
               h.changed_at - (SELECT o.created_at FROM crm.opportunities o
                               WHERE o.id = h.opportunity_id AND o.tenant_id = h.tenant_id))), 0) AS seconds
      FROM crm.opportunity_stage_changes h
      WHERE h.tenant_id = tenant AND h.changed_at >= span.from_at
        AND h.changed_at < span.to_at
    ) AS c
    GROUP BY c.from_stage_id) AS v ON v.from_stage_id = s.id
  LEFT JOIN (SELECT o.stage_id, count(*) AS still_in FROM crm.opportunities o
             WHERE o.tenant_id = tenant GROUP BY o.stage_id) AS n ON n.stage_id = s.id
  WHERE s.is_active OR v.moves > 0 OR n.still_in > 0
  ORDER BY 1, 2, 3;
END
$$;
COMMENT ON FUNCTION crm.stage_velocity(date, date, bigint) IS
  'how long leads stood in each status, and opportunities in each stage, by the moves out of it within a '
  'span: how many, median and 90th percentile in hours (null without a move); still_in: how many stand '
  'there now, whose stay is not over and not in the percentiles. A lead that comes back to a status stays '
  'there twice. Raises invalid_parameter_value for a span that ends before it begins';

CREATE VIEW crm.stage_velocity WITH (security_invoker = true) AS SELECT * FROM crm.stage_velocity();
COMMENT ON VIEW crm.stage_velocity IS
  'How long leads and opportunities stood in each status and stage: crm.stage_velocity() over all time, '
  'which see.';

-- ------------------------------------------------------------------ speed to lead

CREATE FUNCTION crm.speed_to_lead(since date DEFAULT NULL, until date DEFAULT NULL, by text DEFAULT 'source',
                                  tenant bigint DEFAULT crm.current_tenant())
  RETURNS TABLE (group_key text, leads bigint, called bigint, p50_minutes numeric, p90_minutes numeric,
                 within_5_minutes numeric, within_1_hour numeric, within_1_day numeric, never numeric)
  LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 50 SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  span record := crm.report_span(since, until, tenant);
  grouping_expression text := crm.lead_grouping(by);
BEGIN
  RETURN QUERY EXECUTE format($sql$
    SELECT g.group_key, count(*), count(g.seconds),
           round((percentile_cont(0.5) WITHIN GROUP (ORDER BY g.seconds) / 60)::numeric, 1),
           round((percentile_cont(0.9) WITHIN GROUP (ORDER BY g.seconds) / 60)::numeric, 1),
           crm.ratio(count(*) FILTER (WHERE g.seconds <= 300), count(*)),
           crm.ratio(count(*) FILTER (WHERE g.seconds <= 3600), count(*)),
           crm.ratio(count(*) FILTER (WHERE g.seconds <= 86400), count(*)),
           crm.ratio(count(*) FILTER (WHERE g.seconds IS NULL), count(*))
    FROM (
      SELECT %s AS group_key, date_part('epoch', t.occurred_at - f.received_at) AS seconds
      FROM crm.tenant_lead_facts f
      LEFT JOIN LATERAL (
        SELECT m.occurred_at FROM crm.lead_communications m
        WHERE m.lead_id = f.lead_id AND m.tenant_id = f.tenant_id AND m.direction = 'outbound'
          AND m.agent_id IS NOT NULL AND m.occurred_at >= f.received_at
        ORDER BY m.occurred_at LIMIT 1) AS t ON true
      WHERE f.tenant_id = $3 AND f.received_at >= $1 AND f.received_at < $2
    ) AS g
    GROUP BY 1 ORDER BY 1$sql$, grouping_expression)
  USING span.from_at, span.to_at, tenant;
END
$$;
COMMENT ON FUNCTION crm.speed_to_lead(date, date, text, bigint) IS
  'how fast the agency answered the leads received in a span: minutes from received_at to the first '
  'outbound communication of a person after it, on any channel: one with an agent, which automatic ones lack; an attempt '
  'counts, whether it reached somebody or not. 50th and 90th percentile of those that were called at all, and shares of '
  'all leads (not yet called ones too) within 5 minutes, an hour, 24 hours, and never so far. By agent: the one it is '
  'assigned to now, whoever called. Groups as '
  'crm.lead_grouping. Raises invalid_parameter_value for an unknown grouping or a span that ends before it '
  'begins';

CREATE VIEW crm.speed_to_lead WITH (security_invoker = true) AS
SELECT group_key AS source, leads, called, p50_minutes, p90_minutes, within_5_minutes, within_1_hour,
       within_1_day, never
FROM crm.speed_to_lead();
COMMENT ON VIEW crm.speed_to_lead IS
  'How fast the agency answered, by source: crm.speed_to_lead() over all time, which see for the '
  'definitions.';
