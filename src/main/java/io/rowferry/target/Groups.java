package io.rowferry.target;

import java.util.ArrayList;
import java.util.List;

/** Neighbouring batches of one table, operation and shape, which are staged together. */
final class Groups {
    private Groups() {}

    static List<List<RowsToWrite>> of(List<RowsToWrite> batches) {
        List<List<RowsToWrite>> groups = new ArrayList<>();
        RowsToWrite previous = null;
        for (RowsToWrite batch : batches) {
            boolean joins = previous != null
                    && previous.table().equals(batch.table())
                    && previous.operation() == batch.operation()
                    && previous.fingerprint().equals(batch.fingerprint());
            if (!joins) {
                groups.add(new ArrayList<>());
            }
            groups.get(groups.size() - 1).add(batch);
            previous = batch;
        }
        return groups;
    }
}
