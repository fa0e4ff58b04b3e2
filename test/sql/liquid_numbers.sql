-- The standard language's arithmetic: whole numbers stay whole, decimals stay exact, texts count as what they begin with.
\set ON_ERROR_ROLLBACK on
BEGIN;
CREATE FUNCTION pg_temp.render(template text, context jsonb DEFAULT '{}', options jsonb DEFAULT '{"dialect": "liquid"}') RETURNS text
  LANGUAGE sql AS $$ SELECT crm.render_template(template, context, '{}', options) $$;

SELECT pg_temp.render($${{ 4 | plus: 2 }} {{ 4 | minus: 2.5 }} {{ 4 | times: 1.5 }} {{ 7 | divided_by: 2 }} {{ 7 | divided_by: 2.0 }} {{ -7 | divided_by: 2 }} {{ 7 | divided_by: -2 }} {{ 7 | modulo: 3 }} {{ -7 | modulo: 3 }} {{ 7 | modulo: -3 }} {{ 7.5 | modulo: 2 }} {{ -7.5 | modulo: 2 }}$$);
SELECT pg_temp.render($${{ -5 | abs }} {{ "-5.25" | abs }} {{ 5 | at_least: 7 }} {{ 5 | at_least: 3 }} {{ 5.5 | at_most: 7 }} {{ 5 | at_most: 3.5 }}$$);
SELECT pg_temp.render($${{ 1.2 | ceil }} {{ -1.2 | ceil }} {{ 1.8 | floor }} {{ -1.2 | floor }} {{ 3 | ceil }} {{ 3 | floor }} {{ "1.5" | ceil }}$$);
SELECT pg_temp.render($${{ 1.5 | round }} {{ 2.5 | round }} {{ -1.5 | round }} {{ 1.2345 | round: 2 }} {{ 1234 | round: -2 }} {{ 1250.5 | round: -2 }} {{ 3 | round: 2 }} {{ 1.5 | round: 99 }} {{ 1.5 | round: -99 }}$$);

-- beyond 64 bits nothing is lost
SELECT pg_temp.render($${{ 9223372036854775807 | plus: 1 }} {{ -9223372036854775807 | minus: 2 }} {{ 9223372036854775807 | times: 9223372036854775807 }} {{ m | abs }} {{ m | divided_by: -1 }} {{ m | modulo: -1 }} {{ 123456789012345678901234567890 | plus: 0.1 }}$$, '{"m": -9223372036854775808}');
SELECT pg_temp.render($${{ 0.1 | plus: 0.2 }} {{ 1e3 | plus: 1 }} {{ 1.10 | times: 3 }} {{ 10 | divided_by: 4.0 }} {{ 1 | divided_by: 3.0 }}$$, '{}', '{}');

-- texts: white space around, an integer in front, or nothing; nil, lists and words count as 0
SELECT pg_temp.render($${{ " 12 " | plus: 1 }} {{ "1.5" | plus: 1 }} {{ "12abc" | plus: 1 }} {{ "-3x" | plus: 1 }} {{ "x" | plus: 1 }} {{ "" | plus: 1 }} {{ "1e2" | plus: 1 }} {{ "1." | plus: 1 }} {{ ".5" | plus: 1 }} {{ "+5" | plus: 1 }} {{ nil | plus: 1 }} {{ true | plus: 1 }} {{ l | plus: 1 }}$$, '{"l": [5]}');

-- by nothing; too far
SELECT pg_temp.render($${{ 1 | divided_by: 0 }}$$);
SELECT pg_temp.render($${{ 1 | modulo: 0 }}$$);
SELECT pg_temp.render($${{ 1.5 | divided_by: 0.0 }}$$);
SELECT pg_temp.render($${{ 1.5 | modulo: "0" }}$$);
SELECT length(pg_temp.render($${{ n | times: n }}$$, jsonb_build_object('n', ('1' || repeat('0', 400))::numeric)));
SELECT pg_temp.render($${{ n | times: n }}$$, jsonb_build_object('n', ('1' || repeat('0', 100000))::numeric));

-- arguments that want a whole number
SELECT pg_temp.render($${% for i in (1..5) limit: " 2 " %}{{ i }}{% endfor %} {% for i in (1..5) offset: "3" %}{{ i }}{% endfor %} {% for i in (1..2.9) %}{{ i }}{% endfor %} {% for i in ("1".."3") %}{{ i }}{% endfor %}$$);
SELECT pg_temp.render($${% for i in (1..5) limit: "x" %}{{ i }}{% endfor %}$$, '{}', '{}');
SELECT pg_temp.render($${{ "abcdef" | slice: "x" }}$$, '{}', '{}');
SELECT pg_temp.render($${{ "abcdef" | truncate: "3.5x" }}$$, '{}', '{}');
SELECT pg_temp.render($${% for i in (1..99999999999999999999) %}{{ i }}{% endfor %}$$, '{}', '{}');
SELECT pg_temp.render($${% for i in (1..9999999999) limit: 3 %}{{ i }}{% endfor %}$$);

-- money, in each locale's manner
SELECT string_agg(locale || ' ' || pg_temp.render('{{ 1234567.5 | money: "EUR", locale }} {{ -1 | money: "USD", locale }}', jsonb_build_object('locale', locale), '{}'), E'\n' ORDER BY locale COLLATE "C")
FROM unnest(ARRAY['de-AT', 'de-CH', 'en-AU', 'en-GB', 'en-IN', 'es-ES', 'fr-CA', 'fr-FR', 'ja-JP', 'nl-NL', 'pl-PL', 'pt-BR', 'sv-SE', 'zh-CN']) locale;
SELECT pg_temp.render('{{ 1.5 | money: "KWD" }} {{ 1.5 | money: "XTS" }} {{ 5 | money: "AUD", "en-AU" }} {{ 5 | money: "MXN", "es-MX" }} {{ 5 | money: "USD", "es-US" }}', '{}', '{}');
SELECT pg_temp.render('{{ 5 | money: "USD", "xx-XX" }}', '{}', '{}');

ROLLBACK;
