-- How a product is come by: for_sale, included (sold, and part of a tier and dearer ones), members_only. Nothing where
-- it was never said: then a tier's product without a price is its members' only.
ALTER TABLE products ADD COLUMN access VARCHAR(20) CHECK (access IN ('for_sale', 'included', 'members_only'));
