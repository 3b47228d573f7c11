-- A creator's own Stripe account is one more way of being paid.
ALTER TABLE bank_accounts DROP CONSTRAINT bank_accounts_source_check;
ALTER TABLE bank_accounts ADD CONSTRAINT bank_accounts_source_check CHECK (source IN ('manual', 'plaid', 'stripe'));
