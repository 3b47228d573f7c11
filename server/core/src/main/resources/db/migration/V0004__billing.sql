-- Payments and what they were for, memberships, refunds, disputes, and the inbox of providers' webhooks.
CREATE TABLE payments (
  id UUID PRIMARY KEY,
  creator_id UUID NOT NULL REFERENCES creators (id),
  fan_id UUID NOT NULL REFERENCES fans (id),
  kind VARCHAR(20) NOT NULL CHECK (kind IN ('tip', 'product', 'subscription')),
  product_id UUID REFERENCES products (id),
  tier_id UUID REFERENCES tiers (id),
  subscription_id UUID,
  title VARCHAR(255) NOT NULL DEFAULT '',
  amount_cents BIGINT NOT NULL CHECK (amount_cents >= 0),
  currency CHAR(3) NOT NULL,
  platform_fee_cents BIGINT NOT NULL DEFAULT 0,
  platform_fee_bps INTEGER NOT NULL DEFAULT 0,
  processing_fee_cents BIGINT NOT NULL DEFAULT 0,
  processing_fee_final BOOLEAN NOT NULL DEFAULT FALSE,
  net_cents BIGINT NOT NULL DEFAULT 0,
  refunded_cents BIGINT NOT NULL DEFAULT 0,
  platform_fee_returned_cents BIGINT NOT NULL DEFAULT 0,
  disputed_cents BIGINT NOT NULL DEFAULT 0,
  status VARCHAR(20) NOT NULL CHECK (status IN
    ('created', 'requires_action', 'processing', 'succeeded', 'failed', 'canceled', 'unknown')),
  failure_code VARCHAR(80),
  stripe_payment_intent_id VARCHAR(255) UNIQUE,
  stripe_charge_id VARCHAR(255),
  stripe_invoice_id VARCHAR(255) UNIQUE,
  client_secret TEXT,
  claim_hash CHAR(64),
  buyer_email VARCHAR(255),
  discount_code_id UUID REFERENCES discount_codes (id),
  refund_policy TEXT NOT NULL DEFAULT '',
  receipt_number VARCHAR(40) UNIQUE,
  save_method BOOLEAN NOT NULL DEFAULT FALSE,
  ledger_seq BIGINT NOT NULL DEFAULT 0,
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL,
  paid_at TIMESTAMPTZ,
  available_at TIMESTAMPTZ,
  checked_at TIMESTAMPTZ,
  CHECK (refunded_cents + disputed_cents <= amount_cents)
);
CREATE UNIQUE INDEX payments_one_open_per_product ON payments (fan_id, product_id)
  WHERE kind = 'product' AND status IN ('created', 'requires_action', 'processing', 'unknown');
CREATE INDEX payments_creator_idx ON payments (creator_id, created_at DESC, id);
CREATE INDEX payments_ledger_seq_idx ON payments (creator_id, ledger_seq) WHERE ledger_seq > 0;
CREATE INDEX payments_fan_idx ON payments (fan_id, created_at DESC);
CREATE INDEX payments_product_idx ON payments (product_id) WHERE product_id IS NOT NULL;
CREATE INDEX payments_charge_idx ON payments (stripe_charge_id) WHERE stripe_charge_id IS NOT NULL;
CREATE INDEX payments_subscription_idx ON payments (subscription_id) WHERE subscription_id IS NOT NULL;
CREATE INDEX payments_open_idx ON payments (updated_at) WHERE status IN ('created', 'requires_action', 'processing', 'unknown');
CREATE INDEX payments_fee_open_idx ON payments (paid_at) WHERE status = 'succeeded' AND NOT processing_fee_final AND amount_cents > 0;

