package io.rowferry.sync;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.job.Deletes;
import io.rowferry.ledger.Run;
import io.rowferry.ledger.WatermarkLedger.Mark;
import io.rowferry.plan.TablePlan;
import io.rowferry.source.ChangedRows;
import io.rowferry.source.Horizon;
import io.rowferry.source.Span;
import io.rowferry.source.Stamp;
import io.rowferry.table.OpenTransaction;
import io.rowferry.table.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Sends the rows that have changed since the watermarks: read up to now in one snapshot, while the watermarks move only to
 * the horizon, before which nothing can still be committed.
 */
public final class Incremental {
    private final Parts parts;
    private final Deletions deletions;
    private final Map<TableName, Mark> marks = new HashMap<>();
    private final Map<TableName, Instant> reached = new ConcurrentHashMap<>();
    private final Map<TableName, SentRows> sent = new ConcurrentHashMap<>();
    private final List<TableName> unproven = new ArrayList<>();
    private final List<String> notes = Collections.synchronizedList(new ArrayList<>());
    private Instant now = Instant.EPOCH;
    private @Nullable OpenTransaction holder;
    private boolean removed;

    /** Sets the run up; nothing happens yet. */
    public Incremental(Parts parts) {
        this.parts = parts;
        this.deletions = new Deletions(parts);
    }

    /**
     * Runs to the end.
     *
     * @throws Failure with {@code REFUSED} when a table has no watermark yet, or the horizon cannot be seen; as {@link
     *     FullSync#run} for the rest
     * @throws InterruptedException when the calling thread was interrupted; everything is left whole
     */
    public SyncResult run(SyncListener listener) throws InterruptedException {
        readMarks();
        findHorizon();
        SyncResult result =
                Transfer.run(parts, "incremental", new Reading(), soFar -> listener.progress(withReach(soFar)));
        notes.addAll(deletions.sentences());
        return withReach(result);
    }

    private SyncResult withReach(SyncResult result) {
        Optional<Instant> lowest = reached.values().stream().min(Comparator.naturalOrder());
        return result.with(reached, holder, unproven, notes)
                .behind(lowest.map(at -> Duration.between(at, now)).orElse(null));
    }

    private void readMarks() {
        Map<TableName, Mark> stored = parts.watermarks().read(parts.job().name());
        List<String> without = new ArrayList<>();
        for (TablePlan table : parts.plan().tables()) {
            for (TableName read : table.job().stamped()) {
                Mark mark = stored.get(read);
                if (mark == null) {
                    without.add(read.toString());
                } else {
                    marks.put(read, mark);
                }
            }
        }
        if (!without.isEmpty()) {
            throw new Failure(
                    ExitCode.REFUSED,
                    "there is no watermark yet for " + String.join(", ", without)
                            + ", so that nothing tells which rows have changed",
                    "Run full-sync once, which copies all rows and stores one; or, when you know from when on the target"
                            + " lacks rows, incremental --set-watermark.");
        }
    }

    private void findHorizon() {
        Horizon horizon = null;
        for (TablePlan table : parts.plan().tables()) {
            Duration lag = table.job().lag();
            if (lag != null) {
                now = parts.lookout().now();
                advance(table, now.minus(lag));
                unproven.add(table.table());
                continue;
            }
            if (horizon == null) {
                horizon = new HorizonWatch(parts.job().name(), parts.watermarks(), parts.lookout()).look();
                holder = horizon.holder().orElse(null);
                now = horizon.seenAt();
            }
            table.job().stamped().forEach(parts.lookout()::checkOwnStamps);
            Stamps.of(table, parts.job()).goesBack(now).ifPresent(when -> {
                throw goesBack(table, when);
            });
            advance(table, horizon.proven());
        }
    }

    private static Failure goesBack(TablePlan table, Instant when) {
        return new Failure(
                ExitCode.REFUSED,
                "column " + table.job().watermark() + " of " + table.table()
                        + " holds local times, which go back an hour at " + when
                        + ": rows that are written then carry lower stamps than older ones",
                "Use a column that holds moments (timestamptz, TIMESTAMP); or declare horizon: lag(2h) for the table, which"
                        + " goes on and calls its runs unproven.");
    }

