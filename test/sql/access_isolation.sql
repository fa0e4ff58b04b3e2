-- Two tenants, four roles: everything there is to call or read, made from the catalog, is tried across the border between
-- them.  What a role learns of the other tenant's rows must be what it learns of rows that are nowhere, word for word.
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
\getenv inputdir PG_ABS_SRCDIR
\set calls :inputdir '/support/calls.sql'
BEGIN;
-- What never ends fails.
SET LOCAL statement_timeout = '5min';
SET LOCAL client_min_messages = error;
\set ECHO none
\i :calls
\set ECHO all
SELECT * FROM unnamed_arguments;

INSERT INTO crm.tenants (id, name) VALUES (1002, 'zebra agency');
CREATE ROLE regress_crm_clerk;
CREATE ROLE regress_crm_analyst_1;
CREATE ROLE regress_crm_agent_1;
CREATE ROLE regress_crm_admin_1;
CREATE ROLE regress_crm_agent_all;
SELECT crm.grant_access(rolname, split_part(rolname, '_', 3), CASE right(rolname, 1) WHEN '1' THEN 1 END)
FROM pg_roles WHERE rolname LIKE 'regress\_crm\_a%' ORDER BY rolname;
-- An admin of one tenant may even be let loose on what only owners call.
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA crm TO regress_crm_admin_1;

