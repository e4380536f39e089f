package io.rowferry.plan;

import io.rowferry.database.Database;
import io.rowferry.table.Carried;
import io.rowferry.table.Column;
import io.rowferry.table.ColumnType;
import io.rowferry.table.ColumnType.Kind;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether texts of a form land in a column exactly. What the server refuses row by row (a number out of range, a text too
 * long) lands here; what a server would change in silence (rounding, cutting, another zone) does not.
 */
public final class Landing {
    private static final Set<Kind> TEXTS = EnumSet.of(Kind.TEXT, Kind.CHAR, Kind.ENUM, Kind.SET);
    private static final Set<Kind> NUMBERS =
            EnumSet.of(Kind.INTEGER, Kind.UNSIGNED, Kind.YEAR, Kind.DECIMAL, Kind.NUMERIC, Kind.BOOLEAN);

    private static final Map<Kind, Set<Kind>> SAME_TEXT = new EnumMap<>(Map.ofEntries(
            Map.entry(Kind.INTEGER, NUMBERS),
            Map.entry(Kind.UNSIGNED, NUMBERS),
            Map.entry(Kind.DECIMAL, EnumSet.of(Kind.INTEGER, Kind.UNSIGNED, Kind.YEAR, Kind.DECIMAL, Kind.NUMERIC)),
            Map.entry(Kind.NUMERIC, EnumSet.of(Kind.NUMERIC)),
            Map.entry(Kind.FLOAT, EnumSet.of(Kind.FLOAT)),
            Map.entry(
                    Kind.BOOLEAN,
                    EnumSet.of(Kind.BOOLEAN, Kind.INTEGER, Kind.UNSIGNED, Kind.DECIMAL, Kind.NUMERIC, Kind.BITS)),
            Map.entry(Kind.TEXT, TEXTS),
            Map.entry(Kind.CHAR, TEXTS),
            Map.entry(Kind.ENUM, TEXTS),
            Map.entry(Kind.SET, EnumSet.of(Kind.TEXT, Kind.SET)),
            Map.entry(Kind.BYTES, EnumSet.of(Kind.BYTES, Kind.BINARY)),
            Map.entry(Kind.BITS, EnumSet.of(Kind.BITS)),
            Map.entry(Kind.DATE, EnumSet.of(Kind.DATE)),
            Map.entry(Kind.TIME, EnumSet.of(Kind.TIME)),
            Map.entry(Kind.TIMESTAMP, EnumSet.of(Kind.TIMESTAMP, Kind.INSTANT)),
            Map.entry(Kind.INSTANT, EnumSet.of(Kind.TIMESTAMP, Kind.INSTANT)),
            Map.entry(Kind.UUID, EnumSet.of(Kind.UUID, Kind.TEXT, Kind.CHAR, Kind.BINARY)),
            Map.entry(Kind.JSON, EnumSet.of(Kind.JSON)),
            Map.entry(Kind.NATIVE, EnumSet.of(Kind.NATIVE))));

    private final Side side;

    Landing(Side side) {
        this.side = side;
    }

    /** For the columns of a job's target, of which a message is all that is known besides. */
    public static Landing in(Database target, @Nullable ZoneId zone) {
        return new Landing(new Side(zone, target.engine()));
    }

    /** How the target is to write the column down, for comparing with texts of the form. */
    public Carried carried(ColumnType form, Column column) {
        return new Carried(column.as(column.type().in(side.zone())), form);
    }

    /** Why texts of the form do not land in the column; null when they do. */
    public @Nullable String problem(ColumnType form, Column column) {
        ColumnType to = column.type().in(side.zone());
        String types = form + " is not carried into " + column.declared();
        if (!SAME_TEXT.getOrDefault(form.kind(), Set.of()).contains(to.kind())) {
            return types;
        } else if (form.isTemporal()) {
            return form.scale() > to.scale()
                    ? form + " has more digits of a second than " + column.declared()
                    : zone(form, to);
        }
        return switch (form.kind()) {
            case INTEGER, UNSIGNED, DECIMAL -> digits(form, to, column);
            case FLOAT -> form.size() > to.size() || to.scale() > 0 ? types + " without loss" : null;
            case BOOLEAN -> to.kind() == Kind.BITS && to.size() != 1 ? types : null;
            case BITS -> form.size() == to.size() ? null : types;
            case UUID -> to.kind() == Kind.BINARY && to.size() != 16 ? types : null;
            case NATIVE -> String.valueOf(form.name()).equals(column.declared()) ? null : types;
            default -> null;
        };
    }

    private static @Nullable String digits(ColumnType form, ColumnType to, Column column) {
        return to.kind() != Kind.NUMERIC && form.scale() > to.scale()
                ? form + " has more digits after the point than " + column.declared()
                : null;
    }

    private @Nullable String zone(ColumnType form, ColumnType to) {
        if (to.kind() == Kind.TIMESTAMP && side.zone() == null) {
            return "the target column has no zone; say which one is meant by zone: under target:";
        } else if (form.kind() == Kind.TIMESTAMP && to.kind() == Kind.TIMESTAMP) {
            return form.name() == null || form.name().equals(to.name())
                    ? null
                    : "the two sides declare different zones, " + form.name() + " and " + to.name()
                            + ", which is not carried";
        } else if (form.kind() == to.kind() || side.converts(form.kind() == Kind.TIMESTAMP ? form.name() : to.name())) {
            return null;
        }
        return "neither server can tell the local time of the zone by itself; declare an offset such as +08:00";
    }
}
