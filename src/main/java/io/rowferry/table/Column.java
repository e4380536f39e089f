package io.rowferry.table;

import org.jspecify.annotations.Nullable;

/**
 * A column as its database describes it.
 *
 * @param name as the catalog spells it, unquoted
 * @param nullable whether the column accepts NULL
 * @param collation by which its server compares it, where the server must be told so in a comparison; else null
 */
public record Column(
        String name,
        ColumnType type,
        boolean nullable,
        @Nullable String collation) {

    /** A column without a collation of its own. */
    public Column(String name, ColumnType type, boolean nullable) {
        this(name, type, nullable, null);
    }
}
