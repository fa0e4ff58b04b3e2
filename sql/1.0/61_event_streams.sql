-- The events of timelines as views, for analysts and BI tools, and what can be told from the spaces between.
--
-- crm.event_streams and crm.lead_timeline must agree event by event: what is said here is said in
-- src/timeline/source.c too, where the queries are made for reading by the page.

CREATE FUNCTION crm.event_order_key(rank int, id bigint) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN rank::text || lpad((id::numeric + 9223372036854775808)::text, 20, '0');
COMMENT ON FUNCTION crm.event_order_key(int, bigint) IS
  'a text that sorts, byte by byte, as a timeline orders the events of one instant. What crm.event_streams calls'
  ' order_key';
CREATE FUNCTION crm.event_order_key(rank int, id uuid) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN rank::text || id::text;
COMMENT ON FUNCTION crm.event_order_key(int, uuid) IS
  'a text that sorts, byte by byte, as a timeline orders the events of one instant. What crm.event_streams calls'
  ' order_key';

CREATE VIEW crm.event_streams WITH (security_invoker = true) AS
SELECT e.tenant_id, e.client_id, e.lead_id, e.occurred_at, e.kind, e.source_id, e.title, e.body, e.actor, e.direction,
       jsonb_strip_nulls(e.details) AS details, e.order_key COLLATE "C" AS order_key
