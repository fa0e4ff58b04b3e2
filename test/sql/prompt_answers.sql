-- The shipped templates' output schemas: answers as models give them are valid, and what is wrong with others is said.
\set ON_ERROR_ROLLBACK on
BEGIN;

CREATE TEMP TABLE answers (purpose text, answer jsonb);
INSERT INTO answers VALUES
('summary', '{"headline": "Fence contractor, inland marine, quoted 12 days ago, still interested", "situation": "Tri-County Fence, 8 people, since 2005. Ironbridge at $2,105 expired 11/11. We quoted $2,257 on 11/11; the present policy excludes what they do every week. Owner took the forms to their attorney, then wrote: still interested.",
  "wants": ["inland marine with no exclusion for fence work", "to go through the numbers by phone"], "objections": ["$152 more than today"], "missing": ["what they are insured with since 11/11"],
  "next_step": "Thursday''s call: ask what is in force today, then page 14.", "confidence": 0.8}'),
('next_action', '{"action": "Call Del and ask what covers the equipment since 11/11", "channel": "call", "at": "2026-11-26T09:00:00-05:00", "why": "He asked for Thursday; the X-date passed 12 days ago.",
  "opening_line": "Del, Andre at Harborline. You said Thursday was better: five minutes on page 14?", "ask": "Which policy is in force today, and may I bind ours?", "if_no_answer": "E-mail one question on Friday morning.", "priority": 1, "confidence": 0.85}'),
('follow_up_email', '{"subject": "Page 14 of your Ironbridge policy", "body": "Del,\n\nYou asked to talk on Thursday. Before we do: what is covering the equipment since November 11?\n\nAndre Coleman\nHarborline Insurance\nReply \"unsubscribe\" to stop e-mails.",
  "question": "What is in force since November 11?", "facts_used": ["text message of 2026-11-18", "X-date 2026-11-11"], "check_before_sending": [], "confidence": 0.9}'),
('follow_up_sms', '{"text": "Jennifer, Priya at Harborline. You asked what happens if you move: the policy goes with you, same price. Does tomorrow 4:30 work to finish it?", "question": "Tomorrow 4:30?", "check_before_sending": ["that 4:30 is free"], "confidence": 0.9}'),
('call_script', '{"goal": "Signatures today", "opener": "Mr. Garrison, Tom Whitaker at Harborline. Ironbridge needs one thing before Thursday. Is this a good minute?", "confirm": ["84 units", "effective date"],
  "questions": [{"ask": "When were roof and wiring last done?", "why": "The underwriter asks first."}], "objections": [{"they_say": "The premium is high.", "you_say": "Which building value would you take out?"}],
  "close": "May I send the three pages while we speak?", "voicemail": "Mr. Garrison, Tom at Harborline. Three pages are left to sign. 704-555-0111, 704-555-0111.", "confidence": 0.7}'),
('sentiment', '{"sentiment": 0.4, "label": "interested", "trend": "stable", "reason": "Asks how it works when they move; wants it in writing.", "evidence": [{"date": "2026-11-13", "quote": "What happens to the policy if I change jobs"}],
  "buying_signals": ["asked to pay monthly"], "warning_signs": ["silent for ten days"], "confidence": 0.7}'),
('entity_extraction', '{"people": [{"name": "Tom", "relation": "spouse", "detail": "DUI in 2021, to be excluded", "source_date": "2026-01-06"}], "vehicles": [{"year": 2021, "make": "Honda", "model": null, "detail": "garaged at home", "source_date": "2026-01-12"}],
  "properties": [], "current_insurance": [{"carrier": "Geico", "premium": 1840, "expires": "2026-02-20", "limits": "50/100/50", "source_date": "2026-01-05"}], "requests": [{"coverage": "liability", "limit": "100/300/100", "deductible": null, "source_date": "2026-01-09"}],
  "losses": [], "deadlines": [{"what": "renewal", "date": "2026-02-20"}], "conflicts": ["premium 1840 in the note, 1,790 in the e-mail"], "confidence": 0.8}'),
('risk_assessment', '{"risk_level": "nonstandard", "summary": "One driver with a DUI of 2021 in the household.", "flags": [{"flag": "undisclosed driver", "severity": "caution", "evidence": "note of 2026-01-06", "question": "Will Tom be excluded in writing?"}],
  "strengths": ["five years with one carrier"], "missing": ["violations of the last five years"], "coverage_gaps": ["no uninsured motorist limit asked for"], "confidence": 0.6}'),
('opportunity_score', '{"score": 71, "win_probability": 0.6, "drivers": [{"fact": "our price is $1,472 below theirs (2026-11-19)", "effect": "large"}], "blockers": [{"fact": "decision of the board still open", "effect": "medium", "remedy": "Ask who signs."}],
  "expected_close_on": null, "reason": "Price, documents and X-date are on our side.", "confidence": 0.7}');

SELECT t.purpose, crm.json_is_valid(t.output_schema, a.answer) AS is_valid
  FROM crm.ai_templates t LEFT JOIN answers a USING (purpose) WHERE t.id < 1000 ORDER BY t.id;
SELECT a.purpose, e.instance_location, e.message
  FROM answers a JOIN crm.ai_templates t USING (purpose), crm.json_errors(t.output_schema, a.answer) AS e WHERE t.id < 1000;

-- not one member may be left out, and none is added
SELECT t.purpose, count(*) AS members, count(*) FILTER (WHERE crm.json_is_valid(t.output_schema, a.answer - key)) AS left_out_and_valid,
       crm.json_is_valid(t.output_schema, a.answer || '{"note": "Sure! Here is the JSON."}') AS more_is_valid
  FROM answers a JOIN crm.ai_templates t USING (purpose), jsonb_object_keys(a.answer) AS key WHERE t.id < 1000 GROUP BY t.id, 1, 4 ORDER BY t.id;

-- what models get wrong
SELECT w.purpose, e.instance_location, e.message
  FROM (VALUES ('sentiment', '{"sentiment": 40}'), ('sentiment', '{"label": "positive"}'), ('next_action', '{"at": "tomorrow"}'), ('next_action', '{"channel": "phone"}'),
               ('follow_up_sms', jsonb_build_object('text', repeat('too long ', 40))), ('opportunity_score', '{"win_probability": 60}'), ('call_script', '{"questions": []}'),
               ('entity_extraction', '{"deadlines": [{"what": "renewal", "date": "02/20/2026"}]}'), ('summary', '{"confidence": "high"}')) AS w (purpose, part)
  JOIN answers a USING (purpose) JOIN crm.ai_templates t USING (purpose), crm.json_errors(t.output_schema, a.answer || w.part::jsonb) AS e
 WHERE t.id < 1000 ORDER BY 1, 2, 3;

ROLLBACK;
