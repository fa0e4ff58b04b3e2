-- The agency's people, towns, and 148 private clients with their households.

UPDATE crm.tenants SET name = 'Harborline Insurance', timezone = 'America/New_York'
WHERE id = crm.current_tenant(true) AND name = 'My agency';

INSERT INTO crm.agents (role_name, display_name, email, phone, timezone, licensed_states, lines,
                        daily_capacity,
                        is_active, created_at, metadata)
SELECT a.handle, a.name, a.handle || '@harborline.example.com', '+1704555' || a.extension, 'America/New_York',
       a.states, a.lines, a.capacity, a.active, c.as_of - interval '3 years',
       jsonb_build_object('title', a.title)
FROM demo_clock AS c, (VALUES
  ('mdelgado', 'Maria Delgado', '0110', '{NC,SC,VA,GA,TN,FL}'::text[],
   '{personal,commercial,life_health}'::text[],
   10, true, 'Principal'),
  ('twhitaker', 'Tom Whitaker', '0111', '{NC,SC,VA,GA}', '{commercial}', 15, true, 'Commercial producer'),
  ('acoleman', 'Andre Coleman', '0112', '{NC,SC,GA,TN,FL}', '{commercial}', 15, true, 'Commercial producer'),
  ('kbrooks', 'Keisha Brooks', '0113', '{NC,SC,GA}', '{personal}', 30, true, 'Personal lines'),
  ('dkim', 'Daniel Kim', '0114', '{NC,SC,VA,TN}', '{personal}', 30, true, 'Personal lines'),
  ('rnovak', 'Rachel Novak', '0115', '{NC,SC,TN,FL}', '{personal}', 28, true, 'Personal lines'),
  ('pnair', 'Priya Nair', '0116', '{NC,SC,VA,GA,TN,FL}', '{life_health,personal}', 20, true,
      'Life and health'),
  ('lhayes', 'Linda Hayes', '0117', '{NC,SC,VA,GA,TN}', '{personal,commercial}', 25, true, 'Account manager'),
  ('jturner', 'Jake Turner', '0118', '{NC,SC}', '{personal}', 0, false, 'Producer, left last spring')
) AS a (handle, name, extension, states, lines, capacity, active, title);

-- Towns with their counties, ZIP and area codes; the early ones are near the office and taken more often.
CREATE TEMP TABLE demo_towns ON COMMIT DROP AS
SELECT row_number() OVER () - 1 AS n, t.* FROM (VALUES
  ('Charlotte', 'NC', '28205', 'Mecklenburg', '704', 35.2196, -80.7880, 'America/New_York'),
  ('Charlotte', 'NC', '28210', 'Mecklenburg', '704', 35.1316, -80.8577, 'America/New_York'),
  ('Charlotte', 'NC', '28269', 'Mecklenburg', '980', 35.3379, -80.8038, 'America/New_York'),
  ('Matthews', 'NC', '28105', 'Mecklenburg', '704', 35.1168, -80.7237, 'America/New_York'),
  ('Huntersville', 'NC', '28078', 'Mecklenburg', '704', 35.4107, -80.8429, 'America/New_York'),
  ('Concord', 'NC', '28025', 'Cabarrus', '704', 35.4088, -80.5795, 'America/New_York'),
  ('Gastonia', 'NC', '28054', 'Gaston', '704', 35.2621, -81.1873, 'America/New_York'),
  ('Raleigh', 'NC', '27607', 'Wake', '919', 35.8014, -78.6876, 'America/New_York'),
  ('Durham', 'NC', '27701', 'Durham', '919', 35.9940, -78.8986, 'America/New_York'),
  ('Greensboro', 'NC', '27401', 'Guilford', '336', 36.0726, -79.7920, 'America/New_York'),
  ('Asheville', 'NC', '28801', 'Buncombe', '828', 35.5951, -82.5515, 'America/New_York'),
  ('Wilmington', 'NC', '28403', 'New Hanover', '910', 34.2237, -77.8867, 'America/New_York'),
  ('Fort Mill', 'SC', '29715', 'York', '803', 35.0074, -80.9451, 'America/New_York'),
  ('Rock Hill', 'SC', '29730', 'York', '803', 34.9249, -81.0251, 'America/New_York'),
  ('Greenville', 'SC', '29601', 'Greenville', '864', 34.8526, -82.3940, 'America/New_York'),
  ('Columbia', 'SC', '29205', 'Richland', '803', 33.9921, -80.9960, 'America/New_York'),
  ('Charleston', 'SC', '29407', 'Charleston', '843', 32.7955, -79.9997, 'America/New_York'),
  ('Mount Pleasant', 'SC', '29464', 'Charleston', '843', 32.8323, -79.8284, 'America/New_York'),
  ('Richmond', 'VA', '23220', 'Richmond City', '804', 37.5490, -77.4588, 'America/New_York'),
  ('Roanoke', 'VA', '24015', 'Roanoke City', '540', 37.2580, -79.9810, 'America/New_York'),
  ('Savannah', 'GA', '31405', 'Chatham', '912', 32.0380, -81.1240, 'America/New_York'),
  ('Marietta', 'GA', '30060', 'Cobb', '770', 33.9394, -84.5420, 'America/New_York'),
  ('Knoxville', 'TN', '37919', 'Knox', '865', 35.9248, -84.0010, 'America/New_York'),
  ('Nashville', 'TN', '37206', 'Davidson', '615', 36.1797, -86.7411, 'America/Chicago'),
  ('Jacksonville', 'FL', '32207', 'Duval', '904', 30.2900, -81.6410, 'America/New_York')
) AS t (city, state, zip, county, area, latitude, longitude, timezone);

