-- What people say, part three: yes, no, later; and what comes after the sale.

INSERT INTO demo_texts (phase, grp, type, direction, subject, body, outcome, mood) VALUES
('yes', NULL, 'call', 'inbound', NULL, $$Called: let's do it. Start {xdate}, monthly from checking. Took the account by phone into the carrier's system, not into notes.$$, 'answered', 0.8),
('yes', NULL, 'sms', 'inbound', NULL, $$ok lets go with {newcarrier}. what do i sign?$$, 'received', 0.7),
('yes', NULL, 'email', 'inbound', 'Re: your quote', $$Hi {agent}, we talked it over and would like to go ahead. Thanks for not pushing.

{first}$$, 'received', 0.8),
('yes', NULL, 'call', 'outbound', NULL, $$Asked for the decision and got it. Start {xdate}, full pay for the discount.$$, 'answered', 0.8),
('yes', NULL, 'call', 'inbound', NULL, $$Said yes. Reason: I was the only one who explained the second page.$$, 'answered', 0.9),
('yes', NULL, 'sms', 'inbound', NULL, $$Yes please. Can you do the 15th as payment date?$$, 'received', 0.6),
('yes', NULL, 'call', 'inbound', NULL, $$Ready to sign, wanted to hear once more that we cancel with {carrier}. Confirmed.$$, 'answered', 0.7),
('yes', 'commercial', 'email', 'inbound', 'Bind order', $${agent}, please bind the {line} policy as proposed, effective {xdate}. Certificates for our three main customers the same day please.

{first}$$, 'received', 0.7),
('yes', 'commercial', 'email', 'inbound', 'Please bind', $${agent}, go ahead with {newcarrier}. Send me what you need signed, I am in the office until noon.

{first}$$, 'received', 0.7),
('yes', 'commercial', 'call', 'inbound', NULL, $$Board approved it last night. Bind as quoted, ten installments.$$, 'answered', 0.7),
('yes', 'life', 'call', 'inbound', NULL, $$Wants to go ahead with {item}. Spouse as beneficiary, children contingent.$$, 'answered', 0.6),
('sign', NULL, 'esign_request', 'outbound', 'Please sign: {line} application', $$Two signatures and one initial, about three minutes. Nothing else is in the envelope.$$, 'sent', NULL),
('sign', NULL, 'esign_request', 'outbound', 'Signature needed: uninsured motorist form and application', $$The state wants the coverage choice in writing, so there are three short pages. Call me while you do it if you like.$$, 'sent', NULL),
('sign', NULL, 'esign_request', 'outbound', 'Your {line} application, ready to sign', $$Filled in as we discussed. Please check the address and the date, then sign twice.$$, 'sent', NULL),
('sign', NULL, 'esign_request', 'outbound', 'Signature page', $$One signature, then the payment page of {newcarrier}. You can stop in between and come back.$$, 'sent', NULL),
('sign', 'commercial', 'esign_request', 'outbound', 'Signed application and terrorism form', $$Application, statement of values and the terrorism election, the last one needs a choice, not only a signature.$$, 'sent', NULL),
('sign', 'life', 'esign_request', 'outbound', 'Application and HIPAA release', $$Two documents: the application as read to you by phone, and the release so that the carrier may ask your doctor.$$, 'sent', NULL),
('sign', NULL, 'email', 'outbound', 'Application for your review', $$Hi {first},

The application is filled in with what you told me. Please read the answers once, because the carrier relies on them, then sign with the button. I am at my desk until 5:30.

{agent}$$, 'sent', NULL),
('underwriting', NULL, 'email', 'outbound', 'Status of your application', $$Hi {first},

{newcarrier} has everything and is reviewing it. They may send an inspector or a short questionnaire; that is normal. I will write again by Friday, with or without news.

{agent}$$, 'sent', NULL),
('underwriting', NULL, 'call', 'outbound', NULL, $$Told {first} that underwriting wants one more form. Sent it, back by tomorrow.$$, 'answered', 0.1),
('underwriting', 'commercial', 'email', 'inbound', 'Underwriting question', $$Underwriter asks for two more answers on the application and a photo of the entrance. Rest is in order. Can release on receipt.$$, 'received', 0.1),
('underwriting', 'life', 'call', 'outbound', NULL, $$Doctor's statement is what they wait for. Called the practice, they promise it this week.$$, 'answered', 0.0),
('welcome', NULL, 'email', 'outbound', 'Welcome to Harborline', $$Hi {first},

You are covered with {newcarrier}. Documents are attached; cards follow by mail. I have sent the cancellation to {carrier} and will check that it arrived. For anything else you have my direct line.

{agentfull}
704-555-0100$$, 'sent', NULL),
('welcome', NULL, 'email', 'outbound', 'You are covered', $$Hi {first},

It is done: {newcarrier}, in force as agreed. The documents are attached, cards follow by mail. If something in them looks wrong, tell me now, it is easiest to change in the first days.

{agentfull}$$, 'sent', NULL),
('welcome', NULL, 'email', 'outbound', 'Your {line} policy', $$Hi {first},

Everything is signed and paid. Three things to keep: the policy, the card, my number. I will call in two weeks to see that all arrived.

{agent}$$, 'sent', NULL),
('welcome', NULL, 'sms', 'outbound', NULL, $$Welcome aboard, {first}! Documents are in your e-mail. Save this number, it's me, not a call center. {agent}$$, 'sent', NULL),
('welcome', NULL, 'call', 'outbound', NULL, $$Called to say that {carrier} confirmed the cancellation. All in order, very friendly. Will mention us to a colleague.$$, 'answered', 0.8),
('welcome', NULL, 'call', 'outbound', NULL, $$Welcome call. Documents received, first draft date clear. Asked what else is insured elsewhere: will think about it.$$, 'answered', 0.6),
('welcome', 'commercial', 'email', 'outbound', 'Bound: {line} for {biz}', $$Hi {first},

{line} is bound with {newcarrier}, binder attached. The three certificates went out this morning with a copy to you. For new ones write to certificates@harborline.example.com, same day before 3.

{agentfull}$$, 'sent', NULL),
('lost:price', NULL, 'email', 'inbound', 'Decision', $$Hi {agent}, thanks for the work. We stay where we are, the difference was too big for us this year.

{first}$$, 'received', -0.2),
('lost:price', NULL, 'call', 'outbound', NULL, $$Found it for about ten percent less elsewhere. Offered to look over the coverage; not now. Parted friendly.$$, 'answered', -0.2),
('lost:price', NULL, 'sms', 'inbound', NULL, $$going with the cheaper one, sorry! appreciate your help$$, 'received', 0.0),
('lost:price', 'commercial', 'call', 'inbound', NULL, $$Decided on the incumbent at a lower price. Would like us to quote again next year and to start earlier.$$, 'answered', 0.0),
('lost:stayed_with_carrier', NULL, 'call', 'outbound', NULL, $${carrier} matched it once they heard about us. Staying. Said to try again next year.$$, 'answered', 0.0),
('lost:stayed_with_carrier', NULL, 'email', 'inbound', 'Thank you', $$Hi {agent}, after fifteen years it felt wrong to leave. You gave me good questions to ask them, thank you for that.

{first}$$, 'received', 0.2),
('lost:stayed_with_carrier', NULL, 'sms', 'inbound', NULL, $$we'll stay put for now, too much going on. maybe at next renewal$$, 'received', 0.0),
('lost:bought_elsewhere', NULL, 'sms', 'inbound', NULL, $$already got it done with someone else yesterday, thx$$, 'received', 0.0),
('lost:bought_elsewhere', NULL, 'call', 'outbound', NULL, $$Signed with another agency two days ago. They had the papers ready the same evening.$$, 'answered', -0.1),
('lost:bought_elsewhere', NULL, 'email', 'inbound', 'Found something', $$Hi, I found a policy through my bank and took it. Please close the request. Thanks for your effort.

{first}$$, 'received', 0.0),
('lost:agent_relationship', NULL, 'call', 'outbound', NULL, $$Cousin sells for another company and heard about it. Family comes first, understandable.$$, 'answered', 0.0),
('lost:bad_timing', NULL, 'email', 'inbound', 'Not now', $$Hi {agent}, the purchase is postponed, so no insurance yet. I will get back to you when there is a date.

{first}$$, 'received', 0.0),
('lost:bad_timing', NULL, 'call', 'outbound', NULL, $$Penalty for leaving mid-term was more than the savings. Mark for the renewal.$$, 'answered', 0.1),
('lost:no_longer_needed', NULL, 'sms', 'inbound', NULL, $$we sold it so no need anymore$$, 'received', 0.0),
('lost:no_longer_needed', NULL, 'call', 'outbound', NULL, $$Deal fell through, nothing to insure. Will remember us.$$, 'answered', 0.0),
('lost:credit_or_payment', NULL, 'call', 'inbound', NULL, $$Could not do two months down. Other agency takes one. Asked the carrier for an exception, no.$$, 'answered', -0.2),
('lost:service_issue', NULL, 'email', 'inbound', 'Disappointed', $$You promised the quote for Thursday. It is Monday. I needed it Friday. I have gone with someone else.

{first}$$, 'received', -0.8),
('lost:application_incomplete', NULL, 'call', 'outbound', NULL, $$Envelope unsigned for two weeks, third reminder. Says they lost the drive to switch. Closed.$$, 'answered', -0.1),
('lost:no_response', NULL, 'email', 'outbound', 'I will stop here', $$Hi {first},

I have written a few times and do not want to fill your inbox. The quote stays in our files; if you want it again, one line is enough.

{agent}$$, 'sent', NULL),
('lost:no_response', NULL, 'voicemail', 'outbound', NULL, $$Last message: closing the file, call any time and we pick up where we left off.$$, 'voicemail', NULL),
('lost:other', NULL, 'call', 'outbound', NULL, $$Situation changed, see the reason. Nothing to do with price or with us.$$, 'answered', 0.0),
('lost:bad_contact_data', NULL, 'call', 'outbound', NULL, $$Wrong number, the person has had it for two years and never asked for insurance.$$, 'wrong_number', -0.2),
('wait', NULL, 'call', 'outbound', NULL, $$Just renewed with {carrier}, so not now. Asked us to call six weeks before the next one.$$, 'answered', 0.2),
('wait', NULL, 'email', 'inbound', 'Re: your quote', $$Hi {agent}, I missed the date and {carrier} already drafted the money. Please remind me before the next renewal.

{first}$$, 'received', 0.1),
('wait', NULL, 'sms', 'inbound', NULL, $$renewal isn't until {nextx}, hit me up closer to that?$$, 'received', 0.2),
('wait', 'commercial', 'call', 'outbound', NULL, $$In the middle of a three-year rate agreement, can be left only in {nextx}. Wants to see us 90 days before, serious.$$, 'answered', 0.3),
('nurture', NULL, 'call', 'outbound', NULL, $$Interested but first other things: moving, new job. Fine with a message now and then.$$, 'answered', 0.2),
('nurture', NULL, 'email', 'inbound', 'Maybe later', $$Hi {agent}, not a priority this quarter. You can check back later in the year.

{first}$$, 'received', 0.0),
('nurture', NULL, 'sms', 'inbound', NULL, $$not right now, maybe after the holidays$$, 'received', 0.0),
('nurture', 'life', 'call', 'outbound', NULL, $$Wants to wait until the probation at the new job is over. Spring is better.$$, 'answered', 0.1),
('unqualified', NULL, 'email', 'outbound', 'About your {line} request', $$Hi {first},

I asked all carriers we have and cannot offer you something good this time. I would rather tell you today than keep you waiting. The state plan is an option and I have put its telephone number below; they cannot turn you down.

{agentfull}$$, 'sent', NULL),
('unqualified', NULL, 'call', 'outbound', NULL, $$Told {first} that none of our markets takes it as it is, and what would have to change. Took it well.$$, 'answered', -0.2),
('again_talk', NULL, 'call', 'outbound', NULL, $$Called ahead of the renewal as agreed last time. Remembered me. The offer from {carrier} is not there yet, wants our number beside it.$$, 'answered', 0.3),
('again_talk', NULL, 'call', 'outbound', NULL, $$As promised, called before {xdate}. {carrier} has announced an increase, so this time the door is open.$$, 'answered', 0.4),
('again_talk', NULL, 'call', 'outbound', NULL, $$Talked again after some months. Things have calmed down, now there is time for it. Same facts as last time, one change of address.$$, 'answered', 0.3),
('again_talk', NULL, 'call', 'inbound', NULL, $$Called back on the reminder. Wants it done before {xdate} and would rather not fill in everything again: did not have to.$$, 'answered', 0.4),
('again_talk', 'life', 'call', 'outbound', NULL, $$Talked again after some months. The new job is settled, so the budget is clear. Health unchanged, confirmed by phone.$$, 'answered', 0.4),
('again_talk', 'commercial', 'call', 'outbound', NULL, $$Called 90 days out as agreed. The rate agreement ends, wants a full proposal this time; loss runs are ordered.$$, 'answered', 0.4),
('again_talk', 'auto', 'call', 'outbound', NULL, $$Called before the renewal. Same cars, a year older, which helps. Wants it settled in one call this time.$$, 'answered', 0.4),
('again_talk', 'home', 'call', 'outbound', NULL, $$Called before the renewal as noted. Escrow went up again, so very interested. Nothing changed at the house.$$, 'answered', 0.4),
('came_back', NULL, 'call', 'inbound', NULL, $$Called us again: the cheaper policy was re-rated after an inspection and costs more than our quote did. Wants ours after all if it still stands.$$, 'answered', 0.4),
('came_back', NULL, 'email', 'inbound', 'Are you still there?', $$Hi {agent}, I went with someone else a while ago and it did not work out. Could you run the {line} quote again for me?

{first}$$, 'received', 0.3),
('service', 'auto', 'email', 'inbound', 'ID card', $$Hi, could you send me a new ID card? Mine went through the wash.

{first}$$, 'received', 0.2),
('service', NULL, 'call', 'inbound', NULL, $$Asked why two payments went out this month. One was the last draft of {carrier}, refund is on its way.$$, 'answered', -0.2),
('service', 'home', 'call', 'inbound', NULL, $$New lender, changed the mortgagee with the carrier, confirmation sent.$$, 'answered', 0.2),
('service', NULL, 'email', 'inbound', 'Change of address', $$Hi {agent}, we are moving on the first, same city. What do you need from me?

{first}$$, 'received', 0.2),
('service', NULL, 'call', 'inbound', NULL, $$Bill looked higher than expected, it was two installments in one month. Explained, fine.$$, 'answered', 0.0),
('service', NULL, 'call', 'outbound', NULL, $$Review after six months, fifteen minutes. Added paperless billing. Happy so far.$$, 'answered', 0.5),
('service', 'home', 'call', 'inbound', NULL, $$Water under the sink, plumber there. Gave the claim number and explained what to photograph before drying out.$$, 'answered', -0.3),
('service', 'auto', 'call', 'inbound', NULL, $$Fender bender in a parking lot, other driver admitted it. Helped report it to the other carrier first.$$, 'answered', -0.2),
('service', NULL, 'email', 'inbound', 'Thank you', $$Just wanted to say the claim was paid in nine days. Tell your team.

{first}$$, 'received', 0.9),
('service', 'home', 'sms', 'inbound', NULL, $$hail last night, roof looks rough. what do i do first?$$, 'received', -0.4),
('service', 'home', 'call', 'outbound', NULL, $$Called after the storm to check, some shingles off, adjuster comes Tuesday.$$, 'answered', 0.3),
('service', 'commercial', 'email', 'inbound', 'Certificate request', $$Please issue a certificate for {biz}: holder Carolina Commons LLC, additional insured, 30 days notice. They want it by noon.

{first}$$, 'received', 0.0),
('service', 'commercial', 'call', 'inbound', NULL, $$Audit letter arrived. Explained which payroll records to have ready; will sit with them.$$, 'answered', 0.0),
('service', 'auto', 'sms', 'inbound', NULL, $$trading the {item} this weekend, do i have to call first?$$, 'received', 0.1),
('renewal', NULL, 'email', 'outbound', 'Your {line} renewal', $$Hi {first},

Your {line} policy renews soon. Before the offer is printed: has anything changed, at home or at work? New driver, new roof, renovation, payroll? One line back is enough.

Linda Hayes
Harborline Insurance$$, 'sent', NULL),
('renewal', NULL, 'call', 'outbound', NULL, $$Renewal review. Nothing changed. Told them to expect an increase and why before the letter comes.$$, 'answered', 0.1),
('renewal', 'home', 'call', 'outbound', NULL, $$Went over the renewal: increase mostly from rebuilding cost. Raised the deductible to keep it near last year. Stays.$$, 'answered', 0.3),
('renewal', 'auto', 'email', 'inbound', 'Re: Your {line} renewal', $$Hi Linda, nothing new except that our son moved out and took his car. Should lower it, right?

{first}$$, 'received', 0.3),
('renewal_trouble', NULL, 'email', 'inbound', 'Renewal', $$19 percent? We did not have one claim. Please look for something else or I will.

{first}$$, 'received', -0.7),
('renewal_trouble', NULL, 'call', 'inbound', NULL, $$Upset about the increase, mailers from two competitors on the table. Promised alternatives within a week.$$, 'answered', -0.5),
('renewal', 'home', 'email', 'inbound', 'Re: Your {line} renewal', $$Hi Linda, we put in a new water heater and had the roof checked, no other changes. Does that help?

{first}$$, 'received', 0.3),
('renewal', 'commercial', 'email', 'outbound', '{biz}: renewal information', $$Hi {first},

For the renewal I need payroll and sales as expected for next year, changes in locations, vehicles and people, and anything that happened and was not reported. I would like to be with the carriers 90 days ahead.

Linda Hayes
Harborline Insurance$$, 'sent', NULL),
('renewal', 'commercial', 'call', 'outbound', NULL, $$Renewal meeting by phone: payroll up eight percent, one vehicle more, no claims. Wants options with a higher deductible.$$, 'answered', 0.2),
('renewal', 'auto', 'call', 'outbound', NULL, $$Renewal review: works from home two days a week now, mileage lowered. Increase after that about three percent. Stays.$$, 'answered', 0.4),
('renewal_trouble', 'commercial', 'email', 'inbound', 'Renewal pricing', $$We got the renewal numbers. Payroll is flat and you are up 14 percent. Please show us two alternatives before the meeting on the 12th.

{first}$$, 'received', -0.5);
