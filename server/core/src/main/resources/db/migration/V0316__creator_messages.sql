-- What creators write to their fans. Who got a message is fixed when it is sent.
CREATE TABLE creator_messages (
  id UUID PRIMARY KEY,
  creator_id UUID NOT NULL REFERENCES creators (id),
  audience_kind VARCHAR(16) NOT NULL CHECK (audience_kind IN ('members', 'tier', 'buyers', 'product', 'fan')),
  audience_id UUID,
  subject VARCHAR(120) NOT NULL,
  body VARCHAR(5000) NOT NULL,
  recipients INTEGER NOT NULL,
  sent_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX creator_messages_list_idx ON creator_messages (creator_id, sent_at DESC, id DESC);

CREATE TABLE creator_message_recipients (
  message_id UUID NOT NULL REFERENCES creator_messages (id) ON DELETE CASCADE,
  fan_id UUID NOT NULL REFERENCES fans (id) ON DELETE CASCADE,
  PRIMARY KEY (message_id, fan_id)
);
CREATE INDEX creator_message_recipients_fan_idx ON creator_message_recipients (fan_id);
