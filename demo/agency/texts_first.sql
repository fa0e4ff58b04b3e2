-- What people say, part one: how they come in, being called, the first talk.  A text is used only where the lead
-- has what its {slots} ask for; grp null fits every kind of insurance.

CREATE TEMP TABLE demo_texts (
  n serial, phase text NOT NULL, grp text, type text NOT NULL, direction text, subject text, body text,
  outcome text, mood numeric, reply_type text, reply text
) ON COMMIT DROP;

INSERT INTO demo_texts (phase, grp, type, direction, subject, body, outcome, mood) VALUES
('intake_web', 'auto', 'web_form', 'inbound', 'Quote request: auto', $$Vehicle: {item}. Renewal went up again and I have not had a claim in six years. Best time to reach me is after 4.$$, 'received', -0.2),
('intake_web', 'auto', 'web_form', 'inbound', 'Quote request: auto', $$Just bought a {item}, need it added or a whole new policy by Friday when I pick it up.$$, 'received', 0.1),
('intake_web', 'auto', 'web_form', 'inbound', 'Quote request: auto', $$Looking for full coverage on a {item}. Currently with {carrier}. Please text first, I can't take calls at work.$$, 'received', 0.1),
('intake_web', 'auto', 'web_form', 'inbound', 'Quote request: auto', $$Do you do bundles? We rent now but might buy next year. {item}, good driving record.$$, 'received', 0.3),
('intake_web', 'auto', 'web_form', 'inbound', 'Quote request: auto', $$paying too much. {item}. email is fine$$, 'received', -0.1),
('intake_web', 'home', 'web_form', 'inbound', 'Quote request: home', $$Quote for {item}. {carrier} sent a renewal with a 24% increase and nobody there can tell me why.$$, 'received', -0.4),
('intake_web', 'home', 'web_form', 'inbound', 'Quote request: home', $$We are under contract on {item} and the lender wants proof of insurance two weeks before closing.$$, 'received', 0.1),
('intake_web', 'home', 'web_form', 'inbound', 'Quote request: home', $$Shopping {item}. New roof went on, the current company will not give credit for it.$$, 'received', -0.1),
('intake_web', 'home', 'web_form', 'inbound', 'Quote request: home', $$Would like to compare coverage and price on {item}. Happy to send my declarations page.$$, 'received', 0.4),
('intake_web', 'renters', 'web_form', 'inbound', 'Quote request: renters', $$Moving in at the end of the month, the leasing office needs a policy with them listed. How fast can you do it?$$, 'received', 0.1),
('intake_web', 'renters', 'web_form', 'inbound', 'Quote request: renters', $$Need renters for {item}. Nothing fancy, laptop and a couple of bikes.$$, 'received', 0.2),
('intake_web', 'renters', 'web_form', 'inbound', 'Quote request: renters', $$Is it cheaper if I also move my car insurance to you?$$, 'received', 0.3),
('intake_web', 'specialty', 'web_form', 'inbound', 'Quote request', $$Need coverage for {item}. Bank wants to see it by next week.$$, 'received', 0.0),
('intake_web', 'specialty', 'web_form', 'inbound', 'Quote request', $$Quote for {item} please. Liability plus full value. Saw your ad.$$, 'received', 0.2),
('intake_web', 'specialty', 'web_form', 'inbound', 'Quote request', $$What would it cost to insure {item}? My homeowners agent said they don't do it.$$, 'received', 0.1),
('intake_web', 'umbrella', 'web_form', 'inbound', 'Quote request: umbrella', $$My financial adviser says I should have an umbrella policy.{none} What do you need from me?$$, 'received', 0.2),
('intake_web', 'umbrella', 'web_form', 'inbound', 'Quote request: umbrella', $$Teenager starts driving in spring, want a million or two on top of everything.$$, 'received', 0.2),
('intake_web', 'life', 'web_form', 'inbound', 'Quote request: life', $$Second child on the way and I only have what work gives me. Looking at {item}.$$, 'received', 0.3),
('intake_web', 'life', 'web_form', 'inbound', 'Quote request: life', $$Refinanced the house, want something that covers it. No sales pressure please.$$, 'received', 0.0),
('intake_web', 'life', 'web_form', 'inbound', 'Quote request: life', $$How much would {item} run per month for someone my age?$$, 'received', 0.1),
('intake_web', 'commercial', 'web_form', 'inbound', 'Quote request: {line}', $$We need a {line} quote for {biz}. A customer asks for a certificate and our agent takes days to answer.$$, 'received', -0.3),
('intake_web', 'commercial', 'web_form', 'inbound', 'Quote request: {line}', $${biz}: our {line} policy renews {xdate}. We would like to see two or three options this year.$$, 'received', 0.2),
('intake_web', 'commercial', 'web_form', 'inbound', 'Quote request: {line}', $$Premium audit was brutal last year. Want someone who explains {cover} to us.$$, 'received', -0.3),
('intake_web', 'commercial', 'web_form', 'inbound', 'Quote request: {line}', $$New lease requires {cover}. Landlord's insurance page attached. Need it bound by the first.$$, 'received', 0.0),
('intake_web', 'commercial', 'web_form', 'inbound', 'Quote request: {line}', $$Growing faster than our coverage I think. Can someone come by {biz} and look at everything?$$, 'received', 0.4),
('intake_aggregator', NULL, 'web_form', 'inbound', 'Vendor lead: {line}', $$Name: {name}. Phone: {phone}. City: {city}. Product: {cover}. Insured now: yes, {carrier}. Own/rent: own. Best time: evening.$$, 'received', NULL),
('intake_aggregator', NULL, 'web_form', 'inbound', 'Vendor lead: {line}', $$Name: {name}. Phone: {phone}. City: {city}. Product: {cover}, {item}. Insured now: no answer. Best time: any.$$, 'received', NULL),
('intake_aggregator', NULL, 'web_form', 'inbound', 'Vendor lead: {line}', $$Product: {cover}. {item}. Carrier: {carrier}, 3+ years. Violations: none stated. Homeowner: yes. Consent to call and text: yes, on the vendor's page.$$, 'received', NULL),
('intake_walk_in', 'auto', 'call', 'inbound', NULL, $$Called in. Got a letter from {carrier} that the {line} renewal on {xdate} goes up and wants to know if that is normal.$$, 'answered', -0.2),
('intake_walk_in', 'auto', 'meeting', 'inbound', NULL, $$Came by the office with the registration of the {item}. No declarations page on hand, will send a photo.$$, 'met', 0.3),
('intake_walk_in', NULL, 'call', 'inbound', NULL, $$Called asking what we charge for {cover}. Explained that we shop several carriers; left number {phone}.$$, 'answered', 0.1),
('intake_walk_in', NULL, 'meeting', 'inbound', NULL, $$Stopped in, saw the sign. Wants a second opinion on {cover} and brought last year's bill.$$, 'met', 0.3),
('intake_walk_in', 'commercial', 'call', 'inbound', NULL, $$Owner of {biz} called: nearly lost an order because a certificate came late. Wants to hear how we handle them, then {cover}.$$, 'answered', -0.1),
('intake_walk_in', 'commercial', 'call', 'inbound', NULL, $${biz} called about {cover}. Present agent retired and the book was sold; nobody has introduced themselves.$$, 'answered', 0.1),
('intake_walk_in', 'life', 'call', 'inbound', NULL, $$Called about {cover}. A coworker died at 44 without any. Wants to understand term against whole before talking numbers.$$, 'answered', 0.0),
('intake_referral', NULL, 'email', 'inbound', 'Referred to you', $$Hi, my neighbor has been with you for years and says you actually pick up the phone. I need help with {cover}. Could someone call me this week?

{first}$$, 'received', 0.5),
('intake_referral', NULL, 'call', 'inbound', NULL, $$Called on the recommendation of a client. Asks for {cover}. Friendly, not in a hurry.$$, 'answered', 0.5),
('intake_referral', NULL, 'sms', 'inbound', NULL, $$Hi this is {first}, my sister gave me your number. Do you do {cover}?$$, 'received', 0.4),
('intake_referral', 'auto', 'email', 'inbound', 'Insurance for my car', $$Good morning, a colleague saved about $600 with you and told me to ask. I drive a {item}. What do you need from me?

Thanks, {first}$$, 'received', 0.5),
('intake_referral', 'home', 'email', 'inbound', 'Home insurance, recommended by a friend', $$Hello, I was told to ask for your office. We have {item} and would like someone to look at whether we are covered properly, not only at the price.

{first}$$, 'received', 0.5),
('intake_referral', 'commercial', 'email', 'inbound', 'Introduction', $$A customer of ours, also a client of yours, suggested I get in touch about {cover} for {biz}. We renew in the next months. What is the best way to start?

{first}$$, 'received', 0.4),
('intake_partner', 'home', 'email', 'inbound', 'Buyer needs homeowners', $$Please reach out to {name}, {phone}. Under contract, inspection is done, {item}. Closing on {close}. Lender needs the binder three days ahead. Thank you!$$, 'received', 0.4),
('intake_partner', 'home', 'email', 'inbound', 'Evidence of insurance needed', $$Borrower {name}, property: {item}. Closing {close}. Mortgagee clause: First Carolina Mortgage ISAOA ATIMA. Please send premium for escrow as soon as you have it.$$, 'received', 0.1),
('intake_partner', 'home', 'call', 'inbound', NULL, $$Agent from the realty office called: buyers of {item} had a quote fall through because of the roof. Closing {close}.$$, 'answered', 0.0),
('intake_partner', 'auto', 'call', 'inbound', NULL, $$Finance desk at the dealership: {name} is buying a {item} today and needs proof of insurance to drive off.$$, 'answered', 0.1),
('intake_partner', 'auto', 'email', 'inbound', 'Customer picking up a vehicle', $${name} takes delivery of a {item} tomorrow at noon. Lienholder will be our captive bank. Could you call {phone}?$$, 'received', 0.2),
('intake_partner', 'commercial', 'email', 'inbound', 'Client of our firm', $$Our client {biz} has its {line} policy coming up and no one who advises them. I told them you would call. They know I am writing.$$, 'received', 0.3),
('intake_partner', 'commercial', 'email', 'inbound', 'Submission opportunity: {line}', $$An account outside our appetite, passed on with the insured's permission: {biz}, {cover}. Contact {first}, {phone}.$$, 'received', 0.1),
('intake_event', NULL, 'meeting', 'inbound', NULL, $$Talked at the chamber evening. {biz}. Asked about {cover}, said the present agent only writes at renewal. Took a card, wants a call.$$, 'met', 0.3),
('intake_event', NULL, 'meeting', 'inbound', NULL, $$Met {first} at our table, long talk about certificates and {cover}. Call next week, mornings.$$, 'met', 0.4),
('intake_event', NULL, 'meeting', 'inbound', NULL, $$Filled out the drawing card at the fair and ticked {cover}. Said hello, no details.$$, 'met', 0.1),
('intake_existing_client', NULL, 'email', 'outbound', 'Your yearly review', $$Hi {first},

I was going through your file for the yearly review and noticed that {cover} is not with us. Shall I put a number next to what you have? Ten minutes by phone is enough.

{agent}$$, 'sent', NULL),
('intake_existing_client', NULL, 'call', 'outbound', NULL, $$Review call. Everything in order with what they have; asked about {cover}, interested if it can go on one bill.$$, 'answered', 0.4),
('intake_existing_client', NULL, 'email', 'inbound', 'Question about something new', $$Hi {agent}, quick one. Do you also do {cover}? Ours is with {carrier} and I would rather have one bill. Let me know what you need.

{first}$$, 'received', 0.5),
('intake_existing_client', NULL, 'email', 'inbound', 'One more thing', $$Hi {agent}, while I have you: we have no {line} coverage at all{none}, is that wise? What would it cost, roughly?

{first}$$, 'received', 0.2),
('intake_existing_client', NULL, 'call', 'inbound', NULL, $$Called about an ID card and mentioned {cover} in passing: now insured with {carrier}, would rather have it in one place.$$, 'answered', 0.4),
('intake_existing_client', NULL, 'sms', 'inbound', NULL, $$Hey {agent}, can you look at {cover} for me sometime this month? No rush$$, 'received', 0.3),
('intake_existing_client', 'umbrella', 'call', 'outbound', NULL, $$Called after the daughter was added to the auto policy. Explained what a million on top costs. Wants to see it in writing.$$, 'answered', 0.3),
('intake_existing_client', 'life', 'email', 'inbound', 'Baby news', $$Hi {agent}, we had a baby in spring and finally get around to it. Could you look at {cover} for one of us or both?

{first}$$, 'received', 0.6),
('intake_existing_client', 'commercial', 'email', 'inbound', 'Adding coverage', $$Hi {agent}, a customer of ours asks whether we carry {cover}. We don't, I think.{none} How fast could that be added for {biz}?

{first}$$, 'received', 0.2);

INSERT INTO demo_texts (phase, type, direction, subject, body, outcome) VALUES
('try_voicemail', 'voicemail', 'outbound', NULL, $$Hi {first}, {agent} with Harborline. You asked about {cover}. I have one question and then I can get you real numbers. 704-555-0100.$$, 'voicemail'),
('try_voicemail', 'voicemail', 'outbound', NULL, $${first}, it's {agent} at Harborline Insurance, returning your request. I am here until 5:30. 704-555-0100.$$, 'voicemail'),
('try_voicemail', 'voicemail', 'outbound', NULL, $$Hello {first}, this is {agent}. I set aside time for your {line} quote today. A photo of your current policy page is all I need. 704-555-0100.$$, 'voicemail'),
('try_voicemail', 'voicemail', 'outbound', NULL, $$Hi {first}, {agent} again from Harborline. If mornings are better, I start at 8:30. 704-555-0100.$$, 'voicemail'),
('try_voicemail', 'voicemail', 'outbound', NULL, $${first}, {agent} here. Your {line} policy renews on {xdate}, so there is still time to do this without a rush. 704-555-0100.$$, 'voicemail'),
('try_voicemail', 'voicemail', 'outbound', NULL, $$Good afternoon {first}, {agent} from Harborline in Charlotte. Three carriers look good for you on {cover}. Call me and I will finish it. 704-555-0100.$$, 'voicemail'),
('try_voicemail', 'voicemail', 'outbound', NULL, $$Hi, this is {agent} for {first}. Short message: I have the request, I need the year you were first insured, the rest I can look up. 704-555-0100.$$, 'voicemail'),
('try_sms', 'sms', 'outbound', NULL, $$Hi {first}, {agent} at Harborline Insurance. Got your {line} request. Better to call you today or tomorrow morning? Reply STOP to opt out$$, 'sent'),
('try_sms', 'sms', 'outbound', NULL, $${first}, just left you a voicemail. Easiest start: text me a photo of your current declarations page. {agent}, Harborline$$, 'sent'),
('try_sms', 'sms', 'outbound', NULL, $$Hi {first}, it's {agent} from Harborline. Is this number right for your {line} quote?$$, 'sent'),
('try_sms', 'sms', 'outbound', NULL, $${agent} from Harborline here. I can do your {line} quote by text if calls are a hassle. Two questions. OK?$$, 'sent'),
('try_sms', 'sms', 'outbound', NULL, $$Hi {first}, still shopping for {cover} or all set? Either answer helps me. {agent}, Harborline$$, 'sent'),
('try_sms', 'sms', 'outbound', NULL, $$Morning {first}, {agent} (Harborline). Your policy with {carrier} is up {xdate}, right? Want me to have numbers before then?$$, 'sent'),
('try_email', 'email', 'outbound', 'Your {line} quote, two questions', $$Hi {first},

I tried your phone and did not want to be a pest. For your {line} quote I need two things: who you are with today, and when it renews. A photo of the declarations page answers both.

{agentfull}
Harborline Insurance, 704-555-0100$$, 'sent'),
('try_email', 'email', 'outbound', 'Following up on your request', $$Hello {first},

You asked us for a {line} quote. If you found something already, tell me and I will close the file. If not, when is a good ten minutes?

{agentfull}
Harborline Insurance$$, 'sent'),
('try_email', 'email', 'outbound', '{line}: what I can tell you already', $$Hi {first},

Three of our carriers are writing policies like yours in {city} at the moment and two of them give a credit for going a week or more before the renewal date. What is yours?

{agent}$$, 'sent'),
('try_email', 'email', 'outbound', 'Before {xdate}', $$Hi {first},

Your present policy runs until {xdate}. If I get the current declarations page by the end of the week, you will have a comparison with time to spare.

{agentfull}
Harborline Insurance$$, 'sent'),
('try_call', 'call', 'outbound', NULL, $$No answer, rang out. Tried midday this time.$$, 'no_answer'),
('try_call', 'call', 'outbound', NULL, $$No answer. Mailbox full.$$, 'no_answer'),
('try_call', 'call', 'outbound', NULL, $$Rang six times, no machine. Next time after five.$$, 'no_answer'),
('try_call', 'call', 'outbound', NULL, $$Answered and hung up when I said the name of the agency, probably the fifth call today.{vendor} Will write instead.$$, 'hung_up'),
('try_call', 'call', 'outbound', NULL, $$Called from the other line this time, still nobody.$$, 'no_answer'),
('try_call', 'call', 'outbound', NULL, $$Someone else picked up, {first} not in. Left name and number.$$, 'left_message'),
('try_call', 'call', 'outbound', NULL, $$Went straight to voicemail, did not leave another one.$$, 'no_answer'),
('try_call', 'call', 'outbound', NULL, $$Picked up, said driving, asked to try again in the evening. No time given.$$, 'call_back'),
('last_try', 'sms', 'outbound', NULL, $$Hi {first}, last note from me. Still looking at {cover}? Reply YES, LATER or NO and I will do just that. {agent}, Harborline$$, 'sent'),
('last_try', 'email', 'outbound', 'Closing your file for now', $$Hi {first},

I have not been able to reach you, so I am putting your request to sleep. If it comes up again, one line to this address is enough and I will start with what I have.

{agent}$$, 'sent'),
('stop', 'sms', 'inbound', NULL, $$STOP$$, 'opted_out'),
('stop', 'call', 'inbound', NULL, $$Called back, said fifteen agencies have called since yesterday and to please take the number off the list. Apologized, done.$$, 'opted_out'),
('duplicate', 'web_form', 'inbound', 'Quote request: {line}', $$Sent a second time: same name, same telephone number, same request.$$, 'received');

-- The first talk is put together from three parts: why they shop, what we learned, what comes next.
CREATE TEMP TABLE demo_parts (n serial, part text, grp text, words text) ON COMMIT DROP;
INSERT INTO demo_parts (part, grp, words) VALUES
('why', NULL, 'Reached {first}. Has been with {carrier} for years and never compared.'),
('why', NULL, 'Talked with {first}. Renewal from {carrier} came in higher than last year, no claims.'),
('why', NULL, 'Good call. {first} is not unhappy with {carrier}, wants to know whether the price is fair.'),
('why', NULL, '{first} picked up on the first ring. Wants one agent for everything instead of an 800 number.'),
('why', NULL, 'Spoke with {first}, who had two other quotes already and wanted to understand the difference.'),
('why', NULL, 'Short call, {first} was between appointments but glad we called.'),
('why', 'auto', '{first} bought the {item} and {carrier} doubled the premium for it.'),
('why', 'auto', 'Talked with {first}. Tired of the monthly installment fee and of calling a different person each time.'),
('why', 'auto', '{first} commutes less since the job went remote and thinks nobody has updated the mileage.'),
('why', 'auto', 'Spoke with {first}. Rate went up after a not-at-fault accident and that stings.'),
('why', 'home', '{first} read about carriers leaving the coast and wants to be sure before the renewal.'),
('why', 'home', 'Talked with {first}. Escrow shortage letter arrived; the insurance part went up by a third.'),
('why', 'home', '{first} finished a kitchen remodel and wonders whether the dwelling limit still fits.'),
('why', 'renters', '{first} has never had renters insurance{none} and thought the landlord''s policy covers it. Explained.'),
('why', 'renters', 'Leasing office will not hand out keys without proof of insurance, so {first} wants it done today.'),
('why', 'specialty', '{first} had {item} on a policy that paid only actual cash value and learned it the hard way from a friend.'),
('why', 'specialty', 'Talked with {first}. Season starts soon and {item} must be insured before it goes out.'),
('why', 'umbrella', '{first} was sued over a fender bender in a previous life and does not want to worry about it again.'),
('why', 'umbrella', 'Spoke with {first}. Home, cars and some savings now; wants the layer on top explained.'),
('why', 'life', 'Spoke with {first}. Only the one-times-salary from work at present.'),
('why', 'life', '{first} wants the mortgage covered and nothing complicated.'),
('why', 'life', 'Talked with {first} for a while; a death in the family brought it up. Took time, no numbers today.'),
('why', 'commercial', 'Spoke with {first} at {biz}. The bank asks for higher limits with the new line of credit.'),
('why', 'commercial', '{first} says the present agent for {biz} sends a bill once a year and that is all.'),
('why', 'commercial', 'Reached {first}. A new customer of {biz} sent a contract with insurance requirements they do not meet.'),
('why', 'commercial', 'Good talk with {first}. Last audit at {biz} brought a surprise bill; wants payroll set right this time.'),
('next', NULL, 'Will send the declarations page tonight.'),
('next', NULL, 'Asked me to e-mail what I need. Decides together with the family.'),
('next', NULL, 'Quote promised by the day after tomorrow.'),
('next', NULL, 'Call again Thursday after 4.'),
('next', NULL, 'Prefers e-mail from here on.'),
('next', NULL, 'Price matters, but said twice that claims service matters more.'),
('next', NULL, 'Agreed to go through the numbers by phone, not only by mail.'),
('next', NULL, 'Renewal is {xdate}, no rush, but wants it settled before.'),
('next', 'commercial', 'Loss runs requested from {carrier} by them, I sent the form letter.'),
('next', 'commercial', 'Visit agreed for next week to see the place.'),
('next', 'commercial', 'Copies of the three biggest contracts will follow.'),
('next', 'life', 'Phone interview explained. Wants two face amounts side by side.');
