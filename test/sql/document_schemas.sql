-- Schemas that are none: refused with their place, all of it listed on request.
\set ON_ERROR_ROLLBACK on
BEGIN;

SELECT crm.json_is_valid('7', '1');
SELECT crm.json_is_valid('{"type": "strin"}', '1');
SELECT crm.json_is_valid('{"type": []}', '1');
SELECT crm.json_is_valid('{"properties": {"a": {"type": 3}}}', '1');
SELECT crm.json_is_valid('{"properties": [1]}', '1');
SELECT crm.json_is_valid('{"properties": {"a": "string"}}', '1');
SELECT crm.json_is_valid('{"required": ["a", 1]}', '1');
SELECT crm.json_is_valid('{"minLength": -1}', '1');
SELECT crm.json_is_valid('{"minLength": 1.5}', '1');
SELECT crm.json_is_valid('{"multipleOf": 0}', '1');
SELECT crm.json_is_valid('{"enum": "a"}', '1');
SELECT crm.json_is_valid('{"allOf": []}', '1');
SELECT crm.json_is_valid('{"items": [true]}', '1');
SELECT crm.json_is_valid('{"$ref": 1}', '1');
SELECT crm.json_is_valid('{"$ref": "#/$defs/nothing"}', '1');
SELECT crm.json_is_valid('{"$ref": "#nothing"}', '1');
SELECT crm.json_is_valid('{"$ref": "https://example.com/elsewhere"}', '1');
SELECT crm.json_is_valid('{"$schema": "https://example.com/my-own"}', '1');
SELECT crm.json_is_valid('{"$ref": "https://example.com/s"}', '1', '{"https://example.com/s": {"type": "strin"}}');
SELECT crm.json_is_valid('{}', '1', '[]');

-- Self-reference without end is found when the schema is compiled.
SELECT crm.json_is_valid('{"$ref": "#"}', '1');
SELECT crm.json_is_valid('{"anyOf": [{"type": "null"}, {"$ref": "#/$defs/a"}], "$defs": {"a": {"not": {"$ref": "#"}}}}', '1');
SELECT crm.json_is_valid('{"properties": {"child": {"$ref": "#"}}}', '{"child": {"child": 1}}') AS this_one_ends;

-- Everything at once.
SELECT * FROM crm.json_schema_errors('{"type": "object", "propertis": {}, "properties": {"a": {"minimum": "1"}, "b": {"enum": 3}, "c": {"patern": "x", "pattern": "("}}, "$defs": {"unused": {"type": "strin"}}, "title": 7}');
SELECT * FROM crm.json_schema_errors('{"$schema": "http://json-schema.org/draft-07/schema#", "$defs": {}, "definitions": {"a": {"$ref": "#/definitions/b"}}, "x-ours": 1}');
SELECT count(*) FROM crm.json_schema_errors('{"type": "object"}');

-- The metaschemas are schemas by their own account.
SELECT m AS metaschema, (SELECT count(*) FROM crm.json_errors(jsonb_build_object('$ref', m), '{"type": ["string", "null"]}')) AS errors,
       (SELECT count(*) > 0 FROM crm.json_errors(jsonb_build_object('$ref', m), '{"type": "strin"}')) AS refuses
FROM unnest(ARRAY['https://json-schema.org/draft/2020-12/schema', 'https://json-schema.org/draft/2019-09/schema',
                  'http://json-schema.org/draft-07/schema#', 'http://json-schema.org/draft-06/schema#',
                  'http://json-schema.org/draft-04/schema#']) AS m;

-- The shipped schemas have nothing to complain of.
SELECT kind, version, e.* FROM crm.json_schemas, crm.json_schema_errors(schema) AS e ORDER BY kind, location;

ROLLBACK;
