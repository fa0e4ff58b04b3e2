#!/usr/bin/env perl
# The diagrams are of the tables and modules that there are, and docs/architecture.md names every source file.
use strict;
use warnings;
use Test::More;

my $database = 'crm_diagrams';
system("psql -X -q -d postgres -c 'DROP DATABASE IF EXISTS $database' -c 'CREATE DATABASE $database' 2>&1");
system("psql -X -q -d $database -c 'CREATE EXTENSION crm'");
{
	local $ENV{PGDATABASE} = $database;
	my $output = `script/diagrams --check 2>&1`;
	is($?, 0, 'docs/tables.svg and docs/modules.svg are what script/diagrams draws') or diag($output);
}
system("psql -X -q -d postgres -c 'DROP DATABASE $database'");

open my $fh, '<', 'docs/architecture.md' or die "docs/architecture.md: $!";
my $text = do { local $/; <$fh> };
my @files = map { m{([^/]+)\.c$} ? $1 : () } glob('src/*/*.c');
my %file = map { $_ => 1 } @files, map { m{([^/]+)\.h$} ? $1 : () } glob('src/*/*.h'), 'src/crm.h';
my @unnamed = grep { $text !~ /\b$_(\.c|`)/ } @files;
is("@unnamed", '', 'docs/architecture.md says what each source file is for');
my @gone = grep { !$file{$_} && !-e "src/$_.c" } $text =~ m{`(?:[a-z]+/)*([a-z_]+)\.[ch]`}g;
is("@gone", '', 'docs/architecture.md names no source file that is gone');
done_testing();
