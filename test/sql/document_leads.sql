-- The documents of a lead are valid under the version they name, whoever writes them.
\set ON_ERROR_ROLLBACK on
BEGIN;

INSERT INTO crm.clients (id, client_type, last_name) VALUES (1000, 'individual', 'Doe');
INSERT INTO crm.leads (id, client_id, insurance_type_id, auto_data, auto_schema_version)
VALUES (1000, 1000, 'auto', '{"state": "TX", "drivers": [{"id": "d1"}], "vehicles": [{"id": "v1", "year": 2020}]}', 1);

-- Refused, with every field an application may want.
DO $$
DECLARE
  code text; message text; detail text; hint text; schema_name text; table_name text; column_name text; constraint_name text;
BEGIN
  INSERT INTO crm.leads (id, client_id, insurance_type_id, auto_data, auto_schema_version)
  VALUES (1001, 1000, 'auto', '{"state": "Texas", "drivers": [{"gender": "Q", "age_licensed": 7, "fisrt_name": "Ann"}], "term_months": 7}', 1);
EXCEPTION WHEN check_violation THEN
  GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT,
    schema_name = SCHEMA_NAME, table_name = TABLE_NAME, column_name = COLUMN_NAME, constraint_name = CONSTRAINT_NAME;
  RAISE NOTICE E'%: %\n%\n%\n% % % %', code, message, detail, hint, schema_name, table_name, column_name, constraint_name;
END $$;
SELECT instance_location, message FROM crm.document_errors('auto', 1, '{"state": "Texas", "drivers": [{"gender": "Q", "age_licensed": 7, "fisrt_name": "Ann"}], "term_months": 7}');

-- On UPDATE, what changed is checked: the document, or its version.
UPDATE crm.leads SET auto_data = auto_data || '{"term_months": 7}' WHERE id = 1000;
UPDATE crm.leads SET auto_data = auto_data || '{"term_months": 12}' WHERE id = 1000 RETURNING auto_data ->> 'term_months' AS term_months;
SELECT crm.publish_json_schema('auto', '{"required": ["policy"]}');
UPDATE crm.leads SET auto_schema_version = 2 WHERE id = 1000;
UPDATE crm.leads SET auto_schema_version = 3 WHERE id = 1000;
UPDATE crm.leads SET auto_data = '{"policy": 1}', auto_schema_version = 2 WHERE id = 1000 RETURNING auto_schema_version;

-- A document without a version, a version without a document, a draft.
UPDATE crm.leads SET auto_schema_version = NULL WHERE id = 1000;
UPDATE crm.leads SET home_schema_version = 1 WHERE id = 1000;
INSERT INTO crm.json_schemas (kind, version, schema) VALUES ('auto', 3, '{}');
UPDATE crm.leads SET auto_schema_version = 3 WHERE id = 1000;

-- Every kind has its column.
UPDATE crm.leads SET home_data = '7', home_schema_version = 1 WHERE id = 1000;
UPDATE crm.leads SET renters_data = '7', renters_schema_version = 1 WHERE id = 1000;
UPDATE crm.leads SET specialty_data = '7', specialty_schema_version = 1 WHERE id = 1000;
UPDATE crm.leads SET commercial_data = '7', commercial_schema_version = 1 WHERE id = 1000;
UPDATE crm.leads SET life_data = '7', life_schema_version = 1 WHERE id = 1000;

-- What was valid when it was written stays writable in its other columns.
ALTER TABLE crm.leads DISABLE TRIGGER check_documents;
UPDATE crm.leads SET auto_data = '[]' WHERE id = 1000;
ALTER TABLE crm.leads ENABLE TRIGGER check_documents;
UPDATE crm.leads SET current_carrier = 'Acme' WHERE id = 1000 RETURNING auto_data, current_carrier;

ROLLBACK;
