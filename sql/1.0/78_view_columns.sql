-- What each column of a view says, for \d+: units, time zone, of what a share is.
--
-- A column that needs more than a line has its COMMENT beside its view.  Here stand the others, in one list, since views
-- share most of them: first the words that mean the same everywhere (view %), then what only one view says.  A later line
-- wins.  The dashboards say what their report says.

DO $$
DECLARE
  c record;
BEGIN
  FOR c IN
    SELECT DISTINCT ON (v.relname, w.column_name) v.relname AS name, w.view_name, w.column_name, w.words
    FROM (VALUES
      -- ---------------------------------------------------------------- everywhere
      (1, '%', 'tenant_id', 'the agency'),
      (1, '%', 'lead_id', 'leads.id'),
      (1, '%', 'client_id', 'clients.id'),
      (1, '%', 'agent_id', 'agents.id'),
      (1, '%', 'client', 'the client''s display_name'),
      (1, '%', 'agent', 'the agent it is assigned to; null: nobody'),
      (1, '%', 'status', 'the lead''s status now (lead_statuses.id)'),
      (1, '%', 'category', 'what that status means: open, nurture, won or lost'),
      (1, '%', 'insurance_type', 'insurance_types.id'),
      (1, '%', 'line', 'the insurance''s line: personal, commercial or life_health'),
      (1, '%', 'source', 'lead_sources.id; (none): without one'),
      (1, '%', 'campaign', 'the campaign''s code; (none): without one'),
      (1, '%', 'month', 'YYYY-MM, in the tenant''s time zone'),
      (1, '%', 'label', 'what it is called'),
      (1, '%', 'stage', 'lead_statuses.id, or opportunity_stages.id'),
      (1, '%', 'board', 'leads, or the opportunities'' pipeline: new_business or renewal'),
      (1, '%', 'sort_order', 'orders the rows'),
      (1, '%', 'premium', 'US dollars a year'),
      (1, '%', 'current_carrier', 'who insures them now'),
      (1, '%', 'x_date', 'the day on which the policy they hold now ends'),
      (1, '%', 'received_at', 'when the lead came in'),
      (1, '%', 'leads', 'how many leads'),
      (1, '%', 'received', 'how many leads came in'),
      (1, '%', 'contacted', 'how many of the leads reached contact, or a later step'),
      (1, '%', 'quoted', 'how many of the leads reached a quote, or a later step'),
      (1, '%', 'bound', 'how many of the leads were bound, whatever became of them later'),
      (1, '%', 'conversion', 'bound / leads received; null of none'),
      (1, '%', 'refreshed_at', 'the moment as of which the rows were read'),
      -- ---------------------------------------------------------------- facts
      (2, '%lead_facts', 'source', 'lead_sources.id; null: none'),
      (2, '%lead_facts', 'campaign', 'the campaign''s code; null: none'),
      (2, '%lead_facts', 'assigned_at', 'when it was assigned to that agent'),
      (2, '%lead_facts', 'quoted_premium', 'the latest quote, US dollars a year'),
      (2, '%lead_facts', 'lost_reason', 'why it was lost, lost_reasons.id; of the lead as it stands now'),
      -- ---------------------------------------------------------------- now
      (2, 'pipeline', 'deals', 'how many leads or opportunities stand there now'),
      (2, 'pipeline', 'probability', 'the stage''s, 0 to 1; null for leads'),
      (2, 'pipeline_chart', 'deals', 'how many leads or opportunities stand there now'),
      (2, 'pipeline_chart', 'stale', 'of the deals, how many stand longer than rotten_after'),
      (2, 'pipeline_chart', 'chart', 'a bar: deals, the board''s most being 30 characters'),
      (2, 'stale_leads', 'status_changed_at', 'when it came into that status'),
      (2, 'stale_leads', 'last_contact_at', 'the last communication that counts as contact; null: none'),
      (2, 'stale_leads', 'rotten_after', 'how long it may stand in that status without one'),
      (2, 'stale_leads', 'premium', 'US dollars a year: quoted, else target, else current premium'),
      (2, 'overdue_follow_ups', 'due_at', 'when it should have happened'),
      (2, 'overdue_follow_ups', 'overdue_by', 'how long ago that was, in whole minutes'),
      (2, 'overdue_follow_ups', 'lead_id', 'leads.id; null: about the client as such'),
      (2, 'overdue_follow_ups', 'agent', 'who should have done it; null: nobody'),
      (2, 'overdue_follow_ups', 'what', 'in words'),
      (2, 'no_next_step', 'kind', 'lead or opportunity'),
      (2, 'no_next_step', 'id', 'of the lead or the opportunity'),
      (2, 'no_next_step', 'premium', 'US dollars a year; of a lead: quoted, else target, else current premium'),
      (2, 'x_date_calendar', 'current_premium', 'what they pay now, US dollars a year'),
      (2, 'win_back', 'reason', 'why it was lost, lost_reasons.id'),
      (2, 'win_back', 'lost_at', 'when it was lost, the last time'),
      (2, 'win_back', 'premium', 'US dollars a year: quoted, else current premium'),
      (2, 'win_back', 'days_left', 'to the X-date, from today in the tenant''s time zone'),
      (2, 'cross_sell_gaps', 'sort_order', 'orders the gaps'),
      (2, 'cross_sell_gaps', 'gap', 'what they have without what'),
      (2, 'cross_sell_gaps', 'client_type', 'individual or business'),
      (2, 'cross_sell_gaps', 'agent', 'the client''s own agent (owner_agent_id); null: none'),
      (2, 'contact_gaps', 'is_open', 'it lasts: nobody has been in contact since'),
      (2, 'event_streams', 'occurred_at', 'when it happened'),
      (2, 'event_streams', 'title', 'what happened, in a line'),
      (2, 'event_streams', 'body', 'the text of the note or the communication, or a reason; null: none'),
      (2, 'schema_versions_in_use', 'kind', 'auto, home, renters, specialty, commercial, life or umbrella'),
      (2, 'schema_versions_in_use', 'version', 'of the kind''s schema'),
      (2, 'schema_versions_in_use', 'status', 'the version''s: draft, active or deprecated'),
      (2, 'schema_versions_in_use', 'published_at', 'when the version was published'),
      (2, 'schema_versions_in_use', 'leads', 'how many leads carry a document of it'),
      (2, 'schema_versions_in_use', 'oldest_received_at', 'when the oldest of these leads came in'),
      (2, 'schema_versions_in_use', 'newest_received_at', 'when the newest of these leads came in'),
      -- ---------------------------------------------------------------- how far, how soon
      (2, 'funnel', 'month', 'in which the leads were received: YYYY-MM, in the tenant''s time zone'),
      (2, 'funnel', 'contact_rate', 'contacted / received; null of none'),
      (2, 'funnel', 'quote_rate', 'quoted / contacted; null of none'),
      (2, 'funnel', 'bind_rate', 'bound / quoted; null of none'),
      (2, 'funnel', 'conversion', 'bound / received; null of none'),
      (2, 'funnel', 'median_days_to_bind', 'days from received to first bound, of those bound; null of none'),
      (2, 'funnel_chart', 'step', 'received, contacted, quoted or bound'),
      (2, 'funnel_chart', 'leads', 'how many of all leads reached it'),
      (2, 'funnel_chart', 'share', 'of all leads; null of none'),
      (2, 'funnel_chart', 'chart', 'a bar: all leads are 40 characters'),
      (2, 'stage_velocity', 'moves_out', 'how many moves left it'),
      (2, 'stage_velocity', 'median_hours', 'half of those had stood there for at most so long; null of none'),
      (2, 'stage_velocity', 'p90_hours', 'nine of ten had stood there for at most so long; null of none'),
      (2, 'stage_velocity', 'still_in', 'how many stand there now; they are not in the hours'),
      (2, 'speed_to_lead', 'called', 'how many of the leads a person answered: outbound, of any channel, with an agent'),
      (2, 'speed_to_lead', 'p50_minutes', 'from received to that first answer: half of those called waited at most so long; null of none'),
      (2, 'speed_to_lead', 'p90_minutes', 'nine of ten of those called waited at most so long; null of none'),
      (2, 'speed_to_lead', 'within_5_minutes', 'share of all the leads, called or not'),
      (2, 'speed_to_lead', 'within_1_hour', 'share of all the leads, called or not'),
      (2, 'speed_to_lead', 'within_1_day', 'within 24 hours: share of all the leads, called or not'),
      (2, 'speed_to_lead', 'never', 'never called so far: share of all the leads'),
      (2, 'cohort_%', 'month', 'in which the leads were received: YYYY-MM, in the tenant''s time zone'),
      (2, 'cohort_%', 'bound', 'how many of them were bound by now'),
      (2, 'cohort_conversion', 'within_1_week', 'share of the leads bound within 7 days of being received; null: the last of them has not had that long'),
      (2, 'cohort_conversion', 'within_2_weeks', 'within 14 days'),
      (2, 'cohort_conversion', 'within_4_weeks', 'within 28 days'),
      (2, 'cohort_conversion', 'within_8_weeks', 'within 56 days'),
      (2, 'cohort_conversion', 'within_13_weeks', 'within 91 days'),
      (2, 'cohort_conversion', 'within_26_weeks', 'within 182 days'),
      (2, 'contact_time_%', 'day', 'Mon to Sun'),
      (2, 'contact_time_heatmap', 'weekday', '1 Monday to 7 Sunday, where the client lives'),
      (2, 'contact_time_heatmap', 'hour', '0 to 23, where the client lives'),
      (2, 'contact_time_heatmap', 'attempts', 'outbound calls made in that hour'),
      (2, 'contact_time_heatmap', 'answered', 'how many of them reached somebody'),
      (2, 'contact_time_heatmap', 'answer_rate', 'answered / attempts; null of none'),
      (2, 'contact_time_heatmap', 'smoothed_rate', 'the same, drawn towards the whole week''s rate as if by 10 calls more; null without any call'),
      (2, 'contact_time_chart', 'calls', 'outbound calls of that weekday'),
      (2, 'contact_time_chart', 'answered', 'how many of them reached somebody'),
      -- ---------------------------------------------------------------- money and people
      (2, '%_roi', 'leads', 'how many leads are credited to it'),
      (2, '%_roi', 'quote_rate', 'quoted / leads; null of none'),
      (2, '%_roi', 'bind_rate', 'bound / leads; null of none'),
      (2, '%_roi', 'cost_per_lead', 'US dollars spent, divided by leads; null of none'),
      (2, '%_roi', 'cost_per_quote', 'US dollars spent, divided by quoted; null of none'),
      (2, '%_roi', 'cost_per_bind', 'US dollars spent, divided by bound; null of none'),
      (2, '%_roi', 'premium', 'of the bound leads, US dollars a year'),
      (2, '%_roi', 'commission', 'of the bound leads'' won opportunities: premium times rate, US dollars; no rate counts 0'),
      (2, '%_roi', 'roi', '(commission - spent) / spent; null where nothing was spent'),
      (2, 'source_roi', 'label', 'what the source is called; null of (none)'),
      (2, 'source_roi', 'spend', 'US dollars: each lead''s cost_per_lead, by its own source'),
      (2, 'campaign_roi', 'label', 'what the campaign is called; null of (none)'),
      (2, 'campaign_roi', 'starts_on', 'its first day'),
      (2, 'campaign_roi', 'ends_on', 'its last day'),
      (2, 'campaign_roi', 'budget', 'planned, US dollars'),
      (2, 'campaign_roi', 'cost', 'spent, US dollars, whatever the span'),
      (2, 'source_trend', 'leads', 'of the last twelve months, this one too'),
      (2, 'source_trend', 'trend', 'a character a month, this one last'),
      (2, 'agent_leaderboard', 'agent', 'the agent''s display_name'),
      (2, 'agent_leaderboard', 'leads', 'how many leads are assigned to the agent now'),
      (2, 'agent_leaderboard', 'attempts', 'the agent''s own outbound communications, on any lead'),
      (2, 'agent_leaderboard', 'contact_rate', 'contacted / leads; null of none'),
      (2, 'agent_leaderboard', 'quote_rate', 'quoted / leads; null of none'),
      (2, 'agent_leaderboard', 'bind_rate', 'bound / leads; null of none'),
      (2, 'agent_leaderboard', 'contact_rate_low', 'the true rate is at least this, 95 % sure (Wilson)'),
      (2, 'agent_leaderboard', 'quote_rate_low', 'the true rate is at least this, 95 % sure (Wilson)'),
      (2, 'agent_leaderboard', 'bind_rate_low', 'the true rate is at least this, 95 % sure (Wilson)'),
      (2, 'agent_leaderboard', 'contact_rate_high', 'the true rate is at most this, 95 % sure (Wilson)'),
      (2, 'agent_leaderboard', 'quote_rate_high', 'the true rate is at most this, 95 % sure (Wilson)'),
      (2, 'agent_leaderboard', 'bind_rate_high', 'the true rate is at most this, 95 % sure (Wilson)'),
      (2, 'agent_leaderboard', 'premium', 'of the bound leads, US dollars a year'),
      (2, 'forecast%', 'month', 'YYYY-MM in the tenant''s time zone: in which deals should close, or were won; (no date): nobody knows'),
      (2, 'forecast', 'line', 'the lead''s: personal, commercial or life_health; (none): a deal without a lead'),
      (2, 'forecast', 'deals', 'how many are open'),
      (2, 'forecast', 'overdue', 'of these, how many should have closed before today'),
      (2, 'forecast%', 'best_case', 'premium of all that is open, US dollars a year'),
      (2, 'forecast%', 'weighted', 'open premium times the deal''s own probability, or its stage''s'),
      (2, 'forecast', 'commit_case', 'premium of open deals at least 0.75 likely, US dollars a year'),
      (2, 'forecast%', 'won', 'premium won in that month already, US dollars a year'),
      (2, 'forecast_chart', 'chart', 'a bar: won and weighted, to the scale of the best case'),
      (3, 'forecast_accuracy', 'month', 'YYYY-MM, in the tenant''s time zone: a month that is over'),
      (3, 'forecast_accuracy', 'deals', 'how many stood open when it began and were due by its end'),
      (3, 'forecast_accuracy', 'best_case', 'their premium, US dollars a year, as it is known today: it has no history'),
      (3, 'forecast_accuracy', 'weighted', 'that premium times the probability of the stage they stood in'),
      (3, 'forecast_accuracy', 'commit_case', 'premium of those in a stage at least 0.75 likely'),
      (3, 'forecast_accuracy', 'won_of_these', 'of best_case, what was won in the month'),
      (3, 'forecast_accuracy', 'slipped', 'of best_case, what was still open at its end'),
      (3, 'forecast_accuracy', 'lost_of_these', 'of best_case, the rest'),
      (3, 'forecast_accuracy', 'won_unforeseen', 'premium won in the month that was not in best_case'),
      (3, 'forecast_accuracy', 'won', 'all premium won in the month, US dollars a year'),
      (3, 'forecast_accuracy', 'won_to_weighted', 'won / weighted; null where nothing was forecast'),
      (3, 'accuracy_chart', 'month', 'YYYY-MM, in the tenant''s time zone: a month that is over'),
      (3, 'accuracy_chart', 'weighted', 'what was forecast when it began, US dollars a year'),
      (3, 'accuracy_chart', 'won', 'what was won in it, US dollars a year'),
      (3, 'accuracy_chart', 'won_to_weighted', 'won / weighted; null where nothing was forecast'),
      (3, 'accuracy_chart', 'forecast', 'a bar: weighted'),
      (3, 'accuracy_chart', 'came', 'a bar of the same scale: won'),
      -- ---------------------------------------------------------------- losses, renewals, data
      (2, 'lost_reason_summary', 'reason', 'lost_reasons.id; (none given): without one'),
      (2, 'lost_reason_summary', 'label', 'what the reason is called; null of (none given)'),
      (2, 'lost_reason_summary', 'losses', 'how often leads were lost: one that was lost twice counts twice'),
      (2, 'lost_reason_summary', 'leads', 'of how many leads'),
      (2, 'lost_reason_summary', 'still_lost', 'how many of these are lost now, by this loss'),
      (2, 'lost_reason_summary', 'reopened', 'how many of the leads are open or nurtured now'),
      (2, 'lost_reason_summary', 'won_back', 'how many of the leads are won now'),
      (2, 'lost_reason_summary', 'share', 'of all losses'),
      (2, 'lost_reason_summary', 'premium_lost', 'quoted premium of those still lost, US dollars a year'),
      (2, 'lost_reason_summary', 'median_days_to_loss', 'days from received to lost'),
      (2, 'retention', 'month', 'in which renewals were due (expected_close_on): YYYY-MM'),
      (2, 'retention', 'due', 'how many renewals'),
      (2, 'retention', 'renewed', 'how many of them are won'),
      (2, 'retention', 'lost', 'how many of them are lost'),
      (2, 'retention', 'still_open', 'how many are not decided'),
      (2, 'retention', 'retention_rate', 'renewed / (renewed + lost); null while none is decided'),
      (2, 'retention', 'premium_renewed', 'US dollars a year'),
      (2, 'retention', 'premium_lost', 'US dollars a year'),
      (2, 'retention', 'premium_retention', 'premium_renewed / (premium_renewed + premium_lost); null of none'),
      (2, 'data_quality', 'of_what', 'clients, leads or open leads'),
      (2, 'data_quality', 'problem', 'what is wrong'),
      (2, 'data_quality', 'found', 'how many have it'),
      (2, 'data_quality', 'total', 'of how many that could have it'),
      (2, 'data_quality', 'share', 'found / total; null of none'),
      (2, 'data_quality', 'example_id', 'clients.id or leads.id of one to look at; null: there is none'),
      (2, 'dashboard_freshness', 'dashboard', 'the report that crm.dashboard_... of this name keeps'),
      (2, 'dashboard_freshness', 'refreshed_at', 'the moment as of which it was read; null: never'),
      (2, 'dashboard_freshness', 'row_count', 'how many rows it has'),
      (2, 'dashboard_freshness', 'seconds', 'how long it took to read')
    ) AS w (level, view_name, column_name, words)
    LEFT JOIN (pg_catalog.pg_class v JOIN pg_catalog.pg_attribute a ON a.attrelid = v.oid AND a.attnum > 0)
      ON v.relnamespace = 'crm'::pg_catalog.regnamespace AND v.relkind = 'v' AND v.relname LIKE w.view_name
         AND a.attname = w.column_name
         AND (v.relname NOT LIKE 'dashboard\_%' OR w.view_name LIKE 'dashboard\_%' OR w.column_name = 'refreshed_at')
    WHERE v.oid IS NULL OR pg_catalog.col_description(v.oid, a.attnum) IS NULL
    ORDER BY v.relname, w.column_name, w.level DESC
  LOOP
    IF c.name IS NULL THEN
      RAISE EXCEPTION 'no view like "%" has a column "%"', c.view_name, c.column_name;
    END IF;
    EXECUTE pg_catalog.format('COMMENT ON COLUMN crm.%I.%I IS %L', c.name, c.column_name, c.words);
  END LOOP;

  -- The same column of another view.
  FOR c IN
    SELECT v.relname AS name, a.attname AS column_name, pg_catalog.col_description(r.oid, b.attnum) AS words
    FROM pg_catalog.pg_class v
    JOIN pg_catalog.pg_class r ON r.relnamespace = v.relnamespace
                                  AND r.relname = CASE v.relname WHEN 'tenant_lead_facts' THEN 'lead_facts' ELSE pg_catalog.substr(v.relname, 11) END
    JOIN pg_catalog.pg_attribute a ON a.attrelid = v.oid AND a.attnum > 0
    JOIN pg_catalog.pg_attribute b ON b.attrelid = r.oid AND b.attname = a.attname
    WHERE v.relnamespace = 'crm'::pg_catalog.regnamespace AND v.relkind = 'v'
      AND (v.relname = 'tenant_lead_facts' OR v.relname LIKE 'dashboard\_%')
      AND pg_catalog.col_description(v.oid, a.attnum) IS NULL
  LOOP
    EXECUTE pg_catalog.format('COMMENT ON COLUMN crm.%I.%I IS %L', c.name, c.column_name, c.words);
  END LOOP;
END $$;
