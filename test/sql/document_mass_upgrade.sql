-- crm.documents_below and crm.upgrade_documents: all leads of a tenant, batch by batch.
\set ON_ERROR_ROLLBACK on
BEGIN;

INSERT INTO crm.clients (id, client_type, last_name) VALUES (1000, 'individual', 'Doe');
SELECT crm.publish_json_schema('renters', '{"type": "object", "required": ["note"]}', '[]') AS version_2;
INSERT INTO crm.leads (id, client_id, insurance_type_id, renters_data, renters_schema_version)
SELECT 1000 + g, 1000, 'auto', jsonb_build_object('note', 'n' || g), 2 FROM generate_series(1, 5) AS g;
SELECT crm.publish_json_schema('renters', '{"type": "object", "required": ["memo"], "properties": {"memo": {"not": {"const": "n3"}}}}',
                               '[{"op": "move", "from": "/note", "path": "/memo"}]') AS version_3;

SELECT * FROM crm.documents_below('renters', 3) ORDER BY lead_id;
SELECT count(*) FROM crm.documents_below('renters', 2);
SELECT count(*) FROM crm.documents_below('boat', 2);

-- One of them cannot be: it stays, the others go on.
CALL crm.upgrade_documents('renters', batch => 2, commit_batches => false);
SELECT id, renters_schema_version, renters_data FROM crm.leads WHERE id BETWEEN 1001 AND 1005 ORDER BY id;
-- Again: nothing is left but that one.
CALL crm.upgrade_documents('renters', 3, commit_batches => false);

CALL crm.upgrade_documents('renters', 9, commit_batches => false);
CALL crm.upgrade_documents('umbrella', 1, commit_batches => false);
CALL crm.upgrade_documents('renters', 3, 0, false);
CALL crm.upgrade_documents('renters', 3);

ROLLBACK;
