package io.rowferry.sync;

import io.rowferry.job.Job;
import io.rowferry.ledger.WatermarkLedger;
import io.rowferry.source.Lookout;
import io.rowferry.table.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** Puts watermarks where somebody who knows better wants them. */
public final class SetWatermark {
    private SetWatermark() {}

    /**
     * Sets the watermarks of these tables. Where the source is another server than before, or its clock has gone back, the
     * watermarks of all other tables are forgotten, since they say nothing any more.
     *
     * @throws io.rowferry.Failure with {@code REFUSED} when the source's transactions cannot be seen and the job does not
     *     declare how old they get
     * @throws InterruptedException when interrupted; nothing is set then
     */
    public static void to(Instant moment, Job job, Set<TableName> tables, WatermarkLedger ledger, Lookout lookout)
            throws InterruptedException {
        boolean isWatched =
                job.tables().stream().anyMatch(table -> tables.contains(table.table()) && table.lag() == null);
        if (isWatched) {
            new HorizonWatch(job.name(), ledger, lookout).awaitNow(Duration.ZERO);
        }
        tables.forEach(table -> ledger.set(job.name(), table, moment));
    }
}
