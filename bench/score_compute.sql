-- What computing the scores of all leads costs, without writing any: against count(*) over the leads, and against the same
-- model written as one SQL expression, in one run on one process; and whether both give the same scores.
--
--   psql -d bench -f bench/score_compute.sql        on what bench/load.sql made, any number of leads
--
-- Two models: the shipped one (client columns, coverage documents, contact history), and its factors that look at columns
-- of the lead alone.  Times are the backend's own processor time, so that a busy machine counts less; the best of some
-- runs.  Needs a superuser (it reads /proc).  Nothing is left behind.

\set ON_ERROR_STOP on
\set QUIET on
\pset format unaligned
\pset tuples_only on
SET client_min_messages = warning;
SET max_parallel_workers_per_gather = 0;
SET jit = off;
SET work_mem = '512MB';
SET maintenance_work_mem = '512MB';

BEGIN;
SELECT now() AS as_of, timezone AS zone FROM crm.tenants WHERE id = crm.current_tenant() \gset

SELECT crm.publish_score_model('columns_alone', jsonb_set(definition, '{factors}',
         (SELECT jsonb_agg(f.factor ORDER BY f.n)
            FROM jsonb_array_elements(definition -> 'factors') WITH ORDINALITY AS f (factor, n)
            WHERE jsonb_typeof(f.factor -> 'feature') = 'string' AND f.factor ->> 'feature' LIKE 'lead.%')), activate => false)
  FROM crm.score_models WHERE name = 'default' AND version = 1 \g /dev/null

-- What both models share: the columns' factors; from the score to the priority.
CREATE FUNCTION pg_temp.column_points(until float8, status text, umbrella boolean, kind text, premium numeric, age float8,
    OUT x_date int, OUT status_points int, OUT umbrella_points int, OUT source int, OUT premium_points int, OUT age_points int)
  LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN $1 IS NULL THEN 4 WHEN $1 < -30 THEN 2 WHEN $1 < 0 THEN 8 WHEN $1 < 14 THEN 22 WHEN $1 < 45 THEN 28
           WHEN $1 < 75 THEN 18 WHEN $1 < 120 THEN 9 ELSE 3 END,
         CASE $2 WHEN 'new' THEN 2 WHEN 'assigned' THEN 2 WHEN 'attempting' THEN 1 WHEN 'contacted' THEN 4
           WHEN 'gathering_info' THEN 7 WHEN 'quoting' THEN 9 WHEN 'quoted' THEN 11 WHEN 'deciding' THEN 12
           WHEN 'application' THEN 13 WHEN 'underwriting' THEN 13 ELSE 0 END,
         CASE WHEN $3 THEN 3 ELSE 0 END,
         CASE $4 WHEN 'referral' THEN 9 WHEN 'existing_client' THEN 10 WHEN 'walk_in' THEN 7 WHEN 'partner' THEN 5
           WHEN 'event' THEN 3 WHEN 'web' THEN 4 WHEN 'aggregator' THEN 1 WHEN 'list' THEN -2 ELSE 0 END,
         CASE WHEN $5 IS NULL OR $5 < 500 THEN 0 WHEN $5 < 1500 THEN 2 WHEN $5 < 4000 THEN 4 ELSE 6 END,
         CASE WHEN $6 < 30 THEN 0 WHEN $6 < 90 THEN -4 WHEN $6 < 180 THEN -8 ELSE -12 END
$$;

