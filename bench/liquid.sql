-- Rendering a prompt: crm.render_template against PL/pgSQL with format(), which makes the same bytes.
--
--   psql -X -f bench/liquid.sql
--
-- On a database with the extension, on a server without assertions.  Ratios are of one run; the times of each side
-- are the best of three.  Ends with the growth of parsing and rendering by size, which should be about linear.
\set ON_ERROR_STOP on
\pset footer off
SET client_min_messages = warning;
SET jit = off; -- its compiling would be measured, not the rendering
DROP SCHEMA IF EXISTS liquid_bench CASCADE;
CREATE SCHEMA liquid_bench;
SET search_path = liquid_bench;

CREATE TABLE subject (lead int, context jsonb);
ALTER TABLE subject ALTER context SET STORAGE PLAIN; -- neither side is to pay for decompression
INSERT INTO subject
SELECT lead, jsonb_build_object(
  'agency', 'Lakeside Insurance',
  'client', jsonb_build_object('name', 'Ada Number' || lead, 'city', 'Madison', 'state', 'WI', 'since', '2019-04-11',
                               'email', 'ada' || lead || '@example.com', 'vip', lead % 2 = 0),
  'lead', jsonb_build_object('id', lead, 'status', 'quoted', 'kind', 'auto', 'carrier', 'Acme Mutual',
                             'premium', 1240 + lead, 'x_date', '2026-03-01', 'source', 'referral'),
  'score', jsonb_build_object('points', 72, 'grade', 'B', 'reason', 'expires in 29 days, quoted, no claims'),
  'events', (SELECT jsonb_agg(jsonb_build_object(
               'date', '2026-01-' || lpad(n::text, 2, '0'), 'kind', (ARRAY['call', 'email', 'note', 'status'])[n % 4 + 1],
               'actor', 'Sam Field', 'title', 'Talked about the second driver',
               'body', 'Wants to know what adding a teenage driver does to the price; call again in the evening.'))
             FROM generate_series(1, 20) n)) AS context
FROM generate_series(1, 100) lead;

CREATE TABLE prompt AS SELECT $liquid$You are an assistant of {{ agency }}, an independent insurance agency.
Write the next action for the lead below in two sentences, for the agent who owns it.

Client: {{ client.name }}, {{ client.city }}, {{ client.state }}, with us since {{ client.since }} ({{ client.email }})
{% if client.vip %}This is a preferred client: answer the same day.
{% else %}This is a regular client.
{% endif %}Lead {{ lead.id }}: {{ lead.kind }}, status {{ lead.status }}, from {{ lead.source }}
Now with {{ lead.carrier }} for {{ lead.premium }} dollars a year, expiring {{ lead.x_date }}
Score: {{ score.points }} ({{ score.grade }}), because: {{ score.reason }}

What happened so far:
{% for event in events %}- {{ event.date }} {{ event.kind }} by {{ event.actor }}: {{ event.title }}. {{ event.body | truncate: 60 }}
{% endfor %}
Answer as JSON with the members action and reason.
$liquid$ AS template;

ANALYZE subject, prompt;

CREATE FUNCTION by_hand(context jsonb) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
  client jsonb := context->'client';
  lead jsonb := context->'lead';
  score jsonb := context->'score';
  event jsonb;
  prompt text;
  body text;
BEGIN
  prompt := format(E'You are an assistant of %s, an independent insurance agency.\n'
                   'Write the next action for the lead below in two sentences, for the agent who owns it.\n\n'
                   'Client: %s, %s, %s, with us since %s (%s)\n',
                   context->>'agency', client->>'name', client->>'city', client->>'state', client->>'since',
                   client->>'email');
  IF (client->>'vip')::boolean THEN
    prompt := prompt || E'This is a preferred client: answer the same day.\n';
  ELSE
    prompt := prompt || E'This is a regular client.\n';
  END IF;
  prompt := prompt || format(E'Lead %s: %s, status %s, from %s\nNow with %s for %s dollars a year, expiring %s\n'
                             'Score: %s (%s), because: %s\n\nWhat happened so far:\n',
                             lead->>'id', lead->>'kind', lead->>'status', lead->>'source', lead->>'carrier',
                             lead->>'premium', lead->>'x_date', score->>'points', score->>'grade', score->>'reason');
  FOR event IN SELECT jsonb_array_elements(context->'events') LOOP
    body := event->>'body';
    IF length(body) > 60 THEN
      body := left(body, 57) || '...';
    END IF;
    prompt := prompt || format(E'- %s %s by %s: %s. %s\n', event->>'date', event->>'kind', event->>'actor',
                               event->>'title', body);
  END LOOP;
  RETURN prompt || E'\nAnswer as JSON with the members action and reason.\n';
