-- Charts as SVG: well-formed whatever is in them, in ASCII, with the numbers of their reports; and empty ones.
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
SET TIME ZONE 'UTC';
UPDATE crm.tenants SET timezone = 'UTC', name = 'Ames & "Sons" <b>Ltd</b>' WHERE id = 1;

-- What is wrong with a text as XML; null if nothing is.  Where the server knows XML, it is asked too.
CREATE FUNCTION pg_temp.problem(document text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  tag text[];
  open text[] := '{}';
BEGIN
  IF document !~ '^<svg xmlns="http://www\.w3\.org/2000/svg"[^<>]*>' OR document !~ '</svg>$' THEN
    RETURN 'not an SVG document';
  ELSIF document ~ '[^\n -~]' THEN
    RETURN 'a character beyond ASCII, or of control';
  ELSIF document ~ '&(?!(amp|lt|gt|quot|apos|#[0-9]+);)' THEN
    RETURN 'an ampersand for itself: ' || substring(document FROM '&(?!(?:amp|lt|gt|quot|apos|#[0-9]+);).{0,10}');
  ELSIF regexp_replace(document, '</?[a-z]+( [a-z0-9-]+="[^"<>]*"| xmlns="[^"]*"| viewBox="[^"]*")*/?>', '', 'g') ~ '[<>]' THEN
    RETURN 'a bracket outside a tag, or a tag with a bad attribute';
  END IF;
  FOR tag IN SELECT regexp_matches(document, '<(/?)([a-z]+)[^<>]*?(/?)>', 'g') LOOP
    IF tag[1] = '/' THEN
      IF open[cardinality(open)] IS DISTINCT FROM tag[2] THEN
        RETURN format('</%s> closes <%s>', tag[2], open[cardinality(open)]);
      END IF;
      open := trim_array(open, 1);
    ELSIF tag[3] = '' THEN
      open := open || tag[2];
    END IF;
  END LOOP;
  IF open <> '{}' THEN
    RETURN 'not closed: ' || open::text;
  END IF;
  BEGIN
    EXECUTE 'SELECT xmlparse(DOCUMENT $1)' USING document;
  EXCEPTION WHEN feature_not_supported THEN NULL;
    WHEN OTHERS THEN RETURN SQLERRM;
  END;
  RETURN NULL;
END $$;
-- The texts of a chart, line by line.
CREATE FUNCTION pg_temp.texts(document text) RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(m[1], ' | ') FROM regexp_matches(document, '<text [^<>]*>([^<]+)</text>', 'g') AS m
$$;

-- The check finds what it is there for.
SELECT pg_temp.problem(replace('<svg xmlns="http://www.w3.org/2000/svg">' || w || '</svg>', '''', '"'))
FROM unnest(ARRAY['<a/>', '<a>', '<a></b>', 'x & y', 'x < y', '<a b=c/>', '<a>&#8;</a>', 'ü', '<a b=''<''/>']) WITH ORDINALITY AS u (w, n) WHERE n <> 7 ORDER BY n;

-- Without anything: an empty chart with a word.
SELECT k, pg_temp.problem(crm.chart_svg(k)) AS problem, crm.chart_svg(k) ~ '>no (leads|deals|calls)<' AS says_so
FROM unnest(ARRAY['funnel', 'forecast', 'cohort', 'heatmap']) AS k;
SELECT pg_temp.texts(crm.chart_svg('cohort'));

INSERT INTO crm.clients (id, client_type, last_name) VALUES (1001, 'individual', 'Ames');
INSERT INTO crm.leads (id, client_id, insurance_type_id, status_id, received_at, bound_at)
SELECT 1000 + n, 1001, 'auto', CASE WHEN n <= 1 THEN 'bound' WHEN n <= 3 THEN 'quoted' WHEN n <= 6 THEN 'contacted' ELSE 'new' END,
       timestamptz '2025-01-15 12:00+00' + (n % 3) * interval '1 month', CASE WHEN n <= 1 THEN timestamptz '2025-02-27' END
FROM generate_series(1, 8) AS n;
INSERT INTO crm.lead_communications (id, client_id, communication_type_id, direction, occurred_at, outcome)
SELECT 1000 + n, 1001, 'call', 'outbound', timestamptz '2025-03-03 05:00+00' + n * interval '90 minutes', CASE WHEN n % 3 = 0 THEN 'no_answer' END
FROM generate_series(0, 12) AS n;
INSERT INTO crm.opportunities (id, client_id, stage_id, name, premium, probability, expected_close_on, won_at) VALUES
  (1001, 1001, 'proposal', 'a', 100000, 0.5, '2025-03-20', NULL), (1002, 1001, 'proposal', 'b', 20000, 0.8, '2025-04-20', NULL),
  (1003, 1001, 'won', 'c', 1500, 1, '2025-03-10', '2025-03-10 12:00+00'), (1004, 1001, 'proposal', 'd', 900, 0.5, NULL, NULL);
SELECT k, pg_temp.problem(crm.chart_svg(k, as_of => '2025-03-15')) AS problem FROM unnest(ARRAY['funnel', 'forecast', 'cohort', 'heatmap']) AS k;
SELECT pg_temp.texts(crm.chart_svg('funnel'));
SELECT pg_temp.texts(crm.chart_svg('funnel', '2025-02-01', '2025-03-01'));
SELECT pg_temp.texts(crm.chart_svg('forecast', as_of => '2025-03-15'));
SELECT pg_temp.texts(crm.chart_svg('forecast', '2025-04-01', '2025-05-01', as_of => '2025-03-15'));
-- Cents: the lines are whole dollars.
SELECT pg_temp.texts(crm._svg_forecast('t', 's', '{2025-04}', '{0}', '{0.40}', '{0}', '{0.50}'));
SELECT pg_temp.texts(crm.chart_svg('cohort', as_of => '2025-09-01'));
SELECT pg_temp.texts(crm.chart_svg('heatmap'));
-- A column's boxes: won 1,500, weighted 50,000 on top of it, best case 100,000 from the ground.  24,900 is 1,500 and a step.
SELECT m[1] AS y, m[2] AS height, m[3] AS class, m[4] AS tip
FROM regexp_matches(crm.chart_svg('forecast', as_of => '2025-03-15'),
  'y="([0-9.]+)" width="[0-9.]+" height="([0-9.]+)" rx="3" class="(\w+)"><title>(2025-03[^<]*)', 'g') AS m;

-- Titles are cut to their room, and stay harmless; characters that XML does not know are left out.
SELECT k, pg_temp.problem(crm.chart_svg(k, title => E'</text><script>alert("1 & 2")</script> \u00fc \u4fdd\u967a \U0001F697 \x01\x0b\uFFFE' || repeat('wide ', 50)))
FROM unnest(ARRAY['funnel', 'forecast', 'cohort', 'heatmap']) AS k;
SELECT pg_temp.texts(crm._svg_text(0, 0, 'title', 'exactly ten', 11)), pg_temp.texts(crm._svg_text(0, 0, 'title', 'longer than ten', 11)),
       pg_temp.texts(crm._svg_text(0, 0, 'title', repeat(U&'\4fdd', 9), 10));
SELECT crm._svg_escape(E'a\u00e9\u20ac\U0001F697\x01\uFFFF<&>"''~'), crm._svg_escape('');
SELECT d, crm._short_money(d) FROM unnest(ARRAY[0, 999.4, 999.5, 1000, 9950, 10000, 999499, 999500, 1234567, 999499999, 999500000, 12e9]) AS d;

-- Many months: the last 24 of a cohort.
INSERT INTO crm.leads (id, client_id, insurance_type_id, status_id, received_at)
SELECT 2000 + n, 1001, 'auto', 'new', timestamptz '2020-01-15 12:00+00' + n * interval '1 month' FROM generate_series(1, 40) AS n;
SELECT count(*), min(m[1]), max(m[1]) FROM regexp_matches(crm.chart_svg('cohort', until => '2023-06-01', as_of => '2025-09-01'), '>(\d{4}-\d\d)<', 'g') AS m;
SELECT pg_temp.problem(crm.chart_svg('cohort', as_of => '2025-09-01'));

SELECT crm.chart_svg('pie');
SELECT crm.chart_svg(NULL);
SELECT crm.chart_svg('funnel', '2025-03-01', '2025-02-01');

-- Another tenant's, with its own name.
INSERT INTO crm.tenants (id, name) VALUES (1001, 'Another');
SELECT pg_temp.texts(crm.chart_svg('funnel', tenant => 1001));
SELECT pg_temp.problem(crm.chart_svg('heatmap', tenant => NULL));

ROLLBACK;
