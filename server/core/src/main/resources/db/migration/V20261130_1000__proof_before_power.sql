-- What was bought as a guest before this moment is not this account's: its address was confirmed by a mailed link alone,
-- so whoever opened the account has not shown that the address is theirs. Empty: everything is.
ALTER TABLE users ADD COLUMN claims_from TIMESTAMPTZ;
-- A secret of the browser in which the account was opened.
ALTER TABLE users ADD COLUMN registration_hash CHAR(64);
-- Counts whatever ended all sessions; mailed links of another count are over.
ALTER TABLE users ADD COLUMN keys_version BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mail_links ADD COLUMN keys_version BIGINT;
-- What a "this was not me" link denies, such as `session:…` or `email:…`.
ALTER TABLE mail_links ADD COLUMN about VARCHAR(300);
ALTER TABLE mail_links DROP CONSTRAINT mail_links_purpose_check;
ALTER TABLE mail_links ADD CONSTRAINT mail_links_purpose_check
  CHECK (purpose IN ('verify_email', 'reset_password', 'change_email', 'not_me'));
ALTER TABLE accounts ADD COLUMN added_at TIMESTAMPTZ;

-- The proof of people who have no password: a code by mail, used once.
CREATE TABLE mailed_codes (
  user_id UUID PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  hash CHAR(64) NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  created_at TIMESTAMPTZ NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL
);
