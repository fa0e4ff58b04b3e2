-- 52 businesses with their people, and all contacts.

CREATE TEMP TABLE demo_firms ON COMMIT DROP AS
SELECT nextval('crm.addresses_id_seq') AS address_id, nextval('crm.clients_id_seq') AS client_id, f.i, f.name,
       f.trade, f.naics, f.entity, f.since, f.people, f.revenue, f.what, f.owner,
       (f.town).city, (f.town).state, (f.town).zip, (f.town).county, (f.town).area, (f.town).latitude,
       (f.town).longitude, (f.town).timezone,
       pg_temp.between(100, 9400, 'unit' || f.i) || ' '
         || pg_temp.pick('{Industrial Dr,Commerce Blvd,Main St,South Blvd,Trade St,Depot St,Monroe Rd,Market St,
                           Airport Rd,Central Ave}'::text[], 'firm street' || f.i) AS line1,
       regexp_replace(lower(f.name), '[^a-z]', '', 'g') || '.example.com' AS domain,
       '+1' || (f.town).area || '55501'
         || 100 - row_number() OVER (PARTITION BY (f.town).area ORDER BY f.i) AS phone
FROM (SELECT (row_number() OVER () - 1)::int AS i, t.*, pg_temp.town('firm' || row_number() OVER ()) AS town FROM (VALUES
  ('Blue Ridge Roofing', 'contractor', '238160', 'llc', 2009, 11, 1900000, 'residential and light commercial roofing', 'Wade Pruitt'),
  ('Catawba Electric', 'contractor', '238210', 's_corp', 2001, 18, 3200000, 'electrical contractor, mostly tenant upfits', 'Carla Mendez'),
  ('Piedmont Plumbing & Drain', 'contractor', '238220', 'llc', 2013, 9, 1450000, 'service plumbing and water heaters', 'Rick Hollis'),
  ('Queen City Painting', 'contractor', '238320', 'sole_prop', 2016, 6, 620000, 'interior and exterior house painting', 'Dario Vega'),
  ('Stonebridge Concrete', 'contractor', '238110', 'corporation', 1994, 27, 5100000, 'flatwork, driveways, foundations', 'Hank Sizemore'),
  ('Lakeside Heating & Air', 'contractor', '238220', 'llc', 2007, 14, 2600000, 'HVAC installation and service', 'Brent Lackey'),
  ('GreenWay Lawn & Landscape', 'contractor', '561730', 'llc', 2011, 16, 1250000, 'commercial lawn maintenance and irrigation', 'Pete Alvarado'),
  ('Carolina Custom Decks', 'contractor', '238190', 'llc', 2018, 5, 540000, 'decks, porches and pergolas', 'Shane Mabry'),
  ('Summit Restoration', 'contractor', '238990', 'llc', 2012, 12, 2100000, 'water and fire damage restoration', 'Joanna Fisk'),
  ('Tri-County Fence', 'contractor', '238990', 'llc', 2005, 8, 980000, 'wood and aluminum fencing', 'Del Hargett'),
  ('Mesa Verde Taqueria', 'restaurant', '722511', 'llc', 2015, 22, 1350000, 'full-service Mexican restaurant with bar', 'Rosa Quintero'),
  ('Harvest Table Kitchen', 'restaurant', '722511', 'llc', 2017, 26, 1780000, 'farm-to-table restaurant, dinner and brunch', 'Neil Ashworth'),
  ('Brickyard Pizza', 'restaurant', '722513', 'corporation', 2010, 19, 1120000, 'pizza, dine-in and own delivery', 'Tony Marchetti'),
  ('Copper Pot Coffee', 'restaurant', '722515', 'llc', 2019, 12, 640000, 'two coffee shops, no cooking', 'Jess Lindqvist'),
  ('Saffron House', 'restaurant', '722511', 'llc', 2014, 15, 910000, 'Indian restaurant with lunch buffet and catering', 'Anil Mehra'),
  ('Old Rail Brewing', 'restaurant', '312120', 'llc', 2016, 14, 1600000, 'brewery with taproom and food trucks', 'Cody Barrow'),
  ('Sweet Magnolia Bakery', 'restaurant', '311811', 's_corp', 2012, 9, 580000, 'retail bakery and wedding cakes', 'Ellen Pickard'),
  ('Southline Freight', 'trucking', '484121', 'llc', 2013, 13, 3900000, 'dry van, ten power units, southeast', 'Vernon Tate'),
  ('Halyard Logistics', 'trucking', '484110', 'corporation', 2008, 21, 4700000, 'local container drayage', 'Marisol Benitez'),
  ('Crossroads Towing', 'trucking', '488410', 'llc', 2006, 9, 1150000, 'light and heavy towing, police rotation', 'Gary Stamey'),
  ('Swift Courier Carolina', 'trucking', '492210', 'llc', 2018, 17, 1300000, 'same-day medical and parts courier', 'Imani Rhodes'),
  ('Tar Heel Moving', 'trucking', '484210', 'llc', 2011, 15, 1700000, 'household moves within the Carolinas', 'Chris Bowden'),
  ('Northlake Family Dental', 'office', '621210', 's_corp', 2004, 14, 2300000, 'general dentistry, two dentists', 'Amy Strickland'),
  ('Carolina Spine & Sport', 'office', '621340', 'llc', 2014, 11, 1500000, 'physical therapy clinic', 'Reid Sorensen'),
  ('Paws & Claws Veterinary', 'office', '541940', 'llc', 2008, 16, 1900000, 'small animal veterinary clinic', 'Lena Hoffman'),
  ('Bright Path Pediatrics', 'office', '621111', 's_corp', 1999, 19, 3400000, 'pediatric practice', 'Samir Haddad'),
  ('Keystone Accounting Group', 'office', '541211', 'llc', 2003, 8, 1100000, 'tax and bookkeeping for small firms', 'Gail Overby'),
  ('Whitlock & Shaw Attorneys', 'office', '541110', 'partnership', 1988, 12, 2700000, 'real estate closings and estates', 'Duncan Shaw'),
  ('Meridian Architects', 'office', '541310', 'llc', 2010, 10, 1850000, 'schools and medical offices', 'Ingrid Vasquez'),
  ('Pinnacle Property Management', 'office', '531311', 'llc', 2009, 13, 1650000, 'manages 640 rental doors and 14 associations', 'Kurt Langley'),
  ('BluePeak Software', 'tech', '541511', 'corporation', 2015, 34, 6200000, 'scheduling software for clinics', 'Nadia Rahimi'),
  ('Cedar Loop Digital', 'tech', '541810', 'llc', 2018, 9, 1200000, 'web design and digital advertising', 'Miles Prentiss'),
  ('Ironclad IT Services', 'tech', '541513', 'llc', 2011, 17, 2900000, 'managed IT for dental and law offices', 'Jamal Whitby'),
  ('DataHarbor Analytics', 'tech', '541512', 'llc', 2020, 7, 950000, 'reporting for hospitals', 'Wen Zhao'),
  ('Hometown Hardware', 'retail', '444140', 'corporation', 1978, 15, 2800000, 'independent hardware store with yard', 'Buddy Cline'),
  ('Second Chapter Books', 'retail', '459210', 'sole_prop', 2013, 5, 380000, 'used books and gifts', 'Fern Whittaker'),
  ('Velvet & Vine Boutique', 'retail', '458110', 'llc', 2017, 4, 450000, 'women''s clothing, one shop and online', 'Tiffany Rowe'),
  ('Pedal Works Cycles', 'retail', '459110', 'llc', 2012, 8, 1050000, 'bicycle sales and repair', 'Owen Baptiste'),
  ('Sunrise Pharmacy', 'retail', '456110', 's_corp', 1996, 12, 4100000, 'independent pharmacy', 'Harish Desai'),
  ('Uptown Floral Design', 'retail', '459310', 'llc', 2009, 7, 610000, 'florist, weddings and events', 'Camille Duran'),
  ('Foothills Furniture Outlet', 'retail', '449110', 'llc', 2005, 11, 2200000, 'furniture store with delivery', 'Ray Poteat'),
  ('Lockhart Auto Repair', 'garage', '811111', 'llc', 1998, 8, 1150000, 'general auto repair, six bays', 'Dale Lockhart'),
  ('Precision Collision Center', 'garage', '811121', 'corporation', 2003, 13, 2400000, 'body shop with paint booth', 'Manny Ochoa'),
  ('Carmel Road Motors', 'garage', '441120', 'llc', 2010, 6, 3600000, 'used cars, about 45 on the lot', 'Stan Petrov'),
  ('Foxcroft Tire & Service', 'garage', '441340', 'llc', 2007, 10, 1900000, 'tires, brakes, alignments', 'Lonnie Craig'),
  ('Little Acorns Preschool', 'care', '624410', 'llc', 2011, 18, 940000, 'preschool, 92 children', 'Beth Caudill'),
  ('Golden Years Home Care', 'care', '621610', 'llc', 2016, 41, 2100000, 'non-medical home care', 'Yvonne Sykes'),
  ('Iron Oak Fitness', 'care', '713940', 'llc', 2015, 10, 720000, 'gym with classes and child watch', 'Travis Keller'),
  ('Riverbend Community Church', 'nonprofit', '813110', 'non_profit', 1962, 9, 870000, 'church with preschool building and two vans', 'Pastor Alan Greene'),
  ('Second Harvest of York', 'nonprofit', '624210', 'non_profit', 1989, 14, 1900000, 'food bank with warehouse and four trucks', 'Denise Moody'),
  ('Shoreline Condominium Association', 'nonprofit', '813990', 'association', 1999, 1, 540000, '84-unit condominium association', 'Phil Garrison'),
  ('Brookhaven Farms', 'farm', '111998', 'partnership', 1971, 6, 780000, 'produce farm with stand and corn maze', 'Ruth Ann Brookhaven')
) AS t (name, trade, naics, entity, since, people, revenue, what, owner)) AS f
ORDER BY f.i;

