-- The view of all events agrees with the timelines; counts, sparklines and gaps.
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
SET TIME ZONE 'UTC';
UPDATE crm.tenants SET timezone = 'UTC' WHERE id = 1;

-- 5 clients with 3 leads each, and everything about them that there can be, with and without the optional columns.
INSERT INTO crm.agents (id, display_name, role_name) SELECT 1000 + i, 'Agent ' || i, CASE i WHEN 3 THEN current_user END FROM generate_series(1, 3) i;
INSERT INTO crm.clients (id, client_type, last_name) SELECT 1000 + i, 'individual', 'Client ' || i FROM generate_series(1, 5) i;
INSERT INTO crm.contacts (id, client_id, name) SELECT 1000 + i, 1000 + i, 'Contact ' || i FROM generate_series(1, 5) i;
INSERT INTO crm.leads (id, client_id, insurance_type_id, received_at, source_id, external_source, external_id)
  SELECT 1000 + i, 1001 + i % 5, (ARRAY['auto', 'home', 'renters'])[1 + i % 3], timestamptz '2024-01-01' + i * interval '1 day',
         CASE WHEN i % 2 = 0 THEN (SELECT min(id) FROM crm.lead_sources) END, CASE WHEN i % 3 = 0 THEN 'web' END,
         CASE WHEN i % 3 = 0 THEN i::text END
  FROM generate_series(1, 15) i;
INSERT INTO crm.opportunities (id, client_id, lead_id, stage_id, name, premium, agent_id, created_at, expected_close_on)
  SELECT 1000 + i, 1001 + i % 5, CASE WHEN i % 4 > 0 THEN 1000 + i END, 'discovery', 'Deal ' || i, CASE WHEN i % 2 = 0 THEN i * 100 END,
         CASE WHEN i % 3 > 0 THEN 1000 + i % 3 END, timestamptz '2024-02-01' + i * interval '1 day', date '2024-03-01' + i
  FROM generate_series(1, 15) i;
INSERT INTO crm.opportunity_stage_changes (id, opportunity_id, from_stage_id, to_stage_id, changed_at, reason, time_in_stage)
  SELECT md5('o' || i)::uuid, 1001 + i % 15, 'discovery', 'info_gathering', timestamptz '2024-02-20' + i * interval '1 hour',
         CASE WHEN i % 3 = 0 THEN 'because ' || i END, CASE WHEN i % 2 = 0 THEN i * interval '1 hour' END
  FROM generate_series(1, 40) i;
INSERT INTO crm.lead_status_changes (id, lead_id, from_status_id, to_status_id, changed_at, reason, time_in_status)
  SELECT md5('s' || i)::uuid, 1001 + i % 15, 'new', 'assigned', timestamptz '2024-01-20' + i * interval '1 hour',
         CASE WHEN i % 3 = 0 THEN 'because ' || i END, CASE WHEN i % 2 = 0 THEN i * interval '1 hour' END
  FROM generate_series(1, 40) i;
INSERT INTO crm.lead_document_changes (id, lead_id, document_kind, from_version, to_version, places, place_count, changed_at)
  SELECT md5('d' || i)::uuid, 1001 + i % 15, (ARRAY['auto', 'home', 'life'])[1 + i % 3], CASE WHEN i % 3 > 0 THEN 1 END,
         CASE WHEN i % 4 > 0 THEN 2 END, (ARRAY['{}', '{""}', '{/a,/b/0}']::text[])[1 + i % 3]::text[], i % 3,
         timestamptz '2024-02-10' + i * interval '1 hour'
  FROM generate_series(1, 40) i;
