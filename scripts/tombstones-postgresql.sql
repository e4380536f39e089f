-- Notes the key of every order that goes, for  deletes: tombstones:orders_gone  in a job file. For another table, put its
-- name, its key and its watermark column in the place of orders, id and updated_at. Run it in the source, once.
--
-- The moment is never below the row's own last stamp, so that the delete is newer than whatever was sent of the row.
-- Rows of orders_gone may be removed when they are older than the longest outage that you mean to live through.
CREATE TABLE orders_gone (id bigint NOT NULL, deleted_at timestamptz NOT NULL);
CREATE INDEX orders_gone_by_moment ON orders_gone (deleted_at);

CREATE FUNCTION note_gone_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO orders_gone (id, deleted_at) VALUES (OLD.id, greatest(now(), OLD.updated_at));
  RETURN NULL;
END $$;

CREATE TRIGGER orders_gone AFTER DELETE ON orders
  FOR EACH ROW EXECUTE FUNCTION note_gone_order();

-- A row whose key changes is gone under the old one.
CREATE TRIGGER orders_moved AFTER UPDATE OF id ON orders
  FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id) EXECUTE FUNCTION note_gone_order();
