-- Any number of leads and events, set-based, the same rows each time: for measuring anything on a database of
-- size.
--
--   createdb bench && psql -d bench -c 'CREATE EXTENSION crm'
--   psql -d bench -v leads=1000000 -v events=5000000 -f bench/load.sql
--
--   leads    how many leads (default 100000), for 0.8 clients each
--   events   how many communications (default 5 a lead); most leads have a few, some have many
--   longest  how many of them the first lead gets (default 20000, at most half): one long history
--   as_of    the moment it is loaded for (default now)
--
-- Needs a superuser and empty client, lead and communication tables.  Triggers and foreign-key checks are off
-- while it loads (session_replication_role = replica), as docs/dba.md recommends for bulk loads that are
-- known to be right; what triggers would have kept (client ids, contact times, first contact) is computed
-- set-based instead. Indexes are dropped and built again in the same transaction.  demo/agency.sql is the one
-- to look at; here words repeat.

\set ON_ERROR_STOP on
\set QUIET on
\if :{?leads} \else \set leads 100000 \endif
\if :{?events}
\else
  SELECT 5 * :leads AS events \gset
\endif
\if :{?longest} \else \set longest 20000 \endif
\if :{?as_of} \else \set as_of '' \endif
\timing off

BEGIN;
SET LOCAL session_replication_role = replica;
SET LOCAL synchronous_commit = off;
SET LOCAL work_mem = '256MB';
SET LOCAL maintenance_work_mem = '1GB';
SET LOCAL max_parallel_maintenance_workers = 2;
SET LOCAL jit = off;

DO $$
BEGIN
  IF EXISTS (SELECT FROM crm.clients) OR EXISTS (SELECT FROM crm.leads)
    OR EXISTS (SELECT FROM crm.lead_communications) THEN
    RAISE 'there are clients, leads or communications already'
      USING ERRCODE = 'object_not_in_prerequisite_state',
      HINT = 'Load into a new database; nothing was changed.';
  END IF;
END $$;

SELECT crm.current_tenant() AS tenant, least(:longest, :events / 2) AS longest,
       coalesce(nullif(:'as_of', '')::timestamptz, date_trunc('hour', now())) AS as_of,
       clock_timestamp() AS started \gset

-- 0 up to 1 from a number and a salt; inlined.
CREATE FUNCTION pg_temp.dice(n bigint, salt int) RETURNS float8 LANGUAGE sql IMMUTABLE AS
  $$ SELECT (pg_catalog.hashint8extended($1, $2) & 1073741823) / 1073741824.0::float8 $$;
CREATE FUNCTION pg_temp.among(items text[], n bigint, salt int) RETURNS text LANGUAGE sql IMMUTABLE AS
  $$ SELECT $1[1 + (pg_catalog.hashint8extended($2, $3) & 1073741823) % pg_catalog.cardinality($1)] $$;

-- Indexes that only speed up reading: gone while rows come in.
CREATE TEMP TABLE bench_indexes ON COMMIT DROP AS
SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition,
       obj_description(i.indexrelid, 'pg_class') AS note
FROM pg_index AS i
WHERE i.indrelid IN ('crm.clients'::regclass, 'crm.leads'::regclass, 'crm.lead_communications'::regclass,
                     'crm.lead_status_changes'::regclass, 'crm.lead_notes'::regclass,
                     'crm.opportunities'::regclass, 'crm.lead_marketing_settings'::regclass)
  AND NOT i.indisunique AND NOT EXISTS (SELECT FROM pg_constraint AS c WHERE c.conindid = i.indexrelid);
SELECT format('DROP INDEX %s', name) FROM bench_indexes \gexec

\qecho 'agents, addresses, clients'
-- Agents 1 to 20 list no licences and may work every lead; the others some states and lines.
INSERT INTO crm.agents (id, tenant_id, display_name, email, licensed_states, lines, daily_capacity)
SELECT i, :tenant, 'Agent ' || i, 'agent' || i || '@example.com',
       CASE WHEN i <= 20 THEN '{}' WHEN i % 4 = 0 THEN ARRAY['NC', 'SC']
         ELSE ARRAY['NC', 'SC', 'VA', 'GA', 'TN', 'FL', 'TX', 'OH'] END,
       CASE WHEN i <= 20 THEN '{}' WHEN i % 5 = 0 THEN ARRAY['commercial']
         WHEN i % 5 = 1 THEN ARRAY['life_health', 'personal'] ELSE ARRAY['personal'] END, 40
