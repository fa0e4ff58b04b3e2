-- Who may see and do what: policies by tenant, and three levels of access.

-- Row-level security holds for everybody but superusers and the tables' owner.  FORCE would bind the owner too, and
-- leave pg_dump with empty tables.

-- Every table whose rows belong to one tenant.
DO $$
DECLARE
  t pg_catalog.text;
  is_history pg_catalog.bool;
  own CONSTANT pg_catalog.text := 'tenant_id = (SELECT crm.current_tenant())';
BEGIN
  FOR t, is_history IN
    SELECT c.relname, EXISTS (SELECT FROM pg_catalog.pg_attribute h
                               WHERE h.attrelid = c.oid AND h.attname = 'changed_by')
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND a.attnotnull
     WHERE n.nspname = 'crm' AND c.relkind = 'r' AND c.relname <> 'tenant_members'
     ORDER BY c.relname
  LOOP
    EXECUTE pg_catalog.format('ALTER TABLE crm.%I ENABLE ROW LEVEL SECURITY', t);
    IF is_history THEN
      -- Appended by triggers, with the invoker's rights: so nobody can add what another is to have done.
      EXECUTE pg_catalog.format('CREATE POLICY tenant_reads ON crm.%I FOR SELECT USING (%s)', t, own);
      EXECUTE pg_catalog.format('CREATE POLICY tenant_appends ON crm.%I FOR INSERT '
                                'WITH CHECK (%s AND changed_by = current_user)', t, own);
      EXECUTE pg_catalog.format('CREATE POLICY tenant_moves ON crm.%I FOR UPDATE USING (%s) WITH CHECK (%2$s)', t, own);
    ELSE
      EXECUTE pg_catalog.format('CREATE POLICY tenant_rows ON crm.%I USING (%s) WITH CHECK (%2$s)', t, own);
    END IF;
  END LOOP;

  -- Tables with rows for everybody, where tenant_id is null, and rows of one tenant.  The former are for those to
  -- change who are bound to no tenant.
  FOR t IN
    SELECT c.relname
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attnotnull
     WHERE n.nspname = 'crm' AND c.relkind = 'r'
     ORDER BY c.relname
  LOOP
    EXECUTE pg_catalog.format('ALTER TABLE crm.%I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE pg_catalog.format('CREATE POLICY tenant_reads ON crm.%I FOR SELECT USING (tenant_id IS NULL OR %s)', t, own);
    EXECUTE pg_catalog.format('CREATE POLICY tenant_rows ON crm.%I '
                              'USING (%s OR tenant_id IS NULL AND (SELECT crm.may_act_for(NULL))) '
                              'WITH CHECK (%2$s OR tenant_id IS NULL AND (SELECT crm.may_act_for(NULL)))', t, own);
  END LOOP;
END $$;

-- A role sees the tenants it may choose from, and who else may act for them.
ALTER TABLE crm.tenants ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON crm.tenants USING (crm.may_act_for(id)) WITH CHECK (crm.may_act_for(id));
ALTER TABLE crm.tenant_members ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON crm.tenant_members
  USING (crm.may_act_for(tenant_id)) WITH CHECK (crm.may_act_for(tenant_id));

-- What a level is made of, object by object; crm.grant_access grants just that.
CREATE FUNCTION crm._level_privileges(level text) RETURNS TABLE (privileges text, object text)
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH relations AS (
    SELECT c.oid, c.relkind,
           format('%s crm.%I', CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, c.relname) AS object,
           -- Who writes it: agents their tenant's rows, admins what all tenants share; members only its owner.
           CASE
             WHEN c.relkind <> 'r' OR c.relname = 'tenant_members' THEN 'nobody'
             WHEN h.attnum IS NOT NULL THEN 'history'
             WHEN c.relname <> 'tenants' AND t.attnotnull THEN 'agent'
             ELSE 'admin'
           END AS writer,
           o.attnum IS NOT NULL AS is_of_opportunity
      FROM pg_catalog.pg_extension e
      JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.refobjid = e.oid
       AND d.classid = 'pg_catalog.pg_class'::regclass AND d.deptype = 'e'
      JOIN pg_catalog.pg_class c ON c.oid = d.objid
      LEFT JOIN pg_catalog.pg_attribute t ON t.attrelid = c.oid AND t.attname = 'tenant_id'
      LEFT JOIN pg_catalog.pg_attribute h ON h.attrelid = c.oid AND h.attname = 'changed_by'
      LEFT JOIN pg_catalog.pg_attribute o ON o.attrelid = c.oid AND o.attname = 'opportunity_id'
     WHERE e.extname = 'crm'
  ), sequences AS (
    SELECT s.object, o.writer
      FROM relations s
      JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = s.oid
       AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.deptype = 'a'
      JOIN relations o ON o.oid = d.refobjid
     WHERE s.relkind = 'S'
  )
  SELECT 'USAGE', 'SCHEMA crm' WHERE level IN ('analyst', 'agent', 'admin')
  UNION ALL
  SELECT 'SELECT', r.object FROM relations r
   WHERE r.relkind IN ('r', 'v') AND level IN ('analyst', 'agent', 'admin')
  UNION ALL
  SELECT 'INSERT, UPDATE, DELETE', r.object FROM relations r
   WHERE r.writer = 'agent' AND level IN ('agent', 'admin') OR r.writer = 'admin' AND level = 'admin'
  UNION ALL
  -- Histories are appended, and follow a lead or a deal that moves to another client.
  SELECT CASE WHEN r.is_of_opportunity THEN 'INSERT, UPDATE (client_id, lead_id)' ELSE 'INSERT, UPDATE (client_id)' END,
         r.object
    FROM relations r
   WHERE r.writer = 'history' AND level IN ('agent', 'admin')
  UNION ALL
  SELECT 'USAGE', s.object FROM sequences s
   WHERE s.writer = 'agent' AND level IN ('agent', 'admin') OR s.writer = 'admin' AND level = 'admin';
END;
COMMENT ON FUNCTION crm._level_privileges(text) IS
  'what crm.grant_access grants for a level: privileges and the object they are on; no rows for an unknown level';

-- What both functions below check before they begin.
CREATE FUNCTION crm._check_access_arguments(role_name name, tenant bigint) RETURNS void
  LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT pg_has_role((SELECT relowner FROM pg_class WHERE oid = 'crm.tenant_members'::regclass), 'USAGE') THEN
    RAISE EXCEPTION 'permission denied to grant or revoke access to crm' USING
      ERRCODE = 'insufficient_privilege',
      DETAIL = format('Role "%s" does not own the extension''s tables.', current_user),
      HINT = 'Ask their owner, or a superuser.';
  END IF;
  IF role_name IS NULL OR NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = role_name) THEN
    RAISE EXCEPTION 'role "%" does not exist', coalesce(role_name, '(null)') USING
      ERRCODE = 'undefined_object',
      DETAIL = 'Access is granted to a database role, by its exact name.',
      HINT = 'CREATE ROLE makes one; \du lists those there are.';
  END IF;
  IF tenant IS NOT NULL AND NOT EXISTS (SELECT FROM crm.tenants t WHERE t.id = tenant) THEN
    RAISE EXCEPTION 'tenant % does not exist', tenant USING
      ERRCODE = 'undefined_object',
      DETAIL = format('Known are: %s.', (SELECT string_agg(k.id::text, ', ' ORDER BY k.id)
                                           FROM (SELECT id FROM crm.tenants ORDER BY id LIMIT 20) k)),
      HINT = 'Make it first: INSERT INTO crm.tenants (name) VALUES (...).';
  END IF;
