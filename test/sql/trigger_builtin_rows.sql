-- Rows that came with the extension: edited, archived, restored over, never deleted.
\set ON_ERROR_ROLLBACK on
BEGIN;
-- What a dump brings back: the row as its user edited it, over the one the install script has written again.
CREATE TEMPORARY TABLE dumped AS SELECT * FROM crm.lead_sources;
UPDATE dumped SET label = 'Our website', is_active = false, metadata = '{"edited": true}', ai_prompt_template = NULL
WHERE id = (SELECT min(id) FROM dumped WHERE is_builtin);
INSERT INTO dumped SELECT (jsonb_populate_record(d, '{"id": "t_own", "label": "Own", "is_builtin": false}')).*
FROM dumped d LIMIT 1;
SET LOCAL client_min_messages = warning;
INSERT INTO crm.lead_sources SELECT * FROM dumped;
SELECT count(*) AS differences FROM
  ((TABLE dumped EXCEPT TABLE crm.lead_sources) UNION ALL (TABLE crm.lead_sources EXCEPT TABLE dumped)) AS d;
-- Also while replication roles are asleep, as in a parallel restore.
UPDATE dumped SET label = label || ' again' WHERE is_builtin;
DELETE FROM dumped WHERE NOT is_builtin;
SET LOCAL session_replication_role = replica;
INSERT INTO crm.lead_sources SELECT * FROM dumped;
RESET session_replication_role;
SELECT count(*) AS builtin, count(*) FILTER (WHERE label LIKE '% again') AS merged FROM crm.lead_sources WHERE is_builtin;
RESET client_min_messages;

-- A row that looks as it should is not written.
SELECT ctid AS before FROM crm.lead_statuses WHERE id = 'new' \gset
INSERT INTO crm.lead_statuses SELECT * FROM crm.lead_statuses WHERE id = 'new';
SELECT ctid = :'before' AS untouched FROM crm.lead_statuses WHERE id = 'new';

-- One that is written over says so, and stays builtin.
INSERT INTO crm.contact_roles (id, label, is_builtin)
SELECT id, 'Ours', true FROM crm.contact_roles WHERE is_builtin ORDER BY id LIMIT 1;
SELECT count(*) FROM crm.contact_roles WHERE label = 'Ours' AND is_builtin;
-- Keys of two columns, and transitions.
INSERT INTO crm.lead_status_transitions (from_status_id, to_status_id, reason_required, is_builtin)
SELECT from_status_id, to_status_id, NOT reason_required, true FROM crm.lead_status_transitions
WHERE is_builtin ORDER BY 1, 2 LIMIT 1;
-- A dump's row of one's own is written over one that ships by now, too.
SET LOCAL check_function_bodies = off;
INSERT INTO crm.lead_sources (id, label, kind, is_builtin)
SELECT id, 'Our own before', kind, false FROM crm.lead_sources WHERE is_builtin ORDER BY id LIMIT 1;
RESET check_function_bodies;
SELECT is_builtin FROM crm.lead_sources WHERE label = 'Our own before';
-- What is inserted by hand collides, and ON CONFLICT has its way: no builtin row loses what the insert does not name.
INSERT INTO crm.lead_statuses (id, label, category) VALUES ('quoted', 'Offered', 'open');
INSERT INTO crm.lead_statuses (id, label, category) VALUES ('quoted', 'Offered', 'open') ON CONFLICT DO NOTHING;
SELECT label, stamps, sort_order > 0 AS in_order FROM crm.lead_statuses WHERE id = 'quoted';
INSERT INTO crm.lead_statuses (id, label, category) VALUES ('quoted', 'Offered', 'open')
ON CONFLICT (id) DO UPDATE SET label = EXCLUDED.label;
SELECT label, stamps, sort_order > 0 AS in_order, is_builtin FROM crm.lead_statuses WHERE id = 'quoted';
INSERT INTO crm.tenants (id, name, settings) VALUES (1, 'Nobody', '{"lost": true}') ON CONFLICT DO NOTHING;
SELECT name = 'Nobody' AS overwritten FROM crm.tenants;
-- A published schema never changes, by an insert neither; only a superuser's restore brings it back as it was dumped.
\set VERBOSITY terse
INSERT INTO crm.json_schemas (kind, version, schema, status, published_at, is_builtin)
VALUES ('auto', 1, '{}', 'active', '2020-02-02', true);
\set VERBOSITY default
SET LOCAL check_function_bodies = off;
INSERT INTO crm.json_schemas (kind, version, schema, status, published_at, is_builtin)
SELECT kind, version, schema, status, '2020-02-02', true FROM crm.json_schemas WHERE (kind, version) = ('auto', 1);
RESET check_function_bodies;
SELECT published_at = '2020-02-02' AS as_dumped, schema <> '{}' AS whole FROM crm.json_schemas WHERE (kind, version) = ('auto', 1);
-- Tenant 1 is one of them: its name comes back with a restore.
INSERT INTO crm.tenants (id, name, created_at, updated_at, updated_by)
VALUES (1, 'Acme Agency', '2020-01-01', '2020-02-02', 'somebody');
SELECT id, name, updated_at = '2020-02-02' AS stamps_kept, updated_by FROM crm.tenants;
INSERT INTO crm.tenants (id, name) VALUES (1002, 'Second');
INSERT INTO crm.tenants (id, name) VALUES (1002, 'Second again');

