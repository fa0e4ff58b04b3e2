#!/usr/bin/env perl
# Links from page to page lead somewhere: the file is there, and in it the heading.  Every page is linked from the README.
use strict;
use warnings;
use Test::More;
use File::Basename;

my @pages = ('README.md', 'CHANGELOG.md', sort glob('docs/*.md'));

# A page's text without its code.
sub prose
{
	my ($path) = @_;
	open my $fh, '<:utf8', $path or die "$path: $!";
	my $text = do { local $/; <$fh> };
	$text =~ s/^```.*?^```\s*$//msg;
	return $text;
}

# The anchors of a page's headings, as GitHub makes them.
my %anchors;
sub anchors
{
	my ($path) = @_;
	return $anchors{$path} if $anchors{$path};
	my %seen;
	for my $heading (prose($path) =~ /^#+ (.*?)\s*$/mg)
	{
		my $anchor = lc $heading;
		$anchor =~ s/[^\w\- ]//g;
		$anchor =~ s/ /-/g;
		my $n = $seen{$anchor}++;
		$anchors{$path}{ $n ? "$anchor-$n" : $anchor } = 1;
	}
	return $anchors{$path} //= {};
}

my (@broken, %linked);
for my $page (@pages)
{
	my $text = prose($page);
	$text =~ s/(?<!\[)`[^`\n]*`(?!\])//g;
	while ($text =~ /\]\(([^)\s]+)\)/g)
	{
		my ($file, $anchor) = split /#/, $1, 2;
		next if $file =~ /^\w+:/;
		my $path = $file eq '' ? $page : dirname($page) . "/$file";
		$path =~ s{^\./}{};
		$path =~ s{[^/]+/\.\./}{}g;
		$linked{$path} = 1 if $page eq 'README.md';
		if (!-e $path) { push @broken, "$page: $file is not there"; next; }
		push @broken, "$page: $file has no heading #$anchor" if defined $anchor && !anchors($path)->{$anchor};
	}
}
is(join("\n", @broken), '', 'every link from page to page leads somewhere');
my @unlinked = grep { $_ ne 'README.md' && !$linked{$_} } @pages;
is("@unlinked", '', 'the README links to every page');
done_testing();
