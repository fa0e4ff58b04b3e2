-- Whether a budget is ever broken, by the exact count: psql -X -d bench -v leads=10000 -f bench/tokens/over_budget.sql
--
-- Takes leads spread over the database (bench/load.sql, demo/agency.sql), gives each a purpose and a budget from 300 to
-- 8,000 that look random and are not, and makes its prompt and its context, each twice, with the budget held by the
-- estimate and by the exact count.  What comes out is counted exactly.  A budget too small for what cannot be left out
-- is refused, which breaks nothing.  Needs the vocabularies (make install-vocab).
--
--   leads     how many (default 10000)
--   encoding  whose count is the exact one (default o200k_base)
--   as_of     the moment (default that of the load's newest row)
\set ON_ERROR_STOP on
\set QUIET on
\if :{?leads} \else \set leads 10000 \endif
\if :{?encoding} \else \set encoding o200k_base \endif
\if :{?as_of} \else
SELECT max(received_at) AS as_of FROM crm.leads \gset
\endif
\pset footer off

-- What was made, or nothing where the budget is refused.
CREATE FUNCTION pg_temp.made(what text, lead bigint, purpose text, budget int, as_of timestamptz, method text)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE options jsonb := jsonb_build_object('encoding', method);
BEGIN
  RETURN CASE what WHEN 'prompt' THEN crm.render_prompt(lead, purpose, budget, as_of, options)
                   WHEN 'manifest' THEN crm.explain_prompt(lead, purpose, budget, as_of, options)::text
                   ELSE crm.lead_context(lead, budget, as_of, options)::text END;
EXCEPTION WHEN invalid_parameter_value THEN
  IF SQLERRM NOT LIKE 'token budget is too small%' THEN RAISE; END IF;
  RETURN NULL;
END $$;

CREATE TEMP TABLE asked AS
SELECT l.id, (ARRAY['summary', 'next_action', 'sentiment', 'entity_extraction', 'risk_assessment', 'opportunity_score'])
               [1 + l.n % 6] AS purpose, (300 + (l.n * 104729) % 7701)::int AS budget, m.method
  FROM (SELECT id, row_number() OVER (ORDER BY hashint8(id)) AS n FROM crm.leads ORDER BY hashint8(id) LIMIT :leads) AS l,
       (VALUES ('estimate'), (:'encoding')) AS m (method);

CREATE TEMP TABLE counted AS
SELECT a.method, w.what, a.budget, v.once IS NULL AS refused, v.once IS DISTINCT FROM v.again AS differs,
       crm.count_tokens(CASE w.what WHEN 'prompt' THEN v.once ELSE (v.once::jsonb - 'manifest')::text END, :'encoding') AS tokens,
       (v.manifest ->> 'tokens')::int AS said,
       m.lists <> m.kept + m.dropped AS does_not_add_up
  FROM asked AS a, (VALUES ('prompt'), ('context')) AS w (what),
       LATERAL (SELECT pg_temp.made(w.what, a.id, a.purpose, a.budget, :'as_of', a.method) AS once,
                       pg_temp.made(w.what, a.id, a.purpose, a.budget, :'as_of', a.method) AS again OFFSET 0) AS x,
       LATERAL (SELECT x.once, x.again,
                       CASE w.what WHEN 'prompt' THEN pg_temp.made('manifest', a.id, a.purpose, a.budget, :'as_of', a.method)::jsonb
                                   ELSE x.once::jsonb -> 'manifest' END AS manifest OFFSET 0) AS v,
       LATERAL (SELECT sum((l ->> 'total')::int) AS lists, sum((l ->> 'kept')::int) AS kept, sum((l ->> 'dropped')::int) AS dropped
                  FROM (VALUES (v.manifest -> 'timeline'), (v.manifest -> 'notes')) AS t (l)) AS m;

SELECT method, what, count(*) AS made, count(*) FILTER (WHERE refused) AS refused,
       round(avg(tokens::numeric / budget) * 100, 1) AS percent_of_budget, round(max(tokens::numeric / budget) * 100, 1) AS at_most,
       round(avg((said - tokens)::numeric / tokens) * 100, 1) AS said_too_many_percent,
       count(*) FILTER (WHERE tokens > budget) AS over_budget,
       count(*) FILTER (WHERE does_not_add_up) AS does_not_add_up, count(*) FILTER (WHERE differs) AS not_repeatable
  FROM counted GROUP BY 1, 2 ORDER BY 1, 2;

\pset tuples_only on
\pset format unaligned
SELECT format('bench | %s of %s leads over budget by the exact count, the budget held by %s | %s | - | %s | 0 | 5', what || 's', made, method, n, n)
  FROM (SELECT method, what, count(*) AS made, count(*) FILTER (WHERE tokens > budget) AS n FROM counted GROUP BY 1, 2) AS c
 ORDER BY method, what;
SELECT format('bench | %s, of %s prompts and contexts | %s | - | %s | 0 | 5', v.what, made, n, n)
  FROM (SELECT count(*) AS made, count(*) FILTER (WHERE does_not_add_up) AS a, count(*) FILTER (WHERE differs) AS d FROM counted) AS c,
       LATERAL (VALUES ('kept and dropped are not the total', a), ('not the same bytes when made again', d)) AS v (what, n);
