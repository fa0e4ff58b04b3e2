-- crm.redact: what is masked, what is left alone, options, errors.
\set ON_ERROR_ROLLBACK on
BEGIN;
\pset format unaligned
\pset tuples_only on

-- each kind, and one number for one value
SELECT crm.redact('SSN 123-45-6789, or 123456789 as he wrote it; her social is 234-56-7891.');
SELECT crm.redact('Card 4111 1111 1111 1111, exp 04/27, then 4111-1111-1111-1111 again, Amex 378282246310005.');
SELECT crm.redact('DL# D1234567 (CA). Texas license number 12345678. S530-4608-2103 is her license.');
SELECT crm.redact('Routing 021000021, account 000123456789. IBAN DE89 3704 0044 0532 0130 00.');
SELECT crm.redact('DOB 3/14/1985, wife 4/1/1987, son 2010-05-06. He was born March 14, 1985. 03/14/85 is his birthday.');
SELECT crm.redact('Last four of the social: 4321. On file as xxx-xx-6789.');
SELECT crm.redact('a non-breaking SSN 123‑45‑6789 and one with spaces 123 45 6789');

-- left alone: what an agency's notes are full of
SELECT crm.redact('Policy 123-45-6789, policy number 4111111111111111, claim 021000021, quote 884422113.');
SELECT crm.redact('VIN 1HGCM82633A004352, call 555-123-4567 or (555) 123-4567, jo@example.com, ZIP 30301-1234.');
SELECT crm.redact('Premium $1,234.56, effective 2024-01-01, x-date 03/14/2025, built 1985, license plate 7ABC123.');
SELECT crm.redact('Licensed since 2004-05-06; limits 100/300/100; SSN area 000-12-3456 and 666-12-3456 do not exist.');

-- on request
SELECT crm.redact('VIN 1HGCM82633A004352, call +1 (555) 123-4567 or 555.123.4567, mail Jo.Doe@example.com.',
                  '{"vin": true, "phone": true, "email": true}');
SELECT crm.redact('SSN 123-45-6789, DOB 3/14/1985', '{"ssn": false}');

-- edges
SELECT crm.redact('') = '' AS empty, crm.redact(NULL) IS NULL AS is_null;
SELECT crm.redact('123-45-6789');
SELECT length(crm.redact(repeat('123-45-6789 ', 20000))) AS many;
SELECT crm.redact(repeat('9', 100000)) = repeat('9', 100000) AS long_number;
SELECT crm.redact(repeat('a1', 50000)) = repeat('a1', 50000) AS long_word;

-- errors
SELECT crm.redact('x', '{"passport": true}');
SELECT crm.redact('x', '{"ssn": "yes"}');
SELECT crm.redact('x', '[1]');

ROLLBACK;
