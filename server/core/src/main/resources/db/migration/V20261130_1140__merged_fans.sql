-- Guests whose purchases became an account's. What the download log wrote of a guest stays as it was written, so the log
-- is read by both.
CREATE TABLE merged_fans (
  guest_id UUID PRIMARY KEY,
  fan_id UUID NOT NULL REFERENCES fans (id) ON DELETE CASCADE,
  merged_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX merged_fans_fan_idx ON merged_fans (fan_id);
