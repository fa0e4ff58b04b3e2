-- What people, models and imports wrote down about leads and clients.

CREATE SEQUENCE crm.lead_notes_id_seq;
CREATE TABLE crm.lead_notes (
  id bigint NOT NULL DEFAULT nextval('crm.lead_notes_id_seq'),
  tenant_id bigint NOT NULL DEFAULT crm.current_tenant(true) REFERENCES crm.tenants (id),
  lead_id bigint,
  client_id bigint NOT NULL,
  author text NOT NULL DEFAULT current_user,
  body text NOT NULL CONSTRAINT body_is_not_empty CHECK (NOT crm._is_blank(body)),
  source text NOT NULL DEFAULT 'human' CONSTRAINT source_is_known CHECK (source IN ('human', 'ai', 'import')),
  is_pinned boolean NOT NULL DEFAULT false,
  LIKE crm._ai_columns INCLUDING ALL,
  ai_sentiment numeric(4,3) CONSTRAINT ai_sentiment_in_range CHECK (ai_sentiment BETWEEN -1 AND 1),
  ai_entities jsonb,
  ai_action_items jsonb,
  LIKE crm._standard_columns INCLUDING ALL,
  PRIMARY KEY (id, tenant_id),
  CONSTRAINT times_are_in_years_1_to_9999 CHECK (created_at >= '0001-01-01 00:00+00' AND created_at < '10000-01-01 00:00+00'),
  FOREIGN KEY (lead_id, tenant_id) REFERENCES crm.leads (id, tenant_id) ON DELETE CASCADE,
  FOREIGN KEY (client_id, tenant_id) REFERENCES crm.clients (id, tenant_id) ON DELETE CASCADE
);
ALTER SEQUENCE crm.lead_notes_id_seq OWNED BY crm.lead_notes.id;

-- Used by: the timelines; the foreign keys, when a lead or a client is deleted.
CREATE INDEX lead_notes_lead_timeline_idx ON crm.lead_notes (lead_id, tenant_id, created_at DESC, id DESC);
CREATE INDEX lead_notes_client_timeline_idx ON crm.lead_notes (client_id, tenant_id, created_at DESC, id DESC);

COMMENT ON TABLE crm.lead_notes IS 'What people, models and imports wrote down about leads and clients.';
COMMENT ON COLUMN crm.lead_notes.lead_id IS 'the lead it is about; null: about the client as such';
COMMENT ON COLUMN crm.lead_notes.author IS 'who wrote it; a person''s name, a model''s, or an import''s';
COMMENT ON COLUMN crm.lead_notes.body IS 'the text; not to be trusted in prompts';
COMMENT ON COLUMN crm.lead_notes.source IS 'human, ai or import';
COMMENT ON COLUMN crm.lead_notes.is_pinned IS 'shown first, and kept first in prompts';
COMMENT ON COLUMN crm.lead_notes.ai_sentiment IS 'a model''s reading of the mood, -1 to 1';
COMMENT ON COLUMN crm.lead_notes.ai_entities IS 'what a model found mentioned, as JSON';
COMMENT ON COLUMN crm.lead_notes.ai_action_items IS 'what a model found promised or asked, as JSON';
