-- The life of each lead, step by step in office hours until as_of: moves between statuses, and the talks that
-- made them.  Where time ends before the plan does, the lead is still open.

CREATE TEMP TABLE demo_moves (lead_id bigint, step int, from_status text, to_status text, at timestamptz,
                              reason text) ON COMMIT DROP;
CREATE TEMP TABLE demo_events (lead_id bigint, phase text, at timestamptz, attempt int) ON COMMIT DROP;

-- The statuses a lead of this plan goes through after new.
CREATE FUNCTION pg_temp.path(l demo_leads) RETURNS text[] LANGUAGE plpgsql STABLE AS $$
DECLARE
  quick boolean := l.grp IN ('auto', 'renters', 'umbrella') AND pg_temp.chance('quick' || l.n) < 0.3;
  direct boolean := l.source_kind IN ('walk_in', 'referral', 'existing_client', 'partner')
    AND pg_temp.chance('direct' || l.n) < 0.75;
  start text[] := CASE WHEN direct THEN '{assigned,contacted}'::text[]
    ELSE '{assigned,attempting,contacted}' END;
  work text[] := CASE WHEN quick THEN '{quoted}'::text[] ELSE '{gathering_info,quoting,quoted}' END;
  decide text[] := CASE WHEN pg_temp.chance('think' || l.n) < 0.6 THEN '{deciding}'::text[] ELSE '{}' END;
  sign text[] := CASE
    WHEN l.line <> 'personal' AND pg_temp.chance('sign' || l.n) < 0.8
        THEN '{application,underwriting}'::text[]
    WHEN pg_temp.chance('sign' || l.n) < 0.6 THEN '{application}' ELSE '{}' END;
  early float8 := pg_temp.chance('early' || l.n);
BEGIN
  RETURN CASE l.plan
    WHEN 'bound' THEN CASE WHEN pg_temp.chance('twice' || l.n) < 0.06
      THEN start || work || '{lost,contacted}'::text[] || 'quoted'::text || 'bound'::text
      ELSE start || work || decide || sign || 'bound'::text END
    WHEN 'lost' THEN CASE
      WHEN early < 0.12 THEN '{assigned,attempting,lost}'
      WHEN early < 0.28 THEN start || 'lost'::text
      WHEN early < 0.36 THEN start || '{gathering_info,lost}'::text[]
      WHEN early < 0.42 THEN start || work || '{deciding,application,lost}'::text[]
      ELSE start || work || decide || 'lost'::text END
    WHEN 'waiting_x_date' THEN start || CASE WHEN early < 0.4 THEN work ELSE '{}' END
      || '{waiting_x_date,attempting,contacted,quoted}'::text[]
      || CASE WHEN pg_temp.chance('again' || l.n) < 0.5 THEN 'bound'::text ELSE 'lost' END
    WHEN 'nurture' THEN start || CASE WHEN early < 0.25 THEN work ELSE '{}' END || 'nurture'::text
      || CASE WHEN pg_temp.chance('wakes' || l.n) < 0.35 THEN '{contacted,quoted,bound}'::text[]
        ELSE '{lost}' END
    WHEN 'unreachable' THEN '{assigned,attempting,unreachable,lost}'
    WHEN 'unqualified' THEN start || CASE WHEN early < 0.5 THEN '{gathering_info}'::text[] ELSE '{}' END
      || 'unqualified'::text
    WHEN 'duplicate' THEN '{duplicate}'
    ELSE '{assigned,attempting,do_not_contact}' END;
END $$;

