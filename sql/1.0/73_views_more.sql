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

CREATE VIEW crm.cross_sell_gaps WITH (security_invoker = true) AS
SELECT r.sort_order, r.gap, h.client_id, c.display_name AS client, c.client_type, a.display_name AS agent,
       h.has_since, h.premium
FROM (VALUES
  (1, 'home without auto', ARRAY['home', 'condo', 'mobile_home'], ARRAY['auto']),
  (2, 'auto without home or renters', ARRAY['auto'], ARRAY['home', 'condo', 'mobile_home', 'renters']),
  (3, 'high limits without umbrella', ARRAY['home', 'condo', 'mobile_home', 'auto'], ARRAY['umbrella']),
  (4, 'home and auto without umbrella', ARRAY['home'], ARRAY['umbrella']),
  (5, 'business without cyber', ARRAY['bop', 'general_liability', 'commercial_property', 'professional_liability'], ARRAY['cyber']),
  (6, 'business without workers compensation', ARRAY['bop', 'general_liability'], ARRAY['workers_comp']),
  (7, 'family without life', ARRAY['home', 'auto'], ARRAY['term_life', 'whole_life', 'universal_life'])
) AS r (sort_order, gap, has, lacks)
JOIN LATERAL (
  SELECT l.client_id, l.tenant_id, min(l.bound_at) AS has_since, sum(l.quoted_premium) AS premium,
         array_agg(DISTINCT l.insurance_type_id) AS types,
         -- what carriers ask for beneath an umbrella
         coalesce(bool_or(l.auto_data @? '$.coverages.liability ? (@.bi_per_person >= 250000 || @.csl >= 500000)'
                          OR l.home_data @? '$.coverages ? (@.e_liability >= 300000)'), false) AS high_limits
  FROM crm.leads l JOIN crm.lead_statuses s ON s.id = l.status_id AND s.category = 'won'
  WHERE l.tenant_id = (SELECT crm.current_tenant())
  GROUP BY l.client_id, l.tenant_id) AS h ON h.types && r.has AND NOT h.types && r.lacks
JOIN crm.clients c ON c.id = h.client_id AND c.tenant_id = h.tenant_id
LEFT JOIN crm.agents a ON a.id = c.owner_agent_id AND a.tenant_id = c.tenant_id
WHERE (r.sort_order <> 3 OR h.high_limits)
  AND (r.sort_order <> 4 OR h.types && ARRAY['auto'] AND NOT h.high_limits)
  AND (r.sort_order <> 6 OR c.employee_count > 0)
  AND (r.sort_order <> 7 OR h.types @> ARRAY['home', 'auto'])
  AND NOT EXISTS (SELECT FROM crm.leads o JOIN crm.lead_statuses os ON os.id = o.status_id AND os.category IN ('open', 'nurture')
                  WHERE o.client_id = h.client_id AND o.tenant_id = h.tenant_id
                    AND o.insurance_type_id = ANY (r.lacks))
ORDER BY r.sort_order, h.premium DESC NULLS LAST, h.client_id;
COMMENT ON VIEW crm.cross_sell_gaps IS
  'Clients who bought one insurance (a lead of theirs is won) and neither have nor are being sold another '
  'that goes with it: home without auto, auto without home or renters, high limits without umbrella (their documents '
  'say bodily injury of 250,000 a person, a combined single limit of 500,000, or personal liability of 300,000, and '
  'more), home and auto of lower limits without umbrella, a business without cyber or (with employees) without workers compensation, home and auto without life. '
  'Largest premium first in each gap.';
COMMENT ON COLUMN crm.cross_sell_gaps.has_since IS 'when the client first bound anything';
COMMENT ON COLUMN crm.cross_sell_gaps.premium IS
  'quoted premium of all the client has bound, US dollars a year';

-- ------------------------------------------------------------------ how it goes

CREATE FUNCTION crm.retention(since date DEFAULT NULL, until date DEFAULT NULL,
                              tenant bigint DEFAULT crm.current_tenant())
  RETURNS TABLE (month text, due bigint, renewed bigint, lost bigint, still_open bigint, retention_rate numeric,
                 premium_renewed numeric, premium_lost numeric, premium_retention numeric)
  LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 50 SET search_path = pg_catalog, pg_temp
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

