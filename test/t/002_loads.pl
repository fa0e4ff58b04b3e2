# The scripts that fill a database: demo/agency.sql is the same each time and tells a consistent story,
# demo/import_leads.sql takes a file as it is or not at all, bench/load.sql leaves what triggers would have left.
use strict;
use warnings;

use File::Basename qw(dirname);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $top = dirname(__FILE__) . '/../..';
my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->start;

sub database
{
	my ($name) = @_;
	$node->safe_psql('postgres', "CREATE DATABASE $name");
	$node->safe_psql($name, 'CREATE EXTENSION crm');
	return $name;
}

# psql on a file, as a user types it.
sub psql_file
{
	my ($database, $file, %variables) = @_;
	return [ 'psql', '-qX', '-d', $node->connstr($database), (map { ('-v', "$_=$variables{$_}") } sort keys %variables),
		'-f', "$top/$file" ];
}

# ---------------------------------------------------------------- the demo agency

# What a load of the agency writes, less the keys and stamps that no one chooses.
my %chosen = (
	agents => 'updated_at', clients => 'updated_at', contacts => 'updated_at', addresses => 'updated_at',
	campaigns => 'updated_at', leads => 'updated_at', lead_communications => 'updated_at,counted_at',
	lead_notes => 'updated_at', lead_status_changes => 'id', lead_marketing_settings => 'updated_at',
	opportunities => 'updated_at', opportunity_stage_changes => 'id', contact_role_assignments => '');

