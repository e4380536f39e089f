package io.rowferry.plan;

import io.rowferry.database.Engine;
import java.util.ArrayList;
import java.util.List;

/** The statements that add to the target what the source has more, as the policy {@code add-nullable} wants it. */
public final class AddedColumns {
    private AddedColumns() {}

    /** Writes them down and runs none; none when nothing is to be added. */
    public static List<String> statements(Plan plan, Engine engine) {
        Side target = new Side(null, engine);
        List<String> statements = new ArrayList<>();
        for (TablePlan table : plan.tables()) {
            for (ColumnPlan column : table.columns()) {
                if (column.fit() == Fit.ADDED) {
                    target.declaration(column.toAdd())
                            .ifPresent(type -> statements.add("ALTER TABLE " + engine.quote(table.table())
                                    + " ADD COLUMN " + engine.quote(column.name()) + " " + type
                                    + (type.contains(" NULL") ? "" : " NULL")));
                }
            }
        }
        return statements;
    }
}
