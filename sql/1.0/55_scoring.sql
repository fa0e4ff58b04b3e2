-- Scoring: models as data, the leads' scores, and the queue of work they make.

CREATE SEQUENCE crm.score_models_id_seq;
CREATE TABLE crm.score_models (
  id bigint NOT NULL DEFAULT nextval('crm.score_models_id_seq') PRIMARY KEY,
  tenant_id bigint REFERENCES crm.tenants (id) ON DELETE CASCADE,
  name text NOT NULL CONSTRAINT name_is_a_name CHECK (name ~ '^[a-z][a-z0-9_]*$'),
  version int NOT NULL CONSTRAINT version_is_positive CHECK (version > 0),
  status text NOT NULL DEFAULT 'draft' CONSTRAINT status_is_known CHECK (status IN ('draft', 'active', 'retired')),
  definition jsonb NOT NULL,
  note text,
  is_builtin boolean NOT NULL DEFAULT false,
  LIKE crm._standard_columns INCLUDING ALL,
  UNIQUE NULLS NOT DISTINCT (tenant_id, name, version)
);
ALTER SEQUENCE crm.score_models_id_seq OWNED BY crm.score_models.id;

-- At most one model is in force for everybody, and one for a tenant.  The shipped one does not count: an active one
-- of the agency's own goes before it, and while a dump is restored it may still be active when theirs comes.
CREATE UNIQUE INDEX score_models_one_active ON crm.score_models (tenant_id) NULLS NOT DISTINCT
  WHERE status = 'active' AND NOT is_builtin;

COMMENT ON TABLE crm.score_models IS
  'How leads are scored, as data: factors with points, grades, odds, values and urgencies (docs/scoring.md). '
  'Published by crm.publish_score_model; a published definition never changes.';
COMMENT ON COLUMN crm.score_models.tenant_id IS
  'whose model it is; null: everybody''s who has no active one of their own';
COMMENT ON COLUMN crm.score_models.name IS 'versions of one model share it';
COMMENT ON COLUMN crm.score_models.version IS 'counts up within a name';
COMMENT ON COLUMN crm.score_models.status IS
  'draft: may change; active: scores leads; retired: did once';
COMMENT ON COLUMN crm.score_models.definition IS
  'follows the JSON Schema that crm.score_model_schema() returns';
COMMENT ON COLUMN crm.score_models.note IS 'what is new in this version, for people';
COMMENT ON COLUMN crm.score_models.is_builtin IS 'came with the extension';

-- Narrow, and apart from crm.leads, which rescoring never touches.
CREATE TABLE crm.lead_scores (
  lead_id bigint NOT NULL,
  tenant_id bigint NOT NULL DEFAULT crm.current_tenant(true) REFERENCES crm.tenants (id),
  model text,
  model_version int,
  score numeric(7,4) CONSTRAINT score_in_range CHECK (score BETWEEN 0 AND 100),
  grade text,
  probability float8 CONSTRAINT probability_is_a_share CHECK (probability BETWEEN 0 AND 1),
  expected_value numeric(17,2),
  priority_slope float8,
  priority_key float8,
  next_change_at timestamptz NOT NULL DEFAULT '-infinity',
  due_at timestamptz,
  scored_at timestamptz,
  changes bigint NOT NULL DEFAULT 0,
  claimed_by bigint,
  claimed_until timestamptz,
  agent_id bigint,
  state text,
  line text,
  factors jsonb,
  PRIMARY KEY (lead_id, tenant_id),
  FOREIGN KEY (lead_id, tenant_id) REFERENCES crm.leads (id, tenant_id) ON DELETE CASCADE,
  FOREIGN KEY (claimed_by, tenant_id) REFERENCES crm.agents (id, tenant_id),
  CONSTRAINT claim_has_its_end CHECK (num_nonnulls(claimed_by, claimed_until) <> 1),
  CONSTRAINT priority_has_its_slope CHECK (num_nonnulls(priority_key, priority_slope) <> 1)
) WITH (fillfactor = 85);

