-- What was decided stays as it was decided; only a row that waits can move, once.
CREATE TRIGGER money_actions_decided_once BEFORE UPDATE ON money_actions
  FOR EACH ROW WHEN (OLD.status <> 'waiting') EXECUTE FUNCTION forbid_change();
CREATE TRIGGER admin_changes_decided_once BEFORE UPDATE ON admin_changes
  FOR EACH ROW WHEN (OLD.status <> 'waiting') EXECUTE FUNCTION forbid_change();
-- An event of a provider is only removed once it was handled.
CREATE TRIGGER webhook_inbox_handled_first BEFORE DELETE ON webhook_inbox
  FOR EACH ROW WHEN (OLD.status NOT IN ('done', 'ignored')) EXECUTE FUNCTION forbid_change();
