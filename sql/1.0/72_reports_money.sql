-- Reports on money and people: what sources and campaigns bring, who sells, when cohorts bind, what is forecast, why
-- leads are lost.
--
-- As in 71_reports.sql: since is the first day, until the day after the last, in the tenant's time zone.

-- ------------------------------------------------------------------ sources and campaigns

CREATE FUNCTION crm._check_touch(touch text) RETURNS void
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF touch IS NULL OR touch NOT IN ('first', 'last') THEN
    RAISE invalid_parameter_value USING
      MESSAGE = format('unknown touch %s', coalesce(quote_literal(left(touch, 63)), 'null')),
      HINT = 'last credits the lead''s own source or campaign, first that of its client''s first lead.';
  END IF;
END
$$;
COMMENT ON FUNCTION crm._check_touch(text) IS 'raises invalid_parameter_value unless touch is first or last';

CREATE FUNCTION crm.source_roi(since date DEFAULT NULL, until date DEFAULT NULL, touch text DEFAULT 'last',
                               tenant bigint DEFAULT crm.current_tenant())
  RETURNS TABLE (source text, label text, leads bigint, spend numeric, quoted bigint, bound bigint,
                 quote_rate numeric, bind_rate numeric, cost_per_lead numeric, cost_per_quote numeric,
                 cost_per_bind numeric, premium numeric, commission numeric, roi numeric)
  LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 20 SET search_path = pg_catalog, pg_temp
  SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
  span record := crm.report_span(since, until, tenant);
BEGIN
  PERFORM crm._check_touch(touch);
  RETURN QUERY
  WITH credited AS (
    SELECT CASE WHEN touch = 'last' THEN f.source ELSE (
             SELECT e.source_id FROM crm.leads e WHERE e.client_id = f.client_id AND e.tenant_id = f.tenant_id
             ORDER BY e.received_at, e.id LIMIT 1) END AS source,
           f.source AS paid_source, f.reached, f.bound_premium AS premium, f.commission
    FROM crm.tenant_lead_facts f
    WHERE f.tenant_id = tenant AND f.received_at >= span.from_at AND f.received_at < span.to_at
  ), summed AS (
    SELECT c.source, count(*) AS leads, coalesce(sum(p.cost_per_lead), 0.00) AS spend,
           count(*) FILTER (WHERE c.reached >= 2) AS quoted, count(*) FILTER (WHERE c.reached >= 3) AS bound,
           coalesce(sum(c.premium), 0.00) AS premium, coalesce(sum(c.commission), 0) AS commission
    FROM credited c LEFT JOIN crm.lead_sources p ON p.id = c.paid_source
    GROUP BY c.source
  )
  SELECT coalesce(s.id, '(none)'), s.label, coalesce(m.leads, 0), coalesce(m.spend, 0.00),
         coalesce(m.quoted, 0), coalesce(m.bound, 0), crm.ratio(m.quoted, m.leads), crm.ratio(m.bound, m.leads),
         crm.ratio(m.spend, m.leads, 2), crm.ratio(m.spend, m.quoted, 2), crm.ratio(m.spend, m.bound, 2),
         coalesce(m.premium, 0.00), round(coalesce(m.commission, 0), 2),
         crm.ratio(m.commission - m.spend, m.spend)
  FROM summed m FULL JOIN crm.lead_sources s ON s.id = m.source
  WHERE s.is_active OR m.leads > 0
  ORDER BY coalesce(m.leads, 0) DESC, 1;
END
$$;
COMMENT ON FUNCTION crm.source_roi(date, date, text, bigint) IS
  'what each lead source cost and brought, for the leads received in a span: spend is cost_per_lead of '
  'each lead''s own source, whoever is credited with it; quoted and bound by history; quote_rate and '
  'bind_rate of all leads; cost_per_lead, _quote and _bind = spend divided by their number, null where that is 0; '
  'premium and commission of bound leads (crm.lead_facts); roi = (commission - '
  'spend) / spend, null without spend. touch last credits the lead''s own source, first the source of its '
  'client''s first lead. Active sources without leads have a row, leads without a source the row (none). '
  'Raises invalid_parameter_value for another touch or a span that ends before it begins';

CREATE VIEW crm.source_roi WITH (security_invoker = true) AS SELECT * FROM crm.source_roi();
COMMENT ON VIEW crm.source_roi IS
  'What each lead source cost and brought: crm.source_roi() over all time, which see.';

