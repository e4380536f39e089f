package io.rowferry.verify;

import io.rowferry.verify.BothSides.Both;
import io.rowferry.verify.BothSides.Question;
import io.rowferry.verify.SharedRanges.Range;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The sums of range after range. Both servers are asked for those of the next ones ahead of time, so that neither rests
 * while the other still adds up, or while rows of an earlier range are looked at. One thread.
 */
final class SumsAhead implements AutoCloseable {
    /** Ranges that are asked for at a time: enough for the faster server to go on while the slower one catches up. */
    private static final int AHEAD = 4;

    private final SharedRanges ranges;
    private final SideReader source;
    private final SideReader target;
    private final BothSides both;
    private final ChunkSize chunk = new ChunkSize();
    private final Queue<Asked> asked = new ArrayDeque<>();
    private int seen;
    private int differed;

    SumsAhead(SharedRanges ranges, SideReader source, SideReader target, BothSides both) {
        this.ranges = ranges;
        this.source = source;
        this.target = target;
        this.both = both;
    }

    /**
     * A range with its sums.
     *
     * @param grouping of the sums: the range's own, or none
     */
    record Summed(Range range, Grouping grouping, Both<Map<String, Checksum>> sums) {}

    private record Asked(
            Range range, Grouping grouping, int rows, AtomicLong nanos, Question<Map<String, Checksum>> question) {}

    /** The next one, in the order of the keys; empty after the last. */
    Optional<Summed> next() throws InterruptedException {
        while (asked.size() < AHEAD) {
            Optional<Range> range = ranges.next(chunk.rows());
            if (range.isEmpty()) {
                break;
            }
            ask(range.get());
        }
        Asked first = asked.poll();
        if (first == null) {
            return Optional.empty();
        }
        Both<Map<String, Checksum>> sums = first.question().answers();
        chunk.took(first.rows(), first.nanos().get());
        seen++;
        differed += sums.same() ? 0 : 1;
        return Optional.of(new Summed(first.range(), first.grouping(), sums));
    }

    private void ask(Range range) {
        // Sums in groups cost a server a third more than one sum of all, and reading again costs it all once more.
        Grouping grouping = 4 * differed > seen ? range.grouping() : new Grouping.None();
        AtomicLong nanos = new AtomicLong();
        Question<Map<String, Checksum>> question =
                both.begin(timed(source, range, grouping, nanos), timed(target, range, grouping, nanos));
        asked.add(new Asked(range, grouping, chunk.rows(), nanos, question));
    }

    private static Callable<Map<String, Checksum>> timed(
            SideReader side, Range range, Grouping grouping, AtomicLong slowest) {
        return () -> {
            long began = System.nanoTime();
            Map<String, Checksum> sums = side.sums(range.keys(), grouping);
            slowest.accumulateAndGet(System.nanoTime() - began, Math::max);
            return sums;
        };
    }

    /** What is still asked is not waited for. */
    @Override
    public void close() {
        asked.forEach(each -> each.question().cancel());
    }
}
