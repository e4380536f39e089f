package io.rowferry.sync;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.apply.Crew;
import io.rowferry.ledger.Run;
import io.rowferry.ledger.RunLedger.Begun;
import io.rowferry.plan.Changes;
import io.rowferry.plan.TablePlan;
import io.rowferry.source.ChangedRows;
import io.rowferry.source.Selection;
import io.rowferry.source.Snapshot;
import io.rowferry.source.Stamp;
import io.rowferry.table.Lanes;
import io.rowferry.table.Operation;
import io.rowferry.table.TableName;
import java.util.List;
import java.util.OptionalInt;

/**
 * One run from its number to its end: read → lanes → batches → bus → target, one level of foreign keys after the other,
 * until the ledger has accounted for everything that was sent. What is read, and how, is the caller's part.
 */
final class Transfer {
    private final Parts parts;
    private final Run run;
    private final Snapshot snapshot;
    private final Lanes lanes;
    private final Crew crew;
    private final RunProgress progress;
    private final Outgoing outgoing;
    private final Accounting accounting;

    private Transfer(Parts parts, Run run, Snapshot snapshot, Crew crew, SyncListener listener) {
        this.parts = parts;
        this.run = run;
        this.snapshot = snapshot;
        this.crew = crew;
        this.lanes = new Lanes(parts.lanes());
        Window window = new Window();
        this.progress = new RunProgress(run, parts.plan(), parts.receiving());
        PatientSender sender = new PatientSender(parts.bus(), parts.outageWait());
        this.outgoing = new Outgoing(run, lanes.count(), sender, progress, window, crew, parts.receiving() != null);
        this.accounting = new Accounting(run, parts, progress, window, crew, outgoing, listener);
    }

    /** What a kind of run adds. */
    interface Reading {
        /** Starts the threads that read the tables of a level. */
        List<Thread> read(List<TablePlan> level, Transfer transfer);

        /** Whether rows that are gone are to be looked for. */
        default boolean deletes() {
            return false;
        }

        /** Reads what is gone of a table. */
        default void delete(TablePlan table, Transfer transfer) throws InterruptedException {}

        /** Whether something was left undone for safety. */
        default boolean refused() {
            return false;
        }

        /** Whether a run that comes to its end reads all of a table that was there, or had changed, when it began. */
        default boolean readsAllOf(TablePlan table) {
            return false;
        }

        /** Is called once, when the bus has accepted everything: so many rows. */
        void accepted(Run run, long rows);
    }

    /**
     * Runs to the end.
     *
     * @throws Failure when something could not be reached or refuses; what was sent stays in the queue, what was applied
     *     stands
     * @throws InterruptedException when the calling thread was interrupted; everything is left whole
     */
    static SyncResult run(Parts parts, String command, Reading reading, SyncListener listener)
            throws InterruptedException {
        checkLanes(parts);
        Begun<Snapshot> begun = parts.runs().begin(parts.job().name(), parts.lanes(), command, parts::snapshot);
        ExitCode exitCode = ExitCode.BUG;
        List<TableName> whole = List.of();
        try (Snapshot snapshot = begun.snapshot()) {
            SyncResult result = carry(parts, begun.run(), snapshot, reading, listener);
            exitCode = result.exitCode();
            whole = whole(parts, reading, result);
            return result;
        } catch (Failure e) {
            exitCode = e.exitCode();
            throw e;
        } catch (InterruptedException e) {
            exitCode = ExitCode.INTERRUPTED;
            throw e;
        } finally {
            end(parts, begun.run(), command, exitCode, whole);
        }
    }

    private static List<TableName> whole(Parts parts, Reading reading, SyncResult result) {
        return result.more() || result.refused()
                ? List.of()
                : parts.plan().tables().stream()
                        .filter(reading::readsAllOf)
                        .map(TablePlan::table)
                        .toList();
    }

    private static SyncResult carry(Parts parts, Run run, Snapshot snapshot, Reading reading, SyncListener listener)
            throws InterruptedException {
        Crew crew = new Crew();
        Transfer transfer = new Transfer(parts, run, snapshot, crew, listener);
        try {
            transfer.carry(run, reading);
            transfer.accounting.awaitOwed();
            SyncResult result = transfer.progress.result();
            SyncResult done = parts.deadline().hasStopped() ? result.stopped() : result;
            return reading.refused() ? done.withRefusal() : done;
        } finally {
            crew.stop();
            listener.progress(transfer.progress.result());
        }
    }