CREATE TABLE tips (
  id UUID PRIMARY KEY,
  payment_id UUID NOT NULL UNIQUE REFERENCES payments (id),
  creator_id UUID NOT NULL REFERENCES creators (id),
  fan_id UUID NOT NULL REFERENCES fans (id),
  amount_cents BIGINT NOT NULL CHECK (amount_cents BETWEEN 100 AND 1000000),
  currency CHAR(3) NOT NULL,
  message TEXT CHECK (char_length(message) <= 500),
  anonymous BOOLEAN NOT NULL DEFAULT FALSE,
  guest_name VARCHAR(100),
  stripe_payment_intent_id VARCHAR(255),
  status VARCHAR(50) NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'completed', 'failed', 'refunded')),
  created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX tips_creator_idx ON tips (creator_id, created_at DESC);
CREATE INDEX tips_fan_idx ON tips (fan_id, created_at DESC);

CREATE TABLE purchases (
  id UUID PRIMARY KEY,
  payment_id UUID NOT NULL UNIQUE REFERENCES payments (id),
  product_id UUID NOT NULL REFERENCES products (id),
  fan_id UUID NOT NULL REFERENCES fans (id),
  amount_cents BIGINT NOT NULL CHECK (amount_cents >= 0),
  currency CHAR(3) NOT NULL,
  stripe_payment_intent_id VARCHAR(255),
  status VARCHAR(50) NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'completed', 'failed', 'refunded')),
  created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX purchases_fan_idx ON purchases (fan_id, created_at DESC);
CREATE INDEX purchases_product_idx ON purchases (product_id);

-- Who may open what. A tier's products are opened by the membership, not by rows here.
CREATE TABLE grants (
  id UUID PRIMARY KEY,
  product_id UUID NOT NULL REFERENCES products (id),
  fan_id UUID NOT NULL REFERENCES fans (id),
  payment_id UUID UNIQUE REFERENCES payments (id),
  source VARCHAR(20) NOT NULL CHECK (source IN ('purchase', 'grant')),
  granted_at TIMESTAMPTZ NOT NULL,
  revoked_at TIMESTAMPTZ,
  revoked_reason VARCHAR(40)
);
CREATE INDEX grants_fan_idx ON grants (fan_id, granted_at DESC);
CREATE INDEX grants_product_idx ON grants (product_id, granted_at DESC);

