-- Search and ranking of creators. search_text is kept by triggers, rank_score by a job.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
ALTER TABLE creators ADD COLUMN search_text TEXT NOT NULL DEFAULT '';
ALTER TABLE creators ADD COLUMN rank_score DOUBLE PRECISION NOT NULL DEFAULT 0;

CREATE FUNCTION creator_search_text(creator creators) RETURNS TEXT LANGUAGE sql STABLE AS $$
  SELECT lower(left(creator.display_name || ' ' || creator.slug || ' ' || array_to_string(creator.tags, ' ') || ' '
    || left(creator.bio, 300) || ' ' || coalesce((SELECT string_agg(p.title || ' ' || array_to_string(p.tags, ' '), ' ')
      FROM products p WHERE p.creator_id = creator.id AND p.status = 'published' AND p.deleted_at IS NULL), ''), 4000))
$$;
CREATE FUNCTION creators_fill_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.search_text := creator_search_text(NEW);
  RETURN NEW;
END $$;
CREATE TRIGGER creators_search BEFORE INSERT OR UPDATE OF display_name, slug, tags, bio ON creators
  FOR EACH ROW EXECUTE FUNCTION creators_fill_search();
CREATE FUNCTION products_fill_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE creators c SET search_text = creator_search_text(c) WHERE c.id = NEW.creator_id;
  RETURN NULL;
END $$;
CREATE TRIGGER products_search AFTER INSERT OR UPDATE OF title, tags, status, deleted_at ON products
  FOR EACH ROW EXECUTE FUNCTION products_fill_search();
CREATE INDEX creators_search_idx ON creators USING gin (search_text gin_trgm_ops);
CREATE INDEX creators_rank_idx ON creators (rank_score DESC, created_at DESC, id) WHERE published;
