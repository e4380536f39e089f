package io.rowferry.survey;

import io.rowferry.table.TableName;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an apply would meet in the job's queue.
 *
 * @param tables those that batches are of, by name
 * @param manifests ends of runs
 * @param foreign messages that are not whole or not ours, which apply would dead-letter
 * @param otherJobs jobs whose batches are in this queue, which apply would refuse
 * @param oldest when the oldest message came; null when the queue is empty
 */
public record Waiting(
        List<OfTable> tables,
        long manifests,
        long foreign,
        Set<String> otherJobs,
        @Nullable Instant oldest) {
    /**
     * Batches of a table.
     *
     * @param isKnown whether the job lists the table; what it does not list, apply would dead-letter
     * @param messages all of them
     * @param upserts rows to be written
     * @param deletes rows to be removed
     * @param retries rows among these that the target has refused before, and that are tried again
     * @param rejected rows on their way to the dead-letter queue
     */
    public record OfTable(
            TableName table, boolean isKnown, long messages, long upserts, long deletes, long retries, long rejected) {}

    /** All messages. */
    public long messages() {
        return manifests
                + foreign
                + tables.stream().mapToLong(OfTable::messages).sum();
    }
}
