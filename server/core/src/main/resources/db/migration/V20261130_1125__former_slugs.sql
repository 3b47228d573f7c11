-- The address that a page had before it was renamed or its account deleted. It leads to the page that had it, and is
-- nobody else's until `kept_until`: old links and tips must not reach a stranger.
CREATE TABLE former_slugs (
  slug VARCHAR(100) PRIMARY KEY,
  skeleton TEXT NOT NULL,
  creator_id UUID NOT NULL REFERENCES creators (id) ON DELETE CASCADE,
  kept_until TIMESTAMPTZ NOT NULL
);
CREATE INDEX former_slugs_skeleton_idx ON former_slugs (skeleton);
CREATE INDEX former_slugs_creator_idx ON former_slugs (creator_id);
