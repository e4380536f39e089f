package io.rowferry.database;

import io.rowferry.table.Column;
import io.rowferry.table.ColumnType;
import io.rowferry.table.ColumnType.Kind;
import io.rowferry.table.ForeignKey;
import io.rowferry.table.TableName;
import io.rowferry.table.TableShape;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads PostgreSQL's catalog. */
final class PostgreSqlCatalog {
    private static final String TABLE =
            "SELECT c.oid FROM pg_class c WHERE c.oid = to_regclass(?) AND c.relkind IN ('r', 'p')";

    private static final String COLUMNS = """
            SELECT a.attname, t.typname, a.atttypmod, NOT a.attnotnull, format_type(a.atttypid, a.atttypmod),
                   a.attnotnull AND NOT a.atthasdef AND a.attidentity = ''
              FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
             WHERE a.attrelid = ? AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
             ORDER BY a.attnum""";

    // Only keys that ON CONFLICT can use: whole-table, plain columns, checked at once.
    private static final String KEYS = """
            SELECT i.indisprimary,
                   array(SELECT a.attname::text FROM unnest(i.indkey) WITH ORDINALITY k(attnum, place)
                          JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
                         WHERE k.place <= i.indnkeyatts ORDER BY k.place)
              FROM pg_index i
             WHERE i.indrelid = ? AND i.indisunique AND i.indisvalid AND i.indimmediate
               AND i.indpred IS NULL AND i.indexprs IS NULL
             ORDER BY NOT i.indisprimary, i.indexrelid""";

    private static final String REFERENCES = """
            SELECT c.conname, n.nspname, p.relname, n.nspname = current_schema(),
                   array(SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY k(attnum, place)
                          JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum ORDER BY k.place)
              FROM pg_constraint c JOIN pg_class p ON p.oid = c.confrelid JOIN pg_namespace n ON n.oid = p.relnamespace
             WHERE c.conrelid = ? AND c.contype = 'f' AND c.conparentid = 0
             ORDER BY c.conname""";

    private final Connection connection;
    private final Engine engine;

    PostgreSqlCatalog(Connection connection, Engine engine) {
        this.connection = connection;
        this.engine = engine;
    }

    Optional<TableShape> describe(TableName table) throws SQLException {
        long oid;
        try (PreparedStatement statement = connection.prepareStatement(TABLE)) {
            statement.setString(1, engine.quote(table));
            ResultSet result = statement.executeQuery();
            if (!result.next()) {
                return Optional.empty();
            }
            oid = result.getLong(1);
        }
        List<Column> columns = new ArrayList<>();
        Map<String, String> refused = new LinkedHashMap<>();
        Set<String> required = new LinkedHashSet<>();
        try (PreparedStatement statement = about(COLUMNS, oid);
                ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                if (result.getBoolean(6)) {
                    required.add(result.getString(1));
                }
                ColumnType type = type(result.getString(2), result.getInt(3));
                if (type == null) {
                    refused.put(result.getString(1), result.getString(5));
                } else {
                    columns.add(new Column(result.getString(1), type, result.getBoolean(4)));
                }
            }
        }
        List<String> primaryKey = List.of();
        List<List<String>> uniqueKeys = new ArrayList<>();
        try (PreparedStatement statement = about(KEYS, oid);
                ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                List<String> key = names(result.getArray(2));
                uniqueKeys.add(key);
                primaryKey = result.getBoolean(1) ? key : primaryKey;
            }
        }
        return Optional.of(
                new TableShape(table, columns, refused, required, primaryKey, uniqueKeys, references(table, oid)));
    }

    private List<ForeignKey> references(TableName table, long oid) throws SQLException {
        List<ForeignKey> references = new ArrayList<>();
        try (PreparedStatement statement = about(REFERENCES, oid);
                ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                // A job names tables of the connection's own schema without it.
                String schema = table.schema() == null && result.getBoolean(4) ? null : result.getString(2);
                TableName parent = new TableName(schema, result.getString(3));
                references.add(new ForeignKey(result.getString(1), table, names(result.getArray(5)), parent));
            }
        }
        return references;
    }

    private PreparedStatement about(String sql, long oid) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setLong(1, oid);
        return statement;
    }

    private static List<String> names(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }

    /** The canonical type, or null when values of it are not carried exactly yet. */
    private static @Nullable ColumnType type(String name, int modifier) {
        int limit = modifier < 0 ? ColumnType.UNLIMITED : modifier - 4;
        int fraction = modifier < 0 ? 6 : modifier;
        return switch (name) {
            case "int2" -> ColumnType.integer(16);
            case "int4" -> ColumnType.integer(32);
            case "int8" -> ColumnType.integer(64);
            case "numeric" -> numeric(modifier);
            case "float4" -> ColumnType.floating(32);
            case "float8" -> ColumnType.floating(64);
            case "bool" -> ColumnType.plain(Kind.BOOLEAN);
            case "text", "varchar" -> ColumnType.text(limit);
            case "bpchar" -> ColumnType.padded(limit);
            case "bytea" -> ColumnType.bytes(ColumnType.UNLIMITED);
            case "date" -> ColumnType.plain(Kind.DATE);
            case "time" -> ColumnType.temporal(Kind.TIME, fraction);
            case "timestamp" -> ColumnType.temporal(Kind.TIMESTAMP, fraction);
            case "timestamptz" -> ColumnType.temporal(Kind.INSTANT, fraction);
            case "uuid" -> ColumnType.plain(Kind.UUID);
            case "json", "jsonb" -> ColumnType.plain(Kind.JSON);
            default -> null;
        };
    }

    /** A numeric without a declared scale has no fixed text on another engine; a negative scale has none at all. */
    private static @Nullable ColumnType numeric(int modifier) {
        if (modifier < 0) {
            return null;
        }
        int precision = (modifier - 4) >> 16 & 0xffff;
        int scale = (((modifier - 4) & 0x7ff) ^ 1024) - 1024;
        return scale < 0 || scale > precision ? null : ColumnType.decimal(precision, scale);
    }
}
