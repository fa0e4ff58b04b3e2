-- The schema, and the column sets that many tables share.

-- What the script creates must mean the catalog's functions and operators, whatever stands in the schema that CREATE
-- EXTENSION puts first.
SET LOCAL search_path TO pg_catalog, pg_temp;

CREATE SCHEMA crm;
COMMENT ON SCHEMA crm IS
  'insurance CRM: tables, lookups, analysts'' views, and the functions that validate documents, read '
  'timelines, score leads and render prompts';

-- A CHECK that also says what to do: CHECK ((condition) IS NOT FALSE OR crm.refuse_row(tableoid, ...)).  The function
-- is reached only by a row that breaks it.
CREATE FUNCTION crm.refuse_row(relation oid, constraint_name text, detail text, hint text) RETURNS boolean
  LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  target record;
BEGIN
  SELECT n.nspname, c.relname INTO target FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.oid = relation;
  RAISE check_violation USING
    MESSAGE = format('new row for relation "%s" violates check constraint "%s"', target.relname, constraint_name),
    DETAIL = detail, HINT = hint,
    SCHEMA = target.nspname, TABLE = target.relname, CONSTRAINT = constraint_name;
END
$$;
COMMENT ON FUNCTION crm.refuse_row(oid, text, text, text) IS
  'raises check_violation for a row of a table as a check constraint of that name does, with a detail and '
  'a hint of its own; never returns. For CHECK constraints';

-- Dropped again at the end of the script (99_end.sql): tables take their columns, checks and
-- comments from here by LIKE, so that each is written once.

CREATE TABLE crm._lookup_columns (
  id text NOT NULL CONSTRAINT id_is_a_name CHECK (id ~ '^[a-z][a-z0-9_]*$' OR crm.refuse_row(tableoid, 'id_is_a_name',
    format('id is "%s".', id), 'Use lower-case letters, digits and underscores, beginning with a letter.')),
  label text NOT NULL,
  description text,
  sort_order int NOT NULL DEFAULT 0,
  color text CONSTRAINT color_is_rgb CHECK ((color ~ '^#[0-9a-f]{6}$') IS NOT FALSE
    OR crm.refuse_row(tableoid, 'color_is_rgb', format('color is "%s".', color),
                      'Write red, green and blue in lower-case hexadecimal: #1f77b4.')),
  icon text,
  is_active boolean NOT NULL DEFAULT true,
  is_builtin boolean NOT NULL DEFAULT false,
  ai_prompt_template text,
  ai_summary_template text,
  ai_action_template text,
  tags text[] NOT NULL DEFAULT '{}',
  metadata jsonb NOT NULL DEFAULT '{}' CONSTRAINT metadata_is_object CHECK (jsonb_typeof(metadata) = 'object')
);
COMMENT ON COLUMN crm._lookup_columns.id IS
  'what rows refer to and people read: lower-case letters, digits and underscores';
COMMENT ON COLUMN crm._lookup_columns.label IS 'what users see';
COMMENT ON COLUMN crm._lookup_columns.description IS 'what it means and when to use it';
COMMENT ON COLUMN crm._lookup_columns.sort_order IS 'place in lists, smallest first; ties by label';
COMMENT ON COLUMN crm._lookup_columns.color IS '#rrggbb, lower case';
COMMENT ON COLUMN crm._lookup_columns.icon IS 'name of an icon, as the application''s icon set knows it';
COMMENT ON COLUMN crm._lookup_columns.is_active IS
  'offered for new rows; a row that is not is archived and keeps serving the old ones';
COMMENT ON COLUMN crm._lookup_columns.is_builtin IS
  'came with the extension: may be edited or archived, and survives dump and restore with its edits; not '
  'deleted';
COMMENT ON COLUMN crm._lookup_columns.ai_prompt_template IS
  'Liquid: what to tell a model about rows of this kind, included in prompts';
COMMENT ON COLUMN crm._lookup_columns.ai_summary_template IS
  'Liquid: how to summarise a row of this kind in a line or two';
COMMENT ON COLUMN crm._lookup_columns.ai_action_template IS 'Liquid: what to suggest as the next step';
COMMENT ON COLUMN crm._lookup_columns.tags IS 'free words to group rows by';
COMMENT ON COLUMN crm._lookup_columns.metadata IS 'a JSON object for what has no column';

CREATE TABLE crm._standard_columns (
  tags text[] NOT NULL DEFAULT '{}',
  metadata jsonb NOT NULL DEFAULT '{}' CONSTRAINT metadata_is_object CHECK (jsonb_typeof(metadata) = 'object'),
  created_at timestamptz NOT NULL DEFAULT now(),
  created_by name NOT NULL DEFAULT current_user,
  updated_at timestamptz NOT NULL DEFAULT now(),
  updated_by name NOT NULL DEFAULT current_user
);
COMMENT ON COLUMN crm._standard_columns.tags IS 'free words to group rows by';
COMMENT ON COLUMN crm._standard_columns.metadata IS 'a JSON object for what has no column';
COMMENT ON COLUMN crm._standard_columns.created_at IS
  'when the row came into this database; when it happened in the world has its own column';
COMMENT ON COLUMN crm._standard_columns.created_by IS 'the database role that inserted the row';
COMMENT ON COLUMN crm._standard_columns.updated_at IS
  'when the row was last changed; set by trigger on UPDATE';
COMMENT ON COLUMN crm._standard_columns.updated_by IS
  'the database role that last changed the row; set by trigger on UPDATE';

CREATE TABLE crm._ai_columns (
  ai_summary text,
  ai_insights jsonb,
  ai_model text,
  ai_confidence numeric(4,3) CONSTRAINT ai_confidence_is_a_share CHECK (ai_confidence BETWEEN 0 AND 1),
  ai_updated_at timestamptz
);
COMMENT ON COLUMN crm._ai_columns.ai_summary IS 'what a model says about the row in a few sentences';
COMMENT ON COLUMN crm._ai_columns.ai_insights IS
  'what a model found out, as JSON of the application''s shape';
COMMENT ON COLUMN crm._ai_columns.ai_model IS 'which model wrote the ai_ columns';
COMMENT ON COLUMN crm._ai_columns.ai_confidence IS 'the model''s own confidence, 0 to 1';
COMMENT ON COLUMN crm._ai_columns.ai_updated_at IS 'when the ai_ columns were written';

-- btrim takes eight bytes a character, and cannot take a long text: so it looks at the beginning alone.  Not strict, to be inlined.
CREATE FUNCTION crm._is_blank(content text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN btrim(left(content, 1000), E' \t\r\n') = '' AND translate(content, E' \t\r\n', '') = '';
COMMENT ON FUNCTION crm._is_blank(text) IS 'Does the text hold nothing but spaces, tabs and line ends?';
