-- The ready upload that a file is a new version of, and how many of its bytes were taken over inside storage.
ALTER TABLE upload ADD COLUMN replaces TEXT;
ALTER TABLE upload ADD COLUMN reused INTEGER NOT NULL DEFAULT 0;
