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
     * Takes the lane until the transaction ends, so that nobody else applies to it, and tells the highest order applied.
     * Must be the transaction's first statement.
     */
    public Order lock(int lane) throws SQLException {
        List<Order> highest = highest(lane);
        if (highest.isEmpty()) {
            session.update(
                    session.engine().insertIfAbsent(session.table("lanes"), List.of("job", "lane", "run", "sequence")),
                    List.of(job, lane, Order.NONE.run(), Order.NONE.sequence()));
            highest = highest(lane);
        }
        return highest.get(0);
    }

    private List<Order> highest(int lane) throws SQLException {
        return session.query(
                "SELECT run, sequence FROM " + session.table("lanes") + " WHERE job = ? AND lane = ? FOR UPDATE",
                List.of(job, lane),
                row -> new Order(row.getLong(1), row.getLong(2)));
    }

    /** Writes nothing that would tell anybody anything; fails where nothing can be written. */
    public void touch() throws SQLException {
        session.update("UPDATE " + session.table("lanes") + " SET run = run WHERE job = ? AND lane = -1", List.of(job));
    }

    /** Notes the highest order applied. */
    public void advance(int lane, Order order) throws SQLException {
        session.update(
                "UPDATE " + session.table("lanes") + " SET run = ?, sequence = ? WHERE job = ? AND lane = ?",
                List.of(order.run(), order.sequence(), job, lane));
    }

    /** Of these batches, the ones whose outcome is recorded, each with the checksum of its content. */
    public Map<String, String> recorded(List<String> ids) throws SQLException {
        Map<String, String> checksums = new HashMap<>();
        for (List<String> some : LedgerSession.slices(ids)) {
            session.query(
                    "SELECT id, checksum FROM " + session.table("batches") + " WHERE id IN ("
                            + LedgerSession.times(some.size(), "?") + ")",
                    some,
                    row -> checksums.put(row.getString(1), row.getString(2)));
        }
        return checksums;
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