CREATE FUNCTION crm.campaign_roi(since date DEFAULT NULL, until date DEFAULT NULL, touch text DEFAULT 'last',
                                 tenant bigint DEFAULT crm.current_tenant())
  RETURNS TABLE (campaign text, label text, starts_on date, ends_on date, budget numeric, cost numeric, leads bigint,
                 quoted bigint, bound bigint, quote_rate numeric, bind_rate numeric, cost_per_lead numeric,
                 cost_per_quote numeric, cost_per_bind numeric, premium numeric, commission numeric, roi numeric)
  LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 20 SET search_path = pg_catalog, pg_temp
  SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
  span record := crm.report_span(since, until, tenant);
BEGIN
  PERFORM crm._check_touch(touch);
  RETURN QUERY
  WITH credited AS (
    SELECT CASE WHEN touch = 'last' THEN f.campaign ELSE (
             SELECT k.code FROM (SELECT e.campaign_id, e.tenant_id FROM crm.leads e
                                 WHERE e.client_id = f.client_id AND e.tenant_id = f.tenant_id
                                 ORDER BY e.received_at, e.id LIMIT 1) AS e
             JOIN crm.campaigns k ON k.id = e.campaign_id AND k.tenant_id = e.tenant_id) END AS campaign,
           f.reached, f.bound_premium AS premium, f.commission
    FROM crm.tenant_lead_facts f
    WHERE f.tenant_id = tenant AND f.received_at >= span.from_at AND f.received_at < span.to_at
  ), summed AS (
    SELECT c.campaign, count(*) AS leads, count(*) FILTER (WHERE c.reached >= 2) AS quoted,
           count(*) FILTER (WHERE c.reached >= 3) AS bound,
           coalesce(sum(c.premium), 0.00) AS premium, coalesce(sum(c.commission), 0) AS commission
    FROM credited c
    GROUP BY c.campaign
  )
  SELECT coalesce(k.code, '(none)'), k.label, k.starts_on, k.ends_on, k.budget, coalesce(k.cost, 0.00), coalesce(m.leads, 0),
         coalesce(m.quoted, 0), coalesce(m.bound, 0), crm.ratio(m.quoted, m.leads), crm.ratio(m.bound, m.leads),
         crm.ratio(k.cost, m.leads, 2), crm.ratio(k.cost, m.quoted, 2), crm.ratio(k.cost, m.bound, 2),
         coalesce(m.premium, 0.00), round(coalesce(m.commission, 0), 2),
         crm.ratio(coalesce(m.commission, 0) - k.cost, k.cost)
  FROM (SELECT c.* FROM crm.campaigns c WHERE c.tenant_id = tenant) k
  FULL JOIN summed m ON m.campaign = k.code
  ORDER BY k.code IS NULL, k.starts_on DESC NULLS LAST, 1;
END
$$;
COMMENT ON FUNCTION crm.campaign_roi(date, date, text, bigint) IS
  'what each campaign cost and brought, for the leads received in a span, newest campaign first: cost is the campaign''s '
  'own, whole, whatever the span, and comes on top of what its leads'' sources cost; the other columns as in '
  'crm.source_roi. touch last credits the lead''s own campaign, first that of its client''s first lead. Campaigns '
  'without leads have a row, leads without a campaign the row (none), which costs nothing. Raises '
  'invalid_parameter_value for another touch or a span that ends before it begins';

CREATE VIEW crm.campaign_roi WITH (security_invoker = true) AS SELECT * FROM crm.campaign_roi();
COMMENT ON VIEW crm.campaign_roi IS
  'What each campaign cost and brought: crm.campaign_roi() over all time, which see.';

-- ------------------------------------------------------------------ agents

CREATE FUNCTION crm.agent_leaderboard(since date DEFAULT NULL, until date DEFAULT NULL,
                                      tenant bigint DEFAULT crm.current_tenant())
  RETURNS TABLE (agent_id bigint, agent text, leads bigint, attempts bigint, contacted bigint, quoted bigint, bound bigint,
                 contact_rate numeric, contact_rate_low numeric, contact_rate_high numeric,
                 quote_rate numeric, quote_rate_low numeric, quote_rate_high numeric,
                 bind_rate numeric, bind_rate_low numeric, bind_rate_high numeric, premium numeric)
  LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 50 SET search_path = pg_catalog, pg_temp
  SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
  span record := crm.report_span(since, until, tenant);
