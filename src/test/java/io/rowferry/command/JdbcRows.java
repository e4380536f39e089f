package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.servers.TestDatabase;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A table's rows through plain JDBC: a second opinion that shares nothing with the program. */
final class JdbcRows {
    private JdbcRows() {}

    /** All rows in the key's order, each value as the Java type that both engines' values have in common. */
    private static List<List<@Nullable Object>> of(TestDatabase database, String table, String key)
            throws SQLException {
        // MariaDB sends a float as six digits, unless it sends it as four bytes.
        try (Connection connection = database.connect("useServerPrepStmts=true");
                PreparedStatement statement =
                        connection.prepareStatement("select * from " + table + " order by " + key);
                ResultSet result = statement.executeQuery()) {
            List<List<@Nullable Object>> rows = new ArrayList<>();
            while (result.next()) {
                List<@Nullable Object> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(value(result, i));
                }
                rows.add(row);
            }
            return rows;
        }
    }

    /** Fails at the first row that differs. */
    static void assertEqual(TestDatabase source, TestDatabase target, String table, String key) throws SQLException {
        List<List<@Nullable Object>> expected = of(source, table, key);
        List<List<@Nullable Object>> actual = of(target, table, key);
        for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
            assertThat(actual.get(i)).isEqualTo(expected.get(i));
        }
        assertThat(actual).hasSameSizeAs(expected);
    }

    private static @Nullable Object value(ResultSet result, int column) throws SQLException {
        ResultSetMetaData columns = result.getMetaData();
        String text = result.getString(column);
        if (text == null) {
            return null;
        }
        return switch (columns.getColumnType(column)) {
            case Types.SMALLINT, Types.INTEGER, Types.BIGINT, Types.NUMERIC, Types.DECIMAL -> new BigDecimal(text);
            case Types.REAL, Types.FLOAT -> result.getFloat(column) + 0d;
            case Types.DOUBLE -> result.getDouble(column) + 0d;
            case Types.BIT, Types.BOOLEAN, Types.TINYINT -> result.getBoolean(column);
            case Types.CHAR -> text.stripTrailing();
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB ->
                HexFormat.of().formatHex(result.getBytes(column));
            case Types.DATE -> result.getObject(column, LocalDate.class);
            case Types.TIME -> text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
            case Types.TIMESTAMP -> moment(result, column);
            default -> text;
        };
    }

    /** In UTC, which all zones of the test servers are. */
    private static LocalDateTime moment(ResultSet result, int column) throws SQLException {
        return result.getMetaData().getColumnTypeName(column).equals("timestamptz")
                ? result.getObject(column, OffsetDateTime.class).toLocalDateTime()
                : result.getObject(column, LocalDateTime.class);
    }
}
