package io.rowferry.sync;

import io.rowferry.ExitCode;
import io.rowferry.apply.MessageCounts;
import io.rowferry.table.RowCounts;
import java.util.List;

/**
 * What a run has done, at its end or so far.
 *
 * @param run its name
 * @param tables parents first
 * @param messagesSent batches, without the parts split off them
 * @param bytes of rows before packing
 * @param packedBytes of rows as they travelled
 */
public record SyncResult(
        String run, List<TableResult> tables, long messagesSent, long bytes, long packedBytes, MessageCounts messages) {

    /** What this result means for scripts. */
    public ExitCode exitCode() {
        return outcomes().deadLettered() > 0 ? ExitCode.REJECTED : ExitCode.OK;
    }

    /** All tables together. */
    public RowCounts outcomes() {
        return tables.stream().map(TableResult::outcomes).reduce(RowCounts.NONE, RowCounts::plus);
    }
}
