-- Stored templates: which one is taken and why, publishing, what never changes; errors.
\set ON_ERROR_ROLLBACK on
BEGIN;
\getenv inputdir PG_ABS_SRCDIR
\set fixture :inputdir '/support/prompt_leads.sql'
\i :fixture
-- what ships: every template checks, has an output schema that compiles, and gives the same start to all
SELECT purpose, version, status, max_tokens, is_builtin FROM crm.ai_templates WHERE id < 1000 ORDER BY id;
SELECT count(*) AS checked FROM crm.ai_templates t, LATERAL (SELECT crm._check_template(t.body)) AS x WHERE t.id < 1000;
SELECT bool_and(crm.json_is_valid(output_schema, '{}') IS FALSE) AS answers_need_members FROM crm.ai_templates WHERE id < 1000;
SELECT bool_and(p.tokens BETWEEN 150 AND 600 AND length(p.sha256) = 64 AND p.bytes = octet_length(p.prefix)) AS prefixes
  FROM crm.ai_templates t, crm.template_prefix(t.id) AS p WHERE t.id < 1000;
SELECT bool_and(starts_with(crm.render_prompt(l.id, t.purpose, as_of => :as_of), p.prefix)) AS same_start
  FROM crm.ai_templates t, crm.template_prefix(t.id) AS p, crm.leads l
 WHERE t.id < 1000 AND t.purpose <> 'follow_up_sms' AND l.id IN (1001, 1002);
-- of all leads that share one, whatever is known of them: one start a template
INSERT INTO crm.clients (id, tenant_id, client_type, last_name, business_name, preferred_language, preferred_tone)
  SELECT 3000 + n, 1, CASE n % 3 WHEN 0 THEN 'business' ELSE 'individual' END, CASE WHEN n % 3 > 0 THEN 'Client ' || n END,
         CASE n % 3 WHEN 0 THEN 'Firm ' || n END, (ARRAY['en', 'es', 'zh', NULL])[1 + n % 4], (ARRAY['formal', 'friendly', NULL])[1 + n % 3]
    FROM generate_series(1, 112) AS n;
INSERT INTO crm.leads (id, tenant_id, client_id, insurance_type_id, status_id, x_date, received_at)
  SELECT 3000 + n, 1, 3000 + n, t.id, 'new', CASE WHEN n % 2 = 0 THEN date '2026-01-01' + n END, timestamptz '2026-01-01 12:00+00' + n * interval '1 hour'
    FROM generate_series(1, 112) AS n
    JOIN (SELECT id, row_number() OVER (ORDER BY id) AS i FROM crm.insurance_types) AS t ON t.i = 1 + n % 50;
SELECT count(*) AS prompts, count(DISTINCT sha256(convert_to(left(r.text, length(p.prefix)), 'UTF8'))) AS starts, bool_and(starts_with(r.text, p.prefix)) AS the_prefix,
       bool_and(p.sha256 = encode(sha256(convert_to(p.prefix, 'UTF8')), 'hex') AND p.tokens = crm.count_tokens(p.prefix)) AS hash_and_count
  FROM crm.ai_templates t, crm.template_prefix(t.id) AS p, crm.leads l, LATERAL crm.render_prompt(l.id, t.purpose, as_of => :as_of) AS r (text)
 WHERE t.id < 1000 AND l.id > 3000;

-- the most specific wins: more targets first, then status, insurance type, stage, channel, language, then the newest
INSERT INTO crm.opportunities (id, tenant_id, client_id, lead_id, stage_id, name, created_at)
  VALUES (1001, 1, 1001, 1001, 'proposal', 'Auto', '2026-01-08 16:00+00');
CREATE FUNCTION pg_temp.winner(purpose text, options jsonb DEFAULT '{}') RETURNS text LANGUAGE sql AS $$
  SELECT t.note || ': ' || r.reason FROM crm.resolve_template(1001, $1, $2) AS r JOIN crm.ai_templates t ON t.id = r.template_id $$;
SELECT crm.publish_template('brief', 'any', note => 'shared', tenant => NULL) > 0 AS published;
SELECT pg_temp.winner('brief');
SELECT crm.publish_template('brief', 'any', note => 'shared, again', tenant => NULL) > 0 AS published;
SELECT pg_temp.winner('brief');
SELECT crm.publish_template('brief', 'es', language => 'es', note => 'Spanish', tenant => NULL) > 0 AS published;
SELECT pg_temp.winner('brief'), pg_temp.winner('brief', '{"language": "es-MX"}');
SELECT crm.publish_template('brief', 'en', language => 'en', note => 'English', tenant => NULL) > 0 AS published;
SELECT pg_temp.winner('brief');
SELECT crm.publish_template('brief', 'x', channel => 'email', note => 'e-mail', tenant => NULL) > 0 AS published;
SELECT pg_temp.winner('brief'), pg_temp.winner('brief', '{"channel": "sms"}');
SELECT crm.publish_template('brief', 'x', opportunity_stage => 'proposal', note => 'proposal', tenant => NULL) > 0 AS published;
SELECT pg_temp.winner('brief');
SELECT crm.publish_template('brief', 'x', insurance_type => 'auto', note => 'auto', tenant => NULL) > 0 AS published;
SELECT pg_temp.winner('brief');
SELECT crm.publish_template('brief', 'x', lead_status => 'quoted', note => 'quoted', tenant => NULL) > 0 AS published;
SELECT pg_temp.winner('brief');
SELECT crm.publish_template('brief', 'x', channel => 'email', language => 'en', note => 'two targets', tenant => NULL) > 0 AS published;
SELECT pg_temp.winner('brief');
SELECT crm.publish_template('brief', 'x', lead_status => 'new', insurance_type => 'auto', channel => 'email', note => 'another status',
                            tenant => NULL) > 0 AS published;
