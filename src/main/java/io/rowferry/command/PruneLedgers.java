package io.rowferry.command;

import io.rowferry.Failure;
import io.rowferry.bus.ServiceBusQueue;
import io.rowferry.database.Database;
import io.rowferry.ledger.Pruning;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Prunes a job's ledgers at the end of what runs seldom. That it could not be done is told and no failure of the run. */
final class PruneLedgers {
    private PruneLedgers() {}

    /**
     * Does it.
     *
     * @param target where rows were applied; null when it is not this process's part
     * @param state where the runs are; null when it is not this process's part
     */
    static void run(
            String job,
            @Nullable Database target,
            @Nullable Database state,
            ServiceBusQueue bus,
            Clock clock,
            PrintWriter err) {
        try {
            Instant before = Pruning.before(clock.instant(), bus.oldestMessage());
            if (target != null) {
                Pruning.target(target, job, before);
            }
            if (state != null) {
                Pruning.runs(state, job, before);
            }
        } catch (Failure e) {
            err.println("old entries of the ledger were not removed: " + e.what());
        }
    }
}
