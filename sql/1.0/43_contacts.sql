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
  email_key text COLLATE "C" GENERATED ALWAYS AS (nullif(lower(btrim(email)), '')) STORED,
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
  CONSTRAINT times_are_in_years_1_to_9999 CHECK (LEAST(last_contact_at, next_contact_at) >= '0001-01-01 00:00+00'
    AND GREATEST(last_contact_at, next_contact_at) < '10000-01-01 00:00+00'),
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

CREATE FUNCTION crm.find_clients(search text, page_size int DEFAULT 20, tenant bigint DEFAULT crm.current_tenant())
  RETURNS TABLE (client_id bigint, contact_id bigint, client text, contact text, matched text, email text, phone text,
                 lifecycle text)
  LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 20 SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  words text := lower(btrim(regexp_replace(translate(search, ',', ' '), '\s+', ' ', 'g')));
  -- people say "lee ames", the key says "ames lee"
  turned text := regexp_replace(words, '^(.*) (\S+)$', '\2 \1');
  digits text := right(regexp_replace(search, '[a-zA-Z].*$|[^0-9]', '', 'g'), 10);
BEGIN
  IF page_size IS NULL OR page_size NOT BETWEEN 1 AND 1000 THEN
    RAISE invalid_parameter_value USING
      MESSAGE = 'the page size is out of range',
      DETAIL = format('page_size is %s.', coalesce(page_size::text, 'null')),
      HINT = 'Ask for 1 to 1000 rows.';
  END IF;
  RETURN QUERY
  SELECT f.client_id, f.contact_id, c.display_name, p.name, f.matched, coalesce(p.email, c.email),
         coalesce(p.phone, c.phone),
         c.lifecycle
  FROM (
    SELECT k.id AS client_id, NULL::bigint AS contact_id, 'email' AS matched FROM crm.clients k
    WHERE k.tenant_id = tenant AND k.email_key = words
    UNION ALL
    SELECT k.client_id, k.id, 'email' FROM crm.contacts k WHERE k.tenant_id = tenant AND k.email_key = words
    UNION ALL
    SELECT k.id, NULL, 'phone' FROM crm.clients k
    WHERE k.tenant_id = tenant AND k.phone_key = digits AND length(digits) >= 7
    UNION ALL
    SELECT k.client_id, k.id, 'phone' FROM crm.contacts k
    WHERE k.tenant_id = tenant AND k.phone_key = digits AND length(digits) >= 7
    UNION ALL
    (SELECT k.id, NULL, 'name' FROM crm.clients k
     WHERE k.tenant_id = tenant AND words <> '' AND k.name_key ^@ words
     ORDER BY k.name_key, k.id LIMIT page_size)
    UNION ALL
    (SELECT k.id, NULL, 'name' FROM crm.clients k
     WHERE k.tenant_id = tenant AND turned <> words AND k.name_key ^@ turned
     ORDER BY k.name_key, k.id LIMIT page_size)
  ) AS f
  JOIN crm.clients c ON c.id = f.client_id AND c.tenant_id = tenant
  LEFT JOIN crm.contacts p ON p.id = f.contact_id AND p.tenant_id = tenant
  ORDER BY array_position(ARRAY['email', 'phone', 'name'], f.matched), c.name_key, c.id,
    f.contact_id NULLS FIRST
  LIMIT page_size;
END
$$;
COMMENT ON FUNCTION crm.find_clients(text, int, bigint) IS
  'the clients whose e-mail address or phone number (in any spelling), or one of whose contacts'' it is, '
  'or whose name begins with the words ("ames", "ames, lee", "lee ames"; a business by the start of its '
  'name); addresses first, then numbers, then names in order. matched says which; contact_id is set where '
  'it is a contact''s. Raises invalid_parameter_value for a page size outside 1 to 1000';
