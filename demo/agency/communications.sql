-- Puts words to the events of each lead's life.

-- What the {slots} of a text stand for with each lead.
CREATE TEMP TABLE demo_slots ON COMMIT DROP AS
SELECT l.lead_id, jsonb_build_object(
         'name', cl.display_name,
         'first', coalesce(cl.first_name, split_part(regexp_replace(f.owner, '^Pastor ', ''), ' ', 1)),
         'spouse', CASE WHEN p.married THEN p.spouse END, 'biz', f.name, 'city', a.city,
         'phone', regexp_replace(cl.phone, '^\+1(...)(...)(....)$', '\1-\2-\3'),
         'agent', split_part(g.display_name, ' ', 1), 'agentfull', g.display_name,
         'line', CASE l.type WHEN 'bop' THEN 'business owners'
           WHEN 'professional_liability' THEN 'professional liability'
                 WHEN 'epli' THEN 'employment practices' WHEN 'dwelling_fire' THEN 'landlord'
                   WHEN 'rv' THEN 'RV'
                 WHEN 'workers_comp' THEN 'workers comp' WHEN 'trucking' THEN 'truck'
                   ELSE replace(l.type, '_', ' ') END,
         'cover', CASE l.type WHEN 'umbrella' THEN 'an umbrella' WHEN 'bop' THEN 'a business owners policy'
                  WHEN 'epli' THEN 'employment practices cover' WHEN 'rv' THEN 'RV insurance'
                  WHEN 'dwelling_fire' THEN 'landlord insurance' WHEN 'workers_comp' THEN 'workers comp'
                  WHEN 'directors_officers' THEN 'directors and officers' WHEN 'surety_bond' THEN 'a bond'
                  WHEN 'final_expense' THEN 'final expense' WHEN 'mobile_home' THEN 'mobile home insurance'
                  ELSE replace(l.type, '_', ' ')
                    || CASE WHEN l.type ~ 'liability|life|marine' THEN '' ELSE ' insurance' END
                  END,
         'item', d.item,
         'facts', coalesce(d.facts, pg_temp.pick(ARRAY['Two cars and the house would be underneath.',
           'House, two cars and a small boat underneath, no claims.',
           'One car and the condo underneath, limits must go up first.'],
           'underneath' || l.n)), 'carrier', CASE WHEN l.has_carrier THEN l.carrier END,
         'vendor', CASE WHEN l.source_kind IN ('aggregator', 'list') THEN '' END,
         'none', CASE WHEN NOT l.has_carrier THEN '' END,
         'cur', pg_temp.dollars(e.current_premium), 'quote', pg_temp.dollars(e.quoted_premium),
         'diff', pg_temp.dollars(abs(e.current_premium - e.quoted_premium)),
         'newcarrier', m.names[1 + l.n % 3], 'other', m.names[1 + (l.n + 1) % 3],
         'otherq', pg_temp.dollars(round(e.quoted_premium * (1.04 + 0.11 * pg_temp.chance('second'
               || l.n)::numeric))),
         'xdate', CASE WHEN l.has_carrier AND l.is_renewable THEN to_char(e.first_x_date, 'FMMonth FMDD') END,
         'nextx', CASE WHEN e.x_date IS NOT NULL THEN to_char(e.x_date, 'FMMonth') END,
         'close', to_char((d.doc ->> 'closing_date')::date, 'FMMonth FMDD')) AS slots
FROM demo_leads AS l JOIN demo_ends AS e USING (lead_id) JOIN crm.clients AS cl ON cl.id = l.client_id
  JOIN crm.addresses AS a ON a.id = cl.address_id JOIN crm.agents AS g ON g.id = l.agent_id
  LEFT JOIN demo_people AS p ON p.i = l.person LEFT JOIN demo_firms AS f ON f.i = l.firm
  LEFT JOIN demo_docs AS d ON d.lead_id = l.lead_id
  JOIN (VALUES ('personal', '{Palmetto Mutual,Blue Harbor,Carolina Heritage}'::text[]),
               ('commercial', '{Ironbridge Commercial,Atlas Business,Harbor Specialty}'),
               ('life_health', '{Lakeshore Life,Pioneer Mutual Life,Summit Life}')) AS m (line,
                   names) ON m.line = l.line;
ALTER TABLE demo_slots ADD PRIMARY KEY (lead_id);

-- What happens after the sale: a service talk now and then.
INSERT INTO demo_events
SELECT l.lead_id, 'service',
       pg_temp.office(e.changed_at + interval '1 day' * (50 + 130 * turn.k + 60 * pg_temp.chance('service'
             || l.n || turn.k)),
       'service' || l.n || turn.k), turn.k
