-- Where a lead stands, and which moves between statuses are allowed.

CREATE TABLE crm.lead_statuses (
  LIKE crm._lookup_columns INCLUDING ALL,
  category text NOT NULL CONSTRAINT category_is_known CHECK (category IN ('open', 'won', 'lost', 'nurture')),
  is_initial boolean NOT NULL DEFAULT false,
  stamps text CONSTRAINT stamps_is_known
    CHECK (stamps IN ('assigned_at', 'first_contact_at', 'quoted_at', 'bound_at', 'lost_at')),
  rotten_after interval CONSTRAINT rotten_after_is_positive CHECK (rotten_after > interval '0'),
  PRIMARY KEY (id)
);

CREATE TABLE crm.lead_status_transitions (
  from_status_id text NOT NULL REFERENCES crm.lead_statuses (id) ON UPDATE CASCADE ON DELETE CASCADE,
  to_status_id text NOT NULL REFERENCES crm.lead_statuses (id) ON UPDATE CASCADE ON DELETE CASCADE,
  required_fields text[] NOT NULL DEFAULT '{}',
  reason_required boolean NOT NULL DEFAULT false,
  is_active boolean NOT NULL DEFAULT true,
  is_builtin boolean NOT NULL DEFAULT false,
  PRIMARY KEY (from_status_id, to_status_id),
  CONSTRAINT statuses_differ CHECK (from_status_id <> to_status_id)
);
COMMENT ON TABLE crm.lead_statuses IS 'lookup: where a lead stands';
COMMENT ON COLUMN crm.lead_statuses.category IS
  'open: work it now; won and lost: closed; nurture: come back later. Queues and views go by it, not by ids';
COMMENT ON COLUMN crm.lead_statuses.is_initial IS 'a lead may begin here';
COMMENT ON COLUMN crm.lead_statuses.stamps IS
  'the timestamp of crm.leads that a move into this status sets: assigned_at, first_contact_at, quoted_at, '
  'bound_at or lost_at';
COMMENT ON COLUMN crm.lead_statuses.rotten_after IS
  'how long a lead may rest here before it counts as stale; null: for ever';
COMMENT ON TABLE crm.lead_status_transitions IS
  'the moves between lead statuses that are allowed; any other is refused, with these as the hint';
COMMENT ON COLUMN crm.lead_status_transitions.required_fields IS
  'columns of crm.leads that must not be null after the move';
COMMENT ON COLUMN crm.lead_status_transitions.reason_required IS
  'the move must say why, in crm.leads.status_reason; into a lost status crm.leads.lost_note will do';
COMMENT ON COLUMN crm.lead_status_transitions.is_active IS
  'false: the move is not allowed; how a move that came with the extension is forbidden';
COMMENT ON COLUMN crm.lead_status_transitions.is_builtin IS
  'came with the extension: may be edited, and survives dump and restore with its edits';

