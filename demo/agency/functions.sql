-- Helpers of the demo agency: choices that look like chance and are none.

-- 0 up to 1, always the same for the same words.
CREATE FUNCTION pg_temp.chance(words text) RETURNS float8 LANGUAGE sql IMMUTABLE STRICT
  RETURN ('x' || substr(md5(words), 1, 8))::bit(32)::bigint / 4294967296.0;

CREATE FUNCTION pg_temp.pick(items anyarray, words text) RETURNS anyelement LANGUAGE sql IMMUTABLE STRICT AS
  $$ SELECT items[1 + floor(pg_temp.chance(words) * cardinality(items))::int] $$;

-- A whole number from low to high.
CREATE FUNCTION pg_temp.between(low int, high int, words text) RETURNS int LANGUAGE sql IMMUTABLE STRICT
  RETURN low + floor(pg_temp.chance(words) * (high - low + 1))::int;

-- The next moment in office hours (Monday to Friday, 8:30 to 17:30) at or after a moment; keeps the order.
-- What is not urgent (spread) need not happen first thing in the morning, nor on a Monday.
CREATE FUNCTION pg_temp.office(at timestamptz, words text, spread boolean DEFAULT false) RETURNS timestamptz
LANGUAGE plpgsql STRICT AS $$
DECLARE
  day date := at::date;
BEGIN
  IF at::time > time '17:30' THEN
    day := day + 1;
  END IF;
  IF extract(isodow FROM day) > 5 THEN
    day := day + 8 - extract(isodow FROM day)::int
      + CASE WHEN spread THEN pg_temp.between(0, 3, words || '/day') ELSE 0 END;
  END IF;
  IF day = at::date AND at::time >= time '08:30' THEN
    RETURN date_trunc('second', at);
  END IF;
  RETURN (day + time '08:30')::timestamptz
    + make_interval(mins => pg_temp.between(0, CASE WHEN spread THEN 520 ELSE 40 END, words || '/office'),
                    secs => pg_temp.between(0, 59, words || '/second'));
END $$;

-- A vehicle identification number whose check digit is right: eight characters of maker and model, the
-- model year's letter, the rest from the words.
CREATE FUNCTION pg_temp.vin(maker text, model_year int, words text) RETURNS text LANGUAGE plpgsql STRICT AS $$
DECLARE
  weights constant int[] := '{8,7,6,5,4,3,2,10,0,9,8,7,6,5,4,3,2}';
  letters constant text := 'ABCDEFGHJKLMNPRSTUVWXYZ';
  worth constant int[] := '{1,2,3,4,5,6,7,8,1,2,3,4,5,7,9,2,3,4,5,6,7,8,9}';
  years constant text := 'ABCDEFGHJKLMNPRSTVWXY123456789';
  vin text;
  c text;
  total int := 0;
BEGIN
  vin := maker || '0' || substr(years, 1 + (model_year - 1980) % 30, 1)
    || substr(letters, pg_temp.between(1, 23, words || '/plant'), 1)
    || lpad(pg_temp.between(100000, 999999, words || '/serial')::text, 6, '0');
  FOR i IN 1..17 LOOP
    c := substr(vin, i, 1);
    total := total + weights[i] * CASE WHEN c ~ '[0-9]' THEN c::int ELSE worth[strpos(letters, c)] END;
  END LOOP;
  RETURN overlay(vin PLACING CASE total % 11 WHEN 10 THEN 'X' ELSE (total % 11)::text END FROM 9 FOR 1);
END $$;

CREATE FUNCTION pg_temp.dollars(amount numeric) RETURNS text LANGUAGE sql IMMUTABLE STRICT
  RETURN '$' || btrim(to_char(amount, 'FM999,999,999,990'));

-- A text with {slots} filled; null when a slot it needs is empty, so that the text is not used.
CREATE FUNCTION pg_temp.fill(body text, slots jsonb) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  slot text;
  filled text := body;
BEGIN
  FOR slot IN SELECT DISTINCT m[1] FROM regexp_matches(body, '\{([a-z_0-9]+)\}', 'g') AS m LOOP
    filled := replace(filled, '{' || slot || '}', slots ->> slot);
  END LOOP;
  RETURN filled;
END $$;

-- Refuses a tenant that already has clients.
CREATE FUNCTION pg_temp.check_tenant() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF crm.current_tenant(true) IS NOT NULL
     AND EXISTS (SELECT FROM crm.clients WHERE tenant_id = (SELECT crm.current_tenant())) THEN
    RAISE 'tenant % already has clients', crm.current_tenant()
      USING ERRCODE = 'object_not_in_prerequisite_state',
        DETAIL = 'The demo agency fills an empty tenant; nothing was changed.',
        HINT = 'Load it into a new database, or insert a row into crm.tenants and SET crm.tenant_id to its id first.';
  END IF;
END $$;
