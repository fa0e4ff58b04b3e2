-- Arguments that functions in SQL and PL/pgSQL, and the readers of options, refuse.
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
SELECT crm.render_template('{{ "2024-06-01" | date: "%F", 5 }}', '{}');
INSERT INTO crm.clients (id, client_type, last_name) VALUES (1000, 'individual', 'Cole');
INSERT INTO crm.leads (id, client_id, insurance_type_id, received_at) VALUES (1001, 1000, 'auto', '2031-01-01');
SELECT crm.lead_context(1001, as_of => '2031-02-01', options => '{"sections": "notes"}');
CALL crm.upgrade_documents('auto', tenant => NULL);
SELECT * FROM crm.report_span('0002-01-01 BC', NULL);
INSERT INTO crm.ai_templates (id, purpose, version, status, body) VALUES (1000, 'summary', 99, 'active', 'x');
DELETE FROM crm.ai_templates WHERE id = 1000;
ROLLBACK;
