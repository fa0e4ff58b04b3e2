-- An example of each function, by name: script/reference puts them into docs/reference.md, where the tests run them in
-- this order, in one session, on the demo agency.  What writes stands between BEGIN and ROLLBACK.

-- # (before all)
SELECT min(id) AS agent FROM crm.agents WHERE is_active \gset
SELECT lead_id AS lead, client_id AS client FROM crm.lead_communications
GROUP BY lead_id, client_id ORDER BY count(*) DESC, lead_id LIMIT 1 \gset

-- # agent_leaderboard
SELECT agent, leads, bound, bind_rate, bind_rate_low, bind_rate_high, premium FROM crm.agent_leaderboard(since => current_date - 365);

-- # bar
SELECT status_id, count(*), crm.bar(count(*), 60) FROM crm.leads GROUP BY status_id ORDER BY 2 DESC LIMIT 5;

-- # campaign_roi
SELECT label, cost, leads, bound, commission, roi FROM crm.campaign_roi(touch => 'first');

-- # chart_svg
SELECT left(crm.chart_svg('funnel'), 60);

-- # claim_leads
BEGIN;
SELECT lead_id, client_name, reason FROM crm.claim_leads(:agent, 2, lease => '20 min');
ROLLBACK;

-- # client_agenda
SELECT occurred_at, kind, title FROM crm.client_agenda(:client);

-- # client_timeline
SELECT occurred_at, lead_id, kind, title FROM crm.client_timeline(:client, page_size => 5);

-- # cohort_conversion
SELECT month, leads, conversion, within_4_weeks, within_13_weeks FROM crm.cohort_conversion(since => current_date - 365);

-- # compare_score_models
SELECT grade, leads_before, leads_after, first_100_before, first_100_after FROM crm.compare_score_models('default:1', 'default');

-- # contact_time_heatmap
SELECT day, hour, attempts, answer_rate, smoothed_rate FROM crm.contact_time_heatmap() ORDER BY smoothed_rate DESC LIMIT 5;

-- # count_scores
SELECT * FROM crm.count_scores(buckets => 5);

-- # count_tokens
SELECT crm.count_tokens('Her policy with Acme Mutual expires on 2026-12-17.');

-- # current_tenant
SELECT crm.current_tenant();

-- # data_quality
SELECT of_what, problem, found, total, example_id FROM crm.data_quality() WHERE found > 0;

-- # document_errors
SELECT instance_location, message FROM crm.document_errors('auto', 1, '{"term_months": 7, "drivers": [], "vehicles": []}');

-- # documents_below
SELECT * FROM crm.documents_below('auto', 2) LIMIT 3;

-- # event_order_key
SELECT crm.event_order_key(6, 42);

-- # explain_prompt
SELECT x ->> 'reason' AS reason, x ->> 'tokens' AS tokens FROM crm.explain_prompt(:lead, 'summary', 1400) AS x;

-- # explain_score
SELECT factor, points, reason FROM crm.explain_score(:lead) WHERE points <> 0;

-- # find_clients
SELECT client_id, client, matched FROM crm.find_clients('whit', page_size => 5);

-- # forecast
SELECT month, line, deals, best_case, weighted, commit_case, won FROM crm.forecast(commit_from => 0.6);

-- # forecast_accuracy
SELECT month, weighted, won, won_to_weighted FROM crm.forecast_accuracy(since => current_date - 180);

-- # funnel
SELECT group_key, received, contacted, quoted, bound, conversion FROM crm.funnel(by => 'source');

-- # grant_access
BEGIN;
CREATE ROLE desk NOLOGIN;
SELECT crm.grant_access('desk', 'agent', tenant => 1);
ROLLBACK;

-- # heat
SELECT hour, string_agg(crm.heat(answered, 8), '' ORDER BY weekday) FROM crm.contact_time_heatmap() WHERE hour BETWEEN 9 AND 17 GROUP BY hour ORDER BY hour;

