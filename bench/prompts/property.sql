-- What must hold of every prompt, tried on many leads: psql -X -d bench -v leads=10000 -f bench/prompts/property.sql
--
-- Takes leads spread over the database (bench/load.sql, demo/agency.sql), gives each a purpose and a budget that
-- look random and are not, and counts what breaks a promise.  Every column but the first two must be 0.
\set ON_ERROR_STOP on
\set QUIET on
\if :{?leads} \else \set leads 10000 \endif
\if :{?as_of}
\else
  SELECT now() AS as_of \gset
\endif
\pset footer off
\timing on

CREATE TEMP TABLE counted AS
WITH sample AS (
  SELECT l.id, row_number() OVER (ORDER BY hashint8(l.id)) AS n FROM crm.leads l ORDER BY hashint8(l.id) LIMIT :leads
), asked AS (
  SELECT s.id, (ARRAY['summary', 'next_action', 'sentiment', 'entity_extraction', 'risk_assessment', 'opportunity_score'])
                 [1 + s.n % 6] AS purpose, 900 + (s.n * 7919) % 3200 AS budget
    FROM sample s
), made AS MATERIALIZED (
  SELECT a.*, crm.render_prompt(a.id, a.purpose, a.budget::int, :'as_of') AS prompt,
         crm.render_prompt(a.id, a.purpose, a.budget::int, :'as_of') AS again,
         crm.explain_prompt(a.id, a.purpose, a.budget::int, :'as_of') AS manifest
    FROM asked a
)
SELECT count(*) AS prompts, round(avg(crm.count_tokens(prompt)::numeric / budget) * 100, 1) AS percent_of_budget_used,
       count(*) FILTER (WHERE crm.count_tokens(prompt) > budget) AS over_budget,
       count(*) FILTER (WHERE prompt <> again) AS not_repeatable,
       count(*) FILTER (WHERE (manifest ->> 'tokens')::int <> crm.count_tokens(prompt)) AS miscounted,
       count(*) FILTER (WHERE (manifest #>> '{timeline,kept}')::int + (manifest #>> '{timeline,dropped}')::int
                              <> (manifest #>> '{timeline,total}')::int
                           OR (manifest #>> '{notes,kept}')::int + (manifest #>> '{notes,dropped}')::int
                              <> (manifest #>> '{notes,total}')::int) AS does_not_add_up,
       count(*) FILTER (WHERE jsonb_array_length(manifest #> '{timeline,kept_ids}') <> (manifest #>> '{timeline,kept}')::int)
         AS ids_missing,
       count(*) FILTER (WHERE regexp_count(prompt, '</data-') <> regexp_count(prompt, '<data-')) AS broken_fences
  FROM made;
SELECT * FROM counted;
\timing off
\pset format unaligned
\pset tuples_only on
SELECT format('bench | %s of %s random prompts | %s | | | 0 | 5', v.what, prompts, v.n)
  FROM counted, LATERAL (VALUES ('over budget', over_budget), ('not the same twice', not_repeatable), ('miscounted', miscounted),
    ('kept and dropped do not add up', does_not_add_up), ('ids missing in the manifest', ids_missing), ('broken fences', broken_fences))
    AS v (what, n);
