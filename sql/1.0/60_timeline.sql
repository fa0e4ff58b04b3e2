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
