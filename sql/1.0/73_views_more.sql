-- More analysts' views: whom to come back to, what else to sell, what keeps, when people answer, what is wrong
-- with the data.  As in 70_views.sql: the current tenant's rows, the reader's rights, the tenant's days.

-- ------------------------------------------------------------------ what needs somebody

CREATE VIEW crm.no_next_step WITH (security_invoker = true) AS
SELECT n.kind, n.id, n.client_id, c.display_name AS client, n.stage, a.display_name AS agent, n.since,
       n.premium
FROM (
  SELECT 'lead' AS kind, l.id, l.tenant_id, l.client_id, l.status_id AS stage,
         l.assigned_agent_id AS agent_id,
         l.status_changed_at AS since, coalesce(l.quoted_premium, l.target_premium, l.current_premium) AS premium
  FROM crm.leads l JOIN crm.lead_statuses s ON s.id = l.status_id AND s.category = 'open'
  WHERE l.next_follow_up_at IS NULL AND l.ai_next_action_at IS NULL
    AND NOT EXISTS (SELECT FROM crm.lead_communications m
                    WHERE m.lead_id = l.id AND m.tenant_id = l.tenant_id AND m.occurred_at IS NULL
                      AND m.outcome IS NULL)
  UNION ALL
  SELECT 'opportunity', o.id, o.tenant_id, o.client_id, o.stage_id, o.agent_id, o.stage_changed_at, o.premium
  FROM crm.opportunities o JOIN crm.opportunity_stages s ON s.id = o.stage_id AND s.category = 'open'
  WHERE nullif(btrim(o.next_step), '') IS NULL
) AS n
JOIN crm.clients c ON c.id = n.client_id AND c.tenant_id = n.tenant_id
LEFT JOIN crm.agents a ON a.id = n.agent_id AND a.tenant_id = n.tenant_id
WHERE n.tenant_id = (SELECT crm.current_tenant())
ORDER BY n.since, n.kind, n.id;
COMMENT ON VIEW crm.no_next_step IS
  'Open leads for which nothing is planned (no follow-up, no communication, no suggested action with a '
  'time), and open opportunities without a next_step; those that stand longest first.';
COMMENT ON COLUMN crm.no_next_step.stage IS 'the lead''s status or the opportunity''s stage';
COMMENT ON COLUMN crm.no_next_step.since IS 'when it came into that status or stage';

CREATE VIEW crm.win_back WITH (security_invoker = true) AS
SELECT l.id AS lead_id, l.client_id, c.display_name AS client, l.insurance_type_id AS insurance_type,
       l.lost_reason_id AS reason,
       l.lost_at, l.current_carrier, coalesce(l.quoted_premium, l.current_premium) AS premium, l.x_date,
       l.x_date - d.today AS days_left, a.display_name AS agent
FROM crm.leads l
JOIN crm.tenants t ON t.id = l.tenant_id
CROSS JOIN LATERAL (SELECT (now() AT TIME ZONE t.timezone)::date AS today) d
JOIN crm.lead_statuses s ON s.id = l.status_id AND s.category = 'lost'
JOIN crm.lost_reasons r ON r.id = l.lost_reason_id
JOIN crm.clients c ON c.id = l.client_id AND c.tenant_id = l.tenant_id
LEFT JOIN crm.agents a ON a.id = l.assigned_agent_id AND a.tenant_id = l.tenant_id
WHERE l.tenant_id = (SELECT crm.current_tenant())
  AND l.x_date >= d.today AND (l.x_date - r.reapproach_before_x_date)::date <= d.today
  AND NOT EXISTS (SELECT FROM crm.lead_marketing_settings k
                  WHERE k.lead_id = l.id AND k.tenant_id = l.tenant_id AND k.do_not_contact)
  AND NOT EXISTS (SELECT FROM crm.leads o JOIN crm.lead_statuses os ON os.id = o.status_id AND os.category <> 'lost'
                  WHERE o.client_id = l.client_id AND o.tenant_id = l.tenant_id
                    AND o.insurance_type_id = l.insurance_type_id AND o.received_at > l.received_at)
ORDER BY l.x_date, l.id;
COMMENT ON VIEW crm.win_back IS
  'Lost leads to come back to today: their reason says how long before the X-date, and that time has come. '
  'Left out are those who asked not to be contacted, and those who have a newer lead for the same '
  'insurance that is not lost.';

