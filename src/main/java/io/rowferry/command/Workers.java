package io.rowferry.command;

/**
 * How many threads, and so how many connections, a run uses.
 *
 * @param readers at the source, besides one that looks for ranges and one that looks again at tables
 * @param appliers at the target, besides one that asks the ledger
 */
record Workers(int readers, int appliers) {

    /** For a machine with that many processors and a job with that many lanes. */
    static Workers of(int processors, int lanes) {
        return new Workers(
                Math.max(1, Math.min(4, processors / 2)), Math.min(lanes, Math.max(4, Math.min(16, 2 * processors))));
    }

    int sourceConnections() {
        return readers + 3;
    }

    int targetConnections() {
        return appliers + 3;
    }
}
