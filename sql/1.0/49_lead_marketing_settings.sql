-- What a lead agreed to, and how they found us; one row a lead.

CREATE SEQUENCE crm.lead_marketing_settings_id_seq;
CREATE TABLE crm.lead_marketing_settings (
  id bigint NOT NULL DEFAULT nextval('crm.lead_marketing_settings_id_seq'),
  tenant_id bigint NOT NULL DEFAULT crm.current_tenant(true) REFERENCES crm.tenants (id),
  lead_id bigint NOT NULL,
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
  UNIQUE (lead_id, tenant_id),
  FOREIGN KEY (lead_id, tenant_id) REFERENCES crm.leads (id, tenant_id) ON DELETE CASCADE
);
ALTER SEQUENCE crm.lead_marketing_settings_id_seq OWNED BY crm.lead_marketing_settings.id;
