-- Whom to come back to, what else to sell, renewals, when people answer, data quality; on cases worked out by hand.
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
SET TIME ZONE 'UTC';

UPDATE crm.tenants SET timezone = 'UTC' WHERE id = 1;
INSERT INTO crm.addresses (id, line1, timezone) VALUES (1001, '1 Beach Rd', 'Pacific/Honolulu');
INSERT INTO crm.clients (id, client_type, last_name, first_name, email, phone, address_id, date_of_birth) VALUES
  (1001, 'individual', 'Ames', 'Lee', 'lee@example.com', '719-555-0100', 1001, '1980-01-01'),
  (1002, 'individual', 'Ames', 'LEE', 'LEE@example.com ', '(719) 555-0100', NULL, '1980-01-01'),
  (1003, 'individual', 'Bond', 'Jo', 'jo at example', '555-0100', NULL, NULL),
  (1004, 'individual', 'Cole', 'Al', NULL, 'none', NULL, NULL);
INSERT INTO crm.clients (id, client_type, business_name, employee_count) VALUES
  (1005, 'business', 'Tile Co', 5), (1006, 'business', 'Solo LLC', 0);

-- ---- data quality, before there are leads
SELECT problem, found, total, share, example_id FROM crm.data_quality WHERE of_what = 'clients';

-- ---- what else to sell
INSERT INTO crm.leads (id, client_id, insurance_type_id, status_id, quoted_premium, received_at, bound_at) VALUES
  (1001, 1001, 'home', 'bound', 1000, '2025-01-01', '2025-01-10'),   -- home, no auto
  (1002, 1002, 'home', 'bound', 1200, '2025-01-01', '2025-01-11'), (1003, 1002, 'auto', 'bound', 800, '2025-01-01', '2025-01-12'),
  (1004, 1003, 'auto', 'bound', 900, '2025-01-01', '2025-01-13'), (1005, 1003, 'renters', 'quoted', 200, '2025-01-01', NULL),
  (1006, 1005, 'bop', 'bound', 5000, '2025-01-01', '2025-01-14'), (1007, 1006, 'bop', 'bound', 3000, '2025-01-01', '2025-01-15'),
  (1008, 1004, 'auto', 'lost', 700, '2025-01-01', NULL);
SELECT gap, client, has_since, premium FROM crm.cross_sell_gaps;
-- High limits, by their documents: 1002 by the home's, then by the car's instead; either way one umbrella is missing.
INSERT INTO crm.json_schemas (kind, version, status, schema, published_at) VALUES
  ('home', 1001, 'active', 'true', now()), ('auto', 1001, 'active', 'true', now());
UPDATE crm.leads SET home_data = '{"coverages": {"e_liability": 300000}}', home_schema_version = 1001 WHERE id = 1002;
SELECT gap, client FROM crm.cross_sell_gaps WHERE gap ~ 'umbrella';
UPDATE crm.leads SET home_data = '{"coverages": {"e_liability": 299999}}' WHERE id = 1002;
SELECT gap, client FROM crm.cross_sell_gaps WHERE gap ~ 'umbrella';
UPDATE crm.leads SET auto_data = '{"coverages": {"liability": {"kind": "split", "bi_per_person": 250000, "bi_per_accident": 500000}}}',
                     auto_schema_version = 1001 WHERE id = 1003;
SELECT gap, client FROM crm.cross_sell_gaps WHERE gap ~ 'umbrella';
UPDATE crm.leads SET auto_data = '{"coverages": {"liability": "unknown"}}' WHERE id = 1003;
SELECT gap, client FROM crm.cross_sell_gaps WHERE gap ~ 'umbrella';
-- Being sold one closes the gap.
INSERT INTO crm.leads (id, client_id, insurance_type_id, status_id) VALUES (1009, 1002, 'umbrella', 'new');
SELECT count(*) FROM crm.cross_sell_gaps WHERE gap ~ 'umbrella';
DELETE FROM crm.leads WHERE id = 1009;
-- A condo is a home.
UPDATE crm.leads SET insurance_type_id = 'condo', home_data = NULL, home_schema_version = NULL WHERE id = 1002;
SELECT gap, client FROM crm.cross_sell_gaps WHERE client = (SELECT display_name FROM crm.clients WHERE id = 1002);
UPDATE crm.leads SET insurance_type_id = 'home' WHERE id = 1002;

-- ---- nothing planned
UPDATE crm.leads SET next_follow_up_at = NULL WHERE id = 1005;
INSERT INTO crm.leads (id, client_id, insurance_type_id, status_id, next_follow_up_at, ai_next_action_at) VALUES
  (1011, 1001, 'boat', 'new', now() + interval '1 day', NULL), (1012, 1001, 'boat', 'new', NULL, now() + interval '1 day'),
  (1013, 1001, 'boat', 'new', NULL, NULL), (1014, 1001, 'boat', 'new', NULL, NULL);
INSERT INTO crm.lead_communications (id, lead_id, client_id, communication_type_id, direction, scheduled_at) VALUES
  (1001, 1013, 1001, 'call', 'outbound', now() + interval '1 day');
INSERT INTO crm.opportunities (id, client_id, stage_id, name, next_step) VALUES
  (1001, 1001, 'proposal', 'has one', 'call'), (1002, 1001, 'proposal', 'blank', ' '), (1003, 1001, 'won', 'closed', NULL);
SELECT kind, id, client, stage FROM crm.no_next_step ORDER BY kind, id;

