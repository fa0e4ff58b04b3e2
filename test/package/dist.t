#!/usr/bin/env perl
# make dist gives a zip that builds and installs without git.  CRM_CHECKOUT names the checkout; what is committed counts.
use strict;
use warnings;
use Test::More;
use Cwd 'abs_path';
use File::Temp;

my $checkout = $ENV{CRM_CHECKOUT} // '.';
my $found = `git -C $checkout rev-parse --git-dir 2>&1`;
if ($?)
{
	diag('skipped, there is no git checkout to make a zip from');
	plan skip_all => 'no git checkout';
}

my $dir = File::Temp->newdir;
my ($version) = `cat $checkout/META.json` =~ /^  "version": "(.*?)"/m;
system("git clone -q " . abs_path($checkout) . " $dir/clone 2>&1");
my $output = `make -s -C $dir/clone dist 2>&1`;
is($?, 0, 'make dist') or BAIL_OUT($output);
my $zip = "$dir/clone/dist/crm-$version.zip";
ok(-s $zip, 'makes the zip');
is(system("python3 -m zipfile -e $zip $dir"), 0, 'it unpacks');
my $top = "$dir/crm-$version";
ok(-e "$top/META.json", 'into a directory named for the distribution and its version');
chmod 0755, glob("$top/script/*");
my @hidden = glob("$top/.ci $top/.git*");
is("@{[grep { -e } @hidden]}", '', 'without what only a checkout needs');
$output = `make -C $top -j2 with_llvm=no 2>&1 && make -C $top with_llvm=no DESTDIR=$dir/stage install 2>&1`;
is($?, 0, 'it builds and installs') or diag($output);
my %installed = map { m{([^/]+)$} ? ($1 => 1) : () } split /\n/, `find $dir/stage -type f`;
my @missing = grep { !$installed{$_} } 'crm--1.0.sql', 'crm.control', 'crm.so', 'crm.psqlrc';
is("@missing", '', 'the library, the script, the control file, the shortcuts for psql');
done_testing();
