package io.rowferry.verify;

import io.rowferry.table.TableName;
import java.util.List;

/** What a repair does about the differences that were found. */
public record RepairPlan(List<TableRepair> tables) {
    public RepairPlan {
        tables = List.copyOf(tables);
    }

    /**
     * Of one table.
     *
     * @param send rows that are missing or changed, to be sent as they are now
     * @param force rows that are newer on the target, and give way to the source's
     * @param delete rows that only the target has, to be removed
     * @param leaveNewer rows that are newer on the target and stay
     * @param leaveExtra rows that only the target has and that stay
     */
    public record TableRepair(TableName table, long send, long force, long delete, long leaveNewer, long leaveExtra) {
        boolean isEmpty() {
            return send + force + delete == 0;
        }
    }

    /**
     * The plan.
     *
     * @param forceSource whether rows that are newer on the target give way
     * @param deleteExtra whether rows that only the target has go
     */
    public static RepairPlan of(VerifyResult found, boolean forceSource, boolean deleteExtra) {
        return new RepairPlan(found.tables().stream()
                .filter(table -> table.differences() > 0)
                .map(table -> {
                    long newer = TableVerdict.or(table.newerOnTarget());
                    long extra = TableVerdict.or(table.extra());
                    return new TableRepair(
                            table.table(),
                            TableVerdict.or(table.missing()) + TableVerdict.or(table.changed()),
                            forceSource ? newer : 0,
                            deleteExtra ? extra : 0,
                            forceSource ? 0 : newer,
                            deleteExtra ? 0 : extra);
                })
                .toList());
    }

    /** Whether nothing is to be done. */
    public boolean isEmpty() {
        return tables.stream().allMatch(TableRepair::isEmpty);
    }
}
