-- crm.lead_context: what is in it, under a budget, at a moment; options; errors.
\set ON_ERROR_ROLLBACK on
BEGIN;
\getenv inputdir PG_ABS_SRCDIR
\set fixture :inputdir '/support/prompt_leads.sql'
\i :fixture
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

-- one long message does not keep all others away: it goes without its body where that does not fit, and whole where it does
SAVEPOINT long;
INSERT INTO crm.lead_communications (id, tenant_id, lead_id, client_id, communication_type_id, direction, subject, body, occurred_at)
SELECT 1900, l.tenant_id, l.id, l.client_id, t.id, 'inbound', 'Everything about the house', repeat('The roof is new. ', 1000), timestamptz :as_of - interval '1 hour'
FROM crm.leads AS l, crm.communication_types AS t WHERE l.id = 1001 AND t.channel = 'email' ORDER BY t.sort_order, t.id LIMIT 1;
SELECT b AS budget, (m ->> 'tokens')::int <= b AS fits, x -> 'timeline' -> 0 ->> 'subject' AS newest, left(x -> 'timeline' -> 0 ->> 'body', 40) AS body,
       length(x -> 'timeline' -> 0 ->> 'body') AS length, m #> '{timeline,kept}' AS events, m #> '{timeline,without_body}' AS without_body
  FROM (VALUES (1500), (4000), (8000)) AS v (b), crm.lead_context(1001, b, :as_of) AS x, jsonb_extract_path(x, 'manifest') AS m;
ROLLBACK TO long;

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
-- identifiers in the tone and in what the agent adds are masked like all others
SAVEPOINT toned;
UPDATE crm.clients SET preferred_tone = 'warm, not like 123-45-6789' WHERE id = 1001;
SELECT x ->> 'tone' AS tone, x ->> 'instructions' AS instructions
  FROM crm.lead_context(1001, as_of => :as_of, options => '{"instructions": "His social is 123-45-6789,\nhers 234-56-7891."}') AS x;
ROLLBACK TO toned;

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
