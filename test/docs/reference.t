#!/usr/bin/env perl
# docs/reference.md says what the comments in the database say, and no public function or table is without one.
use strict;
use warnings;
use Test::More;

my $database = 'crm_reference';
system("psql -X -q -d postgres -c 'DROP DATABASE IF EXISTS $database' -c 'CREATE DATABASE $database'");
system("psql -X -q -d $database -c 'CREATE EXTENSION crm'");

local $ENV{PGDATABASE} = $database;
my $made = `script/reference`;
is($?, 0, 'script/reference runs');
open my $fh, '<', 'docs/reference.md' or die "docs/reference.md: $!";
my $committed = do { local $/; <$fh> };
ok($made eq $committed, 'docs/reference.md is what script/reference prints')
  or diag('run script/reference > docs/reference.md and commit it');

my $bare = `psql -X -A -t -c "
SELECT 'function ' || p.oid::regprocedure FROM pg_proc p
WHERE p.pronamespace = 'crm'::regnamespace AND obj_description(p.oid, 'pg_proc') IS NULL
UNION ALL
SELECT 'relation ' || c.oid::regclass FROM pg_class c
WHERE c.relnamespace = 'crm'::regnamespace AND c.relkind IN ('r', 'v', 'm') AND obj_description(c.oid, 'pg_class') IS NULL"`;
is($bare, '', 'every function, table and view has a comment');

# Each entry says what it raises, and has an example, which blocks.t runs.
my %entries;
$entries{$1} .= $2 while $made =~ /^### (\w+)\n(\n```\ncrm\..*?)(?=^##)/msg;
my @no_example = grep { $entries{$_} !~ /^```sql\n.*\bcrm\.$_\(/ms } sort keys %entries;
is("@no_example", '', 'every function has an example')
  or diag('write it into docs/examples.sql');
open $fh, '<', 'docs/examples.sql' or die "docs/examples.sql: $!";
my @stray = grep { !$entries{$_} } map { /^-- # (\w+)$/ ? $1 : () } <$fh>;
is("@stray", '', 'every example is of a function that is there');

# What is defined for every argument.
my %harmless = map { $_ => 1 } qw(bar data_quality documents_below event_order_key heat may_act_for ratio score_features score_model_schema
  sparkline template_errors);
my @silent = grep { $entries{$_} =~ /^Raises no error of its own/m && !$harmless{$_} } sort keys %entries;
is("@silent", '', 'every function says what it raises')
  or diag('let its comment say "Raises ...", or "errors as of ..."');

system("psql -X -q -d postgres -c 'DROP DATABASE $database'");
done_testing();
