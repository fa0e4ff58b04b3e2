#!/usr/bin/env perl
# Every error message is raised by some test, or test/rules/unraised.txt says why not; and it says so of no others.
use strict;
use warnings;
use Test::More;

open my $list, '<', 'test/rules/unraised.txt' or die "test/rules/unraised.txt: $!";
my @lines = grep { !/^#/ } <$list>;
chomp @lines;

my @unraised = map { s/^\S+: //r } split /\n/, `script/unraised-errors`;
is($?, 0, 'script/unraised-errors runs');
my @unexplained = grep { my $message = $_; !grep { index($_, "$message: ") == 0 } @lines } @unraised;
is(join("\n", @unexplained), '', 'every error message is raised by a test, or there is a reason')
  or diag('raise it in a test; if that cannot be, give the reason in test/rules/unraised.txt');
my @outdated = grep { my $line = $_; !grep { index($line, "$_: ") == 0 } @unraised } @lines;
is(join("\n", @outdated), '', 'no reason is given for a message that a test does raise');

done_testing();
