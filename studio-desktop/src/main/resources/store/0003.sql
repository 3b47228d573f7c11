-- What a creator let go of a public thing: from when on it is sent, and exactly what. Later edits wait anew.
ALTER TABLE outbox ADD COLUMN release_at INTEGER;
ALTER TABLE outbox ADD COLUMN content TEXT;
