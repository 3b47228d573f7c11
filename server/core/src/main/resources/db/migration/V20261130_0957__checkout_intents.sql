-- What a guest starts belongs to the browser or client that started it, and never to whoever types the same address.
ALTER TABLE payments ADD COLUMN started_by CHAR(64);
DROP INDEX payments_one_open_per_product;
CREATE UNIQUE INDEX payments_one_open_per_product ON payments (fan_id, product_id)
  WHERE kind = 'product' AND status IN ('created', 'requires_action', 'processing', 'unknown') AND started_by IS NULL;
CREATE UNIQUE INDEX payments_one_open_per_browser ON payments (started_by, fan_id, product_id)
  WHERE kind = 'product' AND status IN ('created', 'requires_action', 'processing', 'unknown') AND started_by IS NOT NULL;

-- Further tokens of one payment: each tab of the browser that started it has its own, and all of them work.
CREATE TABLE payment_claims (
  token_hash CHAR(64) PRIMARY KEY,
  payment_id UUID NOT NULL REFERENCES payments (id) ON DELETE CASCADE,
  created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX payment_claims_payment_idx ON payment_claims (payment_id);

-- A link that a payment's page handed out opens what that payment bought, and nothing once it was returned.
ALTER TABLE download_links ADD COLUMN payment_id UUID REFERENCES payments (id);
CREATE INDEX download_links_payment_idx ON download_links (payment_id) WHERE payment_id IS NOT NULL;

-- A checkout holds one use of a limited code for a while. `redeemed` counts what was paid.
CREATE TABLE discount_holds (
  payment_id UUID PRIMARY KEY,
  code_id UUID NOT NULL REFERENCES discount_codes (id) ON DELETE CASCADE,
  expires_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX discount_holds_code_idx ON discount_holds (code_id, expires_at);
INSERT INTO discount_holds (payment_id, code_id, expires_at)
  SELECT id, discount_code_id, created_at + interval '1 day' FROM payments
  WHERE discount_code_id IS NOT NULL AND status IN ('created', 'requires_action', 'processing', 'unknown');
UPDATE discount_codes d SET redeemed = (
  SELECT count(*) FROM payments p WHERE p.discount_code_id = d.id AND p.status = 'succeeded')
  WHERE EXISTS (SELECT 1 FROM payments p WHERE p.discount_code_id = d.id);

-- A membership that was paid although the fan had another of the same creator: ended at once, its money goes back.
ALTER TABLE subscriptions ADD COLUMN surplus_at TIMESTAMPTZ;
CREATE INDEX subscriptions_surplus_idx ON subscriptions (surplus_at) WHERE surplus_at IS NOT NULL;
-- Charging is paused at Stripe, because the creator is suspended.
ALTER TABLE subscriptions ADD COLUMN collection_paused_at TIMESTAMPTZ;
