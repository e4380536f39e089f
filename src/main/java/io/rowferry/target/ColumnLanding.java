package io.rowferry.target;

import io.rowferry.table.Carried;
import io.rowferry.table.Column;
import io.rowferry.table.ColumnType;
import org.jspecify.annotations.Nullable;

/** Decides how the texts of a message land in a column of the target. Safe for any number of threads. */
@FunctionalInterface
public interface ColumnLanding {

    /** How they land, or why they do not. */
    Landed land(ColumnType form, Column column);

    /**
     * The decision.
     *
     * @param carried how the column is written and compared
     * @param problem why the texts do not land exactly; null when they do
     */
    record Landed(Carried carried, @Nullable String problem) {}
}
