package io.rowferry.sync;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.job.Deletes;
import io.rowferry.ledger.CopyLedger.Copy;
import io.rowferry.ledger.Run;
import io.rowferry.ledger.WatermarkLedger.Mark;
import io.rowferry.plan.TablePlan;
import io.rowferry.source.ChangedRows;
import io.rowferry.source.Horizon;
import io.rowferry.source.KeyRange;
import io.rowferry.source.Selection;
import io.rowferry.source.Snapshot.Ranges;
import io.rowferry.source.Span;
import io.rowferry.table.OpenTransaction;
import io.rowferry.table.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Copies every row of every table, and leaves a watermark from which incremental goes on without a gap: the horizon that
 * was reached before the snapshot was opened.
 */
public final class FullSync {
    private final Parts parts;
    private final Duration horizonWait;
    private final Map<TableName, Mark> marks = new HashMap<>();
    private final Map<TableName, Instant> reached = new HashMap<>();
    private final Map<TableName, Instant> stored = new HashMap<>();
    private final List<TableName> unproven = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Deletions deletions;
    private final UnfinishedCopies copies;
    private final boolean anew;
    private @Nullable OpenTransaction holder;
    private @Nullable Instant horizon;

    /**
     * Sets the run up; nothing happens yet.
     *
     * @param horizonWait how long to wait for the transactions that are open at the beginning
     * @param anew whether copies that were stopped begin from the beginning
     */
    public FullSync(Parts parts, Duration horizonWait, boolean anew) {
        this.parts = parts;
        this.horizonWait = horizonWait;
        this.copies = new UnfinishedCopies(parts.job(), parts.copies(), parts.shapes());
        this.anew = anew;
        this.deletions = new Deletions(parts);
    }

    /**
     * Runs to the end.
     *
     * @throws Failure when something could not be reached or refuses; what was sent stays in the queue, what was applied
     *     stands
     * @throws InterruptedException when the calling thread was interrupted; everything is left whole
     */
    public SyncResult run(SyncListener listener) throws InterruptedException {
        findHorizon();
        marks.putAll(parts.watermarks().read(parts.job().name()));
        // Not before the source is known to be the one that they were begun from.
        copies.look(parts.plan().tables(), anew);
        parts.plan().tables().forEach(table -> copies.of(table).ifPresent(begun -> goOn(table, begun)));
        SyncResult result = Transfer.run(parts, "full-sync", new Reading(), listener);
        notes.addAll(deletions.sentences());
        return result.with(stored, holder, unproven, notes);
    }

    private void goOn(TablePlan table, Copy begun) {
        reached.put(table.table(), begun.horizon());
        notes.add("went on with the copy of " + table.table() + " that was stopped"
                + (begun.isWhole() ? " at its end" : " after key " + String.join(",", begun.reached())));
    }

    /** Without a watermark a copy is still a copy, so that a blind source is only told of. */
    private void findHorizon() throws InterruptedException {
        // Before the look: one that incremental has moved on since is judged by where it stood.
        Map<TableName, Mark> before = parts.watermarks().read(parts.job().name());
        List<TablePlan> watched = new ArrayList<>();
        boolean looks = false;
        for (TablePlan table : parts.plan().tables()) {
            Duration lag = table.job().lag();
            if (lag != null) {
                Instant at = parts.lookout().now().minus(lag);
                reached.put(table.table(), at);
                unproven.add(table.table());
                setBack(table, before, at::isBefore, at, "since rows stamped after that may still be committed");
            } else if (table.job().watermark() != null) {
                looks = true;
                if (hasOwnStamps(table, before)) {
                    watched.add(table);
                }
            }
        }
        if (!looks) {
            return;
        }
        try {
            HorizonWatch watch = new HorizonWatch(parts.job().name(), parts.watermarks(), parts.lookout());
            Horizon seen = watch.awaitNow(horizonWait);
            if (watch.hasForgotten()) {
                notes.add("the source is another server than before, or its clock has gone back: the watermarks of all"
                        + " tables of the job were forgotten, and tables that this run does not copy need a full-sync");
            }
            Instant proven = seen.proven();
            horizon = proven;
            if (proven != null) {
                watched.forEach(table -> reached.put(table.table(), proven));
            } else if (!watched.isEmpty()) {
                notes.add("no watermark was stored, so that incremental cannot go on from here: "
                        + Holders.words(seen.holders())
                        + " had not ended when the copy began; let it end and run full-sync again, or give it more time"
                        + " with --horizon-wait");
            }
            if (!watch.hasForgotten()) {
                String why = "since rows stamped before it may still be committed that this run does not see";
                watched.forEach(table -> setBack(table, before, seen::hides, proven, why));
            }
            holder = seen.holder().orElse(null);
        } catch (Failure e) {
            if (e.exitCode() != ExitCode.REFUSED) {
                throw e;
            }
            notes.add("no watermark was stored: " + e.what() + ". For incremental: " + e.remedy());
        }
    }

