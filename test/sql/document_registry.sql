-- Published schemas: versions, immutability, and what documents of leads are held to.
\set ON_ERROR_ROLLBACK on
BEGIN;

SELECT crm.publish_json_schema('boat', '{"$id": "urn:test:boat:1", "type": "object", "required": ["length"], "properties": {"length": {"type": "number"}}}', note => 'first');
SELECT crm.publish_json_schema('boat', '{"$id": "urn:test:boat:2", "type": "object", "required": ["length"], "properties": {"length": {"$ref": "urn:test:length"}}, "$defs": {"l": {"$id": "urn:test:length", "type": "number", "minimum": 1}}}', '[]');
SELECT kind, version, status, note, upgrade, published_at IS NOT NULL AS published, is_builtin FROM crm.json_schemas WHERE kind = 'boat' ORDER BY version;

SELECT * FROM crm.document_errors('boat', 1, '{"length": 0}');
SELECT * FROM crm.document_errors('boat', 2, '{"length": 0}');
SELECT * FROM crm.document_errors('boat', 3, '{}');
SELECT * FROM crm.document_errors('submarine', 1, '{}');

-- A published schema may refer to another by its $id.
SELECT crm.publish_json_schema('fleet', '{"type": "array", "items": {"$ref": "urn:test:boat:1"}}');
SELECT * FROM crm.document_errors('fleet', 1, '[{"length": 3}, {}]');

-- What is none is not published; misspelt keywords are told.
SELECT crm.publish_json_schema('boat', '{"type": "objekt", "properties": {"a": {"minimum": "1"}}}');
SELECT crm.publish_json_schema('boat', '{"typ": "object", "properties": {"a": {"maxlength": 3}}}');
SELECT crm.publish_json_schema('boat', '{"$id": "urn:test:boat:1"}');
SELECT crm.publish_json_schema('Boat', '{}');
SELECT crm.publish_json_schema(repeat('x', 1000000), '{}');
SELECT crm.publish_json_schema(NULL, '{}');
SELECT crm.publish_json_schema('boat', NULL);
SELECT crm.publish_json_schema('boat', '{"$ref": "urn:test:nowhere"}');

-- Published, it stays as it is.
UPDATE crm.json_schemas SET schema = '{}' WHERE kind = 'boat' AND version = 1;
UPDATE crm.json_schemas SET upgrade = '[]' WHERE kind = 'boat' AND version = 1;
UPDATE crm.json_schemas SET version = 9 WHERE kind = 'boat' AND version = 1;
UPDATE crm.json_schemas SET status = 'draft', published_at = NULL WHERE kind = 'boat' AND version = 1;
DELETE FROM crm.json_schemas WHERE kind = 'boat' AND version = 1;
DELETE FROM crm.json_schemas WHERE kind = 'auto' AND version = 1;
UPDATE crm.json_schemas SET status = 'deprecated', note = 'use 2' WHERE kind = 'boat' AND version = 1 RETURNING status, note;

-- A draft may change, and go; publishing it checks it.
INSERT INTO crm.json_schemas (kind, version, schema) VALUES ('boat', 7, '{"type": "objekt"}');
SELECT * FROM crm.document_errors('boat', 7, '{}');
UPDATE crm.json_schemas SET status = 'active', published_at = now() WHERE kind = 'boat' AND version = 7;
UPDATE crm.json_schemas SET schema = '{"type": "object"}' WHERE kind = 'boat' AND version = 7;
UPDATE crm.json_schemas SET status = 'active' WHERE kind = 'boat' AND version = 7;
UPDATE crm.json_schemas SET status = 'active', published_at = now() WHERE kind = 'boat' AND version = 7 RETURNING status, published_at IS NOT NULL AS published;
INSERT INTO crm.json_schemas (kind, version, schema) VALUES ('boat', 8, '{}');
DELETE FROM crm.json_schemas WHERE kind = 'boat' AND version = 8;

-- A version that was rolled back is forgotten with its number.
SAVEPOINT before;
SELECT crm.publish_json_schema('kite', '{"type": "string"}');
SELECT count(*) FROM crm.document_errors('kite', 1, '1');
ROLLBACK TO before;
SELECT crm.publish_json_schema('kite', '{"type": "integer"}');
SELECT count(*) FROM crm.document_errors('kite', 1, '1');

ROLLBACK;
SELECT count(*) AS left_behind FROM crm.json_schemas WHERE NOT is_builtin;
