-- Creators, fans, tiers, products, discount codes and uploads.
CREATE TABLE creators (
  id UUID PRIMARY KEY,
  user_id UUID NOT NULL UNIQUE REFERENCES users (id) ON DELETE CASCADE,
  slug VARCHAR(100) NOT NULL UNIQUE,
  display_name VARCHAR(255) NOT NULL,
  bio TEXT NOT NULL DEFAULT '',
  avatar_upload_id UUID,
  avatar_url TEXT,
  banner_upload_id UUID,
  banner_url TEXT,
  social_links JSONB NOT NULL DEFAULT '{}',
  theme_colors JSONB NOT NULL DEFAULT '{"primary":"#6d28d9","secondary":"#f5f3ff","accent":"#f59e0b"}',
  tags TEXT[] NOT NULL DEFAULT '{}',
  tip_presets BIGINT[] NOT NULL DEFAULT '{300,500,1000}',
  tip_goal_title VARCHAR(100),
  tip_goal_target BIGINT CHECK (tip_goal_target > 0),
  tip_goal_since TIMESTAMPTZ,
  published BOOLEAN NOT NULL DEFAULT FALSE,
  currency CHAR(3) NOT NULL DEFAULT 'USD',
  country CHAR(2) NOT NULL DEFAULT 'US',
  time_zone VARCHAR(60) NOT NULL DEFAULT 'UTC',
  auto_payout_enabled BOOLEAN NOT NULL DEFAULT FALSE,
  auto_payout_schedule VARCHAR(10) NOT NULL DEFAULT 'daily' CHECK (auto_payout_schedule IN ('daily', 'weekly')),
  auto_payout_weekday INTEGER CHECK (auto_payout_weekday BETWEEN 1 AND 7),
  auto_payout_threshold BIGINT NOT NULL DEFAULT 0 CHECK (auto_payout_threshold >= 0),
  payouts_paused_reason TEXT,
  default_bank_account_id UUID,
  version BIGINT NOT NULL DEFAULT 1,
  change_seq BIGINT NOT NULL DEFAULT 0,
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX creators_published_idx ON creators (created_at DESC, id) WHERE published;

-- A fan may be a guest: then there is an e-mail and no user yet.
CREATE TABLE fans (
  id UUID PRIMARY KEY,
  user_id UUID UNIQUE REFERENCES users (id) ON DELETE SET NULL,
  guest_email VARCHAR(255),
  display_name VARCHAR(255),
  avatar_url TEXT,
  notification_preferences JSONB NOT NULL DEFAULT '{}',
  stripe_customer_id VARCHAR(255) UNIQUE,
  created_at TIMESTAMPTZ NOT NULL,
  CHECK (user_id IS NOT NULL OR guest_email IS NOT NULL OR display_name IS NULL)
);
CREATE UNIQUE INDEX fans_guest_email_key ON fans (lower(guest_email)) WHERE user_id IS NULL;

CREATE TABLE follows (
  fan_id UUID NOT NULL REFERENCES fans (id) ON DELETE CASCADE,
  creator_id UUID NOT NULL REFERENCES creators (id) ON DELETE CASCADE,
  created_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (fan_id, creator_id)
);
CREATE INDEX follows_creator_idx ON follows (creator_id, created_at);

CREATE TABLE payment_methods (
  id UUID PRIMARY KEY,
  fan_id UUID NOT NULL REFERENCES fans (id) ON DELETE CASCADE,
  stripe_payment_method_id VARCHAR(255) NOT NULL UNIQUE,
  brand VARCHAR(30) NOT NULL DEFAULT '',
  last4 VARCHAR(4) NOT NULL DEFAULT '',
  exp_month INTEGER NOT NULL DEFAULT 1,
  exp_year INTEGER NOT NULL DEFAULT 2000,
  is_default BOOLEAN NOT NULL DEFAULT FALSE,
  created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX payment_methods_fan_idx ON payment_methods (fan_id);

CREATE TABLE uploads (
  id UUID PRIMARY KEY,
  creator_id UUID NOT NULL REFERENCES creators (id) ON DELETE CASCADE,
  purpose VARCHAR(20) NOT NULL CHECK (purpose IN ('product_file', 'cover', 'avatar', 'banner', 'tier_image')),
  status VARCHAR(20) NOT NULL CHECK (status IN ('pending', 'checking', 'ready', 'refused', 'aborted')),
  file_name VARCHAR(255) NOT NULL,
  content_type VARCHAR(100) NOT NULL,
  size BIGINT NOT NULL CHECK (size > 0),
  part_size BIGINT NOT NULL,
  part_count INTEGER NOT NULL,
  storage_key VARCHAR(400) NOT NULL,
  storage_upload_id TEXT,
  declared_sha256 CHAR(64),
  sha256 CHAR(64),
  part_sha256 TEXT[] NOT NULL DEFAULT '{}',
  refusal VARCHAR(60),
  public_url TEXT,
  manifest JSONB,
  created_at TIMESTAMPTZ NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL,
  completed_at TIMESTAMPTZ,
  deleted_at TIMESTAMPTZ
);
CREATE INDEX uploads_creator_idx ON uploads (creator_id, created_at);
CREATE INDEX uploads_open_idx ON uploads (expires_at) WHERE status IN ('pending', 'checking');

CREATE TABLE tiers (
  id UUID PRIMARY KEY,
  creator_id UUID NOT NULL REFERENCES creators (id) ON DELETE CASCADE,
  name VARCHAR(255) NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  price_cents BIGINT NOT NULL CHECK (price_cents >= 100),
  yearly_price_cents BIGINT CHECK (yearly_price_cents >= 100),
  currency CHAR(3) NOT NULL,
  trial_days INTEGER NOT NULL DEFAULT 0 CHECK (trial_days BETWEEN 0 AND 90),
  image_upload_id UUID REFERENCES uploads (id),
  image_url TEXT,
  benefits TEXT[] NOT NULL DEFAULT '{}',
  sort_order INTEGER NOT NULL DEFAULT 0,
  published BOOLEAN NOT NULL DEFAULT TRUE,
  stripe_product_id VARCHAR(255),
  stripe_month_price_id VARCHAR(255),
  stripe_year_price_id VARCHAR(255),
  version BIGINT NOT NULL DEFAULT 1,
  change_seq BIGINT NOT NULL DEFAULT 0,
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL,
  deleted_at TIMESTAMPTZ
);
CREATE INDEX tiers_creator_idx ON tiers (creator_id, sort_order);

CREATE TABLE products (
  id UUID PRIMARY KEY,
  creator_id UUID NOT NULL REFERENCES creators (id) ON DELETE CASCADE,
  title VARCHAR(255) NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  type VARCHAR(50) NOT NULL CHECK (type IN ('download', 'course', 'unlockable')),
  price_cents BIGINT NOT NULL CHECK (price_cents = 0 OR price_cents >= 50),
  currency CHAR(3) NOT NULL,
  pay_what_you_want BOOLEAN NOT NULL DEFAULT FALSE,
  suggested_price_cents BIGINT,
  cover_upload_id UUID REFERENCES uploads (id),
  cover_image_url TEXT,
  tier_id UUID REFERENCES tiers (id),
  tags TEXT[] NOT NULL DEFAULT '{}',
  hidden_content TEXT NOT NULL DEFAULT '',
  refund_policy TEXT NOT NULL DEFAULT '',
  file_urls JSONB NOT NULL DEFAULT '[]',
  lessons JSONB NOT NULL DEFAULT '[]',
  status VARCHAR(20) NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'published', 'unpublished', 'taken_down')),
  sales_count BIGINT NOT NULL DEFAULT 0,
  version BIGINT NOT NULL DEFAULT 1,
  change_seq BIGINT NOT NULL DEFAULT 0,
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL,
  published_at TIMESTAMPTZ,
  deleted_at TIMESTAMPTZ
);
CREATE INDEX products_creator_idx ON products (creator_id, updated_at DESC) WHERE deleted_at IS NULL;
CREATE INDEX products_published_idx ON products (creator_id, published_at DESC) WHERE status = 'published' AND deleted_at IS NULL;
CREATE INDEX products_tier_idx ON products (tier_id) WHERE tier_id IS NOT NULL;

