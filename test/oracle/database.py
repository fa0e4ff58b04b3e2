"""psql, and how the tables are read through it: rows as JSON."""
import subprocess

import agencies

TABLES = ['tenants', 'agents', 'addresses', 'clients', 'contacts', 'campaigns', 'leads', 'opportunities', 'lead_communications',
          'lead_marketing_settings', 'lead_statuses', 'opportunity_stages', 'communication_types', 'lost_reasons', 'lead_sources',
          'insurance_types', 'json_schemas', 'lead_notes', 'lead_scores', 'lead_status_changes', 'opportunity_stage_changes']
INTERVALS = {'lead_status_changes': 'time_in_status', 'opportunity_stage_changes': 'time_in_stage'}


def psql(script):
    run = subprocess.run(['psql', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1'], input=script, capture_output=True, text=True)
    if run.returncode:
        raise SystemExit('not ok - psql: %s\n0 passed, 1 failed' % run.stderr[:2000])
    return run.stdout


def read_tables():
    """A statement a table, of its name and its rows; intervals in microseconds."""
    for table in TABLES:
        spent = INTERVALS.get(table)
        more = " || jsonb_build_object('%s', (extract(epoch FROM %s) * 1000000)::bigint)" % (spent, spent) if spent else ''
        yield 'SELECT %s, to_jsonb(t)%s FROM crm.%s t' % (agencies.literal(table), more, table)
