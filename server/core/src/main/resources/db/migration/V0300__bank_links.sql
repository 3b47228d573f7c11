-- A visit to the bank's page, begun by a creator; the provider's token never leaves the server.
CREATE TABLE bank_links (
  id UUID PRIMARY KEY,
  creator_id UUID NOT NULL REFERENCES creators (id) ON DELETE CASCADE,
  link_token VARCHAR(255) NOT NULL,
  account_holder_name VARCHAR(255) NOT NULL,
  -- The account to be connected anew; null for a new one.
  relinks UUID REFERENCES bank_accounts (id) ON DELETE CASCADE,
  -- Kept as soon as the provider gave it, because it gives it once.
  item_id VARCHAR(255),
  access_token_encrypted TEXT,
  bank_account_id UUID REFERENCES bank_accounts (id) ON DELETE CASCADE,
  created_at TIMESTAMPTZ NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX bank_links_creator_idx ON bank_links (creator_id, created_at);
CREATE INDEX bank_links_expires_idx ON bank_links (expires_at);
CREATE INDEX bank_accounts_item_idx ON bank_accounts (plaid_item_id) WHERE plaid_item_id IS NOT NULL;
