-- Why a lead or an opportunity was lost, and when to come back.

CREATE TABLE crm.lost_reasons (
  LIKE crm._lookup_columns INCLUDING ALL,
  note_required boolean NOT NULL DEFAULT false,
  reapproach_before_x_date interval CONSTRAINT reapproach_is_positive
    CHECK (reapproach_before_x_date > interval '0'),
  PRIMARY KEY (id)
);
COMMENT ON TABLE crm.lost_reasons IS
  'lookup: why a lead or an opportunity was lost, and when to come back';
COMMENT ON COLUMN crm.lost_reasons.note_required IS 'lost_note must say more';
COMMENT ON COLUMN crm.lost_reasons.reapproach_before_x_date IS
  'how long before the expiration of their policy to try again; null: do not';

-- What ships.
INSERT INTO crm.lost_reasons (id, label, note_required, reapproach_before_x_date, sort_order, color, icon,
                              is_builtin, description, ai_prompt_template, ai_action_template) VALUES
  ('price', 'Price too high', false, '45 days', 10, '#ef4444', 'circle-dollar-sign', true,
   'A lower price won.',
   'They left for price. When they come back, lead with what changed since (rates, discounts, bundle) '
   'and have the number ready; do not argue about last time.',
   'Come back 45 days before the new expiration with at least two carriers quoted. Ask which limits the '
   'cheaper policy has.'),
  ('stayed_with_carrier', 'Stayed with present carrier', false, '60 days', 20, '#f97316', 'anchor', true,
   'No move: inertia, loyalty or a retention offer.',
   'They stayed. Loyalty is a virtue: praise it, and ask to be the second opinion at every renewal.',
   'Call 60 days before expiration, before the present agent sends the renewal. First-year retention '
   'offers rarely repeat.'),
  ('bought_elsewhere', 'Bought elsewhere', false, '45 days', 30, '#f59e0b', 'shopping-cart', true,
   'Another agency was faster or nearer.',
   'They bought from somebody else, often the one who called first. Find out who and what they liked.',
   'Re-approach 45 days before expiration; check our speed to first call on this lead.'),
  ('agent_relationship', 'Relative or friend is the agent', false,
   '90 days', 40, '#a855f7', 'heart-handshake', true,
   'Personal ties to another agent.',
   'Their agent is family or a friend. Never speak against that person; offer what the friend does not '
   'sell.',
   'Try one line the other agency does not write (flood, umbrella, commercial).'),
  ('no_response', 'No response', false, '45 days', 50, '#64748b', 'phone-missed', true,
   'Went silent after first talks.',
   'They went silent. Do not mention it. New reason, new channel, easy answer.',
   'Start again 45 days before the X-date with a text that can be answered by one word.'),
  ('bad_timing', 'Bad timing', false, '45 days', 60, '#0ea5e9', 'clock', true,
   'Not now: mid-term, closing delayed, busy season.',
   'The date was wrong, not the offer. Ask for the right date and keep it to the day.',
   'Call on the day they named; without one, 45 days before the X-date.'),
  ('coverage_gap', 'Coverage not offered', true, '60 days', 70, '#8b5cf6', 'puzzle', true,
   'We have no carrier for what they need.',
   'We lacked a market or a form. Say in the note which one: three of these are a reason to get an '
   'appointment with a new carrier.',
   'Check for new markets before the next X-date; tell the carrier representative.'),
  ('declined_by_carrier', 'Declined by underwriting', true, '90 days', 80, '#dc2626', 'shield-x', true,
   'The carrier said no.',
   'The carrier refused. Explain the reason in plain words and what would change it (roof, years since '
   'loss, MFA).',
   'Name the remedy in writing and check again 90 days before the X-date.'),
  ('driving_record', 'Driving or loss history', false, '60 days', 90, '#b91c1c', 'car-front', true,
   'Tickets, accidents, claims made it unsellable.',
   'Record or claims priced them out. Most surcharges end after three years: compute the date from the '
   'documents and say it.',
   'Return when the oldest violation or loss falls off; offer the non-standard market meanwhile.'),
  ('credit_or_payment', 'Payment terms', false, '45 days', 100, '#ca8a04', 'credit-card', true,
   'Down payment or plan did not work.',
   'The price was right and the down payment was not. Lead with plan and draft date.',
   'Offer carriers with low down payment and align the draft with pay day.'),
  ('no_longer_needed', 'No longer needed', false, NULL, 110, '#9ca3af', 'circle-minus', true,
   'Sold the car, closing fell through, business closed.',
   'The need is gone. Wish well, ask what comes instead.',
   'Ask what replaced it: a sold house often means a renters or a new home policy.'),
  ('moved_out_of_area', 'Moved out of our states', false, NULL, 120, '#6b7280', 'map-pinned', true,
   'We hold no license there.',
   'We are not licensed where they live now. Give no coverage advice for that state.',
   'Refer to a partner agency licensed there, with permission.'),
  ('bad_contact_data', 'Wrong contact data', false, NULL, 130, '#475569', 'user-x', true,
   'Number or address belongs to somebody else.',
   'The data was wrong: do not write to it again.',
   'Claim credit from the vendor within its return window, commonly 10 days.'),
  ('service_issue', 'Unhappy with us', true, '120 days', 140, '#be123c', 'frown', true,
   'Slow, wrong or rude: our fault.',
   'We failed them. Own it in one sentence, no excuse; the next contact is by the principal.',
   'Agency principal calls within a week; no sales contact before that.'),
  ('application_incomplete', 'Never finished paperwork', false, '45 days', 150, '#14b8a6', 'file-x', true,
   'Said yes, never signed or paid.',
   'They said yes and stopped at the paper. Make it one signature, by phone, in five minutes.',
   'Call once at the hour they first said yes; then wait for the X-date.'),
  ('asked_to_stop', 'Asked us to stop', false, NULL, 160, '#111827', 'phone-off', true,
   'Wants no contact from us.',
   'They asked us to stop. Do not write, not even to confirm.',
   'Close every opt-in the same day; tell the vendor where the lead was bought.'),
  ('not_a_lead', 'Not a real request', false, NULL, 170, '#a8a29e', 'copy', true,
   'Sent twice, a test, or nobody who wants insurance.',
   'There was no request behind it: nothing to learn about price or service.',
   'Claim credit where it was bought; if one source sends several, talk with that vendor.'),
  ('other', 'Other', true, '60 days', 180, '#78716c', 'circle-help', true,
   'None of the above: say what in the note.',
   'See the note for the reason; do not guess another one.',
   'If the same note comes three times, make it a reason of its own.');
