-- What remains: the newsletter that goes to everybody who agreed and is not being worked with.

UPDATE crm.lead_marketing_settings AS s
SET last_touch_at = t.at, next_touch_at = t.at + interval '91 days'
FROM demo_leads AS l JOIN demo_ends AS e USING (lead_id), demo_clock AS c,
     LATERAL (SELECT pg_temp.office(c.as_of - interval '1 day' * pg_temp.between(5, 80, 'letter' || l.n),
                                    'letter' || l.n) AS at) AS t
WHERE s.lead_id = l.lead_id AND s.email_opt_in AND e.category <> 'open' AND e.changed_at < t.at;
