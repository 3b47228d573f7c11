-- The feed of notices, what people want to be told, web push, and addresses that mail does not reach.
CREATE TABLE feed_notices (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  seq BIGINT GENERATED ALWAYS AS IDENTITY,
  user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  grp VARCHAR(20) NOT NULL,
  kind VARCHAR(60) NOT NULL,
  ref VARCHAR(120) NOT NULL,
  args JSONB NOT NULL DEFAULT '[]',
  path VARCHAR(200),
  created_at TIMESTAMPTZ NOT NULL,
  read_at TIMESTAMPTZ,
  UNIQUE (user_id, kind, ref)
);
CREATE INDEX feed_notices_user_idx ON feed_notices (user_id, seq DESC);
CREATE INDEX feed_notices_unread_idx ON feed_notices (user_id) WHERE read_at IS NULL;
CREATE INDEX feed_notices_created_idx ON feed_notices (created_at);

-- choices is {"sales": {"mail": true, "feed": true, "push": false}, …}; what is missing is on.
CREATE TABLE notice_preferences (
  user_id UUID PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  choices JSONB NOT NULL DEFAULT '{}',
  digest BOOLEAN NOT NULL DEFAULT FALSE,
  digested_until TIMESTAMPTZ,
  updated_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX notice_preferences_digest_idx ON notice_preferences (user_id) WHERE digest;

CREATE TABLE push_subscriptions (
  id UUID PRIMARY KEY,
  user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  endpoint VARCHAR(1000) NOT NULL UNIQUE,
  p256dh VARCHAR(100) NOT NULL,
  auth VARCHAR(40) NOT NULL,
  created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX push_subscriptions_user_idx ON push_subscriptions (user_id);

CREATE TABLE outbox_pushes (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  subscription_id UUID NOT NULL REFERENCES push_subscriptions (id) ON DELETE CASCADE,
  notice_id UUID NOT NULL REFERENCES feed_notices (id) ON DELETE CASCADE,
  created_at TIMESTAMPTZ NOT NULL,
  sent_at TIMESTAMPTZ,
  attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt_at TIMESTAMPTZ NOT NULL,
  last_error VARCHAR(300),
  UNIQUE (subscription_id, notice_id)
);
CREATE INDEX outbox_pushes_due_idx ON outbox_pushes (next_attempt_at) WHERE sent_at IS NULL;
CREATE INDEX outbox_pushes_notice_idx ON outbox_pushes (notice_id);

CREATE TABLE mail_suppressions (
  address VARCHAR(255) PRIMARY KEY,
  reason VARCHAR(20) NOT NULL CHECK (reason IN ('bounce', 'complaint')),
  detail VARCHAR(300),
  at TIMESTAMPTZ NOT NULL
);
ALTER TABLE outbox_mails ADD COLUMN unsubscribe VARCHAR(400);
CREATE INDEX outbox_mails_created_idx ON outbox_mails (created_at DESC, id);
