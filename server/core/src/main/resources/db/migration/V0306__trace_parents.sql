-- The trace in which something was written that is handled later; W3C Trace Context, empty where nothing is traced.
ALTER TABLE webhook_inbox ADD COLUMN trace_parent VARCHAR(55);
ALTER TABLE outbox_facts ADD COLUMN trace_parent VARCHAR(55);
ALTER TABLE outbox_mails ADD COLUMN trace_parent VARCHAR(55);
