package io.rowferry.sync;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.apply.Crew;
import io.rowferry.ledger.Run;
import io.rowferry.plan.TablePlan;
import io.rowferry.table.RowCounts;
import io.rowferry.table.TableName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Asks the ledger what became of the run's rows, since any process may have applied them, and tells who waits for it. A run
 * that only sends is done with a row when the bus has it.
 */
final class Accounting {
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final int PAUSES_UNTIL_LOST = 100;

    private final Run run;
    private final Parts parts;
    private final RunProgress progress;
    private final Window window;
    private final Crew crew;
    private final Outgoing outgoing;
    private final SyncListener listener;

    Accounting(
            Run run,
            Parts parts,
            RunProgress progress,
            Window window,
            Crew crew,
            Outgoing outgoing,
            SyncListener listener) {
        this.run = run;
        this.parts = parts;
        this.progress = progress;
        this.window = window;
        this.crew = crew;
        this.outgoing = outgoing;
        this.listener = listener;
    }

    /** Waits until the readers have ended and the bus has accepted all that they read. */
    void awaitAccepted(List<Thread> readers) throws InterruptedException {
        while (readers.stream().anyMatch(Thread::isAlive) || !outgoing.isIdle()) {
            look();
            Thread.sleep(PAUSE.toMillis());
        }
        crew.check();
    }

    /**
     * Waits until every row of these tables has met its final fate.
     *
     * @throws Failure with {@code REFUSED} when the bus has given up on messages, so that nothing will come of them
     */
    void awaitSettled(List<TablePlan> tables) throws InterruptedException {
        await(() -> settled(tables), this::throwLost);
    }

    /**
     * Waits until every row of these tables has met its final fate, or was refused and waits for another attempt.
     *
     * @return whether none waits
     * @throws Failure as {@link #awaitSettled} does
     */
    boolean awaitTried(List<TablePlan> tables) throws InterruptedException {
        await(() -> settled(tables) || restWaits(tables), this::throwLost);
        return settled(tables);
    }

    private boolean settled(List<TablePlan> tables) {
        return tables.stream().allMatch(t -> progress.table(t.table()).accounted());
    }

    /** Rows on their way to the dead-letter queue do not wait. */
    private boolean restWaits(List<TablePlan> tables) {
        Receiving receiving = parts.receiving();
        if (receiving == null
                || !tables.stream().allMatch(t -> progress.table(t.table()).tried())) {
            return false;
        }
        try {
            Map<TableName, Long> waiting = receiving.counts().waiting(run);
            return tables.stream()
                    .map(TablePlan::table)
                    .allMatch(t ->
                            waiting.getOrDefault(t, 0L) >= progress.table(t).inFlight());
        } catch (Failure e) {
            receiving.appliers().sitOut(e);
            return false;
        }
    }

    private void throwLost() {
        forgetCopies();
        throw new Failure(
                ExitCode.REFUSED,
                progress.inFlight() + " rows of this run were accepted by the bus, and are neither in the queue nor"
                        + " applied nor rejected",
                "Look at the dead-letter queue for what the bus gave up on; then run it again: rows that have arrived"
                        + " cost no writes.");
    }

    /** Waits until the target's side has heard that the run has ended, unless the bus has given up on the message. */
    void awaitEnd() throws InterruptedException {
        Receiving receiving = parts.receiving();
        await(() -> receiving == null || receiving.counts().hasEnded(run), () -> {});
    }

    /** Waits as long as anything can still come. */
    private void await(BooleanSupplier done, Runnable otherwise) throws InterruptedException {
        look();
        for (int pauses = 1; parts.receiving() != null && !done.getAsBoolean(); pauses++) {
            if (pauses % PAUSES_UNTIL_LOST == 0 && parts.bus().isDrained()) {
                look();
                if (!done.getAsBoolean()) {
                    otherwise.run();
                }
                return;
            }
            Thread.sleep(PAUSE.toMillis());
            look();
        }
    }

    private void look() {
        crew.check();
        Receiving receiving = parts.receiving();
        if (receiving == null) {
            window.settled(outgoing.acceptedRows());
        } else {
            receiving.appliers().check();
            try {
                Map<TableName, RowCounts> counts = receiving.counts().counts(run);
                progress.settled(counts);
                window.settled(settled(counts));
            } catch (Failure e) {
                receiving.appliers().sitOut(e);
            }
        }
        listener.progress(progress.result());
    }

    /** Waits for the rows of earlier runs that ended before theirs were applied, though the bus had them all. */
    void awaitOwed() throws InterruptedException {
        Receiving receiving = parts.receiving();
        if (receiving == null) {
            return;
        }
        for (Map.Entry<Long, Long> owed : parts.watermarks().owed(run.job()).entrySet()) {
            Run other = new Run(run.job(), owed.getKey(), "");
            for (int pauses = 0; settled(receiving.counts().counts(other)) < owed.getValue(); pauses++) {
                crew.check();
                receiving.appliers().check();
                if (pauses % PAUSES_UNTIL_LOST == PAUSES_UNTIL_LOST - 1
                        && parts.bus().isDrained()) {
                    checkNotLost(other, owed.getValue(), receiving);
                }
                Thread.sleep(PAUSE.toMillis());
            }
            parts.watermarks().settled(other, owed.getValue());
        }
    }

    /** Somebody has emptied the queue, or the bus itself has given up on a message. */
    private void checkNotLost(Run other, long rows, Receiving receiving) {
        long missing = rows - settled(receiving.counts().counts(other));
        if (missing > 0) {
            parts.watermarks().settled(other, rows);
            forgetCopies();
            throw new Failure(
                    ExitCode.REFUSED,
                    missing + " rows of the job's run number " + other.number()
                            + " were accepted by the bus, and are neither in the queue nor applied nor rejected",
                    "Look at the dead-letter queue for what the bus gave up on; then run full-sync, which sends all"
                            + " rows again.");
        }
    }

    /** What a stopped copy takes for copied may be among what is lost. */
    private void forgetCopies() {
        String job = run.job();
        parts.copies().forget(job, parts.copies().read(job).keySet());
    }

    private static long settled(Map<TableName, RowCounts> counts) {
        return counts.values().stream().mapToLong(RowCounts::settled).sum();
    }
}
