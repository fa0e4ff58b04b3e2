-- Claims: a lead is one agent's until the lease ends or the lead is released.
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
SET LOCAL timezone = 'UTC';

INSERT INTO crm.agents (id, display_name, licensed_states, lines, is_active)
  VALUES (1000, 'Kim', '{}', '{}', true), (1001, 'Lee', '{FL}', '{}', true), (1002, 'Max', '{}', '{}', false);
INSERT INTO crm.addresses (id, line1, state) VALUES (1000, '1 Main St', 'TX'), (1001, '1 Bay St', 'FL');
INSERT INTO crm.clients (id, client_type, last_name, address_id) SELECT 1000 + i, 'individual', 'No' || i, 1000 + i % 2
  FROM generate_series(0, 5) i;
-- Worth the more the higher the id.
INSERT INTO crm.leads (id, client_id, insurance_type_id, status_id, current_premium)
  SELECT 1000 + i, 1000 + i, 'auto', 'new', 1600 + 300 * i FROM generate_series(0, 5) i;

SELECT lead_id, client_name FROM crm.lead_queue();
SELECT rank, lead_id FROM crm.claim_leads(1000, 2);
SELECT lead_id, claimed_by, claimed_until > now() + interval '14 minutes' AS leased FROM crm.lead_scores
  WHERE claimed_by IS NOT NULL ORDER BY 1;
-- Out of everybody's queue and of others', at the head of one's own.
SELECT array_agg(lead_id ORDER BY rank) FROM crm.lead_queue();
SELECT array_agg(lead_id ORDER BY rank) FROM crm.lead_queue(agent => 1000);
-- Lee may sell in Florida only.
SELECT array_agg(lead_id ORDER BY rank) FROM crm.lead_queue(agent => 1001);
SELECT lead_id FROM crm.claim_leads(1001, 10);
SELECT lead_id FROM crm.claim_leads(1001, 10);

-- Scored or not, claims stay.
SELECT crm.rescore_leads() AS scored;
SELECT array_agg(lead_id ORDER BY rank) FROM crm.lead_queue();

-- Released by who has it only.
SELECT crm.release_lead(1005, 1001) AS not_hers, crm.release_lead(1005, 1000) AS his, crm.release_lead(1005, 1000) AS again;
SELECT array_agg(lead_id ORDER BY rank) FROM crm.lead_queue();

-- A claim that has run out is no claim.
UPDATE crm.lead_scores SET claimed_until = now() - interval '1 second' WHERE lead_id = 1003;
SELECT array_agg(lead_id ORDER BY rank) FROM crm.lead_queue();
SELECT crm.release_lead(1003, 1001);
SELECT lead_id FROM crm.claim_leads(1000, 1, '1 hour');
SELECT lead_id FROM crm.claim_leads(1000, 1, '1 hour');

-- A closed lead is not given out, whatever was stored of it.
UPDATE crm.leads SET status_id = 'duplicate', status_reason = 'of lead 1001' WHERE id = 1002;
UPDATE crm.lead_scores SET next_change_at = 'infinity' WHERE lead_id = 1002;
SELECT lead_id FROM crm.claim_leads(1000, 10);

-- Bad input.
SELECT * FROM crm.claim_leads(77);
SELECT * FROM crm.claim_leads(1002);
SELECT * FROM crm.claim_leads(1000, 0);
SELECT * FROM crm.claim_leads(1000, 1001);
SELECT * FROM crm.claim_leads(1000, 1, '-5 min');
SELECT * FROM crm.claim_leads(1000, 1, '0');
SELECT * FROM crm.claim_leads(1000, 1, '2 months');
SELECT * FROM crm.claim_leads(1000, 1, '178000000 years');
SELECT * FROM crm.claim_leads(NULL);
SELECT crm.release_lead(77, 1000);
SELECT crm.release_lead(1000, 77);
INSERT INTO crm.tenants (id, name) VALUES (1000, 'Other');
SELECT * FROM crm.claim_leads(1000, tenant => 1000);
SELECT * FROM crm.claim_leads(1000);
ROLLBACK;
