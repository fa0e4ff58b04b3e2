-- Filters of the crm dialect: money, date, ago, mask, json, xml, tokens, truncate_tokens, pluralize; exact numbers.
\set ON_ERROR_ROLLBACK on
BEGIN;
CREATE FUNCTION pg_temp.render(template text, context jsonb DEFAULT '{}', options jsonb DEFAULT '{}') RETURNS text
  LANGUAGE sql AS $$ SELECT crm.render_template(template, context, '{}', '{"as_of": "2026-01-31T12:00:00Z"}'::jsonb || options) $$;

-- money: by currency and locale, exact
SELECT pg_temp.render('{{ 1234567.891 | money }} {{ -5 | money }} {{ "1240.5" | money: "EUR", "de-DE" }} {{ 1234567.5 | money: "INR", "en-IN" }} {{ 99.5 | money: "JPY", "ja-JP" }} {{ 12 | money: "USD", "en-CA" }} {{ 12 | money: currency: "CHF" }} {{ 0.005 | money }} {{ 1999.5 | money: digits: 0 }} [{{ nil | money }}]');
SELECT pg_temp.render('{{ 123456789012345678901234567890.125 | money }} {{ 1 | money }} {{ 999 | money }} {{ 1000 | money }}');
SELECT pg_temp.render('{{ p | money }}', '{"p": 1240.50}', '{"currency": "GBP", "locale": "en-GB"}');
SELECT pg_temp.render('{{ "abc" | money }}');
SELECT pg_temp.render('{{ list | money }}', '{"list": []}');
SELECT pg_temp.render('{{ 1 | money: "usd" }}');
SELECT pg_temp.render('{{ 1 | money: "USD", "en_US" }}');
SELECT pg_temp.render('{{ 1 | money: digits: 21 }}');

-- the server's locale and DateStyle play no part
SET LOCAL lc_monetary = 'C';
SET LOCAL DateStyle = 'German, DMY';
SET LOCAL TimeZone = 'Asia/Tokyo';

-- date: a date never shifts, a time without zone stays as written, an instant is shown by the zone's clocks
SELECT pg_temp.render($liquid${{ "2024-06-01" | date: "%b %-d, %Y %H:%M %z", "America/Los_Angeles" }} | {{ "2024-06-01T02:00:00+00:00" | date: "%b %-d, %Y %H:%M %z %Z", "America/Los_Angeles" }} | {{ "2024-06-01T02:00:00" | date: "%b %-d, %Y %l:%M %p", "America/Los_Angeles" }}$liquid$);
SELECT pg_temp.render('{{ "now" | date: "%F %T %Z" }} {{ "today" | date: "%A", "Pacific/Kiritimati" }}');
SELECT pg_temp.render('{{ "2024-06-01T02:00:00Z" | date: "%F %T %Z" }}', '{}', '{"timezone": "America/Chicago"}');
SELECT pg_temp.render($liquid${{ "3/5/2024" | date: "%F" }} {{ "Mar 5, 2024 3:07 PM" | date: "%F %T" }} {{ "5 March 2024" | date: "%F" }} {{ "Tuesday, March 5th, 2024" | date: "%F" }} {{ 1709600000 | date: "%F %T" }} {{ "2024-03-05 15:07:09.25-06" | date: "%T.%L" }}$liquid$);
-- to_jsonb's own forms
SELECT pg_temp.render('{{ d | date: "%F" }} {{ t | date: "%F %T.%N" }} {{ z | date: "%F %T %z" }}',
  jsonb_build_object('d', DATE '2024-02-29', 't', TIMESTAMP '2024-02-29 23:59:59.123456', 'z', TIMESTAMPTZ '2024-02-29 23:59:59-05'));
