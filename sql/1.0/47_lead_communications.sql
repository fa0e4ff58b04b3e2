-- Calls, messages and meetings with leads and clients, done and planned.

CREATE SEQUENCE crm.lead_communications_id_seq;
CREATE TABLE crm.lead_communications (
  id bigint NOT NULL DEFAULT nextval('crm.lead_communications_id_seq'),
  tenant_id bigint NOT NULL DEFAULT crm.current_tenant(true) REFERENCES crm.tenants (id),
  lead_id bigint,
  client_id bigint NOT NULL,
  contact_id bigint,
  agent_id bigint,
  communication_type_id text NOT NULL REFERENCES crm.communication_types (id) ON UPDATE CASCADE,
  direction text NOT NULL CONSTRAINT direction_is_known CHECK (direction IN ('inbound', 'outbound')),
  subject text,
  body text,
  occurred_at timestamptz,
  scheduled_at timestamptz,
  outcome text,
  duration interval CONSTRAINT duration_is_not_negative CHECK (duration >= interval '0'),
  LIKE crm._ai_columns INCLUDING ALL,
  ai_sentiment numeric(4,3) CONSTRAINT ai_sentiment_in_range CHECK (ai_sentiment BETWEEN -1 AND 1),
  ai_entities jsonb,
  ai_action_items jsonb,
  thread_id text,
  external_id text,
  LIKE crm._standard_columns INCLUDING ALL,
  PRIMARY KEY (id, tenant_id),
  FOREIGN KEY (lead_id, tenant_id) REFERENCES crm.leads (id, tenant_id) ON DELETE CASCADE,
  FOREIGN KEY (client_id, tenant_id) REFERENCES crm.clients (id, tenant_id) ON DELETE CASCADE,
  FOREIGN KEY (contact_id, tenant_id) REFERENCES crm.contacts (id, tenant_id),
  FOREIGN KEY (agent_id, tenant_id) REFERENCES crm.agents (id, tenant_id),
  CONSTRAINT communication_has_a_time CHECK (num_nonnulls(occurred_at, scheduled_at) >= 1)
);
ALTER SEQUENCE crm.lead_communications_id_seq OWNED BY crm.lead_communications.id;
