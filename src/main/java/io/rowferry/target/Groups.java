package io.rowferry.target;

import io.rowferry.target.LaneTransaction.Task;
import java.util.ArrayList;
import java.util.List;

/** Neighbouring batches of one table, operation and shape, which are staged together. */
final class Groups {
    private Groups() {}

    static List<List<Task>> of(List<Task> tasks) {
        List<List<Task>> groups = new ArrayList<>();
        RowsToWrite previous = null;
        for (Task task : tasks) {
            RowsToWrite batch = task.batch();
            boolean joins = previous != null
                    && previous.table().equals(batch.table())
                    && previous.operation() == batch.operation()
                    && previous.fingerprint().equals(batch.fingerprint());
            if (!joins) {
                groups.add(new ArrayList<>());
            }
            groups.get(groups.size() - 1).add(task);
            previous = batch;
        }
        return groups;
    }
}
