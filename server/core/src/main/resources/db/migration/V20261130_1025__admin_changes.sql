-- What one admin wants and another must agree to: limits, fees, the admin role, payouts over the limit. `body` is the
-- request as it was made.
CREATE TABLE admin_changes (
  id UUID PRIMARY KEY,
  kind VARCHAR(20) NOT NULL,
  target VARCHAR(80) NOT NULL,
  body JSONB NOT NULL,
  subject_user_id UUID REFERENCES users(id) ON DELETE SET NULL,
  reason TEXT NOT NULL,
  status VARCHAR(20) NOT NULL,
  requested_by UUID NOT NULL REFERENCES users(id),
  decided_by UUID REFERENCES users(id),
  decision TEXT,
  created_at TIMESTAMPTZ NOT NULL,
  decided_at TIMESTAMPTZ,
  CONSTRAINT admin_changes_kind_check CHECK (kind IN ('setting', 'role', 'fees', 'payout')),
  CONSTRAINT admin_changes_status_check CHECK (status IN ('waiting', 'done', 'declined')),
  CONSTRAINT admin_changes_two_check CHECK (decided_by IS NULL OR status = 'declined' OR decided_by <> requested_by)
);
CREATE INDEX admin_changes_created_idx ON admin_changes (created_at DESC, id DESC);
CREATE INDEX admin_changes_requested_idx ON admin_changes (requested_by);
CREATE INDEX admin_changes_decided_idx ON admin_changes (decided_by) WHERE decided_by IS NOT NULL;
CREATE INDEX admin_changes_subject_idx ON admin_changes (subject_user_id) WHERE subject_user_id IS NOT NULL;
CREATE INDEX money_actions_requested_day_idx ON money_actions (requested_by, created_at);
