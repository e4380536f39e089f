package io.rowferry.sync;

import io.rowferry.ledger.Run;
import io.rowferry.plan.TablePlan;
import io.rowferry.source.ChangedRows;
import io.rowferry.source.Span;
import io.rowferry.source.Stamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sends the rows of a span of stamps again, whatever the watermarks say, and leaves those where they are. Rows that the
 * source marks as gone are left out: what has removed them from the target before does not come again.
 */
public final class ResendSpan {
    private final Parts parts;
    private final @Nullable Instant from;
    private final @Nullable Instant to;

    /**
     * Sets the run up; nothing happens yet.
     *
     * @param from rows stamped before it are left out; null for none
     * @param to rows stamped then or later are left out; null for none
     */
    public ResendSpan(Parts parts, @Nullable Instant from, @Nullable Instant to) {
        this.parts = parts;
        this.from = from;
        this.to = to;
    }

    /**
     * Runs to the end.
     *
     * @throws io.rowferry.Failure as {@link FullSync#run}
     * @throws InterruptedException when the calling thread was interrupted; everything is left whole
     */
    public SyncResult run(SyncListener listener) throws InterruptedException {
        SyncResult result = Transfer.run(parts, "incremental", new Reading(), listener);
        return result.more() ? result.with(Map.of(), null, List.of(), List.of(ResendKeys.BEGINS_AGAIN)) : result;
    }

    private final class Reading implements Transfer.Reading {
        @Override
        public List<Thread> read(List<TablePlan> level, Transfer transfer) {
            return transfer.oneByOne(level, table -> read(table, transfer));
        }

        private void read(TablePlan table, Transfer transfer) throws InterruptedException {
            ChangedRows rows =
                    transfer.changed(table, Deletions.gone(table, transfer).present());
            Stamp stamp = rows.stamp();
            LaneBatches batches = transfer.batches(table);
            Span span = new Span(from == null ? null : stamp.lowest(from), to == null ? null : stamp.lowest(to), false);
            rows.read(span, batches, parts.deadline()::isOver);
            batches.flush();
        }

        @Override
        public void accepted(Run run, long rows) {
            parts.watermarks().advance(run, Map.of(), rows);
        }
    }
}
