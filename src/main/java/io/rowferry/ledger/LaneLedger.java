package io.rowferry.ledger;

import io.rowferry.database.Engine;
import io.rowferry.table.Order;
import io.rowferry.table.RowCounts;
import io.rowferry.table.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What one job's lanes have applied, told from inside the target's own transactions. Bound to one connection; one thread.
 */
public final class LaneLedger {
    private final LedgerSession session;
    private final String job;
    private final Clock clock;

    /** Speaks for the job through a connection that stays the caller's. */
    public LaneLedger(Connection connection, Engine engine, String job, Clock clock) {
        this.session = new LedgerSession(connection, engine, job);
        this.job = job;
        this.clock = clock;
    }

    /**
     * What a lane has applied.
     *
     * @param checksums of the batches asked for that have an outcome, by their ids
     * @param orders the highest of each table that has one
     * @param before the highest order of any table, of the time when a lane had one for all of them
     */
    public record Past(Map<String, String> checksums, Map<TableName, Order> orders, Order before) {
        /** The highest order applied of the table. */
        public Order highest(TableName table) {
            return orders.getOrDefault(table, before);
        }
    }

    /**
     * Takes the lane until the transaction ends, so that nobody else applies to it. Must be the transaction's first
     * statement.
     *
     * @return the highest order of any table, of the time when a lane had one for all of them
     */
    public Order lock(int lane) throws SQLException {
        List<Order> before = before(lane);
        if (before.isEmpty()) {
            session.update(
                    session.engine().insertIfAbsent(session.table("lanes"), List.of("job", "lane", "run", "sequence")),
                    List.of(job, lane, Order.NONE.run(), Order.NONE.sequence()));
            before = before(lane);
        }
        return before.get(0);
    }

    private List<Order> before(int lane) throws SQLException {
        return session.query(
                "SELECT run, sequence FROM " + session.table("lanes") + " WHERE job = ? AND lane = ? FOR UPDATE",
                List.of(job, lane),
                row -> new Order(row.getLong(1), row.getLong(2)));
    }

    /** Writes nothing that would tell anybody anything; fails where nothing can be written. */
    public void touch() throws SQLException {
        session.update("UPDATE " + session.table("lanes") + " SET run = run WHERE job = ? AND lane = -1", List.of(job));
    }

    /**
     * Takes the lane, and tells what it has applied. That takes a second statement: the first one may have waited, and
     * would show what was there before it did.
     *
     * @param ids of the batches to look for
     */
    public Past take(int lane, List<String> ids) throws SQLException {
        Order before = lock(lane);
        Map<String, String> checksums = new HashMap<>();
        Map<TableName, Order> orders = new HashMap<>();
        for (List<String> some : LedgerSession.slices(ids)) {
            session.query(
                    "SELECT id, checksum, 0, 0 FROM " + session.table("batches") + " WHERE id IN ("
                            + LedgerSession.times(some.size(), "?")
                            + ") UNION ALL SELECT table_name, NULL, run, sequence"
                            + " FROM " + session.table("lane_orders") + " WHERE job = ? AND lane = ?",
                    Stream.concat(some.stream(), Stream.of(job, lane)).toList(),
                    row -> row.getString(2) == null
                            ? orders.put(TableName.parse(row.getString(1)), new Order(row.getLong(3), row.getLong(4)))
                            : checksums.put(row.getString(1), row.getString(2)));
        }
        return new Past(checksums, orders, before);
    }

    /** Notes the highest order applied of a table. */
    public void advance(int lane, TableName table, Order order) throws SQLException {
        List<Object> values = List.of(order.run(), order.sequence(), job, lane, table.toString());
        int updated = session.update(
                "UPDATE " + session.table("lane_orders")
                        + " SET run = ?, sequence = ? WHERE job = ? AND lane = ? AND table_name = ?",
                values);
        if (updated == 0) {
            session.update(
                    "INSERT INTO " + session.table("lane_orders") + " (run, sequence, job, lane, table_name) VALUES ("
                            + LedgerSession.times(5, "?") + ")",
                    values);
        }
    }

    /** Records a batch with its outcome; {@code pending} rows are those that were refused. */
    public void record(String id, Order order, int lane, TableName table, String checksum, RowCounts counts)
            throws SQLException {
        session.update(
                "INSERT INTO " + session.table("batches") + " (id, job, lane, run, sequence, table_name, checksum,"
                        + " applied, unchanged, stale, deleted, rejected, at) VALUES ("
                        + LedgerSession.times(13, "?") + ")",
                List.of(
                        id,
                        job,
                        lane,
                        order.run(),
                        order.sequence(),
                        table.toString(),
                        checksum,
                        counts.applied(),
                        counts.unchanged(),
                        counts.stale(),
                        counts.deleted(),
                        counts.pending(),
                        clock.instant().toString()));
        count(order.run(), lane, table, 1, counts);
    }

    /** Notes what has become since of rows that were pending; such as fewer of these are counted below zero. */
    public void count(long run, int lane, TableName table, RowCounts more) throws SQLException {
        count(run, lane, table, 0, more);
    }

    /** Adds to a run's counts of a table. The lane must be locked. */
    private void count(long run, int lane, TableName table, int batches, RowCounts more) throws SQLException {
        List<Object> values = List.of(
                batches,
                more.applied(),
                more.unchanged(),
                more.stale(),
                more.deleted(),
                more.deadLettered(),
                more.pending(),
                job,
                run,
                lane,
                table.toString());
        int updated = session.update(
                "UPDATE " + session.table("counts") + " SET batches = batches + ?, applied = applied + ?,"
                        + " unchanged = unchanged + ?, stale = stale + ?, deleted = deleted + ?,"
                        + " dead_lettered = dead_lettered + ?, pending = pending + ?"
                        + " WHERE job = ? AND run = ? AND lane = ? AND table_name = ?",
                values);
        if (updated == 0) {
            session.update(
                    "INSERT INTO " + session.table("counts") + " (batches, applied, unchanged, stale, deleted,"
                            + " dead_lettered, pending, job, run, lane, table_name) VALUES ("
                            + LedgerSession.times(11, "?") + ")",
                    values);
        }
    }
}
