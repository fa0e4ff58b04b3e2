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
  annual_revenue numeric(16,2) CONSTRAINT annual_revenue_is_not_negative
    CHECK (annual_revenue >= 0 AND annual_revenue <> 'NaN'),

  display_name text GENERATED ALWAYS AS (
    CASE client_type
      WHEN 'business' THEN business_name
      ELSE btrim(coalesce(first_name || ' ', '') || coalesce(middle_name || ' ', '') || last_name || coalesce(' ' || suffix, ''))
    END) STORED,
  -- Keys to find a client by: plain columns, so that equality and ^@ stay leakproof and their indexes
  -- serve a role under row-level security too, which lower(email) = ... would not.
  name_key text COLLATE "C" GENERATED ALWAYS AS (
    lower(CASE client_type
      WHEN 'business' THEN business_name
      ELSE btrim(last_name || coalesce(' ' || first_name, '') || coalesce(' ' || middle_name, ''))
    END)) STORED,
  email text,
  email_key text COLLATE "C" GENERATED ALWAYS AS (nullif(lower(btrim(email)), '')) STORED,
  phone text,
  phone_key text COLLATE "C" GENERATED ALWAYS AS (
    nullif(right(regexp_replace(phone, '[a-zA-Z].*$|[^0-9]', '', 'g'), 10), '')) STORED,
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
  ai_lifetime_value numeric(14,2) CONSTRAINT ai_lifetime_value_is_a_number CHECK (ai_lifetime_value <> 'NaN'),
  ai_churn_risk numeric(4,3) CONSTRAINT ai_churn_risk_is_a_share CHECK (ai_churn_risk BETWEEN 0 AND 1),
  last_contact_at timestamptz,
  next_contact_at timestamptz,
  LIKE crm._standard_columns INCLUDING ALL,

  PRIMARY KEY (id, tenant_id),
  FOREIGN KEY (address_id, tenant_id) REFERENCES crm.addresses (id, tenant_id),
  FOREIGN KEY (mailing_address_id, tenant_id) REFERENCES crm.addresses (id, tenant_id),
  FOREIGN KEY (owner_agent_id, tenant_id) REFERENCES crm.agents (id, tenant_id),
  CONSTRAINT times_are_in_years_1_to_9999 CHECK (LEAST(last_contact_at, next_contact_at) >= '0001-01-01 00:00+00'
    AND GREATEST(last_contact_at, next_contact_at) < '10000-01-01 00:00+00'
    AND date_of_birth BETWEEN '0001-01-01' AND '9999-12-31'),
  CONSTRAINT client_has_its_name CHECK (
    (CASE client_type WHEN 'individual' THEN last_name WHEN 'business' THEN business_name ELSE '' END) IS NOT NULL
    OR crm.refuse_row(tableoid, 'client_has_its_name', format('client_type is %s.', client_type),
                      'An individual has a last_name, a business a business_name.')),
  CONSTRAINT client_has_only_its_own_types_columns CHECK (
    CASE client_type
      WHEN 'individual' THEN num_nonnulls(business_name, dba, entity_type, fein, naics_code, year_established,
                                          employee_count, annual_revenue) = 0
      WHEN 'business' THEN num_nonnulls(first_name, middle_name, last_name, suffix, date_of_birth, gender,
                                        marital_status, occupation, ssn_last4) = 0
    END IS NOT FALSE
    OR crm.refuse_row(tableoid, 'client_has_only_its_own_types_columns',
      format('client_type is %s, but set are also: %s.', client_type, CASE client_type
        WHEN 'individual' THEN concat_ws(', ',
          CASE WHEN business_name IS NOT NULL THEN 'business_name' END,
          CASE WHEN dba IS NOT NULL THEN 'dba' END,
          CASE WHEN entity_type IS NOT NULL THEN 'entity_type' END,
          CASE WHEN fein IS NOT NULL THEN 'fein' END,
          CASE WHEN naics_code IS NOT NULL THEN 'naics_code' END,
          CASE WHEN year_established IS NOT NULL THEN 'year_established' END,
          CASE WHEN employee_count IS NOT NULL THEN 'employee_count' END,
          CASE WHEN annual_revenue IS NOT NULL THEN 'annual_revenue' END)
        ELSE concat_ws(', ',
          CASE WHEN first_name IS NOT NULL THEN 'first_name' END,
          CASE WHEN middle_name IS NOT NULL THEN 'middle_name' END,
          CASE WHEN last_name IS NOT NULL THEN 'last_name' END,
          CASE WHEN suffix IS NOT NULL THEN 'suffix' END,
          CASE WHEN date_of_birth IS NOT NULL THEN 'date_of_birth' END,
          CASE WHEN gender IS NOT NULL THEN 'gender' END,
          CASE WHEN marital_status IS NOT NULL THEN 'marital_status' END,
          CASE WHEN occupation IS NOT NULL THEN 'occupation' END,
          CASE WHEN ssn_last4 IS NOT NULL THEN 'ssn_last4' END)
        END),
      'Leave these null, or set the other client_type. A person who trades alone may be two clients.'))
);
ALTER SEQUENCE crm.clients_id_seq OWNED BY crm.clients.id;

