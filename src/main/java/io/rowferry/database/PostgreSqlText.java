package io.rowferry.database;

import io.rowferry.table.ColumnType;

/** Values to canonical text and back, in PostgreSQL's SQL. */
final class PostgreSqlText {
    private PostgreSqlText() {}

    static String canonical(ColumnType type, String value) {
        return switch (type.kind()) {
            // The digits of the number itself: the shortest ones of the largest real lie beyond what MariaDB takes.
            case FLOAT -> value + "::float8::text";
            case INTEGER, UNSIGNED, DECIMAL, TEXT, CHAR, DATE, UUID, JSON -> value + "::text";
            case BOOLEAN -> value + "::int::text";
            case BYTES -> "encode(" + value + ", 'hex')";
            case TIME -> "to_char(" + value + ", 'HH24:MI:SS.US')";
            case TIMESTAMP -> moment(value);
            case INSTANT -> moment("(" + value + " AT TIME ZONE 'UTC')");
        };
    }

    /** to_char forgets the sign of years before Christ and prints infinity as NULL; their own text keeps them apart. */
    private static String moment(String value) {
        return "CASE WHEN isfinite(" + value + ") AND " + value + " >= '0001-01-01' THEN to_char(" + value
                + ", 'YYYY-MM-DD HH24:MI:SS.US') ELSE " + value + "::text END";
    }

    /** For joins, comparisons and bounds. Names the text once, so that it may be a parameter. */
    static String typed(ColumnType type, String text) {
        return switch (type.kind()) {
            case INTEGER -> text + "::" + (type.size() <= 16 ? "smallint" : type.size() <= 32 ? "integer" : "bigint");
            case UNSIGNED, DECIMAL -> text + "::numeric";
            case FLOAT -> text + (type.size() == 32 ? "::real" : "::double precision");
            case BOOLEAN -> text + "::boolean";
            case TEXT -> text;
            case CHAR -> text + "::bpchar";
            case BYTES -> "decode(" + text + ", 'hex')";
            case DATE -> text + "::date";
            case TIME -> text + "::time";
            case TIMESTAMP -> text + "::timestamp";
            case INSTANT -> text + "::timestamptz";
            case UUID -> text + "::uuid";
            case JSON -> text + "::jsonb";
        };
    }

    /**
     * For storing. A store cuts blanks at the end of a text that is too long, and says nothing. A text that would be cut
     * is made longer by something that is not blank, so that the server refuses the row.
     */
    static String assigned(ColumnType type, String text) {
        String tooLong = "char_length(" + text + ") > " + type.size();
        return switch (type.kind()) {
            case TEXT -> type.size() == ColumnType.UNLIMITED ? text : refused(type, text, tooLong);
            case CHAR -> refused(type, text, tooLong + " OR " + text + " LIKE '% '");
            // Not jsonb, which orders members and drops those of the same name: a json column keeps what it is given.
            case JSON -> text + "::json";
            default -> typed(type, text);
        };
    }

    private static String refused(ColumnType type, String text, String wouldBeCut) {
        return "CASE WHEN " + wouldBeCut + " THEN rpad(" + text + ", char_length(" + text + ") + " + type.size()
                + ", '.') ELSE " + text + " END";
    }
}
