-- What is wrong with a template or its context: where, what, and what to do.
\set ON_ERROR_ROLLBACK on
BEGIN;

-- all that is wrong, not only the first
SELECT * FROM crm.template_errors($liquid$Dear {{ client.name | trunkate: 5 }},
{% if client.vip = true %}yes{% endfi %}
{% for e in events limit 5 %}{{ e.title }}{% endfor %}
{% elsif %}
{{ 'unclosed }} {{ a + b }} {{ a && b }} {% if not a %}{% endif %}
{{ x | money: digitz: 2 }} {{ x | append }} {{ x | upcase: 1 }} {{ }} {{ x | }} {{ a b }} {{ a. }} {{ a[ }}
{% asign x = 1 %}{% assign x %}{% assign = 1 %}{% role customer %}{% role %}{% section %}{% section a priority: 101 %}{% endsection %}
{% capture c %}{% role user %}{% endcapture %}{% render foo %}{% else %}
{% case x %}{% when %}{% endcase %}{% case x %}text{% when 1 %}a{% else %}b{% endcase %}{% if a %}{% else %}{% elsif b %}{% endif %}
{% doc x %}{% enddoc %}{% raw %}{{ never$liquid$);
SELECT * FROM crm.template_errors('fine: {{ a }}');
SELECT count(*) AS at_most_100 FROM crm.template_errors(repeat('{{ a b }}', 1000));
-- columns count characters
SELECT line, column_number FROM crm.template_errors(E'é{{ a }}\n漢字 {{ b | nope }}');
-- an outer block that is closed closes the inner ones: one error
SELECT * FROM crm.template_errors('{% if a %}{% for x in y %}{% endif %}{{ z }}');
SELECT * FROM crm.template_errors('{% liquid
  if a
  echo b
%}{% endif %}');

-- when rendering: the first with its place, others in the detail
SELECT crm.render_template(E'Hello\n{{ x | trunkate }}{% nope %}', '{}');
SELECT crm.render_template('{{ x | money }}', '{"x": 1}', '{}', '{"dialect": "liquid"}');

-- undefined: strict, with a hint
SELECT crm.render_template(E'line\n{{ clinet.name }}', '{"client": {"name": "x"}}');
SELECT crm.render_template(E'line\n  é {{ client.nmae }}', '{"client": {"name": "x"}}');
SELECT crm.render_template('{{ a.b["c"].d }}', '{"a": {"b": {"c": {"e": 1}}}}');
SELECT crm.render_template('{% for x in nope %}{% endfor %}', '{}');
SELECT crm.render_template('{% if client.zzz == 1 %}{% endif %}', '{"client": {"name": "x"}}');
SELECT crm.render_template('{{ x | append: nope }}', '{"x": 1}');
-- asking for it is no error; a property of null is null; a missing list is empty
SELECT crm.render_template('[{{ client.zzz | default: "none" }}{% if client.zzz %}a{% endif %}{% if client.zzz == nil %}b{% endif %}{% unless foo %}c{% endunless %}{% for x in client.list %}{% else %}d{% endfor %}{{ client.address.city }}{{ client.list2[5] }}]',
  '{"client": {"name": "x", "address": null, "list2": [1]}}');
-- lenient on request, and in the standard dialect
SELECT crm.render_template('[{{ nope }}{{ client.zzz.y }}]', '{"client": {"name": "x"}}', '{}', '{"undefined": "lenient"}');
SELECT crm.render_template('[{{ nope }}]', '{}', '{}', '{"dialect": "liquid"}');
SELECT crm.render_template('[{{ nope }}]', '{}', '{}', '{"dialect": "liquid", "undefined": "strict"}');

-- in partials: their own name and place
SELECT crm.render_template('{% render "a" %}', '{}', '{"a": "A\n{% include \"b\" %}", "b": "B {{ x }}"}');
SELECT crm.render_template('{% render "a" %}', '{}', '{"a": "A\n{% include \"b\" %}", "b": "B {{ x "}');
SELECT crm.render_template('{% render "nope" %}', '{}');
SELECT crm.render_template('{% render "a" %}', '{}', '{"a": 5}');
SELECT crm.render_template('{% include x %}', '{"x": 5}');

-- values that do not fit
SELECT crm.render_template('{{ 1 | divided_by: 0 }}', '{}');
SELECT crm.render_template('{% if "2" > 1 %}{% endif %}', '{}');
SELECT crm.render_template('{{ x | sort }}', '{"x": [1, "a"]}');
SELECT crm.render_template('{{ "%ff%fe" | url_decode }}', '{}');
SELECT crm.render_template('{{ "/w==" | base64_decode }}', '{}');
SELECT crm.render_template('{{ "AAAA" | base64_decode }}', '{}');

-- options and arguments
SELECT crm.render_template('x', '{}', '{}', '{"dialekt": "liquid"}');
SELECT crm.render_template('x', '{}', '{}', '{"dialect": "jinja"}');
SELECT crm.render_template('x', '{}', '{}', '{"undefined": "maybe"}');
SELECT crm.render_template('x', '{}', '{}', '{"as_of": "yesterday"}');
SELECT crm.render_template('x', '{}', '{}', '{"timezone": 5}');
SELECT crm.render_template('{{ "now" | date: "%F" }}', '{}', '{}', '{"timezone": "Mars/Olympus"}');
SELECT crm.render_template('x', '{}', '{}', '[]');
SELECT crm.render_template('x', '[]');
SELECT crm.render_template('x', '{}', '[]');

ROLLBACK;
