-- What a seller prints on receipts. Every version stays, as a receipt shows the one of its day.
CREATE TABLE seller_details (
  creator_id UUID NOT NULL REFERENCES creators (id),
  valid_from TIMESTAMPTZ NOT NULL,
  name VARCHAR(120) NOT NULL,
  address VARCHAR(400) NOT NULL,
  tax_id VARCHAR(40) NOT NULL,
  PRIMARY KEY (creator_id, valid_from)
);

-- A buyer's business on one receipt. Each row is an issue of that receipt; the last one holds.
CREATE TABLE receipt_details (
  payment_id UUID NOT NULL REFERENCES payments (id),
  issued_at TIMESTAMPTZ NOT NULL,
  name VARCHAR(120) NOT NULL,
  address VARCHAR(400) NOT NULL,
  tax_id VARCHAR(40) NOT NULL,
  PRIMARY KEY (payment_id, issued_at)
);
