-- Pictures in text, for psql: bars and heat out of Unicode block characters, and views that draw with them and with
-- crm.sparkline.

CREATE FUNCTION crm.bar(value numeric, max numeric, width int DEFAULT 20) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE
      WHEN b.eighths <= 0 THEN ''
      WHEN getdatabaseencoding() = 'UTF8' THEN
        repeat('█', b.eighths / 8) || (ARRAY['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'])[b.eighths % 8 + 1]
      ELSE repeat('#', (b.eighths + 4) / 8)
    END
  FROM (SELECT CASE WHEN value > 0 AND value <> 'NaN' AND max > 0 AND max <> 'NaN'  -- NaN is above 0, too
                    THEN round(least(value / max, 1) * least(greatest(width, 0), 200) * 8)::int ELSE 0 END AS eighths) AS b;
END;
COMMENT ON FUNCTION crm.bar(numeric, numeric, int) IS
  'a bar as long as value is of max, of at most width characters (0 to 200), drawn to an eighth of one; '
  'empty where value or max is not a number above 0. In a database whose encoding is not UTF8 it is made of #';

CREATE FUNCTION crm.heat(value numeric, max numeric) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN (CASE WHEN getdatabaseencoding() = 'UTF8' THEN ARRAY['  ', '░░', '▒▒', '▓▓', '██']
            ELSE ARRAY['  ', '..', '::', '++', '##'] END)
         [1 + CASE WHEN value > 0 AND value <> 'NaN' AND max > 0 AND max <> 'NaN' THEN ceil(least(value / max, 1) * 4)::int ELSE 0 END];
COMMENT ON FUNCTION crm.heat(numeric, numeric) IS
  'two characters, the darker the closer value is to max: a quarter a step, blank where value or max is not a number above 0. In a '
  'database whose encoding is not UTF8 the steps are . : + #';

-- ------------------------------------------------------------------ charts

CREATE FUNCTION crm._funnel_bars(received numeric, contacted numeric, quoted numeric, bound numeric)
  RETURNS TABLE (step text, leads bigint, share numeric, chart text)
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE ROWS 4
BEGIN ATOMIC
  SELECT s.step, s.leads::bigint, crm.ratio(s.leads, received), crm.bar(s.leads, received, 40)
  FROM (VALUES (1, 'received', received), (2, 'contacted', contacted), (3, 'quoted', quoted), (4, 'bound', bound))
    AS s (sort_order, step, leads)
  ORDER BY s.sort_order;
END;
COMMENT ON FUNCTION crm._funnel_bars(numeric, numeric, numeric, numeric) IS 'the rows of crm.funnel_chart for these numbers';

CREATE VIEW crm.funnel_chart WITH (security_invoker = true) AS
SELECT s.step, s.leads, s.share, s.chart
FROM crm.funnel(by => 'all') AS f, crm._funnel_bars(f.received, f.contacted, f.quoted, f.bound) AS s;
COMMENT ON VIEW crm.funnel_chart IS 'The funnel of all leads as bars: see crm.funnel().';

CREATE VIEW crm.pipeline_chart WITH (security_invoker = true) AS
SELECT p.board, p.label, p.deals, p.stale, crm.bar(p.deals, max(p.deals) OVER (PARTITION BY p.board), 30) AS chart
FROM crm.pipeline p
ORDER BY p.board, p.sort_order;
COMMENT ON VIEW crm.pipeline_chart IS
  'What is open by status and stage as bars, each board to its own scale: see crm.pipeline.';

CREATE VIEW crm.forecast_chart WITH (security_invoker = true) AS
SELECT f.month, f.won, f.weighted, f.best_case,
       crm.bar(f.won + f.weighted, max(f.won + f.best_case) OVER (), 40) AS chart
FROM (SELECT month, sum(won) AS won, sum(weighted) AS weighted, sum(best_case) AS best_case FROM crm.forecast() GROUP BY month) AS f
ORDER BY f.month = '(no date)', f.month;
COMMENT ON VIEW crm.forecast_chart IS
  'Won and weighted premium by month over all lines, as bars to the scale of the best case: see '
  'crm.forecast().';

CREATE VIEW crm.accuracy_chart WITH (security_invoker = true) AS
SELECT a.month, a.weighted, a.won, a.won_to_weighted, crm.bar(a.weighted, max(greatest(a.weighted, a.won)) OVER (), 24) AS forecast,
       crm.bar(a.won, max(greatest(a.weighted, a.won)) OVER (), 24) AS came
