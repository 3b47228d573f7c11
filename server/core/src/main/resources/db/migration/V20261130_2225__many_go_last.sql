-- What goes to many people at once waits behind what somebody waits for: in the outbox of events, and in that of mail.
CREATE INDEX outbox_facts_next_idx ON outbox_facts ((kind IN ('creator_message', 'new_product', 'new_version')), attempts, created_at)
  WHERE handled_at IS NULL;
CREATE INDEX outbox_mails_turn_idx ON outbox_mails (urgent DESC, (unsubscribe IS NOT NULL), next_attempt_at) WHERE sent_at IS NULL;
-- What the front page and a search look for: the newest products, words in names and titles, tags.
CREATE INDEX creators_name_idx ON creators USING gin (lower(display_name) gin_trgm_ops) WHERE published;
CREATE INDEX products_newest_idx ON products (published_at DESC, id) WHERE status = 'published' AND deleted_at IS NULL;
CREATE INDEX products_title_idx ON products USING gin (lower(title) gin_trgm_ops) WHERE status = 'published' AND deleted_at IS NULL;
CREATE INDEX products_tags_idx ON products USING gin (tags) WHERE status = 'published' AND deleted_at IS NULL;
