-- A schema regress_crm_hostile with functions and operators named like the catalog's, on its plain types; each raises an error
-- of its own.  For tests of search paths.
CREATE SCHEMA regress_crm_hostile;
CREATE TEMPORARY VIEW plain_types AS
SELECT oid FROM pg_type
WHERE typname IN ('bool', 'int2', 'int4', 'int8', 'float4', 'float8', 'numeric', 'text', 'name', 'varchar', 'bpchar', 'date',
                  'timestamp', 'timestamptz', 'interval', 'jsonb', 'json', 'uuid', 'regclass', 'oid', 'bytea', '_text', '_int8',
                  '_int4', '_float8', '_numeric', '_name', 'anyelement', 'anyarray', 'anynonarray', 'anycompatible',
                  'anycompatiblearray') AND typnamespace = 'pg_catalog'::regnamespace;
DO $$
DECLARE
  f record;
BEGIN
  FOR f IN
    SELECT p.proname, p.prorettype::regtype AS result,
           (SELECT string_agg(a::regtype::text, ', ' ORDER BY n) FROM unnest(p.proargtypes) WITH ORDINALITY AS t (a, n)) AS args
    FROM pg_proc p
    WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.prokind = 'f' AND NOT p.proretset AND p.provariadic = 0
      AND p.prorettype IN (SELECT oid FROM plain_types)
      AND NOT EXISTS (SELECT FROM unnest(p.proargtypes) a WHERE a NOT IN (SELECT oid FROM plain_types))
  LOOP
    EXECUTE format('CREATE FUNCTION regress_crm_hostile.%I(%s) RETURNS %s LANGUAGE plpgsql AS '
                   '$f$ BEGIN RAISE EXCEPTION USING MESSAGE = %L; END $f$', f.proname, f.args, f.result, 'hijacked function ' || f.proname);
  END LOOP;
  FOR f IN
    SELECT o.oid, o.oprname, o.oprleft::regtype AS l, o.oprright::regtype AS r, o.oprresult::regtype AS result
    FROM pg_operator o
    WHERE o.oprnamespace = 'pg_catalog'::regnamespace AND o.oprkind = 'b'
      AND o.oprleft IN (SELECT oid FROM plain_types) AND o.oprright IN (SELECT oid FROM plain_types)
      AND o.oprresult IN (SELECT oid FROM plain_types)
  LOOP
    EXECUTE format('CREATE FUNCTION regress_crm_hostile.operator_%s(%s, %s) RETURNS %s LANGUAGE plpgsql AS '
                   '$f$ BEGIN RAISE EXCEPTION USING MESSAGE = %L; END $f$', f.oid, f.l, f.r, f.result, 'hijacked operator ' || f.oprname);
    EXECUTE format('CREATE OPERATOR regress_crm_hostile.%s (LEFTARG = %s, RIGHTARG = %s, FUNCTION = regress_crm_hostile.operator_%s)',
                   f.oprname, f.l, f.r, f.oid);
  END LOOP;
END $$;
