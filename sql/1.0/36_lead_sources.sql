-- Where leads come from.

CREATE TABLE crm.lead_sources (
  LIKE crm._lookup_columns INCLUDING ALL,
  kind text NOT NULL CONSTRAINT kind_is_known
    CHECK (kind IN ('referral', 'web', 'aggregator', 'walk_in', 'list', 'partner', 'event', 'existing_client')),
  cost_per_lead numeric(12,2) CONSTRAINT cost_per_lead_is_not_negative
    CHECK (cost_per_lead >= 0 AND cost_per_lead <> 'NaN'),
  PRIMARY KEY (id)
);
COMMENT ON TABLE crm.lead_sources IS 'lookup: where leads come from';
COMMENT ON COLUMN crm.lead_sources.kind IS
  'referral, web, aggregator, walk_in, list, partner, event or existing_client';
COMMENT ON COLUMN crm.lead_sources.cost_per_lead IS
  'US dollars paid for one lead; campaigns have costs of their own';

-- What ships. Costs are typical US prices of a lead; campaigns carry their own.
INSERT INTO crm.lead_sources (id, label, kind, cost_per_lead, sort_order, color, icon, is_builtin,
                              description, ai_prompt_template) VALUES
  ('client_referral', 'Client referral', 'referral', 25.00, 10, '#16a34a', 'heart', true,
   'A client sent them; the cost is the thank-you card.',
   'A client of ours sent them: name that client if the notes say who, and thank them both. Referred '
   'people decide on trust, so do not open with price.'),
  ('employee_referral', 'Staff referral', 'referral', 50.00, 20, '#22c55e', 'user-plus', true,
   'Somebody who works here sent them.',
   'They know one of us: say who, keep it personal and correct.'),
  ('website', 'Agency website', 'web', 12.00, 30, '#2563eb', 'globe', true,
   'Quote form on our own site.',
   'They filled our form: start from what it says and do not ask it again. They expect an answer in '
   'minutes.'),
  ('search_ads', 'Search advertising', 'web', 62.00, 40, '#1d4ed8', 'search', true,
   'Clicked a paid search result.',
   'They were searching at that minute and have other tabs open: speed and one clear next step.'),
  ('social_ads', 'Social media advertising', 'web', 28.00, 50, '#6366f1', 'thumbs-up', true,
   'Clicked an advertisement in a social network.',
   'They did not search, we interrupted: remind them of the advertisement and ask whether it is a good '
   'moment.'),
  ('organic_search', 'Maps and search listing', 'web', 0.00, 60, '#0ea5e9', 'map', true,
   'Found us on the map or in search results.',
   'They chose a local agency on purpose: say where we are and how long.'),
  ('live_chat', 'Website chat', 'web', 4.00, 70, '#14b8a6', 'messages-square', true,
   'Began a chat on our site.',
   'Continue the chat, do not restart: quote their last question.'),
  ('aggregator_shared', 'Quote comparison, shared', 'aggregator', 14.00, 80, '#f97316', 'split', true,
   'Bought lead, sold to up to five agencies.',
   'Four others call the same person. First minute counts; acknowledge the many calls, offer to be the '
   'one who ends them.'),
  ('aggregator_exclusive', 'Quote comparison, exclusive', 'aggregator',
   38.00, 90, '#ea580c', 'lock', true,
   'Bought lead, sold to us only.',
   'Only we have it: take time, consult, do not rush to a price.'),
  ('live_transfer', 'Live transfer', 'aggregator', 55.00, 100, '#c2410c', 'phone-forwarded', true,
   'Vendor connects a person on the line.',
   'They were on the phone with a vendor who promised savings: confirm what was said before quoting.'),
  ('walk_in', 'Walk-in', 'walk_in', 0.00, 110, '#84cc16', 'footprints', true,
   'Came through the door.',
   'They took the trip: offer coffee, quote on the spot, copy the declarations page.'),
  ('call_in', 'Called us', 'walk_in', 0.00, 120, '#65a30d', 'phone-incoming', true,
   'Called without being asked.',
   'They called us: find out what happened today that made them call.'),
  ('x_date_list', 'X-date list', 'list', 1.20, 130, '#a16207', 'calendar-search', true,
   'Purchased list with expiration months.',
   'They did not ask for us: permission first, their expiration month is the reason. Check the '
   'do-not-call list.'),
  ('call_list', 'Purchased call list', 'list', 0.60, 140, '#b45309', 'list', true,
   'Purchased list of numbers to call.',
   'They did not ask for us and do not know us: say who and why in one sentence, ask whether it is a bad '
   'moment, take no for an answer. Scrub against the do-not-call lists first.'),
  ('new_mover_list', 'New movers and homeowners', 'list', 0.85, 150, '#ca8a04', 'truck', true,
   'Purchased list of new addresses.',
   'They just moved: everything is being changed at once, so offer to take one thing off the list. No '
   'mention of the purchase price.'),
  ('realtor', 'Realtor', 'partner', 0.00, 160, '#0d9488', 'house', true,
   'Sent by a real estate agent.',
   'A closing date stands behind it: ask for date, lender and inspection first. Report back to the '
   'realtor without private facts.'),
  ('mortgage_lender', 'Mortgage lender', 'partner', 0.00, 170, '#0f766e', 'landmark', true,
   'Sent by a loan officer.',
   'The loan cannot close without a binder: exact mortgagee clause, loan number and premium for escrow.'),
  ('auto_dealer', 'Auto dealer', 'partner', 20.00, 180, '#0891b2', 'car', true,
   'Sent from the finance desk of a dealer.',
   'They sit at the dealer and want to drive home: bind today or say honestly that it takes until '
   'tomorrow.'),
  ('accountant', 'Accountant or attorney', 'partner', 0.00, 190, '#475569', 'briefcase', true,
   'Sent by a professional adviser.',
   'The adviser vouches for us: precise, written, copies only with permission.'),
  ('carrier_referral', 'Carrier referral', 'partner', 0.00, 200, '#334155', 'shield', true,
   'Assigned by a carrier.',
   'The carrier sent them with a product in mind: check that it fits before quoting it.'),
  ('community_event', 'Community event', 'event', 18.00, 210, '#db2777', 'ticket', true,
   'Home show, fair, school or charity event.',
   'They left a card among many: recall where we met and what they said. Call within 48 hours.'),
  ('business_network', 'Chamber or networking group', 'event', 10.00, 220, '#be185d', 'network', true,
   'Chamber of commerce and referral groups.',
   'A business colleague: give before asking, talk about their trade.'),
  ('cross_sell', 'Cross-sell', 'existing_client', 0.00, 230, '#7c3aed', 'layers', true,
   'A client who lacks a line.',
   'Already our client: never sound as if we did not know them. Name what they have with us and the gap '
   'beside it.'),
  ('policy_review', 'Policy review', 'existing_client', 0.00, 240, '#8b5cf6', 'list-checks', true,
   'Came up in a yearly review.',
   'Follow the review: quote what was agreed there, with its date.'),
  ('life_event', 'Life event', 'existing_client', 0.00, 250, '#a855f7', 'gift', true,
   'Marriage, child, new driver, new house, retirement.',
   'Begin with the event, not with insurance; then the one change it makes necessary.'),
  ('win_back', 'Former client', 'existing_client', 0.00, 260, '#f59e0b', 'undo-2', true,
   'Was insured here and left.',
   'They know us. Say what is different now; look in the history for why they left and do not repeat it.');
