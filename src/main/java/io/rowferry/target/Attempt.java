package io.rowferry.target;

import io.rowferry.database.GuardedDelete;
import io.rowferry.database.GuardedDelete.Deleted;
import io.rowferry.database.GuardedWrite;
import io.rowferry.database.GuardedWrite.Written;
import io.rowferry.table.RowCounts;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** What is tried with a range of staged rows: all of them, or none. */
@FunctionalInterface
interface Attempt {

    /**
     * Parameters and failures are those of {@link GuardedWrite#write}.
     */
    Done on(Connection connection, int from, int to, int rows, boolean inOrder) throws SQLException;

    /**
     * What became of one range.
     *
     * @param left the numbers of rows that should have gone and have not, since they are newer
     */
    record Done(RowCounts counts, List<Integer> left) {}

    static Attempt writing(GuardedWrite write) {
        return (connection, from, to, rows, inOrder) -> {
            Written written = write.write(connection, from, to, rows, inOrder);
            return new Done(new RowCounts(written.applied(), written.unchanged(), written.stale(), 0, 0, 0), List.of());
        };
    }

    /** A row that is absent already is one that the delete leaves unchanged. */
    static Attempt deleting(GuardedDelete delete) {
        return (connection, from, to, rows, inOrder) -> {
            Deleted deleted = delete.delete(connection, from, to, rows, inOrder);
            int stale = deleted.left().size();
            int absent = rows - deleted.removed() - stale;
            return new Done(new RowCounts(0, absent, stale, deleted.removed(), 0, 0), deleted.left());
        };
    }
}
