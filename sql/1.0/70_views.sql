-- Analysts' views: what is true now, and the facts that the reports count (71_reports.sql).
--
-- All of them show the current tenant's rows only and run with the reader's rights.  Days and months are those of
-- the tenant's time zone.  What a status or a stage means is read from its row (category, stamps, rotten_after),
-- never from its name, so that an agency's own statuses count like the shipped ones.

CREATE FUNCTION crm.ratio(part numeric, whole numeric, digits int DEFAULT 3) RETURNS numeric
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN round(part / nullif(whole, 0), digits);
COMMENT ON FUNCTION crm.ratio(numeric, numeric, int) IS
  'part / whole, rounded; null where whole is 0 or either is null: nothing was counted, so there is no share';

-- ------------------------------------------------------------------ facts

CREATE VIEW crm.tenant_lead_facts WITH (security_invoker = true) AS
SELECT
  l.tenant_id,
  l.id AS lead_id,
  l.client_id,
  l.received_at,
  (l.received_at AT TIME ZONE t.timezone)::date AS received_on,
  l.insurance_type_id AS insurance_type,
  i.line,
  l.source_id AS source,
  k.code AS campaign,
  a.display_name AS agent,
  l.assigned_agent_id AS agent_id,
  coalesce(a.timezone, t.timezone) AS agent_timezone,
  l.status_id AS status,
  s.category,
  l.assigned_at,
  CASE WHEN b.contacted THEN CASE WHEN h.moves > 0 THEN l.received_at
    ELSE coalesce(l.first_contact_at, l.received_at) END
       ELSE h.contacted_at END AS contacted_at,
  CASE WHEN b.quoted THEN CASE WHEN h.moves > 0 THEN l.received_at
    ELSE coalesce(l.quoted_at, l.received_at) END
       ELSE h.quoted_at END AS quoted_at,
  CASE WHEN b.bound THEN CASE WHEN h.moves > 0 THEN l.received_at ELSE coalesce(l.bound_at, l.received_at) END
       ELSE h.bound_at END AS bound_at,
  CASE WHEN b.lost THEN CASE WHEN h.moves > 0 THEN l.received_at ELSE coalesce(l.lost_at, l.received_at) END
       ELSE h.lost_at END AS lost_at,
  h.times_lost + b.lost::int AS times_lost,
  r.reached,
  l.quoted_premium,
  CASE WHEN r.reached = 3 THEN coalesce(o.premium, l.quoted_premium) END AS bound_premium,
  CASE WHEN r.reached = 3 THEN o.commission END AS commission,
  l.lost_reason_id AS lost_reason,
  l.x_date
FROM crm.leads l
JOIN crm.tenants t ON t.id = l.tenant_id
JOIN crm.insurance_types i ON i.id = l.insurance_type_id
JOIN crm.lead_statuses s ON s.id = l.status_id
LEFT JOIN crm.campaigns k ON k.id = l.campaign_id AND k.tenant_id = l.tenant_id
LEFT JOIN crm.agents a ON a.id = l.assigned_agent_id AND a.tenant_id = l.tenant_id
-- The statuses of each step, by their meaning.
CROSS JOIN (
  SELECT coalesce(array_agg(id) FILTER (WHERE stamps = 'first_contact_at'), '{}') AS contacted,
         coalesce(array_agg(id) FILTER (WHERE stamps = 'quoted_at'), '{}') AS quoted,
         coalesce(array_agg(id) FILTER (WHERE stamps = 'bound_at' OR category = 'won'), '{}') AS bound,
         coalesce(array_agg(id) FILTER (WHERE stamps = 'lost_at' OR category = 'lost'), '{}') AS lost
  FROM crm.lead_statuses) m
