-- Passkeys (WebAuthn). `data` is the attested credential data: the id and the public key.
CREATE TABLE passkeys (
  id UUID PRIMARY KEY,
  user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  rp_id TEXT NOT NULL,
  credential_id BYTEA NOT NULL UNIQUE,
  data BYTEA NOT NULL,
  sign_count BIGINT NOT NULL,
  backup_eligible BOOLEAN NOT NULL,
  backed_up BOOLEAN NOT NULL,
  name TEXT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  last_used_at TIMESTAMPTZ
);
CREATE INDEX passkeys_user_idx ON passkeys (user_id);

-- Challenges that were answered, until they would be over anyway.
CREATE TABLE passkey_challenges (
  hash TEXT PRIMARY KEY,
  expires_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX passkey_challenges_end_idx ON passkey_challenges (expires_at);

-- What a person can show besides the password.
CREATE VIEW account_factors AS
SELECT u.id AS user_id, coalesce(t.enabled, FALSE) AS totp,
  EXISTS (SELECT 1 FROM passkeys p WHERE p.user_id = u.id) AS passkey
FROM users u LEFT JOIN two_factor_auth t ON t.user_id = u.id;
