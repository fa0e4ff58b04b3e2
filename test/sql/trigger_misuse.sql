-- Trigger functions where they do not belong: called by hand, on tables of anybody's, at other moments.
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
-- No server runs them by hand.
SELECT crm.stamp_update();

-- A table of one's own has columns of the right names and the wrong types: what C would take for a text's address is a
-- number.  None of our functions reads it.
DO $$
DECLARE type text; value text;
BEGIN
  FOR type, value IN VALUES ('bigint', '5'), ('text', 'x'), ('jsonb', '{}'), ('boolean', 't') LOOP
    EXECUTE format('CREATE TEMP TABLE of_%s (%s)', type, (SELECT string_agg(DISTINCT format('%I %s DEFAULT %L', attname, type, value), ', ')
      FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE c.relnamespace = 'crm'::regnamespace AND c.relkind = 'r' AND attnum > 0 AND NOT attisdropped));
  END LOOP;
END $$;
CREATE FUNCTION pg_temp.tried(function regproc, moment text, type text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE answer text := 'nothing';
BEGIN
  EXECUTE format('CREATE TRIGGER t %s ON of_%s %s EXECUTE FUNCTION %s()', moment, type, CASE WHEN moment LIKE '%TRUNCATE' THEN '' ELSE 'FOR EACH ROW' END, function);
  BEGIN
    EXECUTE format('INSERT INTO of_%s DEFAULT VALUES', type);
    EXECUTE format('UPDATE of_%s SET status_id = NULL, status = NULL, stage_id = NULL, auto_data = NULL, definition = NULL', type);
    EXECUTE format('DELETE FROM of_%s', type);
    EXECUTE format('TRUNCATE of_%s', type);
  EXCEPTION WHEN OTHERS THEN answer := SQLSTATE || ' ' || SQLERRM;
  END;
  EXECUTE format('DROP TRIGGER t ON of_%s', type);
  RETURN answer;
END $$;
SELECT answer, string_agg(DISTINCT type, ', ') AS types, count(DISTINCT proname) AS functions
FROM (SELECT type, p.proname, pg_temp.tried(p.oid::regproc, moment, type) AS answer
  FROM pg_proc p, unnest(ARRAY['BEFORE INSERT', 'BEFORE UPDATE', 'AFTER UPDATE', 'BEFORE DELETE', 'AFTER TRUNCATE']) moment,
       unnest(ARRAY['bigint', 'text', 'jsonb', 'boolean']) type
  WHERE p.pronamespace = 'crm'::regnamespace AND p.prorettype = 'trigger'::regtype AND p.prolang = (SELECT oid FROM pg_language WHERE lanname = 'c')) t
GROUP BY answer ORDER BY answer COLLATE "C";

-- On another table of the extension's, which only its owner can do: the column it needs is missing.
CREATE TRIGGER wrong BEFORE UPDATE ON crm.tenants FOR EACH ROW EXECUTE FUNCTION crm.check_lead_documents();
UPDATE crm.tenants SET name = 'x';
DROP TRIGGER wrong ON crm.tenants;
CREATE TRIGGER wrong AFTER UPDATE ON crm.tenants FOR EACH ROW EXECUTE FUNCTION crm.count_contact();
UPDATE crm.tenants SET name = 'x';

-- A table of the extension's that was renamed.
CREATE ROLE regress_crm_anybody;
GRANT USAGE ON SCHEMA crm TO regress_crm_anybody;
GRANT SELECT ON ALL TABLES IN SCHEMA crm TO regress_crm_anybody;
ALTER TABLE crm.tenant_members RENAME TO members;
SET LOCAL ROLE regress_crm_anybody;
SELECT crm.current_tenant();
RESET ROLE;
ROLLBACK;
