-- crm.render_template: outputs, tags, scopes, white space.
\set ON_ERROR_ROLLBACK on
BEGIN;

-- a prompt as analysts write it
SELECT crm.render_template($liquid$Client {{ client.name | upcase }} ({{ client.tags | join: ", " }})
{% if client.vip and lead.premium > 1000 -%}
Answer the same day.
{%- else -%}
Answer within the week.
{%- endif %}
{% for event in events -%}
{{ forloop.index }}. {{ event.date | date: "%b %-d" }}: {{ event.title | truncate: 24 }}
{% else -%}
Nothing happened yet.
{% endfor -%}
{{ events | size }} {{ events | pluralize: "event" }}, premium {{ lead.premium | money }}$liquid$,
  '{"client": {"name": "Ada Lovelace", "vip": true, "tags": ["auto", "home"]}, "lead": {"premium": 1240.50},
    "events": [{"date": "2026-01-05", "title": "Called about the teenage driver"}, {"date": "2026-01-09", "title": "Quote sent"}]}');

-- numbers print as they are stored; nil as nothing; arrays in a row; objects as JSON
SELECT crm.render_template('{{ a }} {{ b }} {{ c }} [{{ d }}] {{ e }} {{ f }} {{ g }} {{ (1..3) }}',
  '{"a": 1240.50, "b": 1e3, "c": true, "d": null, "e": [1, [2, "x"]], "f": {"k": [1.0, "q\""]}, "g": 12345678901234567890123}');

-- paths: keys, indexes, keys from variables, size, first, last
SELECT crm.render_template($liquid${{ a.b["c d"] }} {{ list[0] }}{{ list[-1] }}{{ list[9] }} {{ a[key] }} {{ list.size }} {{ list.first }} {{ list.last }} {{ ["key"] }} {{ a.size }} {{ s.size }}$liquid$,
  '{"a": {"b": {"c d": 1}, "x": 2}, "list": [7, 8, 9], "key": "x", "s": "Zoë"}');

-- assign, capture, counters, cycle; loop variables shadow what is assigned
SELECT crm.render_template($liquid${% assign x = "a" %}{% for x in (1..2) %}{{ x }}{% assign x = "b" %}{% endfor %}{{ x }} {% capture y %}<{{ x }}>{% endcapture %}{{ y }}{{ y }} {% increment n %}{% increment n %}{{ n }} {% for i in (1..3) %}{% cycle "odd", "even" %} {% endfor %}$liquid$, '{}');

-- what is looped over keeps its value while the variable is set anew
SELECT crm.render_template($liquid${% assign list = "a,b,c" | split: "," %}{% for i in list %}{% assign list = nil %}{{ i }}{% endfor %}[{{ list }}]$liquid$, '{}');

-- a pair of an object and a forloop can be remembered
SELECT crm.render_template($liquid${% for pair in object %}{% if forloop.first %}{% assign p = pair %}{% assign f = forloop %}{% endif %}{% endfor %}{{ p[0] }}={{ p[1] }} {{ f.index }} of {{ f.length }}$liquid$,
  '{"object": {"a": 1, "b": 2}}');

-- loops: limit, offset, reversed, continue, nested with parentloop, break
SELECT crm.render_template($liquid${% for i in list limit: 2 %}{{ i }}{% endfor %} {% for i in list offset: continue %}{{ i }}{% endfor %} {% for i in list reversed limit: 2 offset: 1 %}{{ i }}{% endfor %} {% for i in (1..2) %}{% for j in (1..3) %}{% if j == 3 %}{% break %}{% endif %}{{ forloop.parentloop.index }}{{ j }} {% endfor %}{% endfor %}{% for p in object reversed %}{{ p[0] }}{% endfor %}$liquid$,
  '{"list": [1, 2, 3, 4, 5], "object": {"a": 1, "b": 2}}');
SELECT crm.render_template($liquid${% tablerow i in (1..3) cols: 2 %}{{ i }}{% endtablerow %}$liquid$, '{}');

-- case with several values; and/or bind to the right
SELECT crm.render_template($liquid${% case kind %}{% when "auto", "home" %}personal{% when "bop" or "gl" %}commercial{% else %}other{% endcase %} {% if false and false or true %}left{% else %}right{% endif %}$liquid$, '{"kind": "gl"}');

-- the liquid tag, raw, comments
SELECT crm.render_template($liquid${% liquid
  assign total = 0
  for i in (1..4)
    assign total = total | plus: i
  endfor
  # nothing to see
  echo total
%} {% raw %}{{ not a tag }}{% endraw %}{% comment %}{% if %}{{ {% endcomment %}{% # note %}{% doc %}what it is for{% enddoc %}.$liquid$, '{}');

-- partials: render sees its arguments and the context, include all
SELECT crm.render_template($liquid${% assign x = 1 %}{% render "card", title: "T" %} {% include "card", title: "U" %} {% render "item" for list as it %} {% render "item" with list[1] as it %}$liquid$,
  '{"list": ["a", "b"], "agency": "Lake"}',
  '{"card": "{{ title }}{{ x | default: 0 }}{{ agency }}", "item": "{{ it }}{{ forloop.index | default: \"-\" }}"}');

-- the tags for prompts leave nothing in the text
SELECT crm.render_template($liquid${% role system %}Be brief.{% section history priority: 30 %} Called.{% endsection %}{% cache_break %}{% role user %} Next?$liquid$, '{}');

-- null in, null out
SELECT crm.render_template(NULL, '{}') IS NULL AS template, crm.render_template('x', NULL) IS NULL AS context;

ROLLBACK;
