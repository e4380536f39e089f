package io.rowferry.target;

import io.rowferry.database.Engine;
import io.rowferry.database.StagedRows;
import io.rowferry.table.Column;
import io.rowferry.table.Reason;
import io.rowferry.target.Isolation.Refused;
import io.rowferry.target.TargetTables.TargetTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts the rows of batches into a table's staging table, numbered through. One thread. */
final class Stager {
    private final Engine engine;
    private final StagedRows staged;

    Stager(Engine engine) {
        this.engine = engine;
        this.staged = new StagedRows(engine.holdsNul());
    }

    /**
     * Replaces what was staged.
     *
     * @param batches of the same table and shape
     * @param keptOut numbers of rows that are not wanted
     * @return the rows that are not staged, since the target could not keep them as they are; their numbers are used up
     */
    List<Refused> stage(TargetTable table, List<RowsToWrite> batches, Set<Integer> keptOut) throws SQLException {
        List<Refused> refused = new ArrayList<>();
        staged.clear();
        for (RowsToWrite batch : batches) {
            batch.rows().each(row -> {
                if (keptOut.contains(staged.rows())) {
                    staged.skip();
                } else if (!staged.add(row)) {
                    refused.add(refused("the character NUL, which the target's texts cannot hold"));
                } else if (!keepsJson(table, row)) {
                    staged.takeBack();
                    refused.add(refused("a number or a repeated member in JSON that the target would not keep"));
                }
            });
        }
        table.staging().fill(staged);
        return refused;
    }

    private Refused refused(String words) {
        return new Refused(staged.rows() - 1, Reason.TYPE, words);
    }

    private boolean keepsJson(TargetTable table, @Nullable String[] row) {
        for (Map.Entry<Integer, Column> column : table.json().entrySet()) {
            String json = row[column.getKey()];
            if (json != null && !engine.keepsJson(column.getValue(), json)) {
                return false;
            }
        }
        return true;
    }
}
