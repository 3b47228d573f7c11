-- A number that the bank made for us alone: it dies with the permission, and each new permission gives another one.
ALTER TABLE bank_accounts ADD COLUMN tokenized BOOLEAN NOT NULL DEFAULT FALSE;
-- Connections that nobody uses any more and that are still to be ended at the provider.
CREATE TABLE bank_items_to_remove (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  access_token_encrypted TEXT NOT NULL,
  context VARCHAR(120) NOT NULL,
  created_at TIMESTAMPTZ NOT NULL
);
