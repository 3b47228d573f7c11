-- Tells a card from another one, however often it was saved; null for cards that were saved before.
ALTER TABLE payment_methods ADD COLUMN fingerprint text;