-- Used by: crm.lead_queue, crm.claim_leads: the best of each slope; with an agent, the agent's and the unassigned (0).
-- Both lists are read from the index alone: with a narrow licence many leads are passed over.  CASE, for under row-level
-- security no index answers a COALESCE: it is not known to be leakproof.
CREATE INDEX lead_scores_queue_idx
  ON crm.lead_scores (tenant_id, priority_slope, priority_key DESC, lead_id)
  INCLUDE (next_change_at, scored_at, score, due_at, state, line)
  WHERE claimed_by IS NULL AND priority_key IS NOT NULL;
CREATE INDEX lead_scores_agent_queue_idx
  ON crm.lead_scores (tenant_id, (CASE WHEN agent_id IS NULL THEN 0 ELSE agent_id END), priority_slope, priority_key DESC, lead_id)
  INCLUDE (agent_id, next_change_at, scored_at, score, due_at, state, line)
  WHERE claimed_by IS NULL AND priority_key IS NOT NULL;
-- Used by: the same: leads of the queue whose line has ended.
CREATE INDEX lead_scores_due_idx ON crm.lead_scores (tenant_id, next_change_at)
  WHERE priority_key IS NOT NULL OR next_change_at = '-infinity';
-- Used by: crm.rescore_leads: what is due, because time or an input moved on.
CREATE INDEX lead_scores_next_change_at_idx ON crm.lead_scores (tenant_id, next_change_at);
-- Used by: the same: what another model scored than the one in force.
CREATE INDEX lead_scores_model_idx ON crm.lead_scores (tenant_id, model, model_version);
-- Used by: both: what was scored for a later moment than the one asked for.
CREATE INDEX lead_scores_scored_at_idx ON crm.lead_scores (tenant_id, scored_at);
-- Used by: the queue: claims that ran out, and an agent's own.
CREATE INDEX lead_scores_claimed_until_idx ON crm.lead_scores (tenant_id, claimed_until)
  WHERE claimed_by IS NOT NULL;
-- Used by: the foreign key, when an agent is deleted.
CREATE INDEX lead_scores_claimed_by_idx ON crm.lead_scores (claimed_by) WHERE claimed_by IS NOT NULL;

COMMENT ON TABLE crm.lead_scores IS
  'The last score of each lead, its place in the queue of work, and who has claimed it. Written by '
  'crm.rescore_leads and crm.claim_leads; a lead without a row, or whose next_change_at has come, is due.';
COMMENT ON COLUMN crm.lead_scores.model IS 'which model scored it; null: it waits for its first score';
COMMENT ON COLUMN crm.lead_scores.model_version IS 'and which version of it';
COMMENT ON COLUMN crm.lead_scores.score IS '0 to 100: the sum in factors, clamped';
COMMENT ON COLUMN crm.lead_scores.grade IS 'the model''s grade for the score';
COMMENT ON COLUMN crm.lead_scores.probability IS 'that the lead is won, by the model''s points-to-odds scale';
COMMENT ON COLUMN crm.lead_scores.expected_value IS
  'probability times premium times commission rate, US dollars';
COMMENT ON COLUMN crm.lead_scores.priority_slope IS
  'how much the priority changes a day; leads with the same slope keep their order; null: not in the queue';
COMMENT ON COLUMN crm.lead_scores.priority_key IS
  'the priority at 2000-01-01 UTC on its present line: priority(t) = key + slope * days since then';
COMMENT ON COLUMN crm.lead_scores.next_change_at IS
  'until then the row holds as it is; -infinity: an input changed, or there is no score yet';
COMMENT ON COLUMN crm.lead_scores.due_at IS
  'when somebody should act: the follow-up set, or the end of the time for a first contact';
COMMENT ON COLUMN crm.lead_scores.scored_at IS 'the as_of of the computation that last changed the row';
COMMENT ON COLUMN crm.lead_scores.changes IS
  'counts changes of inputs, so that a computation that began before one does not hide it';
COMMENT ON COLUMN crm.lead_scores.claimed_by IS 'the agent who works it now; null: nobody';
COMMENT ON COLUMN crm.lead_scores.claimed_until IS 'when the claim runs out by itself';
COMMENT ON COLUMN crm.lead_scores.agent_id IS 'the lead''s assigned agent when it was scored';
COMMENT ON COLUMN crm.lead_scores.state IS 'the client''s state when it was scored, for licences';
COMMENT ON COLUMN crm.lead_scores.line IS 'the line of the insurance asked for, for licences';
COMMENT ON COLUMN crm.lead_scores.factors IS
  '{"model": name, "version": n, "points": {factor: points}}: points add up to the score before the clamp';