INSERT INTO crm.addresses (id, line1, city, state, postal_code, county, latitude, longitude, timezone,
                           verification_status, verified_at, tags, created_at)
SELECT f.address_id, f.line1, f.city, f.state, f.zip, f.county, f.latitude, f.longitude, f.timezone, 'valid',
       c.as_of - interval '200 days', '{demo}', c.as_of - interval '2 years'
FROM demo_firms AS f, demo_clock AS c;

INSERT INTO crm.clients (id, client_type, business_name, dba, entity_type, fein, naics_code, year_established,
                         employee_count, annual_revenue, email, phone, address_id, preferred_channel, preferred_tone,
                         preferred_language, tags, created_at)
SELECT f.client_id, 'business',
       f.name || CASE f.entity WHEN 'llc' THEN ' LLC' WHEN 'corporation' THEN ', Inc.' WHEN 's_corp' THEN ', Inc.'
                 WHEN 'partnership' THEN ', LLP' ELSE '' END,
       CASE WHEN f.entity IN ('llc', 'corporation') AND f.trade = 'restaurant' THEN f.name END, f.entity,
       lpad(pg_temp.between(20, 92, 'fein' || f.i)::text, 2, '0') || '-'
         || lpad(pg_temp.between(1000000, 9999999, 'fein7' || f.i)::text, 7, '0'),
       f.naics, f.since, f.people, f.revenue, 'office@' || f.domain, f.phone, f.address_id,
       pg_temp.pick('{email,email,call,call,meeting}'::text[], 'firm channel' || f.i),
       pg_temp.pick('{brief,formal,friendly}'::text[], 'firm tone' || f.i), 'en', '{demo}', c.as_of - interval '2 years'
