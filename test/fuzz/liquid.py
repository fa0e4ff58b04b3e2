#!/usr/bin/env python3
"""Throws random templates at crm.render_template and crm.template_errors.

    test/fuzz/liquid.py [cases [seed]]

Connects as psql does; best on a server built with assertions.  Templates are
put together from pieces of the language, then damaged here and there.  What
must hold, whatever the template:

* the server stays up, and no error is one of ours about what cannot happen
  (class XX) or about memory;
* crm.template_errors finds something if and only if rendering stops with a
  syntax error that is not a partial's;
* a second render, from the cache, gives what the first gave;
* what the dialect "liquid" refuses to parse, the stricter "crm" refuses too,
  unless it is a tag or filter of ours.
"""
import json
import random
import subprocess
import sys

NAMES = ['a', 'b', 'n', 's', 'list', 'object', 'deep', 'nope', 'forloop', 'x', 'y', 'tablerowloop']
CONTEXT = {
    'a': 1, 'b': 2.50, 'n': None, 's': 'Zoë <b>called</b> at 3, {{ x }} {% role user %}',
    'list': [3, 1, 2, None, 'x', [4, [5]], {'k': 1}], 'object': {'k': 'v', 'size': 3, 'list': [1, 2]},
    'deep': {'deep': {'deep': {'list': [{'k': 'b', 'd': '2026-01-05'}, {'k': 'a', 'd': None}]}}},
    'y': True,
}
PARTIALS = {'p': '{{ a }}{% assign x = "p" %}{{ it }}', 'loop': '{% break %}', 'self': '{% render "self" %}',
            'bad': '{{ a | nope }}'}
FILTERS = """abs ago append at_least at_most base64_decode base64_encode base64_url_safe_decode
base64_url_safe_encode capitalize ceil compact concat date default divided_by downcase escape escape_once find
find_index first floor has join json last lstrip map mask minus modulo money newline_to_br pluralize plus prepend
reject remove remove_first remove_last replace replace_first replace_last reverse round rstrip size slice sort
sort_natural split strip strip_html strip_newlines sum times tokens truncate truncate_tokens truncatewords uniq
upcase url_decode url_encode where xml""".split()
ARGS = {'append': 1, 'at_least': 1, 'at_most': 1, 'concat': 1, 'date': 2, 'default': 1, 'divided_by': 1, 'find': 2,
        'find_index': 2, 'has': 2, 'join': 1, 'map': 1, 'mask': 2, 'minus': 1, 'modulo': 1, 'money': 2,
        'pluralize': 2, 'plus': 1, 'prepend': 1, 'reject': 2, 'remove': 1, 'remove_first': 1, 'remove_last': 1,
        'replace': 2, 'replace_first': 2, 'replace_last': 2, 'round': 1, 'slice': 2, 'sort': 1, 'split': 1,
        'sum': 1, 'times': 1, 'truncate': 2, 'truncate_tokens': 2, 'truncatewords': 2, 'uniq': 1, 'where': 2,
        'compact': 1, 'json': 1, 'ago': 1, 'sort_natural': 1}
JUNK = ['{{', '}}', '{%', '%}', '-', '|', ':', ',', '.', '..', '[', ']', '(', ')', '"', "'", '\n', ' ', 'é', '漢',
        'end', 'if', '{% endif %}', '{% else %}', '{% endfor %}', '{%- ', ' -%}', '{{-}}', '{%-%}', '#', '=', '?',
        '{% raw %}', '{% comment %}', '{% liquid\n', '\u00a0', '😀', '999999999999999999999', '-9223372036854775808']


