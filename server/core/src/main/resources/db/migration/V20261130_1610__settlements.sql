-- What Stripe settled of a sale and took as its fee, in the currency of the account, with the rate between the two.
ALTER TABLE payments ADD COLUMN settled_currency VARCHAR(3);
ALTER TABLE payments ADD COLUMN settled_cents BIGINT;
ALTER TABLE payments ADD COLUMN settled_fee_cents BIGINT;
ALTER TABLE payments ADD COLUMN settled_rate NUMERIC(20, 10);
-- Fees are asked for in turn: one that Stripe does not tell holds no other up.
ALTER TABLE payments ADD COLUMN fee_checked_at TIMESTAMPTZ;
