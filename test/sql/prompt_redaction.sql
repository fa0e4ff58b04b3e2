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

-- the words around decide: how far away, which is nearer, where the sentence ends
SELECT crm.redact('ssn.123456789 SSN-123456789 S.S.N. 123456789 ss#123456789 no.123456789');
SELECT crm.redact('Her social, as she told me twice: 123456789. My social is known. 123456788! Policy 123456787');
SELECT crm.redact('123456789 is my social; 123456788 was the social. 123456787. Social unknown');
SELECT crm.redact(E'social\n123456789, social\n\n123456788, the social? 123456787, ''social'' 123456786');
SELECT crm.redact('social confirmationconfirmationconfirmationconfirmationconfirmation 123456789');
SELECT crm.redact('routing 021000021 policy 021000021 account 021000022 claim 021000022');
SELECT crm.redact('license A1234567 until 2027, plate A1234568, his license, issued here, is A1234569');
SELECT crm.redact('born 14 March 1985 or 14-Mar-1985, Sept. 4, 1985 is her birthday, bound March 14, 1985, wrote 3/14/1985');

-- as agents write it, and in Spanish
SELECT crm.redact('numero de seguro social 587-21-6603; últimos 4 dígitos del seguro social: 8830; su licencia es F536921873');
SELECT crm.redact('nació el 3 de mayo de 1975, fecha de nacimiento 14/07/1986, vence 15/08/2025, cuenta 4402817736 ruta 063100277');
SELECT crm.redact('date of birth given as the 3rd of May, 1961. D/O/B 7/30/1955, b-day is Oct 3, 1992, insured b. 2/14/1962.');
SELECT crm.redact('His license is 24815073 and hers is 31770425; PA license # 27 384 911, CO DL 94-158-2207, "dl":"TX-18820417"');
SELECT crm.redact('ACH: 111900659 4488120077, out of 556677889 (checking account). IBAN DE44500105175407324931 for the parent company');
SELECT crm.redact('The Visa she read to me was 4916-3388-1212-4457 (one digit is wrong); without the word 4916-3388-1212-4457.');
SELECT crm.redact('A birthday card was mailed 8/14/2025. Birthday dinner planned 11/2/2025, clean license, drives 15000 miles, dog license 20418, '
                  'número de póliza 402-11-9983, MM505053 expires, SSN last four: 0093, DOB year 1971');

-- a masked number whose marks were taken for the end of another
SELECT crm.redact('IBAN DE04 1111 1111 1111 xxx-xx-6955');

-- digits after an "@" that is no address, with addresses masked as without
SELECT crm.redact('card @4111 1111 1111 1111, paid @378282246310005', '{"email": true}');
-- words and numbers across the 64 bytes that are read at a time, and up to the text's last byte
SELECT count(*) AS masked, min(n), max(n) FROM generate_series(0, 200) AS n
 WHERE crm.redact(repeat('x', n) || ' her social is 123456789') = repeat('x', n) || ' her social is [SSN_1]'
   AND crm.redact(repeat('x ', n) || '123456789 is her social') = repeat('x ', n) || '[SSN_1] is her social'
   AND crm.redact(repeat('. ', n) || 'D.O.B. March 14, 1985') = repeat('. ', n) || 'D.O.B. [DOB_1]';
-- words next to a joint of two bytes
SELECT crm.redact('routing 0210' || chr(160) || '00021, card 4111' || chr(160) || '1111 1111' || chr(160) || '1111');

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
