-- What agents write down for themselves and each other.

INSERT INTO crm.lead_notes (lead_id, client_id, author, body, source, is_pinned, tags, created_at, created_by,
       updated_at)
SELECT s.lead_id, l.client_id, g.role_name, s.body, 'human', false, '{demo}', s.at, g.role_name, s.at
FROM demo_spoken AS s JOIN demo_leads AS l USING (lead_id) JOIN crm.agents AS g ON g.id = l.agent_id
WHERE s.type = 'note'
ORDER BY s.at, s.lead_id;

CREATE TEMP TABLE demo_notes (n serial, grp text, is_pinned boolean, body text) ON COMMIT DROP;
INSERT INTO demo_notes (grp, is_pinned, body) VALUES
(NULL, false, 'Prefers texts after 5, works shifts.'),
(NULL, false, 'Asks for everything in writing, likes to compare line by line.'),
(NULL, true, 'Decides together with {spouse}. Always offer a time when both can be on the phone.'),
(NULL, false, 'Had a bad claim experience years ago with a former carrier, do not rush.'),
(NULL, false, 'Very price aware. Start with what is covered, not with the number.'),
(NULL, false, 'Great on the phone, never opens e-mail.'),
(NULL, false, 'Mentioned a trip next month, back on the 20th.'),
(NULL, true, 'Call the cell only, the other number is at work.'),
('auto', false, 'Thinks of trading the {item} in the fall, ask again then.'),
('auto', false, 'Parents are clients too, check household discount.'),
('auto', false, 'Insured without a gap for over ten years, that helps with the better tiers.'),
('auto', true, 'Son gets a permit next spring: talk about good student and umbrella before that.'),
('auto', false, 'Old policy had 30/60 limits. Explained what that means with a simple example.'),
('home', false, 'Roof receipt on file. Asked for photos of the panel too.'),
('home', false, 'Trees close to the house on the west side, inspector will notice.'),
('home', false, 'Escrow through the lender, need the loan number before binding.'),
('home', true, 'Dog is a mix, looks like a breed carriers ask about. Vet paper requested.'),
('home', false, 'Finished basement, ask about sump pump and water backup limit.'),
('renters', false, 'Keys on the first, everything must be with the leasing office the day before.'),
('renters', false, 'Plans to buy within two years, keep in touch for home.'),
('specialty', false, 'Has the auto with someone else, ask at renewal.'),
('specialty', false, 'Photos and bill of sale on file.'),
('umbrella', false, 'Auto limits beneath are too low for the umbrella, has to go up to 250/500 first.'),
('life', false, 'Employer plan is one times salary, ends with the job.'),
('life', false, 'Wants to keep the monthly amount under a hundred dollars.'),
('life', true, 'Do not leave details on the home answering machine.'),
('commercial', false, 'Decision at the partners'' meeting, second Tuesday of the month.'),
('commercial', false, 'Keeps certificates in a binder, two of them expired. Offered to clean up the list.'),
('commercial', true, 'Certificates must go out the same day, lost a job over it once.'),
('commercial', false, 'Bookkeeper sends everything, owner signs. Write to both.'),
('commercial', false, 'Walked through the place: clean, extinguishers tagged, back door alarm not connected.'),
('commercial', false, 'Growing: two hires since spring, payroll estimate too low for the audit.'),
('commercial', false, 'Owner is on the fire department board, interested in safety credits.');

INSERT INTO crm.lead_notes (lead_id, client_id, author, body, source, is_pinned, tags, created_at, created_by,
       updated_at)
SELECT l.lead_id, l.client_id, g.role_name, t.body, 'human', t.is_pinned, '{demo}',
       e.contacted_at + t.place * interval '27 hours'
         + interval '14 minutes', g.role_name,
         e.contacted_at + t.place * interval '27 hours' + interval '14 minutes'
FROM demo_leads AS l JOIN demo_ends AS e USING (lead_id) JOIN demo_slots AS s USING (lead_id)
  JOIN crm.agents AS g ON g.id = l.agent_id
  CROSS JOIN LATERAL (
    SELECT f.body, n.is_pinned, row_number() OVER (ORDER BY md5(l.n || '/' || n.n)) - 1 AS place
    FROM demo_notes AS n, LATERAL (SELECT pg_temp.fill(n.body, s.slots)) AS f (body)
    WHERE f.body IS NOT NULL AND (n.grp = l.grp OR n.grp IS NULL AND l.firm IS NULL)
      AND NOT (l.type = 'condo' AND f.body ~ 'Roof|Trees|basement')
  ) AS t, demo_clock AS c
WHERE e.talked AND t.place < pg_temp.between(0, 2, 'notes' || l.n)
  AND e.contacted_at + t.place * interval '27 hours' + interval '20 minutes' < c.as_of;

-- What the vendor sent along, and what a model wrote after long talks.
INSERT INTO crm.lead_notes (lead_id, client_id, author, body, source, tags, created_at, created_by,
       updated_at)
SELECT l.lead_id, l.client_id, 'quotebridge',
       format('Vendor record %s. Price %s. TCPA consent given on the vendor''s page. Return window 10 days.',
       r.external_id, pg_temp.dollars(o.cost_per_lead)), 'import', '{demo}', l.received_at, 'intake',
       l.received_at
FROM demo_leads AS l JOIN crm.leads AS r ON r.id = l.lead_id JOIN crm.lead_sources AS o ON o.id = l.source_id
WHERE l.source_kind = 'aggregator';

INSERT INTO crm.lead_notes (lead_id, client_id, author, body, source, ai_model, ai_confidence, ai_updated_at,
                            ai_sentiment,
                            ai_entities, tags, created_at, created_by, updated_at)
SELECT l.lead_id, l.client_id, 'assistant',
       concat_ws(' ', CASE WHEN l.has_carrier THEN format('Now with %s at %s.', l.carrier, s.slots ->> 'cur')
           ELSE 'No cover today.' END,
         s.slots ->> 'facts', CASE WHEN l.has_carrier
           AND l.is_renewable THEN format('Renewal date %s.', s.slots ->> 'xdate') END),
       'ai', 'demo-notes-1', (0.7 + 0.25 * pg_temp.chance('sure' || l.n))::numeric(4, 3),
       e.contacted_at + interval '12 minutes', 0.2,
       jsonb_strip_nulls(jsonb_build_object('carrier', s.slots ->> 'carrier', 'renewal', s.slots ->> 'xdate',
             'item', s.slots ->> 'item')),
       '{demo}', e.contacted_at + interval '12 minutes', 'assistant', e.contacted_at + interval '12 minutes'
FROM demo_leads AS l JOIN demo_ends AS e USING (lead_id) JOIN demo_slots AS s USING (lead_id), demo_clock AS c
WHERE e.talked AND pg_temp.chance('summarised' || l.n) < 0.3
       AND e.contacted_at + interval '12 minutes' < c.as_of;
