-- Measures crm.redact on the labelled texts beside this file: psql -X -f bench/redaction/run.sql, from the top
-- of the repository, in a database that has the extension.
--
-- One text a line; what must be masked is written [[kind|value]].  Recall counts labelled values that are gone
-- from the output, false masks count placeholders where nothing was labelled, among all words with a digit in
-- them that are not labelled.
\set ON_ERROR_STOP on
\set QUIET on
CREATE TEMP TABLE labelled (line int GENERATED ALWAYS AS IDENTITY, source text);
\copy labelled (source) FROM 'bench/redaction/texts.txt' WITH (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02')

CREATE TEMP TABLE measured AS
SELECT l.line, l.source, t.plain, crm.redact(t.plain) AS redacted, t.expected, w.words
  FROM labelled l,
       LATERAL (SELECT regexp_replace(l.source, '\[\[[a-z]+\|([^]]*)\]\]', '\1', 'g'),
                       (SELECT count(*) FROM regexp_matches(l.source, '\[\[[a-z]+\|', 'g'))) AS t (plain, expected),
       LATERAL (SELECT count(*) FROM regexp_matches(
                  regexp_replace(l.source, '\[\[[a-z]+\|[^]]*\]\]', '', 'g'), '[^\s]*[0-9][^\s]*', 'g')) AS w (words);

-- A labelled text whose labels are replaced in order must give the output, kind by kind.
CREATE TEMP VIEW verdict AS
SELECT m.*, m.expected - h.hits AS missed, greatest(p.placeholders - h.hits, 0) AS false_masks
  FROM measured m,
       LATERAL (SELECT count(*) FROM regexp_matches(m.redacted, '\[(SSN|CARD|LICENSE|BANK|DOB)_[0-9]+\]', 'g'))
         AS p (placeholders),
       LATERAL (
         SELECT count(*) FROM (
           SELECT upper(x[1]) AS kind, row_number() OVER (PARTITION BY x[1]) AS n
             FROM regexp_matches(m.source, '\[\[([a-z]+)\|', 'g') AS x
           INTERSECT ALL
           SELECT y[1], row_number() OVER (PARTITION BY y[1])
             FROM regexp_matches(m.redacted, '\[(SSN|CARD|LICENSE|BANK|DOB)_[0-9]+\]', 'g') AS y
         ) AS both_sides) AS h (hits);

SELECT line, source, redacted FROM verdict WHERE missed > 0 OR false_masks > 0 ORDER BY line;

SELECT count(*) AS texts, sum(expected) AS labelled,
       round(100.0 * (1 - sum(missed) / sum(expected)), 2) AS recall_percent,
       sum(words) AS other_numbers, sum(false_masks) AS false_masks,
       round(100.0 * sum(false_masks) / sum(words), 2) AS false_mask_percent
  FROM verdict;
\pset format unaligned
\pset tuples_only on
SELECT format('bench | crm.redact, recall on %s labelled texts | %s %% | %s identifiers | | >= 99.5 | 5', count(*),
              round(100.0 * (1 - sum(missed) / sum(expected)), 2), sum(expected)) FROM verdict
UNION ALL
SELECT format('bench | crm.redact, false masks on %s labelled texts | %s %% | %s other numbers | | < 0.5 | 5', count(*),
              round(100.0 * sum(false_masks) / sum(words), 2), sum(words)) FROM verdict;
