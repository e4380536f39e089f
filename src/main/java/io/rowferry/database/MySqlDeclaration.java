package io.rowferry.database;

import static java.util.stream.Collectors.joining;

import io.rowferry.table.Column;
import io.rowferry.table.ColumnType;
import java.util.List;
import java.util.Optional;

/** The types to declare in a new table of MariaDB or MySQL. */
final class MySqlDeclaration {
    private static final int MOST_DIGITS = 65;
    private static final int MOST_SCALE = 30;
    /** A row's columns share 65 535 bytes, four to a character; texts and blobs take none of them. */
    private static final int ROW_BYTES = 50_000;

    private static final int INLINE = 255;
    private static final int INLINE_WHEN_CROWDED = 20;
    private static final int MOST_KEY = 191;
    private static final int MOST_CHAR = 255;
    private static final int MOST_BITS = 64;
    private static final int MOST_LABELS = 64;

    private final int inline;
    private final boolean mariaDb;

    private MySqlDeclaration(int inline, boolean mariaDb) {
        this.inline = inline;
        this.mariaDb = mariaDb;
    }

    static MySqlDeclaration forTable(List<Column> columns, boolean mariaDb) {
        int bytes = columns.stream()
                .mapToInt(column -> 8 + 4 * Math.min(column.type().size(), INLINE))
                .sum();
        return new MySqlDeclaration(bytes <= ROW_BYTES ? INLINE : INLINE_WHEN_CROWDED, mariaDb);
    }

    Optional<String> of(Column column, boolean indexed) {
        ColumnType type = column.type();
        int size = type.size();
        String digits = "(" + type.scale() + ")";
        return Optional.ofNullable(
                switch (type.kind()) {
                    case INTEGER -> integer(size);
                    case UNSIGNED -> integer(size) + " unsigned";
                    case DECIMAL ->
                        size > MOST_DIGITS || type.scale() > MOST_SCALE
                                ? null
                                : "decimal(" + size + "," + type.scale() + ")";
                    case FLOAT -> size == 32 ? "float" : "double";
                    case BOOLEAN -> "tinyint(1)";
                    case TEXT -> text(size, indexed);
                    case CHAR -> size <= Math.min(MOST_CHAR, inline) ? "char(" + size + ")" : text(size, indexed);
                    case ENUM ->
                        column.labels().isEmpty() ? text(ColumnType.UNLIMITED, indexed) : listed("enum", column);
                    case SET ->
                        column.labels().isEmpty() || column.labels().size() > MOST_LABELS
                                ? text(ColumnType.UNLIMITED, indexed)
                                : listed("set", column);
                    case BYTES -> bytes(size, indexed);
                    case BINARY -> "binary(" + size + ")";
                    case BITS -> size <= MOST_BITS ? "bit(" + size + ")" : null;
                    case YEAR -> "year";
                    case DATE -> "date";
                    case TIME -> "time" + digits;
                    case TIMESTAMP -> "datetime" + digits;
                    // A default of its own, or an old server makes one that stamps each update.
                    case INSTANT ->
                        "timestamp" + digits
                                + (column.nullable() ? " NULL DEFAULT NULL" : " DEFAULT CURRENT_TIMESTAMP" + digits);
                    case UUID -> mariaDb ? "uuid" : "char(36) CHARACTER SET ascii";
                    case JSON -> "json";
                    case NUMERIC, NATIVE -> null;
                });
    }

    private static String integer(int bits) {
        return bits <= 8
                ? "tinyint"
                : bits <= 16 ? "smallint" : bits <= 24 ? "mediumint" : bits <= 32 ? "int" : "bigint";
    }

    private String text(int characters, boolean indexed) {
        return indexed
                ? "varchar(" + Math.min(characters, MOST_KEY) + ")"
                : characters <= inline ? "varchar(" + characters + ")" : "longtext";
    }

    private String bytes(int bytes, boolean indexed) {
        return indexed
                ? "varbinary(" + Math.min(bytes, MOST_KEY) + ")"
                : bytes <= inline ? "varbinary(" + bytes + ")" : "longblob";
    }

    private static String listed(String word, Column column) {
        return word + column.labels().stream().map(MySqlText::literal).collect(joining(",", "(", ")"));
    }
}