-- ---- coming back: price says 45 days before the X-date; 1023 asked for silence, 1024 is at it again
INSERT INTO crm.leads (id, client_id, insurance_type_id, status_id, lost_reason_id, x_date, received_at) VALUES
  (1021, 1004, 'rv', 'lost', 'price', current_date + 45, now() - interval '9 days'),
  (1022, 1004, 'rv', 'lost', 'price', current_date + 46, now() - interval '9 days'),
  (1023, 1004, 'boat', 'lost', 'price', current_date + 10, now() - interval '9 days'),
  (1024, 1004, 'auto', 'lost', 'price', current_date + 10, now() - interval '9 days'),
  (1025, 1004, 'auto', 'new', NULL, NULL, now() - interval '1 day'),
  (1026, 1004, 'rv', 'lost', 'no_longer_needed', current_date + 10, now() - interval '9 days'),
  (1027, 1004, 'rv', 'lost', 'price', current_date - 1, now() - interval '9 days');
INSERT INTO crm.lead_marketing_settings (id, lead_id, do_not_contact) VALUES (1001, 1023, true);
SELECT lead_id, days_left FROM crm.win_back;

-- ---- renewals: two of three decided ones kept, three quarters of the premium
INSERT INTO crm.opportunities (id, client_id, stage_id, name, kind, premium, expected_close_on) VALUES
  (1011, 1001, 'renewed', 'a', 'renewal', 1000, '2025-03-31'), (1012, 1001, 'renewed', 'b', 'renewal', 500, '2025-03-01'),
  (1013, 1001, 'renewal_lost', 'c', 'renewal', 500, '2025-03-15'), (1014, 1001, 'renewal_offered', 'd', 'renewal', 9, '2025-03-15'),
  (1015, 1001, 'renewal_offered', 'e', 'renewal', 9, '2025-04-15'), (1016, 1001, 'renewed', 'no premium', 'renewal', NULL, '2025-05-15'),
  (1017, 1001, 'won', 'new business', 'new', 9, '2025-03-15');
SELECT * FROM crm.retention;
SELECT month, due FROM crm.retention('2025-03-15', '2025-05-15');
SELECT * FROM crm.retention('2020-01-01', '2021-01-01');
SELECT * FROM crm.retention('2025-05-15', '2025-03-15');

-- ---- when people answer: Monday 20:00 UTC is 10:00 in Honolulu
INSERT INTO crm.lead_communications (id, client_id, communication_type_id, direction, occurred_at)
SELECT 2000 + n, 1001, CASE WHEN n <= 3 THEN 'call' ELSE 'voicemail' END, 'outbound', '2025-03-03 20:00+00' FROM generate_series(1, 4) AS n;
INSERT INTO crm.lead_communications (id, client_id, communication_type_id, direction, occurred_at) VALUES
  (2005, 1002, 'voicemail', 'outbound', '2025-03-03 20:59+00'),          -- without an address: the tenant's time
  (2008, 1002, 'call', 'outbound', '2025-03-03 20:59+00'),
  (2006, 1001, 'call', 'inbound', '2025-03-03 20:00+00'), (2007, 1001, 'email', 'outbound', '2025-03-03 20:00+00');
UPDATE crm.lead_communications SET outcome = 'no_answer' WHERE id = 2008;
UPDATE crm.lead_communications SET outcome = 'answered' WHERE id = 2001;
SELECT count(*), sum(attempts) AS attempts FROM crm.contact_time_heatmap;
-- 3 of 4 and 0 of 2; overall 3 of 6: (3 + 10 * 0.5) / 14, (0 + 5) / 12, 5 / 10
SELECT * FROM crm.contact_time_heatmap WHERE attempts > 0 OR (weekday = 7 AND hour = 0);
SELECT * FROM crm.contact_time_chart;
SELECT sum(attempts), count(smoothed_rate) FROM crm.contact_time_heatmap('2025-03-04', '2025-03-05');
-- The night the clocks go back, Sunday 2 November 2025 in Denver: 01:30 comes twice, and both are of hour 1.
INSERT INTO crm.addresses (id, line1, timezone) VALUES (1002, '2 Peak St', 'America/Denver');
UPDATE crm.clients SET address_id = 1002 WHERE id = 1003;
INSERT INTO crm.lead_communications (id, client_id, communication_type_id, direction, occurred_at) VALUES
  (2011, 1003, 'call', 'outbound', '2025-11-02 07:30+00'), (2012, 1003, 'call', 'outbound', '2025-11-02 08:30+00'),
  (2013, 1003, 'call', 'outbound', '2025-11-02 09:30+00');
SELECT day, hour, attempts FROM crm.contact_time_heatmap('2025-11-01', '2025-11-04') WHERE attempts > 0;
SELECT * FROM crm.contact_time_heatmap('2025-03-05', '2025-03-04');

-- ---- data quality of leads
SELECT of_what, problem, found, total FROM crm.data_quality WHERE of_what <> 'clients';

-- ---- another tenant sees none of it
INSERT INTO crm.tenants (id, name) VALUES (1001, 'Another');
SET crm.tenant_id = '1001';
SELECT (SELECT count(*) FROM crm.no_next_step) + (SELECT count(*) FROM crm.win_back) + (SELECT count(*) FROM crm.cross_sell_gaps)
  + (SELECT count(*) FROM crm.retention) + (SELECT sum(attempts) FROM crm.contact_time_heatmap) + (SELECT sum(total) FROM crm.data_quality) AS rows;

ROLLBACK;
