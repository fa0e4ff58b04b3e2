-- What is wrong with a schema, in words: keywords of other drafts, vocabularies, patterns that no engine here can do.
\set ON_ERROR_ROLLBACK on
BEGIN;
CREATE FUNCTION pg_temp.problems(schema jsonb, resources jsonb DEFAULT '{}') RETURNS SETOF text LANGUAGE sql AS $$
  SELECT format('%s %s: %s', severity, coalesce(nullif(location, ''), '(top)'), message) || coalesce(' | ' || hint, '') FROM crm.json_schema_errors(schema, resources)
$$;
\pset format unaligned
\pset tuples_only on

-- keywords of one draft in another
SELECT pg_temp.problems('{"$schema": "http://json-schema.org/draft-04/schema#", "properties": {"a": true, "b": {}}, "not": false, "exclusiveMinimum": 5, "additionalProperties": true}');
SELECT pg_temp.problems('{"$schema": "http://json-schema.org/draft-04/schema#", "minimum": 5, "exclusiveMinimum": true, "maximum": 9, "exclusiveMaximum": true, "id": "urn:x", "const": 1}');
SELECT pg_temp.problems('{"exclusiveMinimum": true, "dependencies": {"a": ["b"]}, "definitions": {"a": {"type": "strin"}}, "id": "x", "$recursiveRef": "#", "additionalItems": false}');
SELECT pg_temp.problems('{"$schema": "http://json-schema.org/draft-07/schema#", "$id": "urn:y", "$ref": "#/definitions/a", "definitions": {"a": {}}, "minContains": 2, "dependentRequired": {"a": 1}, "$defs": 5}');
SELECT pg_temp.problems('{"dependentRequired": {"a": "b", "c": ["d", 5]}, "dependentSchemas": {"a": ["b"]}, "pattern": 5, "format": 5, "contains": 5, "minContains": "x", "uniqueItems": "yes", "$comment": 5, "$anchor": "1 2", "$dynamicAnchor": 5, "$vocabulary": 5, "contentEncoding": 5}');
SELECT pg_temp.problems('{"$schema": 5}');
SELECT pg_temp.problems('{"$ref": "#"}');
SELECT pg_temp.problems('{"$id": "urn:a#fragment"}');

-- a metaschema of one's own: vocabularies that it requires, or merely names
SELECT pg_temp.problems('{"$schema": "urn:meta", "type": "strin", "minimum": "x"}', '{"urn:meta": {"$schema": "https://json-schema.org/draft/2020-12/schema", "$vocabulary": {
  "https://json-schema.org/draft/2020-12/vocab/core": true, "https://json-schema.org/draft/2020-12/vocab/applicator": true, "https://example.com/vocab/ours": true}}}');
SELECT pg_temp.problems('{"$schema": "urn:meta", "type": "strin", "format": "ipv4"}', '{"urn:meta": {"$schema": "https://json-schema.org/draft/2020-12/schema", "$vocabulary": {
  "https://json-schema.org/draft/2020-12/vocab/core": true, "https://json-schema.org/draft/2020-12/vocab/validation": true, "https://json-schema.org/draft/2020-12/vocab/format-assertion": true, "https://example.com/vocab/ours": false}}}');
SELECT crm.json_is_valid('{"$schema": "urn:meta", "minimum": 5}', '1', '{"urn:meta": {"$schema": "https://json-schema.org/draft/2019-09/schema", "$vocabulary": {
  "https://json-schema.org/draft/2019-09/vocab/core": true, "https://json-schema.org/draft/2019-09/vocab/applicator": true}}}') AS bounds_are_not_asked_for;
SELECT pg_temp.problems('{"$schema": "urn:meta", "type": "strin"}', '{"urn:meta": {}}');
SELECT pg_temp.problems('{"$schema": "urn:meta"}', '{"urn:meta": 5}');

