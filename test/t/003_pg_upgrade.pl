# pg_upgrade takes the extension's rows along as they are, and the upgraded database lives: within this version, and to it from
# each older one that is installed here with its server headers (the extension is built for it first).
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Restored;
use Test::More;

my $top = "$FindBin::Bin/../..";
my $dir = PostgreSQL::Test::Utils::tempdir();

sub version_of { my ($bindir) = @_; return `$bindir/pg_config --version` =~ /(\d+)/ ? $1 : 0; }

# Builds the extension for another version, once; the settings with which its server finds it.  Dies if that does not go.
my %settings;
sub built_for { my ($version) = @_; return $settings{$version} //= build_for($version); }

sub build_for
{
	my ($version) = @_;
	my ($tree, $stage) = ("$dir/tree$version", "$dir/stage$version");
	my $make = "make -s -C $tree PG_CONFIG=/usr/lib/postgresql/$version/bin/pg_config with_llvm=no";
	system("mkdir $tree && cp -r $top/Makefile $top/*.control $top/*.sql $top/src $top/script $top/sql $tree && find $tree -name '*.o' -delete"
		  . " && $make -j2 >$dir/build$version.log 2>&1 && $make DESTDIR=$stage install >>$dir/build$version.log 2>&1") == 0
	  or die "the extension cannot be built for PostgreSQL $version: " . slurp_file("$dir/build$version.log");
	# Where the version knows no such settings for the files beside the library, they must be where they belong.
	return "dynamic_library_path = '$stage/usr/lib/postgresql/$version/lib:\$libdir'\n"
	  . ($version >= 18 ? "extension_control_path = '$stage/usr/share/postgresql/$version:\$system'\n" : "extension_destdir = '$stage'\n");
}

sub upgrade
{
	my ($name, $version, @options) = @_;
	my $id = join('_', $version // 'same', map { s/\W//gr } @options);
	my $new = PostgreSQL::Test::Cluster->new("new_$id");
	my $bindir = $new->config_data('--bindir');
	my $here = version_of($bindir);
	my $old;
	if ($version)
	{
		# Its settings are its own.
		local $ENV{TEMP_CONFIG};
		delete $ENV{TEMP_CONFIG};
		$old = PostgreSQL::Test::Cluster->new("old_$id", install_path => "/usr/lib/postgresql/$version");
		$old->init;
		$old->append_conf('postgresql.conf', built_for($version));
	}
	else
	{
		$old = PostgreSQL::Test::Cluster->new("old_$id");
		$old->init;
	}
	# Checksums are the default from 18 on, and both sides must agree.
	$new->init($version && $version < 18 && $here >= 18 ? (extra => ['--no-data-checksums']) : ());

	$old->start;
	$old->safe_psql('postgres', 'CREATE ROLE regress_crm_clerk; CREATE ROLE regress_crm_other; CREATE DATABASE agency');
	$old->safe_psql('agency', 'CREATE EXTENSION crm');
	$old->command_ok([ 'psql', '-qX', '-o', '/dev/null', '-d', $old->connstr('agency'), '-f', "$FindBin::Bin/agency.sql" ],
		"$name: make two agencies");
	my $before = contents($old, 'agency');
	$old->stop;

	# pg_upgrade writes where it stands.
	chdir $dir or die "$dir: $!";
	command_ok([ "$bindir/pg_upgrade", '--no-sync', @options, '--old-datadir', $old->data_dir, '--new-datadir', $new->data_dir,
			'--old-bindir', $version ? "/usr/lib/postgresql/$version/bin" : $bindir, '--new-bindir', $bindir, '--socketdir', $new->host,
			'--old-port', $old->port, '--new-port', $new->port ], "$name: pg_upgrade");

	$new->start;
	is_same($name, contents($new, 'agency'), $before);
	is(unregistered($new, 'agency'), '', "$name: every table and sequence is registered for pg_dump still");
	is($new->safe_psql('agency', q{
		SET crm.tenant_id = 1;
		UPDATE crm.leads SET status_id = 'own_talking' WHERE id = (SELECT max(id) FROM crm.leads WHERE tenant_id = 1 AND status_id = 'own_new')
		RETURNING first_contact_at IS NOT NULL;
		SELECT crm.rescore_leads('2026-01-01') > 0, crm.render_prompt(1, 'summary', as_of => '2026-01-01') <> ''}), "t\nt|t",
		"$name: a lead moves on, all are scored, one gets its prompt");
	$new->stop;
	return $here;
}

my $here = upgrade('the same version');
upgrade('the same version, by links', undef, '--link');
my @older = grep { $_ < $here && -e "/usr/lib/postgresql/$_/lib/pgxs/src/makefiles/pgxs.mk" && -d "/usr/include/postgresql/$_/server" }
  map { m{/(\d+)/bin/postgres$} && $1 >= 15 ? $1 : () } glob('/usr/lib/postgresql/*/bin/postgres');
for my $version (@older)
{
	upgrade("from PostgreSQL $version to $here", $version);
	upgrade("from PostgreSQL $version to $here, by links", $version, '--link');
}
SKIP:
{
	skip "no older PostgreSQL with its server headers is installed here, so pg_upgrade was tried within version $here only", 1 if !@older;
	pass("upgraded to PostgreSQL $here from @older too");
}

done_testing();
