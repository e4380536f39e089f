package io.rowferry.sync;

import io.rowferry.apply.Appliers;
import io.rowferry.apply.Crew;
import io.rowferry.ledger.Run;
import io.rowferry.ledger.RunLedger;
import io.rowferry.plan.TablePlan;
import io.rowferry.table.RowCounts;
import io.rowferry.table.TableName;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Asks the ledger what became of the run's rows, since any process may have applied them, and tells who waits for it. */
final class Accounting {
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Run run;
    private final RunLedger ledger;
    private final RunProgress progress;
    private final Window window;
    private final Appliers appliers;
    private final Crew crew;
    private final SyncListener listener;

    Accounting(
            Run run,
            RunLedger ledger,
            RunProgress progress,
            Window window,
            Appliers appliers,
            Crew crew,
            SyncListener listener) {
        this.run = run;
        this.ledger = ledger;
        this.progress = progress;
        this.window = window;
        this.appliers = appliers;
        this.crew = crew;
        this.listener = listener;
    }

    /** Waits until the readers have ended and every row of these tables has met its final fate. */
    void await(List<TablePlan> tables, List<Thread> readers) throws InterruptedException {
        while (true) {
            boolean allRead = readers.stream().noneMatch(Thread::isAlive);
            crew.check();
            appliers.check();
            Map<TableName, RowCounts> counts = ledger.counts(run);
            progress.settled(counts);
            window.settled(
                    counts.values().stream().mapToLong(RowCounts::settled).sum());
            listener.progress(progress.result());
            if (allRead
                    && tables.stream().allMatch(t -> progress.table(t.table()).accounted())) {
                return;
            }
            Thread.sleep(PAUSE.toMillis());
        }
    }
}
