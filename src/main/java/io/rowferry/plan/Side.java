package io.rowferry.plan;

import io.rowferry.database.Engine;
import io.rowferry.table.Column;
import io.rowferry.table.ColumnType;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a side can say and hold.
 *
 * @param declared what its columns without a zone are meant in; null when the job does not say
 * @param engine null when the side is out of sight
 */
record Side(@Nullable ZoneId declared, @Nullable Engine engine) {

    /** The zone's name as types carry it; null when none is declared. */
    @Nullable
    String zone() {
        return declared == null ? null : isUtc(declared) ? ColumnType.UTC : declared.getId();
    }

    /** Whether its server can turn moments into local times of that zone and back. */
    boolean converts(@Nullable String zone) {
        return zone == null || zone.equals(ColumnType.UTC) || (engine != null && engine.knowsZone(ZoneId.of(zone)));
    }

    /** The type to declare for a column that is to be added there; empty when the server has none. */
    Optional<String> declaration(Column column) {
        return engine == null
                ? Optional.empty()
                : engine.declarations(List.of(column), Set.of()).get(0);
    }

    /** When a zone last had an hour twice, so that its local times are no moments; null when never since 1970. */
    static @Nullable String repeated(String zone) {
        var rules = ZoneId.of(zone).getRules();
        if (!rules.getTransitionRules().isEmpty()) {
            return "every year";
        }
        return rules.getTransitions().stream()
                .filter(transition ->
                        transition.isOverlap() && transition.getInstant().isAfter(Instant.EPOCH))
                .reduce((one, later) -> later)
                .map(transition -> "last on " + transition.getDateTimeBefore().toLocalDate())
                .orElse(null);
    }

    private static boolean isUtc(ZoneId zone) {
        return zone.normalized().equals(ZoneOffset.UTC) || zone.getId().equals("Etc/UTC");
    }
}
