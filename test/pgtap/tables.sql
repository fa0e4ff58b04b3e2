-- The shape of the tables: keys, columns that all share, foreign keys, names, comments.  Each check lists what breaks
-- its rule, and so must be empty; the first ones see that there is something to check.
\set QUIET on
\pset format unaligned
\pset tuples_only on
\set ON_ERROR_STOP on
BEGIN;
SELECT no_plan();

CREATE TEMPORARY VIEW crm_tables AS
SELECT c.oid, c.relname AS name,
       EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'sort_order'
               AND EXISTS (SELECT FROM pg_attribute b WHERE b.attrelid = c.oid AND b.attname = 'is_builtin')) AS is_lookup,
       -- shared by all tenants, though a tenant may have rows of its own
       EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND a.attnotnull)
         AND c.relname <> 'tenant_members' AS is_client_scoped
FROM pg_class c
WHERE c.relnamespace = 'crm'::regnamespace AND c.relkind = 'r';
CREATE TEMPORARY VIEW crm_columns AS
SELECT t.*, a.attnum, a.attname AS column_name, a.attnotnull, a.attgenerated, format_type(a.atttypid, a.atttypmod) AS type,
       pg_get_expr(d.adbin, d.adrelid) AS default_text
FROM crm_tables t
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_attrdef d ON d.adrelid = t.oid AND d.adnum = a.attnum;

SELECT has_schema('crm');
SELECT has_extension('crm');
SELECT is(extrelocatable, false, 'the extension stays in its schema') FROM pg_extension WHERE extname = 'crm';

-- ------------------------------------------------------------------ what there is

SELECT has_table('crm', t, 'table ' || t)
FROM unnest(ARRAY['tenants', 'tenant_members', 'agents', 'addresses', 'clients', 'contacts', 'contact_role_assignments',
                  'insurance_types', 'lead_statuses', 'lead_status_transitions', 'communication_types', 'opportunity_stages',
                  'lost_reasons', 'contact_roles', 'lead_sources', 'campaigns', 'leads', 'lead_status_changes',
                  'lead_communications', 'lead_notes', 'lead_marketing_settings', 'opportunities',
                  'opportunity_stage_changes', 'json_schemas', 'ai_templates', 'score_models', 'lead_scores']) AS t;
SELECT has_view('crm', v, 'view ' || v)
FROM unnest(ARRAY['pipeline', 'funnel', 'stage_velocity', 'speed_to_lead', 'source_roi', 'agent_leaderboard',
                  'cohort_conversion', 'forecast', 'forecast_accuracy', 'campaign_roi', 'no_next_step', 'win_back',
                  'cross_sell_gaps', 'retention', 'data_quality', 'contact_time_heatmap', 'stale_leads', 'overdue_follow_ups', 'x_date_calendar',
                  'lost_reason_summary', 'schema_versions_in_use']) AS v;
SELECT set_eq('SELECT name::text FROM crm_tables WHERE is_lookup AND NOT is_client_scoped',
              ARRAY['insurance_types', 'lead_statuses', 'communication_types', 'opportunity_stages', 'lost_reasons',
                    'contact_roles', 'lead_sources'], 'the lookups');
SELECT is_empty($$SELECT relname FROM pg_class WHERE relnamespace = 'crm'::regnamespace AND relname ^@ '_'$$,
                'no scaffolding is left behind');
SELECT is_empty($$SELECT c.oid::regclass FROM pg_class c WHERE c.relnamespace = 'crm'::regnamespace
                  AND c.relkind IN ('r', 'v', 'S') AND NOT EXISTS (SELECT FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid
                  WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e' AND e.extname = 'crm')$$,
                'everything in the schema belongs to the extension');

-- ------------------------------------------------------------------ keys

SELECT cmp_ok((SELECT count(*) FROM crm_tables WHERE is_client_scoped), '>=', 14::bigint, 'there are client-scoped tables');
SELECT is_empty('SELECT name FROM crm_tables t WHERE NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = t.oid AND i.indisprimary)',
                'every table has a primary key');
SELECT is_empty($$SELECT name, i.indexrelid::regclass FROM crm_tables t JOIN pg_index i ON i.indrelid = t.oid AND i.indisunique
                  WHERE t.is_client_scoped AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = t.oid
                    AND a.attname = 'tenant_id' AND a.attnum = ANY (i.indkey::int2[]))$$,
                'every unique key of a client-scoped table contains tenant_id');
SELECT is_empty($$SELECT t.name FROM crm_tables t JOIN crm_columns c USING (oid) WHERE c.column_name = 'id' AND t.is_client_scoped
                  AND (SELECT pg_get_constraintdef(k.oid) FROM pg_constraint k WHERE k.conrelid = t.oid AND k.contype = 'p')
                      <> 'PRIMARY KEY (id, tenant_id)'$$,
                'client-scoped tables with an id have the key (id, tenant_id)');
