-- The standard language's tags, words and comparisons; the positions of what is wrong in them.
\set ON_ERROR_ROLLBACK on
BEGIN;
CREATE FUNCTION pg_temp.render(template text, context jsonb DEFAULT '{}', partials jsonb DEFAULT '{}', options jsonb DEFAULT '{"dialect": "liquid"}') RETURNS text
  LANGUAGE sql AS $$ SELECT crm.render_template(template, context, partials, options) $$;
CREATE FUNCTION pg_temp.problems(template text) RETURNS SETOF text
  LANGUAGE sql AS $$ SELECT format('%s:%s %s', line, column_number, message) || coalesce(' / ' || hint, '') FROM crm.template_errors(template) $$;

-- comparisons of every kind
SELECT pg_temp.render($${% if 1 < 2 %}a{% endif %}{% if 2 <= 2.0 %}b{% endif %}{% if 3 > 2 %}c{% endif %}{% if 3 >= 3 %}d{% endif %}{% if 1 != 2 %}e{% endif %}{% if 1 <> 2 %}f{% endif %}{% if "a" < "b" %}g{% endif %}{% if "b" >= "ab" %}h{% endif %}{% if "a" <= "a" %}i{% endif %}{% if "ab" > "a" %}j{% endif %}{% if nil < 1 %}no{% endif %}{% if 1 == 1.0 %}k{% endif %}{% if "1" == 1 %}no{% endif %}$$);
SELECT pg_temp.render($${% if l == m %}a{% endif %}{% if l == n %}no{% endif %}{% if l == o %}no{% endif %}{% if p == q %}b{% endif %}{% if p == r %}no{% endif %}{% if t == true %}c{% endif %}{% if x == nil %}d{% endif %}{% if (1..3) == (1..3) %}e{% endif %}{% if (1..3) == (1..4) %}no{% endif %}{% if l == p %}no{% endif %}$$,
  '{"l": [1, [2]], "m": [1.0, [2]], "n": [1, [3]], "o": [1], "p": {"a": 1}, "q": {"a": 1}, "r": {"a": 2}, "t": true}');
SELECT pg_temp.render($${% for i in (1..2) %}{% if forloop == forloop %}same{% else %}other{% endif %} {% endfor %}$$);

-- empty and blank
SELECT pg_temp.render($${% for v in l %}{% if v == empty %}e{% else %}-{% endif %}{% if blank == v %}b{% else %}-{% endif %} {% endfor %}{% if empty == blank %}no{% endif %}[{{ empty }}{{ blank }}]$$,
  '{"l": ["", " \t\n", "x", [], [0], {}, {"a": 1}, null, false, true, 0]}');
SELECT pg_temp.render($${% assign l = "" | split: "," %}{% if l == empty %}e{% endif %}{% if x == blank %}b{% endif %}{% if x == empty %}no{% endif %}{% assign e = empty %}{% if e == "" %}no{% endif %}$$);

-- contains: in texts, lists, objects, ranges
SELECT pg_temp.render($${% if "abc" contains "b" %}a{% endif %}{% if "a1" contains 1 %}b{% endif %}{% if l contains "x" %}c{% endif %}{% if l contains "y" %}no{% endif %}{% if o contains "k" %}d{% endif %}{% if o contains "z" %}no{% endif %}{% if (1..3) contains 3 %}e{% endif %}{% if (1..3) contains 4 %}no{% endif %}{% if nil contains "x" %}no{% endif %}{% if "a" contains nil %}no{% endif %}{% assign s = "p,q" | split: "," %}{% if s contains "q" %}f{% endif %}{% if 5 contains 5 %}no{% endif %}{% if "a" contains "abc" %}no{% endif %}{% if "a" contains "" %}g{% endif %}$$,
  '{"l": ["x", 2], "o": {"k": null}}');
SELECT pg_temp.render($${% if l contains m %}a{% endif %}$$, '{"l": [[1], {"a": 1}], "m": {"a": 1}}');

-- if, elsif, else, unless, case
SELECT pg_temp.render($${% for i in (1..4) %}{% if i == 1 %}one{% elsif i == 2 %}two{% elsif i == 3 %}three{% else %}many{% endif %} {% unless i > 1 %}first{% elsif i == 2 %}second{% else %}later{% endunless %} {% endfor %}$$);
SELECT pg_temp.render($${% for v in l %}{% case v %}{% when 1, 2 %}low{% when "x" or "y" %}letter{% when empty %}empty{% when nil %}nil{% else %}else{% endcase %} {% endfor %}$$, '{"l": [1, 2.0, "y", "", null, "z"]}');
SELECT pg_temp.render($${% case 1 %}{% when 1 %}a{% when 1 %}b{% else %}c{% endcase %}[{% case 9 %} ignored {% when 1 %}a{% endcase %}]$$);

