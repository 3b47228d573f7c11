-- What a creator sells in who opens an account by the sign-in that is under way.
ALTER TABLE oidc_flows ADD COLUMN currency CHAR(3);

-- What is the smallest and the largest amount depends on the currency; the model's table knows. Here stand the bounds of
-- all of them.
ALTER TABLE products DROP CONSTRAINT products_price_cents_check;
ALTER TABLE products ADD CONSTRAINT products_price_cents_check CHECK (price_cents = 0 OR price_cents >= 30);
ALTER TABLE tips DROP CONSTRAINT tips_amount_cents_check;
ALTER TABLE tips ADD CONSTRAINT tips_amount_cents_check CHECK (amount_cents BETWEEN 100 AND 10000000);
