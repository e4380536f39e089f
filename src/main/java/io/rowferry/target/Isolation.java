package io.rowferry.target;

import io.rowferry.database.Database;
import io.rowferry.database.Engine;
import io.rowferry.database.Fault;
import io.rowferry.table.Reason;
import io.rowferry.table.RowCounts;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;

/**
 * Writes or deletes a range of staged rows; when the target refuses it, halves it until only the bad rows are left out.
 * The good rows of a range are done in at most as many attempts as there are halvings.
 */
final class Isolation {
    private final Connection connection;
    private final Engine engine;
    private final Attempt attempt;
    private final List<Refused> refused = new ArrayList<>();
    private final List<Integer> left = new ArrayList<>();
    private RowCounts counts = RowCounts.NONE;

    Isolation(Connection connection, Engine engine, Attempt attempt) {
        this.connection = connection;
        this.engine = engine;
        this.attempt = attempt;
    }

    /** A staged row that the target refused, by its number. */
    record Refused(int number, Reason reason, String words) {}

    /**
     * Does what can be done.
     *
     * @param inOrder whether an equal version with other content is the newer row
     * @param unstaged numbers that have no row, or none for this time
     * @throws SQLException when the error speaks of anything but a row
     */
    void run(int from, int to, boolean inOrder, NavigableSet<Integer> unstaged) throws SQLException {
        int rows = to - from - unstaged.subSet(from, to).size();
        if (rows == 0) {
            return;
        }
        Savepoint before = connection.setSavepoint();
        try {
            Attempt.Done done = attempt.on(connection, from, to, rows, inOrder);
            connection.releaseSavepoint(before);
            counts = counts.plus(done.counts());
            left.addAll(done.left());
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
                run(from, middle, inOrder, unstaged);
                run(middle, to, inOrder, unstaged);
            }
        }
    }

    /** Rows that the target refused. */
    List<Refused> refused() {
        return refused;
    }

    /** The numbers of rows that should have gone and have not, since they are newer. */
    List<Integer> left() {
        return left;
    }

    /** Of the rows that were not refused. */
    RowCounts counts() {
        return counts;
    }
}