-- What makes a lead due.  Each trigger touches the same tenant's row only, and none does harm on restore: leads
-- and opportunities that come with their created_at are not new, and the others come before crm.lead_scores.

CREATE FUNCTION crm.mark_lead_due() RETURNS trigger
  AS 'MODULE_PATHNAME', 'crm_mark_lead_due' LANGUAGE C;
COMMENT ON FUNCTION crm.mark_lead_due() IS
  'trigger: an input of a lead''s score changed, so it is due for crm.rescore_leads. The argument says where the '
  'leads are: id, lead_id, or whose id the leads (or what belongs to them) have: client_id, address_id, status_id, '
  'insurance_type_id, source_id, communication_type_id, stage_id, campaign_id, tenant_id; ''if newer'': a row that may '
  'come from a dump counts only if it was updated since the score';

CREATE TRIGGER mark_lead_due_insert AFTER INSERT ON crm.leads FOR EACH ROW
  WHEN (NEW.created_at = now()) EXECUTE FUNCTION crm.mark_lead_due('id');
CREATE TRIGGER mark_lead_due_update AFTER UPDATE ON crm.leads FOR EACH ROW
  EXECUTE FUNCTION crm.mark_lead_due('id');
CREATE TRIGGER mark_lead_due AFTER INSERT OR UPDATE OR DELETE ON crm.lead_communications FOR EACH ROW
  EXECUTE FUNCTION crm.mark_lead_due('lead_id');
CREATE TRIGGER mark_lead_due AFTER INSERT OR UPDATE OR DELETE ON crm.lead_notes FOR EACH ROW
  EXECUTE FUNCTION crm.mark_lead_due('lead_id');
CREATE TRIGGER mark_lead_due AFTER INSERT OR UPDATE OR DELETE ON crm.lead_marketing_settings FOR EACH ROW
  EXECUTE FUNCTION crm.mark_lead_due('lead_id');
CREATE TRIGGER mark_lead_due_insert AFTER INSERT ON crm.opportunities FOR EACH ROW
  WHEN (NEW.created_at = now()) EXECUTE FUNCTION crm.mark_lead_due('lead_id');
CREATE TRIGGER mark_lead_due_import AFTER INSERT ON crm.opportunities FOR EACH ROW
  WHEN (NEW.created_at <> now()) EXECUTE FUNCTION crm.mark_lead_due('lead_id', 'if newer');
CREATE TRIGGER mark_lead_due AFTER UPDATE OR DELETE ON crm.opportunities FOR EACH ROW
  EXECUTE FUNCTION crm.mark_lead_due('lead_id');
-- By what the row says, not by what the statement names: a trigger of somebody's own may change it, too.
CREATE TRIGGER mark_lead_due AFTER UPDATE ON crm.clients FOR EACH ROW
  WHEN ((OLD.client_type, OLD.occupation, OLD.entity_type, OLD.naics_code, OLD.year_established,
     OLD.employee_count, OLD.annual_revenue, OLD.email, OLD.phone, OLD.preferred_channel, OLD.lifecycle,
     OLD.ai_risk_score, OLD.ai_lifetime_value, OLD.ai_churn_risk, OLD.created_at, OLD.date_of_birth,
     OLD.gender, OLD.marital_status, OLD.preferred_language, OLD.address_id)
    IS DISTINCT FROM
    (NEW.client_type, NEW.occupation, NEW.entity_type, NEW.naics_code, NEW.year_established,
     NEW.employee_count, NEW.annual_revenue, NEW.email, NEW.phone, NEW.preferred_channel, NEW.lifecycle,
     NEW.ai_risk_score, NEW.ai_lifetime_value, NEW.ai_churn_risk, NEW.created_at, NEW.date_of_birth,
     NEW.gender, NEW.marital_status, NEW.preferred_language, NEW.address_id))
  EXECUTE FUNCTION crm.mark_lead_due('client_id');