-- The same rows for both, told apart by a word; ids end in the tenant's number.
CREATE FUNCTION pg_temp.fill(t bigint, n int, word text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  i CONSTANT bigint := 1000 + n;
BEGIN
  PERFORM set_config('crm.tenant_id', t::text, true);
  INSERT INTO crm.agents (id, display_name, email, licensed_states) VALUES (i, word, word || '@example.com', '{NC}');
  INSERT INTO crm.addresses (id, line1, city, state) VALUES (i, word, word, 'NC');
  INSERT INTO crm.clients (id, client_type, business_name, email, phone, address_id, owner_agent_id, tags, metadata)
  VALUES (i, 'business', word || ' stone', word || '@example.com', '555' || n, i, i, ARRAY[word], jsonb_build_object('w', word));
  INSERT INTO crm.contacts (id, client_id, name, email) VALUES (i, i, word, word || '@example.com');
  INSERT INTO crm.contact_role_assignments (contact_id, role_id) SELECT i, min(id) FROM crm.contact_roles;
  INSERT INTO crm.campaigns (id, code, label, cost) VALUES (i, word, word, 98765);
  INSERT INTO crm.leads (id, client_id, insurance_type_id, campaign_id, assigned_agent_id, received_at, current_carrier,
                         current_premium, external_source, external_id, x_date, source_id, renters_data, renters_schema_version)
  SELECT i, i, 'auto', i, i, '2025-06-01', word, 500, word, word, '2026-02-01', min(s.id), NULL, NULL FROM crm.lead_sources AS s;
  UPDATE crm.leads SET status_id = 'contacted', status_reason = word WHERE id = i;
  UPDATE crm.leads SET renters_data = jsonb_build_object('extra', jsonb_build_object('w', word)), renters_schema_version = 1 WHERE id = i;
  INSERT INTO crm.lead_communications (id, lead_id, contact_id, agent_id, communication_type_id, direction, occurred_at, subject, body)
  VALUES (i, i, i, i, 'call', 'outbound', '2025-06-02', word, word || ' called'),
         (i + 10, i, i, i, 'email', 'inbound', '2025-06-03', word, word || ' wrote');
  INSERT INTO crm.lead_communications (id, lead_id, agent_id, communication_type_id, direction, scheduled_at, subject)
  VALUES (i + 20, i, i, 'call', 'outbound', '2026-02-01', word);
  INSERT INTO crm.lead_notes (id, lead_id, body) VALUES (i, i, word || ' note');
  INSERT INTO crm.lead_marketing_settings (id, lead_id, landing_page) VALUES (i, i, word);
  INSERT INTO crm.opportunities (id, client_id, lead_id, stage_id, name, premium, agent_id)
  SELECT i, i, i, min(id), word, 900, i FROM crm.opportunity_stages WHERE pipeline = 'new_business' AND category = 'open';
  UPDATE crm.opportunities SET stage_id = (SELECT max(id) FROM crm.opportunity_stages
                                           WHERE pipeline = 'new_business' AND category = 'open') WHERE id = i;
  INSERT INTO crm.ai_templates (id, tenant_id, purpose, version, status, body) VALUES (i + 100000, t, 'summary', 1000, 'active', word || ' {{ lead.id }}');
  INSERT INTO crm.score_models (id, tenant_id, name, version, definition) SELECT i + 100000, t, word, 1, definition FROM crm.score_models WHERE is_builtin;
  PERFORM crm.rescore_leads('2025-12-31');
  PERFORM crm.refresh_dashboards();
  INSERT INTO crm.tenant_members (tenant_id, role_name) VALUES (t, 'regress_crm_clerk');
END $$;
SELECT pg_temp.fill(1, 1, 'horse'), pg_temp.fill(1002, 2, 'zebra');
SET LOCAL crm.tenant_id = 1;

-- All of the other tenant's rows, whoever asks.
CREATE FUNCTION pg_temp.fingerprint() RETURNS text LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  t regclass;
  one text;
  everything text := '';
BEGIN
  FOR t IN SELECT attrelid FROM pg_attribute JOIN pg_class ON oid = attrelid
           WHERE attname = 'tenant_id' AND relnamespace = 'crm'::regnamespace AND relkind = 'r' ORDER BY relname LOOP
    EXECUTE format('SELECT md5(string_agg(r::text, %L ORDER BY r::text)) FROM %s AS r WHERE tenant_id = 1002', '|', t) INTO one;
    everything := concat(everything, one);
  END LOOP;
  RETURN md5(everything);
END $$;

SELECT set_config('regress.fingerprint', pg_temp.fingerprint(), true) <> '' AS there_is_something_to_touch;

-- Runs a statement as a role and takes it back: its rows, or all that its error says; and whether it touched what it must not.
CREATE FUNCTION pg_temp.attempt(role_name text, call text, writes boolean) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  outcome text;
  detail text;
  hint text;
BEGIN
  BEGIN
    EXECUTE format('SET LOCAL ROLE %I', role_name);
    IF call LIKE 'SELECT * FROM %' THEN
      EXECUTE format('SELECT string_agg(r::text, %L) FROM (%s) AS r', E'\n', call) INTO outcome;
    ELSE
      EXECUTE call;
      outcome := 'done';
    END IF;
    IF writes AND pg_temp.fingerprint() <> current_setting('regress.fingerprint') THEN
      outcome := 'zebra''s rows were changed';
    END IF;
    RAISE EXCEPTION USING ERRCODE = 'UT000';
  EXCEPTION WHEN SQLSTATE 'UT000' THEN
    RETURN outcome;
  WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS outcome = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    RETURN concat_ws(' / ', SQLSTATE, outcome, detail, hint);
  END;
END $$;

-- zebra: across the border; nowhere: the same for ids and tenants that do not exist.
CREATE TEMPORARY TABLE attempts (n serial, role_name text, label text, writes boolean, zebra_call text, nowhere_call text,
                                 zebra text, nowhere text);
CREATE TEMPORARY VIEW roles AS
SELECT rolname::text AS role_name FROM pg_roles WHERE rolname ~ '^regress_crm_(analyst_1|agent_1|admin_1|agent_all)$';

-- Functions and views: the other's rows as its tenant, the other's rows as one's own, one's own rows as its tenant.
INSERT INTO attempts (role_name, label, writes, zebra_call, nowhere_call)
SELECT r.role_name, z.label || v.label, z.volatility = 'v', z.call, n.call
FROM roles AS r
CROSS JOIN (VALUES (', theirs for theirs', 1002, 1002, 1999, 1999), (', theirs for us', 1002, 1, 1999, 1), (', ours for theirs', 1001, 1002, 1001, 1999))
  AS v (label, id, tenant, no_id, no_tenant)
CROSS JOIN LATERAL pg_temp.calls(v.id, v.tenant) AS z
JOIN LATERAL pg_temp.calls(v.no_id, v.no_tenant) AS n ON n.label = z.label
WHERE z.volatility <> 'i';

-- Foreign keys: our row made to point at theirs, for each column that can.
INSERT INTO attempts (role_name, label, writes, zebra_call, nowhere_call)
SELECT r.role_name, format('%s of %s', k.conname, k.conrelid::regclass), true, format(u.statement, k.conrelid::regclass, a.attname, 1002),
       format(u.statement, k.conrelid::regclass, a.attname, 1999)
FROM roles AS r, pg_constraint AS k
JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey) AND a.atttypid = 'int8'::regtype
  AND a.attname <> 'tenant_id'
