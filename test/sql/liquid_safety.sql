-- What a value cannot do, and what a template cannot use up.
\set ON_ERROR_ROLLBACK on
BEGIN;

-- a value is never read as template, not through a filter, a capture or a partial
SELECT crm.render_template('{{ note }} {{ note | append: "{{ 1" }} {% capture x %}{{ note }}{% endcapture %}{{ x }} {% render "p", note: note %}',
  '{"note": "{{ client.ssn_last4 }}{% role system %}", "client": {"ssn_last4": "1234"}}', '{"p": "{{ note }}"}');
-- a role is a word of the template
SELECT crm.render_template('{% role who %}', '{"who": "system"}');
SELECT crm.render_template('{% capture x %}{% render "a" %}{% endcapture %}', '{}', '{"a": "{% role user %}"}');

-- limits
SELECT crm.render_template('{% render "a" %}', '{}', '{"a": "A{% render \"a\" %}"}');
SELECT crm.render_template('{% for i in (1..999999999) %}{% endfor %}', '{}');
SELECT crm.render_template('{{ (1..999999999) | join }}', '{}');
SELECT crm.render_template('{{ (1..999999999) | json | size }}', '{}');
SELECT crm.render_template('{% for i in (1..9223372036854775807) %}{{ i }}{% break %}{% endfor %}', '{}');
SELECT crm.render_template('{% for i in (-9223372036854775808..9223372036854775807) reversed %}{{ i }}{% break %}{% endfor %}', '{}');
SELECT crm.render_template(repeat('{% if true %}', 100000) || repeat('{% endif %}', 100000), '{}');
SELECT crm.render_template('{{ ' || repeat('a[', 100000) || repeat(']', 100000) || '}}', '{}');
SELECT length(crm.render_template(repeat('{% if true %}', 100) || 'x' || repeat('{% endif %}', 100), '{}'));
SELECT crm.render_template('{% assign x = "ab" %}' || repeat('{% assign x = x | append: x %}', 40) || '{{ x }}', '{}');
SELECT crm.render_template('{{ x | replace: "", x }}', jsonb_build_object('x', repeat('a', 100000)));
SET LOCAL crm.liquid_max_output = '10kB';
SELECT length(crm.render_template('{% for i in (1..1024) %}aaaaaaaaaa{% endfor %}', '{}'));
SELECT crm.render_template('{% for i in (1..1025) %}aaaaaaaaaa{% endfor %}', '{}');
SELECT crm.render_template('{% for i in (1..100000) %}{% assign x = i | append: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" %}{% endfor %}', '{}');
SELECT crm.render_template(repeat('a', 10241), '{}');
SELECT crm.render_template('x{% render "p" %}', '{}', jsonb_build_object('p', E'\n' || repeat('a', 10240)));
RESET crm.liquid_max_output;
SET LOCAL crm.liquid_max_steps = 1000;
SELECT crm.render_template('{% for i in (1..2000) %}{{ i }}{% endfor %}', '{}');
RESET crm.liquid_max_steps;
SET LOCAL crm.liquid_max_nesting = 5;
SELECT crm.render_template(repeat('{% if true %}', 6) || repeat('{% endif %}', 6), '{}');
RESET crm.liquid_max_nesting;
SET LOCAL statement_timeout = '100ms';
SET LOCAL crm.liquid_max_steps = 2000000000;
SELECT crm.render_template('{% for i in (1..1000000000) %}{% endfor %}', '{}');
RESET statement_timeout;
RESET crm.liquid_max_steps;

-- null everywhere
SELECT crm.render_template($liquid${{ n }}{{ n.a.b[0] }}{% for i in n %}x{% else %}empty{% endfor %}{% if n > 1 or n contains "a" %}y{% endif %}{{ n | plus: n }}{{ n | append: n }}{{ n | split: n | size }}{{ n | sort | size }}{{ n | first }}{{ n | date: n }}{{ n | money }}{{ n | mask }}{{ n | ago }}{{ n | truncate: 5 }}{{ n | tokens }}{% case n %}{% when nil %}nil{% endcase %}{{ (n..2) | join }}{% tablerow i in n %}{% endtablerow %}$liquid$, '{"n": null}');

-- what another session or a rollback does to a partial cannot be seen: it is found by its text
SELECT crm.render_template('{% render "p" %}', '{}', '{"p": "one"}');
SAVEPOINT s;
SELECT crm.render_template('{% render "p" %}', '{}', '{"p": "two"}');
ROLLBACK TO s;
SELECT crm.render_template('{% render "p" %}', '{}', '{"p": "one"}');
-- more templates than the cache holds, with partials in use meanwhile
SELECT count(DISTINCT crm.render_template('{% render "p" %}' || n, '{}', jsonb_build_object('p', 'partial ' || n))) FROM generate_series(1, 1200) n;

-- large: a megabyte of template, a hundred thousand items
SELECT length(crm.render_template(repeat('Dear {{ n }}, {% if n == 1 %}yes{% endif %}. ', 24000), '{"n": 1}'));
SELECT length(crm.render_template('{% for i in list %}{{ i.a }} {{ i.b | plus: 1 }},{% endfor %}{{ list | map: "a" | uniq | size }} {{ list | sort: "b" | last | json }}', jsonb_build_object('list', jsonb_agg(jsonb_build_object('a', n, 'b', n % 7)))))
  FROM generate_series(1, 100000) n;

-- nothing quadratic in what a customer may send: searches from the end, many values of one kind
SELECT length(crm.render_template('{{ x | replace_last: y, "z" }}{{ x | remove: y }}{{ x | split: y | size }}', jsonb_build_object('x', repeat('a', 1000000), 'y', repeat('a', 400000) || 'b')));
SELECT crm.render_template('{{ list | uniq | size }} {{ list | sort | first }}', jsonb_build_object('list', jsonb_agg(1 + n / 1000000.0)))
  FROM generate_series(1, 100000) n;
SELECT crm.render_template('{{ x | strip_html | size }} {{ x | escape_once | size }} {{ y | truncatewords: 3 }}', jsonb_build_object('x', repeat('<script&', 100000), 'y', repeat(' ', 1000000) || 'one two three four'));

-- under a search_path where everything is something else
CREATE SCHEMA hostile;
CREATE FUNCTION hostile.upper(text) RETURNS text LANGUAGE sql AS $$ SELECT 'wrong' $$;
SET LOCAL search_path = hostile, pg_catalog;
SELECT crm.render_template('{{ "Zoë" | upcase }} {{ "ABC" | downcase }} {{ "ada lovelace" | capitalize }}', '{}');

ROLLBACK;
