package io.rowferry.verify;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.ledger.LedgerView;
import io.rowferry.ledger.LedgerView.RefusedRow;
import io.rowferry.table.TableName;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a job's ledgers tell of rows that are on their way, or will not come. One thread. */
public final class Transit {
    private final String job;
    private final LedgerView state;
    private final LedgerView target;
    private final Map<TableName, Map<String, RefusedRow>> refused = new HashMap<>();
    private boolean blind;

    /**
     * Sets it up.
     *
     * @param state where watermarks and runs are
     * @param target where refused rows are
     */
    public Transit(String job, LedgerView state, LedgerView target) {
        this.job = job;
        this.state = state;
        this.target = target;
    }

    /**
     * What was known at a moment.
     *
     * @param watermarks below which everything has been sent
     * @param owed numbers of runs whose rows the bus has and the target may not have all
     * @param lastEnded the number of the last run that ended as it should
     * @param copying whether a full-sync is under way
     */
    record Moment(Map<TableName, Instant> watermarks, Set<Long> owed, long lastEnded, boolean copying) {
        private static final Moment NOTHING_KNOWN = new Moment(Map.of(), Set.of(), 0, false);

        /** Whether a run that began after that one has ended, and nothing of runs up to it is owed. */
        boolean hasPassed(long run) {
            return lastEnded > run && owed.stream().noneMatch(number -> number <= lastEnded);
        }

        @Nullable
        Instant watermark(TableName table) {
            return watermarks.get(table);
        }
    }

    /** What is known now: what it calls sent was sent, and what it does not call owed was applied, before this returns. */
    Moment look() {
        if (blind) {
            return Moment.NOTHING_KNOWN;
        }
        try {
            // What is owed is noted together with the watermarks: asked later, it cannot miss what these have passed.
            Map<TableName, Instant> watermarks = state.watermarks(job);
            long ended = state.lastEnded(job);
            boolean copying =
                    state.heldRoles(job).stream().anyMatch(role -> role.role().equals("full-sync"));
            return new Moment(watermarks, state.owed(job), ended, copying);
        } catch (Failure e) {
            if (e.exitCode() != ExitCode.USAGE) {
                throw e;
            }
            // A login that may read the tables and not the ledger.
            blind = true;
            return Moment.NOTHING_KNOWN;
        }
    }

    /** The number of the last run that has begun; 0 before the first. */
    long lastRun() {
        return blind ? 0 : state.lastRun(job);
    }

    /**
     * Why the target has refused the row of a key; null when it has not, or that is over.
     *
     * @param keyHash as the ledger has it
     */
    @Nullable
    RefusedRow refusal(TableName table, String keyHash) {
        return blind
                ? null
                : refused.computeIfAbsent(table, name -> target.refused(job, name))
                        .get(keyHash);
    }
}
