package io.rowferry.database;

import io.rowferry.table.Carried;
import io.rowferry.table.Column;
import io.rowferry.table.ColumnType;
import io.rowferry.table.ColumnType.Kind;
import io.rowferry.table.Loss;
import org.jspecify.annotations.Nullable;

/**
 * The text of a column's values in its form, after what the job declares to be lost. What becomes of a value is the same on
 * every engine; how an engine says it is told by its own SQL.
 */
interface ReadText {
    int DIGITS_OF_A_SECOND = 6;

    /** An expression for the text of the form; a value that has more than the form can say must differ from all that fit. */
    String canonical(Column column, ColumnType form, String value);

    /** An expression in which the ends of time are replaced; the value itself where the engine has none. */
    String finite(Column column, @Nullable String by, String value);

    /** An expression in which dates that are none are replaced; the value itself where the engine has none. */
    String realDate(@Nullable String by, String value);

    /** An expression without the character NUL; the value itself where the engine has none. */
    String withoutNul(String value);

    /** An expression in which the last digits of a second are zeros, so many; what does not end with them stays. */
    String cut(String text, int digits);

    /** The text of a column's values, from an expression for the value. */
    default String of(Carried carried, String value) {
        Column column = carried.column();
        String seen = value;
        int fraction = DIGITS_OF_A_SECOND;
        for (Loss loss : carried.losses()) {
            if (loss instanceof Loss.Infinity infinity) {
                seen = finite(column, infinity.by(), seen);
            } else if (loss instanceof Loss.ZeroDate zero) {
                seen = realDate(zero.by(), seen);
            } else if (loss instanceof Loss.StripNul) {
                seen = withoutNul(seen);
            } else if (loss instanceof Loss.Cast cast && cast.to().isTemporal()) {
                fraction = cast.to().scale();
            } else if (loss instanceof Loss.Cast cast) {
                seen = cast(column, cast.to(), seen);
                column = isRelabelled(cast.to()) ? column : column.as(cast.to());
            }
        }
        String text = canonical(column, carried.form(), seen);
        return fraction < DIGITS_OF_A_SECOND ? cut(text, DIGITS_OF_A_SECOND - fraction) : text;
    }

    private String cast(Column column, ColumnType to, String value) {
        return switch (to.kind()) {
            case DECIMAL -> "round(" + value + ", " + to.scale() + ")";
            case UUID -> "lower(" + value + ")";
            case TEXT -> canonical(column, column.type().form(), value);
            default -> value;
        };
    }

    /** A text that is read as a UUID or JSON is still a text to the server. */
    private static boolean isRelabelled(ColumnType to) {
        return to.kind() == Kind.UUID || to.kind() == Kind.JSON;
    }
}
