-- The form by which addresses are compared. What is stored is printable ASCII with A-labels, so lower-casing ASCII
-- letters, the same in every locale, makes what EmailAddress.key() makes.
ALTER TABLE users ADD COLUMN email_key TEXT GENERATED ALWAYS AS (lower(email COLLATE "C")) STORED;
CREATE UNIQUE INDEX users_email_key_idx ON users (email_key);
ALTER TABLE fans ADD COLUMN guest_email_key TEXT GENERATED ALWAYS AS (lower(guest_email COLLATE "C")) STORED;
CREATE UNIQUE INDEX fans_guest_email_key_idx ON fans (guest_email_key) WHERE user_id IS NULL;
CREATE INDEX payments_buyer_key_idx ON payments (lower(buyer_email COLLATE "C")) WHERE buyer_email IS NOT NULL;

-- A page's address as the eye reads it: Slugs.skeleton() makes the same.
ALTER TABLE creators ADD COLUMN slug_skeleton TEXT
  GENERATED ALWAYS AS (replace(replace(translate(slug, '01', 'ol'), 'rn', 'm'), 'vv', 'w')) STORED;
CREATE INDEX creators_slug_skeleton_idx ON creators (slug_skeleton);

-- Zones that no calendar knows counted as none.
UPDATE creators SET time_zone = 'UTC' WHERE time_zone NOT IN (SELECT name FROM pg_timezone_names);

-- Tags in the one spelling by which pages are found.
UPDATE creators SET tags = ARRAY(SELECT DISTINCT lower(regexp_replace(btrim(t), '\s+', ' ', 'g')) FROM unnest(tags) AS t)
WHERE tags <> '{}';
