-- A role without access: no table, view, sequence or function of the extension shows or changes anything for it.
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
CREATE ROLE regress_crm_nobody;
SET LOCAL ROLE regress_crm_nobody;
SELECT crm.current_tenant();
SELECT * FROM crm.clients;
INSERT INTO crm.clients (client_type, last_name) VALUES ('individual', 'Stone');
RESET ROLE;

-- Even with the schema opened to it.
GRANT USAGE ON SCHEMA crm TO regress_crm_nobody;
CREATE FUNCTION pg_temp.attempt(statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE statement;
  RETURN 'done';
EXCEPTION WHEN insufficient_privilege THEN
  RETURN 'refused';
WHEN OTHERS THEN
  RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
CREATE TEMPORARY TABLE objects AS
SELECT c.relname, c.relkind FROM pg_class c
WHERE c.relnamespace = 'crm'::regnamespace AND c.relkind IN ('r', 'v', 'm', 'S');
GRANT SELECT ON objects TO regress_crm_nobody;
SET LOCAL ROLE regress_crm_nobody;
SELECT statement, pg_temp.attempt(statement) AS outcome
FROM objects, LATERAL (VALUES
  (format('SELECT * FROM crm.%I', relname)), (format('DELETE FROM crm.%I', relname)),
  (format('UPDATE crm.%I SET %I = DEFAULT', relname,
          (SELECT attname FROM pg_attribute WHERE attrelid = format('crm.%I', relname)::regclass AND attnum = 1))),
  (format('INSERT INTO crm.%I DEFAULT VALUES', relname)), (format('TRUNCATE crm.%I', relname))) AS v (statement)
WHERE relkind <> 'S' AND pg_temp.attempt(statement) <> 'refused'
  AND NOT (relkind = 'v' AND statement !~ '^SELECT');
SELECT relname, pg_temp.attempt(format('SELECT nextval(%L)', 'crm.' || relname)) AS outcome
FROM objects WHERE relkind = 'S' AND pg_temp.attempt(format('SELECT nextval(%L)', 'crm.' || relname)) <> 'refused';
SELECT pg_temp.attempt('SELECT crm.grant_access(''regress_crm_nobody'', ''admin'')') AS grant_access,
       pg_temp.attempt('SELECT * FROM crm.lead_timeline(1)') AS lead_timeline,
       pg_temp.attempt('CREATE TABLE crm.mine ()') AS create_table;
RESET ROLE;

-- PUBLIC has been granted nothing.
SELECT c.relname, a.privilege_type FROM pg_class c, aclexplode(c.relacl) a
WHERE c.relnamespace = 'crm'::regnamespace AND a.grantee = 0;
ROLLBACK;
