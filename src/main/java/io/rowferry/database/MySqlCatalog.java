package io.rowferry.database;

import io.rowferry.table.Column;
import io.rowferry.table.ColumnType;
import io.rowferry.table.ColumnType.Kind;
import io.rowferry.table.ForeignKey;
import io.rowferry.table.TableName;
import io.rowferry.table.TableShape;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the catalog of MariaDB and MySQL. A schema is what these servers call a database. */
final class MySqlCatalog {
    private static final String COLUMNS = """
            SELECT c.column_name, c.data_type, c.column_type, c.character_maximum_length, c.numeric_precision,
                   c.numeric_scale, c.datetime_precision, c.is_nullable = 'YES', c.collation_name,
                   c.is_nullable = 'NO' AND c.column_default IS NULL AND c.extra NOT LIKE '%auto_increment%',
                   c.extra LIKE '% GENERATED%'
              FROM information_schema.columns c
             WHERE c.table_schema = coalesce(?, database()) AND c.table_name = ?
             ORDER BY c.ordinal_position""";

    // MariaDB has no JSON type: it is LONGTEXT with a check, and the check is what tells it.
    private static final String CHECKS = """
            SELECT check_clause FROM information_schema.check_constraints
             WHERE constraint_schema = coalesce(?, database()) AND table_name = ?""";

    // A key on the beginning of a column, or on an expression, does not identify rows by columns.
    private static final String KEYS = """
            SELECT index_name, column_name FROM information_schema.statistics s
             WHERE table_schema = coalesce(?, database()) AND table_name = ? AND non_unique = 0
               AND NOT EXISTS (SELECT 1 FROM information_schema.statistics part
                                WHERE part.table_schema = s.table_schema AND part.table_name = s.table_name
                                  AND part.index_name = s.index_name
                                  AND (part.sub_part IS NOT NULL OR part.column_name IS NULL))
             ORDER BY index_name <> 'PRIMARY', index_name, seq_in_index""";

    private static final String REFERENCES = """
            SELECT constraint_name, referenced_table_schema, referenced_table_name, column_name,
                   referenced_table_schema = database()
              FROM information_schema.key_column_usage
             WHERE table_schema = coalesce(?, database()) AND table_name = ? AND referenced_table_name IS NOT NULL
             ORDER BY constraint_name, ordinal_position""";

    private static final String CHILDREN = """
            SELECT DISTINCT table_schema, table_name, table_schema = database()
              FROM information_schema.key_column_usage
             WHERE referenced_table_schema = coalesce(?, database()) AND referenced_table_name = ?""";

    private static final String DEFINITION = """
            SELECT concat_ws(' ', column_name, column_type, collation_name, is_nullable, extra)
              FROM information_schema.columns
             WHERE table_schema = coalesce(?, database()) AND table_name = ? ORDER BY ordinal_position""";

    private static final String INDEXED = """
            SELECT column_name FROM information_schema.statistics
             WHERE table_schema = coalesce(?, database()) AND table_name = ? AND seq_in_index = 1""";

    // Where the server does not tell names by their case, it may show them as they were asked for.
    private static final String RESOLVED = """
            SELECT if(@@lower_case_table_names = 0, named.name, lower(named.name))
              FROM (SELECT concat(table_schema, '.', table_name) AS name FROM information_schema.tables
                     WHERE table_schema = coalesce(?, database()) AND table_name = ?) named""";

    private final Connection connection;
    private final boolean mariaDb;

    MySqlCatalog(Connection connection, boolean mariaDb) {
        this.connection = connection;
        this.mariaDb = mariaDb;
    }

