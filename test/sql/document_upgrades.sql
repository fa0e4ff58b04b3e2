-- Upgrade steps, and what a new version changes.
\set ON_ERROR_ROLLBACK on
BEGIN;

SELECT crm.publish_json_schema('pet', '{"type": "object", "additionalProperties": false, "required": ["pets"], "properties": {
  "owner_name": {"type": "string", "maxLength": 10}, "tags": {"type": ["string", "array"]}, "pets": {"type": "array", "items": {"$ref": "#/$defs/pet"}}},
  "$defs": {"pet": {"type": "object", "properties": {"sex": {"enum": ["male", "female", "?"]}, "age": {"type": "integer"}}}}}');
SELECT crm.publish_json_schema('pet', '{"type": "object", "additionalProperties": false, "required": ["pets", "owner"], "properties": {
  "owner": {"type": "object"}, "tags": {"type": "array"}, "pets": {"type": "array", "items": {"$ref": "#/$defs/pet"}}},
  "$defs": {"pet": {"type": "object", "properties": {"sex": {"enum": ["m", "f", "u"]}, "age": {"type": "number"}, "x": false}}}}',
  '[{"op": "move", "from": "/owner_name", "path": "/owner/name"},
    {"op": "wrap", "path": "/tags"},
    {"op": "map", "path": "/pets/*/sex", "values": {"male": "m", "female": "f"}, "otherwise": "u"},
    {"op": "delete", "path": "/pets/*/x"},
    {"op": "default", "path": "/pets/*/legs", "value": 4},
    {"op": "wrap", "path": "/pets/*/legs", "key": "count"},
    {"op": "copy", "from": "/pets/*/name", "path": "/pets/*/label/text"}]');
SELECT jsonb_pretty(crm.upgrade_document('pet', '{"owner_name": "Ann", "tags": "one", "pets": [{"sex": "male", "x": 1, "name": "Rex"}, {"sex": "?", "legs": 3}]}', 1));

-- What is not there is left alone; the same version changes nothing; null stays null.
SELECT crm.upgrade_document('pet', '{"owner": {}, "pets": []}', 1, 2) AS empty, crm.upgrade_document('pet', '{"owner": {}, "pets": []}', 2) AS same,
       crm.upgrade_document('pet', NULL, 1) IS NULL AS null_document;

-- Through several versions, each in turn.
SELECT crm.publish_json_schema('pet', '{"type": "object", "required": ["animals"]}', '[{"op": "move", "from": "/pets", "path": "/animals"}]');
SELECT crm.publish_json_schema('pet', '{"type": "object", "required": ["animals"]}');
SELECT crm.upgrade_document('pet', '{"owner_name": "Ann", "pets": [{"sex": "female"}]}', 1) AS all_the_way;

-- The result is checked, and nothing is made up.
SELECT crm.upgrade_document('pet', '{"pets": []}', 1, 2);
SELECT crm.upgrade_document('pet', '{"pets": [7]}', 1, 2);
SELECT crm.upgrade_document('pet', '{}', 2, 1);
SELECT crm.upgrade_document('pet', '{}', 1, 9);
SELECT crm.upgrade_document('pet', '{}', 9);
SELECT crm.upgrade_document('yeti', '{}', 1);
SELECT crm.upgrade_document(NULL, '{}', 1);

-- Steps are checked when they are published.
SELECT crm.publish_json_schema('pet', '{}', '{}');
SELECT crm.publish_json_schema('pet', '{}', '[7]');
SELECT crm.publish_json_schema('pet', '{}', '[{"path": "/a"}]');
SELECT crm.publish_json_schema('pet', '{}', '[{"op": "mov", "path": "/a"}]');
SELECT crm.publish_json_schema('pet', '{}', '[{"op": "delete"}]');
SELECT crm.publish_json_schema('pet', '{}', '[{"op": "delete", "path": "a"}]');
SELECT crm.publish_json_schema('pet', '{}', '[{"op": "delete", "path": "/a", "value": 1}]');
SELECT crm.publish_json_schema('pet', '{}', '[{"op": "move", "path": "/a"}]');
SELECT crm.publish_json_schema('pet', '{}', '[{"op": "delete", "path": "/a"}, {"op": "move", "from": "/b/*/c", "path": "/a/*/c"}]');
SELECT crm.publish_json_schema('pet', '{}', '[{"op": "map", "path": "/a", "values": 1}]');
SELECT crm.publish_json_schema('pet', '{}', '[{"op": "copy", "from": "b", "path": "/a"}]');
SELECT crm.publish_json_schema('pet', '{}', '[{"op": "wrap", "path": "/a", "key": 5}]');
SELECT crm.publish_json_schema('pet', '{}', '[{"op": "delete", "path": "/a/~2"}]');
SELECT crm.publish_json_schema('pet', '{}', '[{"op": "move", "from": "/a/*/b/*/c", "path": "/a/*/b"}]');

