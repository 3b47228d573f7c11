-- A number that the bank made for us alone: it dies with the permission, and each new permission gives another one.
ALTER TABLE bank_accounts ADD COLUMN tokenized BOOLEAN NOT NULL DEFAULT TRUE;
-- Of a number that came by a bank's connection it is not known until the provider is asked again, so it counts as one
-- that dies; a number that its owner typed does not.
UPDATE bank_accounts SET tokenized = FALSE WHERE plaid_item_id IS NULL;
-- Connections that nobody uses any more and that are still to be ended at the provider.
CREATE TABLE bank_items_to_remove (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  access_token_encrypted TEXT NOT NULL,
  context VARCHAR(120) NOT NULL,
  created_at TIMESTAMPTZ NOT NULL
);
