-- What is sent to a language model about a lead: functions.

CREATE FUNCTION crm.count_tokens(content text, encoding text DEFAULT 'estimate') RETURNS int
  AS 'MODULE_PATHNAME', 'crm_prompt_count_tokens' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION crm.count_tokens(text, text) IS
  'How many tokens a language model sees in a text. Encoding "estimate" needs nothing installed and rather says a few per cent too many; "o200k_base" and "cl100k_base" count exactly, the names of special tokens as the text they are, by a vocabulary that make install-vocab installs and setting crm.vocabulary_directory finds elsewhere: read once a backend, 10 and 5 MB of memory. Raises invalid_parameter_value for an unknown encoding, undefined_file where its vocabulary is not installed, config_file_error where the file is damaged.';

CREATE FUNCTION crm.redact(content text, options jsonb DEFAULT '{}') RETURNS text
  AS 'MODULE_PATHNAME', 'crm_redact' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION crm.redact(text, jsonb) IS
  'The text with personal identifiers replaced by numbered placeholders such as [SSN_1]; the same value gets the same number. Options switch kinds on or off: ssn, card, license, bank, dob (on by default), email, phone, vin (off by default). Raises invalid_parameter_value for an unknown option.';

CREATE FUNCTION crm.resolve_template(lead bigint, purpose text, options jsonb DEFAULT '{}',
                                     tenant bigint DEFAULT crm.current_tenant(),
                                     OUT template_id bigint, OUT version int, OUT reason text)
  AS 'MODULE_PATHNAME', 'crm_resolve_template' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION crm.resolve_template(bigint, text, jsonb, bigint) IS
  'Which active template crm.render_prompt would take for the lead, and why: the tenant''s own before shared ones, then the one with more targets, then by status, insurance type, stage, channel, language, then the newest version. Raises no_data_found for an unknown lead and where no template fits, invalid_parameter_value for an unknown purpose or option.';

CREATE FUNCTION crm.lead_context(lead bigint, token_budget int DEFAULT 4000, as_of timestamptz DEFAULT now(),
                                 options jsonb DEFAULT '{}', tenant bigint DEFAULT crm.current_tenant())
  RETURNS jsonb
  AS 'MODULE_PATHNAME', 'crm_lead_context' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION crm.lead_context(bigint, int, timestamptz, jsonb, bigint) IS
  'What is known about a lead at as_of, as one object: lead (with its coverage documents), client, status, insurance_type, marketing, guidance, notes, agenda, score, stage, opportunities, timeline, address, contacts, agent, other_leads, source, campaign; the most important sections and the newest events that fit token_budget; of one with a long body that does not fit the body says so. Member manifest, not counted in the budget, says what was kept and dropped. Identifiers are masked. Options: channel, currency, encoding (estimate, or o200k_base or cl100k_base: the budget is held by that count), instructions, language, locale, max_events, redact (false, or kinds as for crm.redact), sections, template_id, time_zone, tone. Raises no_data_found for an unknown lead, invalid_parameter_value for bad options or a budget too small for lead and client.';

CREATE FUNCTION crm.render_prompt(lead bigint, purpose text, token_budget int DEFAULT NULL,
                                  as_of timestamptz DEFAULT now(), options jsonb DEFAULT '{}',
                                  tenant bigint DEFAULT crm.current_tenant())
  RETURNS text
  AS 'MODULE_PATHNAME', 'crm_render_prompt' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION crm.render_prompt(bigint, text, int, timestamptz, jsonb, bigint) IS
  'The prompt for a lead and purpose as one text, never longer than token_budget (null: 4000) by crm.count_tokens: sections of low priority and the oldest events go first. The same data, as_of and options give the same bytes. Options as for crm.lead_context. Raises no_data_found for an unknown lead, invalid_parameter_value for an unknown purpose or option or a budget smaller than the template''s fixed part, object_not_in_prerequisite_state for a channel that the client has not opted in to.';

CREATE FUNCTION crm.render_messages(lead bigint, purpose text, token_budget int DEFAULT NULL,
                                    as_of timestamptz DEFAULT now(), options jsonb DEFAULT '{}',
                                    tenant bigint DEFAULT crm.current_tenant(), provider text DEFAULT 'openai')
  RETURNS jsonb
  AS 'MODULE_PATHNAME', 'crm_render_messages' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION crm.render_messages(bigint, text, int, timestamptz, jsonb, bigint, text) IS
  'The same prompt as a request body for provider openai (messages, response_format, max_completion_tokens) or anthropic (system, messages, tools, tool_choice, max_tokens; cache_control at the cache break), with model where the template hints at one. Turns come from the template''s role tags alone. Raises what crm.render_prompt raises, and invalid_parameter_value for an unknown provider.';

