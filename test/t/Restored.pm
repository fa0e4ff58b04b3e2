# What a database of the extension holds, row by row, and whether another holds the same.  For the tests here.
package Restored;

use strict;
use warnings;

use Exporter qw(import);
use Test::More;

our @EXPORT = qw(contents is_same relations unregistered);

# The extension's tables and sequences, by pg_depend: also those somebody forgot to register.
my $members = q{
  FROM pg_catalog.pg_depend d
  JOIN pg_catalog.pg_class c ON d.classid = 'pg_catalog.pg_class'::regclass AND c.oid = d.objid
  JOIN pg_catalog.pg_extension e ON d.refclassid = 'pg_catalog.pg_extension'::regclass AND e.oid = d.refobjid
  WHERE d.deptype = 'e' AND e.extname = 'crm'};

sub relations
{
	my ($node, $database, $kinds) = @_;
	return split /\n/, $node->safe_psql($database,
		"SELECT c.oid::regclass $members AND c.relkind IN ($kinds) ORDER BY c.oid::regclass::text COLLATE \"C\"");
}

# Members that pg_dump would leave out, or take only part of.
sub unregistered
{
	my ($node, $database) = @_;
	return $node->safe_psql($database,
		"SELECT c.oid::regclass $members AND c.relkind IN ('r', 'p', 'S')
		   AND NOT EXISTS (SELECT FROM unnest(e.extconfig, e.extcondition) AS k (oid, condition)
		                   WHERE k.oid = c.oid AND k.condition = '') ORDER BY 1");
}

# relation => its rows, every column, as text in a fixed order; of a sequence where it stands.
sub contents
{
	my ($node, $database) = @_;
	my %contents;
	$contents{$_} = $node->safe_psql($database, "SELECT t::text FROM $_ AS t ORDER BY t::text COLLATE \"C\"")
	  for relations($node, $database, q{'r', 'p'});
	$contents{$_} = $node->safe_psql($database, "SELECT last_value, is_called FROM $_")
	  for relations($node, $database, q{'S'});
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
		diag("$name: $relation\n  before: " . ($lost // '-') . "\n  after:  " . ($new // '-'));
	}
	is(join(' ', @differ), '', "$name: every row and every sequence the same ($rows compared)");
	return;
}

1;