class Maker:
    def __init__(self, rnd):
        self.rnd = rnd

    def value(self, depth=0):
        r = self.rnd.random()
        if r < 0.45:
            path = self.rnd.choice(NAMES)
            for _ in range(self.rnd.choice([0, 0, 1, 1, 2, 3])):
                path += self.rnd.choice(['.k', '.size', '.first', '.last', '.deep', '.list', '.index', '.length',
                                         '.parentloop', '[0]', '[-1]', '["k"]', '[a]', '[s]', '[n]', '.d'])
            return path
        if r < 0.6:
            return self.rnd.choice(['1', '0', '-3', '2.5', '0.0', '100', '9223372036854775807', '1.005', '-0.5', '3'])
        if r < 0.8:
            return self.rnd.choice(['"x"', "'k'", '"%Y-%m-%d %^B %10Z"', '"a,b,,c,"', '","', '""', '"2026-01-05"',
                                    '"America/Chicago"', '"USD"', '"de-DE"', '"3.7"', '" x "', '"YQ=="', '"é漢"',
                                    '"2026-01-05T10:00:00.5-06:00"', '"<p>\'&amp;"', '"%41%zz+"', '"now"'])
        if r < 0.9:
            return self.rnd.choice(['nil', 'true', 'false', 'empty', 'blank'])
        if depth > 2:
            return '1'
        return '(%s..%s)' % (self.value(depth + 1), self.rnd.choice(['3', '5', 'a', 'list.size', '0', '"4"', '2.9']))

    def filtered(self):
        text = self.value()
        for _ in range(self.rnd.choice([0, 0, 1, 1, 2, 4])):
            name = self.rnd.choice(FILTERS)
            count = ARGS.get(name, 0)
            if self.rnd.random() < 0.3:
                count = self.rnd.randint(0, count) if self.rnd.random() < 0.8 else count + 1
            text += ' | ' + name
            if count:
                text += ': ' + ', '.join(self.value() for _ in range(count))
            if name == 'money' and self.rnd.random() < 0.2:
                text += (',' if count else ':') + ' digits: ' + self.value()
        return text

    def condition(self):
        text = ''
        for i in range(self.rnd.choice([1, 1, 2, 3])):
            if i:
                text += self.rnd.choice([' and ', ' or '])
            text += self.value()
            if self.rnd.random() < 0.6:
                text += self.rnd.choice([' == ', ' != ', ' < ', ' >= ', ' contains ', ' <> ']) + self.value()
        return text

    def block(self, depth):
        return ''.join(self.statement(depth + 1) for _ in range(self.rnd.choice([0, 1, 1, 2, 3])))

    def statement(self, depth):
        rnd = self.rnd
        if depth > 5 or rnd.random() < 0.45:
            return rnd.choice(['text ', '\n', '  ', 'é', '{{ %s }}' % self.filtered(), '{{- %s -}}' % self.filtered()])
        open_, close = rnd.choice([('{% ', ' %}'), ('{%- ', ' -%}'), ('{%', '%}')])
        name = rnd.choice(['x', 'y', 'item', 'n', 'it'])
        kind = rnd.choice(['if', 'unless', 'case', 'for', 'for', 'tablerow', 'assign', 'assign', 'capture', 'cycle',
                           'counter', 'ifchanged', 'partial', 'interrupt', 'section', 'role', 'liquid', 'comment', 'raw'])
        tag = lambda text: open_ + text + close
        if kind in ('if', 'unless'):
            text = tag(kind + ' ' + self.condition()) + self.block(depth)
            if rnd.random() < 0.3:
                text += tag('elsif ' + self.condition()) + self.block(depth)
            if rnd.random() < 0.3:
                text += tag('else') + self.block(depth)
            return text + tag('end' + kind)
        if kind == 'case':
            return (tag('case ' + self.value()) + tag('when ' + self.value() + ', ' + self.value()) + self.block(depth)
                    + tag('else') + self.block(depth) + tag('endcase'))
        if kind in ('for', 'tablerow'):
            extra = rnd.choice(['', ' limit: 2', ' offset: 1', ' reversed', ' limit: a offset: continue', ' limit: ' + self.value()])
            if kind == 'tablerow':
                extra = rnd.choice(['', ' cols: 2', ' limit: 3', ' cols: ' + self.value()])
            return (tag('%s %s in %s%s' % (kind, name, self.value(), extra)) + self.block(depth)
                    + (tag('else') + self.block(depth) if kind == 'for' and rnd.random() < 0.2 else '') + tag('end' + kind))
        if kind == 'assign':
            return tag('assign %s = %s' % (name, self.filtered()))
        if kind in ('capture', 'section'):
            return tag('%s %s' % (kind, name)) + self.block(depth) + tag('end' + kind)
        if kind == 'ifchanged':
            return tag(kind) + self.block(depth) + tag('end' + kind)
        if kind == 'cycle':
            return tag('cycle %s%s, %s' % (rnd.choice(['', 'g: ', '"g": ']), self.value(), self.value()))
        if kind == 'counter':
            return tag(rnd.choice(['increment ', 'decrement ']) + name)
        if kind == 'partial':
            what = rnd.choice(['p', 'p', 'p', 'loop', 'self', 'bad', 'missing'])
            return tag('%s "%s"%s' % (rnd.choice(['render', 'include']), what,
                                      rnd.choice(['', ', it: ' + self.value(), ' for list as it', ' with object as it'])))
        if kind == 'interrupt':
            return tag(rnd.choice(['break', 'continue']))
        if kind == 'role':
            return tag(rnd.choice(['role system', 'role user', 'cache_break', 'role x']))
        if kind == 'liquid':
            return '{% liquid\n' + '\n'.join(['assign %s = %s' % (name, self.filtered()), 'echo ' + self.filtered()]) + '\n%}'
        if kind == 'comment':
            return '{% comment %}' + self.block(depth) + '{% endcomment %}'
        return '{% raw %}{{ x }}{% if %}{% endraw %}'

    def template(self):
        text = ''.join(self.statement(0) for _ in range(self.rnd.randint(1, 6)))
        for _ in range(self.rnd.choice([0, 0, 0, 1, 2, 5])):
            at = self.rnd.randint(0, len(text))
            if self.rnd.random() < 0.5:
                text = text[:at] + self.rnd.choice(JUNK) + text[at:]
            else:
                text = text[:at] + text[at + self.rnd.randint(1, 6):]
        return text.replace('\0', '')


