package io.rowferry.sync;

import io.rowferry.source.RowSink;
import io.rowferry.source.Stamp;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Takes a table's changed rows as they are read, and passes on what was not sent before. One thread. */
final class ChangedTable implements RowSink {
    /** Rows may be stamped between the look at the clock and the snapshot. */
    private static final Duration FUTURE = Duration.ofMinutes(1);

    private final LaneBatches batches;
    private final TableProgress progress;
    private final int stampPlace;
    private final String future;
    private final String readAgainFrom;
    private final SentRows before;
    private final SentRows after;

    /**
     * Sets it up.
     *
     * @param stampPlace where in a row that is read its stamp is
     * @param now what the source's clock showed
     * @param readAgainFrom the moment from which on the next run reads again
     * @param before what earlier runs have sent of it
     * @param after gathers what the next run need not send again
     */
    ChangedTable(
            LaneBatches batches,
            TableProgress progress,
            int stampPlace,
            Stamp stamp,
            Instant now,
            Instant readAgainFrom,
            SentRows before,
            SentRows after) {
        this.batches = batches;
        this.progress = progress;
        this.stampPlace = stampPlace;
        this.future = stamp.lowest(now.plus(FUTURE));
        this.readAgainFrom = stamp.lowest(readAgainFrom);
        this.before = before;
        this.after = after;
    }

    @Override
    public void accept(@Nullable String[] row) throws InterruptedException {
        String stamp = row[stampPlace];
        progress.read(1);
        if (stamp == null) {
            progress.unstamped();
        } else if (stamp.compareTo(future) > 0) {
            progress.future();
        }
        @Nullable String[] message = batches.shape(row);
        if (before.holds(batches.operation(), message)) {
            progress.skipped();
        } else {
            batches.put(batches.lane(row), message);
        }
        if (stamp == null || stamp.compareTo(readAgainFrom) >= 0) {
            after.add(batches.operation(), message);
        }
    }
}