SELECT is_empty($$SELECT k.conname, pg_get_constraintdef(k.oid) FROM crm_tables t JOIN pg_constraint k ON k.conrelid = t.oid AND k.contype = 'f'
                  JOIN crm_tables r ON r.oid = k.confrelid
                  WHERE t.is_client_scoped AND r.is_client_scoped
                    AND pg_get_constraintdef(k.oid) !~ '^FOREIGN KEY \(\w+, tenant_id\) REFERENCES crm\.\w+\(id, tenant_id\)'$$,
                'a row points only at rows of its own tenant');
SELECT is_empty($$SELECT name FROM crm_tables t WHERE t.is_client_scoped AND NOT EXISTS (
                  SELECT FROM pg_constraint k WHERE k.conrelid = t.oid AND k.contype = 'f' AND k.confrelid = 'crm.tenants'::regclass)$$,
                'a client-scoped table''s tenant exists');
SELECT is_empty($$SELECT name, column_name FROM crm_columns c WHERE column_name ~ '_id$'
                  AND column_name NOT IN ('external_id', 'thread_id', 'tenant_id', 'model_id')
                  AND (name, column_name) <> ('lead_scores', 'agent_id')  -- a copy, as of the scoring
                  AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'f' AND c.attnum = ANY (k.conkey))$$,
                'what is called an id of another table is a foreign key to it');
SELECT is_empty($$WITH RECURSIVE refers AS (
                    SELECT k.conrelid AS from_table, k.confrelid AS to_table FROM pg_constraint k JOIN crm_tables t ON t.oid = k.conrelid
                    WHERE k.contype = 'f'
                  ), reaches AS (
                    SELECT from_table, to_table FROM refers UNION SELECT r.from_table, f.to_table FROM reaches r JOIN refers f ON f.from_table = r.to_table)
                  SELECT from_table::regclass FROM reaches WHERE from_table = to_table$$,
                'no cycle of foreign keys: both of its tables would be lost on restore');
SELECT is_empty($$SELECT name, column_name, default_text FROM crm_columns WHERE is_client_scoped AND column_name = 'tenant_id'
                  AND default_text IS DISTINCT FROM 'crm.current_tenant(true)'$$,
                'tenant_id is the current tenant''s by default');
SELECT is_empty($$SELECT name, type, default_text FROM crm_columns WHERE column_name = 'id' AND is_client_scoped AND NOT
                  (type = 'bigint' AND default_text = format('nextval(''crm.%s_id_seq''::regclass)', name)
                   OR type = 'uuid' AND default_text = 'gen_random_uuid()')$$,
                'ids come from the table''s own sequence, those of trigger-written rows are uuids');

-- ------------------------------------------------------------------ columns that many share

SELECT is_empty($$SELECT t.name, w.column_name, w.type FROM crm_tables t
                  CROSS JOIN (VALUES ('id', 'text', true), ('label', 'text', true), ('description', 'text', false),
                    ('sort_order', 'integer', true), ('color', 'text', false), ('icon', 'text', false), ('is_active', 'boolean', true),
                    ('is_builtin', 'boolean', true), ('ai_prompt_template', 'text', false), ('ai_summary_template', 'text', false),
                    ('ai_action_template', 'text', false), ('tags', 'text[]', true), ('metadata', 'jsonb', true))
                    AS w (column_name, type, not_null)
                  LEFT JOIN crm_columns c ON c.oid = t.oid AND c.column_name = w.column_name AND c.type = w.type AND c.attnotnull = w.not_null
                  WHERE t.is_lookup AND NOT t.is_client_scoped AND c.oid IS NULL$$, 'lookups have the columns of lookups');
SELECT is_empty($$SELECT t.name, w.column_name FROM crm_tables t
                  CROSS JOIN (VALUES ('tags', 'text[]'), ('metadata', 'jsonb'), ('created_at', 'timestamp with time zone'),
                    ('created_by', 'name'), ('updated_at', 'timestamp with time zone'), ('updated_by', 'name')) AS w (column_name, type)
                  LEFT JOIN crm_columns c ON c.oid = t.oid AND c.column_name = w.column_name AND c.type = w.type AND c.attnotnull
                  WHERE t.is_client_scoped AND t.name NOT IN ('contact_role_assignments', 'lead_scores', 'dashboards')
                    AND t.name NOT LIKE '%\_changes' AND c.oid IS NULL$$, 'client-scoped tables have the standard columns');
SELECT is_empty($$SELECT t.name, w.column_name FROM crm_tables t
                  CROSS JOIN (VALUES ('ai_summary', 'text'), ('ai_insights', 'jsonb'), ('ai_model', 'text'),
                    ('ai_confidence', 'numeric(4,3)'), ('ai_updated_at', 'timestamp with time zone')) AS w (column_name, type)
                  LEFT JOIN crm_columns c ON c.oid = t.oid AND c.column_name = w.column_name AND c.type = w.type
                  WHERE t.name IN ('clients', 'contacts', 'leads', 'lead_communications', 'lead_notes', 'opportunities')
                    AND c.oid IS NULL$$, 'annotated tables have the annotation columns');
