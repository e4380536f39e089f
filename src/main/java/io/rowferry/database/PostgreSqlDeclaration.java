package io.rowferry.database;

import io.rowferry.table.ColumnType;

/** The types to declare in a new table of PostgreSQL. */
final class PostgreSqlDeclaration {
    private static final int MOST_CHARACTERS = 10_485_760;

    private PostgreSqlDeclaration() {}

    /** @param declared what the column's own server calls the type */
    static String of(ColumnType type, String declared) {
        int size = type.size();
        return switch (type.kind()) {
            case INTEGER -> size <= 16 ? "smallint" : size <= 32 ? "integer" : "bigint";
            case UNSIGNED -> size < 16 ? "smallint" : size < 32 ? "integer" : size < 64 ? "bigint" : "numeric(20,0)";
            case DECIMAL -> "numeric(" + size + "," + type.scale() + ")";
            case NUMERIC -> "numeric";
            case FLOAT -> size == 32 ? "real" : "double precision";
            case BOOLEAN -> "boolean";
            case TEXT -> size > MOST_CHARACTERS ? "text" : "varchar(" + size + ")";
            case CHAR -> size > MOST_CHARACTERS ? "text" : "char(" + size + ")";
            case ENUM, SET -> "text";
            case BYTES, BINARY -> "bytea";
            case BITS -> "bit(" + size + ")";
            case YEAR -> "smallint";
            case DATE -> "date";
            case TIME -> "time(" + type.scale() + ")";
            case TIMESTAMP -> "timestamp(" + type.scale() + ")";
            case INSTANT -> "timestamptz(" + type.scale() + ")";
            case UUID -> "uuid";
            // Not jsonb, which forgets the order of members and all but the last of the same name.
            case JSON -> "json";
            case NATIVE -> declared;
        };
    }
}
