-- Postal addresses of clients and risks.

CREATE SEQUENCE crm.addresses_id_seq;
CREATE TABLE crm.addresses (
  id bigint NOT NULL DEFAULT nextval('crm.addresses_id_seq'),
  tenant_id bigint NOT NULL DEFAULT crm.current_tenant(true) REFERENCES crm.tenants (id),
  line1 text NOT NULL,
  line2 text,
  city text,
  state text,
  postal_code text,
  county text,
  country char(2) NOT NULL DEFAULT 'US' CONSTRAINT country_is_iso CHECK (country ~ '^[A-Z]{2}$'),
  latitude numeric(9,6) CONSTRAINT latitude_in_range CHECK (latitude BETWEEN -90 AND 90),
  longitude numeric(9,6) CONSTRAINT longitude_in_range CHECK (longitude BETWEEN -180 AND 180),
  timezone text CONSTRAINT timezone_is_known
    CHECK (timezone IS NULL OR (timestamptz '2000-01-01 00:00+00' AT TIME ZONE timezone) IS NOT NULL),
  verification_status text NOT NULL DEFAULT 'unverified' CONSTRAINT verification_status_is_known
    CHECK (verification_status IN ('unverified', 'valid', 'corrected', 'invalid')),
  verified_at timestamptz,
  LIKE crm._standard_columns INCLUDING ALL,
  PRIMARY KEY (id, tenant_id),
  CONSTRAINT us_address_is_well_formed CHECK (country <> 'US'
    OR ((state IS NULL OR state ~ '^[A-Z]{2}$') AND (postal_code IS NULL OR postal_code ~ '^[0-9]{5}(-[0-9]{4})?$')))
);
ALTER SEQUENCE crm.addresses_id_seq OWNED BY crm.addresses.id;

COMMENT ON TABLE crm.addresses IS 'Postal addresses of clients. One address may serve several clients.';
COMMENT ON COLUMN crm.addresses.line1 IS 'street and number';
COMMENT ON COLUMN crm.addresses.line2 IS 'apartment, suite, floor';
COMMENT ON COLUMN crm.addresses.state IS 'two capital letters in the United States';
COMMENT ON COLUMN crm.addresses.postal_code IS 'ZIP or ZIP+4 in the United States';
COMMENT ON COLUMN crm.addresses.country IS 'ISO 3166-1, two capital letters';
COMMENT ON COLUMN crm.addresses.latitude IS 'degrees north, WGS 84';
COMMENT ON COLUMN crm.addresses.longitude IS 'degrees east, WGS 84';
COMMENT ON COLUMN crm.addresses.timezone IS 'IANA name, for calling at a decent hour';
COMMENT ON COLUMN crm.addresses.verification_status IS
  'unverified, valid, corrected (a service changed it) or invalid';
COMMENT ON COLUMN crm.addresses.verified_at IS 'when a service last checked it';
