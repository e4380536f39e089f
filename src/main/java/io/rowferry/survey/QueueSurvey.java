package io.rowferry.survey;

import io.rowferry.bus.BatchMessage;
import io.rowferry.bus.Manifest;
import io.rowferry.bus.QueuedMessage;
import io.rowferry.bus.ServiceBusQueue;
import io.rowferry.job.Job;
import io.rowferry.job.TableJob;
import io.rowferry.survey.Waiting.OfTable;
import io.rowferry.table.Operation;
import io.rowferry.table.TableName;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Sees what waits in a job's queue, by peeking: nothing is locked, no delivery is counted. One thread. */
public final class QueueSurvey {
    private final Job job;
    private final Set<TableName> listed;
    private final Set<TableName> meant;
    private final Map<TableName, OfTable> tables = new HashMap<>();
    private final Set<String> otherJobs = new TreeSet<>();
    private long manifests;
    private long foreign;
    private @Nullable Instant oldest;

    /** @param meant the job's tables that are meant */
    public QueueSurvey(Job job, Set<TableName> meant) {
        this.job = job;
        this.meant = meant;
        this.listed = job.tables().stream().map(TableJob::table).collect(Collectors.toSet());
    }

    /**
     * Looks once, at all of the queue.
     *
     * @throws io.rowferry.Failure with {@code OUTAGE} when the bus cannot be reached
     */
    public Waiting look(ServiceBusQueue queue) {
        queue.peekAll(this::see);
        List<OfTable> seen = tables.values().stream()
                .sorted(Comparator.comparing(each -> each.table().toString()))
                .toList();
        return new Waiting(seen, manifests, foreign, otherJobs, oldest);
    }

    private void see(QueuedMessage message) {
        if (oldest == null || message.enqueuedAt().isBefore(oldest)) {
            oldest = message.enqueuedAt();
        }
        String itsJob = message.job();
        if (itsJob != null && !itsJob.equals(job.name())) {
            otherJobs.add(itsJob);
        } else if (message.arrival() instanceof BatchMessage batch) {
            see(batch);
        } else if (message.arrival() instanceof Manifest) {
            manifests++;
        } else {
            foreign++;
        }
    }

    private void see(BatchMessage batch) {
        TableName table = batch.table();
        boolean isKnown = listed.contains(table);
        if (isKnown && !meant.contains(table)) {
            return;
        }
        long rows = batch.body().rows();
        boolean isRejected = batch.verdict() != null;
        boolean isDelete = batch.operation() == Operation.DELETE;
        OfTable before = tables.getOrDefault(table, new OfTable(table, isKnown, 0, 0, 0, 0, 0));
        tables.put(
                table,
                new OfTable(
                        table,
                        isKnown,
                        before.messages() + 1,
                        before.upserts() + (isRejected || isDelete ? 0 : rows),
                        before.deletes() + (!isRejected && isDelete ? rows : 0),
                        before.retries() + (!isRejected && batch.attempt() > 1 ? rows : 0),
                        before.rejected() + (isRejected ? rows : 0)));
    }
}
