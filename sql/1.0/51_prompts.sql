-- What is sent to a language model about a lead: functions.

CREATE FUNCTION crm.count_tokens(content text, encoding text DEFAULT 'estimate') RETURNS int
  AS 'MODULE_PATHNAME', 'crm_prompt_count_tokens' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION crm.count_tokens(text, text) IS
  'How many tokens a language model sees in a text. Encoding "estimate" needs nothing installed and rather says a few per cent too many. Raises invalid_parameter_value for an unknown encoding.';

CREATE FUNCTION crm.redact(content text, options jsonb DEFAULT '{}') RETURNS text
  AS 'MODULE_PATHNAME', 'crm_redact' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION crm.redact(text, jsonb) IS
  'The text with personal identifiers replaced by numbered placeholders such as [SSN_1]; the same value gets the same number. Options switch kinds on or off: ssn, card, license, bank, dob (on by default), email, phone, vin (off by default). Raises invalid_parameter_value for an unknown option.';