-- What a client has is a set of bits: 1 auto, 2 home (a condo or a mobile home is one), 8 renters, 16 umbrella, 32 the liability
-- of a business, 64 other business insurance, 128 cyber, 256 workers compensation, 512 life, 1024 high limits.
CREATE VIEW crm.cross_sell_gaps WITH (security_invoker = true) AS
WITH held AS (
  SELECT w.client_id, min(w.bound_at) AS has_since, sum(w.quoted_premium) AS premium,
         bit_or(CASE w.insurance_type_id
             WHEN 'auto' THEN 1 WHEN 'home' THEN 2 WHEN 'condo' THEN 2 WHEN 'mobile_home' THEN 2 WHEN 'renters' THEN 8
             WHEN 'umbrella' THEN 16 WHEN 'bop' THEN 32 WHEN 'general_liability' THEN 32
             WHEN 'commercial_property' THEN 64 WHEN 'professional_liability' THEN 64 WHEN 'cyber' THEN 128
             WHEN 'workers_comp' THEN 256 WHEN 'term_life' THEN 512 WHEN 'whole_life' THEN 512 WHEN 'universal_life' THEN 512
             ELSE 0 END
           -- what carriers ask for beneath an umbrella
           | CASE WHEN w.auto_data @? '$.coverages.liability ? (@.bi_per_person >= 250000 || @.csl >= 500000)'
                    OR w.home_data @? '$.coverages ? (@.e_liability >= 300000)' THEN 1024 ELSE 0 END) AS has
  FROM crm.leads w
  JOIN crm.lead_statuses s ON s.id = w.status_id AND s.category = 'won'
  WHERE w.tenant_id = (SELECT crm.current_tenant())
  GROUP BY w.client_id
), offered AS (
  SELECT o.client_id, o.insurance_type_id
  FROM crm.leads o
  JOIN crm.lead_statuses s ON s.id = o.status_id AND s.category IN ('open', 'nurture')
  WHERE o.tenant_id = (SELECT crm.current_tenant())
  OFFSET 0  -- read once, not looked up for each gap
), gaps (sort_order, gap, has_one, has_all, has_none, employs, lacks) AS (VALUES
  (1, 'home without auto', 2, 0, 1, false, ARRAY['auto']),
  (2, 'auto without home or renters', 1, 0, 2 + 8, false, ARRAY['home', 'condo', 'mobile_home', 'renters']),
  (3, 'high limits without umbrella', 1024, 0, 16, false, ARRAY['umbrella']),
  (4, 'home and auto without umbrella', 1 + 2, 1 + 2, 16 + 1024, false, ARRAY['umbrella']),
  (5, 'business without cyber', 32 + 64, 0, 128, false, ARRAY['cyber']),
  (6, 'business without workers compensation', 32, 0, 256, true, ARRAY['workers_comp']),
  (7, 'family without life', 1 + 2, 1 + 2, 512, false, ARRAY['term_life', 'whole_life', 'universal_life'])
)
SELECT g.sort_order, g.gap, h.client_id, c.display_name AS client, c.client_type, a.display_name AS agent,
       h.has_since, h.premium
FROM held h
JOIN gaps g ON CASE WHEN h.has & g.has_one <> 0 AND h.has & g.has_none = 0 THEN h.has & g.has_all = g.has_all END
JOIN crm.clients c ON c.id = h.client_id AND c.tenant_id = (SELECT crm.current_tenant()) AND (NOT g.employs OR c.employee_count > 0)
LEFT JOIN crm.agents a ON a.id = c.owner_agent_id AND a.tenant_id = c.tenant_id
WHERE NOT EXISTS (SELECT FROM offered o WHERE o.client_id = h.client_id AND o.insurance_type_id = ANY (g.lacks))
-- By gap, then the largest premium: as one number, which sorts in half the time.
ORDER BY g.sort_order * 1e15 - coalesce(h.premium, -1), h.client_id;
COMMENT ON VIEW crm.cross_sell_gaps IS
  'Clients who bought one insurance (a lead of theirs is won) and neither have nor are being sold another '
  'that goes with it: home (also a condo or a mobile home) without auto, auto without home or renters, high limits without '
  'umbrella (their documents say bodily injury of 250,000 a person, a combined single limit of 500,000, or personal liability '
  'of 300,000, and more), home and auto of lower limits without umbrella, a business without cyber or (with employees) without '
  'workers compensation, home and auto without life. Largest premium first in each gap.';
