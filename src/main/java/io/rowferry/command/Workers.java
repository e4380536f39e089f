package io.rowferry.command;

/**
 * How many threads, and so how many connections, a run uses.
 *
 * @param readers at the source, besides one that looks for ranges, one that looks again at tables, one for the clock, two that
 *     look again for rows that are gone
 * @param appliers at the target, besides those that ask the ledger and hold the lock
 */
record Workers(int readers, int appliers) {

    /** For a machine with that many processors, where whole tables are read. */
    static int readers(int processors) {
        return Math.max(1, Math.min(4, processors / 2));
    }

    /** For a machine with that many processors and a job with that many lanes. */
    static Workers of(int readers, int processors, int lanes) {
        return new Workers(readers, Math.min(lanes, Math.max(4, Math.min(16, 2 * processors))));
    }

    int sourceConnections() {
        return readers + 5;
    }

    int targetConnections() {
        return appliers + 4;
    }
}
