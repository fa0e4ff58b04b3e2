-- The stages of the two pipelines, new business and renewal.

CREATE TABLE crm.opportunity_stages (
  LIKE crm._lookup_columns INCLUDING ALL,
  pipeline text NOT NULL CONSTRAINT pipeline_is_known CHECK (pipeline IN ('new_business', 'renewal')),
  probability numeric(4,3) NOT NULL CONSTRAINT probability_is_a_share CHECK (probability BETWEEN 0 AND 1),
  category text NOT NULL CONSTRAINT category_is_known CHECK (category IN ('open', 'won', 'lost')),
  rotten_after interval CONSTRAINT rotten_after_is_positive CHECK (rotten_after > interval '0'),
  PRIMARY KEY (id)
);
COMMENT ON TABLE crm.opportunity_stages IS
  'lookup: the stages of the two pipelines, new business and renewal';
COMMENT ON COLUMN crm.opportunity_stages.pipeline IS 'new_business or renewal';
COMMENT ON COLUMN crm.opportunity_stages.probability IS
  'share of deals at this stage that are won, 0 to 1; a deal''s own probability wins over it in forecasts';
COMMENT ON COLUMN crm.opportunity_stages.category IS 'open, won or lost';
COMMENT ON COLUMN crm.opportunity_stages.rotten_after IS
  'how long a deal may rest here before it counts as stale; null: for ever';

-- What ships. Probabilities are those of an average agency: put your own in.
INSERT INTO crm.opportunity_stages (id, label, pipeline, probability, category, rotten_after, sort_order,
                                    color, icon, is_builtin, description, ai_prompt_template, ai_summary_template,
                                    ai_action_template)
VALUES
  ('discovery', 'Discovery', 'new_business', 0.100, 'open', '14 days', 10, '#93c5fd', 'compass', true,
   'A need is known, the facts are not.',
   'Early: ask, do not offer. Find need, decision maker, date and present carrier.',
   '{{ client.display_name }}: discovery.',
   'Agree on what will be quoted, for which date and who decides.'),
  ('info_gathering', 'Information', 'new_business',
   0.250, 'open', '10 days', 20, '#60a5fa', 'clipboard-list', true,
   'Collecting the submission.',
   'They spend time on us: ask for all that is missing in one list, with a reason beside each item.',
   '{{ client.display_name }}: submission being completed.',
   'Order loss runs or MVRs and set the submission date.'),
  ('submitted', 'With markets', 'new_business', 0.400, 'open', '10 days', 30, '#3b82f6', 'send', true,
   'Submitted to carriers.',
   'Underwriters hold it. Tell the client how many carriers, never which price to expect.',
   '{{ client.display_name }}: with carriers.',
   'Chase underwriters; tell the client on the promised day even without a price.'),
  ('proposal', 'Proposal', 'new_business', 0.600, 'open', '10 days', 40, '#f59e0b', 'presentation', true,
   'Proposal presented.',
   'Compare coverage line by line with today; put the price last and the biggest gap first.',
   '{{ client.display_name }}: proposal made{% if lead.quoted_premium %} at '
   '{{ lead.quoted_premium | money }}{% endif %}.',
   'Ask for the decision and for what stands in its way.'),
  ('negotiation', 'Negotiation', 'new_business', 0.750, 'open', '7 days', 50, '#f97316', 'scale', true,
   'Terms are being settled.',
   'Trade, do not give: a deductible for a price, a start date for a payment plan. No change of coverage '
   'without writing it down.',
   '{{ client.display_name }}: settling terms.',
   'Put the final terms in one e-mail and ask for a yes.'),
  ('binding', 'Binding', 'new_business', 0.900, 'open', '5 days', 60, '#84cc16', 'pen-line', true,
   'Yes is said, signatures and payment open.',
   'Remove obstacles only. Nothing is in force before the binder.',
   '{{ client.display_name }}: signatures and down payment open.',
   'List missing signatures, payment and inspections; close each today.'),
  ('won', 'Won', 'new_business', 1.000, 'won', NULL, 70, '#16a34a', 'trophy', true,
   'Bound.',
   'A customer now: confirm, thank, and ask for a referral after the first good service, not before.',
   '{{ client.display_name }}: won.',
   'Hand over to service with a one-page summary; plan the 90-day review.'),
  ('lost', 'Lost', 'new_business', 0.000, 'lost', NULL, 80, '#ef4444', 'circle-x', true,
   'Went elsewhere.',
   'Learn in one question why, note the new expiration, leave the door open.',
   '{{ client.display_name }}: lost.',
   'Set a task before the new X-date.'),
  ('renewal_upcoming', 'Renewal coming', 'renewal',
   0.880, 'open', '45 days', 90, '#a5f3fc', 'calendar', true,
   '90 to 120 days before expiration.',
   'Ask what changed in a year: cars, drivers, roof, payroll, sales. Do not speak of price before the '
   'carrier does.',
   '{{ client.display_name }}: renewal coming.',
   'Send the review questions; commercial 120 days ahead, personal 60.'),
  ('renewal_review', 'Review', 'renewal', 0.850, 'open', '20 days', 100, '#67e8f9', 'list-checks', true,
   'Changes collected, offer expected.',
   'Look for gaps that grew: limits bought years ago, values behind rebuilding cost. Prepare the '
   'explanation of an increase before they see it.',
   '{{ client.display_name }}: renewal under review.',
   'Call before the renewal offer arrives in their mail.'),
  ('renewal_remarket', 'Remarketing', 'renewal',
   0.650, 'open', '15 days', 110, '#fb923c', 'shuffle', true,
   'Increase too high, other carriers asked.',
   'Be honest: say how much the increase is, what drives it and what moving would cost (new inspections, '
   'lost loyalty credits).',
   '{{ client.display_name }}: being remarketed.',
   'Have at least two alternatives 21 days before expiration.'),
  ('renewal_at_risk', 'At risk', 'renewal',
   0.450, 'open', '10 days', 120, '#f87171', 'triangle-alert', true,
   'They said they are looking elsewhere.',
   'They are unhappy: with price, a claim or service. Ask which, listen, do not defend. The owner or the '
   'senior account manager should call.',
   '{{ client.display_name }}: at risk of leaving.',
   'Call today; bring one thing we can change and one we cannot.'),
  ('renewal_offered', 'Offered', 'renewal', 0.920, 'open', '15 days', 130, '#4ade80', 'file-check', true,
   'Renewal presented.',
   'State premium change in dollars, why, and what they get. Ask to renew and for the payment plan to '
   'stay.',
   '{{ client.display_name }}: renewal offered.',
   'Confirm renewal and payment 10 days before expiration.'),
  ('renewed', 'Renewed', 'renewal', 1.000, 'won', NULL, 140, '#15803d', 'badge-check', true,
   'Stays another term.',
   'Thank them; ask once about what they insure elsewhere.',
   '{{ client.display_name }}: renewed.',
   'Send new ID cards or certificates and plan the next review.'),
  ('renewal_lost', 'Not renewed', 'renewal', 0.000, 'lost', NULL, 150, '#b91c1c', 'door-open', true,
   'Left or was non-renewed.',
   'They left. Thank them for the years, confirm the end date so that there is no double cover or gap, '
   'ask permission to call next year.',
   '{{ client.display_name }}: not renewed.',
   'Record carrier, premium and new X-date; win-back call 60 days before it.');