FROM demo_firms AS f, demo_clock AS c;

INSERT INTO demo_contacts
SELECT f.client_id, f.owner, CASE WHEN f.trade = 'nonprofit' THEN 'Director' ELSE 'Owner' END, NULL,
       lower(split_part(f.owner, ' ', 1)) || '@' || f.domain, f.phone, true,
       CASE WHEN f.trade = 'nonprofit' THEN '{decision_maker}' ELSE '{business_owner,decision_maker}' END::text[]
FROM demo_firms AS f
UNION ALL
SELECT f.client_id, o.name, o.title, o.department, lower(split_part(o.name, ' ', 1)) || '@' || f.domain, f.phone,
       false, o.roles
FROM demo_firms AS f,
     LATERAL (VALUES
       (8, pg_temp.pick('{Paula Dean,Joyce Barnett,Karen Ashby,Sheila Moss,Gwen Talley,Nora Beck}'::text[], 'books' || f.i),
        'Office manager', 'Accounting', '{finance,billing,certificate_contact}'::text[]),
       (17, pg_temp.pick('{Teresa Lund,Michelle Oakes,Brandon Pace,Kendra Wilkes}'::text[], 'hr' || f.i),
        'HR manager', 'Human resources', '{hr_benefits}'::text[]),
       (12, CASE WHEN f.trade IN ('contractor', 'trucking')
              THEN pg_temp.pick('{Ricky Sams,Luis Cordero,Doug Farrell,Mike Tran}'::text[], 'fleet' || f.i) END,
        'Operations manager', 'Operations', '{fleet_manager,risk_manager}'::text[])
     ) AS o (above, name, title, department, roles)
WHERE f.people > o.above AND o.name IS NOT NULL;

WITH numbered AS (
  SELECT d.*, nextval('crm.contacts_id_seq') AS id
  FROM (SELECT * FROM demo_contacts ORDER BY client_id, first DESC, name) AS d
), inserted AS (
  INSERT INTO crm.contacts (id, client_id, name, title, department, email, phone, preferred_channel,
                            is_primary_contact, linkedin_url, tags, created_at)
  SELECT n.id, n.client_id, n.name, n.title, n.department, n.email, n.phone,
         pg_temp.pick('{call,email,email,sms}'::text[], 'contact channel' || n.id), n.first,
         CASE WHEN n.title = 'Owner' AND pg_temp.chance('linkedin' || n.name) < 0.4
           THEN 'https://www.linkedin.com/in/' || lower(replace(n.name, ' ', '-')) || '-example' END,
         '{demo}', c.as_of - interval '2 years'
  FROM numbered AS n, demo_clock AS c
)
INSERT INTO crm.contact_role_assignments (contact_id, role_id)
SELECT n.id, unnest(n.roles) FROM numbered AS n;
