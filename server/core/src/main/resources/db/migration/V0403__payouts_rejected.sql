-- A payout that the platform refuses is not one that was stopped without blame. A reason has room for what an admin may
-- write.
ALTER TABLE payouts DROP CONSTRAINT payouts_status_check;
ALTER TABLE payouts ADD CONSTRAINT payouts_status_check
  CHECK (status IN ('requested', 'held', 'queued', 'sent', 'paid', 'failed', 'rejected', 'cancelled', 'returned'));
ALTER TABLE payouts ALTER COLUMN failure_reason TYPE VARCHAR(500);
