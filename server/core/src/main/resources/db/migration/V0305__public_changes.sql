-- What the public sees of a creator is kept by the creator's change number. Supporters' words and names belong to it, so
-- changes of them take a number too.
CREATE FUNCTION take_change_number(creator UUID) RETURNS void LANGUAGE sql AS $$
  INSERT INTO change_counters AS c (creator_id, last_seq) VALUES (creator, 1)
  ON CONFLICT (creator_id) DO UPDATE SET last_seq = c.last_seq + 1
$$;

CREATE FUNCTION supporter_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'tips' THEN
    PERFORM take_change_number(NEW.creator_id);
  ELSE
    PERFORM take_change_number(x.creator_id)
    FROM (SELECT DISTINCT creator_id FROM tips WHERE fan_id = NEW.id AND status = 'completed' ORDER BY creator_id) x;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER tips_public_change AFTER UPDATE OF message, anonymous, guest_name ON tips
  FOR EACH ROW EXECUTE FUNCTION supporter_changed();
CREATE TRIGGER fans_public_change AFTER UPDATE OF display_name ON fans
  FOR EACH ROW WHEN (OLD.display_name IS DISTINCT FROM NEW.display_name) EXECUTE FUNCTION supporter_changed();
