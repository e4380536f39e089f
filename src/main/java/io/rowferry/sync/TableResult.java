package io.rowferry.sync;

import io.rowferry.table.RowCounts;
import io.rowferry.table.TableName;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of one table's rows.
 *
 * @param sent of those that were read; the others were sent before, with equal content
 * @param unstamped of those that were read, the ones without a stamp
 * @param future of those that were read, the ones with a stamp above the source's clock
 * @param outcomes {@code pending} counts every row that was sent and whose fate is not final
 * @param watermark how far the table has been read for good; null when that is not known
 * @param took from the first row read to the last row accounted for, so far
 */
public record TableResult(
        TableName table,
        long read,
        long sent,
        long unstamped,
        long future,
        RowCounts outcomes,
        @Nullable Instant watermark,
        Duration took) {

    TableResult with(@Nullable Instant reached) {
        return new TableResult(table, read, sent, unstamped, future, outcomes, reached, took);
    }
}
