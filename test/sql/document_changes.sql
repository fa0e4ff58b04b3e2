-- crm.json_schema_changes: keyword by keyword, what changed between two versions and whether documents may break.
\set ON_ERROR_ROLLBACK on
BEGIN;
CREATE TEMP SEQUENCE kinds;
CREATE FUNCTION pg_temp.changes(old jsonb, new jsonb) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE kind text := 'changing_' || nextval('kinds');
BEGIN
  PERFORM crm.publish_json_schema(kind, old), crm.publish_json_schema(kind, new);
  RETURN QUERY SELECT format('%s: %s%s: %s', coalesce(nullif(location, ''), '(top)'), change, CASE WHEN breaking THEN ', breaks' END, detail)
    FROM crm.json_schema_changes(kind, 1, 2);
END $$;
\pset format unaligned
\pset tuples_only on

\echo types
SELECT pg_temp.changes('{"properties": {"a": {"type": "integer"}, "b": {"type": "number"}, "c": {"type": "string"}, "d": {"type": ["string", "null"]}}}',
                       '{"properties": {"a": {"type": "number"}, "b": {"type": "integer"}, "c": {"type": ["string", "null"]}, "d": {"type": "string"}}}');
\echo lists of values and of names
SELECT pg_temp.changes('{"properties": {"a": {"enum": [1, 2]}, "b": {"enum": [1]}, "c": {"const": 1}, "d": {}}, "required": ["a", "b"]}',
                       '{"properties": {"a": {"enum": [2, 3]}, "b": {"enum": [1, 2]}, "c": {"const": 2}, "d": {"enum": [1]}}, "required": ["b", "c"]}');
SELECT pg_temp.changes('{"required": ["a"]}', '{}');
SELECT pg_temp.changes('{}', '{"required": ["a", "b"]}');
SELECT pg_temp.changes('{}', '{"required": []}');
\echo bounds
SELECT pg_temp.changes('{"minimum": 1, "maximum": 5, "minLength": 2, "maxItems": 5, "multipleOf": 2, "pattern": "a", "uniqueItems": true, "format": "date"}',
                       '{"minimum": 2, "maximum": 6, "minLength": 1, "maxItems": 4, "multipleOf": 3, "pattern": "b", "uniqueItems": false, "format": "time"}');
SELECT pg_temp.changes('{"uniqueItems": false}', '{"uniqueItems": true, "maximum": 3, "minimum": 1}');
SELECT pg_temp.changes('{"maximum": 3, "exclusiveMinimum": 1}', '{"exclusiveMaximum": 3}');
SELECT pg_temp.changes('{"$schema": "http://json-schema.org/draft-04/schema#", "minimum": 1, "exclusiveMinimum": true}', '{"minimum": 1, "exclusiveMinimum": 2}');
SELECT pg_temp.changes('{"contains": {"const": 1}, "minContains": 0}', '{"contains": {"const": 1}, "minContains": 2, "maxContains": 3}');
SELECT pg_temp.changes('{"contains": {"const": 1}, "minContains": 2}', '{"contains": {"const": 1}}');
SELECT pg_temp.changes('{"contains": {"const": 1}}', '{"contains": {"const": 1}, "minContains": 1}');
\echo properties, open and closed
SELECT pg_temp.changes('{"properties": {"a": {}, "b": {}}}', '{"properties": {"b": {}, "c": {"type": "string"}}}');
SELECT pg_temp.changes('{"properties": {"a": {}}, "additionalProperties": false}', '{"properties": {"b": {}}, "additionalProperties": false}');
SELECT pg_temp.changes('{"properties": {"a": true}, "unevaluatedProperties": false}', '{"properties": {"a": false}, "unevaluatedProperties": true}');
SELECT pg_temp.changes('{}', '{"properties": {"a": {"type": "string"}}}');
SELECT pg_temp.changes('{"properties": {"a": {"type": "string"}}}', '{}');
SELECT pg_temp.changes('{}', '{"additionalProperties": false}');
SELECT pg_temp.changes('{"additionalProperties": false}', '{}');
SELECT pg_temp.changes('{"additionalProperties": {"type": "string"}}', '{"additionalProperties": false}');
SELECT pg_temp.changes('{"additionalProperties": false}', '{"additionalProperties": {"type": "string"}}');
SELECT pg_temp.changes('{"additionalProperties": true}', '{"additionalProperties": {"type": "string"}}');
SELECT pg_temp.changes('{"additionalProperties": {"type": "string"}}', '{"additionalProperties": true}');
SELECT pg_temp.changes('{"additionalProperties": {"type": "string"}}', '{"additionalProperties": {"type": "number"}}');
SELECT pg_temp.changes('{"unevaluatedItems": false, "patternProperties": {"^a": {}}}', '{"prefixItems": [{}], "patternProperties": {"^b": {}}}');
SELECT pg_temp.changes('{"dependentSchemas": {"a": {}}, "dependentRequired": {"a": ["b"]}}', '{"dependentSchemas": {"a": {"required": ["c"]}}, "dependentRequired": {"a": ["c"]}}');
SELECT pg_temp.changes('{"patternProperties": {"^a": {}}, "additionalProperties": false}', '{"patternProperties": {"^b": {"type": "string"}}, "additionalProperties": false}');
SELECT pg_temp.changes('{"properties": {"a": {}}, "additionalProperties": false}', '{"properties": {"a": {}}, "additionalProperties": false, "dependentSchemas": {"a": {"required": ["b"]}}, "patternProperties": {"^a": {"type": "string"}, "^x": true}}');
SELECT pg_temp.changes('{"dependentSchemas": {"a": {"required": ["b"]}}, "additionalProperties": false}', '{"additionalProperties": false}');
SELECT pg_temp.changes('{}', '{"uniqueItems": false, "properties": {"a": {}, "b": false}}');
\echo schemas in schemas
SELECT pg_temp.changes('{"items": {"type": "string"}, "if": {"const": 1}, "then": {"minimum": 1}, "else": {"minimum": 2}, "propertyNames": {"maxLength": 3}}',
                       '{"items": {"type": "number"}, "if": {"const": 2}, "then": {"minimum": 2}, "else": {"minimum": 1}, "propertyNames": {"maxLength": 4}}');
