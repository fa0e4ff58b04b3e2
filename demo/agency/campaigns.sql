-- Campaigns of the last two years, what they cost and whom they were for.

INSERT INTO crm.campaigns (code, label, description, channel, starts_on, ends_on, budget, cost, target, sort_order,
                           color, icon, is_active, ai_prompt_template, tags, created_at)
SELECT t.code, t.label, t.description, t.channel, c.as_of::date - t.from_day, c.as_of::date - t.to_day, t.budget,
       t.cost, t.target::jsonb, 10 * row_number() OVER (), t.color, t.icon, t.to_day < 0, t.prompt, '{demo}',
       c.as_of - make_interval(days => t.from_day + 10)
FROM demo_clock AS c, (VALUES
  ('search_always_on', 'Search ads, always on', 'Paid search for auto and home in the Charlotte area', 'web', 730, -90,
   2400, 1960, '{"states": ["NC", "SC"], "lines": ["personal"]}', '#2563eb', 'search',
   'They clicked an ad that promises a quote from ten carriers in one call: keep that promise.'),
  ('renewal_shock_mailer', 'Renewal shock mailer', 'Postcards to homeowners before the autumn renewals', 'mail', 660, 600,
   900, 864, '{"states": ["NC"], "own_home": true}', '#ca8a04', 'mail',
   'The postcard said: before you pay a 20 percent increase, let us look. Ask whether their increase came yet.'),
  ('realtor_partners', 'Realtor partners', 'Coffee and closing gifts for eleven realtors', 'event', 700, -120,
   1200, 830, '{"lines": ["personal"], "types": ["home"]}', '#0d9488', 'house',
   'A realtor vouches for us: the closing date comes first.'),
  ('contractor_breakfast', 'Contractor breakfast', 'Safety and certificates, spring breakfast with a supplier', 'event', 600, 590,
   700, 744, '{"lines": ["commercial"], "naics": "238"}', '#b45309', 'hard-hat',
   'They heard our talk on certificates and subcontractors: begin with the certificate problem they named there.'),
  ('spring_riders', 'Spring riders', 'Social ads for motorcycles, boats and RVs', 'social', 330, 150,
   600, 540, '{"types": ["motorcycle", "boat", "rv"]}', '#dc2626', 'bike',
   'The ad was about the first ride of the season: ask when they want to be on the road.'),
  ('cyber_webinar', 'Cyber webinar', 'What ransomware costs a dental office', 'video', 330, 325,
   300, 262, '{"lines": ["commercial"], "types": ["cyber"]}', '#0f766e', 'lock',
   'They saw the webinar with the checklist: ask which box was not ticked.'),
  ('new_movers', 'New movers', 'Letters to people who moved into five ZIP codes', 'mail', 450, 180,
   700, 655, '{"zips": ["28205", "28210", "28269", "28105", "28078"]}', '#a16207', 'truck',
   'They moved recently: new address, new renewals, everything is changing anyway.'),
  ('back_to_school_teens', 'New drivers', 'E-mail to clients with children near 16', 'email', 200, 20,
   100, 40, '{"existing_clients": true}', '#7c3aed', 'graduation-cap',
   'A teenager gets a license: good student and driver training discounts first, umbrella second.'),
  ('fall_home_review', 'Fall home review', 'Roof and rebuilding cost reviews for homeowners', 'email', 120, -20,
   150, 60, '{"existing_clients": true, "types": ["home"]}', '#16a34a', 'list-checks',
   'The mail offered a rebuilding cost check: have the square feet and year of the roof at hand.'),
  ('chamber_network', 'Chamber of commerce', 'Membership, two sponsored evenings a year', 'event', 720, -200,
   960, 720, '{"lines": ["commercial"]}', '#be185d', 'network',
   'They know us from the chamber: name the evening where we met if the notes say it.')
) AS t (code, label, description, channel, from_day, to_day, budget, cost, target, color, icon, prompt);
