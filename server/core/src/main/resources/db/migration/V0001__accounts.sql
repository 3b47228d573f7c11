-- Users, sign-in methods, sessions and second factors.
CREATE TABLE users (
  id UUID PRIMARY KEY,
  email VARCHAR(255) NOT NULL,
  password_hash VARCHAR(255),
  role VARCHAR(50) NOT NULL CHECK (role IN ('creator', 'fan', 'admin')),
  email_verified BOOLEAN NOT NULL DEFAULT FALSE,
  display_name VARCHAR(100) NOT NULL DEFAULT '',
  locale VARCHAR(10) NOT NULL DEFAULT 'en',
  status VARCHAR(20) NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended', 'deleted')),
  suspended_reason TEXT,
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX users_email_key ON users (lower(email));
CREATE INDEX users_created_idx ON users (created_at, id);

CREATE TABLE accounts (
  id UUID PRIMARY KEY,
  user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  provider VARCHAR(50) NOT NULL CHECK (provider IN ('google', 'email')),
  provider_account_id VARCHAR(255) NOT NULL,
  refresh_token TEXT,
  access_token TEXT,
  expires_at TIMESTAMPTZ,
  UNIQUE (provider, provider_account_id)
);
CREATE INDEX accounts_user_idx ON accounts (user_id);

-- A session is one device; its refresh tokens form a family.
CREATE TABLE sessions (
  id UUID PRIMARY KEY,
  user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  token VARCHAR(255) NOT NULL UNIQUE,
  previous_token VARCHAR(255),
  rotated_at TIMESTAMPTZ,
  expires_at TIMESTAMPTZ NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  last_used_at TIMESTAMPTZ NOT NULL,
  device_name VARCHAR(200) NOT NULL DEFAULT '',
  user_agent VARCHAR(400),
  ip_address VARCHAR(64),
  revoked_at TIMESTAMPTZ,
  acting_admin_id UUID REFERENCES users (id)
);
CREATE INDEX sessions_user_idx ON sessions (user_id);
CREATE INDEX sessions_previous_idx ON sessions (previous_token) WHERE previous_token IS NOT NULL;

CREATE TABLE two_factor_auth (
  user_id UUID PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  secret TEXT NOT NULL,
  backup_codes TEXT[] NOT NULL DEFAULT '{}',
  enabled BOOLEAN NOT NULL DEFAULT FALSE,
  last_step BIGINT NOT NULL DEFAULT 0
);

-- What happened to whom, by whom. Rows are never changed or removed.
CREATE TABLE audit_events (
  id UUID PRIMARY KEY,
  at TIMESTAMPTZ NOT NULL,
  actor_id UUID,
  subject_user_id UUID,
  action VARCHAR(80) NOT NULL,
  reason TEXT,
  ip_address VARCHAR(64),
  details JSONB NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_events_subject_idx ON audit_events (subject_user_id, at DESC);
CREATE INDEX audit_events_at_idx ON audit_events (at DESC, id);

CREATE FUNCTION forbid_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are append-only', TG_TABLE_NAME USING ERRCODE = '42501';
END $$;
CREATE TRIGGER audit_events_append_only BEFORE UPDATE OR DELETE ON audit_events
  FOR EACH ROW EXECUTE FUNCTION forbid_change();

CREATE TABLE idempotency_keys (
  owner VARCHAR(100) NOT NULL,
  key VARCHAR(255) NOT NULL,
  request_hash CHAR(64) NOT NULL,
  run_id UUID NOT NULL,
  started_at TIMESTAMPTZ NOT NULL,
  finished_at TIMESTAMPTZ,
  response_status INTEGER,
  response_headers JSONB,
  response_body TEXT,
  PRIMARY KEY (owner, key)
);
CREATE INDEX idempotency_keys_started_idx ON idempotency_keys (started_at);

-- Facts about this installation, such as the sandbox clock's offset.
CREATE TABLE platform_state (
  key VARCHAR(80) PRIMARY KEY,
  value TEXT NOT NULL
);