END $$;
COMMENT ON FUNCTION crm._check_access_arguments(name, bigint) IS
  'raises what crm.grant_access and crm.revoke_access raise for their caller, a role and a tenant';

CREATE FUNCTION crm._revoke_privileges(role_name name) RETURNS void
  LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  granted text;
BEGIN
  -- An admin has something on every object there is something to have on.
  FOR granted IN SELECT DISTINCT p.object FROM crm._level_privileges('admin') p LOOP
    EXECUTE format('REVOKE ALL ON %s FROM %I', granted, role_name);
  END LOOP;
END $$;
COMMENT ON FUNCTION crm._revoke_privileges(name) IS 'takes every privilege on the extension''s objects from a role';

CREATE FUNCTION crm.grant_access(role_name name, level text, tenant bigint DEFAULT NULL) RETURNS void
  LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  p record;
BEGIN
  PERFORM crm._check_access_arguments(role_name, tenant);
  IF level IS NULL OR NOT EXISTS (SELECT FROM crm._level_privileges(level)) THEN
    RAISE EXCEPTION 'unknown level of access "%"', coalesce(level, '(null)') USING
      ERRCODE = 'invalid_parameter_value',
      DETAIL = 'A level says what a role may do in the tables of crm.',
      HINT = 'Levels: analyst (read), agent (read and write data), admin (also lookups, schemas, templates and models).';
  END IF;

  -- First everything away: the new level may be the lower one.
  PERFORM crm._revoke_privileges(role_name);
  FOR p IN SELECT * FROM crm._level_privileges(level) LOOP
    EXECUTE format('GRANT %s ON %s TO %I', p.privileges, p.object, role_name);
  END LOOP;
  IF tenant IS NOT NULL THEN
    INSERT INTO crm.tenant_members (tenant_id, role_name)
    VALUES (tenant, grant_access.role_name)
    ON CONFLICT DO NOTHING;
  END IF;

  IF (SELECT r.rolsuper OR r.rolbypassrls FROM pg_roles r WHERE r.rolname = grant_access.role_name) THEN
    RAISE WARNING 'role "%" sees the rows of all tenants', role_name USING
      DETAIL = 'Row-level security does not bind superusers and roles with BYPASSRLS.';
  END IF;
