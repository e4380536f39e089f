package io.rowferry.command;

import static java.util.stream.Collectors.joining;

import io.rowferry.servers.Engine;
import io.rowferry.servers.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A table's rows through plain JDBC, each value as the server's own text of it: shares nothing with the program. */
final class RandomRows {
    private RandomRows() {}

    static List<List<@Nullable String>> of(TestDatabase database, RandomTable table, List<RandomColumn> columns)
            throws SQLException {
        // MariaDB sends a float as six digits, unless it sends it as four bytes.
        String url = database.jdbcUrl() + (table.engine() == Engine.MARIADB ? "?useServerPrepStmts=true" : "");
        String sql =
                columns.stream().map(RandomRows::text).collect(joining(", ", "select ", " from ")) + table.quotedName();
        try (Connection connection = DriverManager.getConnection(url, database.user(), database.password());
                Statement settings = connection.createStatement()) {
            settings.execute(table.engine() == Engine.MARIADB ? "set time_zone = '+00:00'" : "set timezone = 'UTC'");
            try (PreparedStatement statement = connection.prepareStatement(sql);
                    ResultSet result = statement.executeQuery()) {
                List<List<@Nullable String>> rows = new ArrayList<>();
                while (result.next()) {
                    List<@Nullable String> row = new ArrayList<>();
                    for (int i = 0; i < columns.size(); i++) {
                        row.add(value(result, i + 1, columns.get(i).type()));
                    }
                    rows.add(row);
                }
                return rows;
            }
        }
    }

    private static String text(RandomColumn column) {
        RandomType type = column.type();
        String name = RandomColumn.quoted(type.engine(), column.name());
        if (type.engine() == Engine.POSTGRESQL) {
            return switch (type.family()) {
                case BOOLEAN -> name + "::int::text";
                case BYTES -> "encode(" + name + ", 'hex')";
                case MOMENT ->
                    type.sql().startsWith("timestamptz") ? "(" + name + " at time zone 'UTC')::text" : name + "::text";
                default -> name + "::text";
            };
        }
        return switch (type.family()) {
            case FLOAT -> name;
            case BYTES -> "lower(hex(" + name + "))";
            case BIT -> "lpad(bin(" + name + " + 0), " + type.size() + ", '0')";
            case TEXT, CHAR, ENUM, SET, JSON -> "convert(" + name + " using utf8mb4)";
            default -> "cast(" + name + " as char)";
        };
    }

    private static @Nullable String value(ResultSet result, int column, RandomType type) throws SQLException {
        if (type.family() == RandomFamily.FLOAT && type.engine() == Engine.MARIADB) {
            String number = type.size() == 32
                    ? Float.toString(result.getFloat(column))
                    : Double.toString(result.getDouble(column));
            return result.wasNull() ? null : number;
        }
        return result.getString(column);
    }
}
