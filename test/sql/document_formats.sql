-- Formats, asserted by default: a few of each; the official suite has the rest.
\set ON_ERROR_ROLLBACK on
BEGIN;

CREATE FUNCTION pg_temp.holds(format text, VARIADIC texts text[]) RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(CASE WHEN crm.json_is_valid(jsonb_build_object('format', format), to_jsonb(t)) THEN 'yes' ELSE 'no' END, ' ' ORDER BY n)
  FROM unnest(texts) WITH ORDINALITY AS u (t, n)
$$;

SELECT pg_temp.holds('date', '2024-02-29', '2025-02-29', '2025-13-01', '2025-1-1', '2025-01-01 ') AS date,
       pg_temp.holds('time', '23:59:60Z', '12:00:60Z', '12:00:00', '24:00:00Z', '12:00:00.5+05:30') AS time,
       pg_temp.holds('date-time', '2025-03-31T14:30:00Z', '2025-03-31 14:30:00Z', '2025-03-31T14:30:00') AS date_time,
       pg_temp.holds('duration', 'P1Y2M3DT4H5M6S', 'P2W', 'P1Y2W', 'PT', 'P1YT', 'PT1H2S') AS duration;
SELECT pg_temp.holds('email', 'ann@example.com', '"a b"@example.com', 'ann@[192.0.2.1]', 'ann', '.ann@example.com', 'ann@example..com') AS email,
       pg_temp.holds('hostname', 'example.com', 'ex_ample.com', '-a.com', repeat('a', 64) || '.com', 'xn--9n2bp8q.xn--9t4b11yi5a') AS hostname,
       pg_temp.holds('ipv4', '192.0.2.1', '192.0.2.256', '192.0.2', '192.0.02.1') AS ipv4,
       pg_temp.holds('ipv6', '::1', '2001:db8::192.0.2.1', '1::2::3', ':1', '12345::') AS ipv6,
       pg_temp.holds('uuid', '2eb8aa08-aa98-11ea-b4aa-73b441d16380', '2eb8aa08aa9811eab4aa73b441d16380') AS uuid;
SELECT pg_temp.holds('uri', 'https://a:b@example.com:80/a?b#c', 'urn:isbn:1', '/a', 'http://exa mple.com', 'http://[::1]/', 'http://ä.de') AS uri,
       pg_temp.holds('uri-reference', '/a?b#c', '', 'a:b', '1:b', '%zz') AS uri_reference,
       pg_temp.holds('iri', 'http://ä.de', 'ä') AS iri, pg_temp.holds('iri-reference', 'ä', E'\\ä') AS iri_reference,
       pg_temp.holds('uri-template', 'http://a/{id}{?x,y*}', 'http://a/{id', '{a:10000}') AS uri_template,
       pg_temp.holds('json-pointer', '', '/a~1b/0', 'a', '/~2') AS json_pointer,
       pg_temp.holds('relative-json-pointer', '0#', '1/a', '01/a', '/a') AS relative_json_pointer,
       pg_temp.holds('regex', '^[a-z]+$', '(?<a>x)\k<a>', '(a)|\1', '(') AS regex;
SELECT pg_temp.holds('idn-hostname', U&'\C2E4\B840.\D14C\C2A4\D2B8', U&'\302E', 'a..b', U&'l\00B7l', U&'a\00B7l') AS idn_hostname,
       pg_temp.holds('idn-email', U&'\C2E4\B840@\C2E4\B840.\D14C\C2A4\D2B8', '2962') AS idn_email;

-- Only strings have a format.
SELECT crm.json_is_valid('{"format": "date"}', '7') AS number, crm.json_is_valid('{"format": "date"}', 'null') AS nothing;

-- Other names are annotations.
SELECT pg_temp.holds('colour', '?') AS unknown;

ROLLBACK;