-- # json_errors
SELECT instance_location, keyword, message FROM crm.json_errors('{"required": ["vin"], "properties": {"year": {"minimum": 1900}}}', '{"year": 1850}');

-- # json_is_valid
CREATE TEMP TABLE quotes (quote jsonb CHECK (crm.json_is_valid('{"required": ["premium"]}', quote)));
INSERT INTO quotes VALUES ('{"premium": 1240}');

-- # json_output
SELECT jsonb_pretty(crm.json_output('{"maximum": 3}', '5', format => 'basic'));

-- # json_schema_changes
BEGIN;
SELECT crm.publish_json_schema('pet', '{"properties": {"name": {"type": "string"}}}');
SELECT crm.publish_json_schema('pet', '{"properties": {"name": {"type": "string"}}, "required": ["name"]}', upgrade => '[]');
SELECT location, change, breaking, detail FROM crm.json_schema_changes('pet', 1, 2);
ROLLBACK;

-- # json_schema_errors
SELECT location, severity, message, hint FROM crm.json_schema_errors('{"type": "strnig", "maxlength": 5}');

-- # lead_agenda
SELECT occurred_at, kind, title FROM crm.lead_agenda(:lead);

-- # lead_context
SELECT jsonb_pretty(crm.lead_context(:lead, options => '{"sections": ["status", "marketing"]}') - 'manifest');

-- # lead_grouping
SELECT crm.lead_grouping('month');

-- # lead_queue
SELECT rank, lead_id, client_name, score, reason FROM crm.lead_queue(page_size => 5, agent => :agent);

-- # lead_ranking
SELECT * FROM crm.lead_ranking(page_size => 5);

-- # lead_timeline
SELECT token AS last FROM crm.lead_timeline(:lead, page_size => 5) OFFSET 4 \gset
SELECT occurred_at, kind, title, actor FROM crm.lead_timeline(:lead, before => :'last', page_size => 5);

-- # lead_timelines
SELECT lead_id, occurred_at, title FROM crm.lead_timelines(ARRAY(SELECT id FROM crm.leads WHERE status_id = 'quoted' ORDER BY id LIMIT 3), page_size => 2);

-- # lost_reason_summary
SELECT label, losses, share, won_back, premium_lost FROM crm.lost_reason_summary(since => current_date - 365);

-- # may_act_for
SELECT id, name FROM crm.tenants WHERE crm.may_act_for(id);

-- # publish_json_schema
BEGIN;
SELECT crm.publish_json_schema('pet', '{"type": "object", "required": ["name"]}', note => 'the first');
ROLLBACK;

-- # publish_score_model
BEGIN;
SELECT crm.publish_score_model('default', definition, note => 'the same again', activate => false)
FROM crm.score_models WHERE name = 'default' ORDER BY version DESC LIMIT 1;
ROLLBACK;

-- # publish_template
BEGIN;
SELECT crm.publish_template('thank_you', '{% role user %}{{ fence.open }}{{ client.display_name }}{{ fence.close }} Write two lines of thanks.') > 0 AS published;
ROLLBACK;

-- # ratio
SELECT crm.ratio(3, 8), crm.ratio(3, 0) IS NULL AS nothing_counted;

-- # redact
SELECT crm.redact('SSN 123-45-6789, dana@example.com', '{"email": true}');

-- # refresh_dashboards
BEGIN;
SELECT dashboard, row_count FROM crm.refresh_dashboards();
ROLLBACK;

-- # refuse_row
CREATE TEMP TABLE offers (premium numeric, CONSTRAINT premium_is_an_offer CHECK (premium > 0
  OR crm.refuse_row(tableoid, 'premium_is_an_offer', format('premium is %s.', premium), 'Leave out what is no offer.')));

-- # release_lead
BEGIN;
SELECT crm.release_lead(lead_id, :agent) FROM crm.claim_leads(:agent);
ROLLBACK;

