package io.rowferry.sync;

import io.rowferry.job.Deletes;
import io.rowferry.plan.Plan;
import java.util.ArrayList;
import java.util.List;

/** Keys that were asked for and that the source has no rows of: how many, and the first of them. One thread. */
final class AbsentKeys {
    private static final int MOST_NAMED = 10;

    private final List<String> named = new ArrayList<>();
    private long count;

    void add(List<String> key) {
        count++;
        if (named.size() < MOST_NAMED) {
            named.add(String.join(",", key));
        }
    }

    /** A sentence about them; none when there are none. */
    List<String> notes(Plan plan) {
        boolean marks = plan.tables().stream().anyMatch(table -> table.job().deletes() instanceof Deletes.Soft);
        return count == 0
                ? List.of()
                : List.of(count + (count == 1 ? " key is" : " keys are") + " not in the source"
                        + (marks ? ", or marked as gone there" : "") + ": " + String.join("; ", named)
                        + (count > named.size() ? "; …" : ""));
    }
}
