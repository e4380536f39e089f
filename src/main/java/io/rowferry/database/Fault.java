package io.rowferry.database;

import io.rowferry.table.Reason;
import org.jspecify.annotations.Nullable;

/**
 * What a database error means.
 *
 * @param reason why a row was refused; null unless the kind is {@code BAD_ROW}
 */
public record Fault(Kind kind, @Nullable Reason reason) {

    /** Who or what an error speaks of. */
    public enum Kind {
        /** The server refuses a row for what it holds. */
        BAD_ROW,
        /** The transaction lost a race (deadlock, serialization) and can be run again as it is. */
        RERUN,
        /** The server is gone, read-only, full, held up by somebody's lock, or will not serve now. */
        OUTAGE,
        /** The login may not do this, or what it names is not there. */
        REFUSED,
        /** A table is not what it was when it was looked at: it, a column or a key is gone or has become another. */
        CHANGED,
        /** None of these. */
        UNKNOWN
    }

    static Fault badRow(Reason reason) {
        return new Fault(Kind.BAD_ROW, reason);
    }

    static Fault of(Kind kind) {
        return new Fault(kind, null);
    }
}
