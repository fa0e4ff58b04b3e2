-- Timelines: what they hold, in which order, page by page and both ways.
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
SET TIME ZONE 'UTC';

INSERT INTO crm.agents (id, display_name, role_name) VALUES (1001, 'Ann Agent', 'ann');
INSERT INTO crm.clients (id, client_type, last_name, first_name) VALUES (1001, 'individual', 'Cole', 'Carl');
INSERT INTO crm.contacts (id, client_id, name) VALUES (1001, 1001, 'Cora Cole');
INSERT INTO crm.leads (id, client_id, insurance_type_id, received_at, created_by, external_source, external_id) VALUES
  (1001, 1001, 'auto', '2024-03-01 09:00', 'importer', 'web', '77'),
  (1002, 1001, 'home', '2024-03-02 09:00', 'importer', NULL, NULL);
INSERT INTO crm.lead_status_changes (id, lead_id, from_status_id, to_status_id, changed_at, changed_by, reason, time_in_status)
  VALUES ('00000000-0000-0000-0000-000000000001', 1001, 'new', 'assigned', '2024-03-01 10:00', 'ann', NULL, '1 hour');
INSERT INTO crm.lead_communications (id, lead_id, client_id, agent_id, contact_id, communication_type_id, direction, subject, body,
                                     occurred_at, scheduled_at, outcome, duration, created_by) VALUES
  (1001, 1001, 1001, 1001, NULL, 'call', 'outbound', 'First call', 'Wants a lower deductible.', '2024-03-01 11:00', NULL,
   'answered', '7 min', 'ann'),
  (1002, 1001, 1001, 1001, 1001, 'email', 'inbound', NULL, 'Please call my wife.', '2024-03-01 12:00', NULL, NULL, NULL, 'mailer'),
  (1003, 1001, 1001, NULL, NULL, 'sms', 'inbound', NULL, 'Thanks!', '2024-03-01 13:00', NULL, NULL, NULL, 'gateway'),
  (1004, 1001, 1001, NULL, NULL, 'email_campaign', 'outbound', 'News', NULL, '2024-03-01 14:00', NULL, NULL, NULL, 'mailer'),
  (1005, 1001, 1001, 1001, NULL, 'call', 'outbound', 'Planned, so no event', NULL, NULL, '2024-04-01', NULL, NULL, 'ann'),
  (1006, NULL, 1001, 1001, NULL, 'meeting', 'outbound', 'About the client as such', NULL, '2024-03-02 08:00', NULL, NULL, NULL, 'ann');
INSERT INTO crm.lead_notes (id, lead_id, body, source, author, created_at, is_pinned) VALUES
  (1001, 1001, 'Two cars.', 'human', 'Ann', '2024-03-01 15:00', true),
  (1002, 1001, 'Likely to buy.', 'ai', 'model-x', '2024-03-01 15:30', false);
INSERT INTO crm.opportunities (id, lead_id, stage_id, name, premium, agent_id, created_at, created_by)
  VALUES (1001, 1001, 'discovery', 'Cole auto', 1200, 1001, '2024-03-01 16:00', 'ann');
INSERT INTO crm.opportunity_stage_changes (id, opportunity_id, from_stage_id, to_stage_id, changed_at, changed_by)
  VALUES ('00000000-0000-0000-0000-000000000002', 1001, 'discovery', 'info_gathering', '2024-03-01 17:00', 'ann');
INSERT INTO crm.lead_document_changes (id, lead_id, document_kind, from_version, to_version, places, place_count, changed_at, changed_by)
  VALUES ('00000000-0000-0000-0000-000000000003', 1001, 'auto', 1, 1, '{/vehicles/0/year,/drivers/1}', 2, '2024-03-01 17:30', 'ann');
INSERT INTO crm.lead_marketing_settings (id, lead_id, last_touch_at, utm, updated_by)
  VALUES (1001, 1001, '2024-03-01 18:00', '{"source": "web"}', 'mailer');

