package io.rowferry.apply;

import io.rowferry.table.RowCounts;
import io.rowferry.table.TableName;
import io.rowferry.target.Outcome;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts messages and rows for all workers of a process. */
final class Tally {
    private final LongAdder completed = new LongAdder();
    private final LongAdder deadLettered = new LongAdder();
    private final LongAdder duplicates = new LongAdder();
    private final Map<TableName, RowCounts> rows = new ConcurrentHashMap<>();

    void completed(Outcome outcome) {
        completed.increment();
        if (!outcome.fresh()) {
            duplicates.increment();
        }
    }

    void applied(TableName table, RowCounts counts) {
        if (!counts.equals(RowCounts.NONE)) {
            rows.merge(table, counts, RowCounts::plus);
        }
    }

    void buried(TableName table, int number) {
        applied(table, new RowCounts(0, 0, 0, 0, number, -number));
    }

    void deadLettered() {
        deadLettered.increment();
    }

    MessageCounts counts() {
        return new MessageCounts(completed.sum(), deadLettered.sum(), duplicates.sum());
    }

    /** By table; pending rows may be below zero, where another process has received what this one has settled. */
    Map<TableName, RowCounts> rows() {
        return Map.copyOf(rows);
    }
}
