-- The shortcuts of script/crm.psqlrc: each of them runs, with its defaults and with a lead and a name chosen.
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
\getenv srcdir PG_ABS_SRCDIR
\set rc :srcdir /../script/crm.psqlrc
BEGIN;
SET TIME ZONE 'UTC';
\set ECHO none
\i :rc
\set ECHO all

-- A database without a lead: nothing, but no error either, except where one lead must be named.
\o /dev/null
:queue
:lead
:find
:pipeline
:forecast
:accuracy
:funnel
:cohorts
:speed
:agents
:sources
:campaigns
:stale
:overdue
:noplan
:xdates
:winback
:gaps
:losses
:renewals
:answers
:quality
:tenant
:fresh
\o

INSERT INTO crm.clients (id, client_type, last_name, first_name, email) VALUES
  (1001, 'individual', 'Ames', 'Lee', 'lee@example.com'), (1002, 'individual', 'O''Hara', 'Jo', NULL);
INSERT INTO crm.leads (id, client_id, insurance_type_id, status_id, source_id, received_at, quoted_premium) VALUES
  (1001, 1001, 'auto', 'new', 'website', '2025-01-15 15:00+00', 900), (1002, 1002, 'home', 'bound', 'website', '2025-02-15 15:00+00', 1200);
INSERT INTO crm.lead_notes (id, lead_id, client_id, body, source) VALUES (1001, 1002, 1002, 'has a dog', 'human');
:funnel
-- The first of the queue is looked at, or another one.
\echo :lead_id
\o /dev/null
:lead
\set lead_id 1002
:lead
:timeline
:explain
:prompt
\o
\set who 'o''hara'
:find
-- Reading it again forgets neither.
\set ECHO none
\i :rc
\set ECHO all
\echo :lead_id :who
\set lead_id 999
:timeline

ROLLBACK;