CREATE TABLE product_files (
  id UUID NOT NULL,
  product_id UUID NOT NULL REFERENCES products (id) ON DELETE CASCADE,
  upload_id UUID NOT NULL REFERENCES uploads (id),
  position INTEGER NOT NULL,
  title VARCHAR(255) NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  note TEXT,
  PRIMARY KEY (product_id, id)
);
CREATE INDEX product_files_upload_idx ON product_files (upload_id);

CREATE TABLE product_revisions (
  product_id UUID NOT NULL REFERENCES products (id) ON DELETE CASCADE,
  version BIGINT NOT NULL,
  saved_at TIMESTAMPTZ NOT NULL,
  status VARCHAR(20) NOT NULL,
  content JSONB NOT NULL,
  PRIMARY KEY (product_id, version)
);

CREATE TABLE discount_codes (
  id UUID PRIMARY KEY,
  creator_id UUID NOT NULL REFERENCES creators (id) ON DELETE CASCADE,
  code VARCHAR(40) NOT NULL,
  percent_off INTEGER CHECK (percent_off BETWEEN 1 AND 100),
  amount_off_cents BIGINT CHECK (amount_off_cents > 0),
  product_ids UUID[] NOT NULL DEFAULT '{}',
  starts_at TIMESTAMPTZ,
  ends_at TIMESTAMPTZ,
  max_redemptions INTEGER CHECK (max_redemptions > 0),
  redeemed INTEGER NOT NULL DEFAULT 0,
  active BOOLEAN NOT NULL DEFAULT TRUE,
  change_seq BIGINT NOT NULL DEFAULT 0,
  created_at TIMESTAMPTZ NOT NULL,
  deleted_at TIMESTAMPTZ,
  CHECK ((percent_off IS NULL) <> (amount_off_cents IS NULL))
);
CREATE UNIQUE INDEX discount_codes_code_key ON discount_codes (creator_id, lower(code)) WHERE deleted_at IS NULL;

-- The cursor of the studio's pull. Every change of a creator's things takes the creator's next number under the
-- creator's counter row, so that a number once visible has no invisible smaller neighbour.
CREATE TABLE change_counters (
  creator_id UUID PRIMARY KEY REFERENCES creators (id) ON DELETE CASCADE,
  last_seq BIGINT NOT NULL
);
CREATE TABLE tombstones (
  creator_id UUID NOT NULL REFERENCES creators (id) ON DELETE CASCADE,
  kind VARCHAR(30) NOT NULL,
  id UUID NOT NULL,
  change_seq BIGINT NOT NULL,
  deleted_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (creator_id, kind, id)
);
CREATE INDEX products_change_idx ON products (creator_id, change_seq);
CREATE INDEX tiers_change_idx ON tiers (creator_id, change_seq);
CREATE INDEX discount_codes_change_idx ON discount_codes (creator_id, change_seq);
CREATE INDEX tombstones_change_idx ON tombstones (creator_id, change_seq);
