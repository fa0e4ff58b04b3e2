# Physical copies: a hot standby answers every function that reads and every view as its primary does, hears of changes, and
# takes over; a backup with archived WAL goes back to a point in time.  The recipes are in docs/dba.md.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Restored;
use Test::More;

my $primary = PostgreSQL::Test::Cluster->new('primary');
$primary->init(allows_streaming => 1, has_archiving => 1);
$primary->start;
$primary->safe_psql('postgres', 'CREATE ROLE regress_crm_clerk; CREATE ROLE regress_crm_other; CREATE ROLE regress_crm_desk; CREATE DATABASE agency');
$primary->safe_psql('agency', 'CREATE EXTENSION crm');
$primary->command_ok([ 'psql', '-qX', '-o', '/dev/null', '-d', $primary->connstr('agency'), '-f', "$FindBin::Bin/agency.sql" ],
	'make two agencies');
$primary->safe_psql('agency', q{SELECT crm.grant_access('regress_crm_desk', 'agent', 1)});

# Every call there is, from the catalog, with rows of the first agency; and a function that runs one and says what came out.
$primary->safe_psql('agency', qq{
\\i $FindBin::Bin/../support/calls.sql
INSERT INTO crm.ai_templates (id, purpose, version, body) VALUES (101, 'of_calls', 1, 'Lead {{ lead.id }}') ON CONFLICT DO NOTHING;
CREATE TABLE calls AS SELECT row_number() OVER () AS n, * FROM pg_temp.calls(1, 1);
CREATE FUNCTION outcome(call text) RETURNS text LANGUAGE plpgsql AS \$\$
DECLARE
  outcome text;
BEGIN
  IF call LIKE 'CALL%' THEN
    EXECUTE call;
    RETURN 'done';
  END IF;
  EXECUTE format('SELECT string_agg(r::text, %L) FROM (%s) AS r', E'\\n', call) INTO outcome;
  RETURN outcome;
EXCEPTION WHEN OTHERS THEN
  RETURN SQLSTATE || ' ' || SQLERRM;
END \$\$});

my $backup = 'base';
$primary->backup($backup);
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($primary, $backup, has_streaming => 1);
$standby->start;
$primary->wait_for_catchup($standby, 'replay', $primary->lsn('insert'));

# ---------------------------------------------------------------- it answers

