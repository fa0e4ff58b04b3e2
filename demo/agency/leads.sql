-- 300 leads: whose, for what, from where, when, and how each will end if time allows.

-- What a lead of each type looks like: the group its texts come from, and the range of yearly premiums.
CREATE TEMP TABLE demo_types (type text PRIMARY KEY, grp text, low int, high int,
       commission numeric) ON COMMIT DROP;
INSERT INTO demo_types VALUES
  ('auto', 'auto', 1180, 3600, 0.12), ('home', 'home', 1250, 3700, 0.15), ('condo', 'home', 460, 980, 0.15),
  ('dwelling_fire', 'home', 950, 2200, 0.15), ('mobile_home', 'home', 780, 1500, 0.15),
  ('renters', 'renters', 150, 330, 0.15), ('umbrella', 'umbrella', 230, 540, 0.12),
  ('motorcycle', 'specialty', 320, 960, 0.12), ('boat', 'specialty', 420, 1600, 0.12),
  ('rv', 'specialty', 620, 1900, 0.12), ('flood', 'specialty', 580, 2400, 0.15),
  ('valuables', 'specialty', 160, 620, 0.15), ('term_life', 'life', 340, 1650, 0.60),
  ('final_expense', 'life', 620, 1400, 0.70), ('bop', 'commercial', 1400, 9200, 0.15),
  ('general_liability', 'commercial', 1900, 14500, 0.13),
  ('commercial_property', 'commercial', 3600, 26000, 0.13),
  ('commercial_auto', 'commercial', 4200, 38000, 0.11), ('trucking', 'commercial', 62000, 138000, 0.08),
  ('workers_comp', 'commercial', 3600, 42000, 0.08), ('cyber', 'commercial', 1200, 5800, 0.15),
  ('professional_liability', 'commercial', 1600, 9000, 0.14), ('epli', 'commercial', 1500, 5200, 0.14),
  ('directors_officers', 'commercial', 1300, 4600, 0.14), ('inland_marine', 'commercial', 900, 4200, 0.14),
  ('liquor_liability', 'commercial', 1300, 5200, 0.13), ('garage', 'commercial', 4800, 16500, 0.12),
  ('farm', 'commercial', 3300, 9800, 0.14), ('surety_bond', 'commercial', 160, 900, 0.30);

-- What is chosen from; a word that stands there twice is chosen twice as often.
CREATE TEMP TABLE demo_choices (what text PRIMARY KEY, among text[]) ON COMMIT DROP;
INSERT INTO demo_choices VALUES
  ('want: client again', '{umbrella,umbrella,term_life,home,flood,boat,valuables,auto}'),
  ('want: apartment', '{auto,auto,auto,renters,renters,renters,motorcycle}'),
  ('want: house', '{auto,auto,auto,auto,auto,auto,auto,auto,home,home,home,home,home,home,condo,dwelling_fire,
    mobile_home,motorcycle,boat,rv,flood,term_life,term_life,umbrella}'),
  ('source: client again', '{cross_sell,policy_review,life_event,call_in,website,win_back}'),
  ('source: firm', '{website,website,call_in,client_referral,business_network,business_network,accountant,
    x_date_list,x_date_list,search_ads,carrier_referral}'),
  ('source: home', '{realtor,realtor,mortgage_lender,website,website,search_ads,client_referral,
    client_referral,
    aggregator_exclusive,new_mover_list,call_in}'),
  ('source: auto', '{aggregator_shared,aggregator_shared,aggregator_shared,website,website,website,search_ads,
    search_ads,client_referral,client_referral,auto_dealer,live_transfer,walk_in,call_in,organic_search}'),
  ('source: season', '{social_ads,social_ads,website,call_in,client_referral}'),
  ('source: other', '{website,website,organic_search,client_referral,call_in,walk_in,live_chat,
    community_event,
    employee_referral}');
CREATE FUNCTION pg_temp.choose(what text, words text) RETURNS text LANGUAGE sql STABLE STRICT
  RETURN (SELECT pg_temp.pick(c.among, words) FROM demo_choices AS c WHERE c.what = choose.what);