BEGIN
  RETURN QUERY
  WITH led AS (
    SELECT f.agent_id, count(*) AS leads, count(*) FILTER (WHERE f.reached >= 1) AS contacted,
           count(*) FILTER (WHERE f.reached >= 2) AS quoted, count(*) FILTER (WHERE f.reached >= 3) AS bound,
           coalesce(sum(f.bound_premium), 0.00) AS premium
    FROM crm.tenant_lead_facts f
    WHERE f.tenant_id = tenant AND f.received_at >= span.from_at AND f.received_at < span.to_at
    GROUP BY f.agent_id
  ), tried AS (
    SELECT m.agent_id, count(*) AS attempts
    FROM crm.lead_communications m
    WHERE m.tenant_id = tenant AND m.direction = 'outbound' AND m.agent_id IS NOT NULL
      AND m.occurred_at >= span.from_at AND m.occurred_at < span.to_at
    GROUP BY m.agent_id
  )
  SELECT a.id, a.display_name, coalesce(l.leads, 0), coalesce(t.attempts, 0), coalesce(l.contacted, 0),
         coalesce(l.quoted, 0), coalesce(l.bound, 0),
         crm.ratio(l.contacted, l.leads), (w.contacts).low, (w.contacts).high,
         crm.ratio(l.quoted, l.leads), (w.quotes).low, (w.quotes).high,
         crm.ratio(l.bound, l.leads), (w.binds).low, (w.binds).high, coalesce(l.premium, 0.00)
  FROM crm.agents a
  LEFT JOIN led l ON l.agent_id = a.id
  LEFT JOIN tried t ON t.agent_id = a.id
  CROSS JOIN LATERAL (SELECT crm.wilson_interval(l.contacted, l.leads) AS contacts,
                             crm.wilson_interval(l.quoted, l.leads) AS quotes,
                             crm.wilson_interval(l.bound, l.leads) AS binds) AS w
  WHERE a.tenant_id = tenant AND (a.is_active OR l.leads > 0 OR t.attempts > 0)
  ORDER BY coalesce(l.premium, 0) DESC, coalesce(l.bound, 0) DESC, a.display_name, a.id;
END
$$;
COMMENT ON FUNCTION crm.agent_leaderboard(date, date, bigint) IS
  'each agent''s leads received in a span (those assigned now) and what became of them by history: contacted, quoted '
  'and bound, their rates of all the agent''s leads, and between which bounds (_low, _high) each true rate lies (95 % '
  'Wilson interval: few leads, wide bounds); attempts are the agent''s own outbound communications of the span, on any '
  'lead. Premium as bound_premium of crm.lead_facts, most first. Active agents without leads have a row, their rates '
  'null. Raises invalid_parameter_value for a span that ends before it begins';

CREATE VIEW crm.agent_leaderboard WITH (security_invoker = true) AS SELECT * FROM crm.agent_leaderboard();
COMMENT ON VIEW crm.agent_leaderboard IS 'Who sells what: crm.agent_leaderboard() over all time, which see.';

-- ------------------------------------------------------------------ cohorts

CREATE FUNCTION crm.cohort_conversion(since date DEFAULT NULL, until date DEFAULT NULL, as_of timestamptz DEFAULT now(),
                                      tenant bigint DEFAULT crm.current_tenant())
  RETURNS TABLE (month text, leads bigint, bound bigint, conversion numeric, within_1_week numeric, within_2_weeks numeric,
                 within_4_weeks numeric, within_8_weeks numeric, within_13_weeks numeric, within_26_weeks numeric)
  LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 50 SET search_path = pg_catalog, pg_temp
  SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
  span record := crm.report_span(since, until, tenant);
  zone text := (SELECT t.timezone FROM crm.tenants t WHERE t.id = tenant);
  week CONSTANT interval := '168 hours';  -- '7 days' would be longer or shorter where the session's clocks change
