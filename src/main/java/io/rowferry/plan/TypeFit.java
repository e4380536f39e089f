package io.rowferry.plan;

import io.rowferry.table.ColumnType;
import io.rowferry.table.ColumnType.Kind;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a column's values can land in another column exactly. What a strict server refuses row by row (a number out
 * of range, a text too long) fits here; what a server would change in silence (rounding, cutting, another zone) does not.
 */
final class TypeFit {
    private static final Map<Kind, Set<Kind>> SAME_TEXT = new EnumMap<>(Map.ofEntries(
            Map.entry(Kind.INTEGER, EnumSet.of(Kind.INTEGER, Kind.UNSIGNED, Kind.DECIMAL, Kind.BOOLEAN)),
            Map.entry(Kind.UNSIGNED, EnumSet.of(Kind.INTEGER, Kind.UNSIGNED, Kind.DECIMAL, Kind.BOOLEAN)),
            Map.entry(Kind.DECIMAL, EnumSet.of(Kind.INTEGER, Kind.UNSIGNED, Kind.DECIMAL)),
            Map.entry(Kind.FLOAT, EnumSet.of(Kind.FLOAT)),
            Map.entry(Kind.BOOLEAN, EnumSet.of(Kind.BOOLEAN, Kind.INTEGER, Kind.UNSIGNED)),
            Map.entry(Kind.TEXT, EnumSet.of(Kind.TEXT, Kind.CHAR)),
            Map.entry(Kind.CHAR, EnumSet.of(Kind.TEXT, Kind.CHAR)),
            Map.entry(Kind.BYTES, EnumSet.of(Kind.BYTES)),
            Map.entry(Kind.DATE, EnumSet.of(Kind.DATE)),
            Map.entry(Kind.TIME, EnumSet.of(Kind.TIME)),
            Map.entry(Kind.TIMESTAMP, EnumSet.of(Kind.TIMESTAMP, Kind.INSTANT)),
            Map.entry(Kind.INSTANT, EnumSet.of(Kind.TIMESTAMP, Kind.INSTANT)),
            Map.entry(Kind.UUID, EnumSet.of(Kind.UUID, Kind.TEXT, Kind.CHAR)),
            Map.entry(Kind.JSON, EnumSet.of(Kind.JSON))));

    private final @Nullable ZoneId sourceZone;
    private final @Nullable ZoneId targetZone;

    TypeFit(@Nullable ZoneId sourceZone, @Nullable ZoneId targetZone) {
        this.sourceZone = sourceZone;
        this.targetZone = targetZone;
    }

    /** Why values of {@code from} cannot land in {@code to} exactly; null when they can. */
    @Nullable
    String problem(ColumnType from, ColumnType to) {
        if (!SAME_TEXT.getOrDefault(from.kind(), Set.of()).contains(to.kind())) {
            return from + " is not carried into " + to;
        } else if (from.scale() > to.scale() && isTemporal(to)) {
            return from + " has more digits of a second than " + to;
        } else if (!isTemporal(to) && from.scale() != to.scale()) {
            return from + " and " + to + " have different scales";
        } else if (from.kind() == Kind.FLOAT && from.size() > to.size()) {
            return from + " would lose digits in " + to;
        }
        return zones(from, to);
    }

    private @Nullable String zones(ColumnType from, ColumnType to) {
        boolean fromLocal = from.kind() == Kind.TIMESTAMP;
        boolean toLocal = to.kind() == Kind.TIMESTAMP;
        if (fromLocal && sourceZone == null) {
            return "the source column has no zone; say which one is meant by zone: under source:";
        } else if (toLocal && targetZone == null) {
            return "the target column has no zone; say which one is meant by zone: under target:";
        } else if (fromLocal && toLocal) {
            return sourceZone != null && sourceZone.equals(targetZone)
                    ? null
                    : "the two sides declare different zones, which is not carried yet";
        } else if (fromLocal || toLocal) {
            return isUtc(fromLocal ? sourceZone : targetZone)
                    ? null
                    : "a column with a zone against one without is carried only where its zone: is UTC, for now";
        }
        return null;
    }

    private static boolean isTemporal(ColumnType type) {
        return type.kind() == Kind.TIME || type.kind() == Kind.TIMESTAMP || type.kind() == Kind.INSTANT;
    }

    private static boolean isUtc(@Nullable ZoneId zone) {
        return zone != null && zone.normalized().equals(ZoneOffset.UTC);
    }
}
