#!/usr/bin/env perl
# The rules that the source obeys, checked instead of remembered.
use strict;
use warnings;
use Test::More;
use File::Find;

my @c;
find(sub { push @c, $File::Find::name if /\.[ch]$/ }, 'src');
@c = sort @c;

sub slurp
{
	my ($path) = @_;
	open my $fh, '<', $path or die "$path: $!";
	local $/;
	return scalar <$fh>;
}

# The install script is what its parts make.
my $joined = `script/join-sql sql/1.0/*.sql`;
ok($joined eq slurp('crm--1.0.sql'), 'crm--1.0.sql is what make sql makes')
  or diag('it is stale: run make sql and commit it');

my %is_file = map { s{.*/}{}r => 1 } @c;
my (@versioned, @long, @bare, @no_errcode, @shouting, @mangled, @astray);
for my $path (@c)
{
	my $text = slurp($path);
	my $lines = () = $text =~ /\n/g;
	push @versioned, $path if $path ne 'src/common/compat.h' && $text =~ /PG_VERSION_NUM/;
	push @long, "$path: $lines lines" if $lines > 800;
	push @bare, $path unless $text =~ m{\A/\*-+\n \*\n \* \S+\n \*\t? +\S};
	# The files that its comments send the reader to.
	push @astray, map { "$path: $_" } grep { !$is_file{$_} } map { /\b([a-z]\w*\.c)\b/g } $text =~ m{/\*.*?\*/}gs;
	# What the indenter does where a variable has a type's name: known	->score, text[	40], at +len.
	for my $code ($text =~ s{/\*.*?\*/|"(?:[^"\\\n]|\\.)*"}{}gsr)
	{
		push @mangled, "$path: $1" while $code =~ /^(.*(?:\w[ \t]+->|\w\.\t+\w|\[\t+\w|\w [!<>=]=\w|\w \+\w+[,;)]).*)\n/gm;
	}
	while ($text =~ /ereport\(\s*(?:ERROR|FATAL)\b(.*?)\);\n/gs)
	{
		my $report = $1;
		my $line = 1 + (() = substr($text, 0, $-[0]) =~ /\n/g);
		push @no_errcode, "$path:$line" unless $report =~ /errcode|error_fields/;
		push @shouting, "$path:$line: $1"
		  if $report =~ /errmsg\(\s*"((?:[A-Z][a-z]+ |[^"]*\.")[^"]*)/;
	}
}
is("@versioned", '', 'only src/common/compat.h names PostgreSQL versions');
is(join("\n", @long), '', 'no file has outgrown its reader (800 lines)');
is("@bare", '', 'every file says at its top what it is for');
is(join("\n", @astray), '', 'every file that a comment names is there');
is("@no_errcode", '', 'every error has an errcode');
is(join("\n", @shouting), '', 'messages begin in lower case and end without a full stop');

is(join("\n", @mangled), '', 'no expression is set apart as if it were a declaration');

# `make installcheck` runs as whoever the user is.
my @named = grep { slurp($_) =~ /\bpostgres\b/ } glob('expected/*.out');
is("@named", '', 'no expected output names a superuser');

# Exported symbols carry the prefix.
my @exported = map { /^\S* *[A-Za-z] (\S+)/ ? $1 : () } `nm -D --defined-only crm.so`;
# A build that counts lines exports what counts them.
my @alien = grep { !/^(crm_\w+|pg_finfo_crm_\w+|_PG_init|Pg_magic_func|_init|_fini|__gcov_\w+|mangle_path)$/ } @exported;
cmp_ok(scalar(@exported), '>', 100, 'crm.so exports its functions');
is("@alien", '', 'exported symbols begin with crm_');

# Each part of the install script writes only into crm, and names what it uses.
my @parts = glob('sql/1.0/*.sql');
my @definers = grep { slurp($_) =~ /\bSECURITY\s+DEFINER\b/i } @parts;
is("@definers", '', 'no function runs with its owner\'s rights');

done_testing();