-- LEFT, though always one row: the planner leaves out of a query what none of its columns needs.
LEFT JOIN LATERAL (
  SELECT count(*) AS moves,
         min(c.changed_at) FILTER (WHERE c.to_status_id = ANY (m.contacted) AND c.from_status_id <> ALL (m.contacted)) AS contacted_at,
         min(c.changed_at) FILTER (WHERE c.to_status_id = ANY (m.quoted) AND c.from_status_id <> ALL (m.quoted)) AS quoted_at,
         min(c.changed_at) FILTER (WHERE c.to_status_id = ANY (m.bound) AND c.from_status_id <> ALL (m.bound)) AS bound_at,
         min(c.changed_at) FILTER (WHERE c.to_status_id = ANY (m.lost) AND c.from_status_id <> ALL (m.lost)) AS lost_at,
         count(*) FILTER (WHERE c.to_status_id = ANY (m.lost)) AS times_lost,
         min(c.changed_at) FILTER (WHERE c.from_status_id = ANY (m.contacted)) AS left_contacted_at,
         min(c.changed_at) FILTER (WHERE c.from_status_id = ANY (m.quoted)) AS left_quoted_at,
         min(c.changed_at) FILTER (WHERE c.from_status_id = ANY (m.bound)) AS left_bound_at,
         min(c.changed_at) FILTER (WHERE c.from_status_id = ANY (m.lost)) AS left_lost_at
  FROM crm.lead_status_changes c
  WHERE c.lead_id = l.id AND c.tenant_id = l.tenant_id) h ON true
-- Whether the lead began there: it never moved, or left the step before it ever entered it.  A move within the step (lost, then
-- unqualified) leaves it and enters nothing.
CROSS JOIN LATERAL (
  SELECT CASE WHEN h.moves = 0 THEN l.status_id = ANY (m.contacted)
              ELSE coalesce(h.left_contacted_at < h.contacted_at, h.left_contacted_at IS NOT NULL) END AS contacted,
         CASE WHEN h.moves = 0 THEN l.status_id = ANY (m.quoted)
              ELSE coalesce(h.left_quoted_at < h.quoted_at, h.left_quoted_at IS NOT NULL) END AS quoted,
         CASE WHEN h.moves = 0 THEN l.status_id = ANY (m.bound)
              ELSE coalesce(h.left_bound_at < h.bound_at, h.left_bound_at IS NOT NULL) END AS bound,
         CASE WHEN h.moves = 0 THEN l.status_id = ANY (m.lost)
              ELSE coalesce(h.left_lost_at < h.lost_at, h.left_lost_at IS NOT NULL) END AS lost) b
CROSS JOIN LATERAL (
  SELECT CASE WHEN h.bound_at IS NOT NULL OR b.bound THEN 3 WHEN h.quoted_at IS NOT NULL OR b.quoted THEN 2
              WHEN h.contacted_at IS NOT NULL OR b.contacted THEN 1 ELSE 0 END AS reached) r
LEFT JOIN LATERAL (
  SELECT sum(w.premium) AS premium, sum(w.premium * w.commission_rate) AS commission
  FROM crm.opportunities w
  WHERE w.lead_id = l.id AND w.tenant_id = l.tenant_id AND r.reached = 3
    AND w.stage_id = ANY (ARRAY(SELECT g.id FROM crm.opportunity_stages g WHERE g.category = 'won'))) o ON true;
COMMENT ON VIEW crm.tenant_lead_facts IS
  'crm.lead_facts of every tenant the reader may see: name the one you want by its tenant_id. For reports that take a '
  'tenant.';

CREATE VIEW crm.lead_facts WITH (security_invoker = true) AS
SELECT * FROM crm.tenant_lead_facts WHERE tenant_id = (SELECT crm.current_tenant());
COMMENT ON VIEW crm.lead_facts IS
  'One row a lead: what reports count and group by. The passages (contacted_at, quoted_at, bound_at, '
  'lost_at) and reached come from the status the lead began in and its history, not from today''s status: '
  'a lead that was quoted and then lost has been quoted, once, however often it was reopened.';
COMMENT ON COLUMN crm.lead_facts.received_on IS 'the day it was received, in the tenant''s time zone';
COMMENT ON COLUMN crm.lead_facts.agent IS 'the agent it is assigned to now';
COMMENT ON COLUMN crm.lead_facts.agent_timezone IS 'the agent''s time zone, or the tenant''s';
COMMENT ON COLUMN crm.lead_facts.contacted_at IS
  'first move into a status that stamps first_contact_at; null: none, though a later step may have been '
  'reached';
