package io.rowferry.sync;

import io.rowferry.job.Deletes;
import io.rowferry.plan.TablePlan;
import io.rowferry.source.ChangedRows;
import io.rowferry.source.GoneRows;
import io.rowferry.source.KeyRange;
import io.rowferry.source.RowSink;
import io.rowferry.source.Selection;
import io.rowferry.source.Span;
import io.rowferry.source.Stamp;
import io.rowferry.source.StillGone;
import io.rowferry.source.Sweeper.Keys;
import io.rowferry.source.Sweeper.Swept;
import io.rowferry.table.Carried;
import io.rowferry.table.Column;
import io.rowferry.table.ColumnType;
import io.rowferry.table.TableName;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Finds the rows of a run's tables that are gone, each by its policy, and sends their keys, unless they are too many. */
final class Deletions {
    private final Parts parts;
    private final Set<TableName> refused = ConcurrentHashMap.newKeySet();
    private final List<String> sentences = new ArrayList<>();

    Deletions(Parts parts) {
        this.parts = parts;
    }

    /** Whether any table has a policy. */
    boolean any() {
        return parts.plan().tables().stream()
                .anyMatch(table -> table.job().deletes().removesRows());
    }

    /** Whether the deletes of a table were too many, and none of them was sent. */
    boolean refused(TablePlan table) {
        return refused.contains(table.table());
    }

    /** What was refused, a sentence each. */
    List<String> sentences() {
        return List.copyOf(sentences);
    }

    /** Tells the rows of a table that are there from those that are gone. */
    static GoneRows gone(TablePlan table, Transfer transfer) {
        Column mark = table.job().deletes() instanceof Deletes.Soft soft
                ? table.source().column(soft.column()).orElse(null)
                : null;
        return new GoneRows(transfer.snapshot(), FullSync.selection(table), mark);
    }

    /** What tombstones there are to be read of a table. */
    private Selection noted(TablePlan table, TableName graves, Transfer transfer) {
        List<Carried> columns = table.tombstonesToRead();
        List<Column> key = columns.subList(0, table.key().size()).stream()
                .map(Carried::column)
                .toList();
        return gone(table, transfer).noted(graves, columns, key);
    }

    /** Sends all rows that are marked as gone, whenever that was. */
    void sendMarked(TablePlan table, Transfer transfer) throws InterruptedException {
        Selection marked = gone(table, transfer).marked();
        LaneBatches batches = transfer.gone(table, Layout.goneRow(table));
        Keys keys = sink ->
                transfer.snapshot().read(0, marked, new KeyRange(null, null), row -> sink.accept(batches.shape(row)));
        if (allowed(table, transfer.snapshot().count(marked), keys, transfer)) {
            transfer.snapshot().read(0, marked, new KeyRange(null, null), batches);
            batches.flush();
        }
    }

    /** Sends rows that have left the job's filter since a moment; none when that is not known, as at first. */
    void sendLeft(TablePlan table, @Nullable Instant since, Transfer transfer) throws InterruptedException {
        if (table.job().where() != null && since != null) {
            ChangedRows rows = transfer.changed(table, gone(table, transfer).left());
            LaneBatches batches = transfer.gone(table, Layout.goneRow(table));
            send(table, rows, since, batches, batches, transfer);
        }
    }

    /** Sends what other tables note as gone since a moment; null for all that they note. */
    void sendNoted(TablePlan table, TableName graves, @Nullable Instant since, Transfer transfer)
            throws InterruptedException {
        LaneBatches batches = transfer.gone(table, Layout.goneKey(table));
        send(table, notedRows(table, graves, transfer), since, batches, batches, transfer);
    }

    /** What another table notes as gone, to be read by its moments. */
    ChangedRows notedRows(TablePlan table, TableName graves, Transfer transfer) {
        return transfer.changed(noted(table, graves, transfer), graveStamp(table));
    }

