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
  'trigger, BEFORE INSERT OR UPDATE on crm.leads: raises check_violation for a changed document that is not valid under its version, with the first errors in the detail; undefined_object for a version that does not exist; object_not_in_prerequisite_state for a draft';
CREATE TRIGGER check_documents BEFORE INSERT OR UPDATE ON crm.leads
  FOR EACH ROW EXECUTE FUNCTION crm.check_lead_documents();
