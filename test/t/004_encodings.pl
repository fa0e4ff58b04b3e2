# The engines in a database whose encoding is LATIN1: characters are counted and compared as characters, what the
# encoding cannot hold is an error and no crash.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('latin1');
$node->init;
$node->start;
$node->safe_psql('postgres', q{CREATE DATABASE latin1 ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0});
$node->safe_psql('latin1', q{ALTER DATABASE latin1 SET client_encoding = 'UTF8'});
$node->safe_psql('latin1', 'CREATE EXTENSION crm');

sub answers
{
	my ($query, $expected, $name) = @_;
	is($node->safe_psql('latin1', $query), $expected, $name);
}

answers(q{SELECT getdatabaseencoding()}, 'LATIN1', 'the database is in LATIN1');

# Documents.
answers(q{SELECT crm.json_is_valid('{"maxLength": 3}', '"Zo\u00eb"')}, 't', 'three characters, one of them not ASCII');
answers(q{SELECT crm.json_is_valid('{"minLength": 4}', '"Zo\u00eb"')}, 'f', 'and not four');
answers(q{SELECT crm.json_is_valid('{"pattern": "^Zo.$"}', '"Zo\u00eb"')}, 't', 'a character matches a dot');
answers(q{SELECT crm.json_is_valid('{"pattern": "^\\\\p{L}+$"}', '"Zo\u00eb"')}, 't', 'and is a letter');
answers(q{SELECT keyword FROM crm.json_errors('{"const": "Zo\u00eb"}', '"Zoe"')}, 'const', 'errors are rows here too');
answers(q{SELECT count(*) FROM crm.document_errors('home', 1, '{"extra": {"owner": "Zo\u00eb"}}') WHERE instance_location LIKE '/extra%'},
	'0', 'a shipped schema takes the name');

# Templates, redaction, tokens.
answers(q{SELECT crm.render_template('{{ name | upcase | size }} {{ name | truncate: 4, "" }}', '{"name": "Zo\u00eb Lind"}')},
	"8 Zo\x{c3}\x{ab} ", 'a template counts and cuts characters');
answers(q{SELECT crm.redact(E'Zo\u00eb, SSN 078-05-1120')}, "Zo\x{c3}\x{ab}, SSN [SSN_1]", 'a number is masked');
answers(q{SELECT crm.count_tokens(E'Zo\u00eb called') > 0}, 't', 'tokens are counted');

# From a lead to its prompt.
$node->safe_psql('latin1', q{
	INSERT INTO crm.clients (id, client_type, first_name, last_name) VALUES (1000, 'individual', E'Zo\u00eb', 'Lind');
	INSERT INTO crm.leads (id, client_id, insurance_type_id) VALUES (1000, 1000, 'auto');
	INSERT INTO crm.lead_notes (lead_id, body) VALUES (1000, E'Wants \u00a350 more cover');
	SELECT crm.rescore_leads()});
answers(q{SELECT count(*) FROM crm.lead_timeline(1000)}, '2', 'the timeline is read');
answers(q{SELECT lead_id FROM crm.lead_queue()}, '1000', 'the lead is queued');
answers(q{SELECT crm.render_prompt(1000, 'summary') LIKE E'%Zo\u00eb Lind%\u00a350 more%'}, 't', 'the prompt has both characters');
answers(q{SELECT crm.bar(3, 4, 8)}, '######', 'a bar is drawn in ASCII');

# What the encoding cannot hold.
my ($status, undef, $stderr) = $node->psql('latin1', q{SELECT crm.json_is_valid('{"const": "\u4e2d"}', '1')});
isnt($status, 0, 'a character that LATIN1 lacks is refused');
like($stderr, qr/ERROR:/, 'by an error');
answers('SELECT 1', '1', 'and the server stands');

done_testing();
