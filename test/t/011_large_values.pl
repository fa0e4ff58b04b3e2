# Values near what PostgreSQL can hold, a gigabyte and, in a JSON document, a quarter of one: they are taken, or refused by an
# error that says which limit it was; never an "invalid memory alloc request size".
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $free = 0;
if (open my $info, '<', '/proc/meminfo')
{
	while (<$info>) { $free = int($1 / 1024) if /^MemAvailable: *(\d+)/; }
}
plan skip_all => "only $free MB of memory are free, and these values take up to 6000" if $free && $free < 6000;

my $node = PostgreSQL::Test::Cluster->new('large');
$node->init;
$node->append_conf('postgresql.conf', "autovacuum = off\nfsync = off\nmax_wal_size = 8GB\n");
$node->start;
$node->safe_psql('postgres', 'CREATE DATABASE agency');
$node->safe_psql('agency', 'CREATE EXTENSION crm');

# One statement, taken back; what it answers, or its error with the state before it.
sub outcome
{
	my ($statement, $before) = @_;
	my ($status, $out, $error) = $node->psql('agency',
		"\\set VERBOSITY verbose\nBEGIN; SET LOCAL crm.liquid_max_output = 536870912; " . ($before // '') . "\n$statement;\nROLLBACK;");
	return $status == 0 ? $out : $error =~ /ERROR: +(.*)/ ? $1 : $error;
}

my $letters = sub { my ($millions, $text) = @_; return "repeat('" . ($text // 'x') . "', ${millions}000000)"; };
my $lead = q{INSERT INTO crm.clients (id, client_type, last_name) VALUES (1000, 'individual', 'Large');
	INSERT INTO crm.leads (id, client_id, insurance_type_id) VALUES (1000, 1000, 'auto');};
sub with_note { my ($text) = @_; return "$lead INSERT INTO crm.lead_notes (id, lead_id, body) VALUES (1000, 1000, $text);"; }

# Texts of hundreds of megabytes are taken as they are.
is(outcome("SELECT crm.count_tokens(" . $letters->(900) . ") > 200000000"), 't', 'tokens of one word of 900 MB are a number above zero');
is(outcome("SELECT length(crm.redact(" . $letters->(15, '123-45-6789 ') . ")) > 100000000"), 't', 'a text of 180 MB is masked');
is(outcome("SELECT length(body) FROM crm.lead_timeline(1000) WHERE kind = 'note'", with_note($letters->(300))), '300000000', 'a note of 300 MB is a row of the timeline');
is(outcome("SELECT length(crm.render_prompt(1000, 'summary', token_budget => 2000)) BETWEEN 100 AND 10000", with_note($letters->(200))), 't',
	'a prompt leaves a note of 200 MB out, as its budget says');
is(outcome("SELECT length(crm.render_prompt(1000, 'summary', token_budget => 2000000000)) > 150000000", with_note($letters->(150))), 't', 'or takes it in');

# What would be larger than a value can be is refused, and says why.
like(outcome("SELECT crm.render_prompt(1000, 'summary')", with_note($letters->(300))), qr/^54000: string too long to represent as jsonb string/,
	'no prompt of a note that no JSON can hold');
like(outcome("SELECT crm.render_template(" . $letters->(900) . ", '{}')"), qr/^54000: template produces more than 536870912 bytes/, 'a template that prints too much');
like(outcome("SELECT crm.render_template(repeat('{{ a }}', 6), jsonb_build_object('a', " . $letters->(200) . '))'),
	qr/^54000: template produces more than 536870912 bytes/, 'a value printed too often');
like(outcome("SELECT crm.render_template('{% capture b %}{{ a }}{{ a }}{{ a }}{% endcapture %}', jsonb_build_object('a', " . $letters->(200) . '))'),
	qr/^54000: template produces more than 536870912 bytes/, 'or captured');
like(outcome(q[SELECT crm.render_template('{% assign b = a | split: "" %}', jsonb_build_object('a', ] . $letters->(200) . '))'),
	qr/^54000: array of [0-9]+ items is too large for a template/, 'a list of each letter');
like(outcome(q[SELECT crm.render_template('{{ a | escape | size }}', jsonb_build_object('a', ] . $letters->(250, '&') . '))'), qr/^54000: /,
	'a filter that makes its value too long');
like(outcome(q[SELECT crm.upgrade_document('large', jsonb_build_object('a', ] . $letters->(200) . '), 1, 2)',
		q{SELECT crm.publish_json_schema('large', '{}', '[]'),
		         crm.publish_json_schema('large', '{}', '[{"op": "copy", "from": "/a", "path": "/b"}]');}),
	qr/^54000: total size of jsonb object elements exceeds the maximum/, 'a document that an upgrade makes too large');

# The server is the one it was, and its next statement is answered.
is($node->safe_psql('agency', 'SELECT crm.count_tokens(repeat($$a $$, 3)) > 0'), 't', 'and goes on');
unlike(slurp_file($node->logfile), qr/invalid memory alloc|terminated by signal/, 'nothing asked for what cannot be had');
$node->stop;

done_testing();
