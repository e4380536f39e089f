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
import java.util.HashSet;
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

    // A domain is carried as what it is made of. A column that is ALWAYS an identity can be inserted, but not updated,
    // which a key never is. The last three: the type's category, the name of an array's elements, and the type's own
    // as it is to be written here.
    private static final String COLUMNS = """
            SELECT a.attname, b.typname, CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END,
                   NOT a.attnotnull, format_type(a.atttypid, a.atttypmod),
                   a.attnotnull AND NOT a.atthasdef AND a.attidentity = '', a.attgenerated <> '' OR (a.attidentity = 'a' AND NOT EXISTS (
                       SELECT 1 FROM pg_index i
                        WHERE i.indrelid = a.attrelid AND i.indisprimary AND a.attnum = ANY (i.indkey))), b.typtype,
                   b.typcategory, (SELECT e.typname FROM pg_type e WHERE e.oid = b.typelem), format_type(b.oid, NULL)
              FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
              JOIN pg_type b ON b.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
             WHERE a.attrelid = ? AND a.attnum > 0 AND NOT a.attisdropped
             ORDER BY a.attnum""";

    // DDL that rewrites a table gives it, or its partitions, other files.
    private static final String STORAGE = """
            SELECT coalesce((SELECT string_agg(pg_relation_filenode(relid)::text, ',' ORDER BY relid)
                               FROM pg_partition_tree(c.oid) WHERE isleaf), pg_relation_filenode(c.oid)::text, '')
              FROM pg_class c WHERE c.oid = ?""";

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

    private static final String CHILDREN = """
            SELECT DISTINCT n.nspname, p.relname, n.nspname = current_schema()
              FROM pg_constraint c JOIN pg_class p ON p.oid = c.conrelid JOIN pg_namespace n ON n.oid = p.relnamespace
             WHERE c.confrelid = to_regclass(?) AND c.contype = 'f' AND c.conparentid = 0""";

    private static final String DEFINITION = """
            SELECT string_agg(concat_ws(' ', attnum, attname, atttypid, atttypmod, attnotnull, attgenerated), ','
                              ORDER BY attnum)
              FROM pg_attribute WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped""";

    private static final String INDEXED = """
            SELECT a.attname
              FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
             WHERE i.indrelid = to_regclass(?) AND i.indisvalid AND i.indpred IS NULL""";

    /** Arrays, network addresses, intervals, ranges, strings of bits. */
    private static final Set<String> NATIVE_CATEGORIES = Set.of("A", "I", "T", "R", "V");

    private static final Set<String> NATIVE_NAMES = Set.of("timetz", "macaddr", "macaddr8");

    private final Connection connection;
    private final Engine engine;

    PostgreSqlCatalog(Connection connection, Engine engine) {
        this.connection = connection;
        this.engine = engine;
    }

    /** Columns with which a whole and valid index begins. */
    static Set<String> indexedColumns(Connection connection, String quotedTable) throws SQLException {
        Set<String> columns = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(INDEXED)) {
            statement.setString(1, quotedTable);
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    columns.add(result.getString(1));
                }
            }
        }
        return columns;
    }

    static Set<TableName> children(Connection connection, TableName table, String quotedTable) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CHILDREN)) {
            statement.setString(1, quotedTable);
            try (ResultSet result = statement.executeQuery()) {
                return new Neighbours(table).read(result);
            }
        }
    }

    static String definition(Connection connection, String quotedTable) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DEFINITION)) {
            statement.setString(1, quotedTable);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return String.valueOf(result.getString(1));
            }
        }
    }

    /** What the server knows a table by; empty when there is none of that name. */
    static Optional<Long> oid(Connection connection, String quotedTable) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TABLE)) {
            statement.setString(1, quotedTable);
            try (ResultSet result = statement.executeQuery()) {
                return result.next() ? Optional.of(result.getLong(1)) : Optional.empty();
            }
        }
    }

    Optional<TableShape> describe(TableName table) throws SQLException {
        Optional<Long> found = oid(connection, engine.quote(table));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        long oid = found.get();
        List<Column> columns = new ArrayList<>();
        Map<String, String> refused = new LinkedHashMap<>();
        Set<String> required = new LinkedHashSet<>();
        try (PreparedStatement statement = about(COLUMNS, oid);
                ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                String name = result.getString(1);
                String declared = result.getString(5);
                if (result.getBoolean(6)) {
                    required.add(name);
                }
                ColumnType type = type(result);
                if (type == null) {
                    refused.put(name, declared);
                } else {
                    boolean nullable = result.getBoolean(4);
                    // Beside a text it would be compared as one, and fold no case.
                    String folding = result.getString(2).equals("citext") ? result.getString(11) : null;
                    columns.add(new Column(name, type, nullable, declared, folding, List.of(), result.getBoolean(7)));
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
        return Optional.of(new TableShape(
                table, columns, refused, required, primaryKey, uniqueKeys, references(table, oid), storage(oid)));
    }

    private String storage(long oid) throws SQLException {
        try (PreparedStatement statement = about(STORAGE, oid);
                ResultSet result = statement.executeQuery()) {
            result.next();
            return result.getString(1);
        }
    }

    private List<ForeignKey> references(TableName table, long oid) throws SQLException {
        List<ForeignKey> references = new ArrayList<>();
        try (PreparedStatement statement = about(REFERENCES, oid);
                ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                String schema = new Neighbours(table).schema(result.getString(2), result.getBoolean(4));
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

    /** The canonical type, or null when values of it are not carried exactly. */
    private static @Nullable ColumnType type(ResultSet column) throws SQLException {
        int modifier = column.getInt(3);
        int limit = modifier < 0 ? ColumnType.UNLIMITED : modifier - 4;
        int fraction = modifier < 0 ? 6 : modifier;
        if (column.getString(8).equals("e")) {
            return ColumnType.plain(Kind.ENUM);
        }
        return switch (column.getString(2)) {
            case "int2" -> ColumnType.integer(16);
            case "int4" -> ColumnType.integer(32);
            case "int8" -> ColumnType.integer(64);
            case "numeric" -> numeric(modifier);
            case "float4" -> ColumnType.floating(32);
            case "float8" -> ColumnType.floating(64);
            case "bool" -> ColumnType.plain(Kind.BOOLEAN);
            case "text", "varchar", "citext" -> ColumnType.text(limit);
            case "bpchar" -> ColumnType.padded(limit);
            case "bytea" -> ColumnType.bytes(ColumnType.UNLIMITED);
            case "bit" -> ColumnType.sized(Kind.BITS, modifier < 0 ? 1 : modifier);
            case "date" -> ColumnType.plain(Kind.DATE);
            case "time" -> ColumnType.temporal(Kind.TIME, fraction);
            case "timestamp" -> ColumnType.temporal(Kind.TIMESTAMP, fraction);
            case "timestamptz" -> ColumnType.temporal(Kind.INSTANT, fraction);
            case "uuid" -> ColumnType.plain(Kind.UUID);
            case "json", "jsonb" -> ColumnType.plain(Kind.JSON);
            default -> ofPostgreSql(column);
        };
    }

    /** Types that only another PostgreSQL has, as far as their own text says all and depends on no setting but pinned ones. */
    private static @Nullable ColumnType ofPostgreSql(ResultSet column) throws SQLException {
        String name = column.getString(2);
        boolean tells = NATIVE_CATEGORIES.contains(column.getString(9)) || NATIVE_NAMES.contains(name);
        return tells && !"money".equals(column.getString(10)) ? ColumnType.ofEngine(column.getString(5)) : null;
    }

    /** A negative scale, or one above the precision, has no like on another engine and is left to its digits. */
    private static ColumnType numeric(int modifier) {
        if (modifier < 0) {
            return ColumnType.plain(Kind.NUMERIC);
        }
        int precision = (modifier - 4) >> 16 & 0xffff;
        int scale = (((modifier - 4) & 0x7ff) ^ 1024) - 1024;
        return scale < 0 || scale > precision ? ColumnType.plain(Kind.NUMERIC) : ColumnType.decimal(precision, scale);
    }
}
