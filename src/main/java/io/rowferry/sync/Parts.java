package io.rowferry.sync;

import io.rowferry.bus.ServiceBusQueue;
import io.rowferry.job.Job;
import io.rowferry.ledger.CopyLedger;
import io.rowferry.ledger.RoleLock;
import io.rowferry.ledger.RunLedger;
import io.rowferry.ledger.WatermarkLedger;
import io.rowferry.plan.Plan;
import io.rowferry.plan.TablePlan;
import io.rowferry.shape.Shape;
import io.rowferry.source.Lookout;
import io.rowferry.source.Snapshot;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a run is put together from. Everything stays the caller's to close.
 *
 * @param shapes gives each reading thread what makes messages' rows of a table's rows
 * @param readers how many threads read at a time
 * @param snapshots opens a read snapshot for so many threads, which the run closes
 * @param lookout sees what is under way at the source
 * @param lock held by the run in its role; null when it moves no watermark
 * @param receiving what applies beside it; null when the run only sends
 * @param deadline when to stop reading
 * @param outageWait how long a queue that is full is waited for
 * @param maxDeletes above which nothing is deleted
 */
public record Parts(
        Job job,
        Plan plan,
        Function<TablePlan, Shape> shapes,
        int readers,
        IntFunction<Snapshot> snapshots,
        Lookout lookout,
        RunLedger runs,
        WatermarkLedger watermarks,
        CopyLedger copies,
        @Nullable RoleLock lock,
        ServiceBusQueue bus,
        @Nullable Receiving receiving,
        Deadline deadline,
        Duration outageWait,
        MaxDeletes maxDeletes) {

    /** The snapshot that the run reads. */
    Snapshot snapshot() {
        return snapshots.apply(readers);
    }

    /** What the source has by now, for a look at it. */
    Snapshot now() {
        return snapshots.apply(1);
    }

    /** Makes sure that nobody else moves the watermarks. */
    void checkLock() {
        Objects.requireNonNull(lock, "no lock is held").check();
    }

    int lanes() {
        return job.bus().lanes();
    }
}