CREATE TEMP TABLE demo_leads ON COMMIT DROP AS
WITH slots AS (
  SELECT n, n % 7 IN (2, 5) AS is_firm,
         row_number() OVER (PARTITION BY n % 7 IN (2, 5) ORDER BY n) - 1 AS k
  FROM generate_series(0, 299) AS n
), wants AS (
  SELECT s.n, s.k, s.k >= 148 AS again, p.client_id, p.i AS person, NULL::bigint AS firm,
         CASE
           WHEN s.k >= 148 THEN pg_temp.choose('want: client again', 'more' || s.n)
           WHEN p.line2 IS NOT NULL THEN pg_temp.choose('want: apartment', 'type' || s.n)
           WHEN p.born < c.as_of - interval '62 years' AND pg_temp.chance('old' || s.n) < 0.15
             THEN 'final_expense'
           ELSE pg_temp.choose('want: house', 'type' || s.n)
         END AS type
  FROM slots AS s JOIN demo_people AS p ON p.i = s.k % 148, demo_clock AS c
  WHERE NOT s.is_firm
  UNION ALL
  SELECT s.n, s.k, s.k >= 52, f.client_id, NULL, f.i,
         (t.types::text[])[1 + (s.k / 52 + f.i / 4) % cardinality(t.types::text[])]
  FROM slots AS s JOIN demo_firms AS f ON f.i = s.k % 52
    JOIN (VALUES
      ('haulage', '{trucking,workers_comp,commercial_auto}'),
      ('contractor', '{general_liability,workers_comp,commercial_auto,inland_marine,surety_bond}'),
      ('restaurant', '{bop,workers_comp,liquor_liability}'),
      ('trucking', '{commercial_auto,workers_comp,general_liability}'),
      ('office', '{bop,professional_liability,cyber,workers_comp,epli}'),
      ('tech', '{cyber,professional_liability,bop}'), ('retail', '{bop,workers_comp,cyber}'),
      ('garage', '{garage,workers_comp}'), ('care', '{bop,workers_comp,professional_liability,epli}'),
      ('nonprofit', '{commercial_property,directors_officers,workers_comp}'),
      ('farm', '{farm,commercial_auto}')
    ) AS t (trade, types) ON t.trade = CASE WHEN f.naics LIKE '4841%' THEN 'haulage' ELSE f.trade END
  WHERE s.is_firm
), placed AS (
  SELECT w.*, d.grp, it.line, it.is_renewable, d.low, d.high, d.commission, a.state, a.postal_code AS zip,
         a.timezone,
         c.as_of - make_interval(mins => 12 + (CASE
               WHEN w.n % 5 < 2 THEN 42 * power(pg_temp.chance('age' || w.n), 1.3)
           ELSE 729 * power(pg_temp.chance('age' || w.n), 1.7) END * 1440)::int) AS received_at,
         pg_temp.choose(CASE
           WHEN w.again THEN 'source: client again'
           WHEN w.firm IS NOT NULL THEN 'source: firm'
           WHEN w.type IN ('home', 'condo') THEN 'source: home'
           WHEN w.type = 'auto' THEN 'source: auto'
           WHEN w.type IN ('motorcycle', 'boat', 'rv') THEN 'source: season'
           ELSE 'source: other' END, 'source' || w.n) AS source_id
  FROM wants AS w JOIN demo_types AS d ON d.type = w.type JOIN crm.insurance_types AS it ON it.id = w.type
    JOIN crm.clients AS cl ON cl.id = w.client_id JOIN crm.addresses AS a ON a.id = cl.address_id,
    demo_clock AS c
), timed AS (
  -- What comes in by telephone or through the door comes in office hours; a form comes at any.
  SELECT p.*, s.kind AS source_kind,
         CASE WHEN s.kind IN ('web', 'aggregator') THEN p.received_at
         ELSE least(pg_temp.office(p.received_at - interval '3 days', 'in' || p.n),
             c.as_of - interval '40 minutes') END AS came_at,
         extract(day FROM c.as_of - p.received_at) AS days_ago,
         (SELECT f.trade FROM demo_firms AS f WHERE f.i = p.firm) AS trade
  FROM placed AS p JOIN crm.lead_sources AS s ON s.id = p.source_id, demo_clock AS c
)
SELECT nextval('crm.leads_id_seq') AS lead_id, t.n, t.k, t.again, t.client_id, t.person, t.firm, t.type,
       t.grp, t.line,
       t.is_renewable, t.commission, t.state, t.timezone, t.source_id, t.source_kind,
       t.came_at AS received_at,
       (SELECT g.id FROM crm.agents AS g
        WHERE g.tenant_id = (SELECT crm.current_tenant()) AND g.is_active AND t.line = ANY (g.lines)
               AND t.state = ANY (g.licensed_states)
          AND g.role_name NOT IN ('mdelgado', 'lhayes')
        ORDER BY (g.lines[1] = t.line) DESC, md5(g.role_name || t.client_id) LIMIT 1) AS agent_id,
       CASE
         WHEN t.source_id = 'search_ads' THEN 'search_always_on'
         WHEN t.source_id = 'realtor' THEN 'realtor_partners'
         WHEN t.type IN ('motorcycle', 'boat', 'rv') AND t.days_ago BETWEEN 150 AND 330 THEN 'spring_riders'
         WHEN t.trade IN ('office', 'tech', 'retail') AND t.days_ago BETWEEN 60 AND 330 THEN 'cyber_webinar'
         WHEN t.trade IN ('contractor', 'trucking')
           AND t.days_ago BETWEEN 380 AND 600 THEN 'contractor_breakfast'
         WHEN t.grp IN ('home', 'auto') AND t.source_kind IN ('web', 'walk_in', 'referral')
           AND t.days_ago BETWEEN 480 AND 660 THEN 'renewal_shock_mailer'
         WHEN t.source_kind = 'existing_client' AND t.grp IN ('auto', 'umbrella', 'life')
           AND t.days_ago BETWEEN 20 AND 200
           THEN 'back_to_school_teens'
         WHEN t.source_kind = 'existing_client' AND t.grp = 'home'
           AND t.days_ago < 120 THEN 'fall_home_review'
         WHEN t.source_id = 'business_network' THEN 'chamber_network'
         WHEN t.grp IN ('auto', 'renters', 'home') AND t.zip LIKE '28%'
           AND t.source_kind IN ('web', 'walk_in')
           AND t.days_ago BETWEEN 180 AND 450 THEN 'new_movers'
       END AS campaign_code,
       pg_temp.pick(CASE t.line WHEN 'commercial' THEN
         '{Stonewall Casualty,Ironbridge,Harvest National,First Guaranty,Meridian Commercial}'::text[]
       ELSE '{Evergreen Direct,Summit National,Liberty Oak,Old Trail Farmers,Northgate,SafeHarbor Direct,
           Crestline}' END,
         'carrier' || t.n) AS carrier,
       t.grp <> 'life' AND NOT (t.grp = 'home' AND t.source_kind = 'partner')
         AND pg_temp.chance('insured' || t.n)
         < CASE t.grp WHEN 'renters' THEN 0.35 WHEN 'umbrella' THEN 0.3 ELSE 0.82 END AS has_carrier,
       round((t.low + (t.high - t.low) * power(pg_temp.chance('premium' || t.n), 1.4))::numeric) AS premium,
       0.80 + 0.30 * pg_temp.chance('against' || t.n)::numeric AS against,
       pg_temp.between(12, 75, 'x' || t.n) AS x_days,
       CASE
         WHEN pg_temp.chance('silent' || t.n) < CASE t.source_kind WHEN 'aggregator' THEN 0.45
           WHEN 'list' THEN 0.4 WHEN 'web' THEN 0.2
              ELSE 0 END THEN 'unreachable'
         WHEN pg_temp.chance('end' || t.n) < 0.36 + CASE WHEN t.again THEN 0.14 ELSE 0 END THEN 'bound'
         WHEN pg_temp.chance('end' || t.n) < 0.70 THEN 'lost'
         WHEN pg_temp.chance('end' || t.n) < 0.79 THEN CASE WHEN t.is_renewable THEN 'waiting_x_date'
           ELSE 'nurture' END
         WHEN pg_temp.chance('end' || t.n) < 0.86 THEN 'nurture'
         WHEN pg_temp.chance('end' || t.n) < 0.92 THEN CASE WHEN t.again THEN 'nurture' ELSE 'unreachable' END
         WHEN pg_temp.chance('end' || t.n) < 0.96 THEN 'unqualified'
         WHEN pg_temp.chance('end' || t.n) < 0.98 THEN CASE WHEN t.again THEN 'lost' ELSE 'duplicate' END
         ELSE CASE WHEN t.again THEN 'lost' ELSE 'do_not_contact' END
       END AS plan
FROM timed AS t, demo_clock AS c
ORDER BY t.came_at, t.n;
ALTER TABLE demo_leads ADD PRIMARY KEY (lead_id);
