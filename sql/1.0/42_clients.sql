-- Individuals and businesses, before and after they are insured.

CREATE SEQUENCE crm.clients_id_seq;
CREATE TABLE crm.clients (
  id bigint NOT NULL DEFAULT nextval('crm.clients_id_seq'),
  tenant_id bigint NOT NULL DEFAULT crm.current_tenant(true) REFERENCES crm.tenants (id),
  client_type text NOT NULL CONSTRAINT client_type_is_known CHECK (client_type IN ('individual', 'business')),

  first_name text,
  middle_name text,
  last_name text,
  suffix text,
  date_of_birth date,
  gender text,
  marital_status text,
  occupation text,
  ssn_last4 text CONSTRAINT ssn_last4_is_four_digits CHECK (ssn_last4 ~ '^[0-9]{4}$'),

  business_name text,
  dba text,
  entity_type text,
  fein text CONSTRAINT fein_is_well_formed CHECK (fein ~ '^[0-9]{2}-[0-9]{7}$'),
  naics_code text CONSTRAINT naics_code_is_well_formed CHECK (naics_code ~ '^[0-9]{2,6}$'),
  year_established int CONSTRAINT year_established_in_range CHECK (year_established BETWEEN 1600 AND 2200),
  employee_count int CONSTRAINT employee_count_is_not_negative CHECK (employee_count >= 0),
  annual_revenue numeric(16,2) CONSTRAINT annual_revenue_is_not_negative CHECK (annual_revenue >= 0),

  display_name text GENERATED ALWAYS AS (
    CASE client_type
      WHEN 'business' THEN business_name
      ELSE btrim(coalesce(first_name || ' ', '') || coalesce(middle_name || ' ', '') || last_name || coalesce(' ' || suffix, ''))
    END) STORED,
  email text,
  phone text,
  address_id bigint,
  mailing_address_id bigint,
  owner_agent_id bigint,
  preferred_language text,
  preferred_channel text CONSTRAINT preferred_channel_is_known
    CHECK (preferred_channel IN ('call', 'sms', 'email', 'meeting', 'video', 'mail', 'chat')),
  preferred_tone text,
  lifecycle text NOT NULL DEFAULT 'prospect' CONSTRAINT lifecycle_is_known
    CHECK (lifecycle IN ('prospect', 'insured', 'former')),

  LIKE crm._ai_columns INCLUDING ALL,
  ai_risk_score numeric(5,2) CONSTRAINT ai_risk_score_in_range CHECK (ai_risk_score BETWEEN 0 AND 100),
  ai_lifetime_value numeric(14,2),
  ai_churn_risk numeric(4,3) CONSTRAINT ai_churn_risk_is_a_share CHECK (ai_churn_risk BETWEEN 0 AND 1),
  last_contact_at timestamptz,
  next_contact_at timestamptz,
  LIKE crm._standard_columns INCLUDING ALL,

  PRIMARY KEY (id, tenant_id),
  FOREIGN KEY (address_id, tenant_id) REFERENCES crm.addresses (id, tenant_id),
  FOREIGN KEY (mailing_address_id, tenant_id) REFERENCES crm.addresses (id, tenant_id),
  FOREIGN KEY (owner_agent_id, tenant_id) REFERENCES crm.agents (id, tenant_id),
  CONSTRAINT client_has_its_name CHECK (
    (client_type = 'individual' AND last_name IS NOT NULL) OR (client_type = 'business' AND business_name IS NOT NULL)),
  CONSTRAINT client_has_only_its_own_types_columns CHECK (
    CASE client_type
      WHEN 'individual' THEN num_nonnulls(business_name, dba, entity_type, fein, naics_code, year_established,
                                          employee_count, annual_revenue) = 0
      WHEN 'business' THEN num_nonnulls(first_name, middle_name, last_name, suffix, date_of_birth, gender,
                                        marital_status, occupation, ssn_last4) = 0
    END)
);
ALTER SEQUENCE crm.clients_id_seq OWNED BY crm.clients.id;