# Columns of a separate line each, so that differences can be read.
sub outcomes
{
	my ($node, $where) = @_;
	my $rows = $node->safe_psql('agency', "SET crm.tenant_id = 1; SET timezone = 'UTC'; SELECT label || E'\\x1f' || coalesce(outcome(call), '') || E'\\x1e' FROM calls WHERE $where ORDER BY n");
	return { map { split /\x1f/, $_, 2 } grep { /\x1f/ } map { s/^\n//r } split /\x1e/, $rows };
}

my $reads = q{volatility <> 'v'};
my $here = outcomes($primary, $reads);
my $there = outcomes($standby, $reads);
my $again = outcomes($primary, $reads);
cmp_ok(scalar(keys %$there), '>', 100, 'calls of functions and views that read');
my @refused = grep { $there->{$_} =~ /^(25006|0A000|XX000) / } sort keys %$there;
is("@refused", '', 'a standby refuses none of them');
# Some take the clock's word for what they are not told, or say how old something is.
my @same = grep { $here->{$_} eq $again->{$_} } sort keys %$here;
cmp_ok(scalar(@same), '>', 90, 'most calls answer the same when asked again');
my @differ = grep { $there->{$_} ne $here->{$_} } @same;
is("@differ", '', 'and answers as the primary does') or diag(map { "$_\n  $here->{$_}\n  $there->{$_}\n" } @differ[0 .. (@differ > 3 ? 2 : $#differ)]);
cmp_ok(scalar(grep { $here->{$_} !~ /^[0-9A-Z]{5} / } keys %$here), '>', 100, 'most of these calls give an answer, no error');

my $writes = outcomes($standby, q{volatility = 'v'});
# One that finds nothing to write has nothing to be refused for.
my %other = map { $_ => $writes->{$_} } grep { $writes->{$_} !~ /^(25006|2D000) / } keys %$writes;
is(join("\n", map { "$_: $other{$_}" } grep { $other{$_} ne '' && $other{$_} ne 'done' } sort keys %other), '',
	'a function that writes is refused, as a statement that writes is');
cmp_ok(scalar(keys %other), '<', 6, 'and most of them have something to write');

# ---------------------------------------------------------------- a session on it hears of changes

my $session = $standby->background_psql('agency', on_error_stop => 0);
sub ask { my ($question) = @_; return $session->query("$question;"); }
sub caught_up { $primary->wait_for_catchup($standby, 'replay', $primary->lsn('insert')); return; }

ask('SET ROLE regress_crm_desk');
ask(q{SET crm.tenant_id = '1'});
is(ask('SELECT crm.current_tenant()'), '1', 'a session on the standby acts for a tenant');
my $first = ask(q{SELECT crm.score_lead(1, '2026-01-01')});
$primary->safe_psql('agency', q{
	SELECT crm.grant_access('regress_crm_desk', 'agent', 2);
	DELETE FROM crm.tenant_members WHERE (role_name, tenant_id) = ('regress_crm_desk', 1)});
caught_up();
is(ask('SELECT crm.current_tenant()'), '', 'it may no more once the primary says so');
$primary->safe_psql('agency', q{
	INSERT INTO crm.tenant_members (role_name, tenant_id) VALUES ('regress_crm_desk', 1);
	SELECT crm.publish_score_model('halved', jsonb_set(definition, '{base_points}', '1'), 'other points', true, NULL)
	FROM crm.score_models WHERE is_builtin});
caught_up();
is(ask('SELECT crm.current_tenant()'), '1', 'and may again');
isnt(ask(q{SELECT crm.score_lead(1, '2026-01-01')}), $first, 'a model that is published there scores here');
$session->quit;

# ---------------------------------------------------------------- a point in time

my $before = contents($primary, 'agency');
$primary->safe_psql('agency', q{SELECT pg_create_restore_point('before_the_mistake')});
$primary->safe_psql('agency', 'DELETE FROM crm.opportunities; DELETE FROM crm.leads; DELETE FROM crm.contacts; DELETE FROM crm.clients');
$primary->safe_psql('postgres', 'SELECT pg_switch_wal()');
my $past = PostgreSQL::Test::Cluster->new('past');
$past->init_from_backup($primary, $backup, has_restoring => 1, standby => 0);
$past->append_conf('postgresql.conf', "recovery_target_name = 'before_the_mistake'\nrecovery_target_action = 'promote'\n");
$past->start;
$past->poll_query_until('postgres', 'SELECT NOT pg_is_in_recovery()');
# A sequence goes on a little further than it was: values are logged ahead.
my $after = contents($past, 'agency');
my @sequences = grep { /_seq$/ } sort keys %$before;
is(join(' ', grep { (split /\|/, $after->{$_})[0] < (split /\|/, $before->{$_})[0] } @sequences), '', 'no sequence went back');
delete @$_{@sequences} for $before, $after;
is_same('recovered to before the mistake', $after, $before);
$past->stop;

# ---------------------------------------------------------------- it takes over

caught_up();
$primary->stop;
$standby->promote;
is($standby->safe_psql('agency', q{
	SET crm.tenant_id = 1;
	INSERT INTO crm.clients (client_type, last_name) VALUES ('individual', 'After');
	INSERT INTO crm.leads (client_id, insurance_type_id, status_id) SELECT max(id), 'own_row', 'own_new' FROM crm.clients;
	UPDATE crm.leads SET status_id = 'own_talking' WHERE id = (SELECT max(id) FROM crm.leads) RETURNING first_contact_at IS NOT NULL;
	SELECT crm.rescore_leads() > 0}), "t\nt", 'promoted, it takes a lead, moves and scores it');
$standby->stop;

done_testing();
