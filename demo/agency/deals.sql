-- Opportunities: new business that follows the leads, and the renewals of what was bound.

CREATE TEMP TABLE demo_stages (status text, stage text) ON COMMIT DROP;
INSERT INTO demo_stages VALUES
  ('contacted', 'discovery'), ('gathering_info', 'info_gathering'), ('quoting', 'submitted'),
  ('quoted', 'proposal'),
  ('deciding', 'negotiation'), ('application', 'binding'), ('underwriting', 'binding'), ('bound', 'won'),
  ('lost', 'lost'),
  ('unqualified', 'lost'), ('unreachable', 'lost'), ('nurture', 'lost'), ('waiting_x_date', 'lost');

-- New business: from the first talk on, for leads that got further than it.
CREATE TEMP TABLE demo_deals ON COMMIT DROP AS
SELECT nextval('crm.opportunities_id_seq') AS id, l.lead_id, l.n, 0 AS term, 'new' AS flow
FROM demo_leads AS l
WHERE EXISTS (SELECT FROM demo_moves AS m WHERE m.lead_id = l.lead_id
       AND m.to_status IN ('gathering_info', 'quoted'))
   OR EXISTS (SELECT FROM demo_ends AS e WHERE e.lead_id = l.lead_id AND e.status_id = 'contacted')
ORDER BY l.lead_id;

CREATE TEMP TABLE demo_deal_moves (id bigint, from_stage text, to_stage text, at timestamptz,
       since timestamptz) ON COMMIT DROP;
INSERT INTO demo_deal_moves
SELECT m.id, m.from_stage, m.to_stage, m.at, m.since
FROM (SELECT d.id, s.stage AS to_stage, m.at, lag(s.stage) OVER w AS from_stage, lag(m.at) OVER w AS since
      FROM demo_deals AS d JOIN demo_moves AS m USING (lead_id)
        JOIN demo_stages AS s ON s.status = m.to_status
      WINDOW w AS (PARTITION BY d.id ORDER BY m.step)) AS m
WHERE m.from_stage <> m.to_stage;

INSERT INTO crm.opportunities (id, client_id, lead_id, stage_id, name, kind, premium, commission_rate,
                               probability,
                               expected_close_on, next_step, agent_id, won_at, lost_at, lost_reason_id,
                               stage_changed_at,
                               tags, created_at, created_by, updated_at)
SELECT d.id, l.client_id, l.lead_id, coalesce(e.to_stage, b.first_stage), cl.display_name || ', '
       || lower(it.label),
       CASE WHEN l.source_id = 'win_back' THEN 'win_back'
         WHEN l.source_kind = 'existing_client' THEN 'cross_sell' ELSE 'new' END,
       coalesce(r.quoted_premium, r.current_premium), l.commission,
       CASE WHEN s.category = 'open' AND pg_temp.chance('gut' || l.n) < 0.25 THEN least(0.95,
           s.probability + 0.1) END,
       CASE WHEN s.category = 'open' THEN greatest(c.as_of::date + 3,
           coalesce(r.x_date, (l.received_at + interval '30 days')::date))
       ELSE e.at::date END,
       CASE s.id WHEN 'discovery' THEN 'Get the current policy'
         WHEN 'info_gathering' THEN 'Complete the submission'
         WHEN 'submitted' THEN 'Chase carriers' WHEN 'proposal' THEN 'Go through the quote'
           WHEN 'negotiation' THEN 'Ask for the decision'
         WHEN 'binding' THEN 'Signatures and down payment' END,
       l.agent_id, CASE s.category WHEN 'won' THEN e.at END, CASE s.category WHEN 'lost' THEN e.at END,
       CASE s.category WHEN 'lost' THEN coalesce(r.lost_reason_id, 'bad_timing') END, coalesce(e.at, b.at),
       '{demo}', b.at, g.role_name,
       coalesce(e.at, b.at)
FROM demo_deals AS d JOIN demo_leads AS l USING (lead_id) JOIN crm.leads AS r ON r.id = l.lead_id
  JOIN crm.clients AS cl ON cl.id = l.client_id JOIN crm.insurance_types AS it ON it.id = l.type
  JOIN crm.agents AS g ON g.id = l.agent_id
  LEFT JOIN LATERAL (SELECT m.to_stage, m.at FROM demo_deal_moves AS m WHERE m.id = d.id
      ORDER BY m.at DESC LIMIT 1) AS e ON true
  CROSS JOIN LATERAL (SELECT s.stage AS first_stage, m.at FROM demo_moves AS m
      JOIN demo_stages AS s ON s.status = m.to_status
                      WHERE m.lead_id = l.lead_id ORDER BY m.step LIMIT 1) AS b
  JOIN crm.opportunity_stages AS s ON s.id = coalesce(e.to_stage, b.first_stage), demo_clock AS c;

