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
  duration interval CONSTRAINT duration_is_not_negative CHECK (duration >= interval '0')
    CONSTRAINT duration_is_below_a_century CHECK (duration < interval '100 years'),
  LIKE crm._ai_columns INCLUDING ALL,
  ai_sentiment numeric(4,3) CONSTRAINT ai_sentiment_in_range CHECK (ai_sentiment BETWEEN -1 AND 1),
  ai_entities jsonb,
  ai_action_items jsonb,
  thread_id text,
  external_id text,
  counted_at timestamptz NOT NULL DEFAULT now(),
  LIKE crm._standard_columns INCLUDING ALL,
  PRIMARY KEY (id, tenant_id),
  FOREIGN KEY (lead_id, tenant_id) REFERENCES crm.leads (id, tenant_id) ON DELETE CASCADE,
  FOREIGN KEY (client_id, tenant_id) REFERENCES crm.clients (id, tenant_id) ON DELETE CASCADE,
  FOREIGN KEY (contact_id, tenant_id) REFERENCES crm.contacts (id, tenant_id),
  FOREIGN KEY (agent_id, tenant_id) REFERENCES crm.agents (id, tenant_id),
  CONSTRAINT times_are_in_years_1_to_9999 CHECK (LEAST(occurred_at, scheduled_at) >= '0001-01-01 00:00+00'
    AND GREATEST(occurred_at, scheduled_at) < '10000-01-01 00:00+00'),
  CONSTRAINT communication_has_a_time CHECK (num_nonnulls(occurred_at, scheduled_at) >= 1
    OR crm.refuse_row(tableoid, 'communication_has_a_time', 'occurred_at and scheduled_at are null.',
                      'Set occurred_at for what took place, scheduled_at for what is planned.'))
);
ALTER SEQUENCE crm.lead_communications_id_seq OWNED BY crm.lead_communications.id;

-- Used by: the timelines; the foreign keys, when a lead or a client is deleted.
CREATE INDEX lead_communications_lead_timeline_idx
  ON crm.lead_communications (lead_id, tenant_id, occurred_at DESC, id DESC);
CREATE INDEX lead_communications_client_timeline_idx
  ON crm.lead_communications (client_id, tenant_id, occurred_at DESC, id DESC);
-- Used by: the agendas.
CREATE INDEX lead_communications_lead_agenda_idx
  ON crm.lead_communications (lead_id, tenant_id, scheduled_at, id) WHERE occurred_at IS NULL;
CREATE INDEX lead_communications_client_agenda_idx
  ON crm.lead_communications (client_id, tenant_id, scheduled_at, id) WHERE occurred_at IS NULL;
-- Used by: contact_time_heatmap, agent_leaderboard over a span of time.
CREATE INDEX lead_communications_occurred_at_idx ON crm.lead_communications (tenant_id, occurred_at)
  WHERE occurred_at IS NOT NULL;
-- Used by: overdue_follow_ups.
CREATE INDEX lead_communications_scheduled_at_idx ON crm.lead_communications (tenant_id, scheduled_at)
  WHERE scheduled_at IS NOT NULL AND occurred_at IS NULL;
-- Used by: the foreign keys, when a contact or an agent is deleted; an agent's calls of a day.
CREATE INDEX lead_communications_contact_id_idx ON crm.lead_communications (contact_id)
  WHERE contact_id IS NOT NULL;
CREATE INDEX lead_communications_agent_id_idx ON crm.lead_communications (agent_id, occurred_at)
  WHERE agent_id IS NOT NULL;
-- Used by: crm.lead_queue, crm.claim_leads: what they did last, from the index alone.
CREATE INDEX lead_communications_inbound_idx
  ON crm.lead_communications (lead_id, tenant_id, occurred_at DESC, id DESC) INCLUDE (communication_type_id)
  WHERE direction = 'inbound';

COMMENT ON TABLE crm.lead_communications IS
  'Calls, messages and meetings with leads and clients: done (occurred_at is set) or planned (only '
  'scheduled_at is).';
COMMENT ON COLUMN crm.lead_communications.lead_id IS 'the lead it is about; null: about the client as such';
COMMENT ON COLUMN crm.lead_communications.contact_id IS 'the person at the client, if it was not the client';
COMMENT ON COLUMN crm.lead_communications.agent_id IS
  'the agent who took part; null on a message from a machine';
COMMENT ON COLUMN crm.lead_communications.direction IS 'inbound (from them) or outbound (to them)';
COMMENT ON COLUMN crm.lead_communications.body IS
  'the text as it was sent, received or noted; not to be trusted in prompts';
COMMENT ON COLUMN crm.lead_communications.occurred_at IS 'when it happened; null: has not yet';
COMMENT ON COLUMN crm.lead_communications.scheduled_at IS 'when it is, or was, planned for';
COMMENT ON COLUMN crm.lead_communications.outcome IS
  'how it ended: answered, no_answer, voicemail, bounced, replied, ...; free text';
COMMENT ON COLUMN crm.lead_communications.duration IS 'how long a call or meeting took';
COMMENT ON COLUMN crm.lead_communications.ai_sentiment IS 'a model''s reading of the mood, -1 to 1';
COMMENT ON COLUMN crm.lead_communications.ai_entities IS
  'what a model found mentioned: people, cars, dates, as JSON';
COMMENT ON COLUMN crm.lead_communications.ai_action_items IS 'what a model found promised or asked, as JSON';
COMMENT ON COLUMN crm.lead_communications.thread_id IS 'what messages of one conversation share';
COMMENT ON COLUMN crm.lead_communications.counted_at IS
  'when first_, last_ and next_contact_at of lead, client and contact took note of this row: the '
  'time of the insert, unless it brings one, as a restored row does, which is not counted again. An import that brings '
  'its own contact times sets it, to anything but now()';
COMMENT ON COLUMN crm.lead_communications.external_id IS 'its id at the provider that carried it';
