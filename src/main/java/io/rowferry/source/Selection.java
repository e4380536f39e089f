package io.rowferry.source;

import io.rowferry.database.Engine;
import io.rowferry.table.Carried;
import io.rowferry.table.Column;
import io.rowferry.table.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What to read of a table.
 *
 * @param columns in the order in which rows are handed out
 * @param key columns that identify a row and that an index orders
 * @param where what the rows must be, in the server's own SQL; null for all
 */
public record Selection(
        TableName table,
        List<Carried> columns,
        List<Column> key,
        @Nullable String where) {

    /** The key in the forms that are its columns' own. */
    List<Carried> plainKey() {
        return key.stream().map(Carried::plainly).toList();
    }

    String canonicalColumns(Engine engine) {
        return String.join(", ", canonicalTexts(engine));
    }

    /** An expression for each column's canonical text. */
    List<String> canonicalTexts(Engine engine) {
        return columns.stream().map(engine::canonicalText).toList();
    }

    /** Expressions for plain canonical texts of columns. */
    static String canonical(Engine engine, List<Column> columns) {
        return columns.stream().map(Carried::plainly).map(engine::canonicalText).collect(Collectors.joining(", "));
    }

    /**
     * What to order rows by. Columns are named with their table: a bare name would mean the text of that name in the select
     * list, whose order is another one, and which no index has.
     */
    String orderBy(Engine engine, List<Column> columns) {
        return orderBy(engine, table, columns);
    }

    private static String orderBy(Engine engine, TableName table, List<Column> columns) {
        return " ORDER BY "
                + columns.stream()
                        .map(column -> engine.quote(table) + "." + engine.quote(column.name()))
                        .collect(Collectors.joining(", "));
    }

    /**
     * A query for the key of the last of so many rows of a range, along the key's index; no row when the range has fewer. Its
     * parameters are the range's.
     *
     * @param key columns that identify a row and that an index orders, in the forms that are asked for
     */
    static String keyAfter(Engine engine, TableName table, List<Carried> key, KeyRange range, int rows) {
        String texts = key.stream().map(engine::canonicalText).collect(Collectors.joining(", "));
        List<Column> columns = key.stream().map(Carried::column).toList();
        return "SELECT " + texts + " FROM " + engine.quote(table) + range.condition(engine, key, null)
                + orderBy(engine, table, columns) + " LIMIT 1 OFFSET " + (rows - 1);
    }

    /**
     * A WHERE clause; empty when nothing is left out.
     *
     * @param where what else the rows must be, as SQL; null when nothing
     */
    public static String where(List<String> conditions, @Nullable String where) {
        List<String> all = new ArrayList<>(conditions);
        if (where != null) {
            // On lines of its own, so that a comment in it ends where it ends.
            all.add("(\n" + where + "\n)");
        }
        return all.isEmpty() ? "" : " WHERE " + String.join(" AND ", all);
    }
}
