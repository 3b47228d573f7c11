-- When the person of a session last proved who they are, and by what: 'password', 'second_factor' or a provider.
ALTER TABLE sessions ADD COLUMN proven_at timestamptz;
ALTER TABLE sessions ADD COLUMN proven_by text;
