-- crm.count_tokens: estimates, scripts, errors.
\set ON_ERROR_ROLLBACK on
BEGIN;

SELECT crm.count_tokens('') AS empty, crm.count_tokens('lead') AS word,
       crm.count_tokens(E'\n\n\n') AS breaks, crm.count_tokens(NULL) IS NULL AS is_null;

-- grows with the text, and never counts a part for more than the whole
SELECT bool_and(crm.count_tokens(left(t, n)) <= crm.count_tokens(left(t, n + 1))) AS grows
  FROM (VALUES ('She called about the renewal: $1,240 is "too much", quote again in June.')) AS v (t),
       generate_series(1, 71) AS n;

-- a cut never takes more than it may, where a joining byte has lost its word, too
SELECT bool_and(crm.count_tokens(crm.render_template('{{ s | truncate_tokens: n, "" }}', jsonb_build_object('s', t, 'n', n))) <= n) AS fits
  FROM (VALUES ('a.b.c.d-e-f_g/h/i.j'), ('--.the.a-b'), ('x  .y')) AS v (t), generate_series(0, 12) AS n;

-- linear: a megabyte of one word, and of every kind of byte
SELECT crm.count_tokens(repeat('a', 1000000)) > 100000 AS long_word,
       crm.count_tokens(repeat(E'é漢😀\n \t{"a":1},', 50000)) > 100000 AS mixed;

-- what a note can be stretched with: beside each the greater of the two exact counts of it, ten thousand times between two letters
SELECT name, exact, crm.count_tokens('a' || repeat(piece, 10000) || 'b') >= exact AS counted
  FROM (VALUES ('spaces', ' ', 81), ('tabs', E'\t', 627), ('both', E' \t', 10001), ('lines', E'\n', 627), ('DOS lines', E'\r\n', 2502),
          ('stops', E'.\n\n\n\n\n\n\n\n\n\n\n', 20002)) AS v (name, piece, exact);
SELECT crm.count_tokens('x', 'p50k_base');
SELECT crm.count_tokens('x', NULL) IS NULL AS is_null;

-- an exact encoding without its vocabulary (with it: test/t/010_vocabulary.pl, test/conformance/exact_tokens.py)
SET LOCAL crm.vocabulary_directory = '/nowhere';
SELECT crm.count_tokens('x', 'o200k_base');
SELECT crm.count_tokens('x', 'cl100k_base');

-- a budget held by an encoding
INSERT INTO crm.clients (id, client_type, first_name, last_name) VALUES (1000, 'individual', 'Dana', 'Reyes');
INSERT INTO crm.leads (id, client_id, insurance_type_id, received_at) VALUES (1000, 1000, 'auto', '2026-01-05 09:00-05');
SELECT crm.lead_context(1000, 900, '2026-02-01', '{"encoding": "estimate"}')
       = crm.lead_context(1000, 900, '2026-02-01') AS estimate_is_the_default;
SELECT crm.explain_prompt(1000, 'summary', as_of => '2026-02-01', options => '{"encoding": "estimate"}') ->> 'token_method' AS prompt,
       crm.lead_context(1000, as_of => '2026-02-01') #>> '{manifest,token_method}' AS context;
SELECT crm.render_prompt(1000, 'summary', options => '{"encoding": "o200k_base"}');
SELECT crm.lead_context(1000, options => '{"encoding": "cl100k_base"}');
SELECT crm.lead_context(1000, options => '{"encoding": "words"}');
SELECT crm.lead_context(1000, options => '{"encoding": 1}');

-- only a superuser says where files are read
CREATE ROLE regress_crm_reader;
SET LOCAL ROLE regress_crm_reader;
SET LOCAL crm.vocabulary_directory = '/etc';
RESET ROLE;

ROLLBACK;
