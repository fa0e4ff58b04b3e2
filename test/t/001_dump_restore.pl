# A database with something in every table comes back from pg_dump the same, row by row and sequence by sequence:
# plain, custom format, and in parallel by the recipe of docs/dba.md.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Restored;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->start;
$node->safe_psql('postgres', 'CREATE ROLE regress_crm_clerk; CREATE ROLE regress_crm_other');

sub schema_of
{
	my ($database) = @_;
	my $sql = slurp_command('pg_dump', '--schema-only', '-d', $node->connstr($database));
	$sql =~ s/^\\(un)?restrict .*\n//mg;    # a random word in newer versions
	return $sql;
}

sub slurp_command
{
	my @command = @_;
	my ($out, $err) = PostgreSQL::Test::Utils::run_command(\@command);
	die "@command: $err" if $err =~ /error/i;
	return $out;
}

# ---------------------------------------------------------------- the original

$node->safe_psql('postgres', 'CREATE DATABASE original');
$node->safe_psql('original', 'CREATE EXTENSION crm');
my $seeded = contents($node, 'original');
is(unregistered($node, 'original'), '', 'every table and sequence is registered for pg_dump, without a filter');
$node->command_ok([ 'psql', '-qX', '-o', '/dev/null', '-d', $node->connstr('original'), '-f', "$FindBin::Bin/agency.sql" ],
	'make two agencies');
my $original = contents($node, 'original');
my $schema = schema_of('original');

