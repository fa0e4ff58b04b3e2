-- What people say, part two: collecting facts, quotes, questions and answers.

INSERT INTO demo_texts (phase, grp, type, direction, subject, body, outcome, mood) VALUES
('ask_info', 'auto', 'email', 'outbound', 'What I need for your auto quote', $$Hi {first},

Thanks for the talk. To finish the quote I need:
- the declarations page of your current policy
- license numbers and dates of birth of all drivers at home (by phone is fine, please not by e-mail)
- miles to work for each car

With that I will have prices within two days.

{agentfull}$$, 'sent', NULL),
('ask_info', 'auto', 'sms', 'outbound', NULL, $${first}, still missing: VIN of the second car and when your policy with {carrier} ends. Photo of the insurance card works. {agent}$$, 'sent', NULL),
('ask_info', 'home', 'email', 'outbound', 'Your home quote: four things', $$Hi {first},

For {item} I need four things: year of the roof, updates to wiring and plumbing if any, claims in the last five years, and the present declarations page. The carrier's rebuilding estimate I do here and will show you.

{agentfull}$$, 'sent', NULL),
('ask_info', 'home', 'sms', 'outbound', NULL, $$Hi {first}, could you text me a photo of the roof from the street and the electric panel? That settles two underwriting questions. {agent}$$, 'sent', NULL),
('ask_info', 'commercial', 'email', 'outbound', 'Submission list for {biz}', $$Hi {first},

For the {line} submission please send:
1. current policy with all forms, not only the declarations
2. loss runs, five years, valued within 90 days
3. payroll by job and sales, this year and next
4. the insurance page of your two largest contracts

I will call the underwriters the day it is complete.

{agentfull}
Harborline Insurance$$, 'sent', NULL),
('ask_info', 'commercial', 'email', 'outbound', '{biz}: open points', $$Hello {first},

Three open points before I go to market: who signs for the company, whether the building is in its name, and any claim in five years, also those never paid. A line on each is enough for now.

{agent}$$, 'sent', NULL),
('ask_info', 'life', 'email', 'outbound', 'Next step for your life insurance', $$Hi {first},

The application takes about 25 minutes by phone. Please have your driver license and the name of your doctor at hand. Do not send health details by e-mail, we do that part by phone.

{agentfull}$$, 'sent', NULL),
('ask_info', NULL, 'email', 'outbound', 'To finish your quote', $$Hi {first},

Thank you for your time. What is left: the current policy page, the date it should start, and anything of unusual value. Answer in one line each if you like.

{agentfull}$$, 'sent', NULL),
('ask_info', NULL, 'sms', 'outbound', NULL, $$Thanks {first}! When you have a minute send me the current policy page for {cover}, a photo is fine. {agent}$$, 'sent', NULL),
('give_info', 'auto', 'email', 'inbound', 'Re: What I need for your auto quote', $$Dec page attached. I drive about 9 miles to work, three days a week now. The second car mostly sits.

{first}$$, 'received', 0.2),
('give_info', 'auto', 'sms', 'inbound', NULL, $$here's the card [photo]. its a 6 month policy. comp and collision both 500 deductible$$, 'received', 0.1),
('give_info', 'auto', 'email', 'inbound', 'Re: auto quote', $$Hi {agent}, attached. One thing, there was a speeding ticket, will that hurt a lot?

{first}$$, 'received', -0.1),
('give_info', 'home', 'email', 'inbound', 'Re: Your home quote', $$Roof receipt and the policy attached. Wiring is original as far as I know, plumbing was redone in the bathrooms.

{first}$$, 'received', 0.2),
('give_info', 'home', 'sms', 'inbound', NULL, $$[2 photos] panel and roof. no claims since we moved in$$, 'received', 0.2),
('give_info', 'commercial', 'email', 'inbound', 'Re: Submission list for {biz}', $${agent}, policy and loss runs attached, payroll spreadsheet comes from our bookkeeper tomorrow. We do collect certificates, mostly.

{first}$$, 'received', 0.2),
('give_info', 'commercial', 'email', 'inbound', 'Loss runs', $$Here are the runs from {carrier}. Took them eight days. Let me know what else.

{first}$$, 'received', 0.0),
('give_info', 'life', 'call', 'outbound', NULL, $$Went through the application by phone, all sections. Height, weight and medication as stated to the carrier; interview with the paramed firm set.$$, 'answered', 0.2),
('give_info', NULL, 'sms', 'inbound', NULL, $$[photo] hope you can read it, page 2 is mostly legal stuff so i left it out$$, 'received', 0.2),
('give_info', NULL, 'email', 'inbound', 'Fwd: {line} policy', $$See below, forwarded from {carrier}. It says {xdate} at the top.

{first}$$, 'received', 0.2),
('give_info', NULL, 'sms', 'inbound', NULL, $$Sorry for the delay, was traveling. Everything should be in your inbox now$$, 'received', 0.2),
('give_info', NULL, 'call', 'outbound', NULL, $$Called because one page was missing; {first} read the numbers to me from the portal. Complete now.$$, 'answered', 0.2),
('give_info', 'commercial', 'email', 'inbound', 'Payroll and sales', $${agent}, our bookkeeper has put payroll and sales in one sheet, attached. She asks whether owners count. Loss runs to follow.

{first}$$, 'received', 0.2),
('give_info', 'home', 'email', 'inbound', 'Roof and policy', $$Attached the policy and the roofer's invoice. Two questions: do you need the survey, and does the shed count?

{first}$$, 'received', 0.2),
('give_info', 'auto', 'sms', 'inbound', NULL, $$both vins: see photo of the registrations. second one is my daughters car but titled to me$$, 'received', 0.1),
('give_info', NULL, 'email', 'inbound', 'Re: To finish your quote', $$Attached. Start date would be {xdate} so there is no overlap. Thanks!

{first}$$, 'received', 0.3),
('give_info', NULL, 'sms', 'inbound', NULL, $$sent you the page by email just now. anything else?$$, 'received', 0.2),
('give_info', NULL, 'call', 'inbound', NULL, $$Called with the missing answers, took notes into the file. Asked when to expect the price.$$, 'answered', 0.2),
('quote_lower', NULL, 'email', 'outbound', 'Your {line} quote: {quote} a year', $$Hi {first},

{newcarrier} comes in at {quote} a year against {cur} with {carrier}. That is {diff} less with the same or higher limits; I did not take anything out to get there. {other} was the next one at {otherq}.

Shall we go through the page together tomorrow? It takes ten minutes.

{agentfull}$$, 'sent', NULL),
('quote_lower', NULL, 'call', 'outbound', NULL, $$Gave the number: {quote} with {newcarrier}, {diff} below {carrier}. Pleased, asked twice whether the coverage is really the same. Sent the comparison by e-mail.$$, 'answered', 0.6),
('quote_lower', 'auto', 'email', 'outbound', 'Comparison for the {item}', $$Hi {first},

Side by side: {carrier} {cur}, {newcarrier} {quote}. Same deductibles, uninsured motorist raised to match your liability, rental at $40 a day instead of $30. {diff} a year stays with you.

If we start on {xdate}, {carrier} ends on the same day and nothing overlaps.

{agent}$$, 'sent', NULL),
('quote_lower', 'home', 'video_call', 'outbound', NULL, $$Shared the screen: rebuilding cost, wind deductible in dollars, water backup added. {quote} with {newcarrier} against {cur}. Liked that the roof is paid at replacement cost.$$, 'met', 0.6),
('quote_lower', 'commercial', 'meeting', 'outbound', NULL, $$Presented at {biz}. {newcarrier} {quote}, expiring {cur}. Walked through exclusions and the blanket additional insured wording, which their contracts need. {other} declined.$$, 'met', 0.5),
('quote_same', NULL, 'email', 'outbound', '{line}: same price, better policy', $$Hi {first},

Honest answer: on price it is a tie. {newcarrier} {quote}, {carrier} {cur}. What is different is in the coverage, I marked the three lines that matter. I would move for those, not for the money.

{agentfull}$$, 'sent', NULL),
('quote_same', NULL, 'call', 'outbound', NULL, $$Told them plainly that {quote} is about what they pay now. Explained the two gaps in the present policy. Wants to think.$$, 'answered', 0.1),
('quote_higher', NULL, 'email', 'outbound', 'Your {line} quote and why it is higher', $$Hi {first},

I come out at {quote} with {newcarrier}, above your {cur}. Reason: the policy with {carrier} leaves out things I would not leave out for you, see the second page. With their limits it would be close to even, and I can send that version too.

{agentfull}$$, 'sent', NULL),
('quote_higher', NULL, 'call', 'outbound', NULL, $$Quoted {quote}. Silence first, they pay {cur} now. Went through what is missing today. Will compare at home.$$, 'answered', -0.2),
('quote_higher', 'auto', 'sms', 'outbound', NULL, $${first}, numbers are in: {quote}/yr with {newcarrier}. Higher than {carrier}, but your current policy has 30/60 limits. Call me and I'll show you what that means. {agent}$$, 'sent', NULL),
('quote_higher', 'commercial', 'meeting', 'outbound', NULL, $$Presented {quote} against {cur}. The present policy has an exclusion on page 14 that hits what {biz} does every week. Owner did not know. Took the forms to their attorney.$$, 'met', 0.0),
('quote_first', NULL, 'email', 'outbound', 'Your {line} quote', $$Hi {first},

{newcarrier} offers {quote} a year, {other} {otherq}. I recommend the first: better claims record here in the area and the price is fixed for the whole term. Two questions are open, both quick. When shall I call?

{agentfull}$$, 'sent', NULL),
('quote_first', NULL, 'call', 'outbound', NULL, $$Gave the number, {quote} a year with {newcarrier}. Asked about paying monthly. Wants it in writing.$$, 'answered', 0.3),
('quote_first', 'renters', 'sms', 'outbound', NULL, $$Hi {first}, renters for your place: {quote} for the whole year, 100k liability, landlord listed. I can e-mail proof today. Go? {agent}$$, 'sent', NULL),
('quote_first', 'life', 'video_call', 'outbound', NULL, $$Showed two face amounts. {item} comes to {quote} a year at the class I expect. Explained that underwriting can change it.$$, 'met', 0.3),
('quote_first', 'commercial', 'email', 'outbound', '{line} for {biz}', $$Hi {first},

{newcarrier} came back at {quote}. It fits what you told me about the work and satisfies the contract you sent. Proposal attached, page 3 lists what is excluded, please read that page first.

{agentfull}$$, 'sent', NULL),
('check_in', NULL, 'call', 'outbound', NULL, $$Caught {first} in the car, two minutes: price is fine, wants to read the exclusions first. Sent the page number.$$, 'answered', 0.3),
('check_in', NULL, 'email', 'inbound', 'Re: Your {line} quote', $$Thanks {agent}, clear and easy to read. Give me until the weekend.

{first}$$, 'received', 0.4),
('check_in', NULL, 'sms', 'inbound', NULL, $$whats the monthly on that?$$, 'received', 0.2),
('check_in', 'commercial', 'call', 'outbound', NULL, $$Partner has not seen it yet. Offered to walk both through it, Tuesday at 8 before they open.$$, 'answered', 0.2),
('check_in', 'home', 'call', 'outbound', NULL, $$Lender asked for the premium for escrow, gave it. {first} compares with one more quote.$$, 'answered', 0.2),
('check_in', NULL, 'call', 'outbound', NULL, $$Checked in. Has the quote open, did not get to it yet. Going through it together tomorrow at lunch.$$, 'answered', 0.1),
('check_in', NULL, 'voicemail', 'outbound', NULL, $$Left word: happy to go through the page, five minutes.$$, 'voicemail', NULL),
('check_in', NULL, 'sms', 'outbound', NULL, $$Hi {first}, did the quote come through? I can explain the second page in five minutes, it's the one that matters. {agent}$$, 'sent', NULL),
('check_in', NULL, 'sms', 'inbound', NULL, $$got it thanks, looking tonight$$, 'received', 0.2),
('check_in', NULL, 'call', 'outbound', NULL, $$Went through the quote line by line. Main question was the deductible. Leaning yes, wants to sleep on it.$$, 'answered', 0.4),
('check_in', NULL, 'email', 'outbound', 'The one number to look at', $$Hi {first},

If you only look at one line of the {line} quote, take the liability limit: today's and the new one. The rest are details.

{agent}$$, 'sent', NULL),
('check_in', NULL, 'call', 'outbound', NULL, $$Waiting for one more quote from elsewhere, fair enough. Asked to see it side by side when it comes.$$, 'answered', 0.0),
('check_again', NULL, 'email', 'outbound', 'Where do we stand?', $$Hi {first},

The {line} quote is good for 30 days. Is there something open that I can answer, or is it simply not the right week?

{agent}$$, 'sent', NULL),
('check_again', NULL, 'call', 'outbound', NULL, $$No decision yet, a sick child at home all week. Will call me, I said I would call Friday otherwise.$$, 'answered', 0.1),
('check_again', NULL, 'email', 'outbound', 'One week left on the price', $$Hi {first},

A practical note: {newcarrier} holds the price for another week, after that I would have to run it again. Nothing else changes. Shall I keep it or let it go?

{agent}$$, 'sent', NULL),
('check_again', NULL, 'call', 'inbound', NULL, $$Called with one more question about the start date. Explained that there is no gap if it begins the day the other ends.$$, 'answered', 0.3),
('check_again', NULL, 'call', 'outbound', NULL, $$Got {first} on the phone, busy week. Decision this weekend, call Monday.$$, 'answered', 0.1),
('check_again', NULL, 'sms', 'outbound', NULL, $${first}, no pressure, just so I can tell {newcarrier}: yes, no, or later? {agent}$$, 'sent', NULL),
('check_again', NULL, 'voicemail', 'outbound', NULL, $$Left word about the start date on {xdate}, to be sure there is no gap.$$, 'voicemail', NULL),
('check_again', NULL, 'sms', 'inbound', NULL, $$sorry crazy week. still interested, can we talk thursday?$$, 'received', 0.2);

-- Questions come with their answers.
INSERT INTO demo_texts (phase, grp, type, direction, subject, body, outcome, mood, reply_type, reply) VALUES
('question', NULL, 'email', 'inbound', 'Re: your quote', $$Hi {agent}, looks good. What happens if I cancel with {carrier} before the term is over, is there a fee? And can it be paid monthly?

{first}$$, 'received', 0.3, 'email', $$Hi {first},

No fee in our state; unused premium comes back to you by check within about three weeks, and I write the cancellation for you. Monthly is possible: two dollars a month, nothing if it drafts from checking.

{agent}$$),
('question', NULL, 'email', 'inbound', 'One question', $$My present agent says {newcarrier} is slow on claims. Is that so? Otherwise I like it.

{first}$$, 'received', -0.1, 'email', $$Hi {first},

Fair question. Our last eleven claims with {newcarrier} were paid in two to four weeks, the longest because a contractor was late. You report to me or to their app, and I stay in it until it is closed. I can put you in touch with a client who had one.

{agent}$$),
('question', NULL, 'call', 'inbound', NULL, $$Asked whether the price will jump after the first year.$$, 'answered', 0.0, 'email', $$Hi {first},

As promised, in writing: the last three yearly changes of {newcarrier} in our state were 4, 6 and 7 percent. Nobody can promise next year, but we look at it 60 days before every renewal and move you if it gets out of line.

{agent}$$),
('question', NULL, 'sms', 'inbound', NULL, $$showed it to {spouse}, who wants to know why we need the higher limits$$, 'received', 0.0, 'sms', $$Because the limit protects what you own and earn. The step up costs less than a tank of gas a month. Happy to explain to {spouse} directly, 5 min. {agent}$$),
('question', NULL, 'call', 'inbound', NULL, $${carrier} offered $15 off a month when they heard. Wants to know what I would do.$$, 'answered', -0.1, 'call', $$Called back. Said: ask them for it in writing with the same limits. Without the limits it is not the same policy. Will ask and come back.$$),
('question', 'auto', 'sms', 'inbound', NULL, $$does it cover me in a rental car? and if my brother borrows the {item}?$$, 'received', 0.1, 'sms', $$Yes to both, as long as he has a license and your OK and does not live with you. Rental: same coverage as your own car. {agent}$$),
('question', 'auto', 'email', 'inbound', 'Deductible', $$If I take 1000 instead of 500 as deductible, what is the difference? I would rather save now.

{first}$$, 'received', 0.2, 'email', $$Hi {first},

About 9 percent on the collision part, roughly $70 a year. It pays if you go seven years without a claim of that kind. With your record I would take it; on glass keep the low one.

{agentfull}$$),
('question', 'home', 'email', 'inbound', 'Dwelling amount', $$The quote insures the house for much more than we paid for it. Is that on purpose?

{first}$$, 'received', 0.0, 'email', $$Hi {first},

On purpose: it is what a contractor would charge to build the same house again, with debris removal, and has nothing to do with market price or land. The calculation is attached, tell me if a room is wrong.

{agentfull}$$),
('question', 'home', 'call', 'inbound', NULL, $$Asked how the wind and hail deductible works.$$, 'answered', 0.1, 'email', $$Hi {first},

In dollars instead of percent: one percent of your dwelling limit, so you would pay that much of a hail-damaged roof yourself and the carrier the rest. The alternative with a flat $2,500 costs a little more; both are in the attachment.

{agent}$$),
('question', 'home', 'email', 'inbound', 'Flood?', $$Does this include flood? The creek behind us worries me a bit.

{first}$$, 'received', 0.0, 'email', $$Hi {first},

No, and no homeowners policy does. Your house is in a moderate zone, so a flood policy would be about $50 to $70 a month. It starts after a waiting period, so if you want it, better now than in hurricane season.

{agent}$$),
('question', 'commercial', 'email', 'inbound', 'Our attorney asks', $${agent}, our attorney wants to know whether primary and non-contributory is included or extra, and if the waiver of subrogation is blanket.

{first}$$, 'received', 0.1, 'email', $$Hi {first},

Both are included by blanket endorsement where a written contract asks for it. Form numbers and specimen attached so that your attorney need not take my word.

{agentfull}$$),
('question', 'commercial', 'call', 'inbound', NULL, $$Wants to spread the down payment, the season starts late.$$, 'answered', 0.1, 'call', $$Asked {newcarrier}: ten installments with 15 percent down is fine. Called {first} with it.$$),
('question', 'commercial', 'email', 'inbound', 'Limits', $$Our biggest customer wants $2 million per occurrence. Is that this policy or something on top?

{first}$$, 'received', 0.0, 'email', $$Hi {first},

On top: an umbrella of one million above this policy satisfies them, and costs less than doubling the limit here. I have added it to the proposal as an option, with wording for your customer.

{agentfull}$$),
('question', 'life', 'email', 'inbound', 'Exam', $$Do I have to do the exam? I am afraid of needles, honestly.

{first}$$, 'received', -0.1, 'call', $$Explained that at this amount one carrier goes without exam, for about six dollars more a month. Relieved.$$),
('question', 'life', 'email', 'inbound', 'If we move', $$What happens to the policy if I change jobs or we move to another state?

{first}$$, 'received', 0.1, 'email', $$Hi {first},

Nothing. It is yours, not the employer's, and it goes with you to any state at the same price. That is the main difference to what you have at work.

{agentfull}$$),
('question', 'umbrella', 'email', 'inbound', 'One or two million', $$Is there much of a difference in price between one and two million?

{first}$$, 'received', 0.2, 'email', $$Hi {first},

The second million is about half the price of the first. With two cars, a house and a teenager soon I would take it, but one is a good start and can be raised any time.

{agent}$$),
('question', 'renters', 'sms', 'inbound', NULL, $$is my roommates stuff covered too?$$, 'received', 0.1, 'sms', $$No, only yours and family's. Your roommate needs an own policy, about the same price. I can do both today. {agent}$$),
('question', 'specialty', 'call', 'inbound', NULL, $$Asked what "agreed value" means and whether it costs more.$$, 'answered', 0.2, 'email', $$Hi {first},

Agreed value pays the number in the policy if it is a total loss, no depreciation and no argument. It costs about eight percent more than actual cash value. For {item} I would do it.

{agent}$$);

INSERT INTO demo_texts (phase, grp, type, body) VALUES
('note_markets', NULL, 'note', $$Submitted to {newcarrier}, {other} and one more. {newcarrier} usually answers within a day.$$),
('note_markets', 'auto', 'note', $$Comparative rater: {newcarrier} {quote}, {other} {otherq}. Verify with MVR and CLUE before sending.$$),
('note_markets', NULL, 'note', $${other} came back at {otherq}, no. Waiting for {newcarrier}.$$),
('note_markets', NULL, 'note', $$Underwriter at {newcarrier} likes it, asked for one more document. Told {first}.$$),
('note_markets', NULL, 'note', $$Two markets out, answers due tomorrow. If there is nothing by noon I call them.$$),
('note_markets', 'auto', 'note', $$MVR and CLUE ordered, clean as stated. Rated with {newcarrier} and {other}.$$),
('note_markets', 'home', 'note', $$Rebuilding cost run, {newcarrier} {quote}, {other} {otherq}. CLUE shows nothing that was not mentioned.$$),
('note_markets', 'commercial', 'note', $$Submission out to {newcarrier}, {other} and a wholesaler. Loss runs and a one-page story attached.$$),
('note_markets', 'commercial', 'note', $$Underwriter at {newcarrier} asked for the website and two photos of the place. Sent. {other} passed on the class.$$),
('note_markets', 'life', 'note', $$Field underwriting with {newcarrier} and {other}: standard plus expected, exam waived below the limit.$$);