FROM crm.forecast_accuracy a
ORDER BY a.month;
COMMENT ON VIEW crm.accuracy_chart IS
  'What was forecast when each month began, weighted, beside what came, as bars of one scale: see crm.forecast_accuracy().';

CREATE VIEW crm.cohort_chart WITH (security_invoker = true) AS
SELECT c.month, c.leads, c.bound, c.conversion,
       (SELECT string_agg(CASE WHEN w.share IS NULL THEN ' .' ELSE crm.heat(w.share, c.most) END, ' ' ORDER BY w.n)
        FROM unnest(ARRAY[c.within_1_week, c.within_2_weeks, c.within_4_weeks, c.within_8_weeks, c.within_13_weeks, c.within_26_weeks])
          WITH ORDINALITY AS w (share, n)) AS weeks_1_2_4_8_13_26
FROM (SELECT k.*, max(greatest(k.conversion, k.within_26_weeks)) OVER () AS most FROM crm.cohort_conversion k) AS c
ORDER BY c.month;
COMMENT ON VIEW crm.cohort_chart IS
  'Shares bound within 1, 2, 4, 8, 13 and 26 weeks as heat, a line a month, to the scale of the best month: see '
  'crm.cohort_conversion().';
COMMENT ON COLUMN crm.cohort_chart.weeks_1_2_4_8_13_26 IS
  'two characters a span of weeks, the darker the more were bound; blank: none; a dot: too early to tell';

CREATE VIEW crm.contact_time_chart WITH (security_invoker = true) AS
SELECT h.day, sum(h.attempts)::bigint AS calls, sum(h.answered)::bigint AS answered,
       string_agg(CASE WHEN h.attempts = 0 THEN '  '
                    WHEN h.high = h.low THEN crm.heat(1, 2)
                    ELSE crm.heat(0.01 + (h.smoothed_rate - h.low) / (h.high - h.low), 1) END, ''
                      ORDER BY h.hour)
         FILTER (WHERE h.hour BETWEEN 7 AND 20) AS hours_7_to_21
FROM (SELECT m.*, min(m.smoothed_rate) FILTER (WHERE m.attempts > 0) OVER () AS low,
             max(m.smoothed_rate) FILTER (WHERE m.attempts > 0) OVER () AS high
      FROM crm.contact_time_heatmap m) AS h
GROUP BY h.weekday, h.day
ORDER BY h.weekday;
COMMENT ON VIEW crm.contact_time_chart IS
  'When people answer, as a picture: a line a weekday, two characters an hour from 7 to 21, the darker the '
  'more likely (crm.contact_time_heatmap, smoothed); blank where nobody was called.';
COMMENT ON COLUMN crm.contact_time_chart.hours_7_to_21 IS 'two characters an hour, from 7 o''clock on';

CREATE VIEW crm.source_trend WITH (security_invoker = true) AS
WITH months AS (
  SELECT m, (date_trunc('month', now() AT TIME ZONE t.timezone) - m * interval '1 month') AT TIME ZONE t.timezone AS begins_at,
         (date_trunc('month', now() AT TIME ZONE t.timezone) - (m - 1) * interval '1 month') AT TIME ZONE t.timezone AS ends_at
  FROM crm.tenants t, generate_series(0, 11) AS m WHERE t.id = (SELECT crm.current_tenant())
), counted AS (
  SELECT coalesce(l.source_id, '(none)') AS source, m.m, count(*) AS leads
  FROM months m JOIN crm.leads l ON l.received_at >= m.begins_at AND l.received_at < m.ends_at
  WHERE l.tenant_id = (SELECT crm.current_tenant())
  GROUP BY 1, 2
)
SELECT s.source, sum(c.leads)::bigint AS leads,
       crm.sparkline(array_agg(coalesce(c.leads, 0)::float8 ORDER BY m.m DESC)) AS trend
FROM (SELECT DISTINCT source FROM counted) AS s CROSS JOIN months m
LEFT JOIN counted c ON c.source = s.source AND c.m = m.m
GROUP BY s.source
ORDER BY 2 DESC, 1;
COMMENT ON VIEW crm.source_trend IS
  'Leads by source over the last twelve months, this one last, and their course as a sparkline: who grows, '
  'who dries up.';
