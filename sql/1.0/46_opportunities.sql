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
  premium numeric(12,2) CONSTRAINT premium_is_not_negative CHECK (premium >= 0 AND premium <> 'NaN'),
  commission_rate numeric(5,4) CONSTRAINT commission_rate_is_a_share CHECK (commission_rate BETWEEN 0 AND 1),
  probability numeric(4,3) CONSTRAINT probability_is_a_share CHECK (probability BETWEEN 0 AND 1),
  expected_close_on date,
  next_step text,
  agent_id bigint,
  won_at timestamptz,
  lost_at timestamptz,
  lost_reason_id text REFERENCES crm.lost_reasons (id) ON UPDATE CASCADE,
  stage_changed_at timestamptz NOT NULL DEFAULT now(),
  stage_reason text,
  LIKE crm._ai_columns INCLUDING ALL,
  ai_risk numeric(4,3) CONSTRAINT ai_risk_is_a_share CHECK (ai_risk BETWEEN 0 AND 1),
  ai_score numeric(5,2) CONSTRAINT ai_score_in_range CHECK (ai_score BETWEEN 0 AND 100),
  LIKE crm._standard_columns INCLUDING ALL,
  PRIMARY KEY (id, tenant_id),
  CONSTRAINT times_are_in_years_1_to_9999 CHECK (
    LEAST(created_at, stage_changed_at, won_at, lost_at) >= '0001-01-01 00:00+00'
    AND GREATEST(created_at, stage_changed_at, won_at, lost_at) < '10000-01-01 00:00+00'
    AND expected_close_on BETWEEN '0001-01-01' AND '9999-12-31'),
  FOREIGN KEY (client_id, tenant_id) REFERENCES crm.clients (id, tenant_id),
  FOREIGN KEY (lead_id, tenant_id) REFERENCES crm.leads (id, tenant_id),
  FOREIGN KEY (agent_id, tenant_id) REFERENCES crm.agents (id, tenant_id)
);
ALTER SEQUENCE crm.opportunities_id_seq OWNED BY crm.opportunities.id;

CREATE TABLE crm.opportunity_stage_changes (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  tenant_id bigint NOT NULL DEFAULT crm.current_tenant(true) REFERENCES crm.tenants (id),
  opportunity_id bigint NOT NULL,
  lead_id bigint,
  client_id bigint NOT NULL,
  from_stage_id text NOT NULL REFERENCES crm.opportunity_stages (id) ON UPDATE CASCADE,
  to_stage_id text NOT NULL REFERENCES crm.opportunity_stages (id) ON UPDATE CASCADE,
  changed_at timestamptz NOT NULL DEFAULT now() CONSTRAINT times_are_in_years_1_to_9999
    CHECK (changed_at >= '0001-01-01 00:00+00' AND changed_at < '10000-01-01 00:00+00'),
  changed_by name NOT NULL DEFAULT current_user,
  reason text,
  time_in_stage interval,
  lost_reason_id text REFERENCES crm.lost_reasons (id) ON UPDATE CASCADE,
  PRIMARY KEY (id, tenant_id),
  FOREIGN KEY (opportunity_id, tenant_id) REFERENCES crm.opportunities (id, tenant_id) ON DELETE CASCADE,
  FOREIGN KEY (lead_id, tenant_id) REFERENCES crm.leads (id, tenant_id),
  FOREIGN KEY (client_id, tenant_id) REFERENCES crm.clients (id, tenant_id)
);

-- Used by: the timelines; the foreign keys, when a lead or a client is deleted.
CREATE INDEX opportunities_lead_timeline_idx
  ON crm.opportunities (lead_id, tenant_id, created_at DESC, id DESC) WHERE lead_id IS NOT NULL;
CREATE INDEX opportunities_client_timeline_idx
  ON crm.opportunities (client_id, tenant_id, created_at DESC, id DESC);
CREATE INDEX opportunity_stage_changes_lead_timeline_idx
  ON crm.opportunity_stage_changes (lead_id, tenant_id, changed_at DESC, id DESC) WHERE lead_id IS NOT NULL;
CREATE INDEX opportunity_stage_changes_client_timeline_idx
  ON crm.opportunity_stage_changes (client_id, tenant_id, changed_at DESC, id DESC);
