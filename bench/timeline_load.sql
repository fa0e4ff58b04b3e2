-- Histories to measure timelines on, in an empty database with the extension:
--   lead 1000000001: 1,000,000 events, the only lead of client 1000000001
--   lead 1000000002: 10 events, the only lead of client 1000000002
--   client 1000000003: 1,000 leads with 100 events each
-- Rows are inserted in no order of time, as leads' rows interleave in a table that has grown for years.
-- Use: psql -v ON_ERROR_STOP=1 -f bench/timeline_load.sql

\set ON_ERROR_STOP on
SET session_replication_role = replica;

INSERT INTO crm.agents (id, tenant_id, display_name)
  SELECT 1000000000 + i, 1, 'Agent ' || i FROM generate_series(1, 5) i;
INSERT INTO crm.clients (id, tenant_id, client_type, business_name)
  SELECT 1000000000 + i, 1, 'business', 'Client ' || i FROM generate_series(1, 3) i;
INSERT INTO crm.leads (id, tenant_id, client_id, insurance_type_id, received_at)
  SELECT 1000000000 + i, 1, 1000000000 + least(i, 3), 'bop', timestamptz '2020-01-01'
  FROM generate_series(1, 1002) i;
INSERT INTO crm.opportunities (id, tenant_id, client_id, lead_id, stage_id, name, created_at)
  SELECT 1000000000 + i, 1, 1000000000 + least(i, 3), 1000000000 + i, 'discovery', 'Opportunity ' || i,
         timestamptz '2020-01-02'
  FROM generate_series(1, 1002) i;
INSERT INTO crm.lead_marketing_settings (tenant_id, lead_id, client_id, last_touch_at)
  SELECT 1, id, client_id, timestamptz '2023-01-01' FROM crm.leads WHERE id > 1000000000;

-- One row an event: which lead, when, and which source has it.
CREATE TEMP TABLE events AS
  SELECT 1000000001 AS lead_id, 1000000001 AS client_id, i,
         timestamptz '2020-02-01' + i * interval '90 seconds' AS at, hashint8(i) & 2147483647 AS h
  FROM generate_series(1, 999997) i
  UNION ALL
  SELECT 1000000002, 1000000002, i, timestamptz '2020-02-01' + i * interval '90 days', hashint8(i + 5) & 2147483647
  FROM generate_series(1, 7) i
  UNION ALL
  SELECT 1000000002 + l, 1000000003, i, timestamptz '2020-02-01' + i * interval '10 days' + l * interval '1 minute',
         hashint8(i * 1000 + l) & 2147483647
  FROM generate_series(1, 1000) l, generate_series(1, 97) i;

INSERT INTO crm.lead_communications (tenant_id, lead_id, client_id, agent_id, communication_type_id, direction,
                                     subject, body, occurred_at)
  SELECT 1, lead_id, client_id, 1000000001 + i % 5, (ARRAY['call', 'email', 'sms', 'meeting'])[1 + i % 4],
         (ARRAY['inbound', 'outbound'])[1 + i % 2], 'Subject ' || i, repeat('What was said. ', 1 + i % 20), at
  FROM events WHERE h % 100 < 60 ORDER BY md5(h::text);
INSERT INTO crm.lead_notes (tenant_id, lead_id, client_id, body, created_at)
  SELECT 1, lead_id, client_id, repeat('What was noted. ', 1 + i % 20), at
  FROM events WHERE h % 100 BETWEEN 60 AND 79 ORDER BY md5(h::text);
INSERT INTO crm.lead_status_changes (tenant_id, lead_id, client_id, from_status_id, to_status_id, changed_at)
  SELECT 1, lead_id, client_id, 'new', 'assigned', at
  FROM events WHERE h % 100 BETWEEN 80 AND 84 ORDER BY md5(h::text);
INSERT INTO crm.lead_document_changes (tenant_id, lead_id, client_id, document_kind, from_version, to_version, places,
                                       place_count, changed_at)
  SELECT 1, lead_id, client_id, 'commercial', 1, 1, ARRAY['/locations/0/building_limit', '/locations/0/year_built'], 2, at
  FROM events WHERE h % 100 BETWEEN 85 AND 89 ORDER BY md5(h::text);
INSERT INTO crm.opportunity_stage_changes (tenant_id, opportunity_id, lead_id, client_id, from_stage_id, to_stage_id,
                                           changed_at)
  SELECT 1, lead_id, lead_id, client_id, 'discovery', 'info_gathering', at
  FROM events WHERE h % 100 >= 90 ORDER BY md5(h::text);

RESET session_replication_role;
VACUUM ANALYZE;
SELECT 'events of the long history' AS loaded, count(*) + 3 AS n FROM events WHERE lead_id = 1000000001;
