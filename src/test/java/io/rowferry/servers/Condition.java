package io.rowferry.servers;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * What will be so before long, where the server has no statement that waits for it.
 *
 * @param query has one row with one truth value
 */
record Condition(TestDatabase database, String query) {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);

    /** Looks until it is so; false when it is not within the time. */
    boolean comesTrue(Duration patience) throws SQLException {
        long deadline = System.nanoTime() + patience.toNanos();
        try (Connection session = database.connect();
                Statement statement = session.createStatement()) {
            while (!isTrue(statement)) {
                if (System.nanoTime() > deadline) {
                    return false;
                }
                LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            }
            return true;
        }
    }

    private boolean isTrue(Statement statement) throws SQLException {
        try (ResultSet answer = statement.executeQuery(query)) {
            return answer.next() && answer.getBoolean(1);
        }
    }
}
