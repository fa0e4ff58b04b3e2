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
  email_key text COLLATE "C" GENERATED ALWAYS AS (lower(btrim(email))) STORED,
  phone text,
  phone_key text COLLATE "C" GENERATED ALWAYS AS (
    nullif(right(regexp_replace(phone, '[a-zA-Z].*$|[^0-9]', '', 'g'), 10), '')) STORED,
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

-- At most one primary contact a client.  A partial unique index cannot be deferred: unset the old one first.
CREATE UNIQUE INDEX contacts_one_primary_a_client ON crm.contacts (client_id, tenant_id)
  WHERE is_primary_contact;
-- Used by: a client's contacts in timelines and prompts; the foreign key.
CREATE INDEX contacts_client_id_idx ON crm.contacts (client_id);
-- Used by: crm.find_clients.
CREATE INDEX contacts_email_key_idx ON crm.contacts (tenant_id, email_key) WHERE email_key IS NOT NULL;
CREATE INDEX contacts_phone_key_idx ON crm.contacts (tenant_id, phone_key) WHERE phone_key IS NOT NULL;
-- Used by: overdue_follow_ups.
CREATE INDEX contacts_next_contact_at_idx ON crm.contacts (tenant_id, next_contact_at)
  WHERE next_contact_at IS NOT NULL;

COMMENT ON TABLE crm.contacts IS 'The people behind a client: a spouse, a bookkeeper, a fleet manager.';
COMMENT ON COLUMN crm.contacts.name IS 'the whole name, as the person writes it';
COMMENT ON COLUMN crm.contacts.title IS 'job title';
COMMENT ON COLUMN crm.contacts.department IS 'where in the business';
COMMENT ON COLUMN crm.contacts.email_key IS 'email in lower case, for look-ups; generated';
COMMENT ON COLUMN crm.contacts.phone_key IS
  'the last ten digits of phone without its extension, for look-ups; generated';
COMMENT ON COLUMN crm.contacts.preferred_channel IS 'call, sms, email, meeting, video, mail or chat';
COMMENT ON COLUMN crm.contacts.is_primary_contact IS 'whom to talk to first; at most one a client';
COMMENT ON COLUMN crm.contacts.ai_relationship_strength IS
  'a model''s estimate of how well the agency knows the person, 0 to 1';
COMMENT ON COLUMN crm.contacts.last_contact_at IS
  'the newest communication that counts as contact; kept by trigger, only ever forward';
COMMENT ON COLUMN crm.contacts.next_contact_at IS 'when somebody means to talk to the person next';

COMMENT ON TABLE crm.contact_role_assignments IS
  'What a contact is to the client; any number of roles a contact.';
