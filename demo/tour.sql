-- The tour that script/demo prints: the main job, one heading a step.  Needs demo/agency.sql loaded.
\set ON_ERROR_STOP on
\pset footer off
\pset linestyle unicode
\pset border 1
\pset null '-'

\qecho
\qecho '5. Whom to call next, and why'
\qecho '============================='
\qecho '   SELECT * FROM crm.lead_queue(page_size => 8);'
\qecho
SELECT rank, lead_id AS lead, client_name AS client, status_id AS status, score, reason
FROM crm.lead_queue(page_size => 8);

-- The first of them that somebody has talked with: its history says more.
SELECT lead_id AS lead FROM crm.lead_queue(page_size => 100)
WHERE status_id NOT IN ('new', 'assigned', 'attempting') ORDER BY rank LIMIT 1 \gset

\qecho '6. Why that score'
\qecho '================='
\qecho '   SELECT factor, points, reason FROM crm.explain_score(':lead') WHERE points <> 0;'
\qecho
SELECT factor, points, reason FROM crm.explain_score(:lead) WHERE points <> 0;

\qecho '7. What happened with this lead, newest first'
\qecho '============================================='
\qecho '   SELECT * FROM crm.lead_timeline(':lead', page_size => 6);'
\qecho
SELECT to_char(occurred_at, 'YYYY-MM-DD HH24:MI') AS at, kind, direction, actor, title,
       CASE WHEN length(body) > 60 THEN left(body, 57) || '...' ELSE body END AS body
FROM crm.lead_timeline(:lead, page_size => 6);

\qecho '8. A bad document is refused, and told why'
\qecho '=========================================='
\qecho '   SELECT * FROM crm.document_errors(''auto'', 1, ''{...}'');'
\qecho
SELECT instance_location, keyword, message
FROM crm.document_errors('auto', 1, '{
  "drivers": [{"id": "d1", "first_name": "Ana", "last_name": "Ruiz", "date_of_birth": "1990-02-31"}],
  "vehicles": [{"id": "v1", "year": 1850, "make": "Honda", "model": "Civic", "vin": "1HGCM82633A00435"}],
  "term_months": 7
}');

\qecho '9. The same rule in the table: nothing half-written'
\qecho '==================================================='
\qecho '   UPDATE crm.leads SET auto_data = ''{"term_months": 7}'', auto_schema_version = 1 WHERE id = ':lead';'
\qecho
\set ON_ERROR_STOP off
UPDATE crm.leads SET auto_data = '{"term_months": 7}', auto_schema_version = 1 WHERE id = :lead;
\set ON_ERROR_STOP on

\qecho
\qecho '10. What to send to the model about this lead'
\qecho '============================================='
\qecho '   SELECT crm.render_prompt(':lead', ''next_action'', token_budget => 1200);'
\qecho
\pset format unaligned
\pset tuples_only on
SELECT crm.render_prompt(:lead, 'next_action', token_budget => 1200);
\pset tuples_only off
\pset format aligned

\qecho
\qecho '11. For the analyst: the pipeline'
\qecho '================================='
\qecho '   SELECT board, label, deals, premium, weighted_premium, average_days, stale FROM crm.pipeline WHERE deals > 0;'
\qecho
SELECT board, label, deals, premium, weighted_premium, average_days, stale FROM crm.pipeline WHERE deals > 0;

\qecho '12. For the analyst: where the money for leads goes'
\qecho '==================================================='
\qecho '   SELECT label, leads, spend, quote_rate, bind_rate, cost_per_bind, commission, roi FROM crm.source_roi LIMIT 12;'
\qecho
SELECT label, leads, spend, quote_rate, bind_rate, cost_per_bind, commission, roi FROM crm.source_roi LIMIT 12;
