package io.rowferry.table;

import org.jspecify.annotations.Nullable;

/** What a job declares to be changed in a column's values when they are read, so that they fit the other side. */
public sealed interface Loss {

    /**
     * Values are seen as another type's: decimals are rounded half away from zero, as SQL does; times are cut, so that
     * none gets later than it was; anything becomes text.
     */
    record Cast(ColumnType to) implements Loss {}

    /**
     * Dates that are none, such as {@code 0000-00-00}, are replaced.
     *
     * @param by canonical text, null for NULL
     */
    record ZeroDate(@Nullable String by) implements Loss {}

    /**
     * Times that never come are replaced.
     *
     * @param by canonical text, which stands for later than everything; null for NULL, which stands for both ends
     */
    record Infinity(@Nullable String by) implements Loss {}

    /** The characters NUL of a text are left out. */
    record StripNul() implements Loss {}
}
