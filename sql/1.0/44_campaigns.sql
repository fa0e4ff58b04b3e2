-- Marketing campaigns that bring leads.

CREATE SEQUENCE crm.campaigns_id_seq;
CREATE TABLE crm.campaigns (
  id bigint NOT NULL DEFAULT nextval('crm.campaigns_id_seq'),
  tenant_id bigint NOT NULL DEFAULT crm.current_tenant(true) REFERENCES crm.tenants (id),
  code text NOT NULL CONSTRAINT code_is_a_name CHECK (code ~ '^[a-z][a-z0-9_]*$'),
  label text NOT NULL,
  description text,
  sort_order int NOT NULL DEFAULT 0,
  color text CONSTRAINT color_is_rgb CHECK (color ~ '^#[0-9a-f]{6}$'),
  icon text,
  is_active boolean NOT NULL DEFAULT true,
  ai_prompt_template text,
  ai_summary_template text,
  ai_action_template text,
  channel text CONSTRAINT channel_is_known
    CHECK (channel IN ('call', 'sms', 'email', 'meeting', 'video', 'mail', 'chat', 'web', 'social', 'event')),
  starts_on date,
  ends_on date,
  budget numeric(14,2) CONSTRAINT budget_is_not_negative CHECK (budget >= 0),
  cost numeric(14,2) CONSTRAINT cost_is_not_negative CHECK (cost >= 0),
  target jsonb NOT NULL DEFAULT '{}' CONSTRAINT target_is_object CHECK (jsonb_typeof(target) = 'object'),
  LIKE crm._standard_columns INCLUDING ALL,
  PRIMARY KEY (id, tenant_id),
  UNIQUE (tenant_id, code),
  CONSTRAINT campaign_ends_after_it_starts CHECK (ends_on >= starts_on)
);
ALTER SEQUENCE crm.campaigns_id_seq OWNED BY crm.campaigns.id;
