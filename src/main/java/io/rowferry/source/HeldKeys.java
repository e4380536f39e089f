package io.rowferry.source;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts how many of the keys that it is handed are of a row that is there. One thread. */
final class HeldKeys implements RowSink {
    private static final int ASKED_AT_ONCE = 1_000;

    private final MessageKeys rows;
    private final int columns;
    private final List<List<String>> waiting = new ArrayList<>();
    private long held;

    /** @param columns of the key, which rows begin with */
    HeldKeys(MessageKeys rows, int columns) {
        this.rows = rows;
        this.columns = columns;
    }

    @Override
    public void accept(@Nullable String[] row) throws InterruptedException {
        waiting.add(Arrays.stream(row, 0, columns).map(String::valueOf).toList());
        if (waiting.size() == ASKED_AT_ONCE) {
            ask();
        }
    }

    private void ask() throws InterruptedException {
        held += rows.read(waiting, row -> {}).found().size();
        waiting.clear();
    }

    /** Of all keys so far. */
    long count() throws InterruptedException {
        ask();
        return held;
    }
}
