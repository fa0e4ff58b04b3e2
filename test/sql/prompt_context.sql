-- crm.lead_context: what is in it, under a budget, at a moment; options; errors.
\set ON_ERROR_ROLLBACK on
BEGIN;
SET LOCAL client_min_messages = warning;
SET LOCAL timezone = 'Asia/Tokyo';
UPDATE crm.tenants SET name = 'Harborline', timezone = 'America/New_York' WHERE id = 1;
INSERT INTO crm.agents (id, tenant_id, display_name, phone) VALUES (1001, 1, 'Maria Lopez', '614-555-0100');
INSERT INTO crm.addresses (id, tenant_id, line1, city, state, postal_code)
  VALUES (1001, 1, '12 Elm St', 'Columbus', 'OH', '43004');
INSERT INTO crm.clients (id, tenant_id, client_type, first_name, last_name, date_of_birth, occupation, ssn_last4,
                         gender, email, phone, address_id, preferred_channel, preferred_language, preferred_tone)
  VALUES (1001, 1, 'individual', 'Dana', 'Whitfield', '1985-03-14', 'nurse', '6789', 'F', 'dana@example.com',
          '(614) 555-0142', 1001, 'email', 'en', 'friendly'),
         (1002, 1, 'individual', NULL, 'Quiet', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO crm.leads (id, tenant_id, client_id, insurance_type_id, status_id, source_id, assigned_agent_id,
                       current_carrier, current_premium, x_date, quoted_premium, auto_data, auto_schema_version,
                       received_at, quoted_at, last_contact_at, status_changed_at)
  VALUES (1001, 1, 1001, 'auto', 'quoted', 'website', 1001, 'Geico', 1840, '2026-02-20', 1522.50,
          '{"state": "OH", "drivers": [{"id": "d1", "first_name": "Dana", "date_of_birth": "1985-03-14",
            "license_number_last4": "4821"}], "vehicles": [{"id": "v1", "year": 2021, "make": "Honda"}]}', 1,
          '2026-01-05 14:30+00', '2026-01-08 16:00+00', '2026-01-12 15:00+00', '2026-01-08 16:00+00'),
         (1002, 1, 1002, 'renters', 'new', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
          '2026-01-10 10:00+00', NULL, NULL, '2026-01-10 10:00+00');
INSERT INTO crm.lead_communications (id, tenant_id, lead_id, client_id, agent_id, communication_type_id, direction,
                                     subject, body, occurred_at, outcome, duration)
  VALUES (1001, 1, 1001, 1001, 1001, 'call', 'outbound', NULL, 'Left word about the auto quote.',
          '2026-01-05 15:00+00', 'voicemail', '40 seconds'),
         (1002, 1, 1001, 1001, NULL, 'email', 'inbound', 'Re: quote',
          E'Hi Maria,\nmy license is OH DL RT482136, SSN 123-45-6789. \n\nDana', '2026-01-12 15:00+00', NULL, NULL),
         (1003, 1, 1001, 1001, NULL, 'sms', 'inbound', NULL, 'This comes after as_of.', '2026-01-20 15:00+00', NULL, NULL);
INSERT INTO crm.lead_notes (id, tenant_id, lead_id, client_id, author, body, is_pinned, created_at)
  VALUES (1001, 1, 1001, 1001, 'mlopez', 'Husband Tom has a DUI from 2021, will be excluded.', true, '2026-01-06 10:00+00'),
         (1002, 1, 1001, 1001, 'mlopez', 'Wants 100/300/100.', false, '2026-01-09 10:00+00'),
         (1003, 1, 1001, 1001, 'mlopez', 'A note after as_of.', false, '2026-01-20 10:00+00');
INSERT INTO crm.lead_marketing_settings (id, tenant_id, lead_id, client_id, email_opt_in, sms_opt_in, call_opt_in)
  VALUES (1001, 1, 1001, 1001, true, false, true);
\set as_of '''2026-01-15 12:00+00'''
\set SHOW_CONTEXT never
CREATE TEMP VIEW c AS SELECT crm.lead_context(1001, 4000, '2026-01-15 12:00+00') AS c;