CREATE FUNCTION crm.explain_prompt(lead bigint, purpose text, token_budget int DEFAULT NULL,
                                   as_of timestamptz DEFAULT now(), options jsonb DEFAULT '{}',
                                   tenant bigint DEFAULT crm.current_tenant())
  RETURNS jsonb
  AS 'MODULE_PATHNAME', 'crm_explain_prompt' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION crm.explain_prompt(bigint, text, int, timestamptz, jsonb, bigint) IS
  'The manifest of the prompt that crm.render_prompt gives for the same arguments: template, version and reason, tokens and budget, which sections of the template were kept, which events and notes by id, and why others were not. Raises what crm.render_prompt raises.';

CREATE FUNCTION crm._check_template(body text) RETURNS void
  AS 'MODULE_PATHNAME', 'crm_check_template' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION crm._check_template(text) IS
  'Raises syntax_error with every problem of a template that is to be stored: syntax, unknown filters and tags, variables that no lead''s context has or that stand before the cache break, partials.';

CREATE FUNCTION crm._check_output_schema(schema jsonb) RETURNS void LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  -- a malformed schema is an error that names its place
  PERFORM crm.json_is_valid(schema, 'null');
  IF schema -> 'type' IS DISTINCT FROM '"object"' THEN
    RAISE EXCEPTION 'an output schema must describe an object' USING ERRCODE = 'invalid_parameter_value',
      DETAIL = format('Its type is %s.', coalesce(left((schema -> 'type')::text, 60), 'not given')),
      HINT = 'Providers take nothing else: give it "type": "object", with what the answer is as a member.';
  END IF;
END $$;
COMMENT ON FUNCTION crm._check_output_schema(jsonb) IS
  'Raises an error for an output_schema of a template that is malformed, or that providers would not take.';

-- An active template is used by the next prompt: it must check, whoever makes it active.
CREATE FUNCTION crm._check_active_template() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  -- what was active where a dump was made is taken as it was, also by a later release that knows more errors
  IF current_setting('check_function_bodies')::boolean THEN
    PERFORM crm._check_template(NEW.body);
    PERFORM crm._check_output_schema(NEW.output_schema);
  END IF;
  RETURN NEW;
END $$;
COMMENT ON FUNCTION crm._check_active_template() IS
  'Trigger of crm.ai_templates: refuses to make a template active whose body or output_schema does not check, unless check_function_bodies is off, as in the scripts of pg_dump and pg_restore.';
CREATE TRIGGER check_active BEFORE INSERT ON crm.ai_templates
  FOR EACH ROW WHEN (NEW.status = 'active') EXECUTE FUNCTION crm._check_active_template();
CREATE TRIGGER check_activated BEFORE UPDATE ON crm.ai_templates
  FOR EACH ROW WHEN (NEW.status = 'active' AND OLD.status <> 'active') EXECUTE FUNCTION crm._check_active_template();

-- Guidance is part of every prompt about a lead with that status, type, ...: what is wrong with it is told to whoever writes it.
CREATE FUNCTION crm._check_guidance() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  problems text;
BEGIN
  -- what stood where a dump was made is taken as it was
  IF current_setting('check_function_bodies')::boolean THEN
    PERFORM crm._check_template(NEW.ai_prompt_template);
  END IF;
  RETURN NEW;
EXCEPTION WHEN syntax_error THEN
  GET STACKED DIAGNOSTICS problems = PG_EXCEPTION_DETAIL;
  RAISE EXCEPTION 'ai_prompt_template of % "%" does not check', TG_TABLE_NAME, NEW.id
    USING ERRCODE = 'syntax_error', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME, COLUMN = 'ai_prompt_template', DETAIL = problems,
      HINT = 'Nothing was changed. docs/prompts.md lists what a template may read.';
END $$;
COMMENT ON FUNCTION crm._check_guidance() IS
  'Trigger of the lookups that bring guidance: refuses an ai_prompt_template that does not check, unless check_function_bodies is off, as in the scripts of pg_dump and pg_restore.';

CREATE TRIGGER check_guidance BEFORE INSERT OR UPDATE OF ai_prompt_template ON crm.insurance_types
  FOR EACH ROW WHEN (NEW.ai_prompt_template IS NOT NULL) EXECUTE FUNCTION crm._check_guidance();
CREATE TRIGGER check_guidance BEFORE INSERT OR UPDATE OF ai_prompt_template ON crm.lead_statuses
  FOR EACH ROW WHEN (NEW.ai_prompt_template IS NOT NULL) EXECUTE FUNCTION crm._check_guidance();
CREATE TRIGGER check_guidance BEFORE INSERT OR UPDATE OF ai_prompt_template ON crm.communication_types
  FOR EACH ROW WHEN (NEW.ai_prompt_template IS NOT NULL) EXECUTE FUNCTION crm._check_guidance();
