#!/usr/bin/env python3
"""Runs the Golden Liquid suite against crm.render_template.

    test/conformance/golden_liquid.py [path of golden_liquid.json]

Connects as psql does (PGHOST, PGPORT, PGDATABASE ...).  Each test renders its
template in the dialect "liquid".  A test that wants an error passes only with
an error at the right stage: golden_liquid.render_errors lists those that must
fail when rendered, all others must not even be parsed (SQLSTATE 42601).

Waivers, one a line with the reason, are in golden_liquid.waivers.  A waived
test that passes is reported: its waiver has to go.

Ends with a line such as
golden liquid: 1048 passed, 0 failed (6 waived)
"""
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
DEFAULT = os.path.join(HERE, '..', '..', '..', 'shared', 'conformance',
                       'golden-liquid', 'golden_liquid.json')
PARSE_ERROR = '42601'

SETUP = r"""
CREATE FUNCTION pg_temp.attempt(template text, context jsonb, partials jsonb)
RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN
  RETURN jsonb_build_object('result',
    crm.render_template(template, context, partials,
                        '{"dialect": "liquid", "as_of": "2026-01-31T12:00:00Z"}'));
EXCEPTION WHEN OTHERS THEN
  RETURN jsonb_build_object('error', SQLERRM, 'state', SQLSTATE);
END $$;
"""


def read_list(name):
    """Lines of 'test name' or 'test name<TAB>reason', comments left out."""
    entries = {}
    with open(os.path.join(HERE, name), encoding='utf-8') as lines:
        for line in lines:
            line = line.rstrip('\n')
            if line and not line.startswith('#'):
                test, _, reason = line.partition('\t')
                entries[test] = reason
    return entries


def literal(text):
    return "E'" + text.replace('\\', '\\\\').replace("'", "\\'") + "'"


def run(tests):
    """All results, from one psql session."""
    script = [SETUP]
    for test in tests:
        script.append('SELECT pg_temp.attempt(%s, %s, %s);' % (
            literal(test['template']),
            literal(json.dumps(test.get('data') or {})),
            literal(json.dumps(test.get('templates') or {}))))
    done = subprocess.run(
        ['psql', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1'],
        input='\n'.join(script), stdout=subprocess.PIPE, encoding='utf-8',
        env=dict(os.environ, PGCLIENTENCODING='UTF8'))
    if done.returncode != 0:
        sys.exit('golden liquid: psql failed')
    return [json.loads(line) for line in done.stdout.splitlines() if line]


def failure(test, outcome, render_errors):
    """What is wrong with the outcome, or None."""
    if test.get('invalid'):
        if 'error' not in outcome:
            return 'no error, but %r' % outcome['result']
        at_parse = outcome['state'] == PARSE_ERROR
        if at_parse == (test['name'] in render_errors):
            return 'error at the wrong stage: %s (%s)' % (
                outcome['error'], outcome['state'])
        return None
    if 'error' in outcome:
        return 'error: %s (%s)' % (outcome['error'], outcome['state'])
    expected = test['results'] if 'results' in test else [test['result']]
    if outcome['result'] in expected:
        return None
    return 'got %r, not %r' % (outcome['result'], expected[0])


def main():
    path = sys.argv[1] if len(sys.argv) > 1 else DEFAULT
    if not os.path.exists(path):
        print('golden liquid: skipped, there is no %s' % os.path.normpath(path))
        return 0
    with open(path, encoding='utf-8') as suite:
        tests = json.load(suite)['tests']
    waivers = read_list('golden_liquid.waivers')
    render_errors = read_list('golden_liquid.render_errors')

    passed = failed = waived = 0
    outcomes = run(tests)
    if len(outcomes) != len(tests):
        sys.exit('golden liquid: %d results for %d tests'
                 % (len(outcomes), len(tests)))
    for test, outcome in zip(tests, outcomes):
        problem = failure(test, outcome, render_errors)
        if test['name'] in waivers and problem:
            waived += 1
        elif problem or test['name'] in waivers:
            failed += 1
            print('FAILED %s: %s' % (test['name'], problem or
                                     'passes, but is waived'))
        else:
            passed += 1
    names = {test['name'] for test in tests}
    for name in list(waivers) + list(render_errors):
        if name not in names:
            failed += 1
            print('FAILED %s: no such test' % name)
    print('golden liquid: %d passed, %d failed (%d waived)'
          % (passed, failed, waived))
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
