package io.rowferry.bus;

import java.util.Locale;

/** What is to be done with the rows of a batch. */
public enum Operation {
    UPSERT;

    /** As messages spell it. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
