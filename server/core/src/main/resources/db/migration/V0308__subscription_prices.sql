-- What a membership cost and from when, so that the recurring revenue of a day in the past stays what it was when members
-- change their tier. Kept by the database, as servers of the release before do not know of it.
CREATE TABLE subscription_prices (
  subscription_id UUID NOT NULL REFERENCES subscriptions (id) ON DELETE CASCADE,
  since TIMESTAMPTZ NOT NULL,
  price_cents BIGINT NOT NULL,
  billing_interval VARCHAR(10) NOT NULL,
  PRIMARY KEY (subscription_id, since)
);

CREATE FUNCTION subscription_price_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO subscription_prices (subscription_id, since, price_cents, billing_interval)
  VALUES (NEW.id, NEW.updated_at, NEW.price_cents, NEW.billing_interval)
  ON CONFLICT (subscription_id, since) DO UPDATE SET price_cents = excluded.price_cents, billing_interval = excluded.billing_interval;
  RETURN NULL;
END $$;

CREATE TRIGGER subscriptions_first_price AFTER INSERT ON subscriptions
  FOR EACH ROW EXECUTE FUNCTION subscription_price_changed();
CREATE TRIGGER subscriptions_next_price AFTER UPDATE OF price_cents, billing_interval ON subscriptions
  FOR EACH ROW WHEN (OLD.price_cents <> NEW.price_cents OR OLD.billing_interval <> NEW.billing_interval)
  EXECUTE FUNCTION subscription_price_changed();

INSERT INTO subscription_prices (subscription_id, since, price_cents, billing_interval)
SELECT id, least(created_at, started_at), price_cents, billing_interval FROM subscriptions;