-- the sections, and what stands in some; times are the agency's, not the session's
SELECT string_agg(k, ' ' ORDER BY k COLLATE "C") FROM c, jsonb_object_keys(c) AS k;
SELECT c ->> 'as_of' AS as_of, c ->> 'time_zone' AS zone, c ->> 'today' AS today, c ->> 'language' AS language FROM c;
SELECT jsonb_pretty((c -> 'lead') - 'auto_data') FROM c;
SELECT c -> 'lead' -> 'auto_data' AS document FROM c;
SELECT c -> 'client' AS client FROM c;
SELECT e.* FROM c, jsonb_to_recordset(c -> 'timeline') AS e (date date, "time" text, kind text, title text, direction text,
                                                             who text, minutes int, outcome text, subject text);
SELECT e -> 'body' AS body FROM c, jsonb_array_elements(c -> 'timeline') AS e WHERE e ? 'body';
SELECT n ->> 'date' AS date, n ->> 'body' AS note FROM c, jsonb_array_elements(c -> 'notes') AS n;
SELECT g ->> 'source' AS source, left(g ->> 'text', 60) AS guidance FROM c, jsonb_array_elements(c -> 'guidance') AS g;
SELECT c -> 'manifest' -> 'timeline' AS timeline, c -> 'manifest' -> 'notes' AS notes FROM c;

-- what must never be there
SELECT c::text ~ '123-45-6789|RT482136|1985-03-14|4821|6789|gender|comes after|after as_of' AS leaks FROM c;

-- without masking; with more of it
SELECT crm.lead_context(1001, 4000, :as_of, '{"redact": false}')::text ~ '123-45-6789' AS in_clear;
SELECT crm.lead_context(1001, 4000, :as_of, '{"redact": {"email": true, "phone": true, "dob": false}}') -> 'client' AS client;

-- under a budget: never above it, sections by priority, events whole, newest kept
SELECT b AS budget, (m ->> 'tokens')::int <= b AS fits,
       crm.count_tokens((x - 'manifest')::text) = (m ->> 'tokens')::int AS counted,
       (SELECT string_agg(s ->> 'name', ' ') FROM jsonb_array_elements(m -> 'sections') AS s WHERE (s ->> 'kept')::boolean) AS kept,
       m #> '{timeline,kept}' AS events, x ->> 'timeline_elided' AS elided
  FROM (VALUES (460), (700), (1100), (1300), (1500), (4000)) AS v (b), crm.lead_context(1001, b, :as_of) AS x,
       jsonb_extract_path(x, 'manifest') AS m;
