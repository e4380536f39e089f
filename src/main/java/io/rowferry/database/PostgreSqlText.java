package io.rowferry.database;

import io.rowferry.table.Carried;
import io.rowferry.table.Column;
import io.rowferry.table.ColumnType;
import io.rowferry.table.ColumnType.Kind;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import org.jspecify.annotations.Nullable;

/** Values to canonical text and back, in PostgreSQL's SQL. */
final class PostgreSqlText implements ReadText {

    @Override
    public String canonical(Column column, ColumnType form, String value) {
        ColumnType type = column.type();
        return switch (type.kind()) {
            // The digits of the number itself: the shortest ones of the largest real lie beyond what MariaDB takes.
            case FLOAT -> value + "::float8::text";
            case DECIMAL, NUMERIC -> number(type, form, value);
            case BOOLEAN -> value + "::int::text";
            case BYTES, BINARY -> "encode(" + value + ", 'hex')";
            case BITS ->
                value
                        + switch (form.kind()) {
                            case BITS -> "::text";
                            case BOOLEAN -> "::int::text";
                            default -> "::bigint::text";
                        };
            case TIME -> "to_char(" + value + ", 'HH24:MI:SS.US')";
            case TIMESTAMP ->
                moment(form.kind() == Kind.INSTANT ? "(" + instant(type, value) + " AT TIME ZONE 'UTC')" : value);
            case INSTANT -> moment("(" + value + " AT TIME ZONE " + zone(form) + ")");
            case INTEGER, UNSIGNED, YEAR, TEXT, CHAR, ENUM, SET, DATE, UUID, JSON, NATIVE -> value + "::text";
        };
    }

    /** With as many digits as the form has; a number with more of them prints them all, so that it is seen to differ. */
    private static String number(ColumnType type, ColumnType form, String value) {
        boolean fewer = form.kind() != Kind.NUMERIC && (type.kind() == Kind.NUMERIC || form.scale() < type.scale());
        String rounded = "round(" + value + ", " + form.scale() + ")";
        return fewer
                ? "CASE WHEN " + value + " = " + rounded + " THEN " + rounded + "::text ELSE " + value + "::text END"
                : value + "::text";
    }

    /** to_char forgets the sign of years before Christ and prints infinity as NULL; their own text keeps them apart. */
    private static String moment(String value) {
        return "CASE WHEN isfinite(" + value + ") AND " + value + " >= '0001-01-01' THEN to_char(" + value
                + ", 'YYYY-MM-DD HH24:MI:SS.US') ELSE " + value + "::text END";
    }

    @Override
    public String finite(Column column, @Nullable String by, String value) {
        return by == null
                ? "CASE WHEN isfinite(" + value + ") THEN " + value + " END"
                : "CASE WHEN " + value + " = 'infinity' THEN "
                        + typed(column, column.type().form(), literal(by)) + " ELSE " + value + " END";
    }

    @Override
    public String realDate(@Nullable String by, String value) {
        return value;
    }

    @Override
    public String withoutNul(String value) {
        return value;
    }

    @Override
    public String cut(String text, int digits) {
        return "CASE WHEN " + text + " ~ '[.][0-9]{6}$' THEN left(" + text + ", -" + digits + ") || '"
                + "0".repeat(digits) + "' ELSE " + text + " END";
    }

    /** For joins, comparisons and bounds. Names the text once, so that it may be a parameter. */
    static String typed(Column column, ColumnType form, String text) {
        return switch (column.type().kind()) {
            // Not the type's own cast, which cuts and pads what has another length.
            case BITS -> text + "::varbit";
            case ENUM, SET, NATIVE -> text + "::" + column.declared();
            case TEXT -> column.collation() == null ? text : text + "::" + column.collation();
            default -> typed(column.type(), form, text);
        };
    }

    private static String typed(ColumnType type, ColumnType form, String text) {
        return switch (type.kind()) {
            case INTEGER, YEAR ->
                text + "::" + (type.size() <= 16 ? "smallint" : type.size() <= 32 ? "integer" : "bigint");
            case UNSIGNED, DECIMAL, NUMERIC -> text + "::numeric";
            case FLOAT -> text + (type.size() == 32 ? "::real" : "::double precision");
            case BOOLEAN -> text + "::boolean";
            case CHAR -> text + "::bpchar";
            case BYTES, BINARY -> "decode(" + text + ", 'hex')";
            case DATE -> text + "::date";
            case TIME -> text + "::time";
            case TIMESTAMP ->
                form.kind() == Kind.INSTANT
                        ? "(" + text + "::timestamptz AT TIME ZONE " + zone(type) + ")"
                        : text + "::timestamp";
            case INSTANT ->
                form.kind() == Kind.TIMESTAMP ? instant(form, text + "::timestamp") : text + "::timestamptz";
            case UUID -> text + "::uuid";
            case JSON -> text + "::jsonb";
            case TEXT, ENUM, SET, BITS, NATIVE -> text;
        };
    }

    /**
     * For storing. A store cuts blanks at the end of a text that is too long, and says nothing. A text that would be cut
     * is made longer by something that is not blank, so that the server refuses the row.
     */
    static String assigned(Carried carried, String text) {
        ColumnType type = carried.column().type();
        String tooLong = "char_length(" + text + ") > " + type.size();
        return switch (type.kind()) {
            case TEXT ->
                type.size() == ColumnType.UNLIMITED
                        ? typed(carried.column(), carried.form(), text)
                        : refused(type, text, tooLong);
            case CHAR -> refused(type, text, tooLong + " OR " + text + " LIKE '% '");
            // Not jsonb, which orders members and drops those of the same name: a json column keeps what it is given.
            case JSON -> text + "::json";
            default -> typed(carried.column(), carried.form(), text);
        };
    }

    private static String refused(ColumnType type, String text, String wouldBeCut) {
        return "CASE WHEN " + wouldBeCut + " THEN rpad(" + text + ", char_length(" + text + ") + " + type.size()
                + ", '.') ELSE " + text + " END";
    }

    private static String instant(ColumnType local, String value) {
        return "(" + value + " AT TIME ZONE " + zone(local) + ")";
    }

    /** An offset as an interval: in a zone's name PostgreSQL takes +08:00 for eight hours west, as POSIX has it. */
    private static String zone(ColumnType local) {
        String name = local.name() == null ? ColumnType.UTC : local.name();
        ZoneRules rules = ZoneId.of(name).getRules();
        return rules.isFixedOffset() && !name.equals(ColumnType.UTC)
                ? "INTERVAL '" + rules.getOffset(Instant.EPOCH).getTotalSeconds() + " seconds'"
                : literal(name);
    }

    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
