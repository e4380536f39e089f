package io.rowferry.apply;

import io.rowferry.table.TableName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * What appliers go by.
 *
 * @param job whose batches they take
 * @param tables that the job names; a batch of another one is a dead letter
 * @param first how long a refused row that time may heal waits before it is tried again
 * @param factor how much longer it waits each further time
 * @param patience how long an outage may last before it becomes the run's failure
 * @param clock what the bus's own clock roughly shows
 */
public record ApplySettings(
        String job, Set<TableName> tables, Duration first, double factor, Duration patience, Clock clock) {
    private static final Duration LONGEST = Duration.ofMinutes(5);

    public ApplySettings {
        tables = Set.copyOf(tables);
    }

    /** When a part is to be tried again. */
    Instant notBefore(int attempt) {
        long longest = Math.max(LONGEST.toMillis(), first.toMillis());
        double pause = (double) first.toMillis() * Math.pow(factor, Math.max(0, attempt - 2));
        return clock.instant().plusMillis(Math.min(longest, Math.round(pause)));
    }
}
