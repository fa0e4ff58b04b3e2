-- One agency's rows, for the current tenant; run by agency.sql for each.

INSERT INTO crm.agents (display_name, role_name, timezone, licensed_states, lines) VALUES
  ('Ana', 'regress_crm_clerk', 'America/Denver', '{CO,NM}', '{personal}'), ('Ben', NULL, NULL, '{}', '{}');
INSERT INTO crm.addresses (line1, city, state, postal_code, latitude, longitude) VALUES
  ('1 Main St', 'Pueblo', 'CO', '81001', 38.254400, -104.609100), ('PO Box 7', NULL, NULL, NULL, NULL, NULL);
INSERT INTO crm.clients (client_type, first_name, last_name, date_of_birth, ssn_last4, email, phone, address_id, owner_agent_id,
                         tags, metadata, ai_insights, ai_confidence)
SELECT 'individual', 'Zoë' || n, E'O''Hara\t' || n, date '1970-01-01' + n, lpad(n::text, 4, '0'), 'Zoe' || n || '@Example.com',
       '(719) 555-' || lpad(n::text, 4, '0') || ' x9', (SELECT max(id) FROM crm.addresses), (SELECT max(id) FROM crm.agents),
       CASE WHEN n % 2 = 0 THEN '{vip,"two words"}'::text[] ELSE '{}' END, jsonb_build_object('n', n, 'deep', '[1, {"a": null}]'::jsonb),
       '{"x": "back\\slash"}', 0.125
FROM generate_series(1, 20) AS n;
INSERT INTO crm.clients (client_type, business_name, dba, fein, naics_code, employee_count, annual_revenue)
VALUES ('business', E'Smith\nand Co', '', '12-3456789', '5242', 0, 1234567890.12);
INSERT INTO crm.contacts (client_id, name, email, phone, is_primary_contact)
SELECT id, 'Jo ' || id, 'jo@example.com', '1-719-555-0000', true FROM crm.clients
WHERE tenant_id = crm.current_tenant() AND client_type = 'business';
INSERT INTO crm.contact_role_assignments (contact_id, role_id)
SELECT id, 'own_row' FROM crm.contacts WHERE tenant_id = crm.current_tenant();
INSERT INTO crm.campaigns (code, label, channel, starts_on, cost) VALUES ('spring', 'Spring mailing', 'mail', '2024-03-01', 1200.50);

INSERT INTO crm.leads (client_id, insurance_type_id, status_id, source_id, campaign_id, assigned_agent_id, current_premium, x_date,
                       quoted_premium, auto_data, auto_schema_version, external_source, external_id, received_at, status_changed_at)
SELECT c.id, 'own_row', 'own_new', 'own_row', (SELECT max(id) FROM crm.campaigns), c.owner_agent_id, 1000.10, '2025-02-28', 900,
       '{"vehicles": [{"vin": null, "year": 1.50}], "note": "é\u0001"}', (SELECT max(version) FROM crm.json_schemas WHERE kind = 'auto'),
       'import', c.id, timestamptz '2024-03-10 08:30:00.123456+00' + c.id * interval '1 hour', '2024-03-10 08:30:00+00'
FROM crm.clients c WHERE c.tenant_id = crm.current_tenant();

-- Moves, one statement a step, so that the histories are the triggers'.
UPDATE crm.leads SET status_id = 'own_talking' WHERE tenant_id = crm.current_tenant() AND id % 5 > 0;
UPDATE crm.leads SET status_id = 'own_quoted' WHERE tenant_id = crm.current_tenant() AND id % 5 > 1;
UPDATE crm.leads SET status_id = 'own_lost', lost_reason_id = 'own_row', lost_note = 'price'
WHERE tenant_id = crm.current_tenant() AND id % 5 = 2;
UPDATE crm.leads SET status_id = 'own_talking' WHERE tenant_id = crm.current_tenant() AND id % 10 = 2;
UPDATE crm.leads SET status_id = 'own_won' WHERE tenant_id = crm.current_tenant() AND id % 5 = 3;

-- Documents change, come and go.
UPDATE crm.leads SET auto_data = '{"vehicles": [], "note": "changed"}' WHERE tenant_id = crm.current_tenant() AND id % 4 = 0;
UPDATE crm.leads SET auto_data = NULL, auto_schema_version = NULL WHERE tenant_id = crm.current_tenant() AND id % 8 = 0;

INSERT INTO crm.lead_communications (lead_id, client_id, contact_id, agent_id, communication_type_id, direction, subject, body,
                                     occurred_at, scheduled_at, duration, ai_entities)
SELECT l.id, l.client_id, t.id, l.assigned_agent_id, 'own_row', (ARRAY['inbound', 'outbound'])[1 + n % 2], 'Re: ' || n,
       E'line one\nline two \\ ' || n, CASE WHEN n < 4 THEN l.received_at + n * interval '1 day' END,
       CASE WHEN n = 4 THEN l.received_at + interval '1 year' END, n * interval '00:01:01.5', '{"people": []}'
FROM crm.leads l LEFT JOIN crm.contacts t ON t.client_id = l.client_id, generate_series(1, 4) AS n
WHERE l.tenant_id = crm.current_tenant();
INSERT INTO crm.lead_notes (lead_id, client_id, body, source, is_pinned)
SELECT id, client_id, 'note on ' || id, 'human', id % 3 = 0 FROM crm.leads WHERE tenant_id = crm.current_tenant();
UPDATE crm.lead_notes SET body = body || ', changed' WHERE tenant_id = crm.current_tenant() AND id % 4 = 0;
INSERT INTO crm.lead_marketing_settings (lead_id, email_opt_in, utm, next_touch_at)
SELECT id, id % 2 = 0, '{"source": "mail"}', received_at + interval '1 month' FROM crm.leads
WHERE tenant_id = crm.current_tenant();

INSERT INTO crm.opportunities (client_id, lead_id, stage_id, name, kind, premium, commission_rate, expected_close_on, agent_id)
SELECT client_id, id, 'own_open', 'Deal ' || id, 'new', 900, 0.1250, '2025-01-31', assigned_agent_id FROM crm.leads
WHERE tenant_id = crm.current_tenant() AND id % 2 = 0;
UPDATE crm.opportunities SET stage_id = 'own_better' WHERE tenant_id = crm.current_tenant();
UPDATE crm.opportunities SET stage_id = 'own_closed' WHERE tenant_id = crm.current_tenant() AND id % 3 = 0;

-- Scores, and a claim on one.
SELECT crm.rescore_leads();
SELECT count(*) FROM crm.claim_leads((SELECT max(id) FROM crm.agents WHERE tenant_id = crm.current_tenant()), 1, interval '1 day');

-- What the reports say, kept.
SELECT count(*) FROM crm.refresh_dashboards();

-- Rows that are gone, so that ids have holes and sequences stand beyond the last one.
DELETE FROM crm.lead_notes WHERE tenant_id = crm.current_tenant() AND id % 7 = 0;
DELETE FROM crm.lead_communications WHERE tenant_id = crm.current_tenant() AND id % 11 = 0;
SELECT nextval('crm.lead_notes_id_seq'), nextval('crm.leads_id_seq');