CREATE FUNCTION pg_temp.town(words text) RETURNS demo_towns LANGUAGE sql STABLE
  RETURN (SELECT t FROM demo_towns AS t
          WHERE t.n = floor(power(pg_temp.chance(words || '/town'), 1.5) * 25));

CREATE TEMP TABLE demo_people ON COMMIT DROP AS
WITH names AS (
  SELECT
    '{James,Olivia,Marcus,Emily,Brian,Danielle,Kevin,Sarah,Justin,Hannah,Darnell,Megan,Robert,Aisha,Anthony,
      Jennifer,Tyler,Monica,Samuel,Grace,Jason,Latoya,Eric,Rebecca,Andrew,Nicole,Trevor,Angela,Matthew,Yolanda,
      Gregory,Claire,Victor,Tamara,William,Denise,Nathan,Sofia,Patrick,Lauren}'::text[] AS first,
    '{Anderson,Bennett,Castillo,Dawson,Ellison,Fletcher,Greer,Hargrove,Ibarra,Jennings,Kowalski,Lattimore,
      McBride,Nguyen,Ortega,Patel,Quinn,Ramsey,Stroud,Tillman,Underwood,Vance,Whitfield,Yates,Abernathy,
      Broussard,Crowder,Delaney,Espinoza,Faulkner,Gaines,Holloway}'::text[] AS last,
    '{registered nurse,electrician,high school teacher,software engineer,warehouse supervisor,
        dental hygienist,
      truck driver,bank branch manager,physical therapist,retired,graphic designer,police officer,
      restaurant manager,accountant,HVAC technician,real estate agent,welder,pharmacist,account executive,
      paralegal,graduate student,line cook,project manager,postal carrier}'::text[] AS jobs,
    '{Maple Ave,Oak St,Church St,Park Rd,Lakeview Dr,Providence Rd,Sycamore Ln,Carmel Rd,Elm St,Ridge Rd,
      Magnolia Ct,Pine Hollow Dr,Main St,Old Mill Rd,Dogwood Ln,Willow Creek Dr,Sunset Blvd,Highland Ave,
      Cedar Grove Rd,Walnut St,Hunters Run,Meadowbrook Dr}'::text[] AS streets
), people AS (
  SELECT i, first[1 + i * 7 % 40] AS first_name, last[1 + (i * 5 + i / 40 * 3) % 32] AS last_name,
         i * 7 % 2 AS sex,
         pg_temp.pick(jobs, 'job' || i) AS job, pg_temp.town('person' || i) AS town,
         pg_temp.between(101, 9800, 'house' || i) || ' ' || pg_temp.pick(streets, 'street' || i) AS line1,
         pg_temp.chance('apartment' || i) < 0.2 AS apartment,
         c.as_of::date - pg_temp.between(22 * 365, 76 * 365, 'born' || i) AS born,
         pg_temp.chance('married' || i) < 0.5 AS married, first[1 + ((i * 7 + 13) % 40)] AS spouse, c.as_of
  FROM names, generate_series(0, 147) AS i, demo_clock AS c
)
SELECT nextval('crm.addresses_id_seq') AS address_id, nextval('crm.clients_id_seq') AS client_id, p.i,
       p.first_name, p.last_name, p.sex, p.job, p.line1,
       CASE WHEN p.apartment THEN 'Apt ' || pg_temp.between(1, 14, 'floor' || p.i)
         || pg_temp.pick('{A,B,C,D}'::text[], 'door' || p.i) END AS line2,
       (p.town).city, (p.town).state, (p.town).zip, (p.town).county, (p.town).area, (p.town).latitude,
       (p.town).longitude, (p.town).timezone, p.born, p.married
         AND p.born < p.as_of - interval '26 years' AS married,
       p.spouse, lower(p.first_name || '.' || p.last_name || '@example.com') AS email,
       '+1' || (p.town).area || '55501'
         || lpad((row_number() OVER (PARTITION BY (p.town).area ORDER BY p.i) - 1)::text, 2, '0') AS phone
