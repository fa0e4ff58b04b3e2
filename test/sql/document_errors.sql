-- crm.json_errors: every error, where it is, and what to do.
\set ON_ERROR_ROLLBACK on
BEGIN;

\set schema '\'{"type": "object", "required": ["drivers", "state"], "additionalProperties": false, "properties": {"state": {"type": "string", "pattern": "^[A-Z]{2}$"}, "term_months": {"enum": [6, 12]}, "effective_date": {"format": "date"}, "drivers": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/driver"}}}, "$defs": {"driver": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string", "maxLength": 5}, "age": {"type": "integer", "minimum": 16}}}}}\''

-- A valid document has none.
SELECT * FROM crm.json_errors(:schema, '{"state": "TX", "drivers": [{"name": "Ann", "age": 30}]}');

-- All errors, in the order of the document.
SELECT instance_location, keyword_location, keyword, message
FROM crm.json_errors(:schema, '{"stat": "TX", "state": "tx", "term_months": 7, "effective_date": "2025-02-30", "drivers": [{"name": "Ann"}, {"age": 15.5}, {"name": "Annabelle", "age": 12}, 3]}');
SELECT * FROM crm.json_errors(:schema, '{}');
SELECT * FROM crm.json_errors(:schema, '[]');

-- Alternatives: what is wrong, and why each is.
SELECT * FROM crm.json_errors('{"anyOf": [{"type": "string"}, {"minimum": 10}]}', '5');
SELECT * FROM crm.json_errors('{"oneOf": [{"type": "integer"}, {"minimum": 2}]}', '5');
SELECT * FROM crm.json_errors('{"not": {"type": "integer"}}', '5');
SELECT * FROM crm.json_errors('{"if": {"properties": {"kind": {"const": "dog"}}}, "then": {"required": ["breed"]}, "else": {"required": ["color"]}}', '{"kind": "dog"}');

-- Arrays.
SELECT * FROM crm.json_errors('{"minItems": 3, "uniqueItems": true, "contains": {"type": "string"}}', '[1, 1.0]');
SELECT * FROM crm.json_errors('{"contains": {"type": "string"}, "minContains": 2, "maxContains": 2}', '["a", 1]');
SELECT * FROM crm.json_errors('{"contains": {"type": "string"}, "maxContains": 1}', '["a", "b"]');
SELECT * FROM crm.json_errors('{"prefixItems": [{"type": "string"}], "items": {"type": "integer"}}', '[1, 2, "c"]');

-- Objects.
SELECT * FROM crm.json_errors('{"propertyNames": {"maxLength": 3}, "maxProperties": 1, "patternProperties": {"^x/": {"type": "integer"}}}', '{"x/~y": "a", "b": 1}');
SELECT * FROM crm.json_errors('{"dependentRequired": {"card": ["expiry", "name"]}, "dependentSchemas": {"card": {"properties": {"pin": false}}}}', '{"card": 1, "pin": 2}');
SELECT * FROM crm.json_errors('{"allOf": [{"properties": {"a": true}}], "unevaluatedProperties": false}', '{"a": 1, "b": 2}');
SELECT * FROM crm.json_errors('{"prefixItems": [true], "unevaluatedItems": {"type": "string"}}', '[1, 2, "c"]');

-- The offending value is shortened, between characters.
SELECT message FROM crm.json_errors('{"maxLength": 10}', to_jsonb(repeat('ä', 100)));
SELECT message FROM crm.json_errors('{"const": "x"}', to_jsonb(repeat('9', 500)::numeric));

-- Numbers.
SELECT keyword, message FROM crm.json_errors('{"minimum": 2, "multipleOf": 2, "exclusiveMaximum": 1}', '1');

-- As many as there are.
SELECT count(*) FROM crm.json_errors('{"items": {"type": "string"}}', (SELECT jsonb_agg(g) FROM generate_series(1, 5000) AS g));

-- json_is_valid and json_errors agree.
SELECT count(*) AS disagreements
FROM (VALUES ('{"type": "object"}'::jsonb), ('{"minLength": 2}'), ('{"required": ["a"]}'), ('{"items": {"type": "integer"}}'),
             ('{"anyOf": [{"type": "string"}, {"type": "null"}]}'), ('{"not": {"enum": [1, "a", []]}}'), ('false')) AS s (schema),
     (VALUES ('{}'::jsonb), ('{"a": 1}'), ('"a"'), ('"ab"'), ('1'), ('[]'), ('[1]'), ('["a"]'), ('null'), ('true')) AS d (document)
WHERE crm.json_is_valid(schema, document) <> NOT EXISTS (SELECT FROM crm.json_errors(schema, document));

ROLLBACK;
