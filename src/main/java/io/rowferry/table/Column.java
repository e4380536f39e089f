package io.rowferry.table;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column as its database describes it.
 *
 * @param name as the catalog spells it, unquoted
 * @param nullable whether the column accepts NULL
 * @param declared the server's own words for the type, such as {@code numeric(12,2)}
 * @param collation by which its server compares it, or the type that does so, where the server must be told so in a
 *     comparison; else null
 * @param labels what an {@code ENUM} or {@code SET} is made of, in the declared order; else empty
 * @param generated whether the server computes it, so that nothing can be written into it
 */
public record Column(
        String name,
        ColumnType type,
        boolean nullable,
        String declared,
        @Nullable String collation,
        List<String> labels,
        boolean generated) {
    public Column {
        labels = List.copyOf(labels);
    }

    /** A column of which no more is known than a message says. */
    public Column(String name, ColumnType type, boolean nullable) {
        this(name, type, nullable, type.toString(), null, List.of(), false);
    }

    /** The same column, its values seen as another type's. */
    public Column as(ColumnType other) {
        return new Column(name, other, nullable, declared, collation, labels, generated);
    }
}
