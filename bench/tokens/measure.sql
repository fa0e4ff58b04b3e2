-- Measures crm.count_tokens against the true counts of OpenAI's o200k vocabulary, from the top of the repository:
--
--   1. psql -X -d demo -v texts=texts.jsonl -f bench/tokens/texts.sql    writes the demo agency's texts, one JSON a line
--   2. npm install gpt-tokenizer; node bench/tokens/count.cjs texts.jsonl > counted.jsonl     adds the true o200k counts
--   3. psql -X -d demo -v counted=counted.jsonl -f bench/tokens/measure.sql
\set ON_ERROR_STOP on
\set QUIET on
CREATE TEMP TABLE counted (line json);
\set copy '\\copy counted FROM ' :'counted' ' WITH (FORMAT csv, DELIMITER E''\\x01'', QUOTE E''\\x02'')'
:copy
\pset footer off
SELECT line ->> 'kind' AS kind, count(*) AS texts,
       round(avg(abs(e - n) / n) * 100, 1) AS mean_error_percent, round(avg((e - n) / n) * 100, 1) AS bias_percent,
       round(avg((e < n)::int) * 100, 1) AS too_few_percent,
       round(avg(abs(length(line ->> 'text') / 4.0 - n) / n) * 100, 1) AS characters_by_4_percent,
       round(avg(abs(w.words * 1.33 - n) / n) * 100, 1) AS words_by_133_percent
  FROM counted, LATERAL (SELECT (line ->> 'o200k')::numeric, crm.count_tokens(line ->> 'text')::numeric) AS c (n, e),
       LATERAL (SELECT count(*) FROM regexp_matches(line ->> 'text', '\S+', 'g')) AS w (words)
 WHERE n > 0 GROUP BY 1 ORDER BY 1;
