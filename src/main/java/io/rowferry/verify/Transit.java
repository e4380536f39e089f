package io.rowferry.verify;

import static java.util.stream.Collectors.toSet;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.ledger.LedgerView;
import io.rowferry.ledger.LedgerView.RefusedRow;
import io.rowferry.ledger.LedgerView.WholeReads;
import io.rowferry.table.TableName;
import java.time.Instant;
import java.util.Collections;
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
    private final Map<Long, Long> settled = new HashMap<>();
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
     * @param reads the last runs that have read all of a table
     * @param owed numbers of runs whose rows the bus has and the target has not all
     * @param copying whether a full-sync is under way
     */
    record Moment(
            Map<TableName, Instant> watermarks, Map<TableName, WholeReads> reads, Set<Long> owed, boolean copying) {
        private static final Moment NOTHING_KNOWN = new Moment(Map.of(), Map.of(), Set.of(), false);

        /** Runs that may still bring rows of a table. What they have lost has come with a later copy that has arrived. */
        Set<Long> owed(TableName table) {
            long copy = reads(table).copy();
            return owed.contains(copy)
                    ? owed
                    : owed.stream().filter(run -> run > copy).collect(toSet());
        }

        /** The last run that has read all of the table that was there, or had changed, and has ended; 0 before the first. */
        long lastRead(TableName table) {
            return reads(table).any();
        }

        private WholeReads reads(TableName table) {
            return reads.getOrDefault(table, WholeReads.NONE);
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
            Map<TableName, WholeReads> reads = state.wholeReads(job);
            boolean copying =
                    state.heldRoles(job).stream().anyMatch(role -> role.role().equals("full-sync"));
            return new Moment(watermarks, reads, owed(), copying);
        } catch (Failure e) {
            if (e.exitCode() != ExitCode.USAGE) {
                throw e;
            }
            // A login that may read the tables and not the ledger.
            blind = true;
            return Moment.NOTHING_KNOWN;
        }
    }

    /** A run that goes on is owed more and more: what has arrived settles what was noted then, and not what is noted later. */
    private Set<Long> owed() {
        Map<Long, Long> sent = new HashMap<>(state.owed(job));
        settled.forEach((run, rows) -> sent.computeIfPresent(run, (number, now) -> now <= rows ? null : now));
        if (!sent.isEmpty()) {
            target.arrived(job, Collections.min(sent.keySet())).forEach((run, rows) -> {
                if (rows >= sent.getOrDefault(run, Long.MAX_VALUE)) {
                    settled.put(run, rows);
                    sent.remove(run);
                }
            });
        }
        return Set.copyOf(sent.keySet());
    }

    /** How many rows have arrived of runs that were owed something, and were seen to be so no more. */
    public Map<Long, Long> settled() {
        return Map.copyOf(settled);
    }

    /** The number of the last run that has begun; 0 before the first. */
    long lastRun() {
        return blind ? 0 : state.lastRun(job);
    }

    /** Has refusals read again when one is asked for. */
    void forgetRefusals() {
        refused.clear();
    }

    /**
     * Why the target has refused the row of a key, as it was when one was first asked for; null when it has not, or that is over.
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
