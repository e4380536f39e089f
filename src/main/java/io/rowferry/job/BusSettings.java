package io.rowferry.job;

import org.jspecify.annotations.Nullable;

/**
 * The queue that a job's batches travel through.
 *
 * @param connection a Service Bus connection string; null for the local broker
 * @param queue the queue's name; the job's name where the file says nothing
 * @param lanes how many lanes rows are spread over, 1 to 512
 */
public record BusSettings(@Nullable Secret connection, String queue, int lanes) {
    static final int DEFAULT_LANES = 32;
    static final int MOST_LANES = 512;

    /** Whether the queue lives in this machine's own broker. */
    public boolean local() {
        return connection == null;
    }
}