-- Renewals: 120 days before the end of a commercial term, 75 before a personal one.
CREATE TEMP TABLE demo_renewals ON COMMIT DROP AS
SELECT nextval('crm.opportunities_id_seq') AS id, x.*
FROM (
  SELECT l.lead_id, l.n, l.client_id, l.type, l.line, l.commission, year.k AS term,
         e.quoted_premium * power(1.07, year.k) AS premium,
         b.starts + make_interval(years => year.k) AS ends,
         b.starts + make_interval(years => year.k) - make_interval(days => CASE l.line
             WHEN 'commercial' THEN 120 ELSE 75 END) AS opens,
         CASE WHEN pg_temp.chance('renews' || l.n || year.k) < 0.10 THEN 'renewal_lost'
           ELSE 'renewed' END AS result,
         pg_temp.chance('trouble' || l.n || year.k) < 0.22
           OR pg_temp.chance('renews' || l.n || year.k) < 0.10 AS trouble
  FROM demo_leads AS l JOIN demo_ends AS e USING (lead_id) CROSS JOIN generate_series(1, 2) AS year (k),
       LATERAL (SELECT date_trunc('day', greatest(e.changed_at, e.first_x_date::timestamptz)) AS starts) AS b
  WHERE e.status_id = 'bound' AND l.is_renewable
) AS x, demo_clock AS c
WHERE x.opens < c.as_of - interval '8 hours'
  AND (x.term = 1 OR pg_temp.chance('renews' || x.n || 1) >= 0.10)
ORDER BY x.opens, x.lead_id;

CREATE TEMP TABLE demo_renewal_moves ON COMMIT DROP AS
SELECT r.id, s.step, s.stage, pg_temp.office(r.ends - make_interval(days => s.days_before), 'renewal' || r.n
       || s.step) AS at
FROM demo_renewals AS r,
     LATERAL (VALUES (1, 'renewal_review', 60), (2, CASE WHEN r.trouble THEN 'renewal_remarket' END, 45),
                     (3, CASE WHEN r.trouble AND r.result = 'renewal_lost' THEN 'renewal_at_risk'
                         ELSE 'renewal_offered' END, 30),
                     (4, r.result, pg_temp.between(4, 14, 'signs' || r.n || r.term))) AS s (step, stage,
                         days_before), demo_clock AS c
WHERE s.stage IS NOT NULL AND pg_temp.office(r.ends - make_interval(days => s.days_before), 'renewal' || r.n
       || s.step) < c.as_of;

INSERT INTO crm.opportunities (id, client_id, lead_id, stage_id, name, kind, premium, commission_rate,
                               expected_close_on,
                               next_step, agent_id, won_at, lost_at, lost_reason_id, stage_changed_at, tags,
                               created_at,
                               created_by, updated_at)
SELECT r.id, r.client_id, r.lead_id, s.id, cl.display_name || ', ' || lower(it.label) || ' renewal '
       || extract(year FROM r.ends),
       'renewal', round(r.premium), r.commission, r.ends::date,
       CASE s.id WHEN 'renewal_upcoming' THEN 'Send review questions'
         WHEN 'renewal_review' THEN 'Call before the offer arrives'
         WHEN 'renewal_remarket' THEN 'Two alternatives by Friday'
           WHEN 'renewal_at_risk' THEN 'Principal calls' WHEN 'renewal_offered' THEN
         'Confirm and check payment' END,
       coalesce(h.id, x.agent_id), CASE s.category WHEN 'won' THEN m.at END, CASE s.category
         WHEN 'lost' THEN m.at END,
       CASE s.category WHEN 'lost' THEN 'price' END, coalesce(m.at, r.opens), '{demo}', r.opens, 'lhayes',
       coalesce(m.at, r.opens)
