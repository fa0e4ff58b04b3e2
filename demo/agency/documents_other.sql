-- Documents of the other kinds: homes, renters, specialty, commercial, life.

INSERT INTO demo_docs
SELECT l.lead_id, 'home',
       jsonb_strip_nulls(jsonb_build_object(
         'effective_date', h.starts,
         'closing_date', CASE WHEN h.closing THEN h.starts END,
         'prior', CASE WHEN l.has_carrier AND NOT h.closing THEN jsonb_build_object('carrier', l.carrier,
           'expiration_date', e.first_x_date, 'premium', l.premium, 'term_months', 12,
           'years_with_carrier', pg_temp.between(1, 14, 'years' || l.n), 'lapse_reason', 'none') END,
         'dwellings', jsonb_build_array(CASE WHEN NOT e.talked THEN jsonb_build_object('id', 'h1',
               'address', h.address)
           ELSE jsonb_build_object('id', 'h1', 'address', h.address, 'form', h.form,
             'occupancy', CASE l.type WHEN 'dwelling_fire' THEN 'tenant' ELSE 'owner' END,
             'property_type', CASE l.type WHEN 'condo' THEN 'condo' WHEN 'mobile_home' THEN 'mobile_home'
               ELSE pg_temp.pick('{single_family,single_family,single_family,townhouse}'::text[], 'house'
                   || l.n) END,
             'year_built', h.built, 'square_feet', h.feet,
             'construction', CASE l.type WHEN 'mobile_home' THEN 'manufactured' ELSE h.walls END,
             'roof_type', CASE WHEN l.type <> 'condo' THEN 'architectural_shingle' END,
             'roof_year', CASE WHEN l.type <> 'condo' THEN h.roof END,
             'foundation', CASE WHEN l.type <> 'condo'
                 THEN pg_temp.pick('{crawl_space,slab,basement}'::text[], 'under' || l.n) END,
             'protection_class', pg_temp.pick('{2,3,4,4,5,9}'::text[], 'ppc' || l.n),
             'replacement_cost', 1000 * (h.feet * pg_temp.between(165, 230, 'rebuild' || l.n) / 1000),
             'hazards', jsonb_strip_nulls(jsonb_build_object(
               'pool', CASE WHEN h.pool THEN 'in_ground_fenced' ELSE 'none' END, 'trampoline', false,
               'dog_breeds', CASE WHEN h.dog IS NOT NULL THEN jsonb_build_array(h.dog) END,
               'dog_bite_history', false)),
             'protection', jsonb_build_object('deadbolts', true, 'burglar_alarm',
               pg_temp.pick('{none,none,local,central}'::text[], 'alarm' || l.n)))
             || CASE WHEN h.closing THEN jsonb_build_object('interests', jsonb_build_array(jsonb_build_object(
               'role', 'mortgagee', 'name', 'First Carolina Mortgage, ISAOA ATIMA', 'rank', 1, 'escrow',
               true))) ELSE '{}' END
           END),
         'coverages', CASE WHEN e.talked THEN jsonb_build_object('a_dwelling',
           1000 * (h.feet * pg_temp.between(165, 230, 'rebuild' || l.n) / 1000), 'e_liability', 300000,
           'f_medical', 5000,
           'deductible', pg_temp.pick('{1000,1000,2500}'::int[], 'aop' || l.n), 'contents_replacement_cost',
           true,
           'water_backup', 10000) END,
         'losses', CASE WHEN e.talked AND h.loss THEN jsonb_build_array(jsonb_build_object('kind', CASE l.type
               WHEN 'condo' THEN 'water_pipe' ELSE 'wind_hail' END,
           'date', l.received_at::date - 700, 'amount_paid', 100 * pg_temp.between(38, 140, 'loss' || l.n),
           'status', 'closed')) END)),
       CASE l.type WHEN 'condo' THEN 'the condo on ' WHEN 'dwelling_fire' THEN 'the rental on '
         ELSE 'the house on ' END
         || regexp_replace(p.line1, '^[0-9]+ ', ''),
       CASE WHEN l.type = 'condo' THEN format('Unit of %s square feet, built %s, master policy is %s. %s',
         to_char(h.feet, 'FM9,999'), h.built,
         pg_temp.pick('{walls-in,bare walls,single entity}'::text[], 'master' || l.n),
         CASE WHEN h.loss THEN 'One water claim, from the unit above.' ELSE 'No claims in five years.' END)
       ELSE format('Built %s, %s, about %s square feet, roof from %s. %s%s%s', h.built,
         CASE h.walls WHEN 'frame' THEN 'frame' ELSE 'brick veneer' END, to_char(h.feet, 'FM9,999'), h.roof,
         CASE WHEN h.pool THEN 'Fenced pool. ' ELSE '' END,
         CASE WHEN h.dog IS NOT NULL THEN 'Dog, ' || h.dog || ', no bites. ' ELSE '' END,
         CASE WHEN h.loss THEN 'One hail claim two years ago.' ELSE 'No claims in five years.' END) END
