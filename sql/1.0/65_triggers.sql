-- Lifecycle triggers: stamps, moves of leads and opportunities, contact times, builtin rows.
--
-- All of them fire while a dump is restored, and change nothing then: they act on UPDATE, or on an INSERT that a
-- dump's rows do not look like.

-- Who changed a row and when; ids and tenants stay.
CREATE FUNCTION crm.stamp_update() RETURNS trigger
  AS 'MODULE_PATHNAME', 'crm_stamp_update' LANGUAGE C;
COMMENT ON FUNCTION crm.stamp_update() IS
  'trigger, BEFORE UPDATE on every client-scoped table: sets updated_at (the transaction''s time) and updated_by; raises '
  'integrity_constraint_violation if id or tenant_id would change. Tables shared by all tenants have no such trigger';

-- Every table whose rows belong to a tenant; not those that all tenants share, where nothing may stamp a time.
DO $$
DECLARE
  t pg_catalog.regclass;
BEGIN
  FOR t IN
    SELECT c.oid
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'crm' AND c.relkind = 'r'
       AND (c.relname = 'tenants' OR EXISTS (
         SELECT FROM pg_catalog.pg_attribute a
          WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND a.attnotnull))
     ORDER BY c.relname
  LOOP
    EXECUTE pg_catalog.format('CREATE TRIGGER stamp_update BEFORE UPDATE ON %s FOR EACH ROW '
                              'EXECUTE FUNCTION crm.stamp_update()', t);
  END LOOP;
END $$;

-- On what all tenants share the two columns say what they can.
COMMENT ON COLUMN crm.json_schemas.updated_at IS 'when the row was made: rows that all tenants share are not stamped';
COMMENT ON COLUMN crm.json_schemas.updated_by IS 'who made the row: rows that all tenants share are not stamped';
COMMENT ON COLUMN crm.ai_templates.updated_at IS 'when the row was made: rows that all tenants share are not stamped';
COMMENT ON COLUMN crm.ai_templates.updated_by IS 'who made the row: rows that all tenants share are not stamped';
COMMENT ON COLUMN crm.score_models.updated_at IS 'when the row was made: rows that all tenants share are not stamped';
COMMENT ON COLUMN crm.score_models.updated_by IS 'who made the row: rows that all tenants share are not stamped';

-- Moves of leads between statuses.
CREATE FUNCTION crm.check_lead_status() RETURNS trigger
  AS 'MODULE_PATHNAME', 'crm_check_lead_status' LANGUAGE C;
COMMENT ON FUNCTION crm.check_lead_status() IS
  'trigger, BEFORE UPDATE on crm.leads: raises check_violation for a move that crm.lead_status_transitions does not '
  'declare (the hint lists those it does), or that lacks a required field, a reason or the note on the loss, and for a '
  'status_changed_at, set without a move, that the history does not say; stamps status_changed_at and the timestamp that '
  'the new status stamps';
CREATE FUNCTION crm.record_lead_status() RETURNS trigger
  AS 'MODULE_PATHNAME', 'crm_record_lead_status' LANGUAGE C;
COMMENT ON FUNCTION crm.record_lead_status() IS
  'trigger, AFTER UPDATE on crm.leads: appends a move to crm.lead_status_changes';

CREATE TRIGGER check_status BEFORE UPDATE ON crm.leads FOR EACH ROW
  WHEN (OLD.status_id IS DISTINCT FROM NEW.status_id
    OR OLD.lost_reason_id IS DISTINCT FROM NEW.lost_reason_id OR OLD.lost_note IS DISTINCT FROM NEW.lost_note
    OR OLD.status_changed_at IS DISTINCT FROM NEW.status_changed_at)
  EXECUTE FUNCTION crm.check_lead_status();
CREATE TRIGGER record_status AFTER UPDATE ON crm.leads FOR EACH ROW
  WHEN (OLD.status_id IS DISTINCT FROM NEW.status_id)
  EXECUTE FUNCTION crm.record_lead_status();

CREATE FUNCTION crm.check_transition() RETURNS trigger
  AS 'MODULE_PATHNAME', 'crm_check_transition' LANGUAGE C;
COMMENT ON FUNCTION crm.check_transition() IS
  'trigger, BEFORE INSERT OR UPDATE on crm.lead_status_transitions: raises undefined_column if required_fields names what is '
  'no column of crm.leads';
CREATE TRIGGER check_transition BEFORE INSERT OR UPDATE OF required_fields ON crm.lead_status_transitions FOR EACH ROW
  WHEN (NEW.required_fields <> '{}')
  EXECUTE FUNCTION crm.check_transition();

