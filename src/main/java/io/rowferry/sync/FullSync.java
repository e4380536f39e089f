package io.rowferry.sync;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.apply.Appliers;
import io.rowferry.apply.Crew;
import io.rowferry.bus.ServiceBusQueue;
import io.rowferry.ledger.Run;
import io.rowferry.ledger.RunLedger;
import io.rowferry.ledger.RunLedger.Begun;
import io.rowferry.plan.Changes;
import io.rowferry.plan.Plan;
import io.rowferry.plan.TablePlan;
import io.rowferry.shape.Shape;
import io.rowferry.source.KeyRange;
import io.rowferry.source.Selection;
import io.rowferry.source.Snapshot;
import io.rowferry.source.Snapshot.Ranges;
import io.rowferry.table.Lanes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Copies every row of every table through the bus and applies them beside it: read → lanes → batches → bus → target,
 * one level of foreign keys after the other, until the ledger has accounted for everything that was sent.
 */
public final class FullSync {
    private final Plan plan;
    private final Function<TablePlan, Shape> shapes;
    private final Supplier<Snapshot> snapshots;
    private final RunLedger ledger;
    private final ServiceBusQueue bus;
    private final Supplier<Appliers> appliers;

    /**
     * Sets the run up; nothing happens yet.
     *
     * @param shapes gives each reading thread what makes messages' rows of a table's rows
     * @param snapshots opens the read snapshot, which the run closes
     * @param bus stays the caller's to close
     * @param appliers starts the workers that drain the same queue, which the run closes
     */
    public FullSync(
            Plan plan,
            Function<TablePlan, Shape> shapes,
            Supplier<Snapshot> snapshots,
            RunLedger ledger,
            ServiceBusQueue bus,
            Supplier<Appliers> appliers) {
        this.plan = plan;
        this.shapes = shapes;
        this.snapshots = snapshots;
        this.ledger = ledger;
        this.bus = bus;
        this.appliers = appliers;
    }

    /**
     * Runs to the end.
     *
     * @throws io.rowferry.Failure when something could not be reached or refuses; what was sent stays in the queue, what
     *     was applied stands
     * @throws InterruptedException when the calling thread was interrupted; everything is left whole
     */
    public SyncResult run(String job, int lanes, SyncListener listener) throws InterruptedException {
        checkLanes(job, lanes);
        Begun<Snapshot> begun = ledger.begin(job, lanes, "full-sync", snapshots);
        ExitCode exitCode = ExitCode.BUG;
        try (Snapshot snapshot = begun.snapshot()) {
            SyncResult result = copy(begun.run(), snapshot, new Lanes(lanes), listener);
            exitCode = result.exitCode();
            return result;
        } catch (Failure e) {
            exitCode = e.exitCode();
            throw e;
        } catch (InterruptedException e) {
            exitCode = ExitCode.INTERRUPTED;
            throw e;
        } finally {
            end(begun.run(), exitCode);
        }
    }

    /** A run that failed for want of the ledger's database cannot say so there; its exit code says it. */
    private void end(Run run, ExitCode exitCode) {
        try {
            ledger.end(run, exitCode.code());
        } catch (Failure e) {
            if (exitCode == ExitCode.OK || exitCode == ExitCode.REJECTED) {
                throw e;
            }
        }
    }

    private SyncResult copy(Run run, Snapshot snapshot, Lanes lanes, SyncListener listener)
            throws InterruptedException {
        Crew crew = new Crew();
        Window window = new Window();
        RunProgress progress;
        try (Appliers workers = appliers.get()) {
            progress = new RunProgress(run, plan, workers);
            Accounting accounting = new Accounting(run, ledger, progress, window, workers, crew, listener);
            Outgoing outgoing = new Outgoing(run, lanes.count(), bus, progress, window, crew);
            for (List<TablePlan> level : plan.levels()) {
                accounting.await(level, read(level, snapshot, lanes, outgoing, progress, crew));
            }
        } finally {
            crew.stop();
        }
        // Rows are accounted for when they are committed; their messages are completed by the time the workers end.
        return progress.result();
    }

    /** With another number of lanes a row may change its lane, and overtake an older batch that still waits in the old. */
    private void checkLanes(String job, int lanes) {
        OptionalInt before = ledger.lanes(job);
        if (before.isPresent() && before.getAsInt() != lanes && !bus.isDrained()) {
            throw new Failure(
                    ExitCode.REFUSED,
                    "the number of lanes changed from " + before.getAsInt() + " to " + lanes
                            + " while the queue still holds batches",
                    "Set bus.lanes back to " + before.getAsInt() + ", run once more so that the queue is drained, then"
                            + " change it.");
        }
    }

    /** A table that DDL has changed since it was planned may read as empty, or as something else, in the snapshot. */
    private static void checkUnchanged(TablePlan table, Snapshot snapshot) {
        List<String> changes = Changes.between(table.source(), snapshot.hold(table.table()));
        if (!changes.isEmpty()) {
            throw new Failure(
                    ExitCode.REFUSED,
                    "table " + table.table() + " has changed in the source while the run began: "
                            + String.join("; ", changes),
                    "Nothing of it was sent; what was sent of other tables stands. Run it again.");
        }
    }

    private List<Thread> read(
            List<TablePlan> level, Snapshot snapshot, Lanes lanes, Outgoing outgoing, RunProgress progress, Crew crew) {
        Map<TablePlan, Ranges> ranges = new LinkedHashMap<>();
        for (TablePlan table : level) {
            checkUnchanged(table, snapshot);
            ranges.put(table, snapshot.ranges(selection(table)));
            progress.table(table.table()).begin();
        }
        return IntStream.range(0, snapshot.readers())
                .mapToObj(reader -> crew.start("read-" + reader, () -> {
                    for (Map.Entry<TablePlan, Ranges> table : ranges.entrySet()) {
                        LaneBatches batches = new LaneBatches(
                                table.getKey(), shapes.apply(table.getKey()), lanes, outgoing, progress);
                        Selection selection = selection(table.getKey());
                        for (Optional<KeyRange> range = table.getValue().next();
                                range.isPresent();
                                range = table.getValue().next()) {
                            snapshot.read(reader, selection, range.get(), batches);
                        }
                        batches.flush();
                    }
                }))
                .toList();
    }

    private static Selection selection(TablePlan table) {
        return new Selection(
                table.table(), table.toRead(), table.keyToRead(), table.job().where());
    }
}
