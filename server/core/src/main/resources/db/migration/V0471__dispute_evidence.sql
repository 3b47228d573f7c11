CREATE TABLE dispute_evidence (
  dispute_id UUID PRIMARY KEY REFERENCES disputes (id),
  note TEXT NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX disputes_unanswered_idx ON disputes (evidence_due_by)
  WHERE evidence_submitted_at IS NULL AND status IN ('open', 'warning');
