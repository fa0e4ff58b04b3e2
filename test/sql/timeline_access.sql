-- Timelines show each role what it may read, whoever asked before in the same session.
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
SET TIME ZONE 'UTC';

INSERT INTO crm.tenants (id, name) VALUES (1001, 'First'), (1002, 'Second');
INSERT INTO crm.clients (id, tenant_id, client_type, last_name)
  SELECT 1001, t, 'individual', 'Client of ' || t FROM unnest(ARRAY[1001, 1002]) t;
INSERT INTO crm.leads (id, tenant_id, client_id, insurance_type_id, received_at, created_by)
  SELECT 1001, t, 1001, 'auto', '2024-01-01', 'intake' FROM unnest(ARRAY[1001, 1002]) t;
INSERT INTO crm.leads (id, tenant_id, client_id, insurance_type_id, received_at) VALUES (1002, 1002, 1001, 'auto', '2024-01-01');
INSERT INTO crm.lead_notes (id, tenant_id, lead_id, body, created_at, author)
  SELECT 1001, t, 1001, 'note of ' || t, '2024-01-02', 'writer' FROM unnest(ARRAY[1001, 1002]) t;
INSERT INTO crm.lead_communications (id, tenant_id, lead_id, communication_type_id, direction, occurred_at)
  SELECT 1001, t, 1001, 'call', 'inbound', '2024-01-03' FROM unnest(ARRAY[1001, 1002]) t;

CREATE ROLE regress_crm_one;
CREATE ROLE regress_crm_two;
CREATE ROLE regress_crm_some;
SELECT crm.grant_access('regress_crm_one', 'agent', 1001);
SELECT crm.grant_access('regress_crm_two', 'analyst', 1002);

-- The same lead id in two tenants: plans made for one role are not another's.
SET crm.tenant_id = '1001';
SELECT kind, body, actor FROM crm.lead_timeline(1001);
SET ROLE regress_crm_one;
SELECT kind, body, actor FROM crm.lead_timeline(1001);
SET ROLE regress_crm_two;
SET crm.tenant_id = '1002';
SELECT kind, body, actor FROM crm.lead_timeline(1001);
SELECT kind, body, actor FROM crm.client_timeline(1001, kinds => '{note}');
SELECT kind, body FROM crm.event_streams WHERE lead_id = 1001 ORDER BY occurred_at DESC, order_key DESC;
SELECT month, kind, events FROM crm.timeline_counts(1001);
SET ROLE regress_crm_one;
SET crm.tenant_id = '1001';
SELECT kind, body FROM crm.lead_timeline(1001, kinds => '{note}');
SELECT kind, body FROM crm.event_streams ORDER BY occurred_at DESC, order_key DESC;

-- An agent's change of a document is recorded with the agent's own rights, and is nobody's to rewrite.
UPDATE crm.leads SET auto_schema_version = 1, auto_data = '{"vehicles": [{"id": "v1"}], "drivers": [{"id": "d1"}]}' WHERE id = 1001;
SELECT kind, title, actor FROM crm.lead_timeline(1001, kinds => '{document_change}');
UPDATE crm.lead_document_changes SET changed_by = 'somebody else';
DELETE FROM crm.lead_document_changes;
RESET ROLE;
DELETE FROM crm.lead_document_changes;
SET ROLE regress_crm_one;

-- Naming another tenant shows nothing of it, neither does its lead's id.
SELECT kind FROM crm.lead_timeline(1001, tenant => 1002);
SELECT kind FROM crm.lead_timeline(1002);
SELECT kind FROM crm.lead_timelines('{1002}');
RESET ROLE;

-- A policy on one source takes its rows away, in every reader.
CREATE POLICY regress_hidden ON crm.lead_notes AS RESTRICTIVE FOR SELECT TO regress_crm_one USING (body !~ 'note');
SET ROLE regress_crm_one;
SELECT kind FROM crm.lead_timeline(1001);
SELECT kind FROM crm.event_streams WHERE lead_id = 1001 ORDER BY occurred_at DESC, order_key DESC;
SELECT kind FROM crm.timeline_counts(1001);
RESET ROLE;
SELECT kind FROM crm.lead_timeline(1001);

