-- What 005_crash.pl lets run while it kills: two agencies, functions for the pieces of a mixed load, a ledger of what
-- they did, and the invariants that hold after each recovery, as queries for the rows that break them.

\set ON_ERROR_STOP on
SET client_min_messages = warning;

INSERT INTO crm.tenants (id, name) VALUES (2, 'Second');
SELECT setval('crm.tenants_id_seq', 2);
INSERT INTO crm.agents (id, tenant_id, display_name)
SELECT t * 100 + n, t, 'Agent ' || n FROM generate_series(1, 2) AS t, generate_series(1, 5) AS n;
INSERT INTO crm.clients (id, tenant_id, client_type, last_name, email)
SELECT t * 10000 + n, t, 'individual', 'Client ' || n, 'c' || n || '@example.com'
FROM generate_series(1, 2) AS t, generate_series(1, 150) AS n;
INSERT INTO crm.leads (id, tenant_id, client_id, insurance_type_id, received_at, current_premium, x_date)
SELECT t * 10000 + n, t, t * 10000 + 1 + n % 150, (ARRAY['auto', 'home', 'renters'])[1 + n % 3], now() - n * interval '1 hour',
       500 + n, current_date + n % 90
FROM generate_series(1, 2) AS t, generate_series(1, 200) AS n;
SELECT setval('crm.agents_id_seq', 1000000), setval('crm.clients_id_seq', 1000000), setval('crm.leads_id_seq', 1000000);
SELECT crm.publish_json_schema('auto', '{"type": "object"}', '[]', 'load');
SELECT crm.rescore_leads(tenant => t) FROM generate_series(1, 2) AS t;

CREATE SCHEMA load;

-- What was done, written by the transaction that did it.  A claim's time is taken once it is had, a release's before it
-- is given: two claims that overlap here have overlapped.
CREATE TABLE load.claims (id bigserial, tenant_id bigint, lead_id bigint, agent_id bigint, had timestamptz, until timestamptz);
CREATE TABLE load.births (tenant_id bigint, lead_id bigint, status_id text);
INSERT INTO load.births SELECT tenant_id, id, status_id FROM crm.leads;

-- A lead that exists, and most often one that others want too.
CREATE FUNCTION load.some_lead(tenant bigint) RETURNS bigint LANGUAGE sql VOLATILE AS $$
  SELECT tenant * 10000 + 1 + floor(200 * random() * random())::bigint $$;

