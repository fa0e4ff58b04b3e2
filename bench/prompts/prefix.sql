-- Whether all leads' prompts begin with the same bytes: psql -X -d bench -v leads=10000 -f bench/prompts/prefix.sql
--
-- For every shipped template, takes leads spread over the database (bench/load.sql, demo/agency.sql) and makes the
-- request of one provider for each, in turn.  What it begins with, up to the cache break, must be what
-- crm.template_prefix says, whoever the lead is.  A lead whose client does not want to be written to on the template's
-- channel is refused, and another one asked for, so that each template has as many.
--
--   leads     how many a template (default 10000)
--   as_of     the moment (default that of the load's newest row)
\set ON_ERROR_STOP on
\set QUIET on
\if :{?leads} \else \set leads 10000 \endif
\if :{?as_of} \else
SELECT max(received_at) AS as_of FROM crm.leads \gset
\endif
\pset footer off

-- What providers are told to keep, or nothing where the channel is refused.
CREATE FUNCTION pg_temp.kept(lead bigint, purpose text, as_of timestamptz, provider text)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE request jsonb;
BEGIN
  request := crm.render_messages(lead, purpose, 1500, as_of, provider => provider);
  IF provider = 'openai' THEN
    RETURN request #>> '{messages,0,content}';
  END IF;
  RETURN CASE WHEN request #> '{system,0,cache_control}' IS NOT NULL THEN request #>> '{system,0,text}' ELSE '' END;
EXCEPTION WHEN object_not_in_prerequisite_state THEN
  RETURN NULL;
END $$;

CREATE TEMP TABLE sample AS
SELECT id, row_number() OVER (ORDER BY hashint8(id)) AS n FROM crm.leads ORDER BY hashint8(id) LIMIT 2 * :leads;
ANALYZE sample;
CREATE TEMP TABLE begun AS
SELECT t.purpose, p.prefix, p.tokens, k.*
  FROM crm.ai_templates AS t, crm.template_prefix(t.id) AS p,
       LATERAL (SELECT s.id AS lead, pg_temp.kept(s.id, t.purpose, :'as_of', (ARRAY['openai', 'anthropic'])[1 + s.n % 2]) AS kept
                  FROM sample AS s ORDER BY s.n LIMIT :leads * CASE WHEN t.purpose LIKE 'follow%' OR t.purpose = 'call_script' THEN 2 ELSE 1 END) AS k
 WHERE t.is_builtin;

CREATE TEMP TABLE counted AS
SELECT purpose, tokens, count(kept) AS leads, count(*) - count(kept) AS refused, count(DISTINCT kept) AS beginnings,
       count(*) FILTER (WHERE kept <> prefix) AS others
  FROM begun GROUP BY purpose, tokens;
SELECT purpose, tokens AS prefix_tokens, leads, refused, beginnings, others AS not_the_prefix, 1 AS must_be, 0 AS and_0
  FROM counted ORDER BY purpose;
\pset format unaligned
\pset tuples_only on
SELECT format('bench | beginnings of %s''s requests over %s leads, beyond one | %s | | | 0 | 5', purpose, leads, beginnings - 1 + others)
  FROM counted ORDER BY purpose;
