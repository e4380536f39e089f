package io.rowferry.table;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a column holds, and what its canonical text means, the same for every engine. Two columns with equal types hold
 * equal text.
 *
 * @param kind which family of values
 * @param size bits for {@code INTEGER}, {@code UNSIGNED}, {@code FLOAT} and {@code BITS}; digits for {@code DECIMAL};
 *     characters for {@code TEXT} and {@code CHAR} and bytes for {@code BYTES} and {@code BINARY} ({@link #UNLIMITED} when
 *     the engine sets no limit); else 0
 * @param scale digits after the point for {@code DECIMAL}; digits of a second for {@code TIME}, {@code TIMESTAMP} and
 *     {@code INSTANT}; one more than the digits that a {@code FLOAT} is rounded to when it is stored; else 0
 * @param name the zone that a {@code TIMESTAMP} is meant in, the server's own name of a {@code NATIVE} type; null where
 *     none is declared, and for all others
 */
public record ColumnType(
        Kind kind, int size, int scale, @Nullable String name) {

    /** The families of values that rowferry carries. */
    public enum Kind {
        INTEGER,
        UNSIGNED,
        DECIMAL,
        /** A decimal of any precision and scale, with as many digits as each value has. */
        NUMERIC,
        FLOAT,
        BOOLEAN,
        TEXT,
        /** Text of a padded column: trailing blanks are not part of the value. */
        CHAR,
        /** One of a list of texts. */
        ENUM,
        /** Some of a list of texts, written in their order as texts, with commas between. */
        SET,
        BYTES,
        /** Bytes of a column that has exactly so many. */
        BINARY,
        /** That many zeros and ones. */
        BITS,
        YEAR,
        DATE,
        TIME,
        /** A date and time without a zone. */
        TIMESTAMP,
        /** A moment, written in UTC. */
        INSTANT,
        UUID,
        JSON,
        /** A type that one engine alone has, as that engine's own text. */
        NATIVE
    }

    /** The size of a text or byte column without a limit of its own. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    /** The zone whose local times are moments as they stand. */
    public static final String UTC = "UTC";

    private static final int MOST_DIGITS = 1000;
    private static final int MOST_FRACTION = 6;
    private static final Set<Kind> SIZED =
            Set.of(Kind.TEXT, Kind.CHAR, Kind.BYTES, Kind.BINARY, Kind.BITS, Kind.INTEGER, Kind.UNSIGNED, Kind.FLOAT);
    private static final Set<Kind> TEMPORAL = Set.of(Kind.TIME, Kind.TIMESTAMP, Kind.INSTANT);
    private static final Pattern SHAPE = Pattern.compile("([a-z]+)(?:\\((.*)\\))?", Pattern.DOTALL);
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    public static ColumnType integer(int bits) {
        return of(Kind.INTEGER, bits, 0);
    }

    public static ColumnType unsigned(int bits) {
        return of(Kind.UNSIGNED, bits, 0);
    }

    public static ColumnType decimal(int precision, int scale) {
        return of(Kind.DECIMAL, precision, scale);
    }

    public static ColumnType floating(int bits) {
        return of(Kind.FLOAT, bits, 0);
    }

    public static ColumnType text(int characters) {
        return of(Kind.TEXT, characters, 0);
    }

    public static ColumnType padded(int characters) {
        return of(Kind.CHAR, characters, 0);
    }

    public static ColumnType bytes(int bytes) {
        return of(Kind.BYTES, bytes, 0);
    }

    /** A type that has neither size nor scale. */
    public static ColumnType plain(Kind kind) {
        return of(kind, 0, 0);
    }

    /** A type that has a size alone. */
    public static ColumnType sized(Kind kind, int size) {
        return of(kind, size, 0);
    }

    /** A {@code TIME}, {@code TIMESTAMP} or {@code INSTANT} with that many digits of a second. */
    public static ColumnType temporal(Kind kind, int fraction) {
        return of(kind, 0, fraction);
    }

    /** A type of one engine alone, by that engine's name for it. */
    public static ColumnType ofEngine(String name) {
        return new ColumnType(Kind.NATIVE, 0, 0, name);
    }

    private static ColumnType of(Kind kind, int size, int scale) {
        return new ColumnType(kind, size, scale, null);
    }

    /** A {@code TIMESTAMP} that is meant in a zone; every other type as it is. */
    public ColumnType in(@Nullable String zone) {
        return kind == Kind.TIMESTAMP ? new ColumnType(kind, size, scale, zone) : this;
    }

    /** Whether values are times of a day, dates with times, or moments. */
    public boolean isTemporal() {
        return TEMPORAL.contains(kind);
    }

    /**
     * True when two engines may print one value differently, so that values are compared by meaning (as numbers, as
     * trees) and never as text.
     */
    public boolean comparedByMeaning() {
        return kind == Kind.FLOAT || kind == Kind.JSON;
    }

    /** The type that values of this one have in a message: what only storage knows of is left out. */
    public ColumnType form() {
        return switch (kind) {
            case YEAR -> integer(16);
            case BINARY -> bytes(size);
            case FLOAT -> floating(size);
            default -> this;
        };
    }

    /** The name that messages carry, for instance {@code decimal(12,2)}; {@link #parse} reads it back. */
    @Override
    public String toString() {
        String word = kind.name().toLowerCase(Locale.ROOT);
        return switch (kind) {
            case INTEGER, UNSIGNED, FLOAT, BITS -> word + "(" + size + ")";
            case DECIMAL -> word + "(" + size + "," + scale + ")";
            case TEXT, CHAR, BYTES, BINARY -> size == UNLIMITED ? word : word + "(" + size + ")";
            case TIME, INSTANT -> word + "(" + scale + ")";
            case TIMESTAMP -> word + "(" + scale + (name == null ? "" : "," + name) + ")";
            case NATIVE -> word + "(" + name + ")";
            case NUMERIC, BOOLEAN, ENUM, SET, YEAR, DATE, UUID, JSON -> word;
        };
    }

    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException when the text names no type known to this version
     */
    public static ColumnType parse(String text) {
        Matcher matcher = SHAPE.matcher(text);
        if (!matcher.matches()) {
            throw noType(text);
        }
        Kind kind = kind(matcher.group(1)).orElseThrow(() -> noType(text));
        String inner = matcher.group(2);
        if (kind == Kind.NATIVE) {
            return ofEngine(inner == null ? "" : inner);
        }
        List<String> parts = inner == null ? List.of() : List.of(inner.split(",", 2));
        if (SIZED.contains(kind)) {
            return of(kind, parts.isEmpty() ? UNLIMITED : number(parts.get(0), UNLIMITED, text), 0);
        } else if (TEMPORAL.contains(kind)) {
            int fraction = parts.isEmpty() ? 0 : number(parts.get(0), MOST_FRACTION, text);
            return temporal(kind, fraction).in(parts.size() < 2 ? null : parts.get(1));
        } else if (kind == Kind.DECIMAL && !parts.isEmpty()) {
            int digits = number(parts.get(0), MOST_DIGITS, text);
            return decimal(digits, parts.size() < 2 ? 0 : number(parts.get(1), digits, text));
        } else if (kind == Kind.DECIMAL || !parts.isEmpty()) {
            throw noType(text);
        }
        return plain(kind);
    }

    private static Optional<Kind> kind(String word) {
        return Arrays.stream(Kind.values())
                .filter(kind -> kind.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst();
    }

    private static int number(String digits, int most, String text) {
        int number = NUMBER.matcher(digits.strip()).matches() ? Integer.parseInt(digits.strip()) : -1;
        if (number < 0 || number > most) {
            throw noType(text);
        }
        return number;
    }

    private static IllegalArgumentException noType(String text) {
        return new IllegalArgumentException("no column type: " + text);
    }
}
