-- What only an operator can put right, by who refuses, what was asked and what is wrong.
CREATE TABLE operator_alarms (
  source VARCHAR(40) NOT NULL,
  subject VARCHAR(500) NOT NULL,
  code VARCHAR(500) NOT NULL,
  message VARCHAR(500) NOT NULL,
  ends_by_itself BOOLEAN NOT NULL,
  times BIGINT NOT NULL,
  first_at TIMESTAMPTZ NOT NULL,
  last_at TIMESTAMPTZ NOT NULL,
  ended_at TIMESTAMPTZ,
  PRIMARY KEY (source, subject, code)
);
CREATE INDEX operator_alarms_open_idx ON operator_alarms (last_at) WHERE ended_at IS NULL;
