-- What a careful person writes for a page of a lead's timeline: each source ordered by its index and limited, one
-- merge over them, labels and names joined to the page's 50 rows only.  Same rows and columns as crm.lead_timeline,
-- without tokens.  $1 the lead, $2 the time the page begins before.
PREPARE by_hand (bigint, timestamptz) AS
SELECT p.at,
  (ARRAY['lead_created', 'opportunity_created', 'status_change', 'stage_change', 'document_change', 'marketing_touch', 'communication', 'note'])[p.rank + 1] AS kind,
  p.id, p.lead_id,
  CASE p.rank
    WHEN 0 THEN i.label || ' lead received' WHEN 1 THEN 'Opportunity: ' || p.subject
    WHEN 2 THEN 'Status: ' || f.label || ' to ' || t.label WHEN 3 THEN 'Stage: ' || g.label || ' to ' || u.label
    WHEN 4 THEN initcap(p.label_from) || ' document ' || p.label_to WHEN 5 THEN 'Marketing touch' WHEN 6 THEN y.label || coalesce(': ' || p.subject, '')
    ELSE CASE p.label_from WHEN 'ai' THEN 'AI note' WHEN 'import' THEN 'Imported note' ELSE 'Note' END
  END AS title,
  p.body, coalesce(c.name, a.display_name, k.display_name, r.display_name, p.actor) AS actor, p.direction, p.details