FROM generate_series(1, 50) AS i;

INSERT INTO crm.addresses (id, tenant_id, line1, city, state, postal_code, timezone)
SELECT i, :tenant, (100 + i) || ' Main St', t.city, t.state, lpad((t.zip + i % 40)::text, 5, '0'), t.timezone
FROM generate_series(1, greatest(1, (:leads * 0.8)::bigint)) AS i
  JOIN (VALUES (0, 'Charlotte', 'NC', 28202, 'America/New_York'),
               (1, 'Raleigh', 'NC', 27601, 'America/New_York'),
               (2, 'Greenville', 'SC', 29601, 'America/New_York'),
               (3, 'Richmond', 'VA', 23219, 'America/New_York'),
               (4, 'Marietta', 'GA', 30060, 'America/New_York'),
               (5, 'Nashville', 'TN', 37201, 'America/Chicago'),
               (6, 'Dallas', 'TX', 75201, 'America/Chicago'),
               (7, 'Columbus', 'OH', 43201, 'America/New_York'))
    AS t (n, city, state, zip, timezone) ON t.n = i % 8;

-- Who each lead is: narrow, joined by everything below.
CREATE TEMP TABLE bench_leads ON COMMIT DROP AS
SELECT i AS lead_id, 1 + (i - 1) % greatest(1, (:leads * 0.8)::bigint) AS client_id, i % 8 AS town,
       :'as_of'::timestamptz - interval '5 minutes' - interval '1096 days' * power(pg_temp.dice(i, 1),
           1.3) AS received_at,
       (1 + (i * 7) % 50)::bigint AS agent_id, pg_temp.dice(i, 2) AS fate,
       pg_temp.among('{auto,auto,auto,auto,auto,home,home,home,renters,bop,workers_comp,commercial_auto,
           term_life,umbrella,boat}', i, 3) AS type
FROM generate_series(1, :leads::bigint) AS i;

\qecho 'communications'
-- A power of chance spreads events unevenly: half of the leads have a third of the talks.  The first lead's
-- history comes on top.
INSERT INTO crm.lead_communications (id, tenant_id, lead_id, client_id, agent_id, communication_type_id,
                                     direction, subject,
                                     body, occurred_at, outcome, duration, ai_sentiment, counted_at,
                                     created_at, updated_at)
SELECT e.i, :tenant, e.lead_id, e.client_id, e.agent_id,
       CASE WHEN e.type = 'email' AND e.d < 0.04 THEN 'web_form' ELSE e.type END,
       CASE WHEN e.d < 0.36 THEN 'inbound' ELSE 'outbound' END,
       CASE e.type WHEN 'email'
         THEN pg_temp.among('{Your quote,Question,Missing page,Renewal,Re: your quote,Next step}', e.i, 12) END,
       pg_temp.among(ARRAY['Went through the quote line by line; the deductible is the open question.',
         'No answer, left a message with the telephone number and the reason for the call.',
         'Sent the declarations page by e-mail, second car is on page two.',
         'Wants to wait for the renewal offer before deciding.',
         'Please call after five, at work until then.',
         'Explained uninsured motorist limits, agreed to raise them.',
         'Comparison attached: same limits, lower premium, roof at replacement cost.',
         'Spouse joins the next call.', 'Loss runs requested from the carrier, ten days.',
         'Asked for monthly payments without a fee.', 'Closing moved by a week, binder date changed.',
         'Thank you, that answers it.'], e.i, 13)
         || ' Premium mentioned: $' || (300 + (pg_temp.dice(e.i, 14) * 4000)::int) || '.',
       e.at,
       CASE WHEN e.type = 'sms' AND e.d < 0.004 THEN 'opted_out'
         WHEN e.type = 'call' AND e.d > 0.99 THEN 'wrong_number'
         WHEN e.type IN ('call', 'voicemail')
         THEN pg_temp.among('{answered,no_answer,answered,voicemail}', e.i, 15) ELSE 'sent' END,
       CASE WHEN e.type IN ('call', 'meeting')
         THEN (20 + (pg_temp.dice(e.i, 16) * 900)::int) * interval '1 second' END,
       CASE WHEN e.d < 0.4 THEN round((2 * pg_temp.dice(e.i, 18) - 1)::numeric, 3) END, e.at, e.at, e.at
