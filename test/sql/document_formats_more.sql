-- Formats at their edges: international names by RFC 5892 and 5893, addresses, URIs, times.
\set ON_ERROR_ROLLBACK on
BEGIN;
CREATE FUNCTION pg_temp.holds(format text, VARIADIC texts text[]) RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(CASE WHEN crm.json_is_valid(jsonb_build_object('format', format), to_jsonb(t)) THEN 'yes' ELSE 'no' END, ' ' ORDER BY n)
  FROM unnest(texts) WITH ORDINALITY AS u (t, n)
$$;
\pset format unaligned
\x on

-- what a character needs around it: joiners, the keraia, geresh, middle dots, digits of two kinds
SELECT pg_temp.holds('idn-hostname', U&'\0915\094D\200C\0937', U&'\0915\200C\0937', U&'\0628\064A\200C\0628\064A', U&'\200C\0937', U&'\0628\200C', U&'\0628\200Ca') AS non_joiner,
       pg_temp.holds('idn-hostname', U&'\0915\094D\200D\0937', U&'\0915\200D\0937', U&'\200D') AS joiner,
       pg_temp.holds('idn-hostname', U&'\03B1\0375\03B2', U&'\03B1\0375S', U&'\03B1\0375') AS keraia,
       pg_temp.holds('idn-hostname', U&'\05D0\05F3\05D1', U&'A\05F3\05D1', U&'\05F4\05D1', U&'\05D0\05F4\05D1') AS geresh,
       pg_temp.holds('idn-hostname', U&'def\30FBabc', U&'\30FB\3041', U&'\30FB\30A1', U&'\30FB\4E08') AS middle_dot,
       pg_temp.holds('idn-hostname', U&'\0628\0660\06F0', U&'\0628\0660\0628', U&'\06F00', U&'\06F0\0660') AS digits,
       pg_temp.holds('idn-hostname', U&'\0903hello', U&'\0640', U&'\00DF\03C2\0F0B\3007', U&'A\0308', U&'\2260', U&'\FF21') AS classes;

-- labels: hyphens, lengths, separators, A-labels that decode, and such as do not
SELECT pg_temp.holds('idn-hostname', '-a', 'a-', 'aa--b', 'a--b', repeat('a', 63), repeat('a', 64), repeat(U&'\00E4', 63), U&'a\3002b\FF0Ec\FF61d', 'a.', '', '.', repeat('abcdefgh.', 30)) AS labels,
       pg_temp.holds('idn-hostname', 'xn--ihqwcrb4cv8a8dqg056pqjye', 'xn--X', 'XN--aa---o47jg78q', 'xn--', 'xn--!', 'xn--99999999a', 'xn--a-ecp.ru', 'XN--4CA') AS punycode;

-- right to left: no letter of the other kind, no two kinds of digits, an end that is a letter or a digit
SELECT pg_temp.holds('idn-hostname', U&'\05D0a', U&'a\05D0', U&'\05D01', U&'1\05D0', U&'\05D01\0661', U&'\05D0\05B0', U&'\05D0-\05D1', U&'\0628\0661', U&'a1.\05D0') AS bidi;

