-- Leads, campaigns, communications, opportunities: what a row may hold.
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;

INSERT INTO crm.clients (id, client_type, last_name) VALUES (1001, 'individual', 'Ames');
INSERT INTO crm.leads (id, client_id, insurance_type_id) VALUES (1001, 1001, 'auto') RETURNING status_id, tenant_id, umbrella_requested;

-- What does not exist cannot be named.
INSERT INTO crm.leads (client_id, insurance_type_id) VALUES (1001, 'spaceship');
INSERT INTO crm.leads (client_id, insurance_type_id, status_id) VALUES (1001, 'auto', 'wishful');
INSERT INTO crm.leads (client_id, insurance_type_id, source_id) VALUES (1001, 'auto', 'oracle');
INSERT INTO crm.leads (client_id, insurance_type_id, campaign_id) VALUES (1001, 'auto', 999999);
\set VERBOSITY terse
INSERT INTO crm.leads (client_id, insurance_type_id, current_premium) VALUES (1001, 'auto', -1);
INSERT INTO crm.leads (client_id, insurance_type_id, ai_follow_up_priority) VALUES (1001, 'auto', 6);
\set VERBOSITY default

-- A document needs its version, and a version its document; the version must be one there is.
INSERT INTO crm.leads (client_id, insurance_type_id, auto_data) VALUES (1001, 'auto', '{}');
INSERT INTO crm.leads (client_id, insurance_type_id, life_schema_version) VALUES (1001, 'auto', 1);
INSERT INTO crm.leads (client_id, insurance_type_id, home_data, home_schema_version) VALUES (1001, 'auto', '{}', 999);

-- An imported lead is known by its source and id there, once.
INSERT INTO crm.leads (id, client_id, insurance_type_id, external_source, external_id) VALUES (1002, 1001, 'auto', 'web', '7');
INSERT INTO crm.leads (client_id, insurance_type_id, external_source, external_id) VALUES (1001, 'auto', 'web', '7');
INSERT INTO crm.leads (client_id, insurance_type_id, external_id) VALUES (1001, 'auto', '8');

-- Lookups: a name that is one, a colour that is one.
INSERT INTO crm.lost_reasons (id, label) VALUES ('Too Dear', 'Too dear');
INSERT INTO crm.lost_reasons (id, label, color) VALUES ('t_dear', 'Too dear', 'red');
INSERT INTO crm.lost_reasons (id, label, color) VALUES ('t_dear', 'Too dear', '#FF0000');
INSERT INTO crm.lost_reasons (id, label, color) VALUES ('t_dear', 'Too dear', '#ff0000');
\set VERBOSITY terse
INSERT INTO crm.lead_statuses (id, label, category) VALUES ('t_limbo', 'Limbo', 'undecided');
INSERT INTO crm.opportunity_stages (id, label, pipeline, probability, category) VALUES ('t_sure', 'Sure', 'renewal', 1.1, 'open');

-- Campaigns end after they start, and have their code once in a tenant.
INSERT INTO crm.campaigns (id, code, label, starts_on, ends_on) VALUES (1001, 'spring', 'Spring', '2025-03-01', '2025-02-01');
INSERT INTO crm.campaigns (id, code, label) VALUES (1001, 'spring', 'Spring');
INSERT INTO crm.campaigns (id, code, label) VALUES (1002, 'spring', 'Again');
\set VERBOSITY default

