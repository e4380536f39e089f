package io.rowferry.ledger;

import io.rowferry.database.Engine;
import io.rowferry.table.Replay;
import io.rowferry.table.RowCounts;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * What has become of the rows of replayed dead letters, told from inside the target's own transactions. Bound to one
 * connection; one thread. {@link ReplayOutcomes} reads it.
 */
public final class ReplayedRows {
    private final LedgerSession session;

    /** Speaks for the job through a connection that stays the caller's. */
    public ReplayedRows(Connection connection, Engine engine, String job) {
        this.session = new LedgerSession(connection, engine, job);
    }

    /** Notes that a replay has come; false when it had before. */
    public boolean begin(Replay replay) throws SQLException {
        return session.update(
                        session.engine()
                                .insertIfAbsent(
                                        session.table("replayed"),
                                        List.of(
                                                "job",
                                                "id",
                                                "replay",
                                                "applied",
                                                "unchanged",
                                                "stale",
                                                "deleted",
                                                "dead_lettered",
                                                "pending")),
                        List.of(session.job(), replay.id(), replay.number(), 0, 0, 0, 0, 0, 0))
                > 0;
    }

    /** Adds to what has become of its rows. */
    public void add(Replay replay, RowCounts more) throws SQLException {
        begin(replay);
        session.update(
                "UPDATE " + session.table("replayed") + " SET applied = applied + ?, unchanged = unchanged + ?,"
                        + " stale = stale + ?, deleted = deleted + ?, dead_lettered = dead_lettered + ?,"
                        + " pending = pending + ? WHERE job = ? AND id = ? AND replay = ?",
                List.of(
                        more.applied(),
                        more.unchanged(),
                        more.stale(),
                        more.deleted(),
                        more.deadLettered(),
                        more.pending(),
                        session.job(),
                        replay.id(),
                        replay.number()));
    }
}
