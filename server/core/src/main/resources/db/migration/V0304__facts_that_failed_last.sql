-- A fact that could not be told goes behind the others instead of holding them up.
CREATE INDEX outbox_facts_waiting_idx ON outbox_facts (attempts, created_at) WHERE handled_at IS NULL;
DROP INDEX outbox_facts_open_idx;
