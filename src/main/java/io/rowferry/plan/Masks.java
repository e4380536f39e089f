package io.rowferry.plan;

import io.rowferry.table.ColumnType;
import io.rowferry.table.ColumnType.Kind;
import io.rowferry.table.Mask;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a mask makes of a column's type. */
final class Masks {
    private static final Set<Kind> TEXTS = EnumSet.of(Kind.TEXT, Kind.CHAR, Kind.ENUM);
    private static final int STARS = 3;

    private Masks() {}

    /** Why values of the type cannot be masked so; null when they can. */
    static @Nullable String problem(ColumnType type, Mask mask) {
        return mask instanceof Mask.KeepFirst && !TEXTS.contains(type.kind())
                ? "keep-first is for texts, not for " + type
                : null;
    }

    /** The type of what takes the values' place. */
    static ColumnType form(ColumnType type, Mask mask) {
        if (mask instanceof Mask.Hmac hmac) {
            return ColumnType.text(hmac.digits());
        } else if (mask instanceof Mask.KeepFirst first) {
            return ColumnType.text(first.characters() + STARS);
        }
        return type;
    }

    static String words(Mask mask) {
        if (mask instanceof Mask.Hmac hmac) {
            return "hmac, " + hmac.digits() + " hex digits";
        } else if (mask instanceof Mask.KeepFirst first) {
            return "first " + first.characters() + (first.characters() == 1 ? " character" : " characters")
                    + " and ***";
        }
        return mask instanceof Mask.Constant ? "a constant" : "NULL";
    }
}
