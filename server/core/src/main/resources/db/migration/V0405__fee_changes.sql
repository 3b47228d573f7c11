-- The platform's fees over time. Without a row the configured ones hold; a sale is charged what holds when it is paid.
CREATE TABLE fee_changes (
  id UUID PRIMARY KEY,
  valid_from TIMESTAMPTZ NOT NULL UNIQUE,
  tip_bps INTEGER NOT NULL CHECK (tip_bps BETWEEN 0 AND 10000),
  product_bps INTEGER NOT NULL CHECK (product_bps BETWEEN 0 AND 10000),
  subscription_bps INTEGER NOT NULL CHECK (subscription_bps BETWEEN 0 AND 10000),
  reason TEXT NOT NULL,
  changed_by UUID NOT NULL REFERENCES users (id),
  created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX fee_changes_changed_by_idx ON fee_changes (changed_by);
CREATE TRIGGER fee_changes_append_only BEFORE UPDATE OR DELETE ON fee_changes
  FOR EACH ROW EXECUTE FUNCTION forbid_change();
