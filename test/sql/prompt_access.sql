-- Prompts as the roles that ask for them: an analyst reads, an admin publishes, another tenant's role sees nothing.
\set ON_ERROR_ROLLBACK on
BEGIN;
\getenv inputdir PG_ABS_SRCDIR
\set fixture :inputdir '/support/prompt_leads.sql'
\i :fixture
INSERT INTO crm.tenants (id, name) VALUES (1002, 'Other agency');
CREATE ROLE regress_crm_prompt_analyst;
CREATE ROLE regress_crm_prompt_admin;
CREATE ROLE regress_crm_prompt_other;
CREATE ROLE regress_crm_prompt_nobody;
SELECT crm.grant_access('regress_crm_prompt_analyst', 'analyst', 1);
SELECT crm.grant_access('regress_crm_prompt_admin', 'admin', 1);
SELECT crm.grant_access('regress_crm_prompt_other', 'analyst', 1002);

SET LOCAL crm.tenant_id = '1';
SET LOCAL ROLE regress_crm_prompt_analyst;
SELECT crm.render_prompt(1001, 'summary', as_of => :as_of) ~ 'Dana Whitfield' AS analyst_renders;
SELECT crm.lead_context(1001, as_of => :as_of) #>> '{client,display_name}' AS analyst_reads;
SELECT crm.publish_template('brief', 'Hi');

SET LOCAL ROLE regress_crm_prompt_admin;
SELECT crm.publish_template('brief', 'Hi {{ client.first_name }}') > 0 AS admin_publishes;
SELECT crm.render_prompt(1001, 'brief', as_of => :as_of) AS brief;

SET LOCAL crm.tenant_id = '1002';
SET LOCAL ROLE regress_crm_prompt_other;
SELECT crm.render_prompt(1001, 'summary', as_of => :as_of);
SELECT crm.render_prompt(1001, 'summary', as_of => :as_of, tenant => 1);
SELECT crm.lead_context(1001, as_of => :as_of, tenant => 1);

SET LOCAL ROLE regress_crm_prompt_nobody;
SELECT crm.render_prompt(1001, 'summary', as_of => :as_of);
RESET ROLE;

ROLLBACK;