-- Used by: crm.find_clients (name, e-mail, phone), data_quality (duplicates), and a list in name order.
CREATE INDEX clients_name_key_idx ON crm.clients (tenant_id, name_key);
CREATE INDEX clients_email_key_idx ON crm.clients (tenant_id, email_key) WHERE email_key IS NOT NULL;
CREATE INDEX clients_phone_key_idx ON crm.clients (tenant_id, phone_key) WHERE phone_key IS NOT NULL;
-- Used by: overdue_follow_ups.
CREATE INDEX clients_next_contact_at_idx ON crm.clients (tenant_id, next_contact_at)
  WHERE next_contact_at IS NOT NULL;
-- Used by: the list of clients likeliest to leave (docs/analysts.md).
CREATE INDEX clients_ai_churn_risk_idx ON crm.clients (tenant_id, ai_churn_risk)
  WHERE ai_churn_risk IS NOT NULL;
-- Used by: clients by tag (docs/analysts.md).
CREATE INDEX clients_tags_idx ON crm.clients USING gin (tags);
-- Used by: the foreign keys, when an address or an agent is deleted; an agent's own clients.
CREATE INDEX clients_address_id_idx ON crm.clients (address_id) WHERE address_id IS NOT NULL;
CREATE INDEX clients_mailing_address_id_idx ON crm.clients (mailing_address_id)
  WHERE mailing_address_id IS NOT NULL;
CREATE INDEX clients_owner_agent_id_idx ON crm.clients (owner_agent_id) WHERE owner_agent_id IS NOT NULL;

COMMENT ON TABLE crm.clients IS
  'Individuals and businesses, before and after they are insured. Only the columns of the client''s own '
  'type may be set.';
COMMENT ON COLUMN crm.clients.client_type IS 'individual or business';
COMMENT ON COLUMN crm.clients.suffix IS 'Jr., Sr., III';
COMMENT ON COLUMN crm.clients.gender IS 'as the client stated it; never a feature of a score';
COMMENT ON COLUMN crm.clients.marital_status IS 'as the client stated it; never a feature of a score';
COMMENT ON COLUMN crm.clients.date_of_birth IS
  'never a feature of a score unless a model justifies it; masked in prompts';
COMMENT ON COLUMN crm.clients.ssn_last4 IS 'the last four digits only; the whole number has no place here';
COMMENT ON COLUMN crm.clients.dba IS 'the name a business trades under, where it differs';
COMMENT ON COLUMN crm.clients.entity_type IS 'corporation, llc, partnership, sole_proprietor, nonprofit, ...';
COMMENT ON COLUMN crm.clients.fein IS 'federal employer identification number, NN-NNNNNNN';
COMMENT ON COLUMN crm.clients.naics_code IS
  'industry, two to six digits of the North American classification';
COMMENT ON COLUMN crm.clients.annual_revenue IS 'US dollars a year';
COMMENT ON COLUMN crm.clients.employee_count IS 'full-time equivalents';
COMMENT ON COLUMN crm.clients.display_name IS
  'what to call the client in a list: a business''s name, or a person''s names in their order; generated';
COMMENT ON COLUMN crm.clients.name_key IS
  'lower case, last name first: what lists sort by and searches match from the left (name_key ^@ smith); '
  'generated';
COMMENT ON COLUMN crm.clients.email_key IS 'email in lower case, for look-ups and duplicates; generated';
COMMENT ON COLUMN crm.clients.phone_key IS
  'the last ten digits of phone without its extension, for look-ups and duplicates; generated';
COMMENT ON COLUMN crm.clients.address_id IS 'where the client lives or does business';
COMMENT ON COLUMN crm.clients.mailing_address_id IS 'where letters go, if elsewhere';
COMMENT ON COLUMN crm.clients.owner_agent_id IS 'the agent who looks after the client';
COMMENT ON COLUMN crm.clients.preferred_language IS 'BCP 47, such as en or es-MX; never a feature of a score';
COMMENT ON COLUMN crm.clients.preferred_channel IS 'call, sms, email, meeting, video, mail or chat';
COMMENT ON COLUMN crm.clients.preferred_tone IS 'how messages should sound, in words: formal, brief, warm';
COMMENT ON COLUMN crm.clients.lifecycle IS 'prospect (nothing in force), insured, or former';
COMMENT ON COLUMN crm.clients.ai_risk_score IS 'a model''s estimate of underwriting risk, 0 (low) to 100';
COMMENT ON COLUMN crm.clients.ai_lifetime_value IS
  'a model''s estimate of commission over the whole relation, US dollars';
COMMENT ON COLUMN crm.clients.ai_churn_risk IS
  'a model''s estimate that the client leaves at the next renewal, 0 to 1';
COMMENT ON COLUMN crm.clients.last_contact_at IS
  'the newest communication that counts as contact; kept by trigger, only ever forward';
COMMENT ON COLUMN crm.clients.next_contact_at IS 'when somebody means to talk to the client next';
