package io.rowferry.bus;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A single row that no message can carry. */
public final class RowTooLargeException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient @Nullable String[] row;

    RowTooLargeException(@Nullable String[] row) {
        super("one row alone is larger than a message may be");
        this.row = row;
    }

    /** The row's canonical texts, for its key to be named. */
    public @Nullable String[] row() {
        return row;
    }
}
