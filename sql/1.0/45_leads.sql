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
  current_premium numeric(12,2) CONSTRAINT current_premium_is_not_negative
    CHECK (current_premium >= 0 AND current_premium <> 'NaN'),
  x_date date,
  target_premium numeric(12,2) CONSTRAINT target_premium_is_not_negative
    CHECK (target_premium >= 0 AND target_premium <> 'NaN'),
  quoted_premium numeric(12,2) CONSTRAINT quoted_premium_is_not_negative
    CHECK (quoted_premium >= 0 AND quoted_premium <> 'NaN'),
  umbrella_requested boolean NOT NULL DEFAULT false,
  umbrella_limit numeric(14,2) CONSTRAINT umbrella_limit_is_not_negative
    CHECK (umbrella_limit >= 0 AND umbrella_limit <> 'NaN'),

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
  next_contact_at timestamptz,
  next_follow_up_at timestamptz,
  quoted_at timestamptz,
  bound_at timestamptz,
  lost_at timestamptz,
  status_changed_at timestamptz NOT NULL DEFAULT now(),
  status_reason text,
  external_source text,
  external_id text,
  LIKE crm._standard_columns INCLUDING ALL,

  PRIMARY KEY (id, tenant_id),
  UNIQUE (tenant_id, external_source, external_id),
  FOREIGN KEY (client_id, tenant_id) REFERENCES crm.clients (id, tenant_id),
  FOREIGN KEY (campaign_id, tenant_id) REFERENCES crm.campaigns (id, tenant_id),
  FOREIGN KEY (assigned_agent_id, tenant_id) REFERENCES crm.agents (id, tenant_id),
  CONSTRAINT times_are_in_years_1_to_9999 CHECK (
    LEAST(received_at, assigned_at, first_contact_at, last_contact_at, next_contact_at, next_follow_up_at, quoted_at,
          bound_at, lost_at, status_changed_at, ai_next_action_at, created_at) >= '0001-01-01 00:00+00'
    AND GREATEST(received_at, assigned_at, first_contact_at, last_contact_at, next_contact_at, next_follow_up_at, quoted_at,
                 bound_at, lost_at, status_changed_at, ai_next_action_at, created_at) < '10000-01-01 00:00+00'
    AND x_date BETWEEN '0001-01-01' AND '9999-12-31'),
  CONSTRAINT external_source_and_id_together CHECK (num_nonnulls(external_source, external_id) <> 1
    OR crm.refuse_row(tableoid, 'external_source_and_id_together', format('external_source is %s, external_id is %s.',
      coalesce(external_source, 'null'), coalesce(external_id, 'null')), 'Set both or neither.')),
  CONSTRAINT auto_data_has_its_version CHECK (num_nonnulls(auto_data, auto_schema_version) <> 1
    OR crm.refuse_row(tableoid, 'auto_data_has_its_version',
      format('auto_schema_version is %s.', coalesce(auto_schema_version::text, 'null')),
      'Set auto_data and auto_schema_version together, or neither.')),
  CONSTRAINT home_data_has_its_version CHECK (num_nonnulls(home_data, home_schema_version) <> 1
    OR crm.refuse_row(tableoid, 'home_data_has_its_version',
      format('home_schema_version is %s.', coalesce(home_schema_version::text, 'null')),
      'Set home_data and home_schema_version together, or neither.')),
  CONSTRAINT renters_data_has_its_version CHECK (num_nonnulls(renters_data, renters_schema_version) <> 1
    OR crm.refuse_row(tableoid, 'renters_data_has_its_version',
      format('renters_schema_version is %s.', coalesce(renters_schema_version::text, 'null')),
      'Set renters_data and renters_schema_version together, or neither.')),
  CONSTRAINT specialty_data_has_its_version CHECK (num_nonnulls(specialty_data, specialty_schema_version) <> 1
    OR crm.refuse_row(tableoid, 'specialty_data_has_its_version',
      format('specialty_schema_version is %s.', coalesce(specialty_schema_version::text, 'null')),
      'Set specialty_data and specialty_schema_version together, or neither.')),
  CONSTRAINT commercial_data_has_its_version CHECK (num_nonnulls(commercial_data, commercial_schema_version) <> 1
    OR crm.refuse_row(tableoid, 'commercial_data_has_its_version',
      format('commercial_schema_version is %s.', coalesce(commercial_schema_version::text, 'null')),
      'Set commercial_data and commercial_schema_version together, or neither.')),
  CONSTRAINT life_data_has_its_version CHECK (num_nonnulls(life_data, life_schema_version) <> 1
    OR crm.refuse_row(tableoid, 'life_data_has_its_version',
      format('life_schema_version is %s.', coalesce(life_schema_version::text, 'null')),
      'Set life_data and life_schema_version together, or neither.'))
);
ALTER SEQUENCE crm.leads_id_seq OWNED BY crm.leads.id;

