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
 * @param sent each round of it; none when nothing was done
 * @param beforeImages files with what target rows were before they were overwritten against their version, or removed
 */
public record RepairReport(RepairPlan plan, List<SyncResult> sent, List<Path> beforeImages) {

    /** The last round's name; null when nothing was done. */
    @Nullable
    String run() {
        return sent.isEmpty() ? null : sent.get(sent.size() - 1).run();
    }

    boolean isDone() {
        return !sent.isEmpty();
    }

    List<String> notes() {
        return sent.stream().flatMap(round -> round.notes().stream()).distinct().toList();
    }

    /** What became of the rows that were sent of a table. */
    RowCounts outcomes(TableName table) {
        return sent.stream()
                .flatMap(round -> round.tables().stream())
                .filter(result -> result.table().equals(table))
                .map(TableResult::outcomes)
                .reduce(RowCounts.NONE, RowCounts::plus);
    }
}
