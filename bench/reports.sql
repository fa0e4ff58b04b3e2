-- How long the analysts' views take on a database of size: each for a month's question, or whole where it knows no span.
--
--   createdb bench && psql -d bench -c 'CREATE EXTENSION crm'
--   psql -d bench -v leads=1000000 -v events=5000000 -f bench/load.sql
--   psql -X -d bench -f bench/reports.sql
--
--   runs    how often each is run; the best counts (default 3)
--
-- The baseline beside each is a bare count(*) over the rows that the question is about, counted by hand.  Seconds are the
-- backend's own processor time, from /proc, without parallel workers: on a machine that does nothing else the answer is
-- there after so long, with workers sooner.  Needs a superuser and Linux.  bench/load.sql gives its deals no history: for the
-- reports about them 250,000 with one are made here.  Everything is rolled back.

\set ON_ERROR_STOP on
\set QUIET on
\if :{?runs} \else \set runs 3 \endif
\pset format unaligned
\pset tuples_only on
SET client_min_messages = warning;

BEGIN;
SET LOCAL max_parallel_workers_per_gather = 0;
SET LOCAL jit = off;
SET LOCAL work_mem = '64MB';

-- ------------------------------------------------------------------ deals: one a lead that was quoted, four stages each

SET LOCAL session_replication_role = replica;
INSERT INTO crm.opportunities (id, client_id, lead_id, stage_id, name, kind, premium, commission_rate, expected_close_on,
                               created_at, stage_changed_at, won_at)
SELECT 1000000000 + l.id, l.client_id, l.id, CASE WHEN l.bound_at IS NOT NULL THEN 'won' WHEN l.lost_at IS NOT NULL THEN 'lost' ELSE 'proposal' END,
       'deal', CASE l.id % 4 WHEN 0 THEN 'renewal' ELSE 'new' END, l.quoted_premium, 0.12, (l.quoted_at + interval '20 days')::date,
       l.received_at, coalesce(l.bound_at, l.lost_at, l.quoted_at), l.bound_at
FROM crm.leads l WHERE l.tenant_id = crm.current_tenant() AND l.quoted_at IS NOT NULL ORDER BY l.id LIMIT 250000;
INSERT INTO crm.opportunity_stage_changes (opportunity_id, client_id, from_stage_id, to_stage_id, changed_at, time_in_stage)
SELECT o.id, o.client_id, m.from_stage, m.to_stage, m.at, interval '3 days'
FROM crm.opportunities o, LATERAL (VALUES
  ('discovery', 'submitted', o.created_at + (o.stage_changed_at - o.created_at) * 0.2),
  ('submitted', 'proposal', o.created_at + (o.stage_changed_at - o.created_at) * 0.6),
  ('proposal', nullif(o.stage_id, 'proposal'), o.stage_changed_at)) AS m (from_stage, to_stage, at)
WHERE m.to_stage IS NOT NULL AND o.id > 1000000000;
SET LOCAL session_replication_role = origin;
ANALYZE crm.opportunities, crm.opportunity_stage_changes;

-- ------------------------------------------------------------------ measuring

-- The last month that is over.
SELECT date_trunc('month', max(received_at) AT TIME ZONE t.timezone)::date AS until,
       (date_trunc('month', max(received_at) AT TIME ZONE t.timezone) - interval '1 month')::date AS since
FROM crm.leads l, crm.tenants t WHERE l.tenant_id = crm.current_tenant() AND t.id = crm.current_tenant() GROUP BY t.timezone \gset

\ir timing.sql
CREATE FUNCTION pg_temp.seconds(statement text, runs int) RETURNS numeric LANGUAGE sql AS
  $$ SELECT round(pg_temp.best_cpu_ms(statement, runs) / 1000, 3) $$;

