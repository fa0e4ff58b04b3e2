-- Coverage documents that fit each client: how each lead ended, what that leaves known, and auto policies.  A
-- lead nobody has talked with has a thin document, or none.

CREATE TEMP TABLE demo_cars (n serial, vin8 text, make text, model text, body text, cost int) ON COMMIT DROP;
INSERT INTO demo_cars (vin8, make, model, body, cost) VALUES
  ('2T3P1RFV', 'Toyota', 'RAV4', 'suv', 31000), ('4T1G11AK', 'Toyota', 'Camry', 'car', 27500),
  ('3TYCZ5AN', 'Toyota', 'Tacoma', 'pickup', 38000), ('19XFC2F5', 'Honda', 'Civic', 'car', 24000),
  ('7FARW2H8', 'Honda', 'CR-V', 'suv', 32500), ('1HGCV1F3', 'Honda', 'Accord', 'car', 28500),
  ('5FNRL6H7', 'Honda', 'Odyssey', 'van', 39000), ('1FTFW1E8', 'Ford', 'F-150', 'pickup', 47000),
  ('1FMCU9G6', 'Ford', 'Escape', 'suv', 29500), ('1GCUYDED', 'Chevrolet', 'Silverado', 'pickup', 46000),
  ('3GNAXKEV', 'Chevrolet', 'Equinox', 'suv', 28000), ('1N4BL4BV', 'Nissan', 'Altima', 'car', 26000),
  ('5N1AT2MT', 'Nissan', 'Rogue', 'suv', 29000), ('1C4RJFBG', 'Jeep', 'Grand Cherokee', 'suv', 43000),
  ('KMHLM4AG', 'Hyundai', 'Elantra', 'car', 22000), ('5XYRL4LC', 'Kia', 'Sorento', 'suv', 33000),
  ('4S4BTACC', 'Subaru', 'Outback', 'suv', 32000), ('5YJ3E1EA', 'Tesla', 'Model 3', 'car', 42000),
  ('JM3KFBCM', 'Mazda', 'CX-5', 'suv', 30000), ('5UX53DP0', 'BMW', 'X3', 'suv', 49000),
  -- For fleets only.
  ('3AKJHHDR', 'Freightliner', 'Cascadia', 'other', 165000),
  ('1XKYD49X', 'Kenworth', 'T680', 'other', 172000);

-- What the documents have in common.
CREATE TEMP TABLE demo_ends ON COMMIT DROP AS
WITH last_move AS (
  SELECT DISTINCT ON (lead_id) lead_id, to_status, at FROM demo_moves ORDER BY lead_id, step DESC
), reached AS (
  SELECT lead_id, array_agg(DISTINCT to_status) AS statuses,
         min(at) FILTER (WHERE to_status = 'assigned') AS assigned_at,
         min(at) FILTER (WHERE to_status = 'contacted') AS contacted_at,
         max(at) FILTER (WHERE to_status = 'quoted') AS quoted_at
  FROM demo_moves GROUP BY lead_id
), ends AS (
  SELECT l.lead_id, coalesce(m.to_status, 'new') AS status_id, coalesce(m.at, l.received_at) AS changed_at,
         s.category,
         r.assigned_at, r.contacted_at, r.quoted_at, coalesce(r.contacted_at IS NOT NULL, false) AS talked,
         l.received_at::date + l.x_days AS first_x_date
  FROM demo_leads AS l LEFT JOIN last_move AS m USING (lead_id) LEFT JOIN reached AS r USING (lead_id)
    JOIN crm.lead_statuses AS s ON s.id = coalesce(m.to_status, 'new')
)
SELECT e.*,
       CASE WHEN NOT l.has_carrier OR NOT l.is_renewable OR NOT e.talked
         AND l.source_kind NOT IN ('aggregator', 'list') THEN NULL
       ELSE (e.first_x_date + make_interval(years => greatest(0,
               1 + extract(year FROM age(d.day,
                     e.first_x_date))::int) * (e.first_x_date <= d.day)::int))::date END AS x_date,
       CASE WHEN l.has_carrier THEN l.premium END AS current_premium,
       CASE WHEN e.quoted_at IS NOT NULL THEN round(l.premium * CASE WHEN l.has_carrier THEN l.against
           ELSE 1 END) END AS quoted_premium