CREATE TABLE crm.lead_status_changes (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  tenant_id bigint NOT NULL DEFAULT crm.current_tenant(true) REFERENCES crm.tenants (id),
  lead_id bigint NOT NULL,
  client_id bigint NOT NULL,
  from_status_id text NOT NULL REFERENCES crm.lead_statuses (id) ON UPDATE CASCADE,
  to_status_id text NOT NULL REFERENCES crm.lead_statuses (id) ON UPDATE CASCADE,
  changed_at timestamptz NOT NULL DEFAULT now() CONSTRAINT times_are_in_years_1_to_9999
    CHECK (changed_at >= '0001-01-01 00:00+00' AND changed_at < '10000-01-01 00:00+00'),
  changed_by name NOT NULL DEFAULT current_user,
  reason text,
  time_in_status interval,
  lost_reason_id text REFERENCES crm.lost_reasons (id) ON UPDATE CASCADE,
  PRIMARY KEY (id, tenant_id),
  FOREIGN KEY (lead_id, tenant_id) REFERENCES crm.leads (id, tenant_id) ON DELETE CASCADE,
  FOREIGN KEY (client_id, tenant_id) REFERENCES crm.clients (id, tenant_id) ON DELETE CASCADE
);

CREATE TABLE crm.lead_document_changes (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  tenant_id bigint NOT NULL DEFAULT crm.current_tenant(true) REFERENCES crm.tenants (id),
  lead_id bigint NOT NULL,
  client_id bigint NOT NULL,
  document_kind text NOT NULL CONSTRAINT document_kind_is_known
    CHECK (document_kind IN ('auto', 'home', 'renters', 'specialty', 'commercial', 'life')),
  from_version int,
  to_version int,
  places text[] NOT NULL DEFAULT '{}',
  place_count int NOT NULL DEFAULT 0 CONSTRAINT place_count_is_not_negative CHECK (place_count >= 0),
  changed_at timestamptz NOT NULL DEFAULT now() CONSTRAINT times_are_in_years_1_to_9999
    CHECK (changed_at >= '0001-01-01 00:00+00' AND changed_at < '10000-01-01 00:00+00'),
  changed_by name NOT NULL DEFAULT current_user,
  PRIMARY KEY (id, tenant_id),
  FOREIGN KEY (lead_id, tenant_id) REFERENCES crm.leads (id, tenant_id) ON DELETE CASCADE,
  FOREIGN KEY (client_id, tenant_id) REFERENCES crm.clients (id, tenant_id) ON DELETE CASCADE
);

-- Used by: the client's timeline; the foreign key, when a client is deleted.
CREATE INDEX leads_client_timeline_idx ON crm.leads (client_id, tenant_id, received_at DESC, id DESC);
-- Used by: the timelines; the foreign keys, when a lead or a client is deleted.
CREATE INDEX lead_status_changes_lead_timeline_idx
  ON crm.lead_status_changes (lead_id, tenant_id, changed_at DESC, id DESC);
CREATE INDEX lead_status_changes_client_timeline_idx
  ON crm.lead_status_changes (client_id, tenant_id, changed_at DESC, id DESC);
CREATE INDEX lead_document_changes_lead_timeline_idx
  ON crm.lead_document_changes (lead_id, tenant_id, changed_at DESC, id DESC);
CREATE INDEX lead_document_changes_client_timeline_idx
  ON crm.lead_document_changes (client_id, tenant_id, changed_at DESC, id DESC);

-- Used by: pipeline, stale_leads, the status counts of a board.
CREATE INDEX leads_status_id_idx ON crm.leads (tenant_id, status_id, status_changed_at);
-- Used by: leads of a type in a month (docs/analysts.md).
CREATE INDEX leads_insurance_type_id_idx ON crm.leads (tenant_id, insurance_type_id, received_at);
-- Used by: funnel, cohort_conversion, source_roi, speed_to_lead over a span of time.
CREATE INDEX leads_received_at_idx ON crm.leads (tenant_id, received_at);
-- Used by: x_date_calendar.
CREATE INDEX leads_x_date_idx ON crm.leads (tenant_id, x_date) WHERE x_date IS NOT NULL;
-- Used by: overdue_follow_ups.
CREATE INDEX leads_next_follow_up_at_idx ON crm.leads (tenant_id, next_follow_up_at)
  WHERE next_follow_up_at IS NOT NULL;
CREATE INDEX leads_ai_next_action_at_idx ON crm.leads (tenant_id, ai_next_action_at)
  WHERE ai_next_action_at IS NOT NULL;