CREATE TRIGGER mark_lead_due AFTER UPDATE ON crm.addresses FOR EACH ROW
  WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION crm.mark_lead_due('address_id');

-- What lookups say of a lead.  An id that changes reaches the leads by its foreign key, and they mark themselves.
CREATE TRIGGER mark_lead_due AFTER UPDATE OF category ON crm.lead_statuses FOR EACH ROW
  WHEN (OLD.category IS DISTINCT FROM NEW.category) EXECUTE FUNCTION crm.mark_lead_due('status_id');
CREATE TRIGGER mark_lead_due AFTER UPDATE OF line ON crm.insurance_types FOR EACH ROW
  WHEN (OLD.line IS DISTINCT FROM NEW.line) EXECUTE FUNCTION crm.mark_lead_due('insurance_type_id');
CREATE TRIGGER mark_lead_due AFTER UPDATE OF kind, cost_per_lead ON crm.lead_sources FOR EACH ROW
  WHEN ((OLD.kind, OLD.cost_per_lead) IS DISTINCT FROM (NEW.kind, NEW.cost_per_lead))
  EXECUTE FUNCTION crm.mark_lead_due('source_id');
CREATE TRIGGER mark_lead_due AFTER UPDATE OF channel ON crm.communication_types FOR EACH ROW
  WHEN (OLD.channel IS DISTINCT FROM NEW.channel) EXECUTE FUNCTION crm.mark_lead_due('communication_type_id');
CREATE TRIGGER mark_lead_due AFTER UPDATE OF category ON crm.opportunity_stages FOR EACH ROW
  WHEN (OLD.category IS DISTINCT FROM NEW.category) EXECUTE FUNCTION crm.mark_lead_due('stage_id');
CREATE TRIGGER mark_lead_due AFTER UPDATE OF code, channel ON crm.campaigns FOR EACH ROW
  WHEN ((OLD.code, OLD.channel) IS DISTINCT FROM (NEW.code, NEW.channel)) EXECUTE FUNCTION crm.mark_lead_due('campaign_id');
CREATE TRIGGER mark_lead_due AFTER UPDATE OF timezone ON crm.tenants FOR EACH ROW
  WHEN (OLD.timezone IS DISTINCT FROM NEW.timezone) EXECUTE FUNCTION crm.mark_lead_due('tenant_id');

-- Models.

CREATE FUNCTION crm.check_score_model() RETURNS trigger
  AS 'MODULE_PATHNAME', 'crm_check_score_model' LANGUAGE C;
COMMENT ON FUNCTION crm.check_score_model() IS
  'trigger on crm.score_models: refuses a definition that cannot be compiled or uses protected attributes, and a '
  'change to a published one';
CREATE TRIGGER check_score_model BEFORE INSERT OR UPDATE ON crm.score_models FOR EACH ROW
  EXECUTE FUNCTION crm.check_score_model();

CREATE FUNCTION crm.score_model_schema() RETURNS jsonb
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN @json(models/score_model.schema.json)@;
COMMENT ON FUNCTION crm.score_model_schema() IS 'The JSON Schema that a score model''s definition follows.';

CREATE FUNCTION crm.score_model_factors(definition jsonb)
  RETURNS TABLE (factor text, factor_group text, kind text, feature text, min_points numeric, max_points numeric, label text)
  AS 'MODULE_PATHNAME', 'crm_score_model_factors' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION crm.score_model_factors(jsonb) IS
  'What each factor of a model''s definition can contribute, in points: at least and at most, before its group''s '
  'cap. Raises invalid_parameter_value, with the place, if the definition is not valid.';

CREATE FUNCTION crm.score_features()
  RETURNS TABLE (feature text, type text, refusal text)
  AS 'MODULE_PATHNAME', 'crm_score_features' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION crm.score_features() IS
  'The features a score model may name, beside values of coverage documents; refusal says why one is protected.';

CREATE FUNCTION crm.publish_score_model(name text, definition jsonb, note text DEFAULT NULL,
    activate boolean DEFAULT true, tenant bigint DEFAULT NULL) RETURNS int
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  problems text;
  next_version int;
