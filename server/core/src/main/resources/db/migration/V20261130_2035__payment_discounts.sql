-- What a code took off a payment, in its currency, and the code's name on that day: the buyer sees both again.
ALTER TABLE payments ADD COLUMN discount_cents BIGINT NOT NULL DEFAULT 0 CHECK (discount_cents >= 0);
ALTER TABLE payments ADD COLUMN discount_name TEXT;
