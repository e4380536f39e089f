package io.rowferry.verify;

import java.time.Duration;

/** How many rows a statement reads, so that none takes much longer than it should, whatever the rows and the servers are. */
final class ChunkSize {
    /** Held in memory at a time, at most, with their hashes. */
    static final int MOST = 100_000;

    private static final int LEAST = 1_000;
    private static final int FIRST = 20_000;
    private static final Duration MEANT = Duration.ofMillis(500);

    private int rows = FIRST;

    int rows() {
        return rows;
    }

    /** Learns from a statement over so many rows. */
    void took(int asked, long nanos) {
        double factor = (double) MEANT.toNanos() / Math.max(1, nanos);
        double next = asked * Math.max(0.25, Math.min(2, factor));
        rows = (int) Math.max(LEAST, Math.min(MOST, next));
    }
}
