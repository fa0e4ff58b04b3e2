-- The moves between lead statuses that ship: every status can be reached, left and come back to.
\set ON_ERROR_ROLLBACK on
BEGIN;

SELECT category, string_agg(id || coalesce(' [' || stamps || ']', ''), ', ' ORDER BY sort_order) AS statuses
FROM crm.lead_statuses GROUP BY category ORDER BY category;
SELECT id AS initial FROM crm.lead_statuses WHERE is_initial;

-- What the default of leads.status_id names exists and is initial.
SELECT s.is_initial
FROM pg_attrdef AS d JOIN pg_attribute AS a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
  JOIN crm.lead_statuses AS s ON pg_get_expr(d.adbin, d.adrelid) = quote_literal(s.id) || '::text'
WHERE d.adrelid = 'crm.leads'::regclass AND a.attname = 'status_id';

-- Every status is reached from an initial one.
WITH RECURSIVE reached AS (
  SELECT id FROM crm.lead_statuses WHERE is_initial
  UNION
  SELECT t.to_status_id FROM reached AS r JOIN crm.lead_status_transitions AS t ON t.from_status_id = r.id
)
SELECT id AS never_reached FROM crm.lead_statuses WHERE id NOT IN (SELECT id FROM reached);

-- From every status the open ones can be reached again: nothing is closed for ever.
WITH RECURSIVE back AS (
  SELECT s.id AS start, s.id FROM crm.lead_statuses AS s
  UNION
  SELECT b.start, t.to_status_id FROM back AS b JOIN crm.lead_status_transitions AS t ON t.from_status_id = b.id
)
SELECT s.id AS closed_for_ever FROM crm.lead_statuses AS s
WHERE NOT EXISTS (SELECT FROM back AS b JOIN crm.lead_statuses AS o ON o.id = b.id
                  WHERE b.start = s.id AND b.id <> s.id AND o.category = 'open');

-- What the moves into a status ask for.
SELECT to_status_id, array_agg(DISTINCT required_fields::text) AS required, bool_or(reason_required) AS may_need_a_reason
FROM crm.lead_status_transitions GROUP BY to_status_id ORDER BY to_status_id;

-- Leaving a lost status for an open one says why.
SELECT t.from_status_id, t.to_status_id
FROM crm.lead_status_transitions AS t JOIN crm.lead_statuses AS f ON f.id = t.from_status_id
  JOIN crm.lead_statuses AS s ON s.id = t.to_status_id
WHERE f.category IN ('won', 'lost') AND s.category = 'open' AND NOT t.reason_required;

-- Required fields are columns of leads.
SELECT DISTINCT f AS no_such_column
FROM crm.lead_status_transitions, unnest(required_fields) AS f
WHERE NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'crm.leads'::regclass AND attname = f AND attnum > 0);

-- A sale by real moves.
INSERT INTO crm.agents (id, display_name) VALUES (1000, 'Ann');
INSERT INTO crm.clients (id, client_type, last_name) VALUES (1000, 'individual', 'Stone');
INSERT INTO crm.leads (id, client_id, insurance_type_id) VALUES (1000, 1000, 'auto');
UPDATE crm.leads SET status_id = 'assigned' WHERE id = 1000;
UPDATE crm.leads SET status_id = 'assigned', assigned_agent_id = 1000 WHERE id = 1000;
UPDATE crm.leads SET status_id = 'contacted' WHERE id = 1000;
UPDATE crm.leads SET status_id = 'quoted' WHERE id = 1000;
UPDATE crm.leads SET status_id = 'quoted', quoted_premium = 1480 WHERE id = 1000;
UPDATE crm.leads SET status_id = 'lost' WHERE id = 1000;
UPDATE crm.leads SET status_id = 'lost', lost_reason_id = 'price' WHERE id = 1000;
UPDATE crm.leads SET status_id = 'contacted' WHERE id = 1000;
UPDATE crm.leads SET status_id = 'contacted', status_reason = 'their price went up' WHERE id = 1000;
UPDATE crm.leads SET status_id = 'bound' WHERE id = 1000;
SELECT from_status_id, to_status_id, reason FROM crm.lead_status_changes WHERE lead_id = 1000 ORDER BY changed_at, from_status_id;
SELECT status_id, assigned_at IS NOT NULL AS assigned, quoted_at IS NOT NULL AS quoted, bound_at IS NOT NULL AS bound
FROM crm.leads WHERE id = 1000;

ROLLBACK;
