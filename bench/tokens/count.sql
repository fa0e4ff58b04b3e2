-- How near the estimate of tokens is to the exact count, and how fast both are: psql -X -d demo -f bench/tokens/count.sql,
-- in a database with the demo agency (demo/agency.sql), whose notes and messages read like an agency's.  Needs the
-- vocabularies (make install-vocab).
--
-- Error: mean of |estimate - exact| / exact over the texts of a kind, beside characters / 4 and words * 1.33, which is what
-- one would take without crm.  Speed: the best of several calls, beside counting words by a regular expression.  Words of
-- a megabyte: one piece of text each, in which no space helps; beside a megabyte of the notes.
\set ON_ERROR_STOP on
\set QUIET on
\pset footer off

-- The first count of a backend reads the vocabulary.
CREATE TEMP TABLE speed (what text, encoding text, mb float8, ms float8, words_ms float8);
DO $$
DECLARE started timestamptz := clock_timestamp();
BEGIN
  PERFORM crm.count_tokens(clock_timestamp()::text, 'o200k_base');
  INSERT INTO speed VALUES ('first call', 'o200k_base', 0, extract(epoch FROM clock_timestamp() - started) * 1000);
END $$;

\ir ../timing.sql

-- ---------------------------------------------------------------- how near

CREATE TEMP TABLE texts AS
  SELECT 'note' AS kind, body AS text FROM crm.lead_notes
  UNION ALL SELECT 'message', concat_ws(E'\n', subject, body) FROM crm.lead_communications WHERE body IS NOT NULL
  UNION ALL SELECT 'JSON document', d::text
    FROM crm.leads, LATERAL (VALUES (auto_data), (home_data), (commercial_data), (life_data), (renters_data), (specialty_data)) AS v (d)
   WHERE d IS NOT NULL
  UNION ALL SELECT 'JSON context', (crm.lead_context(id) - 'manifest')::text FROM crm.leads WHERE id % 4 = 0
  UNION ALL SELECT 'prompt', crm.render_prompt(id, 'summary') FROM crm.leads WHERE id % 4 = 1;
CREATE TEMP TABLE errors AS
SELECT kind, avg(abs(e - n) / n) * 100 AS ours, avg((e - n) / n) * 100 AS bias, avg((e < n)::int) * 100 AS too_few,
       min((e - n) / n) * 100 AS worst, avg(abs(length(text) / 4.0 - n) / n) * 100 AS characters,
       avg(abs(w * 1.33 - n) / n) * 100 AS words, count(*) AS texts
  FROM texts, LATERAL (SELECT crm.count_tokens(text, 'o200k_base')::numeric, crm.count_tokens(text)::numeric,
                              (SELECT count(*) FROM regexp_matches(text, '\S+', 'g'))) AS c (n, e, w)
 WHERE n > 0 GROUP BY kind;
SELECT kind, texts, round(ours, 1) AS mean_error_percent, round(bias, 1) AS bias_percent, round(too_few, 1) AS too_few_percent,
       round(worst, 1) AS worst_percent, round(characters, 1) AS characters_by_4_percent, round(words, 1) AS words_by_133_percent
  FROM errors ORDER BY kind;

-- ---------------------------------------------------------------- how fast

CREATE TEMP TABLE long (what text, text text);
ALTER TABLE long ALTER text SET STORAGE EXTERNAL;
INSERT INTO long SELECT 'notes and messages', left(repeat(string_agg(text, E'\n'), 40), 4000000) FROM texts WHERE kind IN ('note', 'message');
INSERT INTO long SELECT 'JSON documents', left(repeat(string_agg(text, E'\n'), 40), 4000000) FROM texts WHERE kind = 'JSON document';
SELECT setseed(0.5) \g /dev/null
INSERT INTO long SELECT 'word of random letters', string_agg(chr(97 + (random() * 25)::int), '') FROM generate_series(1, 1000000);
INSERT INTO long SELECT 'word of the notes'' letters', left(repeat(regexp_replace(text, '[^a-z]', '', 'g'), 2), 1000000)
  FROM long WHERE what = 'notes and messages';
INSERT INTO long VALUES ('word of one letter', repeat('a', 1000000)), ('word of one dash', repeat('-', 1000000)),
                        ('word of spaces', repeat(' ', 1000000));
INSERT INTO speed
SELECT what, encoding, octet_length(text) / 1e6,
       pg_temp.best_ms(format('SELECT crm.count_tokens(text, %L) FROM long WHERE what = %L', encoding, what), 15),
       CASE WHEN what NOT LIKE 'word%' AND encoding = 'o200k_base'
            THEN pg_temp.best_ms(format($$SELECT count(*) FROM long, regexp_matches(text, '\S+', 'g') WHERE what = %L$$, what), 1) END
  FROM long, (VALUES ('o200k_base'), ('cl100k_base'), ('estimate')) AS e (encoding);
SELECT what, encoding, round(ms::numeric, 1) AS ms, round((mb * 1000 / ms)::numeric) AS mb_a_second, round((words_ms / ms)::numeric) AS times_as_fast_as_words
  FROM speed ORDER BY what, encoding DESC;

\pset tuples_only on
\pset format unaligned
SELECT format('bench | mean error of the estimate on %ss, against o200k_base | %s %% | characters / 4: %s %% | %s | <= 9 %% | 5', kind,
              round(ours, 1), round(characters, 1), round(ours / characters, 2)) FROM errors ORDER BY kind;
SELECT format('bench | exact count of %s, %s | %s MB/s | words by a regular expression: %s MB/s | %s | >= 80 MB/s | 5', what, encoding,
              round((mb * 1000 / ms)::numeric), round((mb * 1000 / words)::numeric, 1), round((words / ms)::numeric, 1))
  FROM (SELECT *, max(words_ms) OVER (PARTITION BY what) AS words FROM speed) AS s
 WHERE what NOT LIKE 'word%' AND mb > 0 AND encoding <> 'estimate' ORDER BY what, encoding DESC;
SELECT format('bench | a megabyte in one %s, %s | %s ms | the same of notes: %s ms | %s | <= 50 ms | 5', s.what, s.encoding,
              round(s.ms::numeric, 1), round((n.ms / n.mb)::numeric, 1), round((s.ms / (n.ms / n.mb))::numeric, 1))
  FROM speed AS s JOIN speed AS n ON n.what = 'notes and messages' AND n.encoding = s.encoding
 WHERE s.what LIKE 'word%' AND s.encoding <> 'estimate' ORDER BY s.what, s.encoding DESC;
SELECT format('bench | first exact count of a backend, o200k_base | %s ms | - | - | <= 50 ms | 5', round(ms::numeric, 1)) FROM speed WHERE mb = 0;