    /** The stamp of the table that notes what is gone. */
    private Stamp graveStamp(TablePlan table) {
        Stamp stamp = Stamps.of(table, parts.job());
        Column column = Objects.requireNonNull(table.tombstones())
                .column(Deletes.Tombstones.STAMP)
                .orElseThrow();
        return new Stamp(column, stamp.zone());
    }

    /**
     * Sends rows that are gone, unless they are too many.
     *
     * @param since when rows that are to be read were stamped at the earliest, but for the overlap; null for all
     */
    void send(
            TablePlan table,
            ChangedRows rows,
            @Nullable Instant since,
            RowSink sink,
            LaneBatches batches,
            Transfer transfer)
            throws InterruptedException {
        Span span = Span.since(
                rows.stamp(), since == null ? null : since.minus(table.job().overlap()));
        Keys keys = taker -> rows.read(span, row -> taker.accept(batches.shape(row)), () -> false);
        if (allowed(table, rows.count(span), keys, transfer)) {
            rows.read(span, sink, () -> false);
            batches.flush();
        }
    }

    /**
     * Compares the keys of both sides.
     *
     * @param horizon below which all stamps are of rows that the snapshot has; null when that is not known
     */
    void sweep(TablePlan table, @Nullable Instant horizon, Transfer transfer) throws InterruptedException {
        Receiving receiving = parts.receiving();
        if (receiving == null) {
            refuse(
                    table,
                    "nothing of " + table.table() + " was swept: deletes: sweep compares with the target, which a run"
                            + " that only sends does not see");
            return;
        }
        if (refusesOthers(table, receiving, "deletes: sweep of " + table.table())) {
            return;
        } else if (table.job().watermark() != null && horizon == null) {
            refuse(
                    table,
                    "nothing of " + table.table() + " was swept: without a horizon nothing tells a row that is gone"
                            + " from one that is about to be committed");
            return;
        }
        Selection there = key(table, gone(table, transfer).present(), keyColumns(table, table.toRead()));
        Selection here = keyOnTarget(table);
        receiving
                .sweeper()
                .sweep(
                        transfer.snapshot(),
                        parts::now,
                        there,
                        here,
                        (seen, gone) -> send(table, seen, gone, version(table, horizon), transfer));
    }

    private void send(TablePlan table, Swept seen, Keys gone, @Nullable String version, Transfer transfer)
            throws InterruptedException {
        if (seen.sourceRows() == 0
                && seen.targetRows() > 0
                && !parts.maxDeletes().allowsAll(seen.targetRows())) {
            refuse(
                    table,
                    "nothing of " + table.table() + " was swept: the source has no rows of it, and the target has "
                            + seen.targetRows() + "; when that is right, run it with --max-deletes 100%");
        } else if (seen.gone() > 0 && allowed(table, seen.gone(), transfer)) {
            LaneBatches batches = transfer.gone(table, Layout.goneKey(table));
            int length = table.deletedPlaces().length;
            gone.into(key -> {
                @Nullable String[] row = Arrays.copyOf(key, length);
                if (length > key.length) {
                    row[key.length] = version;
                }
                batches.accept(row);
            });
            batches.flush();
        }
    }

    /** Where other jobs write the same table, nothing tells their rows from rows that should not be there. */
    private boolean refusesOthers(TablePlan table, Receiving receiving, String what) {
        List<String> others = receiving.counts().otherJobs(parts.job().name(), table.table());
        if (others.isEmpty() || table.job().targetWhere() != null) {
            return false;
        }
        refuse(
                table,
                what + " needs a target-where:, since " + String.join(", ", others)
                        + (others.size() == 1 ? " writes" : " write") + " rows of that table too");
        return true;
    }