CREATE TEMP TABLE questions (place serial, question text, statement text, counted text, target numeric) ON COMMIT DROP;
INSERT INTO questions (question, statement, counted, target)
SELECT q.question, replace(replace(q.statement, '$1', quote_literal(:'since')), '$2', quote_literal(:'until')),
       replace(replace(q.counted, '$1', quote_literal(:'since')), '$2', quote_literal(:'until')), 2
FROM (VALUES
  ('funnel of a month',             'crm.funnel($1, $2)', 'leads'),
  ('funnel of a month by source',   'crm.funnel($1, $2, ''source'')', 'leads'),
  ('stage_velocity of a month',     'crm.stage_velocity($1, $2)', 'moves'),
  ('speed_to_lead of a month',      'crm.speed_to_lead($1, $2)', 'leads'),
  ('speed_to_lead of a month by hour', 'crm.speed_to_lead($1, $2, ''hour'')', 'leads'),
  ('source_roi of a month',         'crm.source_roi($1, $2)', 'leads'),
  ('source_roi of a month by first touch', 'crm.source_roi($1, $2, ''first'')', 'leads'),
  ('campaign_roi of a month',       'crm.campaign_roi($1, $2)', 'leads'),
  ('agent_leaderboard of a month',  'crm.agent_leaderboard($1, $2)', 'leads'),
  ('cohort_conversion of a month',  'crm.cohort_conversion($1, $2)', 'leads'),
  ('lost_reason_summary of a month', 'crm.lost_reason_summary($1, $2)', 'moves'),
  ('contact_time_heatmap of a month', 'crm.contact_time_heatmap($1, $2)', 'communications'),
  ('retention of a month',          'crm.retention($1, $2)', 'deals'),
  ('forecast',                      'crm.forecast', 'deals'),
  ('forecast_accuracy of a month',  'crm.forecast_accuracy($1, $2)', 'deals'),
  ('pipeline',                      'crm.pipeline', 'all leads'),
  ('stale_leads',                   'crm.stale_leads', 'all leads'),
  ('overdue_follow_ups',            'crm.overdue_follow_ups', 'all leads'),
  ('no_next_step',                  'crm.no_next_step', 'all leads'),
  ('x_date_calendar',               'crm.x_date_calendar', 'all leads'),
  ('win_back',                      'crm.win_back', 'all leads'),
  ('cross_sell_gaps',               'crm.cross_sell_gaps', 'all leads'),
  ('schema_versions_in_use',        'crm.schema_versions_in_use', 'all leads'),
  ('data_quality',                  'crm.data_quality', 'all leads'),
  ('source_trend',                  'crm.source_trend', 'all leads'),
  ('chart_svg funnel of a month',   'crm.chart_svg(''funnel'', $1, $2)', 'leads'),
  ('chart_svg heatmap of a month',  'crm.chart_svg(''heatmap'', $1, $2)', 'communications')
) AS r (question, source, rows_of)
JOIN (VALUES
  ('leads', 'crm.leads WHERE tenant_id = crm.current_tenant() AND received_at >= $1 AND received_at < $2'),
  ('moves', 'crm.lead_status_changes WHERE tenant_id = crm.current_tenant() AND changed_at >= $1 AND changed_at < $2'),
  ('communications', 'crm.lead_communications WHERE tenant_id = crm.current_tenant() AND occurred_at >= $1 AND occurred_at < $2'),
  ('deals', 'crm.opportunities WHERE tenant_id = crm.current_tenant()'),
  ('all leads', 'crm.leads WHERE tenant_id = crm.current_tenant()')
) AS c (rows_of, counted_from) ON c.rows_of = r.rows_of
-- A count of whole rows computes every column, and leaves printing them out.
CROSS JOIN LATERAL (SELECT r.question, 'SELECT count(v) FROM ' || r.source || ' AS v' AS statement,
                           'SELECT count(*) FROM ' || c.counted_from AS counted) AS q;

-- ------------------------------------------------------------------ the answers