-- Used by: an agent's leads of a status; the foreign key, when an agent is deleted.
CREATE INDEX leads_assigned_agent_id_idx ON crm.leads (assigned_agent_id, status_id)
  WHERE assigned_agent_id IS NOT NULL;
-- Used by: a campaign's leads; the foreign key, when a campaign is deleted.
CREATE INDEX leads_campaign_id_idx ON crm.leads (campaign_id) WHERE campaign_id IS NOT NULL;
-- Used by: leads by what a model wants next (docs/analysts.md).
CREATE INDEX leads_ai_follow_up_priority_idx ON crm.leads (tenant_id, ai_follow_up_priority)
  WHERE ai_follow_up_priority IS NOT NULL;
-- Used by: leads by tag, leads by what stands in a document (docs/analysts.md).
CREATE INDEX leads_tags_idx ON crm.leads USING gin (tags);
CREATE INDEX leads_auto_data_idx ON crm.leads USING gin (auto_data jsonb_path_ops)
  WHERE auto_data IS NOT NULL;
CREATE INDEX leads_home_data_idx ON crm.leads USING gin (home_data jsonb_path_ops)
  WHERE home_data IS NOT NULL;
CREATE INDEX leads_renters_data_idx ON crm.leads USING gin (renters_data jsonb_path_ops)
  WHERE renters_data IS NOT NULL;
CREATE INDEX leads_specialty_data_idx ON crm.leads USING gin (specialty_data jsonb_path_ops)
  WHERE specialty_data IS NOT NULL;
CREATE INDEX leads_commercial_data_idx ON crm.leads USING gin (commercial_data jsonb_path_ops)
  WHERE commercial_data IS NOT NULL;
CREATE INDEX leads_life_data_idx ON crm.leads USING gin (life_data jsonb_path_ops)
  WHERE life_data IS NOT NULL;

-- Used by: funnel, stage_velocity, agent_leaderboard over a span of time.
CREATE INDEX lead_status_changes_to_status_id_idx ON crm.lead_status_changes (tenant_id, to_status_id, changed_at);

COMMENT ON TABLE crm.leads IS
  'One request for one kind of insurance, from the first word to bound or lost. A client may have many.';
COMMENT ON COLUMN crm.leads.insurance_type_id IS 'what they ask for';
COMMENT ON COLUMN crm.leads.status_id IS
  'where the lead stands; moves only along crm.lead_status_transitions';
COMMENT ON COLUMN crm.leads.source_id IS 'where the lead came from';
COMMENT ON COLUMN crm.leads.campaign_id IS 'the campaign that brought it, if one did';
COMMENT ON COLUMN crm.leads.assigned_agent_id IS 'who works it; null: nobody yet';
COMMENT ON COLUMN crm.leads.current_carrier IS 'who insures them now';
COMMENT ON COLUMN crm.leads.current_premium IS 'what they pay now, US dollars a year';
COMMENT ON COLUMN crm.leads.x_date IS 'when the policy they hold now expires: the day to be there before';
COMMENT ON COLUMN crm.leads.target_premium IS 'what they hope to pay, US dollars a year';
COMMENT ON COLUMN crm.leads.quoted_premium IS 'our best quote, US dollars a year';
COMMENT ON COLUMN crm.leads.umbrella_requested IS 'they asked for umbrella liability on top';
COMMENT ON COLUMN crm.leads.umbrella_limit IS 'the umbrella limit asked for, US dollars';
COMMENT ON COLUMN crm.leads.auto_data IS
  'what an auto quote needs to know, a document of schema auto in crm.json_schemas';
COMMENT ON COLUMN crm.leads.auto_schema_version IS
  'the version of the auto schema the document follows; set when auto_data is';
COMMENT ON COLUMN crm.leads.home_data IS
  'what a home quote needs to know, a document of schema home in crm.json_schemas';
COMMENT ON COLUMN crm.leads.home_schema_version IS
  'the version of the home schema the document follows; set when home_data is';
COMMENT ON COLUMN crm.leads.renters_data IS
  'what a renters quote needs to know, a document of schema renters in crm.json_schemas';
COMMENT ON COLUMN crm.leads.renters_schema_version IS
  'the version of the renters schema the document follows; set when renters_data is';
COMMENT ON COLUMN crm.leads.specialty_data IS
  'what a specialty quote needs to know, a document of schema specialty in crm.json_schemas';
COMMENT ON COLUMN crm.leads.specialty_schema_version IS
  'the version of the specialty schema the document follows; set when specialty_data is';
COMMENT ON COLUMN crm.leads.commercial_data IS
  'what a commercial quote needs to know, a document of schema commercial in crm.json_schemas';
