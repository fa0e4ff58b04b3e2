-- How an agency talks with people.

CREATE TABLE crm.communication_types (
  LIKE crm._lookup_columns INCLUDING ALL,
  channel text NOT NULL CONSTRAINT channel_is_known
    CHECK (channel IN ('call', 'sms', 'email', 'meeting', 'video', 'mail', 'chat')),
  counts_as_contact boolean NOT NULL DEFAULT true,
  PRIMARY KEY (id)
);
