package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.database.Database;
import io.rowferry.job.Job;
import io.rowferry.ledger.LedgerSchema;
import io.rowferry.ledger.LedgerView;
import io.rowferry.ledger.ProofLedger;
import io.rowferry.ledger.Run;
import io.rowferry.ledger.WatermarkLedger;
import io.rowferry.table.TableName;
import io.rowferry.verify.Bookmarks;
import io.rowferry.verify.Depth;
import io.rowferry.verify.TableVerdict;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what comparisons have proven, where the job's state is. A login that may only read compares as well, and is told
 * that nothing was kept. One thread.
 */
final class Proofs implements AutoCloseable {
    private final Job job;
    private final OpenJob open;
    private final PrintWriter err;
    private final Map<TableName, Instant> begun = new HashMap<>();
    private @Nullable Database state;

    /** @param err takes the word that nothing could be kept */
    Proofs(Job job, Map<String, String> environment, PrintWriter err) {
        this.job = job;
        this.open = new OpenJob(job, environment);
        this.err = err;
    }

    /**
     * Notes that a table was equal, if it was, as long as that can be kept.
     *
     * @param at when its comparison began; earlier where it had begun in a run before
     */
    void note(TableVerdict verdict, Instant at) {
        if (!verdict.isEqual() || !verdict.complete() || verdict.comparedBy() == Depth.COUNT) {
            return;
        }
        try {
            ledger().proven(job.name(), verdict.table(), begun.getOrDefault(verdict.table(), at));
        } catch (Failure e) {
            if (e.exitCode() != ExitCode.USAGE) {
                throw e;
            }
            err.println("that " + verdict.table() + " is equal was not noted: " + e.what());
        }
    }

    /**
     * Notes what has arrived of runs that were owed something, as long as that can be kept: the next comparison finds out by
     * itself.
     */
    void settle(Map<Long, Long> arrived) {
        try {
            for (Map.Entry<Long, Long> run : arrived.entrySet()) {
                new WatermarkLedger(opened()).settled(new Run(job.name(), run.getKey(), ""), run.getValue());
            }
        } catch (Failure e) {
            if (e.exitCode() != ExitCode.USAGE) {
                throw e;
            }
        }
    }

    /**
     * Keeps how far the comparison has got, and when it began; what was kept before is gone on with, unless it is to begin
     * anew.
     */
    Bookmarks bookmarks(LedgerView view, boolean anew, Instant now) {
        return new Bookmarks() {
            private boolean kept;

            @Override
            public Map<TableName, String> read() {
                Map<TableName, String> before;
                try {
                    before = view.comparisons(job.name());
                } catch (Failure e) {
                    if (e.exitCode() != ExitCode.USAGE) {
                        throw e;
                    }
                    return Map.of();
                }
                kept = !before.isEmpty();
                Map<TableName, String> goneOnWith = new HashMap<>();
                for (Map.Entry<TableName, String> each :
                        anew ? Set.<Map.Entry<TableName, String>>of() : before.entrySet()) {
                    String[] parts = each.getValue().split(" ", 2);
                    begun.put(each.getKey(), Instant.parse(parts[0]));
                    goneOnWith.put(each.getKey(), parts[parts.length - 1]);
                }
                return goneOnWith;
            }

            @Override
            public void keep(TableName table, String reached) {
                ledger().reached(job.name(), table, begun.getOrDefault(table, now) + " " + reached);
                kept = true;
            }

            @Override
            public void forget() {
                if (kept) {
                    ledger().forget(job.name());
                }
            }
        };
    }

    private ProofLedger ledger() {
        return new ProofLedger(opened());
    }

    private Database opened() {
        Database opened = state;
        if (opened == null) {
            opened = open.state(false);
            state = opened;
            LedgerSchema.prepare(opened);
        }
        return opened;
    }

    @Override
    public void close() {
        if (state != null) {
            state.close();
        }
    }
}
