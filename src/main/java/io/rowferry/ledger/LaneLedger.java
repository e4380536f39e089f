package io.rowferry.ledger;

import io.rowferry.database.Engine;
import io.rowferry.table.Order;
import io.rowferry.table.Reason;
import io.rowferry.table.Rejection;
import io.rowferry.table.RowCounts;
import io.rowferry.table.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one job's lanes have applied, told from inside the target's own transactions. Bound to one connection; one thread.
 */
public final class LaneLedger {
    private final Connection connection;
    private final Engine engine;
    private final String job;
    private final Clock clock;

    /** Speaks for the job through a connection that stays the caller's. */
    public LaneLedger(Connection connection, Engine engine, String job, Clock clock) {
        this.connection = connection;
        this.engine = engine;
        this.job = job;
        this.clock = clock;
    }

    /**
     * Takes the lane until the transaction ends, so that nobody else applies to it, and tells the highest order applied.
     * Must be the transaction's first statement.
     */
    public Order lock(int lane) throws SQLException {
        Order highest = highest(lane);
        if (highest != null) {
            return highest;
        }
        update(
                engine.insertIfAbsent(engine.ledgerTable("lanes"), List.of("job", "lane", "run", "sequence")),
                job,
                lane,
                Order.NONE.run(),
                Order.NONE.sequence());
        Order inserted = highest(lane);
        return inserted == null ? Order.NONE : inserted;
    }

    private @org.jspecify.annotations.Nullable Order highest(int lane) throws SQLException {
        try (PreparedStatement statement = prepare(
                        "SELECT run, sequence FROM " + engine.ledgerTable("lanes")
                                + " WHERE job = ? AND lane = ? FOR UPDATE",
                        job,
                        lane);
                ResultSet result = statement.executeQuery()) {
            return result.next() ? new Order(result.getLong(1), result.getLong(2)) : null;
        }
    }

    /** Notes the highest order applied. */
    public void advance(int lane, Order order) throws SQLException {
        update(
                "UPDATE " + engine.ledgerTable("lanes") + " SET run = ?, sequence = ? WHERE job = ? AND lane = ?",
                order.run(),
                order.sequence(),
                job,
                lane);
    }

    /** Of these batches, the ones whose outcome is recorded, each with the checksum of its content. */
    public Map<String, String> recorded(List<String> ids) throws SQLException {
        Map<String, String> checksums = new HashMap<>();
        String marks = String.join(", ", Collections.nCopies(ids.size(), "?"));
        try (PreparedStatement statement = prepare(
                        "SELECT id, checksum FROM " + engine.ledgerTable("batches") + " WHERE id IN (" + marks + ")",
                        ids.toArray());
                ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                checksums.put(result.getString(1), result.getString(2));
            }
        }
        return checksums;
    }

    /** Records a batch with its outcome; {@code pending} rows are those that were refused. */
    public void record(String id, Order order, int lane, TableName table, String checksum, RowCounts counts)
            throws SQLException {
        update(
                "INSERT INTO " + engine.ledgerTable("batches") + " (id, job, lane, run, sequence, table_name, checksum,"
                        + " applied, unchanged, stale, deleted, rejected, at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
                clock.instant().toString());
        count(order.run(), lane, table, counts);
    }

    /** Adds to a run's counts of a table. The lane must be locked. */
    private void count(long run, int lane, TableName table, RowCounts more) throws SQLException {
        String counts = engine.ledgerTable("counts");
        int updated = update(
                "UPDATE " + counts + " SET applied = applied + ?, unchanged = unchanged + ?, stale = stale + ?,"
                        + " deleted = deleted + ?, dead_lettered = dead_lettered + ?, pending = pending + ?"
                        + " WHERE job = ? AND run = ? AND lane = ? AND table_name = ?",
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
        if (updated == 0) {
            update(
                    "INSERT INTO " + counts + " (applied, unchanged, stale, deleted, dead_lettered, pending, job, run,"
                            + " lane, table_name) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
        }
    }

    /** Records the refused rows of a batch, with the part that will carry them. */
    public void reject(String batch, String part, Order order, int lane, TableName table, List<Rejection> rejections)
            throws SQLException {
        for (Rejection rejection : rejections) {
            update(
                    "INSERT INTO " + engine.ledgerTable("rejected") + " (batch_id, ordinal, part_id, job, run,"
                            + " sequence, lane, table_name, row_key, reason, words, sent, dead)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0)",
                    batch,
                    rejection.ordinal(),
                    part,
                    job,
                    order.run(),
                    order.sequence(),
                    lane,
                    table.toString(),
                    cut(rejection.key()),
                    rejection.reason().label(),
                    cut(rejection.words()));
        }
    }

    /** The refused rows of a batch whose parts the bus has not accepted yet, in the batch's order. */
    public List<Rejection> unsent(String batch) throws SQLException {
        List<Rejection> rejections = new ArrayList<>();
        try (PreparedStatement statement = prepare(
                        "SELECT ordinal, row_key, reason, words FROM " + engine.ledgerTable("rejected")
                                + " WHERE batch_id = ? AND sent = 0 ORDER BY ordinal",
                        batch);
                ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                rejections.add(new Rejection(
                        result.getInt(1), result.getString(2), Reason.of(result.getString(3)), result.getString(4)));
            }
        }
        return rejections;
    }

    /** Notes that the bus has accepted all parts of a batch. */
    public void sent(String batch) throws SQLException {
        update("UPDATE " + engine.ledgerTable("rejected") + " SET sent = 1 WHERE batch_id = ?", batch);
    }

    /** Notes that a part goes to the dead-letter queue. The lane must be locked; safe to repeat. */
    public void dead(String part, long run, int lane, TableName table) throws SQLException {
        int rows = update(
                "UPDATE " + engine.ledgerTable("rejected") + " SET dead = 1 WHERE part_id = ? AND dead = 0", part);
        if (rows > 0) {
            count(run, lane, table, new RowCounts(0, 0, 0, 0, rows, -rows));
        }
    }

    private static String cut(String words) {
        return words.length() > LedgerSchema.WORDS ? words.substring(0, LedgerSchema.WORDS) : words;
    }

    private int update(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(sql, values)) {
            return statement.executeUpdate();
        }
    }

    private PreparedStatement prepare(String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }
}