SELECT bool_and((m ->> 'tokens')::int <= b) AS fits,
       bool_and((m #>> '{timeline,kept}')::int + (m #>> '{timeline,dropped}')::int = (m #>> '{timeline,total}')::int) AS adds_up
  FROM generate_series(460, 2000, 20) AS b, crm.lead_context(1001, b, :as_of) AS x, jsonb_extract_path(x, 'manifest') AS m;

-- the same bytes twice, whatever the session's settings
SELECT crm.lead_context(1001, 900, :as_of)::text AS before \gset
SET LOCAL timezone = 'Europe/Berlin';
SET LOCAL datestyle = 'German';
SET LOCAL intervalstyle = 'sql_standard';
SELECT crm.lead_context(1001, 900, :as_of)::text = :'before' AS same;
SHOW timezone;

-- at an earlier moment
SELECT x -> 'timeline' -> 0 ->> 'title' AS latest, jsonb_array_length(x -> 'timeline') AS events,
       x -> 'lead' ? 'quoted_at' AS quoted, x -> 'lead' ? 'last_contact_at' AS contacted
  FROM crm.lead_context(1001, as_of => '2026-01-05 14:45+00') AS x;

-- options
SELECT string_agg(k, ' ' ORDER BY k COLLATE "C")
  FROM crm.lead_context(1001, as_of => :as_of, options => '{"sections": ["notes", "status"]}') AS x, jsonb_object_keys(x) AS k;
SELECT x ->> 'as_of' AS as_of, x ->> 'timeline_elided' AS elided, x ->> 'language' AS language, x ->> 'tone' AS tone
  FROM crm.lead_context(1001, as_of => :as_of,
    options => '{"time_zone": "Asia/Kolkata", "max_events": 1, "language": "es-MX", "tone": "brief"}') AS x;

-- a lead about which nothing is known
SELECT string_agg(k, ' ' ORDER BY k COLLATE "C") FROM crm.lead_context(1002, as_of => :as_of) AS x, jsonb_object_keys(x) AS k;

-- no score is computed out of a long history: the stored one is taken, or none
SAVEPOINT short;
INSERT INTO crm.lead_communications (id, tenant_id, lead_id, client_id, communication_type_id, direction, occurred_at)
  SELECT 2000 + n, 1, 1002, 1002, 'call', 'outbound', '2026-01-11'::timestamptz + n * interval '1 minute' FROM generate_series(1, 500) AS n;
SELECT x ? 'score' AS scored, x #> '{manifest,score}' AS why_not FROM crm.lead_context(1002, as_of => :as_of) AS x;
INSERT INTO crm.lead_communications (id, tenant_id, lead_id, client_id, communication_type_id, direction, occurred_at)
  VALUES (1999, 1, 1002, 1002, 'call', 'outbound', '2026-01-11');
SELECT x ? 'score' AS scored, x #> '{manifest,score}' AS why_not FROM crm.lead_context(1002, as_of => :as_of) AS x;
SELECT crm.explain_prompt(1002, 'next_action', as_of => :as_of) -> 'score' AS why_not,
       crm.render_prompt(1002, 'next_action', as_of => :as_of) ~ 'Our score' AS scored;
SELECT crm.rescore_leads('2026-01-12') > 0 AS rescored;
INSERT INTO crm.lead_communications (id, tenant_id, lead_id, client_id, communication_type_id, direction, occurred_at)
  VALUES (1998, 1, 1002, 1002, 'call', 'outbound', '2026-01-13');
SELECT (x #>> '{score,score}')::numeric = (SELECT round(score, 1) FROM crm.lead_scores WHERE lead_id = 1002) AS as_stored,
       x #> '{manifest,score}' AS why_not FROM crm.lead_context(1002, as_of => :as_of) AS x;
ROLLBACK TO short;

-- where it came from is guidance until somebody has spoken with them
UPDATE crm.leads SET source_id = 'walk_in' WHERE id IN (1001, 1002);
SELECT l.id, string_agg(g ->> 'source', ' ') AS guidance
  FROM (VALUES (1001), (1002)) AS l (id), crm.lead_context(l.id, as_of => :as_of) AS x, jsonb_array_elements(x -> 'guidance') AS g GROUP BY 1 ORDER BY 1;

-- errors
SELECT crm.lead_context(4711);
SELECT crm.lead_context(1001, tenant => 4711);
SELECT crm.lead_context(1001, tenant => NULL);
SELECT crm.lead_context(NULL);
SELECT crm.lead_context(1001, 100, :as_of);
SELECT crm.lead_context(1001, 0);
SELECT crm.lead_context(1001, as_of => 'infinity');
SELECT crm.lead_context(1001, options => '{"chanel": "email"}');
SELECT crm.lead_context(1001, options => '{"wobble": 1}');
SELECT crm.lead_context(1001, options => '[]');
SELECT crm.lead_context(1001, options => '{"time_zone": "Mars/Olympus"}');
SELECT crm.lead_context(1001, options => '{"channel": "fax"}');
SELECT crm.lead_context(1001, options => '{"max_events": -1}');
SELECT crm.lead_context(1001, options => '{"max_events": 1.5}');
SELECT crm.lead_context(1001, options => '{"language": "no language at all"}');
SELECT crm.lead_context(1001, options => '{"sections": ["timline"]}');
SELECT crm.lead_context(1001, options => '{"redact": {"passport": true}}');

ROLLBACK;