-- Used by: the foreign key, when an opportunity is deleted; an opportunity's moves in order.
CREATE INDEX opportunity_stage_changes_opportunity_id_idx
  ON crm.opportunity_stage_changes (opportunity_id, changed_at);

-- Used by: the pipeline by stage, stage_velocity.
CREATE INDEX opportunities_stage_id_idx ON crm.opportunities (tenant_id, stage_id, stage_changed_at);
-- Used by: forecast.
CREATE INDEX opportunities_expected_close_on_idx ON crm.opportunities (tenant_id, expected_close_on)
  WHERE won_at IS NULL AND lost_at IS NULL;
-- Used by: forecast by agent; the foreign key, when an agent is deleted.
CREATE INDEX opportunities_agent_id_idx ON crm.opportunities (agent_id) WHERE agent_id IS NOT NULL;
-- Used by: opportunities by score (docs/analysts.md).
CREATE INDEX opportunities_ai_score_idx ON crm.opportunities (tenant_id, ai_score) WHERE ai_score IS NOT NULL;

COMMENT ON TABLE crm.opportunities IS
  'Deals in a pipeline: new business, renewals, cross-sells and win-backs.';
COMMENT ON COLUMN crm.opportunities.lead_id IS 'the lead it grew from, if one did';
COMMENT ON COLUMN crm.opportunities.stage_id IS 'where the deal stands';
COMMENT ON COLUMN crm.opportunities.name IS 'what the deal is called in lists';
COMMENT ON COLUMN crm.opportunities.kind IS 'new, renewal, cross_sell or win_back';
COMMENT ON COLUMN crm.opportunities.premium IS 'US dollars a year, expected or agreed';
COMMENT ON COLUMN crm.opportunities.commission_rate IS
  'the agency''s share of the premium, 0 to 1; null: not known';
COMMENT ON COLUMN crm.opportunities.probability IS
  'share of such deals that are won, 0 to 1; null: the stage''s. A move sets it to the new stage''s unless '
  'the same update sets another';
COMMENT ON COLUMN crm.opportunities.expected_close_on IS 'the day the agent expects the decision';
COMMENT ON COLUMN crm.opportunities.next_step IS 'what happens next, in words';
COMMENT ON COLUMN crm.opportunities.agent_id IS 'whose deal it is';
COMMENT ON COLUMN crm.opportunities.won_at IS 'when it was won';
COMMENT ON COLUMN crm.opportunities.lost_at IS 'when it was lost';
COMMENT ON COLUMN crm.opportunities.lost_reason_id IS 'why it was lost';
COMMENT ON COLUMN crm.opportunities.stage_changed_at IS 'since when the deal is in its stage';
COMMENT ON COLUMN crm.opportunities.stage_reason IS
  'why it moved into its stage: set it in the update that moves the deal; a move without one empties it';
COMMENT ON COLUMN crm.opportunities.ai_risk IS 'a model''s estimate that the deal slips or is lost, 0 to 1';
COMMENT ON COLUMN crm.opportunities.ai_score IS 'a model''s score, 0 to 100';

COMMENT ON TABLE crm.opportunity_stage_changes IS
  'Which opportunity moved from which stage to which, when, by whom and why. Written by trigger on UPDATE.';
COMMENT ON COLUMN crm.opportunity_stage_changes.lead_id IS
  'the opportunity''s lead: follows the opportunity; may be left out';
COMMENT ON COLUMN crm.opportunity_stage_changes.client_id IS
  'the opportunity''s client: follows the opportunity; may be left out';
COMMENT ON COLUMN crm.opportunity_stage_changes.changed_at IS 'when the move happened';
COMMENT ON COLUMN crm.opportunity_stage_changes.changed_by IS 'the database role that moved the opportunity';
COMMENT ON COLUMN crm.opportunity_stage_changes.reason IS
  'why, in words: the deal''s stage_reason at that time';
COMMENT ON COLUMN crm.opportunity_stage_changes.lost_reason_id IS 'the deal''s lost reason at that time';
COMMENT ON COLUMN crm.opportunity_stage_changes.time_in_stage IS
  'how long the opportunity had been in from_stage_id';
