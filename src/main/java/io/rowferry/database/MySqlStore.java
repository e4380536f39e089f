package io.rowferry.database;

import static java.util.stream.Collectors.joining;

import io.rowferry.table.Carried;
import io.rowferry.table.Column;
import io.rowferry.table.ColumnType;
import io.rowferry.table.ColumnType.Kind;
import java.util.stream.IntStream;

/**
 * What is assigned to a column of MariaDB and MySQL: the canonical text itself wherever strict mode refuses what the
 * column cannot hold. A store pads, cuts, folds and guesses some values without a word, even then: blanks at the end of a
 * text that is too long, the case and accents of an enum's label, a number in the place of one, a year of two digits, NULL
 * for the present time. Such a value is turned into one that is refused, or one that cannot be mistaken.
 */
final class MySqlStore {
    /** More than an enum may have. */
    private static final int NO_LABEL = 99_999;

    /** All bits, of which a set with less than 64 members has none for some. */
    private static final String NO_MEMBERS = "18446744073709551615";

    private static final int NO_YEAR = 9999;
    private static final int LONG = 16_383;

    private MySqlStore() {}

    static String assigned(Carried carried, String text) {
        Column column = carried.column();
        ColumnType type = column.type();
        ColumnType form = carried.form();
        return switch (type.kind()) {
            case BYTES, BITS -> MySqlText.typed(column, form, text);
            case BINARY -> whole(column, form, text);
            case TEXT -> limited(type, text, "char_length(" + text + ") > " + type.size());
            case CHAR ->
                limited(type, text, "char_length(" + text + ") > " + type.size() + " or " + text + " like '% '");
            case ENUM -> label(column, text);
            case SET -> members(column, text);
            case YEAR ->
                "if(cast(" + text + " as signed) between 1 and 99, " + NO_YEAR + ", cast(" + text + " as signed))";
            // A NULL would become the present time, or the next number.
            case INTEGER, UNSIGNED -> column.nullable() ? text : notNull(text);
            case TIMESTAMP -> form.kind() == Kind.INSTANT ? inTheOtherZone(column, form, text) : text;
            case INSTANT -> {
                String moment = form.kind() == Kind.TIMESTAMP ? inTheOtherZone(column, form, text) : text;
                yield column.nullable() ? moment : notNull(moment);
            }
            default -> text;
        };
    }

    /** NULL where there is no such moment there, after the year 9999, which is refused. */
    private static String inTheOtherZone(Column column, ColumnType form, String text) {
        return "coalesce(" + MySqlText.typed(column, form, text) + ", if(" + text + " IS NULL, NULL, 'no moment'))";
    }

    private static String whole(Column column, ColumnType form, String text) {
        String bytes = MySqlText.typed(column, form, text);
        int size = column.type().size();
        return "if(length(" + bytes + ") = " + size + ", " + bytes + ", if(" + text + " IS NULL, NULL, repeat('?', "
                + (size + 1) + ")))";
    }

    /** By its number, since the collation of the column may take two labels for the same. */
    private static String label(Column column, String text) {
        return "if(" + text + " IS NULL, NULL, coalesce(nullif(field(cast(" + text + " as binary), "
                + column.labels().stream().map(MySqlStore::binary).collect(joining(", ")) + "), 0), " + NO_LABEL + "))";
    }

    /** By their bits, for the same reason. */
    private static String members(Column column, String text) {
        String bits = IntStream.range(0, column.labels().size())
                .mapToObj(i -> "if(find_in_set(" + binary(column.labels().get(i)) + ", cast(" + text + " as binary)), "
                        + Long.toUnsignedString(1L << i) + ", 0)")
                .collect(joining(" | "));
        boolean full = column.labels().size() == Long.SIZE;
        return full
                ? "if(" + text + " IS NULL OR " + isSorted(column, text) + ", " + text + ", repeat('?', 300))"
                : "if(" + text + " IS NULL, NULL, if(" + isSorted(column, text) + ", " + bits + ", " + NO_MEMBERS
                        + "))";
    }

    /** Whether the text is just what the set would give back. */
    private static String isSorted(Column column, String text) {
        String members = column.labels().stream()
                .sorted()
                .map(label -> "if(find_in_set(" + binary(label) + ", cast(" + text + " as binary)), " + binary(label)
                        + ", NULL)")
                .collect(joining(", "));
        return "cast(" + text + " as binary) = concat_ws(',', " + members + ")";
    }

    private static String binary(String label) {
        return "cast(" + MySqlText.literal(label) + " as binary)";
    }

    private static String notNull(String value) {
        return "coalesce(" + value + ", 'NULL')";
    }

    /**
     * Never the staged column itself: MariaDB (11.4.5) copies a long text from column to column with its length modulo
     * 65,536, or 256, where the other one is that short, and says nothing. What is computed it measures.
     */
    private static String limited(ColumnType type, String text, String wouldBeCut) {
        return type.size() >= LONG
                ? "coalesce(" + text + ")"
                : "if(" + wouldBeCut + ", rpad(" + text + ", char_length(" + text + ") + " + type.size() + ", '.'), "
                        + text + ")";
    }
}
