-- Coverage documents: the registry of their JSON schemas, and the functions that check, explain and upgrade.

CREATE TABLE crm.json_schemas (
  kind text NOT NULL CONSTRAINT kind_is_a_name CHECK (kind ~ '^[a-z][a-z0-9_]*$'),
  version int NOT NULL CONSTRAINT version_is_positive CHECK (version >= 1),
  status text NOT NULL DEFAULT 'draft' CONSTRAINT status_is_known CHECK (status IN ('draft', 'active', 'deprecated')),
  schema jsonb NOT NULL CONSTRAINT schema_is_a_schema CHECK (jsonb_typeof(schema) IN ('object', 'boolean')),
  upgrade jsonb CONSTRAINT upgrade_is_a_list CHECK (jsonb_typeof(upgrade) = 'array'),
  note text,
  published_at timestamptz,
  is_builtin boolean NOT NULL DEFAULT false,
  auto_version int GENERATED ALWAYS AS (CASE WHEN kind = 'auto' THEN version END) STORED UNIQUE,
  home_version int GENERATED ALWAYS AS (CASE WHEN kind = 'home' THEN version END) STORED UNIQUE,
  renters_version int GENERATED ALWAYS AS (CASE WHEN kind = 'renters' THEN version END) STORED UNIQUE,
  specialty_version int GENERATED ALWAYS AS (CASE WHEN kind = 'specialty' THEN version END) STORED UNIQUE,
  commercial_version int GENERATED ALWAYS AS (CASE WHEN kind = 'commercial' THEN version END) STORED UNIQUE,
  life_version int GENERATED ALWAYS AS (CASE WHEN kind = 'life' THEN version END) STORED UNIQUE,
  LIKE crm._standard_columns INCLUDING ALL,
  PRIMARY KEY (kind, version),
  CONSTRAINT published_has_its_time CHECK ((status = 'draft') = (published_at IS NULL))
);
-- One published schema an $id: a reference to it must mean the same for ever.
CREATE UNIQUE INDEX json_schemas_published_id_key ON crm.json_schemas ((schema ->> '$id')) WHERE status <> 'draft';

COMMENT ON TABLE crm.json_schemas IS
  'JSON schemas of coverage documents by kind and version, shared by all tenants; a published version never changes';
COMMENT ON COLUMN crm.json_schemas.kind IS
  'what the document describes; auto, home, renters, specialty, commercial and life are those of the _data columns of crm.leads';
COMMENT ON COLUMN crm.json_schemas.version IS 'counts from 1 in each kind; crm.publish_json_schema gives the next';
COMMENT ON COLUMN crm.json_schemas.status IS
  'draft: may change, no lead may use it; active: in use; deprecated: documents of it stay valid, upgrade them';
COMMENT ON COLUMN crm.json_schemas.schema IS
  'a JSON Schema, of the draft its $schema names (2020-12 where it names none)';
COMMENT ON COLUMN crm.json_schemas.upgrade IS
  'steps that make a document of the version before one of this version: a list of {"op": "move" | "copy" | "default" | "delete" | "map" | "wrap", "path": …}; null: no document needs a change';
COMMENT ON COLUMN crm.json_schemas.note IS 'what is new in this version, for people';
COMMENT ON COLUMN crm.json_schemas.published_at IS 'when it left draft; null for a draft';
COMMENT ON COLUMN crm.json_schemas.is_builtin IS 'shipped with the extension; cannot be deleted, but deprecated';
COMMENT ON COLUMN crm.json_schemas.auto_version IS
  'the version where kind is auto: what crm.leads.auto_schema_version points at; likewise the other *_version columns';

INSERT INTO crm.json_schemas (kind, version, status, schema, note, published_at, is_builtin)
SELECT s.kind, 1, 'active', s.schema, 'shipped with the extension', now(), true
FROM (VALUES
  ('auto', @json(schemas/auto/1.json)@),
  ('home', @json(schemas/home/1.json)@),
  ('renters', @json(schemas/renters/1.json)@),
  ('specialty', @json(schemas/specialty/1.json)@),
  ('commercial', @json(schemas/commercial/1.json)@),
  ('life', @json(schemas/life/1.json)@),
  ('umbrella', @json(schemas/umbrella/1.json)@)
) AS s (kind, schema);

