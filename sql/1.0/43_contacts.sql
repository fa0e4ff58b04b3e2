-- The people behind a client.

CREATE SEQUENCE crm.contacts_id_seq;
CREATE TABLE crm.contacts (
  id bigint NOT NULL DEFAULT nextval('crm.contacts_id_seq'),
  tenant_id bigint NOT NULL DEFAULT crm.current_tenant(true) REFERENCES crm.tenants (id),
  client_id bigint NOT NULL,
  name text NOT NULL CONSTRAINT name_is_not_empty CHECK (btrim(name) <> ''),
  title text,
  department text,
  email text,
  phone text,
  linkedin_url text,
  preferred_channel text CONSTRAINT preferred_channel_is_known
    CHECK (preferred_channel IN ('call', 'sms', 'email', 'meeting', 'video', 'mail', 'chat')),
  is_primary_contact boolean NOT NULL DEFAULT false,
  LIKE crm._ai_columns INCLUDING ALL,
  ai_relationship_strength numeric(4,3) CONSTRAINT ai_relationship_strength_is_a_share
    CHECK (ai_relationship_strength BETWEEN 0 AND 1),
  last_contact_at timestamptz,
  next_contact_at timestamptz,
  LIKE crm._standard_columns INCLUDING ALL,
  PRIMARY KEY (id, tenant_id),
  FOREIGN KEY (client_id, tenant_id) REFERENCES crm.clients (id, tenant_id) ON DELETE CASCADE
);
ALTER SEQUENCE crm.contacts_id_seq OWNED BY crm.contacts.id;

CREATE TABLE crm.contact_role_assignments (
  contact_id bigint NOT NULL,
  tenant_id bigint NOT NULL DEFAULT crm.current_tenant(true) REFERENCES crm.tenants (id),
  role_id text NOT NULL REFERENCES crm.contact_roles (id) ON UPDATE CASCADE,
  PRIMARY KEY (contact_id, tenant_id, role_id),
  FOREIGN KEY (contact_id, tenant_id) REFERENCES crm.contacts (id, tenant_id) ON DELETE CASCADE
);
