-- Why a lead or an opportunity was lost, and when to come back.

CREATE TABLE crm.lost_reasons (
  LIKE crm._lookup_columns INCLUDING ALL,
  note_required boolean NOT NULL DEFAULT false,
  reapproach_before_x_date interval CONSTRAINT reapproach_is_positive
    CHECK (reapproach_before_x_date > interval '0'),
  PRIMARY KEY (id)
);