\qecho 'Seconds of processor time, best of' :runs 'runs; the month is' :since 'to' :until
CREATE FUNCTION pg_temp.line(what text, counted text, statement text, target numeric, runs int) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  by_hand CONSTANT numeric := pg_temp.seconds(counted, runs);
  ours CONSTANT numeric := pg_temp.seconds(statement, runs);
BEGIN
  RETURN format('bench | %s | %s s | %s s (count(*) of the same rows) | %s | <= %s s | 9', what, round(ours, 2), round(by_hand, 2),
                round(ours / greatest(by_hand, 0.01), 1), target);
END $$;
SELECT format('SELECT pg_temp.line(%L, %L, %L, %L, %L)', question, counted, statement, target, :runs) FROM questions ORDER BY place \gexec

-- The heaviest of them again as a member of the agency, whom row-level security binds, beside the same as the tables' owner.
CREATE ROLE bench_member;
SELECT crm.grant_access('bench_member', 'analyst', crm.current_tenant()) \g /dev/null
SELECT set_config('crm.tenant_id', crm.current_tenant()::text, true) \g /dev/null
CREATE SCHEMA bench_member AUTHORIZATION bench_member;
SET LOCAL ROLE bench_member;
CREATE FUNCTION bench_member.run(statement text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  IF NOT row_security_active('crm.leads') THEN
    RAISE 'row-level security does not hold';
  END IF;
  EXECUTE statement;
END $$;
RESET ROLE;
CREATE FUNCTION pg_temp.member_line(what text, statement text, runs int) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  as_owner CONSTANT numeric := pg_temp.seconds(statement, runs);
  as_member CONSTANT numeric := pg_temp.seconds(format('SELECT bench_member.run(%L)', statement), runs);
BEGIN
  RETURN format('bench | %s, as a member | %s s | %s s (as the owner) | %s | <= 1.2 | 9', what, round(as_member, 2), round(as_owner, 2),
                round(as_member / greatest(as_owner, 0.01), 2));
END $$;
SELECT format('SELECT pg_temp.member_line(%L, %L, %L)', question, statement, :runs) FROM questions
WHERE question IN ('x_date_calendar', 'cross_sell_gaps', 'data_quality', 'stale_leads', 'no_next_step', 'agent_leaderboard of a month',
                   'forecast_accuracy of a month') ORDER BY place \gexec

-- Reports over all time come from dashboards: what it takes to make each, the first time and again, and to read them all.
\qecho
\qecho 'Dashboards: seconds by the clock, on this machine as it is, to make each, and to make it again'
CREATE TEMP TABLE made (run int, cpu numeric) ON COMMIT DROP;
CREATE TEMP TABLE made_each (run int, place serial, dashboard text, seconds numeric) ON COMMIT DROP;
CREATE FUNCTION pg_temp.make(run int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  started CONSTANT numeric := pg_temp.cpu_ms();
BEGIN
  INSERT INTO made_each (run, dashboard, seconds) SELECT run, dashboard, seconds FROM crm.refresh_dashboards();
  INSERT INTO made VALUES (run, round((pg_temp.cpu_ms() - started) / 1000, 1));
END $$;
SELECT pg_temp.make(1), pg_temp.make(2) \g /dev/null
SELECT format('%s: %s, %s', a.dashboard, a.seconds, b.seconds) FROM made_each a JOIN made_each b USING (dashboard)
WHERE a.run = 1 AND b.run = 2 ORDER BY a.place;
SELECT format('bench | crm.refresh_dashboards(), again | %s s | %s s (the first time) | %s | <= 60 s | 9', b.cpu, a.cpu, round(b.cpu / a.cpu, 2))
FROM made a, made b WHERE a.run = 1 AND b.run = 2;
SELECT pg_temp.line('all dashboards read, reports over all time', 'SELECT count(*) FROM crm.leads WHERE tenant_id = crm.current_tenant()',
                    'SELECT ' || string_agg(format('(SELECT count(v) FROM crm.%I AS v)', 'dashboard_' || dashboard), ', '), 2, :runs)
FROM crm.dashboard_freshness;

ROLLBACK;