FROM demo_renewals AS r JOIN crm.clients AS cl ON cl.id = r.client_id
  JOIN crm.insurance_types AS it ON it.id = r.type
  JOIN demo_leads AS x ON x.lead_id = r.lead_id
  LEFT JOIN crm.agents AS h ON h.role_name = 'lhayes' AND h.tenant_id = cl.tenant_id
    AND x.state = ANY (h.licensed_states)
  LEFT JOIN LATERAL (SELECT v.stage, v.at FROM demo_renewal_moves AS v WHERE v.id = r.id
      ORDER BY v.step DESC LIMIT 1) AS m ON true
  JOIN crm.opportunity_stages AS s ON s.id = coalesce(m.stage, 'renewal_upcoming');

INSERT INTO demo_deal_moves
SELECT m.id, coalesce(lag(m.stage) OVER w, 'renewal_upcoming'), m.stage, m.at,
       coalesce(lag(m.at) OVER w, r.opens)
FROM demo_renewal_moves AS m JOIN demo_renewals AS r ON r.id = m.id
WINDOW w AS (PARTITION BY m.id ORDER BY m.step);

INSERT INTO crm.opportunity_stage_changes (opportunity_id, lead_id, client_id, from_stage_id, to_stage_id,
                                           changed_at, changed_by,
                                           reason, lost_reason_id, time_in_stage)
SELECT m.id, o.lead_id, o.client_id, m.from_stage, m.to_stage, m.at, g.role_name,
       CASE WHEN m.from_stage = 'lost' THEN 'came back' END,
       CASE WHEN m.to_stage IN ('lost', 'renewal_lost') THEN coalesce(o.lost_reason_id, 'price') END,
       m.at - m.since
FROM demo_deal_moves AS m JOIN crm.opportunities AS o ON o.id = m.id
  JOIN crm.agents AS g ON g.id = o.agent_id;

-- The talks of the renewals.
INSERT INTO crm.lead_communications (lead_id, client_id, contact_id, agent_id, communication_type_id,
                                     direction, subject, body,
                                     occurred_at, outcome, duration, ai_sentiment, ai_model, ai_confidence,
                                     ai_updated_at, tags,
                                     created_at, created_by, updated_at)
SELECT r.lead_id, r.client_id, c.id, o.agent_id, t.type, t.direction, t.subject, t.body, t.at, t.outcome,
       CASE WHEN t.type = 'call' THEN make_interval(secs => pg_temp.between(140, 900, 'renewal call'
             || r.n)) END,
       t.mood, CASE WHEN t.mood IS NOT NULL THEN 'demo-sentiment-1' END, CASE
         WHEN t.mood IS NOT NULL THEN 0.8 END,
       CASE WHEN t.mood IS NOT NULL THEN t.at + interval '2 minutes' END, '{demo}', t.at, 'lhayes', t.at
FROM demo_renewals AS r JOIN crm.opportunities AS o ON o.id = r.id
  JOIN demo_leads AS l ON l.lead_id = r.lead_id
  JOIN demo_slots AS s ON s.lead_id = r.lead_id
  JOIN crm.contacts AS c ON c.client_id = r.client_id AND c.is_primary_contact
  JOIN demo_renewal_moves AS m ON m.id = r.id AND m.stage IN ('renewal_review', 'renewal_remarket')
  CROSS JOIN LATERAL (
    SELECT x.type, x.direction, pg_temp.fill(x.subject, s.slots) AS subject,
           pg_temp.fill(x.body, s.slots) AS body, x.outcome, x.mood,
           CASE m.stage WHEN 'renewal_review' THEN m.at + interval '30 minutes'
             ELSE m.at - interval '2 hours' END AS at
    FROM demo_texts AS x
    WHERE x.phase = CASE m.stage WHEN 'renewal_review' THEN 'renewal' ELSE 'renewal_trouble' END
      AND (x.grp = l.grp OR x.grp IS NULL AND (l.firm IS NULL OR x.direction = 'inbound'))
    ORDER BY md5(x.n || '/' || r.id) LIMIT 1
  ) AS t, demo_clock AS k
WHERE t.at < k.as_of;

UPDATE crm.clients AS cl SET lifecycle = 'former'
WHERE EXISTS (SELECT FROM demo_renewals AS r JOIN crm.opportunities AS o ON o.id = r.id
              WHERE r.client_id = cl.id AND o.stage_id = 'renewal_lost')
  AND NOT EXISTS (SELECT FROM demo_renewals AS r JOIN crm.opportunities AS o ON o.id = r.id
                  WHERE r.client_id = cl.id AND o.stage_id <> 'renewal_lost')
  AND (SELECT count(*) FROM demo_leads AS l JOIN demo_ends AS e USING (lead_id) WHERE l.client_id = cl.id
      AND e.status_id = 'bound') = 1;