BEGIN
  RETURN QUERY
  WITH counted AS (
    SELECT k.month, count(*) AS leads, count(k.days) AS bound,
           count(*) FILTER (WHERE k.days <= 7) AS weeks_1, count(*) FILTER (WHERE k.days <= 14) AS weeks_2,
           count(*) FILTER (WHERE k.days <= 28) AS weeks_4, count(*) FILTER (WHERE k.days <= 56) AS weeks_8,
           count(*) FILTER (WHERE k.days <= 91) AS weeks_13, count(*) FILTER (WHERE k.days <= 182) AS weeks_26
    FROM (
      SELECT date_trunc('month', f.received_on::timestamp) AS month,
             CASE WHEN f.bound_at <= as_of THEN date_part('epoch', f.bound_at - f.received_at) / 86400 END AS days
      FROM crm.tenant_lead_facts f
      WHERE f.tenant_id = tenant AND f.received_at >= span.from_at AND f.received_at < span.to_at
        AND f.received_at <= as_of) AS k
    GROUP BY k.month
  ), months AS (
    SELECT m AS month, (m + interval '1 month') AT TIME ZONE zone AS ended_at
    FROM (SELECT min(month) AS first, max(month) AS last FROM counted) AS s,
         generate_series(s.first, s.last, interval '1 month') AS m
  )
  SELECT to_char(m.month, 'YYYY-MM'), coalesce(c.leads, 0), coalesce(c.bound, 0), crm.ratio(c.bound, c.leads),
         CASE WHEN m.ended_at + 1 * week <= as_of THEN crm.ratio(c.weeks_1, c.leads) END,
         CASE WHEN m.ended_at + 2 * week <= as_of THEN crm.ratio(c.weeks_2, c.leads) END,
         CASE WHEN m.ended_at + 4 * week <= as_of THEN crm.ratio(c.weeks_4, c.leads) END,
         CASE WHEN m.ended_at + 8 * week <= as_of THEN crm.ratio(c.weeks_8, c.leads) END,
         CASE WHEN m.ended_at + 13 * week <= as_of THEN crm.ratio(c.weeks_13, c.leads) END,
         CASE WHEN m.ended_at + 26 * week <= as_of THEN crm.ratio(c.weeks_26, c.leads) END
  FROM months m LEFT JOIN counted c ON c.month = m.month
  ORDER BY m.month;
END
$$;
COMMENT ON FUNCTION crm.cohort_conversion(date, date, timestamptz, bigint) IS
  'of the leads received in each month of a span, the share that was first bound within so many weeks of being '
  'received, as of a moment; null where the month''s last lead has not had that long. Each share includes '
  'the ones left of it. A month without leads between others has a row of nulls. Raises invalid_parameter_value for a '
  'span that ends before it begins';

CREATE VIEW crm.cohort_conversion WITH (security_invoker = true) AS SELECT * FROM crm.cohort_conversion();
COMMENT ON VIEW crm.cohort_conversion IS
  'Shares bound by weeks since received, month by month: crm.cohort_conversion() now, which see.';

-- ------------------------------------------------------------------ forecast

CREATE FUNCTION crm._check_commit_from(commit_from numeric) RETURNS void
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF commit_from IS NULL OR commit_from NOT BETWEEN 0 AND 1 THEN
    RAISE invalid_parameter_value USING
      MESSAGE = 'a probability lies between 0 and 1',
      DETAIL = format('commit_from is %s.', coalesce(commit_from::text, 'null')),
      HINT = 'Deals at least that likely count as committed; 0.75 is the default.';
  END IF;
END
$$;
COMMENT ON FUNCTION crm._check_commit_from(numeric) IS 'raises invalid_parameter_value unless commit_from is 0 to 1';

CREATE FUNCTION crm.forecast(as_of timestamptz DEFAULT now(), commit_from numeric DEFAULT 0.75,
                             tenant bigint DEFAULT crm.current_tenant())
  RETURNS TABLE (month text, line text, deals bigint, overdue bigint, best_case numeric, weighted numeric,
                 commit_case numeric, won numeric)
  LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 50 SET search_path = pg_catalog, pg_temp
  SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
  zone text := (SELECT t.timezone FROM crm.tenants t WHERE t.id = tenant);
  today date := (as_of AT TIME ZONE zone)::date;
  this_month date := date_trunc('month', today::timestamp);
