package io.rowferry.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Removes the rows of staged keys that are not newer in the target than the delete, and only those: a row that is left or
 * is not there costs the target no write.
 */
public interface GuardedDelete {

    /**
     * Removes the rows staged under the numbers {@code from} (inclusive) to {@code to} (exclusive), inside the caller's
     * transaction. A row goes when its version is NULL or below the staged one.
     *
     * @param rows how many of these numbers are staged
     * @param inOrder true for rows of a batch above all that its lane has applied of its table: a row of an equal version
     *     goes then, and where no version is staged every row. False for a late batch, which leaves both
     * @throws SQLException for the whole range when the target refuses any row of it; the caller rolls back to a
     *     savepoint
     */
    Deleted delete(Connection connection, int from, int to, int rows, boolean inOrder) throws SQLException;

    /**
     * What became of one range.
     *
     * @param removed how many rows went
     * @param left the numbers whose rows are still there, rising; the numbers that are neither had no row
     */
    record Deleted(int removed, List<Integer> left) {}
}