FROM people AS p
ORDER BY p.i;

INSERT INTO crm.addresses (id, line1, line2, city, state, postal_code, county, latitude, longitude, timezone,
                           verification_status, verified_at, tags, created_at)
SELECT p.address_id, p.line1, p.line2, p.city, p.state, p.zip, p.county,
       p.latitude + (pg_temp.chance('lat' || p.i) - 0.5)::numeric(6, 4) / 50,
       p.longitude + (pg_temp.chance('long' || p.i) - 0.5)::numeric(6, 4) / 50, p.timezone,
       s.status, CASE WHEN s.status <> 'unverified' THEN c.as_of - interval '200 days' END, '{demo}',
       c.as_of - interval '2 years'
FROM demo_people AS p, demo_clock AS c,
     LATERAL (SELECT CASE WHEN pg_temp.chance('verified' || p.i) < 0.8 THEN 'valid'
                     WHEN pg_temp.chance('verified' || p.i) < 0.87 THEN 'corrected'
                       ELSE 'unverified' END) AS s (status);

INSERT INTO crm.clients (id, client_type, first_name, last_name, date_of_birth, gender, marital_status,
                         occupation,
                         ssn_last4, email, phone, address_id, preferred_language, preferred_channel,
                         preferred_tone,
                         tags, created_at)
SELECT p.client_id, 'individual', p.first_name, p.last_name, p.born, (ARRAY['male', 'female'])[1 + p.sex],
       CASE WHEN p.married THEN 'married'
       ELSE pg_temp.pick('{single,single,single,divorced,widowed}'::text[], 'alone' || p.i) END,
       CASE WHEN p.born < c.as_of - interval '67 years' THEN 'retired' ELSE p.job END,
       CASE WHEN pg_temp.chance('ssn' || p.i) < 0.3 THEN lpad(pg_temp.between(0, 9999, 'ssn4' || p.i)::text,
           4, '0') END,
       p.email, p.phone, p.address_id,
       CASE WHEN p.last_name IN ('Castillo', 'Ibarra', 'Ortega', 'Espinoza')
         AND pg_temp.chance('es' || p.i) < 0.5
         THEN 'es' ELSE 'en' END,
       pg_temp.pick('{call,sms,email,email,sms}'::text[], 'channel' || p.i),
       pg_temp.pick('{friendly,friendly,brief,formal,detailed}'::text[], 'tone' || p.i), '{demo}',
       c.as_of - interval '2 years'
FROM demo_people AS p, demo_clock AS c;

-- Every private client is their own first contact; half bring a spouse.
CREATE TEMP TABLE demo_contacts (client_id bigint, name text, title text, department text, email text,
                                 phone text,
                                 first boolean, roles text[]) ON COMMIT DROP;
INSERT INTO demo_contacts
SELECT p.client_id, p.first_name || ' ' || p.last_name, NULL, NULL, p.email, p.phone, true,
       '{named_insured,decision_maker}'::text[]
FROM demo_people AS p
UNION ALL
SELECT p.client_id, p.spouse || ' ' || p.last_name, NULL, NULL,
       lower(p.spouse || '.' || p.last_name || '@example.com'), NULL, false, '{spouse,driver}'::text[]
FROM demo_people AS p
WHERE p.married;
