package io.rowferry.plan;

import io.rowferry.database.Engine;
import io.rowferry.table.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The statements that add to the target what the source has more, as the policy {@code add-nullable} wants it. */
public final class AddedColumns {
    private AddedColumns() {}

    /** Writes them down and runs none; none when nothing is to be added. */
    public static List<String> statements(Plan plan, Engine engine) {
        List<String> statements = new ArrayList<>();
        for (TablePlan table : plan.tables()) {
            for (ColumnPlan column : table.columns()) {
                Column source = column.source();
                if (column.fit() != Fit.ADDED || source == null || column.form() == null) {
                    continue;
                }
                Column added = new Column(
                        column.name(), column.form(), true, column.sourceType(), null, source.labels(), false);
                engine.declarations(List.of(added), Set.of())
                        .get(0)
                        .ifPresent(type -> statements.add("ALTER TABLE " + engine.quote(table.table())
                                + " ADD COLUMN " + engine.quote(column.name()) + " " + type
                                + (type.contains(" NULL") ? "" : " NULL")));
            }
        }
        return statements;
    }
}
