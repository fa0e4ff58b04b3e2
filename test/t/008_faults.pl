# Statements that are cancelled, or run out of memory, in the middle of every engine: the session stays usable, its caches give
# the right answers, nothing is leaked, and nothing is half-written.
#
# Seconds for each kind, and the seed:  CRM_FAULT_SECONDS=600 CRM_FAULT_SEED=7 (default 8 and 1).
use strict;
use warnings;

use FindBin;
use Time::HiRes qw(sleep time);

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $seconds = $ENV{CRM_FAULT_SECONDS} || 8;
srand($ENV{CRM_FAULT_SEED} || 1);

my $dir = PostgreSQL::Test::Utils::tempdir();
my $shim = "$dir/fail_malloc.so";
my $control = "$dir/control";
my $compiled = system('cc', '-O1', '-fPIC', '-shared', '-o', $shim, "$FindBin::Bin/fail_malloc.c") == 0;

# process, one in how many, dice, refusals, how many at most
sub write_file { my ($path, $content) = @_; open my $fh, '>', $path or die "$path: $!"; print $fh $content; close $fh; return; }
write_file($control, pack 'Q5', 0, 1, 1, 0, 0);

my $node = PostgreSQL::Test::Cluster->new('faults');
$node->init;
$node->append_conf('postgresql.conf', "jit = off\nautovacuum = off\nlog_statement = none\n");
{
	local $ENV{LD_PRELOAD} = $compiled ? $shim : '';
	local $ENV{FAIL_MALLOC} = $control;
	$node->start;
}
$node->safe_psql('postgres', 'CREATE ROLE regress_crm_clerk; CREATE DATABASE agency');
$node->safe_psql('agency', 'CREATE EXTENSION crm');
$node->command_ok([ 'psql', '-qX', '-o', '/dev/null', '-d', $node->connstr('agency'), '-f', "$FindBin::Bin/crash.sql" ], 'make two agencies');

# Calls of everything, from the catalog; and some that take their time, one an engine at least.
$node->safe_psql('agency', qq{
\\i $FindBin::Bin/../support/calls.sql
INSERT INTO crm.ai_templates (id, purpose, version, body) VALUES (1010001, 'of_calls', 1, 'Lead {{ lead.id }}');
INSERT INTO crm.lead_communications (tenant_id, lead_id, communication_type_id, direction, occurred_at, body)
SELECT 1, 10001, 'call', 'inbound', '2025-01-01'::timestamptz + n * interval '1 hour', repeat('call 555-0100 about policy 4111111111111111. ', 20)
FROM generate_series(1, 300) AS n;
CREATE TABLE calls AS
SELECT label, volatility = 'v' AS writes, replace(call, '''regress_crm_clerk''', '''regress_crm_clerk''') AS call
FROM pg_temp.calls(10001, 1) WHERE NOT is_procedure AND label !~ 'by default';
INSERT INTO calls VALUES
  ('heavy documents', false, 'SELECT count(*), min(message) FROM generate_series(1, 200) AS n, crm.json_errors(jsonb_build_object(''type'', ''object'', ''patternProperties'', jsonb_build_object(''^a{1,'' || n % 50 + 1 || ''}b*(c|d)+\$'', ''{"type": "integer"}''::jsonb), ''additionalProperties'', false), jsonb_build_object(repeat(''a'', n % 60 + 1) || ''bcd'', ''x'', ''z'', n))'),
  ('heavy liquid', false, 'SELECT length(crm.render_template(''{% for i in (1..20000) %}{{ i | plus: 1 | append: "x" | upcase }}{% endfor %}'', ''{}''))'),
  ('heavy templates', false, 'SELECT count(crm.render_template(''{% if n == '' || n || '' %}{{ n | times: 2 }}{% endif %}'', jsonb_build_object(''n'', n))) FROM generate_series(1, 500) AS n'),
  ('heavy redaction', false, 'SELECT length(crm.redact(repeat(''Call Ann at 555-867-5309, SSN 078-05-1120, card 4111 1111 1111 1111. '', 3000)))'),
  ('heavy tokens', false, 'SELECT sum(crm.count_tokens(repeat(''How many tokens are these? '', n))) FROM generate_series(1, 300) AS n'),
  ('heavy prompts', false, 'SELECT sum(length(crm.render_prompt(id, ''summary'', as_of => ''2026-01-01'', tenant => 1))) FROM (SELECT id FROM crm.leads WHERE tenant_id = 1 ORDER BY id LIMIT 25) AS l'),
  ('heavy timelines', false, 'SELECT count(*) FROM (SELECT id FROM crm.leads WHERE tenant_id = 1) AS l, crm.lead_timeline(l.id, tenant => 1)'),
  ('heavy queue', false, 'SELECT count(*) FROM generate_series(1, 20), crm.lead_queue(100, as_of => ''2026-01-01'', tenant => 1)'),
  ('heavy scores', true, 'SELECT crm.rescore_leads(''2026-03-01'', tenant => 1)'),
  ('heavy claims', true, 'SELECT count(*) FROM generate_series(101, 105) AS a, crm.claim_leads(a, 20, tenant => 1)'),
  ('heavy moves', true, 'UPDATE crm.leads SET status_id = ''contacted'' WHERE tenant_id = 1 AND status_id = ''new'''),
  ('heavy inserts', true, 'INSERT INTO crm.lead_communications (tenant_id, lead_id, communication_type_id, direction, occurred_at) SELECT 1, id, ''call'', ''inbound'', ''2026-01-01'' FROM crm.leads WHERE tenant_id = 1'),
  ('heavy publishing', true, 'SELECT crm.publish_json_schema(''auto'', schema, ''[]''), crm.publish_template(''load'', ''{{ lead.id }}'', tenant => 1) FROM crm.json_schemas WHERE kind = ''auto'' AND version = 1'),
  ('refused document', true, 'UPDATE crm.leads SET auto_data = ''{"vehicles": 7}'', auto_schema_version = 1 WHERE tenant_id = 1'),
  ('refused move', true, 'UPDATE crm.leads SET status_id = ''nowhere'' WHERE tenant_id = 1')});