-- How long a lead stays in a status before it moves on.
CREATE FUNCTION pg_temp.stay(status text, l demo_leads) RETURNS interval LANGUAGE sql STABLE RETURN
  pg_temp.chance('stay' || l.n || status)
  * CASE WHEN l.line = 'commercial' AND status IN ('gathering_info', 'quoting', 'quoted', 'deciding') THEN 1.7
    ELSE 1 END
  * CASE status
      WHEN 'new' THEN CASE l.source_kind WHEN 'list' THEN interval '2 days'
        WHEN 'web' THEN interval '25 minutes'
                      WHEN 'aggregator' THEN interval '4 minutes' ELSE interval '70 minutes' END
      WHEN 'assigned' THEN CASE l.source_kind WHEN 'aggregator' THEN interval '9 minutes'
        WHEN 'web' THEN interval '45 minutes'
                           ELSE interval '5 hours' END
      WHEN 'attempting' THEN CASE WHEN l.plan IN ('unreachable', 'lost') THEN interval '16 days'
        ELSE interval '4 days' END
      WHEN 'contacted' THEN interval '30 hours'
      WHEN 'gathering_info' THEN interval '5 days'
      WHEN 'quoting' THEN interval '4 days'
      WHEN 'quoted' THEN interval '12 days'
      WHEN 'deciding' THEN interval '13 days'
      WHEN 'application' THEN interval '11 days'
      WHEN 'underwriting' THEN interval '26 days'
      WHEN 'lost' THEN interval '100 days'
      WHEN 'nurture' THEN interval '180 days'
      WHEN 'unreachable' THEN interval '120 days'
      ELSE interval '10 days' END
  + CASE status WHEN 'nurture' THEN interval '80 days' WHEN 'unreachable' THEN interval '45 days'
    ELSE interval '1 minute' END;

-- Why a move was made, where the move must say so.
CREATE FUNCTION pg_temp.why(from_status text, to_status text,
       l demo_leads) RETURNS text LANGUAGE sql STABLE RETURN
  CASE to_status
    WHEN 'duplicate' THEN pg_temp.pick(ARRAY['same person came through the web form an hour earlier',
      'vendor sent the record twice', 'already open under the spouse''s name'], 'why' || l.n)
    WHEN 'do_not_contact' THEN pg_temp.pick(ARRAY['answered STOP to the first text',
      'asked us on the phone to remove the number',
      'on the do-not-call list, registered last month'], 'why' || l.n)
    ELSE CASE WHEN from_status IN ('lost', 'unqualified')
        THEN pg_temp.pick(ARRAY['called us back after the renewal offer came',
      'new carrier raised the price after inspection', 'closing was moved, they need a quote again'], 'why'
        || l.n) END
  END;

DO $$
DECLARE
  l demo_leads;
  until timestamptz := (SELECT as_of FROM demo_clock);
  path text[];
  from_status text;
  to_status text;
  at timestamptz;
  next_at timestamptz;
  t timestamptz;
  tries int;
  rested boolean;
