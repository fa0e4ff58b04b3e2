-- crm.redact on the labelled texts of bench/redaction: 99.5 % of what must be masked is, of other numbers less than 0.5 % are.
\set ON_ERROR_ROLLBACK on
BEGIN;
\getenv inputdir PG_ABS_SRCDIR
\set file :inputdir '/../bench/redaction/texts.txt'
CREATE TEMP TABLE labelled (line int GENERATED ALWAYS AS IDENTITY, source text);
COPY labelled (source) FROM :'file' WITH (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02');

-- kind by kind, as many placeholders as labels; more are false masks, fewer are misses
CREATE TEMP VIEW counted AS
SELECT l.line, k.kind,
       (SELECT count(*) FROM regexp_matches(l.source, '\[\[' || lower(k.kind) || '\|', 'g')) AS labels,
       (SELECT count(*) FROM regexp_matches(r.masked, '\[' || k.kind || '_[0-9]+\]', 'g')) AS masks
  FROM labelled AS l,
       LATERAL (SELECT crm.redact(regexp_replace(l.source, '\[\[[a-z]+\|([^]]*)\]\]', '\1', 'g'))) AS r (masked),
       (VALUES ('SSN'), ('CARD'), ('LICENSE'), ('BANK'), ('DOB')) AS k (kind);
CREATE TEMP VIEW others AS
SELECT sum((SELECT count(*) FROM regexp_matches(regexp_replace(source, '\[\[[a-z]+\|[^]]*\]\]', '', 'g'), '\S*[0-9]\S*', 'g'))) AS numbers
  FROM labelled;

SELECT (SELECT count(*) FROM labelled) AS texts, sum(labels) AS labelled,
       round(100 * sum(least(labels, masks)) / sum(labels), 2) AS recall, others.numbers AS other_numbers,
       sum(greatest(masks - labels, 0)) AS false_masks
  FROM counted, others GROUP BY others.numbers;
SELECT kind, sum(labels) AS labelled, sum(labels) - sum(least(labels, masks)) AS missed, sum(greatest(masks - labels, 0)) AS false_masks
  FROM counted GROUP BY kind ORDER BY kind;

-- the same within a longer text, whatever stands before it
SELECT count(*) AS differ FROM labelled AS l,
  LATERAL (SELECT regexp_replace(l.source, '\[\[[a-z]+\|([^]]*)\]\]', '\1', 'g')) AS t (plain)
 WHERE right(crm.redact(E'He will call back on Monday about it!\n\n' || t.plain), length(crm.redact(t.plain))) <> crm.redact(t.plain);

ROLLBACK;
