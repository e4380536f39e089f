package io.rowferry.sync;

import io.rowferry.table.TableName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The watermark of a table that somebody sets.
 *
 * @param goneFrom the table whose rows that are gone it notes; null for a table of the job
 * @param before what it was; null when there was none
 * @param now what it is; null when there is none
 */
public record TableWatermark(
        TableName table,
        @Nullable TableName goneFrom,
        @Nullable Instant before,
        @Nullable Instant now) {

    TableWatermark at(Instant moment) {
        return new TableWatermark(table, goneFrom, before, moment);
    }
}
