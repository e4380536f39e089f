package io.rowferry.survey;

import io.rowferry.table.TableName;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a table has been read.
 *
 * @param stamped whether the job names a column to go by; without one full-sync alone carries the table
 * @param watermark every row stamped before it was sent; null before the first full-sync
 * @param lag how far that is behind the source's clock; null without a watermark, or without a source to ask
 * @param proven false where the watermark goes by a declared {@code horizon: lag(…)}
 * @param provenEqual when verify last found both sides equal; null when it never has
 */
public record TableStatus(
        TableName table,
        boolean stamped,
        @Nullable Instant watermark,
        @Nullable Duration lag,
        boolean proven,
        @Nullable Instant provenEqual) {}