SELECT pg_temp.changes('{"allOf": [{"type": "string"}, {"maxLength": 3}], "oneOf": [{"const": 1}, {"const": 2}]}', '{"allOf": [{"type": "string"}], "oneOf": [{"const": 1}, {"const": 3}]}');
SELECT pg_temp.changes('{"anyOf": [{"type": "string"}]}', '{"anyOf": [{"type": "string"}, {"type": "number"}], "prefixItems": [{"type": "string"}]}');
SELECT pg_temp.changes('{"not": {"const": 1}}', '{"not": {"const": 1}}');
SELECT pg_temp.changes('{"not": {"$ref": "#/$defs/a"}, "$defs": {"a": {"const": 1}}}', '{"not": {"$ref": "#/$defs/a"}, "$defs": {"a": {"const": 2}}}');
SELECT pg_temp.changes('{"$schema": "http://json-schema.org/draft-07/schema#", "items": [{"type": "string"}]}', '{"$schema": "http://json-schema.org/draft-07/schema#", "items": {"type": "string"}}');
\echo references: followed, met again, to elsewhere, beside keywords, written out
SELECT pg_temp.changes('{"$ref": "#/$defs/node", "$defs": {"node": {"properties": {"child": {"$ref": "#/$defs/node"}, "n": {"type": "integer"}}}}}',
                       '{"$ref": "#/$defs/node", "$defs": {"node": {"properties": {"child": {"$ref": "#/$defs/node"}, "n": {"type": "string"}}}}}');
SELECT pg_temp.changes('{"properties": {"a": {"$ref": "#/$defs/a~1b%25"}}, "$defs": {"a/b%": {"maximum": 1}}}', '{"properties": {"a": {"maximum": 2}}}');
SELECT pg_temp.changes('{"properties": {"a": {"$ref": "#/allOf/0", "minimum": 0}}, "allOf": [{"maximum": 9}]}', '{"properties": {"a": {"maximum": 9}}, "allOf": [{"maximum": 9}]}');
SELECT pg_temp.changes('{"properties": {"a": {"$ref": "https://json-schema.org/draft/2020-12/schema"}}}', '{"properties": {"a": {"$ref": "http://json-schema.org/draft-07/schema#", "maxProperties": 1}}}');
SELECT pg_temp.changes('{"properties": {"a": {"$ref": "https://json-schema.org/draft/2020-12/schema"}}}', '{"properties": {"a": {"$ref": "https://json-schema.org/draft/2020-12/schema"}}}');
SELECT pg_temp.changes('{"properties": {"a": {"$ref": "https://json-schema.org/draft/2020-12/schema"}}}', '{"properties": {"a": {"type": "object"}}}');
\echo what leads somewhere else: anchors, identifiers inside, references that only evaluation follows
SELECT pg_temp.changes('{"$ref": "#x", "$defs": {"x": {"$anchor": "x", "type": "integer"}}}', '{"$ref": "#x", "$defs": {"x": {"$anchor": "x", "type": "string"}}}');
SELECT pg_temp.changes('{"$ref": "http://a/b", "$defs": {"x": {"$id": "http://a/b", "type": "string"}}}', '{"$ref": "http://a/b", "$defs": {"x": {"$id": "http://a/b", "type": "null"}}}');
SELECT pg_temp.changes('{"$dynamicRef": "#x", "$defs": {"x": {"$dynamicAnchor": "x", "type": "string"}}}', '{"$dynamicRef": "#x", "$defs": {"x": {"$dynamicAnchor": "x", "type": "null"}}}');
SELECT pg_temp.changes('{"$dynamicRef": "#x", "$defs": {"x": {"$dynamicAnchor": "x"}}}', '{"$dynamicRef": "#x", "$defs": {"x": {"$dynamicAnchor": "x"}}}');
\echo removed, and yet narrower: what was evaluated, the first items, the draft
SELECT pg_temp.changes('{"allOf": [{"properties": {"a": {}}}], "unevaluatedProperties": false}', '{"unevaluatedProperties": false}');
SELECT pg_temp.changes('{"allOf": [{"properties": {"a": {}}}], "unevaluatedProperties": false}', '{"allOf": [{"properties": {}}], "unevaluatedProperties": false}');
SELECT pg_temp.changes('{"prefixItems": [{"type": "string"}], "items": {"type": "integer"}}', '{"items": {"type": "integer"}}');
SELECT pg_temp.changes('{"prefixItems": [{"type": "string"}]}', '{}');
SELECT pg_temp.changes('{"$schema": "http://json-schema.org/draft-04/schema#", "const": 1}', '{"const": 1}');
SELECT pg_temp.changes('{"const": 1}', '{"$schema": "https://json-schema.org/draft/2020-12/schema", "const": 1}');
SELECT pg_temp.changes('true', '{"type": "string"}');
SELECT pg_temp.changes('false', '{"type": "string"}');
SELECT pg_temp.changes('{"type": "string"}', 'true');
SELECT pg_temp.changes('true', 'true');
SELECT pg_temp.changes('{"description": "a", "$comment": "b", "x-ours": 1}', '{"description": "c", "title": "d", "examples": [1], "x-ours": 2}');
SELECT * FROM crm.json_schema_changes('nothing', 1, 2);
ROLLBACK;