-- Moves of opportunities between stages.
CREATE FUNCTION crm.check_opportunity_stage() RETURNS trigger
  AS 'MODULE_PATHNAME', 'crm_check_opportunity_stage' LANGUAGE C;
COMMENT ON FUNCTION crm.check_opportunity_stage() IS
  'trigger, BEFORE UPDATE on crm.opportunities: raises check_violation for a move to another pipeline''s stage, out of '
  'won or lost without a stage_reason, for a lost reason that needs one, or for a stage_changed_at, set without a move, '
  'that the history does not say; stamps stage_changed_at, won_at, lost_at and the stage''s probability';
CREATE FUNCTION crm.record_opportunity_stage() RETURNS trigger
  AS 'MODULE_PATHNAME', 'crm_record_opportunity_stage' LANGUAGE C;
COMMENT ON FUNCTION crm.record_opportunity_stage() IS
  'trigger, AFTER UPDATE on crm.opportunities: appends a move to crm.opportunity_stage_changes';

CREATE TRIGGER check_stage BEFORE UPDATE ON crm.opportunities FOR EACH ROW
  WHEN (OLD.stage_id IS DISTINCT FROM NEW.stage_id OR OLD.lost_reason_id IS DISTINCT FROM NEW.lost_reason_id
    OR OLD.stage_changed_at IS DISTINCT FROM NEW.stage_changed_at)
  EXECUTE FUNCTION crm.check_opportunity_stage();
CREATE TRIGGER record_stage AFTER UPDATE ON crm.opportunities FOR EACH ROW
  WHEN (OLD.stage_id IS DISTINCT FROM NEW.stage_id)
  EXECUTE FUNCTION crm.record_opportunity_stage();

-- Contact times of leads, clients and contacts.
CREATE FUNCTION crm.mark_counted() RETURNS trigger
  AS 'MODULE_PATHNAME', 'crm_mark_counted' LANGUAGE C;
COMMENT ON FUNCTION crm.mark_counted() IS
  'trigger, BEFORE INSERT on crm.lead_communications: sets counted_at where it is null';
CREATE FUNCTION crm.count_contact() RETURNS trigger
  AS 'MODULE_PATHNAME', 'crm_count_contact' LANGUAGE C;
COMMENT ON FUNCTION crm.count_contact() IS
  'trigger, AFTER INSERT, UPDATE and DELETE on crm.lead_communications: carries the time of a communication whose type '
  'counts as contact over to last_contact_at (done) or next_contact_at (planned) of its lead, client and contact, only '
  'ever forward, and to first_contact_at of the lead, only ever back; next_contact_at follows a plan that is moved, and '
  'is emptied when that plan is done or dropped';

CREATE TRIGGER mark_counted BEFORE INSERT ON crm.lead_communications FOR EACH ROW
  WHEN (NEW.counted_at IS NULL)
  EXECUTE FUNCTION crm.mark_counted();
CREATE TRIGGER count_inserted AFTER INSERT ON crm.lead_communications FOR EACH ROW
  WHEN (NEW.counted_at = pg_catalog.now())
  EXECUTE FUNCTION crm.count_contact();
CREATE TRIGGER count_updated AFTER UPDATE ON crm.lead_communications FOR EACH ROW
  WHEN ((OLD.occurred_at, OLD.scheduled_at, OLD.communication_type_id, OLD.lead_id, OLD.client_id, OLD.contact_id)
    IS DISTINCT FROM
    (NEW.occurred_at, NEW.scheduled_at, NEW.communication_type_id, NEW.lead_id, NEW.client_id, NEW.contact_id))
  EXECUTE FUNCTION crm.count_contact();
CREATE TRIGGER count_deleted AFTER DELETE ON crm.lead_communications FOR EACH ROW
  WHEN (OLD.occurred_at IS NULL)
  EXECUTE FUNCTION crm.count_contact();

-- Rows that came with the extension: a restore writes the user's version of them over the install script's.
CREATE FUNCTION crm.merge_builtin_row() RETURNS trigger
  AS 'MODULE_PATHNAME', 'crm_merge_builtin_row' LANGUAGE C;
COMMENT ON FUNCTION crm.merge_builtin_row() IS
  'trigger, BEFORE INSERT on tables with builtin rows, its arguments the key columns: turns the insert of a row that says '
  'is_builtin, or that a dump or replication brings, over a builtin row into an update of that; any other row is inserted, '
  'with is_builtin false, or collides';
