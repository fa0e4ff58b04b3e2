\set ECHO none
-- Two leads for the tests of prompts, the moment that they are seen at, and settings that must not matter: 1001 with
-- everything, and facts of it after as_of; 1002, about which next to nothing is known.  Within a transaction.
SET LOCAL client_min_messages = warning;
SET LOCAL timezone = 'Asia/Tokyo';
UPDATE crm.tenants SET name = 'Harborline', timezone = 'America/New_York' WHERE id = 1;
INSERT INTO crm.agents (id, tenant_id, display_name, phone) VALUES (1001, 1, 'Maria Lopez', '614-555-0100');
INSERT INTO crm.addresses (id, tenant_id, line1, city, state, postal_code)
  VALUES (1001, 1, '12 Elm St', 'Columbus', 'OH', '43004');
INSERT INTO crm.clients (id, tenant_id, client_type, first_name, last_name, date_of_birth, occupation, ssn_last4,
                         gender, email, phone, address_id, preferred_channel, preferred_language, preferred_tone)
  VALUES (1001, 1, 'individual', 'Dana', 'Whitfield', '1985-03-14', 'nurse', '6789', 'F', 'dana@example.com',
          '(614) 555-0142', 1001, 'email', 'en', 'friendly'),
         (1002, 1, 'individual', NULL, 'Quiet', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO crm.leads (id, tenant_id, client_id, insurance_type_id, status_id, source_id, assigned_agent_id,
                       current_carrier, current_premium, x_date, quoted_premium, auto_data, auto_schema_version,
                       received_at, quoted_at, last_contact_at, status_changed_at)
  VALUES (1001, 1, 1001, 'auto', 'quoted', 'website', 1001, 'Geico', 1840, '2026-02-20', 1522.50,
          '{"state": "OH", "drivers": [{"id": "d1", "first_name": "Dana", "date_of_birth": "1985-03-14",
            "license_number_last4": "4821"}], "vehicles": [{"id": "v1", "year": 2021, "make": "Honda"}]}', 1,
          '2026-01-05 14:30+00', '2026-01-08 16:00+00', '2026-01-12 15:00+00', '2026-01-08 16:00+00'),
         (1002, 1, 1002, 'renters', 'new', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
          '2026-01-10 10:00+00', NULL, NULL, '2026-01-10 10:00+00');
INSERT INTO crm.lead_communications (id, tenant_id, lead_id, client_id, agent_id, communication_type_id, direction,
                                     subject, body, occurred_at, outcome, duration)
  VALUES (1001, 1, 1001, 1001, 1001, 'call', 'outbound', NULL, 'Left word about the auto quote.',
          '2026-01-05 15:00+00', 'voicemail', '40 seconds'),
         (1002, 1, 1001, 1001, NULL, 'email', 'inbound', 'Re: quote',
          E'Hi Maria,\nmy license is OH DL RT482136, SSN 123-45-6789. \n\nDana', '2026-01-12 15:00+00', NULL, NULL),
         (1003, 1, 1001, 1001, NULL, 'sms', 'inbound', NULL, 'This comes after as_of.', '2026-01-20 15:00+00', NULL, NULL);
INSERT INTO crm.lead_notes (id, tenant_id, lead_id, client_id, author, body, is_pinned, created_at)
  VALUES (1001, 1, 1001, 1001, 'mlopez', 'Husband Tom has a DUI from 2021, will be excluded.', true, '2026-01-06 10:00+00'),
         (1002, 1, 1001, 1001, 'mlopez', 'Wants 100/300/100.', false, '2026-01-09 10:00+00'),
         (1003, 1, 1001, 1001, 'mlopez', 'A note after as_of.', false, '2026-01-20 10:00+00');
INSERT INTO crm.lead_marketing_settings (id, tenant_id, lead_id, client_id, email_opt_in, sms_opt_in, call_opt_in)
  VALUES (1001, 1, 1001, 1001, true, false, true);
\set as_of '''2026-01-15 12:00+00'''
\set SHOW_CONTEXT never
\set ECHO all
