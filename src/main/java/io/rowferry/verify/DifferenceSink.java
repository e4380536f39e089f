package io.rowferry.verify;

/** Takes differences as they are found, by one thread. */
@FunctionalInterface
public interface DifferenceSink {

    /**
     * Takes one.
     *
     * @throws InterruptedException when the run is stopped while the sink blocks
     */
    void accept(TableComparison table, Difference difference) throws InterruptedException;
}
