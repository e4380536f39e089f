package io.rowferry.ledger;

import io.rowferry.database.Engine;
import io.rowferry.table.Order;
import io.rowferry.table.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which keys of a job's tables were deleted, and by which order, told from inside the target's own transactions. Bound to
 * one connection; one thread.
 *
 * <p>One row for each table ({@code deletions}) has the highest order of all its tombstones, which spares nearly every
 * upsert the look for its keys. It is a lock as well: a delete and a late upsert of the same key may come in two lanes at
 * the same moment, and the one would not see the other's row, nor the other the one's tombstone. Tombstones stay when a
 * key comes back: an upsert still older than the delete is kept out then, too, where there is no version to tell.
 */
public final class Tombstones {
    private final LedgerSession session;
    private final String job;
    private final Clock clock;

    /** Speaks for the job through a connection that stays the caller's. */
    public Tombstones(Connection connection, Engine engine, String job, Clock clock) {
        this.session = new LedgerSession(connection, engine, job);
        this.job = job;
        this.clock = clock;
    }

    /** Keeps deletes of the table waiting until the transaction ends, and tells the highest order of its tombstones. */
    public Order share(TableName table) throws SQLException {
        return lock(table, true);
    }

    /** The same, but keeps everybody else waiting; for who deletes. */
    public Order take(TableName table) throws SQLException {
        return lock(table, false);
    }

    private Order lock(TableName table, boolean shared) throws SQLException {
        Optional<String> queueing = session.engine().queueing(shared);
        if (queueing.isPresent()) {
            session.query(queueing.get(), List.of("rowferry deletes " + job + " " + table), row -> row.getBoolean(1));
        }
        String clause = session.engine().locking(shared);
        List<Order> highest = highest(table, clause);
        if (highest.isEmpty()) {
            session.update(
                    session.engine()
                            .insertIfAbsent(
                                    session.table("deletions"), List.of("job", "table_name", "run", "sequence")),
                    List.of(job, table.toString(), Order.NONE.run(), Order.NONE.sequence()));
            highest = highest(table, clause);
        }
        return highest.get(0);
    }

    private List<Order> highest(TableName table, String clause) throws SQLException {
        return session.query(
                "SELECT run, sequence FROM " + session.table("deletions") + " WHERE job = ? AND table_name = ? "
                        + clause,
                List.of(job, table.toString()),
                row -> new Order(row.getLong(1), row.getLong(2)));
    }

    /** The orders that have deleted these keys, by their hashes; nothing of keys without a tombstone. */
    public Map<String, Order> of(TableName table, Collection<String> hashes) throws SQLException {
        Map<String, Order> orders = new HashMap<>();
        for (List<String> some : LedgerSession.slices(List.copyOf(hashes))) {
            session.query(
                    "SELECT key_hash, run, sequence FROM " + session.table("tombstones") + where(some),
                    Stream.concat(Stream.of(job, table.toString()), some.stream())
                            .toList(),
                    row -> orders.put(row.getString(1), new Order(row.getLong(2), row.getLong(3))));
        }
        return orders;
    }

    /** Notes that these keys were deleted by this order, unless a higher one did. The table must be {@link #take}n. */
    public void bury(TableName table, Order order, List<Tombstone> deleted) throws SQLException {
        Map<String, Tombstone> byHash = new LinkedHashMap<>();
        deleted.forEach(tombstone -> byHash.put(tombstone.hash(), tombstone));
        Map<String, Order> known = of(table, byHash.keySet());
        List<String> lower = new ArrayList<>();
        known.forEach((hash, its) -> {
            if (its.compareTo(order) < 0) {
                lower.add(hash);
            } else {
                byHash.remove(hash);
            }
        });
        for (List<String> some : LedgerSession.slices(lower)) {
            session.update(
                    "DELETE FROM " + session.table("tombstones") + where(some),
                    Stream.concat(Stream.of(job, table.toString()), some.stream())
                            .toList());
        }
        for (List<Tombstone> some : LedgerSession.slices(List.copyOf(byHash.values()))) {
            insert(table, order, some);
        }
    }

    private void insert(TableName table, Order order, List<Tombstone> tombstones) throws SQLException {
        String at = clock.instant().toString();
        List<@Nullable Object> values = new ArrayList<>();
        for (Tombstone tombstone : tombstones) {
            String version = tombstone.version();
            values.add(job);
            values.add(table.toString());
            values.add(tombstone.hash());
            values.add(LedgerSession.cut(tombstone.key()));
            values.add(version == null ? null : LedgerSession.cut(version));
            values.add(order.run());
            values.add(order.sequence());
            values.add(at);
        }
        session.update(
                "INSERT INTO " + session.table("tombstones")
                        + " (job, table_name, key_hash, row_key, version, run, sequence, at) VALUES "
                        + LedgerSession.times(tombstones.size(), "(?, ?, ?, ?, ?, ?, ?, ?)"),
                values);
    }

    /** Notes the highest order of the table's tombstones. The table must be {@link #take}n. */
    public void raise(TableName table, Order order) throws SQLException {
        session.update(
                "UPDATE " + session.table("deletions") + " SET run = ?, sequence = ? WHERE job = ? AND table_name = ?",
                List.of(order.run(), order.sequence(), job, table.toString()));
    }

    private static String where(List<String> hashes) {
        return " WHERE job = ? AND table_name = ? AND key_hash IN (" + LedgerSession.times(hashes.size(), "?") + ")";
    }
}
