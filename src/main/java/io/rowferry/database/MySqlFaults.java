package io.rowferry.database;

import io.rowferry.table.Reason;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;

/**
 * What the error numbers of MariaDB and MySQL mean. Source: the MariaDB error code reference and the MySQL server error
 * message reference. Their SQLSTATEs say too little: a row that is too long has that of a syntax error, many have none.
 */
final class MySqlFaults {
    private static final Map<Integer, Reason> ROWS = Map.ofEntries(
            Map.entry(1452, Reason.PARENT_MISSING),
            Map.entry(1216, Reason.PARENT_MISSING),
            // A parent that has children: they may be about to go.
            Map.entry(1451, Reason.PARENT_MISSING),
            Map.entry(1217, Reason.PARENT_MISSING),
            Map.entry(1062, Reason.UNIQUE),
            Map.entry(1586, Reason.UNIQUE),
            Map.entry(1406, Reason.TOO_LONG),
            Map.entry(1301, Reason.TOO_LONG),
            // The row does not fit into a page, or what it was does not fit into the undo log.
            Map.entry(1118, Reason.TOO_LONG),
            Map.entry(1713, Reason.TOO_LONG),
            Map.entry(1048, Reason.CONSTRAINT),
            Map.entry(1263, Reason.CONSTRAINT),
            Map.entry(1364, Reason.CONSTRAINT),
            Map.entry(1644, Reason.CONSTRAINT),
            // No partition for the row.
            Map.entry(1526, Reason.CONSTRAINT),
            Map.entry(3819, Reason.CONSTRAINT),
            Map.entry(4025, Reason.CONSTRAINT),
            Map.entry(1264, Reason.TYPE),
            Map.entry(1265, Reason.TYPE),
            Map.entry(1292, Reason.TYPE),
            Map.entry(1366, Reason.TYPE),
            Map.entry(1367, Reason.TYPE),
            Map.entry(1411, Reason.TYPE),
            Map.entry(3140, Reason.TYPE));

    /** No such table, column; a definition that is newer than the snapshot. */
    private static final Set<Integer> CHANGED = Set.of(1146, 1054, 1412);

    private static final Set<Integer> RERUN = Set.of(1213, 1020);

    /**
     * Too many connections or transactions, shutting down, read-only, disk or table full, no memory, thread or room for locks
     * left, a commit that failed, killed, gone away, and a lock that somebody holds for longer than we wait.
     */
    private static final Set<Integer> OUTAGES = Set.of(
            1040, 1203, 1226, 1053, 1290, 1792, 1836, 1021, 1114, 1028, 1030, 1317, 1927, 2002, 2003, 2006, 2013, 3024,
            1969, 1205, 1037, 1038, 1041, 1135, 1180, 1206, 1637);

    private MySqlFaults() {}

    static Fault of(SQLException error) {
        Reason reason = ROWS.get(error.getErrorCode());
        String state = error.getSQLState() == null ? "" : error.getSQLState();
        if (reason != null) {
            return Fault.badRow(reason);
        } else if (RERUN.contains(error.getErrorCode())) {
            return Fault.of(Fault.Kind.RERUN);
        } else if (CHANGED.contains(error.getErrorCode())) {
            return Fault.of(Fault.Kind.CHANGED);
        } else if (OUTAGES.contains(error.getErrorCode()) || state.startsWith("08")) {
            return Fault.of(Fault.Kind.OUTAGE);
        } else if (state.startsWith("22")) {
            return Fault.badRow(Reason.TYPE);
        } else if (state.startsWith("23") || state.equals("45000")) {
            return Fault.badRow(Reason.CONSTRAINT);
        } else {
            return Fault.of(state.startsWith("42") || state.startsWith("28") ? Fault.Kind.REFUSED : Fault.Kind.UNKNOWN);
        }
    }
}
