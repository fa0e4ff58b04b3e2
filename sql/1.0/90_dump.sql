-- What pg_dump takes along: every table and every sequence of the extension, whole.
--
-- No filter: a builtin row its user has edited must come back edited.  On restore the script has already
-- seeded the builtin rows; a BEFORE INSERT trigger turns the dump's insert over such a row into an update of it
-- (65_triggers.sql).  A new table comes with its line here, and with its sequence's.

SELECT pg_extension_config_dump('crm.tenants', '');
SELECT pg_extension_config_dump('crm.tenant_members', '');
SELECT pg_extension_config_dump('crm.json_schemas', '');
SELECT pg_extension_config_dump('crm.insurance_types', '');
SELECT pg_extension_config_dump('crm.lead_statuses', '');
SELECT pg_extension_config_dump('crm.lead_status_transitions', '');
SELECT pg_extension_config_dump('crm.communication_types', '');
SELECT pg_extension_config_dump('crm.opportunity_stages', '');
SELECT pg_extension_config_dump('crm.lost_reasons', '');
SELECT pg_extension_config_dump('crm.contact_roles', '');
SELECT pg_extension_config_dump('crm.lead_sources', '');
SELECT pg_extension_config_dump('crm.agents', '');
SELECT pg_extension_config_dump('crm.addresses', '');
SELECT pg_extension_config_dump('crm.clients', '');
SELECT pg_extension_config_dump('crm.contacts', '');
SELECT pg_extension_config_dump('crm.contact_role_assignments', '');
SELECT pg_extension_config_dump('crm.campaigns', '');
SELECT pg_extension_config_dump('crm.leads', '');
SELECT pg_extension_config_dump('crm.lead_status_changes', '');
SELECT pg_extension_config_dump('crm.lead_document_changes', '');
SELECT pg_extension_config_dump('crm.opportunities', '');
SELECT pg_extension_config_dump('crm.opportunity_stage_changes', '');
SELECT pg_extension_config_dump('crm.lead_communications', '');
SELECT pg_extension_config_dump('crm.lead_notes', '');
SELECT pg_extension_config_dump('crm.lead_marketing_settings', '');
SELECT pg_extension_config_dump('crm.ai_templates', '');

SELECT pg_extension_config_dump('crm.tenants_id_seq', '');
SELECT pg_extension_config_dump('crm.ai_templates_id_seq', '');
SELECT pg_extension_config_dump('crm.agents_id_seq', '');
SELECT pg_extension_config_dump('crm.addresses_id_seq', '');
SELECT pg_extension_config_dump('crm.clients_id_seq', '');
SELECT pg_extension_config_dump('crm.contacts_id_seq', '');
SELECT pg_extension_config_dump('crm.campaigns_id_seq', '');
SELECT pg_extension_config_dump('crm.leads_id_seq', '');
SELECT pg_extension_config_dump('crm.opportunities_id_seq', '');
SELECT pg_extension_config_dump('crm.lead_communications_id_seq', '');
SELECT pg_extension_config_dump('crm.lead_notes_id_seq', '');
SELECT pg_extension_config_dump('crm.lead_marketing_settings_id_seq', '');

SELECT pg_extension_config_dump('crm.score_models', '');
SELECT pg_extension_config_dump('crm.lead_scores', '');
SELECT pg_extension_config_dump('crm.score_models_id_seq', '');

SELECT pg_extension_config_dump('crm.dashboards', '');
