-- crm.count_tokens: estimates, scripts, errors.
\set ON_ERROR_ROLLBACK on
BEGIN;

SELECT crm.count_tokens('') AS empty, crm.count_tokens('lead') AS word,
       crm.count_tokens(E'\n\n\n') AS breaks, crm.count_tokens(NULL) IS NULL AS is_null;

-- grows with the text, and never counts a part for more than the whole
SELECT bool_and(crm.count_tokens(left(t, n)) <= crm.count_tokens(left(t, n + 1))) AS grows
  FROM (VALUES ('She called about the renewal: $1,240 is "too much", quote again in June.')) AS v (t),
       generate_series(1, 71) AS n;

-- linear: a megabyte of one word, and of every kind of byte
SELECT crm.count_tokens(repeat('a', 1000000)) > 100000 AS long_word,
       crm.count_tokens(repeat(E'é漢😀\n \t{"a":1},', 50000)) > 100000 AS mixed;

SELECT crm.count_tokens('x', 'p50k_base');
SELECT crm.count_tokens('x', NULL) IS NULL AS is_null;

-- an exact encoding without its vocabulary (with it: test/t/005_vocabulary.pl, test/conformance/exact_tokens.py)
SET LOCAL crm.vocabulary_directory = '/nowhere';
SELECT crm.count_tokens('x', 'o200k_base');
SELECT crm.count_tokens('x', 'cl100k_base');

ROLLBACK;
