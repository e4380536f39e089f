package io.rowferry.sync;

import io.rowferry.table.RowCounts;
import io.rowferry.table.TableName;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** One table's counts while a run goes on. Safe for any number of threads. */
final class TableProgress {
    private final TableName table;
    private final LongAdder read = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final LongAdder skipped = new LongAdder();
    private final LongAdder unstamped = new LongAdder();
    private final LongAdder future = new LongAdder();
    private volatile RowCounts settled = RowCounts.NONE;
    private volatile long began;
    private volatile long changed;

    TableProgress(TableName table) {
        this.table = table;
    }

    void begin() {
        began = System.nanoTime();
        changed = began;
    }

    void read(int rows) {
        read.add(rows);
    }

    /** A row that was read and is not sent, since it was sent before. */
    void skipped() {
        skipped.increment();
    }

    /** A row that was read without a stamp. */
    void unstamped() {
        unstamped.increment();
    }

    /** A row that was read with a stamp of the future. */
    void future() {
        future.increment();
    }

    /** Called before the rows go to the bus, so that nothing is accounted for that was not counted as sent. */
    void sent(int rows) {
        sent.add(rows);
    }

    /** Takes what the ledger says now. */
    void settled(RowCounts counts) {
        if (!counts.equals(settled)) {
            settled = counts;
            changed = System.nanoTime();
        }
    }

    long sent() {
        return sent.sum();
    }

    long inFlight() {
        return sent.sum() - settled.settled();
    }

    /** Everything that was read has been sent and has met its final fate. */
    boolean accounted() {
        return read.sum() == sent.sum() + skipped.sum() && inFlight() == 0;
    }

    /** Everything that was read has been sent, and the target has an opinion on it. */
    boolean tried() {
        return read.sum() == sent.sum() + skipped.sum() && sent.sum() == settled.seen();
    }

    TableResult result() {
        RowCounts now = settled;
        long all = sent.sum();
        RowCounts outcomes = new RowCounts(
                now.applied(), now.unchanged(), now.stale(), now.deleted(), now.deadLettered(), all - now.settled());
        return new TableResult(
                table,
                read.sum(),
                all,
                unstamped.sum(),
                future.sum(),
                outcomes,
                null,
                Duration.ofNanos(changed - began));
    }
}
