package io.rowferry.table;

import java.util.Locale;

/** Why a target refuses a row: the short, documented set that dead letters carry. */
public enum Reason {
    CONSTRAINT,
    TYPE,
    TOO_LONG,
    /** A foreign key holds: its parent is not there, or a parent that is to go still has children. */
    PARENT_MISSING,
    UNIQUE,
    SCHEMA,
    CORRUPT;

    /** As messages, reports and filters spell it, for instance {@code parent-missing}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The reason of that {@link #label}.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static Reason of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
