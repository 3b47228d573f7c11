-- Mail that somebody waits for at the door (sign-in, password, confirmation) goes before receipts and notices.
ALTER TABLE outbox_mails ADD COLUMN urgent BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX outbox_mails_next_idx ON outbox_mails (urgent DESC, next_attempt_at) WHERE sent_at IS NULL;
