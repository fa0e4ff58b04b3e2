#!/usr/bin/env perl
# Runs every SQL block of README.md and docs/*.md: each file in one psql session, on a database of
# its own with the extension and the demo agency.  ```sql must succeed, ```sql error must fail.
use strict;
use warnings;
use Test::More;
use File::Basename;

my $template = 'crm_docs';
my @files = ('README.md', sort glob('docs/*.md'));

sub run_psql
{
	my ($database, $script) = @_;
	my $path = "/tmp/crm-docs-$$.sql";
	open my $fh, '>', $path or die "$path: $!";
	print $fh $script;
	close $fh;
	my $output = `psql -X -q -v ON_ERROR_STOP=1 -d $database -f $path 2>&1`;
	my $status = $?;
	unlink $path;
	return ($status, $output);
}

# The blocks of a file: line of the fence, "ok" or "error", text.
sub blocks
{
	my ($file) = @_;
	my @blocks;
	my $block;
	open my $fh, '<', $file or die "$file: $!";
	while (my $line = <$fh>)
	{
		if ($block)
		{
			if ($line =~ /^\s*```\s*$/) { push @blocks, $block; undef $block; }
			else { $block->{text} .= $line; }
		}
		elsif ($line =~ /^\s*```sql(\s+error)?\s*$/)
		{
			$block = { line => $., fails => defined $1, text => '' };
		}
	}
	die "$file: the block at line $block->{line} is not closed\n" if $block;
	return @blocks;
}

# Marks tell which blocks went well, as psql stops at the first that does not.
sub script
{
	my (@blocks) = @_;
	my $script = '';
	for my $block (@blocks)
	{
		if ($block->{fails})
		{
			$script .= "\\set ON_ERROR_STOP off\n$block->{text}\n\\set ON_ERROR_STOP on\n"
			  . "\\if :ERROR\n\\echo \@\@passed $block->{line}\n\\endif\n";
		}
		else
		{
			$script .= "$block->{text}\n\\echo \@\@passed $block->{line}\n";
		}
	}
	return $script;
}

system("psql -X -q -d postgres -c 'DROP DATABASE IF EXISTS $template' -c 'CREATE DATABASE $template'");
my ($status, $output) = run_psql($template, "CREATE EXTENSION crm;\n\\i demo/agency.sql\n");
is($status, 0, 'the demo agency loads') or BAIL_OUT($output);

for my $file (@files)
{
	my @blocks = blocks($file);
	next unless @blocks;
	my $database = 'crm_docs_' . lc(basename($file, '.md'));
	$database =~ s/[^a-z_]/_/g;
	system("psql -X -q -d postgres -c 'DROP DATABASE IF EXISTS $database' -c 'CREATE DATABASE $database TEMPLATE $template'");
	my (undef, $printed) = run_psql($database, script(@blocks));
	my %passed = map { $_ => 1 } $printed =~ /^\@\@passed (\d+)$/mg;
	for my $block (@blocks)
	{
		ok($passed{ $block->{line} }, "$file line $block->{line}");
	}
	my @failed = grep { !$passed{ $_->{line} } } @blocks;
	diag($printed) if @failed;
	system("psql -X -q -d postgres -c 'DROP DATABASE $database'");
}

done_testing();