FROM demo_leads AS l JOIN demo_ends AS e USING (lead_id) JOIN demo_people AS p ON p.i = l.person,
     LATERAL (SELECT b.built, greatest(b.built, pg_temp.between(2006, 2024, 'roof' || l.n)) AS roof,
                     CASE l.type WHEN 'condo' THEN pg_temp.between(70, 165, 'feet' || l.n)
                       ELSE pg_temp.between(90, 310, 'feet' || l.n) END * 10 AS feet,
                     pg_temp.pick('{frame,frame,masonry_veneer}'::text[], 'walls' || l.n) AS walls,
                     l.type <> 'condo' AND pg_temp.chance('pool' || l.n) < 0.15 AS pool,
                     pg_temp.chance('hail' || l.n) < 0.2 AS loss,
                     CASE WHEN pg_temp.chance('dog' || l.n) < 0.4
                       THEN pg_temp.pick('{Labrador,beagle,golden retriever,terrier mix}'::text[], 'breed'
                           || l.n) END AS dog,
                     l.source_kind = 'partner' AS closing,
                     CASE WHEN l.source_kind = 'partner'
                       THEN pg_temp.office(l.received_at + make_interval(days => pg_temp.between(18, 40,
                             'close' || l.n)), 'closing')::date
                     ELSE e.first_x_date END AS starts,
                     CASE l.type WHEN 'condo' THEN 'HO-6' WHEN 'dwelling_fire' THEN 'DP-3'
                       WHEN 'mobile_home' THEN 'MH'
                     ELSE 'HO-3' END AS form,
                     jsonb_build_object('line1', p.line1, 'city', p.city, 'state', p.state,
                         'postal_code', p.zip) AS address
              FROM (SELECT pg_temp.between(1955, 2019, 'built' || l.n) AS built) AS b) AS h
WHERE l.grp = 'home';

INSERT INTO demo_docs
SELECT l.lead_id, 'renters',
       jsonb_strip_nulls(jsonb_build_object('effective_date', l.received_at::date + 9,
         'move_in_date', l.received_at::date + 9,
         'address', jsonb_build_object('line1', p.line1, 'line2', p.line2, 'city', p.city, 'state', p.state,
             'postal_code', p.zip),
         'building_type', CASE WHEN p.line2 IS NULL THEN 'house' ELSE 'apartment' END,
         'landlord_requires', h.demanded, 'landlord_min_liability', CASE WHEN h.demanded THEN 100000 END,
         'occupants', 1 + p.married::int,
         'coverages', jsonb_build_object('personal_property', h.things, 'liability', 100000,
           'deductible', 500,
           'replacement_cost', true),
         'pets', CASE WHEN h.cat THEN '[{"kind": "cat"}]'::jsonb END)),
       'the apartment on ' || regexp_replace(p.line1, '^[0-9]+ ', ''),
       format('%s in belongings%s.%s', pg_temp.dollars(h.things),
         CASE WHEN h.demanded THEN ', landlord asks for 100,000 of liability' ELSE '' END, CASE
           WHEN h.cat THEN ' One cat.' ELSE '' END)
FROM demo_leads AS l JOIN demo_people AS p ON p.i = l.person,
     LATERAL (SELECT 5000 * pg_temp.between(3, 9, 'things' || l.n) AS things,
                     pg_temp.chance('lease' || l.n) < 0.6 AS demanded,
                     pg_temp.chance('cat' || l.n) < 0.3 AS cat) AS h
