-- The tenant a session acts for: the setting, the only tenant, and what a role is bound to.
\set SHOW_CONTEXT never
\set ON_ERROR_ROLLBACK on
BEGIN;
CREATE ROLE regress_crm_bound;
CREATE ROLE regress_crm_group;
CREATE ROLE regress_crm_member IN ROLE regress_crm_group;
CREATE ROLE regress_crm_free;
GRANT USAGE ON SCHEMA crm TO regress_crm_bound, regress_crm_member, regress_crm_free;

-- Unset, and there is but one.
SELECT crm.current_tenant(), crm.current_tenant(true) AS required;
-- Set: it is that one, whether it exists or not.
SET LOCAL crm.tenant_id = 1002;
SELECT crm.current_tenant();
INSERT INTO crm.clients (id, client_type, last_name) VALUES (1000, 'individual', 'Stone');
SET LOCAL crm.tenant_id = '';
SELECT crm.current_tenant();
-- What is no tenant.
SET crm.tenant_id = 'first';
SET crm.tenant_id = '0';
SET crm.tenant_id = '-1';
SET crm.tenant_id = ' 1';
SET crm.tenant_id = '9223372036854775808';
SET LOCAL crm.tenant_id = '9223372036854775807';
SELECT crm.current_tenant();
SET LOCAL crm.tenant_id = '';
SET crm.tenant = '1';

-- A second one: none is meant any more.  An answer lasts as long as what it came from, also when that is undone.
SAVEPOINT one;
INSERT INTO crm.tenants (id, name) VALUES (1002, 'Second');
SELECT crm.current_tenant();
SELECT crm.current_tenant(true);
INSERT INTO crm.clients (id, client_type, last_name) VALUES (1000, 'individual', 'Stone');
SELECT id FROM crm.tenants WHERE id = crm.current_tenant();
ROLLBACK TO one;
SELECT crm.current_tenant();
INSERT INTO crm.tenants (id, name) VALUES (1002, 'Second'), (1003, 'Third');
SELECT crm.current_tenant();
DELETE FROM crm.tenants WHERE id > 1;
SELECT crm.current_tenant();
INSERT INTO crm.tenants (id, name) VALUES (1002, 'Second'), (1003, 'Third');

-- A parallel worker has the same, of rows not yet committed too.
SELECT set_config(CASE WHEN current_setting('server_version_num')::int < 160000 THEN 'force_parallel_mode'
                       ELSE 'debug_parallel_query' END, 'on', true) AS parallel;
SELECT crm.current_tenant() IS NULL AS none;
SET LOCAL crm.tenant_id = 1003;
SELECT count(*) FILTER (WHERE id = crm.current_tenant()) AS mine FROM crm.tenants;
SELECT set_config(CASE WHEN current_setting('server_version_num')::int < 160000 THEN 'force_parallel_mode'
                       ELSE 'debug_parallel_query' END, 'off', true) AS parallel;

-- A role that is listed for a tenant acts for that one only; through a group, for the group's.
INSERT INTO crm.tenant_members (tenant_id, role_name) VALUES
  (1002, 'regress_crm_bound'), (1, 'regress_crm_group'), (1003, 'regress_crm_group'), (1, 'regress_crm_nobody');
SELECT crm.current_tenant();
SET LOCAL ROLE regress_crm_bound;
SELECT crm.current_tenant();
SET LOCAL crm.tenant_id = 1002;
SELECT crm.current_tenant(), crm.may_act_for(1002) AS second, crm.may_act_for(1003) AS third, crm.may_act_for(NULL) AS any;
SET LOCAL ROLE regress_crm_member;
SELECT crm.current_tenant();
SET LOCAL crm.tenant_id = 1003;
SELECT crm.current_tenant(), crm.may_act_for(1) AS first, crm.may_act_for(1002) AS second, crm.may_act_for(NULL) AS any;
SET LOCAL ROLE regress_crm_free;
SELECT crm.current_tenant(), crm.may_act_for(1) AS first, crm.may_act_for(NULL) AS any;
RESET ROLE;

-- A superuser is a member of what it was granted, no more.
CREATE ROLE regress_crm_super SUPERUSER;
SET LOCAL ROLE regress_crm_super;
SELECT crm.may_act_for(1002) AS second, crm.may_act_for(NULL) AS any;
RESET ROLE;
GRANT regress_crm_group TO regress_crm_super;
SET LOCAL ROLE regress_crm_super;
SELECT crm.current_tenant(), crm.may_act_for(1002) AS second, crm.may_act_for(NULL) AS any;
RESET ROLE;

-- The one who logged in stays bound, whatever role it takes on, and in functions of others.
CREATE FUNCTION pg_temp.of_owner() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT crm.current_tenant()';
GRANT regress_crm_free TO regress_crm_bound;
SET LOCAL SESSION AUTHORIZATION regress_crm_bound;
SET LOCAL ROLE regress_crm_free;
SELECT crm.current_tenant();
SELECT pg_temp.of_owner();
SET LOCAL crm.tenant_id = 1002;
SELECT pg_temp.of_owner();
RESET ROLE;
RESET SESSION AUTHORIZATION;

-- Changes of the list, and of who is in a group, count at once.
SET LOCAL crm.tenant_id = 1003;
SET LOCAL ROLE regress_crm_member;
SELECT crm.current_tenant();
RESET ROLE;
DELETE FROM crm.tenant_members WHERE tenant_id = 1003;
SET LOCAL ROLE regress_crm_member;
SELECT crm.current_tenant();
RESET ROLE;
REVOKE regress_crm_group FROM regress_crm_member;
SET LOCAL ROLE regress_crm_member;
SELECT crm.current_tenant();
RESET ROLE;
TRUNCATE crm.tenant_members;
SET LOCAL ROLE regress_crm_bound;
SELECT crm.current_tenant();
RESET ROLE;

-- A tenant somebody is bound to is not deleted unawares: they would be bound to none.
INSERT INTO crm.tenant_members (tenant_id, role_name) VALUES (1002, 'regress_crm_bound');
DELETE FROM crm.tenants WHERE id = 1002;
ROLLBACK;
SELECT crm.current_tenant();
