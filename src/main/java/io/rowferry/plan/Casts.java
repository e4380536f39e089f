package io.rowferry.plan;

import io.rowferry.table.ColumnType;
import io.rowferry.table.ColumnType.Kind;
import io.rowferry.table.Loss;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a job may declare to be changed in the values of a type, and what type comes out of it. */
final class Casts {
    private static final Set<Kind> DATED = EnumSet.of(Kind.DATE, Kind.TIMESTAMP, Kind.INSTANT);

    private Casts() {}

    /** Why these losses cannot be had of the type; null when they can. */
    static @Nullable String problem(ColumnType type, List<Loss> losses) {
        return losses.stream()
                .map(loss -> problem(type, loss))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String problem(ColumnType type, Loss loss) {
        if (loss instanceof Loss.Cast cast) {
            return isCast(type, cast.to()) ? null : "cast: makes no " + cast.to() + " out of " + type;
        } else if (loss instanceof Loss.StripNul) {
            return type.kind() == Kind.TEXT ? null : "nul: is for texts, not for " + type;
        }
        String key = loss instanceof Loss.ZeroDate ? "zero-date:" : "infinity:";
        return DATED.contains(type.kind()) ? null : key + " is for dates, not for " + type;
    }

    private static boolean isCast(ColumnType from, ColumnType to) {
        return switch (to.kind()) {
            case TEXT -> true;
            case DECIMAL -> from.kind() == Kind.NUMERIC || (from.kind() == Kind.DECIMAL && to.scale() < from.scale());
            case TIME -> from.kind() == Kind.TIME && to.scale() <= from.scale();
            case TIMESTAMP, INSTANT ->
                (from.kind() == Kind.TIMESTAMP || from.kind() == Kind.INSTANT) && to.scale() <= from.scale();
            case UUID, JSON -> from.kind() == Kind.TEXT || from.kind() == Kind.CHAR;
            default -> false;
        };
    }

    /** The type that the values have afterwards. */
    static ColumnType after(ColumnType type, List<Loss> losses) {
        ColumnType after = type;
        for (Loss loss : losses) {
            if (loss instanceof Loss.Cast cast) {
                boolean temporal = cast.to().isTemporal();
                after = temporal
                        ? ColumnType.temporal(type.kind(), cast.to().scale()).in(type.name())
                        : cast.to();
            }
        }
        return after;
    }

    /** Whether the job declares that moments become local times, or the reverse. */
    static boolean crossZones(ColumnType type, List<Loss> losses) {
        return losses.stream()
                .anyMatch(loss -> loss instanceof Loss.Cast cast
                        && cast.to().isTemporal()
                        && cast.to().kind() != type.kind());
    }
}
