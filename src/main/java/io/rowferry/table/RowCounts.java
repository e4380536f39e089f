package io.rowferry.table;

/**
 * What became of rows. {@code pending} rows are refused, and wait for another attempt or are on their way to the
 * dead-letter queue.
 */
public record RowCounts(long applied, long unchanged, long stale, long deleted, long deadLettered, long pending) {

    public static final RowCounts NONE = new RowCounts(0, 0, 0, 0, 0, 0);

    public RowCounts plus(RowCounts other) {
        return new RowCounts(
                applied + other.applied,
                unchanged + other.unchanged,
                stale + other.stale,
                deleted + other.deleted,
                deadLettered + other.deadLettered,
                pending + other.pending);
    }

    public RowCounts minus(RowCounts other) {
        return new RowCounts(
                applied - other.applied,
                unchanged - other.unchanged,
                stale - other.stale,
                deleted - other.deleted,
                deadLettered - other.deadLettered,
                pending - other.pending);
    }

    /** Rows that the target has an opinion on: all of them, refused ones included. */
    public long seen() {
        return settled() + pending;
    }

    /** Rows whose fate is final. */
    public long settled() {
        return applied + unchanged + stale + deleted + deadLettered;
    }
}
