package io.rowferry.sync;

import io.rowferry.table.RowCounts;
import io.rowferry.table.TableName;
import java.time.Duration;

/**
 * What became of one table's rows.
 *
 * @param outcomes {@code pending} counts every row that was sent and whose fate is not final
 * @param took from the first row read to the last row accounted for, so far
 */
public record TableResult(TableName table, long read, long sent, RowCounts outcomes, Duration took) {}
