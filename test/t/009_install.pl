# CREATE EXTENSION by a superuser in a database where others have been: nothing of theirs is adopted, called or meant.
use strict;
use warnings;

use FindBin;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('install');
$node->init;
$node->start;
$node->safe_psql('postgres', 'CREATE DATABASE clean; CREATE DATABASE hostile; CREATE DATABASE squatted; CREATE ROLE regress_crm_squatter');

# Everything that is bound or kept as text when it is made, as one reads it with nothing on the path.
my $definitions = q{
	SET search_path = '';
	SELECT pg_catalog.pg_get_functiondef(oid) FROM pg_catalog.pg_proc WHERE pronamespace = 'crm'::pg_catalog.regnamespace
	UNION ALL SELECT pg_catalog.pg_get_viewdef(oid) FROM pg_catalog.pg_class WHERE relnamespace = 'crm'::pg_catalog.regnamespace AND relkind = 'v'
	UNION ALL SELECT pg_catalog.concat(conrelid::pg_catalog.regclass, conname, pg_catalog.pg_get_constraintdef(oid)) FROM pg_catalog.pg_constraint
	  WHERE connamespace = 'crm'::pg_catalog.regnamespace
	UNION ALL SELECT pg_catalog.concat(adrelid::pg_catalog.regclass, adnum, pg_catalog.pg_get_expr(adbin, adrelid)) FROM pg_catalog.pg_attrdef
	UNION ALL SELECT pg_catalog.pg_get_triggerdef(oid) FROM pg_catalog.pg_trigger WHERE NOT tgisinternal
	UNION ALL SELECT pg_catalog.pg_get_indexdef(oid) FROM pg_catalog.pg_class WHERE relnamespace = 'crm'::pg_catalog.regnamespace AND relkind = 'i'
	UNION ALL SELECT pg_catalog.concat(polrelid::pg_catalog.regclass, polname, pg_catalog.pg_get_expr(polqual, polrelid), pg_catalog.pg_get_expr(polwithcheck, polrelid))
	  FROM pg_catalog.pg_policy
	UNION ALL SELECT pg_catalog.concat(attrelid::pg_catalog.regclass, attname, atttypid::pg_catalog.regtype) FROM pg_catalog.pg_attribute AS a
	  JOIN pg_catalog.pg_class AS c ON c.oid = attrelid WHERE relnamespace = 'crm'::pg_catalog.regnamespace AND attnum > 0
	ORDER BY 1};

$node->safe_psql('clean', 'CREATE EXTENSION crm');
my $clean = $node->safe_psql('clean', $definitions);
cmp_ok(scalar(split /\n/, $clean), '>', 3000, 'there are definitions to compare');

# Others' functions and operators before PostgreSQL's own, and temporary types and tables with the names of its and ours.
my ($status, undef, $errors) = $node->psql('hostile', qq{
	\\i $FindBin::Bin/../support/hostile_schema.sql
	CREATE DOMAIN pg_temp.text AS pg_catalog.int4;
	CREATE DOMAIN pg_temp.jsonb AS pg_catalog.int4;
	CREATE DOMAIN pg_temp.timestamptz AS pg_catalog.int4;
	CREATE DOMAIN pg_temp.bigint AS pg_catalog.int4;
	CREATE TEMPORARY TABLE leads (nothing int);
	CREATE TEMPORARY TABLE pg_class (nothing int);
	CREATE TEMPORARY TABLE pg_depend (nothing int);
	CREATE TEMPORARY TABLE pg_attribute (nothing int);
	SET search_path = pg_temp, regress_crm_hostile, pg_catalog;
	CREATE EXTENSION crm});
is($errors, '', 'it installs with a hostile search_path');
is($status, 0, 'without an error');
is($node->safe_psql('hostile', $definitions), $clean, 'and is the same, word for word');

# A schema crm that somebody has made is not taken over, whatever is in it.
$node->safe_psql('squatted', q{
	CREATE SCHEMA crm AUTHORIZATION regress_crm_squatter;
	SET ROLE regress_crm_squatter;
	CREATE TABLE crm.tenants (id bigint, name text)});
($status, undef, $errors) = $node->psql('squatted', 'CREATE EXTENSION crm');
isnt($status, 0, 'a schema of that name is in the way');
like($errors, qr/schema "crm" already exists/, 'and says so');
is($node->safe_psql('squatted', q{SELECT count(*) FROM pg_class WHERE relnamespace = 'crm'::regnamespace}), '1', 'nothing is half-installed');

# Nobody else installs it, not even the database's owner.
$node->safe_psql('postgres', 'CREATE ROLE regress_crm_owner CREATEDB; CREATE DATABASE theirs OWNER regress_crm_owner');
($status, undef, $errors) = $node->psql('theirs', 'SET ROLE regress_crm_owner; CREATE EXTENSION crm');
like($errors, qr/permission denied to create extension "crm"/, 'only a superuser installs it');

$node->stop;
done_testing();
