-- The shipped schemas: sound themselves, one realistic document of each kind is valid, and what people get wrong
-- is refused at its place.
\set ON_ERROR_ROLLBACK on
BEGIN;

-- Every kind that leads carry has a version 1; its $id names it; the metaschema accepts it.
SELECT kind, version, status, schema ->> '$id' AS id, jsonb_typeof(schema -> 'properties') AS properties
FROM crm.json_schemas WHERE is_builtin ORDER BY kind, version;
SELECT s.kind, e.*
FROM crm.json_schemas AS s,
     crm.json_errors('{"$ref": "https://json-schema.org/draft/2020-12/schema"}', s.schema) AS e
WHERE s.is_builtin;

-- Closed throughout: but for places that are open on purpose, every object says what it may hold.
WITH RECURSIVE parts AS (
  SELECT kind, '' AS path, schema AS part FROM crm.json_schemas WHERE is_builtin
  UNION ALL
  SELECT p.kind, p.path || '/' || e.key, e.value
  FROM parts AS p,
       LATERAL (SELECT key, value FROM jsonb_each(CASE jsonb_typeof(p.part) WHEN 'object' THEN p.part END)
                UNION ALL
                SELECT (o - 1)::text, value FROM jsonb_array_elements(CASE jsonb_typeof(p.part) WHEN 'array' THEN p.part END)
                  WITH ORDINALITY AS a (value, o)) AS e
)
SELECT kind, path AS open_object FROM parts
WHERE part @> '{"type": "object"}' AND NOT part @> '{"additionalProperties": false}' ORDER BY kind, path;

CREATE TEMPORARY TABLE documents (kind text PRIMARY KEY, doc jsonb NOT NULL);
INSERT INTO documents VALUES
('auto', '{
  "state": "NC", "effective_date": "2026-07-01", "term_months": 6, "residence": "own_home", "household_members": 3,
  "prior": {"carrier": "Evergreen Direct", "policy_number": "PA 4471-22", "expiration_date": "2026-07-01", "premium": 1844.50,
            "term_months": 12, "years_with_carrier": 6, "years_continuous": 11, "liability_limit": "50/100/50", "lapse_reason": "none"},
  "drivers": [
    {"id": "d1", "contact_id": 12, "first_name": "Dana", "last_name": "Stone", "date_of_birth": "1984-02-29", "gender": "F",
     "marital_status": "married", "relation": "insured", "license_state": "NC", "license_number_last4": "7K42",
     "license_status": "valid", "age_licensed": 16, "rated": "rated", "occupation": "nurse", "education": "bachelor",
     "violations": [{"code": "speeding", "date": "2024-09-12", "points": 2, "state": "SC", "mph_over": 11}]},
    {"id": "d2", "first_name": "Eli", "relation": "child", "license_status": "permit", "good_student": true,
     "accidents": [{"kind": "not_at_fault", "date": "2025-11-03", "amount_paid": 2100, "status": "closed"}]}],
  "vehicles": [
    {"id": "v1", "vin": "2T3P1RFV8MC123456", "year": 2021, "make": "Toyota", "model": "RAV4", "body": "suv", "usage": "commute_work",
     "one_way_miles": 9, "days_per_week": 3, "annual_mileage": 9500, "ownership": "financed", "purchase_date": "2021-05-20",
     "garaging": {"line1": "4410 Park Rd", "city": "Charlotte", "state": "NC", "postal_code": "28209-1204", "county": "Mecklenburg"},
     "principal_driver_id": "d1",
     "interests": [{"role": "lienholder", "name": "First Carolina Bank", "loan_number": "88-1204"}],
     "coverages": {"comp_deductible": 500, "coll_deductible": 500, "rental_per_day": 40, "rental_max": 1200, "loan_lease_gap": true}},
    {"id": "v2", "serial_number": "7R02A123456", "year": 1967, "make": "Ford", "model": "Mustang", "body": "classic",
     "stated_amount": 32000, "usage": "pleasure"}],
  "assignments": [{"vehicle_id": "v1", "driver_id": "d1", "use_percent": 90}],
  "coverages": {"liability": {"kind": "split", "bi_per_person": 100000, "bi_per_accident": 300000, "pd": 100000},
                "um": {"kind": "split", "bi_per_person": 100000, "bi_per_accident": 300000}, "med_pay": 5000},
  "discounts": ["multi_policy", "paid_in_full"],
  "quotes": [{"carrier": "Blue Harbor", "premium": 1610, "term_months": 12, "quoted_on": "2026-06-02", "bindable": true, "chosen": true}],
  "extra": {"nc_sdip_points": 1}}'),
