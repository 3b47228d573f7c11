-- The double-entry ledger. Journals and postings are append-only; a correction is a reversing journal.
CREATE TABLE ledger_account (
  id UUID PRIMARY KEY,
  kind VARCHAR(30) NOT NULL CHECK (kind IN (
    'stripe_clearing', 'payout_clearing', 'processor_fees', 'platform_revenue', 'chargeback_loss', 'suspense',
    'pending', 'available', 'dispute_reserve', 'refund_reserve', 'payout_in_transit')),
  creator_id UUID REFERENCES creators (id),
  currency CHAR(3) NOT NULL,
  CHECK ((creator_id IS NOT NULL) = (kind IN ('pending', 'available', 'dispute_reserve', 'refund_reserve', 'payout_in_transit')))
);
CREATE UNIQUE INDEX ledger_account_key ON ledger_account (kind, creator_id, currency) NULLS NOT DISTINCT;
CREATE INDEX ledger_account_creator_idx ON ledger_account (creator_id);

-- chain_id is the creator, so that writers of different creators never wait for each other.
CREATE TABLE ledger_journal (
  id UUID PRIMARY KEY,
  chain_id UUID NOT NULL REFERENCES creators (id),
  seq BIGINT NOT NULL,
  event_type VARCHAR(40) NOT NULL,
  event_id VARCHAR(120) NOT NULL,
  occurred_at TIMESTAMPTZ NOT NULL,
  posted_at TIMESTAMPTZ NOT NULL,
  actor VARCHAR(80) NOT NULL,
  reason TEXT,
  prev_hash BYTEA NOT NULL,
  hash BYTEA NOT NULL,
  UNIQUE (event_type, event_id),
  UNIQUE (chain_id, seq)
);
CREATE INDEX ledger_journal_posted_idx ON ledger_journal USING brin (posted_at);

CREATE TABLE ledger_posting (
  journal_id UUID NOT NULL REFERENCES ledger_journal (id),
  line_no SMALLINT NOT NULL,
  role VARCHAR(30) NOT NULL,
  account_id UUID NOT NULL REFERENCES ledger_account (id),
  amount_minor BIGINT NOT NULL CHECK (amount_minor <> 0),
  currency CHAR(3) NOT NULL,
  available_at TIMESTAMPTZ,
  payment_id UUID,
  refund_id UUID,
  dispute_id UUID,
  payout_id UUID,
  PRIMARY KEY (journal_id, line_no)
);
CREATE INDEX ledger_posting_payout_idx ON ledger_posting (payout_id) WHERE payout_id IS NOT NULL;
CREATE INDEX ledger_posting_payment_idx ON ledger_posting (payment_id) WHERE payment_id IS NOT NULL;

-- Journals arrive whole, in one statement, so the balance of each is checked once per statement.
CREATE FUNCTION ledger_check_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE bad UUID;
BEGIN
  SELECT journal_id INTO bad FROM new_rows GROUP BY journal_id, currency HAVING sum(amount_minor) <> 0 LIMIT 1;
  IF bad IS NOT NULL THEN
    RAISE EXCEPTION 'journal % does not sum to zero', bad USING ERRCODE = '23514';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER ledger_posting_balanced AFTER INSERT ON ledger_posting
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_balanced();
CREATE TRIGGER ledger_posting_append_only BEFORE UPDATE OR DELETE ON ledger_posting
  FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER ledger_journal_append_only BEFORE UPDATE OR DELETE ON ledger_journal
  FOR EACH ROW EXECUTE FUNCTION forbid_change();

-- Projection of the creator's accounts, kept in the journal's transaction. Amounts are what the creator is owed
-- (credit balances, so the sign is turned). The row also holds the head of the creator's hash chain and is the one
-- lock of everything that moves the creator's money.
CREATE TABLE creator_balances (
  creator_id UUID PRIMARY KEY REFERENCES creators (id),
  currency CHAR(3) NOT NULL,
  available_cents BIGINT NOT NULL DEFAULT 0,
  pending_cents BIGINT NOT NULL DEFAULT 0,
  reserved_cents BIGINT NOT NULL DEFAULT 0,
  refunding_cents BIGINT NOT NULL DEFAULT 0,
  in_transit_cents BIGINT NOT NULL DEFAULT 0,
  lifetime_cents BIGINT NOT NULL DEFAULT 0,
  version BIGINT NOT NULL DEFAULT 0,
  chain_head BYTEA NOT NULL DEFAULT '\x0000000000000000000000000000000000000000000000000000000000000000',
  updated_at TIMESTAMPTZ NOT NULL
);

-- What is still pending of each sale, and from when it can be paid out. Projection of the postings on `pending`.
CREATE TABLE ledger_lots (
  payment_id UUID PRIMARY KEY,
  creator_id UUID NOT NULL REFERENCES creators (id),
  currency CHAR(3) NOT NULL,
  available_at TIMESTAMPTZ NOT NULL,
  amount_minor BIGINT NOT NULL,
  remaining_minor BIGINT NOT NULL CHECK (remaining_minor >= 0)
);
CREATE INDEX ledger_lots_due_idx ON ledger_lots (available_at, creator_id) WHERE remaining_minor > 0;
CREATE INDEX ledger_lots_creator_idx ON ledger_lots (creator_id, available_at) WHERE remaining_minor > 0;

-- One row per creator and UTC day, written with the journal.
CREATE TABLE daily_metrics (
  creator_id UUID NOT NULL REFERENCES creators (id),
  date DATE NOT NULL,
  currency CHAR(3) NOT NULL,
  revenue_cents BIGINT NOT NULL DEFAULT 0,
  tips_count BIGINT NOT NULL DEFAULT 0,
  tips_amount_cents BIGINT NOT NULL DEFAULT 0,
  new_subscriptions BIGINT NOT NULL DEFAULT 0,
  subscriptions_cents BIGINT NOT NULL DEFAULT 0,
  purchases_count BIGINT NOT NULL DEFAULT 0,
  purchases_cents BIGINT NOT NULL DEFAULT 0,
  refunds_cents BIGINT NOT NULL DEFAULT 0,
  net_cents BIGINT NOT NULL DEFAULT 0,
  views BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (creator_id, date)
);
CREATE INDEX daily_metrics_date_idx ON daily_metrics (date);