FROM (SELECT i, pg_temp.dice(i, 20) AS d, b.lead_id, b.client_id, b.agent_id,
             pg_temp.among('{call,call,call,sms,sms,email,email,email,voicemail,meeting}', i, 11) AS type,
             b.received_at + (:'as_of'::timestamptz - b.received_at)
               * CASE WHEN i <= :longest THEN pg_temp.dice(i, 19) ELSE power(pg_temp.dice(i, 19), 4) END AS at
      FROM generate_series(1, :events::bigint) AS i
        JOIN bench_leads AS b ON b.lead_id = CASE WHEN i <= :longest THEN 1
          ELSE 1 + floor(power(pg_temp.dice(i, 21), 1.6) * :leads)::bigint END
      OFFSET 0) AS e;

-- What the triggers would have carried over.
CREATE TEMP TABLE bench_contacts ON COMMIT DROP AS
SELECT c.lead_id, max(c.occurred_at) AS last_at, min(c.occurred_at) AS first_at
FROM crm.lead_communications AS c JOIN crm.communication_types AS t ON t.id = c.communication_type_id
WHERE t.counts_as_contact GROUP BY c.lead_id;
ANALYZE bench_leads;
ANALYZE bench_contacts;

INSERT INTO crm.clients (id, tenant_id, client_type, first_name, last_name, business_name, email, phone,
                         address_id,
                         owner_agent_id, lifecycle, last_contact_at, created_at, updated_at)
SELECT i, :tenant, CASE WHEN firm THEN 'business' ELSE 'individual' END,
       CASE WHEN NOT firm THEN pg_temp.among('{James,Olivia,Marcus,Emily,Brian,Danielle,Kevin,Sarah,Luis,
           Hannah}', i, 31) END,
       CASE WHEN NOT firm THEN pg_temp.among('{Anderson,Bennett,Castillo,Dawson,Ellison,Greer,Nguyen,Ortega,
           Patel,Quinn}', i, 32) || ' ' || i END,
       CASE WHEN firm THEN pg_temp.among('{Blue Ridge,Piedmont,Catawba,Summit,Lakeside}', i, 33) || ' '
         || pg_temp.among('{Roofing,Electric,Dental,Freight,Bakery}', i, 34) || ' ' || i END,
       CASE WHEN pg_temp.dice(i, 35) < 0.85 THEN 'client' || i || '@example.com' END,
       CASE WHEN pg_temp.dice(i, 36) < 0.95 THEN '+1704' || lpad((i % 10000000)::text, 7, '0') END, i,
       1 + (i * 7) % 50,
       CASE WHEN pg_temp.dice(i, 37) < 0.25 THEN 'insured' ELSE 'prospect' END, k.last_at,
       :'as_of'::timestamptz - interval '1100 days', :'as_of'::timestamptz - interval '1100 days'
FROM (SELECT b.client_id AS i, bool_or(b.type IN ('bop', 'workers_comp', 'commercial_auto')
       AND b.lead_id = b.client_id) AS firm,
             max(c.last_at) AS last_at
      FROM bench_leads AS b LEFT JOIN bench_contacts AS c USING (lead_id) GROUP BY b.client_id) AS k
ORDER BY i;

\qecho 'leads'
INSERT INTO crm.leads (id, tenant_id, client_id, insurance_type_id, status_id, source_id, assigned_agent_id,
                       current_carrier,
                       current_premium, x_date, quoted_premium, umbrella_requested, auto_data,
                       auto_schema_version, home_data,
                       home_schema_version, commercial_data, commercial_schema_version, lost_reason_id,
                       received_at, assigned_at,
                       first_contact_at, last_contact_at, next_follow_up_at, quoted_at, bound_at, lost_at,
                       status_changed_at, ai_follow_up_priority,
                       created_at, updated_at)
