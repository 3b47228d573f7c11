-- Seals over the audit trail: each holds the hash of its events and of the seal before. The hashes are also written to
-- the log, which leaves the machine, so that nobody who can write here can rewrite the past unseen.
CREATE TABLE audit_seals (
  seq BIGINT PRIMARY KEY,
  sealed_at TIMESTAMPTZ NOT NULL,
  events INT NOT NULL,
  hash TEXT NOT NULL
);
CREATE TABLE audit_sealed (
  event_id UUID PRIMARY KEY,
  seal BIGINT NOT NULL REFERENCES audit_seals (seq),
  position INT NOT NULL,
  UNIQUE (seal, position)
);
CREATE TRIGGER audit_seals_append_only BEFORE UPDATE OR DELETE ON audit_seals
  FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER audit_sealed_append_only BEFORE UPDATE OR DELETE ON audit_sealed
  FOR EACH ROW EXECUTE FUNCTION forbid_change();
