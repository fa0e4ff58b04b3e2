-- crm.grant_access and crm.revoke_access: what each level may do, and what is refused.
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
CREATE ROLE regress_crm_analyst;
CREATE ROLE regress_crm_agent;
CREATE ROLE regress_crm_admin;
CREATE ROLE regress_crm_outsider;
INSERT INTO crm.tenants (id, name) VALUES (1002, 'Second');
SET LOCAL crm.tenant_id = 1;

-- Before: nobody has anything.
SELECT count(*) AS readable FROM pg_class c
WHERE c.relnamespace = 'crm'::regnamespace AND c.relkind IN ('r', 'v', 'm')
  AND has_table_privilege('regress_crm_analyst', c.oid, 'SELECT, INSERT, UPDATE, DELETE');
SELECT has_schema_privilege('regress_crm_analyst', 'crm', 'USAGE') AS may_enter;

SELECT crm.grant_access('regress_crm_analyst', 'analyst');
SELECT crm.grant_access('regress_crm_agent', 'agent', 1);
SELECT crm.grant_access('regress_crm_admin', 'admin', tenant => 1);
SELECT tenant_id, role_name FROM crm.tenant_members ORDER BY 2;

-- What a level may do with a table, by the kind of table.
CREATE TEMPORARY VIEW may AS
SELECT kind, right(r.rolname, -12) AS role,
       string_agg(DISTINCT concat_ws(' ', CASE WHEN has_table_privilege(r.oid, c.oid, 'SELECT') THEN 'read' END,
         CASE WHEN has_table_privilege(r.oid, c.oid, 'INSERT') THEN 'insert' END,
         CASE WHEN has_table_privilege(r.oid, c.oid, 'UPDATE') THEN 'update' END,
         CASE WHEN has_table_privilege(r.oid, c.oid, 'DELETE') THEN 'delete' END,
         CASE WHEN has_table_privilege(r.oid, c.oid, 'TRUNCATE, REFERENCES, TRIGGER') THEN 'more' END), ' or ') AS may
FROM (SELECT c.oid, CASE
        WHEN relkind = 'v' THEN '6 view'
        WHEN relname IN ('tenants', 'tenant_members') THEN '5 ' || relname
        WHEN relname LIKE '%\_changes' THEN '2 history'
        WHEN t.attnotnull THEN '1 data'
        WHEN t.attnotnull = false THEN '4 data or shared'
        ELSE '3 shared' END AS kind
      FROM pg_class c LEFT JOIN pg_attribute t ON t.attrelid = c.oid AND t.attname = 'tenant_id'
      WHERE relnamespace = 'crm'::regnamespace AND relkind IN ('r', 'v')) AS c, pg_roles r
WHERE r.rolname LIKE 'regress\_crm\_%'
GROUP BY kind, r.rolname;
SELECT * FROM may ORDER BY kind, position(left(role, 2) IN 'ou an ag ad');
SELECT right(r.rolname, -12) AS role, count(*) FILTER (WHERE has_sequence_privilege(r.oid, c.oid, 'USAGE')) AS usable,
       string_agg(relname, ', ' ORDER BY relname COLLATE "C") FILTER (WHERE NOT has_sequence_privilege(r.oid, c.oid, 'USAGE')
         AND r.rolname = 'regress_crm_agent') AS not_usable
FROM pg_class c, pg_roles r
WHERE relnamespace = 'crm'::regnamespace AND relkind = 'S' AND r.rolname LIKE 'regress\_crm\_%'
GROUP BY r.rolname ORDER BY 2;

-- Twice is once; another level takes the place of the one before, also a lower one.
SELECT crm.grant_access('regress_crm_admin', 'admin', 1);
SELECT crm.grant_access('regress_crm_admin', 'admin', 1002);
SELECT crm.grant_access('regress_crm_admin', 'analyst');
SELECT kind, may FROM may WHERE role = 'admin' ORDER BY kind;
SELECT tenant_id FROM crm.tenant_members WHERE role_name = 'regress_crm_admin' ORDER BY 1;

-- Access to one tenant goes; with the last one, the level too.
SELECT crm.revoke_access('regress_crm_admin', 1002);
SELECT has_table_privilege('regress_crm_admin', 'crm.leads', 'SELECT') AS still_reads;
SELECT crm.revoke_access('regress_crm_admin', 1002);
SELECT crm.revoke_access('regress_crm_admin', 1);
SELECT DISTINCT may FROM may WHERE role = 'admin';
SELECT has_schema_privilege('regress_crm_admin', 'crm', 'USAGE') AS may_enter;
-- All at once, listed or not, twice.
SELECT crm.revoke_access('regress_crm_agent'), crm.revoke_access('regress_crm_analyst'), crm.revoke_access('regress_crm_analyst');
SELECT DISTINCT may FROM may;
SELECT count(*) AS listed FROM crm.tenant_members;
DROP ROLE regress_crm_agent;

-- Unknown roles, levels and tenants.
SELECT crm.grant_access('regress_crm_nobody', 'agent');
SELECT crm.grant_access('public', 'agent');
SELECT crm.grant_access(NULL, 'agent');
SELECT crm.grant_access('regress_crm_admin', 'owner');
SELECT crm.grant_access('regress_crm_admin', NULL);
SELECT crm.grant_access('regress_crm_admin', 'agent', 1003);
SELECT crm.revoke_access('regress_crm_nobody');
SELECT crm.revoke_access('regress_crm_admin', 1003);
SELECT DISTINCT may FROM may;
-- A superuser is told that no policy binds it.
CREATE ROLE regress_crm_super SUPERUSER;
SELECT crm.grant_access('regress_crm_super', 'analyst', 1);

-- It takes the owner's rights: an admin gives nobody access, least of all itself.
SELECT crm.grant_access('regress_crm_admin', 'admin', 1);
GRANT EXECUTE ON FUNCTION crm.grant_access, crm.revoke_access TO regress_crm_admin;
SET LOCAL ROLE regress_crm_admin;
SELECT crm.grant_access('regress_crm_outsider', 'analyst', 1);
SELECT crm.revoke_access('regress_crm_admin');
INSERT INTO crm.tenant_members (tenant_id, role_name) VALUES (1, 'regress_crm_outsider');
DELETE FROM crm.tenant_members;
RESET ROLE;
SET LOCAL ROLE regress_crm_outsider;
SELECT crm.grant_access('regress_crm_outsider', 'admin');
ROLLBACK;
