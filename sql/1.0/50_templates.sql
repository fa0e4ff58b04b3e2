-- Prompt templates, versioned: what is asked of a language model, for which leads.

-- Shipped templates have fixed ids below 1000, so that an agency's own never meet a later release's.
CREATE SEQUENCE crm.ai_templates_id_seq START 1000;
CREATE TABLE crm.ai_templates (
  id bigint NOT NULL DEFAULT nextval('crm.ai_templates_id_seq'),
  tenant_id bigint REFERENCES crm.tenants (id),
  purpose text NOT NULL CONSTRAINT purpose_is_a_name CHECK (purpose ~ '^[a-z][a-z0-9_]*$'),
  version int NOT NULL CONSTRAINT version_is_positive CHECK (version > 0),
  status text NOT NULL DEFAULT 'draft' CONSTRAINT status_is_known CHECK (status IN ('draft', 'active', 'retired')),
  insurance_type_id text REFERENCES crm.insurance_types (id) ON UPDATE CASCADE,
  lead_status_id text REFERENCES crm.lead_statuses (id) ON UPDATE CASCADE,
  opportunity_stage_id text REFERENCES crm.opportunity_stages (id) ON UPDATE CASCADE,
  channel text CONSTRAINT channel_is_known
    CHECK (channel IN ('call', 'sms', 'email', 'meeting', 'video', 'mail', 'chat')),
  language text CONSTRAINT language_is_a_tag CHECK (language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'),
  body text NOT NULL CONSTRAINT body_is_not_empty CHECK (NOT crm._is_blank(body)),
  output_schema jsonb CONSTRAINT output_schema_is_object CHECK (jsonb_typeof(output_schema) = 'object'),
  model_hint text,
  max_tokens int CONSTRAINT max_tokens_is_positive CHECK (max_tokens > 0),
  note text,
  is_builtin boolean NOT NULL DEFAULT false,
  LIKE crm._standard_columns INCLUDING ALL,
  PRIMARY KEY (id),
  CONSTRAINT ai_templates_version_key UNIQUE NULLS NOT DISTINCT (purpose, version, insurance_type_id, lead_status_id,
    opportunity_stage_id, channel, language, tenant_id)
);
ALTER SEQUENCE crm.ai_templates_id_seq OWNED BY crm.ai_templates.id;

COMMENT ON TABLE crm.ai_templates IS
  'Prompt templates by purpose and version. Shared by all tenants; a row with a tenant_id is that tenant''s own and wins over shared ones. A published version (active or retired) never changes: publish a new one with crm.publish_template.';
COMMENT ON COLUMN crm.ai_templates.id IS 'Shipped templates have ids below 1000; others come from the sequence, which starts there.';
COMMENT ON COLUMN crm.ai_templates.tenant_id IS 'Whose template it is; null: everybody''s default.';
COMMENT ON COLUMN crm.ai_templates.purpose IS 'What the prompt is for: summary, next_action, follow_up_email, ... A name ending in _email, _sms, _call, _mail, _chat, _meeting or _video, or call_script, fixes the channel.';
COMMENT ON COLUMN crm.ai_templates.version IS 'Counts from 1 for each purpose, targeting and tenant.';
COMMENT ON COLUMN crm.ai_templates.status IS 'draft: may still change, never used; active: used, and refused if body or output_schema does not check; retired: kept, not used.';
COMMENT ON COLUMN crm.ai_templates.insurance_type_id IS 'Only for leads of this type; null: any.';
COMMENT ON COLUMN crm.ai_templates.lead_status_id IS 'Only for leads in this status; null: any.';
COMMENT ON COLUMN crm.ai_templates.opportunity_stage_id IS 'Only while the lead''s latest opportunity is in this stage; null: any.';
COMMENT ON COLUMN crm.ai_templates.channel IS 'Only when the answer goes out on this channel; null: any.';
COMMENT ON COLUMN crm.ai_templates.language IS 'Only for this language (a BCP 47 tag such as es or pt-BR); null: any.';
COMMENT ON COLUMN crm.ai_templates.body IS 'Liquid with crm''s own tags (role, section, cache_break); see docs/prompts.md.';
COMMENT ON COLUMN crm.ai_templates.output_schema IS 'JSON Schema 2020-12 of the answer; null: free text.';
COMMENT ON COLUMN crm.ai_templates.model_hint IS 'The model the author had in mind; passed on, never interpreted.';
COMMENT ON COLUMN crm.ai_templates.note IS 'What is new in this version, for people.';
COMMENT ON COLUMN crm.ai_templates.is_builtin IS 'Came with the extension: may be retired, not deleted.';
COMMENT ON COLUMN crm.ai_templates.max_tokens IS 'The longest answer to ask for, in the model''s tokens.';

-- A published version never changes, and is never deleted: answers in the tables refer to it.
CREATE FUNCTION crm._keep_published_template() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  was jsonb := to_jsonb(OLD) - '{status,note,tags,metadata,is_builtin,created_at,created_by,updated_at,updated_by}'::text[];
  now_is jsonb;
  changed text;
BEGIN
  IF OLD.status = 'draft' THEN
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
  END IF;
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'a published template cannot be deleted'
      USING ERRCODE = 'object_not_in_prerequisite_state', SCHEMA = 'crm', TABLE = 'ai_templates',
            DETAIL = format('Template %s is %s version %s, %s.', OLD.id, OLD.purpose, OLD.version, OLD.status),
            HINT = 'Set its status to retired instead.';
  END IF;
  now_is := to_jsonb(NEW) - '{status,note,tags,metadata,is_builtin,created_at,created_by,updated_at,updated_by}'::text[];
  IF NEW.status = 'draft' THEN
    changed := 'status';
  ELSIF was <> now_is THEN
    SELECT string_agg(key, ', ' ORDER BY key) INTO changed
      FROM jsonb_each(now_is) WHERE value IS DISTINCT FROM was -> key
      -- a key of another table that was renamed takes its templates along
       AND NOT (pg_trigger_depth() > 1 AND key IN ('insurance_type_id', 'lead_status_id', 'opportunity_stage_id'));
  END IF;
  IF changed IS NOT NULL THEN
    RAISE EXCEPTION 'a published template cannot be changed'
      USING ERRCODE = 'object_not_in_prerequisite_state', SCHEMA = 'crm', TABLE = 'ai_templates',
            COLUMN = split_part(changed, ', ', 1),
            DETAIL = format('Template %s is %s version %s, %s; the change is to: %s.',
                            OLD.id, OLD.purpose, OLD.version, OLD.status, changed),
            HINT = 'Publish a new version with crm.publish_template; only status (active, retired), note, tags and metadata may change.';
  END IF;
  RETURN NEW;
END $$;
COMMENT ON FUNCTION crm._keep_published_template() IS
  'Trigger of crm.ai_templates: refuses changes to, and deletion of, a published version.';

CREATE TRIGGER keep_published BEFORE UPDATE OR DELETE ON crm.ai_templates
  FOR EACH ROW EXECUTE FUNCTION crm._keep_published_template();

-- What ships: one template a purpose, for any lead.
INSERT INTO crm.ai_templates (id, purpose, version, status, max_tokens, note, body, output_schema, is_builtin)
SELECT t.id, t.purpose, 1, 'active', t.max_tokens, t.note, t.body, t.output_schema, true
FROM (VALUES
  (1, 'summary', 600, 'What an agent reads before calling',
   @text(templates/summary.liquid)@, @json(templates/summary.output.json)@),
  (2, 'next_action', 500, 'One action, with its reason',
   @text(templates/next_action.liquid)@, @json(templates/next_action.output.json)@),
  (3, 'follow_up_email', 700, 'The next e-mail to the client',
   @text(templates/follow_up_email.liquid)@, @json(templates/follow_up_email.output.json)@),
  (4, 'follow_up_sms', 300, 'The next text message to the client',
   @text(templates/follow_up_sms.liquid)@, @json(templates/follow_up_sms.output.json)@),
  (5, 'call_script', 900, 'What to say on the next call',
   @text(templates/call_script.liquid)@, @json(templates/call_script.output.json)@),
  (6, 'sentiment', 400, 'How the client feels, with evidence',
   @text(templates/sentiment.liquid)@, @json(templates/sentiment.output.json)@),
  (7, 'entity_extraction', 1200, 'Facts for a quote out of messages and notes',
   @text(templates/entity_extraction.liquid)@, @json(templates/entity_extraction.output.json)@),
  (8, 'risk_assessment', 900, 'The risk as an underwriter will see it',
   @text(templates/risk_assessment.liquid)@, @json(templates/risk_assessment.output.json)@),
  (9, 'opportunity_score', 600, 'How likely the business is to be written',
   @text(templates/opportunity_score.liquid)@, @json(templates/opportunity_score.output.json)@)
) AS t (id, purpose, max_tokens, note, body, output_schema);