CREATE TRIGGER check_guidance BEFORE INSERT OR UPDATE OF ai_prompt_template ON crm.opportunity_stages
  FOR EACH ROW WHEN (NEW.ai_prompt_template IS NOT NULL) EXECUTE FUNCTION crm._check_guidance();
CREATE TRIGGER check_guidance BEFORE INSERT OR UPDATE OF ai_prompt_template ON crm.lost_reasons
  FOR EACH ROW WHEN (NEW.ai_prompt_template IS NOT NULL) EXECUTE FUNCTION crm._check_guidance();
CREATE TRIGGER check_guidance BEFORE INSERT OR UPDATE OF ai_prompt_template ON crm.lead_sources
  FOR EACH ROW WHEN (NEW.ai_prompt_template IS NOT NULL) EXECUTE FUNCTION crm._check_guidance();
CREATE TRIGGER check_guidance BEFORE INSERT OR UPDATE OF ai_prompt_template ON crm.campaigns
  FOR EACH ROW WHEN (NEW.ai_prompt_template IS NOT NULL) EXECUTE FUNCTION crm._check_guidance();

CREATE FUNCTION crm.publish_template(purpose text, body text, output_schema jsonb DEFAULT NULL,
                                     insurance_type text DEFAULT NULL, lead_status text DEFAULT NULL,
                                     opportunity_stage text DEFAULT NULL, channel text DEFAULT NULL,
                                     language text DEFAULT NULL, model_hint text DEFAULT NULL,
                                     max_tokens int DEFAULT NULL, note text DEFAULT NULL,
                                     tenant bigint DEFAULT crm.current_tenant())
  RETURNS bigint LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  next_version int;
  new_id bigint;
BEGIN
  IF publish_template.purpose IS NULL OR publish_template.body IS NULL THEN
    RAISE EXCEPTION 'purpose and body must not be null' USING ERRCODE = 'null_value_not_allowed';
  END IF;
  IF publish_template.purpose !~ '^[a-z][a-z0-9_]{0,63}$' THEN
    RAISE EXCEPTION 'invalid purpose' USING ERRCODE = 'invalid_parameter_value',
      DETAIL = format('The purpose is "%s".', left(publish_template.purpose, 60)),
      HINT = 'Use at most 64 small letters, digits and underscores, beginning with a letter.';
  END IF;
  IF crm._is_blank(publish_template.body) THEN
    RAISE EXCEPTION 'the template is empty' USING ERRCODE = 'invalid_parameter_value',
      HINT = 'Give its Liquid text as body.';
  END IF;
  PERFORM crm._check_template(publish_template.body);
  PERFORM crm._check_output_schema(publish_template.output_schema);
  PERFORM pg_advisory_xact_lock(hashtextextended('crm.ai_templates ' || publish_template.purpose, 0));
  SELECT coalesce(max(t.version), 0) + 1 INTO next_version FROM crm.ai_templates t
   WHERE t.purpose = publish_template.purpose
     AND t.insurance_type_id IS NOT DISTINCT FROM publish_template.insurance_type
     AND t.lead_status_id IS NOT DISTINCT FROM publish_template.lead_status
     AND t.opportunity_stage_id IS NOT DISTINCT FROM publish_template.opportunity_stage
     AND t.channel IS NOT DISTINCT FROM publish_template.channel
     AND t.language IS NOT DISTINCT FROM publish_template.language
     AND t.tenant_id IS NOT DISTINCT FROM publish_template.tenant;
  INSERT INTO crm.ai_templates (tenant_id, purpose, version, status, insurance_type_id, lead_status_id,
                                opportunity_stage_id, channel, language, body, output_schema, model_hint, max_tokens,
                                note)
    VALUES (publish_template.tenant, publish_template.purpose, next_version, 'active',
            publish_template.insurance_type, publish_template.lead_status, publish_template.opportunity_stage,
            publish_template.channel, publish_template.language, publish_template.body,
            publish_template.output_schema, publish_template.model_hint, publish_template.max_tokens,
            publish_template.note)
    RETURNING id INTO new_id;
  RETURN new_id;
END $$;
COMMENT ON FUNCTION crm.publish_template(text, text, jsonb, text, text, text, text, text, text, int, text, bigint) IS
  'Publishes the next version of a template and returns its id; tenant null publishes for everybody. Earlier versions stay active but the newest wins: retire it (status) to go back. Raises syntax_error with all problems of the body, whatever crm.json_is_valid raises for a malformed output_schema, and invalid_parameter_value for one that describes no object.';

CREATE FUNCTION crm.template_prefix(template bigint, OUT sha256 text, OUT tokens int, OUT bytes int, OUT prefix text)
  AS 'MODULE_PATHNAME', 'crm_template_prefix' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION crm.template_prefix(bigint) IS
  'What every prompt of a template version begins with: the text before its cache break (empty if it has none), its SHA-256 in hexadecimal, its length in tokens and bytes. Raises no_data_found for an unknown template.';
