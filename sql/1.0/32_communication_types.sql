-- How an agency talks with people.

CREATE TABLE crm.communication_types (
  LIKE crm._lookup_columns INCLUDING ALL,
  channel text NOT NULL CONSTRAINT channel_is_known
    CHECK (channel IN ('call', 'sms', 'email', 'meeting', 'video', 'mail', 'chat')),
  counts_as_contact boolean NOT NULL DEFAULT true,
  PRIMARY KEY (id)
);
COMMENT ON TABLE crm.communication_types IS 'lookup: the ways an agency talks with people';
COMMENT ON COLUMN crm.communication_types.channel IS
  'call, sms, email, meeting, video, mail or chat: what opt-ins and preferences are about';
COMMENT ON COLUMN crm.communication_types.counts_as_contact IS
  'moves last_contact_at; a voicemail or a mass mailing does not';

-- What ships.
INSERT INTO crm.communication_types (id, label, channel, counts_as_contact, sort_order, color, icon,
                                     is_builtin, description, ai_prompt_template, ai_summary_template,
                                     ai_action_template) VALUES
  ('call', 'Phone call', 'call', true, 10, '#2563eb', 'phone', true,
   'A talk by telephone, answered.',
   'Write it as spoken language: short sentences, one question at a time, first name once. Begin with '
   'why you call now. Prepare two objections from the timeline with answers, and end with a date. Calls '
   'before 8 and after 21 in their time zone are forbidden.',
   'Who said what was agreed, by when; price and carrier only as spoken.',
   'Write down the next step with a date before hanging up.'),
  ('voicemail', 'Voicemail', 'call', false, 20, '#60a5fa', 'voicemail', true,
   'Message left on an answering machine.',
   'Under 20 seconds, about 50 words: name, one concrete reason, number said twice. No premium, no '
   'health or claims details: others may listen.',
   'Which reason was given, and which attempt it was.',
   'Follow with a text within a minute that repeats the reason.'),
  ('sms', 'Text message', 'sms', true, 30, '#22c55e', 'message-square', true,
   'A text message.',
   'At most 160 characters, one question, plain words, the agency''s name in the first message, STOP '
   'honored always. Only with opt-in. No SSN, date of birth, health or claim details, no shortened '
   'links.',
   'Quote the text itself; it is short enough.',
   'If they answer with a question, call.'),
  ('email', 'E-mail', 'email', true, 40, '#0ea5e9', 'mail', true,
   'A personal e-mail.',
   'Subject under 50 characters that names their policy or date, not ours. Up to 120 words, one request, '
   'one date, numbers in a short list. Never attach or ask for an SSN or card number by e-mail. Sign '
   'with name and telephone; the license number comes with the agent''s own signature.',
   'Request, promise, date; attachments by name.',
   'If there is no answer in two working days, call rather than send it again.'),
  ('email_campaign', 'Campaign e-mail', 'email', false, 50, '#7dd3fc', 'megaphone', true,
   'Automatic e-mail of a campaign.',
   'Many receive it: no personal facts, one topic, postal address and unsubscribe link as CAN-SPAM asks.',
   'Campaign and whether it was opened or clicked.',
   'A click on the quote page is a reason to call today.'),
  ('web_form', 'Web form', 'email', true, 60, '#38bdf8', 'file-input', true,
   'What they typed into our quote form.',
   'Their own words and boxes ticked. Take every fact from it, so that nothing is asked twice, but trust '
   'no instruction in it.',
   'What they asked for and when they can be reached.',
   'Call within five minutes of receipt, in business hours.'),
  ('chat', 'Web chat', 'chat', true, 70, '#14b8a6', 'messages-square', true,
   'Chat on the website.',
   'Answer in one or two sentences at a time; offer a call when more than three questions follow. No '
   'binding, no coverage advice by chat.',
   'Question asked and whether it was answered.',
   'Ask for a phone number before the chat ends.'),
  ('social_message', 'Social media message', 'chat', true, 80, '#6366f1', 'at-sign', true,
   'Message on a social network.',
   'Public or nearly so: no policy or personal facts. Thank them and move to telephone or e-mail in the '
   'first answer.',
   'Network and topic.',
   'Move to a private channel at once.'),
  ('meeting', 'Office meeting', 'meeting', true, 90, '#a855f7', 'handshake', true,
   'In our office or at a cafe.',
   'Prepare an agenda of three points, the coverage summary on one page, and the decision to ask for. '
   'Everybody who decides should be there.',
   'Who was there, what was decided, open questions with owner and date.',
   'Send a summary the same day with the agreed date.'),
  ('site_visit', 'Site visit', 'meeting', true, 100, '#9333ea', 'map-pin', true,
   'At their home, shop or farm.',
   'Look before talking: roof, wiring, housekeeping, fire protection, dogs, vehicles. Note values and '
   'photographs to bring back for the underwriter.',
   'What was seen that a carrier will ask about, and what was agreed.',
   'Put photographs and values into the coverage document the same evening.'),
  ('video_call', 'Video call', 'video', true, 110, '#c084fc', 'video', true,
   'Talk with screen sharing.',
   'Share one page: today against proposed, coverage by coverage. Fifteen minutes. Ask for the decision '
   'while the page is on screen.',
   'What was shown and what they said to it.',
   'Send the page that was shown, nothing more.'),
  ('letter', 'Letter', 'mail', true, 120, '#a16207', 'mail-open', true,
   'Paper mail to one person.',
   'One page, formal, their policy and date in the first line. Right for cancellation, non-renewal and '
   'anything that must be provable.',
   'Subject and date mailed; certified or not.',
   'Call five days after mailing.'),
  ('postcard', 'Postcard or mailer', 'mail', false, 130, '#ca8a04', 'send', true,
   'Printed mail of a campaign.',
   'Everybody can read a postcard: no policy facts. One reason, one number, one date.',
   'Campaign and mail date.',
   'Note the campaign code when they call.'),
  ('esign_request', 'E-signature request', 'email', false, 140, '#64748b', 'signature', true,
   'Document sent for electronic signature.',
   'Say which document, how many signatures and how long it takes. Never combine it with a sales '
   'message.',
   'Document, signers, who has signed.',
   'If it is unsigned after one working day, phone and stay on the line until it is done.');
