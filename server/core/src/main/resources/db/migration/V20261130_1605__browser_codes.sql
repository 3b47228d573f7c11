-- What a browser hands to the studio of the same person: a code that works once, for whoever holds the verifier.
CREATE TABLE browser_codes (
  hash TEXT PRIMARY KEY,
  user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  challenge TEXT NOT NULL,
  -- How and when the person proved themselves in the browser; a code is worth no more than that.
  proven_by TEXT NOT NULL,
  proven_at TIMESTAMPTZ NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX browser_codes_user_idx ON browser_codes (user_id);
