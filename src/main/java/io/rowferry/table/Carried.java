package io.rowferry.table;

import java.util.List;

/**
 * A column together with how its values are written down.
 *
 * @param form the type whose canonical text is written
 * @param losses what is cut or replaced before, as the job declares; empty on the side that is written to
 */
public record Carried(Column column, ColumnType form, List<Loss> losses) {
    public Carried {
        losses = List.copyOf(losses);
    }

    public Carried(Column column, ColumnType form) {
        this(column, form, List.of());
    }

    /** A column in the form that is its own. */
    public static Carried plainly(Column column) {
        return new Carried(column, column.type().form());
    }
}
