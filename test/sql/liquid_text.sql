-- The standard language's filters on text and markup, in both dialects.
\set ON_ERROR_ROLLBACK on
BEGIN;
CREATE FUNCTION pg_temp.render(template text, context jsonb DEFAULT '{}', options jsonb DEFAULT '{}') RETURNS text
  LANGUAGE sql AS $$ SELECT crm.render_template(template, context, '{}', options) $$;

SELECT pg_temp.render($${{ "aBc dE" | upcase }}|{{ "aBc dE" | downcase }}|{{ "aBc dE" | capitalize }}|{{ "" | capitalize }}|{{ "Éa" | downcase }}|{{ "éa" | capitalize }}$$);
SELECT pg_temp.render($$[{{ "  a b  " | strip }}][{{ "  a b  " | lstrip }}][{{ "  a b  " | rstrip }}][{{ s | strip_newlines }}][{{ s | newline_to_br }}]$$, '{"s": "a\nb\r\nc"}');
SELECT pg_temp.render($${{ "a" | append: "b" }} {{ "a" | prepend: "b" }} {{ nil | append: "b" }} {{ 1 | append: 2.50 }} {{ "a" | append: nil }}$$);

-- replace and remove: all, the first, the last; an empty search text stands before every character
SELECT pg_temp.render($${{ "a-b-c" | replace: "-", "+" }} {{ "a-b-c" | replace_first: "-", "+" }} {{ "a-b-c" | replace_last: "-", "+" }}$$);
SELECT pg_temp.render($${{ "a-b-c" | remove: "-" }} {{ "a-b-c" | remove_first: "-" }} {{ "a-b-c" | remove_last: "-" }} {{ "abc" | remove: "x" }}$$);
SELECT pg_temp.render($${{ "äö" | replace: "", "." }} {{ "ab" | replace_first: "", "." }} {{ "ab" | replace_last: "", "." }} {{ "ab" | replace: "b" }} {{ "ab" | replace_last: "x", "." }}$$);

-- slice, of text and of lists, from either end; what lies outside is empty
SELECT pg_temp.render($${{ "Lïquid" | slice: 1 }} {{ "Lïquid" | slice: 1, 3 }} {{ "Lïquid" | slice: -3, 2 }} [{{ "Lïquid" | slice: 9 }}] [{{ "Lïquid" | slice: -9, 3 }}] [{{ "Lïquid" | slice: 2, 0 }}] [{{ "Lïquid" | slice: 2, -1 }}] {{ "Lïquid" | slice: 4, 99 }}$$);
SELECT pg_temp.render($${{ l | slice: 1, 2 | join }} {{ l | slice: -2, 2 | join }} [{{ l | slice: 9 | join }}] [{{ l | slice: -9, 2 | join }}]$$, '{"l": [1, 2, 3, 4]}');

-- split: by characters, by spaces, by a text; a trailing separator opens no item
SELECT pg_temp.render($${{ "aïb" | split: "" | join: "." }} {{ "  a  b " | split: " " | join: "." }} {{ "a, b, , " | split: ", " | join: "." }} {{ "a,b," | split: "," | size }} {{ "" | split: "," | size }} {{ ",,a" | split: "," | size }} {{ "aaa" | split: "a" | size }} {{ "äöü" | split: "ö" | last }}$$);

-- truncate counts the mark, truncatewords does not
SELECT pg_temp.render($${{ "Ground control to Major Tom." | truncate: 20 }}|{{ "Ground control" | truncate: 10, "" }}|{{ "Ground control" | truncate: 14 }}|{{ "Größe" | truncate: 4, "…" }}|{{ "abcdef" | truncate: 2 }}|{{ "abc" | truncate: -1, "x" }}|{{ "a" | truncate }}$$);
SELECT pg_temp.render($${{ "Ground  control to Major" | truncatewords: 3 }}|{{ "Ground control" | truncatewords: 2 }}|{{ "Ground control to" | truncatewords: 2, "--" }}|{{ "a b c" | truncatewords: 0 }}|{{ "a b c" | truncatewords: -2 }}|{{ "one two" | truncatewords }}|{{ " a b  c " | truncatewords: 3 }}$$);

-- size, first and last of what is not a list; a text has no first
SELECT pg_temp.render($${{ "äöü" | size }} {{ 12345 | size }} {{ nil | size }} {{ o | size }} [{{ "abc" | first }}] [{{ 5 | last }}] {{ o | first | join: "=" }} [{{ (3..5) | first }}] [{{ (3..5) | last }}]$$, '{"o": {"a": 1, "b": 2}}', '{"dialect": "liquid"}');

-- HTML: escape, escape once, strip tags with what they enclose
SELECT pg_temp.render($${{ s | escape }} {{ s | escape | escape_once }} {{ "&lt;&amp;&#39;&#x27; & &x &#; &#x; &copy" | escape_once }} [{{ nil | escape }}]$$, '{"s": "<a b=\"c\">''&</a>"}');
SELECT pg_temp.render($${{ s | strip_html }}$$, '{"s": "<p>a <b>b</b></p><!-- <i>gone</i> --><script type=\"x\">gone()</script><STYLE>kept?</STYLE><style>gone</style> 1 < 2 <br/>c <unclosed"}');

-- URLs and base64, both alphabets; what is no base64 is refused, what is no text either
SELECT pg_temp.render($${{ "a b&c=d/é~.-_" | url_encode }} {{ "a+b%26c%3Dd%2F%C3%A9%zz%4" | url_decode }} [{{ nil | url_encode }}][{{ nil | url_decode }}]$$);
SELECT pg_temp.render($${{ s | base64_encode }} {{ s | base64_encode | base64_decode }} {{ s | base64_url_safe_encode }} {{ s | base64_url_safe_encode | base64_url_safe_decode }} [{{ nil | base64_encode }}]$$, '{"s": "subjects?_d>ÿ~é"}');
SELECT pg_temp.render($${{ "YWI" | base64_url_safe_decode }} {{ "YWI=" | base64_decode }}$$);
SELECT pg_temp.render($${{ "!!!" | base64_decode }}$$);
SELECT pg_temp.render($${{ "!!!" | base64_url_safe_decode }}$$);
SELECT pg_temp.render($${{ "//79" | base64_decode }}$$);
SELECT pg_temp.render($${{ "AGEA" | base64_decode }}$$);
SELECT pg_temp.render($${{ "%00" | url_decode }}$$);
SELECT pg_temp.render($${{ "%FF%FE" | url_decode }}$$);

ROLLBACK;
