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

system("psql -X -q -d postgres -c 'DROP DATABASE $database'");
done_testing();
