package io.rowferry.sync;

import io.rowferry.bus.BodyWriter;
import io.rowferry.plan.TablePlan;
import io.rowferry.table.Operation;
import java.util.stream.IntStream;

/** What the batches of a table are: its rows, or the keys of rows that are gone. */
record BatchKind(TablePlan table, Operation operation) {

    BodyWriter writer() {
        return new BodyWriter(
                isDelete() ? table.deletedColumns() : table.messageColumns(), table.key(), table.version());
    }

    String fingerprint() {
        return isDelete() ? table.deletedFingerprint() : table.fingerprint();
    }

    /** The places of the key in a row as it is sent. */
    int[] keyPlaces() {
        return isDelete() ? IntStream.range(0, table.key().size()).toArray() : table.keyPlaces();
    }

    private boolean isDelete() {
        return operation == Operation.DELETE;
    }
}