COMMENT ON COLUMN crm.leads.commercial_schema_version IS
  'the version of the commercial schema the document follows; set when commercial_data is';
COMMENT ON COLUMN crm.leads.life_data IS
  'what a life or health quote needs to know, a document of schema life in crm.json_schemas';
COMMENT ON COLUMN crm.leads.life_schema_version IS
  'the version of the life schema the document follows; set when life_data is';
COMMENT ON COLUMN crm.leads.ai_next_action IS 'what a model suggests to do next, in words';
COMMENT ON COLUMN crm.leads.ai_next_action_at IS 'when to do it';
COMMENT ON COLUMN crm.leads.ai_follow_up_priority IS
  'a model''s view of the urgency, 1 (first) to 5 (last); the queue has its own score';
COMMENT ON COLUMN crm.leads.lost_reason_id IS 'why the lead was lost';
COMMENT ON COLUMN crm.leads.lost_note IS 'the reason in words; some reasons ask for one';
COMMENT ON COLUMN crm.leads.received_at IS
  'when the lead reached the agency; created_at is when the row came into this database';
COMMENT ON COLUMN crm.leads.assigned_at IS 'first move into a status that stamps it';
COMMENT ON COLUMN crm.leads.first_contact_at IS 'when the agency first reached the person';
COMMENT ON COLUMN crm.leads.last_contact_at IS
  'the newest communication that counts as contact; kept by trigger, only ever forward';
COMMENT ON COLUMN crm.leads.next_contact_at IS
  'when a communication is planned, the furthest of them; crm.lead_agenda lists them all. Kept by trigger '
  'from crm.lead_communications';
COMMENT ON COLUMN crm.leads.next_follow_up_at IS
  'when somebody means to follow up; set by people and programs, never by a trigger';
COMMENT ON COLUMN crm.leads.quoted_at IS 'when the lead was quoted first';
COMMENT ON COLUMN crm.leads.bound_at IS 'when it was bound; emptied when it leaves the won statuses';
COMMENT ON COLUMN crm.leads.lost_at IS
  'when it was lost; emptied, as lost_reason_id and lost_note are, when it leaves the lost statuses (the '
  'history keeps them)';
COMMENT ON COLUMN crm.leads.status_reason IS
  'why it moved into its status: set it in the update that moves the lead; a move without one empties it';
COMMENT ON COLUMN crm.leads.status_changed_at IS 'since when the lead is in its status';
COMMENT ON COLUMN crm.leads.external_source IS 'the system the lead was imported from';
COMMENT ON COLUMN crm.leads.external_id IS 'its id there; unique with external_source in a tenant';

COMMENT ON TABLE crm.lead_status_changes IS
  'Which lead moved from which status to which, when, by whom and why. Written by trigger on UPDATE of a '
  'lead.';
COMMENT ON COLUMN crm.lead_status_changes.client_id IS
  'the lead''s client: follows the lead (so that a client''s timeline need not ask lead by lead); may be '
  'left out';
COMMENT ON COLUMN crm.lead_status_changes.changed_at IS 'when the move happened';
COMMENT ON COLUMN crm.lead_status_changes.changed_by IS 'the database role that moved the lead';
COMMENT ON COLUMN crm.lead_status_changes.reason IS
  'why, in words: the lead''s status_reason at that time, and its lost_note if it was lost';
COMMENT ON COLUMN crm.lead_status_changes.lost_reason_id IS 'the lead''s lost reason at that time';
COMMENT ON COLUMN crm.lead_status_changes.time_in_status IS 'how long the lead had been in from_status_id';

COMMENT ON TABLE crm.lead_document_changes IS
  'Where a lead''s documents changed, when and by whom, without what stood there. Written by trigger on '
  'UPDATE of a lead.';
COMMENT ON COLUMN crm.lead_document_changes.client_id IS
  'the lead''s client: follows the lead; may be left out';
COMMENT ON COLUMN crm.lead_document_changes.document_kind IS 'which document: auto stands for auto_data';
COMMENT ON COLUMN crm.lead_document_changes.from_version IS
  'its schema version before; null: there was no document';
COMMENT ON COLUMN crm.lead_document_changes.to_version IS 'its schema version after; null: it was removed';
COMMENT ON COLUMN crm.lead_document_changes.places IS
  'JSON Pointers to what was added, removed or changed, the first 50; the empty one is the whole document';
COMMENT ON COLUMN crm.lead_document_changes.place_count IS 'how many places changed';
COMMENT ON COLUMN crm.lead_document_changes.changed_at IS 'when it changed';
COMMENT ON COLUMN crm.lead_document_changes.changed_by IS 'the database role that changed it';