INSERT INTO crm.lead_communications (id, lead_id, client_id, contact_id, agent_id, communication_type_id, direction, subject, body,
                                     occurred_at, scheduled_at, outcome, duration, ai_summary, ai_sentiment)
  SELECT 1000 + i, CASE WHEN i % 7 > 0 THEN 1001 + i % 15 END, 1001 + (1 + i % 15) % 5,
         CASE WHEN i % 3 = 0 THEN 1001 + (1 + i % 15) % 5 END, CASE WHEN i % 4 > 0 THEN 1001 + i % 3 END,
         (ARRAY['call', 'email', 'voicemail', 'sms'])[1 + i % 4], (ARRAY['inbound', 'outbound'])[1 + i % 2],
         CASE WHEN i % 2 = 0 THEN 'Subject ' || i END, CASE WHEN i % 3 > 0 THEN repeat('body ', i * 100) END,
         CASE WHEN i % 10 > 0 THEN timestamptz '2024-01-10' + i * interval '3 hours' END, timestamptz '2024-09-01',
         CASE WHEN i % 5 = 0 THEN 'answered' END, CASE WHEN i % 5 = 1 THEN i * interval '1 min' END,
         CASE WHEN i % 6 = 0 THEN 'summary' END, CASE WHEN i % 6 = 0 THEN 0.5 END
  FROM generate_series(1, 200) i;
INSERT INTO crm.lead_notes (id, lead_id, client_id, body, source, created_at, is_pinned)
  SELECT 1000 + i, CASE WHEN i % 5 > 0 THEN 1001 + i % 15 END, 1001 + (1 + i % 15) % 5, 'note ' || i,
         (ARRAY['human', 'ai', 'import'])[1 + i % 3], timestamptz '2024-01-10' + i * interval '5 hours', i % 9 = 0
  FROM generate_series(1, 100) i;
INSERT INTO crm.lead_marketing_settings (id, lead_id, last_touch_at, utm, landing_page)
  SELECT 1000 + i, 1000 + i, CASE WHEN i % 2 = 0 THEN timestamptz '2024-03-01' END,
         CASE WHEN i % 3 = 0 THEN '{"source": "x"}' ELSE '{}' END::jsonb, CASE WHEN i % 4 = 0 THEN 'https://example.com' END
  FROM generate_series(1, 15) i;

-- Event by event, column by column, in order: none is only in one of them.
CREATE TEMP VIEW by_lead AS
  SELECT l.id AS subject, t.n, t.occurred_at, t.kind, t.source_id, t.lead_id, t.title, t.body,
         t.actor, t.direction, t.details
  FROM (SELECT id FROM crm.leads WHERE id BETWEEN 1001 AND 1015 OFFSET 0) l,
       crm.lead_timeline(l.id, page_size => 1000) WITH ORDINALITY AS t (occurred_at, kind, source_id, lead_id, title, body, actor, direction, details, token, n);
CREATE TEMP VIEW by_lead_in_view AS
  SELECT e.lead_id AS subject, row_number() OVER (PARTITION BY e.lead_id ORDER BY e.occurred_at DESC, e.order_key DESC) AS n,
         e.occurred_at, e.kind, e.source_id, e.lead_id, e.title, e.body, e.actor, e.direction, e.details
  FROM crm.event_streams e WHERE e.lead_id BETWEEN 1001 AND 1015;
CREATE TEMP VIEW by_client AS
  SELECT c.id AS subject, t.n, t.occurred_at, t.kind, t.source_id, t.lead_id, t.title, t.body,
         t.actor, t.direction, t.details
  FROM (SELECT id FROM crm.clients WHERE id BETWEEN 1001 AND 1005 OFFSET 0) c,
       crm.client_timeline(c.id, page_size => 1000) WITH ORDINALITY AS t (occurred_at, kind, source_id, lead_id, title, body, actor, direction, details, token, n);
CREATE TEMP VIEW by_client_in_view AS
  SELECT e.client_id AS subject, row_number() OVER (PARTITION BY e.client_id ORDER BY e.occurred_at DESC, e.order_key DESC) AS n,
         e.occurred_at, e.kind, e.source_id, e.lead_id, e.title, e.body, e.actor, e.direction, e.details
  FROM crm.event_streams e WHERE e.client_id BETWEEN 1001 AND 1005;
