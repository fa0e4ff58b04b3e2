-- The leads with their documents, times and histories, written as they ended.

INSERT INTO crm.leads (id, client_id, insurance_type_id, status_id, source_id, campaign_id, assigned_agent_id,
                       current_carrier, current_premium, x_date, target_premium, quoted_premium,
                       umbrella_requested,
                       umbrella_limit, auto_data, auto_schema_version, home_data, home_schema_version,
                       renters_data,
                       renters_schema_version, specialty_data, specialty_schema_version, commercial_data,
                       commercial_schema_version, life_data, life_schema_version, lost_reason_id, lost_note,
                       received_at,
                       assigned_at, first_contact_at, next_follow_up_at, quoted_at, bound_at, lost_at,
                       status_changed_at, external_source, external_id, tags, created_at, created_by,
                       updated_at)
SELECT l.lead_id, l.client_id, l.type, e.status_id, l.source_id, g.id,
       CASE WHEN e.assigned_at IS NOT NULL THEN l.agent_id END,
       CASE WHEN e.current_premium IS NOT NULL AND (e.talked OR l.source_kind IN ('aggregator', 'list'))
           THEN l.carrier END,
       CASE WHEN e.talked THEN e.current_premium END, e.x_date,
       CASE WHEN e.talked AND pg_temp.chance('target' || l.n) < 0.3 THEN round(e.current_premium * 0.88,
           -1) END,
       e.quoted_premium, l.type = 'umbrella' OR l.grp IN ('auto', 'home')
         AND pg_temp.chance('umbrella' || l.n) < 0.12,
       CASE WHEN l.type = 'umbrella' THEN pg_temp.pick('{1000000,1000000,2000000}'::int[], 'millions'
           || l.n) END,
       CASE d.kind WHEN 'auto' THEN d.doc END, CASE d.kind WHEN 'auto' THEN 1 END,
       CASE d.kind WHEN 'home' THEN d.doc END, CASE d.kind WHEN 'home' THEN 1 END,
       CASE d.kind WHEN 'renters' THEN d.doc END, CASE d.kind WHEN 'renters' THEN 1 END,
       CASE d.kind WHEN 'specialty' THEN d.doc END, CASE d.kind WHEN 'specialty' THEN 1 END,
       CASE d.kind WHEN 'commercial' THEN d.doc END, CASE d.kind WHEN 'commercial' THEN 1 END,
       CASE d.kind WHEN 'life' THEN d.doc END, CASE d.kind WHEN 'life' THEN 1 END,
       r.reason, n.note, l.received_at, e.assigned_at, e.contacted_at,
       CASE
         WHEN e.status_id = 'waiting_x_date' THEN
           (e.x_date - CASE l.line WHEN 'commercial' THEN 90 ELSE 45 END + time '09:30')::timestamptz
         WHEN e.status_id = 'nurture' THEN date_trunc('hour',
             pg_temp.office(c.as_of + interval '60 days' * pg_temp.chance('later' || l.n), 'later' || l.n))
         WHEN e.category = 'open' AND e.status_id NOT IN ('new', 'assigned')
           AND pg_temp.chance('planned' || l.n) < 0.85
           THEN date_trunc('hour', pg_temp.office(c.as_of + interval '10 days' * (pg_temp.chance('follow'
                 || l.n) - 0.4),
             'follow' || l.n)) + interval '30 minutes' * (l.n % 2)
       END,
       e.quoted_at, CASE e.category WHEN 'won' THEN e.changed_at END, CASE e.category
         WHEN 'lost' THEN e.changed_at END,
       e.changed_at,
       CASE l.source_kind WHEN 'aggregator' THEN 'quotebridge' WHEN 'web' THEN 'website' END,
       CASE l.source_kind WHEN 'aggregator' THEN 'QB-' || (480000 + l.lead_id * 37) WHEN 'web' THEN 'form-'
         || (2000 + l.lead_id) END,
       '{demo}', l.received_at, 'intake', e.changed_at
