-- How many different people ever paid a creator and did not get it back, counted by a job. It is shown on the page.
ALTER TABLE creators ADD COLUMN supporter_count BIGINT NOT NULL DEFAULT 0;
