-- What masking costs: psql -X -f bench/redaction/speed.sql, from the top of the repository, in a database that has
-- the extension.
--
-- The baseline, in the same session over the same rows, is what one would write without crm.redact: three calls of
-- regexp_replace, for social security numbers, payment cards and phone numbers.  Three sets of rows:
--   notes         one of the labelled texts of this folder each, among sentences of the lookups' own, as notes are
--   short notes   one of the labelled texts each: every one holds numbers, every sixth word is one
--   one long text all of them in one value of 62 kB, which no note is: the worst for us, since nothing is passed over
-- They are the first 924 of the labelled texts, so that figures can be compared over time: the later ones were added
-- for being hard, nearly all of them short and about numbers; over all of them the ratios are a tenth lower.
-- Each set is gone through in a millisecond or a few, many times, and the best time counts: so short a time is
-- seldom shared with whatever else the machine does.
\set ON_ERROR_STOP on
\set QUIET on
\pset footer off

\ir ../timing.sql

CREATE TEMP TABLE labelled (n int GENERATED ALWAYS AS IDENTITY, source text);
\copy labelled (source) FROM 'bench/redaction/texts.txt' WITH (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02')
DELETE FROM labelled WHERE n > 924;
UPDATE labelled SET source = regexp_replace(source, '\[\[[a-z]+\|([^]]*)\]\]', '\1', 'g');
CREATE TEMP TABLE texts (kind text, body text);
ALTER TABLE texts ALTER body SET STORAGE EXTERNAL;
INSERT INTO texts SELECT 'short notes', source FROM labelled;
INSERT INTO texts SELECT 'one long text', string_agg(source, ' ' ORDER BY n) FROM labelled;
INSERT INTO texts
  SELECT 'notes', l.source || ' ' || t.description || ' ' || coalesce(t.ai_prompt_template, '')
    FROM (SELECT *, row_number() OVER (ORDER BY id) AS n, count(*) OVER () AS types FROM crm.insurance_types) AS t,
         labelled AS l
   WHERE l.n % t.types = t.n - 1;

CREATE TEMP TABLE measured AS
SELECT m.*, ours, theirs
  FROM (SELECT kind, sum(octet_length(body)) / 1e6 AS mb, count(*) AS rows FROM texts GROUP BY 1) AS m,
       pg_temp.best_ms(format('SELECT sum(octet_length(crm.redact(body))) FROM texts WHERE kind = %L', m.kind), 200) AS ours,
       pg_temp.best_ms(format($$SELECT sum(octet_length(regexp_replace(regexp_replace(regexp_replace(body,
         '\m\d{3}[- ]?\d{2}[- ]?\d{4}\M', '[SSN]', 'g'), '\m(?:\d[ -]?){13,16}\M', '[CARD]', 'g'),
         '\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}', '[PHONE]', 'g'))) FROM texts WHERE kind = %L$$, m.kind), 100) AS theirs;
SELECT kind, rows, round(mb::numeric, 2) AS megabytes, round(ours::numeric, 2) AS redact_ms, round(theirs::numeric, 2) AS three_regexps_ms,
       round((mb * 1000 / ours)::numeric) AS redact_mb_a_second, round((theirs / ours)::numeric, 1) AS ratio, 'at least 10' AS must_be
  FROM measured ORDER BY kind;
\pset format unaligned
\pset tuples_only on
SELECT format('bench | crm.redact, %s | %s ms | %s ms, three regexp_replace | %s | >= 10 | 5', kind,
              round(ours::numeric, 2), round(theirs::numeric, 2), round((theirs / ours)::numeric, 1)) FROM measured ORDER BY kind;
