package io.rowferry.job;

import java.util.Locale;

/** What to do when a table is not what it was in the last run, or the target lacks a column. */
public enum Drift {
    /** Stop and say what has changed. */
    FAIL,
    /** Go on with the columns that both sides have. */
    IGNORE,
    /** Add to the target, nullable, what the source has more; else as {@code IGNORE}. */
    ADD_NULLABLE;

    /** As the job file spells it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
