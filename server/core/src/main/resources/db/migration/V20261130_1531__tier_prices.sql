-- What each of Stripe's prices stands for, for good: members go on paying a price that is sold no more.
CREATE TABLE tier_prices (
  stripe_price_id VARCHAR(255) PRIMARY KEY,
  tier_id UUID NOT NULL REFERENCES tiers (id),
  stripe_product_id VARCHAR(255) NOT NULL,
  billing_interval VARCHAR(10) NOT NULL,
  created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX tier_prices_tier_idx ON tier_prices (tier_id);

INSERT INTO tier_prices (stripe_price_id, tier_id, stripe_product_id, billing_interval, created_at)
SELECT stripe_month_price_id, id, coalesce(stripe_product_id, ''), 'month', updated_at FROM tiers
WHERE stripe_month_price_id IS NOT NULL;
INSERT INTO tier_prices (stripe_price_id, tier_id, stripe_product_id, billing_interval, created_at)
SELECT stripe_year_price_id, id, coalesce(stripe_product_id, ''), 'year', updated_at FROM tiers
WHERE stripe_year_price_id IS NOT NULL ON CONFLICT DO NOTHING;

-- What Stripe was told last, to tell it what has changed.
ALTER TABLE tiers ADD COLUMN stripe_product_name VARCHAR(600);
ALTER TABLE fans ADD COLUMN stripe_customer_email VARCHAR(320);

-- Since when a membership's payment is due: its access ends when that goes on for too long.
ALTER TABLE subscriptions ADD COLUMN past_due_since TIMESTAMPTZ;
UPDATE subscriptions SET past_due_since = updated_at WHERE status = 'past_due';
