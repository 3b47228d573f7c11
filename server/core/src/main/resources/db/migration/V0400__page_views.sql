-- Page views without cookies. A visitor is a hash under the day's salt; salts and hashes are deleted when the day is
-- over, so nothing here can be led back to a person.
CREATE TABLE view_salts (
  date DATE PRIMARY KEY,
  salt BYTEA NOT NULL
);
CREATE TABLE page_visitors (
  creator_id UUID NOT NULL REFERENCES creators (id) ON DELETE CASCADE,
  date DATE NOT NULL,
  page VARCHAR(40) NOT NULL,
  visitor BYTEA NOT NULL,
  PRIMARY KEY (creator_id, date, page, visitor)
);
CREATE INDEX page_visitors_date_idx ON page_visitors (date);

-- page is '*' for the whole creator (one row per source), else 'profile' or a product's id (source is empty).
CREATE TABLE page_views_daily (
  creator_id UUID NOT NULL REFERENCES creators (id) ON DELETE CASCADE,
  date DATE NOT NULL,
  page VARCHAR(40) NOT NULL,
  source VARCHAR(100) NOT NULL DEFAULT '',
  views BIGINT NOT NULL DEFAULT 0,
  visitors BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (creator_id, date, page, source)
);
CREATE INDEX subscriptions_members_idx ON subscriptions (creator_id, started_at) WHERE started_at IS NOT NULL;