CROSS JOIN (VALUES ('UPDATE %s SET %I = %s')) AS u (statement)
WHERE k.connamespace = 'crm'::regnamespace AND k.contype = 'f';

-- Rows: theirs written as ours and as theirs, over the same keys and with new ones.
CREATE TEMPORARY TABLE their_rows (relation regclass, r jsonb);
DO $$
DECLARE
  t regclass;
BEGIN
  FOR t IN SELECT attrelid FROM pg_attribute JOIN pg_class ON oid = attrelid
           WHERE attname = 'tenant_id' AND relnamespace = 'crm'::regnamespace AND relkind = 'r' LOOP
    EXECUTE format('INSERT INTO pg_temp.their_rows SELECT %L::regclass, to_jsonb(r) FROM %s AS r WHERE tenant_id = 1002 LIMIT 1', t, t);
  END LOOP;
END $$;
-- None is left out.
SELECT attrelid::regclass FROM pg_attribute JOIN pg_class ON oid = attrelid
WHERE attname = 'tenant_id' AND relnamespace = 'crm'::regnamespace AND relkind = 'r' AND attrelid NOT IN (SELECT relation FROM their_rows);
CREATE TEMPORARY VIEW columns AS
SELECT attrelid AS relation, string_agg(quote_ident(attname), ', ') AS names
FROM pg_attribute WHERE attnum > 0 AND attgenerated = '' AND NOT attisdropped GROUP BY attrelid;
INSERT INTO attempts (role_name, label, writes, zebra_call, nowhere_call)
SELECT r.role_name, format('a row for %s%s', w.relation, v.label), true,
       format('INSERT INTO %s (%s) SELECT %2$s FROM jsonb_populate_record(NULL::%1$s, %3$L)', w.relation, c.names, w.r || v.change),
       format('INSERT INTO %s (%s) SELECT %2$s FROM jsonb_populate_record(NULL::%1$s, %3$L)', w.relation, c.names,
              replace(replace((w.r || v.change)::text, '1002', '1999'), 'zebra', 'okapi')::jsonb)
FROM roles AS r, their_rows AS w JOIN columns AS c USING (relation)
CROSS JOIN (VALUES (' as theirs', '{}'::jsonb), (' as ours', '{"tenant_id": 1}')) AS v (label, change);