('home', '{
  "effective_date": "2026-08-14", "closing_date": "2026-08-14",
  "dwellings": [{"id": "h1", "address": {"line1": "88 Maple Ave", "city": "Rock Hill", "state": "SC", "postal_code": "29730"},
    "form": "HO-3", "occupancy": "owner", "property_type": "single_family", "year_built": 1987, "square_feet": 2140, "stories": 1.5,
    "construction": "masonry_veneer", "foundation": "crawl_space", "roof_type": "architectural_shingle", "roof_year": 2018,
    "roof_shape": "hip", "electrical": "breakers", "plumbing": "copper", "protection_class": "4X", "hydrant_feet": 600,
    "fire_station_miles": 2.5, "flood_zone": "AE", "coast_miles": 160, "replacement_cost": 412000, "market_value": 385000,
    "hazards": {"pool": "in_ground_fenced", "trampoline": false, "dog_breeds": ["beagle"], "dog_bite_history": false},
    "protection": {"burglar_alarm": "central", "water_shutoff": true, "deadbolts": true},
    "interests": [{"role": "mortgagee", "name": "First Carolina Mortgage, ISAOA ATIMA", "rank": 1, "escrow": true}]}],
  "coverages": {"a_dwelling": 412000, "c_personal_property": 206000, "e_liability": 300000, "f_medical": 5000, "deductible": 2500,
                "wind_hail_deductible_pct": 1, "roof_settlement": "replacement_cost", "water_backup": 10000},
  "scheduled_property": [{"class": "jewelry", "description": "ring", "value": 7800, "appraisal_date": "2025-01-09"}],
  "losses": [{"kind": "wind_hail", "date": "2023-04-01", "amount_paid": 9400, "status": "closed", "catastrophe": true}]}'),
('renters', '{
  "effective_date": "2026-07-01", "move_in_date": "2026-07-01", "building_type": "apartment", "units_in_building": 48, "floor": 3,
  "address": {"line1": "1200 South Blvd", "line2": "Apt 3C", "city": "Charlotte", "state": "NC", "postal_code": "28203"},
  "landlord_requires": true, "landlord_min_liability": 100000,
  "coverages": {"personal_property": 25000, "liability": 100000, "deductible": 500, "replacement_cost": true},
  "pets": [{"kind": "dog", "breed": "terrier mix", "bite_history": false}],
  "interests": [{"role": "landlord", "name": "South End Apartments"}]}'),
('specialty', '{
  "items": [
    {"id": "b1", "kind": "boat", "year": 2018, "make": "Bennington", "serial": "ETWH1234J718", "length_ft": 22.5, "horsepower": 150,
     "engines": 1, "hull": "aluminum", "propulsion": "outboard", "value": 38000, "valuation": "agreed", "navigation": "inland",
     "storage_kind": "marina", "coverages": {"liability": {"kind": "csl", "csl": 300000}, "towing": 1000}},
    {"id": "p1", "kind": "pet", "pet": {"species": "dog", "breed": "beagle", "age_years": 3.5}},
    {"id": "f1", "kind": "flood", "flood": {"zone": "X", "building_limit": 250000, "lender_requires": false}}]}'),
