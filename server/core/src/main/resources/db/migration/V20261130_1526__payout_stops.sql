-- What keeps a provider from making payouts at all: the platform's key, rights or funds there (ours), or its asking for a
-- pause (theirs). No row means that nothing does.
CREATE TABLE payout_stops (
  provider VARCHAR(40) PRIMARY KEY,
  fault VARCHAR(10) NOT NULL CHECK (fault IN ('ours', 'theirs')),
  code VARCHAR(120) NOT NULL,
  since TIMESTAMPTZ NOT NULL,
  tries INTEGER NOT NULL DEFAULT 1,
  next_try_at TIMESTAMPTZ NOT NULL
);
-- A provider counts its day by its own clock.
ALTER TABLE payout_attempts ADD COLUMN provider_created_at TIMESTAMPTZ;
-- A request that a provider refused for a reason that is not its destination's: it waits, and somebody has to look.
ALTER TABLE payouts ADD COLUMN waits_for VARCHAR(120);
CREATE INDEX payouts_waits_for_idx ON payouts (updated_at) WHERE waits_for IS NOT NULL;