-- loops: the loop's own variables; break and continue; an offset that goes on; over texts, nothing and objects
SELECT pg_temp.render($${% for i in (1..3) %}{{ forloop.name }} {{ forloop.index }} {{ forloop.index0 }} {{ forloop.rindex }} {{ forloop.rindex0 }} {{ forloop.first }} {{ forloop.last }} {{ forloop.length }}[{{ forloop.nothing }}{{ forloop.parentloop }}]
{% endfor %}$$);
SELECT pg_temp.render($${% for i in (1..9) %}{% if i == 2 %}{% continue %}{% elsif i == 4 %}{% break %}{% endif %}{{ i }}{% endfor %} {% for i in l limit: 2 %}{{ i }}{% endfor %} {% for i in l offset: continue limit: 2 %}{{ i }}{% endfor %} {% for i in l offset: continue %}{{ i }}{% endfor %} {% for i in l offset: 9 %}{{ i }}{% else %}none{% endfor %}$$, '{"l": [1, 2, 3, 4, 5]}');
SELECT pg_temp.render($${% for c in "text" %}{{ c }}{% endfor %} {% for c in "" %}{{ c }}{% else %}none{% endfor %} {% for c in nil %}{{ c }}{% else %}none{% endfor %} {% for c in 5 %}{{ c }}{% else %}none{% endfor %} {% for p in o %}{{ p[0] }}={{ p[1] }}{{ p.first }}{{ p.last }} {% endfor %}{% for i in (3..1) %}x{% else %}none{% endfor %}$$, '{"o": {"a": 1, "b": [2]}}');
SELECT pg_temp.render($${% for i in (1..2) %}{% for j in (1..2) %}{{ forloop.parentloop.index }}{{ forloop.index }} {% endfor %}{% endfor %}{% break %}never$$);

-- tables
SELECT pg_temp.render($${% tablerow i in (1..5) cols: 2 limit: 3 offset: 1 %}{{ i }} {{ tablerowloop.col }} {{ tablerowloop.col0 }} {{ tablerowloop.row }} {{ tablerowloop.col_first }} {{ tablerowloop.col_last }} {{ tablerowloop.last }} {{ tablerowloop.index }}[{{ tablerowloop.none }}]{% endtablerow %}$$);
SELECT pg_temp.render($${% tablerow i in nil %}{{ i }}{% endtablerow %}{% tablerow i in e %}{{ i }}{% endtablerow %}{% tablerow i in (1..3) %}{% if i == 2 %}{% break %}{% endif %}{{ i }}{% endtablerow %}$$, '{"e": []}');