COMMENT ON COLUMN crm.lead_facts.quoted_at IS 'first move into a status that stamps quoted_at';
COMMENT ON COLUMN crm.lead_facts.bound_at IS 'first move into a status that is won or stamps bound_at';
COMMENT ON COLUMN crm.lead_facts.lost_at IS 'first move into a status that is lost or stamps lost_at';
COMMENT ON COLUMN crm.lead_facts.times_lost IS 'how often it was lost';
COMMENT ON COLUMN crm.lead_facts.bound_premium IS
  'of a lead that reached bound: the premium of its won opportunities, or else its quoted premium; US '
  'dollars a year';
COMMENT ON COLUMN crm.lead_facts.commission IS
  'of a lead that reached bound: premium times commission_rate of its won opportunities; null where no '
  'rate is known';
COMMENT ON COLUMN crm.lead_facts.reached IS
  'the furthest step: 0 received, 1 contacted, 2 quoted, 3 bound; whoever reached a step passed those '
  'before it, skipped or not';

-- ------------------------------------------------------------------ now

CREATE VIEW crm.pipeline WITH (security_invoker = true) AS
WITH clock AS (
  SELECT now() AT TIME ZONE t.timezone AS local_now, t.timezone FROM crm.tenants t WHERE t.id = (SELECT crm.current_tenant())
), limits AS MATERIALIZED (  -- before when a lead or a deal must have been touched to be stale: once a status, not for each of them
  SELECT 'leads' AS board, s.id, (c.local_now - s.rotten_after) AT TIME ZONE c.timezone AS stale_before
  FROM crm.lead_statuses s, clock c WHERE s.rotten_after IS NOT NULL
  UNION ALL
  SELECT s.pipeline, s.id, (c.local_now - s.rotten_after) AT TIME ZONE c.timezone
  FROM crm.opportunity_stages s, clock c WHERE s.rotten_after IS NOT NULL
)
SELECT 'leads' AS board, s.sort_order AS sort_order, s.id AS stage, s.label, NULL::numeric AS probability,
       count(l.id) AS deals,
       coalesce(sum(coalesce(l.quoted_premium, l.target_premium, l.current_premium)), 0.00) AS premium,
       NULL::numeric AS weighted_premium,
       round(avg(date_part('epoch', now() - l.status_changed_at) / 86400)::numeric, 1) AS average_days,
       count(l.id) FILTER (WHERE greatest(l.status_changed_at, l.last_contact_at) < r.stale_before) AS stale
FROM crm.lead_statuses s
LEFT JOIN limits r ON r.board = 'leads' AND r.id = s.id
LEFT JOIN crm.leads l ON l.status_id = s.id AND l.tenant_id = (SELECT crm.current_tenant())
WHERE s.category IN ('open', 'nurture')
GROUP BY s.id
HAVING s.is_active OR count(l.id) > 0
UNION ALL
SELECT s.pipeline, s.sort_order, s.id, s.label, s.probability,
       count(o.id), coalesce(sum(o.premium), 0.00),
       coalesce(round(sum(o.premium * coalesce(o.probability, s.probability)), 2), 0.00),
       round(avg(date_part('epoch', now() - o.stage_changed_at) / 86400)::numeric, 1),
       count(o.id) FILTER (WHERE o.stage_changed_at < r.stale_before)
FROM crm.opportunity_stages s
LEFT JOIN limits r ON r.board = s.pipeline AND r.id = s.id
LEFT JOIN crm.opportunities o ON o.stage_id = s.id AND o.tenant_id = (SELECT crm.current_tenant())
WHERE s.category = 'open'
GROUP BY s.id
HAVING s.is_active OR count(o.id) > 0
ORDER BY 1, 2, 3;
COMMENT ON VIEW crm.pipeline IS
  'What is open now: one row a lead status (board leads: open and nurtured) and opportunity stage (boards '
  'new_business, renewal: open), empty ones too.';
COMMENT ON COLUMN crm.pipeline.premium IS
  'US dollars a year; of a lead: quoted, else target, else current premium; leads without any count 0';