END $$;
COMMENT ON FUNCTION crm.grant_access(name, text, bigint) IS
  'gives a role a level of access: analyst (read everything), agent (also write the tenant''s data) or admin (also lookups, '
  'schemas, templates and models), in place of the level it had; with a tenant, the role is also listed for it in '
  'crm.tenant_members, and from then on acts only for tenants it is listed for. Raises undefined_object for an unknown role or '
  'tenant, invalid_parameter_value for an unknown level, insufficient_privilege unless called by the tables'' owner';

CREATE FUNCTION crm.revoke_access(role_name name, tenant bigint DEFAULT NULL) RETURNS void
  LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM crm._check_access_arguments(role_name, tenant);
  DELETE FROM crm.tenant_members m
   WHERE m.role_name = revoke_access.role_name AND (tenant IS NULL OR m.tenant_id = tenant);
  IF tenant IS NOT NULL THEN
    IF NOT FOUND THEN
      RAISE NOTICE 'role "%" was not listed for tenant %', role_name, tenant;
      RETURN;
    END IF;
    IF EXISTS (SELECT FROM crm.tenant_members m WHERE m.role_name = revoke_access.role_name) THEN
      RETURN;
    END IF;
  END IF;
  -- A role that is listed nowhere is bound to no tenant: it must not keep its privileges.
  PERFORM crm._revoke_privileges(role_name);
END $$;
COMMENT ON FUNCTION crm.revoke_access(name, bigint) IS
  'takes a role''s access away: for one tenant, or altogether. A role that loses the last tenant it was listed for loses its '
  'level too. Does nothing where there is nothing to take. Raises undefined_object for an unknown role or tenant, '
  'insufficient_privilege unless called by the tables'' owner';

REVOKE ALL ON FUNCTION crm.grant_access(name, text, bigint), crm.revoke_access(name, bigint) FROM PUBLIC;
