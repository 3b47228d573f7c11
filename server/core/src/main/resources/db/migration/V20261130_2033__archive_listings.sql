-- What is inside an archive (gg.tap2.model.media.ArchiveListing), and whether a product's page says it.
ALTER TABLE uploads ADD COLUMN listing jsonb;
ALTER TABLE products ADD COLUMN show_contents boolean NOT NULL DEFAULT FALSE;
