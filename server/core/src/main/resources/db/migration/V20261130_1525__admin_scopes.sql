-- What an admin may see and change. Nobody else has a scope. An admin without one, made by a server of the release
-- before, may do nothing until a scope is given.
ALTER TABLE users ADD COLUMN admin_scope TEXT
  CHECK (admin_scope IN ('full', 'read_only', 'support', 'finance', 'content_review'));
UPDATE users SET admin_scope = 'full' WHERE role = 'admin';

-- Wishes for an admin from before there were scopes meant everything.
UPDATE admin_changes SET body = body || '{"scope": "full"}'
WHERE kind = 'role' AND status = 'waiting' AND body ->> 'role' = 'admin' AND NOT body ? 'scope';