COMMENT ON COLUMN crm.cross_sell_gaps.has_since IS 'when the client first bound anything';
COMMENT ON COLUMN crm.cross_sell_gaps.premium IS
  'quoted premium of all the client has bound, US dollars a year';

-- ------------------------------------------------------------------ how it goes

CREATE FUNCTION crm.retention(since date DEFAULT NULL, until date DEFAULT NULL,
                              tenant bigint DEFAULT crm.current_tenant())
  RETURNS TABLE (month text, due bigint, renewed bigint, lost bigint, still_open bigint, retention_rate numeric,
                 premium_renewed numeric, premium_lost numeric, premium_retention numeric)
  LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 50 SET search_path = pg_catalog, pg_temp
  SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
  span record := crm.report_span(since, until, tenant);
BEGIN
  RETURN QUERY
  SELECT to_char(g.month, 'YYYY-MM'), g.due, g.renewed, g.lost, g.still_open,
         crm.ratio(g.renewed, g.renewed + g.lost), coalesce(g.premium_renewed, 0.00), coalesce(g.premium_lost, 0.00),
         crm.ratio(coalesce(g.premium_renewed, 0), coalesce(g.premium_renewed, 0) + coalesce(g.premium_lost, 0))
  FROM (
    SELECT date_trunc('month', o.expected_close_on::timestamp) AS month, count(*) AS due,
           count(*) FILTER (WHERE s.category = 'won') AS renewed, count(*) FILTER (WHERE s.category = 'lost') AS lost,
           count(*) FILTER (WHERE s.category = 'open') AS still_open,
           sum(o.premium) FILTER (WHERE s.category = 'won') AS premium_renewed,
           sum(o.premium) FILTER (WHERE s.category = 'lost') AS premium_lost
    FROM crm.opportunities o
    JOIN crm.opportunity_stages s ON s.id = o.stage_id
    WHERE o.tenant_id = tenant AND o.kind = 'renewal'
      AND o.expected_close_on >= coalesce(span.since, '-infinity') AND o.expected_close_on < coalesce(span.until, 'infinity')
    GROUP BY 1) AS g
  ORDER BY g.month;
END
$$;
COMMENT ON FUNCTION crm.retention(date, date, bigint) IS
  'renewals (opportunities of kind renewal) by the month they were due (expected_close_on, within a span): how many were '
  'renewed, lost, or are still open. retention_rate = renewed / (renewed + lost), and premium_retention the same in '
  'premium, US dollars a year; null while none is decided. Months in which none was due have no row. Raises '
  'invalid_parameter_value for a span that ends before it begins';

CREATE VIEW crm.retention WITH (security_invoker = true) AS SELECT * FROM crm.retention();
COMMENT ON VIEW crm.retention IS 'Do they stay: crm.retention() over all time, which see.';

CREATE FUNCTION crm.contact_time_heatmap(since date DEFAULT NULL, until date DEFAULT NULL,
                                         tenant bigint DEFAULT crm.current_tenant())
  RETURNS TABLE (weekday int, day text, hour int, attempts bigint, answered bigint, answer_rate numeric, smoothed_rate numeric)
  LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 168 SET search_path = pg_catalog, pg_temp
  SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
  span record := crm.report_span(since, until, tenant);
BEGIN
  RETURN QUERY
  SELECT w.weekday, (ARRAY['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'])[w.weekday], w.hour,
         coalesce(k.attempts, 0), coalesce(k.answered, 0), crm.ratio(k.answered, k.attempts),
         crm.ratio(coalesce(k.answered, 0) + 10 * sum(k.answered) OVER () / nullif(sum(k.attempts) OVER (), 0),
                   coalesce(k.attempts, 0) + 10)
  FROM (SELECT d AS weekday, h AS hour FROM generate_series(1, 7) AS d, generate_series(0, 23) AS h) AS w
  LEFT JOIN (
    SELECT extract(isodow FROM z.local_time)::int AS weekday, extract(hour FROM z.local_time)::int AS hour,
           count(*) AS attempts,
           count(*) FILTER (WHERE y.counts_as_contact
             AND coalesce(m.outcome, '') NOT IN ('no_answer', 'left_message', 'voicemail', 'busy', 'wrong_number', 'failed')) AS answered
    FROM crm.lead_communications m
    JOIN crm.communication_types y ON y.id = m.communication_type_id AND y.channel = 'call'
    JOIN crm.tenants t ON t.id = m.tenant_id
    JOIN crm.clients c ON c.id = m.client_id AND c.tenant_id = m.tenant_id
    LEFT JOIN crm.addresses a ON a.id = c.address_id AND a.tenant_id = c.tenant_id
    CROSS JOIN LATERAL (SELECT m.occurred_at AT TIME ZONE coalesce(a.timezone, t.timezone) AS local_time) AS z
    WHERE m.tenant_id = tenant AND m.direction = 'outbound'
      AND m.occurred_at >= span.from_at AND m.occurred_at < span.to_at
    GROUP BY 1, 2
  ) AS k ON k.weekday = w.weekday AND k.hour = w.hour
  ORDER BY w.weekday, w.hour;
