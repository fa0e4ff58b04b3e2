-- Statements that call each function and read each view of the extension, made from the catalog: for tests that hold for
-- all of them.  An argument is given by its name, or else by its type; a test that includes this shows
-- pg_temp.unnamed_arguments, which must be empty: an argument of a new type gets its line here.
--
-- pg_temp.calls(id, tenant) gives them for rows with the id (the lead, the client, the agent, ... of one agency).

CREATE TEMPORARY TABLE arguments (name text, value text);
INSERT INTO arguments VALUES
  -- %1$s is the id, %2$s the tenant
  ('lead', '%1$s'), ('client', '%1$s'), ('agent', '%1$s'), ('leads', $$'{%1$s}'$$), ('tenant', '%2$s'), ('required', 'true'),
  ('after_lead', '0'), ('id int8', '%1$s'), ('id uuid', $$'00000000-0000-0000-0000-000000000001'$$), ('template int8', '10%1$s'),
  ('schema', $$'{"type": "object", "properties": {"a": {"type": "string", "format": "date", "pattern": "^[0-9-]+$"}}}'$$),
  ('document', $$'{"a": "not a date", "vehicles": []}'$$), ('resources', $$'{}'$$), ('assert_format', 'true'),
  ('kind', $$'auto'$$), ('version', '1'), ('from_version', '1'), ('to_version', '1'), ('note', $$'note'$$), ('upgrade', $$'[]'$$),
  ('format', $$'basic'$$),
  ('template text', $$'{{ a | upcase }} {%% for i in (1..2) %%}{{ i | plus: 1 }}{%% endfor %%} {{ d | date: "%%Y" }}'$$),
  ('context', $$'{"a": "b", "d": "2025-01-01"}'$$), ('partials', $$'{}'$$), ('options', $$'{}'$$), ('purpose', $$'summary'$$),
  ('content', $$'Call 555-0100, SSN 123-45-6789.'$$), ('encoding', $$'estimate'$$), ('provider', $$'anthropic'$$),
  ('token_budget', '4000'), ('as_of', $$'2026-01-01 00:00+00'$$), ('body', $$'{{ lead.id }}'$$), ('page_size', '10'),
  ('before', 'NULL'), ('after', 'NULL'), ('kinds', 'NULL'), ('search', $$'stone'$$), ('n', '1'), ('lease', $$'1 hour'$$),
  ('definition', '(SELECT definition FROM crm.score_models WHERE is_builtin ORDER BY id LIMIT 1)'),
  ('only_due', 'false'), ('only_open', 'false'), ('since', $$'2025-01-01'$$), ('until', $$'2026-01-01'$$), ('by', $$'source'$$),
  ('touch', $$'first'$$), ('role_name', $$'regress_crm_clerk'$$), ('level', $$'agent'$$), ('numbers', $$'{1,2,3}'$$),
  ('months', '12'), ('value', '3'), ('max', '7'), ('width', '10'), ('part', '1'), ('whole', '3'), ('digits', '2'),
  ('successes', '3'), ('trials', '10'), ('z', '1.96'), ('rank', '1'), ('name', $$'own_model'$$), ('activate', 'false'),
  ('commit_from', '0.5'), ('commit_batches', 'false'), ('language', $$'en'$$), ('channel', $$'email'$$), ('batch', '10'),
  ('batch_size', '10'), ('buckets', '5'), ('model', $$'default'$$), ('insurance_type', $$'auto'$$), ('lead_status', $$'new'$$),
  ('opportunity_stage', 'NULL'), ('model_hint', 'NULL'), ('max_tokens', '1000'), ('output_schema', 'NULL'),
  ('relation', $$'crm.leads'::pg_catalog.regclass$$), ('constraint_name', $$'a_check'$$), ('detail', $$'detail'$$), ('hint', $$'hint'$$),
  ('names', 'NULL'), ('title', $$'A <title>'$$), ('subtitle', $$'below & beside'$$), ('class', $$'quiet'$$), ('tip', $$'tip'$$), ('most', '3'),
  ('x', '1'), ('y', '2'), ('height', '20'), ('amount', '1234'), ('share', '0.25'), ('labels', $$'{2026-01,2026-02}'$$),
  ('won', $$'{0,1000}'$$), ('weighted', $$'{10,500}'$$), ('committed', $$'{0,200}'$$), ('best', $$'{20,700}'$$), ('steps', $$'{a,b,c}'$$),
  ('row_labels', $$'{Mon,Tue}'$$), ('row_notes', $$'{}'$$), ('column_labels', $$'{1,2}'$$), ('column_title', $$'hours'$$),
  ('shares', $$'{0.1,0.2,NULL,0.9}'$$), ('tips', $$'{}'$$), ('cell_width', '40'), ('digits_only', 'true'), ('word', $$'nothing'$$);