SELECT pg_temp.holds('hostname', 'xn--ihqwcrb4cv8a8dqg056pqjye', 'xn--X', 'a_b', 'a.', '', 'A1-b.C', repeat('a', 63), repeat('abcdefgh.', 30)) AS hostname,
       (SELECT string_agg(crm.json_is_valid('{"$schema": "http://json-schema.org/draft-04/schema#", "format": "hostname"}', to_jsonb(t))::text, ' ') FROM unnest(ARRAY['example.com', 'xn--X', '-a']) t) AS in_draft_04,
       pg_temp.holds('email', 'a@b', '"a\"b"@c', '"a"b@c', '"a@c', 'a@[IPv6:::1]', 'a@[IPv6:x]', 'a@[300.1.1.1]', 'a@[x', '@a', 'a@', 'a.@b', E'"\t"@b', '"a\', 'ä@b.c') AS email,
       pg_temp.holds('idn-email', 'ä@ö.de', '"ä"@ö.de', 'ä', 'ä@-.de') AS idn_email;
SELECT pg_temp.holds('ipv4', '1.2.3', '1.2.3.4.5', '1..3.4', '01.2.3.4', '1.2.3.4 ', 'a.b.c.d', '1000.1.1.1', '0.0.0.0') AS ipv4,
       pg_temp.holds('ipv6', '::', '1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '1::8', '::1.2.3.4', '1:2:3:4:5:6:1.2.3.4', '1:2:3:4:5:6:7:1.2.3.4', '::1.2.3', 'g::', '1:', ':::', 'ABCD::eF', '%eth0', '::1%eth0', '') AS ipv6,
       pg_temp.holds('uuid', '2EB8AA08-aa98-11ea-b4aa-73b441d16380', '2eb8aa08-aa98-11ea-b4aa-73b441d1638', '2eb8aa08-aa98-11ea-b4aa-73b441d1638g', '2eb8aa08_aa98_11ea_b4aa_73b441d16380') AS uuid;

SELECT pg_temp.holds('uri', 'http://[v1.a:b]/', 'http://[v.a]/', 'http://[vg.a]/', 'http://[v1.]/', 'http://[v1.a/]/', 'http://[1::2', 'http://[::1]x/', 'http://[::1]:80/', 'http://a:8x/', 'http://a@b@c/', 'mailto:a@b', '1a:b', 'a+-.1:b', ':a', 'a:?q#f', 'a:#f#g', 'a:%4', 'a:%4g', 'a:b\c', 'a:<b>', 'http://u%20:p@h') AS uri,
       pg_temp.holds('uri-reference', '//h/p', '//[::1]', '//[', '?q', '#f', 'a/b:c', './a:b', 'ä', '%41') AS reference,
       pg_temp.holds('iri', U&'http://\E000?\E000', U&'http://a/?\E000', U&'http://\+01F600', U&'http://a/\FFFE', U&'http://a#\+0F0000', 'a:%zz', U&'a:\2028') AS iri;
SELECT pg_temp.holds('uri-template', '{+a,b}{#c}{.d}{/e}{;f}{?g}{&h}', '{a.b}', '{a..b}', '{.}', '{a:1}', '{a:0}', '{a:99999}', '{a*}', '{a*:3}', '{%41}', '{%4}', '{a b}', '{}', '{a,}', 'a%41', 'a%4', 'a}b', 'a"b', 'ä', U&'\E000', U&'\FFFF', '{=a}') AS template,
       pg_temp.holds('time', '12:00:00Z', '12:00:00z', '12:00:00+00:00', '23:59:60+00:00', '22:59:60-01:00', '12:00:00+24:00', '12:00:00+00:60', '12:60:00Z', '12:00:61Z', '12:00Z', '12:00:00.Z', '12:00:00+1:00', '٢2:00:00Z', '12:00:00Zx') AS time,
       pg_temp.holds('date', '1900-02-29', '2000-02-29', '2025-00-01', '2025-04-31', '12025-01-01', '2025-1-01', '') AS date,
       pg_temp.holds('duration', 'P', 'P1D', 'P1M1Y', 'PT1S1M', 'P1DT', 'P1.5D', 'PT1H', 'P1W', 'P1WT1H', '1D', 'PT1', 'P1YT1M', 'P-1D', '') AS duration;
SELECT pg_temp.holds('json-pointer', '/', '/a/b~0~1', '/~', 'a', '#/a') AS pointer, pg_temp.holds('relative-json-pointer', '0', '10/a', '0##', '-1', '', '1~', '1/~2') AS relative,
       pg_temp.holds('regex', '\u{110000}', '\x4', '\p', '\pL', '\k', '\k<a', '(?<1a>x)', '(?<a b>x)', '(?<$a_1>x)', 'a{2,1}', 'a{99999999999}', '[z-a]', '(?:', '[a', 'a**', '\c1', '\u00', '(?<a>x)(?<a>y)', '(?i)a', ')', '\') AS regex;
ROLLBACK;
