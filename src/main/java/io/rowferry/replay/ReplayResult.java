package io.rowferry.replay;

import io.rowferry.ExitCode;
import io.rowferry.replay.LookAtLetters.Seen;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What was done with dead letters.
 *
 * @param run its name; null when it was only a rehearsal
 * @param fates how many of those chosen have met which
 * @param folder where it is written down what was done; null when nothing was
 */
public record ReplayResult(
        @Nullable String run,
        Seen seen,
        Map<Fate, Long> fates,
        @Nullable String folder) {
    private static final Set<Fate> LATER = Set.of(Fate.PENDING, Fate.NOT_REACHED, Fate.TIME_OVER);

    /** How many were sent again. */
    public long replayed() {
        return sum(Fate::isReplayed);
    }

    /** How many were left where they are. */
    public long skipped() {
        return sum(fate -> !fate.isReplayed() && fate != Fate.DISCARDED && fate != Fate.REJECTED_ROWS);
    }

    /** How many were taken off for good. */
    public long discarded() {
        return fates.getOrDefault(Fate.DISCARDED, 0L);
    }

    private long sum(Predicate<Fate> which) {
        return fates.entrySet().stream()
                .filter(fate -> which.test(fate.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** What it means for scripts. */
    public ExitCode exitCode() {
        if (sum(Fate::wantsAttention) > 0) {
            return ExitCode.REJECTED;
        }
        return sum(fate -> LATER.contains(fate)) > 0 ? ExitCode.STOPPED : ExitCode.OK;
    }
}