\set days_until 'EXTRACT(epoch FROM (l.x_date::timestamp AT TIME ZONE ' :'zone' ') - ' :'as_of' '::timestamptz)::float8 / 86400'
\set days_since 'EXTRACT(epoch FROM ' :'as_of' '::timestamptz - l.received_at)::float8 / 86400'
\set appraised 'SELECT id, score, odds / (1 + odds) AS probability, odds / (1 + odds) * premium * commission AS expected_value, ln(greatest(odds / (1 + odds) * premium * commission, 0.01)) + urgency AS priority FROM (SELECT id, score, 0.18 * power(2, (score - 50) / 14) AS odds, premium, commission, urgency FROM'
\set worth 'CASE WHEN l.quoted_premium > 0 THEN l.quoted_premium::float8 WHEN l.target_premium > 0 THEN l.target_premium::float8 WHEN l.current_premium > 0 THEN l.current_premium::float8 WHEN t.id = \'auto\' THEN 1800 WHEN t.id = \'renters\' THEN 220 WHEN t.line = \'personal\' THEN 1500 WHEN t.line = \'commercial\' THEN 4800 WHEN t.line = \'life_health\' THEN 1200 ELSE 1500 END AS premium, CASE t.line WHEN \'personal\' THEN 0.12::float8 WHEN \'commercial\' THEN 0.14 WHEN \'life_health\' THEN 0.5 ELSE 0.12 END AS commission, CASE WHEN d.age < 0 THEN 1.2 WHEN d.age < 3 THEN 1.2 - 0.2 * d.age WHEN d.age < 13 THEN 0.6 - 0.06 * (d.age - 3) ELSE 0 END + CASE WHEN d.until >= 0 AND d.until < 15 THEN 1.2 WHEN d.until >= 15 AND d.until < 55 THEN 1.2 - 0.03 * (d.until - 15) ELSE 0 END + CASE WHEN l.next_follow_up_at <= ' :'as_of' ' THEN 1.5 WHEN l.next_follow_up_at > ' :'as_of' ' THEN -8 ELSE 0 END + CASE WHEN l.first_contact_at IS NOT NULL THEN 0 WHEN d.age < 1 THEN 0.8 ELSE 0.4 END + coalesce(0.2 * (3 - l.ai_follow_up_priority), 0) AS urgency'

CREATE TEMP VIEW columns_by_hand AS
:appraised (
  SELECT l.id, least(100, greatest(0, 10 + least(25, greatest(-10, p.source + p.premium_points))
           + least(45, greatest(0, p.x_date + p.status_points + p.umbrella_points))
           + least(0, greatest(-25, p.age_points))))::float8 AS score, :worth
    FROM crm.leads AS l
      JOIN crm.insurance_types AS t ON t.id = l.insurance_type_id
      LEFT JOIN crm.lead_sources AS s ON s.id = l.source_id
      CROSS JOIN LATERAL (SELECT :days_until AS until, :days_since AS age) AS d
      CROSS JOIN LATERAL pg_temp.column_points(d.until, l.status_id, l.umbrella_requested, s.kind, l.current_premium, d.age) AS p
    WHERE l.tenant_id = (SELECT crm.current_tenant())) AS x) AS y;

