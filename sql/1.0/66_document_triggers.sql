-- Documents of leads: tied to the versions of their schemas, and checked when they change.

ALTER TABLE crm.leads
  ADD CONSTRAINT leads_auto_schema_version_fkey FOREIGN KEY (auto_schema_version)
    REFERENCES crm.json_schemas (auto_version),
  ADD CONSTRAINT leads_home_schema_version_fkey FOREIGN KEY (home_schema_version)
    REFERENCES crm.json_schemas (home_version),
  ADD CONSTRAINT leads_renters_schema_version_fkey FOREIGN KEY (renters_schema_version)
    REFERENCES crm.json_schemas (renters_version),
  ADD CONSTRAINT leads_specialty_schema_version_fkey FOREIGN KEY (specialty_schema_version)
    REFERENCES crm.json_schemas (specialty_version),
  ADD CONSTRAINT leads_commercial_schema_version_fkey FOREIGN KEY (commercial_schema_version)
    REFERENCES crm.json_schemas (commercial_version),
  ADD CONSTRAINT leads_life_schema_version_fkey FOREIGN KEY (life_schema_version)
    REFERENCES crm.json_schemas (life_version);

CREATE FUNCTION crm.keep_published_schema() RETURNS trigger
  AS 'MODULE_PATHNAME', 'crm_keep_published_schema' LANGUAGE C;
COMMENT ON FUNCTION crm.keep_published_schema() IS
  'trigger on crm.json_schemas: checks a draft that is published, refuses changes to a published version and its deletion';
CREATE TRIGGER keep_published_schema BEFORE UPDATE OR DELETE ON crm.json_schemas
  FOR EACH ROW EXECUTE FUNCTION crm.keep_published_schema();

CREATE FUNCTION crm.check_lead_documents() RETURNS trigger
  AS 'MODULE_PATHNAME', 'crm_check_lead_documents' LANGUAGE C;
COMMENT ON FUNCTION crm.check_lead_documents() IS
  'trigger, BEFORE INSERT OR UPDATE on crm.leads: raises check_violation for a changed document that is not valid under its version, with the first errors in the detail (a warning while a superuser restores a dump, which would else lose every lead); undefined_object for a version that does not exist; object_not_in_prerequisite_state for a draft';
CREATE TRIGGER check_documents BEFORE INSERT OR UPDATE ON crm.leads
  FOR EACH ROW EXECUTE FUNCTION crm.check_lead_documents();

CREATE FUNCTION crm.documents_below(kind text, version int, tenant bigint DEFAULT crm.current_tenant(),
                                    OUT lead_id bigint, OUT schema_version int)
  RETURNS SETOF record LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT l.id, l.auto_schema_version FROM crm.leads AS l
    WHERE documents_below.kind = 'auto' AND l.tenant_id = tenant AND l.auto_schema_version < version
  UNION ALL
  SELECT l.id, l.home_schema_version FROM crm.leads AS l
    WHERE documents_below.kind = 'home' AND l.tenant_id = tenant AND l.home_schema_version < version
  UNION ALL
  SELECT l.id, l.renters_schema_version FROM crm.leads AS l
    WHERE documents_below.kind = 'renters' AND l.tenant_id = tenant AND l.renters_schema_version < version
  UNION ALL
  SELECT l.id, l.specialty_schema_version FROM crm.leads AS l
    WHERE documents_below.kind = 'specialty' AND l.tenant_id = tenant AND l.specialty_schema_version < version
  UNION ALL
  SELECT l.id, l.commercial_schema_version FROM crm.leads AS l
    WHERE documents_below.kind = 'commercial' AND l.tenant_id = tenant AND l.commercial_schema_version < version
  UNION ALL
  SELECT l.id, l.life_schema_version FROM crm.leads AS l
    WHERE documents_below.kind = 'life' AND l.tenant_id = tenant AND l.life_schema_version < version;
END;
COMMENT ON FUNCTION crm.documents_below(text, int, bigint) IS
  'the tenant''s leads whose document of this kind (auto, home, renters, specialty, commercial or life) has a schema version before the given one, with that version; no rows for any other kind';

