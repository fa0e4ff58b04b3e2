-- The stages of the two pipelines, new business and renewal.

CREATE TABLE crm.opportunity_stages (
  LIKE crm._lookup_columns INCLUDING ALL,
  pipeline text NOT NULL CONSTRAINT pipeline_is_known CHECK (pipeline IN ('new_business', 'renewal')),
  probability numeric(4,3) NOT NULL CONSTRAINT probability_is_a_share CHECK (probability BETWEEN 0 AND 1),
  category text NOT NULL CONSTRAINT category_is_known CHECK (category IN ('open', 'won', 'lost')),
  rotten_after interval CONSTRAINT rotten_after_is_positive CHECK (rotten_after > interval '0'),
  PRIMARY KEY (id)
);