SELECT is_empty($$SELECT name FROM crm_tables t WHERE EXISTS (SELECT FROM crm_columns c WHERE c.oid = t.oid AND c.column_name = 'metadata')
                  AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = t.oid AND k.conname = 'metadata_is_object')$$,
                'metadata is an object everywhere');
SELECT is_empty($$SELECT name, w.kind FROM crm_tables, unnest(ARRAY['auto', 'home', 'renters', 'specialty', 'commercial', 'life']) AS w (kind)
                  WHERE name = 'leads' AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = crm_tables.oid AND k.conname = w.kind || '_data_has_its_version')$$,
                'every document has its version');
SELECT is_empty($$SELECT name, column_name, type FROM crm_columns
                  WHERE column_name ~ '_at$' AND type <> 'timestamp with time zone' OR column_name ~ '_on$' AND type <> 'date'
                     OR column_name ~ '^is_' AND type <> 'boolean' OR type IN ('character varying', 'json', 'real', 'timestamp without time zone', 'money')$$,
                'names tell types: ..._at is an instant, ..._on a day, is_... a truth');

-- ------------------------------------------------------------------ names and comments

SELECT is_empty($$SELECT name, column_name FROM crm_columns c JOIN pg_get_keywords() k ON k.word IN (c.name, c.column_name) AND k.catcode IN ('R', 'T')$$,
                'no table or column is a reserved word');
SELECT is_empty($$SELECT relname FROM pg_class c WHERE relnamespace = 'crm'::regnamespace AND relkind IN ('r', 'v')
                  AND obj_description(oid, 'pg_class') IS NULL$$, 'every table and view has a comment');
SELECT is_empty($$SELECT name, column_name FROM crm_columns WHERE col_description(oid, attnum) IS NULL
                  AND column_name NOT IN ('id', 'tenant_id', 'client_id', 'lead_id', 'contact_id', 'opportunity_id', 'role_id',
                    'from_status_id', 'to_status_id', 'from_stage_id', 'to_stage_id', 'communication_type_id',
                    'name', 'display_name', 'first_name', 'middle_name', 'last_name', 'business_name', 'occupation', 'year_established',
                    'email', 'phone', 'linkedin_url', 'city', 'county', 'subject')
                  AND column_name !~ '^(home|renters|specialty|commercial|life)_version$'$$,
                'every column whose name does not say it all has a comment');
SELECT is_empty($$SELECT a.attrelid::regclass, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
                  WHERE c.relnamespace = 'crm'::regnamespace AND c.relkind = 'v' AND col_description(a.attrelid, a.attnum) IS NULL$$,
                'every column of a view has a comment');
SELECT is_empty($$SELECT a.attrelid::regclass, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
                  JOIN pg_get_keywords() k ON k.word = a.attname AND k.catcode IN ('R', 'T')
                  WHERE c.relnamespace = 'crm'::regnamespace AND c.relkind = 'v'$$, 'no column of a view is a reserved word');
SELECT is_empty($$SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'crm'::regnamespace AND c.relkind = 'v'
                  AND NOT coalesce(c.reloptions, '{}') @> '{security_invoker=true}'$$, 'views read with the reader''s rights');

-- ------------------------------------------------------------------ indexes

SELECT is_empty($$SELECT conrelid::regclass, conname FROM pg_constraint k JOIN crm_tables t ON t.oid = k.conrelid
                  JOIN crm_tables r ON r.oid = k.confrelid
                  WHERE k.contype = 'f' AND t.is_client_scoped AND r.is_client_scoped
                    AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = t.oid AND i.indkey[0] = k.conkey[1])$$,
                'a row that is deleted finds the rows that point at it by an index');
SELECT is_empty($$SELECT a.indexrelid::regclass, b.indexrelid::regclass FROM pg_index a JOIN pg_index b ON a.indrelid = b.indrelid
                  AND a.indexrelid < b.indexrelid AND a.indkey::text = b.indkey::text AND a.indclass::text = b.indclass::text
                  AND a.indoption::text = b.indoption::text
                  AND a.indexprs::text IS NOT DISTINCT FROM b.indexprs::text AND a.indpred::text IS NOT DISTINCT FROM b.indpred::text
                  WHERE a.indrelid IN (SELECT oid FROM crm_tables)$$, 'no index is there twice');
SELECT is_empty($$SELECT w.kind FROM unnest(ARRAY['auto', 'home', 'renters', 'specialty', 'commercial', 'life']) AS w (kind)
                  WHERE pg_get_indexdef(('crm.leads_' || w.kind || '_data_idx')::regclass) !~ 'USING gin \(\w+_data jsonb_path_ops\)'$$,
                'documents are indexed for containment');
SELECT has_index('crm', 'contacts', 'contacts_one_primary_a_client', ARRAY['client_id', 'tenant_id'], 'one primary contact a client');

SELECT * FROM finish();
ROLLBACK;
