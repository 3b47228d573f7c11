-- What admin mode keeps, and the indexes its lists page by.
CREATE TABLE takedowns (
  id UUID PRIMARY KEY,
  product_id UUID REFERENCES products (id),
  creator_id UUID NOT NULL REFERENCES creators (id) ON DELETE CASCADE,
  report_id UUID REFERENCES content_reports (id),
  title VARCHAR(255) NOT NULL,
  status VARCHAR(20) NOT NULL CHECK (status IN ('down', 'appealed', 'restored', 'upheld')),
  reason TEXT NOT NULL,
  close_access BOOLEAN NOT NULL DEFAULT FALSE,
  appeal TEXT,
  decision TEXT,
  created_by UUID NOT NULL REFERENCES users (id),
  decided_by UUID REFERENCES users (id),
  created_at TIMESTAMPTZ NOT NULL,
  appealed_at TIMESTAMPTZ,
  decided_at TIMESTAMPTZ
);
CREATE INDEX takedowns_created_idx ON takedowns (created_at DESC, id DESC);
CREATE INDEX takedowns_creator_idx ON takedowns (creator_id, created_at DESC);
CREATE INDEX takedowns_product_idx ON takedowns (product_id) WHERE product_id IS NOT NULL;
CREATE INDEX takedowns_report_idx ON takedowns (report_id) WHERE report_id IS NOT NULL;
CREATE INDEX takedowns_created_by_idx ON takedowns (created_by);
CREATE INDEX takedowns_decided_by_idx ON takedowns (decided_by) WHERE decided_by IS NOT NULL;
ALTER TABLE content_reports ADD COLUMN outcome VARCHAR(20);
ALTER TABLE content_reports ADD COLUMN handled_by UUID REFERENCES users (id);
CREATE INDEX content_reports_created_idx ON content_reports (created_at DESC, id DESC);
CREATE INDEX content_reports_handled_by_idx ON content_reports (handled_by) WHERE handled_by IS NOT NULL;

-- A page that was taken down stays unpublished, whatever its creator saves.
ALTER TABLE creators ADD COLUMN taken_down BOOLEAN NOT NULL DEFAULT FALSE;
CREATE FUNCTION creators_stay_down() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.published := FALSE;
  RETURN NEW;
END $$;
CREATE TRIGGER creators_stay_down BEFORE UPDATE ON creators
  FOR EACH ROW WHEN (NEW.taken_down) EXECUTE FUNCTION creators_stay_down();

CREATE TABLE money_actions (
  id UUID PRIMARY KEY,
  kind VARCHAR(20) NOT NULL CHECK (kind IN ('adjustment', 'refund')),
  creator_id UUID NOT NULL REFERENCES creators (id),
  payment_id UUID REFERENCES payments (id),
  amount_minor BIGINT NOT NULL CHECK (amount_minor <> 0),
  currency CHAR(3) NOT NULL,
  reason TEXT NOT NULL,
  status VARCHAR(20) NOT NULL CHECK (status IN ('waiting', 'done', 'declined', 'failed')),
  requested_by UUID NOT NULL REFERENCES users (id),
  decided_by UUID REFERENCES users (id),
  decision TEXT,
  created_at TIMESTAMPTZ NOT NULL,
  decided_at TIMESTAMPTZ,
  CHECK (decided_by IS NULL OR decided_by <> requested_by)
);
CREATE INDEX money_actions_created_idx ON money_actions (created_at DESC, id DESC);
CREATE INDEX money_actions_waiting_idx ON money_actions (created_at) WHERE status = 'waiting';
CREATE INDEX money_actions_creator_idx ON money_actions (creator_id, created_at DESC);
CREATE INDEX money_actions_payment_idx ON money_actions (payment_id) WHERE payment_id IS NOT NULL;
CREATE INDEX money_actions_requested_idx ON money_actions (requested_by);
CREATE INDEX money_actions_decided_idx ON money_actions (decided_by) WHERE decided_by IS NOT NULL;

CREATE TABLE platform_settings (
  key VARCHAR(80) PRIMARY KEY,
  value VARCHAR(400),
  changed_at TIMESTAMPTZ NOT NULL,
  changed_by UUID NOT NULL REFERENCES users (id)
);
CREATE INDEX platform_settings_changed_by_idx ON platform_settings (changed_by);
CREATE TABLE setting_changes (
  id UUID PRIMARY KEY,
  key VARCHAR(80) NOT NULL,
  before VARCHAR(400),
  after VARCHAR(400),
  reason TEXT NOT NULL,
  changed_by UUID NOT NULL REFERENCES users (id),
  at TIMESTAMPTZ NOT NULL
);
CREATE INDEX setting_changes_at_idx ON setting_changes (at DESC, id DESC);
CREATE INDEX setting_changes_changed_by_idx ON setting_changes (changed_by);
CREATE TRIGGER setting_changes_append_only BEFORE UPDATE OR DELETE ON setting_changes
  FOR EACH ROW EXECUTE FUNCTION forbid_change();

CREATE TABLE job_runs (
  id UUID PRIMARY KEY,
  name VARCHAR(80) NOT NULL,
  server VARCHAR(120) NOT NULL,
  trigger VARCHAR(60) NOT NULL,
  started_at TIMESTAMPTZ NOT NULL,
  finished_at TIMESTAMPTZ,
  ok BOOLEAN NOT NULL DEFAULT FALSE,
  error VARCHAR(500)
);
CREATE INDEX job_runs_name_idx ON job_runs (name, started_at DESC, id DESC);
CREATE INDEX job_runs_started_idx ON job_runs (started_at);

CREATE TABLE rate_limit_hits (
  hour TIMESTAMPTZ NOT NULL,
  name VARCHAR(200) NOT NULL,
  subject VARCHAR(120) NOT NULL,
  refused BIGINT NOT NULL,
  PRIMARY KEY (hour, name, subject)
);

CREATE INDEX payments_created_idx ON payments (created_at DESC, id DESC);
CREATE INDEX refunds_created_idx ON refunds (created_at DESC, id DESC);
CREATE INDEX disputes_created_idx ON disputes (created_at DESC, id DESC);
CREATE INDEX payouts_created_idx ON payouts (created_at DESC, id DESC);
CREATE INDEX audit_events_actor_idx ON audit_events (actor_id, at DESC);
CREATE INDEX audit_events_action_idx ON audit_events (action, at DESC);
CREATE INDEX risk_events_user_idx ON risk_events (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX risk_events_payment_idx ON risk_events (payment_id) WHERE payment_id IS NOT NULL;
CREATE INDEX users_search_idx ON users USING gin ((lower(email || ' ' || display_name)) gin_trgm_ops);
