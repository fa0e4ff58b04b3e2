-- Every table and sequence is registered for pg_dump, whole; and rules of the seeds that dumps rely on.
\set QUIET on
\pset format unaligned
\pset tuples_only on
\set ON_ERROR_STOP on
BEGIN;
SELECT no_plan();

SELECT is_empty($$SELECT c.oid::regclass FROM pg_class c WHERE c.relnamespace = 'crm'::regnamespace AND c.relkind IN ('r', 'p', 'S')
                  AND NOT EXISTS (SELECT FROM pg_extension e, unnest(e.extconfig, e.extcondition) AS k (oid, condition)
                                  WHERE e.extname = 'crm' AND k.oid = c.oid)$$,
                'every table and every sequence is registered for dump');
SELECT is_empty($$SELECT k.oid::regclass, k.condition FROM pg_extension e, unnest(e.extconfig, e.extcondition) AS k (oid, condition)
                  WHERE e.extname = 'crm' AND k.condition <> ''$$, 'without a filter, which would lose edited builtin rows');
SELECT is_empty($$SELECT s.oid::regclass FROM pg_class s WHERE s.relnamespace = 'crm'::regnamespace AND s.relkind = 'S'
                  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = s.oid AND d.deptype = 'a')$$,
                'every sequence is owned by its column');
SELECT is((SELECT extnamespace::regnamespace::text FROM pg_extension WHERE extname = 'crm'), 'pg_catalog',
          'the extension depends on no schema that can be dropped');
SELECT is_empty($$SELECT a.attrelid::regclass FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
                  WHERE c.relnamespace = 'crm'::regnamespace AND a.attidentity <> ''$$, 'no identity columns');

-- Seeds: each lookup's shipped rows say so, have colour and icon, and sort apart.
CREATE TEMPORARY TABLE seeds AS
SELECT 'insurance_types' AS lookup, id, label, description, color, icon, sort_order, is_builtin FROM crm.insurance_types
UNION ALL SELECT 'lead_statuses', id, label, description, color, icon, sort_order, is_builtin FROM crm.lead_statuses
UNION ALL SELECT 'communication_types', id, label, description, color, icon, sort_order, is_builtin FROM crm.communication_types
UNION ALL SELECT 'opportunity_stages', id, label, description, color, icon, sort_order, is_builtin FROM crm.opportunity_stages
UNION ALL SELECT 'lost_reasons', id, label, description, color, icon, sort_order, is_builtin FROM crm.lost_reasons
UNION ALL SELECT 'contact_roles', id, label, description, color, icon, sort_order, is_builtin FROM crm.contact_roles
UNION ALL SELECT 'lead_sources', id, label, description, color, icon, sort_order, is_builtin FROM crm.lead_sources;
SELECT cmp_ok(count(*), '>=', w.at_least, w.lookup || ' has at least ' || w.at_least)
FROM (VALUES ('insurance_types', 35::bigint), ('lead_statuses', 12), ('communication_types', 10), ('opportunity_stages', 10),
             ('lost_reasons', 11), ('contact_roles', 13), ('lead_sources', 8)) AS w (lookup, at_least)
JOIN seeds s USING (lookup) GROUP BY w.lookup, w.at_least ORDER BY w.lookup;
SELECT is_empty('SELECT lookup, id FROM seeds WHERE NOT is_builtin', 'shipped rows are builtin');
SELECT is_empty('SELECT lookup, id FROM seeds WHERE color IS NULL OR icon IS NULL OR description IS NULL', 'and have colour, icon and description');
SELECT is_empty('SELECT lookup, sort_order, count(*) FROM seeds GROUP BY 1, 2 HAVING count(*) > 1', 'and their own place in the list');
SELECT is_empty($$SELECT s.id FROM crm.lead_statuses s WHERE s.category <> 'open' OR s.is_initial
                  EXCEPT SELECT s.id FROM crm.lead_statuses s WHERE s.is_initial
                    OR EXISTS (SELECT FROM crm.lead_status_transitions t WHERE t.to_status_id = s.id)$$,
                'every status can be reached');
SELECT is_empty($$WITH RECURSIVE reached AS (SELECT id FROM crm.lead_statuses WHERE is_initial UNION
                    SELECT t.to_status_id FROM reached r JOIN crm.lead_status_transitions t ON t.from_status_id = r.id)
                  SELECT id FROM crm.lead_statuses EXCEPT SELECT id FROM reached$$, 'from an initial one, by transitions');

SELECT * FROM finish();
ROLLBACK;
