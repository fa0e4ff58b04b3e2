# A database with something in every table comes back from pg_dump the same, row by row and sequence by sequence:
# plain, custom format, and in parallel by the recipe of docs/dba.md.
use strict;
use warnings;

use File::Basename qw(dirname);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $here = dirname(__FILE__);
my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->start;
$node->safe_psql('postgres', 'CREATE ROLE regress_crm_clerk; CREATE ROLE regress_crm_other');

# The extension's tables and sequences, by pg_depend: also those somebody forgot to register.
my $members = q{
  FROM pg_catalog.pg_depend d
  JOIN pg_catalog.pg_class c ON d.classid = 'pg_catalog.pg_class'::regclass AND c.oid = d.objid
  JOIN pg_catalog.pg_extension e ON d.refclassid = 'pg_catalog.pg_extension'::regclass AND e.oid = d.refobjid
  WHERE d.deptype = 'e' AND e.extname = 'crm'};

sub relations
{
	my ($database, $kinds) = @_;
	return split /\n/, $node->safe_psql($database,
		"SELECT c.oid::regclass $members AND c.relkind IN ($kinds) ORDER BY c.oid::regclass::text COLLATE \"C\"");
}

# Members that pg_dump would leave out.
sub unregistered
{
	my ($database) = @_;
	return $node->safe_psql($database,
		"SELECT c.oid::regclass $members AND c.relkind IN ('r', 'p', 'S')
		   AND NOT EXISTS (SELECT FROM unnest(e.extconfig, e.extcondition) AS k (oid, condition)
		                   WHERE k.oid = c.oid AND k.condition = '') ORDER BY 1");
}

# relation => its rows, every column, as text in a fixed order.
sub contents
{
	my ($database) = @_;
	my %contents;
	$contents{$_} = $node->safe_psql($database, "SELECT t::text FROM $_ AS t ORDER BY t::text COLLATE \"C\"")
	  for relations($database, q{'r', 'p'});
	$contents{$_} = $node->safe_psql($database, "SELECT last_value, is_called FROM $_") for relations($database, q{'S'});
	return \%contents;
}

# Every relation of the two contents is the same; says how many rows were compared, and shows the first that differ.
sub is_same
{
	my ($name, $got, $expected) = @_;
	my ($rows, @differ) = (0);
	is_deeply([ sort keys %$got ], [ sort keys %$expected ], "$name: the same relations");
	for my $relation (sort keys %$expected)
	{
		my %restored = map { $_ => 1 } split /\n(?=\()/, $got->{$relation} // '';
		my @original = split /\n(?=\()/, $expected->{$relation};
		$rows += @original;
		next if ($got->{$relation} // '') eq $expected->{$relation};
		push @differ, $relation;
		my ($lost) = grep { !delete $restored{$_} } @original;
		my ($new) = sort keys %restored;
		diag("$name: $relation\n  dumped:   " . ($lost // '-') . "\n  restored: " . ($new // '-'));
	}
	is(join(' ', @differ), '', "$name: every row and every sequence the same ($rows compared)");
	return;
}

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
my $seeded = contents('original');
is(unregistered('original'), '', 'every table and sequence is registered for pg_dump, without a filter');
$node->command_ok([ 'psql', '-qX', '-o', '/dev/null', '-d', $node->connstr('original'), '-f', "$here/agency.sql" ],
	'make two agencies');
my $original = contents('original');
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
	is_same($name, contents($database), $original);
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

# ---------------------------------------------------------------- these checks can fail

$node->safe_psql('postgres', 'CREATE DATABASE forgetful');
$node->safe_psql('forgetful', q{
	CREATE EXTENSION crm;
	CREATE TABLE crm.forgotten (id bigint);
	CREATE SEQUENCE crm.forgotten_seq;
	ALTER EXTENSION crm ADD TABLE crm.forgotten;
	ALTER EXTENSION crm ADD SEQUENCE crm.forgotten_seq});
is(unregistered('forgetful'), "crm.forgotten\ncrm.forgotten_seq", 'a table or sequence that was not registered is found');

$node->stop;
done_testing();
