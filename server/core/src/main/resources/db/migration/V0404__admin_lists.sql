-- What admins look things up by. The partial ones hold only the few rows that are asked for, so that writing the many
-- costs nothing.
CREATE INDEX payments_buyer_idx ON payments (lower(buyer_email)) WHERE buyer_email IS NOT NULL;
CREATE INDEX users_not_active_idx ON users (created_at, id) WHERE status <> 'active';
CREATE INDEX users_admins_idx ON users (created_at, id) WHERE role = 'admin';
CREATE INDEX webhook_inbox_wrong_idx ON webhook_inbox (received_at, id) WHERE status IN ('dead', 'parked');
CREATE INDEX audit_events_reason_idx ON audit_events USING gin ((lower(reason || ' ' || CAST(details AS text))) gin_trgm_ops)
  WHERE reason IS NOT NULL;
CREATE INDEX payouts_undecided_idx ON payouts (created_at, id) WHERE status IN ('requested', 'held', 'queued', 'sent');
-- How frequent a word is, so that a frequent one is met while walking the newest entries.
CREATE STATISTICS audit_events_words ON (lower(reason || ' ' || CAST(details AS text))) FROM audit_events;
