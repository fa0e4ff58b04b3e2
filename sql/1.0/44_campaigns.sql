-- Marketing campaigns that bring leads.

CREATE SEQUENCE crm.campaigns_id_seq;
CREATE TABLE crm.campaigns (
  id bigint NOT NULL DEFAULT nextval('crm.campaigns_id_seq'),
  tenant_id bigint NOT NULL DEFAULT crm.current_tenant(true) REFERENCES crm.tenants (id),
  code text NOT NULL CONSTRAINT code_is_a_name CHECK (code ~ '^[a-z][a-z0-9_]*$'),
  label text NOT NULL,
  description text,
  sort_order int NOT NULL DEFAULT 0,
  color text CONSTRAINT color_is_rgb CHECK ((color ~ '^#[0-9a-f]{6}$') IS NOT FALSE
    OR crm.refuse_row(tableoid, 'color_is_rgb', format('color is "%s".', color),
                      'Write red, green and blue in lower-case hexadecimal: #1f77b4.')),
  icon text,
  is_active boolean NOT NULL DEFAULT true,
  ai_prompt_template text,
  ai_summary_template text,
  ai_action_template text,
  channel text CONSTRAINT channel_is_known
    CHECK (channel IN ('call', 'sms', 'email', 'meeting', 'video', 'mail', 'chat', 'web', 'social', 'event')),
  starts_on date,
  ends_on date,
  budget numeric(14,2) CONSTRAINT budget_is_not_negative CHECK (budget >= 0 AND budget <> 'NaN'),
  cost numeric(14,2) CONSTRAINT cost_is_not_negative CHECK (cost >= 0 AND cost <> 'NaN'),
  target jsonb NOT NULL DEFAULT '{}' CONSTRAINT target_is_object CHECK (jsonb_typeof(target) = 'object'),
  LIKE crm._standard_columns INCLUDING ALL,
  PRIMARY KEY (id, tenant_id),
  UNIQUE (tenant_id, code),
  CONSTRAINT campaign_ends_after_it_starts CHECK (ends_on >= starts_on)
);
ALTER SEQUENCE crm.campaigns_id_seq OWNED BY crm.campaigns.id;

COMMENT ON TABLE crm.campaigns IS 'Marketing campaigns that bring leads: a lookup of each tenant''s own.';
COMMENT ON COLUMN crm.campaigns.code IS 'what imports and reports call it; unique in a tenant';
COMMENT ON COLUMN crm.campaigns.label IS 'what users see';
COMMENT ON COLUMN crm.campaigns.description IS 'what it is about';
COMMENT ON COLUMN crm.campaigns.sort_order IS 'place in lists, smallest first';
COMMENT ON COLUMN crm.campaigns.color IS '#rrggbb, lower case';
COMMENT ON COLUMN crm.campaigns.icon IS 'name of an icon, as the application''s icon set knows it';
COMMENT ON COLUMN crm.campaigns.is_active IS 'offered for new leads';
COMMENT ON COLUMN crm.campaigns.ai_prompt_template IS
  'Liquid: what to tell a model about leads of this campaign';
COMMENT ON COLUMN crm.campaigns.ai_summary_template IS 'Liquid: how to summarise the campaign';
COMMENT ON COLUMN crm.campaigns.ai_action_template IS 'Liquid: what to suggest for its leads';
COMMENT ON COLUMN crm.campaigns.channel IS
  'how it reaches people: a communication channel, or web, social, event';
COMMENT ON COLUMN crm.campaigns.starts_on IS 'first day; null: always has been';
COMMENT ON COLUMN crm.campaigns.ends_on IS 'last day, inclusive; null: open end';
COMMENT ON COLUMN crm.campaigns.budget IS 'US dollars planned for the whole campaign';
COMMENT ON COLUMN crm.campaigns.cost IS 'US dollars spent so far';
COMMENT ON COLUMN crm.campaigns.target IS 'a JSON object that says whom it is meant for';
