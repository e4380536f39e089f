package io.rowferry.apply;

import io.rowferry.target.Outcome;
import java.util.concurrent.atomic.LongAdder;

/** Counts messages for all workers of a process. */
final class Tally {
    private final LongAdder completed = new LongAdder();
    private final LongAdder deadLettered = new LongAdder();
    private final LongAdder duplicates = new LongAdder();

    void completed(Outcome outcome) {
        completed.increment();
        if (!outcome.fresh()) {
            duplicates.increment();
        }
    }

    void deadLettered() {
        deadLettered.increment();
    }

    MessageCounts counts() {
        return new MessageCounts(completed.sum(), deadLettered.sum(), duplicates.sum());
    }
}
