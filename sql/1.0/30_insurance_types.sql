-- What an agency sells.

CREATE TABLE crm.insurance_types (
  LIKE crm._lookup_columns INCLUDING ALL,
  line text NOT NULL CONSTRAINT line_is_known CHECK (line IN ('personal', 'commercial', 'life_health')),
  document_kind text CONSTRAINT document_kind_is_known
    CHECK (document_kind IN ('auto', 'home', 'renters', 'specialty', 'commercial', 'life')),
  is_renewable boolean NOT NULL DEFAULT true,
  PRIMARY KEY (id)
);
COMMENT ON TABLE crm.insurance_types IS
  'lookup: what an agency sells, in personal, commercial and life and health lines';
COMMENT ON COLUMN crm.insurance_types.line IS
  'personal, commercial or life_health: which license and which agent''s lines it needs';
COMMENT ON COLUMN crm.insurance_types.document_kind IS
  'which coverage document of crm.leads it quotes with: auto means auto_data; null: the columns suffice';
COMMENT ON COLUMN crm.insurance_types.is_renewable IS
  'the policy ends after a term and is offered again, so that an X-date means something';

-- What ships. Templates may use lead, client, address, insurance_type and the like; see docs/prompts.md.
-- Personal lines.
INSERT INTO crm.insurance_types (id, label, line, document_kind, is_renewable, sort_order, color, icon,
                                 is_builtin, description, ai_prompt_template, ai_summary_template,
                                 ai_action_template)