COMMENT ON COLUMN crm.pipeline.weighted_premium IS
  'premium times the deal''s own probability, or its stage''s; null for leads, whose statuses have none';
COMMENT ON COLUMN crm.pipeline.average_days IS
  'mean days in this status or stage so far; null where there are no deals';
COMMENT ON COLUMN crm.pipeline.stale IS
  'of the deals, how many stand longer than rotten_after (leads: without a contact since), its days those of the tenant''s time zone';

CREATE VIEW crm.stale_leads WITH (security_invoker = true) AS
SELECT l.id AS lead_id, c.display_name AS client, l.insurance_type_id AS insurance_type,
       l.status_id AS status,
       a.display_name AS agent, l.status_changed_at, l.last_contact_at, s.rotten_after,
       date_trunc('minute', s.stale_before - greatest(l.status_changed_at, l.last_contact_at)) AS overdue_by,
       coalesce(l.quoted_premium, l.target_premium, l.current_premium) AS premium
FROM crm.leads l
JOIN (SELECT k.id, k.category, k.rotten_after, (now() AT TIME ZONE t.timezone - k.rotten_after) AT TIME ZONE t.timezone AS stale_before
      FROM crm.lead_statuses k, crm.tenants t
      WHERE t.id = (SELECT crm.current_tenant()) OFFSET 0) s  -- OFFSET: worked out once a status, not for each lead
  ON s.id = l.status_id
JOIN crm.clients c ON c.id = l.client_id AND c.tenant_id = l.tenant_id
LEFT JOIN crm.agents a ON a.id = l.assigned_agent_id AND a.tenant_id = l.tenant_id
WHERE l.tenant_id = (SELECT crm.current_tenant()) AND s.category IN ('open', 'nurture')
  AND greatest(l.status_changed_at, l.last_contact_at) < s.stale_before
ORDER BY s.stale_before - greatest(l.status_changed_at, l.last_contact_at) DESC, l.id;
COMMENT ON VIEW crm.stale_leads IS
  'Open and nurtured leads that have neither moved nor been in contact for longer than their status''s '
  'rotten_after (its days are those of the tenant''s time zone), longest overdue first. Statuses without rotten_after never go '
  'stale.';
COMMENT ON COLUMN crm.stale_leads.overdue_by IS 'how long ago the lead went stale';

CREATE VIEW crm.overdue_follow_ups WITH (security_invoker = true) AS
SELECT d.kind, d.due_at, date_trunc('minute', now() - d.due_at) AS overdue_by, d.lead_id, d.client_id,
       c.display_name AS client, a.display_name AS agent, d.what
