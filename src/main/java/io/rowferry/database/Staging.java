package io.rowferry.database;

import io.rowferry.table.Column;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * A temporary table of one connection that takes rows as text: {@code n}, the row's number, then {@code c0}, {@code c1}
 * and so on. It lives until its connection ends; it is filled and written from inside the transaction that uses it.
 * One thread at a time.
 *
 * @param table quoted name
 */
public record Staging(Connection connection, Engine engine, String table, List<Column> columns) {

    /** The column that holds a row's number. */
    static final String NUMBER = "n";

    /** The staging column of the column at that place. */
    static String at(int place) {
        return "c" + place;
    }

    /** Replaces what the table held by these rows. */
    public void fill(StagedRows rows) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM " + table);
        }
        engine.load(connection, table, names(columns.size()), rows.stream());
    }

    static List<String> names(int columns) {
        return java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(NUMBER),
                        java.util.stream.IntStream.range(0, columns).mapToObj(Staging::at))
                .toList();
    }
}
