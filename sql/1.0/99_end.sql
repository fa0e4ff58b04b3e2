-- The shared column sets have served.

DROP TABLE crm._lookup_columns, crm._standard_columns, crm._ai_columns;

-- With wal_level = minimal, what the transaction that makes a sequence takes from it is not logged, but counts as if it
-- were: after a crash the sequence would give out once more what committed rows have.  setval makes the next value be logged.
DO $$
DECLARE
  s pg_catalog.regclass;
BEGIN
  FOR s IN
    SELECT c.oid
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'crm' AND c.relkind = 'S'
  LOOP
    EXECUTE pg_catalog.format('SELECT pg_catalog.setval(%L, q.last_value) FROM %s AS q WHERE q.is_called', s, s);
  END LOOP;
END $$;
