-- The agency's people who work leads.

CREATE SEQUENCE crm.agents_id_seq;
CREATE TABLE crm.agents (
  id bigint NOT NULL DEFAULT nextval('crm.agents_id_seq'),
  tenant_id bigint NOT NULL DEFAULT crm.current_tenant(true) REFERENCES crm.tenants (id),
  role_name name,
  display_name text NOT NULL CONSTRAINT display_name_is_not_empty CHECK (btrim(display_name) <> ''),
  email text,
  phone text,
  timezone text CONSTRAINT timezone_is_known
    CHECK (timezone IS NULL OR (timestamptz '2000-01-01 00:00+00' AT TIME ZONE timezone) IS NOT NULL),
  licensed_states text[] NOT NULL DEFAULT '{}',
  lines text[] NOT NULL DEFAULT '{}' CONSTRAINT lines_are_known
    CHECK (lines <@ ARRAY['personal', 'commercial', 'life_health']),
  daily_capacity int CONSTRAINT daily_capacity_is_not_negative CHECK (daily_capacity >= 0),
  is_active boolean NOT NULL DEFAULT true,
  LIKE crm._standard_columns INCLUDING ALL,
  PRIMARY KEY (id, tenant_id),
  UNIQUE (tenant_id, role_name)
);
ALTER SEQUENCE crm.agents_id_seq OWNED BY crm.agents.id;

COMMENT ON TABLE crm.agents IS
  'The agency''s people who work leads: producers, account managers, and programs that act as one.';
COMMENT ON COLUMN crm.agents.role_name IS
  'the database role the agent logs in with, if any; one agent a role and tenant';
COMMENT ON COLUMN crm.agents.timezone IS
  'IANA name; null: the tenant''s. Hours of day in the analysts'' views are the agent''s';
COMMENT ON COLUMN crm.agents.licensed_states IS
  'two-letter states the agent may sell in; empty: not recorded';
COMMENT ON COLUMN crm.agents.lines IS
  'lines of business the agent sells: personal, commercial, life_health; empty: any';
COMMENT ON COLUMN crm.agents.daily_capacity IS 'new leads the agent can take a day; null: no limit';
COMMENT ON COLUMN crm.agents.is_active IS 'takes new leads; an agent who left stays for the histories';