CREATE TEMP VIEW default_by_hand AS
:appraised (
  SELECT l.id, least(100, greatest(0, 10
           + least(25, greatest(-10, p.source + p.premium_points
               + CASE c.lifecycle WHEN 'insured' THEN 6 WHEN 'former' THEN 2 ELSE 0 END
               + CASE WHEN jsonb_array_length(l.auto_data -> 'vehicles') >= 2 THEN 3 ELSE 0 END
               + CASE WHEN c.phone <> '' THEN 3 ELSE -4 END + CASE WHEN c.email <> '' THEN 2 ELSE -2 END))
           + least(25, greatest(-15, least(16, coalesce(e.inbound, 0))
               + CASE WHEN e.sentiment < -0.4 THEN -6 WHEN e.sentiment < -0.1 THEN -2 WHEN e.sentiment >= 0.2 THEN 5 ELSE 0 END
               + CASE WHEN e.unanswered < 2 THEN 0 WHEN e.unanswered < 4 THEN -3 WHEN e.unanswered < 7 THEN -7
                   WHEN e.unanswered >= 7 THEN -12 ELSE 0 END
               + CASE WHEN e.reply < interval '15 minutes' THEN 5 WHEN e.reply < interval '4 hours' THEN 3
                   WHEN e.reply < interval '24 hours' THEN 1 ELSE 0 END))
           + least(45, greatest(0, p.x_date + p.status_points + p.umbrella_points + least(9, coalesce(6 * e.requests, 0))
               + CASE WHEN o.lead_id IS NOT NULL THEN 4 ELSE 0 END))
           + least(0, greatest(-25, p.age_points + greatest(-16, coalesce(-8 * e.opted_out, 0))
               + greatest(-8, coalesce(-4 * e.wrong_number, 0))
               + CASE WHEN l.auto_data #>> '{prior,lapse_reason}' = 'non_payment' THEN -8 ELSE 0 END
               + CASE jsonb_array_length(jsonb_path_query_array(l.auto_data,
                     '$.drivers[*].accidents[*] ? (@.kind == "at_fault_injury" || @.kind == "at_fault_no_injury")'))
                   WHEN 0 THEN 0 WHEN 1 THEN -3 ELSE CASE WHEN l.auto_data IS NULL THEN 0 ELSE -8 END END
               + CASE WHEN jsonb_array_length(l.home_data -> 'losses') >= 2 THEN -7
                   WHEN jsonb_array_length(l.home_data -> 'losses') = 1 THEN -3 ELSE 0 END
               + CASE WHEN (l.commercial_data #> '{wc,experience_mod}')::numeric >= 1.4 THEN -8
                   WHEN (l.commercial_data #> '{wc,experience_mod}')::numeric >= 1.1 THEN -4 ELSE 0 END))))::float8 AS score, :worth
    FROM crm.leads AS l
      JOIN crm.insurance_types AS t ON t.id = l.insurance_type_id
      JOIN crm.clients AS c ON c.id = l.client_id AND c.tenant_id = l.tenant_id
      LEFT JOIN crm.lead_sources AS s ON s.id = l.source_id
      LEFT JOIN (SELECT DISTINCT k.lead_id FROM crm.opportunities AS k JOIN crm.opportunity_stages AS g ON g.id = k.stage_id
                   WHERE k.tenant_id = (SELECT crm.current_tenant()) AND g.category = 'open') AS o ON o.lead_id = l.id
      LEFT JOIN (
        SELECT v.lead_id,
               sum(6.0::float8 / power(2, floor(v.age / 14))) FILTER (WHERE v.direction = 'inbound' AND v.age < 84) AS inbound,
               count(*) FILTER (WHERE v.direction = 'inbound' AND v.communication_type_id = 'web_form' AND v.age < 30) AS requests,
               count(*) FILTER (WHERE v.outcome = 'opted_out') AS opted_out,
               count(*) FILTER (WHERE v.outcome = 'wrong_number') AS wrong_number,
               (array_agg(v.ai_sentiment ORDER BY v.occurred_at DESC, v.id DESC) FILTER (WHERE v.ai_sentiment IS NOT NULL))[1]
                 AS sentiment,
               count(*) FILTER (WHERE v.broken_at IS NULL OR v.occurred_at > v.broken_at) AS unanswered,
               min(v.occurred_at - v.received_at) FILTER (WHERE v.direction = 'outbound' AND v.occurred_at >= v.received_at)
                 AS reply
          FROM (SELECT m.*, r.received_at, EXTRACT(epoch FROM :'as_of'::timestamptz - m.occurred_at)::float8 / 86400 AS age,
                       max(m.occurred_at) FILTER (WHERE m.direction = 'inbound'
                         OR m.outcome IN ('answered', 'met', 'connected', 'replied')) OVER (PARTITION BY m.lead_id) AS broken_at
                  FROM crm.lead_communications AS m
                    JOIN crm.leads AS r ON r.id = m.lead_id AND r.tenant_id = m.tenant_id
                  WHERE m.tenant_id = (SELECT crm.current_tenant()) AND m.occurred_at <= :'as_of') AS v
          GROUP BY v.lead_id) AS e ON e.lead_id = l.id
      CROSS JOIN LATERAL (SELECT :days_until AS until, :days_since AS age) AS d
      CROSS JOIN LATERAL pg_temp.column_points(d.until, l.status_id, l.umbrella_requested, s.kind, l.current_premium, d.age) AS p
    WHERE l.tenant_id = (SELECT crm.current_tenant())) AS x) AS y;

\ir timing.sql
\set sums 'count(*), sum(score), sum(probability), sum(expected_value), sum(priority)'

SELECT count(*) AS leads FROM crm.leads \gset
SELECT pg_temp.best_cpu_ms('SELECT 1', 1) \g /dev/null
-- Every row, not an index: index-only scans depend on when it was vacuumed.
SET LOCAL enable_indexonlyscan = off;
SELECT pg_temp.best_cpu_ms('SELECT count(*) FROM crm.leads', 7) AS count_ms \gset
RESET enable_indexonlyscan;
SELECT pg_temp.best_cpu_ms('SELECT count(*) FROM crm.leads WHERE tenant_id = 1', 5) AS tenant_ms,
       pg_temp.best_cpu_ms($$SELECT count(next_follow_up_at) FROM crm.leads WHERE tenant_id = 1$$, 5) AS columns_floor_ms,
       pg_temp.best_cpu_ms($$SELECT count(phone) FROM crm.clients WHERE tenant_id = 1$$, 3)
         + pg_temp.best_cpu_ms($$SELECT count(ai_sentiment) FROM crm.lead_communications WHERE tenant_id = 1$$, 2)
         + pg_temp.best_cpu_ms($$SELECT count(stage_id) FROM crm.opportunities WHERE tenant_id = 1$$, 3) AS others_floor_ms \gset
SELECT pg_temp.best_cpu_ms($$SELECT * FROM crm.count_scores('columns_alone', only_open => false, as_of => $$ || quote_literal(:'as_of')
         || ')', 5) AS columns_ms,
       pg_temp.best_cpu_ms($$SELECT * FROM crm.count_scores('default:1', only_open => false, as_of => $$ || quote_literal(:'as_of')
         || ')', 3) AS default_ms,
       pg_temp.best_cpu_ms('SELECT ' || :'sums' || ' FROM columns_by_hand', 3) AS columns_sql_ms,
       pg_temp.best_cpu_ms('SELECT ' || :'sums' || ' FROM default_by_hand', 1) AS default_sql_ms,
       pg_temp.best_cpu_ms($$SELECT count(*), sum(score), sum(probability), sum(expected_value), sum(priority)
         FROM crm.score_leads('default:1', only_open => false)$$, 1) AS list_ms \gset

SELECT count(*) FILTER (WHERE abs(o.score - h.score) > 1e-9 OR abs(o.probability - h.probability) > 1e-9
         OR abs(o.expected_value - h.expected_value) > 1e-9 * greatest(1, h.expected_value)
         OR abs(o.priority - h.priority) > 0.001 OR h.id IS NULL OR o.lead_id IS NULL) AS columns_differ
  FROM crm.score_leads('columns_alone', false, :'as_of') AS o FULL JOIN columns_by_hand AS h ON h.id = o.lead_id \gset
SELECT count(*) FILTER (WHERE abs(o.score - h.score) > 1e-9 OR abs(o.probability - h.probability) > 1e-9
         OR abs(o.expected_value - h.expected_value) > 1e-9 * greatest(1, h.expected_value)
         OR abs(o.priority - h.priority) > 0.001 OR h.id IS NULL OR o.lead_id IS NULL) AS default_differ
  FROM crm.score_leads('default:1', false, :'as_of') AS o FULL JOIN default_by_hand AS h ON h.id = o.lead_id \gset
ROLLBACK;

\qecho 'milliseconds of processor time for' :leads 'leads:'
\qecho '  count(*), every row' :count_ms
\qecho '  count(*) of the tenant' :tenant_ms ', reading the columns a model needs' :columns_floor_ms
\qecho '  reading the other tables it needs' :others_floor_ms
\qecho '  all scores, columns of the lead alone' :columns_ms ', the same as SQL' :columns_sql_ms
\qecho '  all scores, the shipped model' :default_ms ', the same as SQL' :default_sql_ms ', listed lead by lead' :list_ms
SELECT 'bench | all scores, columns of the lead alone, against count(*) | ' || :columns_ms || ' ms | ' || :count_ms || ' ms | '
         || round(:columns_ms / nullif(:count_ms, 0), 1) || ' | <= 5 | 6';
SELECT 'bench | all scores, the shipped model, against count(*) | ' || :default_ms || ' ms | ' || :count_ms || ' ms | '
         || round(:default_ms / nullif(:count_ms, 0), 1) || ' | <= 30 | 6';
SELECT 'bench | all scores, columns of the lead alone, against one SQL expression | ' || :columns_ms || ' ms | '
         || :columns_sql_ms || ' ms | ' || round(:columns_ms / nullif(:columns_sql_ms, 0), 2) || ' | <= 1 | 6';
SELECT 'bench | all scores, the shipped model, against one SQL expression | ' || :default_ms || ' ms | '
         || :default_sql_ms || ' ms | ' || round(:default_ms / nullif(:default_sql_ms, 0), 2) || ' | <= 1 | 6';
SELECT 'bench | scores that differ from the SQL expression''s, both models | ' || :columns_differ + :default_differ
         || ' leads | 0 leads | ' || :columns_differ + :default_differ || ' | 0 | 6';
