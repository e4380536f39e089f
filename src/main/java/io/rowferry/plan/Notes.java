package io.rowferry.plan;

import static java.util.stream.Collectors.joining;

import io.rowferry.table.Column;
import io.rowferry.table.ColumnType;
import io.rowferry.table.ColumnType.Kind;
import io.rowferry.table.Loss;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a person should know of a column that is carried. */
final class Notes {
    private Notes() {}

    /** What is changed, as declared. */
    static String of(List<Loss> losses) {
        return losses.stream().map(Notes::of).collect(joining(", "));
    }

    private static String of(Loss loss) {
        if (loss instanceof Loss.Cast cast) {
            ColumnType to = cast.to();
            return to.kind() == Kind.DECIMAL
                    ? "rounded to " + to.scale() + " digits after the point"
                    : to.isTemporal() ? "cut to " + to.scale() + " digits of a second" : "as " + to;
        } else if (loss instanceof Loss.ZeroDate zero) {
            return "zero dates become " + (zero.by() == null ? "NULL" : zero.by());
        } else if (loss instanceof Loss.Infinity infinity) {
            return infinity.by() == null ? "infinity becomes NULL" : "infinity becomes " + infinity.by();
        }
        return "without NUL characters";
    }

    /** That the target cannot hold every value; null when it can, as far as the types tell. */
    static @Nullable String narrow(ColumnType form, @Nullable Column landing) {
        return landing != null && isNarrower(landing.type(), form)
                ? "a value that does not fit is a rejected row"
                : null;
    }

    private static boolean isNarrower(ColumnType to, ColumnType form) {
        return switch (to.kind()) {
            case INTEGER -> form.kind() != Kind.BOOLEAN && bits(form) > to.size();
            case UNSIGNED -> form.kind() == Kind.INTEGER || bits(form) > to.size();
            case DECIMAL -> digits(form) > to.size() - to.scale();
            case BOOLEAN, YEAR, ENUM, SET -> form.kind() != to.kind();
            case TEXT, CHAR, BYTES -> form.size() > to.size();
            case BINARY -> form.kind() == Kind.BYTES;
            default -> false;
        };
    }

    private static int bits(ColumnType form) {
        return form.kind() == Kind.INTEGER ? form.size() : form.kind() == Kind.UNSIGNED ? form.size() + 1 : 64 + 1;
    }

    /** Digits before the point. */
    private static int digits(ColumnType form) {
        return switch (form.kind()) {
            case INTEGER, UNSIGNED -> (int) Math.ceil(form.size() * Math.log10(2));
            case DECIMAL -> form.size() - form.scale();
            default -> 0;
        };
    }
}