FROM demo_leads AS l JOIN demo_ends AS e USING (lead_id), generate_series(0, 4) AS turn (k), demo_clock AS c
WHERE e.status_id = 'bound' AND l.grp <> 'life' AND pg_temp.chance('needs' || l.n || turn.k) < 0.55
  AND e.changed_at + interval '1 day' * (115 + 130 * turn.k) < c.as_of;

-- One text for each event: of those whose slots this lead can fill, one of its own kind of insurance counts
-- twice.
CREATE TEMP TABLE demo_spoken ON COMMIT DROP AS
SELECT e.lead_id, e.at, e.attempt, e.phase, t.n AS text, t.type, t.direction,
       (SELECT upper(left(f, 1)) || substr(f, 2) FROM pg_temp.fill(t.subject, s.slots) AS f) AS subject,
       t.body, t.outcome, t.mood, t.reply_type, pg_temp.fill(t.reply, s.slots) AS reply
FROM (SELECT e.*, CASE WHEN e.phase IN ('lost', 'lost_attempting') THEN 'lost:'
       || coalesce(r.lost_reason_id, 'price')
                  ELSE e.phase END AS wanted
      FROM demo_events AS e JOIN crm.leads AS r ON r.id = e.lead_id) AS e
  JOIN demo_leads AS l USING (lead_id) JOIN demo_slots AS s USING (lead_id)
  CROSS JOIN LATERAL (
    SELECT c.*, row_number() OVER (ORDER BY c.n, c.copy) - 1 AS place, count(*) OVER () AS places
    FROM (SELECT t.n, t.type, t.direction, t.subject, t.outcome, t.mood, t.reply_type, t.reply, k AS copy,
                 pg_temp.fill(t.body, s.slots) AS body
          FROM demo_texts AS t, generate_series(1, CASE WHEN t.grp IS NULL THEN 1 ELSE 2 END) AS k
          WHERE t.phase = e.wanted AND (t.grp IS NULL OR t.grp = l.grp)
            AND NOT (l.grp = 'life' AND t.grp IS NULL
                     AND t.body ~ 'deductible|limit|declarations|cancel|claims|page|portal|elsewhere|cards')
            AND NOT (l.grp = 'life' AND t.phase = 'again_talk' AND t.body ~ 'address')
            AND NOT (t.phase = 'try_voicemail' AND e.attempt = 0 AND t.body ~ ' again ')
            AND NOT (l.type = 'condo' AND t.body ~ 'roof|panel|shed|storm|water under|wiring')
            AND NOT (l.firm IS NOT NULL AND t.grp IS NULL
                AND t.body ~ 'at home|bank and took|my neighbor|my sister')
         ) AS c
    WHERE c.body IS NOT NULL
  ) AS t
WHERE t.place = (floor(pg_temp.chance(e.phase || l.n) * t.places)::int
                 + CASE WHEN e.phase LIKE 'try%' THEN e.attempt / 4 ELSE e.attempt END) % t.places;

-- First talks are put together from parts.
INSERT INTO demo_spoken (lead_id, at, attempt, phase, type, direction, body, outcome, mood)
SELECT e.lead_id, e.at, 0, e.phase, 'call', CASE e.phase WHEN 'called_back' THEN 'inbound'
       ELSE 'outbound' END,
       w.words || ' ' || (s.slots ->> 'facts') || ' ' || x.words, 'answered',
       0.1 + 0.4 * pg_temp.chance('mood' || l.n)::numeric
FROM demo_events AS e JOIN demo_leads AS l USING (lead_id) JOIN demo_slots AS s USING (lead_id),
  LATERAL (SELECT array_agg(f.words ORDER BY p.n) AS words
           FROM demo_parts AS p, LATERAL (SELECT pg_temp.fill(p.words, s.slots)) AS f (words)
           WHERE p.part = 'why' AND f.words IS NOT NULL AND (p.grp = l.grp OR p.grp IS NULL
             AND (l.grp <> 'life' OR p.words !~ 'no claims|everything|quotes'))) AS why,
  LATERAL (SELECT pg_temp.pick(why.words, 'why' || l.n)) AS w (words),
  LATERAL (SELECT array_agg(f.words ORDER BY p.n) AS words
           FROM demo_parts AS p, LATERAL (SELECT pg_temp.fill(p.words, s.slots)) AS f (words)
           WHERE p.part = 'next' AND f.words IS NOT NULL
                  AND (p.grp = l.grp OR p.grp IS NULL AND (l.grp <> 'life'
             OR p.words !~ 'declarations') AND (l.firm IS NULL OR p.words !~ 'family'))) AS next,
  LATERAL (SELECT pg_temp.pick(next.words, 'next' || l.n)) AS x (words)
