package io.rowferry.replay;

import io.rowferry.table.RowCounts;
import java.util.Locale;

/** What became of a dead letter that was chosen. */
public enum Fate {
    /** The bus has its copy, and nobody has waited for more. */
    SENT(true, false),
    /** Rows of it are in the target, or gone from it, that were not before; none was rejected. */
    APPLIED(true, false),
    /** The target had its rows as they are. */
    UNCHANGED(true, false),
    /** Newer rows had come. */
    STALE(true, false),
    /** The ledger had told the fate of its rows before: an earlier replay was ended before it could say so. */
    DONE_BEFORE(true, false),
    /** Rows of it are dead letters again. */
    REJECTED(true, true),
    /** The queue is empty and the target has not told. */
    UNKNOWN(true, true),
    /** It had not been heard of when the time was over. */
    PENDING(true, false),
    /** The source was asked for its rows anew, and they were sent in its place. */
    REFETCHED(true, false),
    /** So many refetched rows, not letters, were rejected. */
    REJECTED_ROWS(false, true),
    /** It was taken off for good. */
    DISCARDED(false, false),
    /** It was replayed as often as may be. */
    REPLAYED_OFTEN(false, true),
    /** It went from queue to queue as often as may be. */
    HOPPED_OFTEN(false, true),
    /** It is another job's, which this job's queue must not hold. */
    ANOTHER_JOBS(false, true),
    /** It holds no rows that the source could be asked for. */
    NO_SOURCE_ROWS(false, true),
    /** The one of its reason that was tried first was rejected. */
    PROBE_REJECTED(false, true),
    /** An earlier one was rejected. */
    STOPPED(false, true),
    /** The time for the run was over. */
    TIME_OVER(false, false),
    /** More letters that were not chosen lie before it than can be held at once, or somebody else has taken it. */
    NOT_REACHED(false, false);

    private final boolean replayed;
    private final boolean attention;

    Fate(boolean replayed, boolean attention) {
        this.replayed = replayed;
        this.attention = attention;
    }

    /** Whether its copy was sent. */
    public boolean isReplayed() {
        return replayed;
    }

    /** Whether somebody should look. */
    public boolean wantsAttention() {
        return attention;
    }

    /** As reports, the audit and JSON spell it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What has become of a message's rows, none of which waits any more. */
    static Fate of(RowCounts rows) {
        if (rows.deadLettered() > 0) {
            return REJECTED;
        } else if (rows.applied() + rows.deleted() > 0) {
            return APPLIED;
        } else if (rows.stale() > 0) {
            return STALE;
        }
        return rows.unchanged() > 0 ? UNCHANGED : DONE_BEFORE;
    }
}