-- What a role may not select is refused by name, not silently left out; kinds names what it may.
GRANT USAGE ON SCHEMA crm TO regress_crm_some;
GRANT SELECT ON crm.leads, crm.insurance_types, crm.tenants, crm.agents, crm.lead_communications, crm.communication_types, crm.clients, crm.contacts
  TO regress_crm_some;
GRANT SELECT (id, tenant_id, lead_id, client_id, created_at, source, author, is_pinned) ON crm.lead_notes TO regress_crm_some;
SET ROLE regress_crm_some;
SELECT kind FROM crm.lead_timeline(1001);
SELECT kind FROM crm.lead_timeline(1001, kinds => '{note}');
SELECT kind, actor FROM crm.lead_timeline(1001, kinds => '{communication,lead_created}');
RESET ROLE;

-- A role that nothing is granted to sees nothing.
CREATE ROLE regress_crm_none;
SET ROLE regress_crm_none;
SELECT count(*) FROM crm.lead_timeline(1001);
RESET ROLE;

-- Names that stand before the catalog's are not called.
CREATE SCHEMA regress_crm_hostile;
CREATE FUNCTION regress_crm_hostile.fail(bigint, bigint) RETURNS boolean LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION 'called a hostile function'; END $$;
CREATE FUNCTION regress_crm_hostile.fail(timestamptz, timestamptz) RETURNS boolean LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION 'called a hostile function'; END $$;
CREATE FUNCTION regress_crm_hostile.fail(text, text) RETURNS boolean LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION 'called a hostile function'; END $$;
CREATE FUNCTION regress_crm_hostile.concatenate(text, text) RETURNS text LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION 'called a hostile function'; END $$;
CREATE FUNCTION regress_crm_hostile.jsonb_build_object(VARIADIC "any") RETURNS jsonb IMMUTABLE AS 'jsonb_build_object' LANGUAGE internal;
CREATE FUNCTION regress_crm_hostile.count() RETURNS bigint LANGUAGE sql RETURN 0;
CREATE OPERATOR regress_crm_hostile.= (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = regress_crm_hostile.fail);
CREATE OPERATOR regress_crm_hostile.= (LEFTARG = text, RIGHTARG = text, FUNCTION = regress_crm_hostile.fail);
CREATE OPERATOR regress_crm_hostile.< (LEFTARG = timestamptz, RIGHTARG = timestamptz, FUNCTION = regress_crm_hostile.fail);
CREATE OPERATOR regress_crm_hostile.> (LEFTARG = timestamptz, RIGHTARG = timestamptz, FUNCTION = regress_crm_hostile.fail);
CREATE OPERATOR regress_crm_hostile.|| (LEFTARG = text, RIGHTARG = text, FUNCTION = regress_crm_hostile.concatenate);
CREATE TABLE regress_crm_hostile.leads (id bigint);
-- Once with the plans at hand, once with new ones.
SET search_path = regress_crm_hostile, pg_catalog;
SELECT 'a'::text || 'b'::text;
SELECT kind, title FROM crm.lead_timeline(1001, kinds => '{lead_created,communication,note}');
DISCARD PLANS;
SELECT kind, title FROM crm.lead_timeline(1001);
SELECT kind, title FROM crm.client_timeline(1001, kinds => '{note}');
SELECT kind FROM crm.lead_agenda(1001);
SELECT kind FROM crm.timeline_counts(1001, '{note}');
SELECT kind FROM crm.timeline_sparkline(1001, 1, '2024-01-31 12:00+00', '{note}');
INSERT INTO crm.lead_notes (id, lead_id, body) VALUES (1009, 1001, 'of a hostile path');

ROLLBACK;
