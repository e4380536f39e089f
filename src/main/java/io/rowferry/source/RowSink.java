package io.rowferry.source;

import org.jspecify.annotations.Nullable;

/** Takes rows as they are read; it may block, and the reader waits. One sink serves one reading thread. */
@FunctionalInterface
public interface RowSink {

    /**
     * Takes one row.
     *
     * @param row canonical texts in the order of the selection's columns, null for NULL; the sink may keep it
     * @throws InterruptedException when the run is stopped while the sink blocks
     */
    void accept(@Nullable String[] row) throws InterruptedException;
}
