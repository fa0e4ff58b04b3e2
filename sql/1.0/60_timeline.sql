-- Timelines: what happened with a lead or a client, one page at a time, and what is planned.

-- Every source of events carries its client: completed on insert, followed on move.

CREATE FUNCTION crm.fill_client() RETURNS trigger
  AS 'MODULE_PATHNAME', 'crm_fill_client' LANGUAGE C;
COMMENT ON FUNCTION crm.fill_client() IS
  'trigger: a row inserted without client_id gets its lead''s, or its opportunity''s. Raises '
  'foreign_key_violation if there is no such lead or opportunity';

CREATE TRIGGER fill_client BEFORE INSERT ON crm.lead_status_changes FOR EACH ROW
  WHEN (NEW.client_id IS NULL) EXECUTE FUNCTION crm.fill_client('lead_id');
CREATE TRIGGER fill_client BEFORE INSERT ON crm.lead_document_changes FOR EACH ROW
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
  'trigger: when a lead is moved to another client, its communications, notes, opportunities, status and document '
  'changes and marketing settings go along; when an opportunity is moved, its stage changes do';

CREATE TRIGGER move_history AFTER UPDATE ON crm.leads FOR EACH ROW
  WHEN (OLD.client_id IS DISTINCT FROM NEW.client_id) EXECUTE FUNCTION crm.move_history();
CREATE TRIGGER move_history AFTER UPDATE ON crm.opportunities FOR EACH ROW
  WHEN (OLD.client_id IS DISTINCT FROM NEW.client_id OR OLD.lead_id IS DISTINCT FROM NEW.lead_id)
  EXECUTE FUNCTION crm.move_history();

-- Documents leave a trace when they change.

CREATE FUNCTION crm.record_document_changes() RETURNS trigger
  AS 'MODULE_PATHNAME', 'crm_record_document_changes' LANGUAGE C;
COMMENT ON FUNCTION crm.record_document_changes() IS
  'trigger on crm.leads: appends to crm.lead_document_changes where each document differs from before the UPDATE';

CREATE TRIGGER record_document_changes
  AFTER UPDATE OF auto_data, auto_schema_version, home_data, home_schema_version, renters_data, renters_schema_version,
    specialty_data, specialty_schema_version, commercial_data, commercial_schema_version, life_data, life_schema_version
  ON crm.leads FOR EACH ROW EXECUTE FUNCTION crm.record_document_changes();

-- Reading.

CREATE FUNCTION crm.lead_timeline(lead bigint, before text DEFAULT NULL, page_size int DEFAULT 50,
    kinds text[] DEFAULT NULL, after text DEFAULT NULL, tenant bigint DEFAULT crm.current_tenant())
  RETURNS TABLE (occurred_at timestamptz, kind text, source_id text, lead_id bigint, title text, body text,
    actor text, direction text, details jsonb, token text)
  AS 'MODULE_PATHNAME', 'crm_lead_timeline' LANGUAGE C STABLE PARALLEL SAFE ROWS 50 COST 1000;
COMMENT ON FUNCTION crm.lead_timeline(bigint, text, int, text[], text, bigint) IS
  'What happened with a lead, newest first, page_size (1 to 1000) events at most. Pass the last row''s token as '
  'before for the next page, the first row''s as after for what came since. kinds: lead_created, '
  'opportunity_created, status_change, stage_change, document_change, marketing_touch, communication, note; null: '
  'all. Raises no_data_found for an unknown lead, invalid_parameter_value for a page size out of range, an unknown kind, or '
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

CREATE FUNCTION crm.lead_timelines(leads bigint[], page_size int DEFAULT 5, kinds text[] DEFAULT NULL,
    tenant bigint DEFAULT crm.current_tenant())
  RETURNS TABLE (occurred_at timestamptz, kind text, source_id text, lead_id bigint, title text, body text,
    actor text, direction text, details jsonb, token text)
  AS 'MODULE_PATHNAME', 'crm_lead_timelines' LANGUAGE C STABLE PARALLEL SAFE ROWS 250 COST 10000;