END $$;

\echo
\echo The prompt: the same bytes from both?
SELECT bool_and(crm.render_template(template, context) = by_hand(context)) AS same,
       max(octet_length(template)) AS template_bytes,
       round(avg(octet_length(by_hand(context)))) AS prompt_bytes
FROM prompt, subject;

\ir timing.sql

CREATE TABLE way (place int, name text, renders int, seconds float8 DEFAULT 'infinity', statement text);
INSERT INTO way (place, name, renders, statement) VALUES
  (1, 'PL/pgSQL with format()', 5000,
   'SELECT sum(octet_length(by_hand(context))) FROM subject, generate_series(1, 50)'),
  (2, 'Liquid, cached', 20000,
   'SELECT sum(octet_length(crm.render_template(template, context))) FROM prompt, subject, generate_series(1, 200)'),
  (3, 'Liquid, parsed each time', 10000,
   'SELECT sum(octet_length(crm.render_template(template || n || lead, context)))
    FROM prompt, subject, generate_series(1001, 1100) n');

-- In turns, so that what else the machine does disturbs all alike; the best of seven counts.
DO $$
DECLARE
  spent float8;
BEGIN
  FOR round IN 1..21 LOOP
    spent := pg_temp.best_cpu_ms((SELECT statement FROM way WHERE place = round % 3 + 1), 1) / 1000;
    UPDATE way SET seconds = least(seconds, spent) WHERE place = round % 3 + 1;
  END LOOP;
END $$;

\echo
\echo Renders a second, and how many times as fast as PL/pgSQL:
SELECT name AS way, round(renders / seconds) AS renders_a_second,
       round(((renders / seconds) / first_value(renders / seconds) OVER (ORDER BY place))::numeric, 1) AS times
FROM way ORDER BY place;

\pset tuples_only on
\pset format unaligned
SELECT concat_ws(' | ', 'bench', w.name || ', renders a second', round(w.renders / w.seconds), 'PL/pgSQL with format() ' || round(h.renders / h.seconds),
                 round(((w.renders / w.seconds) / (h.renders / h.seconds))::numeric, 1),
                 CASE w.place WHEN 2 THEN '>= 5' ELSE '>= 2.1' END, 4)
FROM way AS w, way AS h WHERE w.place > 1 AND h.place = 1 ORDER BY w.place;
\pset format aligned
\pset tuples_only off

CREATE TABLE given AS
SELECT size, repeat('Dear {{ client.name | upcase }}, {% if a == 1 %}yes{% endif %}. ', size / 3) AS template,
       (SELECT jsonb_build_object('items', jsonb_agg(jsonb_build_object('a', n, 'b', 'x'))) FROM generate_series(1, size) n) AS context
FROM unnest(ARRAY[100, 1000, 10000, 100000]) size;

CREATE TABLE growth AS
SELECT what, size, pg_temp.best_cpu_ms(format('SELECT count(%s) FROM given, generate_series(1, %s) again WHERE size = %s',
                                               call, times, size), 3)::float8 / 1000 / times AS seconds
FROM given, LATERAL (SELECT greatest(4, 200000 / size) AS times) t, (VALUES
  ('parse, tags of a template', '(SELECT count(*) FROM crm.template_errors(template || again))'),
  ('render, items of a loop', $$ crm.render_template('{% for i in items %}{{ i.a }} {{ i.b | plus: 1 }}, {% endfor %}', context) $$)) c (what, call);

\echo
\echo Growth: microseconds for each tag or item should stay about the same
SELECT what, size, round((seconds * 1e6 / size)::numeric, 3) AS microseconds_each FROM growth ORDER BY what, size;

\pset tuples_only on
\pset format unaligned
SELECT concat_ws(' | ', 'bench', 'growth: ' || g.what || ', 100,000 of them', round((g.seconds * 1e6 / g.size)::numeric, 2) || ' us each',
                 'of 10,000 ' || round((b.seconds * 1e6 / b.size)::numeric, 2) || ' us', round(((g.seconds / g.size) / (b.seconds / b.size))::numeric, 2),
                 '<= 3', 4) -- were it quadratic, 10
FROM growth AS g JOIN growth AS b USING (what) WHERE g.size = 100000 AND b.size = 10000 ORDER BY g.what;

DROP SCHEMA liquid_bench CASCADE;