    /**
     * Sends keys that only the target had when it was compared, each with the version up to which its row goes, unless they
     * are too many. Those that are in the source again are left out: another run may have brought their rows already, and
     * would not do so once more. What comes into the source after this run's snapshot is brought by runs with higher numbers
     * alone. Where such a row is in the target first, it is newer than the version that was seen there before the snapshot,
     * and stays; without versions, too, since the delete is then late in its lane, and in another lane than the row's own
     * (lane:) it takes what the next full-sync, the one run that carries such a table, brings again.
     */
    void sendKeys(TablePlan table, Iterable<@Nullable String[]> rows, long count, Transfer transfer)
            throws InterruptedException {
        Receiving receiving = parts.receiving();
        if (receiving == null || refusesOthers(table, receiving, "--delete-extra of " + table.table())) {
            return;
        } else if (allowed(table, count, transfer)) {
            Selection there = key(table, gone(table, transfer).present(), keyColumns(table, table.toRead()));
            LaneBatches batches = transfer.gone(table, Layout.goneKey(table));
            StillGone gone = new StillGone(transfer.snapshot(), there, batches);
            for (@Nullable String[] row : rows) {
                gone.accept(row);
            }
            gone.flush();
            batches.flush();
        }
    }

    /** Just below the horizon, in the form that messages have the version in. */
    private static @Nullable String version(TablePlan table, @Nullable Instant horizon) {
        String name = table.version();
        if (name == null || horizon == null) {
            return null;
        }
        Column column = table.messageColumns().stream()
                .filter(c -> c.name().equals(name))
                .findFirst()
                .orElseThrow();
        String zone = column.type().kind() == ColumnType.Kind.TIMESTAMP
                ? column.type().name()
                : null;
        Stamp stamp = new Stamp(column, ZoneId.of(zone == null ? ColumnType.UTC : zone));
        return stamp.problem().isPresent()
                ? null
                : stamp.below(horizon.minus(table.job().overlap()));
    }

    private static List<Carried> keyColumns(TablePlan table, List<Carried> columns) {
        List<Carried> key = new ArrayList<>();
        for (int place : table.keyPlaces()) {
            key.add(columns.get(place));
        }
        return key;
    }

    private static Selection key(TablePlan table, Selection rows, List<Carried> columns) {
        return new Selection(
                table.table(), columns, columns.stream().map(Carried::column).toList(), rows.where());
    }

    private Selection keyOnTarget(TablePlan table) {
        return key(table, onTarget(table), keyColumns(table, table.onTarget()));
    }

    private Selection onTarget(TablePlan table) {
        return new Selection(table.table(), List.of(), List.of(), table.job().targetWhere());
    }

    private boolean allowed(TablePlan table, long deletes, Transfer transfer) throws InterruptedException {
        return allowed(table, deletes, null, transfer);
    }

    /**
     * Whether so many rows may go. Of rows that are gone in the source many may never have been in the target, or be gone
     * there too: where they would be too many, those are counted that the target has.
     *
     * @param keys of these rows; null when all are known to be in the target
     */
    private boolean allowed(TablePlan table, long deletes, @Nullable Keys keys, Transfer transfer)
            throws InterruptedException {
        if (deletes <= MaxDeletes.ALWAYS && parts.maxDeletes().rows() == null) {
            return true;
        }
        Receiving receiving = parts.receiving();
        long rows = receiving == null
                ? transfer.snapshot().count(gone(table, transfer).present()) + deletes
                : receiving.sweeper().rows(onTarget(table));
        long most = parts.maxDeletes().of(rows);
        if (deletes <= most) {
            return true;
        }
        long held = receiving == null || keys == null
                ? deletes
                : receiving.sweeper().held(keyOnTarget(table), keys);
        if (held <= most) {
            return true;
        }
        refuse(
                table,
                "nothing of " + table.table() + " was deleted: " + held + " rows are gone in the source, of "
                        + rows + (receiving == null ? " there were" : " in the target") + ", and " + most
                        + " may go in one run; when that is right, run it with"
                        + " --max-deletes " + held);
        return false;
    }

    private synchronized void refuse(TablePlan table, String sentence) {
        refused.add(table.table());
        sentences.add(sentence);
    }
}
