-- Prompts under a hostile search_path, set before any of their statements is planned.
\set ON_ERROR_ROLLBACK on
BEGIN;
\getenv inputdir PG_ABS_SRCDIR
\set fixture :inputdir '/support/prompt_leads.sql'
\i :fixture
CREATE SCHEMA regress_crm_hostile;
CREATE FUNCTION regress_crm_hostile.evil(bigint, bigint) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''hijacked''; END';
CREATE FUNCTION regress_crm_hostile.evil(text, text) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''hijacked''; END';
CREATE FUNCTION regress_crm_hostile.evil(timestamptz, timestamptz) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''hijacked''; END';
CREATE OPERATOR regress_crm_hostile.= (FUNCTION = regress_crm_hostile.evil, LEFTARG = bigint, RIGHTARG = bigint);
CREATE OPERATOR regress_crm_hostile.= (FUNCTION = regress_crm_hostile.evil, LEFTARG = text, RIGHTARG = text);
CREATE OPERATOR regress_crm_hostile.<= (FUNCTION = regress_crm_hostile.evil, LEFTARG = timestamptz, RIGHTARG = timestamptz);
CREATE FUNCTION regress_crm_hostile.lower(text) RETURNS text LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''hijacked''; END';
SET LOCAL search_path = regress_crm_hostile, pg_catalog;
SELECT pg_catalog.length(crm.render_prompt(1001, 'summary', as_of => :as_of)) OPERATOR(pg_catalog.>) 0 AS rendered;
SELECT pg_catalog.length(crm.render_prompt(1001, 'sumary', as_of => :as_of));
SELECT pg_catalog.jsonb_typeof(crm.lead_context(1001, 4000, :as_of)) AS context;
SELECT pg_catalog.jsonb_typeof(crm.render_messages(1001, 'next_action', 800, :as_of)) AS messages;
SELECT reason FROM crm.resolve_template(1001, 'call_script');
SELECT bytes OPERATOR(pg_catalog.>) 0 AS prefix FROM crm.template_prefix(1);
SELECT crm.publish_template('brief', 'Hi {{ client.first_name }}') OPERATOR(pg_catalog.>) 0::bigint AS published;

ROLLBACK;