END
$$;
COMMENT ON FUNCTION crm.contact_time_heatmap(date, date, bigint) IS
  'when people answer: outbound calls of a span by weekday (1 Monday to 7 Sunday) and hour where the '
  'client lives (the address''s time zone, else the tenant''s), and how many reached somebody: their type '
  'counts as contact (a call does, a voicemail does not), and the outcome is none of no_answer, '
  'left_message, voicemail, busy, wrong_number, failed. All 168 hours of a week have a row. smoothed_rate: '
  'the rate drawn towards that of the whole week as if by 10 calls more, since few calls say little; null '
  'without any call. Raises invalid_parameter_value for a span that ends before it begins';

CREATE VIEW crm.contact_time_heatmap WITH (security_invoker = true) AS
SELECT * FROM crm.contact_time_heatmap();
COMMENT ON VIEW crm.contact_time_heatmap IS
  'When people answer, by weekday and hour: crm.contact_time_heatmap() over all time, which see.';

-- ------------------------------------------------------------------ what is wrong with the data

CREATE FUNCTION crm.data_quality(as_of timestamptz DEFAULT now(), tenant bigint DEFAULT crm.current_tenant())
  RETURNS TABLE (of_what text, problem text, found bigint, total bigint, share numeric, example_id bigint)
  LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 11 SET search_path = pg_catalog, pg_temp
  SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
  today date := (as_of AT TIME ZONE (SELECT t.timezone FROM crm.tenants t WHERE t.id = tenant))::date;
  open_statuses CONSTANT text[] := ARRAY(SELECT s.id FROM crm.lead_statuses s WHERE s.category = 'open');
  documented CONSTANT text[] := ARRAY(SELECT y.id FROM crm.insurance_types y WHERE y.document_kind IS NOT NULL);
