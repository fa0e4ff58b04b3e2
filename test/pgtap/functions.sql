-- The shape of the functions: labels, rights, search paths, names, comments.  Each check lists what breaks its rule.
\set QUIET on
\pset format unaligned
\pset tuples_only on
\set ON_ERROR_STOP on
BEGIN;
SELECT no_plan();

CREATE TEMPORARY VIEW crm_functions AS
SELECT p.oid, p.proname AS name, p.oid::regprocedure::text AS signature, p.provolatile, p.proisstrict, p.proparallel, p.proretset,
       p.prosecdef, p.proconfig, p.prosrc, p.prokind, l.lanname AS language, p.prorettype = 'trigger'::regtype AS is_trigger,
       p.proargnames, p.pronargs, p.prosqlbody IS NOT NULL AS is_bound
FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
WHERE p.pronamespace = 'crm'::regnamespace;

-- ------------------------------------------------------------------ what there is, as the design names it

SELECT has_function('crm', f.name, f.arguments)
FROM (VALUES
  ('current_tenant', '{boolean}'::text[]), ('grant_access', '{name,text,bigint}'), ('revoke_access', '{name,bigint}'),
  ('json_is_valid', '{jsonb,jsonb,jsonb,boolean}'), ('json_errors', '{jsonb,jsonb,jsonb,boolean}'),
  ('publish_json_schema', '{text,jsonb,jsonb,text}'), ('document_errors', '{text,integer,jsonb}'),
  ('upgrade_document', '{text,jsonb,integer,integer}'), ('json_schema_changes', '{text,integer,integer}'),
  ('lead_timeline', '{bigint,text,integer,text[],text,bigint}'), ('client_timeline', '{bigint,text,integer,text[],text,bigint}'),
  ('score_lead', '{bigint,timestamptz,bigint}'), ('explain_score', '{bigint,timestamptz,bigint}'),
  ('rescore_leads', '{timestamptz,boolean,bigint}'), ('lead_queue', '{integer,bigint,timestamptz,bigint}'),
  ('claim_leads', '{bigint,integer,interval,bigint}'), ('release_lead', '{bigint,bigint,bigint}'),
  ('render_template', '{text,jsonb,jsonb,jsonb}'), ('template_errors', '{text}'),
  ('lead_context', '{bigint,integer,timestamptz,jsonb,bigint}'), ('resolve_template', '{bigint,text,jsonb,bigint}'),
  ('render_prompt', '{bigint,text,integer,timestamptz,jsonb,bigint}'), ('redact', '{text,jsonb}')
) AS f (name, arguments);
SELECT has_function('crm', f, 'function ' || f) FROM unnest(ARRAY['lead_agenda', 'client_agenda', 'render_messages', 'count_tokens', 'publish_template']) AS f;

-- ------------------------------------------------------------------ rights and safety

SELECT is_empty('SELECT signature FROM crm_functions WHERE prosecdef', 'no function runs with its owner''s rights');
SELECT is_empty($$SELECT signature FROM crm_functions WHERE language IN ('sql', 'plpgsql') AND NOT is_bound AND prokind <> 'p'
                  AND NOT coalesce(proconfig, '{}') @> '{"search_path=pg_catalog, pg_temp"}'$$,
                'SQL that is not bound at creation fixes its search_path (but procedures that commit, which cannot)');
SELECT is_empty($$SELECT signature, language FROM crm_functions WHERE language NOT IN ('c', 'sql', 'plpgsql')$$, 'languages that every server has');
SELECT is_empty($$SELECT signature, prosrc FROM crm_functions WHERE language = 'c' AND prosrc !~ '^crm_'$$, 'C symbols are crm_*');

SELECT is_empty($$SELECT signature FROM crm_functions WHERE language = 'plpgsql' AND proargnames @> '{since,until}' AND proretset
                  AND prosrc !~ 'RETURN QUERY EXECUTE' AND NOT coalesce(proconfig, '{}') @> '{plan_cache_mode=force_custom_plan}'$$,
                'reports over a span are planned for the span at hand, however often the session has asked');

-- ------------------------------------------------------------------ labels

SELECT is_empty($$SELECT signature, provolatile, proparallel FROM crm_functions WHERE NOT is_trigger AND provolatile = 'i'
                  AND proparallel <> 's'$$, 'pure functions are parallel safe');