CREATE PROCEDURE crm.upgrade_documents(kind text, to_version int DEFAULT NULL, batch int DEFAULT 1000,
                                       commit_batches boolean DEFAULT true, tenant bigint DEFAULT crm.current_tenant())
  LANGUAGE plpgsql AS $$
DECLARE
  target int := to_version;
  leads bigint[];
  last_lead bigint := -9223372036854775808;
  total bigint;
  done bigint := 0;
  failed bigint := 0;
  a_lead bigint;
  message text;
  detail text;
  change text;
BEGIN
  IF kind IS NULL OR kind OPERATOR(pg_catalog.<>) ALL (ARRAY['auto', 'home', 'renters', 'specialty', 'commercial', 'life']) THEN
    RAISE 'leads have no documents of kind "%"', kind
      USING ERRCODE = 'invalid_parameter_value', HINT = 'Kinds are auto, home, renters, specialty, commercial and life.';
  END IF;
  IF batch IS NULL OR batch OPERATOR(pg_catalog.<) 1 OR batch OPERATOR(pg_catalog.>) 100000 THEN
    RAISE 'batch must be from 1 to 100000, not %', batch USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF tenant IS NULL THEN
    RAISE 'no tenant is set'
      USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'SET crm.tenant_id = ..., or name the tenant in the call.';
  END IF;
  IF target IS NULL THEN
    SELECT pg_catalog.max(j.version) INTO target FROM crm.json_schemas AS j
      WHERE j.kind OPERATOR(pg_catalog.=) upgrade_documents.kind AND j.status OPERATOR(pg_catalog.=) 'active';
  END IF;
  -- Raises what is wrong with the version before anything is written.
  PERFORM crm.document_errors(kind, target, 'null');
  SELECT pg_catalog.count(*) INTO total FROM crm.documents_below(kind, target, tenant);

  -- The columns are of the kind, so the statement is made for it; nothing in it is a user's but the kind checked above.
  change := pg_catalog.format(
    'UPDATE crm.leads AS l SET %1$I = crm.upgrade_document(%3$L, l.%1$I, l.%2$I, $1), %2$I = $1'
    ' WHERE l.tenant_id OPERATOR(pg_catalog.=) $2 AND l.id OPERATOR(pg_catalog.=) ANY ($3)'
    ' AND l.%2$I OPERATOR(pg_catalog.<) $1',
    pg_catalog.concat(kind, '_data'), pg_catalog.concat(kind, '_schema_version'), kind);
  LOOP
    SELECT pg_catalog.array_agg(d.lead_id), pg_catalog.max(d.lead_id) INTO leads, last_lead
      FROM (SELECT b.lead_id FROM crm.documents_below(kind, target, tenant) AS b
             WHERE b.lead_id OPERATOR(pg_catalog.>) last_lead ORDER BY b.lead_id LIMIT batch) AS d;
    EXIT WHEN leads IS NULL;
    BEGIN
      EXECUTE change USING target, tenant, leads;
      done := done OPERATOR(pg_catalog.+) pg_catalog.cardinality(leads);
    EXCEPTION WHEN check_violation THEN
      -- One document stops its batch: find out which, and leave it as it is.
      FOREACH a_lead IN ARRAY leads LOOP
        BEGIN
          EXECUTE change USING target, tenant, ARRAY[a_lead];
          done := done OPERATOR(pg_catalog.+) 1;
        EXCEPTION WHEN check_violation THEN
          GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL;
          failed := failed OPERATOR(pg_catalog.+) 1;
          RAISE WARNING 'lead % keeps its document: %', a_lead, message USING DETAIL = detail;
        END;
      END LOOP;
    END;
    IF commit_batches THEN
      COMMIT;
    END IF;
    RAISE NOTICE '% of % documents upgraded, % left as they are', done, total, failed;
  END LOOP;
END $$;
COMMENT ON PROCEDURE crm.upgrade_documents(text, int, int, boolean, bigint) IS
  'brings the tenant''s lead documents of a kind to a later schema version (null: the newest active one), so many leads at a time, committing after each batch unless commit_batches is false (inside a transaction block it must be); says how far it is, warns of documents that would not be valid and leaves them; stopped and called again, it goes on where it was. Raises invalid_parameter_value for a kind that leads have no documents of or a batch outside 1 to 100000, undefined_object for a version that does not exist';
