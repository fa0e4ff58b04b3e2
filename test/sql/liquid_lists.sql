-- The standard language's filters on lists: order, choice, sums, and items that have no properties.
\set ON_ERROR_ROLLBACK on
BEGIN;
CREATE FUNCTION pg_temp.render(template text, context jsonb DEFAULT '{}', options jsonb DEFAULT '{}') RETURNS text
  LANGUAGE sql AS $$ SELECT crm.render_template(template, context, '{}', options) $$;

SELECT pg_temp.render($${{ l | reverse | join: " " }} | {{ l | concat: m | join: " " }} | {{ l | first }} {{ l | last }} {{ l | size }} | {{ (1..4) | reverse | join }} | {{ "b" | reverse | join }}$$, '{"l": [3, 1, 2], "m": [9, [8, 7]]}');
SELECT pg_temp.render($${{ l | compact | size }} {{ o | compact: "a" | size }} {{ l | join: "," }}$$, '{"l": [1, null, 2, null, false], "o": [{"a": 1}, {"b": 1}, {"a": null}]}', '{"undefined": "lenient"}');
SELECT pg_temp.render($${{ l | uniq | join: " " }} | {{ o | uniq: "k" | map: "v" | join: " " }} | {{ x | uniq | size }}$$,
  '{"l": [2, 1, 2.0, "2", "a", "a", true, true, null, null], "o": [{"k": 1, "v": "a"}, {"k": 1, "v": "b"}, {"k": 2, "v": "c"}], "x": [[1, {"a": 2}], [1, {"a": 2}], [1, {"a": 3}], {"a": [1]}, {"a": [1]}]}');

-- sorts: numbers, texts byte by byte, without regard to case; absent keys last, equal keys in their order
SELECT pg_temp.render($${{ n | sort | join: " " }} | {{ t | sort | join: " " }} | {{ t | sort_natural | join: " " }}$$, '{"n": [10, 9, 1.5, -3], "t": ["b", "C", "a", "B", "ab"]}');
SELECT pg_temp.render($${{ o | sort: "p" | map: "n" | join: " " }} | {{ o | sort_natural: "n" | map: "n" | join: " " }}$$, '{"o": [{"n": "c", "p": 2}, {"n": "B"}, {"n": "a", "p": 1}, {"n": "d", "p": 1}]}', '{"undefined": "lenient"}');
SELECT pg_temp.render($${{ l | sort_natural | join: " " }}$$, '{"l": [3, "b", null, "A", 10]}', '{"undefined": "lenient"}');
SELECT pg_temp.render($${{ l | sort }}$$, '{"l": [1, "a"]}');
SELECT pg_temp.render($${{ l | sort }}$$, '{"l": [{"a": 1}, {"a": 2}]}');

-- sum: exact, of nested lists, of a property; what is no number counts nothing
SELECT pg_temp.render($${{ l | sum }} {{ o | sum: "p" }} {{ e | sum }} {{ d | sum }}$$, '{"l": [1, 2, [3, [4]]], "o": [{"p": 1.1}, {"p": 2.2}], "e": [], "d": [0.1, "0.2", 0.3]}');
SELECT pg_temp.render($${{ l | sum }}$$, '{"l": [1, "x", true]}', '{"dialect": "liquid"}');

-- where, reject, find, find_index, has: by a property's value, or by its being there
SELECT pg_temp.render($${{ o | where: "k", "x" | map: "n" | join: " " }} | {{ o | where: "f" | map: "n" | join: " " }} | {{ o | reject: "k", "x" | map: "n" | join: " " }} | {{ o | reject: "f" | map: "n" | join: " " }}$$,
  '{"o": [{"n": 1, "k": "x", "f": true}, {"n": 2, "k": "y", "f": false}, {"n": 3, "k": "x", "f": null}]}');
SELECT pg_temp.render($${% assign a = o | find: "k", "y" %}{{ a.n }} {{ o | find_index: "k", "y" }} {{ o | has: "k", "y" }} {{ o | has: "k", "z" }} [{{ o | find: "k", "z" }}] [{{ o | find_index: "k", "z" }}] {{ o | has: "f" }} {{ o | find_index: "f" }}$$,
  '{"o": [{"n": 1, "k": "x", "f": false}, {"n": 2, "k": "y", "f": true}]}', '{"dialect": "liquid"}');
SELECT pg_temp.render($${{ e | where: "a" | size }} [{{ e | find: "a" }}] {{ e | has: "a" }} {{ e | map: "a" | size }} {{ e | sort: "a" | size }} [{{ e | first }}]$$, '{"e": []}', '{"dialect": "liquid"}');

-- items without properties: texts answer whether they contain, numbers and nil that they cannot
SELECT pg_temp.render($${{ t | where: "an" | join: " " }} | {{ t | has: "xyz" }} | {{ t | find: "err" }} | {{ t | map: "an" | join: "," }}$$, '{"t": ["banana", "cherry"]}', '{"dialect": "liquid"}');
SELECT pg_temp.render($$[{{ n | where: "a" }}] [{{ n | find: "a" }}] [{{ n | find_index: "a" }}] [{{ n | has: "a" }}]$$, '{"n": [null]}', '{"dialect": "liquid"}');
SELECT pg_temp.render($${{ n | map: "a" }}$$, '{"n": [1, 2]}', '{"dialect": "liquid"}');
SELECT pg_temp.render($${{ n | where: "a" }}$$, '{"n": [true]}');
SELECT pg_temp.render($${{ n | sum: "a" }}$$, '{"n": [1, 2]}');
SELECT pg_temp.render($${{ l | map: 0 | join: " " }} [{{ l | map: "a" | join }}]$$, '{"l": [[5, 6], [7, 8]]}', '{"dialect": "liquid"}');
SELECT pg_temp.render($${% for i in (1..3) %}{% assign l = forloop | map: "index" %}{{ l | join }}{% endfor %}$$, '{}', '{"dialect": "liquid"}');
SELECT pg_temp.render($${{ l | map: nil | size }} {{ "abc" | where: nil | size }}$$, '{"l": ["a", "b"]}', '{"dialect": "liquid"}');
SELECT pg_temp.render($${{ l | concat: "x" }}$$, '{"l": [1]}');
SELECT pg_temp.render($${{ l | join: ", " }} {{ o | map: "a" | join: "-" }} {{ o | join: "-" }}$$, '{"l": ["a", 1, 2.50, true], "o": [{"a": "x"}, {"a": "y"}]}');

ROLLBACK;