BEGIN
  PERFORM crm._check_commit_from(commit_from);
  RETURN QUERY
  SELECT coalesce(to_char(d.month, 'YYYY-MM'), '(no date)'), coalesce(d.line, '(none)'),
         count(*) FILTER (WHERE d.is_open), count(*) FILTER (WHERE d.is_open AND d.overdue),
         coalesce(sum(d.premium) FILTER (WHERE d.is_open), 0.00),
         round(coalesce(sum(d.premium * d.probability) FILTER (WHERE d.is_open), 0), 2),
         coalesce(sum(d.premium) FILTER (WHERE d.is_open AND d.probability >= commit_from), 0.00),
         coalesce(sum(d.premium) FILTER (WHERE NOT d.is_open), 0.00)
  FROM (
    SELECT s.category = 'open' AS is_open, o.expected_close_on < today AS overdue, o.premium,
           coalesce(o.probability, s.probability) AS probability, i.line,
           CASE WHEN s.category = 'won' THEN date_trunc('month', o.won_at AT TIME ZONE zone)
                ELSE date_trunc('month', CASE WHEN o.expected_close_on < today THEN today ELSE o.expected_close_on END::timestamp)
           END::date AS month
    FROM crm.opportunities o
    JOIN crm.opportunity_stages s ON s.id = o.stage_id
    LEFT JOIN crm.leads l ON l.id = o.lead_id AND l.tenant_id = o.tenant_id
    LEFT JOIN crm.insurance_types i ON i.id = l.insurance_type_id
    WHERE o.tenant_id = tenant
      AND (s.category = 'open' OR (s.category = 'won' AND o.won_at >= this_month::timestamp AT TIME ZONE zone))
  ) AS d
  GROUP BY d.month, d.line
  ORDER BY d.month NULLS LAST, 2;
END
$$;
COMMENT ON FUNCTION crm.forecast(timestamptz, numeric, bigint) IS
  'premium expected from opportunities, by the month they should close and line: best_case (all that is '
  'open), weighted (times the deal''s own probability or its stage''s), commit_case (those at least '
  'commit_from likely), and won (closed in that month already). An open deal whose day has passed counts '
  'in the current month, and in overdue; one without a day in (no date); one without a lead in line '
  '(none). US dollars a year. Raises invalid_parameter_value for a commit_from outside 0 to 1';

CREATE VIEW crm.forecast WITH (security_invoker = true) AS SELECT * FROM crm.forecast();
COMMENT ON VIEW crm.forecast IS
  'Premium expected by month and line: crm.forecast() now, which see for the definitions.';

CREATE FUNCTION crm.forecast_accuracy(since date DEFAULT NULL, until date DEFAULT NULL, commit_from numeric DEFAULT 0.75,
                                      as_of timestamptz DEFAULT now(), tenant bigint DEFAULT crm.current_tenant())
  RETURNS TABLE (month text, deals bigint, best_case numeric, weighted numeric, commit_case numeric,
                 won_of_these numeric, lost_of_these numeric, slipped numeric, won_unforeseen numeric, won numeric,
                 won_to_weighted numeric)
  LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 50 SET search_path = pg_catalog, pg_temp
  SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
  span record := crm.report_span(since, until, tenant);
  zone text := (SELECT t.timezone FROM crm.tenants t WHERE t.id = tenant);
  earliest timestamptz;
  first_days date[];       -- of the months
  next_days date[];        -- of those after them
  begins_at timestamptz[];
  ends_at timestamptz[];
