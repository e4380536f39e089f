package io.rowferry.source;

import io.rowferry.database.Engine;
import io.rowferry.table.Column;
import io.rowferry.table.TableName;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What to read of a table.
 *
 * @param columns in the order in which rows are handed out
 * @param key columns that identify a row and that an index orders
 */
public record Selection(TableName table, List<Column> columns, List<Column> key) {

    String canonicalColumns(Engine engine) {
        return canonical(engine, columns);
    }

    String canonicalKey(Engine engine) {
        return canonical(engine, key);
    }

    String keyOrder(Engine engine) {
        return key.stream().map(c -> engine.quote(c.name())).collect(Collectors.joining(", "));
    }

    private static String canonical(Engine engine, List<Column> columns) {
        return columns.stream()
                .map(c -> engine.canonicalText(c, engine.quote(c.name())))
                .collect(Collectors.joining(", "));
    }
}