BEGIN
  IF publish_score_model.name IS NULL OR publish_score_model.definition IS NULL
     OR publish_score_model.activate IS NULL THEN
    RAISE EXCEPTION 'name, definition and activate must not be null' USING ERRCODE = 'null_value_not_allowed',
      HINT = 'crm.publish_score_model(name => ''default'', definition => ...)';
  END IF;
  IF publish_score_model.name !~ '^[a-z][a-z0-9_]*$' THEN
    RAISE EXCEPTION 'the name of a score model is not well formed' USING ERRCODE = 'invalid_parameter_value',
      DETAIL = format('It is "%s".', publish_score_model.name),
      HINT = 'Use lower-case letters, digits and underscores, as in ''new_business''.';
  END IF;
  -- The compiler's error is the clearer one; the schema finds what is left.
  PERFORM crm.score_model_factors(publish_score_model.definition);
  SELECT string_agg(format('%s: %s', coalesce(nullif(e.instance_location, ''), '(top)'), e.message), E'\n')
    INTO problems
    FROM (SELECT * FROM crm.json_errors(crm.score_model_schema(), publish_score_model.definition) LIMIT 5) e;
  IF problems IS NOT NULL THEN
    RAISE EXCEPTION 'invalid score model: the definition does not follow its schema'
      USING ERRCODE = 'invalid_parameter_value', DETAIL = problems,
        HINT = 'SELECT * FROM crm.json_errors(crm.score_model_schema(), definition) lists all.';
  END IF;

  -- One publisher of a name at a time.
  PERFORM pg_advisory_xact_lock(hashtextextended('crm.score_models ' || publish_score_model.name, 0));
  SELECT coalesce(max(m.version), 0) + 1 INTO next_version
    FROM crm.score_models m WHERE m.name = publish_score_model.name;
  IF activate THEN
    UPDATE crm.score_models m SET status = 'retired'
      WHERE m.status = 'active' AND m.tenant_id IS NOT DISTINCT FROM publish_score_model.tenant;
  END IF;
  INSERT INTO crm.score_models (tenant_id, name, version, status, definition, note)
    VALUES (publish_score_model.tenant, publish_score_model.name, next_version,
            CASE WHEN activate THEN 'active' ELSE 'draft' END, publish_score_model.definition,
            publish_score_model.note);
  RETURN next_version;
END
$body$;
COMMENT ON FUNCTION crm.publish_score_model(text, jsonb, text, boolean, bigint) IS
  'Saves a definition as the next version of a model and, unless activate is false, puts it in force: for one '
  'tenant, or for everybody (tenant null) who has no model of their own. Leads take it over with the next '
  'crm.rescore_leads. Raises invalid_parameter_value with the place of what is wrong: unknown features, protected '
  'attributes, bins out of order, caps that contradict.';

-- Scores.  Their statements run for milliseconds, again and again: compiling them would take longer.

CREATE FUNCTION crm.score_lead(lead bigint, as_of timestamptz DEFAULT now(),
    tenant bigint DEFAULT crm.current_tenant(),
    OUT score numeric, OUT grade text, OUT probability float8, OUT expected_value numeric, OUT priority float8,
    OUT factors jsonb)
  AS 'MODULE_PATHNAME', 'crm_score_lead' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION crm.score_lead(bigint, timestamptz, bigint) IS
  'A lead''s score under the model in force, computed from its present data as if it were as_of. score: 0 to 100; '
  'probability of winning it; expected_value: commission to expect, US dollars; priority: where it stands in the '
  'queue, higher first; factors: the points that add up to the score before the clamp. Raises no_data_found for an '
  'unknown lead.';

CREATE FUNCTION crm.explain_score(lead bigint, as_of timestamptz DEFAULT now(),
    tenant bigint DEFAULT crm.current_tenant())
  RETURNS TABLE (factor text, value text, points numeric, capped boolean, reason text)
  AS 'MODULE_PATHNAME', 'crm_explain_score' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION crm.explain_score(bigint, timestamptz, bigint) IS
  'Why a lead has its score: each factor of the model with the lead''s value and the points that count, the '
  'weightiest first; capped: its group''s limit took some. Points add up to the score before the clamp to 0..100. '
  'Raises no_data_found for an unknown lead.';