FROM (
  SELECT s.tenant_id, s.client_id, s.id AS lead_id, s.received_at AS occurred_at, 'lead_created' AS kind,
         s.id::text AS source_id, i.label || ' lead received' AS title, NULL::text AS body,
         coalesce(r.display_name, s.created_by::text) AS actor, NULL::text AS direction,
         jsonb_build_object('insurance_type_id', s.insurance_type_id, 'source_id', s.source_id, 'campaign_id',
           s.campaign_id, 'external_source', s.external_source, 'external_id', s.external_id) AS details,
         crm.event_order_key(0, s.id) AS order_key
  FROM crm.leads s
  JOIN crm.insurance_types i ON i.id = s.insurance_type_id
  LEFT JOIN crm.agents r ON r.role_name = s.created_by AND r.tenant_id = s.tenant_id
  UNION ALL
  SELECT s.tenant_id, s.client_id, s.lead_id, s.created_at, 'opportunity_created', s.id::text,
         'Opportunity: ' || s.name, NULL, coalesce(a.display_name, r.display_name, s.created_by::text), NULL,
         jsonb_build_object('opportunity_id', s.id, 'kind', s.kind, 'stage_id', s.stage_id, 'premium', s.premium,
           'expected_close_on', s.expected_close_on),
         crm.event_order_key(1, s.id)
  FROM crm.opportunities s
  LEFT JOIN crm.agents a ON a.id = s.agent_id AND a.tenant_id = s.tenant_id
  LEFT JOIN crm.agents r ON r.role_name = s.created_by AND r.tenant_id = s.tenant_id
  UNION ALL
  SELECT s.tenant_id, s.client_id, s.lead_id, s.changed_at, 'status_change', s.id::text,
         'Status: ' || f.label || ' to ' || t.label, s.reason, coalesce(r.display_name, s.changed_by::text), NULL,
         jsonb_build_object('from_status_id', s.from_status_id, 'to_status_id', s.to_status_id,
           'seconds_in_status', date_part('epoch', s.time_in_status)),
         crm.event_order_key(2, s.id)
  FROM crm.lead_status_changes s
  JOIN crm.lead_statuses f ON f.id = s.from_status_id
  JOIN crm.lead_statuses t ON t.id = s.to_status_id
  LEFT JOIN crm.agents r ON r.role_name = s.changed_by AND r.tenant_id = s.tenant_id
  UNION ALL
  SELECT s.tenant_id, s.client_id, s.lead_id, s.changed_at, 'stage_change', s.id::text,
         'Stage: ' || f.label || ' to ' || t.label, s.reason, coalesce(r.display_name, s.changed_by::text), NULL,
         jsonb_build_object('opportunity_id', s.opportunity_id, 'from_stage_id', s.from_stage_id, 'to_stage_id',
           s.to_stage_id, 'seconds_in_stage', date_part('epoch', s.time_in_stage)),
         crm.event_order_key(3, s.id)
  FROM crm.opportunity_stage_changes s
  JOIN crm.opportunity_stages f ON f.id = s.from_stage_id
  JOIN crm.opportunity_stages t ON t.id = s.to_stage_id
  LEFT JOIN crm.agents r ON r.role_name = s.changed_by AND r.tenant_id = s.tenant_id
  UNION ALL
  SELECT s.tenant_id, s.client_id, s.lead_id, s.changed_at, 'document_change', s.id::text,
         initcap(s.document_kind) || ' document '
           || CASE WHEN s.from_version IS NULL THEN 'added' WHEN s.to_version IS NULL THEN 'removed' ELSE 'changed' END,
         nullif(array_to_string(s.places, ', '), ''), coalesce(r.display_name, s.changed_by::text), NULL,
         jsonb_build_object('document_kind', s.document_kind, 'from_version', s.from_version, 'to_version', s.to_version,
           'place_count', s.place_count),
         crm.event_order_key(4, s.id)
  FROM crm.lead_document_changes s
  LEFT JOIN crm.agents r ON r.role_name = s.changed_by AND r.tenant_id = s.tenant_id
  UNION ALL
  SELECT s.tenant_id, s.client_id, s.lead_id, s.last_touch_at, 'marketing_touch', s.id::text, 'Marketing touch', NULL,
         coalesce(r.display_name, s.updated_by::text), NULL,
         jsonb_build_object('utm', nullif(s.utm, '{}'), 'landing_page', s.landing_page, 'referrer', s.referrer),
         crm.event_order_key(5, s.id)
  FROM crm.lead_marketing_settings s
  LEFT JOIN crm.agents r ON r.role_name = s.updated_by AND r.tenant_id = s.tenant_id
  WHERE s.last_touch_at IS NOT NULL
  UNION ALL
  SELECT s.tenant_id, s.client_id, s.lead_id, s.occurred_at, 'communication', s.id::text,
         t.label || coalesce(': ' || s.subject, ''), s.body,
         CASE s.direction
           WHEN 'outbound' THEN coalesce(a.display_name, r.display_name, s.created_by::text)
           ELSE coalesce(c.name, k.display_name)
         END,
         s.direction,
         jsonb_build_object('communication_type_id', s.communication_type_id, 'outcome', s.outcome, 'duration_seconds',
           date_part('epoch', s.duration), 'agent_id', s.agent_id, 'contact_id', s.contact_id, 'thread_id', s.thread_id, 'ai_summary',
           s.ai_summary, 'ai_sentiment', s.ai_sentiment),
         crm.event_order_key(6, s.id)
  FROM crm.lead_communications s
  JOIN crm.communication_types t ON t.id = s.communication_type_id
  LEFT JOIN crm.agents r ON r.role_name = s.created_by AND r.tenant_id = s.tenant_id
  LEFT JOIN crm.agents a ON a.id = s.agent_id AND a.tenant_id = s.tenant_id
  LEFT JOIN crm.contacts c ON c.id = s.contact_id AND c.tenant_id = s.tenant_id
  LEFT JOIN crm.clients k ON k.id = s.client_id AND k.tenant_id = s.tenant_id
  WHERE s.occurred_at IS NOT NULL
  UNION ALL
  SELECT s.tenant_id, s.client_id, s.lead_id, s.created_at, 'note', s.id::text,
         CASE s.source WHEN 'ai' THEN 'AI note' WHEN 'import' THEN 'Imported note' ELSE 'Note' END, s.body, s.author, NULL,
         jsonb_build_object('source', s.source, 'is_pinned', s.is_pinned, 'ai_summary', s.ai_summary, 'ai_sentiment',
           s.ai_sentiment),
         crm.event_order_key(7, s.id)
  FROM crm.lead_notes s
) AS e
WHERE e.tenant_id = (SELECT crm.current_tenant());
COMMENT ON VIEW crm.event_streams IS
  'Every event of every timeline of the tenant, one row each, flat: what crm.lead_timeline and crm.client_timeline return '
  'by the page, for analysts and BI tools. ORDER BY occurred_at DESC, order_key DESC is a timeline''s order. For a page '
  'of one lead ask the function: it reads only the page.';
