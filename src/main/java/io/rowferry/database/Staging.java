package io.rowferry.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A temporary table of one connection that takes rows as text: {@code n}, the row's number, then {@code c0}, {@code c1}
 * and so on. It lives until its connection ends; it is filled and written from inside the transaction that uses it.
 * One thread at a time.
 *
 * @param table quoted name
 * @param columns how many
 */
public record Staging(Connection connection, Engine engine, String table, int columns) {

    /** The column that holds a row's number. */
    static final String NUMBER = "n";

    /** The staging column of the column at that place. */
    static String at(int place) {
        return "c" + place;
    }

    /**
     * Replaces what the table held by these rows. A row that breaks a constraint is refused from then on by the statement that
     * writes it.
     */
    public void fill(StagedRows rows) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(engine.checkingAtOnce() + "DELETE FROM " + table);
        }
        engine.load(connection, table, names(columns), rows.stream());
    }

    static List<String> names(int columns) {
        return Stream.concat(Stream.of(NUMBER), IntStream.range(0, columns).mapToObj(Staging::at))
                .toList();
    }
}
