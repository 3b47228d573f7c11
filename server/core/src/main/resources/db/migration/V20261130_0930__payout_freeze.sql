-- Until then no payout of this person leaves, and why; set when somebody says that it was not them.
ALTER TABLE users ADD COLUMN payouts_frozen_until TIMESTAMPTZ;
ALTER TABLE users ADD COLUMN payouts_frozen_reason VARCHAR(40);
-- When a password, second factor, address or sign-in provider last changed; payouts are more careful for a while after.
ALTER TABLE users ADD COLUMN keys_changed_at TIMESTAMPTZ;
