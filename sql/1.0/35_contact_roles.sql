-- What a contact is to a client.

CREATE TABLE crm.contact_roles (
  LIKE crm._lookup_columns INCLUDING ALL,
  PRIMARY KEY (id)
);
COMMENT ON TABLE crm.contact_roles IS
  'lookup: what a contact is to a client; a contact may have several roles';

-- What ships.
INSERT INTO crm.contact_roles (id, label, sort_order, color, icon, is_builtin, description,
                               ai_prompt_template) VALUES
  ('named_insured', 'Named insured', 10, '#2563eb', 'user', true,
   'Stands first on the policy; only they can change or cancel it.',
   'The only person who may change or cancel: get decisions and signatures from them.'),
  ('spouse', 'Spouse or partner', 20, '#3b82f6', 'users', true,
   'Lives in the household, shares decisions.',
   'Often decides together with the insured: offer a time when both can listen. Do not discuss policy '
   'changes with them alone unless they are named.'),
  ('driver', 'Driver', 30, '#60a5fa', 'car', true,
   'Listed on an auto policy.',
   'Ask only about their own license and record; do not share the household''s premium or claims with '
   'them.'),
  ('decision_maker', 'Decision maker', 40, '#7c3aed', 'gavel', true,
   'Says yes or no.',
   'Short and to the decision: gap, cost, date. Others collect facts; this one gets a recommendation.'),
  ('business_owner', 'Business owner', 50, '#6d28d9', 'store', true,
   'Owns the insured business.',
   'Talk about what stops the business and what contracts demand, not about forms. Early morning or '
   'after closing is their time.'),
  ('finance', 'Finance or controller', 60, '#0f766e', 'calculator', true,
   'CFO, controller, bookkeeper: payroll, sales, audits, invoices.',
   'Wants numbers in a table: premium, payment plan, audit basis, change against last year.'),
  ('risk_manager', 'Risk or safety manager', 70, '#b45309', 'hard-hat', true,
   'Safety, claims, contracts.',
   'Knows the language: use exact terms, send loss analysis, ask about the program before the price.'),
  ('hr_benefits', 'Human resources', 80, '#db2777', 'users-round', true,
   'Employees, benefits, workers compensation reports.',
   'Talk about employees and deadlines: census, enrollment dates, handbook, claims reporting.'),
  ('fleet_manager', 'Fleet manager', 90, '#1d4ed8', 'truck', true,
   'Vehicles and drivers.',
   'Ask for the driver and vehicle lists; agree on how changes are reported.'),
  ('billing', 'Billing contact', 100, '#64748b', 'receipt', true,
   'Pays the invoices.',
   'Only invoices, due dates and payment methods; no coverage talk.'),
  ('certificate_contact', 'Certificates', 110, '#475569', 'file-badge', true,
   'Asks for certificates of insurance.',
   'Needs a certificate fast: confirm holder, wording and deadline; never change coverage on their word.'),
  ('claims_contact', 'Claims contact', 120, '#dc2626', 'siren', true,
   'Reports and follows claims.',
   'Give claim number, adjuster and next step. No opinion on coverage or fault.'),
  ('lender', 'Mortgagee or lienholder', 130, '#15803d', 'landmark', true,
   'Bank with an interest in the property.',
   'Wants evidence of insurance with exact clause and loan number; send nothing else.'),
  ('landlord', 'Landlord or property manager', 140, '#4d7c0f', 'key', true,
   'Needs proof that tenants are insured.',
   'Proof of liability limit and dates only; ask the tenant first.'),
  ('advisor', 'Attorney or accountant', 150, '#a16207', 'briefcase', true,
   'Advises the client.',
   'Precise, in writing, with the client''s permission on file.'),
  ('beneficiary', 'Beneficiary', 160, '#be123c', 'heart', true,
   'Named in a life policy.',
   'No policy details while the insured lives; with a claim, slow down, condolences first.'),
  ('power_of_attorney', 'Power of attorney or guardian', 170, '#9d174d', 'scroll-text', true,
   'Acts for the client.',
   'May act only within the document on file: check it before every change.'),
  ('referral_partner', 'Referral partner', 180, '#0d9488', 'share-2', true,
   'Realtor, lender, dealer, accountant who sends clients.',
   'Thank, report back that the client is taken care of, no private facts.');
