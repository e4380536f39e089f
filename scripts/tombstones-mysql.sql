-- Notes the key of every order that goes, for  deletes: tombstones:orders_gone  in a job file; for MariaDB and MySQL. For
-- another table, put its name, its key and its watermark column in the place of orders, id and updated_at. Run it in the
-- source, once. The watermark column and deleted_at are of one type: change both where yours is another.
--
-- The moment is never below the row's own last stamp, so that the delete is newer than whatever was sent of the row.
-- Rows of orders_gone may be removed when they are older than the longest outage that you mean to live through. A row that
-- goes by a foreign key's ON DELETE CASCADE runs no trigger in these servers, and is not noted.
CREATE TABLE orders_gone (id bigint NOT NULL, deleted_at timestamp(6) NOT NULL DEFAULT current_timestamp(6), KEY by_moment (deleted_at));

CREATE TRIGGER orders_gone AFTER DELETE ON orders FOR EACH ROW
  INSERT INTO orders_gone (id, deleted_at) VALUES (OLD.id, greatest(now(6), coalesce(OLD.updated_at, now(6))));

-- A row whose key changes is gone under the old one.
CREATE TRIGGER orders_moved AFTER UPDATE ON orders FOR EACH ROW
  INSERT INTO orders_gone (id, deleted_at)
  SELECT OLD.id, greatest(now(6), coalesce(OLD.updated_at, now(6))) FROM dual WHERE OLD.id <> NEW.id;
