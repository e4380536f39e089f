package io.rowferry.plan;

import io.rowferry.table.ColumnType;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a side can say of local times.
 *
 * @param declared what its columns without a zone are meant in; null when the job does not say
 * @param knows whether its server can tell the local time of a zone
 */
record Side(@Nullable ZoneId declared, Predicate<ZoneId> knows) {

    /** The zone's name as types carry it; null when none is declared. */
    @Nullable
    String zone() {
        return declared == null ? null : isUtc(declared) ? ColumnType.UTC : declared.getId();
    }

    /** Whether its server can turn moments into local times of that zone and back. */
    boolean converts(@Nullable String zone) {
        return zone == null || zone.equals(ColumnType.UTC) || knows.test(ZoneId.of(zone));
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
