-- What a contact is to a client.

CREATE TABLE crm.contact_roles (
  LIKE crm._lookup_columns INCLUDING ALL,
  PRIMARY KEY (id)
);
