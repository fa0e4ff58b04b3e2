-- Tenants (agencies), who may act for them, and the current one.

CREATE TABLE crm.tenants (
  id bigint PRIMARY KEY,
  name text NOT NULL CONSTRAINT name_is_not_empty CHECK (btrim(name) <> ''),
  timezone text NOT NULL DEFAULT 'America/New_York',
  settings jsonb NOT NULL DEFAULT '{}' CONSTRAINT settings_is_object CHECK (jsonb_typeof(settings) = 'object'),
  LIKE crm._standard_columns INCLUDING ALL
);

CREATE SEQUENCE crm.tenants_id_seq OWNED BY crm.tenants.id;
ALTER TABLE crm.tenants ALTER COLUMN id SET DEFAULT nextval('crm.tenants_id_seq');

CREATE TABLE crm.tenant_members (
  tenant_id bigint NOT NULL REFERENCES crm.tenants (id) ON DELETE CASCADE,
  role_name name NOT NULL,
  LIKE crm._standard_columns INCLUDING ALL,
  PRIMARY KEY (tenant_id, role_name)
);
CREATE INDEX tenant_members_role_name_idx ON crm.tenant_members (role_name);

INSERT INTO crm.tenants (id, name) VALUES (nextval('crm.tenants_id_seq'), 'My agency');

CREATE FUNCTION crm.current_tenant(required boolean DEFAULT false) RETURNS bigint
  AS 'MODULE_PATHNAME', 'crm_current_tenant' LANGUAGE C STABLE STRICT PARALLEL SAFE;