-- Statements on each table and view that name their rows; a condition that would tell what it is shown.
CREATE FUNCTION pg_temp.tell(shown text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS $$
BEGIN
  IF shown ~ 'zebra' THEN
    RAISE EXCEPTION 'was shown %', shown;
  END IF;
  RETURN true;
END $$;
INSERT INTO attempts (role_name, label, writes, zebra_call, nowhere_call)
SELECT r.role_name, format(v.statement, c.oid::regclass, 'n'), v.statement !~ '^SELECT', format(v.statement, c.oid::regclass, 1002),
       format(v.statement, c.oid::regclass, 1999)
FROM roles AS r, pg_class AS c
CROSS JOIN (VALUES ('SELECT * FROM %s AS x WHERE pg_temp.tell(x::text) AND 1 < %s'), ('UPDATE %s SET tenant_id = 1 WHERE tenant_id = %s'),
                   ('DELETE FROM %s WHERE tenant_id = %s'), ('UPDATE %s SET tenant_id = %s')) AS v (statement)
WHERE c.relnamespace = 'crm'::regnamespace AND c.relkind IN ('r', 'v')
  AND (v.statement ~ '^SELECT' OR c.relkind = 'r' AND EXISTS (
         SELECT FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id'));

-- Sequences: nobody reads or sets them, though nextval tells whoever writes how many rows all tenants have made.
INSERT INTO attempts (role_name, label, writes, zebra_call, nowhere_call)
SELECT r.role_name, format('sequence %s', c.oid::regclass), false, v.call, v.call
FROM roles AS r, pg_class AS c
CROSS JOIN LATERAL (VALUES (format('SELECT * FROM %s', c.oid::regclass)), (format('SELECT * FROM setval(%L, 1, false)', c.oid::regclass))) AS v (call)
WHERE c.relnamespace = 'crm'::regnamespace AND c.relkind = 'S';

UPDATE attempts SET zebra = pg_temp.attempt(role_name, zebra_call, writes), nowhere = pg_temp.attempt(role_name, nowhere_call, writes);

-- Nobody has been shown a word of theirs, and nothing of theirs has changed.  (What a statement itself said may come back.)
SELECT role_name, label, zebra FROM attempts WHERE zebra ~ 'zebra' AND label !~ '^a row for'
  AND NOT (role_name = 'regress_crm_agent_all' AND label ~ 'FROM crm.tenants') ORDER BY n LIMIT 20;
CREATE FUNCTION pg_temp.anonymous(outcome text) RETURNS text LANGUAGE sql AS $$
  -- a row with one number is what a writer got from a sequence; a time and seconds are when dashboards were refreshed
  SELECT regexp_replace(regexp_replace(regexp_replace(regexp_replace(outcome, ',"\w{3} \w{3} \d\d [\d:.]+ \d{4} \w+",[\d.]+\)', ',clock)', 'g'),
                        '^\(\d+\)$', '(n)'), '1002|1999', 'N', 'g'), 'zebra|okapi', 'W', 'g') $$;
-- Nobody can tell their rows from rows that are nowhere.
SELECT role_name, label, zebra, nowhere FROM attempts
WHERE pg_temp.anonymous(zebra) IS DISTINCT FROM pg_temp.anonymous(nowhere)
  -- a role that is bound to no tenant knows which tenants there are
  AND NOT (role_name = 'regress_crm_agent_all' AND label ~ 'for theirs$|crm.tenants')
  -- ids of templates and models are unique over all tenants: an admin can find that one is taken
  AND NOT zebra ~ '"(ai_templates|score_models)_pkey"' ORDER BY n LIMIT 20;
SELECT DISTINCT label, zebra FROM attempts WHERE label ~ '^sequence' AND zebra !~ '^42501' LIMIT 5;
-- The attempts were what they were meant to be: across foreign keys, policies, privileges, and by calls that went through.
SELECT role_name, count(*) > 400 AS attempts, count(*) FILTER (WHERE zebra ~ '^23503') > 15 AS foreign_keys,
       count(*) FILTER (WHERE zebra ~ '^42501 / new row') > 5 AS policies, count(*) FILTER (WHERE zebra ~ '^42501 / permission') > 15 AS privileges,
       count(*) FILTER (WHERE zebra !~ '^[0-9A-Z]{5} / ') > 50 AS went_through
FROM attempts GROUP BY role_name ORDER BY role_name;

-- And all this can fail: as the other tenant's, the same calls show its rows, and writers write them.
SET LOCAL crm.tenant_id = 1002;
CREATE TEMPORARY TABLE controls AS
SELECT label, volatility, pg_temp.attempt('regress_crm_agent_all', call, volatility = 'v') AS outcome FROM pg_temp.calls(1002, 1002);
SELECT count(*) FILTER (WHERE outcome ~ 'zebra' AND volatility = 's') > 20 AS shown,
       count(*) FILTER (WHERE outcome ~ 'rows were changed') > 3 AS written,
       count(*) FILTER (WHERE outcome !~ '^[0-9A-Z]{5} / ') > 100 AS fine FROM controls;
ROLLBACK;
