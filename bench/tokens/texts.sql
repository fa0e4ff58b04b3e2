-- Writes the texts to measure: notes, messages, documents, contexts, prompts of the database.  See measure.sql.
\set ON_ERROR_STOP on
\set QUIET on
\pset tuples_only on
\pset format unaligned
\o :texts
SELECT json_build_object('kind', 'note', 'text', body) FROM crm.lead_notes;
SELECT json_build_object('kind', 'message', 'text', concat_ws(E'\n', subject, body)) FROM crm.lead_communications WHERE body IS NOT NULL;
SELECT json_build_object('kind', 'json document', 'text', d::text)
  FROM crm.leads, LATERAL (VALUES (auto_data), (home_data), (commercial_data), (life_data), (renters_data), (specialty_data)) AS v (d)
 WHERE d IS NOT NULL;
SELECT json_build_object('kind', 'json context', 'text', (crm.lead_context(id) - 'manifest')::text) FROM crm.leads WHERE id % 4 = 0;
SELECT json_build_object('kind', 'prompt', 'text', crm.render_prompt(id, 'summary')) FROM crm.leads WHERE id % 4 = 1;
\o
