#!/usr/bin/env python3
"""Rules for the install script, checked over its parsed statements, in the spirit of CVE-2018-1058 and CVE-2022-2625: it runs as
a superuser in databases where others have put things.  Needs pglast (Debian: python3-pglast; PyPI: pglast)."""
import glob, os, re, sys

try:
    import pglast
    from pglast import ast
    from pglast.visitors import Visitor
except ImportError:
    if sys.executable != '/usr/bin/python3' and os.path.exists('/usr/bin/python3') and not os.environ.get('CRM_RULES_AGAIN'):
        os.execve('/usr/bin/python3', ['/usr/bin/python3', __file__], dict(os.environ, CRM_RULES_AGAIN='1'))
    print('1..0 # SKIP pglast is not installed (Debian: python3-pglast, PyPI: pglast)')
    sys.exit(0)

# What a script may do at all.  What is missing here (roles, casts, operators, languages, default privileges, other
# extensions, ALTER SYSTEM, ...) reaches beyond the extension's own objects.
ALLOWED = {'CommentStmt', 'CreateFunctionStmt', 'IndexStmt', 'SelectStmt', 'CreateTrigStmt', 'CreateStmt', 'ViewStmt', 'InsertStmt',
           'UpdateStmt', 'CreateSeqStmt', 'AlterSeqStmt', 'AlterTableStmt', 'DoStmt', 'CreatePolicyStmt', 'VariableSetStmt',
           'CreateSchemaStmt', 'GrantStmt', 'DropStmt'}
FIXED_PATH = ['pg_catalog', 'pg_temp']


def text(node):
    return getattr(node, 'sval', None) or getattr(node, 'str', None) or getattr(node, 'val', None)


def names(nodes):
    return [text(n) for n in nodes or ()]


class References(Visitor):
    """Relations named without a schema, which are no names of a WITH clause."""

    def __init__(self):
        super().__init__()
        self.with_names, self.found = set(), []

    def visit_CommonTableExpr(self, ancestors, node):
        self.with_names.add(node.ctename)

    def visit_RangeVar(self, ancestors, node):
        if not node.schemaname:
            self.found.append(node.relname)

    def unqualified(self, statement):
        self(statement)
        return [name for name in self.found if name not in self.with_names]


def problems(statement, is_update):
    kind = type(statement).__name__
    if kind not in ALLOWED:
        yield f'{kind} is nothing an install script of ours does'
    if getattr(statement, 'replace', False) and not is_update:
        yield 'CREATE OR REPLACE takes over what somebody else has put there'
    if getattr(statement, 'if_not_exists', False):
        yield 'IF NOT EXISTS adopts what somebody else has put there'
    if getattr(statement, 'missing_ok', False):
        yield 'IF EXISTS hides that something is not as it should be'
    if kind != 'CreateTrigStmt':        # its table is checked below: within it, OLD and NEW are relations
        for name in References().unqualified(statement):
            yield f'relation {name} is named without its schema'
    made = {'CreateFunctionStmt': 'funcname', 'CreateTrigStmt': 'funcname'}.get(kind)
    if made and (len(getattr(statement, made)) != 2 or names(getattr(statement, made))[0] != 'crm'):
        yield f'{".".join(names(getattr(statement, made)))} is not named as one of schema crm'
    if kind in ('CreateTrigStmt', 'IndexStmt') and statement.relation.schemaname != 'crm':
        yield f'{statement.relation.relname} is not named as one of schema crm'
    for attribute in ('relation', 'view', 'sequence', 'table'):
        relation = getattr(statement, attribute, None)
        if isinstance(relation, ast.RangeVar) and relation.schemaname != 'crm' and kind != 'SelectStmt':
            yield f'{relation.relname} is not in schema crm'
    if kind == 'CreateSchemaStmt' and statement.schemaname != 'crm':
        yield f'schema {statement.schemaname} is not ours'
    if kind == 'VariableSetStmt' and not (statement.name == 'search_path' and statement.is_local and names_of_set(statement) == FIXED_PATH):
        yield f'SET {statement.name}: nothing but SET LOCAL search_path TO pg_catalog, pg_temp'
    if kind == 'GrantStmt' and statement.is_grant and any(g.roletype.name == 'ROLESPEC_PUBLIC' for g in statement.grantees):
        yield 'GRANT to PUBLIC'
    if kind == 'CreateFunctionStmt':
        yield from function_problems(statement)


def names_of_set(node):
    return [text(getattr(a, 'val', a)) for a in node.args or ()]