FROM (
  SELECT * FROM (
    (SELECT s.received_at AS at, 0 AS rank, s.id::text AS id, s.id AS lead_id, s.insurance_type_id AS label_from, NULL::text AS label_to,
            NULL::text AS subject, NULL::text AS body, s.created_by::text AS actor, NULL::bigint AS agent_id, NULL::bigint AS contact_id,
            NULL::bigint AS client_id, NULL::text AS direction,
            jsonb_strip_nulls(jsonb_build_object('insurance_type_id', s.insurance_type_id, 'source_id', s.source_id, 'campaign_id',
              s.campaign_id, 'external_source', s.external_source, 'external_id', s.external_id)) AS details
     FROM crm.leads s WHERE s.id = $1 AND s.tenant_id = 1 AND s.received_at < $2)
    UNION ALL
    (SELECT s.created_at, 1, s.id::text, s.lead_id, NULL, NULL, s.name, NULL, s.created_by::text, s.agent_id, NULL, NULL, NULL,
            jsonb_strip_nulls(jsonb_build_object('opportunity_id', s.id, 'kind', s.kind, 'stage_id', s.stage_id, 'premium', s.premium,
              'expected_close_on', s.expected_close_on))
     FROM crm.opportunities s WHERE s.lead_id = $1 AND s.tenant_id = 1 AND s.created_at < $2
     ORDER BY s.created_at DESC, s.id DESC LIMIT 50)
    UNION ALL
    (SELECT s.changed_at, 2, s.id::text, s.lead_id, s.from_status_id, s.to_status_id, NULL, s.reason, s.changed_by::text, NULL, NULL, NULL,
            NULL, jsonb_strip_nulls(jsonb_build_object('from_status_id', s.from_status_id, 'to_status_id', s.to_status_id,
              'seconds_in_status', date_part('epoch', s.time_in_status)))
     FROM crm.lead_status_changes s WHERE s.lead_id = $1 AND s.tenant_id = 1 AND s.changed_at < $2
     ORDER BY s.changed_at DESC, s.id DESC LIMIT 50)
    UNION ALL
    (SELECT s.changed_at, 3, s.id::text, s.lead_id, s.from_stage_id, s.to_stage_id, NULL, s.reason, s.changed_by::text, NULL, NULL, NULL,
            NULL, jsonb_strip_nulls(jsonb_build_object('opportunity_id', s.opportunity_id, 'from_stage_id', s.from_stage_id, 'to_stage_id',
              s.to_stage_id, 'seconds_in_stage', date_part('epoch', s.time_in_stage)))
     FROM crm.opportunity_stage_changes s WHERE s.lead_id = $1 AND s.tenant_id = 1 AND s.changed_at < $2
     ORDER BY s.changed_at DESC, s.id DESC LIMIT 50)
    UNION ALL
    (SELECT s.changed_at, 4, s.id::text, s.lead_id, s.document_kind, CASE WHEN s.from_version IS NULL THEN 'added'
              WHEN s.to_version IS NULL THEN 'removed' ELSE 'changed' END, NULL, nullif(array_to_string(s.places, ', '), ''),
            s.changed_by::text, NULL, NULL, NULL, NULL, jsonb_strip_nulls(jsonb_build_object('document_kind', s.document_kind,
              'from_version', s.from_version, 'to_version', s.to_version, 'place_count', s.place_count))
     FROM crm.lead_document_changes s WHERE s.lead_id = $1 AND s.tenant_id = 1 AND s.changed_at < $2
     ORDER BY s.changed_at DESC, s.id DESC LIMIT 50)
    UNION ALL
    (SELECT s.last_touch_at, 5, s.id::text, s.lead_id, NULL, NULL, NULL, NULL, s.updated_by::text, NULL, NULL, NULL, NULL,
            jsonb_strip_nulls(jsonb_build_object('utm', nullif(s.utm, '{}'), 'landing_page', s.landing_page, 'referrer', s.referrer))
     FROM crm.lead_marketing_settings s WHERE s.lead_id = $1 AND s.tenant_id = 1 AND s.last_touch_at < $2)
    UNION ALL
    (SELECT s.occurred_at, 6, s.id::text, s.lead_id, s.communication_type_id, NULL, s.subject, s.body,
            CASE s.direction WHEN 'outbound' THEN s.created_by::text END, CASE s.direction WHEN 'outbound' THEN s.agent_id END,
            CASE s.direction WHEN 'inbound' THEN s.contact_id END, CASE s.direction WHEN 'inbound' THEN s.client_id END, s.direction,
            jsonb_strip_nulls(jsonb_build_object('communication_type_id', s.communication_type_id, 'outcome', s.outcome,
              'duration_seconds', date_part('epoch', s.duration), 'agent_id', s.agent_id, 'contact_id', s.contact_id, 'thread_id',
              s.thread_id, 'ai_summary', s.ai_summary, 'ai_sentiment', s.ai_sentiment))
     FROM crm.lead_communications s WHERE s.lead_id = $1 AND s.tenant_id = 1 AND s.occurred_at < $2
     ORDER BY s.occurred_at DESC, s.id DESC LIMIT 50)
    UNION ALL
    (SELECT s.created_at, 7, s.id::text, s.lead_id, s.source, NULL, NULL, s.body, s.author, NULL, NULL, NULL, NULL,
            jsonb_strip_nulls(jsonb_build_object('source', s.source, 'is_pinned', s.is_pinned, 'ai_summary', s.ai_summary, 'ai_sentiment',
              s.ai_sentiment))
     FROM crm.lead_notes s WHERE s.lead_id = $1 AND s.tenant_id = 1 AND s.created_at < $2
     ORDER BY s.created_at DESC, s.id DESC LIMIT 50)
  ) AS e ORDER BY at DESC, rank DESC, id DESC LIMIT 50
) AS p
LEFT JOIN crm.insurance_types i ON i.id = p.label_from AND p.rank = 0
LEFT JOIN crm.lead_statuses f ON f.id = p.label_from AND p.rank = 2
LEFT JOIN crm.lead_statuses t ON t.id = p.label_to AND p.rank = 2
LEFT JOIN crm.opportunity_stages g ON g.id = p.label_from AND p.rank = 3
LEFT JOIN crm.opportunity_stages u ON u.id = p.label_to AND p.rank = 3
LEFT JOIN crm.communication_types y ON y.id = p.label_from AND p.rank = 6
LEFT JOIN crm.agents a ON a.id = p.agent_id AND a.tenant_id = 1
LEFT JOIN crm.agents r ON r.role_name = p.actor::name AND r.tenant_id = 1 AND p.rank < 7
LEFT JOIN crm.contacts c ON c.id = p.contact_id AND c.tenant_id = 1
LEFT JOIN crm.clients k ON k.id = p.client_id AND k.tenant_id = 1
ORDER BY p.at DESC, p.rank DESC, p.id DESC;