INSERT INTO arguments VALUES
  ('*int8', '%1$s'), ('*_int8', $$'{%1$s}'$$), ('*int4', '3'), ('*numeric', '3'), ('*float8', '3'), ('*text', $$'word'$$), ('*bool', 'true'),
  ('*_text', $$'{a,b}'$$), ('*_numeric', $$'{1,2}'$$), ('*_float8', $$'{1,2}'$$), ('*jsonb', $$'{}'$$), ('*date', $$'2025-06-01'$$),
  ('*timestamptz', $$'2026-01-01 00:00+00'$$), ('*interval', $$'1 hour'$$), ('*uuid', $$'00000000-0000-0000-0000-000000000001'$$),
  ('*name', $$'regress_crm_clerk'$$), ('*oid', $$'crm.leads'::pg_catalog.regclass$$);

-- Each argument of each function, with its line above: by name and type where one name means two things.
CREATE TEMPORARY VIEW function_arguments AS
SELECT p.oid, u.n, u.name, u.n > p.pronargs - p.pronargdefaults AS is_optional, coalesce(v.name, w.name) IS NOT NULL AS is_named,
       CASE WHEN v.name IS NOT NULL THEN v.value ELSE w.value END AS value,
       CASE WHEN t.typnamespace = 'pg_catalog'::regnamespace THEN 'pg_catalog.' || quote_ident(t.typname) ELSE t.oid::regtype::text END AS type
FROM pg_proc AS p
CROSS JOIN LATERAL unnest(p.proargnames[1:p.pronargs], p.proargtypes::oid[]) WITH ORDINALITY AS u (name, type, n)
JOIN pg_type AS t ON t.oid = u.type
LEFT JOIN arguments AS v ON v.name IN (u.name, u.name || ' ' || t.typname)
LEFT JOIN arguments AS w ON w.name = '*' || t.typname
WHERE p.pronamespace = 'crm'::regnamespace AND p.prorettype <> 'trigger'::regtype;

CREATE TEMPORARY VIEW unnamed_arguments AS
SELECT DISTINCT oid::regprocedure AS function, name AS argument, type FROM function_arguments WHERE NOT is_named;

-- label names the call; all: every argument is given, else only those without a default.
CREATE FUNCTION pg_temp.calls(id bigint, tenant bigint)
  RETURNS TABLE (label text, volatility "char", is_procedure boolean, call text) LANGUAGE sql STABLE AS $$
  SELECT p.oid::regprocedure::text || CASE WHEN v.all_arguments THEN '' ELSE ', by default' END, p.provolatile, p.prokind = 'p',
         format('%s crm.%I(%s)', CASE p.prokind WHEN 'p' THEN 'CALL' ELSE 'SELECT * FROM' END, p.proname,
           (SELECT string_agg(format('CAST(%s AS %s)', format(a.value, id, tenant), a.type), ', ' ORDER BY a.n)
            FROM pg_temp.function_arguments AS a WHERE a.oid = p.oid AND (v.all_arguments OR NOT a.is_optional)))
  FROM pg_proc AS p CROSS JOIN (VALUES (true), (false)) AS v (all_arguments)
  WHERE p.pronamespace = 'crm'::regnamespace AND p.prorettype <> 'trigger'::regtype AND (v.all_arguments OR p.pronargdefaults > 0)
  UNION ALL
  SELECT c.oid::regclass::text, 's', false, format('SELECT * FROM crm.%I', c.relname)
  FROM pg_class AS c WHERE c.relnamespace = 'crm'::regnamespace AND c.relkind IN ('v', 'm')
$$;