WHERE l.grp = 'renters';

INSERT INTO demo_docs
SELECT l.lead_id, 'specialty',
       jsonb_strip_nulls(jsonb_build_object('effective_date', e.first_x_date, 'items', jsonb_build_array(
         jsonb_build_object('id', 'i1') || s.doc
         || CASE WHEN l.type = 'flood' THEN jsonb_build_object('flood', jsonb_build_object(
           'zone', pg_temp.pick('{X,X,AE,AE,A}'::text[], 'zone' || l.n), 'building_limit', 250000,
           'contents_limit', 100000,
           'lender_requires', pg_temp.chance('lender' || l.n) < 0.5,
           'address', jsonb_build_object('line1', p.line1, 'city', p.city, 'state', p.state,
               'postal_code', p.zip)))
         ELSE '{}' END))),
       s.item, s.facts
FROM demo_leads AS l JOIN demo_ends AS e USING (lead_id) JOIN demo_people AS p ON p.i = l.person
  CROSS JOIN LATERAL (
    SELECT t.doc::jsonb AS doc, t.item, t.facts FROM (VALUES
      ('motorcycle', 0, '{"kind": "motorcycle", "year": 2019, "make": "Harley-Davidson", "model": "Street Glide", "engine_cc": 1746, "experience_years": 14, "endorsement": true}',
       'the Street Glide', '2019 Harley Street Glide, about $4,000 in chrome and exhaust, endorsed since 2011.'),
      ('motorcycle', 1, '{"kind": "motorcycle", "year": 2022, "make": "Honda", "model": "Rebel 500", "engine_cc": 471, "experience_years": 2, "endorsement": true, "safety_course": true}',
       'the Rebel', '2022 Honda Rebel 500, took the rider course last spring, garaged.'),
      ('motorcycle', 2, '{"kind": "motorcycle", "year": 2016, "make": "Kawasaki", "model": "Ninja 650", "engine_cc": 649, "experience_years": 6, "endorsement": true}',
       'the Ninja', '2016 Kawasaki Ninja 650, rides to work from April to October.'),
      ('boat', 0, '{"kind": "boat", "year": 2018, "make": "Bennington", "model": "22 SSRX", "length_ft": 22, "horsepower": 150, "engines": 1, "hull": "aluminum", "propulsion": "outboard", "value": 38000, "storage_kind": "marina", "navigation": "inland"}',
       'the pontoon', '22-foot Bennington pontoon with a 150, in a slip on the lake all year.'),
      ('boat', 1, '{"kind": "boat", "year": 2012, "make": "Grady-White", "model": "Freedom 225", "length_ft": 22.5, "horsepower": 250, "engines": 1, "hull": "fiberglass", "propulsion": "outboard", "value": 46000, "storage_kind": "driveway", "navigation": "coastal"}',
       'the Grady-White', '2012 Grady-White 225 on a trailer, inshore and near the coast, loan with the credit union.'),
      ('boat', 2, '{"kind": "pwc", "year": 2021, "make": "Sea-Doo", "model": "GTI 130", "horsepower": 130, "value": 9800, "safety_course": true, "storage_kind": "garage"}',
       'the Sea-Doo', 'One Sea-Doo GTI 130, the children are 17 and 19 and have boater cards.'),
      ('rv', 0, '{"kind": "travel_trailer", "year": 2020, "make": "Grand Design", "model": "Imagine 2400BH", "length_ft": 28, "value": 29000, "storage_kind": "storage_lot"}',
       'the travel trailer', '28-foot Grand Design trailer, out five or six weekends a year, storage lot.'),
      ('rv', 1, '{"kind": "rv", "year": 2017, "make": "Winnebago", "model": "Vista 31BE", "length_ft": 32, "value": 84000, "full_timer": false, "annual_mileage": 7000}',
       'the motorhome', '2017 Winnebago Vista, about 7,000 miles a year, not full-timers.'),
      ('flood', 0, '{"kind": "flood"}', 'the flood policy',
          'Creek two houses down, lender has not asked, neighbor had water in the crawl space.'),
      ('flood', 1, '{"kind": "flood"}', 'the flood policy',
          'Lender requires it, elevation certificate from the builder, one foot above base flood.'),
      ('valuables', 0, '{"kind": "jewelry", "description": "platinum ring, 1.6 ct diamond", "value": 14200}',
       'the ring', 'Engagement ring appraised at $14,200 last year, nothing else above $2,500.'),
      ('valuables', 1, '{"kind": "fine_art", "description": "three oil paintings", "value": 22000}',
       'the paintings', 'Three oil paintings from an estate, appraisal for $22,000.')
    ) AS t (type, variant, doc, item, facts)
    WHERE t.type = l.type
    ORDER BY (t.variant + l.n) % 3, t.variant LIMIT 1
  ) AS s