-- references into and through other documents
SELECT crm.json_is_valid('{"$ref": "urn:other#/$defs/a"}', '5', '{"urn:other": {"$defs": {"a": {"type": "integer"}}}}') AS pointer,
       crm.json_is_valid('{"$ref": "urn:other#b"}', '"x"', '{"urn:other#": {"$defs": {"a": {"$anchor": "b", "type": "integer"}}}}') AS anchor,
       crm.json_is_valid('{"$id": "http://h/x/y", "$ref": ".././b.json?q#/items/1"}', '5', '{"http://h/b.json?q": {"$schema": "http://json-schema.org/draft-07/schema#", "items": [false, true]}}') AS item;
SELECT pg_temp.problems('{"$ref": "urn:other#/items/01"}', '{"urn:other": {"$schema": "http://json-schema.org/draft-07/schema#", "items": [true, true]}}');
SELECT pg_temp.problems('{"$ref": "urn:other#/x/y"}', '{"urn:other": {"x": 5}}');
SELECT pg_temp.problems('{"$ref": "urn:other"}', '{"urn:other": 5}');
SELECT pg_temp.problems('{"$ref": "#/$defs/a/enum/0", "$defs": {"a": {"enum": [{"$id": "urn:inside", "type": "string"}]}}}');

-- one name for two schemas; the same one through $anchor and $dynamicAnchor is no quarrel
SELECT pg_temp.problems('{"$defs": {"a": {"$anchor": "x"}, "b": {"$dynamicAnchor": "x"}, "c": {"$anchor": "y", "$dynamicAnchor": "y"}}}');
SELECT pg_temp.problems('{"$schema": "http://json-schema.org/draft-07/schema#", "definitions": {"a": {"$id": "#x"}, "b": {"$id": "#x"}}}');
SELECT pg_temp.problems('{"$defs": {"a": {"$id": "https://example.com/a"}, "b": {"$id": "https://example.com/b/../a"}, "c": {"$id": "urn:c"}}}');
SELECT pg_temp.problems('{"$id": "https://example.com/a", "$defs": {"a": {"$id": "a"}}}');
SELECT pg_temp.problems('{"$ref": "urn:other"}', '{"urn:other": {"$defs": {"a": {"$anchor": "x"}, "b": {"$anchor": "x"}}}}');
SELECT crm.json_is_valid('{"$ref": "https://example.com/b/./../a", "$defs": {"a": {"$id": "https://example.com/a", "type": "string"}}}', '1') AS dots_go;
SELECT crm.json_is_valid('{"allOf": [{"$ref": "urn:a"}, {"$ref": "urn:b"}]}', '1', '{"urn:a": {"$defs": {"c": {"$id": "urn:c"}}}, "urn:b": {"$defs": {"c": {"$id": "urn:c"}}}}') AS brought_twice;

-- patterns that are none
SELECT pg_temp.problems(jsonb_build_object('pattern', p)) FROM unnest(ARRAY['\x4', '\u{}', '\u{110000}', '\p', '\p{}', '\p{Nope}', '\p{Script=Nope}', '\k', '\k<a', '\k<a>', '(?<1a>x)', '(?<a b>x)', '(?<>x)', '(?<a>x)(?<a>y)', 'a{2,1}',
  '[z-a]', '[a', '(?:', '(?', ')', '\c1', 'a**', '^*', '\', '[\', '(?<=a', '\9', '[\d-x]']) p;
-- such as cannot be had here
SELECT pg_temp.problems(jsonb_build_object('pattern', p)) FROM unnest(ARRAY['^(a){300}\1$', '(a)(?=b\1)', '(a)|\1', '(?:(?:(?:\ba{255}){255}){255}){255}', '(?<!a{1000}){1000}(?!b)', '(?=a)(?:x{0,255}){0,255}']) p;
SELECT crm.json_is_valid(jsonb_build_object('pattern', p), to_jsonb(t)) FROM (VALUES ('(?:)(?=a)a', 'a'), ('[](?=a)', 'a'), ('(?:\u0000(?=a))|b', 'b'), ('^(a?)b\1$', 'b'), ('\b[^]', 'x')) v (p, t);
ROLLBACK;
