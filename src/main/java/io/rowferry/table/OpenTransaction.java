package io.rowferry.table;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something in a source that has begun and may still commit rows with stamps of the past.
 *
 * @param id tells it from every other of its kind, also from one that takes its place later
 * @param session the server's number of the session; null when it has none any more
 * @param user null when this login may not see it
 * @param application as the session calls itself; null when it says nothing or this login may not see it
 * @param since when it began, as far as can be told; null when it cannot
 */
public record OpenTransaction(
        Kind kind,
        String id,
        @Nullable String session,
        @Nullable String user,
        @Nullable String application,
        @Nullable Instant since) {

    /** What it is that has begun. */
    public enum Kind {
        TRANSACTION,
        /** A statement that may not have become a transaction yet, though its stamp is taken. */
        STATEMENT,
        /** A transaction that has left its session and waits for its second phase. */
        PREPARED
    }

    /** Whether both are the same work, whatever is known of them. */
    public boolean is(OpenTransaction other) {
        return kind == other.kind && id.equals(other.id);
    }
}
