-- What people, models and imports wrote down about leads and clients.

CREATE SEQUENCE crm.lead_notes_id_seq;
CREATE TABLE crm.lead_notes (
  id bigint NOT NULL DEFAULT nextval('crm.lead_notes_id_seq'),
  tenant_id bigint NOT NULL DEFAULT crm.current_tenant(true) REFERENCES crm.tenants (id),
  lead_id bigint,
  client_id bigint NOT NULL,
  author text NOT NULL DEFAULT current_user,
  body text NOT NULL CONSTRAINT body_is_not_empty CHECK (btrim(body) <> ''),
  source text NOT NULL DEFAULT 'human' CONSTRAINT source_is_known CHECK (source IN ('human', 'ai', 'import')),
  is_pinned boolean NOT NULL DEFAULT false,
  LIKE crm._ai_columns INCLUDING ALL,
  ai_sentiment numeric(4,3) CONSTRAINT ai_sentiment_in_range CHECK (ai_sentiment BETWEEN -1 AND 1),
  ai_entities jsonb,
  ai_action_items jsonb,
  LIKE crm._standard_columns INCLUDING ALL,
  PRIMARY KEY (id, tenant_id),
  FOREIGN KEY (lead_id, tenant_id) REFERENCES crm.leads (id, tenant_id) ON DELETE CASCADE,
  FOREIGN KEY (client_id, tenant_id) REFERENCES crm.clients (id, tenant_id) ON DELETE CASCADE
);
ALTER SEQUENCE crm.lead_notes_id_seq OWNED BY crm.lead_notes.id;
