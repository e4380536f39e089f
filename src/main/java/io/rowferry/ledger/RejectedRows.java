package io.rowferry.ledger;

import io.rowferry.database.Engine;
import io.rowferry.table.Order;
import io.rowferry.table.Part;
import io.rowferry.table.Reason;
import io.rowferry.table.Rejection;
import io.rowferry.table.TableName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Rows that the target has refused, with the part that carries each now, told from inside the target's own transactions.
 * The lane must be locked, but for {@link #sent}. Bound to one connection; one thread.
 *
 * <p>Each row is in one part at a time. A part that is tried again keeps its id and its rows, since its id means its
 * content; the ledger knows which of them are still to be tried, and at which attempt. What is refused for good leaves it
 * for a part of its own.
 */
public final class RejectedRows {
    static final int WAITING = 0;
    private static final int DEAD = 1;
    static final int SETTLED = 2;

    private final LedgerSession session;

    /** Speaks for the job through a connection that stays the caller's. */
    public RejectedRows(Connection connection, Engine engine, String job) {
        this.session = new LedgerSession(connection, engine, job);
    }

    /**
     * What is known of a part that has come.
     *
     * @param known false when the ledger has never heard of it
     * @param due places of the rows that this attempt is for
     */
    public record Due(boolean known, Map<Integer, Standing> due) {}

    /**
     * Has rows of a part that was refused for good tried once more, at that attempt.
     *
     * @return how many of them were dead letters; others were on their way to be
     */
    public int revive(String part, int attempt) throws SQLException {
        String set = "UPDATE " + session.table("rejected")
                + " SET state = ?, attempt = ?, sent = 1 WHERE part_id = ? AND attempt = 0 AND state = ?";
        int dead = session.update(set, List.of(WAITING, attempt, part, DEAD));
        session.update(set, List.of(WAITING, attempt, part, WAITING));
        return dead;
    }

    /** Which rows of a part are to be tried at this attempt; none when it was made before. */
    public Due due(String part, int attempt) throws SQLException {
        Map<Integer, Standing> due = new LinkedHashMap<>();
        List<Integer> all = session.query(
                "SELECT ordinal, attempt, state, superseded FROM " + session.table("rejected")
                        + " WHERE part_id = ? ORDER BY ordinal",
                List.of(part),
                row -> {
                    if (row.getInt(2) == attempt && row.getInt(3) == WAITING) {
                        due.put(row.getInt(1), Standing.of(row.getInt(4)));
                    }
                    return row.getInt(1);
                });
        return new Due(!all.isEmpty() || hasLeft(part), due);
    }

    /** Whether rows have left the part for another one, perhaps all of them. */
    private boolean hasLeft(String part) throws SQLException {
        return !session.query(
                        "SELECT 1 FROM " + session.table("rejected") + " WHERE batch_id = ? LIMIT 1",
                        List.of(part),
                        row -> 1)
                .isEmpty();
    }

    /**
     * Records rows of a batch that were refused for the first time.
     *
     * @param part what will carry them, in this order
     * @param hashes stand for the rows' keys, in the same order
     * @param isInOrder whether the batch was above all that its lane had applied of its table
     */
    public void add(
            String batch, Order order, int lane, TableName table, Part part, List<String> hashes, boolean isInOrder)
            throws SQLException {
        Standing standing = isInOrder ? Standing.LATEST : Standing.LATE;
        for (int i = 0; i < hashes.size(); i++) {
            Rejection row = part.rows().get(i);
            session.update(
                    "INSERT INTO " + session.table("rejected") + " (job, lane, key_hash, part_id, ordinal, batch_id,"
                            + " batch_ordinal, run, sequence, table_name, row_key, reason, words, attempt, sent,"
                            + " superseded, state) VALUES (" + LedgerSession.times(17, "?") + ")",
                    List.of(
                            session.job(),
                            lane,
                            hashes.get(i),
                            part.id(),
                            i,
                            batch,
                            row.ordinal(),
                            order.run(),
                            order.sequence(),
                            table.toString(),
                            LedgerSession.cut(row.key()),
                            row.reason().label(),
                            LedgerSession.cut(row.words()),
                            part.attempt(),
                            0,
                            standing.code,
                            WAITING));
        }
    }

    /** Records that rows of a part were refused again, and will be tried once more with the whole part. */
    public void again(Part part) throws SQLException {
        for (Rejection row : part.rows()) {
            session.update(
                    "UPDATE " + session.table("rejected")
                            + " SET attempt = ?, sent = 0, reason = ?, words = ? WHERE part_id = ? AND ordinal = ?",
                    List.of(
                            part.attempt(),
                            row.reason().label(),
                            LedgerSession.cut(row.words()),
                            part.id(),
                            row.ordinal()));
        }
    }

    /** Records that rows of a part were refused for good and leave it for another one. */
    public void move(String from, Part to) throws SQLException {
        for (int i = 0; i < to.rows().size(); i++) {
            Rejection row = to.rows().get(i);
            session.update(
                    "UPDATE " + session.table("rejected") + " SET part_id = ?, ordinal = ?, batch_id = ?,"
                            + " batch_ordinal = ?, attempt = ?, sent = 0, reason = ?, words = ?"
                            + " WHERE part_id = ? AND ordinal = ?",
                    List.of(
                            to.id(),
                            i,
                            from,
                            row.ordinal(),
                            to.attempt(),
                            row.reason().label(),
                            LedgerSession.cut(row.words()),
                            from,
                            row.ordinal()));
        }
    }

    /** Notes that rows of a part have met another fate than to be refused. */
    public void settle(String part, List<Integer> ordinals) throws SQLException {
        for (List<Integer> some : LedgerSession.slices(ordinals)) {
            session.update(
                    "UPDATE " + session.table("rejected")
                            + " SET state = ?, sent = 1 WHERE part_id = ? AND ordinal IN ("
                            + LedgerSession.times(some.size(), "?") + ")",
                    Stream.concat(Stream.of(SETTLED, part), some.stream()).toList());
        }
    }

    /** Whether any row of the lane is refused at this time, so that later ones of its key must be told of. */
    public boolean anyIn(int lane) throws SQLException {
        return !session.query(
                        "SELECT 1 FROM " + session.table("rejected")
                                + " WHERE job = ? AND lane = ? AND state < ? AND superseded <> ? LIMIT 1",
                        List.of(session.job(), lane, SETTLED, Standing.SUPERSEDED.code),
                        row -> 1)
                .isEmpty();
    }

    /** Whether any row of these tables is to be tried again, whoever has sent it. */
    public boolean anyWaiting(Collection<TableName> tables) throws SQLException {
        List<String> names = tables.stream().map(TableName::toString).toList();
        return !names.isEmpty()
                && !session.query(
                                "SELECT 1 FROM " + session.table("rejected")
                                        + " WHERE job = ? AND state = ? AND attempt > 0 AND table_name IN ("
                                        + LedgerSession.times(names.size(), "?") + ") LIMIT 1",
                                Stream.concat(Stream.of(session.job(), WAITING), names.stream())
                                        .toList(),
                                row -> 1)
                        .isEmpty();
    }

    /** Notes that a batch of that order has spoken of these keys: an older rejection is no longer the latest word. */
    public void supersede(int lane, TableName table, Order by, List<String> hashes) throws SQLException {
        for (List<String> some : LedgerSession.slices(hashes)) {
            session.update(
                    "UPDATE " + session.table("rejected") + " SET superseded = 1 WHERE job = ? AND lane = ?"
                            + " AND key_hash IN (" + LedgerSession.times(some.size(), "?") + ")"
                            + " AND table_name = ? AND (run < ? OR run = ? AND sequence < ?)",
                    Stream.of(
                                    Stream.of(session.job(), lane),
                                    some.stream(),
                                    Stream.of(table.toString(), by.run(), by.run(), by.sequence()))
                            .flatMap(values -> values)
                            .toList());
        }
    }

    /** The parts that the bus has not accepted yet: those split off this batch, and itself when it is tried once more. */
    public List<Part> unsent(String batch) throws SQLException {
        List<Part> parts = new ArrayList<>();
        // A part that was tried since it left this batch is sent on by whoever tried it.
        parts.addAll(parts("batch_id = ? AND attempt <= 2", "batch_ordinal", batch));
        parts.addAll(parts("part_id = ?", "ordinal", batch));
        return parts;
    }

    private List<Part> parts(String which, String ordinal, String id) throws SQLException {
        Map<String, Part> parts = new LinkedHashMap<>();
        session.query(
                "SELECT part_id, attempt, " + ordinal + ", row_key, reason, words FROM " + session.table("rejected")
                        + " WHERE " + which + " AND sent = 0 ORDER BY part_id, ordinal",
                List.of(id),
                row -> parts.merge(row.getString(1), part(row), RejectedRows::joined));
        return List.copyOf(parts.values());
    }

    private static Part part(ResultSet row) throws SQLException {
        return new Part(
                row.getString(1),
                row.getInt(2),
                List.of(new Rejection(row.getInt(3), row.getString(4), Reason.of(row.getString(5)), row.getString(6))));
    }

    private static Part joined(Part part, Part more) {
        return new Part(
                part.id(),
                part.attempt(),
                Stream.concat(part.rows().stream(), more.rows().stream()).toList());
    }

    /** Notes that the bus has accepted a part for its attempt; an attempt that was made meanwhile is another matter. */
    public void sent(Part part) throws SQLException {
        session.update(
                "UPDATE " + session.table("rejected") + " SET sent = 1 WHERE part_id = ? AND attempt = ?",
                List.of(part.id(), part.attempt()));
    }

    /** Notes that a part goes to the dead-letter queue, and tells how many of its rows were not known to. */
    public int dead(String part) throws SQLException {
        return session.update(
                "UPDATE " + session.table("rejected")
                        + " SET state = ? WHERE part_id = ? AND attempt = 0 AND state = ?",
                List.of(DEAD, part, WAITING));
    }
}
