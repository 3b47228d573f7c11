-- Whether a buyer owns a product already is asked after every sale; the product's own index holds all its buyers.
CREATE INDEX grants_fan_product_idx ON grants (fan_id, product_id) WHERE revoked_at IS NULL;
