package io.rowferry.replay;

import java.util.Locale;

/** What is done with dead letters. */
public enum Deed {
    REPLAY,
    REFETCH,
    DISCARD;

    /** As people and the audit spell it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