-- What ships: ten open statuses, then won, lost in four ways, and three ways to wait.
INSERT INTO crm.lead_statuses (id, label, category, is_initial, stamps, rotten_after, sort_order, color, icon,
                               is_builtin, description, ai_prompt_template, ai_summary_template,
                               ai_action_template) VALUES
  ('new', 'New', 'open', true, NULL, '1 day', 10, '#3b82f6', 'sparkles', true,
   'Just received, nobody has looked at it yet.',
   'Nobody has spoken with this person yet. They asked for a quote and probably asked others too: the '
   'first agency to call usually wins. Be brief, name what they asked for ({{ insurance_type.label }}), '
   'and ask for one thing only: a good time to talk or the declarations page.',
   '{{ client.display_name }} is waiting for a first contact about {{ insurance_type.label }} since '
   '{{ lead.received_at | date: "%B %-d, %Y" }}.',
   'Call within five minutes of receipt, then text, then e-mail. Assign it to an agent licensed in '
   '{% if address.state %}{{ address.state }}{% else %}their state{% endif %}.'),
  ('assigned', 'Assigned', 'open', false, 'assigned_at', '1 day', 20, '#6366f1', 'user-check', true,
   'Has an owner who has not tried yet.',
   'The lead has an owner but no attempt yet. Write in the agent''s name and do not refer to earlier '
   'talks.',
   '{{ client.display_name }} is assigned, no attempt yet.',
   'First call today; leave a voicemail that says what you need from them, not who you are.'),
  ('attempting', 'Attempting contact', 'open',
   false, NULL, '5 days', 30, '#8b5cf6', 'phone-outgoing', true,
   'Calls and messages went out, no answer yet.',
   'We have tried and not reached them. Do not complain about silence and do not repeat the last '
   'message: change the channel, the time of day and the reason to answer. Six to eight attempts over '
   'two weeks is right; after that, stop.',
   '{{ client.display_name }} has not answered yet.{% if lead.next_follow_up_at %} Next follow-up '
   '{{ lead.next_follow_up_at | date: "%B %-d" }}.{% endif %}',
   'Try another channel and another time of day than last time. {% if lead.x_date %}Use the expiration '
   'on {{ lead.x_date | date: "%B %-d" }} as the reason to answer. {% endif %}After eight attempts move '
   'to nurture.'),
  ('contacted', 'Contacted', 'open',
   false, 'first_contact_at', '4 days', 40, '#a855f7', 'message-circle', true,
   'We spoke; need and interest are known.',
   'We have spoken once. Refer to what they said in that talk (see the timeline) before asking anything '
   'new. Aim: know why they shop now, when their policy expires and who decides.',
   '{{ client.display_name }} spoke with us.{% if lead.next_follow_up_at %} Next follow-up '
   '{{ lead.next_follow_up_at | date: "%B %-d" }}.{% endif %}',
   '{% if lead.x_date %}{% else %}Get the X-date. {% endif %}{% if lead.current_premium %}{% else %}Ask '
   'what they pay today. {% endif %}Agree on when the quote will be ready and who will be in the room.'),
  ('gathering_info', 'Gathering information', 'open',
   false, NULL, '5 days', 50, '#d946ef', 'clipboard-list', true,
   'Collecting what carriers need to quote.',
   'We are collecting facts for the quote. Ask only for what the coverage document lacks, in one '
   'message, with the easiest way to send it (a photograph of the declarations page).',
   '{{ client.display_name }}: collecting information for {{ insurance_type.label }}.',
   'List what is missing in one message; set a day by which the quote follows if they send it today.'),
  ('quoting', 'Quoting', 'open', false, NULL, '3 days', 60, '#f59e0b', 'calculator', true,
   'With carriers, waiting for prices.',
   'Carriers are working on it. Do not promise a price. Tell them the day they will hear from us and '
   'keep it.',
   '{{ client.display_name }}: submitted, prices due.',
   'Chase open carriers; with one price in hand send it rather than wait for the third.'),
  ('quoted', 'Quoted', 'open', false, 'quoted_at', '5 days', 70, '#f97316', 'file-text', true,
   'A price was given.',
   'They have a price{% if lead.quoted_premium %} of '
   '{{ lead.quoted_premium | money }}{% endif %}{% if lead.current_premium %} against '
   '{{ lead.current_premium | money }} today{% endif %}. Talk about coverage first and price second. If '
   'ours is higher, say why in one sentence with a fact from the quote; if lower, say what did not get '
   'cut. Ask for the decision.',
   '{{ client.display_name }} was quoted{% if lead.quoted_premium %} '
   '{{ lead.quoted_premium | money }}{% endif %}{% if lead.quoted_at %} on '
   '{{ lead.quoted_at | date: "%B %-d" }}{% endif %}.',
   'Call two days after the quote, not to ask whether they saw it but to go through the page together. '
   '{% if lead.x_date %}Ask for a start date on {{ lead.x_date | date: "%B %-d" }}.{% endif %}'),
  ('deciding', 'Deciding', 'open', false, NULL, '7 days', 80, '#fb923c', 'scale', true,
   'Quote was gone through, decision is theirs.',
   'They know the quote and are thinking. Find the one open question: price, trust, spouse or partner, '
   'timing, or loyalty to the present agent. Answer that and nothing else. No pressure words, no false '
   'deadlines.',
   '{{ client.display_name }} is deciding{% if lead.quoted_premium %} on '
   '{{ lead.quoted_premium | money }}{% endif %}.{% if lead.next_follow_up_at %} Next follow-up '
   '{{ lead.next_follow_up_at | date: "%B %-d" }}.{% endif %}',
   'Ask: what would have to be true for you to start on the date we discussed? Offer to call the present '
   'carrier''s cancellation for them.'),
  ('application', 'Application out', 'open', false, NULL, '5 days', 90, '#eab308', 'pen-line', true,
   'Application or e-signature sent, not yet complete.',
   'They said yes; the paper is not finished. Be helpful about signatures, payment method and documents. '
   'Do not sell.',
   '{{ client.display_name }}: application sent, waiting for signature or payment.',
   'Check which signature or payment is missing and phone through it; most e-signatures fail for a '
   'simple reason.'),
  ('underwriting', 'Underwriting', 'open', false, NULL, '10 days', 100, '#84cc16', 'search-check', true,
   'Carrier decides.',
   'The carrier is deciding. Cover is in force only if a binder was issued: never imply otherwise. Name '
   'what the underwriter asked for and by when.',
   '{{ client.display_name }}: with the underwriter.',
   'Answer underwriter questions the same day; tell the client every three days where it stands, also '
   'when nothing changed.'),
  ('bound', 'Bound', 'won', false, 'bound_at', NULL, 110, '#16a34a', 'badge-check', true,
   'Policy sold.',
   'They are a customer now. Thank them, confirm start date, documents and payment, and say who to call. '
   'One cross-sell question at most, and not in the first message.',
   '{{ client.display_name }} bound {{ insurance_type.label }}{% if lead.quoted_premium %} at '
   '{{ lead.quoted_premium | money }}{% endif %}{% if lead.bound_at %} on '
   '{{ lead.bound_at | date: "%B %-d, %Y" }}{% endif %}.',
   'Welcome call within three days, confirm cancellation of the old policy, ask for a review after two '
   'weeks, and set the renewal 120 days ahead of expiration.'),
  ('lost', 'Lost', 'lost', false, 'lost_at', NULL, 120, '#ef4444', 'circle-x', true,
   'Decided against us.',
   'They decided against us. Be gracious in one sentence, ask permission to check again before the next '
   'expiration, and stop.',
   '{{ client.display_name }} decided against us{% if lead.lost_at %} on '
   '{{ lead.lost_at | date: "%B %-d, %Y" }}{% endif %}.{% if lead.lost_note %} '
   '{{ lead.lost_note }}{% endif %}',
   'Note the carrier and premium they went to and the new X-date: it is the most valuable lead of next '
   'year.'),
  ('unqualified', 'Not qualified', 'lost', false, 'lost_at', NULL, 130, '#b91c1c', 'ban', true,
   'We cannot or should not insure this.',
   'We cannot help with this risk. Say so clearly and early, name an alternative (state plan, FAIR plan, '
   'assigned risk, a colleague licensed there), and do not keep them waiting.',
   '{{ client.display_name }} does not fit our markets.',
   'Refer to the residual market or to a partner and note why, so that the source can be credited.'),
  ('duplicate', 'Duplicate', 'lost', false, 'lost_at', NULL, 140, '#9ca3af', 'copy', true,
   'The same request came twice.',
   'This request exists a second time; work the other one and do not write from here.',
   '{{ client.display_name }}: duplicate request.',
   'Ask the vendor for credit if this one was bought.'),
  ('do_not_contact', 'Do not contact', 'lost', false, 'lost_at', NULL, 150, '#111827', 'phone-off', true,
   'They asked us to stop.',
   'They asked not to be contacted. Write nothing to them, not even an apology. Only an answer to a '
   'message they send themselves is allowed.',
   '{{ client.display_name }} asked not to be contacted.',
   'Set every opt-in to false and tell the lead vendor. No outbound contact.'),
  ('nurture', 'Nurture', 'nurture', false, NULL, '90 days', 160, '#14b8a6', 'sprout', true,
   'Interested, not now.',
   'They may buy later. One useful message a month at most, about their situation (renewal, new car, '
   'closing), never about us. Easy to stop.',
   '{{ client.display_name }}: nurture.{% if lead.next_follow_up_at %} Next follow-up '
   '{{ lead.next_follow_up_at | date: "%B %-d" }}.{% endif %}',
   'Plan the next touch{% if lead.next_follow_up_at %} for '
   '{{ lead.next_follow_up_at | date: "%B %-d, %Y" }}{% endif %} and give a reason a person would want '
   'to read it.'),
  ('waiting_x_date', 'Waiting for X-date', 'nurture',
   false, NULL, '180 days', 170, '#0ea5e9', 'calendar-clock', true,
   'Comes back to life before the present policy expires.',
   'They will look again when their policy renews{% if lead.x_date %} on '
   '{{ lead.x_date | date: "%B %-d, %Y" }}{% endif %}. Come back 45 days ahead for personal lines, 90 '
   'for commercial. Begin with their renewal: did it arrive, did it go up?',
   '{{ client.display_name }} waits for the expiration{% if lead.x_date %} on '
   '{{ lead.x_date | date: "%B %-d, %Y" }}{% endif %}.',
   '{% if lead.x_date %}Call 45 days before {{ lead.x_date | date: "%B %-d, %Y" }} (90 for commercial). '
   '{% endif %}Ask them to forward the renewal offer the day it comes.'),
  ('unreachable', 'Unreachable', 'nurture', false, NULL, '60 days', 180, '#64748b', 'phone-missed', true,
   'Many attempts, never an answer.',
   'Eight or more attempts without an answer. One closing message that is easy to answer with a single '
   'word; then silence until something changes.',
   '{{ client.display_name }} never answered.',
   'Send one closing message (still looking? yes, later, no), check the phone number, then leave it '
   'until the X-date.');

