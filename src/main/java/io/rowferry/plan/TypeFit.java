package io.rowferry.plan;

import io.rowferry.table.Column;
import io.rowferry.table.ColumnType;
import io.rowferry.table.ColumnType.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the form in which the values of a source's column land in a target's column exactly. */
final class TypeFit {
    private static final int UUID_BYTES = 16;
    private static final int MOST_SIGNED_BITS = 63;

    private final Side source;
    private final Side target;
    private final Landing landing;

    TypeFit(Side source, Side target) {
        this.source = source;
        this.target = target;
        this.landing = new Landing(target);
    }

    /**
     * What was found.
     *
     * @param form null when there is none
     * @param why null when there is one
     * @param remedy what to write into the job file instead; null when nothing helps
     */
    record Found(
            @Nullable ColumnType form,
            @Nullable String why,
            @Nullable String remedy) {}

    /** Whether the target can get a column for what a plan carries. */
    boolean canBeAdded(ColumnPlan column) {
        return target.declaration(column.toAdd()).isPresent();
    }

    /** A column of the target, in the zone that is declared there. */
    Column inZone(Column column) {
        return column.as(column.type().in(target.zone()));
    }

    /**
     * The form for values of a type on their way into a column.
     *
     * @param from the source's type, after what is declared to be lost, in its zone
     * @param acrossZones whether the job declares that moments may become local times, or the reverse
     */
    Found between(ColumnType from, Column to, boolean acrossZones) {
        String zone = zoneToCross(from, to);
        String repeated = zone == null ? null : Side.repeated(zone);
        if (repeated != null && !acrossZones) {
            return new Found(
                    null,
                    "the zone " + zone + " has an hour twice (" + repeated
                            + "), so that its local times are no moments",
                    cast(from.kind() == Kind.TIMESTAMP ? "instant" : "timestamp", from.scale()));
        }
        String why = null;
        for (ColumnType form : forms(from, to.type())) {
            String problem = landing.problem(form, to);
            if (problem == null) {
                return new Found(form, null, null);
            }
            why = why == null ? problem : why;
        }
        return new Found(null, why, remedy(from, to.type()));
    }

    private @Nullable String zoneToCross(ColumnType from, Column to) {
        Kind kind = to.type().kind();
        if (from.kind() == Kind.TIMESTAMP && kind == Kind.INSTANT) {
            return from.name();
        }
        return from.kind() == Kind.INSTANT && kind == Kind.TIMESTAMP ? target.zone() : null;
    }

    /** What the source can say, the best first. */
    private List<ColumnType> forms(ColumnType from, ColumnType to) {
        List<ColumnType> forms = new ArrayList<>();
        if (from.kind() == Kind.TIMESTAMP && to.kind() == Kind.INSTANT && source.converts(from.name())) {
            forms.add(ColumnType.temporal(Kind.INSTANT, from.scale()));
        } else if (from.kind() == Kind.INSTANT
                && to.kind() == Kind.TIMESTAMP
                && target.zone() != null
                && source.converts(target.zone())) {
            forms.add(ColumnType.temporal(Kind.TIMESTAMP, from.scale()).in(target.zone()));
        } else if (from.kind() == Kind.BINARY && from.size() == UUID_BYTES && to.kind() == Kind.UUID) {
            forms.add(ColumnType.plain(Kind.UUID));
        }
        forms.add(from.form());
        if (from.kind() == Kind.BITS && from.size() == 1) {
            forms.add(ColumnType.plain(Kind.BOOLEAN));
        } else if (from.kind() == Kind.BITS && from.size() <= MOST_SIGNED_BITS) {
            forms.add(ColumnType.unsigned(64));
        }
        return forms;
    }

    private static @Nullable String remedy(ColumnType from, ColumnType to) {
        boolean decimal = from.kind() == Kind.DECIMAL || from.kind() == Kind.NUMERIC;
        if (decimal && to.kind() == Kind.DECIMAL) {
            return "decimal(" + to.size() + "," + to.scale() + ")";
        } else if (decimal && (to.kind() == Kind.INTEGER || to.kind() == Kind.UNSIGNED)) {
            return "decimal(20,0)";
        } else if (from.isTemporal() && to.isTemporal() && from.scale() > to.scale()) {
            return cast(from.kind().name().toLowerCase(Locale.ROOT), to.scale());
        } else if (to.kind() == Kind.TEXT || to.kind() == Kind.CHAR) {
            return "text";
        } else if ((to.kind() == Kind.UUID || to.kind() == Kind.JSON) && from.kind() == Kind.TEXT) {
            return to.toString();
        }
        return null;
    }

    private static String cast(String word, int fraction) {
        return word + "(" + fraction + ")";
    }
}
