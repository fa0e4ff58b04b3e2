-- crm.json_output: the specification's output formats.
\set ON_ERROR_ROLLBACK on
BEGIN;

\set schema '\'{"properties": {"a": {"type": "string", "minLength": 3}, "b": {"$ref": "#/$defs/x"}}, "required": ["c"], "$defs": {"x": {"items": {"type": "integer", "minimum": 4}}}}\''
\set document '\'{"a": "x", "b": [1, "2", 3]}\''

SELECT crm.json_output(:schema, :document, 'flag') AS invalid, crm.json_output(:schema, '{"c": 1}', 'flag') AS valid,
       crm.json_output(:schema, '{"c": 1}') AS basic, crm.json_output(:schema, '{"c": 1}', 'detailed') AS detailed;
SELECT jsonb_pretty(crm.json_output(:schema, :document));
SELECT jsonb_pretty(crm.json_output(:schema, :document, 'detailed'));

-- A way through a reference has another, absolute, location.
SELECT crm.json_output('{"$id": "https://example.com/s", "$ref": "t"}', '1', 'basic', '{"https://example.com/t": {"type": "null"}}') #>> '{errors,0,absoluteKeywordLocation}' AS absolute;

SELECT crm.json_output('true', '1', 'verbose');

ROLLBACK;
