-- Bars, heat, and the views drawn with them.
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
SET TIME ZONE 'UTC';
UPDATE crm.tenants SET timezone = 'UTC' WHERE id = 1;

SELECT v, crm.bar(v, 10, 10) AS bar, crm.heat(v, 10) AS heat FROM unnest(ARRAY[0, 0.05, 0.1, 1, 2.5, 5, 9.9, 10, 11, -3, NULL]) AS v;
SELECT crm.bar(1, 0), crm.bar(5, 5, -1), crm.bar(5, 5, 3), length(crm.bar(1, 1, 100000)), crm.heat(1, 0);
-- Empty unless both are numbers above 0: not two negative ones, not NaN, which is the greatest; Infinity is one.
SELECT v, m, '[' || crm.bar(v, m, 4) || ']' AS bar, '[' || crm.heat(v, m) || ']' AS heat
FROM (VALUES (-5::numeric, -10::numeric), (5, -10), ('NaN', 10), (5, 'NaN'), ('Infinity', 10), (5, 'Infinity'), ('Infinity', 'Infinity')) AS x (v, m);

-- Without leads: no row, or no bar, and no error.
SELECT count(*) FROM crm.funnel_chart;
SELECT count(*) FROM crm.source_trend;
SELECT bool_and(deals = 0 AND chart = '') FROM crm.pipeline_chart;
SELECT * FROM crm.forecast_chart;

INSERT INTO crm.clients (id, client_type, last_name) VALUES (1001, 'individual', 'Ames');
INSERT INTO crm.leads (id, client_id, insurance_type_id, status_id, source_id, received_at)
SELECT 1000 + n, 1001, 'auto', CASE WHEN n <= 1 THEN 'bound' WHEN n <= 3 THEN 'quoted' WHEN n <= 6 THEN 'contacted' ELSE 'new' END,
       CASE WHEN n <= 5 THEN 'website' END, date_trunc('month', now()) + interval '12 hours' - ((n - 1) % 5) * interval '1 month'
FROM generate_series(1, 8) AS n;
SELECT * FROM crm.funnel_chart;
SELECT label, deals, chart FROM crm.pipeline_chart WHERE deals > 0;
SELECT * FROM crm.source_trend;

INSERT INTO crm.opportunities (id, client_id, stage_id, name, premium, probability, expected_close_on) VALUES
  (1001, 1001, 'proposal', 'a', 1000, 0.5, NULL), (1002, 1001, 'proposal', 'b', 2000, 0.5, NULL);
SELECT * FROM crm.forecast_chart;

-- Cohorts as heat, to the scale of the best month; and what was forecast beside what came.
INSERT INTO crm.leads (id, client_id, insurance_type_id, status_id, received_at)
SELECT 1010 + n, 1001, 'auto', CASE WHEN n < 4 THEN 'bound' ELSE 'new' END, '2023-01-10' FROM generate_series(1, 4) AS n;
INSERT INTO crm.lead_status_changes (lead_id, client_id, from_status_id, to_status_id, changed_at)
SELECT 1010 + n, 1001, 'new', 'bound', timestamptz '2023-01-10' + (ARRAY[3, 20, 60])[n] * interval '1 day' FROM generate_series(1, 3) AS n;
SELECT * FROM crm.cohort_chart WHERE month <= '2023-02';
-- Of three quarters, a quarter is a third: the second of four shades.
UPDATE crm.opportunities SET created_at = '2025-01-15', stage_id = 'won', won_at = '2025-02-10', expected_close_on = '2025-02-20' WHERE id = 1001;
UPDATE crm.opportunities SET created_at = '2025-01-15', expected_close_on = '2025-02-20' WHERE id = 1002;
SELECT month, forecast, came FROM crm.accuracy_chart WHERE month IN ('2025-02', '2025-03');

ROLLBACK;
