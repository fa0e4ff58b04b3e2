-- The lookup rows that ship: enough of them, complete, of the right shape.
\set ON_ERROR_ROLLBACK on
BEGIN;

CREATE TEMPORARY VIEW lookups AS
  SELECT 'insurance_types' AS lookup, id, label, description, sort_order, color, icon, is_active, is_builtin,
         ai_prompt_template, ai_summary_template, ai_action_template FROM crm.insurance_types
  UNION ALL SELECT 'lead_statuses', id, label, description, sort_order, color, icon, is_active, is_builtin,
         ai_prompt_template, ai_summary_template, ai_action_template FROM crm.lead_statuses
  UNION ALL SELECT 'communication_types', id, label, description, sort_order, color, icon, is_active, is_builtin,
         ai_prompt_template, ai_summary_template, ai_action_template FROM crm.communication_types
  UNION ALL SELECT 'opportunity_stages', id, label, description, sort_order, color, icon, is_active, is_builtin,
         ai_prompt_template, ai_summary_template, ai_action_template FROM crm.opportunity_stages
  UNION ALL SELECT 'lost_reasons', id, label, description, sort_order, color, icon, is_active, is_builtin,
         ai_prompt_template, ai_summary_template, ai_action_template FROM crm.lost_reasons
  UNION ALL SELECT 'contact_roles', id, label, description, sort_order, color, icon, is_active, is_builtin,
         ai_prompt_template, ai_summary_template, ai_action_template FROM crm.contact_roles
  UNION ALL SELECT 'lead_sources', id, label, description, sort_order, color, icon, is_active, is_builtin,
         ai_prompt_template, ai_summary_template, ai_action_template FROM crm.lead_sources;

SELECT lookup, count(*) AS rows, count(DISTINCT label) AS labels, count(DISTINCT sort_order) AS places,
       count(ai_prompt_template) AS prompts, count(ai_summary_template) AS summaries, count(ai_action_template) AS actions
FROM lookups GROUP BY lookup ORDER BY lookup;

-- Nothing is missing from any row.
SELECT lookup, id FROM lookups
WHERE description IS NULL OR color IS NULL OR icon IS NULL OR NOT is_active OR NOT is_builtin
   OR ai_prompt_template IS NULL OR description !~ '\.$' OR label !~ '^[A-Z]';

-- Guidance is about its own row: no two rows share a text.
SELECT which, count(*) AS shared
FROM lookups, LATERAL (VALUES ('prompt', ai_prompt_template), ('action', ai_action_template)) AS t (which, body)
WHERE body IS NOT NULL
GROUP BY which, body HAVING count(*) > 1;

-- Insurance: all three lines, and each document kind is used.
SELECT line, count(*) FROM crm.insurance_types GROUP BY line ORDER BY line;
SELECT document_kind, count(*) FROM crm.insurance_types GROUP BY document_kind ORDER BY document_kind;
SELECT DISTINCT t.document_kind AS kind_without_schema
FROM crm.insurance_types AS t LEFT JOIN crm.json_schemas AS s ON s.kind = t.document_kind AND s.status = 'active'
WHERE t.document_kind IS NOT NULL AND s.kind IS NULL;

-- Communication: every channel; what is one-way does not count as contact.
SELECT channel, string_agg(id || CASE WHEN counts_as_contact THEN '' ELSE ' (no contact)' END, ', ' ORDER BY sort_order) AS types
FROM crm.communication_types GROUP BY channel ORDER BY channel;

-- Stages: both pipelines; new business grows surer stage by stage; won is 1, lost is 0.
SELECT pipeline, string_agg(id || ' ' || trim_scale(probability), ', ' ORDER BY sort_order) AS stages
FROM crm.opportunity_stages GROUP BY pipeline ORDER BY pipeline;
SELECT id FROM crm.opportunity_stages
WHERE (category = 'won') <> (probability = 1) OR (category = 'lost') <> (probability = 0)
   OR (category = 'open') <> (rotten_after IS NOT NULL);

-- Reasons and sources: those to come back to, those that need words, every kind of source.
SELECT count(*) FILTER (WHERE reapproach_before_x_date IS NOT NULL) AS come_back,
       count(*) FILTER (WHERE note_required) AS need_a_note FROM crm.lost_reasons;
SELECT kind, count(*), min(cost_per_lead), max(cost_per_lead) FROM crm.lead_sources GROUP BY kind ORDER BY kind;
SELECT id AS source_without_cost FROM crm.lead_sources WHERE cost_per_lead IS NULL;

ROLLBACK;
