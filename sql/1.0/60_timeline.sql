-- Timelines: what happened with a lead or a client, one page at a time, and what is planned.

-- Every source of events carries its client: completed on insert, followed on move.

CREATE FUNCTION crm.fill_client() RETURNS trigger
  AS 'MODULE_PATHNAME', 'crm_fill_client' LANGUAGE C;
COMMENT ON FUNCTION crm.fill_client() IS
  'trigger: a row inserted without client_id gets its lead''s, or its opportunity''s. Raises '
  'foreign_key_violation if there is no such lead or opportunity';

CREATE TRIGGER fill_client BEFORE INSERT ON crm.lead_status_changes FOR EACH ROW
  WHEN (NEW.client_id IS NULL) EXECUTE FUNCTION crm.fill_client('lead_id');
CREATE TRIGGER fill_client BEFORE INSERT ON crm.lead_marketing_settings FOR EACH ROW
  WHEN (NEW.client_id IS NULL) EXECUTE FUNCTION crm.fill_client('lead_id');
CREATE TRIGGER fill_client BEFORE INSERT ON crm.lead_communications FOR EACH ROW
  WHEN (NEW.client_id IS NULL) EXECUTE FUNCTION crm.fill_client('lead_id');
CREATE TRIGGER fill_client BEFORE INSERT ON crm.lead_notes FOR EACH ROW
  WHEN (NEW.client_id IS NULL) EXECUTE FUNCTION crm.fill_client('lead_id');
CREATE TRIGGER fill_client BEFORE INSERT ON crm.opportunities FOR EACH ROW
  WHEN (NEW.client_id IS NULL) EXECUTE FUNCTION crm.fill_client('lead_id');
CREATE TRIGGER fill_client BEFORE INSERT ON crm.opportunity_stage_changes FOR EACH ROW
  WHEN (NEW.client_id IS NULL) EXECUTE FUNCTION crm.fill_client('opportunity_id');

CREATE FUNCTION crm.move_history() RETURNS trigger
  AS 'MODULE_PATHNAME', 'crm_move_history' LANGUAGE C;
COMMENT ON FUNCTION crm.move_history() IS
  'trigger: when a lead is moved to another client, its communications, notes, opportunities, status changes '
  'and marketing settings go along; when an opportunity is moved, its stage changes do';

CREATE TRIGGER move_history AFTER UPDATE OF client_id ON crm.leads FOR EACH ROW
  WHEN (OLD.client_id IS DISTINCT FROM NEW.client_id) EXECUTE FUNCTION crm.move_history();
CREATE TRIGGER move_history AFTER UPDATE OF lead_id, client_id ON crm.opportunities FOR EACH ROW
  WHEN (OLD.client_id IS DISTINCT FROM NEW.client_id OR OLD.lead_id IS DISTINCT FROM NEW.lead_id)
  EXECUTE FUNCTION crm.move_history();

-- Reading.

CREATE FUNCTION crm.lead_timeline(lead bigint, before text DEFAULT NULL, page_size int DEFAULT 50,
    kinds text[] DEFAULT NULL, after text DEFAULT NULL, tenant bigint DEFAULT crm.current_tenant())
  RETURNS TABLE (occurred_at timestamptz, kind text, source_id text, lead_id bigint, title text, body text,
    actor text, direction text, details jsonb, token text)
  AS 'MODULE_PATHNAME', 'crm_lead_timeline' LANGUAGE C STABLE PARALLEL SAFE ROWS 50 COST 1000;
COMMENT ON FUNCTION crm.lead_timeline(bigint, text, int, text[], text, bigint) IS
  'What happened with a lead, newest first, page_size (1 to 1000) events at most. Pass the last row''s token as '
  'before for the next page, the first row''s as after for what came since. kinds: lead_created, '
  'opportunity_created, status_change, stage_change, marketing_touch, communication, note; null: all. Raises '
  'no_data_found for an unknown lead, invalid_parameter_value for a page size out of range, an unknown kind, or '
  'a token of another lead, function or kinds';

CREATE FUNCTION crm.client_timeline(client bigint, before text DEFAULT NULL, page_size int DEFAULT 50,
    kinds text[] DEFAULT NULL, after text DEFAULT NULL, tenant bigint DEFAULT crm.current_tenant())
  RETURNS TABLE (occurred_at timestamptz, kind text, source_id text, lead_id bigint, title text, body text,
    actor text, direction text, details jsonb, token text)
  AS 'MODULE_PATHNAME', 'crm_client_timeline' LANGUAGE C STABLE PARALLEL SAFE ROWS 50 COST 1000;
COMMENT ON FUNCTION crm.client_timeline(bigint, text, int, text[], text, bigint) IS
  'What happened with a client, in all its leads and apart from them, newest first. Arguments and errors as of '
  'crm.lead_timeline; lead_id is null for what concerns no lead';

CREATE FUNCTION crm.lead_agenda(lead bigint, before text DEFAULT NULL, page_size int DEFAULT 50,
    kinds text[] DEFAULT NULL, after text DEFAULT NULL, tenant bigint DEFAULT crm.current_tenant())
  RETURNS TABLE (occurred_at timestamptz, kind text, source_id text, lead_id bigint, title text, body text,
    actor text, direction text, details jsonb, token text)
  AS 'MODULE_PATHNAME', 'crm_lead_agenda' LANGUAGE C STABLE PARALLEL SAFE ROWS 10 COST 1000;
COMMENT ON FUNCTION crm.lead_agenda(bigint, text, int, text[], text, bigint) IS
  'What is planned or due for a lead, soonest first, overdue included: occurred_at is when it is to happen. kinds: '
  'communication, follow_up, next_action, marketing_touch, expected_close, x_date; null: all. Days begin at '
  'midnight of the tenant''s time zone. Pass the last row''s token as after for the next page. Errors as of '
  'crm.lead_timeline';

CREATE FUNCTION crm.client_agenda(client bigint, before text DEFAULT NULL, page_size int DEFAULT 50,
    kinds text[] DEFAULT NULL, after text DEFAULT NULL, tenant bigint DEFAULT crm.current_tenant())
  RETURNS TABLE (occurred_at timestamptz, kind text, source_id text, lead_id bigint, title text, body text,
    actor text, direction text, details jsonb, token text)
  AS 'MODULE_PATHNAME', 'crm_client_agenda' LANGUAGE C STABLE PARALLEL SAFE ROWS 10 COST 1000;
COMMENT ON FUNCTION crm.client_agenda(bigint, text, int, text[], text, bigint) IS
  'What is planned or due for a client, in all its leads and apart from them, soonest first. Arguments and errors as '
  'of crm.lead_agenda';