-- Steps into arrays by number, at what is not an object, over what stands there already, and with keys made of values.
SELECT crm.publish_json_schema('odd', '{}');
SELECT crm.publish_json_schema('odd', '{}', '[
  {"op": "move", "from": "/list/1", "path": "/second"}, {"op": "delete", "path": "/list/0"}, {"op": "copy", "from": "/text/deep", "path": "/none"},
  {"op": "default", "path": "/text/deep", "value": 1}, {"op": "default", "path": "/list/7", "value": 1}, {"op": "default", "path": "/made/up", "value": {"a": [1, null]}},
  {"op": "map", "path": "/codes/*", "values": {"1": "one", "true": "yes", "null": "nothing", "two": 2}}, {"op": "wrap", "path": "/wraps/*"},
  {"op": "wrap", "path": "/keys/*", "key": "k"}, {"op": "delete", "path": "/gone/*"}, {"op": "move", "from": "/over", "path": "/taken"}, {"op": "default", "path": "/nothing", "value": 3},
  {"op": "delete", "path": "/matrix/*/*/x"}, {"op": "copy", "from": "/matrix/*/*/y", "path": "/matrix/*/*/z"}]');
SELECT jsonb_pretty(crm.upgrade_document('odd', '{"list": [1, 2, 3], "text": "t", "codes": [1, true, null, "two", "other", [1], {"a": 1}], "wraps": [1, [2], null], "keys": [{"k": 1}, 2],
  "gone": [1, 2], "over": "moved", "taken": "was", "nothing": null, "matrix": [[{"x": 1, "y": 2}], 5, [6]]}', 1));
SELECT crm.upgrade_document('odd', '5', 1) AS number, crm.upgrade_document('odd', '[1]', 1) AS list, crm.upgrade_document('odd', 'null', 1) AS nothing, crm.upgrade_document('odd', 'true', 1) AS truth, crm.upgrade_document('odd', '"a"', 1) AS text;
-- What cannot be put where a move wants it is not lost.
SELECT crm.publish_json_schema('move', '{}');
SELECT crm.publish_json_schema('move', '{}', '[{"op": "delete", "path": "/gone"}, {"op": "move", "from": "/a", "path": "/b/c"}, {"op": "move", "from": "/l/0", "path": "/l/1"}]');
SELECT crm.upgrade_document('move', '{"a": 1, "b": "text"}', 1);
SELECT crm.upgrade_document('move', '{"l": [1, 2]}', 1);
SELECT crm.upgrade_document('move', '{"a": 1, "b": {"d": 2}}', 1);

SELECT crm.publish_json_schema('odd', '{"required": ["a", "b", "c", "d", "e", "f", "g"]}');
SELECT crm.upgrade_document('odd', '{}', 1);

-- What changed, and what of it breaks.
SELECT * FROM crm.json_schema_changes('pet', 1, 2);
SELECT * FROM crm.json_schema_changes('pet', 3, 4);
SELECT * FROM crm.json_schema_changes('pet', 1, 9);
SELECT crm.publish_json_schema('range', '{"type": "integer", "minimum": 1, "maximum": 10, "format": "x", "anyOf": [{"type": "number"}, {"const": 1}], "not": {"const": 5}}');
SELECT crm.publish_json_schema('range', '{"type": ["number", "null"], "minimum": 0, "maximum": 9, "multipleOf": 0.5, "anyOf": [{"type": "number"}, {"const": 2}], "not": {"const": 6}, "title": "Range"}');
SELECT * FROM crm.json_schema_changes('range', 1, 2);
SELECT count(*) AS none FROM crm.json_schema_changes('auto', 1, 1);

ROLLBACK;
