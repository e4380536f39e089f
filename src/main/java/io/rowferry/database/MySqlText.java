package io.rowferry.database;

import io.rowferry.table.Column;
import io.rowferry.table.ColumnType;

/** Values to canonical text and back, in the SQL of MariaDB and MySQL. */
final class MySqlText {
    private MySqlText() {}

    static String canonical(ColumnType type, String value) {
        return switch (type.kind()) {
            case INTEGER, UNSIGNED, DECIMAL, BOOLEAN, UUID -> "cast(" + value + " as char)";
            // A float's own text has six digits; as a double it has all that it holds.
            case FLOAT -> "cast(" + value + " + 0e0 as char)";
            case TEXT, CHAR, JSON -> "convert(" + value + " using utf8mb4)";
            case BYTES -> "lower(hex(" + value + "))";
            case DATE -> "date_format(" + value + ", '%Y-%m-%d')";
            case TIME -> "time_format(" + value + ", '%H:%i:%s.%f')";
            case TIMESTAMP, INSTANT -> "date_format(" + value + ", '%Y-%m-%d %H:%i:%s.%f')";
        };
    }

    /** For joins and comparisons: of the column's own type and collation, so that an index on it serves. */
    static String typed(Column column, String text) {
        ColumnType type = column.type();
        return switch (type.kind()) {
            case INTEGER, BOOLEAN -> "cast(" + text + " as signed)";
            case UNSIGNED -> "cast(" + text + " as unsigned)";
            case DECIMAL -> "cast(" + text + " as decimal(" + type.size() + "," + type.scale() + "))";
            case FLOAT -> "cast(" + text + " as double)";
            case TEXT, CHAR -> collated(column, text);
            case BYTES -> "unhex(" + text + ")";
            case DATE -> "cast(" + text + " as date)";
            case TIME -> "cast(" + text + " as time(6))";
            case TIMESTAMP, INSTANT -> "cast(" + text + " as datetime(6))";
            case UUID -> "cast(" + text + " as uuid)";
            case JSON -> text;
        };
    }

    private static String collated(Column column, String text) {
        String collation = column.collation();
        if (collation == null) {
            return text;
        }
        int charset = collation.indexOf('_');
        return "convert(" + text + " using " + (charset < 0 ? collation : collation.substring(0, charset))
                + ") collate " + collation;
    }

    /**
     * For storing: the text itself wherever strict mode refuses what the column cannot hold. A store cuts blanks at the
     * end of a text that is too long and says nothing, so that such a text is made longer by something not blank.
     */
    static String assigned(ColumnType type, String text) {
        return switch (type.kind()) {
            case BYTES -> "unhex(" + text + ")";
            case TEXT -> limited(type, text, "char_length(" + text + ") > " + type.size());
            case CHAR ->
                limited(type, text, "char_length(" + text + ") > " + type.size() + " or " + text + " like '% '");
            default -> text;
        };
    }

    private static String limited(ColumnType type, String text, String wouldBeCut) {
        return type.size() >= 16_383
                ? text
                : "if(" + wouldBeCut + ", rpad(" + text + ", char_length(" + text + ") + " + type.size() + ", '.'), "
                        + text + ")";
    }
}