WHERE e.phase IN ('first_talk', 'called_back');

INSERT INTO crm.lead_communications (lead_id, client_id, contact_id, agent_id, communication_type_id,
                                     direction, subject,
                                     body, occurred_at, outcome, duration, ai_sentiment, ai_model,
                                     ai_confidence,
                                     ai_updated_at, thread_id, tags, created_at, created_by, updated_at)
SELECT s.lead_id, l.client_id, c.id, CASE WHEN s.type <> 'web_form' THEN l.agent_id END, s.type, s.direction,
       s.subject,
       s.body, s.at, s.outcome,
       CASE
         WHEN s.type = 'voicemail' THEN make_interval(secs => pg_temp.between(18, 41, 'long' || l.n || s.at))
         WHEN s.type = 'call' AND s.outcome = 'answered'
             THEN make_interval(secs => pg_temp.between(110, 1260, 'long' || l.n || s.at))
         WHEN s.type = 'call' THEN make_interval(secs => pg_temp.between(5, 50, 'long' || l.n || s.at))
         WHEN s.type = 'video_call' THEN make_interval(mins => pg_temp.between(14, 35, 'long' || l.n || s.at))
         WHEN s.type = 'meeting' THEN make_interval(mins => pg_temp.between(15, 65, 'long' || l.n || s.at))
       END,
       m.mood, CASE WHEN m.mood IS NOT NULL THEN 'demo-sentiment-1' END, CASE
         WHEN m.mood IS NOT NULL THEN 0.8 END,
       CASE WHEN m.mood IS NOT NULL THEN s.at + interval '2 minutes' END,
       CASE WHEN s.type IN ('email', 'esign_request') THEN 'lead-' || s.lead_id END, '{demo}', s.at,
       coalesce(g.role_name, 'intake'), s.at
FROM (SELECT lead_id, at, type, direction, subject, body, outcome, mood FROM demo_spoken
      WHERE type <> 'note'
      UNION ALL
      SELECT q.lead_id, q.at + interval '100 minutes', q.reply_type, 'outbound',
             CASE WHEN q.reply_type = 'email' THEN 'Re: '
               || regexp_replace(coalesce(q.subject, 'your question'), '^Re: ', '') END, q.reply,
             CASE WHEN q.reply_type = 'call' THEN 'answered' ELSE 'sent' END, NULL
      FROM demo_spoken AS q, demo_clock AS k WHERE q.reply IS NOT NULL
             AND q.at + interval '100 minutes' < k.as_of) AS s
  JOIN demo_leads AS l USING (lead_id) JOIN crm.agents AS g ON g.id = l.agent_id
  JOIN crm.contacts AS c ON c.client_id = l.client_id AND c.is_primary_contact,
  LATERAL (SELECT greatest(-1, least(1, s.mood + 0.2 * (pg_temp.chance('mood' || l.n
        || s.at)::numeric - 0.5)))::numeric(4, 3)) AS m (mood)
ORDER BY s.at, s.lead_id, s.type;

-- What is planned: the next call of leads that have a follow-up date ahead.
INSERT INTO crm.lead_communications (lead_id, client_id, contact_id, agent_id, communication_type_id,
                                     direction, subject,
                                     scheduled_at, tags, created_at, created_by)
SELECT r.id, r.client_id, c.id, r.assigned_agent_id, 'call', 'outbound',
       CASE r.status_id WHEN 'quoted' THEN 'Go through the quote together'
         WHEN 'deciding' THEN 'Ask for the decision'
         WHEN 'gathering_info' THEN 'Missing documents'
           WHEN 'waiting_x_date' THEN 'Renewal is coming, start the comparison'
         WHEN 'nurture' THEN 'Friendly check' ELSE 'Follow-up call' END,
       r.next_follow_up_at, '{demo}', r.status_changed_at, g.role_name
FROM crm.leads AS r JOIN demo_leads AS l ON l.lead_id = r.id
  JOIN crm.agents AS g ON g.id = r.assigned_agent_id
  JOIN crm.contacts AS c ON c.client_id = r.client_id AND c.is_primary_contact, demo_clock AS k
WHERE r.next_follow_up_at > k.as_of AND pg_temp.chance('calendar' || l.n) < 0.7;