-- Closed leads can be reopened, with a reason; so can what was bound, when a policy is cancelled.
INSERT INTO crm.lead_status_transitions (from_status_id, to_status_id, required_fields, reason_required,
                                         is_builtin) VALUES
  ('new', 'assigned', '{assigned_agent_id}', false, true),
  ('new', 'attempting', '{}', false, true),
  ('new', 'contacted', '{}', false, true),
  ('new', 'gathering_info', '{}', false, true),
  ('new', 'lost', '{lost_reason_id}', false, true),
  ('new', 'unqualified', '{lost_reason_id}', false, true),
  ('new', 'duplicate', '{}', true, true),
  ('new', 'do_not_contact', '{}', true, true),
  ('new', 'nurture', '{next_follow_up_at}', false, true),
  ('new', 'waiting_x_date', '{x_date}', false, true),
  ('assigned', 'new', '{}', true, true),
  ('assigned', 'attempting', '{}', false, true),
  ('assigned', 'contacted', '{}', false, true),
  ('assigned', 'lost', '{lost_reason_id}', false, true),
  ('assigned', 'unqualified', '{lost_reason_id}', false, true),
  ('assigned', 'duplicate', '{}', true, true),
  ('assigned', 'do_not_contact', '{}', true, true),
  ('assigned', 'nurture', '{next_follow_up_at}', false, true),
  ('assigned', 'waiting_x_date', '{x_date}', false, true),
  ('attempting', 'assigned', '{assigned_agent_id}', false, true),
  ('attempting', 'contacted', '{}', false, true),
  ('attempting', 'lost', '{lost_reason_id}', false, true),
  ('attempting', 'unqualified', '{lost_reason_id}', false, true),
  ('attempting', 'duplicate', '{}', true, true),
  ('attempting', 'do_not_contact', '{}', true, true),
  ('attempting', 'nurture', '{next_follow_up_at}', false, true),
  ('attempting', 'waiting_x_date', '{x_date}', false, true),
  ('attempting', 'unreachable', '{}', false, true),
  ('contacted', 'gathering_info', '{}', false, true),
  ('contacted', 'quoting', '{}', false, true),
  ('contacted', 'quoted', '{quoted_premium}', false, true),
  ('contacted', 'bound', '{quoted_premium}', false, true),
  ('contacted', 'lost', '{lost_reason_id}', false, true),
  ('contacted', 'unqualified', '{lost_reason_id}', false, true),
  ('contacted', 'duplicate', '{}', true, true),
  ('contacted', 'do_not_contact', '{}', true, true),
  ('contacted', 'nurture', '{next_follow_up_at}', false, true),
  ('contacted', 'waiting_x_date', '{x_date}', false, true),
  ('contacted', 'unreachable', '{}', false, true),
  ('gathering_info', 'contacted', '{}', false, true),
  ('gathering_info', 'quoting', '{}', false, true),
  ('gathering_info', 'quoted', '{quoted_premium}', false, true),
  ('gathering_info', 'lost', '{lost_reason_id}', false, true),
  ('gathering_info', 'unqualified', '{lost_reason_id}', false, true),
  ('gathering_info', 'duplicate', '{}', true, true),
  ('gathering_info', 'do_not_contact', '{}', true, true),
  ('gathering_info', 'nurture', '{next_follow_up_at}', false, true),
  ('gathering_info', 'waiting_x_date', '{x_date}', false, true),
  ('gathering_info', 'unreachable', '{}', false, true),
  ('quoting', 'gathering_info', '{}', true, true),
  ('quoting', 'quoted', '{quoted_premium}', false, true),
  ('quoting', 'lost', '{lost_reason_id}', false, true),
  ('quoting', 'unqualified', '{lost_reason_id}', false, true),
  ('quoting', 'do_not_contact', '{}', true, true),
  ('quoting', 'nurture', '{next_follow_up_at}', false, true),
  ('quoting', 'waiting_x_date', '{x_date}', false, true),
  ('quoted', 'gathering_info', '{}', true, true),
  ('quoted', 'quoting', '{}', true, true),
  ('quoted', 'deciding', '{}', false, true),
  ('quoted', 'application', '{}', false, true),
  ('quoted', 'bound', '{quoted_premium}', false, true),
  ('quoted', 'lost', '{lost_reason_id}', false, true),
  ('quoted', 'unqualified', '{lost_reason_id}', false, true),
  ('quoted', 'do_not_contact', '{}', true, true),
  ('quoted', 'nurture', '{next_follow_up_at}', false, true),
  ('quoted', 'waiting_x_date', '{x_date}', false, true),
  ('quoted', 'unreachable', '{}', false, true),
  ('deciding', 'quoting', '{}', true, true),
  ('deciding', 'quoted', '{quoted_premium}', false, true),
  ('deciding', 'application', '{quoted_premium}', false, true),
  ('deciding', 'bound', '{quoted_premium}', false, true),
  ('deciding', 'lost', '{lost_reason_id}', false, true),
  ('deciding', 'unqualified', '{lost_reason_id}', false, true),
  ('deciding', 'do_not_contact', '{}', true, true),
  ('deciding', 'nurture', '{next_follow_up_at}', false, true),
  ('deciding', 'waiting_x_date', '{x_date}', false, true),
  ('deciding', 'unreachable', '{}', false, true),
  ('application', 'deciding', '{}', true, true),
  ('application', 'underwriting', '{}', false, true),
  ('application', 'bound', '{quoted_premium}', false, true),
  ('application', 'lost', '{lost_reason_id}', false, true),
  ('application', 'unqualified', '{lost_reason_id}', false, true),
  ('application', 'do_not_contact', '{}', true, true),
  ('underwriting', 'quoting', '{}', true, true),
  ('underwriting', 'quoted', '{quoted_premium}', true, true),
  ('underwriting', 'application', '{}', true, true),
  ('underwriting', 'bound', '{quoted_premium}', false, true),
  ('underwriting', 'lost', '{lost_reason_id}', false, true),
  ('underwriting', 'unqualified', '{lost_reason_id}', false, true),
  ('underwriting', 'do_not_contact', '{}', true, true),
  ('bound', 'quoted', '{quoted_premium}', true, true),
  ('bound', 'underwriting', '{}', true, true),
  ('bound', 'lost', '{lost_reason_id}', true, true),
  ('lost', 'assigned', '{assigned_agent_id}', true, true),
  ('lost', 'contacted', '{}', true, true),
  ('lost', 'quoted', '{quoted_premium}', true, true),
  ('lost', 'do_not_contact', '{}', true, true),
  ('lost', 'nurture', '{next_follow_up_at}', false, true),
  ('lost', 'waiting_x_date', '{x_date}', false, true),
  ('unqualified', 'assigned', '{assigned_agent_id}', true, true),
  ('unqualified', 'contacted', '{}', true, true),
  ('unqualified', 'lost', '{lost_reason_id}', false, true),
  ('unqualified', 'do_not_contact', '{}', true, true),
  ('unqualified', 'nurture', '{next_follow_up_at}', false, true),
  ('unqualified', 'waiting_x_date', '{x_date}', false, true),
  ('duplicate', 'new', '{}', true, true),
  ('do_not_contact', 'contacted', '{}', true, true),
  ('nurture', 'attempting', '{}', false, true),
  ('nurture', 'contacted', '{}', false, true),
  ('nurture', 'gathering_info', '{}', false, true),
  ('nurture', 'quoted', '{quoted_premium}', false, true),
  ('nurture', 'lost', '{lost_reason_id}', false, true),
  ('nurture', 'unqualified', '{lost_reason_id}', false, true),
  ('nurture', 'do_not_contact', '{}', true, true),
  ('nurture', 'waiting_x_date', '{x_date}', false, true),
  ('nurture', 'unreachable', '{}', false, true),
  ('waiting_x_date', 'attempting', '{}', false, true),
  ('waiting_x_date', 'contacted', '{}', false, true),
  ('waiting_x_date', 'gathering_info', '{}', false, true),
  ('waiting_x_date', 'quoting', '{}', false, true),
  ('waiting_x_date', 'quoted', '{quoted_premium}', false, true),
  ('waiting_x_date', 'lost', '{lost_reason_id}', false, true),
  ('waiting_x_date', 'unqualified', '{lost_reason_id}', false, true),
  ('waiting_x_date', 'do_not_contact', '{}', true, true),
  ('waiting_x_date', 'nurture', '{next_follow_up_at}', false, true),
  ('unreachable', 'attempting', '{}', false, true),
  ('unreachable', 'contacted', '{}', false, true),
  ('unreachable', 'gathering_info', '{}', false, true),
  ('unreachable', 'lost', '{lost_reason_id}', false, true),
  ('unreachable', 'unqualified', '{lost_reason_id}', false, true),
  ('unreachable', 'do_not_contact', '{}', true, true),
  ('unreachable', 'nurture', '{next_follow_up_at}', false, true),
  ('unreachable', 'waiting_x_date', '{x_date}', false, true);