SELECT l.lead_id, :tenant, l.client_id, l.type, s.status,
       pg_temp.among('{website,search_ads,client_referral,aggregator_shared,aggregator_exclusive,
           x_date_list,call_in,cross_sell,realtor}', l.lead_id, 41),
       CASE WHEN s.status NOT IN ('new', 'attempting') THEN l.agent_id END,
       CASE WHEN s.insured THEN pg_temp.among('{Evergreen Direct,Summit National,Liberty Oak,Northgate,
           Crestline}', l.lead_id, 42) END,
       CASE WHEN s.insured THEN s.premium END,
       CASE WHEN s.insured THEN (:'as_of'::timestamptz + interval '1 day' * (CASE
             WHEN s.open THEN -20 + 200 * pg_temp.dice(l.lead_id, 43)
         ELSE 365 * pg_temp.dice(l.lead_id, 43) END))::date END,
       CASE WHEN s.status IN ('quoted', 'deciding', 'bound') OR s.status = 'lost' AND l.lead_id % 2 = 0
         THEN round((s.premium * (0.8 + 0.35 * pg_temp.dice(l.lead_id, 44)))::numeric) END,
       pg_temp.dice(l.lead_id, 45) < 0.06,
       CASE WHEN l.type = 'auto' AND s.documented THEN jsonb_build_object('state', 'NC', 'term_months', 6,
         'prior', jsonb_build_object('carrier', 'Evergreen Direct', 'years_continuous', l.lead_id % 15,
           'lapse_reason',
           CASE WHEN l.lead_id % 11 = 0 THEN 'non_payment' ELSE 'none' END),
         'drivers', jsonb_build_array(jsonb_build_object('id', 'd1',
             'date_of_birth', make_date(1950 + (l.lead_id % 55)::int, 3, 14),
             'license_status', 'valid', 'relation', 'insured'))
           || CASE WHEN l.lead_id % 2 = 0
               THEN '[{"id": "d2", "relation": "spouse", "accidents": [{"kind": "not_at_fault"}]}]'::jsonb
                 ELSE '[]' END
           || CASE WHEN l.lead_id % 9 = 0
               THEN '[{"id": "d3", "relation": "child", "accidents": [{"kind": "at_fault_no_injury"}]}]'::jsonb ELSE '[]' END,
         'vehicles', jsonb_build_array(jsonb_build_object('id', 'v1', 'year', 2005 + (l.lead_id % 20)::int,
             'make', 'Toyota', 'model', 'RAV4',
             'annual_mileage', 6000 + 100 * (l.lead_id % 90)::int))
           || CASE WHEN l.lead_id % 3 > 0
               THEN '[{"id": "v2", "year": 2015, "make": "Honda", "model": "Civic"}]'::jsonb
                 ELSE '[]' END) END,
       CASE WHEN l.type = 'auto' AND s.documented THEN 1 END,
       CASE WHEN l.type = 'home' AND s.documented
           THEN jsonb_build_object('dwellings', jsonb_build_array(jsonb_build_object('id', 'h1',
         'form', 'HO-3', 'year_built', 1950 + (l.lead_id % 70)::int, 'square_feet',
         900 + 10 * (l.lead_id % 250)::int,
         'roof_year', 2000 + (l.lead_id % 25)::int)), 'coverages',
         '{"e_liability": 300000, "deductible": 1000}'::jsonb)
           || CASE WHEN l.lead_id % 8 = 0
               THEN '{"losses": [{"date": "2023-04-02", "kind": "water_pipe", "amount_paid": 5200}]}'::jsonb
                 ELSE '{}' END END,
       CASE WHEN l.type = 'home' AND s.documented THEN 1 END,
       CASE WHEN l.type IN ('bop', 'workers_comp', 'commercial_auto')
         AND s.documented THEN jsonb_build_object('lines_requested',
         jsonb_build_array(CASE l.type WHEN 'bop' THEN 'bop' WHEN 'workers_comp' THEN 'wc' ELSE 'auto' END),
         'naics', '238160',
         'annual_revenue', 100000 * (1 + l.lead_id % 60), 'employees_full', (l.lead_id % 40)::int)
           || CASE WHEN l.type = 'workers_comp'
               THEN jsonb_build_object('wc', jsonb_build_object('experience_mod',
                   0.7 + (l.lead_id % 9) / 10.0)) ELSE '{}' END END,
       CASE WHEN l.type IN ('bop', 'workers_comp', 'commercial_auto') AND s.documented THEN 1 END,
       CASE WHEN s.status = 'lost'
           THEN pg_temp.among('{price,price,stayed_with_carrier,bought_elsewhere,no_response,bad_timing}',
               l.lead_id, 46) END,
       l.received_at, CASE WHEN s.status NOT IN ('new', 'attempting') THEN least(l.received_at + interval '2 hours',
           :'as_of'::timestamptz) END,
       CASE WHEN s.status <> 'new' THEN c.first_at END, c.last_at,
       CASE WHEN s.status IN ('contacted', 'quoting', 'quoted', 'deciding', 'nurture')
         AND pg_temp.dice(l.lead_id, 47) < 0.7
         THEN :'as_of'::timestamptz + interval '1 day' * (-5 + 20 * pg_temp.dice(l.lead_id, 48)) END,
       CASE WHEN s.status IN ('quoted', 'deciding', 'bound')
           THEN s.moved_at - (s.moved_at - l.received_at) * 0.3 END,
       CASE WHEN s.status = 'bound' THEN s.moved_at END, CASE WHEN s.status = 'lost' THEN s.moved_at END,
       s.moved_at,
       CASE WHEN s.open AND pg_temp.dice(l.lead_id, 49) < 0.3 THEN 1 + l.lead_id % 5 END,
       l.received_at, s.moved_at