BEGIN
  FOR l IN SELECT * FROM demo_leads ORDER BY lead_id LOOP
    from_status := 'new';
    rested := false;
    at := l.received_at;
    path := pg_temp.path(l);
    IF l.source_kind <> 'list' THEN
      INSERT INTO demo_events VALUES (l.lead_id, 'intake_' || l.source_kind, at, 0);
    END IF;
    FOR step IN 1..cardinality(path) + 1 LOOP
      to_status := path[step];
      -- Who waits for the renewal is called 45 days before the next one, a business 90.
      next_at := pg_temp.office(
        CASE WHEN from_status = 'waiting_x_date'
          THEN (l.received_at::date + l.x_days + 365 - CASE l.line WHEN 'commercial' THEN 90
              ELSE 45 END)::timestamptz
        ELSE at + pg_temp.stay(from_status, l) END,
        l.n || '/' || step, from_status NOT IN ('new', 'assigned'));
      rested := rested OR from_status IN ('nurture', 'waiting_x_date', 'unreachable');
      -- What happens while the lead rests in from_status.
      IF from_status = 'attempting' THEN
        t := at;
        tries := 0;
        WHILE t < least(coalesce(next_at, until), until) AND tries < 8 LOOP
          INSERT INTO demo_events VALUES (l.lead_id,
            CASE tries % 4 WHEN 0 THEN 'try_voicemail' WHEN 1 THEN 'try_sms' WHEN 2 THEN 'try_email'
              ELSE 'try_call' END, t, tries + CASE WHEN rested THEN 8 ELSE 0 END);
          tries := tries + 1;
          t := CASE tries WHEN 1 THEN t + interval '3 minutes'
               ELSE pg_temp.office(t + interval '20 hours' * (1 + pg_temp.chance('try' || l.n || tries)),
                                   l.n || 'try' || tries, true) END;
        END LOOP;
      ELSIF from_status = 'quoted' THEN
        t := pg_temp.office(at + interval '44 hours', l.n || 'check', true);
        IF t < least(next_at, until) THEN
          INSERT INTO demo_events VALUES (l.lead_id, 'check_in', t, rested::int);
        END IF;
        t := pg_temp.office(at + interval '7 days', l.n || 'check2', true);
        IF t < least(next_at, until) THEN
          INSERT INTO demo_events VALUES (l.lead_id, 'check_again', t, rested::int);
        END IF;
      END IF;
      EXIT WHEN to_status IS NULL OR next_at >= until;
      IF to_status = 'waiting_x_date' AND NOT l.is_renewable THEN
        EXIT;
      END IF;
      INSERT INTO demo_moves VALUES (l.lead_id, step, from_status, to_status, next_at,
             pg_temp.why(from_status, to_status, l));
      INSERT INTO demo_events
      SELECT l.lead_id, e.phase, e.at, rested::int
      FROM (VALUES
        ('contacted', CASE WHEN rested THEN 'again_talk'
                      WHEN from_status = 'attempting'
                        AND pg_temp.chance('back' || l.n) < 0.4 THEN 'called_back'
                      WHEN from_status = 'lost' THEN 'came_back' ELSE 'first_talk' END, next_at),
        ('gathering_info', 'ask_info', next_at + interval '25 minutes'),
        ('quoting', 'give_info', next_at - interval '12 minutes'),
        ('quoting', 'note_markets', next_at + interval '55 minutes'),
        ('quoted', CASE WHEN NOT l.has_carrier THEN 'quote_first' WHEN l.against < 0.97 THEN 'quote_lower'
                   WHEN l.against < 1.02 THEN 'quote_same' ELSE 'quote_higher' END, next_at),
        ('deciding', 'question', next_at),
        ('deciding', 'answer', next_at + interval '100 minutes'),
        ('application', 'yes', next_at - interval '9 minutes'),
        ('application', 'sign', next_at + interval '20 minutes'),
        ('underwriting', 'underwriting', next_at + interval '70 minutes'),
        ('bound', CASE WHEN from_status IN ('quoted', 'deciding') THEN 'yes' END,
            next_at - interval '15 minutes'),
        ('bound', 'welcome', next_at + interval '65 minutes'),
        ('lost', CASE WHEN from_status = 'attempting' THEN 'lost_attempting'
                 WHEN from_status NOT IN ('nurture', 'unreachable') THEN 'lost' END, next_at),
        ('waiting_x_date', 'wait', next_at), ('nurture', 'nurture', next_at),
        ('unreachable', 'last_try', next_at),
        ('unqualified', 'unqualified', next_at), ('do_not_contact', 'stop', next_at),
        ('duplicate', 'duplicate', next_at)
      ) AS e (status, phase, at)
      WHERE e.status = to_status AND e.phase IS NOT NULL AND e.at < until;
      from_status := to_status;
      at := next_at;
    END LOOP;
  END LOOP;
END $$;

-- No move of this story may be one that the agency's rules forbid.
DO $$
DECLARE
  bad record;
BEGIN
  SELECT m.from_status, m.to_status INTO bad
  FROM demo_moves AS m
    LEFT JOIN crm.lead_status_transitions AS t ON (t.from_status_id, t.to_status_id) = (m.from_status,
        m.to_status)
  WHERE t.from_status_id IS NULL OR t.reason_required AND m.reason IS NULL
  LIMIT 1;
  IF FOUND THEN
    RAISE 'the demo moves a lead from % to %, which is not allowed or lacks its reason', bad.from_status,
    bad.to_status;
  END IF;
END $$;