CREATE VIEW crm.data_quality WITH (security_invoker = true) AS
WITH c AS (
  SELECT k.*, count(*) OVER (PARTITION BY k.email_key) AS same_email,
         count(*) OVER (PARTITION BY k.phone_key) AS same_phone,
         count(*) OVER (PARTITION BY k.name_key, k.date_of_birth, k.fein) AS same_person
  FROM (SELECT id, client_type, email, email_key, phone, phone_key, name_key, date_of_birth, fein, address_id
        FROM crm.clients WHERE tenant_id = (SELECT crm.current_tenant())) AS k
), l AS (
  SELECT k.id, k.source_id, k.assigned_agent_id, k.received_at, k.x_date, s.category, i.document_kind,
         num_nonnulls(k.auto_data, k.home_data, k.renters_data, k.specialty_data, k.commercial_data, k.life_data) AS documents
  FROM crm.leads k JOIN crm.lead_statuses s ON s.id = k.status_id
    JOIN crm.insurance_types i ON i.id = k.insurance_type_id
  WHERE k.tenant_id = (SELECT crm.current_tenant())
), counted AS (
  SELECT 1 AS sort_order, 'clients' AS of_what, 'neither e-mail nor phone' AS problem, count(*) AS total,
         count(*) FILTER (WHERE email_key IS NULL AND phone_key IS NULL) AS found,
         min(id) FILTER (WHERE email_key IS NULL AND phone_key IS NULL) AS example_id FROM c
  UNION ALL SELECT 2, 'clients', 'e-mail that is none', count(email_key),
         count(*) FILTER (WHERE email_key !~ '^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$'),
         min(id) FILTER (WHERE email_key !~ '^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$') FROM c
  UNION ALL SELECT 3, 'clients', 'phone number of fewer than ten digits', count(nullif(btrim(phone), '')),
         count(*) FILTER (WHERE btrim(phone) <> '' AND length(coalesce(phone_key, '')) < 10),
         min(id) FILTER (WHERE btrim(phone) <> '' AND length(coalesce(phone_key, '')) < 10) FROM c
  UNION ALL SELECT 4, 'clients', 'e-mail of another client too', count(email_key),
         count(*) FILTER (WHERE email_key IS NOT NULL AND same_email > 1),
         min(id) FILTER (WHERE email_key IS NOT NULL AND same_email > 1) FROM c
  UNION ALL SELECT 5, 'clients', 'phone number of another client too', count(phone_key),
         count(*) FILTER (WHERE phone_key IS NOT NULL AND same_phone > 1),
         min(id) FILTER (WHERE phone_key IS NOT NULL AND same_phone > 1) FROM c
  UNION ALL SELECT 6, 'clients', 'same name and birth date, or name and FEIN', count(*),
         count(*) FILTER (WHERE same_person > 1 AND num_nonnulls(date_of_birth, fein) > 0),
         min(id) FILTER (WHERE same_person > 1 AND num_nonnulls(date_of_birth, fein) > 0) FROM c
  UNION ALL SELECT 7, 'clients', 'no address', count(*), count(*) FILTER (WHERE address_id IS NULL),
         min(id) FILTER (WHERE address_id IS NULL) FROM c
  UNION ALL SELECT 8, 'leads', 'no source', count(*), count(*) FILTER (WHERE source_id IS NULL),
         min(id) FILTER (WHERE source_id IS NULL) FROM l
  UNION ALL SELECT 9, 'open leads', 'nobody assigned after a day', count(*),
         count(*) FILTER (WHERE assigned_agent_id IS NULL AND received_at < now() - interval '1 day'),
         min(id) FILTER (WHERE assigned_agent_id IS NULL AND received_at < now() - interval '1 day') FROM l
         WHERE category = 'open'
  UNION ALL SELECT 10, 'open leads', 'no coverage document, though the insurance has one', count(*),
         count(*) FILTER (WHERE documents = 0), min(id) FILTER (WHERE documents = 0)
         FROM l WHERE category = 'open' AND document_kind IS NOT NULL
  UNION ALL SELECT 11, 'open leads', 'X-date that has passed', count(x_date),
    count(*) FILTER (WHERE x_date < current_date),
         min(id) FILTER (WHERE x_date < current_date) FROM l WHERE category = 'open'
)
SELECT of_what, problem, found, total, crm.ratio(found, total) AS share, example_id
FROM counted
ORDER BY sort_order;
COMMENT ON VIEW crm.data_quality IS
  'What is missing, malformed or suspected to be there twice among clients and leads: how many, of how '
  'many that could have the problem, and the smallest id of one.';