('commercial', '{
  "lines_requested": ["bop", "wc", "auto", "cyber"], "legal_name": "Blue Ridge Roofing LLC", "entity_type": "llc", "naics": "238160",
  "description": "Residential and light commercial roofing", "year_started": 2009, "annual_revenue": 1900000, "annual_payroll": 540000,
  "employees_full": 9, "employees_part": 2, "subcontractor_cost": 160000, "subs_insured": true, "effective_date": "2026-09-01",
  "prior": [{"line": "wc", "policy": {"carrier": "Ironbridge", "premium": 38400, "expiration_date": "2026-09-01", "term_months": 12}}],
  "locations": [{"id": "l1", "number": 1, "interest": "tenant", "iso_construction": 2, "square_feet": 4800, "bpp_value": 120000,
    "address": {"line1": "4020 Industrial Dr", "city": "Gastonia", "state": "NC", "postal_code": "28054"}}],
  "gl": {"each_occurrence": 1000000, "general_aggregate": 2000000, "aggregate_per": "project",
         "classes": [{"location_id": "l1", "code": "98678", "basis": "payroll", "exposure": 540000}]},
  "auto": {"liability": {"kind": "csl", "csl": 1000000}, "symbols": [1], "hired": true, "non_owned": true, "radius": "local",
    "drivers": [{"id": "d1", "first_name": "Wade", "last_name": "Pruitt", "cdl": false, "violations_3y": 0}],
    "vehicles": [{"id": "v1", "vin": "1FTFW1E83NFA12345", "year": 2022, "make": "Ford", "model": "F-150", "gvw": 7050, "use": "service"}]},
  "wc": {"experience_mod": 0.93, "el_each_accident": 500000,
    "classes": [{"state": "NC", "location_id": "l1", "code": "5551", "employees": 8, "payroll": 430000}],
    "officers": [{"name": "Wade Pruitt", "title": "Member", "ownership_pct": 100, "included": false}]},
  "cyber": {"limit": 500000, "retention": 2500, "records_held": 1800, "mfa": true},
  "losses": [{"line": "wc", "kind": "workers_comp_medical", "date": "2024-02-17", "amount_paid": 3120, "status": "closed"}]}'),
('life', '{
  "product": "term", "face_amount": 500000, "term_years": 20, "purpose": ["income_replacement", "mortgage"],
  "insured": {"first_name": "Dana", "last_name": "Stone", "date_of_birth": "1984-02-29", "state": "NC", "height_in": 66, "weight_lb": 150,
              "tobacco": "never", "occupation": "nurse", "annual_income": 82000},
  "health": {"class": "preferred", "hospitalized_5y": false, "family_history": [{"relation": "father", "condition": "stroke", "age_onset": 71}]},
  "existing": [{"carrier": "employer group", "face_amount": 82000, "replacing": false}],
  "beneficiaries": [{"name": "Eli Stone", "relationship": "child", "kind": "primary", "percent": 100}], "premium_mode": "monthly"}'),
('umbrella', '{
  "kind": "personal", "limit": 2000000, "retained_limit": 1000, "um_uim": true, "effective_date": "2026-07-01",
  "underlying": [{"line": "auto", "carrier": "Blue Harbor", "meets_minimum": true,
                  "liability": {"kind": "split", "bi_per_person": 250000, "bi_per_accident": 500000, "pd": 100000}},
                 {"line": "home", "carrier": "Palmetto Mutual", "each_occurrence": 300000}],
  "exposures": {"vehicles": 2, "drivers": 3, "youthful_drivers": 1, "residences": 1, "pools": 1, "boards_served": 0},
  "net_worth_band": "250k_1m"}');

SELECT d.kind, crm.json_is_valid(s.schema, d.doc) AS valid
FROM documents AS d JOIN crm.json_schemas AS s ON s.kind = d.kind AND s.version = 1 ORDER BY d.kind;
SELECT d.kind, e.* FROM documents AS d, crm.document_errors(d.kind, 1, d.doc) AS e;