FROM demo_leads AS l JOIN demo_ends AS e USING (lead_id)
  LEFT JOIN demo_docs AS d USING (lead_id) LEFT JOIN crm.campaigns AS g ON g.code = l.campaign_code
    AND g.tenant_id = (SELECT crm.current_tenant()),
  demo_clock AS c,
  LATERAL (SELECT CASE
      WHEN e.status_id = 'duplicate' THEN 'not_a_lead'
      WHEN e.status_id = 'do_not_contact' THEN 'asked_to_stop'
      WHEN e.status_id = 'unqualified' THEN pg_temp.pick(CASE l.line
          WHEN 'commercial' THEN '{declined_by_carrier,coverage_gap}'::text[]
        ELSE '{driving_record,moved_out_of_area,declined_by_carrier}' END, 'why not' || l.n)
      WHEN e.status_id <> 'lost' THEN NULL
      WHEN EXISTS (SELECT FROM demo_moves AS m WHERE m.lead_id = l.lead_id AND m.to_status = 'lost'
                   AND m.from_status IN ('nurture', 'unreachable')) THEN 'no_response'
      WHEN NOT e.talked THEN pg_temp.pick('{bad_contact_data,no_response,bought_elsewhere}'::text[], 'lost'
          || l.n)
      WHEN EXISTS (SELECT FROM demo_moves AS m WHERE m.lead_id = l.lead_id AND m.from_status = 'application'
          AND m.to_status = 'lost')
        THEN 'application_incomplete'
      WHEN e.quoted_premium > e.current_premium AND pg_temp.chance('dear' || l.n) < 0.75 THEN 'price'
      WHEN e.quoted_premium IS NOT NULL THEN pg_temp.pick(CASE WHEN l.has_carrier THEN
        '{price,stayed_with_carrier,stayed_with_carrier,bought_elsewhere,bought_elsewhere,no_response,
            agent_relationship,bad_timing,
          credit_or_payment}'::text[] ELSE '{price,bought_elsewhere,bought_elsewhere,no_response,
              no_longer_needed,credit_or_payment}' END,
        'lost' || l.n)
      ELSE pg_temp.pick('{bought_elsewhere,bad_timing,no_response,no_longer_needed,service_issue,
          other}'::text[], 'lost' || l.n)
    END) AS r (reason),
  LATERAL (SELECT CASE r.reason
      WHEN 'price' THEN CASE WHEN l.has_carrier THEN 'Kept ' || l.carrier || ', lower by '
        || pg_temp.dollars(abs(e.quoted_premium - round(e.current_premium * 0.93))) || ' a year' END
      WHEN 'bought_elsewhere' THEN 'Signed with '
        || pg_temp.pick('{Evergreen Direct,Summit National,a captive agent nearby,the
        dealer''s agency}'::text[], 'where' || l.n)
      WHEN 'declined_by_carrier' THEN pg_temp.pick(ARRAY['Roof over 20 years, no carrier without replacement',
        'Three at-fault losses in three years', 'Vacant building, only a surplus market left'], 'note' || l.n)
      WHEN 'coverage_gap' THEN 'No carrier of ours writes this class in ' || l.state
      WHEN 'service_issue' THEN 'Quote promised for Thursday went out on Monday'
      WHEN 'other' THEN pg_temp.pick(ARRAY['Business being sold, new owner brings own agent',
        'Moving in with parents, will call next year',
        'Employer now provides it'], 'note' || l.n)
    END) AS n (note);

INSERT INTO crm.lead_status_changes (lead_id, client_id, from_status_id, to_status_id, changed_at, changed_by,
                                     reason,
                                     lost_reason_id, time_in_status)
SELECT m.lead_id, l.client_id, m.from_status, m.to_status, m.at,
       CASE WHEN m.to_status IN ('assigned', 'duplicate') THEN 'lead_router' ELSE g.role_name END, m.reason,
       CASE WHEN s.category = 'lost' THEN coalesce(r.lost_reason_id, 'price') END,
       m.at - coalesce(lag(m.at) OVER (PARTITION BY m.lead_id ORDER BY m.step), l.received_at)
FROM demo_moves AS m JOIN demo_leads AS l USING (lead_id) JOIN crm.leads AS r ON r.id = m.lead_id
  JOIN crm.lead_statuses AS s ON s.id = m.to_status
  JOIN crm.agents AS g ON g.id = l.agent_id;

UPDATE crm.clients AS cl SET owner_agent_id = l.agent_id
FROM demo_leads AS l JOIN demo_ends AS e USING (lead_id)
WHERE cl.id = l.client_id AND NOT l.again AND e.assigned_at IS NOT NULL;
UPDATE crm.clients AS cl SET lifecycle = 'insured'
WHERE EXISTS (SELECT FROM demo_leads AS l JOIN demo_ends AS e USING (lead_id) WHERE l.client_id = cl.id
       AND e.status_id = 'bound');

INSERT INTO crm.lead_marketing_settings (lead_id, client_id, email_opt_in, sms_opt_in, call_opt_in,
                                         mail_opt_in,
                                         do_not_contact, frequency_cap, utm, landing_page, referrer,
                                         created_at)
SELECT l.lead_id, l.client_id, o.ok AND pg_temp.chance('email in' || l.n) < 0.85, o.ok
       AND pg_temp.chance('sms in' || l.n) < 0.6,
       o.ok AND pg_temp.chance('call in' || l.n) < 0.9, o.ok, NOT o.ok, CASE
         WHEN pg_temp.chance('cap' || l.n) < 0.3 THEN 4 END,
       CASE l.source_id
         WHEN 'search_ads' THEN jsonb_build_object('source', 'google', 'medium', 'cpc',
           'campaign', 'search_always_on',
           'term', replace(l.type, '_', ' ') || ' insurance '
             || pg_temp.pick('{charlotte,near me,quotes,nc}'::text[], 'term' || l.n))
         WHEN 'social_ads' THEN jsonb_build_object('source', 'facebook', 'medium', 'paid_social',
             'campaign', coalesce(l.campaign_code, 'always_on'))
         WHEN 'organic_search' THEN '{"source": "google", "medium": "organic"}'::jsonb
         ELSE '{}'
       END,
       CASE WHEN l.source_kind = 'web' THEN 'https://www.harborline.example.com/quote/'
         || replace(l.type, '_', '-') END,
       CASE l.source_id WHEN 'search_ads' THEN 'https://www.google.com/'
         WHEN 'social_ads' THEN 'https://m.facebook.com/' END,
       l.received_at
FROM demo_leads AS l JOIN demo_ends AS e USING (lead_id),
     LATERAL (SELECT e.status_id <> 'do_not_contact') AS o (ok);

-- The triggers that follow look up rows one at a time: let the planner know that the tables are not empty.
ANALYZE crm.agents, crm.clients, crm.contacts, crm.leads, crm.lead_scores, crm.lead_marketing_settings;
