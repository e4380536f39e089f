package io.rowferry.sync;

import io.rowferry.source.KeyRange;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * Which of a table's key ranges the bus has. Ranges are dealt out in order and finished in any; what counts is how far they
 * reach without a gap. Safe for any number of threads.
 */
final class CopiedRanges {
    private final Consumer<List<String>> reached;
    private final Deque<Dealt> dealt = new ArrayDeque<>();

    /** A range that a reader has. */
    private static final class Dealt {
        private final KeyRange range;
        private boolean finished;

        Dealt(KeyRange range) {
            this.range = range;
        }
    }

    /** @param reached is told the last key that was reached without a gap, whenever it is another; empty at the end */
    CopiedRanges(Consumer<List<String>> reached) {
        this.reached = reached;
    }

    /** Notes that a range was dealt out; in the order of the ranges. */
    synchronized Receipt begin(KeyRange range) {
        Dealt next = new Dealt(range);
        dealt.add(next);
        return new Receipt(() -> finish(next));
    }

    private synchronized void finish(Dealt range) {
        range.finished = true;
        KeyRange last = null;
        while (!dealt.isEmpty() && dealt.getFirst().finished) {
            last = dealt.removeFirst().range;
        }
        if (last != null) {
            List<String> upTo = last.upTo();
            reached.accept(upTo == null ? List.of() : upTo);
        }
    }
}