BEGIN
  PERFORM crm._check_commit_from(commit_from);
  -- No month before the first deal, be it one with an imported history that is older than its row.
  IF EXISTS (SELECT FROM crm.opportunities o WHERE o.tenant_id = tenant AND o.created_at < span.from_at) THEN
    earliest := span.from_at;
  ELSE
    SELECT LEAST((SELECT min(o.created_at) FROM crm.opportunities o WHERE o.tenant_id = tenant),
                 (SELECT min(c.changed_at - make_interval(secs => coalesce(date_part('epoch', c.time_in_stage), 0)))
                  FROM crm.opportunity_stage_changes c WHERE c.tenant_id = tenant)) INTO earliest;
  END IF;
  -- The months that are over.
  SELECT array_agg(m.day::date ORDER BY m.day), array_agg(m.next_day::date ORDER BY m.day),
         array_agg(m.day AT TIME ZONE zone ORDER BY m.day), array_agg(m.next_day AT TIME ZONE zone ORDER BY m.day)
  INTO first_days, next_days, begins_at, ends_at
  FROM (SELECT g AS day, g + interval '1 month' AS next_day
        FROM (SELECT GREATEST(date_trunc('month', earliest AT TIME ZONE zone), span.since) AS since) AS e,
             generate_series(date_trunc('month', e.since), as_of AT TIME ZONE zone, interval '1 month') AS g
        WHERE g >= e.since AND (span.until IS NULL OR g < span.until)) AS m
  WHERE m.next_day AT TIME ZONE zone <= as_of;
  IF first_days IS NULL OR earliest IS NULL THEN
    RETURN;
  END IF;

  RETURN QUERY
  WITH moves AS MATERIALIZED (
    -- A deal stood until a move in the stage it left by it: those since the first month began tell of all that follow.
    SELECT c.opportunity_id, c.from_stage_id, c.changed_at, c.time_in_stage,
           lag(c.changed_at) OVER w AS moved_at, lead(c.changed_at) OVER w AS next_at
    FROM crm.opportunity_stage_changes c
    WHERE c.tenant_id = tenant AND c.changed_at >= begins_at[1]
    WINDOW w AS (PARTITION BY c.opportunity_id ORDER BY c.changed_at)
  ), stays AS (
    -- Open ones.  Of moves at one instant the first is the one from a stage that none of the others led to.
    SELECT d.id, d.premium, d.won_at, d.stage_id, d.expected_close_on, d.created_at, m.moved_at, m.changed_at AS left_at,
           m.time_in_stage, s.probability
    FROM moves m
    CROSS JOIN LATERAL (
      SELECT CASE WHEN m.next_at = m.changed_at THEN
               (SELECT x.from_stage_id FROM crm.opportunity_stage_changes x
                WHERE x.opportunity_id = m.opportunity_id AND x.tenant_id = tenant AND x.changed_at = m.changed_at
                ORDER BY EXISTS (SELECT FROM crm.opportunity_stage_changes y
                                 WHERE y.opportunity_id = x.opportunity_id AND y.tenant_id = tenant
                                   AND y.changed_at = x.changed_at AND y.to_stage_id = x.from_stage_id)
                LIMIT 1)
             ELSE m.from_stage_id END AS stage_id) f
    JOIN crm.opportunity_stages s ON s.id = f.stage_id AND s.category = 'open'
    JOIN crm.opportunities d ON d.id = m.opportunity_id AND d.tenant_id = tenant
    WHERE m.moved_at IS DISTINCT FROM m.changed_at AND d.expected_close_on < next_days[cardinality(next_days)]
    UNION ALL
    SELECT d.id, d.premium, d.won_at, d.stage_id, d.expected_close_on, d.created_at, m.changed_at, 'infinity', NULL, s.probability
    FROM crm.opportunities d
    JOIN crm.opportunity_stages s ON s.id = d.stage_id AND s.category = 'open'
    LEFT JOIN moves m ON m.opportunity_id = d.id AND m.next_at IS NULL
    WHERE d.tenant_id = tenant AND d.expected_close_on < next_days[cardinality(next_days)]
  ), forecasts AS (
    -- The numbers of the first and the last month that each saw begin.
    SELECT t.id, t.premium, t.won_at, t.stage_id, t.left_at, t.probability, width_bucket(t.left_at, begins_at) AS last_n,
           greatest(width_bucket(t.expected_close_on, next_days), width_bucket(
             CASE WHEN t.moved_at IS NOT NULL THEN t.moved_at
                  WHEN t.created_at < begins_at[1] THEN '-infinity'
                  -- An imported deal, older than its row.
                  WHEN t.time_in_stage IS NULL AND EXISTS (SELECT FROM crm.opportunity_stage_changes x
                    WHERE x.opportunity_id = t.id AND x.tenant_id = tenant AND x.changed_at < begins_at[1]) THEN '-infinity'
                  WHEN t.left_at = 'infinity' THEN t.created_at
                  ELSE LEAST(t.created_at, t.left_at - make_interval(secs => coalesce(date_part('epoch', t.time_in_stage), 0))) END, begins_at)) + 1 AS first_n
    FROM stays t
    OFFSET 0  -- each number is worked out once
  ), outcomes AS (
    SELECT f.n, f.premium, f.probability, f.is_won,
           NOT f.is_won AND CASE WHEN f.left_at >= ends_at[f.n] THEN true ELSE
             (SELECT s.category = 'open' FROM crm.opportunity_stages s
              WHERE s.id = coalesce((SELECT x.from_stage_id FROM crm.opportunity_stage_changes x
                                     WHERE x.opportunity_id = f.id AND x.tenant_id = tenant AND x.changed_at >= ends_at[f.n]
                                     ORDER BY x.changed_at, EXISTS (SELECT FROM crm.opportunity_stage_changes y
                                       WHERE y.opportunity_id = x.opportunity_id AND y.tenant_id = tenant
                                         AND y.changed_at = x.changed_at AND y.to_stage_id = x.from_stage_id)
                                     LIMIT 1), f.stage_id)) END AS is_open
    FROM (SELECT k.*, n, e.category = 'won' AND coalesce(k.won_at >= begins_at[n] AND k.won_at < ends_at[n], false) AS is_won
          FROM forecasts k
          JOIN crm.opportunity_stages e ON e.id = k.stage_id
          CROSS JOIN generate_series(k.first_n, k.last_n) AS n
          WHERE k.first_n <= k.last_n) AS f
    OFFSET 0
  ), forecast AS (
    SELECT f.n, count(*) AS deals, sum(f.premium) AS best_case, round(sum(f.premium * f.probability), 2) AS weighted,
           sum(f.premium) FILTER (WHERE f.probability >= commit_from) AS commit_case,
           sum(f.premium) FILTER (WHERE f.is_won) AS won,
           sum(f.premium) FILTER (WHERE f.is_open) AS slipped,
           sum(f.premium) FILTER (WHERE NOT f.is_won AND NOT f.is_open) AS lost
    FROM outcomes f GROUP BY f.n
  ), came AS (
    SELECT width_bucket(d.won_at, begins_at) AS n, sum(d.premium) AS won
    FROM crm.opportunities d
    JOIN crm.opportunity_stages s ON s.id = d.stage_id AND s.category = 'won'
    WHERE d.tenant_id = tenant AND d.won_at >= begins_at[1] AND d.won_at < ends_at[cardinality(ends_at)]
    GROUP BY 1
  )
  SELECT to_char(m.first_day, 'YYYY-MM'), coalesce(f.deals, 0), coalesce(f.best_case, 0.00), coalesce(f.weighted, 0.00),
         coalesce(f.commit_case, 0.00), coalesce(f.won, 0.00), coalesce(f.lost, 0.00), coalesce(f.slipped, 0.00),
         coalesce(c.won, 0.00) - coalesce(f.won, 0.00), coalesce(c.won, 0.00), crm.ratio(coalesce(c.won, 0), f.weighted)
  FROM unnest(first_days) WITH ORDINALITY AS m (first_day, n)
  LEFT JOIN forecast f ON f.n = m.n
  LEFT JOIN came c ON c.n = m.n
  ORDER BY m.n;
