#!/usr/bin/env perl
# Runs what docs/applications.md shows: its Node and its Python blocks, each language as one program, as the role that the
# page makes, on the demo agency, with a stand-in for the models' servers.  Then provokes each error of its last table.
use strict;
use warnings;
use Test::More;
use JSON::PP;
use IO::Socket::INET;
use File::Temp;

my $page = 'docs/applications.md';
my $database = 'crm_applications';
my $dir = File::Temp->newdir;

sub psql
{
	my ($name, $sql, @options) = @_;
	my $path = "$dir/block.sql";
	open my $fh, '>:utf8', $path or die "$path: $!";
	print $fh $sql;
	close $fh;
	my $output = `psql -X -q @options -d $name -f $path 2>&1`;
	return ($?, $output);
}

my (%blocks, @rows);
{
	open my $fh, '<:utf8', $page or die "$page: $!";
	my ($language, $text);
	while (my $line = <$fh>)
	{
		if (defined $language)
		{
			if ($line =~ /^```\s*$/) { push @{ $blocks{$language} }, $text; undef $language; }
			else { $text .= $line; }
		}
		elsif ($line =~ /^```(\w+)/) { ($language, $text) = ($1, ''); }
		elsif ($line =~ /^\| `(\w{5})` \| `(.*?)` \|/) { push @rows, [ $1, $2 ]; }
	}
}

# ---- the models' servers: they look at the request, and answer as the real ones do

my %answer = (
	action => 'Call about the quote.', channel => 'call', at => '2026-11-24T10:00:00-05:00', why => 'The X-date is near.',
	opening_line => 'Good morning!', ask => 'The current declarations page.', if_no_answer => 'Text tomorrow.', priority => 2,
	confidence => 0.8125);

sub reply
{
	my ($path, $body) = @_;
	my $request = eval { decode_json($body) } or return (400, { error => 'no JSON' });
	my @turns = @{ $request->{messages} // [] };
	return (400, { error => 'no model, or no messages' })
	  if !$request->{model} || !@turns || grep { !length($_->{content} // '') } @turns;
	if ($path eq '/v1/chat/completions')
	{
		my $schema = $request->{response_format}{json_schema}{schema};
		return (400, { error => 'no schema' }) unless $schema && $schema->{properties}{action};
		return (200, { choices => [ { message => { role => 'assistant', content => encode_json(\%answer) } } ] });
	}
	return (404, { error => "no $path" }) if $path ne '/v1/messages';
	return (400, { error => 'no system, tool or limit' })
	  unless $request->{system} && $request->{max_tokens} && $request->{tools}[0]{input_schema} && $request->{tool_choice};
	return (200, { content => [ { type => 'text', text => 'Here.' },
		{ type => 'tool_use', name => $request->{tools}[0]{name}, input => \%answer } ] });
}

my $server = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 5, ReuseAddr => 1) or die "no socket: $!";
my $models = fork() // die "fork: $!";
if (!$models)
{
	while (my $client = $server->accept)
	{
		my ($path) = (scalar(<$client>) // '') =~ /^POST (\S+)/;
		my $length = 0;
		while (my $header = <$client>)
		{
			last if $header =~ /^\r?\n$/;
			$length = $1 if $header =~ /^content-length: (\d+)/i;
		}
		read $client, my ($body), $length;
		my ($status, $reply) = reply($path // '', $body // '');
		my $text = encode_json($reply);
		printf $client "HTTP/1.1 %d OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s",
		  $status, length $text, $text;
		close $client;
	}
	exit;
}
END { my $status = $?; kill 'TERM', $models if $models; $? = $status; }

my $url = 'http://127.0.0.1:' . $server->sockport;
$ENV{OPENAI_BASE_URL} = "$url/v1";
$ENV{ANTHROPIC_BASE_URL} = $url;

# ---- a database, and the page's role

psql('postgres', "DROP DATABASE IF EXISTS $database;\nDROP ROLE IF EXISTS agency_app;\nCREATE DATABASE $database;\n");
my ($status, $output) = psql($database, "CREATE EXTENSION crm;\n\\i demo/agency.sql\n", '-v ON_ERROR_STOP=1');
is($status, 0, 'the demo agency loads') or BAIL_OUT($output);
($status, $output) = psql($database, join('', @{ $blocks{sql} }[0]), '-v ON_ERROR_STOP=1');
is($status, 0, 'the role is made') or diag($output);

# "Prepared statements stay right when the tenant changes", plans that are made once included.
($status, $output) = psql($database, <<'SQL', '-A -t -v ON_ERROR_STOP=1');
BEGIN;
INSERT INTO crm.tenants (name) VALUES ('Second') RETURNING id \gset
SELECT crm.grant_access('agency_app', 'agent', tenant => :id) \g /dev/null
SET LOCAL ROLE agency_app;
SET LOCAL plan_cache_mode = force_generic_plan;
PREPARE look AS SELECT count(*) > 0, (SELECT count(*) FROM crm.lead_queue()) > 0 FROM crm.leads;
SET LOCAL crm.tenant_id = '1';
EXECUTE look;
SELECT set_config('crm.tenant_id', :'id', true) \g /dev/null
EXECUTE look;
ROLLBACK;
SQL
is($output, "t|t\nf|f\n", 'prepared statements follow the tenant');

my %superuser = map { $_ => $ENV{$_} } qw(PGUSER PGPASSWORD);
sub as_application { $ENV{PGUSER} = 'agency_app'; $ENV{PGPASSWORD} = 'change me'; $ENV{PGDATABASE} = $database; }

# ---- the programs

sub run
{
	my ($language, $command, $ending, $text, @expected) = @_;
	my $path = "$dir/program.$ending";
	open my $fh, '>:utf8', $path or die "$path: $!";
	print $fh $text;
	close $fh;
	my $printed = `$command $path 2>&1`;
	is($?, 0, "the $language blocks run") or diag($printed);
	my @missing = grep { $printed !~ $_ } @expected;
	is("@missing", '', "the $language blocks print what they should") or diag($printed);
}

# Beside what the page shows: work that another transaction got in the way of is done again.
splice @{ $blocks{js} }, -1, 0, <<'JS';
let tries = 0;
await inTenant('1', async db => { if (++tries < 3) await db.query("DO $$ BEGIN RAISE EXCEPTION SQLSTATE '40001'; END $$"); });
console.log('tries:', tries);
JS
splice @{ $blocks{python} }, -1, 0, <<'PY';
tries = []


def try_it():
    tries.append(1)
    if len(tries) < 3:
        db.execute("DO $$ BEGIN RAISE EXCEPTION SQLSTATE '40P01'; END $$")


in_tenant(1, try_it)
print('tries:', len(tries))
PY

as_application();
my ($reasons) = grep { /^\/drivers/ } @{ $blocks{text} };
my ($node) = grep { `$_ -e 'require("pg")' 2>&1`; $? == 0 } qw(node nodejs);
if ($node)
{
	diag("Node " . `$node -p 'process.version + ", pg " + require("pg/package.json").version'` =~ s/\n//r);
	run('Node', $node, 'cjs', "(async () => {\n" . join("\n", @{ $blocks{js} }) . "})().catch(error => { console.error(error); process.exit(1); });\n",
		qr/^new$/m, qr/^crm leads auto_data$/m, map({ /^(\S+) (.*)$/; qr/instance_location: '\Q$1\E',?\s+message: ['`]\Q$2\E/ } split /\n/, $reasons),
		qr/^\d\d+ events on [2-9] pages$/m, qr/ - .*[:;] /, qr{^Call about the quote. / Call about the quote.$}m,
		qr/^\{ stored: true, wrong: \[\] \}$/m, qr/stored: false,\s+wrong: \[.*priority/s, qr/^true$/m,
		qr/^23514 lead \d+ cannot move from "contacted" to "application"$/m, qr/^From "contacted" it can move to: /m,
		qr/^404 lead 99999999 does not exist$/m, qr/^tries: 3$/m);
}
else { diag('skipped, there is no Node with pg'); }

my ($python) = grep { `$_ -c 'import psycopg' 2>&1`; $? == 0 } qw(python3 /usr/bin/python3);
if ($python)
{
	diag("Python " . `$python -c 'import platform, psycopg; print(platform.python_version() + ", psycopg " + psycopg.__version__)'` =~ s/\n//r);
	run('Python', $python, 'py', join("\n\n", @{ $blocks{python} }),
		qr/^new$/m, qr/^crm leads auto_data$/m, qr/^\Q$reasons\E/m, qr/^\d\d+ events$/m, qr/ - .*[:;] /,
		qr/^Call about the quote.$/m, qr/^\[\]$/m, qr/^\[\{'instance_location': '\/priority'/m,
		qr{^lead \d+ cannot move from "contacted" to "application" / From "contacted" it can move to: }m,
		qr{^lead 99999999 does not exist / Look it up}m, qr{^invalid page token / Pass the column token}m, qr/^tries: 3$/m);
}
else { diag('skipped, there is no Python with psycopg'); }

# ---- the errors: each row of the table, as the server says it

# At some hours of the day the agency has no new lead: one comes in.
(undef, $output) = psql($database, "INSERT INTO crm.leads (client_id, insurance_type_id) SELECT min(id), 'auto' FROM crm.clients;\n");
is($output, '', 'a lead comes in');
my $lead = '(SELECT max(id) FROM crm.leads WHERE status_id = \'new\')';
my %provoke = (
	'no current tenant' => "SET crm.tenant_id = ''; INSERT INTO crm.agents (display_name) VALUES ('A')",
	'role "agency_app" may not act for tenant N' => "SET crm.tenant_id = '2'; SELECT count(*) FROM crm.leads",
	'permission denied for table lead_statuses' => "UPDATE crm.lead_statuses SET label = 'x'",
	'new row violates row-level security policy for table "clients"' =>
	  "INSERT INTO crm.clients (tenant_id, client_type, last_name) VALUES (2, 'individual', 'A')",
	'lead N does not exist' => 'SELECT * FROM crm.lead_timeline(99999999)',
	'"auto_data" is not valid under version N of schema "auto"' => "UPDATE crm.leads SET auto_data = '{}', auto_schema_version = 1 WHERE id = $lead",
	'new row for relation "leads" violates check constraint "auto_data_has_its_version"' =>
	  "UPDATE crm.leads SET auto_data = '{}', auto_schema_version = NULL WHERE id = $lead",
	'lead N cannot move from "new" to "bound"' => "UPDATE crm.leads SET status_id = 'bound' WHERE id = $lead",
	'lead N cannot move from "new" to "unqualified" without lost_reason_id' => "UPDATE crm.leads SET status_id = 'unqualified' WHERE id = $lead",
	'insert or update on table "leads" violates foreign key constraint "leads_client_id_tenant_id_fkey"' =>
	  "INSERT INTO crm.leads (client_id, insurance_type_id) VALUES (99999999, 'auto')",
	'insert or update on table "leads" violates foreign key constraint "leads_insurance_type_id_fkey"' =>
	  "INSERT INTO crm.leads (client_id, insurance_type_id) SELECT min(id), 'motorcycles' FROM crm.clients",
	'new row for relation "clients" violates check constraint "client_has_its_name"' =>
	  "INSERT INTO crm.clients (client_type, first_name) VALUES ('individual', 'A')",
	'page_size is out of range' => "SELECT * FROM crm.lead_timeline($lead, page_size => 0)",
	'invalid page token' => "SELECT * FROM crm.lead_timeline($lead, before => 'AWwAAAD')",
	'page token of another lead' => "SELECT * FROM crm.lead_timeline($lead, before => (SELECT token FROM crm.lead_timeline(
	  (SELECT min(id) FROM crm.leads), page_size => 1)))",
	'unknown purpose' => "SELECT crm.render_prompt($lead, 'next_acton')",
	'token budget is too small for this template' => "SELECT crm.render_prompt($lead, 'summary', token_budget => 50)",
	'could not determine data type of parameter $N' => 'PREPARE p AS SELECT jsonb_build_object(\'a\', $1)');

for my $row (@rows)
{
	my ($code, $message) = @$row;
	(my $known = $message) =~ s/\b\d+\b/N/g;
	my ($statement) = delete $provoke{$known};
	ok($statement, "the page says: $message") or next;
	# A second tenant, for what only happens with one.
	if ($known eq 'no current tenant')
	{
		local @ENV{ keys %superuser } = values %superuser;
		(undef, $output) = psql($database, "BEGIN;\nINSERT INTO crm.tenants (name) VALUES ('Second');\n$statement;\nROLLBACK;\n", '-v VERBOSITY=verbose');
	}
	else { (undef, $output) = psql($database, "$statement;\n", '-v VERBOSITY=verbose'); }
	my ($told_code, $told) = $output =~ /ERROR:  (\w{5}): (.*)/;
	($told //= $output) =~ s/\b\d+\b/N/g;
	is($told, $known, "the server says it: $message");
	is($told_code, $code, "with SQLSTATE $code");
}
is(join("\n", sort keys %provoke), '', 'each error that is provoked is on the page');

@ENV{ keys %superuser } = values %superuser;
delete @ENV{ grep { !defined $superuser{$_} } keys %superuser };
psql('postgres', "DROP DATABASE $database;\nDROP ROLE agency_app;\n");
done_testing();
