-- What an agency sells.

CREATE TABLE crm.insurance_types (
  LIKE crm._lookup_columns INCLUDING ALL,
  line text NOT NULL CONSTRAINT line_is_known CHECK (line IN ('personal', 'commercial', 'life_health')),
  document_kind text CONSTRAINT document_kind_is_known
    CHECK (document_kind IN ('auto', 'home', 'renters', 'specialty', 'commercial', 'life')),
  is_renewable boolean NOT NULL DEFAULT true,
  PRIMARY KEY (id)
);
