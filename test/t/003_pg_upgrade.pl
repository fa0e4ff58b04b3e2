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
my $here_bindir = `pg_config --bindir` =~ s/\n//r;
my $here = `pg_config --version` =~ /(\d+)/ ? $1 : 0;

# An installation of a version with the extension in it, made once: a copy of the distribution's programs beside links to the
# rest, as a server finds its libraries and extensions from where its program lies.  Dies if the extension cannot be built.
my %installations;
sub installation { my ($version) = @_; return $installations{$version} //= install($version); }

sub install
{
	my ($version) = @_;
	my ($tree, $root, $log) = ("$dir/tree$version", "$dir/root$version", "$dir/install$version.log");
	my ($lib, $share) = ("usr/lib/postgresql/$version", "usr/share/postgresql/$version");
	my $make = "make -s -C $tree PG_CONFIG=/$lib/bin/pg_config with_llvm=no";
	my @steps = (
		"mkdir -p $tree $root/$lib/lib $root/$share/extension",
		"cp -r /$lib/bin $root/$lib",
		"ln -s /$lib/lib/* $root/$lib/lib",
		"ln -s \$(ls -d /$share/* | grep -v '/extension\$') $root/$share",
		"ln -s /$share/extension/* $root/$share/extension",
		# What a system's installation has of the extension itself gives way.
		"rm -f $root/$lib/lib/crm.so $root/$share/extension/crm.control $root/$share/extension/crm--*",
		"cp -a $top/Makefile $top/*.control $top/*.sql $top/src $top/script $top/sql $tree",
		($version == $here ? () : "find $tree -name '*.o' -delete"),
		"$make -j2",
		"$make DESTDIR=$root install");
	system("{ " . join(' && ', @steps) . "; } >$log 2>&1") == 0
	  or die "the extension cannot be installed for PostgreSQL $version: " . slurp_file($log);
	return "$root/$lib";
}

sub upgrade
{
	my ($name, $version, @options) = @_;
	my $id = join('_', $version // 'same', map { s/\W//gr } @options);
	my ($old, $new, $old_bindir, $new_bindir);
	if ($version)
	{
		# They find the extension where their own installations have it, by no setting.
		local $ENV{TEMP_CONFIG};
		delete $ENV{TEMP_CONFIG};
		($old_bindir, $new_bindir) = map { installation($_) . '/bin' } $version, $here;
		$old = PostgreSQL::Test::Cluster->new("old_$id", install_path => installation($version));
		$new = PostgreSQL::Test::Cluster->new("new_$id", install_path => installation($here));
		$old->init;
		# Checksums are the default from 18 on, and both sides must agree.
		$new->init($version < 18 && $here >= 18 ? (extra => ['--no-data-checksums']) : ());
	}
	else
	{
		$old_bindir = $new_bindir = $here_bindir;
		$old = PostgreSQL::Test::Cluster->new("old_$id");
		$new = PostgreSQL::Test::Cluster->new("new_$id");
		$old->init;
		$new->init;
	}

	$old->start;
	$old->safe_psql('postgres', 'CREATE ROLE regress_crm_clerk; CREATE ROLE regress_crm_other; CREATE DATABASE agency');
	$old->safe_psql('agency', 'CREATE EXTENSION crm');
	$old->command_ok([ 'psql', '-qX', '-o', '/dev/null', '-d', $old->connstr('agency'), '-f', "$FindBin::Bin/agency.sql" ],
		"$name: make two agencies");
	my $before = contents($old, 'agency');
	$old->stop;

	# pg_upgrade writes where it stands.
	chdir $dir or die "$dir: $!";
	command_ok([ "$new_bindir/pg_upgrade", '--no-sync', @options, '--old-datadir', $old->data_dir, '--new-datadir', $new->data_dir,
			'--old-bindir', $old_bindir, '--new-bindir', $new_bindir, '--socketdir', $new->host,
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
}

upgrade('the same version');
upgrade('the same version, by links', undef, '--link');
my @older = grep { $_ < $here && $here_bindir eq "/usr/lib/postgresql/$here/bin" && -e "/usr/lib/postgresql/$_/lib/pgxs/src/makefiles/pgxs.mk" && -d "/usr/include/postgresql/$_/server" }
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