-- The least that is a document: what is known after the first sentence of a call.
SELECT k.kind, k.doc, crm.json_is_valid(s.schema, k.doc::jsonb) AS valid
FROM (VALUES ('auto', '{"drivers": [], "vehicles": []}'), ('home', '{"dwellings": [{"id": "h1"}]}'), ('renters', '{"floor": 2}'),
             ('specialty', '{"items": [{"id": "i1", "kind": "rv"}]}'), ('commercial', '{"lines_requested": ["gl"]}'),
             ('life', '{"product": "term"}'), ('umbrella', '{"kind": "personal", "limit": 1000000}'),
             ('auto', '{}'), ('home', '{"dwellings": []}'), ('renters', '{}'), ('specialty', '{"items": []}'),
             ('commercial', '{"lines_requested": []}'), ('life', '{}'), ('umbrella', '{"kind": "personal"}')) AS k (kind, doc)
  JOIN crm.json_schemas AS s ON s.kind = k.kind AND s.version = 1;

-- What people get wrong, each in a document that was right before.
SELECT b.kind, b.wrong, e.instance_location, e.keyword, e.message
FROM (VALUES
  ('auto', 1, 'a letter O in the VIN', '{vehicles,0,vin}', '"2T3P1RFV8MO123456"'),
  ('auto', 2, 'a VIN of 16', '{vehicles,0,vin}', '"2T3P1RFV8MC12345"'),
  ('auto', 3, 'no such day', '{drivers,0,date_of_birth}', '"1985-02-29"'),
  ('auto', 4, 'no such state', '{state}', '"NX"'),
  ('auto', 5, 'state in lower case', '{drivers,0,license_state}', '"nc"'),
  ('auto', 6, 'a ZIP of four digits', '{vehicles,0,garaging,postal_code}', '"2820"'),
  ('auto', 7, 'a term of seven months', '{term_months}', '7'),
  ('auto', 8, 'a misspelt name', '{vehicles,0,anual_mileage}', '9500'),
  ('auto', 9, 'a deductible as text', '{vehicles,0,coverages,coll_deductible}', '"500"'),
  ('auto', 10, 'a model year of two digits', '{vehicles,1,year}', '67'),
  ('auto', 11, 'a driver without id', '{drivers,1}', '{"first_name": "Eli"}'),
  ('auto', 12, 'more than all of the use', '{assignments,0,use_percent}', '110'),
  ('auto', 13, 'the whole license number', '{drivers,0,license_number_last4}', '"000012345678"'),
  ('auto', 14, 'a limit without its kind', '{coverages,liability}', '{"csl": 500000}'),
  ('auto', 14, 'split limits with a combined one', '{coverages,liability,csl}', '500000'),
  ('home', 15, 'a protection class', '{dwellings,0,protection_class}', '"11"'),
  ('home', 16, 'a flood zone', '{dwellings,0,flood_zone}', '"Q"'),
  ('home', 17, 'half a square foot', '{dwellings,0,square_feet}', '2140.5'),
  ('home', 18, 'a form of another kind', '{dwellings,0,form}', '"HO-4"'),
  ('home', 19, 'a negative limit', '{coverages,a_dwelling}', '-1'),
  ('renters', 20, 'a pet as a word', '{pets}', '["dog"]'),
  ('specialty', 21, 'a kind we do not know', '{items,0,kind}', '"helicopter"'),
  ('specialty', 22, 'the state inside flood', '{items,2,flood,state}', '"NC"'),
  ('commercial', 23, 'a line twice misspelt', '{lines_requested}', '["workers comp", "GL"]'),
  ('commercial', 24, 'a NAICS of seven digits', '{naics}', '"2381600"'),
  ('commercial', 25, 'an ISO construction of 7', '{locations,0,iso_construction}', '7'),
  ('commercial', 26, 'a class code of three digits', '{wc,classes,0,code}', '"555"'),
  ('life', 27, 'a term of 18 years', '{term_years}', '18'),
  ('life', 28, 'height in feet', '{insured,height_in}', '5.5'),
  ('life', 29, 'percent above 100', '{beneficiaries,0,percent}', '101'),
  ('umbrella', 30, 'a limit in millions', '{limit}', '2')
) AS b (kind, n, wrong, path, value) JOIN documents AS d USING (kind),
  LATERAL crm.document_errors(b.kind, 1, jsonb_set(d.doc, b.path::text[], b.value::jsonb)) AS e
ORDER BY b.n, b.wrong, e.instance_location, e.keyword;

ROLLBACK;