-- # render_messages
SELECT jsonb_pretty(crm.render_messages(:lead, 'next_action', token_budget => 1500, provider => 'anthropic'));

-- # render_prompt
SELECT crm.render_prompt(:lead, 'summary', token_budget => 1400);

-- # render_template
SELECT crm.render_template('{{ name }} pays {{ premium | money }}.', '{"name": "Dana", "premium": 1240.5}');

-- # report_span
SELECT from_at, to_at FROM crm.report_span('2026-01-01', '2026-02-01');

-- # rescore_in_batches
CALL crm.rescore_in_batches(batch_size => 100);

-- # rescore_leads
SELECT crm.rescore_leads(only_due => true);

-- # rescore_next
SELECT last_lead, scored, written FROM crm.rescore_next(NULL, batch_size => 100);

-- # resolve_template
SELECT version, reason FROM crm.resolve_template(:lead, 'follow_up_email');

-- # retention
SELECT month, due, renewed, lost, retention_rate FROM crm.retention(since => current_date - 365);

-- # revoke_access
BEGIN;
CREATE ROLE desk NOLOGIN;
SELECT crm.grant_access('desk', 'analyst');
SELECT crm.revoke_access('desk');
ROLLBACK;

-- # score_distribution
SELECT * FROM crm.score_distribution(buckets => 5);

-- # score_features
SELECT feature, type FROM crm.score_features() WHERE refusal IS NULL LIMIT 5;

-- # score_lead
SELECT score, grade, round(probability::numeric, 3) AS probability, expected_value FROM crm.score_lead(:lead);

-- # score_leads
SELECT lead_id, score, grade FROM crm.score_leads('default:1') ORDER BY score DESC LIMIT 5;

-- # score_model_factors
SELECT factor, min_points, max_points FROM crm.score_models AS m, crm.score_model_factors(m.definition) WHERE m.name = 'default' LIMIT 5;

-- # score_model_schema
SELECT jsonb_object_keys(crm.score_model_schema() -> 'properties');

-- # source_roi
SELECT label, leads, spend, bound, cost_per_bind, roi FROM crm.source_roi(since => current_date - 365);

-- # sparkline
SELECT crm.sparkline(array_agg(events ORDER BY month)) FROM (SELECT month, sum(events) AS events FROM crm.timeline_counts(:lead) GROUP BY month) AS m;

-- # speed_to_lead
SELECT group_key, leads, p50_minutes, within_1_hour, never FROM crm.speed_to_lead(by => 'agent');

-- # stage_velocity
SELECT label, moves_out, median_hours, p90_hours, still_in FROM crm.stage_velocity() WHERE board = 'leads';

-- # template_errors
SELECT line, column_number, message, hint FROM crm.template_errors('{{ client.name | upcas }}');

-- # template_prefix
SELECT tokens, left(prefix, 40) AS prefix FROM crm.ai_templates AS t, crm.template_prefix(t.id) WHERE t.purpose = 'summary' AND t.is_builtin;

-- # timeline_counts
SELECT month, kind, events FROM crm.timeline_counts(:lead, kinds => '{communication}') ORDER BY month DESC LIMIT 3;

-- # timeline_sparkline
SELECT kind, events, sparkline FROM crm.timeline_sparkline(:lead, months => 12);

-- # upgrade_document
BEGIN;
SELECT crm.publish_json_schema('pet', '{"properties": {"name": {"type": "string"}}}');
SELECT crm.publish_json_schema('pet', '{"properties": {"call_name": {"type": "string"}}}', upgrade => '[{"op": "move", "from": "/name", "path": "/call_name"}]');
SELECT crm.upgrade_document('pet', '{"name": "Rex"}', 1);
ROLLBACK;

-- # upgrade_documents
CALL crm.upgrade_documents('auto', batch => 100);

-- # wilson_interval
SELECT low, high FROM crm.wilson_interval(8, 10);
