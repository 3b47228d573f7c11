-- What admins look payments up by.
CREATE INDEX payments_buyer_idx ON payments (lower(buyer_email)) WHERE buyer_email IS NOT NULL;