def function_problems(function):
    name = '.'.join(names(function.funcname))
    options = {}
    for option in function.options or ():
        options.setdefault(option.defname, []).append(option.arg)
    language = text(options['language'][0]) if 'language' in options else 'sql'
    paths = [names_of_set(o) for o in options.get('set', ()) if o.name == 'search_path']
    if language not in ('c', 'C', 'sql', 'plpgsql'):
        yield f'{name}: language {language}'
    if 'security' in options and bool(getattr(options['security'][0], 'boolval', None) or getattr(options['security'][0], 'ival', 0)
                                      or getattr(options['security'][0], 'val', 0)):
        yield f'{name}: SECURITY DEFINER'
    if 'leakproof' in options:
        yield f'{name}: LEAKPROOF'
    if language in ('c', 'C'):
        source = names(options['as'][0])
        if source[0] != 'MODULE_PATHNAME' or not source[1].startswith('crm_'):
            yield f'{name}: {source} is no symbol of ours'
    elif function.sql_body is None and paths != [FIXED_PATH] and not function.is_procedure:
        # Procedures that commit can have no SET clause; the test of the hostile search_path runs those.
        yield f'{name}: its body is bound when it runs, and no SET search_path = pg_catalog, pg_temp says where'
    for a in function.parameters or ():
        if a.argType is not None and len(a.argType.names) == 1:
            continue    # a type of pg_catalog: the script's path has nothing else
        if a.argType is not None and names(a.argType.names)[0] not in ('pg_catalog', 'crm'):
            yield f'{name}: type {".".join(names(a.argType.names))}'


def check(sql, is_update=False):
    found = []
    for raw in pglast.parse_sql(re.sub(r'^\\echo', '--', sql, flags=re.M)):
        where = raw.stmt_location + len(re.match(r'(\s|--[^\n]*\n)*', sql[raw.stmt_location:]).group(0))
        line = sql.count('\n', 0, where) + 1
        found += [f'line {line}: {p}' for p in problems(raw.stmt, is_update)]
    return found


tests = 0


def ok(good, name, *why):
    global tests
    tests += 1
    print(('ok' if good else 'not ok'), tests, '-', name)
    for line in why if not good else ():
        print('#  ', line)


for path in sorted(glob.glob('crm--*.sql')):
    with open(path, encoding='utf-8') as f:
        script = f.read()
    found = check(script, path.count('--') > 1)
    ok(not found, f'{path}: {len(pglast.parse_sql(re.sub(chr(92) * 2 + "echo", "--", script)))} statements that make or name '
       'nothing of others', *found[:20])
with open('crm.control', encoding='utf-8') as f:
    control = f.read()
ok(re.search(r'^schema = pg_catalog$', control, re.M), 'the script runs with no schema before pg_catalog')
ok(re.search(r'^trusted = false$', control, re.M) and re.search(r'^superuser = true$', control, re.M), 'only a superuser runs it')

# And the rules find what breaks them.
for bad in ("CREATE OR REPLACE FUNCTION crm.f() RETURNS int LANGUAGE sql RETURN 1",
            "CREATE TABLE IF NOT EXISTS crm.t (a int)", "CREATE TABLE t (a int)", "DROP TABLE IF EXISTS crm.t",
            "CREATE VIEW crm.v AS SELECT * FROM leads", "CREATE FUNCTION f() RETURNS int LANGUAGE sql RETURN 1",
            "CREATE FUNCTION crm.f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$",
            "CREATE FUNCTION crm.f() RETURNS int LANGUAGE sql AS 'SELECT 1' SET search_path = crm, pg_catalog",
            "CREATE FUNCTION crm.f() RETURNS int LANGUAGE sql SECURITY DEFINER RETURN 1",
            "CREATE FUNCTION crm.f() RETURNS int LANGUAGE sql LEAKPROOF RETURN 1",
            "CREATE FUNCTION crm.f() RETURNS int AS 'MODULE_PATHNAME', 'other' LANGUAGE C",
            "CREATE FUNCTION crm.f(a public.t) RETURNS int LANGUAGE sql RETURN 1", "CREATE EXTENSION hstore", "CREATE ROLE r",
            "GRANT SELECT ON crm.leads TO PUBLIC", "SET search_path = crm", "CREATE TRIGGER t BEFORE INSERT ON leads EXECUTE FUNCTION crm.f()",
            "CREATE TRIGGER t BEFORE INSERT ON crm.leads EXECUTE FUNCTION f()", "CREATE SCHEMA other", "CREATE SCHEMA IF NOT EXISTS crm",
            "INSERT INTO leads VALUES (1)", "ALTER TABLE leads ADD COLUMN a int", "CREATE CAST (text AS int) WITHOUT FUNCTION",
            "CREATE INDEX i ON leads (id)", "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO r"):
    ok(check(bad), f'found: {bad}')
ok(not check("CREATE OR REPLACE FUNCTION crm.f() RETURNS int LANGUAGE sql RETURN 1", True), 'an update may replace what is ours: PostgreSQL checks that')
print(f'1..{tests}')