BEGIN
  RETURN QUERY
  -- What is there twice, from the indexes alone; one of them is looked up below.
  WITH emails AS (
    SELECT k.email_key, count(*) AS n FROM crm.clients k
    WHERE k.tenant_id = tenant AND k.email_key IS NOT NULL GROUP BY k.email_key HAVING count(*) > 1
  ), phones AS (
    SELECT k.phone_key, count(*) AS n FROM crm.clients k
    WHERE k.tenant_id = tenant AND k.phone_key IS NOT NULL GROUP BY k.phone_key HAVING count(*) > 1
  ), persons AS (
    SELECT count(*) AS n, min(k.id) AS id FROM crm.clients k
    WHERE k.tenant_id = tenant AND (k.date_of_birth IS NOT NULL OR k.fein IS NOT NULL)
    GROUP BY k.name_key, k.date_of_birth, k.fein HAVING count(*) > 1
  ), c AS (
    SELECT count(*) AS clients, count(k.email_key) AS emails, count(k.phone_key) AS phones, count(*) FILTER (WHERE k.has_phone) AS numbers,
           count(*) FILTER (WHERE k.no_way) AS no_way, min(k.id) FILTER (WHERE k.no_way) AS no_way_id,
           count(*) FILTER (WHERE k.bad_email) AS bad_email, min(k.id) FILTER (WHERE k.bad_email) AS bad_email_id,
           count(*) FILTER (WHERE k.bad_phone) AS bad_phone, min(k.id) FILTER (WHERE k.bad_phone) AS bad_phone_id,
           count(*) FILTER (WHERE k.no_address) AS no_address, min(k.id) FILTER (WHERE k.no_address) AS no_address_id
    FROM (SELECT i.id, i.email_key, i.phone_key, i.address_id IS NULL AS no_address,
                 CASE WHEN i.phone_key IS NULL THEN btrim(i.phone) <> '' ELSE true END AS has_phone,
                 i.email_key IS NULL AND i.phone_key IS NULL AS no_way,
                 i.email_key !~ '^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$' AS bad_email,
                 CASE WHEN length(i.phone_key) >= 10 THEN false ELSE btrim(i.phone) <> '' END AS bad_phone
          FROM crm.clients i WHERE i.tenant_id = tenant OFFSET 0) AS k  -- OFFSET: each is worked out once
  ), l AS (
    SELECT count(*) AS leads, count(*) - count(i.source_id) AS no_source, min(i.id) FILTER (WHERE i.source_id IS NULL) AS no_source_id
    FROM crm.leads i WHERE i.tenant_id = tenant
  ), o AS (
    SELECT count(*) AS leads, count(*) FILTER (WHERE k.nobody) AS nobody, min(k.id) FILTER (WHERE k.nobody) AS nobody_id,
           count(*) FILTER (WHERE k.has_kind) AS kinds,
           count(*) FILTER (WHERE k.has_kind AND k.documents = 0) AS no_document,
           min(k.id) FILTER (WHERE k.has_kind AND k.documents = 0) AS no_document_id,
           count(k.x_date) AS x_dates, count(*) FILTER (WHERE k.x_date < today) AS past, min(k.id) FILTER (WHERE k.x_date < today) AS past_id
    FROM (SELECT i.id, i.x_date, i.assigned_agent_id IS NULL AND i.received_at < as_of - interval '24 hours' AS nobody,
                 i.insurance_type_id = ANY (documented) AS has_kind,
                 num_nonnulls(i.auto_data, i.home_data, i.renters_data, i.specialty_data, i.commercial_data, i.life_data) AS documents
          FROM crm.leads i WHERE i.tenant_id = tenant AND i.status_id = ANY (open_statuses) OFFSET 0) AS k
  )
  SELECT q.of_what, q.problem, coalesce(q.found, 0)::bigint, q.total, crm.ratio(coalesce(q.found, 0), q.total), q.example_id
  FROM c, l, o, LATERAL (VALUES
    (1, 'clients', 'neither e-mail nor phone', c.no_way, c.clients, c.no_way_id),
    (2, 'clients', 'e-mail that is none', c.bad_email, c.emails, c.bad_email_id),
    (3, 'clients', 'phone number of fewer than ten digits', c.bad_phone, c.numbers, c.bad_phone_id),
    (4, 'clients', 'e-mail of another client too', (SELECT sum(e.n) FROM emails e), c.emails,
     (SELECT min(k.id) FROM crm.clients k WHERE k.tenant_id = tenant AND k.email_key = (SELECT min(e.email_key) FROM emails e))),
    (5, 'clients', 'phone number of another client too', (SELECT sum(p.n) FROM phones p), c.phones,
     (SELECT min(k.id) FROM crm.clients k WHERE k.tenant_id = tenant AND k.phone_key = (SELECT min(p.phone_key) FROM phones p))),
    (6, 'clients', 'same name and birth date, or name and FEIN', (SELECT sum(p.n) FROM persons p), c.clients,
     (SELECT min(p.id) FROM persons p)),
    (7, 'clients', 'no address', c.no_address, c.clients, c.no_address_id),
    (8, 'leads', 'no source', l.no_source, l.leads, l.no_source_id),
    (9, 'open leads', 'nobody assigned after a day', o.nobody, o.leads, o.nobody_id),
    (10, 'open leads', 'no coverage document, though the insurance has one', o.no_document, o.kinds, o.no_document_id),
    (11, 'open leads', 'X-date that has passed', o.past, o.x_dates, o.past_id)
  ) AS q (sort_order, of_what, problem, found, total, example_id)
  ORDER BY q.sort_order;
END
$$;
COMMENT ON FUNCTION crm.data_quality(timestamptz, bigint) IS
  'what is missing, malformed or suspected to be there twice among clients and leads: found, of a total that could have the '
  'problem (an e-mail that is none, of all e-mails), their share (null of a total of 0), and the id of one to look at. '
  'Two clients are suspected to be one by the same e-mail, the same phone number, or the same name with the same birth '
  'date or FEIN. as_of is for unassigned leads and X-dates';

CREATE VIEW crm.data_quality WITH (security_invoker = true) AS SELECT * FROM crm.data_quality();
COMMENT ON VIEW crm.data_quality IS
  'What is wrong with the data: crm.data_quality() now, which see for the definitions.';
