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
import java.util.Optional;
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
        Optional<Map<TableName, Long>> waiting =
                receiving.appliers().answer(() -> receiving.counts().waiting(run));
        return waiting.isPresent()
                && tables.stream()
                        .map(TablePlan::table)
                        .allMatch(t -> waiting.get().getOrDefault(t, 0L)
                                >= progress.table(t).inFlight());
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
        await(
                () -> receiving == null
                        || receiving
                                .appliers()
                                .answer(() -> receiving.counts().hasEnded(run))
                                .orElse(false),
                () -> {});
    }

    /** Waits as long as anything can still come. */
    private void await(BooleanSupplier done, Runnable otherwise) throws InterruptedException {
        look();
        Receiving receiving = parts.receiving();
        for (int pauses = 1; receiving != null && !done.getAsBoolean(); pauses++) {
            // What was counted before the queue was seen to be drained tells nothing of what it held then.
            if (pauses % PAUSES_UNTIL_LOST == 0 && isDrained(receiving) && look()) {
                if (!done.getAsBoolean()) {
                    otherwise.run();
                }
                return;
            }
            Thread.sleep(PAUSE.toMillis());
            look();
        }
    }

    /** Takes stock; false when an outage keeps it from being taken now. */
    private boolean look() {
        crew.check();
        Receiving receiving = parts.receiving();
        boolean seen = true;
        if (receiving == null) {
            window.settled(outgoing.acceptedRows());
        } else {
            receiving.appliers().check();
            Optional<Map<TableName, RowCounts>> counts =
                    receiving.appliers().answer(() -> receiving.counts().counts(run));
            counts.ifPresent(known -> {
                progress.settled(known);
                window.settled(settled(known));
            });
            seen = counts.isPresent();
        }
        listener.progress(progress.result());
        return seen;
    }

    private boolean isDrained(Receiving receiving) {
        return receiving.appliers().answer(parts.bus()::isDrained).orElse(false);
    }

    private static Optional<Long> settled(Run run, Receiving receiving) {
        return receiving.appliers().answer(() -> settled(receiving.counts().counts(run)));
    }

    /** Waits for the rows of earlier runs that ended before theirs were applied, though the bus had them all. */
    void awaitOwed() throws InterruptedException {
        Receiving receiving = parts.receiving();
        if (receiving == null) {
            return;
        }
        for (Map.Entry<Long, Long> owed : parts.watermarks().owed(run.job()).entrySet()) {
            Run other = new Run(run.job(), owed.getKey(), "");
            long rows = owed.getValue();
            for (int pauses = 1; settled(other, receiving).orElse(-1L) < rows; pauses++) {
                crew.check();
                receiving.appliers().check();
                if (pauses % PAUSES_UNTIL_LOST == 0 && isDrained(receiving)) {
                    settled(other, receiving).ifPresent(settled -> checkNotLost(other, rows, settled));
                }
                Thread.sleep(PAUSE.toMillis());
            }
            parts.watermarks().settled(other, rows);
        }
    }

    /** Somebody has emptied the queue, or the bus itself has given up on a message. */
    private void checkNotLost(Run other, long sent, long settled) {
        if (settled < sent) {
            parts.watermarks().settled(other, sent);
            forgetCopies();
            throw new Failure(
                    ExitCode.REFUSED,
                    sent - settled + " rows of the job's run number " + other.number()
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
