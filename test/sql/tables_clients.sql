-- Clients and contacts: what a row may hold, what is generated, and how one is found.
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;

INSERT INTO crm.clients (id, client_type, first_name, middle_name, last_name, suffix, email, phone) VALUES
  (1001, 'individual', 'Lee', 'B.', 'Ames', 'Jr.', ' Lee.AMES@Example.COM ', '+1 (719) 555-0100 ext. 42'),
  (1002, 'individual', NULL, NULL, 'O''Hara', NULL, NULL, '719.555.0101'),
  (1003, 'individual', 'Ána', NULL, 'ÉCOLE', NULL, '', 'call me');
INSERT INTO crm.clients (id, client_type, business_name, dba, phone)
VALUES (1004, 'business', 'Ames & Sons 100% Tile_Co', 'Tile', '5550100');
SELECT id, display_name, name_key, email_key, phone_key FROM crm.clients ORDER BY id;

-- A client's keys belong to its own type.
INSERT INTO crm.clients (client_type, last_name, fein) VALUES ('individual', 'X', '12-3456789');
INSERT INTO crm.clients (client_type, business_name, date_of_birth) VALUES ('business', 'X', '1990-01-01');
INSERT INTO crm.clients (client_type, first_name) VALUES ('individual', 'No last name');
INSERT INTO crm.clients (client_type, dba) VALUES ('business', 'No name');
UPDATE crm.clients SET client_type = 'business' WHERE id = 1001;
UPDATE crm.clients SET client_type = 'business', business_name = 'Ames' WHERE id = 1001;
-- (Brief from here: the server's own detail would show the whole row, with its times.)
\set VERBOSITY terse
INSERT INTO crm.clients (client_type, last_name) VALUES ('alien', 'X');
INSERT INTO crm.clients (client_type, last_name, date_of_birth) VALUES ('individual', 'X', 'infinity');
INSERT INTO crm.clients (client_type, business_name, annual_revenue) VALUES ('business', 'X', 'NaN');
INSERT INTO crm.clients (client_type, last_name, ssn_last4) VALUES ('individual', 'X', '123456789');
INSERT INTO crm.clients (client_type, business_name, fein) VALUES ('business', 'X', '123456789');
INSERT INTO crm.clients (client_type, last_name, ai_confidence) VALUES ('individual', 'X', 1.5);
INSERT INTO crm.clients (client_type, last_name, metadata) VALUES ('individual', 'X', '[]');
INSERT INTO crm.clients (client_type, last_name, lifecycle) VALUES ('individual', 'X', 'gone');
INSERT INTO crm.clients (client_type, last_name, display_name) VALUES ('individual', 'X', 'Y');
INSERT INTO crm.clients (client_type, last_name, address_id) VALUES ('individual', 'X', 999);

-- Addresses.
INSERT INTO crm.addresses (line1, state) VALUES ('1 Main St', 'Colorado');
INSERT INTO crm.addresses (line1, postal_code) VALUES ('1 Main St', '8100');
INSERT INTO crm.addresses (line1, country, postal_code, state) VALUES ('1 Main St', 'CA', 'K1A 0B1', 'Ontario') RETURNING country;
INSERT INTO crm.addresses (line1, latitude) VALUES ('1 Main St', 91);
-- A time zone that is none would break everybody's reports.
INSERT INTO crm.addresses (line1, timezone) VALUES ('1 Main St', 'Mars/Phobos');
INSERT INTO crm.agents (display_name, timezone) VALUES ('Ana', 'Mars/Phobos');
UPDATE crm.tenants SET timezone = '' WHERE id = 1;

-- Contacts: one primary a client; roles.
INSERT INTO crm.contacts (id, client_id, name, email, phone, is_primary_contact) VALUES
  (1001, 1004, 'Jo Ames', 'JO@example.com', '719-555-0199', true), (1002, 1004, 'Mo Ames', NULL, NULL, false);
UPDATE crm.contacts SET is_primary_contact = true WHERE id = 1002;
INSERT INTO crm.contacts (client_id, name) VALUES (1004, ' ');
INSERT INTO crm.contact_role_assignments (contact_id, role_id) VALUES (1001, 'no_such_role');
INSERT INTO crm.contact_role_assignments (contact_id, role_id) SELECT 1001, id FROM crm.contact_roles ORDER BY sort_order LIMIT 2;
SELECT count(*) FROM crm.contact_role_assignments;

\set VERBOSITY default
-- Another tenant's client cannot be pointed at, not even by its id and this tenant's number.
INSERT INTO crm.tenants (id, name) VALUES (1001, 'Another');
SET crm.tenant_id = '1001';
INSERT INTO crm.contacts (client_id, name) VALUES (1004, 'Spy');
INSERT INTO crm.leads (client_id, insurance_type_id) VALUES (1001, 'auto');
INSERT INTO crm.clients (client_type, last_name, owner_agent_id) SELECT 'individual', 'X', id FROM crm.agents LIMIT 0;
SET crm.tenant_id = '1';

-- Finding: by address, by number, by name in either order.
SELECT * FROM crm.find_clients('lee.ames@EXAMPLE.com');
SELECT * FROM crm.find_clients('719 555 0100');
SELECT * FROM crm.find_clients('719-555-0199');
SELECT client_id, contact_id, client, matched FROM crm.find_clients('jo@example.com');
SELECT client_id, client, matched FROM crm.find_clients('ames');
SELECT client_id, client, matched FROM crm.find_clients('Lee  Ames');
SELECT client_id, client, matched FROM crm.find_clients('Ames, L');
SELECT client_id, client, matched FROM crm.find_clients('o''h');
SELECT client_id, client, matched FROM crm.find_clients('école');
-- Wildcards are nothing special; nothing is found by nothing, by null, or by few digits.
SELECT client_id FROM crm.find_clients('ames & sons 100% tile_');
SELECT client_id FROM crm.find_clients('%');
SELECT client_id FROM crm.find_clients('');
SELECT client_id FROM crm.find_clients(NULL);
SELECT client_id FROM crm.find_clients('0100');
SELECT client_id FROM crm.find_clients('ames', 1);
SELECT client_id FROM crm.find_clients('ames', tenant => 1001);
SELECT client_id FROM crm.find_clients('ames', 0);
SELECT client_id FROM crm.find_clients('ames', 1000000);
SELECT client_id FROM crm.find_clients('ames', NULL);

ROLLBACK;