    /** Columns with which an index begins. */
    static Set<String> indexedColumns(Connection connection, TableName table) throws SQLException {
        Set<String> columns = new HashSet<>();
        try (PreparedStatement statement = about(connection, INDEXED, table);
                ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                columns.add(result.getString(1));
            }
        }
        return columns;
    }

    static Optional<String> resolved(Connection connection, TableName table) throws SQLException {
        try (PreparedStatement statement = about(connection, RESOLVED, table);
                ResultSet result = statement.executeQuery()) {
            return result.next() ? Optional.of(result.getString(1)) : Optional.empty();
        }
    }

    static Set<TableName> children(Connection connection, TableName table) throws SQLException {
        try (PreparedStatement statement = about(connection, CHILDREN, table);
                ResultSet result = statement.executeQuery()) {
            return new Neighbours(table).read(result);
        }
    }

    static String definition(Connection connection, TableName table) throws SQLException {
        StringBuilder definition = new StringBuilder();
        try (PreparedStatement statement = about(connection, DEFINITION, table);
                ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                definition.append(result.getString(1)).append('\n');
            }
        }
        return definition.toString();
    }

    Optional<TableShape> describe(TableName table) throws SQLException {
        Set<String> json = mariaDb ? json(table) : Set.of();
        List<Column> columns = new ArrayList<>();
        Map<String, String> refused = new LinkedHashMap<>();
        Set<String> required = new LinkedHashSet<>();
        try (PreparedStatement statement = about(COLUMNS, table);
                ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                boolean generated = result.getBoolean(11);
                if (result.getBoolean(10) && !generated) {
                    required.add(result.getString(1));
                }
                ColumnType type = type(result, json.contains("json_valid(" + quoted(result.getString(1)) + ")"));
                if (type == null) {
                    refused.put(result.getString(1), result.getString(3));
                } else {
                    columns.add(column(result, type, generated));
                }
            }
        }
        if (columns.isEmpty() && refused.isEmpty()) {
            return Optional.empty();
        }
        Map<String, List<String>> keys = new LinkedHashMap<>();
        try (PreparedStatement statement = about(KEYS, table);
                ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                keys.computeIfAbsent(result.getString(1), k -> new ArrayList<>())
                        .add(result.getString(2));
            }
        }
        return Optional.of(new TableShape(
                table,
                columns,
                refused,
                required,
                keys.getOrDefault("PRIMARY", List.of()),
                List.copyOf(keys.values()),
                references(table),
                ""));
    }

    private Set<String> json(TableName table) throws SQLException {
        Set<String> checks = new HashSet<>();
        try (PreparedStatement statement = about(CHECKS, table);
                ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                checks.add(result.getString(1));
            }
        }
        return checks;
    }

    private static String quoted(String name) {
        return '`' + name.replace("`", "``") + '`';
    }

    private static Column column(ResultSet result, ColumnType type, boolean generated) throws SQLException {
        boolean listed = type.kind() == Kind.ENUM || type.kind() == Kind.SET;
        boolean text = listed || type.kind() == Kind.TEXT || type.kind() == Kind.CHAR;
        String declared = type.kind() == Kind.JSON ? "json" : result.getString(3);
        return new Column(
                result.getString(1),
                type,
                result.getBoolean(8),
                declared,
                text ? result.getString(9) : null,
                listed ? MySqlLabels.of(declared) : List.of(),
                generated);
    }

    private List<ForeignKey> references(TableName table) throws SQLException {
        Map<String, ForeignKey> references = new LinkedHashMap<>();
        try (PreparedStatement statement = about(REFERENCES, table);
                ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                String schema = new Neighbours(table).schema(result.getString(2), result.getBoolean(5));
                TableName parent = new TableName(schema, result.getString(3));
                references
                        .computeIfAbsent(
                                result.getString(1), name -> new ForeignKey(name, table, new ArrayList<>(), parent))
                        .columns()
                        .add(result.getString(4));
            }
        }
        return List.copyOf(references.values());
    }

    private PreparedStatement about(String sql, TableName table) throws SQLException {
        return about(connection, sql, table);
    }

    private static PreparedStatement about(Connection connection, String sql, TableName table) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setString(1, table.schema());
        statement.setString(2, table.name());
        return statement;
    }

    /** The canonical type, or null when values of it are not carried exactly. */
    private static @Nullable ColumnType type(ResultSet column, boolean isJson) throws SQLException {
        boolean unsigned = column.getString(3).contains("unsigned");
        int fraction = column.getInt(7);
        return switch (column.getString(2)) {
            case "tinyint" -> integer(8, unsigned);
            case "smallint" -> integer(16, unsigned);
            case "mediumint" -> integer(24, unsigned);
            case "int" -> integer(32, unsigned);
            case "bigint" -> integer(64, unsigned);
            case "decimal" -> ColumnType.decimal(column.getInt(5), column.getInt(6));
            case "float" -> floating(column, 32);
            case "double" -> floating(column, 64);
            case "varchar", "tinytext", "text", "mediumtext", "longtext" ->
                isJson
                        ? ColumnType.plain(Kind.JSON)
                        : ColumnType.text((int) Math.min(column.getLong(4), ColumnType.UNLIMITED));
            case "json" -> ColumnType.plain(Kind.JSON);
            case "char" -> ColumnType.padded(column.getInt(4));
            case "varbinary", "tinyblob", "blob", "mediumblob", "longblob" ->
                ColumnType.bytes((int) Math.min(column.getLong(4), ColumnType.UNLIMITED));
            case "date" -> ColumnType.plain(Kind.DATE);
            case "time" -> ColumnType.temporal(Kind.TIME, fraction);
            case "datetime" -> ColumnType.temporal(Kind.TIMESTAMP, fraction);
            case "timestamp" -> ColumnType.temporal(Kind.INSTANT, fraction);
            case "year" -> ColumnType.plain(Kind.YEAR);
            case "enum" -> ColumnType.plain(Kind.ENUM);
            case "set" -> ColumnType.plain(Kind.SET);
            case "bit" -> ColumnType.sized(Kind.BITS, column.getInt(5));
            case "binary" -> ColumnType.sized(Kind.BINARY, column.getInt(4));
            case "uuid" -> ColumnType.plain(Kind.UUID);
            default -> null;
        };
    }

    /** Of float(10,3) the store keeps three digits after the point, which is told by a scale of one more. */
    private static ColumnType floating(ResultSet column, int bits) throws SQLException {
        int digits = column.getInt(6);
        return new ColumnType(Kind.FLOAT, bits, column.wasNull() ? 0 : digits + 1, null);
    }

    private static ColumnType integer(int bits, boolean unsigned) {
        return unsigned ? ColumnType.unsigned(bits) : ColumnType.integer(bits);
    }
}