# What no row was made of would come back unharmed from any dump.
for my $relation (grep { $_ !~ /_seq$/ } sort keys %$original)
{
	isnt($original->{$relation}, $seeded->{$relation}, "$relation has rows to lose");
}
my @same = grep { /_seq$/ && $original->{$_} eq ($seeded->{$_} // '') } sort keys %$original;
is("@same", '', 'every sequence has moved');

# ---------------------------------------------------------------- there and back

my $dir = PostgreSQL::Test::Utils::tempdir();
my $from = $node->connstr('original');

sub restored
{
	my ($name, $dump, $restore) = @_;
	(my $database = lc $name) =~ s/\W+/_/g;
	$node->command_ok($dump, "$name: dump");
	$node->safe_psql('postgres', "CREATE DATABASE $database");
	$node->command_ok([ map { s/%/$node->connstr($database)/er } @$restore ], "$name: restore without an error");
	is_same($name, contents($node, $database), $original);
	ok(schema_of($database) eq $schema, "$name: the same schema and privileges");
	return $database;
}

my $plain = restored('plain',
	[ 'pg_dump', '-d', $from, '-f', "$dir/plain.sql" ],
	[ 'psql', '-qX', '-v', 'ON_ERROR_STOP=1', '-o', '/dev/null', '-d', '%', '-f', "$dir/plain.sql" ]);
restored('plain as inserts',
	[ 'pg_dump', '--inserts', '-d', $from, '-f', "$dir/inserts.sql" ],
	[ 'psql', '-qX', '-v', 'ON_ERROR_STOP=1', '-o', '/dev/null', '-d', '%', '-f', "$dir/inserts.sql" ]);
restored('custom format',
	[ 'pg_dump', '-Fc', '-d', $from, '-f', "$dir/custom" ],
	[ 'pg_restore', '--exit-on-error', '-d', '%', "$dir/custom" ]);
{
	local $ENV{PGOPTIONS} = '-c session_replication_role=replica';
	restored('in parallel',
		[ 'pg_dump', '-Fd', '-j', '4', '-d', $from, '-f', "$dir/parallel" ],
		[ 'pg_restore', '--exit-on-error', '-j', '4', '-d', '%', "$dir/parallel" ]);
}
restored('the CRM alone',
	[ 'pg_dump', '-e', 'crm', '-n', 'crm', '-d', $from, '-f', "$dir/alone.sql" ],
	[ 'psql', '-qX', '-v', 'ON_ERROR_STOP=1', '-o', '/dev/null', '-d', '%', '-f', "$dir/alone.sql" ]);
restored('a second generation',
	[ 'pg_dump', '-d', $node->connstr($plain), '-f', "$dir/second.sql" ],
	[ 'psql', '-qX', '-v', 'ON_ERROR_STOP=1', '-o', '/dev/null', '-d', '%', '-f', "$dir/second.sql" ]);

# ---------------------------------------------------------------- and it lives

my $changes = $node->safe_psql($plain, 'SELECT count(*) FROM crm.lead_status_changes');
is($node->safe_psql($plain, q{
	SET crm.tenant_id = 1;
	INSERT INTO crm.leads (client_id, insurance_type_id, status_id) SELECT min(client_id), 'own_row', 'own_new' FROM crm.leads
	WHERE tenant_id = 1 RETURNING id > (SELECT max(id) FROM crm.leads);
	UPDATE crm.leads SET status_id = 'own_talking' WHERE id = (SELECT max(id) FROM crm.leads)
	RETURNING first_contact_at IS NOT NULL}), "t\nt", 'the restored database takes a new lead and moves it');
is($node->safe_psql($plain, 'SELECT count(*) FROM crm.lead_status_changes'), $changes + 1, 'and records the move');

# ---------------------------------------------------------------- what was stored with triggers off

$node->safe_psql('postgres', 'CREATE DATABASE careless; CREATE DATABASE careless_too');
$node->safe_psql('careless', q{
	CREATE EXTENSION crm;
	SET session_replication_role = replica;
	INSERT INTO crm.clients (id, client_type, last_name) VALUES (1, 'individual', 'Stone');
	INSERT INTO crm.leads (id, client_id, insurance_type_id, auto_data, auto_schema_version)
	VALUES (1, 1, 'auto', NULL, NULL), (2, 1, 'auto', '{"vehicles": "many"}', 1)});
$node->command_ok([ 'pg_dump', '-d', $node->connstr('careless'), '-f', "$dir/careless.sql" ], 'dump an invalid document');
$node->command_checks_all([ 'psql', '-qX', '-v', 'ON_ERROR_STOP=1', '-o', '/dev/null', '-d', $node->connstr('careless_too'), '-f', "$dir/careless.sql" ],
	0, [], [qr/WARNING:  lead 2 is restored although "auto_data" is not valid under version 1 of schema "auto"/],
	'a restore warns of it');
is_same('with an invalid document', contents($node, 'careless_too'), contents($node, 'careless'));
$node->safe_psql('careless_too', q{UPDATE crm.leads SET current_premium = 900 WHERE id = 2});
isnt($node->psql('careless_too', q{UPDATE crm.leads SET auto_data = '{"vehicles": "few"}' WHERE id = 2}), 0, 'from then on it changes to a valid one only');
$node->safe_psql('careless_too', 'CREATE ROLE regress_crm_careless');
isnt($node->psql('careless_too', q{
	SELECT crm.grant_access('regress_crm_careless', 'agent');
	SET ROLE regress_crm_careless;
	SET check_function_bodies = off;
	INSERT INTO crm.leads (client_id, insurance_type_id, auto_data, auto_schema_version) VALUES (1, 'auto', '{"vehicles": "many"}', 1)}), 0,
	'and nobody but a superuser stores such a one by setting what a restore sets');

# ---------------------------------------------------------------- these checks can fail

$node->safe_psql('postgres', 'CREATE DATABASE forgetful');
$node->safe_psql('forgetful', q{
	CREATE EXTENSION crm;
	CREATE TABLE crm.forgotten (id bigint);
	CREATE SEQUENCE crm.forgotten_seq;
	ALTER EXTENSION crm ADD TABLE crm.forgotten;
	ALTER EXTENSION crm ADD SEQUENCE crm.forgotten_seq});
is(unregistered($node, 'forgetful'), "crm.forgotten\ncrm.forgotten_seq", 'a table or sequence that was not registered is found');

$node->stop;
done_testing();