CREATE FUNCTION crm.json_is_valid(schema jsonb, document jsonb, resources jsonb DEFAULT '{}',
                                  assert_format boolean DEFAULT true)
  RETURNS boolean
  AS 'MODULE_PATHNAME', 'crm_json_is_valid' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION crm.json_is_valid(jsonb, jsonb, jsonb, boolean) IS
  'whether the document is valid under the JSON Schema (2020-12, 2019-09, draft-07, -06 or -04 by its $schema); resources: an object, absolute URI to schema, for $ref to other documents; assert_format false: format is not checked. Fit for CHECK constraints. Raises invalid_parameter_value with the place for a schema that is none';

CREATE FUNCTION crm.json_errors(schema jsonb, document jsonb, resources jsonb DEFAULT '{}',
                                assert_format boolean DEFAULT true,
                                OUT instance_location text, OUT keyword_location text, OUT keyword text, OUT message text)
  RETURNS SETOF record
  AS 'MODULE_PATHNAME', 'crm_json_errors' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000 ROWS 5;
COMMENT ON FUNCTION crm.json_errors(jsonb, jsonb, jsonb, boolean) IS
  'everything that is wrong with the document, in document order, one row an error: JSON Pointers to the value and to the keyword that refuses it, the keyword, and what to do about it; no rows: it is valid. Arguments and errors as crm.json_is_valid';

CREATE FUNCTION crm.publish_json_schema(kind text, schema jsonb, upgrade jsonb DEFAULT NULL, note text DEFAULT NULL)
  RETURNS int
  AS 'MODULE_PATHNAME', 'crm_publish_json_schema' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION crm.publish_json_schema(text, jsonb, jsonb, text) IS
  'checks a schema and its upgrade steps, stores it as the next version of its kind, active and from then on unchangeable, and returns the version; warns of keywords it does not know. Raises invalid_parameter_value with the places for a schema or a step that is none';

CREATE FUNCTION crm.document_errors(kind text, version int, document jsonb,
                                    OUT instance_location text, OUT keyword_location text, OUT keyword text,
                                    OUT message text)
  RETURNS SETOF record
  AS 'MODULE_PATHNAME', 'crm_document_errors' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 1000 ROWS 5;
COMMENT ON FUNCTION crm.document_errors(text, int, jsonb) IS
  'everything that is wrong with a document under a version of a kind''s schema, as crm.json_errors. Raises undefined_object for a version that does not exist';

CREATE FUNCTION crm.upgrade_document(kind text, document jsonb, from_version int, to_version int DEFAULT NULL)
  RETURNS jsonb
  AS 'MODULE_PATHNAME', 'crm_upgrade_document' LANGUAGE C STABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION crm.upgrade_document(text, jsonb, int, int) IS
  'the document as it looks under a later version (null: the newest active one), by the upgrade steps of each version between, checked against the last one. Null for a null document. Raises undefined_object for a version that does not exist, check_violation if the result is not valid';

CREATE FUNCTION crm.json_schema_changes(kind text, from_version int, to_version int,
                                        OUT location text, OUT change text, OUT breaking boolean, OUT detail text)
  RETURNS SETOF record
  AS 'MODULE_PATHNAME', 'crm_json_schema_changes' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 1000 ROWS 20;
COMMENT ON FUNCTION crm.json_schema_changes(text, int, int) IS
  'what differs between two versions of a kind''s schema, one row a change: where in the schema, what kind of change, whether a document valid before can be invalid after (breaking), and the difference in words. Raises undefined_object for a version that does not exist';

CREATE FUNCTION crm.json_schema_errors(schema jsonb, resources jsonb DEFAULT '{}',
                                       OUT location text, OUT severity text, OUT message text, OUT hint text)
  RETURNS SETOF record
  AS 'MODULE_PATHNAME', 'crm_json_schema_errors' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000 ROWS 5;
COMMENT ON FUNCTION crm.json_schema_errors(jsonb, jsonb) IS
  'everything that is wrong with a schema itself, one row a problem: a JSON Pointer to it, error or warning (a name that is no keyword, perhaps misspelt), what is wrong, and a hint; no rows: it is a schema. Raises invalid_parameter_value for resources that are no object';

CREATE FUNCTION crm.json_output(schema jsonb, document jsonb, format text DEFAULT 'basic', resources jsonb DEFAULT '{}',
                                assert_format boolean DEFAULT true)
  RETURNS jsonb
  AS 'MODULE_PATHNAME', 'crm_json_output' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION crm.json_output(jsonb, jsonb, text, jsonb, boolean) IS
  'the result in an output format of the JSON Schema specification: flag (valid or not), basic (a list of errors) or detailed (errors grouped as the schema is). Other arguments and errors as crm.json_is_valid';
