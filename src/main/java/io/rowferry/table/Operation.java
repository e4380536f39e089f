package io.rowferry.table;

import java.util.Locale;

/** What is to be done with the rows of a batch. */
public enum Operation {
    /** They are written where the target holds none or older ones. */
    UPSERT,

    /** They are removed where the target holds none that are newer; a row is its key and, if it has one, its version. */
    DELETE;

    /** As messages spell it, for instance {@code upsert}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The operation of that {@link #label}.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static Operation of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
