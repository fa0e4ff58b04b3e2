-- Every three pieces of a template in a row: whatever a template looks like, it is parsed and rendered, or refused
-- with an error that is meant for its author.
\set ON_ERROR_ROLLBACK on
BEGIN;

CREATE TEMP TABLE pieces (n int GENERATED ALWAYS AS IDENTITY, piece text);
INSERT INTO pieces (piece) VALUES
  (''), ('x'), (E' \n'), ('{{ a }}'), ('{{ }}'), ('{%'), ('{{'), ('{% # %}'), ('{% nope %}'),
  ('{% echo %}'), ('{% echo a %}'), ('{% assign %}'), ('{% cycle %}'),
  ('{% if a %}'), ('{% if %}'), ('{% elsif a %}'), ('{% else %}'), ('{% endif %}'),
  ('{% case a %}'), ('{% case %}'), ('{% when 1 %}'), ('{% when %}'), ('{% endcase %}'),
  ('{% for x in a %}'), ('{% for %}'), ('{% break %}'), ('{% endfor %}'),
  ('{% capture c %}'), ('{% capture %}'), ('{% endcapture %}'),
  ('{% liquid echo %}'), (E'{% liquid case a\necho\nwhen 1\nendcase %}'), ('{% liquid %}'),
  ('{% comment %}'), ('{% endcomment %}'), ('{% raw %}'), ('{% endraw %}'),
  ('{% section s %}'), ('{% section %}'), ('{% endsection %}'), ('{% role user %}'), ('{% cache_break %}');

CREATE FUNCTION pg_temp.outcome(template text, options jsonb) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  PERFORM crm.render_template(template, '{"a": [1, null]}', '{}', options);
  RETURN '';
EXCEPTION WHEN OTHERS THEN
  RETURN SQLSTATE;
END $$;

-- Refused when it is read means refused when it is rendered, and no error is one that cannot be.
WITH templates AS (
  SELECT i.piece || j.piece || k.piece AS template, (i.n + j.n + k.n) % 3 > 0 AS own
  FROM pieces AS i, pieces AS j, pieces AS k
), outcomes AS (
  SELECT template, own, pg_temp.outcome(template, CASE WHEN own THEN '{}' ELSE '{"dialect": "liquid"}' END::jsonb) AS outcome,
         own AND EXISTS (SELECT FROM crm.template_errors(template)) AS refused
  FROM templates
)
SELECT count(*) AS templates, bool_and(outcome !~ '^XX') AS explained, bool_and(outcome <> '') FILTER (WHERE refused) AS refused_as_read,
       count(*) FILTER (WHERE outcome = '') AS fine
FROM outcomes;
ROLLBACK;