-- Every kind, with who did it: an agent by name or by role, a contact, the client, or a role that is no agent's.
SELECT occurred_at, kind, source_id, lead_id, title, body, actor, direction FROM crm.lead_timeline(1001);
SELECT kind, source_id, details FROM crm.lead_timeline(1001);

-- A client's timeline has all its leads', and what concerns no lead.
SELECT occurred_at, kind, source_id, lead_id, actor FROM crm.client_timeline(1001, page_size => 4);

-- Kinds, in any order, and more than once.
SELECT kind, source_id FROM crm.lead_timeline(1001, kinds => '{note,lead_created,note}');
SELECT kind, source_id FROM crm.lead_timeline(1002);

-- ------------------------------------------------------------------ pages

-- Ties of nearly every kind: 45 events in 4 instants, ids out of order.
INSERT INTO crm.leads (id, client_id, insurance_type_id, received_at) VALUES (1003, 1001, 'auto', '2024-01-01');
INSERT INTO crm.opportunities (id, lead_id, stage_id, name, created_at) VALUES (1003, 1003, 'discovery', 'Ties', '2024-01-01');
INSERT INTO crm.lead_notes (id, lead_id, body, created_at)
  SELECT (ARRAY[-5, 2000, 9000000000000000000, -9000000000000000000])[i % 4 + 1] + i, 1003, 'n' || i,
         timestamptz '2024-01-01' + i % 4 * interval '1 second' FROM generate_series(1, 12) i;
INSERT INTO crm.lead_communications (id, lead_id, communication_type_id, direction, occurred_at)
  SELECT 3000 - i, 1003, 'call', 'inbound', timestamptz '2024-01-01' + i % 4 * interval '1 second' FROM generate_series(1, 12) i;
INSERT INTO crm.lead_status_changes (id, lead_id, from_status_id, to_status_id, changed_at)
  SELECT md5(i::text)::uuid, 1003, 'new', 'assigned', timestamptz '2024-01-01' + i % 4 * interval '1 second'
  FROM generate_series(1, 7) i;
INSERT INTO crm.opportunity_stage_changes (id, opportunity_id, from_stage_id, to_stage_id, changed_at)
  SELECT md5(i::text)::uuid, 1003, 'discovery', 'info_gathering', timestamptz '2024-01-01' + i % 4 * interval '1 second'
  FROM generate_series(1, 7) i;

INSERT INTO crm.lead_document_changes (id, lead_id, document_kind, changed_at)
  SELECT md5(i::text)::uuid, 1003, 'auto', timestamptz '2024-01-01' + i % 4 * interval '1 second' FROM generate_series(1, 5) i;

-- One page with all, to compare with: newest first, ties by kind and id.
CREATE TEMP TABLE whole AS
  SELECT row_number() OVER () AS n, t.* FROM crm.lead_timeline(1003, page_size => 1000) t;
SELECT count(*), count(DISTINCT (kind, source_id)), count(DISTINCT token) FROM whole;
SELECT count(*) AS misplaced FROM whole w JOIN (
  SELECT row_number() OVER (ORDER BY occurred_at DESC, order_key DESC) AS n, kind, source_id FROM crm.event_streams
  WHERE lead_id = 1003) e USING (kind, source_id) WHERE w.n <> e.n;
SELECT kind, count(*) FROM whole WHERE occurred_at = '2024-01-01' GROUP BY kind ORDER BY min(n);

-- Pages of each size put together are the whole, forward by "before", backward by "after".
CREATE FUNCTION pg_temp.walk(page_size int, backward boolean) RETURNS TABLE (n bigint, kind text, source_id text)
LANGUAGE plpgsql AS $$
DECLARE
  page record;
  place text;
  found_any boolean;