SELECT is_empty($$SELECT signature FROM crm_functions WHERE NOT is_trigger AND provolatile = 's' AND proparallel <> 's'$$,
                'readers are parallel safe');
SELECT is_empty($$SELECT signature FROM crm_functions WHERE provolatile = 'v' AND proparallel <> 'u'$$, 'writers are parallel unsafe');
SELECT is_empty($$SELECT signature FROM crm_functions WHERE NOT is_trigger AND provolatile = 'i' AND NOT proisstrict AND pronargs > 0
                  AND name NOT IN ('lead_grouping', '_check_touch', '_check_commit_from', '_is_blank')$$,
                'pure functions are strict, but where null is refused with an error, and where strict ones would not be inlined');
SELECT is_empty($$SELECT w.name, w.label FROM (
                    SELECT 'i' AS label, unnest(ARRAY['json_is_valid', 'json_errors', 'template_errors', 'count_tokens', 'redact',
                      'ratio', 'wilson_interval']) AS name
                    UNION ALL SELECT 's', unnest(ARRAY['current_tenant', 'document_errors', 'upgrade_document', 'json_schema_changes',
                      'lead_timeline', 'client_timeline', 'lead_agenda', 'client_agenda', 'score_lead', 'explain_score', 'lead_queue',
                      'lead_context', 'resolve_template', 'render_prompt', 'render_messages', 'source_roi', 'agent_leaderboard'])
                    UNION ALL SELECT 'v', unnest(ARRAY['publish_json_schema', 'rescore_leads', 'claim_leads', 'release_lead',
                      'publish_template', 'grant_access', 'revoke_access'])) AS w
                  WHERE NOT EXISTS (SELECT FROM crm_functions f WHERE f.name = w.name AND f.provolatile = w.label::"char")$$,
                'functions are immutable, stable or volatile as the design says');

-- ------------------------------------------------------------------ names and comments

SELECT is_empty($$SELECT signature, a.name FROM crm_functions f, unnest(f.proargnames) AS a (name)
                  JOIN pg_get_keywords() k ON k.word = a.name AND k.catcode IN ('R', 'T')$$, 'no argument is a reserved word');
SELECT is_empty($$SELECT signature FROM crm_functions WHERE pronargs > 0 AND (proargnames IS NULL OR '' = ANY (proargnames[1:pronargs]))
                  AND name NOT IN ('count_tokens', 'redact')$$, 'every argument has a name');
SELECT is_empty($$SELECT signature, a.name FROM crm_functions f, unnest(f.proargnames[1:f.pronargs]) AS a (name) WHERE a.name ~ '_id$'$$,
                'arguments are named for the thing, columns ..._id');
SELECT is_empty($$SELECT signature FROM crm_functions WHERE obj_description(oid, 'pg_proc') IS NULL$$, 'every function has a comment');
SELECT is_empty($$SELECT t.oid::regtype FROM pg_type t WHERE t.typnamespace = 'crm'::regnamespace AND t.typtype IN ('d', 'e', 'c', 'r')
                  AND obj_description(t.oid, 'pg_type') IS NULL AND NOT EXISTS (SELECT FROM pg_class c WHERE c.reltype = t.oid AND c.relkind <> 'c')$$,
                'every type has a comment');
SELECT is_empty($$SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = 'crm'::regnamespace AND NOT EXISTS (
                  SELECT FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid
                  WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e' AND e.extname = 'crm')$$,
                'every function belongs to the extension');

-- ------------------------------------------------------------------ triggers

SELECT is_empty($$SELECT tgrelid::regclass, tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
                  WHERE c.relnamespace = 'crm'::regnamespace AND NOT t.tgisinternal AND (t.tgtype & 1) = 0$$,
                'triggers are for each row');
SELECT is_empty($$SELECT tgrelid::regclass, tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
                  WHERE c.relnamespace = 'crm'::regnamespace AND (t.tgoldtable IS NOT NULL OR t.tgnewtable IS NOT NULL)$$,
                'and need no transition tables');
SELECT is_empty($$SELECT a.attrelid::regclass FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
                  WHERE c.relnamespace = 'crm'::regnamespace AND c.relkind = 'r' AND a.attname = 'is_builtin'
                    AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgenabled = 'A' AND (t.tgtype & 7) = 7)$$,
                'an insert over a builtin row is merged, also while replication roles sleep (BEFORE INSERT, ENABLE ALWAYS)');

SELECT * FROM finish();
ROLLBACK;