-- counters, cycles, what changed, echo, the nested comment
SELECT pg_temp.render($${% increment n %}{% increment n %} {% decrement n %} {% decrement m %}{% decrement m %} {{ n }} {{ m }}$$);
SELECT pg_temp.render($${% for i in (1..4) %}{% cycle "a", "b" %}{% cycle "g": 1, 2, 3 %}{% cycle i: "x", "y" %} {% endfor %}$$);
SELECT pg_temp.render($${% for i in l %}{% ifchanged %}{{ i }}{% endifchanged %}{% endfor %}$$, '{"l": [1, 1, 2, 2, 1]}');
SELECT pg_temp.render($${% echo "a" | upcase %}{% echo %}{% comment %}{% comment %}{% endcomment %}{% raw %}{% endcomment %}{% endraw %}{% endcomment %}.{% # one
  # two
%}{%- assign x = 'it"s' -%} {{ x }}{% raw %} {{ x }}{% {% endraw %}$$);
SELECT pg_temp.render($${% liquid
  # a note
  comment
    if
  endcomment
  case 2
    when 2
      echo "two"
  endcase
%}$$);

-- partials: with, for, as, arguments, a path's last word as the name; include sees and sets everything
SELECT pg_temp.render($${% render "a/p" with 5 %} {% render "a/p" for l %} {% render "a/p" for l as x %} {% render "a/p", p: 1, x: 2 %} {% include "a/p" with 7 %} {% include "a/p" for l %} {% include name, x: 3 %} {% include "s" %}{{ set }}$$,
  '{"l": ["u", "v"], "name": "a/p", "p": "ctx"}', '{"a/p": "[{{ p }}{{ x }}{{ forloop.index }}]", "s": "{% assign set = 1 %}"}');
SELECT pg_temp.render($${% for i in (1..3) %}{% include "b" %}{{ i }}{% endfor %}$$, '{}', '{"b": "{% if i == 2 %}{% break %}{% endif %}"}');
SELECT pg_temp.render($${% render "self" %}$$, '{}', '{"self": "{% render \"self\" %}"}');
SELECT pg_temp.render($${% include name %}$$, '{"name": 5}', '{}', '{}');
SELECT pg_temp.render($${% include "none" %}$$, '{}', '{}', '{}');
SELECT pg_temp.render($$a{% render "p" %}$$, '{}', '{"p": "\n  {{ 1 | divided_by: 0 }}"}', '{}');
SELECT pg_temp.render($$a{% render "p" %}$$, '{}', '{"p": "\n  {% if %}"}', '{}');

-- names and keys: dashes, quoted keys, brackets, words that are values, an undefined path
SELECT pg_temp.render($${{ a-b }} {{ a["c d"] }} {{ a[k].x }} {{ ["a"]["c d"] }} {{ l[i] }} {{ l["0"] }}[{{ l.x }}{{ nil.x }}{{ a.c.d.e }}]{{ true }}{{ false }}$$,
  '{"a-b": 1, "a": {"c d": 2, "z": {"x": 3}}, "k": "z", "l": [4], "i": 0}');
SELECT pg_temp.render($${{ l.first.x }} {{ l.last.x }} {{ o.first[0] }} {{ o.size }} [{{ o.last }}{{ e.first }}] {{ s.size }}$$, '{"l": [{"x": 1}, {"x": 2}], "o": {"k": 1, "z": 2}, "e": [], "s": "abc"}');
SELECT pg_temp.render($${{ lead.nmae }}$$, '{"lead": {"name": 1}}', '{}', '{}');
SELECT pg_temp.render($${{ laed.name }}$$, '{"lead": {"name": 1}}', '{}', '{}');
SELECT pg_temp.render($${% assign total = 1 %}{% for item in l %}{{ itme }}{% endfor %}$$, '{"l": [1]}', '{}', '{}');

-- what is wrong, with its place; several at once
SELECT pg_temp.problems($${% if %}a{% endif %}$$);
SELECT pg_temp.problems($${% if a == %}a{% endif %}$$);
SELECT pg_temp.problems($${% if a %}b$$);
SELECT pg_temp.problems($$b{% endif %}$$);
SELECT pg_temp.problems($${% if a %}{% else %}{% elsif b %}{% else %}{% endif %}$$);
SELECT pg_temp.problems($${% if a %}{% endfor %}{% endif %}$$);
SELECT pg_temp.problems($${% for %}{% endfor %}{% for a %}{% endfor %}{% for a on b %}{% endfor %}{% for a in b what: 1 %}{% endfor %}{% for a in b limit %}{% endfor %}$$);
SELECT pg_temp.problems($${% for a in b %}{% else %}{% else %}{% endfor %}$$);
SELECT pg_temp.problems($${% case %}{% endcase %}{% case a %}{% when %}{% else %}{% when 2 %}{% endcase %}$$);
SELECT pg_temp.problems($${% case a %}{% echo %}{% when 1 %}{% endcase %}{% case a %}{{ }}{% when 1 %}{% endcase %}$$);
SELECT pg_temp.problems($${% assign %}{% assign a %}{% assign a = %}{% assign a? = 1 %}{% assign 5 = 1 %}{% capture %}{% endcapture %}{% increment %}{% increment a b %}{% cycle %}{% cycle a b %}$$);
SELECT pg_temp.problems($${% break now %}{% ifchanged x %}{% endifchanged %}{% comment %}$$);
SELECT pg_temp.problems($${% raw x %}{% endraw %}{% raw %}$$);
SELECT pg_temp.problems($${% liquid
  raw
  endraw
%}$$);
SELECT pg_temp.problems($${% # one
  two %}$$);
SELECT pg_temp.problems($${% render %}{% render name %}{% render "p" with %}{% render "p" for l as %}{% render "p", %}{% render "p" x: 1 %}{% include %}$$);
SELECT pg_temp.problems($${{ a | }}{{ a | nofilter }}{{ a | upcase: 1 }}{{ a | append }}{{ a | slice: 1, 2, 3 }}{{ a | money: size: 1 }}{{ a | default: 1, allow_flase: true }}$$);
SELECT pg_temp.problems($${{ a b }}{{ a.[1] }}{{ a[ }}{{ a] }}{{ .a }}{{ "a }}{{ (1..) }}{{ (1.2) }}{{ a; }}{{ @ }}{{ a & b }}{{ a = b }}{{ 1.2.3 }}$$);
SELECT pg_temp.problems($${{ a $$);
SELECT pg_temp.problems($${% if a $$);
SELECT pg_temp.problems($${% %}{% nosuchtag %}{% fi a %}{% = %}$$);
SELECT pg_temp.problems($${% unless a %}{% when 1 %}{% endunless %}{% tablerow a in b rows: 2 %}{% endtablerow %}{% if a in b %}{% endif %}{% if a and %}{% endif %}{% if a == b == c %}{% endif %}$$);

ROLLBACK;
