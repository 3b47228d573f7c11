-- Months of a creator's ledger that are over: which journals belong to them and how they opened and closed. A month
-- takes the journals in the order of their numbers, so that it is one piece of the hash chain. Written once.
CREATE TABLE statement_months (
  creator_id UUID NOT NULL REFERENCES creators (id),
  month DATE NOT NULL CHECK (extract(day FROM month) = 1),
  currency CHAR(3) NOT NULL,
  first_seq BIGINT NOT NULL,
  last_seq BIGINT NOT NULL CHECK (last_seq >= first_seq),
  postings BIGINT NOT NULL,
  opening JSONB NOT NULL,
  closing JSONB NOT NULL,
  totals JSONB NOT NULL,
  PRIMARY KEY (creator_id, month),
  UNIQUE (creator_id, first_seq)
);