CREATE TABLE subscriptions (
  id UUID PRIMARY KEY,
  fan_id UUID NOT NULL REFERENCES fans (id),
  tier_id UUID NOT NULL REFERENCES tiers (id),
  creator_id UUID NOT NULL REFERENCES creators (id),
  billing_interval VARCHAR(10) NOT NULL CHECK (billing_interval IN ('month', 'year')),
  price_cents BIGINT NOT NULL,
  currency CHAR(3) NOT NULL,
  stripe_subscription_id VARCHAR(255) UNIQUE,
  stripe_checkout_session_id VARCHAR(255) UNIQUE,
  checkout_url TEXT,
  status VARCHAR(50) NOT NULL CHECK (status IN ('incomplete', 'trialing', 'active', 'past_due', 'paused', 'cancelled')),
  current_period_start TIMESTAMPTZ,
  current_period_end TIMESTAMPTZ,
  trial_end TIMESTAMPTZ,
  cancel_at_period_end BOOLEAN NOT NULL DEFAULT FALSE,
  pending_tier_id UUID REFERENCES tiers (id),
  pending_interval VARCHAR(10),
  started_at TIMESTAMPTZ,
  ended_at TIMESTAMPTZ,
  change_seq BIGINT NOT NULL DEFAULT 0,
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX subscriptions_fan_idx ON subscriptions (fan_id, created_at DESC);
CREATE INDEX subscriptions_creator_idx ON subscriptions (creator_id, created_at DESC, id);
CREATE INDEX subscriptions_tier_idx ON subscriptions (tier_id);
CREATE INDEX subscriptions_change_idx ON subscriptions (creator_id, change_seq);
CREATE UNIQUE INDEX subscriptions_one_live ON subscriptions (fan_id, creator_id)
  WHERE status IN ('trialing', 'active', 'past_due', 'paused');
ALTER TABLE payments ADD FOREIGN KEY (subscription_id) REFERENCES subscriptions (id);

CREATE TABLE refunds (
  id UUID PRIMARY KEY,
  payment_id UUID NOT NULL REFERENCES payments (id),
  creator_id UUID NOT NULL REFERENCES creators (id),
  amount_cents BIGINT NOT NULL CHECK (amount_cents > 0),
  fee_returned_cents BIGINT NOT NULL DEFAULT 0,
  currency CHAR(3) NOT NULL,
  status VARCHAR(20) NOT NULL CHECK (status IN ('requested', 'pending', 'succeeded', 'failed', 'unknown')),
  reason TEXT,
  failure_reason VARCHAR(120),
  actor VARCHAR(80) NOT NULL,
  stripe_refund_id VARCHAR(255) UNIQUE,
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX refunds_payment_idx ON refunds (payment_id);
CREATE INDEX refunds_creator_idx ON refunds (creator_id, created_at DESC);
CREATE INDEX refunds_open_idx ON refunds (updated_at) WHERE status IN ('requested', 'pending', 'unknown');

CREATE TABLE disputes (
  id UUID PRIMARY KEY,
  payment_id UUID NOT NULL REFERENCES payments (id),
  creator_id UUID NOT NULL REFERENCES creators (id),
  stripe_dispute_id VARCHAR(255) NOT NULL UNIQUE,
  amount_cents BIGINT NOT NULL,
  fee_cents BIGINT NOT NULL DEFAULT 0,
  fee_returned_cents BIGINT NOT NULL DEFAULT 0,
  currency CHAR(3) NOT NULL,
  status VARCHAR(20) NOT NULL CHECK (status IN ('warning', 'open', 'submitted', 'won', 'lost')),
  reason VARCHAR(80) NOT NULL,
  evidence_due_by TIMESTAMPTZ,
  evidence_submitted_at TIMESTAMPTZ,
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL,
  closed_at TIMESTAMPTZ
);
CREATE INDEX disputes_payment_idx ON disputes (payment_id);
CREATE INDEX disputes_creator_idx ON disputes (creator_id, created_at DESC);

CREATE TABLE risk_events (
  id UUID PRIMARY KEY,
  kind VARCHAR(60) NOT NULL,
  payment_id UUID REFERENCES payments (id),
  user_id UUID REFERENCES users (id),
  details JSONB NOT NULL DEFAULT '{}',
  created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX risk_events_at_idx ON risk_events (created_at DESC, id);

-- Every webhook that proved itself. `done` rows had their effect in the same transaction that stored them or later.
CREATE TABLE webhook_inbox (
  id UUID PRIMARY KEY,
  provider VARCHAR(20) NOT NULL,
  event_id VARCHAR(255) NOT NULL,
  type VARCHAR(120) NOT NULL,
  object_id VARCHAR(255),
  payload JSONB NOT NULL,
  received_at TIMESTAMPTZ NOT NULL,
  status VARCHAR(20) NOT NULL CHECK (status IN ('pending', 'done', 'ignored', 'failed', 'dead', 'parked')),
  attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt_at TIMESTAMPTZ,
  last_error TEXT,
  handled_at TIMESTAMPTZ,
  UNIQUE (provider, event_id)
);
CREATE INDEX webhook_inbox_open_idx ON webhook_inbox (next_attempt_at) WHERE status IN ('pending', 'failed');
CREATE INDEX webhook_inbox_received_idx ON webhook_inbox (received_at DESC, id);

-- Facts that somebody is told about, once each: mail, feed and live events are made from them.
CREATE TABLE outbox_facts (
  id UUID PRIMARY KEY,
  kind VARCHAR(60) NOT NULL,
  ref VARCHAR(120) NOT NULL,
  creator_id UUID,
  fan_id UUID,
  payload JSONB NOT NULL DEFAULT '{}',
  created_at TIMESTAMPTZ NOT NULL,
  handled_at TIMESTAMPTZ,
  attempts INTEGER NOT NULL DEFAULT 0,
  UNIQUE (kind, ref)
);
CREATE INDEX outbox_facts_open_idx ON outbox_facts (created_at) WHERE handled_at IS NULL;

CREATE SEQUENCE receipt_number_seq;
