-- Score models: published as versions, checked with the place of what is wrong.
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
SET LOCAL timezone = 'UTC';

-- The shipped one follows its schema and is in force.
SELECT name, version, status, is_builtin, tenant_id IS NULL AS everybodys,
       crm.json_is_valid(crm.score_model_schema(), definition) AS follows_schema
  FROM crm.score_models;
SELECT factor, factor_group, kind, feature, min_points, max_points
  FROM crm.score_model_factors((SELECT definition FROM crm.score_models WHERE name = 'default')) LIMIT 6;
SELECT feature, type FROM crm.score_features() WHERE refusal IS NULL AND feature LIKE 'history.%' ORDER BY 1;
SELECT feature, left(refusal, 60) AS refusal FROM crm.score_features() WHERE refusal IS NOT NULL ORDER BY 1;

-- A definition to vary: psql's :'d', with one part replaced.
CREATE TEMP TABLE d AS SELECT '{
  "base_points": 10,
  "groups": {"fit": {"min": -10, "max": 20}},
  "factors": [
    {"name": "x", "group": "fit", "kind": "bins", "feature": "lead.x_date", "measure": "days_until",
     "bins": [{"below": 30, "points": 5}, {"points": 1}]}],
  "grades": [{"grade": "A", "from": 50}, {"grade": "B", "from": 0}],
  "probability": {"score": 50, "odds": 0.2, "points_to_double_odds": 15},
  "value": {"premium": ["lead.quoted_premium"], "default_premium": {"other": 1000}, "commission_rate": {"other": 0.1}},
  "urgency": {}}'::jsonb AS d;
CREATE FUNCTION pg_temp.try(path text[], value jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE m text; t text; h text; c text;
BEGIN
  RETURN crm.publish_score_model('trial', CASE WHEN path = '{}' THEN value ELSE jsonb_set(d, path, value) END) FROM d;
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS m = MESSAGE_TEXT, t = PG_EXCEPTION_DETAIL, h = PG_EXCEPTION_HINT, c = RETURNED_SQLSTATE;
  RETURN format(E'%s: %s\n  %s\n  %s', c, m, t, h);
END $$;
\pset format unaligned
\pset tuples_only on

-- Each publication is the next version; the one in force retires the one before.
SELECT pg_temp.try('{base_points}', '11');
SELECT pg_temp.try('{base_points}', '12');
SELECT name, version, status FROM crm.score_models WHERE name = 'trial' ORDER BY version;

-- What the schema says no to.
SELECT pg_temp.try('{}', '[]');
SELECT pg_temp.try('{groups,fit,min}', '"low"');

-- What only the compiler knows.
SELECT pg_temp.try('{groups,fit}', '{"min": 0, "max": -0.5}');
SELECT pg_temp.try('{factors,0,feature}', '"lead.xdate"');
SELECT pg_temp.try('{factors,0,group}', '"fitt"');
SELECT pg_temp.try('{factors,0,bins}', '[{"below": 30, "points": 5}, {"below": 20, "points": 3}, {"points": 1}]');
SELECT pg_temp.try('{factors,0,bins}', '[{"below": 30, "points": 5}]');
SELECT pg_temp.try('{factors,0,bins}', '[{"points": 5}, {"points": 1}]');
SELECT pg_temp.try('{factors,0,bins,0,points}', '1.00001');
SELECT pg_temp.try('{factors,0,measure}', '"value"');
SELECT pg_temp.try('{factors,0,name}', '"base"');
SELECT pg_temp.try('{grades}', '[{"grade": "B", "from": 0}, {"grade": "A", "from": 50}]');
SELECT pg_temp.try('{grades}', '[{"grade": "A", "from": 50}]');
SELECT pg_temp.try('{value,default_premium}', '{"auto": 0, "other": 5}');
SELECT pg_temp.try('{urgency}', '{"x_date": [[5, 1], [1, 0]]}');
SELECT pg_temp.try('{urgency}', (SELECT jsonb_build_object('lead_age', jsonb_agg(jsonb_build_array(i, i * i / 100.0)))
                                   FROM generate_series(1, 20) i));
SELECT pg_temp.try('{urgency}', '{"follow_up": {"due": 0, "waiting": 1}}');
SELECT pg_temp.try('{factors,0}', '{"name": "n", "group": "fit", "kind": "counts", "events": "notes",
  "direction": "inbound", "points_each": 1, "max_points": 2}');
SELECT pg_temp.try('{factors,0}', '{"name": "n", "group": "fit", "kind": "counts", "events": "notes",
  "points_each": 1, "max_points": -2}');

-- Numbers that are none, or too great to be meant.
SELECT pg_temp.try('{base_points}', '"NaN"');
SELECT pg_temp.try('{base_points}', '1e400');
SELECT pg_temp.try('{groups,fit,max}', '"Infinity"');
SELECT pg_temp.try('{factors,0,bins,0,below}', '1e300');
SELECT pg_temp.try('{probability,odds}', '0');
SELECT pg_temp.try('{probability,points_to_double_odds}', '0');
SELECT pg_temp.try('{value,default_premium,other}', '1e12');
SELECT pg_temp.try('{value,commission_rate,other}', '1.5');

-- Protected attributes, by column and by place in a document, need a justification.
SELECT pg_temp.try('{factors,0,feature}', '"client.date_of_birth"');
SELECT pg_temp.try('{factors,0}', '{"name": "g", "group": "fit", "kind": "categories", "feature": "client.gender",
  "points": {"F": 1}}');
SELECT pg_temp.try('{factors,0}', '{"name": "g", "group": "fit", "kind": "bins",
  "feature": {"document": "auto", "pointer": "/drivers/*/date_of_birth", "aggregate": "max"},
  "measure": "days_since", "bins": [{"points": 1}]}');
SELECT pg_temp.try('{factors,0}', '{"name": "g", "group": "fit", "kind": "flag",
  "feature": {"document": "life", "pointer": "/health/conditions", "aggregate": "count"}, "points": 1}');
SELECT pg_temp.try('{}', (SELECT jsonb_set(d, '{factors,0,feature}', '"client.date_of_birth"')
  || '{"exceptions": [{"feature": "client.date_of_birth", "justification": "short"}]}' FROM d));
SELECT pg_temp.try('{}', (SELECT jsonb_set(d, '{factors,0,feature}', '"client.date_of_birth"')
  || '{"exceptions": [{"feature": "client.date_of_birth",
       "justification": "Medicare is sold from age 65 on; decided by the compliance officer."}]}' FROM d));

-- Not by the back door either, and a published version stays as it is.
INSERT INTO crm.score_models (name, version, definition)
  SELECT 'back', 1, jsonb_set(d, '{factors,0,feature}', '"client.gender"') FROM d;
UPDATE crm.score_models SET definition = (SELECT d FROM d) WHERE name = 'trial' AND version = 1;
INSERT INTO crm.score_models (name, version, definition) SELECT 'draft', 1, d FROM d;
UPDATE crm.score_models SET definition = jsonb_set(definition, '{base_points}', '5') WHERE name = 'draft';
SELECT crm.publish_score_model(NULL, '{}');
SELECT crm.publish_score_model('No name', (SELECT d FROM d));
ROLLBACK;
