#!/usr/bin/env perl
# Each statement of demo/grafana.json runs, as an analyst of one agency would run it, and gives rows with plain column names
# and types that Grafana draws; Grafana's macros are replaced as it replaces them.
use strict;
use warnings;
use JSON::PP;
use Test::More;

my $path = 'demo/grafana.json';
open my $fh, '<', $path or die "$path: $!";
my $dashboard = decode_json(do { local $/; <$fh> });
my @panels = @{ $dashboard->{panels} };
cmp_ok(scalar @panels, '>=', 12, 'there are panels');
cmp_ok($dashboard->{schemaVersion}, '>=', 39, 'of a layout that Grafana need not migrate much');
my ($input) = @{ $dashboard->{__inputs} };
is("$input->{name} $input->{type} $input->{pluginId}", 'DS_CRM datasource grafana-postgresql-datasource', 'asks for a PostgreSQL data source');
is(scalar(keys %{ { map { $_->{id} => 1 } @panels } }), scalar @panels, 'each panel has an id of its own');
is(join(', ', sort keys %{ { map { $_->{type} => 1 } @{ $dashboard->{__requires} } } }), 'datasource, grafana, panel', 'says what it needs');

# What Grafana makes of its macros, over all that the demo agency has.
sub expanded
{
	my ($sql) = @_;
	my ($from, $to) = ("'2000-01-01T00:00:00Z'", "'2099-12-31T23:59:59Z'");
	$sql =~ s/\$__timeFilter\((\w+)\)/$1 BETWEEN $from AND $to/g;
	$sql =~ s/\$__timeFrom\(\)/$from/g;
	$sql =~ s/\$__timeTo\(\)/$to/g;
	return $sql;
}

my $database = 'crm_dashboard';
my $role = 'regress_crm_grafana';
system("psql -X -q -d postgres -c 'DROP DATABASE IF EXISTS $database' -c 'DROP ROLE IF EXISTS $role' -c 'CREATE DATABASE $database' 2>/dev/null");
my $loaded = system("psql -X -q -v ON_ERROR_STOP=1 -d $database -c 'CREATE EXTENSION crm' -f demo/agency.sql -o /dev/null "
	  . "-c 'SELECT crm.refresh_dashboards()' -c 'CREATE ROLE $role' -c \"SELECT crm.grant_access('$role', 'analyst', 1)\"");
is($loaded, 0, 'the demo agency loads, and an analyst may read it') or BAIL_OUT('no database to ask');

my %places;
for my $panel (@panels)
{
	my $title = $panel->{title};
	ok($panel->{description} && $panel->{type} && $panel->{datasource}{uid} eq '${DS_CRM}', "$title: described, and of the data source asked for");
	my $at = $panel->{gridPos};
	for my $x ($at->{x} .. $at->{x} + $at->{w} - 1)
	{
		fail("$title: lies over $places{qq($x,$_)}") for grep { $places{"$x,$_"} } $at->{y} .. $at->{y} + $at->{h} - 1;
		$places{"$x,$_"} = $title for $at->{y} .. $at->{y} + $at->{h} - 1;
	}
	for my $target (@{ $panel->{targets} })
	{
		is("$target->{datasource}{type} $target->{datasource}{uid}", "$input->{pluginId} \${DS_CRM}", "$title: asks that data source");
		ok($target->{rawQuery} && $target->{editorMode} eq 'code' && $target->{format} =~ /^(table|time_series)$/,
			"$title: is a query as Grafana's PostgreSQL plugin takes it");
		my $sql = expanded($target->{rawSql});
		unlike($sql, qr/\$/, "$title: no macro is left");
		my $script = "SET SESSION AUTHORIZATION $role;\nSET crm.tenant_id = '1';\nCREATE TEMP VIEW asked AS $sql;\n"
		  . "SELECT a.attname || ' ' || format_type(a.atttypid, NULL) FROM pg_attribute a WHERE a.attrelid = 'asked'::regclass ORDER BY attnum;\n"
		  . "SELECT 'rows ' || count(v) FROM asked v;\n";
		open my $out, '>', "/tmp/crm-dashboard-$$.sql" or die $!;
		print $out $script;
		close $out;
		my @printed = split /\n/, `psql -X -A -t -q -v ON_ERROR_STOP=1 -d $database -f /tmp/crm-dashboard-$$.sql 2>&1`;
		is($?, 0, "$title: runs") or diag(join "\n", @printed);
		my ($rows) = map { /^rows (\d+)$/ ? $1 : () } @printed;
		cmp_ok($rows // 0, '>', 0, "$title: has rows");
		my @columns = grep { !/^rows / } @printed;
		is(join(', ', grep { !/^[a-z][a-z0-9_ ]* (text|bigint|integer|numeric|double precision|date|boolean|timestamp with time zone)$/ } @columns),
			'', "$title: plain names and types");
		like($columns[0] // '', qr/^time timestamp with time zone$/, "$title: its time comes first") if $target->{format} eq 'time_series';
	}
}
unlink "/tmp/crm-dashboard-$$.sql";
system("psql -X -q -d postgres -c 'DROP DATABASE $database' -c 'DROP ROLE $role'");
done_testing();