END
$$;
COMMENT ON FUNCTION crm.forecast_accuracy(date, date, numeric, timestamptz, bigint) IS
  'what would have been forecast when each month began, against what came: the deals that stood in an open stage at that '
  'moment by their stage histories, and were expected to close by the end of the month (overdue ones too, as in '
  'crm.forecast). best_case: their premium; weighted: times the probability of the stage they stood in; commit_case: '
  'those whose stage was at least commit_from likely. Of their premium, won_of_these was won in the month, slipped was '
  'open at its end, and lost_of_these is the rest. won is all that was won in the month (won_at), won_unforeseen the '
  'part of it that no forecast held; won_to_weighted = won / weighted, null where nothing was forecast. Months that are '
  'over as of a moment and begin within a span. Premiums, days and probabilities of stages are today''s: they have no '
  'history. US dollars a year. Raises invalid_parameter_value for a commit_from outside 0 to 1 or a span that ends '
  'before it begins';

CREATE VIEW crm.forecast_accuracy WITH (security_invoker = true) AS SELECT * FROM crm.forecast_accuracy();
COMMENT ON VIEW crm.forecast_accuracy IS
  'What was forecast when each month began, against what came: crm.forecast_accuracy() over all time, which see for the '
  'definitions.';

-- ------------------------------------------------------------------ losses

CREATE FUNCTION crm.lost_reason_summary(since date DEFAULT NULL, until date DEFAULT NULL,
                                        tenant bigint DEFAULT crm.current_tenant())
  RETURNS TABLE (reason text, label text, losses bigint, leads bigint, still_lost bigint, reopened bigint, won_back bigint,
                 share numeric, premium_lost numeric, median_days_to_loss numeric)
  LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 20 SET search_path = pg_catalog, pg_temp
  SET plan_cache_mode = force_custom_plan
  SET jit = off  -- compiling the statement takes longer than a month's answer
AS $$
#variable_conflict use_column
DECLARE
  span record := crm.report_span(since, until, tenant);
  lost_statuses text[] := ARRAY(SELECT id FROM crm.lead_statuses WHERE stamps = 'lost_at' OR category = 'lost');