-- A row of one's own is none of them, whatever it claims; and collides as rows do.
INSERT INTO crm.contact_roles (id, label, is_builtin) VALUES ('t_own', 'Own', true);
SELECT is_builtin FROM crm.contact_roles WHERE id = 't_own';
INSERT INTO crm.contact_roles (id, label) VALUES ('t_own', 'Own again');

-- Builtin rows are archived, not deleted or renamed; own ones go.
DELETE FROM crm.lead_statuses WHERE id = 'new';
DELETE FROM crm.json_schemas WHERE is_builtin;
DELETE FROM crm.lead_status_transitions WHERE is_builtin;
DELETE FROM crm.tenants WHERE id = 1;
UPDATE crm.lead_statuses SET id = 'newer' WHERE id = 'new';
UPDATE crm.lead_statuses SET is_builtin = false WHERE id = 'new';
UPDATE crm.contact_roles SET is_builtin = true WHERE id = 't_own';
UPDATE crm.lead_statuses SET is_active = false, label = 'Fresh' WHERE id = 'new';
DELETE FROM crm.contact_roles WHERE id = 't_own';
DELETE FROM crm.tenants WHERE id = 1002;

-- Switched off and on with all others they are no longer awake in replication: the guide's statement wakes them again.
ALTER TABLE crm.contact_roles DISABLE TRIGGER ALL;
ALTER TABLE crm.contact_roles ENABLE TRIGGER ALL;
ALTER TABLE crm.tenants DISABLE TRIGGER ALL;
ALTER TABLE crm.tenants ENABLE TRIGGER ALL;
SELECT format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', t.tgrelid::regclass, t.tgname)
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE c.relnamespace = 'crm'::regnamespace AND t.tgname IN ('merge_builtin', 'forget_tenants') AND t.tgenabled <> 'A' ORDER BY 1 \gexec
SELECT tgrelid::regclass, tgname, tgenabled FROM pg_trigger WHERE tgenabled = 'A'
  AND tgrelid IN ('crm.contact_roles'::regclass, 'crm.tenants'::regclass) ORDER BY tgrelid::regclass::text, tgname;

-- Every table with builtin rows has both triggers, told its primary key.
SELECT c.relname AS without_triggers
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'is_builtin'
WHERE c.relnamespace = 'crm'::regnamespace AND c.relkind = 'r'
  AND (SELECT count(*) FROM pg_trigger t WHERE t.tgrelid = c.oid
       AND (t.tgname, t.tgenabled) IN (('merge_builtin', 'A'), ('keep_builtin', 'O'))
       AND t.tgnargs = (SELECT indnkeyatts FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary)) <> 2;
ROLLBACK;