-- A communication has a time; notes have a text; a lead has one row of marketing settings.
INSERT INTO crm.lead_communications (lead_id, client_id, communication_type_id, direction) VALUES (1001, 1001, 'call', 'inbound');
\set VERBOSITY terse
INSERT INTO crm.lead_communications (lead_id, client_id, communication_type_id, direction, occurred_at)
VALUES (1001, 1001, (SELECT min(id) FROM crm.communication_types), 'sideways', now());
INSERT INTO crm.lead_communications (lead_id, client_id, communication_type_id, direction, occurred_at, duration)
VALUES (1001, 1001, (SELECT min(id) FROM crm.communication_types), 'inbound', now(), '-1 minute');
INSERT INTO crm.lead_communications (lead_id, client_id, communication_type_id, direction, occurred_at, duration)
VALUES (1001, 1001, (SELECT min(id) FROM crm.communication_types), 'inbound', now(), '1000000 years');
UPDATE crm.leads SET current_premium = 'NaN' WHERE id = 1001;
INSERT INTO crm.lead_notes (lead_id, client_id, body) VALUES (1001, 1001, '');
INSERT INTO crm.lead_notes (lead_id, client_id, body) VALUES (1001, 1001, E'\r\n\t' || repeat(' ', 2000));
INSERT INTO crm.lead_notes (lead_id, client_id, body, source) VALUES (1001, 1001, 'x', 'rumour');
INSERT INTO crm.lead_marketing_settings (id, lead_id) VALUES (1001, 1001);
INSERT INTO crm.lead_marketing_settings (id, lead_id) VALUES (1002, 1001);
INSERT INTO crm.opportunities (client_id, stage_id, name, kind) VALUES (1001, (SELECT min(id) FROM crm.opportunity_stages), 'x', 'wish');
INSERT INTO crm.opportunities (client_id, stage_id, name, commission_rate) VALUES (1001, (SELECT min(id) FROM crm.opportunity_stages), 'x', 12.5);

\set VERBOSITY default
-- What is left: the rows that were right.
SELECT id FROM crm.leads ORDER BY id;
SELECT (SELECT count(*) FROM crm.campaigns) AS campaigns, (SELECT count(*) FROM crm.lead_communications) AS communications,
       (SELECT count(*) FROM crm.lead_notes) AS notes, (SELECT count(*) FROM crm.lead_marketing_settings) AS settings,
       (SELECT count(*) FROM crm.opportunities) AS opportunities;

-- A client with leads stays; a lead takes its own along.
DELETE FROM crm.clients WHERE id = 1001;
DELETE FROM crm.leads WHERE id = 1001;
SELECT count(*) FROM crm.lead_marketing_settings;

-- Keys of one's own on the tables: the server alone decides about them, with the types' own equality, when they say,
-- and whatever their tables are called by then.
CREATE SCHEMA regress_crm_own;
CREATE TYPE regress_crm_own.region AS ENUM ('west', 'east');
CREATE TABLE regress_crm_own.regions (region regress_crm_own.region PRIMARY KEY);
CREATE TABLE regress_crm_own.offices (id int PRIMARY KEY);
INSERT INTO regress_crm_own.regions VALUES ('west');
ALTER TABLE crm.leads ADD COLUMN region regress_crm_own.region REFERENCES regress_crm_own.regions,
  ADD COLUMN office int CONSTRAINT own_office REFERENCES regress_crm_own.offices DEFERRABLE INITIALLY DEFERRED,
  ADD COLUMN sold_by bigint,
  ADD CONSTRAINT own_seller FOREIGN KEY (sold_by, tenant_id) REFERENCES crm.agents (id, tenant_id) DEFERRABLE INITIALLY DEFERRED;
INSERT INTO crm.leads (id, client_id, insurance_type_id, status_id, region, office, sold_by)
VALUES (1900, 1001, 'auto', 'new', 'west', 7, 1900);
INSERT INTO regress_crm_own.offices VALUES (7), (8);
INSERT INTO crm.agents (id, display_name) VALUES (1900, 'Rosa Diaz');
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE regress_crm_own.offices RENAME COLUMN id TO office_id;
ALTER TABLE regress_crm_own.offices RENAME TO branches;
UPDATE crm.leads SET office = 8 WHERE id = 1900;
UPDATE crm.leads SET office = 9 WHERE id = 1900;
UPDATE crm.leads SET region = 'east' WHERE id = 1900;
SELECT region, office, sold_by FROM crm.leads WHERE id = 1900;

ROLLBACK;