sub digests
{
	my ($database, $tenant) = @_;
	return join "\n", map {
		$node->safe_psql($database, "SELECT '$_', count(*), md5(string_agg(r, '' ORDER BY r COLLATE \"C\"))
			FROM (SELECT (to_jsonb(t) - '{$chosen{$_}}'::text[])::text AS r FROM crm.$_ AS t WHERE tenant_id = $tenant) AS t")
	} sort keys %chosen;
}

database('one');
database('two');
$node->command_ok(psql_file($_, 'demo/agency.sql', as_of => '2026-06-01'), "load the agency into $_") for qw(one two);
my $agency = digests('one', 1);
is(digests('two', 1), $agency, 'one as_of, one agency: the same rows');
$node->command_checks_all(psql_file('one', 'demo/agency.sql', as_of => '2026-07-01'), 3, [qr/^$/],
	[ qr/tenant 1 already has clients/, qr/nothing was changed/ ], 'a second load is refused');
is(digests('one', 1), $agency, 'and changes nothing');

$node->safe_psql('one', "INSERT INTO crm.tenants (id, name) VALUES (2, 'Second agency')");
{
	local $ENV{PGOPTIONS} = '-c crm.tenant_id=2';
	$node->command_ok(psql_file('one', 'demo/agency.sql', as_of => '2026-06-01'), 'load it for a second tenant');
}
is(digests('one', 1), $agency, 'the first tenant keeps its rows');
is($node->safe_psql('one', 'SELECT count(*), count(DISTINCT assigned_agent_id), count(DISTINCT campaign_id)
	FROM crm.leads WHERE tenant_id = 2'),
	$node->safe_psql('two', 'SELECT count(*), count(DISTINCT assigned_agent_id), count(DISTINCT campaign_id) FROM crm.leads'),
	'the second has as many');

# Each query finds what would make the story wrong.
my $as_of = "timestamptz '2026-06-01 09:00 America/New_York'";
my %wrong = (
	'a status that is not where the history ends' => q{
		SELECT l.id FROM crm.leads AS l
		LEFT JOIN LATERAL (SELECT to_status_id, changed_at FROM crm.lead_status_changes WHERE lead_id = l.id
		                   ORDER BY changed_at DESC LIMIT 1) AS h ON true
		WHERE (l.status_id, l.status_changed_at) <> (coalesce(h.to_status_id, 'new'), coalesce(h.changed_at, l.received_at))},
	'a gap in a history' => q{
		SELECT lead_id FROM (SELECT lead_id, from_status_id, lag(to_status_id, 1, 'new') OVER w AS before, time_in_status,
		                            changed_at - lag(changed_at) OVER w AS since
		                     FROM crm.lead_status_changes WINDOW w AS (PARTITION BY lead_id ORDER BY changed_at)) AS h
		WHERE from_status_id <> before OR since <> time_in_status OR time_in_status < interval '0'},
	'a move that is not allowed, or lacks its reason' => q{
		SELECT h.lead_id FROM crm.lead_status_changes AS h
		LEFT JOIN crm.lead_status_transitions AS t USING (from_status_id, to_status_id)
		WHERE t.from_status_id IS NULL OR t.reason_required AND h.reason IS NULL},
	'a stage that is not where its history ends' => q{
		SELECT o.id FROM crm.opportunities AS o
		JOIN LATERAL (SELECT to_stage_id FROM crm.opportunity_stage_changes WHERE opportunity_id = o.id
		              ORDER BY changed_at DESC LIMIT 1) AS h ON true WHERE o.stage_id <> h.to_stage_id},
	'an event after as_of' => qq{
		SELECT id FROM crm.leads WHERE received_at > $as_of OR status_changed_at > $as_of
		UNION ALL SELECT id FROM crm.lead_communications WHERE occurred_at > $as_of OR created_at > $as_of
		UNION ALL SELECT id FROM crm.lead_notes WHERE created_at > $as_of
		UNION ALL SELECT id FROM crm.opportunities WHERE created_at > $as_of OR stage_changed_at > $as_of},
	'a call before the lead came' => q{
		SELECT c.id FROM crm.lead_communications AS c JOIN crm.leads AS l ON l.id = c.lead_id WHERE c.occurred_at < l.received_at},
	'milestones out of order' => q{
		SELECT id FROM crm.leads WHERE assigned_at < received_at OR first_contact_at < received_at OR quoted_at < first_contact_at
		  OR bound_at < quoted_at},
	'a slot left open in a text' => q{
		SELECT id FROM crm.lead_communications WHERE concat(subject, body) ~ '\{[a-z_]+\}' AND NOT tags @> '{hostile}'
		UNION ALL SELECT id FROM crm.lead_notes WHERE body ~ '\{[a-z_]+\}' AND NOT tags @> '{hostile}'},
	'a communication without words' => q{
		SELECT id FROM crm.lead_communications WHERE occurred_at IS NOT NULL AND coalesce(btrim(body), '') = ''},
	'a telephone number or mail that could be real' => q{
		SELECT id FROM crm.clients WHERE phone !~ '^\+1[0-9]{3}55501[0-9]{2}$' OR email !~ '(@|\.)example\.com$'
		UNION ALL SELECT id FROM crm.contacts WHERE phone !~ '^\+1[0-9]{3}55501[0-9]{2}$' OR email !~ '(@|\.)example\.com$'},
	'a ZIP of another state' => q{
		SELECT id FROM crm.addresses WHERE NOT CASE state WHEN 'NC' THEN postal_code ~ '^2[78]' WHEN 'SC' THEN postal_code ~ '^29'
		  WHEN 'VA' THEN postal_code ~ '^2[34]' WHEN 'GA' THEN postal_code ~ '^3[01]' WHEN 'TN' THEN postal_code ~ '^37'
		  WHEN 'FL' THEN postal_code ~ '^3[23]' END},
	'a client without a main contact' => q{
		SELECT id FROM crm.clients AS c WHERE NOT EXISTS (SELECT FROM crm.contacts AS k WHERE k.client_id = c.id AND k.is_primary_contact)},
	'an agent who may not sell that line in that state' => q{
		SELECT l.id FROM crm.leads AS l JOIN crm.agents AS g ON g.id = l.assigned_agent_id JOIN crm.clients AS c ON c.id = l.client_id
		JOIN crm.addresses AS a ON a.id = c.address_id JOIN crm.insurance_types AS t ON t.id = l.insurance_type_id
		WHERE NOT a.state = ANY (g.licensed_states) OR NOT t.line = ANY (g.lines)},
	'a loss without its reason' => q{
		SELECT l.id FROM crm.leads AS l JOIN crm.lead_statuses AS s ON s.id = l.status_id
		WHERE s.category = 'lost' AND l.lost_reason_id IS NULL});
for my $name (sort keys %wrong)
{
	is($node->safe_psql('two', "SELECT * FROM ($wrong{$name}) AS w LIMIT 5"), '', "not in the agency: $name");
}
is($node->safe_psql('two', q{SELECT count(*) >= 190, count(DISTINCT client_type) FROM crm.clients}), 't|2', 'clients of both types');
is($node->safe_psql('two', q{SELECT count(DISTINCT to_status_id) >= 15 FROM crm.lead_status_changes}), 't', 'leads in many statuses');
is($node->safe_psql('two', q{SELECT count(auto_data) > 0 AND count(home_data) > 0 AND count(renters_data) > 0
	AND count(specialty_data) > 0 AND count(commercial_data) > 0 AND count(life_data) > 0 FROM crm.leads}), 't', 'documents of all kinds');

# ---------------------------------------------------------------- a file of leads

my $file = PostgreSQL::Test::Utils::tempdir() . "/o'neill leads.csv";
my $header = 'row_no,age,job,marital,education,credit_default,housing,loan,contact,month,day_of_week,duration,campaign,'
  . 'pdays,previous,poutcome,emp_var_rate,cons_price_idx,cons_conf_idx,euribor3m,nr_employed,y';

sub row
{
	my ($n, $month, $calls, $seconds, $sold) = @_;
	return "$n,44,admin.,married,high.school,no,yes,unknown,cellular,$month,tue,$seconds,$calls,999,0,nonexistent,1.1,93.9,-36.4,4.8,5191,$sold";
}

sub write_file
{
	open my $fh, '>', $file or die "$file: $!";
	print $fh join("\n", $header, @_) . "\n";
	close $fh;
	return;
}

my $counts = 'SELECT (SELECT count(*) FROM crm.clients), (SELECT count(*) FROM crm.leads), (SELECT count(*) FROM crm.lead_communications),
	(SELECT count(*) FROM crm.lead_status_changes)';
database('import');
write_file(row(1, 'nov', 1, 120, 0), row(2, 'dec', 3, 400, 1), row(3, 'mar', 9, 5, 0));
$node->command_checks_all(psql_file('import', 'demo/import_leads.sql', file => $file), 0,
	[qr/rows_in_file.*\n.*\n\s+3 \|\s+3 \|\s+0 \|\s+13 \|\s+1 \|\s+2 /], [qr/^$/], 'import three leads');
is($node->safe_psql('import', $counts), '3|3|13|9', 'three leads, thirteen calls, three moves each');
is($node->safe_psql('import', q{SELECT external_id, status_id, to_char(first_contact_at, 'YYYY-MM Dy') FROM crm.leads ORDER BY id}),
	"1|lost|2008-11 Tue\n2|bound|2008-12 Tue\n3|lost|2009-03 Tue", 'the year turns where the months begin again');
is($node->safe_psql('import', q{SELECT count(*) FROM crm.lead_communications WHERE extract(isodow FROM occurred_at) > 5}), '0',
	'nobody was called on a weekend');
is($node->safe_psql('import', q{SELECT outcome, count(*), sum(duration) FROM crm.lead_communications GROUP BY 1 ORDER BY 1}),
	"no_answer|10|\nrefused|2|00:02:05\nsold|1|00:06:40", 'only the last call was answered');

write_file(row(1, 'nov', 1, 120, 0), row(2, 'dec', 3, 400, 1), row(3, 'mar', 9, 5, 0), row(4, 'apr', 1, 60, 0));
$node->command_ok(psql_file('import', 'demo/import_leads.sql', file => $file), 'import the file that grew');
is($node->safe_psql('import', $counts), '4|4|14|12', 'only the new row came');

write_file(row(5, 'may', 1, 60, 0), row(6, 'may', 1, 'long', 0));
$node->command_checks_all(psql_file('import', 'demo/import_leads.sql', file => $file), 3, [qr/^$/],
	[ qr/1 rows of the file cannot be imported/, qr/row 6: duration long/ ], 'a row that cannot be read is named');
write_file(row(5, 'may', 1, 60, 0), row(5, 'may', 1, 61, 0));
$node->command_checks_all(psql_file('import', 'demo/import_leads.sql', file => $file), 3, [qr/^$/],
	[qr/stand in the file more than once/], 'so is a number that stands there twice');
is($node->safe_psql('import', $counts), '4|4|14|12', 'and nothing is half-written');
$node->command_checks_all(psql_file('import', 'demo/import_leads.sql'), 3, [qr/^$/], [qr/no file is named/], 'a file must be named');

# ---------------------------------------------------------------- any number of leads

my $indexes = q{SELECT string_agg(indexdef, E'\n' ORDER BY indexdef COLLATE "C") FROM pg_indexes WHERE schemaname = 'crm'};
database('bench');
my $before = $node->safe_psql('bench', $indexes);
$node->command_ok(psql_file('bench', 'bench/load.sql', leads => 2000, events => 9000, longest => 700, as_of => '2026-06-01'),
	'load 2,000 leads with 9,000 events');
is($node->safe_psql('bench', $indexes), $before, 'every index is back');
is($node->safe_psql('bench', 'SELECT (SELECT count(*) FROM crm.leads), (SELECT count(*) FROM crm.lead_communications)'), '2000|9000',
	'as many as were asked for');
is($node->safe_psql('bench', 'SELECT count(*) >= 700 FROM crm.lead_communications WHERE lead_id = 1'), 't', 'one long history');
is($node->safe_psql('bench', q{
	SELECT count(*) FROM crm.leads AS l
	JOIN LATERAL (SELECT max(c.occurred_at) AS at FROM crm.lead_communications AS c
	              JOIN crm.communication_types AS t ON t.id = c.communication_type_id AND t.counts_as_contact
	              WHERE c.lead_id = l.id) AS c ON true
	WHERE l.last_contact_at IS DISTINCT FROM c.at}), '0', 'contact times are what the trigger would have kept');
is($node->safe_psql('bench', q{
	SELECT count(*) FROM crm.leads AS l
	WHERE NOT EXISTS (SELECT FROM crm.clients AS c WHERE (c.id, c.tenant_id) = (l.client_id, l.tenant_id))
	   OR EXISTS (SELECT FROM crm.lead_communications AS c WHERE c.lead_id = l.id AND c.client_id <> l.client_id)}), '0',
	'foreign keys hold though nobody checked them');
is($node->safe_psql('bench', q{
	SELECT count(*) FROM crm.leads AS l, LATERAL (VALUES ('auto', auto_data), ('home', home_data), ('commercial', commercial_data)) AS d (kind, doc)
	JOIN crm.json_schemas AS s ON s.kind = d.kind AND s.version = 1
	WHERE d.doc IS NOT NULL AND NOT crm.json_is_valid(s.schema, d.doc)}), '0', 'documents are valid though nobody validated them');
$node->command_checks_all(psql_file('bench', 'bench/load.sql', leads => 10), 3, [qr/^$/], [qr/there are clients, leads or communications already/],
	'a second load is refused');

done_testing();
