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

-- Claimed one by one they come in the order of the queue, from slopes of all kinds, and whatever comes in between.
CREATE TEMP TABLE taken (n int GENERATED ALWAYS AS IDENTITY, lead_id bigint);
CREATE FUNCTION pg_temp.take(agent bigint, times int) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
  TRUNCATE taken RESTART IDENTITY;
  FOR i IN 1..times LOOP
    INSERT INTO taken (lead_id) SELECT c.lead_id FROM crm.claim_leads(take.agent, 1) c;
  END LOOP;
  RETURN (SELECT count(*) FROM taken);
END $$;
CREATE FUNCTION pg_temp.in_order(agent bigint, times int) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  queue bigint[] := ARRAY(SELECT q.lead_id FROM crm.lead_queue(1000, in_order.agent, clock_timestamp()) q
    JOIN crm.lead_scores s ON s.lead_id = q.lead_id AND (s.claimed_by IS NULL OR s.claimed_until < clock_timestamp())
    ORDER BY q.rank LIMIT times);
BEGIN
  PERFORM pg_temp.take(in_order.agent, times);
  RETURN queue = ARRAY(SELECT t.lead_id FROM taken t ORDER BY t.n);
END $$;
SET LOCAL client_min_messages = error;
INSERT INTO crm.leads (id, client_id, insurance_type_id, status_id, current_premium, received_at, x_date, assigned_agent_id,
    next_follow_up_at)
  SELECT 1100 + i, 1000 + i % 6, 'auto', 'new', 800 + i * 37 % 1900, now() - i * 7 % 20 * interval '1 day',
         CASE WHEN i % 3 > 0 THEN current_date + i * 11 % 70 END, CASE WHEN i % 2 = 0 THEN 1000 END,
         CASE WHEN i % 5 = 0 THEN now() - interval '1 hour' END
  FROM generate_series(0, 119) i;
SELECT crm.rescore_leads(clock_timestamp()) > 0 AS scored;
SELECT count(DISTINCT priority_slope) > 3 AS slopes FROM crm.lead_scores WHERE lead_id >= 1100;
SELECT pg_temp.in_order(1000, 50) AS in_order;
-- A better one comes in, scored already; one that was taken goes back.
INSERT INTO crm.leads (id, client_id, insurance_type_id, status_id, current_premium) VALUES (1300, 1000, 'auto', 'new', 900000);
SELECT crm.rescore_leads(clock_timestamp()) > 0 AS scored;
SELECT lead_id FROM crm.claim_leads(1000);
SELECT crm.release_lead(1300, 1000);
SELECT lead_id FROM crm.claim_leads(1000);
SELECT lead_id FROM taken WHERE n = 1 \gset
SELECT crm.release_lead(:lead_id, 1000);
SELECT lead_id = :lead_id AS the_one_that_went_back FROM crm.claim_leads(1000);
SELECT pg_temp.in_order(1000, 20) AS in_order;
-- Several at a time, to the last, and then none.
SELECT array_length(array_agg(lead_id), 1) = 30 AND array_agg(lead_id ORDER BY rank) = array_agg(lead_id ORDER BY priority DESC, lead_id)
  AS in_order FROM crm.claim_leads(1000, 30);
SELECT pg_temp.take(1000, 40) BETWEEN 15 AND 39 AS the_rest;
SELECT count(*) AS given FROM crm.claim_leads(1000, 5);
SELECT count(*) AS free FROM crm.lead_scores WHERE claimed_by IS NULL AND priority_key IS NOT NULL
  AND (agent_id IS NULL OR agent_id = 1000);
-- When the leases run out, all are there again, for others too.
UPDATE crm.lead_scores SET claimed_until = clock_timestamp() - interval '1 second' WHERE lead_id >= 1100 AND claimed_by = 1000;
SELECT pg_temp.in_order(1000, 30) AS in_order;
RESET client_min_messages;

-- A role that is bound to its tenant claims by the same rules.
CREATE ROLE regress_crm_claims;
SELECT crm.grant_access('regress_crm_claims', 'agent', 1);
SET LOCAL ROLE regress_crm_claims;
SELECT count(*) AS claimed, bool_and(client_name IS NOT NULL AND reason IS NOT NULL) AS told FROM crm.claim_leads(1000, 7);
SELECT count(*) > 7 AS own_list FROM crm.lead_queue(1000, 1000);
RESET ROLE;

-- Bad input.
SELECT * FROM crm.claim_leads(77);
SELECT * FROM crm.claim_leads(1002);
SELECT * FROM crm.claim_leads(1000, 0);
SELECT * FROM crm.claim_leads(1000, 1001);
SELECT * FROM crm.claim_leads(1000, 1, '-5 min');
SELECT * FROM crm.claim_leads(1000, 1, '0');
SELECT * FROM crm.claim_leads(1000, 1, '2 months');
SELECT * FROM crm.claim_leads(1000, 1, '178000000 years');
SELECT * FROM crm.claim_leads(1000, 1, make_interval(months => -2147483648, days => -2147483648));
SELECT * FROM crm.claim_leads(NULL);
SELECT crm.release_lead(77, 1000);
SELECT crm.release_lead(1000, 77);
INSERT INTO crm.tenants (id, name) VALUES (1000, 'Other');
SELECT * FROM crm.claim_leads(1000, tenant => 1000);
SELECT * FROM crm.claim_leads(1000);
ROLLBACK;
