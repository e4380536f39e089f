package io.rowferry.table;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a column's canonical text means, the same for every engine. Two columns with equal types hold equal text.
 *
 * @param kind which family of values
 * @param size bits for {@code INTEGER}, {@code UNSIGNED} and {@code FLOAT}; digits for {@code DECIMAL}; characters for
 *     {@code TEXT} and {@code CHAR} and bytes for {@code BYTES} ({@link #UNLIMITED} when the engine sets no limit); else 0
 * @param scale digits after the point for {@code DECIMAL}; digits of a second for {@code TIME}, {@code TIMESTAMP} and
 *     {@code INSTANT}; else 0
 */
public record ColumnType(Kind kind, int size, int scale) {

    /** The families of values that rowferry carries. */
    public enum Kind {
        INTEGER,
        UNSIGNED,
        DECIMAL,
        FLOAT,
        BOOLEAN,
        TEXT,
        /** Text of a padded column: trailing blanks are not part of the value. */
        CHAR,
        BYTES,
        DATE,
        TIME,
        /** A date and time without a zone. */
        TIMESTAMP,
        /** A moment, written in UTC. */
        INSTANT,
        UUID,
        JSON
    }

    /** The size of a text or byte column without a limit of its own. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    private static final Pattern NAME = Pattern.compile("([a-z0-9]+)(?:\\((\\d+)(?:,(\\d+))?\\))?");

    public static ColumnType integer(int bits) {
        return new ColumnType(Kind.INTEGER, bits, 0);
    }

    public static ColumnType unsigned(int bits) {
        return new ColumnType(Kind.UNSIGNED, bits, 0);
    }

    public static ColumnType decimal(int precision, int scale) {
        return new ColumnType(Kind.DECIMAL, precision, scale);
    }

    public static ColumnType floating(int bits) {
        return new ColumnType(Kind.FLOAT, bits, 0);
    }

    public static ColumnType text(int characters) {
        return new ColumnType(Kind.TEXT, characters, 0);
    }

    public static ColumnType padded(int characters) {
        return new ColumnType(Kind.CHAR, characters, 0);
    }

    public static ColumnType bytes(int bytes) {
        return new ColumnType(Kind.BYTES, bytes, 0);
    }

    /** A type that has neither size nor scale. */
    public static ColumnType plain(Kind kind) {
        return new ColumnType(kind, 0, 0);
    }

    /** A {@code TIME}, {@code TIMESTAMP} or {@code INSTANT} with that many digits of a second. */
    public static ColumnType temporal(Kind kind, int fraction) {
        return new ColumnType(kind, 0, fraction);
    }

    /**
     * True when two engines may print one value differently, so that values are compared by meaning (as numbers, as
     * trees) and never as text.
     */
    public boolean comparedByMeaning() {
        return kind == Kind.FLOAT || kind == Kind.JSON;
    }

    /** The name that messages carry, for instance {@code decimal(12,2)}; {@link #parse} reads it back. */
    @Override
    public String toString() {
        String name = kind.name().toLowerCase(Locale.ROOT);
        return switch (kind) {
            case INTEGER, UNSIGNED, FLOAT -> name + "(" + size + ")";
            case DECIMAL -> name + "(" + size + "," + scale + ")";
            case TEXT, CHAR, BYTES -> size == UNLIMITED ? name : name + "(" + size + ")";
            case TIME, TIMESTAMP, INSTANT -> name + "(" + scale + ")";
            case BOOLEAN, DATE, UUID, JSON -> name;
        };
    }

    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException when the text names no type known to this version
     */
    public static ColumnType parse(String text) {
        Matcher matcher = NAME.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no column type: " + text);
        }
        Kind kind = Kind.valueOf(matcher.group(1).toUpperCase(Locale.ROOT));
        int first = matcher.group(2) == null ? -1 : Integer.parseInt(matcher.group(2));
        int second = matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3));
        return switch (kind) {
            case TEXT, CHAR, BYTES -> new ColumnType(kind, first < 0 ? UNLIMITED : first, 0);
            case TIME, TIMESTAMP, INSTANT -> temporal(kind, Math.max(first, 0));
            default -> new ColumnType(kind, Math.max(first, 0), second);
        };
    }
}