COMMENT ON FUNCTION crm.lead_timelines(bigint[], int, text[], bigint) IS
  'The first page, page_size (1 to 1000) events at most, of the timeline of each lead of a list, in the list''s '
  'order: for lists with the latest events. A row''s token continues in crm.lead_timeline with the same kinds. '
  'Errors as of crm.lead_timeline';

-- Counting.

CREATE FUNCTION crm.timeline_counts(lead bigint, kinds text[] DEFAULT NULL, tenant bigint DEFAULT crm.current_tenant())
  RETURNS TABLE (month date, kind text, events bigint)
  AS 'MODULE_PATHNAME', 'crm_timeline_counts' LANGUAGE C STABLE PARALLEL SAFE ROWS 100 COST 10000;
COMMENT ON FUNCTION crm.timeline_counts(bigint, text[], bigint) IS
  'How many events of each kind a lead had in each month (its first day, in the tenant''s time zone); months '
  'without are left out. Reads the whole history, unlike a page. Errors as of crm.lead_timeline';

CREATE FUNCTION crm.sparkline(numbers float8[]) RETURNS text
  AS 'MODULE_PATHNAME', 'crm_sparkline' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION crm.sparkline(float8[]) IS
  'A row of numbers as a row of bars, one a number, of eight heights from 0 to the greatest; a blank for null, zero '
  'and less. In a database whose encoding is not UTF8 the heights are . : - = + * % #';

CREATE FUNCTION crm.timeline_sparkline(lead bigint, months int DEFAULT 24, as_of timestamptz DEFAULT now(),
    kinds text[] DEFAULT NULL, tenant bigint DEFAULT crm.current_tenant())
  RETURNS TABLE (kind text, events bigint, first_month date, last_month date, sparkline text)
  LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 10 SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  zone text := coalesce((SELECT t.timezone FROM crm.tenants t WHERE t.id = timeline_sparkline.tenant),
                        current_setting('TimeZone'));
  newest timestamp;
BEGIN
  IF months IS NULL OR months NOT BETWEEN 1 AND 1200 THEN
    RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'months is out of range',
      DETAIL = format('months is %s; it may be 1 to 1200.', coalesce(months::text, 'null')),
      HINT = 'Leave it out for the last 24 months.';
  END IF;
  IF as_of IS NULL OR as_of < '0101-01-01 00:00+00' OR as_of >= '10000-01-01 00:00+00' THEN
    RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'as_of is no moment',
      DETAIL = format('as_of is %s.', coalesce(as_of::text, 'null')), HINT = 'Leave it out for now.';
  END IF;
  newest := date_trunc('month', as_of AT TIME ZONE zone);
  RETURN QUERY
  WITH shown AS (
    SELECT g::date AS month
    FROM generate_series(newest - (months - 1) * interval '1 month', newest, interval '1 month') AS g
  ), counts AS MATERIALIZED (
    SELECT c.month, c.kind, c.events
    FROM crm.timeline_counts(timeline_sparkline.lead, timeline_sparkline.kinds, timeline_sparkline.tenant) c
  )
  SELECT k.kind, coalesce(sum(c.events), 0)::bigint, min(s.month), max(s.month),
         crm.sparkline(array_agg(c.events::float8 ORDER BY s.month))
  FROM (SELECT DISTINCT c.kind FROM counts c) AS k
  CROSS JOIN shown s
  LEFT JOIN counts c ON c.kind = k.kind AND c.month = s.month
  GROUP BY k.kind
  ORDER BY 2 DESC, 1;
END
$$;
COMMENT ON FUNCTION crm.timeline_sparkline(bigint, int, timestamptz, text[], bigint) IS
  'A lead''s events of the last months, up to the one as_of lies in: a line of bars a kind, a bar a month, for psql. '
  'events are those in the months shown. Errors as of crm.lead_timeline';
