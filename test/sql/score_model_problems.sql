-- What the compiler of score models says no to, each with its place: a row inserted by hand passes no schema.
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
CREATE TEMP TABLE d AS SELECT '{
  "groups": {"fit": {"min": -10, "max": 20}},
  "factors": [{"name": "x", "group": "fit", "kind": "bins", "feature": "lead.current_premium", "bins": [{"below": 30, "points": 5}, {"points": 1}]}],
  "grades": [{"grade": "A", "from": 50}, {"grade": "B", "from": 0}],
  "probability": {"score": 50, "odds": 0.2, "points_to_double_odds": 15},
  "value": {"premium": ["lead.quoted_premium"], "default_premium": {"other": 1000}, "commission_rate": {"other": 0.1}},
  "urgency": {}}'::jsonb AS d;
-- The definition with one part replaced, or with it left out where the value is null.
CREATE FUNCTION pg_temp.try(path text[], value jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE m text; t text; h text;
BEGIN
  INSERT INTO crm.score_models (name, version, definition)
  SELECT 'trial', 1, CASE WHEN value IS NULL THEN d #- path ELSE jsonb_set(d, path, value) END FROM d;
  RETURN 'accepted';
EXCEPTION WHEN invalid_parameter_value THEN
  GET STACKED DIAGNOSTICS m = MESSAGE_TEXT, t = PG_EXCEPTION_DETAIL, h = PG_EXCEPTION_HINT;
  RETURN format('%s | %s%s', m, t, ' | ' || nullif(h, ''));
END $$;
CREATE FUNCTION pg_temp.factor(value jsonb) RETURNS text LANGUAGE sql
  AS $$ SELECT pg_temp.try('{factors,0}', '{"name": "x", "group": "fit"}'::jsonb || value) $$;
\pset format unaligned
\pset tuples_only on

-- members: wrong, absent, of another type, empty, too long
SELECT pg_temp.try('{basepoints}', '1');
SELECT pg_temp.try('{zzz}', '1');
SELECT pg_temp.try('{grades}', NULL);
SELECT pg_temp.try('{grades}', '{}');
SELECT pg_temp.try('{factors,0,name}', '""');
SELECT pg_temp.try('{factors,0,name}', to_jsonb(repeat('n', 201)));
SELECT pg_temp.try('{factors,0,kind}', '"bin"');
SELECT pg_temp.try('{factors,0,bins,0,points}', '1001');
SELECT pg_temp.try('{probability,odds}', '1e400');

SELECT pg_temp.factor(jsonb_build_object('kind', 'flag', 'points', 1, 'feature', repeat('é', 200))) LIKE '%there is no feature "ééé%';

-- groups
SELECT pg_temp.try('{groups}', '{}');
SELECT pg_temp.try('{groups}', (SELECT jsonb_object_agg('g' || i, '{"min": 0, "max": 1}'::jsonb) FROM generate_series(1, 21) i));
SELECT pg_temp.try('{groups,fit}', '{"min": 3, "max": 2}');
SELECT pg_temp.try('{groups,fit}', '{"min": 1, "max": 2}');
SELECT pg_temp.try('{groups,fit,min}', '"low"');
SELECT pg_temp.try('{groups,fit,most}', '1');

-- factors
SELECT pg_temp.try('{factors}', '[]');
SELECT pg_temp.try('{factors}', (SELECT jsonb_agg(d #> '{factors,0}' || jsonb_build_object('name', 'f' || i)) FROM d, generate_series(1, 201) i));
SELECT pg_temp.try('{factors}', (SELECT jsonb_agg(d #> '{factors,0}') FROM d, generate_series(1, 2) i));
SELECT pg_temp.try('{factors,0,feature}', NULL);
SELECT pg_temp.try('{factors,0,feature}', '5');
SELECT pg_temp.factor('{"kind": "bins", "feature": "lead.current_premium", "measure": "days_until", "bins": [{"points": 1}]}');
SELECT pg_temp.factor('{"kind": "bins", "feature": "lead.x_date", "bins": [{"points": 1}]}');
SELECT pg_temp.factor('{"kind": "bins", "feature": "lead.status", "bins": [{"points": 1}]}');
SELECT pg_temp.factor('{"kind": "bins", "feature": "lead.x_date", "measure": "days_until", "bins": [{"below": 100001, "points": 1}, {"points": 2}]}');
SELECT pg_temp.factor('{"kind": "bins", "feature": "lead.current_premium", "bins": []}');
SELECT pg_temp.factor('{"kind": "bins", "feature": "lead.current_premium", "bins": [{"points": 1, "above": 3}]}');
SELECT pg_temp.factor('{"kind": "categories", "feature": "lead.current_premium", "points": {"a": 1}}');
SELECT pg_temp.factor('{"kind": "categories", "feature": "lead.status", "points": {}}');
SELECT pg_temp.factor('{"kind": "flag", "feature": "client.phone"}');

-- counts
SELECT pg_temp.factor('{"kind": "counts", "events": "calls", "points_each": 1, "max_points": 2}');
SELECT pg_temp.factor('{"kind": "counts", "events": "communications", "direction": "both", "points_each": 1, "max_points": 2}');
SELECT pg_temp.factor('{"kind": "counts", "events": "communications", "channels": [], "points_each": 1, "max_points": 2}');
SELECT pg_temp.factor('{"kind": "counts", "events": "communications", "types": [5], "points_each": 1, "max_points": 2}');
SELECT pg_temp.factor('{"kind": "counts", "events": "notes", "within_days": 0, "points_each": 1, "max_points": 2}');
SELECT pg_temp.factor('{"kind": "counts", "events": "notes", "half_life_days": 40000, "points_each": 1, "max_points": 2}');
SELECT pg_temp.factor('{"kind": "counts", "events": "notes", "half_life_days": 7, "bins": [{"points": 1}]}');
SELECT pg_temp.factor('{"kind": "counts", "events": "notes", "points_each": 0, "max_points": 2}');

-- looks into documents
SELECT pg_temp.factor('{"kind": "flag", "points": 1, "feature": {"document": "boat", "pointer": "/a"}}');
SELECT pg_temp.factor('{"kind": "flag", "points": 1, "feature": {"document": "auto", "pointer": "vehicles"}}');
SELECT pg_temp.factor('{"kind": "flag", "points": 1, "feature": {"document": "auto", "pointer": "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17"}}');
SELECT pg_temp.factor('{"kind": "flag", "points": 1, "feature": {"document": "auto", "pointer": "/a", "agregate": "sum"}}');
SELECT pg_temp.factor('{"kind": "flag", "points": 1, "feature": {"document": "auto", "pointer": "/a", "aggregate": "mean"}}');
SELECT pg_temp.factor('{"kind": "flag", "points": 1, "feature": {"document": "auto", "pointer": "/a", "where": {}}}');
SELECT pg_temp.factor('{"kind": "flag", "points": 1, "feature": {"document": "auto", "pointer": "/a", "where": {"b": {"c": 1}}}}');
SELECT pg_temp.factor('{"kind": "flag", "points": 1, "feature": {"document": "auto", "pointer": "/a", "where": {"gender": "F"}}}');
SELECT pg_temp.factor('{"kind": "flag", "points": 1, "feature": {"document": "auto", "pointer": "/a~1b/~0c/0", "where": {"d": [1, "x", null, true]}}}');

-- grades, probability, value
SELECT pg_temp.try('{grades}', '[]');
SELECT pg_temp.try('{grades,0,from}', '100.5');
SELECT pg_temp.try('{probability,score}', '101');
SELECT pg_temp.try('{probability,odds}', '0');
SELECT pg_temp.try('{probability,points_to_double_odds}', '0.5');
SELECT pg_temp.try('{value,premium}', NULL);
SELECT pg_temp.try('{value,premium}', '["lead.received_at"]');
SELECT pg_temp.try('{value,default_premium}', '{"auto": 5}');
SELECT pg_temp.try('{value,commission_rate,other}', '1.5');
SELECT pg_temp.try('{value,commission_rate}', (SELECT jsonb_object_agg('t' || i, 0.1) FROM generate_series(1, 1001) i));

-- urgency
SELECT pg_temp.try('{urgency,lead_age}', '[]');
SELECT pg_temp.try('{urgency,lead_age}', '[[1, 2, 3]]');
SELECT pg_temp.try('{urgency,lead_age}', '[[1, "2"]]');
SELECT pg_temp.try('{urgency,lead_age}', '[[1, 101]]');
SELECT pg_temp.try('{urgency,x_date}', '[[5, 1], [4, 1]]');
SELECT pg_temp.try('{urgency,follow_up}', '{"due": 101}');
SELECT pg_temp.try('{urgency,follow_up}', '{"due": 1, "waiting": 2}');
SELECT pg_temp.try('{urgency,follow_up}', '{"due": 1, "priority_step": -1}');
SELECT pg_temp.try('{urgency,first_contact}', '{"within_hours": 0}');
SELECT pg_temp.try('{urgency,first_contact}', '{"within_hours": 8761}');
SELECT pg_temp.try('{urgency,first_contact}', '{"waiting": 1}');

-- exceptions
SELECT pg_temp.try('{exceptions}', '[5]');
SELECT pg_temp.try('{exceptions}', '[{"feature": "client.gender"}]');
SELECT count(*) FROM crm.score_models WHERE name = 'trial';
ROLLBACK;
