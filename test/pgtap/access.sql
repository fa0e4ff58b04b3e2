-- Who may see what: policies on every tenant's rows, and nothing for PUBLIC that shows or changes data.
\set QUIET on
\pset format unaligned
\pset tuples_only on
\set ON_ERROR_STOP on
BEGIN;
SELECT no_plan();

CREATE TEMPORARY VIEW tenant_tables AS
SELECT c.oid, c.relname AS name, c.relrowsecurity, c.relforcerowsecurity
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
WHERE c.relnamespace = 'crm'::regnamespace AND c.relkind = 'r';

SELECT cmp_ok((SELECT count(*) FROM tenant_tables), '>=', 16::bigint, 'there are tables with a tenant');
SELECT ok(relrowsecurity, name || ': row-level security is on') FROM tenant_tables ORDER BY name;
SELECT ok(relrowsecurity, 'tenants: row-level security is on') FROM pg_class WHERE oid = 'crm.tenants'::regclass;
SELECT is_empty($$SELECT oid::regclass FROM pg_class WHERE relnamespace = 'crm'::regnamespace AND relforcerowsecurity$$,
                'it is forced nowhere: an owner''s dump would be silently empty');
SELECT is_empty('SELECT name FROM tenant_tables t WHERE NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = t.oid)',
                'each has a policy');
SELECT is_empty($$SELECT p.polrelid::regclass, p.polname, pg_get_expr(p.polqual, p.polrelid) FROM pg_policy p
                  JOIN tenant_tables t ON t.oid = p.polrelid WHERE t.name <> 'tenant_members'
                    AND pg_get_expr(p.polqual, p.polrelid) !~ '\(?tenant_id = \( SELECT crm\.current_tenant\('$$,
                'policies compare with the current tenant, looked up once a query');
SELECT is_empty($$SELECT p.polrelid::regclass, p.polname FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
                  WHERE c.relnamespace = 'crm'::regnamespace AND NOT p.polpermissive$$, 'policies are permissive: one decides');

SELECT is_empty($$SELECT c.oid::regclass, a.privilege_type FROM pg_class c, aclexplode(c.relacl) AS a
                  WHERE c.relnamespace = 'crm'::regnamespace AND a.grantee = 0$$, 'PUBLIC has no privilege on a table, view or sequence');
SELECT is_empty($$SELECT a.attrelid::regclass, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid, aclexplode(a.attacl) AS p
                  WHERE c.relnamespace = 'crm'::regnamespace AND p.grantee = 0$$, 'nor on a column');
SELECT is_empty($$SELECT privilege_type FROM pg_namespace, aclexplode(nspacl) WHERE nspname = 'crm' AND grantee = 0 AND privilege_type <> 'USAGE'$$,
                'nor may PUBLIC create in the schema');

SELECT * FROM finish();
ROLLBACK;
