package io.rowferry.sync;

import io.rowferry.source.RowSink;
import org.jspecify.annotations.Nullable;

/** Takes a table's changed rows as they are read, and passes on what was not sent before. One thread. */
final class ChangedTable implements RowSink {
    private final LaneBatches batches;
    private final TableProgress progress;
    private final int stampPlace;
    private final String now;
    private final String readAgainFrom;
    private final SentRows before;
    private final SentRows after;

    /**
     * Sets it up.
     *
     * @param now the stamp of this moment
     * @param readAgainFrom the stamp from which on the next run reads again
     * @param before what earlier runs have sent of it
     * @param after gathers what the next run need not send again
     */
    ChangedTable(
            LaneBatches batches,
            TableProgress progress,
            int stampPlace,
            String now,
            String readAgainFrom,
            SentRows before,
            SentRows after) {
        this.batches = batches;
        this.progress = progress;
        this.stampPlace = stampPlace;
        this.now = now;
        this.readAgainFrom = readAgainFrom;
        this.before = before;
        this.after = after;
    }

    @Override
    public void accept(@Nullable String[] row) throws InterruptedException {
        String stamp = row[stampPlace];
        progress.read(1);
        if (stamp == null) {
            progress.unstamped();
        } else if (stamp.compareTo(now) > 0) {
            progress.future();
        }
        @Nullable String[] message = batches.shape(row);
        if (before.holds(message)) {
            progress.skipped();
        } else {
            batches.put(batches.lane(row), message);
        }
        if (stamp == null || stamp.compareTo(readAgainFrom) >= 0) {
            after.add(message);
        }
    }
}
