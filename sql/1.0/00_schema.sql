-- The schema, and the column sets that many tables share.

CREATE SCHEMA crm;

-- Dropped again at the end of the script (99_end.sql): tables take their columns, checks and
-- comments from here by LIKE, so that each is written once.

CREATE TABLE crm._lookup_columns (
  id text NOT NULL CONSTRAINT id_is_a_name CHECK (id ~ '^[a-z][a-z0-9_]*$'),
  label text NOT NULL,
  description text,
  sort_order int NOT NULL DEFAULT 0,
  color text CONSTRAINT color_is_rgb CHECK (color ~ '^#[0-9a-f]{6}$'),
  icon text,
  is_active boolean NOT NULL DEFAULT true,
  is_builtin boolean NOT NULL DEFAULT false,
  ai_prompt_template text,
  ai_summary_template text,
  ai_action_template text,
  tags text[] NOT NULL DEFAULT '{}',
  metadata jsonb NOT NULL DEFAULT '{}' CONSTRAINT metadata_is_object CHECK (jsonb_typeof(metadata) = 'object')
);

CREATE TABLE crm._standard_columns (
  tags text[] NOT NULL DEFAULT '{}',
  metadata jsonb NOT NULL DEFAULT '{}' CONSTRAINT metadata_is_object CHECK (jsonb_typeof(metadata) = 'object'),
  created_at timestamptz NOT NULL DEFAULT now(),
  created_by name NOT NULL DEFAULT current_user,
  updated_at timestamptz NOT NULL DEFAULT now(),
  updated_by name NOT NULL DEFAULT current_user
);

CREATE TABLE crm._ai_columns (
  ai_summary text,
  ai_insights jsonb,
  ai_model text,
  ai_confidence numeric(4,3) CONSTRAINT ai_confidence_is_a_share CHECK (ai_confidence BETWEEN 0 AND 1),
  ai_updated_at timestamptz
);
