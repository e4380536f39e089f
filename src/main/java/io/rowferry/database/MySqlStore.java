package io.rowferry.database;

import static java.util.stream.Collectors.joining;

import io.rowferry.table.Carried;
import io.rowferry.table.Column;
import io.rowferry.table.ColumnType;
import io.rowferry.table.ColumnType.Kind;

/**
 * What is assigned to a column of MariaDB and MySQL: the canonical text itself wherever strict mode refuses what the
 * column cannot hold. A store pads, cuts, folds and guesses some values without a word, even then: blanks at the end of a
 * text that is too long, the case of an enum's label, a number in the place of one, a year of two digits. Such a value is
 * turned into one that is refused.
 */
final class MySqlStore {
    /** Longer than any label may be, and no number. */
    private static final String NO_LABEL = "repeat('?', 300)";

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
            case ENUM -> labelled(text, isLabel(column, text));
            case SET -> labelled(text, isSorted(column, text));
            case YEAR ->
                "if(cast(" + text + " as signed) between 1 and 99, " + NO_YEAR + ", cast(" + text + " as signed))";
            case TIMESTAMP -> form.kind() == Kind.INSTANT ? MySqlText.typed(column, form, text) : text;
            case INSTANT -> form.kind() == Kind.TIMESTAMP ? MySqlText.typed(column, form, text) : text;
            default -> text;
        };
    }

    private static String whole(Column column, ColumnType form, String text) {
        String bytes = MySqlText.typed(column, form, text);
        int size = column.type().size();
        return "if(length(" + bytes + ") = " + size + ", " + bytes + ", if(" + text + " IS NULL, NULL, repeat('?', "
                + (size + 1) + ")))";
    }

    private static String labelled(String text, String isRight) {
        return "if(" + text + " IS NULL OR " + isRight + ", " + text + ", " + NO_LABEL + ")";
    }

    private static String isLabel(Column column, String text) {
        return "cast(" + text + " as binary) IN ("
                + column.labels().stream().map(MySqlStore::binary).collect(joining(", ")) + ")";
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

    private static String limited(ColumnType type, String text, String wouldBeCut) {
        return type.size() >= LONG
                ? text
                : "if(" + wouldBeCut + ", rpad(" + text + ", char_length(" + text + ") + " + type.size() + ", '.'), "
                        + text + ")";
    }
}
