-- Two agencies with something in every table, made the way users make it: builtin rows edited and archived, rows of
-- their own beside them, status moves by UPDATE, deletions.  What 001_dump_restore.pl dumps and restores.

\set ON_ERROR_STOP on
SET client_min_messages = warning;

-- In each lookup: one builtin row edited, one archived, one row of our own.
DO $$
DECLARE
  lookup regclass;
BEGIN
  FOR lookup IN
    SELECT attrelid FROM pg_catalog.pg_attribute
    WHERE attname = 'is_builtin' AND attrelid IN (SELECT attrelid FROM pg_catalog.pg_attribute WHERE attname = 'sort_order')
      AND attrelid IN (SELECT oid FROM pg_catalog.pg_class WHERE relkind = 'r' AND relnamespace = 'crm'::regnamespace)
  LOOP
    EXECUTE format('UPDATE %s SET label = label || '' (ours)'', color = ''#123456'', tags = ''{edited}'',
                      ai_prompt_template = ''edited: {{ lead.id }}''
                    WHERE id = (SELECT min(id) FROM %1$s WHERE is_builtin)', lookup);
    EXECUTE format('UPDATE %s SET is_active = false, description = NULL
                    WHERE id = (SELECT max(id) FROM %1$s WHERE is_builtin)', lookup);
    EXECUTE format('INSERT INTO %s SELECT (jsonb_populate_record(l, ''{"id": "own_row", "label": "Our own",
                      "is_builtin": false, "metadata": {"own": true}}'')).* FROM %1$s l WHERE id = (SELECT min(id) FROM %1$s)',
                   lookup);
  END LOOP;
END
$$;

INSERT INTO crm.lead_statuses (id, label, category, is_initial, stamps, sort_order) VALUES
  ('own_new', 'New, our way', 'open', false, NULL, 900), ('own_talking', 'Talking', 'open', false, 'first_contact_at', 901),
  ('own_quoted', 'Quoted, our way', 'open', false, 'quoted_at', 902), ('own_won', 'Won', 'won', false, 'bound_at', 903),
  ('own_lost', 'Lost, our way', 'lost', false, 'lost_at', 904);
INSERT INTO crm.lead_status_transitions (from_status_id, to_status_id, reason_required) VALUES
  ('own_new', 'own_talking', false), ('own_talking', 'own_quoted', false), ('own_quoted', 'own_won', false),
  ('own_quoted', 'own_lost', false), ('own_lost', 'own_talking', false);
UPDATE crm.lead_status_transitions SET required_fields = '{assigned_agent_id}', reason_required = NOT reason_required
WHERE (from_status_id, to_status_id) = (SELECT from_status_id, to_status_id FROM crm.lead_status_transitions
                                        WHERE is_builtin ORDER BY 1, 2 LIMIT 1);
INSERT INTO crm.opportunity_stages (id, label, pipeline, probability, category) VALUES
  ('own_open', 'Open', 'new_business', 0.2, 'open'), ('own_better', 'Better', 'new_business', 0.6, 'open'),
  ('own_closed', 'Won', 'new_business', 1, 'won');

UPDATE crm.tenants SET name = 'First & "Sons"', timezone = 'America/Chicago', settings = '{"a": [1, null, "é\\"]}' WHERE id = 1;
INSERT INTO crm.tenants (name) VALUES ('Second');
INSERT INTO crm.tenants (name) VALUES ('Never opened');
DELETE FROM crm.tenants WHERE name = 'Never opened';
SELECT max(id) AS second FROM crm.tenants \gset
INSERT INTO crm.tenant_members (tenant_id, role_name) VALUES (1, 'regress_crm_clerk'), (:second, 'regress_crm_other');
SELECT crm.grant_access('regress_crm_clerk', 'agent', 1);
GRANT SELECT ON crm.clients TO regress_crm_other;

-- A schema version of our own, and a draft, both with upgrade steps.
SELECT crm.publish_json_schema('auto', '{"type": "object", "required": ["vehicles"]}',
                               '[{"op": "default", "path": "/vehicles", "value": []}]', 'ours');
INSERT INTO crm.json_schemas (kind, version, status, schema, upgrade)
VALUES ('boat', 1, 'draft', '{"type": "object"}', '[{"op": "default", "path": "/hulls", "value": []}]');
UPDATE crm.json_schemas SET status = 'deprecated' WHERE kind = 'life' AND version = 1;

-- A template and a score model of our own; then the shipped model, retired by ours, is written once more.
INSERT INTO crm.ai_templates (purpose, version, status, body, note) VALUES ('own_purpose', 1, 'active', E'Say "{{ lead.id }}"\n\\.', 'ours');
SELECT crm.publish_score_model('own', (SELECT definition FROM crm.score_models WHERE is_builtin), 'ours');
UPDATE crm.score_models SET note = 'was good' WHERE is_builtin;

-- The same agency twice, once in each tenant.
SELECT set_config('crm.tenant_id', '1', false);
\ir agency_rows.sql
SELECT set_config('crm.tenant_id', :'second', false);
\ir agency_rows.sql
RESET crm.tenant_id;
