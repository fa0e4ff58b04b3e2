-- Tenants (agencies), who may act for them, and the current one.

CREATE TABLE crm.tenants (
  id bigint PRIMARY KEY CONSTRAINT id_is_positive CHECK (id > 0),
  name text NOT NULL CONSTRAINT name_is_not_empty CHECK (btrim(name) <> ''),
  -- an unknown zone is refused by AT TIME ZONE itself: it would break every report
  timezone text NOT NULL DEFAULT 'America/New_York' CONSTRAINT timezone_is_known
    CHECK ((timestamptz '2000-01-01 00:00+00' AT TIME ZONE timezone) IS NOT NULL),
  members_only boolean NOT NULL DEFAULT false,
  settings jsonb NOT NULL DEFAULT '{}' CONSTRAINT settings_is_object CHECK (jsonb_typeof(settings) = 'object'),
  LIKE crm._standard_columns INCLUDING ALL
);

CREATE SEQUENCE crm.tenants_id_seq OWNED BY crm.tenants.id;
ALTER TABLE crm.tenants ALTER COLUMN id SET DEFAULT nextval('crm.tenants_id_seq');

COMMENT ON TABLE crm.tenants IS
  'The agencies in this database. Tenant 1 is there after install; while it is the only one nobody needs to name it.';
COMMENT ON COLUMN crm.tenants.timezone IS 'the agency''s own, a name of pg_timezone_names: what its days and hours mean';
COMMENT ON COLUMN crm.tenants.members_only IS
  'whether a role must be listed in crm.tenant_members to act for it; false: roles that are listed for no tenant may, too';
COMMENT ON COLUMN crm.tenants.settings IS 'the agency''s preferences, for applications';

-- No cascade from tenants: a role that loses its last row here is bound to no tenant any more.
CREATE TABLE crm.tenant_members (
  tenant_id bigint NOT NULL REFERENCES crm.tenants (id),
  role_name name NOT NULL,
  LIKE crm._standard_columns INCLUDING ALL,
  PRIMARY KEY (tenant_id, role_name)
);

COMMENT ON TABLE crm.tenant_members IS
  'Which database role may act for which tenant. A role listed here, itself or through a group role, may act only for the '
  'tenants it is listed for; one that is not, for each that is not for members only. Written by crm.grant_access and crm.revoke_access.';
COMMENT ON COLUMN crm.tenant_members.role_name IS
  'a database role by its name, as dumps name it: list it again when you rename the role';

INSERT INTO crm.tenants (id, name) VALUES (nextval('crm.tenants_id_seq'), 'My agency');

CREATE FUNCTION crm.current_tenant(required boolean DEFAULT false) RETURNS bigint
  AS 'MODULE_PATHNAME', 'crm_current_tenant' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION crm.current_tenant(boolean) IS
  'the tenant this session acts for: the setting crm.tenant_id or, where that is empty, tenant 1 if it is the only one; else '
  'null or, if required, an error (object_not_in_prerequisite_state). Raises insufficient_privilege if the role is listed in '
  'crm.tenant_members for other tenants only';

CREATE FUNCTION crm.may_act_for(tenant bigint) RETURNS boolean
  AS 'MODULE_PATHNAME', 'crm_may_act_for' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION crm.may_act_for(bigint) IS
  'whether the current role, and the one who logged in, may act for the tenant, by crm.tenant_members; for null, whether they '
  'may act for each there is, being listed for none. Says nothing of privileges on tables';

-- Rows of these two tables are cached by every session: a change makes them read again.
CREATE FUNCTION crm.forget_tenants() RETURNS trigger
  AS 'MODULE_PATHNAME', 'crm_forget_tenants' LANGUAGE C;
COMMENT ON FUNCTION crm.forget_tenants() IS
  'trigger, AFTER INSERT, UPDATE and DELETE on crm.tenants and crm.tenant_members: has every session read them again';
CREATE TRIGGER forget_tenants AFTER INSERT OR UPDATE OR DELETE ON crm.tenants
  FOR EACH ROW EXECUTE FUNCTION crm.forget_tenants();
ALTER TABLE crm.tenants ENABLE ALWAYS TRIGGER forget_tenants;
CREATE TRIGGER forget_tenants AFTER INSERT OR UPDATE OR DELETE ON crm.tenant_members
  FOR EACH ROW EXECUTE FUNCTION crm.forget_tenants();
ALTER TABLE crm.tenant_members ENABLE ALWAYS TRIGGER forget_tenants;
