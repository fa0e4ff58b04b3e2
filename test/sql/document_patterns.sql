-- Regular expressions of ECMA-262: they mean what they mean there, or are refused.
\set ON_ERROR_ROLLBACK on
BEGIN;

CREATE FUNCTION pg_temp.matches(pattern text, VARIADIC texts text[]) RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(CASE WHEN crm.json_is_valid(jsonb_build_object('pattern', pattern), to_jsonb(t)) THEN 'yes' ELSE 'no' END, ' ' ORDER BY n)
  FROM unnest(texts) WITH ORDINALITY AS u (t, n)
$$;

-- Anchored, or anywhere.
SELECT pg_temp.matches('^[A-Z]{2}$', 'TX', 'tx', 'TXX', 'T') AS state, pg_temp.matches('b', 'abc', 'ac') AS anywhere,
       pg_temp.matches('^[0-9]{5}(-[0-9]{4})?$', '78701', '78701-1234', '78701-', '7870') AS zip,
       pg_temp.matches('^(10W?|[1-9][XY]?|8B)$', '10', '10W', '8B', '9Y', '0', '10X') AS symbols,
       pg_temp.matches('', '', 'x') AS empty, pg_temp.matches('^$', '', 'x') AS nothing, pg_temp.matches('a|^b$|c$', 'xax', 'b', 'xb', 'xc', 'cx') AS alternatives;

-- "." is no line end, "$" is the end and nothing before it.
SELECT pg_temp.matches('^.$', 'a', E'\n', E'\r', U&'\2028', 'ä', U&'\+01F600', 'ab') AS dot,
       pg_temp.matches('^a$', 'a', E'a\n', E'b\na') AS lines, pg_temp.matches('^[^]$', E'\n', 'a', '') AS anything, pg_temp.matches('[]', 'a', '') AS impossible;

-- Classes are ASCII's where ECMA-262 says so, Unicode's where it says that.
SELECT pg_temp.matches('^\d$', '7', U&'\0667') AS digit, pg_temp.matches('^\D$', '7', U&'\0667') AS no_digit,
       pg_temp.matches('^\w$', 'a', '_', 'ä') AS word, pg_temp.matches('^\s$', ' ', U&'\00A0', U&'\FEFF', U&'\200B') AS space,
       pg_temp.matches('^\p{L}+$', 'Ä', U&'\4E2D', '1') AS letters, pg_temp.matches('^\P{Lu}$', 'a', 'A') AS no_capital,
       pg_temp.matches('^\p{Script=Greek}$', U&'\03B1', 'a') AS greek, pg_temp.matches('^[\p{Nd}x-]$', U&'\0667', 'x', '-', 'y') AS mixed;

-- Escapes.
SELECT pg_temp.matches('^\t\u0041\x42\u{43}\cJ$', E'\tABC\n') AS escapes, pg_temp.matches('^\ud83d\ude00$', U&'\+01F600') AS pair,
       pg_temp.matches('^\/\.\-\@$', '/.-@') AS punctuation, pg_temp.matches('^a{,2}$', 'a{,2}', 'aa') AS braces, pg_temp.matches('^[\b]$', chr(8)) AS backspace;

-- Counts, lazy or not.
SELECT pg_temp.matches('^a{2,3}?$', 'a', 'aa', 'aaa', 'aaaa') AS counted, pg_temp.matches('^(ab)*?c$', 'c', 'ababc', 'abac') AS lazy,
       pg_temp.matches('^.{300,600}$', repeat('x', 299), repeat('x', 300), repeat('x', 600), repeat('x', 601)) AS beyond_255;

-- Look-around, word boundaries and back-references need PostgreSQL's engine.
SELECT pg_temp.matches('^(?=.*\d)(?=.*[a-z]).{4,8}$', 'abc1', 'abcd', 'ab1') AS ahead, pg_temp.matches('^(?!000)\d{3}$', '000', '001') AS not_ahead,
       pg_temp.matches('(?<=\$)\d+', '$5', '5') AS behind, pg_temp.matches('(?<!a+)b', 'ab', 'cb') AS not_behind,
       pg_temp.matches('\bcat\b', 'a cat.', 'concat', 'cat', U&'\00E4cat') AS word, pg_temp.matches('\Bcat', 'concat', 'cat') AS inside,
       pg_temp.matches('^(?<q>[''"]).*\k<q>$', '"a"', '"a''') AS named, pg_temp.matches('^(a+)b\1$', 'aabaa', 'aaba') AS numbered,
       pg_temp.matches('^(?=(a))a(b)\2$', 'abb', 'abab') AS renumbered;

-- Refused, with the place: what is none, and what would mean something else.
SELECT pg_temp.matches('(', 'a');
SELECT pg_temp.matches('a)', 'a');
SELECT pg_temp.matches('[a', 'a');
SELECT pg_temp.matches('*a', 'a');
SELECT pg_temp.matches('a**', 'a');
SELECT pg_temp.matches('[z-a]', 'a');
SELECT pg_temp.matches('a{3,2}', 'a');
SELECT pg_temp.matches('\a', 'a');
SELECT pg_temp.matches('a\', 'a');
SELECT pg_temp.matches('\p{Klingon}', 'a');
SELECT pg_temp.matches('(?i)a', 'a');
SELECT pg_temp.matches('\1', 'a');
SELECT pg_temp.matches('\k<a>', 'a');
SELECT pg_temp.matches('(?<a>x)(?<a>y)', 'a');
SELECT pg_temp.matches('(a)|\1b', 'b');
SELECT pg_temp.matches('(?:(a)|b)\1', 'b');
-- PostgreSQL's engine misses the match at the end of "bx".
SELECT pg_temp.matches('($|b)\1', 'bx');
SELECT pg_temp.matches('((?=x)|b)c\1', 'bcb');
SELECT pg_temp.matches('(a\b|b)\1', 'bb');
SELECT pg_temp.matches('^(a|b)\1$', 'bb'), pg_temp.matches('^(a|b)\1$', 'ab');
SELECT pg_temp.matches('a{2000}', 'a');
SELECT pg_temp.matches('^+', 'a');

-- No text holds \0, and nothing stands in for it: not where PostgreSQL's engine runs the expression either.
SELECT pg_temp.matches('a\0', E'a\x01') AS table, pg_temp.matches('(?<=a)\0', E'a\x01') AS engine,
       pg_temp.matches('(?<=a)[\0-\x01]', E'a\x01') AS engine_range;

-- Names of properties, too.
SELECT crm.json_is_valid('{"patternProperties": {"^\\p{L}+$": {"type": "integer"}}, "additionalProperties": false}', '{"größe": 1}') AS good,
       crm.json_is_valid('{"patternProperties": {"^\\p{L}+$": {"type": "integer"}}, "additionalProperties": false}', '{"size_1": 1}') AS bad;
SELECT crm.json_is_valid('{"patternProperties": {"(": true}}', '{}');

-- What takes for ever can be stopped.
SET LOCAL statement_timeout = '300ms';
SELECT crm.json_is_valid('{"pattern": "^(x*)(x*)(x*)(x*)y\\1\\1\\2\\2\\3\\3\\4\\4$"}', to_jsonb(repeat('x', 300) || 'y' || repeat('x', 599)));
RESET statement_timeout;

ROLLBACK;
