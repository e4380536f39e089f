package io.rowferry.database;

import io.rowferry.table.Reason;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What PostgreSQL's SQLSTATEs mean. Source: PostgreSQL documentation, appendix "PostgreSQL Error Codes". */
final class PostgreSqlFaults {
    /** The first is said of a missing parent as of a parent that has children, the second of the latter: they may go. */
    private static final Map<String, Reason> ROWS = Map.of(
            "23503", Reason.PARENT_MISSING,
            "23001", Reason.PARENT_MISSING,
            "23505", Reason.UNIQUE,
            "22001", Reason.TOO_LONG);

    /**
     * Among them errors of a trigger and what it calls, and values too large for an index: they speak of a row. 21 is said of
     * two rows whose keys the target takes for the same; 45 is where the standard has what a program raises by itself.
     */
    private static final Set<String> ROW_CLASSES =
            Set.of("09", "20", "21", "22", "23", "27", "38", "39", "44", "45", "54", "P0");

    /** No such column, table; no unique key on the columns of the table's key. */
    private static final Set<String> CHANGED = Set.of("42703", "42P01", "42P10");

    private static final Set<String> RERUN = Set.of("40001", "40P01", "40002");
    private static final Set<String> OUTAGE_CLASSES = Set.of("08", "53", "57", "58", "XX", "25");

    /** Whoever holds a lock for longer than we wait keeps the server from serving us, as one that is down does. */
    private static final String LOCKED = "55P03";

    private static final Set<String> REFUSED_CLASSES = Set.of("28", "3D", "3F", "42");

    /** Classes that the standard leaves to others begin so; of these, the ones that the server itself has a use for. */
    private static final String LEFT_TO_OTHERS = "56789IJKLMNOPQRSTUVWXYZ";

    private static final Set<String> SERVERS_OWN = Set.of("53", "54", "55", "57", "58", "72", "P0", "XX");

    /** What is said both of a right that is missing and of a row that a policy of the table's keeps out. */
    private static final String DENIED = "42501";

    /** The server's function that looks at rows; its name tells what the words, which may be in any language, tell. */
    private static final String ROW_CHECK = "ExecWithCheckOptions";

    private PostgreSqlFaults() {}

    static Fault of(SQLException error) {
        return ofOne(deciding(error));
    }

    /**
     * The end of the session, where the error brings it with it: the server may refuse a row and, before it says that it is
     * ready again, end the session, and the driver hangs the second error on the first. Else the error itself.
     */
    static SQLException deciding(SQLException error) {
        for (SQLException each = error; each != null; each = each.getNextException()) {
            if (ofOne(each).kind() == Fault.Kind.OUTAGE) {
                return each;
            }
        }
        return error;
    }

    private static Fault ofOne(SQLException error) {
        String state = error.getSQLState();
        if (state == null) {
            return Fault.of(Fault.Kind.UNKNOWN);
        }
        String stateClass = state.substring(0, 2);
        Reason reason = ROWS.get(state);
        if (reason != null) {
            return Fault.badRow(reason);
        } else if (RERUN.contains(state)) {
            return Fault.of(Fault.Kind.RERUN);
        } else if (CHANGED.contains(state)) {
            return Fault.of(Fault.Kind.CHANGED);
        } else if (ROW_CLASSES.contains(stateClass) || isRaised(error, stateClass) || isPolicy(error, state)) {
            return Fault.badRow(stateClass.equals("22") ? Reason.TYPE : Reason.CONSTRAINT);
        } else if (state.equals(LOCKED) || OUTAGE_CLASSES.contains(stateClass)) {
            return Fault.of(Fault.Kind.OUTAGE);
        } else {
            return Fault.of(REFUSED_CLASSES.contains(stateClass) ? Fault.Kind.REFUSED : Fault.Kind.UNKNOWN);
        }
    }

    /** An error in a class of somebody's own, which a trigger has raised; the driver's own errors are in such ones, too. */
    private static boolean isRaised(SQLException error, String stateClass) {
        return LEFT_TO_OTHERS.indexOf(stateClass.charAt(0)) >= 0
                && !SERVERS_OWN.contains(stateClass)
                && said(error) != null;
    }

    private static boolean isPolicy(SQLException error, String state) {
        ServerErrorMessage said = said(error);
        return state.equals(DENIED) && said != null && ROW_CHECK.equals(said.getRoutine());
    }

    /** What the server itself has said; null when the error is the driver's. */
    private static @Nullable ServerErrorMessage said(SQLException error) {
        return error instanceof PSQLException e ? e.getServerErrorMessage() : null;
    }
}
