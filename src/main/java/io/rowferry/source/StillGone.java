package io.rowferry.source;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Passes on the rows whose keys the source has not, now: what only the target had when both were compared may have come
 * into the source since, and another run may have brought it already, which would not do so once more. One thread.
 */
public final class StillGone implements RowSink {
    private static final int ASKED_AT_ONCE = 1_000;

    private final MessageKeys source;
    private final int columns;
    private final RowSink next;
    private final List<@Nullable String[]> waiting = new ArrayList<>();

    /**
     * Sets it up.
     *
     * @param now younger than what was compared
     * @param there the rows that are there; its columns are the key, in the form of messages, which rows begin with
     */
    public StillGone(Snapshot now, Selection there, RowSink next) {
        this.columns = there.columns().size();
        this.source = new MessageKeys(now, there, IntStream.range(0, columns).toArray());
        this.next = next;
    }

    @Override
    public void accept(@Nullable String[] row) throws InterruptedException {
        waiting.add(row);
        if (waiting.size() == ASKED_AT_ONCE) {
            flush();
        }
    }

    /**
     * Passes on what is left.
     *
     * @throws InterruptedException when the sink was interrupted
     */
    public void flush() throws InterruptedException {
        List<List<String>> keys = waiting.stream()
                .map(row -> Arrays.stream(row, 0, columns).map(String::valueOf).toList())
                .toList();
        // A key that the source cannot say is of no row there.
        Set<List<String>> there = source.read(keys, row -> {}).found();
        for (int i = 0; i < keys.size(); i++) {
            if (!there.contains(keys.get(i))) {
                next.accept(waiting.get(i));
            }
        }
        waiting.clear();
    }
}
