-- What a lead agreed to, and how they found us; one row a lead.

CREATE SEQUENCE crm.lead_marketing_settings_id_seq;
CREATE TABLE crm.lead_marketing_settings (
  id bigint NOT NULL DEFAULT nextval('crm.lead_marketing_settings_id_seq'),
  tenant_id bigint NOT NULL DEFAULT crm.current_tenant(true) REFERENCES crm.tenants (id),
  lead_id bigint NOT NULL,
  client_id bigint NOT NULL,
  email_opt_in boolean NOT NULL DEFAULT false,
  sms_opt_in boolean NOT NULL DEFAULT false,
  call_opt_in boolean NOT NULL DEFAULT false,
  mail_opt_in boolean NOT NULL DEFAULT false,
  do_not_contact boolean NOT NULL DEFAULT false,
  frequency_cap int CONSTRAINT frequency_cap_is_not_negative CHECK (frequency_cap >= 0),
  utm jsonb NOT NULL DEFAULT '{}' CONSTRAINT utm_is_object CHECK (jsonb_typeof(utm) = 'object'),
  landing_page text,
  referrer text,
  last_touch_at timestamptz,
  next_touch_at timestamptz,
  LIKE crm._standard_columns INCLUDING ALL,
  PRIMARY KEY (id, tenant_id),
  CONSTRAINT times_are_in_years_1_to_9999 CHECK (LEAST(last_touch_at, next_touch_at) >= '0001-01-01 00:00+00'
    AND GREATEST(last_touch_at, next_touch_at) < '10000-01-01 00:00+00'),
  UNIQUE (lead_id, tenant_id),
  FOREIGN KEY (lead_id, tenant_id) REFERENCES crm.leads (id, tenant_id) ON DELETE CASCADE,
  FOREIGN KEY (client_id, tenant_id) REFERENCES crm.clients (id, tenant_id) ON DELETE CASCADE
);
ALTER SEQUENCE crm.lead_marketing_settings_id_seq OWNED BY crm.lead_marketing_settings.id;

-- Used by: the client's timeline; the foreign key, when a client is deleted.
CREATE INDEX lead_marketing_settings_client_timeline_idx
  ON crm.lead_marketing_settings (client_id, tenant_id, last_touch_at DESC, id DESC);
-- Used by: overdue_follow_ups.
CREATE INDEX lead_marketing_settings_next_touch_at_idx ON crm.lead_marketing_settings (tenant_id, next_touch_at)
  WHERE next_touch_at IS NOT NULL;

COMMENT ON TABLE crm.lead_marketing_settings IS
  'What a lead agreed to, how often it may be written to, and how it found us. One row a lead.';
COMMENT ON COLUMN crm.lead_marketing_settings.client_id IS
  'the lead''s client: follows the lead; may be left out';
COMMENT ON COLUMN crm.lead_marketing_settings.email_opt_in IS 'agreed to marketing e-mail';
COMMENT ON COLUMN crm.lead_marketing_settings.sms_opt_in IS 'agreed to text messages (TCPA: in writing)';
COMMENT ON COLUMN crm.lead_marketing_settings.call_opt_in IS 'agreed to marketing calls';
COMMENT ON COLUMN crm.lead_marketing_settings.mail_opt_in IS 'agreed to letters';
COMMENT ON COLUMN crm.lead_marketing_settings.do_not_contact IS 'asked to be left alone: beats every opt-in';
COMMENT ON COLUMN crm.lead_marketing_settings.frequency_cap IS 'touches a month at most; null: no cap';
COMMENT ON COLUMN crm.lead_marketing_settings.utm IS
  'a JSON object: source, medium, campaign, term, content of the first visit';
COMMENT ON COLUMN crm.lead_marketing_settings.landing_page IS 'URL of the first visit';
COMMENT ON COLUMN crm.lead_marketing_settings.referrer IS 'URL they came from';
COMMENT ON COLUMN crm.lead_marketing_settings.last_touch_at IS 'when marketing last wrote or called';
COMMENT ON COLUMN crm.lead_marketing_settings.next_touch_at IS 'when marketing means to next';
