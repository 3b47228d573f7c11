-- Signing keys, refresh-token families, one-time links, sign-in challenges, trusted devices and the mail outbox.
ALTER TABLE sessions ADD COLUMN family_secret BYTEA;
ALTER TABLE sessions ADD COLUMN successor TEXT;
ALTER TABLE sessions ADD COLUMN client VARCHAR(10) NOT NULL DEFAULT 'api' CHECK (client IN ('api', 'web'));

ALTER TABLE users ADD COLUMN deletion_requested_at TIMESTAMPTZ;
ALTER TABLE users ADD COLUMN deleted_at TIMESTAMPTZ;
CREATE INDEX users_deletion_idx ON users (deletion_requested_at) WHERE deletion_requested_at IS NOT NULL AND deleted_at IS NULL;

-- Private parts are encrypted. Retired keys of purpose 'documents' stay, since signatures outlive them.
CREATE TABLE signing_keys (
  kid VARCHAR(64) PRIMARY KEY,
  purpose VARCHAR(20) NOT NULL CHECK (purpose IN ('access', 'documents')),
  public_jwk TEXT NOT NULL,
  private_jwk TEXT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  retired_at TIMESTAMPTZ
);
CREATE INDEX signing_keys_purpose_idx ON signing_keys (purpose, created_at);

-- Secrets that all servers share, encrypted.
CREATE TABLE platform_secrets (
  name VARCHAR(60) PRIMARY KEY,
  value TEXT NOT NULL
);

-- Links sent by mail: single use, short-lived, stored hashed.
CREATE TABLE mail_links (
  hash CHAR(64) PRIMARY KEY,
  user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  purpose VARCHAR(20) NOT NULL CHECK (purpose IN ('verify_email', 'reset_password', 'change_email')),
  email VARCHAR(255) NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL,
  used_at TIMESTAMPTZ
);
CREATE INDEX mail_links_user_idx ON mail_links (user_id, purpose);
CREATE INDEX mail_links_expires_idx ON mail_links (expires_at);

-- The step between password and second factor.
CREATE TABLE login_challenges (
  hash CHAR(64) PRIMARY KEY,
  user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  attempts INTEGER NOT NULL DEFAULT 0,
  device_name VARCHAR(200) NOT NULL DEFAULT '',
  created_at TIMESTAMPTZ NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL,
  used_at TIMESTAMPTZ
);
CREATE INDEX login_challenges_user_idx ON login_challenges (user_id);
CREATE INDEX login_challenges_expires_idx ON login_challenges (expires_at);

-- Browsers that have signed in before: no mail about a new device, and no slowing down because of strangers.
CREATE TABLE trusted_devices (
  hash CHAR(64) NOT NULL,
  user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  user_agent VARCHAR(400),
  created_at TIMESTAMPTZ NOT NULL,
  last_used_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (hash, user_id)
);
CREATE INDEX trusted_devices_user_idx ON trusted_devices (user_id);

-- A started sign-in at an OpenID provider.
CREATE TABLE oidc_flows (
  state_hash CHAR(64) PRIMARY KEY,
  browser_hash CHAR(64) NOT NULL,
  nonce VARCHAR(100) NOT NULL,
  verifier TEXT NOT NULL,
  next_path VARCHAR(400) NOT NULL,
  link_user_id UUID REFERENCES users (id) ON DELETE CASCADE,
  created_at TIMESTAMPTZ NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX oidc_flows_expires_idx ON oidc_flows (expires_at);
CREATE INDEX oidc_flows_link_user_idx ON oidc_flows (link_user_id) WHERE link_user_id IS NOT NULL;

CREATE TABLE outbox_mails (
  id UUID PRIMARY KEY,
  to_address VARCHAR(255) NOT NULL,
  subject VARCHAR(300) NOT NULL,
  text_body TEXT NOT NULL,
  html_body TEXT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  sent_at TIMESTAMPTZ,
  attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt_at TIMESTAMPTZ NOT NULL,
  dedup_key VARCHAR(200) UNIQUE,
  last_error VARCHAR(300)
);
CREATE INDEX outbox_mails_due_idx ON outbox_mails (next_attempt_at) WHERE sent_at IS NULL;