    /** Everything is accepted when the last level is: of the rows, or of those that are gone. */
    private void carry(Run run, Reading reading) throws InterruptedException {
        List<List<TablePlan>> levels = parts.plan().levels();
        boolean deletes = false;
        for (int i = 0; i < levels.size(); i++) {
            List<TablePlan> level = levels.get(i);
            level.forEach(table -> progress(table).begin());
            accounting.awaitAccepted(reading.read(level, this));
            deletes = reading.deletes();
            if (deletes) {
                awaitTried(level);
            } else if (i < levels.size() - 1) {
                accounting.awaitSettled(level);
            }
        }
        // Children go before their parents, as they come after them.
        for (int i = deletes ? levels.size() - 1 : -1; i >= 0; i--) {
            List<TablePlan> level = levels.get(i);
            accounting.awaitAccepted(List.of(start("delete", () -> {
                for (TablePlan table : level) {
                    reading.delete(table, this);
                }
            })));
            if (i > 0) {
                awaitTried(level);
            }
        }
        end(run, reading);
    }

    /** A refused row may be waiting for what a row has that is gone: where deletes follow, it must not hold them up. */
    private void awaitTried(List<TablePlan> level) throws InterruptedException {
        if (!accounting.awaitTried(level)) {
            outgoing.leaveParentsWaiting();
        }
    }

    private void end(Run run, Reading reading) throws InterruptedException {
        boolean ended = outgoing.sendManifest();
        reading.accepted(run, progress.sent());
        accounting.awaitSettled(parts.plan().tables());
        if (ended) {
            accounting.awaitEnd();
        }
    }

    /** Starts a thread that reads. */
    Thread start(String name, Crew.Work work) {
        return crew.start(name, work);
    }

    /** Work on one table. */
    interface TableWork {
        void on(TablePlan table) throws InterruptedException;
    }

    /** Starts a thread that reads the tables of a level, one after the other. */
    List<Thread> oneByOne(List<TablePlan> level, TableWork work) {
        level.forEach(this::checkUnchanged);
        return List.of(start("read", () -> {
            for (TablePlan table : level) {
                work.on(table);
            }
        }));
    }

    /** A selection of a table's rows, to be read by their stamps. */
    ChangedRows changed(TablePlan table, Selection rows) {
        return changed(rows, Stamps.of(table, parts.job()));
    }

    /** A selection of rows, to be read by that stamp. */
    ChangedRows changed(Selection rows, Stamp stamp) {
        boolean indexed = parts.lookout().isIndexed(rows.table(), stamp.column().name());
        return new ChangedRows(snapshot, rows, stamp, indexed);
    }

    /** Notes what the target is owed so far. */
    synchronized void owe() {
        parts.watermarks().owe(run, outgoing.acceptedRows());
    }

    Snapshot snapshot() {
        return snapshot;
    }

    /** Deals a reader's rows of a table into lanes. */
    LaneBatches batches(TablePlan table) {
        return batches(new BatchKind(table, Operation.UPSERT, false), Layout.row(table));
    }

    /** The same for rows that take the target's place whatever version it has. */
    LaneBatches forced(TablePlan table) {
        return batches(new BatchKind(table, Operation.UPSERT, true), Layout.row(table));
    }

    /** Deals rows that are gone into lanes. */
    LaneBatches gone(TablePlan table, Layout layout) {
        return batches(new BatchKind(table, Operation.DELETE, false), layout);
    }

    private LaneBatches batches(BatchKind kind, Layout layout) {
        return new LaneBatches(kind, layout, parts.shapes().apply(kind.table()), lanes, outgoing, progress);
    }

    TableProgress progress(TablePlan table) {
        return progress.table(table.table());
    }

    /** A table that DDL has changed since it was planned may read as empty, or as something else, in the snapshot. */
    void checkUnchanged(TablePlan table) {
        List<String> changes = Changes.between(table.source(), snapshot.hold(table.table()));
        if (!changes.isEmpty()) {
            throw new Failure(
                    ExitCode.REFUSED,
                    "table " + table.table() + " has changed in the source while the run began: "
                            + String.join("; ", changes),
                    "Nothing of it was sent; what was sent of other tables stands. Run it again.");
        }
    }

    /** A run that failed for want of the state store cannot say so there; its exit code says it. */
    private static void end(Parts parts, Run run, String command, ExitCode exitCode, List<TableName> whole) {
        try {
            parts.runs().end(run, command, exitCode.code(), whole);
        } catch (Failure e) {
            if (exitCode == ExitCode.OK || exitCode == ExitCode.REJECTED) {
                throw e;
            }
        }
    }

    /** With another number of lanes a row may change its lane, and overtake an older batch that still waits in the old. */
    private static void checkLanes(Parts parts) {
        OptionalInt before = parts.runs().lanes(parts.job().name());
        if (before.isPresent()
                && before.getAsInt() != parts.lanes()
                && !parts.bus().isDrained()) {
            throw new Failure(
                    ExitCode.REFUSED,
                    "the number of lanes changed from " + before.getAsInt() + " to " + parts.lanes()
                            + " while the queue still holds batches",
                    "Set bus.lanes back to " + before.getAsInt() + ", run once more so that the queue is drained, then"
                            + " change it.");
        }
    }
}
