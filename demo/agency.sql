-- A demo agency: Harborline Insurance, Charlotte, North Carolina, with two years of clients, leads, talks,
-- documents, deals and renewals.  Nothing in it is random: each choice hangs on a hash of what it is for, so
-- that every load of one as_of gives the same rows.
--
--   psql -f demo/agency.sql                        as if today were today
--   psql -v as_of=2026-06-01 -f demo/agency.sql    as if it were nine in the morning of that day
--
-- It fills the current tenant (crm.tenant_id; tenant 1 where there is no other), which must have no client yet:
-- a second run is refused and changes nothing.  All in one transaction.  People, companies and telephone
-- numbers are made up; towns, ZIP codes and makes of cars are real.

\set ON_ERROR_STOP on
\set QUIET on
\if :{?as_of}
\else
  \set as_of ''
\endif

BEGIN;
SET LOCAL timezone = 'America/New_York';
SET LOCAL client_min_messages = warning;
SET LOCAL jit = off;

\ir agency/functions.sql
CREATE TEMP TABLE demo_clock ON COMMIT DROP AS
  SELECT coalesce((nullif(:'as_of', '')::date + time '09:00')::timestamptz, date_trunc('minute', now())) AS as_of;
DO 'BEGIN PERFORM pg_temp.check_tenant(); END';

\ir agency/people.sql
\ir agency/businesses.sql
\ir agency/campaigns.sql
\ir agency/leads.sql
\ir agency/lives.sql
\ir agency/documents_auto.sql
\ir agency/documents_other.sql
\ir agency/lead_rows.sql
\ir agency/texts_first.sql
\ir agency/texts_quote.sql
\ir agency/texts_end.sql
\ir agency/communications.sql
\ir agency/notes.sql
\ir agency/deals.sql
\ir agency/hostile.sql
\ir agency/finish.sql

SELECT as_of FROM demo_clock \gset
COMMIT;

SELECT to_regprocedure('crm.rescore_leads(timestamptz, boolean, bigint)') IS NOT NULL AS can_score \gset
\if :can_score
  SELECT crm.rescore_leads(:'as_of') AS scored \gset
\endif
ANALYZE crm.clients, crm.leads, crm.lead_communications, crm.lead_notes, crm.opportunities;