BEGIN
  n := 0;
  IF backward THEN  -- begin behind the last
    SELECT w.token INTO place FROM whole w ORDER BY w.n DESC LIMIT 1;
  END IF;
  LOOP
    found_any := false;
    FOR page IN
      SELECT row_number() OVER () AS i, t.*
      FROM crm.lead_timeline(1003, CASE WHEN NOT backward THEN place END, walk.page_size, NULL,
                             CASE WHEN backward THEN place END) t
      ORDER BY CASE WHEN backward THEN -1 ELSE 1 END * row_number() OVER ()
    LOOP
      n := n + 1;
      kind := page.kind;
      source_id := page.source_id;
      place := page.token;
      found_any := true;
      RETURN NEXT;
    END LOOP;
    EXIT WHEN NOT found_any;
  END LOOP;
END $$;
SELECT s AS page_size, count(*) AS events, count(*) FILTER (WHERE w.kind = f.kind AND w.source_id = f.source_id) AS in_place
FROM unnest(ARRAY[1, 2, 3, 7, 44, 45, 46]) s CROSS JOIN pg_temp.walk(s, false) f LEFT JOIN whole w USING (n)
GROUP BY s ORDER BY s;
SELECT s AS page_size, count(*) AS events, count(*) FILTER (WHERE w.kind = f.kind AND w.source_id = f.source_id) AS in_place
FROM unnest(ARRAY[1, 2, 3, 7, 43, 44, 45]) s CROSS JOIN pg_temp.walk(s, true) f
LEFT JOIN whole w ON w.n = (SELECT count(*) FROM whole) - f.n
GROUP BY s ORDER BY s;

-- Both bounds: what lies between, newest first.
SELECT w.n FROM whole w JOIN crm.lead_timeline(1003, before => (SELECT token FROM whole WHERE n = 10),
                                               after => (SELECT token FROM whole WHERE n = 15)) USING (kind, source_id) ORDER BY 1;
SELECT count(*) FROM crm.lead_timeline(1003, before => (SELECT token FROM whole WHERE n = 15),
                                       after => (SELECT token FROM whole WHERE n = 10));

-- Rows that arrive between two pages, newer than the token or at its instant, move nothing.
INSERT INTO crm.lead_notes (id, lead_id, body, created_at) VALUES (5001, 1003, 'late', now()), (5002, 1003, 'late', '2024-01-01 00:00:03');
SELECT count(*) AS same FROM whole w JOIN (
  SELECT row_number() OVER () + 20 AS n, t.* FROM crm.lead_timeline(1003, before => (SELECT token FROM whole WHERE n = 20)) t) p
  USING (n, kind, source_id);
SELECT source_id FROM crm.lead_timeline(1003, after => (SELECT token FROM whole WHERE n = 1));

-- A token outlives its row.
SELECT token FROM whole WHERE kind = 'note' ORDER BY n LIMIT 1 \gset
DELETE FROM crm.lead_notes WHERE id = (SELECT source_id::bigint FROM whole WHERE kind = 'note' ORDER BY n LIMIT 1);
SELECT count(*) FROM crm.lead_timeline(1003, before => :'token');

-- ------------------------------------------------------------------ lists

SELECT lead_id, kind, source_id FROM crm.lead_timelines('{1002,1001}', 2);
SELECT count(*) FROM crm.lead_timelines('{}');
SELECT token AS last FROM crm.lead_timelines('{1001}', 2, '{note}') OFFSET 1 \gset
SELECT count(*) FROM crm.lead_timeline(1001, before => :'last', kinds => '{note}');

-- ------------------------------------------------------------------ moves

-- A lead that goes to another client takes its history along; what was recorded for another client stays.
INSERT INTO crm.clients (id, client_type, last_name) VALUES (1002, 'individual', 'Dale');
UPDATE crm.leads SET client_id = 1002 WHERE id = 1001;
SELECT count(*), count(*) FILTER (WHERE lead_id = 1001) AS of_the_lead FROM crm.client_timeline(1002);
SELECT count(*) FILTER (WHERE lead_id = 1001) AS left_behind FROM crm.client_timeline(1001);
UPDATE crm.opportunities SET lead_id = NULL WHERE id = 1001;
SELECT kind, lead_id FROM crm.client_timeline(1002, kinds => '{opportunity_created,stage_change}');

ROLLBACK;