FROM bench_leads AS l LEFT JOIN bench_contacts AS c USING (lead_id),
     LATERAL (
       SELECT f.status, f.status NOT IN ('bound', 'lost', 'nurture', 'unreachable', 'waiting_x_date') AS open,
              pg_temp.dice(l.lead_id, 51) < 0.75 AS insured, f.status <> 'new'
                AND pg_temp.dice(l.lead_id, 52) < 0.8 AS documented,
              round((250 + 3200 * power(pg_temp.dice(l.lead_id, 53), 1.5)
                + CASE WHEN l.type IN ('bop', 'workers_comp', 'commercial_auto') THEN 4000
                  ELSE 0 END)::numeric) AS premium,
              CASE WHEN f.status = 'new' THEN l.received_at
                   ELSE l.received_at + (:'as_of'::timestamptz - l.received_at) * 0.1 * pg_temp.dice(l.lead_id, 54) END AS moved_at
       FROM (SELECT CASE
               WHEN l.fate < 0.03 THEN 'new' WHEN l.fate < 0.07 THEN 'attempting'
                 WHEN l.fate < 0.10 THEN 'contacted'
               WHEN l.fate < 0.12 THEN 'quoting' WHEN l.fate < 0.17 THEN 'quoted'
                 WHEN l.fate < 0.20 THEN 'deciding'
               WHEN l.fate < 0.26 THEN 'nurture' WHEN l.fate < 0.32 THEN 'waiting_x_date'
                 WHEN l.fate < 0.38 THEN 'unreachable'
               WHEN l.fate < 0.62 THEN 'bound' ELSE 'lost' END AS status) AS f
     ) AS s;

\qecho 'histories, notes, deals, settings'
INSERT INTO crm.lead_status_changes (id, tenant_id, lead_id, client_id, from_status_id, to_status_id,
                                     changed_at, changed_by,
                                     lost_reason_id, time_in_status)
SELECT md5(l.id || '/' || m.step)::uuid, :tenant, l.id, l.client_id, m.from_status, m.to_status,
       l.received_at + (l.status_changed_at - l.received_at) * m.part, 'agent',
       CASE WHEN m.to_status = 'lost' THEN l.lost_reason_id END,
       (l.status_changed_at - l.received_at) * m.stayed
