-- first_, last_ and next_contact_at of leads, clients and contacts, kept from communications.
\set ON_ERROR_ROLLBACK on
BEGIN;
SET LOCAL timezone = 'UTC';
SET LOCAL datestyle = 'ISO';
INSERT INTO crm.communication_types (id, label, channel, counts_as_contact) VALUES
  ('t_call', 'Call', 'call', true), ('t_letter', 'Letter', 'mail', true), ('t_voicemail', 'Voicemail', 'call', false);
INSERT INTO crm.clients (id, client_type, business_name) VALUES (1000, 'business', 'Stone Ltd'), (1001, 'business', 'Other Ltd');
INSERT INTO crm.contacts (id, client_id, name) VALUES (1000, 1000, 'Ann'), (1001, 1000, 'Ben');
INSERT INTO crm.leads (id, client_id, insurance_type_id) VALUES (1000, 1000, 'auto'), (1001, 1000, 'auto');
CREATE TEMPORARY VIEW times AS
SELECT 'lead ' || id AS of, first_contact_at::date AS first, last_contact_at::date AS last, next_contact_at::date AS next
FROM crm.leads WHERE id >= 1000
UNION ALL SELECT 'client ' || id, NULL, last_contact_at::date, next_contact_at::date FROM crm.clients WHERE id >= 1000
UNION ALL SELECT 'contact ' || id, NULL, last_contact_at::date, next_contact_at::date FROM crm.contacts WHERE id >= 1000
ORDER BY 1;

-- A call that happened: lead, client and contact know of it.
INSERT INTO crm.lead_communications (id, lead_id, client_id, contact_id, communication_type_id, direction, occurred_at)
VALUES (1000, 1000, 1000, 1000, 't_call', 'outbound', '2024-05-10');
SELECT * FROM times;
-- An earlier one: only the first contact moves, last_contact_at never goes back.
INSERT INTO crm.lead_communications (id, lead_id, client_id, contact_id, communication_type_id, direction, occurred_at)
VALUES (1001, 1000, 1000, 1001, 't_letter', 'outbound', '2024-05-01');
-- What comes in by mail is contact, but not yet ours with them; an answered call is.
INSERT INTO crm.lead_communications (id, lead_id, client_id, communication_type_id, direction, occurred_at) VALUES
  (1002, 1001, 1000, 't_letter', 'inbound', '2024-05-12'), (1003, 1001, 1000, 't_call', 'inbound', '2024-05-13');
-- A voicemail is none at all.
INSERT INTO crm.lead_communications (id, lead_id, client_id, communication_type_id, direction, occurred_at)
VALUES (1004, 1000, 1000, 't_voicemail', 'outbound', '2024-06-01');
SELECT * FROM times;

-- Plans: the furthest stands in next_contact_at, and follows when that plan moves.
INSERT INTO crm.lead_communications (id, lead_id, client_id, contact_id, communication_type_id, direction, scheduled_at) VALUES
  (1010, 1000, 1000, 1000, 't_call', 'outbound', '2024-07-10'), (1011, 1000, 1000, 1000, 't_call', 'outbound', '2024-07-05');
SELECT * FROM times WHERE next IS NOT NULL;
UPDATE crm.lead_communications SET scheduled_at = '2024-07-08' WHERE id = 1010;
SELECT * FROM times WHERE next IS NOT NULL;
UPDATE crm.lead_communications SET scheduled_at = '2024-07-20' WHERE id = 1011;
SELECT * FROM times WHERE next IS NOT NULL;
-- Kept: it has happened, and no plan is left beyond it.
UPDATE crm.lead_communications SET occurred_at = '2024-07-21', outcome = 'answered' WHERE id = 1011;
SELECT * FROM times;
-- Dropped.
INSERT INTO crm.lead_communications (id, lead_id, client_id, communication_type_id, direction, scheduled_at)
VALUES (1012, 1000, 1000, 't_call', 'outbound', '2024-08-10');
SELECT * FROM times WHERE next IS NOT NULL;
DELETE FROM crm.lead_communications WHERE id = 1012;
SELECT * FROM times WHERE next IS NOT NULL;

-- A communication that was booked on the wrong lead: the right one learns of it.
UPDATE crm.lead_communications SET lead_id = 1001 WHERE id = 1011;
SELECT * FROM times WHERE of LIKE 'lead%';
-- One about the client as such.
INSERT INTO crm.lead_communications (id, client_id, communication_type_id, direction, occurred_at)
VALUES (1013, 1001, 't_call', 'inbound', '2024-09-01');
SELECT * FROM times WHERE of = 'client 1001';

-- In one statement with an update of the lead itself.
WITH called AS (
  INSERT INTO crm.lead_communications (id, lead_id, client_id, communication_type_id, direction, occurred_at)
  VALUES (1014, 1000, 1000, 't_call', 'outbound', '2024-10-01') RETURNING lead_id)
UPDATE crm.leads SET ai_next_action = 'send the quote' FROM called WHERE leads.id = called.lead_id;
SELECT ai_next_action, last_contact_at FROM crm.leads WHERE id = 1000;

-- Nothing is written where nothing is later.
SELECT ctid AS before FROM crm.clients WHERE id = 1000 \gset
INSERT INTO crm.lead_communications (id, lead_id, client_id, communication_type_id, direction, occurred_at)
VALUES (1015, 1000, 1000, 't_call', 'outbound', '2024-06-15');
SELECT ctid = :'before' AS untouched FROM crm.clients WHERE id = 1000;

-- A restored row says when it was counted, and is not counted again: what was edited by hand stays.
UPDATE crm.leads SET last_contact_at = NULL, next_contact_at = '2030-01-01' WHERE id = 1000;
INSERT INTO crm.lead_communications (id, lead_id, client_id, communication_type_id, direction, occurred_at, counted_at)
VALUES (1016, 1000, 1000, 't_call', 'outbound', '2024-12-24', '2024-12-24');
SELECT * FROM times WHERE of = 'lead 1000';
SELECT count(*) AS never_counted FROM crm.lead_communications WHERE counted_at IS NULL;
-- Nor can a row forget it: a restore would count it again.
\set VERBOSITY terse
UPDATE crm.lead_communications SET counted_at = NULL;
\set VERBOSITY default

-- What the foreign keys refuse leaves nothing behind.
INSERT INTO crm.lead_communications (id, lead_id, client_id, communication_type_id, direction, occurred_at)
VALUES (1017, 1000, 999999, 't_call', 'outbound', '2025-01-01');
INSERT INTO crm.lead_communications (id, lead_id, client_id, communication_type_id, direction, occurred_at)
VALUES (1018, 1000, 1000, 't_nothing', 'outbound', '2025-01-01');
SELECT * FROM times WHERE of = 'lead 1000';

-- Deleting a client takes its communications along.
DELETE FROM crm.clients WHERE id = 1001;
SELECT count(*) FROM crm.lead_communications WHERE client_id = 1001;
ROLLBACK;
