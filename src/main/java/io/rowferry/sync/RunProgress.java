package io.rowferry.sync;

import io.rowferry.apply.MessageCounts;
import io.rowferry.ledger.Run;
import io.rowferry.plan.Plan;
import io.rowferry.plan.TablePlan;
import io.rowferry.table.RowCounts;
import io.rowferry.table.TableName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** A run's counts while it goes on. Safe for any number of threads. */
final class RunProgress {
    private final Run run;
    private final @Nullable Receiving receiving;
    private final MessageCounts before;
    private final Map<TableName, TableProgress> tables = new LinkedHashMap<>();
    private final LongAdder messages = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder packedBytes = new LongAdder();

    RunProgress(Run run, Plan plan, @Nullable Receiving receiving) {
        this.run = run;
        this.receiving = receiving;
        this.before = received();
        for (TablePlan table : plan.tables()) {
            tables.put(table.table(), new TableProgress(table.table()));
        }
    }

    private MessageCounts received() {
        return receiving == null ? MessageCounts.NONE : receiving.appliers().counts();
    }

    TableProgress table(TableName name) {
        TableProgress progress = tables.get(name);
        if (progress == null) {
            throw new IllegalArgumentException(name + " is not part of this run");
        }
        return progress;
    }

    void packed(int unpackedBytes, int packed) {
        bytes.add(unpackedBytes);
        packedBytes.add(packed);
    }

    void messageSent() {
        messages.increment();
    }

    /** Takes what the ledger says now. */
    void settled(Map<TableName, RowCounts> counts) {
        counts.forEach((table, outcomes) -> {
            TableProgress progress = tables.get(table);
            if (progress != null) {
                progress.settled(outcomes);
            }
        });
    }

    long sent() {
        return tables.values().stream().mapToLong(TableProgress::sent).sum();
    }

    long inFlight() {
        return tables.values().stream().mapToLong(TableProgress::inFlight).sum();
    }

    SyncResult result() {
        return new SyncResult(
                run.name(),
                tables.values().stream().map(TableProgress::result).toList(),
                messages.sum(),
                bytes.sum(),
                packedBytes.sum(),
                received().since(before),
                null,
                null,
                List.of(),
                List.of(),
                false,
                false);
    }
}
