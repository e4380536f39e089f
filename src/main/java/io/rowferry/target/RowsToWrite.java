package io.rowferry.target;

import io.rowferry.table.Column;
import io.rowferry.table.Operation;
import io.rowferry.table.Order;
import io.rowferry.table.Replay;
import io.rowferry.table.Rows;
import io.rowferry.table.TableName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One batch, as the target sees it.
 *
 * @param id the ledger's key
 * @param checksum of the content that the id stands for
 * @param attempt 1 for a batch, from 2 for a part of one whose rows are tried again
 * @param parentsSettled whether all that the run has sent of parents had met its fate before this was sent
 * @param columns names and the types of their texts, in the order of the values in each row; of a delete those of key and
 *     version
 * @param version the column whose greater value is the newer row, in a delete the version at which the row is gone; null
 *     when the order alone decides
 * @param replay which replay of a dead letter it is, or was split off of; null when of none
 * @param fingerprint equal for batches of a table with the same columns, key and version
 */
public record RowsToWrite(
        String id,
        String checksum,
        int attempt,
        boolean parentsSettled,
        Order order,
        TableName table,
        Operation operation,
        List<Column> columns,
        List<String> key,
        @Nullable String version,
        String fingerprint,
        @Nullable Replay replay,
        Rows rows) {
    /** Whether the ledger may know its rows as ones that were refused before. */
    boolean isPart() {
        return attempt > 1 || replay != null;
    }
}
