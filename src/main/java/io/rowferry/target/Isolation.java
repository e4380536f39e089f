package io.rowferry.target;

import io.rowferry.database.Database;
import io.rowferry.database.Engine;
import io.rowferry.database.Fault;
import io.rowferry.database.GuardedWrite;
import io.rowferry.database.GuardedWrite.Written;
import io.rowferry.table.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Writes a range of staged rows; when the target refuses it, halves it until only the bad rows are left out. The good
 * rows of a range are written in at most as many statements as there are halvings.
 */
final class Isolation {
    private final Connection connection;
    private final Engine engine;
    private final GuardedWrite write;
    private final boolean inOrder;
    private final List<Refused> unstaged;
    private final List<Refused> refused;
    private int applied;
    private int unchanged;
    private int stale;

    /** @param unstaged rows that were refused before, and are not among those to write */
    Isolation(Connection connection, Engine engine, GuardedWrite write, boolean inOrder, List<Refused> unstaged) {
        this.connection = connection;
        this.engine = engine;
        this.write = write;
        this.inOrder = inOrder;
        this.unstaged = unstaged;
        this.refused = new ArrayList<>(unstaged);
    }

    /** A staged row that the target refused, by its number. */
    record Refused(int number, Reason reason, String words) {}

    /**
     * Writes what can be written.
     *
     * @throws SQLException when the error speaks of anything but a row
     */
    void write(int from, int to) throws SQLException {
        int rows = to
                - from
                - (int) unstaged.stream()
                        .filter(row -> row.number() >= from && row.number() < to)
                        .count();
        if (rows == 0) {
            return;
        }
        Savepoint before = connection.setSavepoint();
        try {
            Written written = write.write(connection, from, to, rows, inOrder);
            connection.releaseSavepoint(before);
            applied += written.applied();
            unchanged += written.unchanged();
            stale += written.stale();
        } catch (SQLException e) {
            Fault fault = engine.fault(e);
            Reason reason = fault.reason();
            if (reason == null) {
                throw e;
            }
            connection.rollback(before);
            if (to - from == 1) {
                refused.add(new Refused(from, reason, Database.words(e)));
            } else {
                int middle = (from + to) >>> 1;
                write(from, middle);
                write(middle, to);
            }
        }
    }

    /** In the order of their numbers. */
    List<Refused> refused() {
        return refused.stream().sorted(Comparator.comparingInt(Refused::number)).toList();
    }

    int applied() {
        return applied;
    }

    int unchanged() {
        return unchanged;
    }

    int stale() {
        return stale;
    }
}
