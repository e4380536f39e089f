package io.rowferry.sync;

import io.rowferry.bus.BodyWriter;
import io.rowferry.plan.Fingerprint;
import io.rowferry.plan.TablePlan;
import io.rowferry.table.Operation;
import java.util.stream.IntStream;

/**
 * What the batches of a table are: its rows, or the keys of rows that are gone.
 *
 * @param forced whether rows go without a version to the target, where then the order alone decides
 */
record BatchKind(TablePlan table, Operation operation, boolean forced) {

    BodyWriter writer() {
        return new BodyWriter(
                isDelete() ? table.deletedColumns() : table.messageColumns(),
                table.key(),
                forced ? null : table.version());
    }

    String fingerprint() {
        if (forced) {
            return Fingerprint.of(table.messageColumns(), table.key(), null);
        }
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
