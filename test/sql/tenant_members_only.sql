-- Tenants for members only: a role that is listed for no tenant may act for the others, but not for them.
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
SET LOCAL client_min_messages = warning;
CREATE ROLE regress_crm_member;
CREATE ROLE regress_crm_in_group;
CREATE ROLE regress_crm_stranger;
GRANT regress_crm_member TO regress_crm_in_group;
INSERT INTO crm.tenants (id, name) VALUES (1002, 'Open');
SELECT crm.grant_access('regress_crm_member', 'agent', 1), crm.grant_access('regress_crm_stranger', 'admin');
INSERT INTO crm.agents (id, display_name, tenant_id) VALUES (1000, 'Ann', 1);
SET LOCAL crm.tenant_id = 1;

-- As it comes: a stranger may act for each.
SET LOCAL ROLE regress_crm_stranger;
SELECT crm.current_tenant(), crm.may_act_for(1), crm.may_act_for(1002), crm.may_act_for(NULL),
       (SELECT count(*) FROM crm.agents WHERE id = 1000) AS agents, (SELECT count(*) FROM crm.tenants) AS tenants;
RESET ROLE;

-- Closed: no more, at once, and it is told why; members and superusers go on.
UPDATE crm.tenants SET members_only = true WHERE id = 1;
SELECT crm.current_tenant() AS superusers;
SET LOCAL ROLE regress_crm_stranger;
SELECT crm.may_act_for(1), crm.may_act_for(1002), crm.may_act_for(NULL), (SELECT string_agg(name, ', ') FROM crm.tenants) AS tenants;
SELECT crm.current_tenant();
SELECT count(*) FROM crm.agents;
INSERT INTO crm.agents (id, display_name) VALUES (1001, 'Smuggled');
UPDATE crm.tenants SET members_only = false WHERE id = 1;
UPDATE crm.ai_templates SET note = 'for everybody' WHERE tenant_id IS NULL;
SET LOCAL crm.tenant_id = 1002;
SELECT crm.current_tenant(), (SELECT count(*) FROM crm.agents WHERE id = 1000) AS agents;
UPDATE crm.tenants SET members_only = true WHERE id = 1;
SET LOCAL crm.tenant_id = 1;
SET LOCAL ROLE regress_crm_member;
SELECT crm.current_tenant(), crm.may_act_for(1002), (SELECT count(*) FROM crm.agents WHERE id = 1000) AS agents;
SET LOCAL ROLE regress_crm_in_group;
SELECT crm.current_tenant();

-- A role that is renamed is listed no longer, and so shut out.
RESET ROLE;
ALTER ROLE regress_crm_member RENAME TO regress_crm_renamed;
SET LOCAL ROLE regress_crm_renamed;
SELECT crm.current_tenant();
RESET ROLE;
SELECT crm.grant_access('regress_crm_renamed', 'agent', 1);
SET LOCAL ROLE regress_crm_renamed;
SELECT crm.current_tenant();

-- Open again.
RESET ROLE;
UPDATE crm.tenants SET members_only = false WHERE id = 1;
SET LOCAL ROLE regress_crm_stranger;
SELECT crm.current_tenant(), crm.may_act_for(NULL);
ROLLBACK;