CREATE FUNCTION crm.rescore_leads(as_of timestamptz DEFAULT now(), only_due boolean DEFAULT false,
    tenant bigint DEFAULT crm.current_tenant()) RETURNS bigint
  AS 'MODULE_PATHNAME', 'crm_rescore_leads' LANGUAGE C VOLATILE PARALLEL UNSAFE SET jit = off;
COMMENT ON FUNCTION crm.rescore_leads(timestamptz, boolean, bigint) IS
  'Scores the tenant''s leads, all or only those due, and writes what moved to crm.lead_scores; returns how many '
  'rows were written. Due are leads without a score, of another model than the one in force, whose next_change_at '
  'has come, or an input of which changed. May run in several sessions at once: leads that another session is '
  'writing stay due.'
  ' Raises invalid_parameter_value for an as_of that is not finite, object_not_in_prerequisite_state where no model is in force.';

CREATE FUNCTION crm.rescore_next(after_lead bigint, batch_size int DEFAULT 10000, as_of timestamptz DEFAULT now(),
    tenant bigint DEFAULT crm.current_tenant(), OUT last_lead bigint, OUT scored bigint, OUT written bigint)
  AS 'MODULE_PATHNAME', 'crm_rescore_next' LANGUAGE C VOLATILE PARALLEL UNSAFE SET jit = off;
COMMENT ON FUNCTION crm.rescore_next(bigint, int, timestamptz, bigint) IS
  'Scores the next batch_size leads after a lead, by id (null: from the first), and writes what moved; last_lead is '
  'where to go on, null when there was none left. What crm.rescore_in_batches repeats. batch_size: 1 to 1000000.'
  ' Raises invalid_parameter_value for another; other errors as of crm.rescore_leads.';

-- No SET clause: a procedure with one may not commit.  So each operator is named.
CREATE PROCEDURE crm.rescore_in_batches(batch_size int DEFAULT 10000, as_of timestamptz DEFAULT now(),
    tenant bigint DEFAULT crm.current_tenant())
  LANGUAGE plpgsql AS $body$
DECLARE
  next_lead bigint;
  batch record;
  scored bigint := 0;
  written bigint := 0;
BEGIN
  LOOP
    SELECT * INTO batch FROM crm.rescore_next(next_lead, batch_size, as_of, tenant);
    EXIT WHEN batch.last_lead IS NULL;
    next_lead := batch.last_lead;
    scored := scored OPERATOR(pg_catalog.+) batch.scored;
    written := written OPERATOR(pg_catalog.+) batch.written;
    COMMIT;
    RAISE NOTICE '% leads scored, % rows written', scored, written;
  END LOOP;
END
$body$;
COMMENT ON PROCEDURE crm.rescore_in_batches(int, timestamptz, bigint) IS
  'Scores all leads of the tenant as crm.rescore_leads does, but commits after each batch and says how far it is: '
  'for the first scoring of many leads and after a new model, while agents work. Cannot be called within a transaction.'
  ' Raises invalid_transaction_termination there; other errors as of crm.rescore_next.';

-- What a model would do, before it is put in force.

CREATE FUNCTION crm.score_leads(model text DEFAULT NULL, only_open boolean DEFAULT true,
    as_of timestamptz DEFAULT now(), tenant bigint DEFAULT crm.current_tenant())
  RETURNS TABLE (lead_id bigint, score numeric, grade text, probability float8, expected_value float8, priority float8)
  AS 'MODULE_PATHNAME', 'crm_score_leads' LANGUAGE C STABLE PARALLEL SAFE SET jit = off;
COMMENT ON FUNCTION crm.score_leads(text, boolean, timestamptz, bigint) IS
  'All leads of the tenant under a model, computed and not stored. model: a name (its newest version), name:version, '
  'or null for the one in force; only_open: leads of open statuses only. Raises no_data_found for an unknown model, '
  'with the known ones.';

CREATE FUNCTION crm.count_scores(model text DEFAULT NULL, buckets int DEFAULT 10, only_open boolean DEFAULT true,
    as_of timestamptz DEFAULT now(), tenant bigint DEFAULT crm.current_tenant())
  RETURNS TABLE (bucket int, leads bigint, mean_score float8, mean_probability float8, expected_value float8)
  AS 'MODULE_PATHNAME', 'crm_count_scores' LANGUAGE C STABLE PARALLEL SAFE SET jit = off;
