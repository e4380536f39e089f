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
    private static final int MOST_FOR_PARENTS = 150;

    public RefusalRules {
        strict = Set.copyOf(strict);
    }

    /**
     * Whether a row is worth another attempt: one whose parent is missing or that is to go and still has children, or one
     * that has a unique value which may be on its way from one row to another.
     *
     * @param attempt the one that has failed, from 1
     * @param parentMayCome whether the run may still bring a parent, or take children away
     */
    boolean again(Reason reason, int attempt, boolean parentMayCome) {
        return switch (reason) {
            case PARENT_MISSING -> attempt <= attempts || (parentMayCome && attempt <= MOST_FOR_PARENTS);
            case UNIQUE -> attempt <= attempts;
            default -> false;
        };
    }
}
