-- crm.json_is_valid: what the official suite does not ask, and what it must never do.
\set ON_ERROR_ROLLBACK on
BEGIN;

SELECT crm.json_is_valid('{"type": "object", "required": ["state"], "properties": {"state": {"enum": ["TX", "CA"]}}}',
                         '{"state": "TX"}') AS good,
       crm.json_is_valid('{"type": "object", "required": ["state"], "properties": {"state": {"enum": ["TX", "CA"]}}}',
                         '{"state": "Texas"}') AS bad;

-- Null in, null out; a boolean is a schema.
SELECT crm.json_is_valid(NULL, '1') IS NULL AS null_schema, crm.json_is_valid('{}', NULL) IS NULL AS null_document,
       crm.json_is_valid('true', '1') AS everything, crm.json_is_valid('false', '1') AS nothing;

-- Numbers are exact, however they are written.
SELECT crm.json_is_valid('{"type": "integer"}', '1.0') AS integer_with_a_point,
       crm.json_is_valid('{"type": "integer"}', '1e3') AS integer_with_exponent,
       crm.json_is_valid('{"type": "integer"}', '1.5') AS no_integer,
       crm.json_is_valid('{"$schema": "http://json-schema.org/draft-04/schema#", "type": "integer"}', '1.0') AS draft_04;
SELECT crm.json_is_valid('{"multipleOf": 0.01}', '19.99') AS cents,
       crm.json_is_valid('{"multipleOf": 0.01}', '19.999') AS tenth_of_cents,
       crm.json_is_valid('{"multipleOf": 0.0000000001}', '12345678901234567890.0000000003') AS beyond_64_bits,
       crm.json_is_valid('{"multipleOf": 3}', '-9') AS negative,
       crm.json_is_valid('{"multipleOf": 7}', '1e400') AS huge;
SELECT crm.json_is_valid('{"maximum": 9007199254740992}', '9007199254740993') AS beyond_float,
       crm.json_is_valid('{"minimum": 0.1}', '0.1') AS equal,
       crm.json_is_valid('{"exclusiveMinimum": 0.1}', '0.1000') AS equal_with_zeros,
       crm.json_is_valid('{"minimum": -0.00000001}', '-0.000000011') AS just_below,
       crm.json_is_valid('{"const": 1.0}', '1') AS same_number,
       crm.json_is_valid('{"enum": [[1.50, {"a": -0.0}]]}', '[1.5, {"a": 0}]') AS deep;
SELECT crm.json_is_valid(jsonb_build_object('maximum', ('1' || repeat('0', 1000))::numeric), to_jsonb(('9' || repeat('0', 999))::numeric)) AS below,
       crm.json_is_valid(jsonb_build_object('maximum', ('9' || repeat('0', 999))::numeric), to_jsonb(('1' || repeat('0', 1000))::numeric)) AS above,
       crm.json_is_valid('{"multipleOf": 1e-300}', '1e300') AS far_apart;

-- Lengths count characters.
SELECT crm.json_is_valid('{"maxLength": 3, "minLength": 3}', '"äöü"') AS umlauts,
       crm.json_is_valid('{"maxLength": 1}', '"\ud83d\ude00"') AS emoji,
       crm.json_is_valid('{"minLength": 5}', '"äöü"') AS bytes_do_not_count;

-- uniqueItems, few and many; 1 and 1.0 are one number, 1 and true are not.
SELECT crm.json_is_valid('{"uniqueItems": true}', '[1, true, "1", [1], {"a": 1}]') AS differ,
       crm.json_is_valid('{"uniqueItems": true}', '[{"a": 1, "b": 2}, {"b": 2.0, "a": 1.0}]') AS equal,
       crm.json_is_valid('{"uniqueItems": true}', (SELECT jsonb_agg(g) FROM generate_series(1, 20000) AS g)) AS many,
       crm.json_is_valid('{"uniqueItems": true}', (SELECT jsonb_agg(g % 19999) FROM generate_series(1, 20000) AS g)) AS many_but_one;

-- Objects and arrays of more entries than JSONB keeps lengths for.
SELECT crm.json_is_valid('{"additionalProperties": {"type": "integer"}, "required": ["k1", "k99"], "minProperties": 99}', d) AS wide,
       crm.json_is_valid('{"properties": {"k50": {"const": 50}, "k51": {"const": 51}}}', d) AS found,
       crm.json_is_valid('{"properties": {"k77": {"const": 78}}}', d) AS found_and_wrong
FROM (SELECT jsonb_object_agg('k' || g, g) AS d FROM generate_series(1, 99) AS g) AS wide;

-- References to the caller's resources and to the metaschemas.
SELECT crm.json_is_valid('{"$ref": "https://example.com/state"}', '"TX"', '{"https://example.com/state": {"pattern": "^[A-Z]{2}$"}}') AS good,
       crm.json_is_valid('{"$ref": "https://example.com/state"}', '"Texas"', '{"https://example.com/state": {"pattern": "^[A-Z]{2}$"}}') AS bad,
       crm.json_is_valid('{"$ref": "https://json-schema.org/draft/2020-12/schema"}', '{"type": "strin"}') AS metaschema;

-- Formats are asserted unless told otherwise; unknown ones never.
SELECT crm.json_is_valid('{"format": "date"}', '"2025-02-29"') AS asserted,
       crm.json_is_valid('{"format": "date"}', '"2025-02-29"', '{}', false) AS not_asserted,
       crm.json_is_valid('{"format": "shoe-size"}', '"?"') AS unknown;

-- One call site, many schemas: what is compiled belongs to the bytes, not to the place.
DO $$
DECLARE
  s jsonb;
  wrong int := 0;
BEGIN
  FOR i IN 1 .. 2000 LOOP
    s := jsonb_build_object('const', i % 700);
    wrong := wrong + (NOT crm.json_is_valid(s, to_jsonb(i % 700)))::int + crm.json_is_valid(s, to_jsonb(i % 700 + 1))::int;
  END LOOP;
  RAISE NOTICE '% wrong', wrong;
END $$;

-- A failed compilation leaves nothing behind.
SELECT crm.json_is_valid('{"type": "strin"}', '1');
SELECT crm.json_is_valid('{"type": "strin"}', '1');
SELECT crm.json_is_valid('{"type": "string"}', '1');

-- In a CHECK.
CREATE TABLE quotes (document jsonb CHECK (crm.json_is_valid('{"type": "object"}', document)));
INSERT INTO quotes VALUES ('{}'), (NULL);
INSERT INTO quotes VALUES ('[]');

-- Deep documents: an answer or a clear error.
SELECT crm.json_is_valid('{"type": "array", "items": {"$ref": "#"}}', (repeat('[', 500) || repeat(']', 500))::jsonb) AS deep,
       crm.json_is_valid('{"type": "array", "items": {"$ref": "#"}}', (repeat('[', 500) || '1' || repeat(']', 500))::jsonb) AS deep_and_wrong;
DO $$
DECLARE
  outcome boolean;
BEGIN
  outcome := crm.json_is_valid('{"type": "array", "items": {"$ref": "#"}}', (repeat('[', 5000) || '1' || repeat(']', 5000))::jsonb);
  RAISE NOTICE 'too deep, or not valid: %', NOT outcome;
EXCEPTION WHEN statement_too_complex THEN
  RAISE NOTICE 'too deep, or not valid: %', true;
END $$;

ROLLBACK;