WHERE l.grp = 'specialty';

INSERT INTO demo_docs
SELECT l.lead_id, 'commercial',
       jsonb_strip_nulls(jsonb_build_object(
         'lines_requested', jsonb_build_array(k.line), 'legal_name', cl.business_name, 'entity_type',
         f.entity, 'naics', f.naics,
         'description', f.what, 'year_started', f.since,
         'annual_revenue', f.revenue, 'effective_date', e.first_x_date,
         'annual_payroll', CASE WHEN e.talked THEN f.people * 1000 * pg_temp.between(31, 58, 'payroll'
             || f.i) END,
         'employees_full', CASE WHEN e.talked THEN f.people - f.people / 4 END,
         'employees_part', CASE WHEN e.talked THEN f.people / 4 END,
         'prior', CASE WHEN l.has_carrier THEN jsonb_build_array(jsonb_build_object('line', k.line,
               'policy', jsonb_build_object(
           'carrier', l.carrier, 'premium', l.premium, 'term_months', 12, 'expiration_date',
           e.first_x_date))) END,
         'locations', CASE WHEN e.talked THEN jsonb_build_array(jsonb_build_object('id', 'l1', 'number', 1,
           'address', jsonb_build_object('line1', f.line1, 'city', f.city, 'state', f.state,
               'postal_code', f.zip),
           'interest', CASE WHEN f.i % 3 = 0 THEN 'owner' ELSE 'tenant' END,
           'square_feet', 100 * pg_temp.between(14, 160, 'shop' || f.i),
           'bpp_value', 5000 * pg_temp.between(8, 90, 'contents' || f.i), 'fire_alarm', 'local')) END,
         'gl', CASE WHEN k.line IN ('gl', 'bop')
             THEN '{"each_occurrence": 1000000, "general_aggregate": 2000000, "products_aggregate": 2000000}'::jsonb END,
         'wc', CASE WHEN k.line = 'wc' AND e.talked
             THEN jsonb_build_object('experience_mod', 0.80 + 0.01 * pg_temp.between(0, 45, 'mod' || f.i),
           'el_each_accident', 500000, 'el_disease_policy', 500000, 'el_disease_employee', 500000,
           'classes', jsonb_build_array(jsonb_build_object('state', f.state, 'code',
             CASE f.trade WHEN 'contractor' THEN '5645' WHEN 'restaurant' THEN '9082'
               WHEN 'trucking' THEN '7219' WHEN 'care' THEN '8869'
             WHEN 'garage' THEN '8380' WHEN 'retail' THEN '8017' ELSE '8810' END,
             'employees', f.people, 'payroll', f.people * 1000 * pg_temp.between(31, 58, 'payroll'
                 || f.i)))) END,
         'auto', CASE WHEN k.line = 'auto' AND e.talked
             THEN jsonb_build_object('liability', '{"kind": "csl", "csl": 1000000}'::jsonb,
           'hired', true, 'non_owned', true, 'radius', CASE f.trade WHEN 'trucking' THEN 'intermediate'
             ELSE 'local' END,
           'vehicles', (SELECT jsonb_agg(jsonb_build_object('id', 'v' || v, 'year', 2024 - (v * 3 + f.i) % 9,
               'make', c.make, 'model', c.model, 'vin',
               pg_temp.vin(c.vin8, 2024 - (v * 3 + f.i) % 9, 'fleet' || f.i || v)) ORDER BY v)
             FROM generate_series(1, 2 + f.people / 5) AS v JOIN demo_cars AS c ON c.n = CASE
                    WHEN l.type = 'trucking' THEN 21 + v % 2
               WHEN v % 2 = 0 THEN 8 ELSE 10 END)) END,
         'cyber', CASE WHEN k.line = 'cyber' THEN jsonb_build_object('limit', 1000000,
           'mfa', pg_temp.chance('mfa' || f.i) < 0.6,
           'records_held', 1000 * pg_temp.between(2, 60, 'records' || f.i)) END,
         'losses', CASE WHEN e.talked AND l.n % 4 = 0
             THEN jsonb_build_array(jsonb_build_object('line', k.line, 'status', 'closed',
           'date', l.received_at::date - 500, 'amount_paid', 100 * pg_temp.between(12, 260, 'loss' || l.n),
           'kind', CASE k.line WHEN 'wc' THEN 'workers_comp_medical' WHEN 'auto' THEN 'auto_physical'
             ELSE 'other' END)) END)),
       f.name,
       format('%s since %s, %s people, about $%s million in sales. %s', upper(left(f.what, 1))
           || substr(f.what, 2), f.since, f.people,
         to_char(f.revenue / 1e6, 'FM90.0'), CASE WHEN l.n % 4 = 0 THEN 'One closed claim on the loss runs.'
           ELSE 'Clean for five years.' END)
