package io.rowferry.report;

import io.rowferry.sync.SyncResult;
import io.rowferry.sync.TableResult;
import io.rowferry.table.RowCounts;
import io.rowferry.table.TableName;
import io.rowferry.verify.RepairPlan;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a repair meant to do and did.
 *
 * @param sent null when nothing was done
 * @param beforeImages files with what target rows were before they were overwritten against their version, or removed
 */
public record RepairReport(
        RepairPlan plan, @Nullable SyncResult sent, List<Path> beforeImages) {

    /** What became of the rows that were sent of a table. */
    RowCounts outcomes(TableName table) {
        return sent == null
                ? RowCounts.NONE
                : sent.tables().stream()
                        .filter(result -> result.table().equals(table))
                        .map(TableResult::outcomes)
                        .reduce(RowCounts.NONE, RowCounts::plus);
    }
}
