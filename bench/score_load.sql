-- Leads with events for the scoring benchmarks, set-based and the same each time.
-- psql -v leads=1000000 -v events=5 -f bench/score_load.sql
\set ON_ERROR_STOP on
\timing on

BEGIN;
SET LOCAL session_replication_role = replica;
SET LOCAL synchronous_commit = off;

-- A number in [0, 1) that depends on an id and a salt only.
CREATE FUNCTION pg_temp.dice(id bigint, salt int) RETURNS float8 LANGUAGE sql IMMUTABLE AS
  $$SELECT (pg_catalog.hashint8extended($1, $2) & 1048575) / 1048576.0::float8$$;

INSERT INTO crm.agents (id, tenant_id, display_name, licensed_states, lines)
  SELECT 1000 + i, 1, 'Agent ' || i,
         CASE WHEN i % 4 = 0 THEN ARRAY['TX', 'OK'] ELSE '{}' END,
         CASE WHEN i % 5 = 0 THEN ARRAY['commercial'] ELSE '{}' END
  FROM generate_series(1, 50) i;

INSERT INTO crm.addresses (id, tenant_id, line1, city, state, postal_code)
  SELECT 1000 + i, 1, i || ' Main St', 'Springfield',
         (ARRAY['TX', 'OK', 'FL', 'OH', 'PA', 'NY', 'GA', 'IL'])[1 + i % 8], lpad((i % 90000 + 10000)::text, 5, '0')
  FROM generate_series(1, greatest(:leads / 2, 1)) i;

INSERT INTO crm.clients (id, tenant_id, client_type, first_name, last_name, email, phone, address_id, lifecycle)
  SELECT 1000 + i, 1, 'individual', 'First' || i, 'Last' || i,
         CASE WHEN pg_temp.dice(i, 1) < 0.8 THEN 'c' || i || '@example.com' END,
         CASE WHEN pg_temp.dice(i, 2) < 0.9 THEN '+1555' || lpad((i % 10000000)::text, 7, '0') END,
         1000 + i, CASE WHEN pg_temp.dice(i, 3) < 0.2 THEN 'insured' ELSE 'prospect' END
  FROM generate_series(1, greatest(:leads / 2, 1)) i;

INSERT INTO crm.leads (id, tenant_id, client_id, insurance_type_id, status_id, source_id, assigned_agent_id,
    current_carrier, current_premium, x_date, quoted_premium, umbrella_requested, auto_data, auto_schema_version,
    ai_follow_up_priority, received_at, first_contact_at, next_follow_up_at, created_at, updated_at)
  SELECT 1000 + i, 1, 1000 + 1 + i % greatest(:leads / 2, 1),
         (ARRAY['auto', 'auto', 'home', 'renters', 'general_liability'])[1 + (pg_temp.dice(i, 4) * 5)::int % 5],
         (ARRAY['new', 'attempting', 'contacted', 'quoting', 'quoted', 'lost', 'bound', 'nurture'])
           [1 + (pg_temp.dice(i, 5) * 8)::int % 8],
         (ARRAY['website', 'client_referral', 'aggregator_shared', 'x_date_list'])[1 + (pg_temp.dice(i, 6) * 4)::int % 4],
         CASE WHEN pg_temp.dice(i, 7) < 0.7 THEN 1001 + (pg_temp.dice(i, 8) * 50)::int % 50 END,
         (ARRAY['Acme', 'Harbor Mutual', 'Pioneer'])[1 + (pg_temp.dice(i, 9) * 3)::int % 3],
         CASE WHEN pg_temp.dice(i, 10) < 0.7 THEN round((300 + 3000 * pg_temp.dice(i, 11))::numeric, 2) END,
         CASE WHEN pg_temp.dice(i, 12) < 0.7
              THEN current_date - 60 + (pg_temp.dice(i, 13) * 365)::int END,
         CASE WHEN pg_temp.dice(i, 14) < 0.3 THEN round((300 + 2500 * pg_temp.dice(i, 15))::numeric, 2) END,
         pg_temp.dice(i, 16) < 0.05,
         CASE WHEN d.has THEN d.doc END, CASE WHEN d.has THEN 1 END,
         CASE WHEN pg_temp.dice(i, 18) < 0.3 THEN 1 + (pg_temp.dice(i, 19) * 5)::int % 5 END,
         now() - interval '1 minute' - pg_temp.dice(i, 20) * interval '365 days',
         CASE WHEN pg_temp.dice(i, 21) < 0.6 THEN now() - pg_temp.dice(i, 20) * interval '300 days' END,
         CASE WHEN pg_temp.dice(i, 22) < 0.3 THEN now() + (pg_temp.dice(i, 23) - 0.5) * interval '20 days' END,
         now() - interval '400 days', now() - interval '400 days'
  FROM generate_series(1, :leads) i,
       LATERAL (SELECT pg_temp.dice(i, 17) < 0.3 AS has,
                  jsonb_build_object('state', 'TX',
                    'prior', jsonb_build_object('carrier', 'Acme', 'lapse_reason',
                       CASE WHEN pg_temp.dice(i, 24) < 0.1 THEN 'non_payment' ELSE 'none' END),
                    'drivers', jsonb_build_array(jsonb_build_object('id', 'd1', 'accidents',
                       CASE WHEN pg_temp.dice(i, 25) < 0.2
                            THEN '[{"kind": "at_fault_injury"}]'::jsonb ELSE '[]'::jsonb END)),
                    'vehicles', CASE WHEN i % 2 = 0 THEN '[{"id": "v1"}]'::jsonb
                                     ELSE '[{"id": "v1"}, {"id": "v2"}]'::jsonb END) AS doc) d;

INSERT INTO crm.lead_communications (id, tenant_id, lead_id, client_id, agent_id, communication_type_id, direction,
    subject, body, occurred_at, outcome, ai_sentiment, created_at, updated_at)
  SELECT 1000 + i, 1, 1001 + i % :leads, 1000 + 1 + (1 + i % :leads) % greatest(:leads / 2, 1),
         1001 + i % 50, (SELECT array_agg(id ORDER BY id) FROM crm.communication_types)[1 + i % 8],
         CASE WHEN pg_temp.dice(i, 30) < 0.4 THEN 'inbound' ELSE 'outbound' END,
         'Subject ' || i, 'Body of message ' || i,
         now() - pg_temp.dice(i, 31) * interval '300 days',
         CASE WHEN pg_temp.dice(i, 32) < 0.05 THEN 'quote_requested' END,
         CASE WHEN pg_temp.dice(i, 33) < 0.5 THEN round((2 * pg_temp.dice(i, 34) - 1)::numeric, 3) END,
         now() - interval '300 days', now() - interval '300 days'
  FROM generate_series(1, :leads::bigint * :events) i
  ORDER BY 2, 3;
COMMIT;
VACUUM (ANALYZE) crm.leads, crm.clients, crm.addresses, crm.lead_communications, crm.agents;
