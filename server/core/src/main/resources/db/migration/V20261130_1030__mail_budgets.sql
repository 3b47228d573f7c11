-- How many mails of a kind a mailbox was written in a day. The address is hashed; rows go after two days.
CREATE TABLE mail_budgets (
  address CHAR(64) NOT NULL,
  kind VARCHAR(30) NOT NULL,
  scope VARCHAR(60) NOT NULL DEFAULT '',
  day DATE NOT NULL,
  sent INTEGER NOT NULL,
  PRIMARY KEY (address, kind, scope, day)
);
CREATE INDEX mail_budgets_day_idx ON mail_budgets (day);