    /** Rows that come later may carry any stamp of another clock, so that neither a watermark nor half a copy holds. */
    private boolean hasOwnStamps(TablePlan table, Map<TableName, Mark> before) {
        try {
            table.job().stamped().forEach(parts.lookout()::checkOwnStamps);
            return true;
        } catch (Failure e) {
            if (e.exitCode() != ExitCode.REFUSED) {
                throw e;
            }
            notes.add("no watermark was stored for " + table.table() + ": " + e.what() + ". For incremental: "
                    + e.remedy());
            setBack(table, before, at -> true, null, "since it says nothing of such rows");
            parts.copies().forget(parts.job().name(), List.of(table.table()));
            return false;
        }
    }

    /**
     * Sets watermarks back that lie beyond what this run sees, before incremental can take them for what they are not: what
     * is stamped in between would be read by neither.
     *
     * @param to null where they are removed
     */
    private void setBack(
            TablePlan table, Map<TableName, Mark> before, Predicate<Instant> beyond, @Nullable Instant to, String why) {
        for (TableName stamped : table.job().stamped()) {
            Mark mark = before.get(stamped);
            if (mark == null || !beyond.test(mark.at())) {
                continue;
            }
            parts.watermarks().setBack(parts.job().name(), List.of(stamped), to);
            notes.add("the watermark of " + stamped
                    + (to == null
                            ? ", " + mark.at() + ", was removed, "
                            : " was set back from " + mark.at() + " to " + to + ", ")
                    + why);
        }
    }

    /**
     * A table that is being copied.
     *
     * @param ranges what is left of it; null when nothing is
     * @param noted what the bus has
     */
    private record Copying(@Nullable Ranges ranges, CopiedRanges noted) {}

    private final class Reading implements Transfer.Reading {
        /** However short its time, a run copies one range, so that many of them come to an end. */
        private final AtomicBoolean progressed = new AtomicBoolean();

        @Override
        public List<Thread> read(List<TablePlan> level, Transfer transfer) {
            Map<TablePlan, Copying> copying = new LinkedHashMap<>();
            for (TablePlan table : level) {
                transfer.checkUnchanged(table);
                copying.put(table, copying(table, transfer));
            }
            return IntStream.range(0, transfer.snapshot().readers())
                    .mapToObj(reader -> transfer.start("read-" + reader, () -> {
                        for (Map.Entry<TablePlan, Copying> table : copying.entrySet()) {
                            copy(reader, table.getKey(), table.getValue(), transfer);
                        }
                    }))
                    .toList();
        }

        private Copying copying(TablePlan table, Transfer transfer) {
            Optional<Copy> begun = copies.of(table);
            Instant at = reached.get(table.table());
            CopiedRanges noted = new CopiedRanges(key -> {
                if (at != null && Stamps.tellMoments(table, parts.job())) {
                    transfer.owe();
                    copies.reached(table, at, key);
                }
            });
            Ranges ranges = begun.isPresent() && begun.get().isWhole()
                    ? null
                    : transfer.snapshot()
                            .ranges(selection(table), begun.map(Copy::reached).orElse(null));
            return new Copying(ranges, noted);
        }

