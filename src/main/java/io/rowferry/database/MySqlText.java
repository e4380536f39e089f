package io.rowferry.database;

import static java.util.stream.Collectors.joining;

import io.rowferry.table.Column;
import io.rowferry.table.ColumnType;
import io.rowferry.table.ColumnType.Kind;
import java.time.Instant;
import java.time.ZoneId;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Values to canonical text and back, in the SQL of MariaDB and MySQL. */
final class MySqlText implements ReadText {

    @Override
    public String canonical(Column column, ColumnType form, String value) {
        ColumnType type = column.type();
        return switch (type.kind()) {
            case INTEGER, UNSIGNED, NUMERIC, BOOLEAN, UUID -> "cast(" + value + " as char)";
            case DECIMAL -> number(type, form, value);
            // As a number: the text of the year 0 has four digits.
            case YEAR -> "cast(" + value + " + 0 as char)";
            // A float's own text has six digits; as a double it has all that it holds. A double's sum is cut by MySQL.
            case FLOAT -> "cast(" + value + (type.size() == 32 ? " + 0e0" : "") + " as char)";
            case TEXT, CHAR, ENUM, JSON, NATIVE -> "convert(" + value + " using utf8mb4)";
            case SET -> members(column, value);
            case BYTES, BINARY -> form.kind() == Kind.UUID ? dashed("hex(" + value + ")") : "lower(hex(" + value + "))";
            case BITS ->
                form.kind() == Kind.BITS
                        ? "lpad(bin(" + value + " + 0), " + type.size() + ", '0')"
                        : "cast(" + value + " + 0 as char)";
            case DATE -> "date_format(" + value + ", '%Y-%m-%d')";
            case TIME -> "time_format(" + value + ", '%H:%i:%s.%f')";
            case TIMESTAMP -> form.kind() == Kind.INSTANT ? moment(value, toUtc(type, value)) : moment(value);
            case INSTANT -> form.kind() == Kind.TIMESTAMP ? moment(value, fromUtc(form, value)) : moment(value);
        };
    }

    /** What cannot be said in the other zone, such as a date of zeros or the year 10000, becomes a text of no moment. */
    private static String moment(String value, String shifted) {
        return shifted.equals(value)
                ? moment(value)
                : "coalesce(" + moment(shifted) + ", concat('no moment: ', " + moment(value) + "))";
    }

    /** With as many digits as the form has; a number with more of them prints them all, so that it is seen to differ. */
    private static String number(ColumnType type, ColumnType form, String value) {
        String rounded = "round(" + value + ", " + form.scale() + ")";
        return form.scale() < type.scale()
                ? "cast(if(" + value + " = " + rounded + ", cast(" + rounded + " as char), " + value + ") as char)"
                : "cast(" + value + " as char)";
    }

    private static String moment(String value) {
        return "date_format(" + value + ", '%Y-%m-%d %H:%i:%s.%f')";
    }

    /** A set's members in an order that does not depend on how the column lists them. */
    private static String members(Column column, String value) {
        String sorted = IntStream.range(0, column.labels().size())
                .boxed()
                .sorted((one, other) ->
                        column.labels().get(one).compareTo(column.labels().get(other)))
                .map(i -> "if(" + value + " & " + Long.toUnsignedString(1L << i) + ", "
                        + literal(column.labels().get(i)) + ", NULL)")
                .collect(joining(", "));
        return "if(" + value + " IS NULL, NULL, concat_ws(',', " + sorted + "))";
    }

    private static String dashed(String hex) {
        return "lower(insert(insert(insert(insert(" + hex + ", 9, 0, '-'), 14, 0, '-'), 19, 0, '-'), 24, 0, '-'))";
    }

    @Override
    public String finite(Column column, @Nullable String by, String value) {
        return value;
    }

    @Override
    public String realDate(@Nullable String by, String value) {
        return "if(month(" + value + ") = 0 OR dayofmonth(" + value + ") = 0, " + (by == null ? "NULL" : literal(by))
                + ", " + value + ")";
    }

    @Override
    public String withoutNul(String value) {
        return "replace(" + value + ", char(0), '')";
    }

    @Override
    public String cut(String text, int digits) {
        return "insert(" + text + ", char_length(" + text + ") - " + (digits - 1) + ", " + digits + ", '"
                + "0".repeat(digits) + "')";
    }

    /** For joins and comparisons: of the column's own type and collation, so that an index on it serves. */
    static String typed(Column column, ColumnType form, String text) {
        ColumnType type = column.type();
        return switch (type.kind()) {
            case INTEGER, BOOLEAN, YEAR -> "cast(" + text + " as signed)";
            case UNSIGNED -> "cast(" + text + " as unsigned)";
            case DECIMAL -> "cast(" + text + " as decimal(" + type.size() + "," + type.scale() + "))";
            case FLOAT -> "cast(" + text + " as double)";
            case TEXT, CHAR, ENUM, SET -> collated(column, text);
            case BYTES, BINARY -> "unhex(" + (form.kind() == Kind.UUID ? "replace(" + text + ", '-', '')" : text) + ")";
            case BITS -> "cast(conv(" + text + ", 2, 10) as unsigned)";
            case DATE -> "cast(" + text + " as date)";
            case TIME -> "cast(" + text + " as time(6))";
            case TIMESTAMP -> form.kind() == Kind.INSTANT ? fromUtc(type, datetime(text)) : datetime(text);
            case INSTANT -> form.kind() == Kind.TIMESTAMP ? toUtc(form, datetime(text)) : datetime(text);
            case UUID -> "cast(" + text + " as uuid)";
            case NUMERIC, JSON, NATIVE -> text;
        };
    }

    private static String datetime(String text) {
        return "cast(" + text + " as datetime(6))";
    }

    private static String toUtc(ColumnType local, String value) {
        return shifted(value, -offsetSeconds(local));
    }

    private static String fromUtc(ColumnType local, String value) {
        return shifted(value, offsetSeconds(local));
    }

    /** Not by convert_tz, which leaves as they are what a TIMESTAMP cannot hold, before 1970 and long after now. */
    private static String shifted(String value, int seconds) {
        return seconds == 0 ? value : "(" + value + " + INTERVAL " + seconds + " SECOND)";
    }

    /** Of zones of one offset alone, for which a plan asks: the server's table of zones often is not there. */
    private static int offsetSeconds(ColumnType local) {
        String zone = local.name() == null ? ColumnType.UTC : local.name();
        return ZoneId.of(zone).getRules().getOffset(Instant.EPOCH).getTotalSeconds();
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

    static String literal(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }
}
