package io.rowferry.sync;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
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
    /** Rows may be stamped between the look at the clock and the snapshot. */
    private static final Duration FUTURE = Duration.ofMinutes(1);

    private final Parts parts;
    private final Map<TableName, Mark> marks = new HashMap<>();
    private final Map<TableName, Instant> reached = new ConcurrentHashMap<>();
    private final Map<TableName, SentRows> sent = new ConcurrentHashMap<>();
    private final List<TableName> unproven = new ArrayList<>();
    private final List<String> notes = Collections.synchronizedList(new ArrayList<>());
    private Instant now = Instant.EPOCH;
    private @Nullable OpenTransaction holder;

    /** Sets the run up; nothing happens yet. */
    public Incremental(Parts parts) {
        this.parts = parts;
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
        SyncResult result = Transfer.run(parts, "incremental", new Reading(), listener);
        return result.with(reached, holder, unproven, notes);
    }

    private void readMarks() {
        Map<TableName, Mark> stored = parts.watermarks().read(parts.job().name());
        List<String> without = new ArrayList<>();
        for (TablePlan table : parts.plan().tables()) {
            Mark mark = stored.get(table.table());
            if (mark == null) {
                without.add(table.table().toString());
            } else {
                marks.put(table.table(), mark);
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
            parts.lookout().checkOwnStamps(table.table());
            stamp(table).goesBack(now).ifPresent(when -> {
                throw goesBack(table, when);
            });
            advance(table, horizon.proven());
        }
    }

    private Stamp stamp(TablePlan table) {
        return Stamps.of(table, parts.job());
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
        Instant before = mark(table).at();
        reached.put(table.table(), to == null ? before : later(to, before));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private Mark mark(TablePlan table) {
        return Objects.requireNonNull(marks.get(table.table()));
    }

    private final class Reading implements Transfer.Reading {
        @Override
        public List<Thread> read(List<TablePlan> level, Transfer transfer) {
            level.forEach(transfer::checkUnchanged);
            return List.of(transfer.start("read", () -> {
                for (TablePlan table : level) {
                    if (!parts.deadline().isOver()) {
                        Incremental.this.read(table, transfer);
                    }
                }
            }));
        }

        @Override
        public void accepted(Run run, long rows) {
            parts.checkLock();
            Map<TableName, Mark> after = new HashMap<>();
            sent.forEach((table, rowsSent) ->
                    after.put(table, new Mark(Objects.requireNonNull(reached.get(table)), rowsSent.text())));
            parts.watermarks().advance(run, after, rows);
        }
    }

    private void read(TablePlan table, Transfer transfer) throws InterruptedException {
        Stamp stamp = stamp(table);
        Instant at = Objects.requireNonNull(reached.get(table.table()));
        boolean indexed =
                parts.lookout().isIndexed(table.table(), stamp.column().name());
        if (!indexed) {
            notes.add(table.table() + " has no index that begins with "
                    + stamp.column().name() + ", so that each run reads all of it");
        }
        ChangedRows rows = new ChangedRows(transfer.snapshot(), FullSync.selection(table), stamp, indexed);
        LaneBatches batches = transfer.batches(table);
        SentRows after = new SentRows(table.fingerprint());
        Duration overlap = table.job().overlap();
        ChangedTable sink = new ChangedTable(
                batches,
                transfer.progress(table),
                rows.stampPlace(),
                stamp.lowest(now.plus(FUTURE)),
                stamp.lowest(at.minus(overlap)),
                SentRows.read(mark(table).sent(), table.fingerprint()),
                after);
        Span span = new Span(stamp.lowest(mark(table).at().minus(overlap)), null, true);
        Optional<String> stopped = rows.read(span, sink, parts.deadline()::isOver);
        batches.flush();
        // The horizon still bounds it: what was read has only not got as far.
        stopped.map(stamp::earliest)
                .filter(moment -> moment.isBefore(at))
                .ifPresent(moment ->
                        reached.put(table.table(), later(moment, mark(table).at())));
        sent.put(table.table(), after);
    }
}
