-- Counted download links, who fetched what, course progress, links back to a payment, and reports of content.
CREATE TABLE download_links (
  id UUID PRIMARY KEY,
  token_hash CHAR(64) NOT NULL UNIQUE,
  product_id UUID NOT NULL REFERENCES products (id),
  fan_id UUID NOT NULL REFERENCES fans (id) ON DELETE CASCADE,
  file_ids UUID[] NOT NULL DEFAULT '{}',
  created_at TIMESTAMPTZ NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX download_links_owner_idx ON download_links (fan_id, product_id, created_at DESC);
CREATE INDEX download_links_product_idx ON download_links (product_id);
-- One window of 24 hours in which a file may be fetched, resumed and fetched in ranges.
CREATE TABLE download_sessions (
  link_id UUID NOT NULL REFERENCES download_links (id) ON DELETE CASCADE,
  file_id UUID NOT NULL,
  number INTEGER NOT NULL CHECK (number BETWEEN 1 AND 5),
  started_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (link_id, file_id, number)
);
CREATE TABLE download_log (
  id UUID PRIMARY KEY,
  product_id UUID NOT NULL,
  fan_id UUID NOT NULL,
  file_id UUID NOT NULL,
  link_id UUID,
  kind VARCHAR(10) NOT NULL CHECK (kind IN ('start', 'resume', 'owner')),
  ip_address VARCHAR(64),
  at TIMESTAMPTZ NOT NULL
);
CREATE INDEX download_log_product_idx ON download_log (product_id, at DESC);
CREATE INDEX download_log_fan_idx ON download_log (fan_id, at DESC);
CREATE TABLE lesson_progress (
  fan_id UUID NOT NULL REFERENCES fans (id) ON DELETE CASCADE,
  product_id UUID NOT NULL REFERENCES products (id) ON DELETE CASCADE,
  lesson_id UUID NOT NULL,
  done_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (fan_id, product_id, lesson_id)
);
CREATE INDEX lesson_progress_product_idx ON lesson_progress (product_id);
CREATE TABLE payment_links (
  token_hash CHAR(64) PRIMARY KEY,
  payment_id UUID NOT NULL REFERENCES payments (id),
  created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX payment_links_payment_idx ON payment_links (payment_id);
CREATE TABLE content_reports (
  id UUID PRIMARY KEY,
  path VARCHAR(400) NOT NULL,
  reason VARCHAR(30) NOT NULL,
  details TEXT NOT NULL,
  email VARCHAR(255),
  reporter_id UUID,
  created_at TIMESTAMPTZ NOT NULL,
  handled_at TIMESTAMPTZ
);
CREATE INDEX content_reports_open_idx ON content_reports (created_at) WHERE handled_at IS NULL;