VALUES
  ('auto', 'Personal auto', 'personal', 'auto', true, 10, '#2563eb', 'car', true,
   'Cars, SUVs and pickups of a household: liability, uninsured motorist, medical or PIP, collision and '
   'comprehensive.',
   'For a personal auto quote ask about every driver of the household (date licensed, tickets and '
   'accidents in five years), each vehicle (VIN, use, miles one way, who owns or finances it), where it '
   'is kept overnight, and the limits on the present declarations page. Match or raise those limits; '
   'never quote state minimum against 100/300/100 to look cheap. A lapse, an unlisted teenager or '
   'rideshare use changes the price after binding, so raise them before the number. '
   '{% if lead.home_data == nil %}Ask whether they own or rent: bundling is usually the largest '
   'discount. {% endif %}{% if lead.umbrella_requested %}They asked about an umbrella: most carriers '
   'want 250/500 beneath it.{% endif %}',
   '{{ client.display_name }}: personal auto{% if lead.auto_data %}, {{ lead.auto_data.drivers | size }} '
   '{{ lead.auto_data.drivers.size | pluralize: "driver" }} and {{ lead.auto_data.vehicles | size }} '
   '{{ lead.auto_data.vehicles.size | pluralize: "vehicle" }}{% endif %}.{% if lead.current_carrier %} '
   'Now with {{ lead.current_carrier }}{% if lead.current_premium %} at '
   '{{ lead.current_premium | money }}{% endif %}.{% endif %}{% if lead.x_date %} Expires '
   '{{ lead.x_date | date: "%B %-d, %Y" }}.{% endif %}{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   '{% if lead.x_date %}The policy expires {{ lead.x_date | date: "%B %-d, %Y" }}: have the quote in '
   'their hands two to three weeks before that. Carriers price early shoppers better, seven days or more '
   'ahead.{% else %}Ask for the declarations page: it has the X-date, the limits and the VINs in one '
   'picture.{% endif %}{% if lead.auto_data %}{% if lead.auto_data.vehicles.size == 0 %} Get the '
   'vehicles before rating.{% endif %}{% endif %}'),
  ('non_owner_auto', 'Non-owner auto', 'personal', 'auto', true, 20, '#3b82f6', 'key-round', true,
   'Liability for a licensed driver who owns no car; often to keep continuous insurance or to file an '
   'SR-22.',
   'Find out why it is needed: a state filing (SR-22, FR-44), frequent rentals or borrowed cars, or '
   'keeping prior insurance alive between cars. Confirm that no vehicle is owned by anybody in the '
   'household and none is available for regular use: otherwise this policy does not fit. For a filing, '
   'ask for the case number, the state that asks for it and the date it must be filed by.',
   '{{ client.display_name }}: non-owner auto.{% if lead.current_carrier %} Now with '
   '{{ lead.current_carrier }}{% if lead.current_premium %} at '
   '{{ lead.current_premium | money }}{% endif %}.{% endif %}{% if lead.x_date %} Expires '
   '{{ lead.x_date | date: "%B %-d, %Y" }}.{% endif %}{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   'Confirm in writing that no household vehicle is available for regular use, then ask whether a filing '
   'is due and by when: a missed filing date suspends the license.'),
  ('home', 'Homeowners', 'personal', 'home', true, 30, '#16a34a', 'house', true,
   'Owner-occupied house (HO-3, HO-5): dwelling, other structures, contents, loss of use, liability.',
   'For a homeowners quote ask about year built, square feet, roof age and material, updates to wiring, '
   'plumbing, heating, and losses in five years, also those never paid. Coverage A is the cost to '
   'rebuild, not the price of the house or the loan. Ask about dogs, pool, trampoline, wood stove, '
   'short-term rental and business at home before quoting: they decide eligibility. Say plainly that '
   'flood is not covered and offer it. On the coasts explain the wind or hurricane deductible in '
   'dollars, not only in percent.',
   '{{ client.display_name }}: homeowners{% if address.city %} in {{ address.city }}, '
   '{{ address.state }}{% endif %}{% if lead.home_data %}, {{ lead.home_data.dwellings | size }} '
   '{{ lead.home_data.dwellings.size | pluralize: "dwelling" }}{% endif %}.{% if lead.current_carrier %} '
   'Now with {{ lead.current_carrier }}{% if lead.current_premium %} at '
   '{{ lead.current_premium | money }}{% endif %}.{% endif %}{% if lead.x_date %} Expires '
   '{{ lead.x_date | date: "%B %-d, %Y" }}.{% endif %}{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   '{% if lead.home_data.closing_date %}They close on '
   '{{ lead.home_data.closing_date | date: "%B %-d, %Y" }}: the lender needs the binder and a paid '
   'receipt three business days before. {% endif %}{% if lead.x_date %}The policy expires '
   '{{ lead.x_date | date: "%B %-d, %Y" }}: have the quote in their hands 30 days before that. If the '
   'mortgage pays by escrow, ask for the loan number and mortgagee clause now.{% else %}Ask for the '
   'declarations page and the roof year; where they are buying, ask for the closing date and the '
   'lender.{% endif %}'),
  ('condo', 'Condominium (HO-6)', 'personal', 'home', true, 40, '#22c55e', 'building', true,
   'Owner of a condominium unit: walls-in building property, contents, liability, loss assessment.',
   'Everything turns on the master policy: ask whether it is bare walls, single entity or all-in, and '
   'what its deductible is, because the association can assess that deductible to owners. Quote loss '
   'assessment of at least that size. Ask about upgrades to kitchen, bath and floors, and whether the '
   'unit is ever rented.',
   '{{ client.display_name }}: condo unit{% if address.city %} in '
   '{{ address.city }}{% endif %}.{% if lead.current_carrier %} Now with '
   '{{ lead.current_carrier }}{% if lead.current_premium %} at '
   '{{ lead.current_premium | money }}{% endif %}.{% endif %}{% if lead.x_date %} Expires '
   '{{ lead.x_date | date: "%B %-d, %Y" }}.{% endif %}{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   'Ask the client or the association manager for the master policy declarations and bylaws insurance '
   'section; {% if lead.x_date %}The policy expires {{ lead.x_date | date: "%B %-d, %Y" }}: have the '
   'quote in their hands three weeks before that. {% else %}then ask when the present HO-6 '
   'expires.{% endif %}'),
  ('dwelling_fire', 'Landlord / dwelling fire', 'personal', 'home', true, 50, '#15803d', 'key', true,
   'Houses rented to others, vacant or seasonal (DP-1, DP-3).',
   'Ask who lives there, under what lease, by the year or by the night, and who manages it. Loss of '
   'rents should equal twelve months of rent; premises liability is not included in a DP-1. In the name '
   'of an LLC the personal umbrella may not follow: ask how the deed reads. A vacancy of more than 30 '
   'days needs a vacant form.',
   '{{ client.display_name }}: rental dwelling{% if lead.home_data %}, '
   '{{ lead.home_data.dwellings | size }} '
   '{{ lead.home_data.dwellings.size | pluralize: "house" }}{% endif %}.{% if lead.current_carrier %} '
   'Now with {{ lead.current_carrier }}{% if lead.current_premium %} at '
   '{{ lead.current_premium | money }}{% endif %}.{% endif %}{% if lead.x_date %} Expires '
   '{{ lead.x_date | date: "%B %-d, %Y" }}.{% endif %}{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   'Ask for a rent roll, how each deed is titled, and whether tenants must carry renters insurance. '
   '{% if lead.x_date %}The policy expires {{ lead.x_date | date: "%B %-d, %Y" }}: have the quote in '
   'their hands 30 days before that. {% else %}Ask for the present declarations pages of all rentals: '
   'one schedule is cheaper than many policies.{% endif %}'),
  ('mobile_home', 'Manufactured home', 'personal', 'home', true, 60, '#65a30d', 'caravan', true,
   'Mobile and manufactured homes, in parks or on private land.',
   'Ask for year, make, length and width, serial number, whether it is tied down and skirted, in a park '
   'or on owned land, and the age of the roof. Older than 1976 (before the HUD code) few carriers write '
   'it: say so early. Ask who finances it.',
   '{{ client.display_name }}: manufactured home.{% if lead.current_carrier %} Now with '
   '{{ lead.current_carrier }}{% if lead.current_premium %} at '
   '{{ lead.current_premium | money }}{% endif %}.{% endif %}{% if lead.x_date %} Expires '
   '{{ lead.x_date | date: "%B %-d, %Y" }}.{% endif %}{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   'Get serial number, tie-down and skirting photographs, and the park name; pick the carrier by model '
   'year first.'),
  ('renters', 'Renters', 'personal', 'renters', true, 70, '#84cc16', 'door-open', true,
   'Tenant belongings, liability and extra living cost (HO-4).',
   'For a renters quote ask when they move in, what the lease demands (liability limit, landlord named '
   'as additional interest), what their belongings would cost to buy again, dogs, and roommates by name: '
   'an unrelated roommate is not covered unless listed. Point out in one sentence that the landlord '
   'insures the building, not their things. Keep it short: this is a ten-minute sale and the way to the '
   'auto policy.',
   '{{ client.display_name }}: renters{% if lead.renters_data.move_in_date %}, moving in '
   '{{ lead.renters_data.move_in_date | date: "%B %-d, %Y" }}{% endif %}.{% if lead.current_carrier %} '
   'Now with {{ lead.current_carrier }}{% if lead.current_premium %} at '
   '{{ lead.current_premium | money }}{% endif %}.{% endif %}{% if lead.x_date %} Expires '
   '{{ lead.x_date | date: "%B %-d, %Y" }}.{% endif %}{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   'Quote 100,000 and 300,000 of liability side by side with the auto bundle discount; offer to send '
   'proof of insurance to the landlord today.'),
  ('umbrella', 'Personal umbrella', 'personal', NULL, true, 80, '#7c3aed', 'umbrella', true,
   'One to ten million of liability above auto, home, boat and rentals.',
   'List everything the umbrella must lie above: all cars and drivers (also children away at school), '
   'homes, rentals, boats, motorcycles, with carrier and limits of each. Check each against the minimum '
   'beneath (commonly 250/500 auto, 300,000 home). Ask about teenage drivers, pools, dogs, boards they '
   'sit on and what they would lose in a judgment: income counts as well as assets.',
   '{{ client.display_name }}: personal umbrella{% if lead.umbrella_limit %} of '
   '{{ lead.umbrella_limit | money }}{% endif %}.{% if lead.current_carrier %} Now with '
   '{{ lead.current_carrier }}{% if lead.current_premium %} at '
   '{{ lead.current_premium | money }}{% endif %}.{% endif %}{% if lead.x_date %} Expires '
   '{{ lead.x_date | date: "%B %-d, %Y" }}.{% endif %}{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   '{% if lead.umbrella_limit %}Quote {{ lead.umbrella_limit | money }} and the next million above it: '
   'the second million is cheap. {% endif %}Collect declarations pages of all policies beneath and raise '
   'those that fall short first.'),
  ('motorcycle', 'Motorcycle', 'personal', 'specialty', true, 90, '#dc2626', 'bike', true,
   'Street motorcycles and scooters, with accessories and guest passenger liability.',
   'Ask for engine size, years ridden, motorcycle endorsement, safety course, where it is garaged, '
   'lay-up months, and custom parts with their value: chrome is not covered unless listed. Offer guest '
   'passenger liability and uninsured motorist at the limits of the auto policy; a rider is hurt far '
   'more often than the machine.',
   '{{ client.display_name }}: motorcycle.{% if lead.current_carrier %} Now with '
   '{{ lead.current_carrier }}{% if lead.current_premium %} at '
   '{{ lead.current_premium | money }}{% endif %}.{% endif %}{% if lead.x_date %} Expires '
   '{{ lead.x_date | date: "%B %-d, %Y" }}.{% endif %}{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   'Ask for the endorsement date and the value of accessories; quote with and without lay-up. Best '
   'season to call is February to April.'),
  ('boat', 'Boat and watercraft', 'personal', 'specialty', true, 100, '#0891b2', 'ship', true,
   'Boats, sailboats and personal watercraft: hull, liability, towing, fuel spill.',
   'Ask for hull identification number, length, year, engines and horsepower, top speed, where it is '
   'moored and navigated, lay-up, and the owner''s experience. Agreed value or actual cash value decides '
   'what a total loss pays: explain it. Above 26 feet or 50 mph ask for a survey or boating resume.',
   '{{ client.display_name }}: watercraft{% if lead.specialty_data %}, '
   '{{ lead.specialty_data.items | size }} '
   '{{ lead.specialty_data.items.size | pluralize: "item" }}{% endif %}.{% if lead.current_carrier %} '
   'Now with {{ lead.current_carrier }}{% if lead.current_premium %} at '
   '{{ lead.current_premium | money }}{% endif %}.{% endif %}{% if lead.x_date %} Expires '
   '{{ lead.x_date | date: "%B %-d, %Y" }}.{% endif %}{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   'Ask for the HIN, a photograph and where it spends the winter; quote agreed value with a named-storm '
   'haul-out option on the coasts.'),
  ('rv', 'RV and travel trailer', 'personal', 'specialty', true, 110, '#0e7490', 'tent', true,
   'Motorhomes, fifth wheels and travel trailers.',
   'Ask for class (A, B, C, fifth wheel, trailer), length, value, slide-outs, storage, miles a year, and '
   'whether they live in it more than six months: full-timers need personal liability the standard form '
   'leaves out. Offer total loss replacement for units of the last five model years, and emergency '
   'expense.',
   '{{ client.display_name }}: RV.{% if lead.current_carrier %} Now with '
   '{{ lead.current_carrier }}{% if lead.current_premium %} at '
   '{{ lead.current_premium | money }}{% endif %}.{% endif %}{% if lead.x_date %} Expires '
   '{{ lead.x_date | date: "%B %-d, %Y" }}.{% endif %}{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   'Find out whether they are full-timers before rating; ask for the purchase agreement if it was bought '
   'this year.'),
  ('classic_car', 'Classic and collector car', 'personal',
   'specialty', true, 120, '#b45309', 'trophy', true,
   'Collector vehicles at agreed value with limited use.',
   'Ask how the car is used (shows, club, weekend), where it is garaged, what every household driver '
   'uses as a daily car, and the value with its basis: appraisal, auction comparables or receipts. '
   'Agreed value means no depreciation; a daily driver does not qualify. Ask about a restoration in '
   'progress.',
   '{{ client.display_name }}: collector vehicle(s).{% if lead.current_carrier %} Now with '
   '{{ lead.current_carrier }}{% if lead.current_premium %} at '
   '{{ lead.current_premium | money }}{% endif %}.{% endif %}{% if lead.x_date %} Expires '
   '{{ lead.x_date | date: "%B %-d, %Y" }}.{% endif %}{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   'Ask for four photographs, the agreed value they want and proof of a daily driver for each licensed '
   'member of the household.'),
  ('powersports', 'ATV, UTV and snowmobile', 'personal',
   'specialty', true, 130, '#ea580c', 'mountain', true,
   'Off-road vehicles, ridden on private land or trails.',
   'Ask where it is ridden (own land, public trails, hunting lease), by whom and how old they are, '
   'engine size, and whether the lender asks for physical damage. The homeowners policy stops at the '
   'property line: say so.',
   '{{ client.display_name }}: powersports.{% if lead.current_carrier %} Now with '
   '{{ lead.current_carrier }}{% if lead.current_premium %} at '
   '{{ lead.current_premium | money }}{% endif %}.{% endif %}{% if lead.x_date %} Expires '
   '{{ lead.x_date | date: "%B %-d, %Y" }}.{% endif %}{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   'List all riders with ages and quote the machines together with the motorcycle if there is one.'),
  ('flood', 'Flood', 'personal', 'specialty', true, 140, '#0284c7', 'waves', true,
   'NFIP or private flood for building and contents.',
   'Give the FEMA zone first and explain that about a third of claims come from outside the high-risk '
   'zones. An NFIP policy begins after 30 days unless a loan closing requires it; private flood often '
   'after 10 to 15. NFIP stops at 250,000 building and 100,000 contents: offer private or excess above. '
   'Ask about basement, elevation certificate, prior flood claims and the lender.',
   '{{ client.display_name }}: flood{% if address.city %}, {{ address.city }}, '
   '{{ address.state }}{% endif %}.{% if lead.current_carrier %} Now with '
   '{{ lead.current_carrier }}{% if lead.current_premium %} at '
   '{{ lead.current_premium | money }}{% endif %}.{% endif %}{% if lead.x_date %} Expires '
   '{{ lead.x_date | date: "%B %-d, %Y" }}.{% endif %}{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   'Quote NFIP and private side by side. If there is a closing, note the date; otherwise name the date '
   'the waiting period would end if they decided today.'),
  ('earthquake', 'Earthquake', 'personal', 'specialty', true, 150, '#92400e', 'activity', true,
   'Earthquake shaking damage to a home, as endorsement or own policy.',
   'Explain the percentage deductible in dollars on their own coverage A. Ask about year built, '
   'foundation bolting, cripple-wall bracing, chimney and masonry veneer. In California the home carrier '
   'must offer it every other year: ask what they signed.',
   '{{ client.display_name }}: earthquake.{% if lead.current_carrier %} Now with '
   '{{ lead.current_carrier }}{% if lead.current_premium %} at '
   '{{ lead.current_premium | money }}{% endif %}.{% endif %}{% if lead.x_date %} Expires '
   '{{ lead.x_date | date: "%B %-d, %Y" }}.{% endif %}{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   'Quote deductibles of 10 and 15 percent in dollars and ask for retrofit papers, which earn a '
   'discount.'),
  ('valuables', 'Valuable articles', 'personal', 'specialty', true, 160, '#c026d3', 'gem', true,
   'Scheduled jewelry, art, instruments, cameras, collections.',
   'Homeowners forms stop at about 1,500 to 2,500 for stolen jewelry: say this first. Ask for each item, '
   'its value, a receipt or appraisal not older than three years, and where it is kept. No deductible '
   'and mysterious disappearance are what they buy.',
   '{{ client.display_name }}: valuable articles.{% if lead.current_carrier %} Now with '
   '{{ lead.current_carrier }}{% if lead.current_premium %} at '
   '{{ lead.current_premium | money }}{% endif %}.{% endif %}{% if lead.x_date %} Expires '
   '{{ lead.x_date | date: "%B %-d, %Y" }}.{% endif %}{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   'Ask for appraisals or receipts of everything above 2,500 and bind the rest by class.'),
  ('pet', 'Pet health', 'personal', 'specialty', true, 170, '#f59e0b', 'paw-print', true,
   'Accident and illness cover for dogs and cats.',
   'Ask for breed, age, spayed or neutered, and anything a vet has noted: pre-existing conditions are '
   'excluded and the waiting period begins at enrollment. Give reimbursement share, deductible and '
   'annual limit in one line each.',
   '{{ client.display_name }}: pet insurance.{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   'Enroll before the next vet visit; ask about other pets in the home for the multi-pet discount.'),
  ('event', 'Special event', 'personal', 'specialty', false, 180, '#db2777', 'party-popper', true,
   'One-day liability and cancellation for weddings and parties.',
   'Ask for the date, venue and its certificate requirements, number of guests, alcohol served by whom, '
   'and deposits that could be lost. Liability can usually be bound until the day before; cancellation '
   'must be bought at least 14 days ahead.',
   '{{ client.display_name }}: special event.{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   'Ask the venue contract for limits and additional insured wording and send the certificate the same '
   'day.'),
  ('travel', 'Travel', 'personal', 'specialty', false, 190, '#06b6d4', 'plane', true,
   'Trip cancellation, medical abroad, baggage.',
   'Ask for trip cost per person, departure, destinations, ages, and the date of the first deposit: the '
   'pre-existing condition waiver needs purchase within 10 to 21 days of it. Medicare does not pay '
   'abroad.',
   '{{ client.display_name }}: travel.{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   'Work out the waiver deadline from the first deposit and name it in the first sentence.');

-- Commercial lines.
INSERT INTO crm.insurance_types (id, label, line, document_kind, is_renewable, sort_order, color, icon,
                                 is_builtin, description, ai_prompt_template, ai_summary_template,
                                 ai_action_template)
VALUES
  ('bop', 'Business owners policy', 'commercial', 'commercial', true, 200, '#4f46e5', 'store', true,
   'Property, general liability and business income in one package for small firms.',
   'For a BOP ask what the business does in the owner''s words, sales, payroll, square feet, building '
   'owned or leased, contents value, and what leases and customers demand in certificates. Check that '
   'the class is eligible: restaurants with deep frying, contractors and anything above about 5 million '
   'in sales often are not. Business income for twelve months is the coverage owners forget. Add cyber, '
   'hired and non-owned auto and employment practices by name.',
   '{{ client.display_name }}: BOP{% if client.annual_revenue %}, {{ client.annual_revenue | money }} '
   'revenue{% endif %}{% if client.employee_count %}, {{ client.employee_count }} '
   'employees{% endif %}.{% if lead.current_carrier %} Now with '
   '{{ lead.current_carrier }}{% if lead.current_premium %} at '
   '{{ lead.current_premium | money }}{% endif %}.{% endif %}{% if lead.x_date %} Expires '
   '{{ lead.x_date | date: "%B %-d, %Y" }}.{% endif %}{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   '{% if lead.x_date %}The policy expires {{ lead.x_date | date: "%B %-d, %Y" }}: have the quote in '
   'their hands 45 days before that. Order five years of loss runs today; carriers answer in up to ten '
   'days.{% else %}Ask for the present declarations pages, the lease insurance clause and five years of '
   'loss runs.{% endif %}'),
  ('general_liability', 'General liability', 'commercial',
   'commercial', true, 210, '#4338ca', 'shield', true,
   'Bodily injury, property damage, personal injury, products and completed operations.',
   'Ask for payroll or sales by class, use of subcontractors and whether their certificates are '
   'collected, largest jobs, work in New York or on condominiums, and the additional insured, waiver and '
   'primary wording in their contracts. A blanket endorsement saves a call for every certificate. '
   'Uninsured subcontractors are charged as payroll at audit: warn them.',
   '{{ client.display_name }}: general liability{% if client.naics_code %}, NAICS '
   '{{ client.naics_code }}{% endif %}.{% if lead.current_carrier %} Now with '
   '{{ lead.current_carrier }}{% if lead.current_premium %} at '
   '{{ lead.current_premium | money }}{% endif %}.{% endif %}{% if lead.x_date %} Expires '
   '{{ lead.x_date | date: "%B %-d, %Y" }}.{% endif %}{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   '{% if lead.x_date %}The policy expires {{ lead.x_date | date: "%B %-d, %Y" }}: have the quote in '
   'their hands 45 days before that. Order loss runs now.{% else %}Ask for the largest contract on their '
   'desk: its insurance page decides the limits.{% endif %}'),
  ('commercial_property', 'Commercial property', 'commercial',
   'commercial', true, 220, '#3730a3', 'warehouse', true,
   'Buildings, contents, equipment and business income.',
   'Collect COPE for each location: construction, occupancy, protection, exposure, with years of roof, '
   'wiring, plumbing and HVAC. Coinsurance penalties come from old values: propose agreed value with a '
   'signed statement of values. Ask about vacancy, cooking, sprinklers and tenants. Give wind and hail '
   'deductibles in dollars.',
   '{{ client.display_name }}: commercial property{% if lead.commercial_data.locations %}, '
   '{{ lead.commercial_data.locations | size }} '
   '{{ lead.commercial_data.locations.size | pluralize: "location" }}{% endif %}.{% if lead.current_carrier %} '
   'Now with {{ lead.current_carrier }}{% if lead.current_premium %} at '
   '{{ lead.current_premium | money }}{% endif %}.{% endif %}{% if lead.x_date %} Expires '
   '{{ lead.x_date | date: "%B %-d, %Y" }}.{% endif %}{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   '{% if lead.x_date %}The policy expires {{ lead.x_date | date: "%B %-d, %Y" }}: have the quote in '
   'their hands 60 days before that. Property markets want a full submission with loss '
   'runs.{% else %}Ask for the statement of values and photographs of the roof.{% endif %}'),
  ('commercial_auto', 'Commercial auto', 'commercial', 'commercial', true, 230, '#1d4ed8', 'truck', true,
   'Vans, pickups and light trucks used in business.',
   'Ask for a vehicle schedule (VIN, cost new, garaging, radius), a driver list with dates of birth and '
   'license states, who takes vehicles home, and whether employees drive their own cars for work: then '
   'hired and non-owned is needed. One bad motor vehicle report moves the whole fleet: order them before '
   'quoting.',
   '{{ client.display_name }}: commercial auto{% if lead.commercial_data.auto.vehicles %}, '
   '{{ lead.commercial_data.auto.vehicles | size }} '
   '{{ lead.commercial_data.auto.vehicles.size | pluralize: "vehicle" }}{% endif %}.{% if lead.current_carrier %} '
   'Now with {{ lead.current_carrier }}{% if lead.current_premium %} at '
   '{{ lead.current_premium | money }}{% endif %}.{% endif %}{% if lead.x_date %} Expires '
   '{{ lead.x_date | date: "%B %-d, %Y" }}.{% endif %}{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   '{% if lead.x_date %}The policy expires {{ lead.x_date | date: "%B %-d, %Y" }}: have the quote in '
   'their hands 45 days before that. Order MVRs and loss runs.{% else %}Ask for driver list and vehicle '
   'schedule as a spreadsheet.{% endif %}'),
  ('trucking', 'Trucking / motor carrier', 'commercial',
   'commercial', true, 240, '#1e3a8a', 'container', true,
   'For-hire truckers: primary liability, physical damage, cargo, filings.',
   'Ask for the USDOT and MC numbers, operating radius, states, commodities, years in business, '
   'owner-operator or fleet, and look up inspections and out-of-service rates before the call. 750,000 '
   'is the federal minimum, brokers want 1,000,000 and 100,000 cargo. Ask who files the MCS-90 and when '
   'authority was granted: new ventures have few markets.',
   '{{ client.display_name }}: motor carrier.{% if lead.current_carrier %} Now with '
   '{{ lead.current_carrier }}{% if lead.current_premium %} at '
   '{{ lead.current_premium | money }}{% endif %}.{% endif %}{% if lead.x_date %} Expires '
   '{{ lead.x_date | date: "%B %-d, %Y" }}.{% endif %}{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   '{% if lead.x_date %}The policy expires {{ lead.x_date | date: "%B %-d, %Y" }}: have the quote in '
   'their hands 45 days before that. Filings must not lapse: authority is revoked 30 days after '
   'cancellation.{% else %}Ask for USDOT number, IFTA miles by state and loss runs.{% endif %}'),
  ('workers_comp', 'Workers compensation', 'commercial',
   'commercial', true, 250, '#b91c1c', 'hard-hat', true,
   'Statutory benefits for employees and employers liability.',
   'Ask for payroll by class code and state, experience mod with its date, owners included or excluded, '
   'subcontractors with certificates, safety program, and loss runs of four years. Show what the mod '
   'does in dollars. Misclassified clerical payroll is the commonest saving; pay-as-you-go helps cash '
   'flow. Four states (Ohio, North Dakota, Washington, Wyoming) sell it only through the state.',
   '{{ client.display_name }}: workers compensation{% if client.employee_count %}, '
   '{{ client.employee_count }} employees{% endif %}.{% if lead.current_carrier %} Now with '
   '{{ lead.current_carrier }}{% if lead.current_premium %} at '
   '{{ lead.current_premium | money }}{% endif %}.{% endif %}{% if lead.x_date %} Expires '
   '{{ lead.x_date | date: "%B %-d, %Y" }}.{% endif %}{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   '{% if lead.x_date %}The policy expires {{ lead.x_date | date: "%B %-d, %Y" }}: have the quote in '
   'their hands 60 days before that. Ask for the mod worksheet and loss runs now; a new mod may apply at '
   'the anniversary.{% else %}Ask for the experience mod worksheet, the last audit and loss '
   'runs.{% endif %}'),
  ('commercial_umbrella', 'Commercial umbrella', 'commercial',
   'commercial', true, 260, '#6d28d9', 'umbrella', true,
   'Excess liability above general liability, auto and employers liability.',
   'Ask which contract demands the limit and by when. Check the limits beneath (1,000,000 / 2,000,000 '
   'GL, 1,000,000 CSL auto, 500,000 employers liability) and that all expire together. Fleet size and '
   'large losses decide the price.',
   '{{ client.display_name }}: commercial umbrella{% if lead.umbrella_limit %} of '
   '{{ lead.umbrella_limit | money }}{% endif %}.{% if lead.current_carrier %} Now with '
   '{{ lead.current_carrier }}{% if lead.current_premium %} at '
   '{{ lead.current_premium | money }}{% endif %}.{% endif %}{% if lead.x_date %} Expires '
   '{{ lead.x_date | date: "%B %-d, %Y" }}.{% endif %}{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   'Ask for the contract page that names the limit and align expirations with the policies beneath.'),
  ('professional_liability', 'Professional liability (E&O)', 'commercial',
   'commercial', true, 270, '#0f766e', 'briefcase', true,
   'Errors and omissions of consultants, agents, engineers, technology and other professionals.',
   'Claims-made: ask for the retroactive date on the present policy and never let it move forward. Ask '
   'for revenue by service, largest contract, use of written agreements, subcontractors and any '
   'circumstance that could become a claim: it must be reported to the present carrier before a move.',
   '{{ client.display_name }}: professional liability.{% if lead.current_carrier %} Now with '
   '{{ lead.current_carrier }}{% if lead.current_premium %} at '
   '{{ lead.current_premium | money }}{% endif %}.{% endif %}{% if lead.x_date %} Expires '
   '{{ lead.x_date | date: "%B %-d, %Y" }}.{% endif %}{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   '{% if lead.x_date %}The policy expires {{ lead.x_date | date: "%B %-d, %Y" }}: have the quote in '
   'their hands 45 days before that. Match the retroactive date.{% else %}Ask for the declarations page '
   'with retroactive date and a specimen client contract.{% endif %}'),
  ('cyber', 'Cyber liability', 'commercial', 'commercial', true, 280, '#0d9488', 'lock', true,
   'Data breach, ransomware, funds transfer fraud, business interruption.',
   'Ask how many personal records they hold, whether multi-factor authentication protects e-mail and '
   'remote access, where backups lie, who can change vendor bank details, and any incident in three '
   'years. Without MFA most carriers decline: help them turn it on first. Social engineering is usually '
   'a sublimit of 100,000 to 250,000: name it.',
   '{{ client.display_name }}: cyber{% if lead.commercial_data.cyber.limit %}, limit '
   '{{ lead.commercial_data.cyber.limit | money }}{% endif %}.{% if lead.current_carrier %} Now with '
   '{{ lead.current_carrier }}{% if lead.current_premium %} at '
   '{{ lead.current_premium | money }}{% endif %}.{% endif %}{% if lead.x_date %} Expires '
   '{{ lead.x_date | date: "%B %-d, %Y" }}.{% endif %}{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   '{% if lead.commercial_data.cyber.mfa %}{% elsif lead.commercial_data.cyber %}Nobody has confirmed '
   'multi-factor authentication: send the checklist first, because a quote without it would be declined. '
   '{% endif %}Send the one-page application; most answers come from their IT provider.'),
  ('directors_officers', 'Directors and officers', 'commercial',
   'commercial', true, 290, '#475569', 'users', true,
   'Liability of boards and managers, also of non-profits and associations.',
   'Ask whether the organization is private, non-profit or an association, for the last financial '
   'statements, board size, pending disputes, fundraising or a planned sale. Claims-made: keep the '
   'continuity date. Directors ask one thing: is my own house safe. Answer that.',
   '{{ client.display_name }}: directors and officers.{% if lead.current_carrier %} Now with '
   '{{ lead.current_carrier }}{% if lead.current_premium %} at '
   '{{ lead.current_premium | money }}{% endif %}.{% endif %}{% if lead.x_date %} Expires '
   '{{ lead.x_date | date: "%B %-d, %Y" }}.{% endif %}{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   'Ask for financial statements, bylaws indemnification section and the continuity date.'),
  ('epli', 'Employment practices', 'commercial', 'commercial', true, 300, '#64748b', 'scale', true,
   'Wrongful termination, harassment, discrimination claims.',
   'Ask for employees by state (California matters), turnover and terminations in twelve months, '
   'handbook, training, and planned layoffs. Ask whether customers deal with staff: then third-party '
   'cover. Wage and hour is defense only, if anything: say so.',
   '{{ client.display_name }}: employment practices{% if client.employee_count %}, '
   '{{ client.employee_count }} employees{% endif %}.{% if lead.current_carrier %} Now with '
   '{{ lead.current_carrier }}{% if lead.current_premium %} at '
   '{{ lead.current_premium | money }}{% endif %}.{% endif %}{% if lead.x_date %} Expires '
   '{{ lead.x_date | date: "%B %-d, %Y" }}.{% endif %}{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   'Ask for the handbook date and headcount by state, then quote beside the BOP endorsement to show the '
   'difference in limits.'),
  ('inland_marine', 'Inland marine / contractors equipment', 'commercial',
   'commercial', true, 310, '#a16207', 'forklift', true,
   'Tools, machines, installation floater, goods in transit.',
   'Ask for a list of equipment above 2,500 with year, serial number and value, rented equipment, where '
   'it stays overnight, and theft protection. Property policies stop at the premises: their excavator at '
   'a job site is not covered there.',
   '{{ client.display_name }}: inland marine.{% if lead.current_carrier %} Now with '
   '{{ lead.current_carrier }}{% if lead.current_premium %} at '
   '{{ lead.current_premium | money }}{% endif %}.{% endif %}{% if lead.x_date %} Expires '
   '{{ lead.x_date | date: "%B %-d, %Y" }}.{% endif %}{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   'Ask for the depreciation schedule from their accountant: it is the equipment list.'),
  ('builders_risk', 'Builders risk', 'commercial',
   'commercial', false, 320, '#ca8a04', 'construction', true,
   'A building in the course of construction or renovation.',
   'Ask for start and end date, completed value with labor, construction type, protection, who must be '
   'named (owner, contractor, lender), and for renovations the value of the existing structure. It must '
   'start before the lumber arrives: carriers decline projects more than 30 percent done.',
   '{{ client.display_name }}: builders risk.{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   'Ask for the construction contract, the budget and the closing date of the construction loan.'),
  ('surety_bond', 'Surety bond', 'commercial', 'commercial', true, 330, '#78716c', 'stamp', true,
   'License, permit, bid, performance and court bonds.',
   'A bond is credit, not insurance: say so. Ask for the bond form, the obligee, the amount and the date '
   'it is needed; for contract bonds two years of financial statements, work in progress and a bank '
   'line. Owners sign a personal indemnity.',
   '{{ client.display_name }}: surety bond{% if lead.commercial_data.surety.amount %} of '
   '{{ lead.commercial_data.surety.amount | money }}{% endif %}.{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   '{% if lead.commercial_data.surety.needed_by %}Needed by '
   '{{ lead.commercial_data.surety.needed_by | date: "%B %-d, %Y" }}: license bonds issue the same day, '
   'contract bonds take a week. {% endif %}Ask for the obligee''s own form.'),
  ('liquor_liability', 'Liquor liability', 'commercial', 'commercial', true, 340, '#9f1239', 'wine', true,
   'Serving alcohol: bars, restaurants, caterers.',
   'Ask for alcohol and food sales, closing time, live music, server training, ID scanners, and past '
   'assaults or citations. Check that assault and battery is included, not excluded. The license may '
   'name a minimum limit.',
   '{{ client.display_name }}: liquor liability.{% if lead.current_carrier %} Now with '
   '{{ lead.current_carrier }}{% if lead.current_premium %} at '
   '{{ lead.current_premium | money }}{% endif %}.{% endif %}{% if lead.x_date %} Expires '
   '{{ lead.x_date | date: "%B %-d, %Y" }}.{% endif %}{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   'Ask for the split of alcohol to food sales from the last tax return and proof of server training.'),
  ('garage', 'Garage and dealers', 'commercial', 'commercial', true, 350, '#57534e', 'wrench', true,
   'Repair shops, body shops, used-car dealers: liability and customers'' cars in care.',
   'Ask for the number of customers'' cars on the lot at night and their value (garagekeepers), test '
   'drives, tow trucks, dealer plates and who uses them, and welding or painting. Ask whether '
   'garagekeepers is legal liability or direct primary.',
   '{{ client.display_name }}: garage.{% if lead.current_carrier %} Now with '
   '{{ lead.current_carrier }}{% if lead.current_premium %} at '
   '{{ lead.current_premium | money }}{% endif %}.{% endif %}{% if lead.x_date %} Expires '
   '{{ lead.x_date | date: "%B %-d, %Y" }}.{% endif %}{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   'Ask for dealer plates, driver list and highest number of customer vehicles kept overnight.'),
  ('crime', 'Commercial crime', 'commercial', 'commercial', true, 360, '#44403c', 'fingerprint', true,
   'Employee theft, forgery, funds transfer fraud.',
   'Ask who signs checks and who reconciles the account: if it is one person, fix that first. Employee '
   'benefit plans need an ERISA bond of 10 percent of assets by law. Ask about third-party money they '
   'hold.',
   '{{ client.display_name }}: crime.{% if lead.current_carrier %} Now with '
   '{{ lead.current_carrier }}{% if lead.current_premium %} at '
   '{{ lead.current_premium | money }}{% endif %}.{% endif %}{% if lead.x_date %} Expires '
   '{{ lead.x_date | date: "%B %-d, %Y" }}.{% endif %}{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   'Ask for plan assets (ERISA) and the number of people who can move money.'),
  ('farm', 'Farm and ranch', 'commercial', 'commercial', true, 370, '#4d7c0f', 'tractor', true,
   'Farm dwelling, outbuildings, machinery, livestock, farm liability.',
   'Ask for acres, what is grown or raised, outbuildings with values, machinery list, hired hands, '
   'horses of others, hunting leases, farm stand or agritourism. A homeowners policy excludes most of '
   'it: find out what they told their carrier.',
   '{{ client.display_name }}: farm.{% if lead.current_carrier %} Now with '
   '{{ lead.current_carrier }}{% if lead.current_premium %} at '
   '{{ lead.current_premium | money }}{% endif %}.{% endif %}{% if lead.x_date %} Expires '
   '{{ lead.x_date | date: "%B %-d, %Y" }}.{% endif %}{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   '{% if lead.x_date %}The policy expires {{ lead.x_date | date: "%B %-d, %Y" }}: have the quote in '
   'their hands 45 days before that. {% else %}Offer to walk the farm: a visit of an hour replaces ten '
   'calls.{% endif %}');

-- Life and health.
INSERT INTO crm.insurance_types (id, label, line, document_kind, is_renewable, sort_order, color, icon,
                                 is_builtin, description, ai_prompt_template, ai_summary_template,
                                 ai_action_template)
VALUES
  ('term_life', 'Term life', 'life_health', 'life', false, 380, '#be123c', 'heart', true,
   'Death benefit for 10 to 40 years at level premium.',
   'Start with the need, not the price: income to replace, mortgage, children, debts, what is in force. '
   'Ask for date of birth, tobacco, height and weight, conditions and medications only as far as the '
   'carrier asks, and never put health answers into e-mail or text. Explain conversion to permanent '
   'cover. If a policy is being replaced, replacement forms are required and nothing is cancelled before '
   'the new one is in force.',
   '{{ client.display_name }}: term life{% if lead.life_data.face_amount %}, '
   '{{ lead.life_data.face_amount | money }}{% endif %}{% if lead.life_data.term_years %} for '
   '{{ lead.life_data.term_years }} years{% endif %}.{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   'Offer three face amounts and one term that ends with the mortgage or the youngest child''s 25th '
   'birthday; book the exam or the phone interview in the same call.'),
  ('whole_life', 'Whole life', 'life_health', 'life', false, 390, '#9d174d', 'heart-handshake', true,
   'Permanent death benefit with guaranteed cash value.',
   'Ask what the money is for: estate, a child with lifelong needs, business succession, forced savings. '
   'Use only the carrier''s illustration and say what is guaranteed and what is not. Premium must still '
   'fit in ten years: ask about the budget before the face amount.',
   '{{ client.display_name }}: whole life{% if lead.life_data.face_amount %}, '
   '{{ lead.life_data.face_amount | money }}{% endif %}.{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   'Send the illustration with guaranteed and current columns and go through both by phone.'),
  ('universal_life', 'Universal and indexed life', 'life_health',
   'life', false, 400, '#831843', 'line-chart', true,
   'Flexible-premium permanent life, also indexed.',
   'Never promise a return. Show the illustration at the maximum allowed rate and at a lower one, and '
   'what happens when premiums stop. For policies in force ask for an in-force ledger: many old ones '
   'lapse earlier than planned.',
   '{{ client.display_name }}: universal life.{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   'Order an in-force ledger of any present policy before proposing a new one.'),
  ('final_expense', 'Final expense', 'life_health', 'life', false, 410, '#6b7280', 'flower-2', true,
   'Small whole life for funeral and last bills, simplified issue.',
   'Speak slowly and plainly; one amount, one monthly price. Ask tobacco, oxygen, nursing home, cancer '
   'or heart attack in two years: they decide between level and graded benefit. Explain a graded benefit '
   'honestly. Offer to include a family member in the call.',
   '{{ client.display_name }}: final expense{% if lead.life_data.budget_monthly %}, about '
   '{{ lead.life_data.budget_monthly | money }} a month{% endif %}.',
   'Set the draft date to the day the Social Security payment arrives and confirm the beneficiary by '
   'full name.'),
  ('annuity', 'Annuity', 'life_health', 'life', false, 420, '#a16207', 'piggy-bank', true,
   'Fixed, indexed and income annuities.',
   'Suitability first: age, liquid assets, income need, time horizon, surrender charges of what would be '
   'replaced. Recommend nothing without the suitability form. Say surrender period and free withdrawal '
   'in years and percent.',
   '{{ client.display_name }}: annuity.',
   'Complete the suitability form together; ask for the statement of the account the money would come '
   'from.'),
  ('disability', 'Disability income', 'life_health', 'life', false, 430, '#0369a1', 'accessibility', true,
   'Income when sick or hurt.',
   'Ask for occupation and duties, income on tax returns, employer''s group plan and its taxability, '
   'savings that would bridge the elimination period. Own-occupation wording matters to professionals; '
   'business owners need overhead expense too.',
   '{{ client.display_name }}: disability income.{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   'Show the gap: income less group benefit after tax; quote 90 and 180 days of elimination.'),
  ('long_term_care', 'Long-term care', 'life_health', 'life', false, 440, '#0c4a6e', 'hand-heart', true,
   'Care at home or in a facility; stand-alone or combined with life.',
   'Ask about family experience with care, who would help, assets to protect, and health: after 70 or '
   'with memory complaints few carriers accept. Compare traditional with hybrid life; give the local '
   'daily cost. Mention the state partnership program where there is one.',
   '{{ client.display_name }}: long-term care.{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   'Prequalify health by phone before any quote; include the spouse.'),
  ('individual_health', 'Individual health', 'life_health',
   'life', true, 450, '#059669', 'stethoscope', true,
   'Marketplace and private plans for individuals and families.',
   'Ask for household members, expected income for the subsidy, doctors and prescriptions, and whether '
   'it is open enrollment or a qualifying event: the window is 60 days. Compare by total yearly cost, '
   'not premium alone. Quote only with documented consent.',
   '{{ client.display_name }}: individual health.{% if lead.x_date %} Expires '
   '{{ lead.x_date | date: "%B %-d, %Y" }}.{% endif %}',
   'Establish the enrollment window and consent, then check doctors and prescriptions against two plans.'),
  ('group_health', 'Group health', 'life_health', 'life', true, 460, '#047857', 'users-round', true,
   'Medical plans for employers.',
   'Ask for a census (age, ZIP, tier), present plan and renewal, employer contribution, participation '
   'and the renewal increase offered. Below 50 employees compare level-funded with community rates. '
   'Start 90 days before renewal; employees need their materials 30 days before.',
   '{{ client.display_name }}: group health{% if client.employee_count %}, {{ client.employee_count }} '
   'employees{% endif %}.{% if lead.current_carrier %} Now with '
   '{{ lead.current_carrier }}{% if lead.current_premium %} at '
   '{{ lead.current_premium | money }}{% endif %}.{% endif %}{% if lead.x_date %} Expires '
   '{{ lead.x_date | date: "%B %-d, %Y" }}.{% endif %}{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   '{% if lead.x_date %}The policy expires {{ lead.x_date | date: "%B %-d, %Y" }}: have the quote in '
   'their hands 60 days before that. Ask for the carrier''s renewal letter.{% else %}Ask for the census '
   'and the renewal month.{% endif %}'),
  ('medicare_supplement', 'Medicare supplement', 'life_health',
   'life', true, 470, '#10b981', 'plus', true,
   'Medigap plans beside Original Medicare.',
   'Ask for Part A and B dates: in the six months from age 65 and Part B there are no health questions. '
   'Same letter, same benefits with every carrier: compare price and rate history. Remind of Part D. Do '
   'not discuss other products unless the scope of appointment says so.',
   '{{ client.display_name }}: Medicare supplement.{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   'Check the guaranteed-issue window; outside it, prequalify health first.'),
  ('medicare_advantage', 'Medicare Advantage', 'life_health',
   'life', true, 480, '#34d399', 'activity-square', true,
   'Part C plans, with or without prescription drugs.',
   'A scope of appointment must be on file 48 hours before the meeting, and the call recorded. Ask for '
   'doctors, prescriptions, pharmacies and the county. Only in the annual enrollment (October 15 to '
   'December 7) or with a special election period. Never call somebody who did not give permission.',
   '{{ client.display_name }}: Medicare Advantage.',
   'Get the scope of appointment signed, then check every doctor and prescription in the plan finder.'),
  ('dental_vision', 'Dental and vision', 'life_health', 'life', true, 490, '#2dd4bf', 'smile', true,
   'Stand-alone dental and vision plans.',
   'Ask whether work is planned: waiting periods of 6 to 12 months apply to major services. Check the '
   'dentist in the network and the yearly maximum.',
   '{{ client.display_name }}: dental and vision.{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   'Check their dentist in the network and start cover on the first of next month.'),
  ('critical_illness', 'Critical illness and accident', 'life_health',
   'life', true, 500, '#f43f5e', 'heart-pulse', true,
   'Lump sums on cancer, heart attack, stroke or accident.',
   'Show it as the filler of a high deductible: ask what their health plan''s out-of-pocket maximum is '
   'and match it. No health details by e-mail.',
   '{{ client.display_name }}: critical illness.{% if lead.quoted_premium %} Quoted '
   '{{ lead.quoted_premium | money }}.{% endif %}',
   'Match the benefit to the out-of-pocket maximum of the health plan.');
