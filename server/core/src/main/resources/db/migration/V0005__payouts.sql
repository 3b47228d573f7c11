CREATE TABLE bank_accounts (
  id UUID PRIMARY KEY,
  creator_id UUID NOT NULL REFERENCES creators (id) ON DELETE CASCADE,
  country_code CHAR(2) NOT NULL,
  currency CHAR(3) NOT NULL,
  account_number_last_4 VARCHAR(4) NOT NULL,
  routing_number VARCHAR(9),
  bank_name VARCHAR(255),
  account_holder_name VARCHAR(255) NOT NULL,
  details_encrypted TEXT NOT NULL,
  fingerprint CHAR(64) NOT NULL,
  plaid_account_id VARCHAR(255),
  plaid_item_id VARCHAR(255),
  plaid_access_token_encrypted TEXT,
  stripe_bank_account_id VARCHAR(255),
  verification_status VARCHAR(50) NOT NULL DEFAULT 'pending' CHECK (verification_status IN ('pending', 'verified', 'failed', 'relink')),
  verification_hash CHAR(64),
  verification_tries INTEGER NOT NULL DEFAULT 0,
  verified_at TIMESTAMPTZ,
  usable_from TIMESTAMPTZ,
  source VARCHAR(20) NOT NULL DEFAULT 'manual' CHECK (source IN ('manual', 'plaid')),
  is_default BOOLEAN NOT NULL DEFAULT FALSE,
  created_at TIMESTAMPTZ NOT NULL,
  deleted_at TIMESTAMPTZ
);
CREATE INDEX bank_accounts_creator_idx ON bank_accounts (creator_id) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX bank_accounts_one_default ON bank_accounts (creator_id) WHERE is_default AND deleted_at IS NULL;
CREATE UNIQUE INDEX bank_accounts_fingerprint_key ON bank_accounts (creator_id, fingerprint) WHERE deleted_at IS NULL;
ALTER TABLE creators ADD FOREIGN KEY (default_bank_account_id) REFERENCES bank_accounts (id);

CREATE TABLE auto_payout_runs (
  id UUID PRIMARY KEY,
  run_date DATE NOT NULL UNIQUE,
  cursor_creator_id UUID,
  started_at TIMESTAMPTZ NOT NULL,
  finished_at TIMESTAMPTZ
);
CREATE TABLE auto_payout_outcomes (
  run_id UUID NOT NULL REFERENCES auto_payout_runs (id),
  creator_id UUID NOT NULL REFERENCES creators (id),
  payout_id UUID,
  amount_cents BIGINT,
  reasons JSONB NOT NULL DEFAULT '[]',
  at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (run_id, creator_id)
);
CREATE INDEX auto_payout_outcomes_creator_idx ON auto_payout_outcomes (creator_id, at DESC);

-- status is the inner state machine; the API shows the seed's words. The destination is pinned by bank_account_id.
CREATE TABLE payouts (
  id UUID PRIMARY KEY,
  creator_id UUID NOT NULL REFERENCES creators (id),
  bank_account_id UUID NOT NULL REFERENCES bank_accounts (id),
  amount_cents BIGINT NOT NULL CHECK (amount_cents > 0),
  fee_cents BIGINT NOT NULL DEFAULT 0 CHECK (fee_cents >= 0 AND fee_cents < amount_cents),
  currency CHAR(3) NOT NULL DEFAULT 'USD',
  status VARCHAR(50) NOT NULL CHECK (status IN ('requested', 'held', 'queued', 'sent', 'paid', 'failed', 'cancelled', 'returned')),
  type VARCHAR(50) NOT NULL DEFAULT 'instant' CHECK (type IN ('instant', 'daily')),
  provider VARCHAR(20) NOT NULL,
  flowpay_transfer_id VARCHAR(255) UNIQUE,
  run_id UUID REFERENCES auto_payout_runs (id),
  reasons JSONB NOT NULL DEFAULT '[]',
  held_until TIMESTAMPTZ,
  failure_reason VARCHAR(255),
  metadata JSONB NOT NULL DEFAULT '{}',
  ledger_seq BIGINT NOT NULL DEFAULT 0,
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL,
  completed_at TIMESTAMPTZ
);
CREATE INDEX payouts_creator_idx ON payouts (creator_id, created_at DESC, id);
CREATE INDEX payouts_bank_idx ON payouts (bank_account_id);
CREATE INDEX payouts_open_idx ON payouts (updated_at) WHERE status IN ('requested', 'held', 'queued', 'sent');
CREATE UNIQUE INDEX payouts_one_per_run ON payouts (run_id, creator_id) WHERE run_id IS NOT NULL;
CREATE INDEX payouts_ledger_seq_idx ON payouts (creator_id, ledger_seq);

CREATE TABLE payout_attempts (
  id UUID PRIMARY KEY,
  payout_id UUID NOT NULL REFERENCES payouts (id),
  status VARCHAR(20) NOT NULL CHECK (status IN ('pending', 'sent', 'unknown', 'paid', 'failed')),
  provider_reference VARCHAR(255),
  error VARCHAR(255),
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX payout_attempts_payout_idx ON payout_attempts (payout_id, created_at);
CREATE INDEX payout_attempts_open_idx ON payout_attempts (updated_at) WHERE status IN ('pending', 'sent', 'unknown');

CREATE TABLE reconciliation_differences (
  id UUID PRIMARY KEY,
  provider VARCHAR(20) NOT NULL,
  date DATE NOT NULL,
  currency CHAR(3) NOT NULL,
  what VARCHAR(40) NOT NULL,
  ours BIGINT NOT NULL,
  theirs BIGINT NOT NULL,
  found_at TIMESTAMPTZ NOT NULL,
  resolved_at TIMESTAMPTZ,
  UNIQUE (provider, date, currency, what)
);

CREATE TABLE scheduled_tasks (
  task_name TEXT NOT NULL,
  task_instance TEXT NOT NULL,
  task_data BYTEA,
  execution_time TIMESTAMPTZ NOT NULL,
  picked BOOLEAN NOT NULL,
  picked_by TEXT,
  last_success TIMESTAMPTZ,
  last_failure TIMESTAMPTZ,
  consecutive_failures INTEGER,
  last_heartbeat TIMESTAMPTZ,
  version BIGINT NOT NULL,
  priority SMALLINT,
  PRIMARY KEY (task_name, task_instance)
);
CREATE INDEX scheduled_tasks_execution_idx ON scheduled_tasks (execution_time);
CREATE INDEX scheduled_tasks_heartbeat_idx ON scheduled_tasks (last_heartbeat);
CREATE INDEX scheduled_tasks_priority_idx ON scheduled_tasks (priority DESC, execution_time ASC);
