# pg_upgrade takes the extension's rows along as they are, and the upgraded database lives.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Restored;
use Test::More;

my $old = PostgreSQL::Test::Cluster->new('old');
my $new = PostgreSQL::Test::Cluster->new('new');
$_->init for $old, $new;

$old->start;
$old->safe_psql('postgres', 'CREATE ROLE regress_crm_clerk; CREATE ROLE regress_crm_other; CREATE DATABASE agency');
$old->safe_psql('agency', 'CREATE EXTENSION crm');
$old->command_ok([ 'psql', '-qX', '-o', '/dev/null', '-d', $old->connstr('agency'), '-f', "$FindBin::Bin/agency.sql" ],
	'make two agencies');
my $before = contents($old, 'agency');
$old->stop;

# pg_upgrade writes where it stands.
my $dir = PostgreSQL::Test::Utils::tempdir();
chdir $dir or die "$dir: $!";
my $bindir = $new->config_data('--bindir');
command_ok([ 'pg_upgrade', '--no-sync', '--old-datadir', $old->data_dir, '--new-datadir', $new->data_dir,
		'--old-bindir', $bindir, '--new-bindir', $bindir, '--socketdir', $new->host,
		'--old-port', $old->port, '--new-port', $new->port ], 'pg_upgrade');

$new->start;
is_same('after pg_upgrade', contents($new, 'agency'), $before);
is(unregistered($new, 'agency'), '', 'every table and sequence is registered for pg_dump still');
is($new->safe_psql('agency', q{
	SET crm.tenant_id = 1;
	UPDATE crm.leads SET status_id = 'own_talking' WHERE id = (SELECT max(id) FROM crm.leads WHERE tenant_id = 1 AND status_id = 'own_new')
	RETURNING first_contact_at IS NOT NULL}), 't', 'a lead moves on');
$new->stop;

done_testing();
