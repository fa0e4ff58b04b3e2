-- Where leads come from.

CREATE TABLE crm.lead_sources (
  LIKE crm._lookup_columns INCLUDING ALL,
  kind text NOT NULL CONSTRAINT kind_is_known
    CHECK (kind IN ('referral', 'web', 'aggregator', 'walk_in', 'list', 'partner', 'event', 'existing_client')),
  cost_per_lead numeric(12,2) CONSTRAINT cost_per_lead_is_not_negative CHECK (cost_per_lead >= 0),
  PRIMARY KEY (id)
);
