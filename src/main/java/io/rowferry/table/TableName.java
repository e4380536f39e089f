package io.rowferry.table;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A table as a job file names it: {@code orders} or {@code sales.orders}. Case is kept as written; what it means is the
 * server's affair, and so is quoting.
 *
 * @param schema null where the connection's own schema is meant
 * @param name never blank, without a dot
 */
public record TableName(@Nullable String schema, String name) {
    public TableName {
        if (isNoPart(name) || (schema != null && isNoPart(schema))) {
            throw new IllegalArgumentException("a table is written as table or schema.table, without blanks");
        }
    }

    /**
     * Reads {@code name} or {@code schema.name}.
     *
     * @throws IllegalArgumentException when a part is empty, holds a blank or a control character, or there are more
     *     than two
     */
    public static TableName parse(String text) {
        int dot = text.indexOf('.');
        return dot < 0 ? new TableName(null, text) : new TableName(text.substring(0, dot), text.substring(dot + 1));
    }

    /** A table of a catalog; empty when no job file can name it. */
    public static Optional<TableName> found(@Nullable String schema, String name) {
        return isNoPart(name) || (schema != null && isNoPart(schema))
                ? Optional.empty()
                : Optional.of(new TableName(schema, name));
    }

    /** As the job file writes it; {@link #parse} of it is equal to this. */
    @Override
    public String toString() {
        return schema == null ? name : schema + "." + name;
    }

    private static boolean isNoPart(String part) {
        return part.isEmpty()
                || part.chars().anyMatch(c -> c == '.' || Character.isWhitespace(c) || Character.isISOControl(c));
    }
}