FROM (
  SELECT 'follow_up' AS kind, l.next_follow_up_at AS due_at, l.tenant_id, l.id AS lead_id, l.client_id,
         l.assigned_agent_id AS agent_id, 'follow up (' || s.label || ')' AS what
  FROM crm.leads l JOIN crm.lead_statuses s ON s.id = l.status_id
  WHERE l.next_follow_up_at < now() AND s.category IN ('open', 'nurture')
    -- not twice, where it only repeats what is planned
    AND NOT EXISTS (SELECT FROM crm.lead_communications m
                    WHERE m.lead_id = l.id AND m.tenant_id = l.tenant_id AND m.occurred_at IS NULL
                      AND m.outcome IS NULL AND m.scheduled_at = l.next_follow_up_at)
  UNION ALL
  SELECT 'communication', m.scheduled_at, m.tenant_id, m.lead_id, m.client_id,
         coalesce(m.agent_id, l.assigned_agent_id),
         y.label || coalesce(': ' || m.subject, '')
  FROM crm.lead_communications m
  JOIN crm.communication_types y ON y.id = m.communication_type_id
  LEFT JOIN crm.leads l ON l.id = m.lead_id AND l.tenant_id = m.tenant_id
  LEFT JOIN crm.lead_statuses s ON s.id = l.status_id
  WHERE m.occurred_at IS NULL AND m.outcome IS NULL AND m.scheduled_at < now()
    AND coalesce(s.category, 'open') IN ('open', 'nurture')
  UNION ALL
  SELECT 'next_action', l.ai_next_action_at, l.tenant_id, l.id, l.client_id, l.assigned_agent_id,
         coalesce(l.ai_next_action, 'suggested by ' || coalesce(l.ai_model, 'a model'))
  FROM crm.leads l JOIN crm.lead_statuses s ON s.id = l.status_id
  WHERE l.ai_next_action_at < now() AND s.category IN ('open', 'nurture')
  UNION ALL
  -- next_contact_at is kept from planned communications too: those are above
  SELECT 'client', c.next_contact_at, c.tenant_id, NULL, c.id, c.owner_agent_id, 'contact the client'
  FROM crm.clients c
  WHERE c.next_contact_at < now()
    AND NOT EXISTS (SELECT FROM crm.lead_communications m
                    WHERE m.client_id = c.id AND m.tenant_id = c.tenant_id
                      AND m.scheduled_at = c.next_contact_at)
  UNION ALL
  SELECT 'contact', p.next_contact_at, p.tenant_id, NULL, p.client_id, c.owner_agent_id, 'contact ' || p.name
  FROM crm.contacts p
  JOIN crm.clients c ON c.id = p.client_id AND c.tenant_id = p.tenant_id
  WHERE p.next_contact_at < now()
    AND NOT EXISTS (SELECT FROM crm.lead_communications m
                    WHERE m.contact_id = p.id AND m.tenant_id = p.tenant_id
                      AND m.scheduled_at = p.next_contact_at)
  UNION ALL
  SELECT 'marketing_touch', k.next_touch_at, k.tenant_id, l.id, l.client_id, l.assigned_agent_id,
         'marketing touch'
  FROM crm.lead_marketing_settings k
  JOIN crm.leads l ON l.id = k.lead_id AND l.tenant_id = k.tenant_id
  JOIN crm.lead_statuses s ON s.id = l.status_id
  WHERE k.next_touch_at < now() AND NOT k.do_not_contact AND s.category IN ('open', 'nurture')
) AS d
JOIN crm.clients c ON c.id = d.client_id AND c.tenant_id = d.tenant_id
LEFT JOIN crm.agents a ON a.id = d.agent_id AND a.tenant_id = d.tenant_id
WHERE d.tenant_id = (SELECT crm.current_tenant())
ORDER BY d.due_at, d.kind, d.lead_id;
COMMENT ON VIEW crm.overdue_follow_ups IS
  'What should have happened by now: follow-ups of open and nurtured leads, planned communications that '
  'neither took place nor have an outcome, steps a model suggested, clients and contacts to talk to, '
  'marketing touches; longest overdue first. Closed leads are left out.';
COMMENT ON COLUMN crm.overdue_follow_ups.kind IS
  'follow_up (leads.next_follow_up_at), communication, next_action (ai_next_action_at), client or contact '
  '(next_contact_at), marketing_touch (next_touch_at)';

CREATE VIEW crm.x_date_calendar WITH (security_invoker = true) AS
SELECT l.x_date, l.x_date - d.today AS days_left,
       CASE WHEN l.x_date <= d.today + 30 THEN '0-30' WHEN l.x_date <= d.today + 60 THEN '31-60'
            WHEN l.x_date <= d.today + 90 THEN '61-90' ELSE '91-120' END AS bucket,
       l.id AS lead_id, c.display_name AS client, l.insurance_type_id AS insurance_type, i.line,
       l.current_carrier, l.current_premium, l.status_id AS status, s.category, a.display_name AS agent,
       (l.x_date - r.reapproach_before_x_date)::date AS reapproach_on
FROM (SELECT t.id, (now() AT TIME ZONE t.timezone)::date AS today
      FROM crm.tenants t WHERE t.id = (SELECT crm.current_tenant()) OFFSET 0) d  -- OFFSET: worked out once, not for each lead
