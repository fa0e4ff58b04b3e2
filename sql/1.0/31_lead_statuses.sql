-- Where a lead stands, and which moves between statuses are allowed.

CREATE TABLE crm.lead_statuses (
  LIKE crm._lookup_columns INCLUDING ALL,
  category text NOT NULL CONSTRAINT category_is_known CHECK (category IN ('open', 'won', 'lost', 'nurture')),
  is_initial boolean NOT NULL DEFAULT false,
  stamps text CONSTRAINT stamps_is_known
    CHECK (stamps IN ('assigned_at', 'first_contact_at', 'quoted_at', 'bound_at', 'lost_at')),
  rotten_after interval CONSTRAINT rotten_after_is_positive CHECK (rotten_after > interval '0'),
  PRIMARY KEY (id)
);

CREATE TABLE crm.lead_status_transitions (
  from_status_id text NOT NULL REFERENCES crm.lead_statuses (id) ON UPDATE CASCADE ON DELETE CASCADE,
  to_status_id text NOT NULL REFERENCES crm.lead_statuses (id) ON UPDATE CASCADE ON DELETE CASCADE,
  required_fields text[] NOT NULL DEFAULT '{}',
  reason_required boolean NOT NULL DEFAULT false,
  is_builtin boolean NOT NULL DEFAULT false,
  PRIMARY KEY (from_status_id, to_status_id),
  CONSTRAINT statuses_differ CHECK (from_status_id <> to_status_id)
);