FROM ends AS e JOIN demo_leads AS l USING (lead_id), demo_clock AS c,
     -- The policy they hold now ends once a year; while a lead is worked, it is the one it came with.
     -- Who waits has just renewed: for the one after.
     LATERAL (SELECT CASE
         WHEN e.status_id = 'waiting_x_date'
           THEN c.as_of::date + CASE l.line WHEN 'commercial' THEN 90 ELSE 45 END
         WHEN e.category = 'open' THEN e.changed_at::date - 40
         ELSE c.as_of::date END) AS d (day);
ALTER TABLE demo_ends ADD PRIMARY KEY (lead_id);

CREATE TEMP TABLE demo_docs (lead_id bigint PRIMARY KEY, kind text, doc jsonb, item text,
       facts text) ON COMMIT DROP;

CREATE TEMP TABLE demo_lead_cars ON COMMIT DROP AS
SELECT l.lead_id, v.n, y.year, extract(year FROM l.received_at)::int - y.year AS age, c.make, c.model, c.body,
       c.cost,
       pg_temp.vin(c.vin8, y.year, 'vin' || l.n || v.n) AS vin
FROM demo_leads AS l JOIN demo_people AS p ON p.i = l.person
  CROSS JOIN LATERAL generate_series(1, 1 + p.married::int
    + (pg_temp.chance('third car' || l.n) < 0.2)::int) AS v (n)
  CROSS JOIN LATERAL (SELECT extract(year FROM l.received_at)::int
    - pg_temp.between(0, 14, 'car year' || l.n || v.n) AS year) AS y
  JOIN demo_cars AS c ON c.n = 1 + (pg_temp.between(0, 19, 'car' || l.n) + 7 * v.n) % 20
WHERE l.grp = 'auto';

