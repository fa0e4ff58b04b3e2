-- Agendas: what is planned or due, soonest first.
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
SET TIME ZONE 'UTC';

UPDATE crm.tenants SET timezone = 'America/Denver' WHERE id = 1;
INSERT INTO crm.agents (id, display_name) VALUES (1001, 'Ann Agent');
INSERT INTO crm.clients (id, client_type, business_name) VALUES (1001, 'business', 'Cole Ltd');
INSERT INTO crm.leads (id, client_id, insurance_type_id, assigned_agent_id, received_at, next_follow_up_at, x_date, current_carrier,
                       ai_next_action, ai_next_action_at, ai_model) VALUES
  (1001, 1001, 'auto', 1001, '2024-01-01', '2024-05-01 09:00', '2024-06-15', 'Acme', 'Send the quote.', '2024-04-30', 'model-x'),
  (1002, 1001, 'home', NULL, '2024-01-01', NULL, '2024-06-01', NULL, NULL, NULL, NULL);
INSERT INTO crm.lead_communications (id, lead_id, client_id, agent_id, communication_type_id, direction, subject, occurred_at, scheduled_at)
VALUES
  (1001, 1001, 1001, 1001, 'call', 'outbound', 'Call back', NULL, '2024-05-02 15:00'),
  (1002, 1001, 1001, 1001, 'call', 'outbound', 'Done, so not planned', '2024-04-02', '2024-04-02'),
  (1003, NULL, 1001, 1001, 'meeting', 'outbound', 'Yearly review', NULL, '2024-05-10');
INSERT INTO crm.opportunities (id, lead_id, stage_id, name, expected_close_on, next_step, agent_id, won_at) VALUES
  (1001, 1001, 'discovery', 'Cole auto', '2024-05-20', 'Ask for the decision', 1001, NULL),
  (1002, 1001, 'won', 'Won, so decided', '2024-05-21', NULL, 1001, '2024-05-01');
INSERT INTO crm.lead_marketing_settings (id, lead_id, next_touch_at) VALUES (1001, 1001, '2024-05-03');

-- Days begin at midnight in Denver.
SELECT occurred_at, kind, source_id, lead_id, title, body, actor, direction FROM crm.lead_agenda(1001);
SELECT kind, source_id, details FROM crm.lead_agenda(1001);
SELECT occurred_at, kind, source_id, lead_id FROM crm.client_agenda(1001);
SELECT kind, lead_id FROM crm.client_agenda(1001, kinds => '{x_date}');

-- Pages go on by "after", and back by "before".
SELECT token AS third FROM crm.client_agenda(1001, page_size => 3) OFFSET 2 \gset
SELECT occurred_at, kind FROM crm.client_agenda(1001, after => :'third', page_size => 3);
SELECT occurred_at, kind FROM crm.client_agenda(1001, before => :'third', page_size => 1);
SELECT occurred_at, kind FROM crm.client_agenda(1001, before => :'third');

-- A lead that is won or lost has no X-date to be there before.
UPDATE crm.lead_statuses SET category = 'lost' WHERE id = 'new';
SELECT kind FROM crm.client_agenda(1001, kinds => '{x_date,follow_up}');

-- What has happened leaves the agenda for the timeline.
UPDATE crm.lead_communications SET occurred_at = '2024-05-02 15:03' WHERE id = 1001;
SELECT count(*) FROM crm.lead_agenda(1001, kinds => '{communication}');
SELECT title FROM crm.lead_timeline(1001, kinds => '{communication}');

ROLLBACK;