        private void copy(int reader, TablePlan table, Copying copying, Transfer transfer) throws InterruptedException {
            LaneBatches batches = transfer.batches(table);
            Selection present = Deletions.gone(table, transfer).present();
            Ranges ranges = copying.ranges();
            while (ranges != null
                    && (progressed.compareAndSet(false, true)
                            || !parts.deadline().isOver())) {
                Optional<KeyRange> range =
                        ranges.next(next -> batches.begin(copying.noted().begin(next)));
                if (range.isEmpty()) {
                    break;
                }
                transfer.snapshot().read(reader, present, range.get(), batches);
                batches.end();
            }
            Optional<Copy> begun = copies.of(table);
            if (reader == 0 && begun.isPresent() && !parts.deadline().isOver()) {
                catchUp(table, begun.get(), present, transfer);
            }
        }

        /** What has changed, in the part that was copied before, since the copy began. */
        private void catchUp(TablePlan table, Copy begun, Selection present, Transfer transfer)
                throws InterruptedException {
            ChangedRows rows = transfer.changed(table, present);
            LaneBatches batches = transfer.batches(table);
            Span span =
                    Span.since(rows.stamp(), begun.horizon().minus(table.job().overlap()));
            rows.read(span, batches, () -> false);
            batches.flush();
        }

        @Override
        public boolean deletes() {
            return deletions.any() && !parts.deadline().hasStopped();
        }

        @Override
        public void delete(TablePlan table, Transfer transfer) throws InterruptedException {
            Deletes policy = table.job().deletes();
            if (policy instanceof Deletes.Sweep) {
                deletions.sweep(table, lowest(table), transfer);
                return;
            } else if (policy instanceof Deletes.Soft) {
                deletions.sendMarked(table, transfer);
            } else if (policy instanceof Deletes.Tombstones tombstones) {
                deletions.sendNoted(table, tombstones.table(), since(tombstones.table()), transfer);
            }
            if (policy.removesRows() && Stamps.tellMoments(table, parts.job())) {
                deletions.sendLeft(table, since(table.table()), transfer);
            }
        }

        private @Nullable Instant lowest(TablePlan table) {
            return table.job().lag() == null ? horizon : reached.get(table.table());
        }

        private @Nullable Instant since(TableName table) {
            Mark mark = marks.get(table);
            return mark == null ? null : mark.at();
        }

        @Override
        public boolean refused() {
            return !deletions.sentences().isEmpty();
        }

        @Override
        public boolean readsAllOf(TablePlan table) {
            return copies.of(table).isEmpty();
        }

        @Override
        public void accepted(Run run, long rows) {
            parts.checkLock();
            for (TablePlan table : parts.plan().tables()) {
                Instant at = reached.get(table.table());
                if (deletions.refused(table) && !(table.job().deletes() instanceof Deletes.Sweep)) {
                    reached.remove(table.table());
                } else if (at != null && table.job().deletes() instanceof Deletes.Tombstones tombstones) {
                    reached.put(tombstones.table(), at);
                }
            }
            Map<TableName, Instant> whole = parts.deadline().hasStopped() ? Map.of() : reached;
            parts.watermarks()
                    .advance(
                            run,
                            whole.entrySet().stream()
                                    .collect(Collectors.toMap(Map.Entry::getKey, e -> new Mark(e.getValue(), null))),
                            rows);
            marks.forEach((table, mark) -> stored.put(table, mark.at()));
            whole.forEach((table, at) -> stored.merge(table, at, (was, is) -> is.isAfter(was) ? is : was));
            if (!parts.deadline().hasStopped()) {
                copies.finished(parts.plan().tables());
            }
        }
    }

    static Selection selection(TablePlan table) {
        return new Selection(
                table.table(), table.toRead(), table.keyToRead(), table.job().where());
    }
}