JOIN crm.leads l ON l.tenant_id = d.id
JOIN crm.insurance_types i ON i.id = l.insurance_type_id
JOIN crm.lead_statuses s ON s.id = l.status_id
JOIN crm.clients c ON c.id = l.client_id AND c.tenant_id = l.tenant_id
LEFT JOIN crm.agents a ON a.id = l.assigned_agent_id AND a.tenant_id = l.tenant_id
LEFT JOIN crm.lost_reasons r ON r.id = l.lost_reason_id AND s.category = 'lost'
WHERE l.tenant_id = (SELECT crm.current_tenant())
  AND (s.category IN ('open', 'nurture') OR r.reapproach_before_x_date IS NOT NULL)
  -- Wide enough for every zone: uses the index, and the planner can tell how many that will be.  A second BETWEEN would
  -- have it expect next to none, and look each client up by itself: so that one stands in a CASE.
  AND l.x_date BETWEEN current_date - 2 AND current_date + 122
  AND CASE WHEN l.x_date BETWEEN d.today AND d.today + 120 THEN true ELSE false END
  AND NOT EXISTS (SELECT FROM crm.lead_marketing_settings k
                  WHERE k.lead_id = l.id AND k.tenant_id = l.tenant_id AND k.do_not_contact)
ORDER BY l.x_date, l.id;
COMMENT ON VIEW crm.x_date_calendar IS
  'Policies the leads hold elsewhere that expire within 120 days, soonest first: of open and nurtured '
  'leads, and of lost ones whose reason says to come back. Who asked not to be contacted is left out.';
COMMENT ON COLUMN crm.x_date_calendar.days_left IS 'from today in the tenant''s time zone';
COMMENT ON COLUMN crm.x_date_calendar.bucket IS 'days left: 0-30, 31-60, 61-90 or 91-120';
COMMENT ON COLUMN crm.x_date_calendar.reapproach_on IS
  'for a lost lead: the day its reason says to come back';

CREATE VIEW crm.schema_versions_in_use WITH (security_invoker = true) AS
SELECT coalesce(u.kind, j.kind) AS kind, coalesce(u.version, j.version) AS version, j.status, j.published_at,
       coalesce(u.leads, 0) AS leads, coalesce(u.open_leads, 0) AS open_leads,
       crm.ratio(coalesce(u.leads, 0), sum(u.leads) OVER (PARTITION BY coalesce(u.kind, j.kind))) AS share,
       u.oldest_received_at, u.newest_received_at
FROM (
  SELECT d.kind, d.version, sum(l.leads)::bigint AS leads,
         coalesce(sum(l.leads) FILTER (WHERE s.category IN ('open', 'nurture')), 0)::bigint AS open_leads,
         min(l.oldest) AS oldest_received_at, max(l.newest) AS newest_received_at
  -- Few are the sets of versions that leads have in all.
  FROM (SELECT k.status_id, k.auto_schema_version AS auto, k.home_schema_version AS home, k.renters_schema_version AS renters,
               k.specialty_schema_version AS specialty, k.commercial_schema_version AS commercial, k.life_schema_version AS life,
               count(*) AS leads, min(k.received_at) AS oldest, max(k.received_at) AS newest
        FROM crm.leads k
        WHERE k.tenant_id = (SELECT crm.current_tenant())
        GROUP BY 1, 2, 3, 4, 5, 6, 7) AS l
  JOIN crm.lead_statuses s ON s.id = l.status_id
  CROSS JOIN LATERAL (VALUES ('auto', l.auto), ('home', l.home), ('renters', l.renters), ('specialty', l.specialty),
                             ('commercial', l.commercial), ('life', l.life)) AS d (kind, version)
  WHERE d.version IS NOT NULL
  GROUP BY d.kind, d.version) AS u
FULL JOIN crm.json_schemas j ON j.kind = u.kind AND j.version = u.version
ORDER BY 1, 2;
COMMENT ON VIEW crm.schema_versions_in_use IS
  'Each version of each document schema, and how many of the tenant''s leads carry a document of it; '
  'versions nobody uses too.';
COMMENT ON COLUMN crm.schema_versions_in_use.share IS 'of the kind''s documents';
COMMENT ON COLUMN crm.schema_versions_in_use.open_leads IS
  'of the leads, those open or nurtured: whose documents are worth upgrading';
