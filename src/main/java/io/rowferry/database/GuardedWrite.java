package io.rowferry.database;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Writes staged rows that are newer than what the target holds, and only those: a row that is stale or already there
 * costs the target no write.
 */
public interface GuardedWrite {

    /**
     * Writes the staged rows numbered {@code from} (inclusive) to {@code to} (exclusive), inside the caller's
     * transaction.
     *
     * @param rows how many of these numbers are staged
     * @param inOrder true for rows of a batch above all that its lane has applied of its table: an equal version with
     *     other content is written then, and without a version every difference. False for a late batch: only rows that
     *     are absent or strictly older are written
     * @throws SQLException for the whole range when the target refuses any row of it; the caller rolls back to a
     *     savepoint
     */
    Written write(Connection connection, int from, int to, int rows, boolean inOrder) throws SQLException;

    /** Outcomes of the rows of one range; together they are all of its rows. */
    record Written(int applied, int unchanged, int stale) {}
}
