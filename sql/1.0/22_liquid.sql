-- The template engine's functions.

CREATE FUNCTION crm.render_template(template text, context jsonb, partials jsonb DEFAULT '{}', options jsonb DEFAULT '{}')
  RETURNS text
  AS 'MODULE_PATHNAME', 'crm_render_template' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION crm.render_template(text, jsonb, jsonb, jsonb) IS
  'The Liquid template rendered with a context. partials: an object, name to template, for the tags render and include. Options: "dialect" ("crm", or "liquid" for the standard language and nothing else), "undefined" ("strict" or "lenient"; the dialect liquid is lenient where this is not given), "as_of" (what now and the filter ago refer to; else the transaction''s time), "timezone" (for dates; else UTC), "currency" and "locale" (for money; else USD and en-US). Raises syntax_error for what is wrong with a template, undefined_column for an undefined variable, program_limit_exceeded beyond the crm.liquid_* limits; detail and hint say where and what to do.';

CREATE FUNCTION crm.template_errors(template text)
  RETURNS TABLE(line int, column_number int, message text, hint text)
  AS 'MODULE_PATHNAME', 'crm_template_errors' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION crm.template_errors(text) IS
  'All that is wrong with a template in the crm dialect, in the order of the text; no rows if it is good. line and column_number (in characters) begin at 1; hint is null where there is none.';