-- Auto: one to three cars, spouse, now and then a teenager or a ticket.
INSERT INTO demo_docs
SELECT l.lead_id, 'auto',
       CASE WHEN NOT e.talked THEN jsonb_build_object(
         'drivers', jsonb_build_array(jsonb_build_object('id', 'd1', 'first_name', p.first_name,
               'last_name', p.last_name)),
         'vehicles', (SELECT jsonb_agg(jsonb_build_object('id', 'v' || v.n, 'year', v.year, 'make', v.make,
               'model', v.model)
                                       ORDER BY v.n) FROM demo_lead_cars AS v WHERE v.lead_id = l.lead_id
                                         AND v.n = 1))
       ELSE jsonb_strip_nulls(jsonb_build_object(
         'state', l.state, 'effective_date', coalesce(e.first_x_date, l.received_at::date + 10),
         'term_months', pg_temp.pick('{6,6,12}'::int[], 'term' || l.n),
         'prior', CASE WHEN l.has_carrier THEN jsonb_build_object('carrier', l.carrier,
           'expiration_date', e.first_x_date,
           'premium', l.premium, 'term_months', 12, 'years_with_carrier',
           pg_temp.between(1, 9, 'years' || l.n),
           'years_continuous', pg_temp.between(9, 15, 'years' || l.n), 'lapse_reason', 'none',
           'liability_limit', pg_temp.pick('{30/60/25,50/100/50,100/300/100,100/300/100,250/500/100}'::text[],
               'limit' || l.n)) END,
         'residence', CASE WHEN p.line2 IS NULL THEN 'own_home' ELSE 'rent_apartment' END,
         'household_members', 1 + p.married::int + h.teen::int,
         'drivers', jsonb_build_array(jsonb_build_object('id', 'd1', 'first_name', p.first_name,
             'last_name', p.last_name,
             'date_of_birth', p.born, 'marital_status', CASE WHEN p.married THEN 'married' ELSE 'single' END,
             'relation', 'insured', 'license_state', l.state, 'license_status', 'valid', 'rated', 'rated',
             'age_licensed', 16,
             'violations', CASE WHEN h.ticket THEN jsonb_build_array(jsonb_build_object('code', 'speeding',
               'date', l.received_at::date - pg_temp.between(90, 1000, 'ticket day' || l.n), 'state', l.state,
               'mph_over', 12)) END))
           || CASE WHEN p.married THEN jsonb_build_array(jsonb_build_object('id', 'd2',
             'first_name', p.spouse, 'last_name', p.last_name,
             'date_of_birth', p.born + pg_temp.between(-1500, 1500, 'spouse' || l.n), 'marital_status',
             'married', 'relation', 'spouse',
             'license_state', l.state, 'license_status', 'valid', 'rated', 'rated')) ELSE '[]' END
           || CASE WHEN h.teen THEN jsonb_build_array(jsonb_build_object('id', 'd3', 'relation', 'child',
             'license_status', 'permit',
             'date_of_birth', (l.received_at - interval '16 years')::date + pg_temp.between(-300, 40, 'teen'
                 || l.n), 'good_student', true)) ELSE '[]' END,
         'vehicles', (SELECT jsonb_agg(jsonb_build_object('id', 'v' || v.n, 'vin', v.vin, 'year', v.year,
             'make', v.make, 'model', v.model,
             'body', v.body, 'usage', pg_temp.pick('{commute_work,commute_work,pleasure}'::text[], 'use'
                 || l.n || v.n),
             'annual_mileage', 500 * pg_temp.between(10, 32, 'miles' || l.n || v.n), 'cost_new', v.cost,
             'ownership', CASE WHEN v.age < 4 THEN 'financed' ELSE 'owned' END,
             'coverages', CASE WHEN v.age > 12 THEN '{"liability_only": true}'::jsonb
               ELSE jsonb_build_object('comp_deductible', 500,
               'coll_deductible', pg_temp.pick('{500,1000}'::int[], 'ded' || l.n), 'rental_per_day', 40) END)
               ORDER BY v.n)
           FROM demo_lead_cars AS v WHERE v.lead_id = l.lead_id),
         'coverages', jsonb_build_object('liability', '{"kind": "split", "bi_per_person": 100000, "bi_per_accident": 300000, "pd": 100000}'::jsonb,
           'um', '{"kind": "split", "bi_per_person": 100000, "bi_per_accident": 300000}'::jsonb, 'med_pay',
           5000)))
       END,
       (SELECT format('%s %s %s', v.year, v.make, v.model) FROM demo_lead_cars AS v
           WHERE v.lead_id = l.lead_id AND v.n = 1),
       (SELECT CASE count(*) WHEN 1 THEN 'One car, ' ELSE count(*) || ' cars: ' END
               || string_agg(format('%s %s %s', v.year, v.make, v.model), ', ' ORDER BY v.n) || '. '
        FROM demo_lead_cars AS v WHERE v.lead_id = l.lead_id)
         || CASE WHEN p.married THEN p.spouse || ' drives too. ' ELSE 'Only driver. ' END
         || CASE WHEN h.teen THEN 'A child with a permit, good grades. ' ELSE '' END
         || CASE WHEN h.ticket THEN 'One speeding ticket in the last three years.' ELSE 'Clean record.' END
FROM demo_leads AS l JOIN demo_ends AS e USING (lead_id) JOIN demo_people AS p ON p.i = l.person,
     LATERAL (SELECT pg_temp.chance('ticket' || l.n) < 0.22 AS ticket,
                     p.married AND p.born BETWEEN l.received_at - interval '56 years'
                       AND l.received_at - interval '38 years'
                       AND pg_temp.chance('teen' || l.n) < 0.35 AS teen) AS h
WHERE l.grp = 'auto';
