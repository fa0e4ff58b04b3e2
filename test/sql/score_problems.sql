-- Scores that cannot be had: no model in force, a zone that is none, priorities of too many models; and a queue that must score.
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
INSERT INTO crm.clients (id, client_type, last_name) VALUES (1000, 'individual', 'Cole');
INSERT INTO crm.leads (id, client_id, insurance_type_id, received_at) SELECT 1000 + i, 1000, 'auto', '2031-01-01' FROM generate_series(1, 1100) i;

-- More than a thousand leads that nobody has scored.
SELECT count(*) FROM crm.lead_queue(page_size => 5, as_of => '2031-03-01');

-- Stored under more rates than one model has.
INSERT INTO crm.lead_scores (lead_id, model, model_version, score, priority_slope, priority_key, next_change_at, scored_at)
  SELECT 1000 + i, 'other', 1, 50, i / 1024.0, 1, 'infinity', '2031-01-01' FROM generate_series(1, 1100) i
  ON CONFLICT (lead_id, tenant_id) DO UPDATE SET model = 'other', model_version = 1, score = 50, priority_slope = excluded.priority_slope, priority_key = 1, next_change_at = 'infinity', scored_at = '2031-01-01';
SELECT count(*) FROM crm.lead_queue(page_size => 5, as_of => '2031-03-01');

-- A name that the server's AT TIME ZONE knows and no calendar does.
UPDATE crm.tenants SET timezone = 'CEST' WHERE id = 1;
SELECT score FROM crm.score_lead(1001, '2031-03-01');
UPDATE crm.tenants SET timezone = 'America/New_York' WHERE id = 1;

-- A tenant that is not there has no model either, but that is not the trouble.
SELECT score FROM crm.score_lead(1001, '2031-03-01', tenant => 777);
UPDATE crm.score_models SET status = 'retired' WHERE status = 'active';
SELECT score FROM crm.score_lead(1001, '2031-03-01');

-- What the compiler takes and the schema of models does not.
SELECT crm.publish_score_model('trial', definition || '{"title": 5}') FROM crm.score_models WHERE name = 'default';
ROLLBACK;