SELECT (SELECT count(*) FROM by_lead) AS by_lead, (SELECT count(*) FROM by_client) AS by_client,
       (SELECT count(DISTINCT kind) FROM by_client) AS kinds;
(TABLE by_lead EXCEPT ALL TABLE by_lead_in_view) UNION ALL (TABLE by_lead_in_view EXCEPT ALL TABLE by_lead);
(TABLE by_client EXCEPT ALL TABLE by_client_in_view) UNION ALL (TABLE by_client_in_view EXCEPT ALL TABLE by_client);

-- ------------------------------------------------------------------ counts

SELECT count(*) AS wrong FROM (
  SELECT l.id, c.month, c.kind, c.events
  FROM (SELECT id FROM crm.leads WHERE id BETWEEN 1001 AND 1015 OFFSET 0) l, crm.timeline_counts(l.id) c
  EXCEPT
  SELECT lead_id, date_trunc('month', occurred_at)::date, kind, count(*) FROM crm.event_streams GROUP BY 1, 2, 3) w;
SELECT * FROM crm.timeline_counts(1001);
SELECT * FROM crm.timeline_counts(1001, kinds => '{note}');
-- A month is the tenant's: in Denver the year has not begun.
UPDATE crm.tenants SET timezone = 'America/Denver' WHERE id = 1;
INSERT INTO crm.leads (id, client_id, insurance_type_id, received_at) VALUES (1020, 1001, 'auto', '2024-01-01 03:00');
SELECT * FROM crm.timeline_counts(1020);
UPDATE crm.tenants SET timezone = 'UTC' WHERE id = 1;

-- ------------------------------------------------------------------ sparklines

SELECT crm.sparkline(ARRAY[1, 2, 3, 4, 5, 6, 7, 8]), crm.sparkline('{}') = '' AS of_none, crm.sparkline(NULL) IS NULL AS of_null;
SELECT '[' || crm.sparkline(ARRAY[0, NULL, -1, 'NaN', 0.001, 'Infinity', 1]) || ']';
SELECT kind, events, first_month, last_month, '[' || sparkline || ']' AS sparkline
FROM crm.timeline_sparkline(1001, 4, '2024-03-31 12:00+00');

-- ------------------------------------------------------------------ gaps

INSERT INTO crm.lead_statuses (id, label, category) VALUES ('t_lost', 'Lost', 'lost');
INSERT INTO crm.clients (id, client_type, last_name) VALUES (1030, 'individual', 'Gap');
INSERT INTO crm.leads (id, client_id, insurance_type_id, status_id, received_at) VALUES
  (1031, 1030, 'auto', 'new', '2024-01-01'), (1032, 1030, 'auto', 't_lost', '2024-01-01'), (1033, 1030, 'auto', 'new', now() - interval '63 days 5 hours');
-- A voicemail is no contact; two calls on one day leave no gap.
INSERT INTO crm.lead_communications (lead_id, communication_type_id, direction, occurred_at) VALUES
  (1031, 'voicemail', 'outbound', '2024-01-10'), (1031, 'call', 'outbound', '2024-01-21'), (1031, 'call', 'inbound', '2024-01-21 02:00'),
  (1031, 'email', 'inbound', '2024-03-24 02:00'), (1032, 'call', 'outbound', '2024-01-02 12:00');
SELECT lead_id, status_id, started_at, ended_at, days, summary FROM crm.contact_gaps
WHERE lead_id IN (1031, 1032) AND NOT is_open ORDER BY lead_id, started_at;
SELECT lead_id, is_open, ended_at, days, summary FROM crm.contact_gaps WHERE lead_id = 1033;
SELECT lead_id, started_at FROM crm.contact_gaps WHERE lead_id IN (1031, 1032) AND is_open;

ROLLBACK;
