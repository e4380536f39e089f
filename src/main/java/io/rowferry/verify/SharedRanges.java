package io.rowferry.verify;

import io.rowferry.source.KeyRange;
import io.rowferry.table.Carried;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Deals out key ranges that mean the same on both sides, none with more rows on either than was asked for: along the
 * quantiles of whichever side has the more rows there. One thread.
 */
final class SharedRanges {
    private static final int ROWS_IN_A_GROUP = 128;

    private final SideReader source;
    private final SideReader target;
    private final ComparedSide side;
    private @Nullable List<String> reached;
    private @Nullable Long low;
    private long width = ROWS_IN_A_GROUP;
    private boolean done;

    /** @param reached the key after which the first range begins; null from the beginning */
    SharedRanges(SideReader source, SideReader target, ComparedSide side, @Nullable List<String> reached) {
        this.source = source;
        this.target = target;
        this.side = side;
        this.reached = reached;
    }

    /** A range, and how its rows are grouped. */
    record Range(KeyRange keys, Grouping grouping) {}

    /** The next one; empty when the last one was dealt out. */
    Optional<Range> next(int rows) throws InterruptedException {
        if (done) {
            return Optional.empty();
        }
        KeyRange rest = new KeyRange(reached, null);
        List<String> there = source.keyAfter(rest, rows).orElse(null);
        // When the target has a row at that place before the source's, the range ends with that one.
        List<String> last = target.keyAfter(new KeyRange(reached, there), rows).orElse(there);
        KeyRange range = new KeyRange(reached, last);
        Grouping grouping = grouping(rest, last, rows);
        reached = last;
        done = last == null;
        return Optional.of(new Range(range, grouping));
    }

    private Grouping grouping(KeyRange rest, @Nullable List<String> last, int rows) throws InterruptedException {
        Carried first = side.walk().get(0);
        if (!ComparedSide.isWhole(first.column().type())) {
            return new Grouping.None();
        }
        Long from = low;
        if (from == null) {
            from = source.keyAfter(rest, 1).map(SharedRanges::number).orElse(null);
        }
        Long to = last == null ? null : number(last);
        if (from != null && to != null) {
            width = Math.max(1, (to / 2 - from / 2) / Math.max(1, rows / (2 * ROWS_IN_A_GROUP)));
        }
        low = to;
        return new Grouping.Stretches(width);
    }

    private static Long number(List<String> key) {
        return Long.valueOf(key.get(0));
    }
}
