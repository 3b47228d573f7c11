-- Stripe's customers of guests whose goods joined an account: with the account, they go.
CREATE TABLE former_customers (
  customer_id VARCHAR(255) PRIMARY KEY,
  fan_id UUID NOT NULL REFERENCES fans (id)
);
CREATE INDEX former_customers_fan_idx ON former_customers (fan_id);