FROM crm.leads AS l,
     LATERAL (VALUES (1, 'new', 'attempting', 0.1, 0.1, l.status_id <> 'new'),
                     (2, 'attempting', 'contacted', 0.4, 0.3,
                         l.status_id NOT IN ('new', 'attempting', 'unreachable')),
                     (3, 'attempting', 'unreachable', 1.0, 0.9, l.status_id = 'unreachable'),
                     (3, 'contacted', 'quoted', 0.7, 0.3, l.quoted_premium IS NOT NULL),
                     (4, CASE WHEN l.quoted_premium IS NOT NULL THEN 'quoted' ELSE 'contacted' END,
                      l.status_id, 1.0, 0.3,
                      l.status_id NOT IN ('new', 'attempting', 'unreachable', 'contacted', 'quoted')))
       AS m (step, from_status, to_status, part, stayed, happened)
WHERE m.happened;

INSERT INTO crm.lead_notes (id, tenant_id, lead_id, client_id, author, body, created_at, created_by,
       updated_at)
SELECT l.lead_id, :tenant, l.lead_id, l.client_id, 'agent' || l.agent_id,
       pg_temp.among(ARRAY['Prefers texts after five.', 'Decides together with the spouse.',
         'Price first, then service.',
         'Roof receipt on file.', 'Uses subcontractors, certificates in a binder.'], l.lead_id, 61),
       l.received_at + interval '3 hours', 'agent', l.received_at + interval '3 hours'
FROM bench_leads AS l
WHERE l.lead_id % 5 = 0 AND l.received_at + interval '3 hours' < :'as_of'::timestamptz;

INSERT INTO crm.opportunities (id, tenant_id, lead_id, client_id, stage_id, name, premium, commission_rate,
                               expected_close_on, agent_id, won_at, stage_changed_at, created_at, updated_at)
SELECT l.id, :tenant, l.id, l.client_id,
       CASE l.status_id WHEN 'bound' THEN 'won' WHEN 'quoted' THEN 'proposal' ELSE 'negotiation' END,
       'Deal of lead ' || l.id, l.quoted_premium, 0.12, l.x_date, l.assigned_agent_id, l.bound_at,
       l.status_changed_at, l.quoted_at, l.status_changed_at
FROM crm.leads AS l
WHERE l.status_id IN ('quoted', 'deciding', 'bound');

INSERT INTO crm.lead_marketing_settings (id, tenant_id, lead_id, client_id, email_opt_in, sms_opt_in,
                                         call_opt_in, do_not_contact, created_at, updated_at)
SELECT b.lead_id, :tenant, b.lead_id, b.client_id, pg_temp.dice(b.lead_id, 71) < 0.7,
       pg_temp.dice(b.lead_id, 72) < 0.4, pg_temp.dice(b.lead_id, 73) < 0.5, pg_temp.dice(b.lead_id, 74) < 0.04,
       b.received_at, b.received_at
FROM bench_leads AS b
WHERE pg_temp.dice(b.lead_id, 75) < 0.5;

\qecho 'indexes'
SELECT definition FROM bench_indexes ORDER BY name \gexec
SELECT format('COMMENT ON INDEX %s IS %L', name, note) FROM bench_indexes WHERE note IS NOT NULL \gexec

SELECT setval('crm.agents_id_seq', 50), setval('crm.addresses_id_seq', (SELECT max(id) FROM crm.addresses)),
       setval('crm.clients_id_seq', (SELECT max(id) FROM crm.clients)),
       setval('crm.leads_id_seq', (SELECT max(id) FROM crm.leads)),
       setval('crm.lead_communications_id_seq', (SELECT max(id) FROM crm.lead_communications)),
       setval('crm.opportunities_id_seq', (SELECT coalesce(max(id), 1) FROM crm.opportunities)),
       setval('crm.lead_marketing_settings_id_seq', (SELECT max(id) FROM crm.lead_marketing_settings)),
       setval('crm.lead_notes_id_seq', (SELECT coalesce(max(id), 1) FROM crm.lead_notes)) \g /dev/null
COMMIT;

\qecho 'vacuum, analyze'
VACUUM (ANALYZE) crm.agents, crm.addresses, crm.clients, crm.leads, crm.lead_communications,
crm.lead_status_changes, crm.lead_notes, crm.opportunities, crm.lead_marketing_settings;
SELECT :leads AS leads, :events AS events, (SELECT count(*) FROM crm.lead_status_changes) AS moves,
       pg_size_pretty(pg_database_size(current_database())) AS size,
       date_trunc('second', clock_timestamp() - :'started') AS took;
