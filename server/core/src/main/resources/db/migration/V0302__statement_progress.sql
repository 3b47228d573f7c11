-- How far the open month of a creator was added up, so that asking for it again reads only what came since. May be
-- deleted at any time; it is made anew.
CREATE TABLE statement_progress (
  creator_id UUID PRIMARY KEY REFERENCES creators (id),
  last_seq BIGINT NOT NULL,
  moved JSONB NOT NULL
);
