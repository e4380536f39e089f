package io.rowferry.target;

import io.rowferry.table.Reason;
import io.rowferry.table.TableName;
import java.util.Set;

/**
 * What becomes of refused rows.
 *
 * @param attempts how often a row that time may heal is tried again
 * @param strict tables that no row may be refused of for good: the lane stops instead
 */
public record RefusalRules(int attempts, Set<TableName> strict) {
    /** A run without an end has crashed; by the pauses between them these take about half a day. */
    private static final int MOST_FOR_ITS_RUN = 150;

    /**
     * Of a run that was killed, or whose queue somebody has emptied, nothing will ever come; and whoever syncs in one process
     * waits for the row. By the pauses between them these take about an hour.
     */
    private static final int MOST_FOR_EARLIER_RUNS = 16;

    /** From where a parent that is missing may still come; of a parent that is to go, what takes its children away. */
    enum Parents {
        NONE_TO_COME,
        OF_EARLIER_RUNS,
        OF_ITS_RUN
    }

    public RefusalRules {
        strict = Set.copyOf(strict);
    }

    /**
     * Whether a row is worth another attempt: one whose parent is missing or that is to go and still has children, or one
     * that has a unique value which may be on its way from one row to another.
     *
     * @param attempt the one that has failed, from 1
     */
    boolean again(Reason reason, int attempt, Parents parents) {
        return switch (reason) {
            case PARENT_MISSING -> attempt <= Math.max(attempts, most(parents));
            case UNIQUE -> attempt <= attempts;
            default -> false;
        };
    }

    private static int most(Parents parents) {
        return switch (parents) {
            case NONE_TO_COME -> 0;
            case OF_EARLIER_RUNS -> MOST_FOR_EARLIER_RUNS;
            case OF_ITS_RUN -> MOST_FOR_ITS_RUN;
        };
    }
}
