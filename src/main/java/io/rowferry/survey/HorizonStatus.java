package io.rowferry.survey;

import io.rowferry.table.OpenTransaction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a watermark could go if a run began now.
 *
 * @param at no transaction can still commit a row stamped before it; null when there is no such moment yet, or it cannot be
 *     seen
 * @param lag how far that is behind the source's clock; null as {@code at}
 * @param holders what keeps it from moving on, the oldest first; empty when nothing does
 * @param problem why it cannot be seen, so that incremental would refuse to run; null when it can
 * @param remedy what can be done about that; null as {@code problem}
 */
public record HorizonStatus(
        @Nullable Instant at,
        @Nullable Duration lag,
        List<OpenTransaction> holders,
        @Nullable String problem,
        @Nullable String remedy) {
    public HorizonStatus {
        holders = List.copyOf(holders);
    }

    static HorizonStatus unseen(String problem, String remedy) {
        return new HorizonStatus(null, null, List.of(), problem, remedy);
    }
}