    /** Forward only. */
    private void advance(TablePlan table, @Nullable Instant to) {
        for (TableName read : table.job().stamped()) {
            Instant before = mark(read).at();
            reached.put(read, to == null ? before : later(to, before));
        }
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private Mark mark(TableName table) {
        return Objects.requireNonNull(marks.get(table));
    }

    private final class Reading implements Transfer.Reading {
        @Override
        public List<Thread> read(List<TablePlan> level, Transfer transfer) {
            return transfer.oneByOne(level, table -> {
                if (!parts.deadline().isOver()) {
                    Incremental.this.read(table, transfer);
                }
            });
        }

        @Override
        public boolean deletes() {
            return deletions.any();
        }

        @Override
        public void delete(TablePlan table, Transfer transfer) throws InterruptedException {
            readGone(table, transfer);
        }

        @Override
        public boolean refused() {
            return removed || !deletions.sentences().isEmpty();
        }

        @Override
        public boolean readsAllOf(TablePlan table) {
            return true;
        }

        @Override
        public void accepted(Run run, long rows) {
            parts.checkLock();
            Map<TableName, Mark> after = new HashMap<>();
            sent.forEach((table, rowsSent) ->
                    after.put(table, new Mark(Objects.requireNonNull(reached.get(table)), rowsSent.text())));
            Map<TableName, Mark> stored = parts.watermarks().goOn(run, marks, after, rows);
            // Tables that were not come to, or not to their end, have been read for good only as far as before.
            reached.replaceAll(
                    (table, at) -> sent.containsKey(table) ? at : mark(table).at());
            marks.keySet().forEach(table -> checkStands(table, stored.get(table)));
        }
    }

    /** A full-sync beside this run may have found that a watermark says nothing, or too much. */
    private void checkStands(TableName table, @Nullable Mark stored) {
        if (stored == null) {
            removed = true;
            reached.remove(table);
            notes.add("the watermark of " + table + " was removed while the run was under way, and none was stored:"
                    + " incremental goes on once a full-sync has stored one");
        } else if (stored.at().isBefore(mark(table).at())) {
            reached.put(table, stored.at());
            notes.add("the watermark of " + table + " was set back to " + stored.at()
                    + " while the run was under way: the next run goes on from there");
        }
    }

    private void read(TablePlan table, Transfer transfer) throws InterruptedException {
        ChangedRows rows =
                transfer.changed(table, Deletions.gone(table, transfer).present());
        Stamp stamp = rows.stamp();
        if (!rows.isIndexed()) {
            notes.add(table.table() + " has no index that begins with "
                    + stamp.column().name() + ", so that each run reads all of it");
        }
        LaneBatches batches = transfer.batches(table);
        SentRows after = new SentRows(table.fingerprint());
        ChangedTable sink = sink(table, table.table(), batches, rows, after, transfer);
        Span span = Span.since(stamp, mark(table.table()).at().minus(table.job().overlap()));
        Optional<String> stopped = rows.read(span, sink, parts.deadline()::isOver);
        batches.flush();
        // The horizon still bounds it: what was read has only not got as far.
        Instant at = Objects.requireNonNull(reached.get(table.table()));
        stopped.map(stamp::earliest)
                .filter(moment -> moment.isBefore(at))
                .ifPresent(moment -> reached.put(
                        table.table(), later(moment, mark(table.table()).at())));
        sent.put(table.table(), after);
    }

    /** Rows that have left the filter or are marked, by the rows' own stamps; and what is noted elsewhere, by its stamps. */
    private void readGone(TablePlan table, Transfer transfer) throws InterruptedException {
        SentRows after = sent.get(table.table());
        Deletes policy = table.job().deletes();
        if (after == null || !policy.removesRows()) {
            return;
        }
        if (policy instanceof Deletes.Soft || table.job().where() != null) {
            ChangedRows rows =
                    transfer.changed(table, Deletions.gone(table, transfer).gone());
            LaneBatches batches = transfer.gone(table, Layout.goneRow(table));
            ChangedTable sink = sink(table, table.table(), batches, rows, after, transfer);
            deletions.send(table, rows, mark(table.table()).at(), sink, batches, transfer);
        }
        if (policy instanceof Deletes.Tombstones tombstones) {
            TableName graves = tombstones.table();
            ChangedRows rows = deletions.notedRows(table, graves, transfer);
            LaneBatches batches = transfer.gone(table, Layout.goneKey(table));
            SentRows noted = new SentRows(table.deletedFingerprint());
            ChangedTable sink = sink(table, graves, batches, rows, noted, transfer);
            deletions.send(table, rows, mark(graves).at(), sink, batches, transfer);
            sent.put(graves, noted);
        }
        if (deletions.refused(table)) {
            sent.remove(table.table());
            if (policy instanceof Deletes.Tombstones tombstones) {
                sent.remove(tombstones.table());
            }
        }
    }

    private ChangedTable sink(
            TablePlan table, TableName read, LaneBatches batches, ChangedRows rows, SentRows after, Transfer transfer) {
        Instant at = Objects.requireNonNull(reached.get(read));
        String fingerprint = read.equals(table.table()) ? table.fingerprint() : table.deletedFingerprint();
        return new ChangedTable(
                batches,
                transfer.progress(table),
                rows.stampPlace(),
                rows.stamp(),
                now,
                at.minus(table.job().overlap()),
                SentRows.read(mark(read).sent(), fingerprint),
                after);
    }
}
