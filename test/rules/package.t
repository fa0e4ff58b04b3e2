#!/usr/bin/env perl
# What packages say of the extension is true, and the same everywhere: META.json (PGXN), crm.control, debian/, Makefile.
use strict;
use warnings;
use File::Temp;
use Test::More;

sub slurp
{
	my ($path) = @_;
	open my $fh, '<:utf8', $path or die "$path: $!";
	local $/;
	return scalar <$fh>;
}

# META.json by PGXN's specification, which the extension itself checks.
my $database = 'crm_package';
my ($meta, $schema) = map { slurp($_) } 'META.json', 'test/rules/pgxn_meta.schema.json';
system("psql -X -q -d postgres -c 'DROP DATABASE IF EXISTS $database' -c 'CREATE DATABASE $database' 2>&1");
my $errors = sub {
	my ($document) = @_;
	my $output = File::Temp->new;
	open my $psql, '|-', "psql -X -q -A -t -v ON_ERROR_STOP=1 -d $database -o $output" or die "psql: $!";
	binmode $psql, ':utf8';
	print $psql 'SET client_min_messages = warning; CREATE EXTENSION IF NOT EXISTS crm; SELECT instance_location, message FROM'
	  . " crm.json_errors(\$s\$$schema\$s\$, \$d\$$document\$d\$);\n";
	close $psql or return 'psql failed';
	return slurp("$output");
};
is($errors->($meta), '', 'META.json follows the PGXN Meta Spec');
isnt($errors->($meta =~ s/"license": *"\w+"/"license": "wtf"/r), '', 'and would not with a license that is none');
system("psql -X -q -d postgres -c 'DROP DATABASE $database'");

# One version.  PGXN and Debian count to three.
my ($version) = $meta =~ /^  "version": "(.*?)"/m;
my ($provided) = $meta =~ /"provides".*?"version": "(.*?)"/s;
my ($default) = slurp('crm.control') =~ /^default_version = '(.*?)'/m;
my ($made) = slurp('Makefile') =~ /^EXTVERSION = (\S+)/m;
my ($packaged, $revision) = slurp('debian/changelog') =~ /\A\S+ \((.*?)-(\d+)\)/;
like($version, qr/^\Q$default\E\.\d+$/, 'META.json has the version of crm.control');
is($provided, $version, 'and provides that version');
is($made, $default, 'so has the Makefile');
is($packaged, $version, 'and debian/changelog');
ok(-e "crm--$default.sql", 'its install script is there');
my ($file, $docfile) = map { $meta =~ /"$_": "(.*?)"/ ? $1 : '' } qw(file docfile);
ok(-e $file && -e $docfile, 'META.json names files that are there');

# The oldest PostgreSQL, wherever it is named.
my ($oldest) = slurp('src/common/compat.h') =~ /PG_VERSION_NUM < (\d+)0000/;
like($meta, qr/"PostgreSQL": "$oldest\.0\.0"/, "META.json asks for PostgreSQL $oldest");
like(slurp('debian/pgversions'), qr/^$oldest\+$/m, 'so does debian/pgversions');
like(slurp('Makefile'), qr/-ge $oldest &&/, 'and the Makefile');
like(slurp('script/common.sh'), qr/^oldest_pg=$oldest$/m, 'and the scripts');

# What pg_buildext updatecontrol makes of the templates where PostgreSQL 15 is the only one.
for my $control ('debian/control', 'debian/tests/control')
{
	my $expected = slurp("$control.in") =~ s/PGVERSION/15/gr;
	is(slurp($control), $expected, "$control is what its template makes");
}
done_testing();
