-- Which cards have begun a free trial with a creator. A second account with the same card gets none.
CREATE TABLE trial_cards (
  creator_id uuid NOT NULL REFERENCES creators (id) ON DELETE CASCADE,
  -- Stripe's word for the number of a card, the same for all who hold it.
  fingerprint text NOT NULL,
  subscription_id uuid NOT NULL REFERENCES subscriptions (id) ON DELETE CASCADE,
  PRIMARY KEY (creator_id, fingerprint)
);
CREATE INDEX trial_cards_subscription ON trial_cards (subscription_id);

-- When a trial was taken back, because its card had begun one for somebody else.
ALTER TABLE subscriptions ADD COLUMN trial_refused_at timestamptz;