COMMENT ON FUNCTION crm.count_scores(text, int, boolean, timestamptz, bigint) IS
  'How many leads score how high under a model, computed and neither stored nor listed: buckets of equal width from '
  '1 on, the last with its upper end; means, null in an empty one, and the sum of the expected values, US dollars. '
  'buckets: 1 to 100; the others as in crm.score_leads. What crm.score_distribution draws. Raises invalid_parameter_value '
  'for other numbers of buckets, no_data_found for an unknown model.';

-- The queue.

CREATE FUNCTION crm.lead_queue(page_size int DEFAULT 50, agent bigint DEFAULT NULL,
    as_of timestamptz DEFAULT now(), tenant bigint DEFAULT crm.current_tenant())
  RETURNS TABLE (rank int, lead_id bigint, client_name text, status_id text, score numeric, priority float8,
                 reason text, due_at timestamptz)
  AS 'MODULE_PATHNAME', 'crm_lead_queue' LANGUAGE C STABLE PARALLEL SAFE SET jit = off;
COMMENT ON FUNCTION crm.lead_queue(int, bigint, timestamptz, bigint) IS
  'Whom to call next, and why: the open leads of the tenant by priority at as_of, ties by their ids. Without an agent, all '
  'that nobody has claimed; with one, those that are assigned to the agent or to nobody and within the agent''s licensed '
  'states and lines where any are listed: unclaimed ones, and those the agent has claimed. A lead in a state nobody knows '
  'counts as within. Leads not to be contacted are left out. Exact at any '
  'moment: leads that are due are scored on the way. page_size: 1 to 1000. Raises no_data_found for an unknown '
  'agent.';

CREATE FUNCTION crm.lead_ranking(page_size int DEFAULT 50, agent bigint DEFAULT NULL,
    as_of timestamptz DEFAULT now(), tenant bigint DEFAULT crm.current_tenant())
  RETURNS TABLE (rank int, lead_id bigint, score numeric, priority float8, due_at timestamptz)
  AS 'MODULE_PATHNAME', 'crm_lead_ranking' LANGUAGE C STABLE PARALLEL SAFE SET jit = off;
COMMENT ON FUNCTION crm.lead_ranking(int, bigint, timestamptz, bigint) IS
  'The leads of crm.lead_queue by number only, without names and reasons: for programs that join what they need. '
  'The same arguments, order and errors.';

CREATE FUNCTION crm.claim_leads(agent bigint, n int DEFAULT 1, lease interval DEFAULT '15 min',
    tenant bigint DEFAULT crm.current_tenant())
  RETURNS TABLE (rank int, lead_id bigint, client_name text, status_id text, score numeric, priority float8,
                 reason text, due_at timestamptz)
  AS 'MODULE_PATHNAME', 'crm_claim_leads' LANGUAGE C VOLATILE PARALLEL UNSAFE SET jit = off;
COMMENT ON FUNCTION crm.claim_leads(bigint, int, interval, bigint) IS
  'Takes the next n leads of the agent''s queue for the agent, as rows of crm.lead_queue: nobody else is given them '
  'until the lease ends or crm.release_lead. Sessions that claim at the same time get different leads. n: 1 to '
  '1000; lease: up to 30 days. Raises no_data_found for an unknown agent, invalid_parameter_value for an inactive one.';

CREATE FUNCTION crm.release_lead(lead bigint, agent bigint, tenant bigint DEFAULT crm.current_tenant())
  RETURNS boolean
  AS 'MODULE_PATHNAME', 'crm_release_lead' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION crm.release_lead(bigint, bigint, bigint) IS
  'Gives a claimed lead back; false if the agent has no claim on it (any more). Raises no_data_found for an unknown '
  'lead or agent.';

INSERT INTO crm.score_models (name, version, status, definition, note, is_builtin)
  VALUES ('default', 1, 'active', @json(models/default.json)@,
          'Ships with crm: insurance sales, with the expiry of the present policy at its centre.', true);