my @calls = map { [ split /\x1f/ ] } split /\x1e/,
  $node->safe_psql('agency', q{SELECT string_agg(concat_ws(E'\x1f', label, writes, call), E'\x1e' ORDER BY label) FROM calls});

# ---------------------------------------------------------------- what a session does

# What a call writes is taken back, whatever became of it.
sub statement { my ($call) = @_; return $call->[1] eq 't' ? "BEGIN;\n$call->[2];\nROLLBACK;\n" : "$call->[2];\n"; }

# One line a call that reads: its name, and what it says.
write_file("$dir/answers.sql", join '', map {
	$_->[1] eq 't' ? () : "SELECT '$_->[0]', md5(string_agg(r::text, ' ' ORDER BY r::text)) FROM ($_->[2]) AS r;\n" } @calls);
write_file("$dir/weigh.sql", "SELECT name, sum(total_bytes), count(*) FROM pg_backend_memory_contexts GROUP BY name;\n");

# In a session that nothing has happened to; what the clock changes is left out.
sub answers
{
	my (undef, $out) = $node->psql('agency', "SET crm.tenant_id = '1';\n\\i $dir/answers.sql", on_error_stop => 0);
	return split /\n/, $out;
}
my %first = map { $_ => 1 } answers();
sleep 1.1;
my @right = grep { $first{$_} } answers();
cmp_ok(scalar(@right), '>', 60, 'calls whose answer stays the same');

