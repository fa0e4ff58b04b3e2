-- Deals in a pipeline: new business, renewals, cross-sells, win-backs.

CREATE SEQUENCE crm.opportunities_id_seq;
CREATE TABLE crm.opportunities (
  id bigint NOT NULL DEFAULT nextval('crm.opportunities_id_seq'),
  tenant_id bigint NOT NULL DEFAULT crm.current_tenant(true) REFERENCES crm.tenants (id),
  client_id bigint NOT NULL,
  lead_id bigint,
  stage_id text NOT NULL REFERENCES crm.opportunity_stages (id) ON UPDATE CASCADE,
  name text NOT NULL,
  kind text NOT NULL DEFAULT 'new' CONSTRAINT kind_is_known
    CHECK (kind IN ('new', 'renewal', 'cross_sell', 'win_back')),
  premium numeric(12,2) CONSTRAINT premium_is_not_negative CHECK (premium >= 0),
  commission_rate numeric(5,4) CONSTRAINT commission_rate_is_a_share CHECK (commission_rate BETWEEN 0 AND 1),
  probability numeric(4,3) CONSTRAINT probability_is_a_share CHECK (probability BETWEEN 0 AND 1),
  expected_close_on date,
  next_step text,
  agent_id bigint,
  won_at timestamptz,
  lost_at timestamptz,
  lost_reason_id text REFERENCES crm.lost_reasons (id) ON UPDATE CASCADE,
  stage_changed_at timestamptz NOT NULL DEFAULT now(),
  LIKE crm._ai_columns INCLUDING ALL,
  ai_risk numeric(4,3) CONSTRAINT ai_risk_is_a_share CHECK (ai_risk BETWEEN 0 AND 1),
  ai_score numeric(5,2) CONSTRAINT ai_score_in_range CHECK (ai_score BETWEEN 0 AND 100),
  LIKE crm._standard_columns INCLUDING ALL,
  PRIMARY KEY (id, tenant_id),
  FOREIGN KEY (client_id, tenant_id) REFERENCES crm.clients (id, tenant_id),
  FOREIGN KEY (lead_id, tenant_id) REFERENCES crm.leads (id, tenant_id),
  FOREIGN KEY (agent_id, tenant_id) REFERENCES crm.agents (id, tenant_id)
);
ALTER SEQUENCE crm.opportunities_id_seq OWNED BY crm.opportunities.id;

CREATE TABLE crm.opportunity_stage_changes (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  tenant_id bigint NOT NULL DEFAULT crm.current_tenant(true) REFERENCES crm.tenants (id),
  opportunity_id bigint NOT NULL,
  from_stage_id text NOT NULL REFERENCES crm.opportunity_stages (id) ON UPDATE CASCADE,
  to_stage_id text NOT NULL REFERENCES crm.opportunity_stages (id) ON UPDATE CASCADE,
  changed_at timestamptz NOT NULL DEFAULT now(),
  changed_by name NOT NULL DEFAULT current_user,
  reason text,
  time_in_stage interval,
  PRIMARY KEY (id, tenant_id),
  FOREIGN KEY (opportunity_id, tenant_id) REFERENCES crm.opportunities (id, tenant_id) ON DELETE CASCADE
);
