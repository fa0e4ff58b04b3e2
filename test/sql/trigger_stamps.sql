-- updated_at and updated_by on UPDATE; ids and tenants that stay.
\set ON_ERROR_ROLLBACK on
BEGIN;
CREATE ROLE regress_crm_clerk;
SELECT crm.grant_access('regress_crm_clerk', 'agent', 1);
INSERT INTO crm.clients (id, client_type, last_name, created_at, created_by, updated_at, updated_by)
VALUES (1000, 'individual', 'Stone', '2020-01-01', 'importer', '2020-01-02', 'importer');

-- An insert keeps what it brings: so does a restored row.
SELECT created_at = '2020-01-01' AS created_kept, created_by, updated_at = '2020-01-02' AS updated_kept, updated_by
FROM crm.clients WHERE id = 1000;

-- An update is stamped, whatever it says itself.
SET LOCAL ROLE regress_crm_clerk;
UPDATE crm.clients SET occupation = 'mason', updated_at = '2001-01-01', updated_by = 'somebody else' WHERE id = 1000;
RESET ROLE;
SELECT created_at = '2020-01-01' AS created_kept, created_by, updated_at = now() AS updated_now, updated_by
FROM crm.clients WHERE id = 1000;

-- Ids and tenants stay.
INSERT INTO crm.tenants (id, name) VALUES (1002, 'Second');
SET LOCAL crm.tenant_id = 1;
UPDATE crm.clients SET id = 1001 WHERE id = 1000;
UPDATE crm.clients SET tenant_id = 1002 WHERE id = 1000;
UPDATE crm.tenants SET id = 1003 WHERE id = 1002;
-- Naming them without changing them is no change.
UPDATE crm.clients SET id = 1000, tenant_id = 1 WHERE id = 1000;

-- The same on every table of a tenant's rows; tables that all tenants share have no such trigger.
SELECT c.relname AS tenant_table_without_stamp
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND a.attnotnull
WHERE c.relnamespace = 'crm'::regnamespace AND c.relkind = 'r'
  AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'stamp_update' AND (t.tgtype & 31) = 19);
SELECT c.relname AS shared_table_with_stamp
FROM pg_class c JOIN pg_trigger t ON t.tgrelid = c.oid AND t.tgname = 'stamp_update'
WHERE c.relname <> 'tenants'
  AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND a.attnotnull);

-- The trigger functions are for triggers, and for their own kind.
SELECT crm.stamp_update();
CREATE TABLE pg_temp.elsewhere (id int);
CREATE TRIGGER wrong AFTER INSERT ON pg_temp.elsewhere FOR EACH STATEMENT EXECUTE FUNCTION crm.stamp_update();
INSERT INTO pg_temp.elsewhere VALUES (1);
ROLLBACK;
