-- What remains: touches of campaigns, and what models noted on some leads and clients.

UPDATE crm.lead_marketing_settings AS s
SET last_touch_at = t.last_at, next_touch_at = CASE WHEN r.status_id = 'nurture' THEN r.next_follow_up_at END
FROM crm.leads AS r, LATERAL (SELECT max(c.occurred_at) AS last_at FROM crm.lead_communications AS c
                              WHERE c.lead_id = r.id AND c.direction = 'outbound') AS t
WHERE s.lead_id = r.id AND r.tags @> '{demo}' AND t.last_at IS NOT NULL;