# A session under faults for a while; then what it answers, what it weighs, and what it left in the tables.  It tells by files
# when faults may come; $between is called over and over while they may.
sub faults
{
	my ($name, $arm, $disarm, $between, $error) = @_;
	my ($hit, $errors, $ended) = (0, '', 0);
	# Some of the server's own allocations are such that it gives up the session without them; that is no crash, and so a
	# session has a dozen to fear, and there may be another.  About half of the sessions end so, within a second or two.
	for my $session (1 .. 40)
	{
		$errors = session($arm, $disarm, $between);
		$hit += () = $errors =~ /$error/g;
		$ended += $errors =~ s/.*FATAL:  out of memory(?:\n.*)*?server closed.*(?:\n.*)*//;
		last if -s "$dir/answered";
	}
	cmp_ok($hit, '>', 3, "$name: $hit statements were hit" . ($ended ? ", $ended sessions given up" : ''));
	my @unexpected = $errors =~ /.*(?:server closed|PANIC|terminat|cache lookup|XX000|invalid memory|TRAP).*/g;
	is("@unexpected", '', "$name: by nothing but the fault's own error");
	-s "$dir/answered" or BAIL_OUT("$name: no session came to its end");
	my %answered = map { $_ => 1 } split /\n/, slurp_file("$dir/answered");
	is(join("\n", grep { !$answered{$_} } @right), '', "$name: then the session answers as a fresh one does");
	# name => bytes and contexts; PostgreSQL's own plans go on settling for a while
	my ($before, $after) = map { +{ map { my ($n, @w) = split /\|/; ($n => \@w) } split /\n/, slurp_file("$dir/weight$_") } } 1, 2;
	my ($bytes, $contexts) = map { my $i = $_; [ map { my $weights = $_; my $sum = 0; $sum += $weights->{$_}[$i] for grep { !/^CachedPlan/ } keys %$weights; $sum } $before, $after ] } 0, 1;
	cmp_ok($bytes->[1] - $bytes->[0], '<', 1_500_000, "$name: nothing is leaked ($bytes->[0] bytes at half time, $bytes->[1] at the end)")
	  & cmp_ok($contexts->[1] - $contexts->[0], '<', 60, "$name: no memory context is left ($contexts->[0] and $contexts->[1])")
	  or diag(map { my ($b, $a) = ($before->{$_} // [ 0, 0 ], $after->{$_}); $a->[1] > $b->[1] + 5 || $a->[0] > $b->[0] + 50000 ? "$_: @$b, then @$a\n" : () } sort keys %$after);
	is($node->safe_psql('agency', 'SELECT * FROM load.broken()'), '', "$name: every invariant holds");
	unlike(slurp_file($node->logfile), qr/terminated by signal|TRAP|PANIC/, "$name: nothing crashed");
	return;
}

# What psql prints to its standard error.
sub session
{
	my ($arm, $disarm, $between) = @_;
	my $go = "$dir/go";
	my $half = $seconds / 2;
	my $script = "SET crm.tenant_id = '1';\n\\o $dir/pid\nSELECT pg_backend_pid();\n\\o /dev/null\n";
	# What is kept is there before it is weighed.
	$script .= join('', map { statement($_) } @calls);
	for my $part (1, 2)
	{
		$script .= "\\set more true\nSELECT clock_timestamp() + interval '$half s' AS until \\gset\n\\! $arm\n";
		for my $batch (1 .. 400)
		{
			$script .= "\\if :more\n" . join('', map { statement($calls[ rand @calls ]) } 1 .. 10)
			  . "SELECT clock_timestamp() < :'until' AS more \\gset\n\\endif\n";
		}
		# One that is on its way hits nothing that counts.
		$script .= "\\! $disarm\nSELECT pg_sleep(0.2);\nROLLBACK;\n\\i $dir/answers.sql\n\\o $dir/weight$part\n\\i $dir/weigh.sql\n\\o /dev/null\n";
	}
	$script .= "\\o $dir/answered\n\\i $dir/answers.sql\n";
	write_file("$dir/script.sql", $script);
	unlink map { "$dir/$_" } qw(pid go armed answered);
	my $psql = IPC::Run::start([ 'psql', '-qXAt', '-v', 'ON_ERROR_STOP=0', '-d', $node->connstr('agency'), '-f', "$dir/script.sql" ],
		'<', '/dev/null', '>', '/dev/null', '2>', "$dir/errors");
	while ($psql->pumpable)
	{
		# It says so by dying that the process has ended just now.
		eval { $psql->pump_nb; 1 } or last;
		$between->($go);
		sleep 0.002 + rand 0.02;
	}
	$psql->finish;
	return slurp_file("$dir/errors");
}

# The server process of the session, once it has said so.
sub backend { return -s "$dir/pid" ? slurp_file("$dir/pid") + 0 : 0; }

# ---------------------------------------------------------------- cancelled

faults('cancelled', "touch $dir/go", "rm $dir/go", sub { kill 'INT', backend() if -e $_[0] && backend() }, qr/canceling statement due to user request/);

# ---------------------------------------------------------------- out of memory

SKIP:
{
	skip 'no C compiler to build the failing malloc with', 1 if !$compiled;
	write_file("$dir/disarmed", pack 'q', 0);
	my $copy = "dd of=$control conv=notrunc status=none if=";
	faults('out of memory', "while [ ! -s $dir/armed ]; do sleep 0.05; done; $copy$dir/armed", "$copy$dir/disarmed", sub {
		write_file("$dir/armed", pack 'Q5', backend(), 600, 88172645463325252 + 1000 * rand, 0, 12) if backend() && !-s "$dir/armed";
	}, qr/out of memory/);
	cmp_ok((unpack 'Q5', slurp_file($control))[3], '>', 3, 'allocations were refused');
}

$node->stop;
done_testing();