SELECT pg_temp.winner('brief');
SELECT crm.publish_template('brief', 'mine', note => 'the tenant''s own') > 0 AS published;
SELECT pg_temp.winner('brief');
SELECT version, note FROM crm.ai_templates WHERE purpose = 'brief' AND version > 1;

-- by its id; retired meanwhile
SELECT t.id AS auto FROM crm.ai_templates t WHERE t.note = 'auto' \gset
SELECT pg_temp.winner('brief', jsonb_build_object('template_id', :auto));
UPDATE crm.ai_templates SET status = 'retired' WHERE id = :auto;
DO $$ BEGIN
  PERFORM crm.render_prompt(1001, 'brief', options => jsonb_build_object('template_id', (SELECT id FROM crm.ai_templates WHERE note = 'auto')));
EXCEPTION WHEN object_not_in_prerequisite_state THEN RAISE WARNING '%', regexp_replace(SQLERRM, '[0-9]+', 'N');
END $$;
SELECT crm.resolve_template(1001, 'brief', '{"template_id": 4711}');
SELECT crm.resolve_template(1001, 'brief', '{"template_id": 1}');

-- a published version never changes, a draft may
UPDATE crm.ai_templates SET body = 'other' WHERE id = 1;
UPDATE crm.ai_templates SET output_schema = NULL, max_tokens = 5 WHERE id = 1;
UPDATE crm.ai_templates SET status = 'draft' WHERE id = 1;
DELETE FROM crm.ai_templates WHERE id = 1;
UPDATE crm.ai_templates SET status = 'retired', note = 'not now' WHERE id = 1 RETURNING status, note;
UPDATE crm.ai_templates SET status = 'active' WHERE id = 1 RETURNING status;
INSERT INTO crm.ai_templates (id, purpose, version, body) VALUES (5001, 'brief', 9, 'draft');
UPDATE crm.ai_templates SET body = 'better' WHERE id = 5001 RETURNING body, status;
DELETE FROM crm.ai_templates WHERE id = 5001;
INSERT INTO crm.ai_templates (purpose, version, body) VALUES ('summary', 1, 'twice');

-- nor does anything become active that does not check, but in a restore, which gives back what was there
INSERT INTO crm.ai_templates (id, purpose, version, status, body) VALUES (5002, 'brief', 10, 'active', '{{ client.frist_name }}');
INSERT INTO crm.ai_templates (id, purpose, version, body) VALUES (5002, 'brief', 10, '{% if client.first_name %}');
UPDATE crm.ai_templates SET status = 'active' WHERE id = 5002;
UPDATE crm.ai_templates SET status = 'active', body = '{{ client.first_name }}', output_schema = '{"type": 5}' WHERE id = 5002;
SET LOCAL check_function_bodies = off;
INSERT INTO crm.ai_templates (id, purpose, version, status, body) VALUES (5003, 'broken', 1, 'active', '{{ client.frist_name ');
RESET check_function_bodies;
UPDATE crm.ai_templates SET status = 'retired' WHERE id = 5003;
UPDATE crm.ai_templates SET status = 'active' WHERE id = 5003;
SELECT id, status FROM crm.ai_templates WHERE id IN (5002, 5003) ORDER BY id;
DELETE FROM crm.ai_templates WHERE id = 5002;

-- refused, with everything that is wrong
SELECT crm.publish_template('bad', E'{{ clint.first_name }}\n{{ client.frist_name }} {{ lead.x_date | dat }}');
SELECT crm.publish_template('bad', E'{{ clint.first_name }}\n{{ client.frist_name }} {% render "x" %}');
SELECT crm.publish_template('bad', 'Hi {{ client.first_name }} {% cache_break %} {{ lead.x_date }}');
SELECT crm.publish_template('bad', '{% if lead.x_date %}');
\set VERBOSITY terse
SELECT crm.publish_template('bad', 'x', output_schema => '{"type": "objekt"}');
\set VERBOSITY default
SELECT crm.publish_template('Bad name', 'x');
SELECT crm.publish_template('bad', '   ');
SELECT crm.publish_template('bad', NULL);
SELECT crm.publish_template('bad', 'x', insurance_type => 'moon');
SELECT count(*) FROM crm.ai_templates WHERE purpose = 'bad';

-- unknown purpose, lead, tenant
SELECT crm.resolve_template(1001, 'sumary');
SELECT crm.resolve_template(1001, 'horoscope');
SELECT crm.resolve_template(4711, 'summary');
SELECT crm.resolve_template(1001, 'summary', tenant => 4711);
SELECT crm.resolve_template(1001, 'follow_up_email', '{"channel": "sms"}');
SELECT crm.publish_template('narrow', 'x', lead_status => 'lost') > 0 AS published;
SELECT crm.resolve_template(1001, 'narrow');
SELECT crm.template_prefix(4711);
SELECT tokens, bytes, prefix = '' AS empty FROM crm.ai_templates t, crm.template_prefix(t.id) WHERE t.note = 'Spanish';

ROLLBACK;