BEGIN
  RETURN QUERY
  WITH losses AS (
    SELECT h.lead_id, h.changed_at AS lost_at, h.lost_reason_id,
           NOT EXISTS (SELECT FROM crm.lead_status_changes x
                       WHERE x.lead_id = h.lead_id AND x.tenant_id = h.tenant_id
                         AND x.changed_at > h.changed_at
                         AND x.to_status_id = ANY (lost_statuses)) AS is_last
    FROM crm.lead_status_changes h
    WHERE h.tenant_id = tenant AND h.to_status_id = ANY (lost_statuses)
      AND h.changed_at >= span.from_at AND h.changed_at < span.to_at
    UNION ALL
    -- put in as lost, and moved since: the reason went when it was reopened
    SELECT l.id, l.received_at, NULL,
           NOT EXISTS (SELECT FROM crm.lead_status_changes x
                       WHERE x.lead_id = l.id AND x.tenant_id = l.tenant_id AND x.to_status_id = ANY (lost_statuses))
    FROM crm.lead_status_changes h
    JOIN crm.leads l ON l.id = h.lead_id AND l.tenant_id = h.tenant_id
    WHERE h.tenant_id = tenant AND h.from_status_id = ANY (lost_statuses)
      AND l.received_at >= span.from_at AND l.received_at < span.to_at
      AND NOT EXISTS (SELECT FROM crm.lead_status_changes x
                      WHERE x.lead_id = h.lead_id AND x.tenant_id = h.tenant_id
                        AND (x.changed_at < h.changed_at OR x.changed_at = h.changed_at AND x.to_status_id = h.from_status_id))
    UNION ALL
    -- put in as lost, and never moved
    SELECT l.id, coalesce(l.lost_at, l.received_at), l.lost_reason_id, true
    FROM crm.leads l
    WHERE l.tenant_id = tenant AND l.status_id = ANY (lost_statuses)
      AND coalesce(l.lost_at, l.received_at) >= span.from_at
        AND coalesce(l.lost_at, l.received_at) < span.to_at
      AND NOT EXISTS (SELECT FROM crm.lead_status_changes x WHERE x.lead_id = l.id AND x.tenant_id = l.tenant_id)
  )
  SELECT coalesce(g.reason, '(none given)'), r.label, g.losses, g.leads, g.still_lost, g.reopened, g.won_back,
         crm.ratio(g.losses, sum(g.losses) OVER ()), g.premium_lost, g.median_days
  FROM (
    SELECT coalesce(k.lost_reason_id, CASE WHEN k.is_last THEN l.lost_reason_id END) AS reason,
           count(*) AS losses, count(DISTINCT k.lead_id) AS leads,
           count(*) FILTER (WHERE k.is_last AND s.category = 'lost') AS still_lost,
           count(DISTINCT k.lead_id) FILTER (WHERE s.category IN ('open', 'nurture')) AS reopened,
           count(DISTINCT k.lead_id) FILTER (WHERE s.category = 'won') AS won_back,
           coalesce(sum(l.quoted_premium) FILTER (WHERE k.is_last AND s.category = 'lost'), 0.00) AS premium_lost,
           round((percentile_cont(0.5) WITHIN GROUP (ORDER BY date_part('epoch', k.lost_at - l.received_at)) / 86400)::numeric, 1)
             AS median_days
    FROM losses k
    JOIN crm.leads l ON l.id = k.lead_id AND l.tenant_id = tenant
    JOIN crm.lead_statuses s ON s.id = l.status_id
    GROUP BY 1
  ) AS g
  LEFT JOIN crm.lost_reasons r ON r.id = g.reason
  ORDER BY g.losses DESC, 1;
END
$$;
COMMENT ON FUNCTION crm.lost_reason_summary(date, date, bigint) IS
  'the losses of a span (moves into a lost status, and leads that began in one, when they were received or by their lost_at) '
  'by the reason given for each: how many, of how many leads, and what became of those: still lost, reopened (open or nurtured '
  'now), won back. A lead lost twice counts each time, under that loss''s reason; of one that began lost and was reopened it '
  'is not known. share: of all losses; premium_lost: quoted premium '
  'of those still lost, US dollars a year; median_days_to_loss: since received. Raises '
  'invalid_parameter_value for a span that ends before it begins';

CREATE VIEW crm.lost_reason_summary WITH (security_invoker = true) AS SELECT * FROM crm.lost_reason_summary();
COMMENT ON VIEW crm.lost_reason_summary IS
  'Why leads were lost: crm.lost_reason_summary() over all time, which see.';
