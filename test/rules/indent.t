#!/usr/bin/env perl
# src/ is indented as PostgreSQL's own sources are, where there is its indenter: with PostgreSQL 17 and newer.
use strict;
use warnings;
use Test::More;

my $found = `script/indent --check 2>&1`;
if ($? >> 8 == 77)
{
	diag($found =~ s/\n//r);
	plan skip_all => 'no indenter here';
}
is($found, '', 'the indenter changes nothing') or diag('script/indent puts it right; look at what it does');
done_testing();
