-- Leads: one request for one kind of insurance, from first word to bound or lost.

CREATE SEQUENCE crm.leads_id_seq;
CREATE TABLE crm.leads (
  id bigint NOT NULL DEFAULT nextval('crm.leads_id_seq'),
  tenant_id bigint NOT NULL DEFAULT crm.current_tenant(true) REFERENCES crm.tenants (id),
  client_id bigint NOT NULL,
  insurance_type_id text NOT NULL REFERENCES crm.insurance_types (id) ON UPDATE CASCADE,
  status_id text NOT NULL DEFAULT 'new' REFERENCES crm.lead_statuses (id) ON UPDATE CASCADE,
  source_id text REFERENCES crm.lead_sources (id) ON UPDATE CASCADE,
  campaign_id bigint,
  assigned_agent_id bigint,

  current_carrier text,
  current_premium numeric(12,2) CONSTRAINT current_premium_is_not_negative CHECK (current_premium >= 0),
  x_date date,
  target_premium numeric(12,2) CONSTRAINT target_premium_is_not_negative CHECK (target_premium >= 0),
  quoted_premium numeric(12,2) CONSTRAINT quoted_premium_is_not_negative CHECK (quoted_premium >= 0),
  umbrella_requested boolean NOT NULL DEFAULT false,
  umbrella_limit numeric(14,2) CONSTRAINT umbrella_limit_is_not_negative CHECK (umbrella_limit >= 0),

  auto_data jsonb,
  auto_schema_version int,
  home_data jsonb,
  home_schema_version int,
  renters_data jsonb,
  renters_schema_version int,
  specialty_data jsonb,
  specialty_schema_version int,
  commercial_data jsonb,
  commercial_schema_version int,
  life_data jsonb,
  life_schema_version int,

  LIKE crm._ai_columns INCLUDING ALL,
  ai_next_action text,
  ai_next_action_at timestamptz,
  ai_follow_up_priority int CONSTRAINT ai_follow_up_priority_in_range CHECK (ai_follow_up_priority BETWEEN 1 AND 5),

  lost_reason_id text REFERENCES crm.lost_reasons (id) ON UPDATE CASCADE,
  lost_note text,
  received_at timestamptz NOT NULL DEFAULT now(),
  assigned_at timestamptz,
  first_contact_at timestamptz,
  last_contact_at timestamptz,
  next_follow_up_at timestamptz,
  quoted_at timestamptz,
  bound_at timestamptz,
  lost_at timestamptz,
  status_changed_at timestamptz NOT NULL DEFAULT now(),
  external_source text,
  external_id text,
  LIKE crm._standard_columns INCLUDING ALL,

  PRIMARY KEY (id, tenant_id),
  UNIQUE (tenant_id, external_source, external_id),
  FOREIGN KEY (client_id, tenant_id) REFERENCES crm.clients (id, tenant_id),
  FOREIGN KEY (campaign_id, tenant_id) REFERENCES crm.campaigns (id, tenant_id),
  FOREIGN KEY (assigned_agent_id, tenant_id) REFERENCES crm.agents (id, tenant_id),
  CONSTRAINT external_source_and_id_together CHECK (num_nonnulls(external_source, external_id) <> 1),
  CONSTRAINT auto_data_has_its_version CHECK (num_nonnulls(auto_data, auto_schema_version) <> 1),
  CONSTRAINT home_data_has_its_version CHECK (num_nonnulls(home_data, home_schema_version) <> 1),
  CONSTRAINT renters_data_has_its_version CHECK (num_nonnulls(renters_data, renters_schema_version) <> 1),
  CONSTRAINT specialty_data_has_its_version CHECK (num_nonnulls(specialty_data, specialty_schema_version) <> 1),
  CONSTRAINT commercial_data_has_its_version CHECK (num_nonnulls(commercial_data, commercial_schema_version) <> 1),
  CONSTRAINT life_data_has_its_version CHECK (num_nonnulls(life_data, life_schema_version) <> 1)
);
ALTER SEQUENCE crm.leads_id_seq OWNED BY crm.leads.id;

CREATE TABLE crm.lead_status_changes (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  tenant_id bigint NOT NULL DEFAULT crm.current_tenant(true) REFERENCES crm.tenants (id),
  lead_id bigint NOT NULL,
  from_status_id text NOT NULL REFERENCES crm.lead_statuses (id) ON UPDATE CASCADE,
  to_status_id text NOT NULL REFERENCES crm.lead_statuses (id) ON UPDATE CASCADE,
  changed_at timestamptz NOT NULL DEFAULT now(),
  changed_by name NOT NULL DEFAULT current_user,
  reason text,
  time_in_status interval,
  PRIMARY KEY (id, tenant_id),
  FOREIGN KEY (lead_id, tenant_id) REFERENCES crm.leads (id, tenant_id) ON DELETE CASCADE
);