CREATE FUNCTION load.insert_rows(tenant bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  client bigint;
  lead bigint;
BEGIN
  INSERT INTO crm.clients (tenant_id, client_type, business_name) VALUES (tenant, 'business', 'Co ' || random())
  RETURNING id INTO client;
  INSERT INTO crm.leads (tenant_id, client_id, insurance_type_id, current_premium, auto_data, auto_schema_version)
  VALUES (tenant, client, 'auto', 1200, '{}', (SELECT max(version) FROM crm.json_schemas WHERE kind = 'auto' AND status = 'active'))
  RETURNING id INTO lead;
  INSERT INTO load.births VALUES (tenant, lead, 'new');
  INSERT INTO crm.lead_notes (tenant_id, lead_id, client_id, body) VALUES (tenant, lead, client, 'a note');
  INSERT INTO crm.lead_communications (tenant_id, lead_id, client_id, communication_type_id, direction, occurred_at, body)
  VALUES (tenant, lead, client, 'call', 'inbound', clock_timestamp(), 'called us');
END $$;

-- Talks come and go, and carry contact times.
CREATE FUNCTION load.talk(tenant bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  lead bigint := load.some_lead(tenant);
BEGIN
  INSERT INTO crm.lead_communications (tenant_id, lead_id, communication_type_id, direction, occurred_at, body)
  VALUES (tenant, lead, 'call', 'outbound', clock_timestamp(), repeat('words ', 1 + (random() * 400)::int));
  DELETE FROM crm.lead_communications AS c
  WHERE c.id = (SELECT k.id FROM crm.lead_communications AS k WHERE k.lead_id = lead AND k.tenant_id = tenant ORDER BY random() LIMIT 1)
    AND random() < 0.3;
END $$;

-- Along any transition that is declared; a move that is refused is one that the next attempt may find allowed.
CREATE FUNCTION load.move(tenant bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  lead bigint := load.some_lead(tenant);
BEGIN
  UPDATE crm.leads AS l SET status_id = n.to_status_id, status_reason = 'load', quoted_premium = 700, lost_reason_id = n.reason,
                            lost_note = n.reason, assigned_agent_id = tenant * 100 + 1
  FROM (SELECT t.to_status_id, CASE s.category WHEN 'lost' THEN 'price' END AS reason
        FROM crm.leads AS o JOIN crm.lead_status_transitions AS t ON t.from_status_id = o.status_id
        JOIN crm.lead_statuses AS s ON s.id = t.to_status_id
        WHERE o.id = lead AND o.tenant_id = tenant ORDER BY random() LIMIT 1) AS n
  WHERE l.id = lead AND l.tenant_id = tenant;
EXCEPTION WHEN check_violation OR serialization_failure THEN
  NULL;
END $$;

CREATE FUNCTION load.change_client(tenant bigint) RETURNS void LANGUAGE sql AS $$
  UPDATE crm.leads SET client_id = tenant * 10000 + 1 + floor(150 * random())::bigint
  WHERE id = load.some_lead(tenant) AND tenant_id = tenant $$;

CREATE FUNCTION load.claim(tenant bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  agent bigint := tenant * 100 + 1 + floor(5 * random())::bigint;
  ours bigint[];
BEGIN
  ours := ARRAY(SELECT c.lead_id FROM crm.claim_leads(agent, 3, interval '3 seconds', tenant) AS c);
  INSERT INTO load.claims (tenant_id, lead_id, agent_id, had, until)
  SELECT tenant, s.lead_id, agent, clock_timestamp(), s.claimed_until FROM crm.lead_scores AS s
  WHERE s.tenant_id = tenant AND s.lead_id = ANY (ours);
END $$;

CREATE FUNCTION load.release(tenant bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  claim record;
BEGIN
  SELECT c.* INTO claim FROM load.claims AS c
  WHERE c.tenant_id = tenant AND c.until > clock_timestamp() ORDER BY random() LIMIT 1 FOR UPDATE;
  IF FOUND AND crm.release_lead(claim.lead_id, claim.agent_id, tenant) THEN
    UPDATE load.claims SET until = least(until, clock_timestamp()) WHERE id = claim.id;
  END IF;
EXCEPTION WHEN no_data_found THEN
  NULL;
END $$;

CREATE FUNCTION load.publish(tenant bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM crm.publish_json_schema('auto', '{"type": "object", "properties": {"vehicles": {"type": "array"}}}', '[]', 'load');
  PERFORM crm.publish_template('load', 'Lead {{ lead.id }} of {{ client.display_name }}', tenant => tenant);
  PERFORM crm.publish_score_model('load_' || tenant, (SELECT definition FROM crm.score_models WHERE is_builtin), 'load', true, tenant);
END $$;

CREATE FUNCTION load.read(tenant bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  lead bigint := load.some_lead(tenant);
BEGIN
  PERFORM count(*) FROM crm.lead_queue(20, tenant => tenant);
  PERFORM count(*) FROM crm.lead_timeline(lead, tenant => tenant);
  PERFORM crm.render_prompt(lead, 'summary', tenant => tenant);
  PERFORM crm.score_lead(lead, tenant => tenant);
END $$;

-- ---------------------------------------------------------------- what must hold

CREATE TABLE load.invariants (name text, query text);
INSERT INTO load.invariants VALUES
  ('a history begins at the lead''s first status and goes on where it left off', $$
    SELECT b.lead_id FROM load.births AS b LEFT JOIN (
      SELECT h.lead_id, h.tenant_id, h.from_status_id, h.changed_at,
             lag(h.to_status_id) OVER (PARTITION BY h.tenant_id, h.lead_id ORDER BY h.changed_at) AS before
      FROM crm.lead_status_changes AS h) AS h ON (h.lead_id, h.tenant_id) = (b.lead_id, b.tenant_id)
    WHERE h.from_status_id <> coalesce(h.before, b.status_id)$$),
  ('and ends where the lead is', $$
    SELECT l.id FROM crm.leads AS l LEFT JOIN LATERAL (
      SELECT h.to_status_id, h.changed_at FROM crm.lead_status_changes AS h
      WHERE h.lead_id = l.id AND h.tenant_id = l.tenant_id ORDER BY h.changed_at DESC LIMIT 1) AS h ON true
    WHERE coalesce(h.to_status_id, 'new') <> l.status_id OR h.changed_at <> l.status_changed_at$$),
  ('no two moves at one time', $$
    SELECT lead_id FROM crm.lead_status_changes GROUP BY lead_id, tenant_id, changed_at HAVING count(*) > 1$$),
  ('every lead was born and none is lost', $$
    SELECT coalesce(l.id, b.lead_id) FROM crm.leads AS l FULL JOIN load.births AS b ON (b.lead_id, b.tenant_id) = (l.id, l.tenant_id)
    WHERE l.id IS NULL OR b.lead_id IS NULL$$),
  ('a born lead has its note and is due or scored', $$
    SELECT b.lead_id FROM load.births AS b
    WHERE b.lead_id > 1000000 AND NOT EXISTS (SELECT FROM crm.lead_notes AS n WHERE (n.lead_id, n.tenant_id) = (b.lead_id, b.tenant_id))
       OR NOT EXISTS (SELECT FROM crm.lead_scores AS s WHERE (s.lead_id, s.tenant_id) = (b.lead_id, b.tenant_id))$$),
  ('no lead in two claims', $$
    SELECT a.lead_id FROM load.claims AS a JOIN load.claims AS b USING (tenant_id, lead_id)
    WHERE a.id < b.id AND tstzrange(a.had, a.until) && tstzrange(b.had, b.until)$$),
  ('a claim that runs is the ledger''s', $$
    SELECT s.lead_id FROM crm.lead_scores AS s WHERE s.claimed_until > now() AND NOT EXISTS (
      SELECT FROM load.claims AS c WHERE (c.tenant_id, c.lead_id, c.agent_id, c.until)
        = (s.tenant_id, s.lead_id, s.claimed_by, s.claimed_until))$$),
  ('what hangs on a lead has its client', $$
    SELECT l.id FROM crm.leads AS l WHERE EXISTS (SELECT FROM crm.lead_communications AS c WHERE (c.lead_id, c.tenant_id) = (l.id, l.tenant_id) AND c.client_id <> l.client_id)
       OR EXISTS (SELECT FROM crm.lead_notes AS c WHERE (c.lead_id, c.tenant_id) = (l.id, l.tenant_id) AND c.client_id <> l.client_id)
       OR EXISTS (SELECT FROM crm.lead_status_changes AS c WHERE (c.lead_id, c.tenant_id) = (l.id, l.tenant_id) AND c.client_id <> l.client_id)$$),
  ('contact times cover what happened', $$
    SELECT c.lead_id FROM crm.lead_communications AS c JOIN crm.leads AS l ON (l.id, l.tenant_id) = (c.lead_id, c.tenant_id)
    WHERE c.occurred_at > l.last_contact_at OR c.occurred_at < l.first_contact_at OR l.last_contact_at IS NULL$$),
  ('documents follow their versions', $$
    SELECT l.id FROM crm.leads AS l WHERE l.auto_data IS NOT NULL
      AND EXISTS (SELECT FROM crm.document_errors('auto', l.auto_schema_version, l.auto_data))$$),
  ('versions have no holes, and one model is in force', $$
    SELECT kind FROM crm.json_schemas GROUP BY kind HAVING max(version) <> count(*)
    UNION ALL SELECT name FROM crm.score_models GROUP BY name HAVING max(version) <> count(*)
    UNION ALL SELECT purpose FROM crm.ai_templates WHERE purpose = 'load' GROUP BY purpose, tenant_id HAVING max(version) < count(*)
    UNION ALL SELECT 'two models' FROM crm.score_models WHERE status = 'active' AND NOT is_builtin GROUP BY tenant_id HAVING count(*) > 1$$);

-- Every foreign key and check, tried again by PostgreSQL itself on the rows that are there.
INSERT INTO load.invariants
SELECT format('foreign key %s of %s', k.conname, k.conrelid::regclass),
       format('SELECT %s FROM %s AS c WHERE %s AND NOT EXISTS (SELECT FROM %s AS p WHERE %s)',
              (SELECT string_agg(format('c.%I', a.attname), ', ') FROM pg_attribute AS a WHERE a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)),
              k.conrelid::regclass,
              (SELECT string_agg(format('c.%I IS NOT NULL', a.attname), ' AND ') FROM pg_attribute AS a WHERE a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)),
              k.confrelid::regclass,
              (SELECT string_agg(format('p.%I = c.%I', f.attname, a.attname), ' AND ')
               FROM unnest(k.conkey, k.confkey) AS u (here, there)
               JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = u.here
               JOIN pg_attribute AS f ON f.attrelid = k.confrelid AND f.attnum = u.there))
FROM pg_constraint AS k WHERE k.connamespace = 'crm'::regnamespace AND k.contype = 'f';
INSERT INTO load.invariants
SELECT format('check %s of %s', k.conname, k.conrelid::regclass),
       format('SELECT 1 FROM %s WHERE NOT (%s)', k.conrelid::regclass, pg_get_expr(k.conbin, k.conrelid))
FROM pg_constraint AS k WHERE k.connamespace = 'crm'::regnamespace AND k.contype = 'c' AND k.conrelid <> 0
  AND pg_get_expr(k.conbin, k.conrelid) !~ 'refuse_row';
-- Tables and B-trees, page by page, and every row of the table in its index.
CREATE EXTENSION amcheck;
INSERT INTO load.invariants
SELECT format('index %s', i.indexrelid::regclass), format('SELECT 1 WHERE bt_index_check(%s::oid::regclass, true)::text <> %L', i.indexrelid::oid, '')
FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid JOIN pg_am AS a ON a.oid = c.relam
WHERE c.relnamespace = 'crm'::regnamespace AND a.amname = 'btree';
INSERT INTO load.invariants
SELECT format('table %s', c.oid::regclass), format('SELECT blkno, msg FROM verify_heapam(%s::oid::regclass)', c.oid)
FROM pg_class AS c WHERE c.relnamespace = 'crm'::regnamespace AND c.relkind = 'r';

-- The names of those that do not hold, with the first rows that break them.
CREATE FUNCTION load.broken() RETURNS TABLE (name text, first_rows text) LANGUAGE plpgsql AS $$
DECLARE
  i record;
BEGIN
  FOR i IN SELECT * FROM load.invariants LOOP
    EXECUTE format('SELECT string_agg(q::text, '' '') FROM (SELECT * FROM (%s) AS r LIMIT 5) AS q', i.query) INTO first_rows;
    IF first_rows IS NOT NULL THEN
      name := i.name;
      RETURN NEXT;
    END IF;
  END LOOP;
END $$;

-- Scores that differ from what a computation from the inputs gives, once all are scored.
CREATE FUNCTION load.rescored(OUT differ text) LANGUAGE plpgsql AS $$
DECLARE
  moment timestamptz := now();
BEGIN
  PERFORM crm.rescore_leads(moment, tenant => t) FROM generate_series(1, 2) AS t;
  SELECT string_agg(l.id::text, ' ') INTO differ
  FROM (SELECT * FROM crm.leads ORDER BY id) AS l
  CROSS JOIN LATERAL crm.score_lead(l.id, moment, l.tenant_id) AS f
  LEFT JOIN crm.lead_scores AS s ON (s.lead_id, s.tenant_id) = (l.id, l.tenant_id)
  WHERE s.score IS DISTINCT FROM f.score OR s.grade IS DISTINCT FROM f.grade OR s.factors IS DISTINCT FROM f.factors
     OR s.next_change_at = '-infinity';
END $$;
