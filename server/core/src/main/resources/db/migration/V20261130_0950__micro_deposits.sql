-- One pair of micro-deposits per creator and account number, whatever becomes of the bank accounts that have it: added
-- again, the same amounts count, and so do the tries. The amounts are made from the id and a secret of the platform.
CREATE TABLE micro_deposits (
  id UUID PRIMARY KEY,
  creator_id UUID NOT NULL REFERENCES creators(id) ON DELETE CASCADE,
  fingerprint VARCHAR(64) NOT NULL,
  reference VARCHAR(80) NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  created_at TIMESTAMPTZ NOT NULL,
  sent_at TIMESTAMPTZ,
  last_try_at TIMESTAMPTZ
);
CREATE INDEX micro_deposits_number_idx ON micro_deposits (creator_id, fingerprint, created_at);
CREATE INDEX micro_deposits_day_idx ON micro_deposits (creator_id, created_at);