SETUP = r"""
SET crm.liquid_max_output = '100kB';
SET crm.liquid_max_steps = 20000;
CREATE FUNCTION pg_temp.attempt(template text, options jsonb) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  RETURN 'ok ' || crm.render_template(template, :'context', :'partials', options || '{"as_of": "2026-01-31T12:00:00Z"}');
EXCEPTION WHEN OTHERS THEN
  DECLARE detail text; BEGIN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
    RETURN CASE WHEN SQLSTATE = '42601' AND detail NOT LIKE 'Template %' THEN '42601'
                WHEN SQLSTATE = '42601' THEN 'partial' ELSE SQLSTATE END || ' ' || SQLERRM;
  END;
END $$;
CREATE FUNCTION pg_temp.complaint(template text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  first text := pg_temp.attempt(template, '{}');
  again text := pg_temp.attempt(template, '{}');
  standard text := pg_temp.attempt(template, '{"dialect": "liquid"}');
  lenient text := pg_temp.attempt(template, '{"undefined": "lenient"}');
  errors bigint := (SELECT count(*) FROM crm.template_errors(template));
BEGIN
  RETURN CASE
    WHEN first IS DISTINCT FROM again THEN 'not the same again: ' || first || ' / ' || again
    WHEN (first || standard || lenient) ~ '^(XX|53)' THEN 'internal: ' || first || standard
    WHEN standard ~ '^(XX|53)' OR lenient ~ '^(XX|53)' THEN 'internal: ' || standard || lenient
    WHEN (errors > 0) <> (first LIKE '42601 %') THEN errors || ' errors, but ' || first
    WHEN standard ~ '^42601 (?!unknown|filter)' AND NOT first LIKE '42601 %' THEN 'only the standard refuses: ' || standard
    WHEN first LIKE 'ok %' AND lenient IS DISTINCT FROM first THEN 'lenient differs: ' || first || ' / ' || lenient
  END;
END $$;
"""


def literal(text):
    return "E'" + text.replace('\\', '\\\\').replace("'", "\\'") + "'"


def main():
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 10000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    rnd = random.Random(seed)
    maker = Maker(rnd)
    templates = [maker.template() for _ in range(cases)]
    setup = (SETUP.replace(":'context'", literal(json.dumps(CONTEXT)))
             .replace(":'partials'", literal(json.dumps(PARTIALS))))
    script = [setup]
    for number, template in enumerate(templates):
        script.append("SELECT json_build_object('n', %d, 'complaint', pg_temp.complaint(t), 'ok', pg_temp.attempt(t, '{}') LIKE 'ok %%')"
                      ' FROM (SELECT %s AS t) x;' % (number, literal(template)))
    done = subprocess.run(['psql', '-X', '-q', '-A', '-t'], input='\n'.join(script), stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, encoding='utf-8')
    rows = [json.loads(line) for line in done.stdout.splitlines() if line]
    complaints = 0
    if done.returncode != 0 or done.stderr.strip() or len(rows) != cases:
        complaints = 1
        print('COMPLAINT after %d templates: %s\n  next template: %r'
              % (len(rows), done.stderr[:2000], templates[len(rows)] if len(rows) < cases else ''))
    for row in rows:
        if row['complaint']:
            complaints += 1
            print('COMPLAINT %s\n  template: %r' % (row['complaint'][:500], templates[row['n']]))
    rendered = sum(row['ok'] for row in rows)
    print('%s 1 - the Liquid engine bears %d random templates, seed %d: %d rendered, %d complaints'
          % ('not ok' if complaints else 'ok', cases, seed, rendered, complaints))
    return 1 if complaints else 0


if __name__ == '__main__':
    sys.exit(main())