CREATE FUNCTION crm.keep_builtin_row() RETURNS trigger
  AS 'MODULE_PATHNAME', 'crm_keep_builtin_row' LANGUAGE C;
COMMENT ON FUNCTION crm.keep_builtin_row() IS
  'trigger, BEFORE UPDATE OR DELETE on tables with builtin rows, its arguments the key columns: raises '
  'integrity_constraint_violation if a builtin row would be deleted or get another key, or is_builtin would change';

-- Every table with is_builtin, by its primary key.  ENABLE ALWAYS: also for a parallel restore, which runs with
-- session_replication_role = replica.
DO $$
DECLARE
  t pg_catalog.regclass;
  key_columns pg_catalog.text;
BEGIN
  FOR t, key_columns IN
    SELECT c.oid, pg_catalog.string_agg(pg_catalog.quote_literal(k.attname), ', ' ORDER BY k.attnum)
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_attribute b ON b.attrelid = c.oid AND b.attname = 'is_builtin'
      JOIN pg_catalog.pg_index i ON i.indrelid = c.oid AND i.indisprimary
      JOIN pg_catalog.pg_attribute k ON k.attrelid = c.oid AND k.attnum = ANY (i.indkey)
     WHERE n.nspname = 'crm' AND c.relkind = 'r'
     GROUP BY c.oid, c.relname
     ORDER BY c.relname
  LOOP
    EXECUTE pg_catalog.format('CREATE TRIGGER merge_builtin BEFORE INSERT ON %s FOR EACH ROW '
                              'EXECUTE FUNCTION crm.merge_builtin_row(%s)', t, key_columns);
    EXECUTE pg_catalog.format('ALTER TABLE %s ENABLE ALWAYS TRIGGER merge_builtin', t);
    EXECUTE pg_catalog.format('CREATE TRIGGER keep_builtin BEFORE UPDATE OR DELETE ON %s FOR EACH ROW '
                              'EXECUTE FUNCTION crm.keep_builtin_row(%s)', t, key_columns);
  END LOOP;
END $$;

-- Tenant 1 is there after install.  A row that was made elsewhere brings the time it was made.
CREATE TRIGGER merge_builtin BEFORE INSERT ON crm.tenants FOR EACH ROW WHEN (NEW.id = 1 AND NEW.created_at <> pg_catalog.now())
  EXECUTE FUNCTION crm.merge_builtin_row('id');
ALTER TABLE crm.tenants ENABLE ALWAYS TRIGGER merge_builtin;
CREATE TRIGGER keep_builtin BEFORE DELETE ON crm.tenants FOR EACH ROW WHEN (OLD.id = 1)
  EXECUTE FUNCTION crm.keep_builtin_row('id');

-- What a foreign key that fails does not say.  Named to fire before its own trigger, RI_ConstraintTrigger_...; not on
-- what triggers write.
CREATE FUNCTION crm.explain_foreign_keys() RETURNS trigger
  AS 'MODULE_PATHNAME', 'crm_explain_foreign_keys' LANGUAGE C;
COMMENT ON FUNCTION crm.explain_foreign_keys() IS
  'trigger, AFTER INSERT OR UPDATE: raises the foreign_key_violation that the key itself would raise, with a hint that lists a '
  'lookup''s rows or names the tenant; looks at the first hundred rows of a statement';

DO $$
DECLARE
  t pg_catalog.regclass;
  key_columns pg_catalog.text;
BEGIN
  FOR t, key_columns IN
    SELECT c.oid, pg_catalog.string_agg(DISTINCT pg_catalog.quote_ident(k.attname), ', ')
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_constraint f ON f.conrelid = c.oid AND f.contype = 'f'
      JOIN pg_catalog.pg_attribute k ON k.attrelid = c.oid AND k.attnum = ANY (f.conkey)
     WHERE n.nspname = 'crm' AND c.relkind = 'r' AND c.relname <> 'lead_scores'
       AND NOT EXISTS (SELECT FROM pg_catalog.pg_attribute h WHERE h.attrelid = c.oid AND h.attname = 'changed_by')
     GROUP BY c.oid, c.relname
     ORDER BY c.relname
  LOOP
    EXECUTE pg_catalog.format('CREATE TRIGGER "Explain_foreign_keys" AFTER INSERT OR UPDATE OF %s ON %s FOR EACH ROW '
                              'EXECUTE FUNCTION crm.explain_foreign_keys()', key_columns, t);
  END LOOP;
END $$;