FROM demo_leads AS l JOIN demo_ends AS e USING (lead_id) JOIN demo_firms AS f ON f.i = l.firm
  JOIN crm.clients AS cl ON cl.id = l.client_id
  JOIN (VALUES ('general_liability', 'gl'), ('workers_comp', 'wc'), ('commercial_auto', 'auto'),
               ('trucking', 'auto'), ('bop', 'bop'),
               ('inland_marine', 'inland_marine'), ('surety_bond', 'surety'), ('liquor_liability', 'liquor'),
               ('cyber', 'cyber'),
               ('professional_liability', 'eo'), ('epli', 'epli'), ('directors_officers', 'do'),
               ('garage', 'garage'),
               ('commercial_property', 'property'),
               ('farm', 'property')) AS k (type, line) ON k.type = l.type;

INSERT INTO demo_docs
SELECT l.lead_id, 'life',
       jsonb_strip_nulls(jsonb_build_object('product', CASE l.type WHEN 'term_life' THEN 'term'
             ELSE 'final_expense' END,
         'face_amount', h.face, 'term_years', h.years,
         'purpose', CASE l.type WHEN 'term_life' THEN '["income_replacement", "mortgage"]'::jsonb
           ELSE '["final_expense"]' END,
         'insured', CASE WHEN e.talked THEN jsonb_build_object('first_name', p.first_name,
           'last_name', p.last_name, 'date_of_birth', p.born,
           'state', p.state, 'tobacco', h.tobacco, 'occupation', p.job, 'annual_income',
           1000 * pg_temp.between(38, 140, 'income' || l.n)) END,
         'beneficiaries', CASE WHEN e.talked AND p.married
             THEN jsonb_build_array(jsonb_build_object('name', p.spouse || ' ' || p.last_name,
           'relationship', 'spouse', 'kind', 'primary', 'percent', 100)) END,
         'premium_mode', 'monthly')),
       CASE l.type WHEN 'term_life' THEN pg_temp.dollars(h.face) || ' of ' || h.years || '-year term'
         ELSE 'the final expense plan' END,
       format('%s, %s, no tobacco%s.', CASE l.type WHEN 'term_life' THEN pg_temp.dollars(h.face) || ' for '
           || h.years || ' years'
         ELSE pg_temp.dollars(h.face) END, p.job, CASE WHEN h.tobacco = 'never' THEN ''
           ELSE ' for two years' END)
FROM demo_leads AS l JOIN demo_ends AS e USING (lead_id) JOIN demo_people AS p ON p.i = l.person,
     LATERAL (SELECT CASE l.type WHEN 'term_life'
           THEN pg_temp.pick('{250000,500000,500000,750000,1000000}'::int[], 'face' || l.n)
                     ELSE pg_temp.pick('{10000,15000,20000}'::int[], 'face' || l.n) END AS face,
                     CASE l.type WHEN 'term_life' THEN pg_temp.pick('{20,20,30,15}'::int[], 'years'
                         || l.n) END AS years,
                     pg_temp.pick('{never,never,never,past_5y}'::text[], 'smoke' || l.n) AS tobacco) AS h
WHERE l.grp = 'life';