COMMENT ON COLUMN crm.event_streams.kind IS
  'lead_created, opportunity_created, status_change, stage_change, document_change, marketing_touch, communication or '
  'note';
COMMENT ON COLUMN crm.event_streams.source_id IS 'the id of the event''s row in its table: a bigint or a uuid, as text';
COMMENT ON COLUMN crm.event_streams.lead_id IS 'null: about the client as such';
COMMENT ON COLUMN crm.event_streams.actor IS
  'who did it: the agent, the contact or the client by name, else the author or the database role';
COMMENT ON COLUMN crm.event_streams.direction IS 'of a communication: inbound or outbound';
COMMENT ON COLUMN crm.event_streams.details IS 'what else the row says, by column; nulls are left out';
COMMENT ON COLUMN crm.event_streams.order_key IS 'orders the events of one instant, after occurred_at';

CREATE VIEW crm.contact_gaps WITH (security_invoker = true) AS
SELECT g.tenant_id, g.lead_id, g.client_id, g.status_id, g.started_at, g.ended_at, g.ended_at IS NULL AS is_open,
       g.days, 'no contact for ' || g.days || CASE g.days WHEN 1 THEN ' day' ELSE ' days' END AS summary
FROM (
  SELECT c.*, extract(day FROM coalesce(c.ended_at, now()) - c.started_at)::int AS days
  FROM (
    SELECT p.tenant_id, p.lead_id, p.client_id, p.status_id, p.category, p.at AS started_at,
           lead(p.at) OVER (PARTITION BY p.tenant_id, p.lead_id ORDER BY p.at) AS ended_at
    FROM (
      SELECT l.tenant_id, l.id AS lead_id, l.client_id, l.status_id, s.category, l.received_at AS at
      FROM crm.leads l
      JOIN crm.lead_statuses s ON s.id = l.status_id
      UNION ALL
      SELECT l.tenant_id, l.id, l.client_id, l.status_id, s.category, c.occurred_at
      FROM crm.leads l
      JOIN crm.lead_statuses s ON s.id = l.status_id
      JOIN crm.lead_communications c ON c.lead_id = l.id AND c.tenant_id = l.tenant_id
      JOIN crm.communication_types t ON t.id = c.communication_type_id AND t.counts_as_contact
      WHERE c.occurred_at IS NOT NULL
    ) AS p
  ) AS c
) AS g
WHERE g.tenant_id = (SELECT crm.current_tenant())
  AND (g.ended_at IS NOT NULL OR g.category IN ('open', 'nurture'))
  AND g.days >= 1;
COMMENT ON VIEW crm.contact_gaps IS
  'The times, of a day or more, in which nobody was in contact with a lead: from when it was received, or a '
  'communication that counts as contact, to the next one, or until now where the lead is still open or nurtured. '
  'WHERE is_open AND days > 60 lists the neglected; longest first by ORDER BY days DESC.';
COMMENT ON COLUMN crm.contact_gaps.started_at IS 'the last contact before, or when the lead was received';
COMMENT ON COLUMN crm.contact_gaps.ended_at IS 'the contact that ended it; null: it lasts';
COMMENT ON COLUMN crm.contact_gaps.days IS 'its length so far, whole days';
COMMENT ON COLUMN crm.contact_gaps.summary IS 'the length in words';
COMMENT ON COLUMN crm.contact_gaps.status_id IS 'where the lead stands now';