SELECT pg_temp.render('{{ "2024-06-01T02:00:00.123456+05:30" | date: "%s %L %j %U %W %V %G %u %w %C %y %e %k %I %P %c %D %r %v %^a %#p %:z %Q %5d %-m %_m %%" }}');
-- what is no date stays as it is
SELECT pg_temp.render('{{ "2024-02-30" | date: "%F" }} {{ "nonsense" | date: "%F" }} {{ x | date: "%F" }} {{ "2024-13-01" | date: "%F" }} {{ "24:00" | date: "%F" }} [{{ nil | date: "%F" }}]', '{"x": [1]}');
SELECT pg_temp.render('{{ "2024-06-01" | date: "%F", "Mars/Olympus" }}');

-- ago: relative to as_of
SELECT pg_temp.render('{% for d in dates %}{{ d }}: {{ d | ago }}
{% endfor %}', '{"dates": ["2026-01-31", "2026-01-30", "2026-02-01", "2026-01-25", "2025-12-31", "2025-12-30", "2024-01-31", "2026-03-05",
  "2027-02-01", "2026-01-31T11:59:30Z", "2026-01-31T11:00:00Z", "2026-01-31T10:30:00-05:00", "2026-01-30T11:00:00Z", "2025-01-30T11:00:00Z"]}');
SELECT pg_temp.render('{{ "2026-01-31" | ago: "Pacific/Kiritimati" }} {{ "not a date" | ago }}');

-- mask
SELECT pg_temp.render('{{ "123-45-6789" | mask }} {{ "1234" | mask }} {{ "4111 1111 1111 1111" | mask: 4, "•" }} {{ "ada@example.com" | mask: 0 }} {{ 123456789 | mask: 2 }} {{ "Zoë" | mask: 1 }} [{{ nil | mask }}]');
SELECT pg_temp.render('{{ "x" | mask: -1 }}');

-- json, xml
SELECT pg_temp.render('{{ x | json }} {{ nil | json }} {{ (1..3) | json }} {{ "a,b" | split: "," | json }} {{ x.a | json: 2 }}',
  '{"x": {"a": [1, 2.50, null, true, "q\"\\\n\t\u0001é"], "bb": {}, "ccc": []}}');
SELECT pg_temp.render('{{ s | xml }}', '{"s": "<a href=\"x\">Tom & ''Jerry''</a>\u0001"}');

-- pluralize
SELECT pg_temp.render('{{ 1 | pluralize: "policy" }} {{ 2 | pluralize: "policy" }} {{ 0 | pluralize: "box" }} {{ 3 | pluralize: "person", "people" }} {{ list | pluralize: "event" }} {{ 1.0 | pluralize: "day" }}', '{"list": [1, 2]}');

-- tokens, truncate_tokens: the end counts, words stay whole
SELECT n, crm.count_tokens(cut) <= n AS fits, cut = 'She called...' OR length(cut) > 15 AS long,
       starts_with(whole, rtrim(cut, '.')) AND substr(whole, length(rtrim(cut, '.')) + 1, 1) IN (' ', '.') AS whole_words
FROM (VALUES (6), (10), (14), (1000)) v (n), (VALUES ('She called about the renewal and wants a quote again in June, by mail.')) w (whole),
     LATERAL (SELECT pg_temp.render('{{ s | truncate_tokens: n }}', jsonb_build_object('n', n, 's', whole)) AS cut) c;
SELECT pg_temp.render('{{ s | tokens }}', '{"s": "She called."}')::int = crm.count_tokens('She called.') AS same;

-- arithmetic is exact
SELECT pg_temp.render('{{ 0.1 | plus: 0.2 }} {{ 9223372036854775807 | plus: 1 }} {{ -7 | divided_by: 2 }} {{ -7 | modulo: 2 }} {{ 7 | divided_by: 2.0 }} {{ 10 | divided_by: 3.0 }} {{ 1.005 | round: 2 }} {{ 2.5 | round }} {{ -2.5 | round }} {{ 1234.5 | round: -2 }}');
SELECT length(pg_temp.render('{{ a | times: a }}', '{"a": 1e50000}'));
SELECT pg_temp.render('{{ a | times: a }}', '{"a": 1e100000}');

ROLLBACK;
