# Logical replication of every table to a database that has the extension: the recipe of docs/dba.md.  Rows arrive as they
# were written (triggers sleep there), seeds that exist on both sides are merged, sequences follow, and the subscriber can take over.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Restored;
use Test::More;

my $publisher = PostgreSQL::Test::Cluster->new('publisher');
$publisher->init(allows_streaming => 'logical');
$publisher->start;
my $subscriber = PostgreSQL::Test::Cluster->new('subscriber');
$subscriber->init(allows_streaming => 'logical');
$subscriber->start;
for my $node ($publisher, $subscriber)
{
	$node->safe_psql('postgres', 'CREATE ROLE regress_crm_clerk; CREATE ROLE regress_crm_other; CREATE DATABASE agency');
	$node->safe_psql('agency', 'CREATE EXTENSION crm');
}
$publisher->command_ok([ 'psql', '-qX', '-o', '/dev/null', '-d', $publisher->connstr('agency'), '-f', "$FindBin::Bin/agency.sql" ],
	'make two agencies');

# ---------------------------------------------------------------- the recipe

sub recipe
{
	my ($name) = @_;
	my $guide = slurp_file("$FindBin::Bin/../../docs/dba.md");
	$guide =~ /<!-- $name -->\n```\w+\n(.*?)```/s or die "docs/dba.md has no recipe $name";
	return $1;
}

# Every table has a key to find a row by.
is($publisher->safe_psql('agency', q{
	SELECT c.oid::regclass FROM pg_class AS c WHERE c.relnamespace = 'crm'::regnamespace AND c.relkind = 'r'
	  AND NOT EXISTS (SELECT FROM pg_index AS i WHERE i.indrelid = c.oid AND i.indisprimary)}), '', 'every table has a primary key');

$publisher->safe_psql('agency', recipe('publish'));
my $from = sprintf 'host=%s port=%s dbname=agency', $publisher->host, $publisher->port;
$subscriber->safe_psql('agency', q{SELECT crm.grant_access('regress_crm_clerk', 'agent')});    # privileges are not rows
$subscriber->safe_psql('agency', recipe('subscribe') =~ s/CONNECTION '[^']*'/CONNECTION '$from'/r);
$subscriber->wait_for_subscription_sync($publisher, 'crm', 'agency');

sub same
{
	my ($name) = @_;
	$publisher->wait_for_catchup('crm');
	my ($here, $there) = (contents($subscriber, 'agency'), contents($publisher, 'agency'));
	delete @$_{ grep { /_seq$/ } keys %$_ } for $here, $there;
	is_same($name, $here, $there);
	return;
}
same('copied');

# ---------------------------------------------------------------- what comes after

# Two agencies' work again, moves and deletions included, and edits of shipped rows.
$publisher->command_ok([ 'psql', '-qX', '-v', 'ON_ERROR_STOP=1', '-o', '/dev/null', '-d', $publisher->connstr('agency'),
		'-c', "SET crm.tenant_id = '1'",
		'-c', q{UPDATE crm.leads SET status_id = 'own_talking' WHERE status_id = 'own_new' AND tenant_id = 1},
		'-c', q{INSERT INTO crm.lead_communications (lead_id, communication_type_id, direction, occurred_at) SELECT max(id), 'call', 'inbound', '2026-01-01' FROM crm.leads WHERE tenant_id = 1},
		'-c', q{UPDATE crm.leads SET client_id = (SELECT min(id) FROM crm.clients WHERE tenant_id = 1) WHERE id = (SELECT max(id) FROM crm.leads WHERE tenant_id = 1)},
		'-c', q{DELETE FROM crm.leads WHERE id = (SELECT min(id) FROM crm.leads WHERE tenant_id = 1)},
		'-c', q{SELECT crm.rescore_leads('2026-01-01'), crm.publish_template('load', 'x'), crm.publish_json_schema('auto', '{}', '[]')},
		'-c', q{UPDATE crm.insurance_types SET label = 'edited later' WHERE id = 'home'},
		'-c', q{UPDATE crm.tenants SET name = 'renamed' WHERE id = 1} ], 'changes of every kind');
same('streamed');

# A session on the subscriber hears of tenants that come by replication: that trigger is awake.
my $session = $subscriber->background_psql('agency', on_error_stop => 0);
$session->query(q{SET crm.tenant_id = '1'; SET ROLE regress_crm_clerk;});
is($session->query('SELECT crm.current_tenant();'), '1', 'the clerk acts for the first agency');
$publisher->safe_psql('agency', q{SELECT crm.grant_access('regress_crm_clerk', 'agent', 2); DELETE FROM crm.tenant_members WHERE (role_name, tenant_id) = ('regress_crm_clerk', 1)});
$publisher->wait_for_catchup('crm');
is($session->query('SELECT crm.current_tenant();'), '', 'and no more, once the publisher says so');
$session->quit;

# ---------------------------------------------------------------- it takes over

$publisher->wait_for_catchup('crm');
my $sequences = $publisher->safe_psql('agency', recipe('sequences'));
like($sequences, qr/setval\('crm\.leads_id_seq'/, 'the publisher says where its sequences stand');
$subscriber->safe_psql('agency', $sequences);
$subscriber->safe_psql('agency', 'DROP SUBSCRIPTION crm');
is($subscriber->safe_psql('agency', q{
	SET crm.tenant_id = 1;
	INSERT INTO crm.leads (client_id, insurance_type_id, status_id) SELECT min(client_id), 'own_row', 'own_new' FROM crm.leads
	WHERE tenant_id = 1 RETURNING id > (SELECT max(id) FROM crm.leads);
	UPDATE crm.leads SET status_id = 'own_talking' WHERE id = (SELECT max(id) FROM crm.leads) RETURNING first_contact_at IS NOT NULL}),
	"t\nt", 'the subscriber takes a lead and moves it, triggers awake');

$publisher->stop;
$subscriber->stop;
done_testing();
